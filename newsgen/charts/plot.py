"""Values over time: the room between the axes, its ticks, and the places of values and labels in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from newsgen.charts.canvas import GRID, LEADING, LINES, Box, Canvas
from newsgen.charts.labels import Label, Shelved, aside_width, shelf_height, shelved, write_aside, write_shelves

SPACE = 12
NARROW = 660  # pixels up to which labels alone say how high it goes
LEAST = 0.3  # of the height that is left for drawing, where letters can be made smaller for it
SMALLER = (1, 0.8, 0.65, 0.5)
APART = 84  # pixels from tick to tick, at least


@dataclass(frozen=True, slots=True)
class Edge:
    """A value that is labelled down the right side."""

    value: float
    text: str
    colour: str
    dashed: bool = False  # drawn across the whole width, too


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in time that is labelled over the drawing: how far across (0 to 1), its value and words."""

    at: float
    value: float
    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Words under the time axis, in the middle of `at` (0 to 1)."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The room between the axes: `low` and `high` are the values at its floor and its ceiling."""

    box: Box
    low: float
    high: float

    def x(self, at: float) -> float:
        """The pixel of a place across, 0 to 1."""
        return self.box.left + at * self.box.width

    def y(self, value: float) -> float:
        """The pixel of a value."""
        return self.box.bottom + (value - self.low) / (self.high - self.low) * self.box.height


@dataclass(frozen=True, slots=True)
class Axis:
    """The values up the side of a drawing: what is drawn and what is marked, from the least to the greatest of them."""

    values: Sequence[float]
    name: Callable[[float], str]
    zero: bool  # whether nothing is on it, as under bars


def plotted(
    canvas: Canvas, box: Box, axis: Axis, *, edges: Sequence[Edge] = (), moments: Sequence[Moment] = (),
    ticks: Callable[[float], Sequence[Tick]],
) -> Plot:  # fmt: skip
    """Axes and labels in a box; `ticks` gives what stands under a time axis of some width.  Gives the room between."""
    asides = [Label(0, edge.value, edge.text, edge.colour) for edge in edges]
    for part in SMALLER:
        size, height = canvas.look.type.label * part, box.height
        aside = aside_width(canvas, asides, box.width, size)
        for _ in range(2):  # the room for ticks depends on the labels over them, whose places depend on the ticks
            low, *heights, high = _ticks([*axis.values, *(edge.value for edge in edges)], height, zero=axis.zero)
            names = [axis.name(value) if box.width > NARROW or not (edges or moments) else "" for value in heights]
            plot, shelves = _room(canvas, box, names, aside, moments, size)
            height = plot.box.height
        if height >= LEAST * box.height:
            break
    plot = Plot(plot.box, low, high)
    _axes(canvas, plot, list(zip(heights, names, strict=True)), ticks(plot.box.width), zero=axis.zero)
    write_shelves(canvas, shelves, plot.box.top, size, plot.y)
    column = plot.box._replace(left=plot.box.right + SPACE, right=box.right)
    write_aside(canvas, asides, column, box.width, size, plot.y)
    across = [plot.box.left, plot.box.right]
    for edge in edges:
        if edge.dashed:
            canvas.line(across, [plot.y(edge.value)] * 2, edge.colour, 3, dashed=True)
    return plot


def _room(
    canvas: Canvas, box: Box, names: Sequence[str], aside: float, moments: Sequence[Moment], size: float
) -> tuple[Plot, list[Shelved]]:
    """What is left between names on the left, labels on the right, dates below and the shelves above."""
    small = canvas.look.type.tick
    left = box.left + max(canvas.width(name, small) for name in names) + (SPACE if any(names) else 0)
    inner = Box(left, box.bottom + small * 1.6, box.right - aside, box.top)
    labels = [Label(inner.left + one.at * inner.width, one.value, one.text, one.colour) for one in moments]
    shelves = shelved(canvas, labels, inner.left, inner.right, size)
    top = inner.top - max(shelf_height(shelves, size), small / 2)
    return Plot(inner._replace(top=top), 0, 1), shelves


def _ticks(values: Sequence[float], height: float, *, zero: bool) -> list[float]:
    """The floor and the ceiling of the values, and round values between them, as many as there is room for."""
    known = [*values, 0.0] if zero or not values else values
    low, high = min(known), max(known)
    if low == high:
        low, high = (min(low, 0.0), max(high, 0.0)) if low else (0.0, 1.0)
    locator = MaxNLocator(nbins=max(3, int(height / APART)), steps=[1, 2, 2.5, 5, 10])
    found = [float(value) for value in locator.tick_values(low, high)]
    inside = [value for value in found if low <= value <= high]
    return [low, *inside, high] if len(inside) > 1 else [found[0], *found, found[-1]]


def _axes(
    canvas: Canvas, plot: Plot, heights: Sequence[tuple[float, str]], times: Sequence[Tick], *, zero: bool
) -> None:
    """Grid and ticks; the line of nothing is dark."""
    colours, size = canvas.colours, canvas.look.type.tick
    taken: list[float] = []
    for value, name in sorted(heights, key=lambda one: abs(one[0])):  # nothing first: it always has its line
        y, bare = plot.y(value), zero and value == 0
        if (not name and not bare) or any(abs(y - other) < size * LEADING for other in taken):
            continue
        taken.append(y)
        canvas.line([plot.box.left, plot.box.right], [y, y], colours.ink if bare else colours.grid, 2.5 if bare else 2,
                    order=LINES if bare else GRID)  # fmt: skip
        canvas.write(plot.box.left - SPACE, y, name, size, colour=colours.muted, across="right", up="center_baseline")
    for tick in times:
        width = canvas.width(tick.text, size)
        x = min(max(plot.x(tick.at), plot.box.left + width / 2), plot.box.right - width / 2)
        canvas.write(x, plot.box.bottom - size * 1.4, tick.text, size, colour=colours.muted, across="center")
