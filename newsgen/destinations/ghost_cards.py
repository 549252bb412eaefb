"""An article's text as HTML that Ghost turns into its own cards: images, callouts, rules; tables become HTML cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from html.parser import HTMLParser

from newsgen.model import Block, Correction, Form, Picture

CARD = ("<!--kg-card-begin: html-->", "<!--kg-card-end: html-->")
TABLE = "width:100%;border-collapse:collapse;font-size:.9em"
CELL = "border-bottom:1px solid rgba(128,128,128,.35);word-break:normal;overflow-wrap:normal"
CAPTION = "text-align:left;font-weight:700;padding-bottom:.4em"
DETAILS = "margin:1em 0 2em"
NOTES = ("disclosure", "method", "interests", "disclaimer")  # what stands under the text, behind a rule


def html_of(blocks: Sequence[Block], pictures: Mapping[str, Picture], addresses: Mapping[str, str], lead: str) -> str:
    """The text under the headline.

    pictures   by their names
    addresses  of the pictures at the site, by their SHA-256; a picture without one is left out
    lead       a first paragraph, where the dek has no place in Ghost's excerpt; "" for none
    """
    text = [block for block in blocks if block.role not in NOTES]
    notes = [f"<p><em>{block.html}</em></p>" for block in blocks if block.role in NOTES]
    said = [_block(block, pictures, addresses) for block in text]
    top = sum(block.role in ("watermark", "correction") for block in text)
    first = [f"<p>{escape(lead, quote=False)}</p>"] if lead else []
    return "\n".join(filter(None, (*said[:top], *first, *said[top:], *(["<hr>", *notes] if notes else []))))


def notice_of(notice: Correction, when: str) -> str:
    """All that is left of an article that was taken back; `when` is the notice's time in words."""
    head = escape(f"{notice.kind}, {when}:", quote=False)
    return _callout(f"<strong>{head}</strong> {escape(notice.text, quote=False)}", "red")


def credited(picture: Picture) -> str:
    """What stands under a picture, as HTML."""
    caption = picture.caption.strip()
    dot = "." if caption and picture.credit and not caption.endswith((".", "!", "?")) else ""
    return escape(f"{caption}{dot} {picture.credit}".strip(), quote=False)


def letters(html: str) -> str:
    """What a reader reads of a piece of HTML, without any blanks: to compare what was sent with what came back."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join("".join(reader.words).split())


def images(html: str) -> tuple[str, ...]:
    """The addresses of a piece of HTML's images, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.images)


def tables(html: str) -> int:
    """How many tables a piece of HTML has."""
    return html.count("<table")


def _block(block: Block, pictures: Mapping[str, Picture], addresses: Mapping[str, str]) -> str:
    if block.role == "watermark":
        return _callout(f"<strong>{block.html}</strong>", "yellow")
    if block.role == "correction":
        return _callout(block.html, "grey")
    match block.form:
        case Form.HEADING:
            return f"<h{block.level}>{block.html}</h{block.level}>"
        case Form.QUOTE:
            return f"<blockquote>{block.html}</blockquote>"
        case Form.LIST:
            name, items = ("ol" if block.ordered else "ul"), "".join(f"<li>{item}</li>" for item in block.items)
            return f"<{name}>{items}</{name}>"
        case Form.TABLE:
            return _table(block)
        case Form.PICTURE:
            picture = pictures.get(block.picture)
            address = addresses.get(picture.sha256) if picture else None
            return _image(picture, address) if picture and address else ""
        case Form.PARAGRAPH:
            return f"<p>{block.html}</p>"


def _callout(html: str, colour: str) -> str:
    return (
        f'<div class="kg-card kg-callout-card kg-callout-card-{colour}"><div class="kg-callout-text">{html}</div></div>'
    )


def _image(picture: Picture, address: str) -> str:
    caption = credited(picture)
    under = f"<figcaption>{caption}</figcaption>" if caption else ""
    return (
        f'<figure class="kg-card kg-image-card"><img src="{escape(address)}" class="kg-image"'
        f' alt="{escape(picture.alt)}" width="{picture.width}" height="{picture.height}">{under}</figure>'
    )


def _table(block: Block) -> str:
    """In an HTML card: Ghost has no card for tables.  The data of a chart opens under it.

    The styles are in the card, as themes have none for tables that can be relied on; a wide one moves by itself.
    """
    head = "".join(_cells(block.head, "col"))
    rows = "".join(f"<tr>{''.join(_cells(row, 'row'))}</tr>" for row in block.rows)
    caption, folded = escape(block.caption, quote=False), block.role == "chart"
    above = f'<caption style="{CAPTION}">{caption}</caption>' if caption and not folded else ""
    body = f"{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{rows}</tbody>"
    table = f'<div style="overflow-x:auto"><table style="{TABLE}">{above}{body}</table></div>'
    if folded:
        table = (
            f'<details style="{DETAILS}"><summary style="cursor:pointer">{caption or "…"}</summary>{table}</details>'
        )
    return f"{CARD[0]}{table}{CARD[1]}"


def _cells(row: Sequence[str], scope: str) -> Iterator[str]:
    """Figures stand at the right; the first cell of a row is its header, and all of the head's are headers."""
    for number, cell in enumerate(row):
        place = "text-align:right;padding:.4em 0 .4em .8em" if number else "text-align:left;padding:.4em 0"
        text, style = escape(cell, quote=False), f"{CELL};{place}"
        if scope == "row" and number:
            yield f'<td style="{style};white-space:nowrap">{text}</td>'
        else:
            yield f'<th scope="{scope}" style="{style}">{text}</th>'


class _Reader(HTMLParser):
    """Collects words and images; scripts and styles are none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.images = list[str](), list[str]()
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self._silent += tag in ("script", "style")
        if tag == "img":
            self.images.append(dict(attrs).get("src") or "")

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.words.append(data)
