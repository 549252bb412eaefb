"""A told article taken apart for changing: its fields, its figures with their facts, putting a changed text back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from benchmarks.mutate.numbers import Number, numbers, word_numbers
from benchmarks.mutate.words import ABOUT, LESS_THAN, MORE_THAN
from newsgen.model import Article, Chart, Fact, Facts, Section, Unit

NUMERIC = frozenset({
    Unit.USD, Unit.PRICE, Unit.PERCENT, Unit.POINTS, Unit.COUNT, Unit.RATIO, Unit.INDEX, Unit.RATE,
})  # fmt: skip
QUALIFIER = re.compile(
    r"\b(" + "|".join((*MORE_THAN, *LESS_THAN, *ABOUT)) + r")\s+(?:the\s+|a\s+|an\s+)?$", re.IGNORECASE
)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)*]*\s+(?=[A-Z\"“$*#\d])|\n+")


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in one field."""

    field: str
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One way to make the article false; `excluded` says why it would not be false after all."""

    kind: str
    word: str
    edits: tuple[Edit, ...]
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed numeral: where it stands, its fact where the writer recorded one, and the qualifier before it."""

    field: str
    start: int
    end: int
    number: Number
    fact: Fact | None
    qualifier: str
    qualifier_start: int

    @property
    def text(self) -> str:
        """The numeral as printed, without its qualifier."""
        return self.number.text


@dataclass(frozen=True)
class Copy:
    """An article with its day's facts, read for changing."""

    article: Article
    facts: Facts

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """Every text that goes out, by the name of its field."""
        return dict(_fields(self.article))

    @cached_property
    def prose(self) -> Mapping[str, str]:
        """Every text that makes statements: all but the address, whose words only name the page."""
        return {field: text for field, text in self.fields.items() if field != "extra.slug"}

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure: those the writer recorded, and money or percentages it did not."""
        return tuple(figure for field, text in self.prose.items() for figure in self._figures(field, text))

    @cached_property
    def sentences(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Start and end of each sentence or line of a field."""
        return {field: tuple(_sentences(text)) for field, text in self.fields.items()}

    def sentence(self, field: str, at: int) -> tuple[int, int]:
        """The sentence around an offset."""
        return next((span for span in self.sentences[field] if span[0] <= at < span[1]), (0, len(self.fields[field])))

    def within(self, field: str, span: tuple[int, int]) -> list[Figure]:
        """The figures of a field between two offsets."""
        return [figure for figure in self.figures if figure.field == field and span[0] <= figure.start < span[1]]

    def words(self, field: str, span: tuple[int, int]) -> list[Fact]:
        """The facts whose direction words the writer recorded between two offsets."""
        printed = [p for p in self.article.figures if p.where == field and span[0] <= p.start < span[1]]
        facts = [self.facts.known.get(p.fact) for p in printed if not any(char.isdigit() for char in p.text)]
        return [fact for fact in facts if fact is not None and fact.unit is Unit.PERCENT]

    def _figures(self, field: str, text: str) -> Iterable[Figure]:
        taken: list[tuple[int, int]] = []
        for printed in self.article.figures:
            fact = self.facts.known.get(printed.fact)
            if printed.where != field or fact is None:
                continue
            taken.append((printed.start, printed.end))
            if fact.unit in NUMERIC:
                span = text[printed.start : printed.end]
                for number in (numbers(span) or word_numbers(span))[:1]:
                    yield _figure(field, text, printed.start, number, fact)
        for number in numbers(text):
            free = not any(start < number.end and number.start < end for start, end in taken)
            if free and (number.dollar or number.percent or number.scale):
                yield _figure(field, text, 0, number, None)


def _figure(field: str, text: str, offset: int, number: Number, fact: Fact | None) -> Figure:
    start = offset + number.start
    if number.scale == "fraction" and fact is not None and fact.unit is Unit.RATIO:
        number = replace(number, value=number.value / 100)
    before = QUALIFIER.search(text[max(0, start - 24) : start])
    word, at = (before[1], max(0, start - 24) + before.start(1)) if before else ("", start)
    return Figure(field, start, offset + number.end, number, fact, word.lower(), at)


def _fields(article: Article) -> Iterable[tuple[str, str]]:
    yield "headline", article.headline
    yield from ((f"headlines.{n}", text) for n, text in enumerate(article.headlines))
    yield "dek", article.dek
    yield from ((f"key_points.{n}", text) for n, text in enumerate(article.key_points))
    yield "body_md", article.body_md
    for n, chart in enumerate(article.charts):
        yield f"charts.{n}.alt", chart.alt
        yield f"charts.{n}.caption", chart.caption
    yield from ((f"extra.{key}", text) for key, text in article.extra.items())


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for match in SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def place(copy: Copy, field: str, at: int) -> str:
    """The part of the article an offset lies in: headline, dek, key point, heading, quote, body or an extra field."""
    if field != "body_md":
        return field.split(".")[0] if not field.startswith("extra.") else field
    text = copy.fields[field]
    if text[text.rfind("\n", 0, at) + 1 :].startswith("#"):
        return "heading"
    for quote in copy.facts.quotes:
        start = text.lower().find(quote.text.lower().rstrip("."))
        if start >= 0 and start <= at < start + len(quote.text):
            return "quote"
    return "body"


def bare(article: Article) -> Article:
    """The article as a stranger has it: the texts without the writer's own record of its figures."""
    return replace(article, figures=())


def changed(article: Article, edits: Iterable[Edit]) -> Article:
    """The article with the edits made in every view of the text, and no record of figures left to lean on."""
    article = bare(article)
    by_field: dict[str, list[Edit]] = {}
    for edit in edits:
        by_field.setdefault(edit.field, []).append(edit)
    for field, group in by_field.items():
        article = _put(article, field, group)
    return article


def _put(article: Article, field: str, edits: list[Edit]) -> Article:
    name, _, key = field.partition(".")
    changes: dict[str, Any]
    if name == "body_md":
        return _put_body(article, edits)
    if name == "extra":
        changes = {"extra": {**article.extra, key: _edited(article.extra[key], edits)}}
    elif name == "charts":
        changes = {"charts": _put_chart(article.charts, key, edits)}
    elif key:
        texts = list(getattr(article, name))
        texts[int(key)] = _edited(texts[int(key)], edits)
        changes = {name: tuple(texts)}
    else:
        changes = {name: _edited(getattr(article, name), edits)}
    return replace(article, **changes)


def _put_chart(charts: tuple[Chart, ...], key: str, edits: list[Edit]) -> tuple[Chart, ...]:
    number, _, part = key.partition(".")
    chart = charts[int(number)]
    if part == "alt":
        chart = replace(chart, alt=_edited(chart.alt, edits))
    else:
        chart = replace(chart, caption=_edited(chart.caption, edits))
    return (*charts[: int(number)], chart, *charts[int(number) + 1 :])


def _put_body(article: Article, edits: list[Edit]) -> Article:
    """The sections are views of the body: an edit inside one is made there too."""
    body, sections = article.body_md, list[Section]()
    cursor = 0
    for section in article.sections:
        parts = {}
        for part in ("heading", "text"):
            text = getattr(section, part)
            at = body.find(text, cursor) if text else -1
            if at < 0:
                continue
            cursor = at + len(text)
            inside = [
                replace(e, start=e.start - at, end=e.end - at) for e in edits if at <= e.start and e.end <= cursor
            ]
            parts[part] = _edited(text, inside)
        sections.append(replace(section, **parts))
    return replace(article, body_md=_edited(body, edits), sections=tuple(sections))


def _edited(text: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text
