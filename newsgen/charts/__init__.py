"""Pictures of a told day, drawn from the words and values that the writer put into each `Chart`.

    look.toml -> Look;  Chart -> canvas (a kind of bars, columns or a line, in its frame) -> SVG and PNG, light and dark

matplotlib paints, measures letters and finds round ticks; where things stand is decided here, in pixels, so that
nothing is clipped and no label lies over another.  The same chart and look give the same bytes.
matplotlib takes long to start: `newsgen.charts.draw` is imported where a picture is wanted, this module without it.
"""

from __future__ import annotations

from newsgen.charts.colours import css, themed
from newsgen.charts.look import Look, read_look
from newsgen.charts.words import Card, Words

__all__ = ["Card", "Look", "Words", "css", "read_look", "themed"]
