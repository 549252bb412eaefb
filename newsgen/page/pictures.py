"""Where pictures stand: the first after the opening, the others after the paragraph they share most figures with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from newsgen.model import Article, Chart, Table
from newsgen.page.proof import Link, labels_of
from newsgen.page.text import BREAK, numbers

NARROW = "-narrow"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as the page shows it; `svg` is safe, drawn by newsgen itself, and `narrow` the same for phones or "".

    `caption` and `labels`, which read what is written into the picture, are safe HTML.
    """

    key: str
    svg: str
    narrow: str
    caption: str
    labels: tuple[str, ...]
    table: Table | None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text as safe HTML, and the pictures that follow it."""

    html: str
    pictures: tuple[Picture, ...] = ()


def shown(article: Article, drawn: Mapping[str, str]) -> tuple[int, ...]:
    """The places of the charts that were drawn; `drawn` holds the SVG of each by its file, and by file + NARROW."""
    return tuple(place for place, chart in enumerate(article.charts) if chart.file in drawn)


def pictures_of(
    article: Article, drawn: Mapping[str, str], inline: Callable[[str, str], str]
) -> tuple[tuple[Chart, Picture], ...]:
    """The charts that were drawn, in their order; `inline` makes safe HTML of a text and the name of its place."""
    return tuple(
        (chart, _picture(chart, place, drawn, inline))
        for place, chart in ((place, article.charts[place]) for place in shown(article, drawn))
    )


def _picture(chart: Chart, place: int, drawn: Mapping[str, str], inline: Callable[[str, str], str]) -> Picture:
    return Picture(
        key=chart.file,
        svg=drawn[chart.file],
        narrow=drawn.get(chart.file + NARROW, ""),
        caption=inline(chart.caption, f"charts.{place}.caption"),
        labels=tuple(inline(label.reads, where) for where, label in labels_of(chart, place)),
        table=chart.table,
    )


def parts_of(html: str, pictures: Sequence[tuple[Chart, Picture]], links: Sequence[Link]) -> tuple[Part, ...]:
    """The text (with BREAK between its paragraphs) cut where pictures follow; at most one follows a paragraph."""
    blocks = html.split(BREAK)
    facts = {link.number: link.fact.id for link in links}
    told = [{facts[number] for number in numbers(block)} for block in blocks]
    after: dict[int, list[Picture]] = {}
    for chart, picture in pictures:
        drawn = {label.fact for _, label in labels_of(chart, 0)}
        places = [place for place in range(len(blocks) - 1) if place not in after]
        best = max(places, key=lambda place: len(drawn & told[place]), default=len(blocks) - 1) if after else 0
        if after and not drawn & told[best]:
            best = len(blocks) - 1
        after.setdefault(best, []).append(picture)
    parts, text = [], ""
    for place, block in enumerate(blocks):
        text += block
        if place in after:
            parts.append(Part(text, tuple(after[place])))
            text = ""
    return (*parts, Part(text)) if text.strip() else tuple(parts)
