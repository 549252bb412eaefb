"""Fields into findings: what `check` and `check_text` do, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsgen.check import guards, pictures
from newsgen.check.context import Doubt
from newsgen.check.fields import COMMENT, Desk, finding
from newsgen.check.index import Index
from newsgen.model import Article, Facts, Finding, Manuscript, Printed, Spot

_TEXT_KEYS = frozenset({
    "title", "headline", "dek", "subtitle", "description", "summary", "excerpt", "seo_title", "meta_description", "alt",
    "caption", "social_x", "social_bluesky", "social_mastodon", "social_threads", "social_linkedin", "social_telegram",
    "social_telegram_caption", "push_title", "push_body", "newsletter", "preheader", "og_title", "og_description",
    "twitter_title", "twitter_description", "key_points",
})  # fmt: skip
_GROUPS = frozenset({"alts"})
_MACHINE = frozenset({"slug", "url", "json_ld", "canonical_url", "tags", "date", "status", "authors"})
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def check(article: Article, facts: Facts, *, strict: bool = True) -> tuple[Finding, ...]:
    """Findings about every field of the article, a BLOCK for all that the facts deny or do not carry.

    Without `strict` it is read as an editor's: spacing is a warning, and a coin may be named without a figure.
    """
    fields = list(_fields(article))
    found = _read([*fields, *pictures.texts(article)], facts, strict=strict)
    found += [finding(doubt, "BLOCK", where) for where, doubt in pictures.pictured(article, facts)]
    text = "\n".join(value for _, value in fields)
    found += _address(article.extra.get("slug", ""), facts)
    found += _whole(text, COMMENT.sub("", article.body_md), facts)
    return tuple(found)


def check_text(text: str, facts: Facts, *, whole: bool | None = None) -> tuple[Finding, ...]:
    """Findings about a stranger's text; `whole` (by default: it has front matter) asks for all an article needs."""
    front, body = _front_matter(COMMENT.sub("", text))
    fields = [*front, ("body_md", body)]
    found = _read(fields, facts, strict=False)
    if whole if whole is not None else bool(front):
        found += _whole(text, body, facts)
    return tuple(found)


def spots(manuscript: Manuscript, facts: Facts) -> tuple[Spot, ...]:
    """What `check_text` finds in an editor's words, at its place and with what would be right there.

    What it finds about the text as a whole (limits, source, window, repetition) has no place and is not here.
    """
    desk = _desk(fields := list(_words(manuscript)), facts, strict=False)
    return tuple(spot for where, text in fields for spot in desk.read(where, text))


def bind(manuscript: Manuscript, facts: Facts) -> tuple[Printed, ...]:
    """Every figure of an editor's words that a fact supports, at its place, with that fact."""
    desk = _desk(fields := list(_words(manuscript)), facts, strict=False)
    return tuple(printed for where, text in fields for printed in desk.bind(where, text))


def _words(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    points = {f"key_points.{number}": point for number, point in enumerate(manuscript.key_points)}
    fields = {"headline": manuscript.headline, "dek": manuscript.dek, **points, "body_md": manuscript.body_md}
    yield from ((where, text) for where, text in fields.items() if text)


def _fields(article: Article) -> Iterator[tuple[str, str]]:
    yield "headline", article.headline
    for number, headline in enumerate(article.headlines):
        yield f"headlines.{number}", headline
    yield "dek", article.dek
    for number, point in enumerate(article.key_points):
        yield f"key_points.{number}", point
    yield "body_md", article.body_md
    for number, chart in enumerate(article.charts):
        yield f"charts.{number}.title", chart.title
        yield f"charts.{number}.alt", chart.alt
        yield f"charts.{number}.caption", chart.caption
    for key, value in article.extra.items():
        if key not in _MACHINE:
            yield f"extra.{key}", value


def _front_matter(text: str) -> tuple[list[tuple[str, str]], str]:
    """The readable fields of a YAML head, and the text below it."""
    text = text.replace("\r\n", "\n")
    if not text.startswith("---\n"):
        return [], text
    head, mark, body = text[4:].partition("\n---")
    if not mark:
        return [], text
    fields, key = [], ""
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip().isidentifier():
            key = name.strip()
        else:
            value = line.strip().removeprefix("- ")
        value = value.strip().strip("'\"")
        if key in _TEXT_KEYS and value:
            fields.append((key, value))
    return fields or [("title", "")], body.lstrip("-").lstrip("\n")


def _address(slug: str, facts: Facts) -> Iterator[Finding]:
    """F1: a date in the page's address is the day's."""
    for found in _ISO.findall(slug):
        if found not in (facts.day.isoformat(), facts.window.end.date().isoformat()):
            yield finding(
                Doubt("F1", f"the address carries the date {found}", ("day.date",), f"The day is {facts.day}."),
                "BLOCK",
                "extra.slug",
            )


def _whole(text: str, body: str, facts: Facts) -> list[Finding]:
    found = [finding(doubt, severity, "body_md") for severity, doubt in guards.whole(text, facts, body)]
    return found + [finding(doubt, "WARN", "body_md") for doubt in guards.repeated(body)]


def _desk(fields: Sequence[tuple[str, str]], facts: Facts, *, strict: bool) -> Desk:
    return Desk(facts, Index(facts), strict, guards.is_dirty("\n".join(text for _, text in fields)))


def _read(fields: Sequence[tuple[str, str]], facts: Facts, *, strict: bool) -> list[Finding]:
    desk = _desk(fields, facts, strict=strict)
    found = [spot.finding for where, text in fields if text for spot in desk.read(where, text, again=False)]
    if strict:
        for coin, place in desk.named.items():
            if coin not in desk.told and coin not in _GROUPS:
                found.append(finding(Doubt("N1", f"{coin} is named and no figure is told of it"), "BLOCK", place))
    return found
