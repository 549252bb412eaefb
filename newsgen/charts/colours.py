"""A light drawing in other colours: in the dark ones, or in those that a page decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict

from newsgen.charts.look import Look

_COLOUR = re.compile(r"#[0-9a-f]{6}")


def darkened(drawing: bytes, look: Look) -> bytes:
    """A light SVG in the dark colours of the look."""
    dark = asdict(look.dark)
    return _coloured(drawing.decode(), look, lambda role, _: dark[role]).encode()


def themed(drawing: bytes, look: Look) -> str:
    """A light SVG for a page, which may change its colours: `var(--chart-ink, #1f2933)` and the like, by role."""
    return _coloured(drawing.decode(), look, lambda role, colour: f"var(--chart-{role}, {colour})")


def css(look: Look) -> str:
    """The colours of `themed` drawings: light, or dark where the reader's system asks for it."""
    light, dark = (
        " ".join(f"--chart-{role}: {colour};" for role, colour in asdict(mode).items())
        for mode in (look.light, look.dark)
    )
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _coloured(text: str, look: Look, change: Callable[[str, str], str]) -> str:
    roles = {colour: role for role, colour in asdict(look.light).items()}
    return _COLOUR.sub(lambda match: change(roles[match[0]], match[0]) if match[0] in roles else match[0], text)
