"""Fields into findings: what `check` and `check_text` do, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsgen.check import guards, quotes
from newsgen.check.context import Doubt, View
from newsgen.check.figures import QUOTED, Figure, shape
from newsgen.check.index import Index
from newsgen.check.judge import judge
from newsgen.check.reader import read
from newsgen.check.reading import Reading, Topic
from newsgen.model import Article, Facts, Finding, Severity

_ENDS = re.compile(r"[.!?]+[”\"’)]*(?<!U\.S\.)(?<!a\.m\.)(?<!p\.m\.)(?<!vs\.)\s+|\s*\n\s*")
_MARKUP = re.compile(r"^#{1,6}\s+|^[-*+]\s+|^>\s?|^\d+\.\s+|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|\[([^\]]*)\]\([^)]*\)|<[^>]+>", re.M)
_HEADING = re.compile(r"^#{1,6}\s+", re.M)
HEADING = "\ue07e"
_TEXT_KEYS = frozenset({"title", "headline", "dek", "subtitle", "description", "summary", "excerpt", "seo_title", "meta_description", "alt", "caption", "social_x",
                        "social_telegram", "push_title", "push_body", "newsletter", "og_title", "og_description", "twitter_title", "twitter_description", "key_points"})  # fmt: skip
_MACHINE = frozenset({"slug", "url", "json_ld", "canonical_url", "tags", "date", "status", "authors"})
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def check(article: Article, facts: Facts) -> tuple[Finding, ...]:
    """Findings about every field of the article, a BLOCK for all that the facts deny or do not carry."""
    fields = list(_fields(article))
    found = list(_read(fields, facts))
    text = "\n".join(value for _, value in fields)
    found += _address(article.extra.get("slug", ""), facts)
    found += _whole(text, article.body_md, facts)
    return tuple(found)


def check_text(text: str, facts: Facts, *, whole: bool | None = None) -> tuple[Finding, ...]:
    """Findings about a stranger's text; `whole` (by default: it has front matter) asks for what an article must carry."""
    front, body = _front_matter(text)
    fields = [*front, ("body_md", body)]
    found = list(_read(fields, facts))
    if whole if whole is not None else bool(front):
        found += _whole(text, body, facts)
    return tuple(found)


def _fields(article: Article) -> Iterator[tuple[str, str]]:
    yield "headline", article.headline
    for number, headline in enumerate(article.headlines):
        yield f"headlines.{number}", headline
    yield "dek", article.dek
    for number, point in enumerate(article.key_points):
        yield f"key_points.{number}", point
    yield "body_md", article.body_md
    for number, chart in enumerate(article.charts):
        yield f"charts.{number}.alt", chart.alt
        yield f"charts.{number}.caption", chart.caption
    for key, value in article.extra.items():
        if key not in _MACHINE:
            yield f"extra.{key}", value


def _front_matter(text: str) -> tuple[list[tuple[str, str]], str]:
    """The readable fields of a YAML head, and the text below it."""
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
            yield _finding(Doubt("F1", f"the address carries the date {found}", ("day.date",), f"The day is {facts.day}."), "BLOCK", "extra.slug")


def _whole(text: str, body: str, facts: Facts) -> list[Finding]:
    found = [_finding(doubt, severity, "body_md") for severity, doubt in guards.whole(text, facts, body)]
    return found + [_finding(doubt, "WARN", "body_md") for doubt in guards.repeated(body)]


def _read(fields: Iterable[tuple[str, str]], facts: Facts) -> Iterator[Finding]:
    index = Index(facts)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    lead: tuple[str, ...] = ()
    lead_words: frozenset[str] = frozenset()
    for where, raw in fields:
        if not raw:
            continue
        raw = _HEADING.sub(HEADING, raw) if "#" in raw else raw
        text = _MARKUP.sub(_plain, raw) if any(sign in raw for sign in "#*_`[<>-") else raw
        yield from (_finding(doubt, "BLOCK", where) for doubt in guards.residues(text))
        if facts.quotes or "“" in text or '"' in text:
            yield from (_finding(doubt, "BLOCK", where) for doubt in quotes.doubts(text, facts))
        topics = Topics(lead, lead_words)
        yield from _sentences(where, quotes.masked(text, facts), index, seen, topics)
        if not lead and not lead_words:
            lead, lead_words = topics.coins, topics.words


def _plain(match: re.Match[str]) -> str:
    return match.group(1) or ""


@dataclass(slots=True)
class Topics:
    """What the sentences before spoke of; a field begins with what the first field spoke of."""

    coins: tuple[str, ...]
    words: frozenset[str]
    sides: tuple[str, ...] = ()


def _sentences(where: str, text: str, index: Index, seen: set[tuple[str, tuple[str, ...]]], topics: Topics) -> Iterator[Finding]:
    shaped, figures = shape(text)
    place = 0
    for part in _ENDS.split(shaped):
        heading = part.startswith(HEADING)
        part = part.removeprefix(HEADING)
        if not part:
            continue
        reading = read(part)
        mine = figures[place : place + reading.marks]
        place += reading.marks
        key = (part, tuple(figure.text for figure in mine))
        if key not in seen:
            seen.add(key)
            topic = Topic(topics.coins, topics.words, topics.sides, heading, index.tracked)
            view = View(index, reading, mine, topic)
            yield from _judged(view, where, part, mine)
        if not heading:
            topics.coins, topics.words, topics.sides = reading.coins or topics.coins, _topic(reading), reading.sides


def _topic(reading: Reading) -> frozenset[str]:
    return reading.words | {"index"} if reading.indices else reading.words


def _judged(view: View, where: str, part: str, figures: list[Figure]) -> Iterator[Finding]:
    doubts = [("BLOCK", doubt) for doubt in judge(view)]
    doubts += guards.tone(view)
    doubts += [("BLOCK", doubt) for doubt in guards.sources(view)]
    if doubts:
        sentence = _again(part, figures)
        for severity, doubt in doubts:
            yield _finding(doubt, severity, f"{where}: {sentence}")


def _again(part: str, figures: list[Figure]) -> str:
    """The sentence as it was, for the finding."""
    words, number = [], 0
    for letter in part:
        if "\ue000" <= letter < "\ue080":
            if letter == QUOTED:
                words.append("[as on file]")
                continue
            words.append(figures[number].text)
            number += 1
        else:
            words.append(letter)
    return "".join(words)


def _finding(doubt: Doubt, severity: str, where: str) -> Finding:
    return Finding(doubt.guard, Severity(severity), doubt.message, where, doubt.facts, doubt.hint)
