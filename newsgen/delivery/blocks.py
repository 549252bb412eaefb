"""An article's text in blocks that every destination can show: its notes, its words, its pictures with their data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from newsgen.model import Article, Block, Chart, Correction, Form
from newsgen.page import body_html
from newsgen.page.proof import labels_of, moment
from newsgen.page.text import marked, numbers, safe_html

_AS = {"b": "strong", "i": "em", "strong": "strong", "em": "em", "code": "code"}  # other marks leave their words
_TOP = {"p": Form.PARAGRAPH, "pre": Form.PARAGRAPH, "blockquote": Form.QUOTE}
_MOST_ROWS = 24
_DATA = "The data in the pictures"
_HEADING = re.compile("h[1-6]")


def blocks_of(
    article: Article, pictures: Sequence[str], corrections: Sequence[Correction], notes: Sequence[tuple[str, str]]
) -> tuple[Block, ...]:
    """The whole text under the headline; `pictures` are the names of the charts' pictures, "" where there is none.

    `notes` are texts with their roles: the watermark stands first, the others under the text.
    """
    said = [(role, text) for role, text in notes if text]
    top = [_note(role, text) for role, text in said if role == "watermark"]
    points = (Block(Form.LIST, items=tuple(map(_plain, article.key_points)), role="key_points"),)
    return (
        *top,
        *(correction_block(note) for note in corrections),
        *(points if article.key_points else ()),
        *_with_charts(article, pictures),
        *_data_of(article, pictures),
        *(_note(role, text) for role, text in said if role != "watermark"),
    )


def correction_block(note: Correction) -> Block:
    """A note as the agencies head it: "Correction, 14:05 UTC, 22 November 2026: An earlier version said ..."."""
    return Block(
        Form.PARAGRAPH,
        html=f"<strong>{_plain(f'{note.kind}, {moment(note.when)}:')}</strong> {_plain(note.text)}",
        role="correction",
    )


def words_of(block: Block) -> str:
    """What a reader reads of a block, pictures left out, as plain text."""
    pieces = (block.html, *block.items, *map(escape, (block.caption, *block.head)))
    cells = (escape(cell) for row in block.rows for cell in row)
    return " ".join(unescape(re.sub("<[^<>]*>", " " if "<br>" in piece else "", piece)) for piece in (*pieces, *cells))


def text_blocks(html: str) -> tuple[Block, ...]:
    """Sanitised HTML in blocks; marks of lines other than strong, em, a and code leave their words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.leave()
    return tuple(reader.found)


def _with_charts(article: Article, pictures: Sequence[str]) -> tuple[Block, ...]:
    """The text, and after the paragraphs that they belong to the pictures."""
    text = text_blocks(body_html(article))
    after = _places(article, pictures, text)
    found: list[Block] = []
    for place, block in enumerate(text):
        found.append(block)
        for chart, picture in after.get(place, ()):
            found.append(_chart(chart, picture))
    return (*found, *(_chart(chart, picture) for chart, picture in after.get(-1, ())))


def _places(article: Article, pictures: Sequence[str], text: Sequence[Block]) -> dict[int, list[tuple[Chart, str]]]:
    """After which block each chart stands: the paragraph that prints most of its figures; -1 is the end.

    At most one after each, and none after the opening, which stands under the card: that shows the first chart already.
    """
    told = _told(article, text)
    paragraphs = [place for place, block in enumerate(text) if block.form is Form.PARAGRAPH]
    after: dict[int, list[tuple[Chart, str]]] = {}
    for chart, picture in zip(article.charts, pictures):
        if not picture:
            continue
        drawn = {label.fact for _, label in labels_of(chart, 0)}
        free = [place for place in paragraphs[1:] if place not in after]
        best = max(free, key=lambda place: len(drawn & told[place]), default=-1)
        if best >= 0 and not drawn & told[best]:
            best = -1 if after else free[0]
        after.setdefault(best, []).append((chart, picture))
    return after


def _told(article: Article, text: Sequence[Block]) -> list[set[str]]:
    """The facts that each block prints."""
    printed = sorted((one for one in article.figures if one.where == "body_md"), key=lambda one: (one.start, -one.end))
    places, last = list[tuple[int, int, int]](), 0
    for number, one in enumerate(printed):
        if one.start >= last:
            places.append((number, one.start, one.end))
            last = one.end
    seen = text_blocks(safe_html(marked(article.body_md, places)))
    facts = [
        {printed[number].fact for piece in (block.html, *block.items) for number in numbers(piece)} for block in seen
    ]
    return facts if len(facts) == len(text) else [set() for _ in text]


def _chart(chart: Chart, picture: str) -> Block:
    return Block(Form.PICTURE, picture=picture, caption=chart.caption, role="chart")


def _data_of(article: Article, pictures: Sequence[str]) -> tuple[Block, ...]:
    """The data of the pictures, for those who cannot see them and those who count: under the text that they prove.

    A table of months would drown everything.
    """
    tables = [chart.table for chart, picture in zip(article.charts, pictures) if picture and chart.table]
    data = [
        Block(Form.TABLE, caption=table.caption, head=table.head, rows=table.rows, role="chart")
        for table in tables
        if len(table.rows) <= _MOST_ROWS
    ]
    return (Block(Form.HEADING, html=_DATA, level=2, role="chart"), *data) if data else ()


def _note(role: str, text: str) -> Block:
    return Block(Form.PARAGRAPH, html=_plain(text), role=role)


def _plain(text: str) -> str:
    return escape(text, quote=False)


@dataclass
class _Table:
    """A table that is being read."""

    caption: str = ""
    head: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    row: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads sanitised HTML block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self.words = ""
        self.form, self.level = Form.PARAGRAPH, 0
        self.lists: list[bool] = []  # whether each of the lists that are open is ordered
        self.items: list[str] = []
        self.table: _Table | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block or a mark begins."""
        if tag in ("ul", "ol"):
            self.leave() if not self.lists else self._item()
            self.lists.append(tag == "ol")
        elif tag == "table":
            self.leave()
            self.table = _Table()
        elif tag == "br":
            self.words += " " if self.table else "<br>"
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            self.words += "" if self.table else f'<a href="{escape(href)}">'
        elif tag in _AS:
            self.words += "" if self.table else f"<{_AS[tag]}>"
        elif tag in ("p", "pre") and (self.form is Form.QUOTE or self.lists):
            self.words += "<br>" if self.words.strip() and not self.words.endswith("<br>") else ""
        elif tag in _TOP or _HEADING.fullmatch(tag):
            self.leave()
            self.form = _TOP.get(tag, Form.HEADING)
            self.level = min(4, max(2, int(tag[1]))) if self.form is Form.HEADING else 0

    def handle_endtag(self, tag: str) -> None:
        """A block or a mark ends."""
        if tag in ("ul", "ol"):
            self._item()
            ordered = self.lists.pop()
            if not self.lists:
                self.found += [Block(Form.LIST, items=tuple(self.items), ordered=ordered)] if self.items else []
                self.items = []
        elif tag == "li":
            self._item()
        elif self.table is not None:
            self._in_table(tag)
        elif tag == "a" or tag in _AS:
            self.words += f"</{_AS.get(tag, tag)}>"
        elif not self.lists and (
            tag == "blockquote" or _HEADING.fullmatch(tag) or (tag in _TOP and self.form is not Form.QUOTE)
        ):
            self.leave()

    def handle_data(self, data: str) -> None:
        """Words."""
        self.words += escape(data, quote=False)

    def leave(self) -> None:
        """End the block whose words were read."""
        words, self.words = _trimmed(self.words), ""
        if words:
            self.found.append(Block(self.form, html=words, level=self.level))
        self.form, self.level = Form.PARAGRAPH, 0

    def _item(self) -> None:
        words, self.words = _trimmed(self.words), ""
        self.items += [words] if words else []

    def _in_table(self, tag: str) -> None:
        table = self.table
        assert table is not None
        if tag in ("td", "th", "caption"):
            words, self.words = " ".join(unescape(self.words).split()), ""
            if tag == "caption":
                table.caption = words
            else:
                table.row.append(words)
        elif tag == "tr":
            table.rows += [tuple(table.row)] if table.row else []
            table.row = []
        elif tag == "thead":
            table.head = table.rows.pop(0) if table.rows and not table.head else table.head
        elif tag == "table":
            self.found.append(Block(Form.TABLE, caption=table.caption, head=table.head, rows=tuple(table.rows)))
            self.table, self.words = None, ""


def _trimmed(words: str) -> str:
    words = re.sub(r"\s+", " ", words).strip()
    return re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+$", "", words)
