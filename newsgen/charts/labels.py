"""Labels that keep out of each other's way: on shelves over the drawing, and down its right side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from newsgen.charts.canvas import LEADING, Box, Canvas

SPACE = 14
WIDEST = 0.6  # of the width that a label on a shelf may take
ASIDE = 0.25  # of the width that labels down the right side may take


@dataclass(frozen=True, slots=True)
class Label:
    """Words for a point of the drawing: its pixel across, and its value."""

    x: float
    value: float
    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """A label on a shelf: its lines, where it begins, how wide it is, and the shelf, counted from below."""

    label: Label
    lines: tuple[str, ...]
    left: float
    width: float
    shelf: int = 0

    def meets(self, other: Shelved) -> bool:
        """Whether the two would touch, or the line that leads down from the upper one would cross the lower."""
        if self.shelf == other.shelf:
            return self.left < other.left + other.width + SPACE and other.left < self.left + self.width + SPACE
        upper, lower = (self, other) if self.shelf > other.shelf else (other, self)
        return lower.left - 3 < upper.label.x < lower.left + lower.width + 3


def shelved(canvas: Canvas, labels: Sequence[Label], left: float, right: float, size: float) -> list[Shelved]:
    """Each label on the lowest shelf where it is free; on the left half it begins at its point, on the right ends."""
    middle = (left + right) / 2
    inward = chain(
        sorted((one for one in labels if one.x < middle), key=lambda one: -one.x),
        sorted((one for one in labels if one.x >= middle), key=lambda one: one.x),
    )
    placed: list[Shelved] = []
    for label in inward:
        lines = tuple(canvas.wrap(label.text, size, (right - left) * WIDEST, bold=True))
        width = max(canvas.width(line, size, bold=True) for line in lines)
        begins = min(max(label.x if label.x < middle else label.x - width, left), max(right - width, left))
        placed.append(_free(Shelved(label, lines, begins, width), placed))
    return placed


def _free(first: Shelved, placed: Sequence[Shelved]) -> Shelved:
    """The label on the lowest shelf where it meets no other; on a new one where it meets some on each."""
    top = max((one.shelf for one in placed), default=-1) + 1
    tries = (replace(first, shelf=shelf) for shelf in range(top + 1))
    return next((one for one in tries if not any(one.meets(other) for other in placed)), replace(first, shelf=top))


def shelf_height(shelves: Sequence[Shelved], size: float) -> float:
    """Room that the shelves take, over the drawing."""
    each = max((len(one.lines) for one in shelves), default=0) * size * LEADING
    return (max((one.shelf for one in shelves), default=-1) + 1) * (each + SPACE / 2) + (SPACE if shelves else 0)


def write_shelves(
    canvas: Canvas, shelves: Sequence[Shelved], bottom: float, size: float, y: Callable[[float], float]
) -> None:
    """Write the labels from `bottom` up, each with a line down to its point; `y` gives the pixel of a value."""
    each = max((len(one.lines) for one in shelves), default=0) * size * LEADING + SPACE / 2
    for one in shelves:
        low = bottom + SPACE + one.shelf * each
        high = low + len(one.lines) * size * LEADING
        box = Box(one.left, low, one.left + one.width, high)
        canvas.lines(box, one.lines, size, colour=one.label.colour, bold=True)
        canvas.line([one.label.x] * 2, [y(one.label.value), low], one.label.colour, 2)


def aside_width(canvas: Canvas, labels: Sequence[Label], width: float, size: float) -> float:
    """How wide a column the labels need on the right."""
    widths = [canvas.width(line, size, bold=True) for one in labels for line in _aside(canvas, one, width, size)]
    return max(widths, default=0) + (SPACE if labels else 0)


def write_aside(
    canvas: Canvas, labels: Sequence[Label], box: Box, width: float, size: float, y: Callable[[float], float]
) -> None:
    """Write labels in a column, each as near to its own height as the others let it."""
    blocks = [(one, _aside(canvas, one, width, size)) for one in sorted(labels, key=lambda one: -one.value)]
    needed = sum(len(lines) for _, lines in blocks) * size * LEADING + SPACE * (len(blocks) - 1)
    size *= min(1, box.height / max(needed, 1))
    heights = [len(lines) * size * LEADING for _, lines in blocks]
    tops = _spread([y(one.value) for one, _ in blocks], heights, box)
    for (label, lines), top, height in zip(blocks, tops, heights, strict=True):
        middle = top - height / 2
        if abs(middle - y(label.value)) > 2:
            canvas.line([box.left - SPACE, box.left - 4], [y(label.value), middle], label.colour, 2)
        canvas.lines(box._replace(top=top), lines, size, colour=label.colour, bold=True)


def _aside(canvas: Canvas, label: Label, width: float, size: float) -> list[str]:
    return canvas.wrap(label.text, size, width * ASIDE, bold=True)


def _spread(middles: Sequence[float], heights: Sequence[float], box: Box) -> list[float]:
    """The tops of blocks, from above: each around its middle, moved down by the one above and up by the floor."""
    tops: list[float] = []
    limit = box.top
    for middle, height in zip(middles, heights, strict=True):
        tops.append(min(middle + height / 2, limit))
        limit = tops[-1] - height - SPACE
    floor = box.bottom
    for n in range(len(tops) - 1, -1, -1):
        tops[n] = max(tops[n], floor + heights[n])
        floor = tops[n] + SPACE
    return tops
