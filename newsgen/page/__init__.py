"""article.html: a page that stands alone, in which every figure leads to its proof without a script.

A figure is a quiet link to its place in a `<details>` of its fact; the page's style lifts the chosen one beside the
text, or to the foot of a small screen, and its "Close" leads back to the very figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from newsgen.house.pages import render_page
from newsgen.model import Article, Facts, Finding, Headline, Unit
from newsgen.page.pictures import Part, parts_of, pictures_of, shown
from newsgen.page.proof import Link, Proof, Source, iso, links_of, moment, names_of, proofs_of, span, web_address
from newsgen.page.text import Place, framed, linked, marked, safe_html

__all__ = ["Page", "Proof", "article_html", "body_html"]


@dataclass(frozen=True, slots=True)
class Page:
    """All that `templates/page/article.html` may use."""

    title: str = field(metadata={"help": "Title for the browser's tab"})
    description: str = field(metadata={"help": "Description for search engines"})
    language: str = field(metadata={"help": "Language of the text"})
    section: str = field(metadata={"help": "Section of the site"})
    tags: tuple[str, ...] = field(metadata={"help": "Tags from the newsroom's vocabulary"})
    canonical: str = field(metadata={"help": "Where the article is published, or nothing"})
    og: Mapping[str, str] = field(metadata={"help": "title and description for shared links"})
    image: Mapping[str, Any] = field(metadata={"help": "file, alt, width and height of the feature image"})
    headline: str = field(metadata={"help": "Safe HTML of the headline"})
    dek: str = field(metadata={"help": "Safe HTML of the opening line"})
    key_points: tuple[str, ...] = field(metadata={"help": "Safe HTML of each key point"})
    parts: tuple[Part, ...] = field(metadata={"help": "Safe HTML of the text, in parts with the pictures after each"})
    byline: str = field(metadata={"help": "Who answers for it"})
    byline_url: str = field(metadata={"help": "A page about them, or nothing"})
    reviewer: str = field(metadata={"help": "Who approved it, or nothing"})
    reviewed: str = field(metadata={"help": "When, in words"})
    newsroom: str = field(metadata={"help": "Who publishes it"})
    as_of: str = field(metadata={"help": "Time of the data in words"})
    as_of_iso: str = field(metadata={"help": "The same for machines"})
    window: str = field(metadata={"help": "The hours told, in words"})
    proofs: tuple[Proof, ...] = field(metadata={"help": "One per printed fact, in the order of the text"})
    sources: tuple[Source, ...] = field(metadata={"help": "Names and addresses of the sources"})
    corrections: tuple[tuple[str, str], ...] = field(metadata={"help": "Kind and time, and text, of each correction"})
    disclosure: str = field(metadata={"help": "One line on how the text was made"})
    method: str = field(metadata={"help": "Method and limits"})
    interests: str = field(metadata={"help": "Interests of the newsroom, or nothing"})
    disclaimer: str = field(metadata={"help": "What the text is not"})
    watermark: str = field(metadata={"help": "What a reconstruction says of itself, or nothing"})
    for_readers: bool = field(metadata={"help": "Whether readers see it: then nothing of the desk is on it"})
    status: str = field(metadata={"help": "draft, held or blocked"})
    findings: tuple[Finding, ...] = field(metadata={"help": "What the guards saw"})
    slots: tuple[str, ...] = field(metadata={"help": "What an editor is asked to add"})
    bench: tuple[Headline, ...] = field(metadata={"help": "The headline and its alternatives, for the desk"})
    style: str = field(metadata={"help": "The colours of the charts as CSS"})
    json_ld: str = field(metadata={"help": "Safe JSON for search engines"})


def body_html(article: Article) -> str:
    """The text as clean HTML without our links, for a desk's own system."""
    return safe_html(article.body_md)


def article_html(
    article: Article,
    facts: Facts,
    pack: Mapping[str, Any],
    findings: Sequence[Finding],
    status: str,
    folders: Sequence[Path],
    *,
    pictures: Mapping[str, str] = MappingProxyType({}),
    style: str = "",
    for_readers: bool = False,
) -> bytes:
    """The whole page; `pack` gives the delivered fields (see `newsgen.pack`).

    `pictures` holds the inline SVG of each chart by its file, drawn by newsgen, and by file + "-narrow" that for
    phones; `style` is the CSS of their colours.
    What is meant `for_readers` has no findings, slots or bench on it, and search engines may keep it.
    """
    links = links_of(article, facts, shown(article, pictures))
    page = Page(
        **_delivered(pack),
        language=article.language,
        headline=_inline(article.headline, links, "headline"),
        dek=_inline(article.dek, links, "dek"),
        key_points=tuple(_inline(text, links, f"key_points.{n}") for n, text in enumerate(article.key_points)),
        parts=_parts(article, links, pictures),
        as_of=moment(article.as_of),
        as_of_iso=iso(article.as_of),
        window=span(article.window),
        proofs=tuple(proofs_of(links)),
        sources=names_of(link.fact for link in links),
        for_readers=for_readers,
        status=status,
        findings=tuple(findings),
        slots=article.slots,
        bench=article.bench,
        style=style,
    )
    return render_page("article.html", folders, page=page).encode()


def _delivered(pack: Mapping[str, Any]) -> dict[str, Any]:
    """What the page takes from the delivered fields."""
    reviewed = pack["reviewed"]
    return {
        "title": pack["seo_title"],
        "description": pack["meta_description"],
        "section": pack["section"],
        "tags": tuple(pack["tags"]),
        "canonical": web_address(pack["canonical_url"] or ""),
        "og": pack["og"],
        "image": pack["feature_image"],
        "byline": pack["authors"][0],
        "byline_url": web_address(pack["author_url"]),
        "reviewer": reviewed["by"] if reviewed else "",
        "reviewed": moment(reviewed["when"]) if reviewed else "",
        "newsroom": pack["json_ld"]["publisher"]["name"],
        "corrections": tuple(
            (f"{note['kind']}, {moment(note['when'])}", note["text"]) for note in pack["correction_notes"]
        ),
        "disclosure": pack["disclosure"].removeprefix(pack["watermark"]).strip(),
        "method": pack["method_note"],
        "interests": pack["interests"],
        "disclaimer": pack["disclaimer"],
        "watermark": pack["watermark"],
        # Inside a script element only "<" could end it.
        "json_ld": msgspec.json.encode(pack["json_ld"]).decode().replace("<", "\\u003c"),
    }


def _corrected(note: Mapping[str, Any]) -> tuple[str, str]:
    """As the agencies head it: "Correction, 14:05 UTC, 22 November 2026", and the text."""
    return f"{note['kind']}, {moment(note['when'])}", note["text"]


def _parts(article: Article, links: Sequence[Link], drawn: Mapping[str, str]) -> tuple[Part, ...]:
    """The text with its links, cut where its pictures follow."""
    html = safe_html(marked(article.body_md, _places(links, "body_md")), breaks=True)
    pictures = pictures_of(article, drawn, lambda text, where: _inline(text, links, where))
    return tuple(
        Part(framed(linked(part.html, _anchor(links))), part.pictures) for part in parts_of(html, pictures, links)
    )


def _inline(text: str, links: Sequence[Link], where: str) -> str:
    return linked(escape(marked(text, _places(links, where)), quote=False), _anchor(links))


def _places(links: Sequence[Link], where: str) -> list[Place]:
    return [(link.number, link.printed.start, link.printed.end) for link in links if link.printed.where == where]


def _anchor(links: Sequence[Link]) -> Callable[[int, str], str]:
    """Writes the link of a figure, to its own place in its proof; a date is a time element besides."""
    facts = {link.number: link.fact for link in links}

    def anchor(number: int, html: str) -> str:
        fact = facts[number]
        if fact.unit in (Unit.DATE, Unit.TIME):
            html = f'<time datetime="{iso(fact.value)}">{html}</time>'
        return f'<a class="fig" id="fig-{number}" href="#proof-{number}" aria-describedby="leads">{html}</a>'

    return anchor
