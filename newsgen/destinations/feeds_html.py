"""A release as one sanitised piece of HTML that needs nothing beside it: for feeds and for other newsrooms' systems."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import nh3

from newsgen.destinations.folder_page import with_watermark
from newsgen.destinations.folder_text import caption, clean, line
from newsgen.model import Block, Form, Picture, Release

TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody", "tr", "th", "td",
    "figure", "figcaption", "img", "strong", "em", "b", "i", "a", "code", "br",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "th": {"scope"}, "img": {"src", "alt", "width", "height"}}


def html_of(release: Release, addresses: Mapping[str, str], base: str) -> str:
    """The whole text; `addresses` are those of pictures by their names, `base` is what relative links begin at.

    Without `base` a relative link loses its address, and keeps its words.
    """
    pictures = {one.name: one for one in release.pictures}
    return sanitised("\n".join(_block(one, pictures, addresses) for one in with_watermark(release)), base)


def sanitised(html: str, base: str = "") -> str:
    """The HTML with nothing in it that runs, and nothing that depends on where it stands."""
    return nh3.clean(
        clean(html),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base) if base else "pass_through",
        attribute_filter=_whole_address if not base else None,
    )


def words(html: str) -> int:
    """How many words a piece of HTML has."""
    return len(nh3.clean(html.replace("<", " <"), tags=set()).split())


def _whole_address(tag: str, name: str, value: str) -> str | None:
    return value if (tag, name) != ("a", "href") or value.startswith(("http:", "https:", "mailto:")) else None


def _block(block: Block, pictures: Mapping[str, Picture], addresses: Mapping[str, str]) -> str:
    if block.form is Form.HEADING:
        return f"<h{block.level}>{block.html}</h{block.level}>"
    if block.form is Form.LIST:
        tag = "ol" if block.ordered else "ul"
        return f"<{tag}>{''.join(f'<li>{item}</li>' for item in block.items)}</{tag}>"
    if block.form is Form.QUOTE:
        return f"<blockquote><p>{block.html}</p></blockquote>"
    if block.form is Form.TABLE:
        return _table(block)
    if block.form is Form.PICTURE:
        return _figure(pictures[block.picture], addresses[block.picture]) if block.picture in addresses else ""
    return f"<p>{block.html}</p>"


def _table(block: Block) -> str:
    title = f"<caption>{_plain(block.caption)}</caption>" if block.caption else ""
    head = "".join(f'<th scope="col">{_plain(cell)}</th>' for cell in block.head)
    rows = "".join(f"<tr>{''.join(_cell(at, cell) for at, cell in enumerate(row))}</tr>" for row in block.rows)
    above = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f"<table>{title}{above}<tbody>{rows}</tbody></table>"


def _cell(at: int, text: str) -> str:
    return f"<td>{_plain(text)}</td>" if at else f'<th scope="row">{_plain(text)}</th>'


def _figure(picture: Picture, address: str) -> str:
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<img src="{escape(address)}" alt="{escape(line(picture.alt))}" {size}>'
    under = caption(picture)
    return f"<figure>{image}{f'<figcaption>{_plain(under)}</figcaption>' if under else ''}</figure>"


def _plain(text: str) -> str:
    return escape(line(text), quote=False)
