"""Sentences that can be compared: with the figures in them, and which of them stem from which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsgen.model import Printed
from newsgen.sentences import ITEM, Sentence

WORD = "word"  # the qualifier of a figure that is a word: a verb, a name, a side
_TOKEN = re.compile(r"\ue000[^\ue000]*\ue000|\w+")
_NEAR, _FACTS_NEAR = 0.5, 0.5  # how much of two sentences must agree where one stems from the other
_PART, _LEAST = 0.6, 4  # how much of the shorter one, and of how many words, where a sentence was split or joined


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at its place in a sentence, with the word before it that qualifies it ("more than eight times")."""

    start: int
    end: int
    text: str
    fact: str
    is_word: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence; `key` is what it says whatever the values: each figure is replaced by its fact."""

    text: str
    lead: str
    kind: str
    key: str
    figures: tuple[Figure, ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it prints."""
        return frozenset(figure.fact for figure in self.figures)

    @property
    def words(self) -> list[str]:
        """What it is made of, for comparing: words and facts."""
        return _TOKEN.findall(self.key.lower())


def units(sentences: Iterable[Sentence], printed: Iterable[Printed] = ()) -> tuple[Unit, ...]:
    """The sentences of a text with the figures that are printed in it, by their offsets in the text."""
    figures = sorted(printed, key=lambda figure: (figure.start, -figure.end))
    made, at = [], 0
    for sentence in sentences:
        start = at + len(sentence.lead)
        at = start + len(sentence.text)
        if sentence.text:
            inside = [figure for figure in figures if start <= figure.start and figure.end <= at]
            made.append(_unit(sentence, _placed(sentence.text, inside, start)))
    return tuple(made)


def points(texts: Sequence[str], printed: Iterable[Printed] = ()) -> tuple[Unit, ...]:
    """Key points, each as one sentence."""
    figures = list(printed)
    return tuple(
        _unit(
            Sentence("\n", text, ITEM),
            _placed(text, [figure for figure in figures if figure.where == f"key_points.{number}"], 0),
        )
        for number, text in enumerate(texts)
    )


def _placed(text: str, printed: Iterable[Printed], start: int) -> tuple[Figure, ...]:
    placed: list[Figure] = []
    for one in printed:
        first, last = one.start - start, one.end - start
        if text[first:last] != one.text or (placed and first < placed[-1].end):
            continue  # the figures of another text than this, or one inside another
        is_word = one.qualifier == WORD
        before = "" if is_word or not one.qualifier else f"{one.qualifier} "
        if before and text[max(0, first - len(before)) : first].lower() == before.lower():
            first -= len(before)
        placed.append(Figure(first, last, text[first:last], one.fact, is_word))
    return tuple(placed)


def _unit(sentence: Sentence, figures: tuple[Figure, ...]) -> Unit:
    key, at = "", 0
    for figure in figures:
        key += f"{sentence.text[at : figure.start]}\ue000{figure.fact}\ue000"
        at = figure.end
    return Unit(sentence.text, sentence.lead, sentence.kind, key + sentence.text[at:], figures)


def edited_units(sentences: Iterable[Unit], base: Sequence[Unit], new: Sequence[Unit]) -> tuple[Unit, ...]:
    """An editor's sentences: those that are literally the base's, or the new text's, are known by their figures."""
    known = {unit.text: unit for unit in (*new, *base)}
    return tuple(
        Unit(unit.text, unit.lead, unit.kind, known[unit.text].key, known[unit.text].figures)
        if unit.text in known
        else unit
        for unit in sentences
    )


def origins(edited: Sequence[Unit], base: Sequence[Unit]) -> dict[int, int]:
    """For each edited sentence the one of the base it stems from; several may stem from one that was split."""
    found = _exact([unit.text for unit in edited], [unit.text for unit in base])
    free = [at for at in range(len(base)) if at not in found.values()]
    for at, unit in enumerate(edited):
        if at not in found and free:
            words = _plain(unit)
            best = max(free, key=lambda one: _likeness(words, _plain(base[one])))
            if _likeness(words, _plain(base[best])) > 0:
                found[at] = best
    return found


def successors(new: Sequence[Unit], base: Sequence[Unit]) -> dict[int, int]:
    """For each sentence of the new text the one of the base that it tells again, by its facts or its words."""
    found = _exact([unit.key for unit in new], [unit.key for unit in base])
    free = [at for at in range(len(base)) if at not in found.values()]
    rated = sorted(
        (-_agreement(new[at], base[one]), at, one) for at in range(len(new)) if at not in found for one in free
    )
    for rate, at, one in rated:
        if rate < 0 and at not in found and one not in found.values():
            found[at] = one
    return found


def _exact(texts: Sequence[str], base: Sequence[str]) -> dict[int, int]:
    places: dict[str, list[int]] = {}
    for at, text in enumerate(base):
        places.setdefault(text, []).append(at)
    return {at: places[text].pop(0) for at, text in enumerate(texts) if places.get(text)}


def _plain(unit: Unit) -> Counter[str]:
    return Counter(re.findall(r"\w+", unit.text.lower()))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """How much of one text is in the other, 0 where they are strangers."""
    shared, sizes = (one & other).total(), (one.total(), other.total())
    near = shared / max(sizes) if max(sizes) else 0.0
    part = shared / min(sizes) if min(sizes) >= _LEAST else 0.0
    return near + part if near >= _NEAR or part >= _PART else 0.0


def _agreement(one: Unit, other: Unit) -> float:
    """How much two generated sentences tell the same: by their facts, or by their words where they have none."""
    if one.facts or other.facts:
        dice = 2 * len(one.facts & other.facts) / (len(one.facts) + len(other.facts))
        return dice if dice >= _FACTS_NEAR else 0.0
    return _likeness(Counter(one.words), Counter(other.words))
