"""Two texts of a day side by side: what differs in rows, what is the same folded, figures by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from newsgen.merge import Change

FIELDS = {"headline": "Headline", "dek": "Dek", "key_points": "Key points", "body_md": "Body"}


@dataclass(frozen=True, slots=True)
class Row:
    """What stood in a place of one text, and what stands there in the other."""

    kind: str = field(metadata={"help": '"changed", "added", "removed" or "replaced"'})
    old: tuple[Change, ...]
    new: tuple[Change, ...]
    figures: tuple[tuple[str, str], ...] = field(default=(), metadata={"help": "Figures that differ, old and new"})


@dataclass(frozen=True, slots=True)
class Part:
    """What is different in a field, between runs of sentences that are the same."""

    rows: tuple[Row, ...] = ()
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sentences became what, and how many of the differences are figures."""

    changed: int
    added: int
    removed: int
    same: int
    figures: int


def rows(changes: Iterable[Change]) -> tuple[Row, ...]:
    """The places that differ; sentences that took each other's place stand in one row."""
    found = []
    for differs, group in groupby(changes, key=lambda change: (change.field, change.kind != "same")):
        if differs[1]:
            found += _rows(list(group))
    return tuple(found)


def parts(changes: Iterable[Change]) -> tuple[Part, ...]:
    """A field in reading order: rows that differ, and runs of sentences that do not."""
    found = []
    for same, group in groupby(changes, key=lambda change: change.kind == "same"):
        run = list(group)
        found.append(Part(same=tuple(one.before for one in run)) if same else Part(rows=tuple(_rows(run))))
    return tuple(found)


def counts(changes: Sequence[Change]) -> Counts:
    """The differences of two texts, counted."""
    kinds = [change.kind for change in changes]
    figures = sum(len(row.figures) for row in rows(changes))
    return Counts(kinds.count("changed"), kinds.count("added"), kinds.count("removed"), kinds.count("same"), figures)


def _rows(run: Sequence[Change]) -> list[Row]:
    found = []
    for changed, group in groupby(run, key=lambda change: change.kind == "changed"):
        if changed:
            found += [Row("changed", (one,), (one,), _figures(one)) for one in group]
            continue
        both = list(group)
        old = tuple(one for one in both if one.kind == "removed")
        new = tuple(one for one in both if one.kind == "added")
        found.append(Row("replaced" if old and new else "removed" if old else "added", old, new))
    return found


def _figures(change: Change) -> tuple[tuple[str, str], ...]:
    """The figures that differ within a sentence, in their order, "" where there is none on the other side."""
    old = [piece.text for piece in change.words if piece.figure and piece.kind == "removed"]
    new = [piece.text for piece in change.words if piece.figure and piece.kind == "added"]
    for text in list(old):  # one that only moved is the same
        if text in new:
            old.remove(text)
            new.remove(text)
    size = max(len(old), len(new))
    return tuple(zip(old + [""] * (size - len(old)), new + [""] * (size - len(new))))
