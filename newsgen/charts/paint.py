"""A drawn picture as a file: PNG, or SVG that stands alone and can stand in a page."""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any

from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image

from newsgen.charts.canvas import Canvas, plain

LEVEL = 3  # of compression: twice as quick as the usual for a twentieth more bytes
_HEAD = re.compile(r"^.*?(?=<g id=)", re.DOTALL)  # declarations, metadata and a style for all
_SPACE = re.compile(r"\s*<!--.*?-->|(?<=>)\s+(?=<)|\s*\n\s*", re.DOTALL)
_ID = re.compile(r'(\bid="|href="#|url\(#)')
_STYLE = re.compile(r' style="([^"]*)"')


def png(canvas: Canvas) -> bytes:
    """The picture in pixels."""
    canvas.agg.draw()
    found = io.BytesIO()
    Image.frombuffer("RGBA", canvas.size, canvas.agg.buffer_rgba()).convert("RGB").save(
        found, "png", compress_level=LEVEL
    )
    return found.getvalue()


def svg(canvas: Canvas, name: str, title: str, description: str) -> bytes:
    """The picture in lines, its letters too; every id begins with `name`, so that pictures share a page."""
    found = io.StringIO()
    backend: Any = FigureCanvasSVG(canvas.figure)
    backend.print_svg(found, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    body = _SPACE.sub(_spaced, _HEAD.sub("", found.getvalue(), 1)).replace("xlink:href", "href")
    body = _STYLE.sub(_attributes, _ID.sub(rf"\g<1>{name}-", body))
    width, height = canvas.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc" stroke-linejoin="round" stroke-linecap="butt">'
        f'<title id="{name}-title">{escape(plain(title))}</title>'
        f'<desc id="{name}-desc">{escape(plain(description))}</desc>'
        f"{body.strip()}\n"
    ).encode()


def _spaced(match: re.Match[str]) -> str:
    """Nothing for a comment and between elements, one space for the end of a line."""
    return "" if "<!--" in match[0] or match.string[match.start() - 1] == ">" else " "


def _attributes(match: re.Match[str]) -> str:
    """A style as attributes, which a page's security policy lets pass."""
    pairs = (item.split(":", 1) for item in match[1].split(";") if ":" in item)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
