"""Bars side by side: long and short by coin, or venue by venue, with every word beside its bar."""

from __future__ import annotations

from itertools import groupby

from newsgen.charts.canvas import Box, Canvas
from newsgen.charts.words import Words
from newsgen.model import Chart, Datum

THICKEST = 92  # pixels from bar to bar
BETWEEN = 0.55  # of a bar's room, between two groups
FULL = 0.8  # of its room that a bar fills
LETTERS = 0.86  # of its room that its letters may fill
NAMES = 0.34  # of the width that names may take
SPACE = 14
LEAST = 2.5  # pixels of the smallest bar, so that it is seen


def draw_bars(canvas: Canvas, chart: Chart, box: Box, words: Words) -> None:
    """Each group's name, then its bars, each between the word of its side and its figure."""
    groups = [(name, list(rows)) for name, rows in groupby(_sorted(chart), key=lambda datum: datum.group)]
    several = any(len(rows) > 1 for _, rows in groups)
    rows, breaks = len(chart.data), (BETWEEN if several else 0) * (len(groups) - 1)
    room = min(box.height / (rows + breaks), THICKEST)
    size = min(canvas.look.type.label, room * LETTERS)
    sides = {datum.side: words.sides.get(datum.side, datum.side) for datum in chart.data}
    side_size = size * 0.9
    named = box.left + min(max(canvas.width(name, size, bold=True) for name, _ in groups), box.width * NAMES) + SPACE
    start = (
        named + max(canvas.width(word, side_size) for word in sides.values()) + (SPACE if any(sides.values()) else 0)
    )
    scale = _scale(canvas, chart, box.right - start, size)
    top, boxes = box.top, dict[str, list[Box]]()
    for name, data in groups:
        middle = top - room * (len(data) - 1 + FULL) / 2
        fitted = canvas.fit(name, size, named - SPACE - box.left, bold=True)
        canvas.write(box.left, middle, name, fitted, bold=True, up="center_baseline")
        for datum in data:
            end = start + max(max(datum.value, 0) * scale, LEAST)
            boxes.setdefault(datum.side, []).append(Box(start, top - room * FULL, end, top))
            level = top - room * FULL / 2
            canvas.write(start - SPACE, level, sides[datum.side], side_size, colour=canvas.colours.muted,
                         across="right", up="center_baseline")  # fmt: skip
            canvas.write(end + SPACE, level, datum.label.text, size, up="center_baseline")
            top -= room
        top -= room * (BETWEEN if several else 0)
    for side, found in boxes.items():
        colour = {"long": canvas.colours.long, "short": canvas.colours.short}.get(side, canvas.colours.short)
        canvas.bars(found, colour, canvas.look.hatch.get(side, ""))


def _sorted(chart: Chart) -> list[Datum]:
    """Venues by size; the sides of a coin stay together."""
    return sorted(chart.data, key=lambda datum: -datum.value) if chart.kind == "venues" else list(chart.data)


def _scale(canvas: Canvas, chart: Chart, width: float, size: float) -> float:
    """Pixels for a dollar, so that every bar has its figure behind it."""
    rooms = [(datum.value, width - SPACE - canvas.width(datum.label.text, size)) for datum in chart.data]
    return max(min((room / value for value, room in rooms if value > 0), default=0), 0)
