"""Two texts told apart by sentences, and within a sentence figures apart from words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsgen.model import Manuscript
from newsgen.sentences import split

_FIGURE = r"[-−+]?[$€£]?\d(?:[\d.,:]*\d)?(?:%| (?:million|billion|trillion|percent\b|percentage points?)|[KMBT]\b)?"
_TOKEN = re.compile(rf"(?P<figure>{_FIGURE})|\w+|\s+|[^\w\s]")
_NEAR = 0.4  # likeness from which on a sentence is a changed one, not another one
_MOST = 20_000  # pairs of sentences that are compared; texts that differ in more have little to do with each other


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence: "same" and "removed" make the sentence before, "same" and "added" the one after."""

    text: str
    kind: str  # "same", "added" or "removed"
    figure: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence before and after, "" where it is not; `kind` is "same", "changed", "added" or "removed"."""

    field: str
    kind: str
    before: str
    after: str
    words: tuple[Piece, ...]


def differences(before: Manuscript, after: Manuscript) -> tuple[Change, ...]:
    """Every sentence of two texts in reading order, and what became of it."""
    fields = (
        ("headline", [before.headline], [after.headline]),
        ("dek", split(before.dek), split(after.dek)),
        ("key_points", list(before.key_points), list(after.key_points)),
        ("body_md", split(before.body_md), split(after.body_md)),
    )
    return tuple(change for name, old, new in fields for change in _field(name, old, new))


def _field(name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (_change(name, text, text) for text in old[start:end])
        else:
            yield from (_change(name, *pair) for pair in _paired(old[start:end], new[first:last]))


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Sentences that stem from one another side by side, in the order of both texts."""
    if len(old) * len(new) > _MOST:
        yield from (*((gone, "") for gone in old), *(("", text) for text in new))
        return
    rest = list(old)
    for text in new:
        best = max(rest, key=lambda one: _likeness(one, text), default="")
        if best and _likeness(best, text) >= _NEAR:
            at = rest.index(best)
            yield from ((gone, "") for gone in rest[:at])
            yield best, text
            rest = rest[at + 1 :]
        else:
            yield "", text
    yield from ((gone, "") for gone in rest)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def _change(name: str, before: str, after: str) -> Change:
    kind = "same" if before == after else "added" if not before else "removed" if not after else "changed"
    return Change(name, kind, before, after, tuple(_pieces(_tokens(before), _tokens(after))))


def _tokens(text: str) -> list[str]:
    return [match.group() for match in _TOKEN.finditer(text)]


def _words(text: str) -> list[str]:
    return [token.lower() for token in _tokens(text) if not token.isspace()]


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _runs(old[start:end], "same")
        else:
            yield from _runs(old[start:end], "removed")
            yield from _runs(new[first:last], "added")


def _runs(tokens: Sequence[str], kind: str) -> Iterator[Piece]:
    """Words that stand together as one piece, each figure as its own."""
    words = ""
    for token in tokens:
        if any(map(str.isdigit, token)):
            if words:
                yield Piece(words, kind, False)
            yield Piece(token, kind, True)
            words = ""
        else:
            words += token
    if words:
        yield Piece(words, kind, False)
