"""Pictures held against the facts: every bar, point, mark, label and table cell; their sentences are read as text.

What a picture draws must be the exact value of a fact or of a point of the day's series; what it prints must be that
value at the printed precision.  What it shows twice, in the picture and in the table, must be the same twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from newsgen.check import figures as fg
from newsgen.check.context import Doubt
from newsgen.check.reader import read
from newsgen.check.values import says
from newsgen.model import Article, Chart, Datum, Fact, Facts, Label, Line, Series, Unit, Window

GUARD = "P1"
_SERIES = {"price": "price.", "days": "liquidations.days", "flows": "flows."}
_BARS = {"sides": ("long", "short"), "venues": ("",)}
_FLOOR = "at least "
_EXACT = 1e-9  # of a value: what adding floats in another order may change
_MINUS = "-\N{MINUS SIGN}"
Found = tuple[str, Doubt]  # field and doubt


def texts(article: Article) -> Iterator[tuple[str, str]]:
    """What the pictures say besides title, alt and caption: labels as the sentences they amount to, sources, tables."""
    for number, chart in enumerate(article.charts):
        where = f"charts.{number}"
        for place, datum in enumerate(chart.data):
            yield f"{where}.data.{place}", datum.label.reads
        for place, line in enumerate(chart.lines):
            yield f"{where}.lines.{place}", line.label.reads
        yield f"{where}.source", chart.source
        if chart.table is not None:
            yield f"{where}.table", chart.table.caption


def pictured(article: Article, facts: Facts) -> Iterator[Found]:
    """Doubts about all pictures."""
    for number, chart in enumerate(article.charts):
        for field, doubt in (*_drawn(chart, facts), *_sourced(chart, facts), *_tabled(chart, facts)):
            yield f"charts.{number}.{field}", doubt


def _no(message: str, *facts: str, hint: str = "") -> Doubt:
    return Doubt(GUARD, message, facts, hint)


# What is drawn


def _drawn(chart: Chart, facts: Facts) -> Iterator[Found]:
    yield from _series(chart, facts)
    for place, datum in enumerate(chart.data):
        yield from ((f"data.{place}", doubt) for doubt in _bar(datum, chart, facts))
    for place, line in enumerate(chart.lines):
        yield from ((f"lines.{place}", doubt) for doubt in _mark(line, chart, facts))
    wanted = _BARS.get(chart.kind, ())
    groups = list(dict.fromkeys(datum.group for datum in chart.data))
    if [(one.group, one.side) for one in chart.data] != [(group, side) for group in groups for side in wanted]:
        yield "data", _no(f"a picture of {chart.kind} has other bars than one for each of its sides")
    bars = [facts.known[datum.label.fact].about for datum in chart.data if datum.label.fact in facts.known]
    if chart.kind == "sides" and len({about.venues for about in bars}) > 1:
        yield "data", _no("bars of different exchanges stand side by side")
    if chart.span != _span(chart, facts):
        yield "span", _no("the shaded time is not what the facts speak of")


def _series(chart: Chart, facts: Facts) -> Iterator[Found]:
    """The series is the day's own, and of the kind that is drawn."""
    kind = _SERIES.get(chart.kind)
    if kind is None:
        if chart.series is not None or chart.kind not in _BARS or not chart.data:
            yield "kind", _no(f"a picture of {chart.kind or 'no kind'} is not drawn from what it holds")
    elif chart.series is None or not chart.series.id.startswith(kind):
        yield "series", _no(f"a picture of {chart.kind} draws no such series")
    elif chart.series != facts.series.get(chart.series.id):
        yield "series", _no(f"{chart.series.id} is not the series of the day")
    if chart.unit is not (chart.series.unit if chart.series else Unit.USD):
        yield "unit", _no(f"the values are not in {chart.unit.value}")


def _span(chart: Chart, facts: Facts) -> Window | None:
    if chart.kind == "flows" and chart.series is not None:
        run = facts.known.get(f"{(chart.series.about.coin or '').lower()}_etf.streak_sum")
        return None if run is None else run.window
    return facts.window if chart.kind == "price" else None


def _bar(datum: Datum, chart: Chart, facts: Facts) -> Iterator[Doubt]:
    fact = facts.known.get(datum.label.fact)
    if fact is None or datum.value != fact.value:
        yield _no(f"{datum.value} is not the value of {datum.label.fact}", datum.label.fact)
        return
    about = fact.about
    if about.measure != "liquidated" or about.base != "window" or about.side != (datum.side or None):
        yield _no(f"{fact.id} is no such bar", fact.id)
    coins = read(datum.group).coins
    if chart.kind == "sides" and coins != (about.coin,):
        yield _no(f"{datum.group} is not what {fact.id} speaks of", fact.id)
    if chart.kind == "venues" and (about.coin or datum.group != about.venues):
        yield _no(f"{datum.group} is not where {fact.id} was counted", fact.id)
    yield from _label(datum.label, fact, facts)


def _mark(line: Line, chart: Chart, facts: Facts) -> Iterator[Doubt]:
    """A level by its height; a day, a session or a close at the point that is drawn then."""
    fact = facts.known.get(line.label.fact)
    if fact is None or chart.series is None:
        yield _no("a mark has neither fact nor series", line.label.fact)
        return
    about, series = fact.about, chart.series.about
    if (about.coin or series.coin) != series.coin or (
        chart.kind == "days" and about.venues not in (None, series.venues)
    ):
        yield _no(f"{fact.id} speaks of something else than the picture", fact.id)
    if about.measure.startswith("level"):
        if line.time is not None or line.value != fact.value:
            yield _no(f"{line.value} is not the level of {fact.id}", fact.id)
    elif line.time != _end(fact) or not _stands(line, chart.series):
        yield _no(f"the picture shows no {line.value} then", fact.id)
    elif not isinstance(fact.value, date) and line.value != fact.value:
        yield _no(f"{line.value} is not the value of {fact.id}", fact.id)
    yield from _label(line.label, fact, facts)


def _stands(line: Line, series: Series) -> bool:
    heights = [sum(value or 0.0 for value in point.values) for point in series.points if point.time == line.time]
    return len(heights) == 1 and abs(heights[0] - line.value) <= _EXACT * abs(line.value) + 0.02


def _end(fact: Fact) -> datetime:
    value = fact.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC) + timedelta(days=1)
    return fact.window.end


def _label(label: Label, fact: Fact, facts: Facts) -> Iterator[Doubt]:
    """The figure is the fact's at its precision, and the same figure stands in the sentence."""
    if not _prints(label.text, fact.value, facts):
        yield _no(f"{label.text} is not what {fact.id} says", fact.id)
    if label.text not in label.reads:
        yield _no(f"the label says {label.text}, its sentence `{label.reads}`", fact.id)


def _prints(text: str, value: object, facts: Facts) -> bool:
    floor = text.startswith(_FLOOR)
    bare = text.removeprefix(_FLOOR)
    if not fg.FIGURE.fullmatch(bare):
        return False
    figure = fg.figure(bare)
    if isinstance(value, date):
        return figure.mark == fg.DAY and fg.calendar_day(figure, facts.as_of.date()) == value
    if not isinstance(value, int | float) or figure.mark not in (fg.MONEY, fg.PRICE):
        return False
    return figure.value <= value < figure.value + figure.step if floor else says(figure, "", value)


# Source and time


def _sourced(chart: Chart, facts: Facts) -> Iterator[Found]:
    labels = [*(datum.label for datum in chart.data), *(line.label for line in chart.lines)]
    marked = [facts.known[label.fact] for label in labels if label.fact in facts.known]
    origins = [*(chart.series.origins if chart.series else ()), *(origin for fact in marked for origin in fact.origins)]
    for source in dict.fromkeys(origin.source for origin in origins):
        if source not in chart.source:
            yield "source", _no(f"{source} is not named as a source")
    _, figures = fg.shape(chart.source)
    end = facts.as_of
    minutes = [one.value for one in figures if one.mark == fg.TIME]
    days = [fg.calendar_day(one, end.date()) for one in figures if one.mark == fg.DAY]
    told = (days, minutes) == ([end.date()], [end.hour * 60 + end.minute])
    if not told and ((days, minutes) != ([end.date() - timedelta(days=1)], []) or end.time() != time()):
        yield "source", _no("the picture is not dated by the time of the data", "window.end")
    if bool(chart.watermark) != facts.sample:
        yield "watermark", _no("made-up data are marked in the picture, and only they")


# The table


def _tabled(chart: Chart, facts: Facts) -> Iterator[Found]:
    table = chart.table
    if table is None:
        yield "table", _no("a picture has no table beside it")
        return
    sides = _BARS.get(chart.kind) or (chart.series.columns if chart.series else ())
    wanted = tuple((side,) if side in ("long", "short") else () for side in sides)
    if len(table.head) != len(sides) + 1 or tuple(read(cell).sides for cell in table.head[1:]) != wanted:
        yield "table", _no("the columns of the table are not those of the picture")
    rows = _points(chart.series, table.rows, facts) if chart.series else _groups(chart)
    if rows is None or len(rows) != len(table.rows):
        yield "table", _no("the rows of the table are not those of the picture")
        return
    for place, (row, (header, values)) in enumerate(zip(table.rows, rows, strict=True)):
        if (header and row[0] != header) or len(row) != len(values) + 1:
            yield f"table.{place}", _no(f"the row of {row[0]} is not in the picture")
        for cell, value in zip(row[1:], values):
            if not _cell(cell, value, facts):
                yield f"table.{place}", _no(f"{cell} is not what the picture shows for {row[0]}")


def _groups(chart: Chart) -> list[tuple[str, tuple[float | None, ...]]]:
    groups = dict.fromkeys(datum.group for datum in chart.data)
    return [(group, tuple(one.value for one in chart.data if one.group == group)) for group in groups]


def _points(
    series: Series, rows: Sequence[Sequence[str]], facts: Facts
) -> list[tuple[str, tuple[float | None, ...]]] | None:
    """The points that the row headers name, in their order; of a price every so many, of the rest all."""
    places: dict[tuple[date | None, float | None], int] = {}
    for number, point in enumerate(series.points):
        close = series.unit is Unit.PRICE
        at = point.time if close else point.time - timedelta(seconds=1)
        places[at.date(), at.hour * 60.0 + at.minute if close else None] = number
    found = [places.get(_when(row[0], facts), -1) for row in rows if row]
    steps = {later - earlier for earlier, later in pairwise(found)}
    whole = len(steps) <= 1 and all(step == 1 or (step > 1 and series.unit is Unit.PRICE) for step in steps)
    if (
        not found
        or -1 in found
        or found[-1] != len(series.points) - 1
        or not whole
        or found[0] >= max(steps, default=1)
    ):
        return None
    return [("", series.points[number].values) for number in found]


def _when(header: str, facts: Facts) -> tuple[date | None, float | None]:
    _, figures = fg.shape(header)
    day = next((fg.calendar_day(one, facts.as_of.date()) for one in figures if one.mark == fg.DAY), None)
    return day, next((one.value for one in figures if one.mark == fg.TIME), None)


def _cell(cell: str, value: float | None, facts: Facts) -> bool:
    if value is None:
        return not any(letter.isdigit() for letter in cell)
    return (cell[:1] in _MINUS) == (value < 0) and _prints(cell, value, facts)
