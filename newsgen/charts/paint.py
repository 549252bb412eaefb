"""A drawn picture as a file: PNG, or SVG that stands alone and can stand in a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import fields
from html import escape
from typing import Any

from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image

from newsgen.charts.canvas import Canvas
from newsgen.charts.look import Look, Palette

LEVEL = 3  # of compression: twice as quick as the usual for a twentieth more bytes
_HEAD = re.compile(
    r"^.*?<svg[^>]*>\s*(?:<metadata>.*?</metadata>)?\s*(?:<defs>\s*<style[^>]*>.*?</style>\s*</defs>)?", re.DOTALL
)
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_ID = re.compile(r'((?:\bid="|href="#|url\(#))')
_COLOUR = re.compile(r"#[0-9a-f]{6}")


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
    body = _ID.sub(rf"\g<1>{name}-", _COMMENT.sub("", _HEAD.sub("", found.getvalue(), 1)))
    width, height = canvas.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"<style>#{name}-figure_1 *{{stroke-linejoin:round;stroke-linecap:butt}}</style>\n{body.strip()}\n"
    ).encode()


def darkened(drawing: bytes, look: Look) -> bytes:
    """A light drawing in dark colours."""
    return _coloured(drawing.decode(), look, lambda role, _: getattr(look.dark, role)).encode()


def themed(drawing: bytes | str, look: Look) -> str:
    """A light drawing whose colours a page can change: `var(--chart-ink, #1f2933)` and the like, by role."""
    text = drawing if isinstance(drawing, str) else drawing.decode()
    return _coloured(text, look, lambda role, colour: f"var(--chart-{role}, {colour})")


def _coloured(text: str, look: Look, change: Callable[[str, str], str]) -> str:
    roles = {getattr(look.light, item.name): item.name for item in fields(Palette)}

    def changed(match: re.Match[str]) -> str:
        role = roles.get(match[0])
        return change(role, match[0]) if role else match[0]

    return _COLOUR.sub(changed, text)
