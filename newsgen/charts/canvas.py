"""One picture in pixels, the origin at the bottom left: what paints and measures for every kind of chart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from newsgen.charts.look import Look

PIXELS = IdentityTransform()
DPI = 72  # so that a point, the unit of letters and lines, is a pixel
SHADE, GRID, BARS, LINES, OVER, LETTERS = range(6)  # what lies over what
LEADING = 1.25  # height of a line of text, in its letters
WATERMARK = "watermark"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_agg: Any = RendererAgg
_RULER = _agg(1, 1, DPI)  # paints nothing: letters are as wide on every picture
_BLANK = re.compile(r"\s+")


class Box(NamedTuple):
    """A part of the picture, in pixels."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom


class Canvas:
    """A figure of `size` pixels in the light or dark colours of `look`."""

    def __init__(self, size: tuple[int, int], look: Look, *, dark: bool = False) -> None:
        self.size, self.look, self.colours = size, look, look.dark if dark else look.light
        self.box = Box(0, 0, *size)
        self.figure = Figure(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI, facecolor=self.colours.paper)
        self.agg: Any = FigureCanvasAgg(self.figure)

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        """How wide a line of text will be."""
        file = self._file(bold)
        return _width(_shown(words, file, bold), file, bold, size)

    def wrap(self, words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """The words in lines of at most `width`; a longer word has a line of its own."""
        lines: list[str] = []
        for word in plain(words).split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size, bold=bold) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def balance(self, words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """The words in as few lines as `wrap` gives, of about the same length."""
        least = self.wrap(words, size, width, bold=bold)
        tries = (self.wrap(words, size, width * part / 10, bold=bold) for part in range(5, 10))
        return next((lines for lines in tries if len(lines) == len(least)), least) if len(least) > 1 else least

    def fit(self, words: str, size: float, width: float, *, bold: bool = False) -> float:
        """The size, or a smaller one at which the words are at most `width` wide."""
        found = self.width(words, size, bold=bold)
        return size if found <= width else size * width / found * 0.98  # letters do not shrink quite evenly

    def write(
        self, x: float, y: float, words: str, size: float, *, colour: str = "", bold: bool = False,
        across: str = "left", up: str = "baseline", order: float = LETTERS, **more: Any,
    ) -> Text:  # fmt: skip
        """A line of text at a point; `across` and `up` say what of it stands there."""
        # Dollar signs are money here, not formulas.
        return self.figure.text(
            x, y, _shown(words, self._file(bold), bold), color=colour or self.colours.ink,
            fontproperties=self._font(size, bold), ha=across, va=up, parse_math=False, zorder=order, transform=PIXELS,
            **more,
        )  # fmt: skip

    def lines(
        self, box: Box, lines: Sequence[str], size: float, *, colour: str = "", bold: bool = False, right: bool = False
    ) -> Box:
        """Lines of text from the top of a box; gives what is left of it below."""
        for n, line in enumerate(lines):
            y = box.top - size * (LEADING * n + 1)
            self.write(box.right if right else box.left, y, line, size, colour=colour, bold=bold,
                       across="right" if right else "left")  # fmt: skip
        return box._replace(top=box.top - size * LEADING * len(lines))

    def bars(self, boxes: Iterable[Box], colour: str, hatch: str = "", order: float = BARS) -> None:
        """Boxes of one colour, as one shape."""
        outlines = [Outline([(a, b), (c, b), (c, d), (a, d), (a, b)], closed=True) for a, b, c, d in boxes]
        if outlines:
            whole = Outline.make_compound_path(*outlines)
            self.figure.add_artist(PathPatch(
                whole, facecolor=colour, edgecolor=self.colours.paper, linewidth=0, hatch=hatch or None,
                zorder=order,
                transform=PIXELS,
            ))  # fmt: skip

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float = 2, *, dashed: bool = False,
        dots: float = 0, order: float = LINES,
    ) -> None:  # fmt: skip
        """A line through points, not a number where there is none; `dots` is the size of a dot at each."""
        self.figure.add_artist(Line2D(
            xs, ys, color=colour, linewidth=width, zorder=order, linestyle=(0, (5, 3)) if dashed else "-",
            marker="o" if dots else "", markersize=dots, markeredgewidth=0, transform=PIXELS,
        ))  # fmt: skip

    def _file(self, bold: bool) -> str:
        return self.look.bold if bold else self.look.regular

    def _font(self, size: float, bold: bool) -> FontProperties:
        return _font(self._file(bold), bold, size)


@lru_cache(maxsize=4096)
def _width(words: str, file: str, bold: bool, size: float) -> float:
    return float(_RULER.get_text_width_height_descent(words, _font(file, bold, size), False)[0])


@lru_cache(maxsize=256)
def _font(file: str, bold: bool, size: float) -> FontProperties:
    bundled = f"DejaVuSans{'-Bold' if bold else ''}.ttf"
    return FontProperties(fname=file or Path(matplotlib.get_data_path(), "fonts", "ttf", bundled), size=size)


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """Words on one line without signs that cannot be printed."""
    return _BLANK.sub(" ", "".join(sign for sign in words if sign.isprintable() or sign.isspace())).strip()


@lru_cache(maxsize=4096)
def _shown(words: str, file: str, bold: bool) -> str:
    """Plain words with a mark in place of each sign that the font has not."""
    signs = _signs(file, bold)
    return "".join(sign if ord(sign) in signs else UNKNOWN for sign in plain(words))


@lru_cache(maxsize=8)
def _signs(file: str, bold: bool) -> frozenset[int]:
    return frozenset(get_font(str(_font(file, bold, 10).get_file())).get_charmap())
