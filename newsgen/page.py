"""article.html: a page that stands alone, in which every figure leads to its proof without a script.

The Markdown is turned to HTML, sanitised, and only then given our own links: nothing in the text can pose as a proof.
A figure is a quiet link to a `<details>` of its fact; the page's style lifts the chosen one to the foot of the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

import msgspec
import nh3
from markdown import Markdown

from newsgen.archive import printed_proofs, rounding
from newsgen.catalogue import CATALOGUE
from newsgen.house.pages import render_page
from newsgen.model import Article, Fact, Facts, Finding, Headline, Origin, Printed, Unit, Window

TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "em", "strong", "b", "i", "a", "code",
    "pre", "br", "hr", "table", "caption", "thead", "tbody", "tr", "th", "td", "time", "abbr", "sup", "sub",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "th": {"scope"}, "time": {"datetime"}, "abbr": {"title"}}
# Private-use characters stand for our links while the text is turned to HTML: the writer strips them from all input.
OPEN, SPLIT, CLOSE, ZERO = "\ue100", "\ue101", "\ue102", 0xE110
_MARK = re.compile(f"{OPEN}([{chr(ZERO)}-{chr(ZERO + 9)}]+){SPLIT}(.*?){CLOSE}", re.DOTALL)
_ID = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_PLACES = {"dek": "the opening line", "headline": "the headline", "body_md": "the text"}
Link = tuple[int, Printed, Fact]


@dataclass(frozen=True, slots=True)
class Proof:
    """A fact as the page shows it: what was printed, what it says, and how to look again."""

    key: str
    printed: tuple[str, ...]
    sentence: str
    exact: str
    rounding: tuple[str, ...]
    working: str
    window: str
    sources: tuple[str, ...]
    places: tuple[tuple[str, str], ...]  # id of the figure's link, name of the place


@dataclass(frozen=True, slots=True)
class Page:
    """All that `templates/page/article.html` may use."""

    title: str = field(metadata={"help": "Title for the browser's tab"})
    description: str = field(metadata={"help": "Description for search engines"})
    language: str = field(metadata={"help": "Language of the text"})
    section: str = field(metadata={"help": "Section of the site"})
    headline: str = field(metadata={"help": "The headline, plain"})
    dek: str = field(metadata={"help": "Safe HTML of the opening line"})
    key_points: tuple[str, ...] = field(metadata={"help": "Safe HTML of each key point"})
    body: str = field(metadata={"help": "Safe HTML of the text"})
    byline: str = field(metadata={"help": "Who answers for it"})
    newsroom: str = field(metadata={"help": "Who publishes it"})
    as_of: str = field(metadata={"help": "Time of the data in words"})
    as_of_iso: str = field(metadata={"help": "The same for machines"})
    window: str = field(metadata={"help": "The hours told, in words"})
    proofs: tuple[Proof, ...] = field(metadata={"help": "One per printed fact, in the order of the text"})
    sources: tuple[str, ...] = field(metadata={"help": "Names of the sources"})
    disclosure: str = field(metadata={"help": "One line on how the text was made"})
    method: str = field(metadata={"help": "Method and limits"})
    interests: str = field(metadata={"help": "Interests of the newsroom, or nothing"})
    disclaimer: str = field(metadata={"help": "What the text is not"})
    watermark: str = field(metadata={"help": "What a reconstruction says of itself, or nothing"})
    status: str = field(metadata={"help": "draft, held or blocked"})
    findings: tuple[Finding, ...] = field(metadata={"help": "What the guards saw"})
    slots: tuple[str, ...] = field(metadata={"help": "What an editor is asked to add"})
    bench: tuple[Headline, ...] = field(metadata={"help": "The headline and its alternatives, for the desk"})
    json_ld: str = field(metadata={"help": "Safe JSON for search engines"})


def body_html(article: Article) -> str:
    """The text as clean HTML without our links, for a desk's own system."""
    return _html(article.body_md)


def article_html(
    article: Article,
    facts: Facts,
    pack: Mapping[str, Any],
    findings: Sequence[Finding],
    status: str,
    folders: Sequence[Path],
) -> bytes:
    """The whole page; `pack` gives the delivered fields (see `newsgen.pack`)."""
    links = [(number, *pair) for number, pair in enumerate(_linked(article, facts), 1)]
    proofs = tuple(_proofs(links))
    page = Page(
        title=pack["seo_title"],
        description=pack["meta_description"],
        language=article.language,
        section=pack["section"],
        headline=article.headline,
        dek=_inline(article.dek, _at(links, "dek")),
        key_points=tuple(_inline(text, _at(links, f"key_points.{n}")) for n, text in enumerate(article.key_points)),
        body=_link(_html(_marked(article.body_md, _at(links, "body_md"))), links),
        byline=pack["authors"][0],
        newsroom=pack["json_ld"]["publisher"]["name"],
        as_of=_moment(article.as_of),
        as_of_iso=_iso(article.as_of),
        window=_span(article.window),
        proofs=proofs,
        sources=tuple(dict.fromkeys(_named(origin) for *_, fact in links for origin in fact.origins)),
        watermark=pack["watermark"],
        disclosure=pack["disclosure"].removeprefix(pack["watermark"]).strip(),
        method=pack["method_note"],
        interests=pack["interests"],
        disclaimer=pack["disclaimer"],
        status=status,
        findings=tuple(findings),
        slots=article.slots,
        bench=article.bench,
        json_ld=msgspec.json.encode(pack["json_ld"]).decode().replace("<", "\\u003c"),
    )
    return render_page("article.html", folders, page=page).encode()


def _linked(article: Article, facts: Facts) -> Iterator[tuple[Printed, Fact]]:
    """The figures that get a link, in reading order: words carry none, and no link stands in another."""
    order = {"dek": (0, 0), "body_md": (2, 0)} | {f"key_points.{n}": (1, n) for n in range(len(article.key_points))}
    shown = [pair for pair in printed_proofs(article, facts) if pair[0].where in order and pair[0].qualifier != "word"]
    last: tuple[tuple[int, int], int] | None = None
    for printed, fact in sorted(shown, key=lambda pair: (order[pair[0].where], pair[0].start, -pair[0].end)):
        if last is None or (order[printed.where], printed.start) >= last:
            last = (order[printed.where], printed.end)
            yield printed, fact


def _at(links: Iterable[Link], where: str) -> list[Link]:
    return [link for link in links if link[1].where == where]


def _marked(text: str, links: Sequence[Link]) -> str:
    """The text with our marks around its figures."""
    pieces, last = [], 0
    for number, printed, _ in links:
        digits = "".join(chr(ZERO + int(digit)) for digit in str(number))
        pieces += [text[last : printed.start], OPEN, digits, SPLIT, text[printed.start : printed.end], CLOSE]
        last = printed.end
    return "".join([*pieces, text[last:]])


def _inline(text: str, links: Sequence[Link]) -> str:
    return _link(escape(_marked(text, links), quote=False), links)


def _html(markdown: str) -> str:
    """Sanitised HTML whose highest heading is of the second level: the first is the page's headline."""
    html = nh3.clean(Markdown(extensions=["tables", "sane_lists"]).convert(markdown), tags=TAGS, attributes=ATTRIBUTES)
    levels = [int(level) for _, level in _HEADING.findall(html)]
    shift = 2 - min(levels, default=2)
    return _HEADING.sub(lambda match: f"{match[1]}{min(6, int(match[2]) + shift)}", html)


def _link(html: str, links: Sequence[Link]) -> str:
    """Our marks turned to links; a date is a time element besides."""
    facts = {number: fact for number, _, fact in links}

    def anchor(match: re.Match[str]) -> str:
        number = int("".join(str(ord(digit) - ZERO) for digit in match[1]))
        fact, text = facts[number], match[2]
        if fact.unit in (Unit.DATE, Unit.TIME):
            text = f'<time datetime="{_iso(fact.value)}">{text}</time>'
        return f'<a class="fig" id="fig-{number}" href="#proof-{_key(fact)}">{text}</a>'

    return _MARK.sub(anchor, html)


def _key(fact: Fact) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fact.id.lower())


def _proofs(links: Sequence[Link]) -> Iterator[Proof]:
    by_fact: dict[str, list[Link]] = {}
    for link in links:
        by_fact.setdefault(link[2].id, []).append(link)
    for group in by_fact.values():
        fact, printed = group[0][2], [link[1] for link in group]
        yield Proof(
            key=_key(fact),
            printed=tuple(dict.fromkeys(item.text for item in printed)),
            sentence=_sentence(fact),
            exact=exact(fact),
            rounding=tuple(dict.fromkeys(rounding(item, fact) for item in printed)),
            working=fact.working,
            window=_span(fact.window),
            sources=tuple(dict.fromkeys(_source(origin) for origin in fact.origins)),
            places=tuple((f"fig-{number}", _place(item.where)) for number, item, _ in group),
        )


def _sentence(fact: Fact) -> str:
    """The catalogue's sentence, in which another fact is called by what it is instead of by its id."""
    declared = CATALOGUE.get(fact.id)
    said = _ID.sub(_called, declared.sentence) if declared else fact.id
    return said[:1].upper() + said[1:]


def _called(match: re.Match[str]) -> str:
    declared = CATALOGUE.get(match[0])
    if declared is None:
        return match[0]
    name = declared.sentence.partition(",")[0]
    return name[0].lower() + name[1:]


def _source(origin: Origin) -> str:
    rows = f" ({origin.rows:,} {'row' if origin.rows == 1 else 'rows'})" if origin.rows else ""
    fetched = f", fetched {_moment(origin.fetched_at)}" if origin.fetched_at else ""
    return _named(origin) + rows + fetched


def _named(origin: Origin) -> str:
    return f"{origin.source}: {origin.file}" if origin.file else origin.source


def _place(where: str) -> str:
    return _PLACES.get(where) or f"key point {int(where.rpartition('.')[2]) + 1}"


def exact(fact: Fact) -> str:
    """The unrounded value with its unit, as a person would write it."""
    value = fact.value
    if isinstance(value, date):
        return _moment(value) if isinstance(value, datetime) else f"{value.day} {value:%B %Y}"
    if isinstance(value, str):
        return {"*": "all"}.get(value, value)
    figure = f"{Decimal(repr(value)).normalize():,f}"
    if fact.unit in (Unit.USD, Unit.PRICE):
        return f"-${figure[1:]}" if figure.startswith("-") else f"${figure}"
    return figure + {Unit.PERCENT: "%", Unit.RATE: "%", Unit.POINTS: " percentage points"}.get(fact.unit, "")


def _span(window: Window) -> str:
    hours = (window.end - window.start).total_seconds() / 3600
    length = f"{hours:g} hours" if hours <= 48 else f"{hours / 24:,.0f} days"
    return f"{length} to {_moment(window.end)}"


def _moment(time: datetime) -> str:
    return f"{time:%H:%M} UTC, {time.day} {time:%B %Y}"


def _iso(value: Any) -> str:
    return str(value.isoformat()).replace("+00:00", "Z")
