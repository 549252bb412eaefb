"""Figures that an editor quoted from a generated sentence, in the form that the new telling prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from newsgen.merge.units import Figure, Unit
from newsgen.sentences import PARAGRAPH

_DIGITS = re.compile(r"\d[\d.,]*")
_EXACT = 3  # digits from which on a figure is taken for a quotation wherever it stands


@dataclass(frozen=True)
class Telling:
    """The figures of the base and of the new text, over all fields."""

    old: tuple[Figure, ...]
    fresh: tuple[Figure, ...]

    @cached_property
    def told(self) -> frozenset[str]:
        """The facts that the new text tells."""
        return frozenset(figure.fact for figure in self.fresh)

    @cached_property
    def exact(self) -> tuple[Figure, ...]:
        """The figures of the base that are long enough to be known wherever they are quoted."""
        return tuple(one for one in self.old if not one.is_word and sum(map(str.isdigit, one.text)) >= _EXACT)

    def still_named(self, name: Figure) -> bool:
        """Whether what a figure names, as the coin that fell most, has the same name now; true of all that is no name.

        A name is a word whose fact is never printed as a number, which sets it apart from a verb.
        """
        if not name.is_word or name.fact in self._numbers:
            return True
        was = name.text.lower()
        return any(was in now or now in was for now in self._words.get(name.fact, ()))

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(one.fact for one in (*self.old, *self.fresh) if not one.is_word)

    @cached_property
    def _words(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in self.fresh:
            found.setdefault(one.fact, set()).add(one.text.lower())
        return found


@dataclass(frozen=True, slots=True)
class Quoted:
    """A generated sentence that an editor changed or removed, and the one that tells the same in the new text."""

    unit: Unit
    twin: Unit | None

    def now(self, figure: Figure, telling: Telling) -> str | None:
        """The new form of one of its figures, None where there is none that is sure to fit.

        In a sentence that is worded alike, any; elsewhere no word, and no figure of a coin or venue by rank if another
        one has that rank now.
        """
        alike = self.twin is not None and self.twin.key == self.unit.key
        if not alike and (figure.is_word or not all(map(telling.still_named, self.unit.figures))):
            return None
        for group in (self.twin.figures if self.twin else (), () if figure.is_word else telling.fresh):
            forms = [one.text for one in group if one.fact == figure.fact and one.is_word == figure.is_word]
            same = [form for form in forms if _form(form) == _form(figure.text)]
            if forms:
                return (same or forms)[0]
        return None


def refreshed(text: str, quoted: Sequence[Quoted], telling: Telling) -> tuple[str, list[str]]:
    """An editor's sentence with the figures that he took from generated ones in their new form.

    `quoted` are the sentences that he can have taken them from, first the one he changed.
    Gives the sentence and "old -> new" for each figure that changed.
    """
    taken: list[tuple[int, int]] = []
    changes: list[tuple[int, int, str]] = []
    for now, figure, places in _found(text, quoted, telling):
        free = [place for place in places if not any(place[0] < end and start < place[1] for start, end in taken)]
        taken += free
        if now is not None and now.lower() != figure.lower():
            changes += [(start, end, _as_written(text[start:end], now)) for start, end in free]
    said = []
    for start, end, now in sorted(changes, reverse=True):
        said.append(f"{text[start:end]} -> {now}")
        text = text[:start] + now + text[end:]
    return text, said[::-1]


def _found(
    text: str, quoted: Sequence[Quoted], telling: Telling
) -> Iterator[tuple[str | None, str, list[tuple[int, int]]]]:
    """Each figure of which it is sure which fact it quotes: its new form, its old one and its places in the text."""
    nowhere = Quoted(Unit("", "", PARAGRAPH, ""), None)
    near = [(one, figure) for one in quoted for figure in one.unit.figures]
    far = [(nowhere, figure) for figure in telling.exact]
    seen: set[str] = set()
    for group in ([pair for pair in near if pair[0] is quoted[0]], near, far):
        for _, figure in sorted(group, key=lambda pair: -len(pair[1].text)):
            form = figure.text.lower()
            places = [] if form in seen else _places(text, figure.text)
            if places:
                seen.add(form)
                same = [pair for pair in group if pair[1].text.lower() == form]
                forms = [one.now(figure, telling) for one, figure in same]
                if len({figure.fact for _, figure in same}) == 1:
                    yield forms[0], form, places
                elif len(same) == len(places):
                    yield from ((now, form, [place]) for now, place in zip(forms, places))


def _places(text: str, figure: str) -> list[tuple[int, int]]:
    """Where the figure stands by itself, not as part of a longer one."""
    if figure.lower() not in text.lower():
        return []
    pattern = rf"(?<![\w$.,-]){re.escape(figure)}(?!\w|[.,]\d|%)"
    return [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)]


def _form(figure: str) -> str:
    return _DIGITS.sub("0", figure.lower())


def _as_written(before: str, now: str) -> str:
    return now[:1].upper() + now[1:] if before[:1].isupper() else now
