"""The words of an article as a system keeps them, cut into pieces that can be held against article.md.

WordPress blocks, Ghost's HTML and Markdown files come out alike: a piece is a paragraph, a heading, a list item or a
quotation in Markdown, or something that has no place in a text, as a picture or an embedded post.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

from newsgen.page.text import safe_html

PARAGRAPH, HEADING, ITEM, QUOTE, THING = "paragraph", "heading", "item", "quote", "thing"
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
_THINGS = frozenset({"figure", "table", "iframe", "video", "audio", "object", "embed", "pre", "form", "svg", "details"})
_SILENT = frozenset({"script", "style"})
_VOID = frozenset({"img", "br", "hr", "embed", "input", "source", "track", "wbr", "col", "meta", "link"})
_CARDS = re.compile(r"\bkg-callout-card\b|\bkg-card\b|\bwp-block-embed\b")
_DYNAMIC = re.compile(r"\s*wp:([a-z/-]+).*/\s*\Z", re.DOTALL)  # a block of which only its name is kept
_FRONT = re.compile(r"\A(---|\+\+\+)\n.*?\n\1\n", re.DOTALL)
# A block of its own that begins with a tag, a shortcode or a picture.
_ODD = re.compile(r"(?:(?<=\n\n)|\A)((?:<(?!!--)|\{[{%<]|!\[)[^\n]*(?:\n(?!\n)[^\n]*)*)(?=\n\n|\s*\Z)")
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: `words` are Markdown without the marks of its kind; of a thing, `words` say what it is."""

    kind: str
    words: str
    level: int = 0  # of a heading

    @property
    def markdown(self) -> str:
        """As it stands in a text."""
        if self.kind == HEADING:
            return f"{'#' * max(2, self.level)} {self.words}"
        return {ITEM: f"- {self.words}", QUOTE: f"> {self.words}"}.get(self.kind, self.words)

    @property
    def letters(self) -> str:
        """What is compared: the letters and figures alone."""
        return letters(self.words)


def letters(text: str) -> str:
    """The letters and figures of Markdown or of plain words, in small.

    >>> letters("**Bitcoin** rose [2.9%](https://example.org).")
    'bitcoinrose29'
    """
    return _LETTERS.sub("", re.sub(r"\]\([^()]*\)", "]", unescape(text))).lower()


def pieces_of(body: str) -> tuple[Piece, ...]:
    """The pieces of a body in HTML or in Markdown, in their order."""
    text = body if body.lstrip().startswith("<") else _html(body)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.leave()
    return tuple(reader.found)


def _html(markdown: str) -> str:
    """Markdown as HTML; what is no Markdown in it, as pictures, raw HTML and shortcodes, as things."""
    bare = _FRONT.sub("", markdown.replace("\r\n", "\n"))
    parts = _ODD.split(bare)
    return "".join(f"<figure>{escape(part)}</figure>" if odd % 2 else safe_html(part) for odd, part in enumerate(parts))


class _Reader(HTMLParser):
    """Reads HTML piece by piece; nothing in it is run or trusted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self.words = ""
        self.kind, self.level = PARAGRAPH, 0
        self.thing = ""  # what the thing is that is being read
        self.depth = 0  # of elements inside it
        self.href: list[str] = []
        self.quote = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A piece or a mark begins."""
        said = dict(attrs)
        if self.thing:
            self.depth += tag not in _VOID
            self.words += f" {said.get('alt') or said.get('src') or ''} " if tag in ("img", "iframe") else ""
        elif tag in _THINGS or tag in _SILENT or _CARDS.search(said.get("class") or ""):
            self.leave()
            self.thing, self.depth = tag, 1
            self.words = said.get("src") or ""
        elif tag == "img":
            self.leave()
            self.found.append(Piece(THING, f"img {said.get('alt') or ''}".strip()))
        elif tag == "br":
            self.words += " "
        elif tag == "a":
            self.href.append(said.get("href") or "")
            self.words += "[" if self.href[-1] else ""
        elif tag in _MARKS:
            self.words += _MARKS[tag]
        elif tag == "blockquote":
            self.leave()
            self.quote = True
        elif tag in ("p", "li", "div", "ul", "ol") or re.fullmatch("h[1-6]", tag):
            self.leave()
            self.kind = QUOTE if self.quote else {"li": ITEM}.get(tag, HEADING if tag[0] == "h" else PARAGRAPH)
            self.level = int(tag[1]) if self.kind == HEADING else 0

    def handle_endtag(self, tag: str) -> None:
        """A piece or a mark ends."""
        if self.thing:
            self.depth -= tag not in _VOID
            if self.depth <= 0:
                words = " ".join(self.words.split())
                if self.thing not in _SILENT:
                    self.found.append(Piece(THING, f"{self.thing} {words}".strip()))
                self.thing, self.words = "", ""
        elif tag == "a" and self.href:
            href = self.href.pop()
            self.words += f"]({href})" if href else ""
        elif tag in _MARKS:
            self.words += _MARKS[tag]
        elif tag in ("p", "li", "div", "ul", "ol", "blockquote") or re.fullmatch("h[1-6]", tag):
            self.leave()
            self.quote = self.quote and tag != "blockquote"

    def handle_data(self, data: str) -> None:
        """Words."""
        self.words += data

    def handle_comment(self, data: str) -> None:
        """A block that is drawn by the site is known by its name alone."""
        name = _DYNAMIC.match(data)
        if name and not self.thing:
            self.leave()
            self.found.append(Piece(THING, f"block {name[1]}"))

    def leave(self) -> None:
        """End the piece whose words were read."""
        words, self.words = " ".join(self.words.split()), ""
        words = re.sub(r"\*\*\*\*|``", "", words).strip()
        if words and letters(words):
            self.found.append(Piece(self.kind, words, self.level))
        self.kind, self.level = PARAGRAPH, 0
