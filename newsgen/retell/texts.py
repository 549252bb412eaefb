"""An article as the measures of prose see it: sentences in order, how each is said, and the order of the parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from newsgen.model import Article

Mask = Callable[[str], str]
_SHORT = ("U.S.", "U.K.", "a.m.", "p.m.", "vs.", "Inc.", "No.", "St.")  # a full stop that ends no sentence
_END = re.compile(r"[.!?][*”’\")\]]*(?=\s)")
_QUIET = "“‘\"'(*["


@dataclass(frozen=True, slots=True)
class Text:
    """What is measured of one article; `shapes` are its masked sentences, `parts` the order of what it tells."""

    day: date
    headline: str
    body: str
    sentences: tuple[str, ...]
    shapes: tuple[str, ...]
    headline_shape: str
    parts: tuple[str, ...] = ()


def text_of(article: Article, day: date, mask: Mask) -> Text:
    """The text of an article."""
    parts = tuple(section.angle for section in article.sections)
    return make_text(day, article.headline, article.body_md, mask, parts)


def make_text(day: date, headline: str, body_md: str, mask: Mask, parts: tuple[str, ...] = ()) -> Text:
    """The text of a headline and a body in Markdown."""
    found = sentences(body_md)
    return Text(day, headline, body_md, found, tuple(map(mask, found)), mask(headline), parts)


def sentences(body_md: str) -> tuple[str, ...]:
    """The sentences of a body, without its headings and without Markdown's asterisks."""
    blocks = [block.strip() for block in body_md.split("\n\n")]
    prose = [block.lstrip("> ").replace("*", "") for block in blocks if block and not block.startswith("#")]
    return tuple(sentence for block in prose for sentence in _split(" ".join(block.split())))


def _split(paragraph: str) -> list[str]:
    found, start = [], 0
    for match in _END.finditer(paragraph):
        before, after = paragraph[start : match.end()], paragraph[match.end() :].lstrip().lstrip(_QUIET)
        if before.endswith(_SHORT) or not (after[:1].isupper() or after[:1].isdigit() or after[:1] == "$"):
            continue
        found.append(before.strip())
        start = match.end()
    rest = paragraph[start:].strip()
    return [*found, rest] if rest else found
