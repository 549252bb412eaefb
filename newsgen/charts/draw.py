"""Charts and share cards as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import matplotlib

from newsgen.charts.bars import draw_bars
from newsgen.charts.canvas import Box, Canvas
from newsgen.charts.colours import darkened
from newsgen.charts.columns import draw_days, draw_flows
from newsgen.charts.frame import GAP, MARGIN, framed, marked, sourced, titled
from newsgen.charts.look import Look
from newsgen.charts.paint import png, svg
from newsgen.charts.price import draw_price
from newsgen.charts.words import Card, Words
from newsgen.model import Chart

SIZE = (1200, 675)
RATIOS: Mapping[str, tuple[int, int]] = {"16x9": SIZE, "4x3": (1200, 900), "1x1": (1200, 1200)}
KINDS: Mapping[str, Callable[[Canvas, Chart, Box, Words], None]] = {
    "sides": draw_bars, "venues": draw_bars, "price": draw_price, "days": draw_days, "flows": draw_flows,
}  # fmt: skip
HEADLINE_LINES = 5
WIDE = 1.8  # width over height from which a card has its chart beside its words
BESIDE = 0.38  # of a wide card's width that its words take, left of the chart


def draw(
    chart: Chart, look: Look, words: Words, *, form: str = "svg", dark: bool = False, size: tuple[int, int] = SIZE
) -> bytes:
    """A chart as SVG or PNG of `size` pixels; the same chart and look give the same bytes."""
    with _plain():
        if form == "png":
            return png(canvas_of(chart, look, words, dark=dark, size=size))
        drawing = svg(canvas_of(chart, look, words, size=size), chart.file, chart.title or chart.alt, chart.alt)
    return darkened(drawing, look) if dark else drawing


def draw_all(charts: Sequence[Chart], card: Card, look: Look, words: Words) -> dict[str, bytes]:
    """Every file of an article's pictures by name: its charts, and a card with the first of them in each ratio."""
    found: dict[str, bytes] = {}
    with _plain():
        for chart in charts:
            found |= _files(chart, look, words)
        for ratio, size in RATIOS.items():
            canvas = card_canvas(card, charts[0] if charts else None, look, words, size=size)
            found[f"card-{ratio}.png"] = png(canvas)
            found[f"card-{ratio}.svg"] = svg(canvas, f"card-{ratio}", card.headline, charts[0].alt if charts else "")
    return found


def draw_card(card: Card, chart: Chart | None, look: Look, words: Words, *, ratio: str = "16x9") -> bytes:
    """A share card as PNG: the newsroom's name, the headline and its figure large, one chart, source and time."""
    with _plain():
        return png(card_canvas(card, chart, look, words, size=RATIOS[ratio]))


def _files(chart: Chart, look: Look, words: Words) -> dict[str, bytes]:
    """A chart light and dark; what is light is built once for both forms."""
    light = canvas_of(chart, look, words)
    drawing = svg(light, chart.file, chart.title or chart.alt, chart.alt)
    return {
        f"{chart.file}.svg": drawing,
        f"{chart.file}-dark.svg": darkened(drawing, look),
        f"{chart.file}.png": png(light),
        f"{chart.file}-dark.png": png(canvas_of(chart, look, words, dark=True)),
    }


def canvas_of(chart: Chart, look: Look, words: Words, *, dark: bool = False, size: tuple[int, int] = SIZE) -> Canvas:
    """The drawn picture, before it is a file."""
    canvas = Canvas(size, look, dark=dark)
    box = framed(canvas, chart.title, chart.source, chart.watermark)
    KINDS[chart.kind](canvas, chart, box, words)
    return canvas


def card_canvas(card: Card, chart: Chart | None, look: Look, words: Words, *, size: tuple[int, int] = SIZE) -> Canvas:
    """The drawn card, before it is a file: its words over the chart, or beside it where there is the room."""
    canvas = Canvas(size, look)
    box = Box(MARGIN, MARGIN, size[0] - MARGIN, size[1] - MARGIN)
    box = marked(canvas, sourced(canvas, box, card.source), card.watermark)
    box = _masthead(canvas, box, card.newsroom)
    if chart is None:
        _headlined(canvas, box, card)
        return canvas
    wide = box.width > WIDE * box.height
    beside = box._replace(right=box.left + BESIDE * box.width) if wide else box
    below = _headlined(canvas, beside, card)
    room = box._replace(left=beside.right + 2 * GAP) if wide else below
    KINDS[chart.kind](canvas, chart, titled(canvas, room, chart.title, look.type.label), words)
    return canvas


def _masthead(canvas: Canvas, box: Box, newsroom: str) -> Box:
    """The newsroom's name under a short rule."""
    size = canvas.look.type.source
    canvas.bars([Box(box.left, box.top - 8, box.left + 90, box.top)], canvas.colours.pick)
    lower = canvas.lines(box._replace(top=box.top - 16), canvas.wrap(newsroom, size, box.width), size, bold=True)
    return lower._replace(top=lower.top - GAP / 2)


def _headlined(canvas: Canvas, box: Box, card: Card) -> Box:
    """The figure large and the headline below it; gives the box that is left."""
    kinds = canvas.look.type
    if card.figure:
        size = canvas.fit(card.figure, kinds.figure, box.width, bold=True)
        box = canvas.lines(box, [card.figure], size, colour=canvas.colours.pick, bold=True)
    size = kinds.headline
    while (
        len(lines := canvas.balance(card.headline, size, box.width, bold=True)) > HEADLINE_LINES and size > kinds.label
    ):
        size -= 2
    size = min(canvas.fit(line, size, box.width, bold=True) for line in lines)
    after = canvas.lines(box._replace(top=box.top - GAP / 2), lines, size, bold=True)
    return after._replace(top=after.top - GAP)


@contextmanager
def _plain() -> Iterator[None]:
    """matplotlib as it ships: nobody's own settings change a picture."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "newsgen"})
        yield
