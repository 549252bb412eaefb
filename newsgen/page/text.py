"""An article's Markdown as safe HTML, with our marks where its figures stand.

The text is turned to HTML, sanitised, and only then given our own links: nothing in it can pose as a proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor

TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "em", "strong", "b", "i", "a", "code",
    "pre", "br", "hr", "table", "caption", "thead", "tbody", "tr", "th", "td", "time", "abbr", "sup", "sub",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "th": {"scope"}, "time": {"datetime"}, "abbr": {"title"}, "ol": {"start"}}
CLASSES = {"th": {"num"}, "td": {"num"}}
# Private-use characters stand for our links while the text is turned to HTML; any in the text itself are taken out.
OPEN, SPLIT, CLOSE, BREAK, ZERO = "\ue100", "\ue101", "\ue102", "\ue103", 0xE110
_OURS = dict.fromkeys(range(0xE100, 0xE120), "\ufffd")
_MARK = re.compile(f"{OPEN}([{chr(ZERO)}-{chr(ZERO + 9)}]+){SPLIT}(.*?){CLOSE}", re.DOTALL)
_TAG = re.compile(r"<a[ >].*?</a>|<[^<>]*>", re.DOTALL)  # no link stands in another, and none in a tag
_TABLE, _WORDS = re.compile("<table>.*?</table>", re.DOTALL), re.compile("<caption>(.*?)</caption>", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_NOWHERE = re.compile(r'<a(?: (?:rel|title)="[^"]*")*>(.*?)</a>', re.DOTALL)
_CAPTION = re.compile(r"\s*Table:\s+")
Place = tuple[int, int, int]  # number of a link, first and last offset in the text


def marked(text: str, places: Iterable[Place]) -> str:
    """The text with marks around its figures, which follow each other in `places`."""
    clean = text.translate(_OURS)
    pieces, last = [], 0
    for number, start, end in places:
        digits = "".join(chr(ZERO + int(digit)) for digit in str(number))
        pieces += [clean[last:start], OPEN, digits, SPLIT, clean[start:end], CLOSE]
        last = end
    return "".join([*pieces, clean[last:]])


def linked(html: str, anchor: Callable[[int, str], str]) -> str:
    """The marks turned to what `anchor` makes of a link's number and its HTML; a mark that cannot hold one goes."""

    def link(match: re.Match[str]) -> str:
        number = int("".join(str(ord(digit) - ZERO) for digit in match[1]))
        return match[2] if "<" in match[2] else anchor(number, match[2])

    return _MARK.sub(link, _TAG.sub(lambda match: _MARK.sub(r"\2", match[0]), html))


def numbers(html: str) -> tuple[int, ...]:
    """The numbers of the marks that stand in a piece of HTML."""
    return tuple(int("".join(str(ord(digit) - ZERO) for digit in match[1])) for match in _MARK.finditer(html))


def safe_html(markdown: str, *, breaks: bool = False) -> str:
    """Sanitised HTML whose highest heading is of the second level: the first is the page's headline.

    A table has scopes and, from a paragraph "Table: words" beside it, its caption.  With `breaks`, BREAK stands after
    each paragraph of the text itself, where a picture can follow.
    """
    writer = Markdown(extensions=[TableExtension(use_align_attribute=True), "sane_lists"])
    writer.treeprocessors.register(_Shape(writer, breaks), "shape", 5)
    html = nh3.clean(
        writer.convert(markdown),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
    )
    html = _NOWHERE.sub(r"\1", html)
    levels = [int(level) for _, level in _HEADING.findall(html)]
    shift = 2 - min(levels, default=2)
    html = _HEADING.sub(lambda match: f"{match[1]}{min(6, int(match[2]) + shift)}", html)
    return html.replace(f"<p>{BREAK}</p>", BREAK)


def framed(html: str) -> str:
    """Each table in a frame of its own that scrolls where a screen is narrower, by keyboard as well."""

    def frame(match: re.Match[str]) -> str:
        words = re.sub("<[^<>]*>", "", (_WORDS.search(match[0]) or ["", ""])[1]).replace('"', "&quot;")
        return f'<div class="wide" role="region" tabindex="0" aria-label="{words or "Table"}">{match[0]}</div>'

    return _TABLE.sub(frame, html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """A link of the text leads out of the page, never to a proof."""
    return None if (tag, name) == ("a", "href") and value.strip().startswith("#") else value


class _Shape(Treeprocessor):
    """Captions and scopes of tables, and the places between paragraphs."""

    def __init__(self, writer: Markdown, breaks: bool) -> None:
        super().__init__(writer)
        self.breaks = breaks

    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            for cell in (*table.iter("th"), *table.iter("td")):
                if cell.tag == "th":
                    cell.set("scope", "col")
                if cell.attrib.pop("align", "") == "right":
                    cell.set("class", "num")
        for table, words in [(table, words) for table in root if (words := _caption(root, table)) is not None]:
            root.remove(words)
            words.tag, words.text = "caption", _CAPTION.sub("", words.text or "", count=1)
            table.insert(0, words)
        for place, block in reversed(list(enumerate(root, 1))):
            if self.breaks and block.tag == "p":
                mark = Element("p")
                mark.text = BREAK
                root.insert(place, mark)


def _caption(root: Element, table: Element) -> Element | None:
    """The paragraph beside a table that is its caption."""
    blocks = list(root)
    place = blocks.index(table)
    beside = blocks[place + 1 : place + 2] + blocks[max(0, place - 1) : place]
    if table.tag != "table":
        return None
    return next((block for block in beside if block.tag == "p" and _CAPTION.match(block.text or "")), None)
