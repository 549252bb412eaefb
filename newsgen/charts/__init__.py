"""Pictures of a told day, drawn from the words and values that the writer put into each `Chart`.

matplotlib paints and measures; nothing is clipped, nothing lies over something else, and the same chart gives the same
bytes.  Drawing needs matplotlib, which is slow to start: import this module where a picture is wanted.
"""

from __future__ import annotations

from newsgen.charts.canvas import Canvas
from newsgen.charts.draw import canvas_of, card, card_canvas, draw, pictures
from newsgen.charts.frame import Words
from newsgen.charts.look import Look, read_look
from newsgen.charts.paint import themed

__all__ = ["Canvas", "Look", "Words", "canvas_of", "card", "card_canvas", "draw", "pictures", "read_look", "themed"]
