"""What every picture has around it: title, source and time, and a watermark where the data were made up."""

from __future__ import annotations

import math

from newsgen.charts.canvas import LEADING, OVER, WATERMARK, Box, Canvas

MARGIN = 40
GAP = 22  # between the parts of a picture
FAINT = 0.13  # how much of the watermark's ink is seen: over what is drawn, under what is read
TILT = 16  # degrees
ACROSS = 0.86  # of the width that the watermark takes
LARGE = 44  # pixels of letters that are seen at a glance


def framed(canvas: Canvas, title: str, source: str, watermark: str) -> Box:
    """Write what surrounds the drawing; gives the box that is left for it."""
    left, bottom, right, top = canvas.box
    box = Box(left + MARGIN, bottom + MARGIN, right - MARGIN, top - MARGIN)
    box = titled(canvas, box, title, canvas.look.type.title)
    return marked(canvas, sourced(canvas, box, source), watermark)


def titled(canvas: Canvas, box: Box, title: str, size: float) -> Box:
    """A bold title from the left, over as many lines as it needs."""
    if not title:
        return box
    lines = canvas.balance(title, size, box.width, bold=True)
    size = min(canvas.fit(line, size, box.width, bold=True) for line in lines)
    left = canvas.lines(box, lines, size, bold=True)
    return left._replace(top=left.top - GAP)


def sourced(canvas: Canvas, box: Box, source: str) -> Box:
    """The source and the time at the bottom."""
    if not source:
        return box
    size, lines = canvas.look.type.source, canvas.balance(source, canvas.look.type.source, box.width)
    size = min(canvas.fit(line, size, box.width) for line in lines)
    above = box.bottom + size * (LEADING * len(lines) - 0.2)
    canvas.lines(box._replace(top=above), lines, size, colour=canvas.colours.muted)
    return box._replace(bottom=above + GAP)


def marked(canvas: Canvas, box: Box, watermark: str) -> Box:
    """The watermark across the box, for all to see and still to read through."""
    if not watermark:
        return box
    whole = canvas.width(watermark, 100, bold=True)
    one_line = ACROSS * box.width / whole * 100 >= LARGE
    lines = [watermark] if one_line else canvas.balance(watermark, 100, max(whole * 0.65, 900), bold=True)
    widest = max(canvas.width(line, 100, bold=True) for line in lines)
    size = min(100 * ACROSS * box.width / widest, 0.5 * box.height / (len(lines) * LEADING))
    x, y, tilt = (box.left + box.right) / 2, (box.bottom + box.top) / 2, math.radians(TILT)
    for n, line in enumerate(lines):
        lower = (n - (len(lines) - 1) / 2) * size * LEADING
        canvas.write(
            x + lower * math.sin(tilt), y - lower * math.cos(tilt), line, size, bold=True, across="center", up="center",
            order=OVER, rotation=TILT, rotation_mode="anchor", alpha=FAINT, gid=f"{WATERMARK}-{n}",
        )  # fmt: skip
    return box
