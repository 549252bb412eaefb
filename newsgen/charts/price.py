"""A price: the line of its closes, the told window shaded, and the levels that it broke or lost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from newsgen.charts.canvas import OVER, SHADE, Box, Canvas
from newsgen.charts.plot import Axis, Edge, Moment, Tick, plotted
from newsgen.charts.words import Words
from newsgen.model import Chart

HOUR = timedelta(hours=1)
STEPS = tuple(hours * HOUR for hours in (3, 6, 12, 24, 48, 120, 168, 240, 336, 720, 2160, 8760))
SPACE = 24
WIDTH = 5


def draw_price(canvas: Canvas, chart: Chart, box: Box, words: Words) -> None:
    """Closes from left to right, broken where one is not known; the last one labelled where a line says so."""
    points = chart.series.points if chart.series else ()
    times = [point.time for point in points]
    values = [point.values[0] for point in points]
    begin, end = (times[0], times[-1]) if times else (datetime.min, datetime.min)
    colours = canvas.colours

    def across(time: datetime) -> float:
        return min(max((time - begin) / (end - begin), 0.0), 1.0) if end > begin else 1.0

    levels = [Edge(one.value, one.label.text, colours.pick, dashed=True) for one in chart.lines if one.time is None]
    last = [Edge(one.value, one.label.text, colours.ink) for one in chart.lines if one.time and one.time >= end]
    last += [Edge(one.value, one.label.text, colours.ink) for one in chart.data[-1:]]
    marks = [one for one in chart.lines if one.time and one.time < end]
    moments = [Moment(across(one.time), one.value, one.label.text, colours.ink) for one in marks if one.time]
    known = [value for value in values if value is not None]
    axis = Axis(known, lambda value: words.amount(value, chart.unit), zero=False)
    plot = plotted(canvas, box, axis, edges=[*levels, *last], moments=moments,
                   ticks=lambda width: _ticks(canvas, words, begin, end, width))  # fmt: skip
    if chart.span is not None and times:
        sides = plot.x(across(chart.span.start)), plot.x(across(chart.span.end))
        canvas.bars([plot.box._replace(left=sides[0], right=sides[1])], colours.shade, order=SHADE)
    xs = [plot.x(across(time)) for time in times]
    canvas.line(xs, [math.nan if value is None else plot.y(value) for value in values], colours.ink, WIDTH)
    dots = [(across(one.time), one.value) for one in marks if one.time] + [(1.0, value) for value in known[-1:]]
    for at, value in dots:
        canvas.line([plot.x(at)], [plot.y(value)], colours.ink, 0, dots=14, order=OVER)


def _ticks(canvas: Canvas, words: Words, begin: datetime, end: datetime, width: float) -> Sequence[Tick]:
    """Round times as near to each other as their words allow: a date at midnight, else the hour."""
    if end <= begin:
        return [Tick(1.0, words.day(end))] if end > datetime.min.replace(tzinfo=end.tzinfo) else []
    for step in STEPS:
        times = _round(begin, end, step)
        names = [_name(words, time) for time in times]
        rooms = [canvas.width(name, canvas.look.type.tick) for name in names]
        places = [_inside((time - begin) / (end - begin) * width, room, width)
                  for time, room in zip(times, rooms, strict=True)]  # fmt: skip
        gaps = zip(places, places[1:], rooms, rooms[1:])
        if all(right - left >= (one + other) / 2 + SPACE for left, right, one, other in gaps):
            return [Tick((time - begin) / (end - begin), name) for time, name in zip(times, names, strict=True)]
    return []


def _inside(x: float, room: float, width: float) -> float:
    return min(max(x, room / 2), width - room / 2)


def _round(begin: datetime, end: datetime, step: timedelta) -> list[datetime]:
    """Multiples of a step from midnight on, from `begin` to `end`."""
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + math.ceil((begin - midnight) / step) * step
    return [first + n * step for n in range(int((end - first) / step) + 1)] if first <= end else []


def _name(words: Words, time: datetime) -> str:
    return words.day(time) if (time.hour, time.minute) == (0, 0) else words.clock(time)
