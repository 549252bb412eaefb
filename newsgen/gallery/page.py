"""The gallery as one HTML page that reads well on a phone; every word in it is escaped, and there is no script."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from newsgen.gallery import Gallery, Room, Variant

_STYLE = """
body { font: 1rem/1.5 Georgia, serif; max-width: 42rem; margin: 0 auto; padding: 1rem; }
:root { color-scheme: light dark; }
h1, h2, h3, nav, small, summary { font-family: system-ui, sans-serif; }
h2 { margin-top: 3rem; border-top: 2px solid; padding-top: .5rem; } h3 { margin-bottom: 0; color: #555; }
nav a { display: inline-block; margin-right: .8rem; } article { margin: .8rem 0 1.2rem; overflow-wrap: anywhere; }
p { margin: .2rem 0; } small { color: #666; display: block; } .fault { color: #a40000; }
@media (prefers-color-scheme: dark) { .fault { color: #ff8a80; } }
"""


def gallery_html(gallery: Gallery, title: str = "Gallery") -> str:
    """The page."""
    return "\n".join(_lines(gallery, title))


def _lines(gallery: Gallery, title: str) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>"
    wordings = sum(len(room.variants) for room in gallery.rooms)
    branches = sum(room.branches for room in gallery.rooms)
    yield f"<p>{wordings:,} wordings on days made up for them, through {gallery.percent:.1f}% "
    yield f"of {branches:,} branches; {len(gallery.faults):,} with a fault.  No figure here is real.</p>\n<nav>"
    yield from (f'<a href="#{escape(_key(room))}">{escape(_name(room))}</a>' for room in gallery.rooms)
    yield "</nav>"
    for room in gallery.rooms:
        yield from _room(room)
    yield "</body>\n</html>"


def _room(room: Room) -> Iterator[str]:
    yield f'<section id="{escape(_key(room))}">\n<h2>{escape(_name(room))}</h2>'
    yield f"<small>{escape(room.where)}: {room.percent:.1f}% of {room.branches} branches</small>"
    for block, variants in room.blocks:
        if variants:
            yield f"<h3>{escape(block)}</h3>"
        for variant in variants:
            yield from _variant(variant)
    if room.unreachable:
        yield f"<details><summary>{len(room.unreachable)} unreachable</summary>\n<ul>"
        yield from (f"<li>{escape(line)}</li>" for line in room.unreachable)
        yield "</ul></details>"
    yield "</section>"


def _variant(variant: Variant) -> Iterator[str]:
    yield "<article>"
    yield from (f"<p>{escape(paragraph)}</p>" for paragraph in variant.text.split("\n\n"))
    yield from (f'<small class="fault">{escape(fault)}</small>' for fault in variant.faults)
    said = [*([variant.subject] if variant.subject else []), *variant.branches]
    alike = f" (and {variant.alike} alike)" if variant.alike else ""
    if said or alike:
        yield f"<small>{escape('; '.join(said) + alike)}</small>"
    yield "</article>"


def _key(room: Room) -> str:
    return room.name.replace(":", "-")


def _name(room: Room) -> str:
    kind, _, name = room.name.partition(":")
    return name if kind == "angle" else f"{'chart' if kind == 'chart' else 'standing part'}: {name}"
