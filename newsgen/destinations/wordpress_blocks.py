"""An article in WordPress's own blocks, with the very markup that its editor saves: none is "invalid" there.

Each block has a class of its role ("newsgen-correction"), so that a theme can show it in its own way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from newsgen.model import Block, Correction, Form, Picture, Release

# Within a comment: an article's words are escaped, and cannot say what only newsgen says.
MARKER = re.compile(r"<!-- newsgen:key=([a-z0-9-]+) sent=([0-9a-f]*) -->")
WITHDRAWN = "newsgen-withdrawn"  # the class of the notice that took the place of an article's words
TAKEN_BACK = re.compile(rf'<!-- wp:paragraph \{{"className":"{WITHDRAWN}"')
NOTES = ("disclosure", "method", "interests", "disclaimer")  # small, under a line
# What must be seen whatever the theme: black on yellow, 15:1.
_LOUD = {"style": {"color": {"text": "#1a1a1a", "background": "#fff3c4"}}}
_LOUD_CLASS = "has-text-color has-background"
_LOUD_STYLE = "color:#1a1a1a;background-color:#fff3c4"
_FIGURE = re.compile(r"[^\w]*\d|[-–—−\s]*$")  # what begins like a figure, or stands for one that is missing


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture as it stands in the site's library."""

    id: int
    url: str


def marker(key: str, sent: str) -> str:
    """What tells newsgen's articles from others and one from the other, for people with a look at the source."""
    return _block("html", {}, f"<!-- newsgen:key={key} sent={sent} -->")


def content(release: Release, sent: str, media: Mapping[str, Medium]) -> str:
    """The whole text with its marker; `media` by the names of pictures."""
    pictures = {picture.name: picture for picture in release.pictures}
    pieces, small = list[str](), False
    for block in release.blocks:
        if block.role in NOTES and not small:
            pieces.append(_block("separator", {}, '<hr class="wp-block-separator has-alpha-channel-opacity"/>'))
        small = block.role in NOTES
        pieces.append(_drawn(block, pictures, media))
    return "\n\n".join([piece for piece in pieces if piece] + [marker(release.key, sent)])


def notice(release: Release, said: Correction, sent: str) -> str:
    """What stands in the place of an article that was withdrawn."""
    when = f"{said.when:%H:%M} UTC, {said.when.day} {said.when:%B %Y}"
    words = f"<strong>{escape(said.kind)}, {when}:</strong> {_text(said.text)}"
    return "\n\n".join([_paragraph(words, WITHDRAWN, loud=True), marker(release.key, sent)])


def plain(text: str) -> str:
    """Words for a field that the site prints as HTML without escaping it, as titles and excerpts are."""
    named = re.sub(r"&(?=#?\w+;)", "&amp;", text)
    return named.replace("<", "&lt;").replace(">", "&gt;")


def words(picture: Picture) -> str:
    """What stands under a picture: its caption and where it is from."""
    caption, credit = picture.caption.strip(), picture.credit.strip()
    if not caption or not credit or credit in caption:
        return caption or credit
    return f"{caption if caption[-1] in '.!?' else f'{caption}.'} {credit}"


def _drawn(block: Block, pictures: Mapping[str, Picture], media: Mapping[str, Medium]) -> str:
    role = f"newsgen-{block.role.replace('_', '-')}" if block.role else ""
    match block.form:
        case Form.PARAGRAPH:
            loud, small = block.role in ("watermark", "correction"), block.role in NOTES
            return _paragraph(_text(block.html, inline=True), role, loud=loud, small=small)
        case Form.HEADING:
            level = {"level": block.level} if block.level != 2 else {}
            html = _text(block.html, inline=True)
            return _block("heading", level, f'<h{block.level} class="wp-block-heading">{html}</h{block.level}>')
        case Form.LIST:
            return _list(block, role)
        case Form.QUOTE:
            inner = _paragraph(_text(block.html, inline=True), "")
            return _block("quote", {}, f'<blockquote class="wp-block-quote">{inner}</blockquote>')
        case Form.TABLE:
            return _table(block, role)
        case Form.PICTURE:
            medium = media.get(block.picture)
            return _image(pictures[block.picture], medium, role) if medium else ""


def _paragraph(html: str, role: str, *, loud: bool = False, small: bool = False) -> str:
    said: dict[str, object] = {"className": role} if role else {}
    said |= _LOUD if loud else {}
    said |= {"fontSize": "small"} if small else {}
    classes = " ".join(part for part in (role, _LOUD_CLASS * loud, "has-small-font-size" * small) if part)
    shown = (f' class="{classes}"' if classes else "") + (f' style="{_LOUD_STYLE}"' if loud else "")
    return _block("paragraph", said, f"<p{shown}>{html}</p>")


def _list(block: Block, role: str) -> str:
    tag, said = ("ol", {"ordered": True}) if block.ordered else ("ul", {})
    named: dict[str, object] = {**said, **({"className": role} if role else {})}
    items = "\n\n".join(_block("list-item", {}, f"<li>{_text(item, inline=True)}</li>") for item in block.items)
    shown = f' class="{role}"' if role else ""
    return _block("list", named, f"<{tag}{shown}>{items}</{tag}>")


def _table(block: Block, role: str) -> str:
    """A chart's data are small: they are for those who cannot see it."""
    sides = [_side(block, column) for column in range(len(block.head) or max(map(len, block.rows), default=0))]
    head = "".join(_cell("th", cell, sides[place], "col") for place, cell in enumerate(block.head))
    rows = "".join(f"<tr>{_row(row, sides)}</tr>" for row in block.rows)
    inner = (f"<thead><tr>{head}</tr></thead>" if head else "") + f"<tbody>{rows}</tbody>"
    caption = f'<figcaption class="wp-element-caption">{_text(block.caption)}</figcaption>' if block.caption else ""
    small = block.role == "chart"
    said: dict[str, object] = {"className": role} if role else {}
    said |= {"fontSize": "small"} if small else {}
    classes = " ".join(part for part in ("wp-block-table", role, "has-small-font-size" * small) if part)
    return _block("table", said, f'<figure class="{classes}"><table>{inner}</table>{caption}</figure>')


def _row(row: tuple[str, ...], sides: list[str]) -> str:
    """A row with its first cell as its header."""
    pairs = enumerate(zip(row, sides))
    return "".join(_cell("td" if n else "th", cell, side, "" if n else "row") for n, (cell, side) in pairs)


def _cell(tag: str, text: str, side: str, scope: str) -> str:
    aligned = f' class="has-text-align-{side}" data-align="{side}"' if side else ""
    scoped = f' scope="{scope}"' if scope else ""
    return f"<{tag}{aligned}{scoped}>{_text(text)}</{tag}>"


def _side(block: Block, column: int) -> str:
    """Figures stand to the right; what a row is about to the left, though it is a header."""
    cells = [row[column] for row in block.rows if column < len(row)]
    figures = column > 0 and any(cells) and all(_FIGURE.match(cell) for cell in cells)
    return "right" if figures else "" if column and not block.head else "left"


def _image(picture: Picture, medium: Medium, role: str) -> str:
    said: dict[str, object] = {"id": medium.id, "sizeSlug": "full", "linkDestination": "none"}
    said |= {"className": role} if role else {}
    classes = " ".join(("wp-block-image", "size-full", *([role] if role else [])))
    alt, url = _text(picture.alt).replace('"', "&quot;"), escape(medium.url)
    shown = words(picture)
    caption = f'<figcaption class="wp-element-caption">{_text(shown)}</figcaption>' if shown else ""
    image = f'<img src="{url}" alt="{alt}" class="wp-image-{medium.id}"/>'
    return _block("image", said, f'<figure class="{classes}">{image}{caption}</figure>')


def _block(name: str, said: Mapping[str, object], html: str) -> str:
    # As the editor writes it: nothing in it may end the comment that it stands in.
    attributes = f" {json.dumps(said, separators=(',', ':'))}".replace("--", "\\u002d\\u002d") if said else ""
    return f"<!-- wp:{name}{attributes} -->\n{html}\n<!-- /wp:{name} -->"


def _text(text: str, *, inline: bool = False) -> str:
    """Words as HTML; a square bracket is written so that the site takes it for no shortcode."""
    safe = text if inline else escape(text, quote=False)
    return safe.replace("[", "&#91;")
