"""Blocks as Markdown that every generator of static sites reads alike, and that no template engine takes for its own.

Braces are entities: Hugo's shortcodes, Liquid, Nunjucks and attribute lists find none.  What would be a sign of
Markdown in a text is escaped as both CommonMark and Python-Markdown understand it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import quote

import nh3

from newsgen.model import Block, Form, Picture

MARKS = {"strong", "em", "b", "i", "a", "code", "br"}
_STAR = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_ENTITIES = {sign: f"&#{ord(sign)};" for sign in "{}|~^"} | {"<": "&lt;", ">": "&gt;"}
_SIGNS = re.compile(r"[\\`*_\[\]{}|~^<>]|&(?=#?\w+;)|\$(?=\$)")
_START = re.compile(r"^(?:#|[+\-](?=\s|$|[+\-])|[=:]|(\d+)([.)])(?=\s|$))")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
# What neither XML nor YAML may hold, and what would break a line for one reader and not for the next.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_WORD = re.compile(r"\w")


def clean(text: str) -> str:
    """The text without characters that a file of text cannot hold."""
    return _UNFIT.sub("", text)


def line(text: str) -> str:
    """The text on one line."""
    return _BLANKS.sub(" ", clean(text)).strip()


def plain(text: str) -> str:
    """Plain text as Markdown that shows it.

    >>> plain("A {{ b }} [c] *d*")
    'A &#123;&#123; b &#125;&#125; \\\\[c\\\\] \\\\*d\\\\*'
    """
    return _started(_escaped(line(text)))


def inline(html: str) -> str:
    """A piece of HTML with inline marks as Markdown; other tags go, their words stay."""
    reader = _Reader()
    reader.feed(nh3.clean(clean(html), tags=MARKS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}))
    reader.close()
    lines = _joined(reader.pieces).split("\n")
    return "  \n".join(_started(one.strip(" ")) for one in lines).strip()


def markdown(blocks: tuple[Block, ...], pictures: Mapping[str, Picture], links: Mapping[str, str]) -> str:
    """The whole text; `links` are the addresses of pictures by their names, and one without is left out."""
    parts = [_block(block, pictures, links) for block in blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def caption(picture: Picture) -> str:
    """What stands under a picture: its caption, and who it is from."""
    return " · ".join(line(part) for part in (picture.caption, picture.credit) if part.strip())


def link(address: str) -> str:
    """An address that breaks out of no pair of brackets."""
    return quote(clean(address), safe="/:?#@!$&'*+,;=%-._~")


def _block(block: Block, pictures: Mapping[str, Picture], links: Mapping[str, str]) -> str:
    if block.form is Form.HEADING:
        return f"{'#' * block.level} {inline(block.html)}".replace("  \n", " ")
    if block.form is Form.LIST:
        signs = [f"{place}." if block.ordered else "-" for place in range(1, len(block.items) + 1)]
        items = [inline(item).replace("\n", "\n    ") for item in block.items]
        return "\n".join(f"{sign} {item}" for sign, item in zip(signs, items, strict=True))
    if block.form is Form.QUOTE:
        return "\n".join(f"> {one}" for one in inline(block.html).split("\n"))
    if block.form is Form.TABLE:
        return _table(block)
    if block.form is Form.PICTURE:
        return _picture(block, pictures, links)
    return inline(block.html)


def _table(block: Block) -> str:
    head = block.head or ("",) * max((len(row) for row in block.rows), default=1)
    rule = ("---", *("---:" for _ in head[1:]))
    lines = ["| " + " | ".join(_escaped(line(cell)) for cell in row) + " |" for row in (head, *block.rows)]
    lines.insert(1, "| " + " | ".join(rule) + " |")
    title = [f"**{_escaped(line(block.caption))}**", ""] if block.caption.strip() else []
    return "\n".join([*title, *lines])


def _picture(block: Block, pictures: Mapping[str, Picture], links: Mapping[str, str]) -> str:
    if block.picture not in links:
        return ""
    picture = pictures[block.picture]
    shown = f"![{_escaped(line(picture.alt))}]({links[block.picture]})"
    under = _escaped(caption(picture))
    return f"{shown}\n\n*{under}*" if under else shown


def _escaped(text: str) -> str:
    def sign(match: re.Match[str]) -> str:
        found = match[0]
        return _ENTITIES.get(found) or {"&": "&amp;", "$": "&#36;"}.get(found) or f"\\{found}"

    return _SIGNS.sub(sign, text)


def _started(text: str) -> str:
    """A line whose first sign begins no list, heading or definition."""

    def first(match: re.Match[str]) -> str:
        if match[1]:
            return f"{match[1]}\\{match[2]}"
        return f"&#{ord(match[0])};" if match[0] in "=:" else f"\\{match[0]}"

    return _START.sub(first, text)


class _Reader(HTMLParser):
    """Inline HTML as pieces: ("text", words), ("open", sign), ("close", sign); the innermost of nested marks goes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, str]] = []
        self._inside: list[str] = []  # tags that are open
        self._href = ""
        self._code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.pieces.append(("text", " " if "a" in self._inside else "\n"))
            return
        self._inside.append(tag)
        if tag in _STAR and self._stars() == 1 and "a" not in self._inside:
            self.pieces.append(("open", _STAR[tag]))
        elif tag == "a" and self._inside.count("a") == 1:
            self._href = link(dict(attrs).get("href") or "")
            self.pieces.append(("text", "[" if self._href else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._inside:
            return
        if tag in _STAR and self._stars() == 1 and "a" not in self._inside:
            self.pieces.append(("close", _STAR[tag]))
        elif tag == "a" and self._inside.count("a") == 1 and self._href:
            self.pieces.append(("text", f"]({self._href})"))
        self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        words = _BLANKS.sub(" ", data)
        code = "code" in self._inside and words.strip() and not re.search(r"[`{}\\|<>&]", words)
        self.pieces.append(("text", f"`{words.strip()}`" if code else _escaped(words)))

    def _stars(self) -> int:
        return sum(tag in _STAR for tag in self._inside)


def _joined(pieces: list[tuple[str, str]]) -> str:
    """The pieces with those marks that CommonMark would take for marks where they stand; the others are left out."""
    text, at = "", 0
    while at < len(pieces):
        kind, words = pieces[at]
        if kind == "open":
            end = next((n for n in range(at, len(pieces)) if pieces[n][0] == "close"), len(pieces))
            inner = "".join(piece for _, piece in pieces[at + 1 : end])
            after = "".join(piece for kind, piece in pieces[end + 1 : end + 2] if kind == "text")
            text += _marked(text, inner, after, words)
            at = end + 1
            continue
        text += words if kind == "text" else ""
        at += 1
    return text


def _marked(before: str, inner: str, after: str, sign: str) -> str:
    words = inner.strip(" \n")
    if not words or "\n" in words:
        return inner
    left, right = inner[: len(inner) - len(inner.lstrip(" \n"))], inner[len(inner.rstrip(" \n")) :]
    previous, following = (before + left)[-1:], (right + after)[:1]
    opens = previous != "*" and (bool(_WORD.match(words)) or not _WORD.match(previous or " "))
    closes = bool(_WORD.match(words[-1])) or not _WORD.match(following or " ")
    # Between letters and digits Python-Markdown and CommonMark part ways.
    apart = not (_WORD.match(previous or " ") or _WORD.match(following or " "))
    return f"{left}{sign}{words}{sign}{right}" if opens and closes and apart else inner
