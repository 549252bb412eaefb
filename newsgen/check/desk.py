"""Fields into findings: what `check` and `check_text` do, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsgen.check import guards, quotes
from newsgen.check.context import MAJORS, Doubt, View
from newsgen.check.figures import ON_FILE, Figure, shape
from newsgen.check.index import Index
from newsgen.check.judge import judge
from newsgen.check.reader import read
from newsgen.check.reading import Topic
from newsgen.check.values import says
from newsgen.model import Article, Facts, Finding, Severity

# A sentence ends at a mark and a space, or at a line; not after the abbreviations that carry a full stop.
_ENDS = re.compile(
    r"[.!?\n](?:(?<=\n)\s*|[.!?]*[”\"’)*_]*(?<!U\.S\.)(?<!a\.m\.)(?<!p\.m\.)(?<!vs\.)"
    r"(?<!Jan\.)(?<!Feb\.)(?<!Aug\.)(?<!Sept\.)(?<!Oct\.)(?<!Nov\.)(?<!Dec\.)\s+)"
)
_MARKUP = re.compile(
    r"^#{1,6}\s+|^[-*+]\s+|^>\s?|^\d+\.\s+|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|\[([^\]]*)\]\([^)]*\)|<[^>]+>"
)
_SIGNS = re.compile(r"[#*_`\[<>]|^\d+\.\s", re.M)
_TEXT_KEYS = frozenset({
    "title", "headline", "dek", "subtitle", "description", "summary", "excerpt", "seo_title", "meta_description", "alt",
    "caption", "social_x", "social_bluesky", "social_mastodon", "social_threads", "social_linkedin", "social_telegram",
    "social_telegram_caption", "push_title", "push_body", "newsletter", "preheader", "og_title", "og_description",
    "twitter_title", "twitter_description", "key_points",
})  # fmt: skip
_INDEX = frozenset({"index"})
_POINT = "• "
_GROUPS = frozenset({"alts"})
_MACHINE = frozenset({"slug", "url", "json_ld", "canonical_url", "tags", "date", "status", "authors"})
_COMMENT = re.compile(r"<!--.*?-->", re.S)  # a note to the editor, which no reader sees
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def check(article: Article, facts: Facts) -> tuple[Finding, ...]:
    """Findings about every field of the article, a BLOCK for all that the facts deny or do not carry."""
    fields = list(_fields(article))
    found = _read(fields, facts, strict=True)
    text = "\n".join(value for _, value in fields)
    found += _address(article.extra.get("slug", ""), facts)
    found += _whole(text, article.body_md, facts)
    return tuple(found)


def check_text(text: str, facts: Facts, *, whole: bool | None = None) -> tuple[Finding, ...]:
    """Findings about a stranger's text; `whole` (by default: it has front matter) asks for all an article needs."""
    front, body = _front_matter(_COMMENT.sub("", text))
    fields = [*front, ("body_md", body)]
    found = _read(fields, facts, strict=False)
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
            yield _finding(
                Doubt("F1", f"the address carries the date {found}", ("day.date",), f"The day is {facts.day}."),
                "BLOCK",
                "extra.slug",
            )


def _whole(text: str, body: str, facts: Facts) -> list[Finding]:
    found = [_finding(doubt, severity, "body_md") for severity, doubt in guards.whole(text, facts, body)]
    return found + [_finding(doubt, "WARN", "body_md") for doubt in guards.repeated(body)]


def _read(fields: Sequence[tuple[str, str]], facts: Facts, *, strict: bool) -> list[Finding]:
    desk = _Desk(facts, Index(facts), strict, guards.is_dirty("\n".join(text for _, text in fields)))
    found = [finding for where, text in fields if text for finding in desk.read(where, text)]
    if strict:
        for coin, place in desk.named.items():
            if coin not in desk.told and coin not in _GROUPS:
                found.append(_finding(Doubt("N1", f"{coin} is named and no figure is told of it"), "BLOCK", place))
    return found


@dataclass(slots=True)
class _Desk:
    """One day's facts at hand while the fields of a text are read."""

    facts: Facts
    index: Index
    strict: bool  # an article of our own: its spacing is held against it too
    dirty: bool  # whether anything in the text looks like a residue
    seen: dict[str, Topic] = field(default_factory=dict)  # sentences judged, with what they speak of
    lead: Topic | None = None  # what the first field speaks of
    told: set[str] = field(default_factory=set)  # coins that figures were bound to
    named: dict[str, str] = field(default_factory=dict)  # coins by the first place that names them

    def read(self, where: str, raw: str) -> Iterator[Finding]:
        """Findings about one field."""
        facts = self.facts
        if self.dirty:
            for severity, doubt in guards.residues(raw, strict=self.strict):
                yield _finding(doubt, severity, where)
        if facts.quotes or facts.events or "“" in raw or '"' in raw:
            yield from (_finding(doubt, "BLOCK", where) for doubt in quotes.doubts(raw, facts))
        text = quotes.masked(raw, facts) if facts.quotes or facts.events or "ahead.what" in facts.known else raw
        topic = first = self.lead or Topic(tracked=self.index.tracked)
        marked = bool(_SIGNS.search(text))
        for part in _ENDS.split(text.rstrip(". \n")):
            if part.startswith(_POINT):
                topic = first  # a point of a post is read by itself, as a key point is
            known = self.seen.get(part)
            if known is None:
                bare = _MARKUP.sub(_text_of_link, part) if marked and _SIGNS.search(part) else part
                known, found = self._judge(part, bare, topic, where)
                self.seen[part] = known
                yield from found
            if not known.heading:
                topic = known if known.coins else Topic(topic.coins, known.words, known.sides, False, known.tracked)
        if self.lead is None:
            self.lead = topic

    def _judge(self, part: str, bare: str, topic: Topic, where: str) -> tuple[Topic, list[Finding]]:
        heading = part.startswith("#")
        shaped, figures = shape(bare)
        reading = read(shaped)
        if reading.segments:
            view = View(self.index, reading, figures, topic._replace(heading=True) if heading else topic)
            doubts = [("BLOCK", doubt) for doubt in judge(view)]
            self.told.update(_told(view))
            if reading.toned:
                doubts += guards.tone(view)
        else:
            doubts = []
        for coin in reading.coins:
            if coin not in self.named:
                self.named[coin] = f"{where}: {bare}"
        words = reading.words | _INDEX if reading.indices else reading.words
        spoken = Topic(reading.coins, words, reading.sides, heading or not part, topic.tracked)
        if not doubts:
            return spoken, []
        return spoken, [_finding(doubt, severity, f"{where}: {_again(shaped, figures)}") for severity, doubt in doubts]


def _told(view: View) -> Iterator[str]:
    """The coins that a sentence gives a figure or a date of."""
    if view.reading.places and any(segment.of_pair for segment in view.reading.segments):
        yield from MAJORS  # "ether's price in bitcoin was its lowest since ..."
    for bound in view.bound:
        kind = bound.known.kind
        yield kind.coin or ""
        for coin in view.reading.coins if kind.coin else ():  # "aave and monero fell most, 1.0% and 1.0%"
            row = view.index.find(kind.measure, coin, kind.base, kind.side) if coin != kind.coin else None
            if row is not None and says(bound.figure, bound.slot.compare, row.value):
                yield coin


def _text_of_link(match: re.Match[str]) -> str:
    return match.group(1) or ""


def _again(part: str, figures: list[Figure]) -> str:
    """The sentence as it was, for the finding."""
    words, number = [], 0
    for letter in part:
        if "\ue000" <= letter < "\ue080":
            if letter in ON_FILE:
                words.append("[as on file]")
                continue
            words.append(figures[number].text)
            number += 1
        else:
            words.append(letter)
    return "".join(words)


def _finding(doubt: Doubt, severity: str, where: str) -> Finding:
    return Finding(doubt.guard, Severity(severity), doubt.message, where, doubt.facts, doubt.hint)
