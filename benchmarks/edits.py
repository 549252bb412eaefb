"""Editors and the writer at work on the same texts: random edits, another telling, the merge, again and again.

Held against every merge: each sentence that the editor wrote or changed stands in the text, word for word but for the
renewed figures it names; and each figure that he made wrong, or that went stale in a sentence of his, is blocked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Any

from benchmarks.days import history
from benchmarks.report import percent, table
from newsgen import newsroom
from newsgen.check import spots
from newsgen.market import read_market
from newsgen.measure import Chronicle, prepare
from newsgen.merge import Merged, merge
from newsgen.model import Manuscript, Printed, Severity
from newsgen.newsroom import Edition
from newsgen.sentences import PARAGRAPH, Sentence, join, sentences, split
from newsgen.settings import Settings

SEQUENCES, STEPS = 200, 4
DAYS = ("2022-06-13", "2022-11-09", "2023-03-11", "2024-03-05", "2024-08-05", "2025-02-03")
HOURS, STYLES = (24, 18, 12, 21), ("wire", "lively")  # hours of the day after which it is told
NOW = datetime(2026, 11, 22, tzinfo=UTC)
FIGURE = re.compile(r"\$\d[\d,.]*\d(?: (?:million|billion))?|\d+(?:\.\d+)?%")
ASIDES = ("Nobody at the desk was surprised", "The floor stayed quiet", "So much for a calm week", "One trader slept")


@dataclass(slots=True)
class Score:
    """What was done and what became of it."""

    merges: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    kept: int = 0  # sentences of the editor that stand after a merge
    lost: list[str] = field(default_factory=list)
    wrong: int = 0  # wrong or stale figures in his sentences
    unflagged: list[str] = field(default_factory=list)
    refreshed: int = 0
    clashes: int = 0


@dataclass(slots=True)
class Desk:
    """An editor at one text: what he can do to it, and the wrong figures he wrote."""

    random: Random
    score: Score
    wrong: set[str] = field(default_factory=set)

    def work(self, words: Manuscript) -> Manuscript:
        """The words after one to four edits of the body, and now and then of the headline or a key point."""
        for _ in range(self.random.randint(1, 4)):
            name = self.random.choice(list(EDITS))
            parts = list(sentences(words.body_md))
            EDITS[name](self, parts)
            self.score.edits[name] += 1
            words = replace(words, body_md=_tidy(parts))
        if self.random.random() < 0.3:
            words = replace(words, headline=f"{self._aside()}: {words.headline}")
        if self.random.random() < 0.3:
            words = replace(words, key_points=(*words.key_points, self._aside()))
        return words

    def insert(self, parts: list[Sentence]) -> None:
        """A sentence of his own, in a paragraph or as one."""
        lead = self.random.choice((" ", "\n\n"))
        parts.insert(self.random.randint(1, len(parts)), Sentence(lead, f"{self._aside()}."))

    def delete(self, parts: list[Sentence]) -> None:
        """A sentence gone."""
        if len(parts) > 4:
            del parts[self._any(parts)]

    def reword(self, parts: list[Sentence]) -> None:
        """A word of his in a sentence."""
        at = self._any(parts)
        words = parts[at].text.split(" ")
        words.insert(self.random.randint(1, len(words)), f"ahem{self.random.randint(10**4, 10**5)}")
        parts[at] = replace(parts[at], text=" ".join(words))

    def falsify(self, parts: list[Sentence]) -> None:
        """A figure typed wrong."""
        at = self._any(parts)
        found = [match for match in FIGURE.finditer(parts[at].text) if match.group() not in self.wrong]
        if not found:
            return
        match, text = self.random.choice(found), parts[at].text
        figure = f"${self.random.randint(10**5, 9 * 10**5):,}" if "$" in match.group() else ""
        if match.group().endswith("lion"):
            figure = f"${self.random.randint(10**4, 9 * 10**4) / 100} billion"
        figure = figure or f"{self.random.randint(3000, 9000) / 10}%"
        self.wrong.add(figure)
        parts[at] = replace(parts[at], text=text[: match.start()] + figure + text[match.end() :])

    def move(self, parts: list[Sentence]) -> None:
        """A paragraph put elsewhere."""
        text = join(parts).strip()
        paragraphs = re.split(r"\n\n", text)
        paragraph = paragraphs.pop(self.random.randrange(len(paragraphs)))
        paragraphs.insert(self.random.randint(0, len(paragraphs)), paragraph)
        parts[:] = sentences("\n\n".join(paragraphs))

    def divide(self, parts: list[Sentence]) -> None:
        """A paragraph made two, or two made one."""
        at = self._any(parts)
        if at and parts[at - 1].kind == PARAGRAPH:
            parts[at] = replace(parts[at], lead=" " if "\n" in parts[at].lead else "\n\n")

    def split_sentence(self, parts: list[Sentence]) -> None:
        """A sentence made two at a comma."""
        at = self._any(parts)
        first, comma, second = parts[at].text.partition(", ")
        if comma and second[:1].islower():
            parts[at] = replace(parts[at], text=f"{first}. {second[:1].upper()}{second[1:]}")

    def join_sentences(self, parts: list[Sentence]) -> None:
        """Two sentences made one."""
        at = self._any(parts)
        if at + 1 < len(parts) and parts[at + 1].kind == PARAGRAPH and parts[at].text.endswith("."):
            after = parts.pop(at + 1).text
            parts[at] = replace(parts[at], text=f"{parts[at].text[:-1]}, and {after[:1].lower()}{after[1:]}")

    def _any(self, parts: Sequence[Sentence]) -> int:
        prose = [at for at, part in enumerate(parts) if part.kind == PARAGRAPH and part.text]
        return self.random.choice(prose)

    def _aside(self) -> str:
        return f"{self.random.choice(ASIDES)} ahem{self.random.randint(10**4, 10**5)}"


EDITS = {
    "sentence added": Desk.insert, "sentence removed": Desk.delete, "words changed": Desk.reword,
    "figure made wrong": Desk.falsify, "paragraph moved": Desk.move, "paragraph divided or joined": Desk.divide,
    "sentence split": Desk.split_sentence, "sentences joined": Desk.join_sentences,
}  # fmt: skip


def run(*, tenth: bool = False, seed: int = 2025) -> tuple[str, dict[str, Any], bool]:
    """The tables, the results, and whether nothing was lost and nothing wrong went unseen."""
    random, score = Random(seed), Score()
    for _ in range(SEQUENCES // 10 if tenth else SEQUENCES):
        _sequence(Random(random.random()), score)
    results = {
        "merges": score.merges, "edits": dict(score.edits), "sentences of the editor after a merge": score.kept,
        "lost": score.lost, "figures renewed": score.refreshed, "clashes": score.clashes,
        "wrong or stale figures": score.wrong, "unflagged": score.unflagged,
    }  # fmt: skip
    rows = [(name, len(value) if isinstance(value, list) else value) for name, value in results.items()]
    rows = [row for name, value in rows for row in (value.items() if isinstance(value, dict) else [(name, value)])]
    rows.append(("flagged", percent(score.wrong - len(score.unflagged), score.wrong)))
    text = table("edits and tellings in turn", ("what", "how many"), rows)
    shown = [f"lost: {one}" for one in score.lost[:5]] + [f"unflagged: {one}" for one in score.unflagged[:10]]
    return "\n".join([text, *shown]), results, not score.lost and not score.unflagged


def _sequence(random: Random, score: Score) -> None:
    """One text through edits and tellings in turn."""
    desk, day = Desk(random, score), random.choice(DAYS)
    tellings = [(random.choice(HOURS), random.choice(STYLES)) for _ in range(STEPS + 1)]
    was = _told(day, *tellings[0])
    words = desk.work(_words(was))
    for _, telling in pairwise(tellings):
        now = _told(day, *telling)
        merged = merge(_words(was), words, _words(now), old=was.article, fresh=now.article)
        _judge(was, words, now, merged, desk)
        was, words = now, desk.work(merged.manuscript)


@lru_cache(maxsize=64)
def _told(day: str, hour: int, style: str) -> Edition:
    end = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=hour)
    return newsroom.tell(_market(), date.fromisoformat(day), _house(style), as_of=None if hour == 24 else end, now=NOW)


@lru_cache(maxsize=1)
def _market() -> Chronicle:
    return prepare(read_market([history()], now=NOW))


@lru_cache(maxsize=2)
def _house(style: str) -> newsroom.House:
    return newsroom.open_house(Settings(style=style))


def _tidy(parts: Sequence[Sentence]) -> str:
    """The text of such parts, in which a heading stands alone."""
    for at, (last, part) in enumerate(pairwise(parts), 1):
        if (last.kind != PARAGRAPH or part.kind != PARAGRAPH) and "\n" not in part.lead and part.text:
            parts = [*parts[:at], replace(part, lead="\n\n"), *parts[at + 1 :]]
    return join(parts).strip()


def _words(edition: Edition) -> Manuscript:
    article = edition.article
    return Manuscript(article.headline, article.dek, article.key_points, article.body_md.strip())


def _judge(was: Edition, words: Manuscript, now: Edition, merged: Merged, desk: Desk) -> None:
    """Count what became of the editor's sentences and of the figures in them."""
    score, generated, body = desk.score, set(_all(_words(was))), merged.manuscript
    score.merges += 1
    score.refreshed += len(merged.refreshed)
    score.clashes += len(merged.clashes)
    found = Counter(_all(body))
    texts = {_bare(text, merged.refreshed) for text in found}
    mine = [text for text in _all(words) if text not in generated]
    for text in mine:
        if text in found or _bare(text, merged.refreshed) in texts:
            score.kept += 1
        else:
            score.lost.append(text)
    flagged = [spot for spot in spots(body, now.facts) if spot.finding.severity is Severity.BLOCK]
    blocked = [_plain(spot.finding.where.partition(": ")[2]) for spot in flagged]
    known = set(_all(_words(was))) | set(_all(_words(now)))
    stale = _stale(was.article.figures, now.article.figures)
    for sentence in found:
        if sentence in known:
            continue
        for figure in FIGURE.findall(sentence):
            if figure in desk.wrong or figure in stale:
                score.wrong += 1
                if not any(figure in part and _within(part, _plain(sentence)) for part in blocked):
                    score.unflagged.append(f"{figure} in {sentence!r}")


def _plain(sentence: str) -> str:
    return " ".join(re.sub(r"[*_#`]", "", sentence).split()).rstrip(".!?")


def _within(part: str, sentence: str) -> bool:
    """Whether a checker, who may end sentences elsewhere, speaks of this one."""
    return part in sentence or sentence in part


def _stale(old: Sequence[Printed], fresh: Sequence[Printed]) -> set[str]:
    """Figures of the earlier telling that no fact prints now, though their facts are still told."""
    prints, told = {one.text for one in fresh}, {one.fact for one in fresh}
    return {one.text for one in old if one.fact in told and one.text not in prints}


def _all(words: Manuscript) -> Iterator[str]:
    yield from (words.headline, *split(words.dek), *words.key_points, *split(words.body_md))


def _bare(text: str, refreshed: Sequence[str]) -> str:
    """The sentence without the figures that were renewed."""
    for form in sorted({form for one in refreshed for form in one.split(" -> ")}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w$.,-]){re.escape(form)}(?![\w%]|[.,]\d)", "…", text)
    return text
