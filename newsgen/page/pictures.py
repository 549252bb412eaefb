"""Where pictures stand: the first after the opening, the others after the paragraph they share most figures with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsgen.model import Article, Chart, Table
from newsgen.page.proof import Link
from newsgen.page.text import BREAK, numbers

NARROW = "-narrow"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as the page shows it; `svg` is safe, drawn by newsgen itself, and `narrow` the same for phones or ""."""

    key: str
    svg: str
    narrow: str
    caption: str
    table: Table | None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text as safe HTML, and the pictures that follow it."""

    html: str
    pictures: tuple[Picture, ...] = ()


def pictures_of(article: Article, drawn: Mapping[str, str]) -> tuple[tuple[Chart, Picture], ...]:
    """The charts that were drawn, in their order; `drawn` holds the SVG of each by its file, and by file + NARROW."""
    return tuple(
        (chart, Picture(chart.file, drawn[chart.file], drawn.get(chart.file + NARROW, ""), chart.caption, chart.table))
        for chart in article.charts
        if chart.file in drawn
    )


def parts_of(html: str, pictures: Sequence[tuple[Chart, Picture]], links: Sequence[Link]) -> tuple[Part, ...]:
    """The text (with BREAK between its paragraphs) cut where pictures follow; at most one follows a paragraph."""
    blocks = html.split(BREAK)
    facts = {link.number: link.fact.id for link in links}
    told = [{facts[number] for number in numbers(block)} for block in blocks]
    after: dict[int, list[Picture]] = {}
    for chart, picture in pictures:
        shown = {label.fact for label in (*(bar.label for bar in chart.data), *(line.label for line in chart.lines))}
        places = [place for place in range(len(blocks) - 1) if place not in after]
        best = max(places, key=lambda place: len(shown & told[place]), default=len(blocks) - 1) if after else 0
        if after and not shown & told[best]:
            best = len(blocks) - 1
        after.setdefault(best, []).append(picture)
    parts, text = [], ""
    for place, block in enumerate(blocks):
        text += block
        if place in after:
            parts.append(Part(text, tuple(after[place])))
            text = ""
    return (*parts, Part(text)) if text.strip() else tuple(parts)
