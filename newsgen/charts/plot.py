"""Values over time: the room between the axes, its ticks, and the places of values and labels in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from newsgen.charts.canvas import GRID, LINES, Box, Canvas
from newsgen.charts.labels import Label, aside_width, shelf_height, shelved, write_aside, write_shelves
from newsgen.charts.words import Words
from newsgen.model import Chart

SPACE = 12
NARROW = 660  # pixels up to which labels alone say how high it goes
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


def plotted(
    canvas: Canvas, chart: Chart, box: Box, words: Words, values: Sequence[float], *,
    edges: Sequence[Edge] = (), moments: Sequence[Moment] = (), ticks: Callable[[float], Sequence[Tick]], zero: bool,
) -> Plot:  # fmt: skip
    """Axes and labels in a box; `ticks` gives what stands under a time axis of some width.  Gives the room between."""
    size, small = canvas.look.type.label, canvas.look.type.tick
    heights = _ticks([*values, *(edge.value for edge in edges), *([0.0] if zero else [])], box.height)
    named = box.width > NARROW or not (edges or moments)
    names = [words.amount(value, chart.unit) if named else "" for value in heights]
    left = box.left + max(canvas.width(name, small) for name in names) + SPACE * named
    asides = [Label(0, edge.value, edge.text, edge.colour) for edge in edges]
    inner = Box(left, box.bottom + small * 1.6, box.right - aside_width(canvas, asides, box.width, size), box.top)
    tops = [Label(inner.left + one.at * inner.width, one.value, one.text, one.colour) for one in moments]
    shelves = shelved(canvas, tops, inner.left, inner.right, size)
    plot = Plot(inner._replace(top=inner.top - max(shelf_height(shelves, size), small / 2)), heights[0], heights[-1])
    _axes(canvas, plot, list(zip(heights, names, strict=True)), ticks(inner.width), small, zero=zero)
    write_shelves(canvas, shelves, plot.box.top, size, plot.y)
    column = plot.box._replace(left=plot.box.right + SPACE, right=box.right)
    write_aside(canvas, asides, column, box.width, size, plot.y)
    for edge in edges:
        if edge.dashed:
            across = [plot.box.left, plot.box.right]
            canvas.line(across, [plot.y(edge.value)] * 2, edge.colour, 3, dashed=True)
    return plot


def _ticks(values: Sequence[float], height: float) -> list[float]:
    """Round values from below the least to above the greatest."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if low == high:
        low, high = (min(low, 0.0), max(high, 0.0)) if low else (0.0, 1.0)
    locator = MaxNLocator(nbins=max(2, int(height / APART)), steps=[1, 2, 2.5, 5, 10])
    return [float(value) for value in locator.tick_values(low, high)]


def _axes(
    canvas: Canvas, plot: Plot, heights: Sequence[tuple[float, str]], times: Sequence[Tick], size: float, *, zero: bool
) -> None:
    """Grid and ticks; the line of nothing is dark."""
    colours = canvas.colours
    for value, name in heights:
        if not name and value:
            continue
        y, bare = plot.y(value), zero and value == 0
        canvas.line([plot.box.left, plot.box.right], [y, y], colours.ink if bare else colours.grid, 2.5 if bare else 2,
                    order=LINES if bare else GRID)  # fmt: skip
        canvas.write(plot.box.left - SPACE, y, name, size, colour=colours.muted, across="right", up="center_baseline")
    for tick in times:
        width = canvas.width(tick.text, size)
        x = min(max(plot.x(tick.at), plot.box.left + width / 2), plot.box.right - width / 2)
        canvas.write(x, plot.box.bottom - size * 1.4, tick.text, size, colour=colours.muted, across="center")
