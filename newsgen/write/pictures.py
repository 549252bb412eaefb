"""Pictures as the page and the drawing room take them: every word and figure is the house's.

A label is the figure of a sentence that a block of the picture writes; the sentence goes with it, so that the checker
can read what the picture says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from newsgen.house import House, MissingFact, Picture, Telling
from newsgen.house.day import WORD
from newsgen.house.figures import clock, day, money, price
from newsgen.house.marks import plain, read_off, visible_length
from newsgen.house.words import listed
from newsgen.model import Chart, Datum, Fact, Facts, Label, Line, Plan, Point, Series, Table, Unit, Window
from newsgen.write import sentences

Read = Callable[[str, str], str]  # a marked text and its field, without its marks
MOST_COINS = 6
LEAST_BARS = 2  # groups that make a picture of bars
LEAST_PART = 0.02  # of the largest coin's liquidations: less cannot be seen
MINUS = "\N{MINUS SIGN}"
LABELLED = (Unit.USD, Unit.PRICE, Unit.DATE)  # what a label may say


class Labelled(NamedTuple):
    """A label and its fact."""

    label: Label
    fact: Fact


def write_pictures(
    plan: Plan, facts: Facts, house: House, telling: Telling, headline: str, read: Read
) -> tuple[Chart, ...]:
    """The plan's pictures with all their words; one whose words or bars lack their facts is left out."""
    charts: list[Chart] = []
    for name in plan.charts:
        writer = _Writer(house.pictures[name], facts, house, telling)
        chart = writer.chart(headline, lambda text, field: read(text, f"charts.{len(charts)}.{field}"))
        if chart is not None:
            charts.append(chart)
    return tuple(charts)


class _Writer:
    """One picture of a day."""

    def __init__(self, picture: Picture, facts: Facts, house: House, telling: Telling) -> None:
        self.picture, self.facts, self.house, self.telling = picture, facts, house, telling
        self.words = house.settings["charts"]
        self.labels = house.labelling(facts, telling)
        self.series = facts.series.get(picture.series)
        self.subject = picture.coin or (self._coins() or [""])[0]

    def chart(self, headline: str, read: Read) -> Chart | None:
        """The picture, or None where it would lack a word or a second bar."""
        picture = self.picture
        data = tuple(self._data())
        title = self._fitting("title", self.words["title"], place="headline")
        alt = self._fitting("alt", self.house.length("alt"), longest=True)
        caption = self._caption(headline)
        if not (title and alt and caption) or (not picture.series and len({one.group for one in data}) < LEAST_BARS):
            return None
        lines = tuple(self._lines())
        return Chart(
            file=picture.name,
            alt=read(alt, "alt"),
            caption=read(caption, "caption"),
            kind=picture.kind,
            title=read(title, "title"),
            source=self._source([*data, *lines]),
            unit=self.series.unit if self.series else Unit.USD,
            data=data,
            series=self.series,
            lines=lines,
            span=self._span(),
            table=self._table(data),
            watermark=self.words["watermark"] if self.facts.sample else "",
        )

    # Words

    def _fitting(self, block: str, most: int, place: str = "body", *, longest: bool = False) -> str:
        """The first wording that fits, or the one that says most; without a stop."""
        texts = [text.rstrip(".") for text in self._wordings(block, place)]
        fits = [text for text in texts if visible_length(text) <= most]
        return max(fits, key=visible_length, default="") if longest else next(iter(fits), "")

    def _caption(self, headline: str) -> str:
        """A sentence, of which the headline has said as little as can be."""
        above = set(self.telling.told_by(headline))
        texts = list(self._wordings("caption", "body"))
        return min(texts, key=lambda text: len(above.intersection(self.telling.told_by(text))), default="")

    def _wordings(self, block: str, place: str) -> Iterator[str]:
        for turn in range(self.house.turns(self._template, block)):
            if text := self._line(block, place, self.subject, turn):
                yield text

    def _line(self, block: str, place: str = "body", subject: str = "", turn: int = 0) -> str:
        passage = self.house.passage(self._template, block)
        if passage is None:
            return ""
        return sentences.line(self.telling.render(passage, place=place, subject=subject, turn=turn))

    @property
    def _template(self) -> str:
        return f"chart:{self.picture.name}"

    def _source(self, drawn: Sequence[Datum | Line]) -> str:
        facts = [self.facts.known[one.label.fact] for one in drawn]
        origins = [
            *(self.series.origins if self.series else ()),
            *(origin for fact in facts for origin in fact.origins),
        ]
        names = list(dict.fromkeys(self.house.cleaned(origin.source) for origin in origins))
        end = self.facts.as_of
        whole = end.time() == time()
        shown = day(end - timedelta(seconds=whole), 0)
        form = self.words["source_day" if whole else "source"]
        return str(form).format(sources=listed(names), clock=clock(end), date=shown)

    # Labels

    def _label(self, block: str, subject: str = "") -> Labelled | None:
        """The last amount, price or date of the sentence that a block writes."""
        passage = self.house.passage(self._template, block)
        text = passage and self.labels.render(passage, place="point", subject=subject or self.subject)
        reads, printed = read_off(sentences.line(text).rstrip("."), self.labels.day.meaning, "")
        figures = [one for one in printed if self.facts.known[one.fact].unit in LABELLED and one.qualifier != WORD]
        if not figures:
            return None
        last = figures[-1]
        return Labelled(Label(f"{last.qualifier} {last.text}".strip(), last.fact, reads), self.facts.known[last.fact])

    def _coins(self) -> list[str]:
        """Coins of which both sides are known, the largest first, and all counted where that one was."""
        known = self.facts.known
        found = {
            coin: sum(_number(known[f"{coin}.liq_{side}"]) for side in ("long", "short"))
            for coin in self.picture.subjects
            if {f"{coin}.liq_long", f"{coin}.liq_short"} <= known.keys()
        }
        ordered = sorted(found, key=lambda coin: (-found[coin], coin))[:MOST_COINS]
        counted = {coin: known[f"{coin}.liq_long"].about.venues for coin in ordered}
        return [
            coin for coin in ordered
            if found[coin] >= LEAST_PART * found[ordered[0]] and counted[coin] == counted[ordered[0]]
        ]  # fmt: skip

    def _data(self) -> Iterator[Datum]:
        """Bars: both sides of each coin, or the venues."""
        if self.picture.kind == "sides":
            for coin in self._coins():
                pair = [self._label(side, coin) for side in ("long", "short")]
                name = sentences.capital(self.house.coin(coin.upper()))
                yield from (
                    Datum(name, side, _number(one.fact), one.label)
                    for side, one in zip(("long", "short"), pair) if one and all(pair)
                )  # fmt: skip
        elif self.picture.kind == "venues":
            for place in self.picture.labels:
                if one := self._label(place):
                    yield Datum(self.house.called(self.facts.known[f"{place}.name"]), "", _number(one.fact), one.label)

    def _lines(self) -> Iterator[Line]:
        """What is marked: a level by its height, a day, a session or the last close by its time."""
        if self.series is None:
            return
        heights = {
            point.time: sum(value for value in point.values if value is not None) for point in self.series.points
        }
        for block in self.picture.labels:
            one = self._label(block)
            if one is None:
                continue
            label, fact = one
            if fact.about.measure.startswith("level"):
                yield Line(_number(fact), label)
            elif (at := _end(fact)) in heights:
                yield Line(heights[at] if fact.unit is Unit.DATE else _number(fact), label, at)

    def _span(self) -> Window | None:
        """What is shaded: the told window beside a price, the run of sessions beside flows."""
        if self.picture.kind == "flows":
            run = self.facts.known.get(f"{self.picture.coin}_etf.streak_sum")
            return run.window if run else None
        return self.facts.window if self.picture.kind == "price" else None

    # Tables

    def _table(self, data: Sequence[Datum]) -> Table:
        head = tuple(cell.strip() for cell in plain(self._line("columns", "body", self.subject)).split("|"))
        rows = self._curve(self.series) if self.series else self._bars(data)
        return Table(plain(self._line("table", "body", self.subject)), head, tuple(rows))

    def _bars(self, data: Sequence[Datum]) -> Iterator[tuple[str, ...]]:
        for group in dict.fromkeys(one.group for one in data):
            facts = [self.facts.known[one.label.fact] for one in data if one.group == group]
            yield (group, *(self.house.figure(fact) for fact in facts))

    def _curve(self, series: Series) -> Iterator[tuple[str, ...]]:
        points = series.points
        if series.unit is Unit.PRICE:
            apart = -(-len(points) // self.words["rows"])
            points = points[(len(points) - 1) % apart :: apart]  # the last is always among them
        for point in points:
            yield (self._when(point, series), *(self._cell(value, series.unit) for value in point.values))

    def _when(self, point: Point, series: Series) -> str:
        year = self.facts.window.end.year
        if series.unit is Unit.PRICE:
            return f"{day(point.time, year)}, {clock(point.time)}"
        return day(point.time - timedelta(seconds=1), year)

    def _cell(self, value: float | None, unit: Unit) -> str:
        if value is None:
            return str(self.words["unknown"])
        try:
            text = price(value) if unit is Unit.PRICE else money(value)
        except MissingFact:
            return str(self.words["nothing"])
        return f"{MINUS}{text}" if value < 0 else text


def _number(fact: Fact) -> float:
    if isinstance(fact.value, int | float):
        return float(fact.value)
    raise TypeError(f"{fact.id} is not a number")


def _end(fact: Fact) -> datetime:
    """The end of the time that a fact speaks of; of the day, where it is a date."""
    if fact.unit is Unit.DATE and not isinstance(fact.value, int | float | str):
        return datetime.combine(fact.value, time(), UTC) + timedelta(days=1)
    return fact.window.end
