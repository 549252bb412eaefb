"""Rows while they are read and checked: numbers and times as arrays, text as words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .tables import Table

NO_TIME = np.iinfo(np.int64).min  # numpy's own mark for "not a time"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of text: each different text once in `found`, and for each row its place there."""

    codes: Array
    found: list[str]

    @classmethod
    def of(cls, texts: Array) -> Words:
        """From the text of each row."""
        codes, found = pd.factorize(texts)
        return cls(codes, found.tolist())

    @classmethod
    def same(cls, text: str, rows: int) -> Words:
        """The same text in all rows."""
        return cls(np.zeros(rows, dtype=np.int64), [text])

    @classmethod
    def join(cls, columns: Sequence[Words]) -> Words:
        """Several columns below each other."""
        found: dict[str, int] = {}
        codes = [words.each([found.setdefault(t, len(found)) for t in words.found], np.int64) for words in columns]
        return cls(np.concatenate(codes), list(found))

    def __getitem__(self, at: int) -> str:
        return self.found[int(self.codes[at])]

    def take(self, order: Array) -> Words:
        """The rows at these places, in this order."""
        return Words(self.codes[order], self.found)

    def each(self, values: Sequence[object], kind: Any) -> Array:
        """One value per row, from one value per different text."""
        return np.array(values, dtype=kind)[self.codes]

    def put(self, texts: Sequence[str]) -> Words:
        """Other texts in place of the found ones, equal ones as one."""
        return self if list(texts) == self.found else Words.join([Words(self.codes, list(texts))])

    def are(self, text: str) -> Array:
        """Where the text is this one."""
        return self.each([text == one for one in self.found], np.bool_)

    def texts(self) -> Array:
        """The text of each row."""
        return self.each(self.found, object)


Cells: TypeAlias = Array | Words


@dataclass(frozen=True, slots=True)
class Raw:
    """The cells of one file before they are understood: words, or float64 and bytes where they could be read so.

    Times may also be nanoseconds since 1970 (int64), where they never were text.
    """

    table: Table
    file: str
    cells: dict[str, Cells]
    rows: Array


@dataclass(slots=True)
class Sheet:
    """Rows of one table, from one file or from all.

    `values` holds numbers (float64, NaN = not known) and times (nanoseconds since 1970, `NO_TIME` = not known),
    `words` all text ("" = not known), `rows` line numbers (1 is the header), `files` the file of each row,
    `folders` the number of its folder.
    """

    table: Table
    values: dict[str, Array]
    words: dict[str, Words]
    rows: Array
    files: Words
    folders: Array

    @classmethod
    def of(cls, table: Table, file: str, rows: Array) -> Sheet:
        """The rows of one file, still without columns."""
        return cls(table, {}, {}, rows, Words.same(file, len(rows)), np.zeros(len(rows), dtype=np.int64))

    @classmethod
    def stack(cls, sheets: Sequence[Sheet]) -> Sheet:
        """The rows of several files of one table below each other."""
        first = sheets[0]
        if len(sheets) == 1:
            return first
        return cls(
            first.table,
            {name: np.concatenate([sheet.values[name] for sheet in sheets]) for name in first.values},
            {name: Words.join([sheet.words[name] for sheet in sheets]) for name in first.words},
            np.concatenate([sheet.rows for sheet in sheets]),
            Words.join([sheet.files for sheet in sheets]),
            np.concatenate([sheet.folders for sheet in sheets]),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def keep(self, mask: Array) -> Sheet:
        """The rows where `mask` is true."""
        return self if mask.all() else self.take(np.flatnonzero(mask))

    def take(self, order: Array) -> Sheet:
        """The rows at these places, in this order."""
        values = {name: column[order] for name, column in self.values.items()}
        words = {name: column.take(order) for name, column in self.words.items()}
        return Sheet(self.table, values, words, self.rows[order], self.files.take(order), self.folders[order])

    def codes(self, *names: str) -> Array:
        """One number per row, equal where all these columns are equal."""
        return combine(*(self.words[name].codes if name in self.words else self.values[name] for name in names))

    def place(self, at: int) -> str:
        """Where a row stands, in words."""
        return f"row {int(self.rows[at])} of {self.files[at]}"

    def time(self, at: int) -> datetime | None:
        """The moment a row speaks of, where it is known."""
        clock = self.values.get(self.table.clock)
        return None if clock is None else moment(int(clock[at]))


def combine(*columns: Array) -> Array:
    """One number per row, equal where all columns are equal; what is not known equals itself."""
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    size = 1
    for column in columns:
        codes, found = pd.factorize(column)
        many = len(found) + 1  # what is not known has the code -1
        if size * many >= 2**62:
            combined, kept = pd.factorize(combined)
            size = len(kept)
        combined = combined * many + (codes + 1)
        size *= many
    return combined


def moment(nanoseconds: int) -> datetime | None:
    """A UTC time from nanoseconds since 1970, or None for no time."""
    return None if nanoseconds == NO_TIME else EPOCH + timedelta(microseconds=nanoseconds // 1000)


def nanoseconds(at: datetime) -> int:
    """Nanoseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1) * 1000


def stamp(nanoseconds: int) -> str:
    """A UTC time as the tables write it, or the date alone at midnight."""
    at = moment(nanoseconds)
    if at is None:
        return "an unknown time"
    return at.strftime("%Y-%m-%d" if at.time() == EPOCH.time() else "%Y-%m-%dT%H:%M:%SZ")
