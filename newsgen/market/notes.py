"""Rows while they are checked, and what is said of them: findings as plain sentences, a few per kind and file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsgen.model import Finding, Severity

from .tables import Table

SHOWN = 5  # findings of one kind in one file; the rest is counted
NO_TIME = np.iinfo(np.int64).min  # numpy's own mark for "not a time"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Array = NDArray[Any]


@dataclass(slots=True)
class Sheet:
    """Rows of one table, of one file or of all: text as str, times as nanoseconds since 1970, numbers as float64.

    `rows` holds line numbers (1 is the header), `files` the file of each row, `folders` the number of its folder.
    """

    table: Table
    columns: dict[str, Array]
    rows: Array
    files: Array
    folders: Array

    @classmethod
    def of(cls, table: Table, file: str, columns: dict[str, Array], rows: Array) -> Sheet:
        """The rows of one file."""
        files = np.full(len(rows), file, dtype=object)
        return cls(table, columns, rows, files, np.zeros(len(rows), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.rows)

    def keep(self, mask: Array) -> Sheet:
        """The rows where `mask` is true."""
        return self if mask.all() else self.take(np.flatnonzero(mask))

    def take(self, order: Array) -> Sheet:
        """The rows at these places, in this order."""
        columns = {name: column[order] for name, column in self.columns.items()}
        return Sheet(self.table, columns, self.rows[order], self.files[order], self.folders[order])

    def place(self, at: int) -> str:
        """Where a row stands, in words."""
        return f"row {int(self.rows[at])} of {self.files[at]}"

    def time(self, at: int) -> datetime | None:
        """The moment a row speaks of, where it is known."""
        clock = self.columns.get(self.table.clock)
        return None if clock is None else moment(int(clock[at]))


def stack(table: Table, sheets: Sequence[Sheet]) -> Sheet:
    """The rows of several files below each other."""
    columns = {name: np.concatenate([sheet.columns[name] for sheet in sheets]) for name in table.names}
    rows, files, folders = (np.concatenate([getattr(sheet, n) for sheet in sheets]) for n in ("rows", "files", "folders"))
    return Sheet(table, columns, rows, files, folders)


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


@dataclass(slots=True)
class Notes:
    """Collects findings, each with the moment its row speaks of (None: not one row, or no known moment)."""

    findings: list[Finding] = field(default_factory=list)
    moments: list[datetime | None] = field(default_factory=list)

    def add(
        self, guard: str, severity: Severity, message: str, where: str, hint: str = "", at: datetime | None = None
    ) -> None:
        """One finding."""
        self.findings.append(Finding(guard, severity, message, where, hint=hint))
        self.moments.append(at)

    def mark(
        self,
        sheet: Sheet,
        bad: Array,
        column: str,
        guard: str,
        severity: Severity,
        says: Callable[[int], str],
        hint: str = "",
    ) -> None:
        """One finding per row where `bad` is true ("Row 7 of x.csv says(7)."), and a count for all beyond the first few."""
        places = np.flatnonzero(bad).tolist()
        for at in places[:SHOWN]:
            message = f"Row {sheet.place(at)[4:]} {says(at)}."
            self.add(guard, severity, message, f"{sheet.files[at]}:{int(sheet.rows[at])}:{column}", hint, sheet.time(at))
        more = places[SHOWN:]
        if more:
            last = more[-1]
            many = "1 more row has" if len(more) == 1 else f"{len(more)} more rows have"
            message = f"{many} the same fault as {sheet.place(places[0])}, up to {sheet.place(last)}."
            where = f"{sheet.files[last]}:{int(sheet.rows[last])}:{column}"
            self.add(guard, severity, message, where, hint, sheet.time(last))
