"""Bars over time: days of liquidations, sessions of fund flows; what the story is about is picked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from newsgen.charts.canvas import Box, Canvas
from newsgen.charts.plot import Axis, Edge, Moment, Plot, Tick, plotted
from newsgen.charts.words import Words
from newsgen.model import Chart

SPACE = 24
FULL = 0.74  # of a bar's room that it fills
STRIDES = (1, 2, 5, 7, 10, 14, 21, 28, 35, 42)  # bars from one date to the next, by weeks where they are many


def draw_days(canvas: Canvas, chart: Chart, box: Box, words: Words) -> None:
    """Daily amounts: the told day and the days it is compared with picked out, the rest grey."""
    last = len(_values(chart)) - 1
    marked = set(_marked(chart).values())
    picks = dict.fromkeys(marked, canvas.colours.short) | {last: canvas.colours.pick}
    _draw(canvas, chart, box, words, picks)


def draw_flows(canvas: Canvas, chart: Chart, box: Box, words: Words) -> None:
    """Money in and out by session, above and below a line; the run of sessions picked out."""
    picks = dict.fromkeys([*_run(chart), *_marked(chart).values()], canvas.colours.pick)
    _draw(canvas, chart, box, words, picks)


def _draw(canvas: Canvas, chart: Chart, box: Box, words: Words, picks: Mapping[int, str]) -> None:
    values, colours = _values(chart), canvas.colours
    each = 1 / max(len(values), 1)
    moments = [
        Moment((at + 0.5) * each, max(values[at] or 0.0, 0.0), line.label.text, picks.get(at, colours.ink))
        for line, at in ((chart.lines[n], at) for n, at in _marked(chart).items())
    ]
    edges = [Edge(one.value, one.label.text, colours.ink, dashed=True) for one in chart.lines if one.time is None]
    known = [value for value in values if value is not None]
    axis = Axis(known, lambda value: words.amount(value, chart.unit), zero=True)
    plot = plotted(canvas, box, axis, edges=edges, moments=moments,
                   ticks=lambda width: _dates(canvas, chart, words, width))  # fmt: skip
    found: dict[str, list[Box]] = {}
    for at, value in enumerate(values):
        if value is not None:
            found.setdefault(picks.get(at, colours.bar), []).append(_bar(plot, at, each, value))
    for colour, boxes in found.items():
        canvas.bars(boxes, colour)


def _bar(plot: Plot, at: int, each: float, value: float) -> Box:
    aside = each * (1 - FULL) / 2
    zero, end = plot.y(0.0), plot.y(value)
    return Box(plot.x(at * each + aside), min(zero, end), plot.x((at + 1) * each - aside), max(zero, end))


def _values(chart: Chart) -> list[float | None]:
    """One value for each point: all its columns together, or None where one is not known."""
    points = chart.series.points if chart.series else ()
    return [None if None in point.values else sum(value or 0.0 for value in point.values) for point in points]


def _times(chart: Chart) -> list[datetime]:
    return [point.time for point in chart.series.points] if chart.series else []


def _marked(chart: Chart) -> dict[int, int]:
    """Which bar each line of the chart marks, by the line's number."""
    places = {time: at for at, time in enumerate(_times(chart))}
    return {n: places[line.time] for n, line in enumerate(chart.lines) if line.time in places}


def _run(chart: Chart) -> list[int]:
    """The sessions of the span; without one, the latest with money going the same way."""
    if chart.span is not None:
        return [at for at, time in enumerate(_times(chart)) if chart.span.start < time <= chart.span.end]
    latest = list(enumerate(_values(chart)))[::-1]
    same = takewhile(lambda one: one[1] is not None and one[1] * (latest[0][1] or 0) > 0, latest)
    return [at for at, _ in same]


def _dates(canvas: Canvas, chart: Chart, words: Words, width: float) -> Sequence[Tick]:
    """Dates under the bars, counted from the latest, as many as there is room for; a day is called by its beginning."""
    times = _times(chart)
    names = [words.day(time - timedelta(microseconds=1)) for time in times]
    room = max((canvas.width(name, canvas.look.type.tick) for name in names), default=0) + SPACE
    each = width / max(len(times), 1)
    # The latest date is moved inwards to stay under the axis, so that its neighbour needs more room.
    needed = [room, each / 2 + room * 1.5 - each]
    stride = next((one for one in STRIDES if one * each >= max(needed)), max(len(times), 1))
    return [Tick((at + 0.5) / len(times), names[at]) for at in range(len(times) - 1, -1, -stride)]
