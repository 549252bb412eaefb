"""What the page shows of a figure: its exact value, its working, its hours, its sources, and where it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from newsgen.archive import printed_proofs, rounding
from newsgen.catalogue import CATALOGUE
from newsgen.model import Article, Chart, Fact, Facts, Label, Origin, Printed, Unit, Window

_ID = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_PLACES = {"headline": "the headline", "dek": "the opening line", "body_md": "the text"}


@dataclass(frozen=True, slots=True)
class Link:
    """A figure that leads to its proof; `number` counts them in the order of reading, from 1."""

    number: int
    printed: Printed
    fact: Fact


@dataclass(frozen=True, slots=True)
class Source:
    """Where data came from; `url` leads there, or is empty."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: the number of its link, how it reads there, and the name of the place."""

    number: int
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A fact as the page shows it: what was printed, what it says, and how to look again."""

    key: str
    printed: tuple[str, ...]
    sentence: str
    exact: str
    rounding: tuple[str, ...]
    working: str
    window: str
    as_of: str
    as_of_iso: str
    note: str
    sources: tuple[Source, ...]
    places: tuple[Place, ...]


def links_of(article: Article, facts: Facts, pictures: Sequence[int] = ()) -> tuple[Link, ...]:
    """The figures that get a link, in reading order: words carry none, and no link stands in another.

    `pictures` are the places of the charts that are shown: figures of their captions and in them are linked as well.
    """
    points = [f"key_points.{number}" for number in range(len(article.key_points))]
    labels = [label for place in pictures for label in labels_of(article.charts[place], place)]
    captions = [f"charts.{place}.caption" for place in pictures]
    names = ["headline", "dek", *points, "body_md", *captions, *(where for where, _ in labels)]
    order = {name: place for place, name in enumerate(names)}
    drawn = [_printed(where, label) for where, label in labels if label.text in label.reads]
    every = replace(article, figures=(*article.figures, *drawn))
    shown = [pair for pair in printed_proofs(every, facts) if pair[0].where in order and pair[0].qualifier != "word"]
    found: list[Link] = []
    last = (-1, 0)
    for printed, fact in sorted(shown, key=lambda pair: (order[pair[0].where], pair[0].start, -pair[0].end)):
        if (order[printed.where], printed.start) >= last:
            last = (order[printed.where], printed.end)
            found.append(Link(len(found) + 1, printed, fact))
    return tuple(found)


def labels_of(chart: Chart, place: int) -> Iterator[tuple[str, Label]]:
    """Each label in a picture once, with the name of its place; `reads` is the sentence that a page prints."""
    labels = [*(bar.label for bar in chart.data), *(line.label for line in chart.lines)]
    for number, label in enumerate(dict.fromkeys(labels)):
        yield f"charts.{place}.labels.{number}", label


def _printed(where: str, label: Label) -> Printed:
    """The figure in what a label reads."""
    start = label.reads.rindex(label.text)
    return Printed(where, start, start + len(label.text), label.text, label.fact)


def proofs_of(links: Iterable[Link]) -> Iterator[Proof]:
    """One proof for each fact, in the order in which a reader meets it."""
    by_fact: dict[str, list[Link]] = {}
    for link in links:
        by_fact.setdefault(link.fact.id, []).append(link)
    for group in by_fact.values():
        yield _proof(group[0].fact, group)


def _proof(fact: Fact, links: Sequence[Link]) -> Proof:
    return Proof(
        key=key(fact),
        printed=tuple(dict.fromkeys(link.printed.text for link in links)),
        sentence=sentence(fact),
        exact=exact(fact),
        rounding=tuple(dict.fromkeys(rounding(link.printed, fact) for link in links)),
        working=fact.working,
        window=span(fact.window),
        as_of=moment(fact.as_of),
        as_of_iso=iso(fact.as_of),
        note=fact.note,
        sources=sources_of([fact]),
        places=tuple(Place(link.number, link.printed.text, _place(link.printed.where)) for link in links),
    )


def key(fact: Fact) -> str:
    """The fact's id as the page uses it in its anchors."""
    return re.sub(r"[^a-z0-9]+", "-", fact.id.lower())


def sentence(fact: Fact) -> str:
    """The catalogue's sentence, in which another fact is called by what it is instead of by its id."""
    declared = CATALOGUE.get(fact.id)
    said = _ID.sub(_called, declared.sentence) if declared else fact.id
    return said[:1].upper() + said[1:]


def _called(match: re.Match[str]) -> str:
    declared = CATALOGUE.get(match[0])
    if declared is None:
        return match[0]
    name = declared.sentence.partition(",")[0]
    return name[0].lower() + name[1:]


def sources_of(facts: Iterable[Fact]) -> tuple[Source, ...]:
    """Each origin of the facts once, with its rows and the time it was fetched."""
    return tuple(dict.fromkeys(_source(origin) for fact in facts for origin in fact.origins))


def names_of(facts: Iterable[Fact]) -> tuple[Source, ...]:
    """Each source of the facts once, whatever was read from it."""
    origins = [origin for fact in facts for origin in fact.origins]
    return tuple(dict.fromkeys(Source(_named(origin), web_address(origin.url)) for origin in origins))


def _source(origin: Origin) -> Source:
    rows = f" ({origin.rows:,} {'row' if origin.rows == 1 else 'rows'})" if origin.rows else ""
    fetched = f", fetched {moment(origin.fetched_at)}" if origin.fetched_at else ""
    return Source(_named(origin) + rows + fetched, web_address(origin.url))


def _named(origin: Origin) -> str:
    return f"{origin.source}: {origin.file}" if origin.file else origin.source


def web_address(url: str) -> str:
    """The address if a browser may be led there, or nothing."""
    return url if _ADDRESS.fullmatch(url) else ""


def _place(where: str) -> str:
    if where.startswith("charts"):
        return "a caption" if where.endswith("caption") else "a chart"
    return _PLACES.get(where) or f"key point {int(where.rpartition('.')[2]) + 1}"


def exact(fact: Fact) -> str:
    """The unrounded value with its unit, as a person would write it."""
    value = fact.value
    if isinstance(value, date):
        return moment(value) if isinstance(value, datetime) else f"{value.day} {value:%B %Y}"
    if isinstance(value, str):
        return {"*": "all"}.get(value, value)
    figure = f"{Decimal(repr(value)).normalize():,f}"
    if fact.unit in (Unit.USD, Unit.PRICE):
        return f"-${figure[1:]}" if figure.startswith("-") else f"${figure}"
    return figure + {Unit.PERCENT: "%", Unit.RATE: "%", Unit.POINTS: " percentage points"}.get(fact.unit, "")


def span(window: Window) -> str:
    """A window in words: its length and its end."""
    hours = (window.end - window.start).total_seconds() / 3600
    length = f"{hours:g} hours" if hours <= 48 else f"{hours / 24:,.0f} days"
    return f"{length} to {moment(window.end)}"


def moment(time: datetime) -> str:
    """A time in words, in UTC."""
    return f"{time:%H:%M} UTC, {time.day} {time:%B %Y}"


def iso(value: Any) -> str:
    """A date or time for machines."""
    return str(value.isoformat()).replace("+00:00", "Z")
