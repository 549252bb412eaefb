"""Lies about figures: a digit, two exchanged, the scale, a true one in the wrong place, the comparator, the sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from benchmarks.mutate.copy import Change, Copy, Edit, Figure
from benchmarks.mutate.numbers import Number, numbers, reprint, reword
from benchmarks.mutate.truth import exact, holds, still_true
from benchmarks.mutate.words import FRACTIONS, LESS_THAN, MORE_THAN, like
from newsgen.model import Fact, Unit

WORDS = frozenset({"count", "ordinal", "fraction"})
BOUND = re.compile(r"\b(?:above|below|past|under|exactly|near)\s+$", re.IGNORECASE)


def digit(copy: Copy, random: Random) -> Iterator[Change]:
    """One digit of a figure, or one number in words, changed."""
    for figure in copy.figures:
        if figure.number.scale in WORDS:
            yield from _another_word(figure, random)
            continue
        places = [n for n, char in enumerate(figure.text) if char.isdigit()]
        at = random.choice(places)
        first = at == places[0] and len(places) > 1
        digits = [d for d in "0123456789" if d != figure.text[at] and not (first and d == "0")]
        new = figure.text[:at] + random.choice(digits) + figure.text[at + 1 :]
        yield _figure_change("digit", copy, figure, new, _unit(figure))


def _another_word(figure: Figure, random: Random) -> Iterator[Change]:
    number = figure.number
    if number.scale == "fraction":
        old = number.text.lower()
        new = random.choice([name for name in FRACTIONS if name != old])
        value = Decimal(str(FRACTIONS[new])) * (100 if number.value > 1 else 1)
        true = figure.fact is not None and holds(exact(figure.fact), value, Decimal(1) / 10**6, figure.qualifier)
        yield _change("digit", "fraction", figure, like(number.text, new), "still true" if true else "")
    elif number.text.lower() != "twice":
        count = int(number.value) + random.choice([-1, 1, 2])
        if count >= 1:
            yield _change("digit", f"{number.scale} in words", figure, reword(number, count))


def swap(copy: Copy, random: Random) -> Iterator[Change]:
    """Two different figures of one kind exchanged within one field."""
    figures = list(copy.figures)
    for n, one in enumerate(figures):
        others = [other for other in figures[n + 1 :] if other.field == one.field and _alike(one, other)]
        for other in random.sample(others, min(2, len(others))):
            edits = (_edit(one, _fitted(one, other)), _edit(other, _fitted(other, one)))
            yield Change("swap", _unit(one), edits, _no_swap(copy, one, other))


def _fitted(place: Figure, other: Figure) -> str:
    """The other figure's numeral in the capitals of this place."""
    return like(place.text, other.text) if place.number.scale in WORDS else other.text


def _no_swap(copy: Copy, one: Figure, other: Figure) -> str:
    text = copy.fields[one.field]
    first, second = sorted((one, other), key=lambda figure: figure.start)
    if re.search(r"\bbetween\s+$", text[: first.qualifier_start]) and re.fullmatch(
        r"\s+and\s+", text[first.end : second.start]
    ):
        return "order of two figures without meaning"
    if still_true(copy, one, other.number.value, other.number.step) and still_true(
        copy, other, one.number.value, one.number.step
    ):
        return "still true"
    return ""


def scale(copy: Copy, random: Random) -> Iterator[Change]:
    """Million for billion, M for B, K for M."""
    names = {"thousand": ("million",), "million": ("billion", "thousand"), "billion": ("million", "trillion"),
             "trillion": ("billion",), "K": ("M",), "M": ("B", "K"), "B": ("M", "T"), "T": ("B",)}  # fmt: skip
    for figure in copy.figures:
        old = figure.number.scale.strip()
        if old in names:
            new = random.choice(names[old])
            yield _change("scale", old, figure, figure.text.replace(old, new))


def misplaced(copy: Copy, random: Random) -> Iterator[Change]:
    """A figure replaced by another true figure of the day, of the same unit and in the same form."""
    by_unit: dict[Unit, list[Fact]] = {}
    for known in copy.facts.known.values():
        by_unit.setdefault(known.unit, []).append(known)
    for figure in copy.figures:
        fact, number = figure.fact, figure.number
        if fact is None or number.scale == "fraction" or number.text.lower() == "twice":
            continue
        others = [other for other in by_unit[fact.unit] if _plausible(fact, other)]
        for other in random.sample(others, min(2, len(others))):
            if number.scale in WORDS:
                new = reword(number, round(float(exact(other))))
            else:
                new = reprint(number, float(exact(other)))
            if new != figure.text and not re.fullmatch(r"\D*0(\.0+)?\D*", new):
                yield _figure_change("misplaced", copy, figure, new, str(fact.unit))


def _plausible(fact: Fact, other: Fact) -> bool:
    """A slip of the same size: within a factor of ten thousand, and another value."""
    a, b = exact(fact), exact(other)
    return fact.id != other.id and a != b and a > 0 and b > 0 and Decimal("0.0001") < a / b < 10_000


def comparator(copy: Copy, random: Random) -> Iterator[Change]:
    """ "More than", "nearly" or "less than" where it is untrue."""
    for figure in copy.figures:
        fact, text = figure.fact, copy.fields[figure.field]
        if fact is None or figure.number.scale == "ordinal" or fact.about.measure == "level":
            continue
        if not figure.qualifier and BOUND.search(text[: figure.start]):
            continue
        new = random.choice((*LESS_THAN, "less than") if exact(fact) >= figure.number.value else MORE_THAN)
        old = text[figure.qualifier_start : figure.start]
        inserted = like(old, new) + old[len(figure.qualifier) :] if old else like(text[figure.start], new) + " "
        edit = Edit(figure.field, figure.qualifier_start, figure.start, inserted)
        yield Change("comparator", f"{figure.qualifier or 'bare'} > {new}", (edit,))


def total(copy: Copy, random: Random) -> Iterator[Change]:
    """One part of a printed long, short and total changed wherever it stands, so that only the sum breaks."""
    prefixes = ["liq.long liq.short liq.total"]
    prefixes += [f"{p}.liq_long {p}.liq_short {p}.liq_total" for p in ("btc", "eth", "sol", "xrp", "doge")]
    for triple in prefixes:
        parts = [fact for fact in map(copy.facts.known.get, triple.split()) if fact is not None]
        printed = {fact.id: _printings(copy, fact) for fact in parts}
        if len(parts) < 3 or sum(1 for found in printed.values() if found) < 2:
            continue
        for fact in parts:
            if printed[fact.id]:
                factor = random.choice([0.7, 0.8, 0.85, 0.9, 0.94, 1.06, 1.1, 1.15, 1.25, 1.4])
                value = float(exact(fact)) * factor
                edits = tuple(_edit(figure, reprint(figure.number, value)) for figure in printed[fact.id])
                same = all(edit.new == figure.text for edit, figure in zip(edits, printed[fact.id]))
                yield Change("sum", fact.id.partition(".")[2], edits, "prints the same" if same else "")


def _printings(copy: Copy, fact: Fact) -> list[Figure]:
    """Every place where the amount is printed in digits, under whichever name."""
    return [
        figure for figure in copy.figures
        if figure.fact is not None and figure.fact.unit is Unit.USD and figure.number.scale not in WORDS
        and (figure.fact.id == fact.id or figure.fact.value == fact.value)
    ]  # fmt: skip


def _alike(one: Figure, other: Figure) -> bool:
    if one.text.lower() == other.text.lower() or one.number.value == other.number.value:
        return False
    if one.fact is None or other.fact is None:
        a, b = one.number, other.number
        return (a.dollar, bool(a.percent), bool(a.scale)) == (b.dollar, bool(b.percent), bool(b.scale))
    return (
        one.fact.unit == other.fact.unit
        and (one.number.scale in WORDS) == (other.number.scale in WORDS)
        and (one.number.scale == other.number.scale or one.number.scale not in WORDS)
    )


def _figure_change(kind: str, copy: Copy, figure: Figure, new: str, word: str) -> Change:
    read = next(iter(numbers(new)), None)
    true = read is not None and still_true(copy, figure, read.value, _step(figure.number, read))
    return _change(kind, word, figure, new, "still true" if true else "")


def _step(old: Number, new: Number) -> Decimal:
    return new.step if new.decimals == old.decimals else replace(new, step=old.step).step


def _change(kind: str, word: str, figure: Figure, new: str, excluded: str = "") -> Change:
    return Change(kind, word, (_edit(figure, new),), excluded)


def _edit(figure: Figure, new: str) -> Edit:
    return Edit(figure.field, figure.start, figure.end, new)


def _unit(figure: Figure) -> str:
    return "none" if figure.fact is None else str(figure.fact.unit)
