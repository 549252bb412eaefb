"""From the rows of an answer to columns of cells: read with the same suspicion as a file, without going through one."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from newsgen.model import Severity
from newsgen.wire import Cell, Row, Sheaf

from .cells import YEARS
from .notes import Notes
from .sheets import EPOCH, NO_TIME, Array, Cells, Raw, Words
from .tables import TABLES, Kind, Table

MOST = 1e300  # neither infinite, nor an integer that no float can hold
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def in_order(sheaves: Sequence[Sheaf]) -> list[Sheaf]:
    """The sheaves as they were fetched: of two answers about the same thing, the later one is believed."""
    return sorted(sheaves, key=lambda sheaf: sheaf.origin.fetched_at or LONG_AGO)


def columns_of(sheaf: Sheaf, notes: Notes) -> list[Raw]:
    """The rows by table, numbered by their place in the sheaf from 1 on."""
    found: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(sheaf.rows, 1):
        found.setdefault(row.table, []).append((number, row))
    label, raws = sheaf.origin.file, []
    for name, numbered in found.items():
        if name in TABLES:
            raws.append(_columns(TABLES[name], label, numbered, notes))
            continue
        message = f"Row {numbered[0][0]} of {label} is for the table {name!r}, which newsgen does not know; "
        message += f"its {len(numbered)} rows are left out."
        notes.add("M1", Severity.HOLD, message, f"{label}:{numbered[0][0]}", f"The tables are {', '.join(TABLES)}.")
    return raws


def _columns(table: Table, label: str, numbered: list[tuple[int, Row]], notes: Notes) -> Raw:
    rows = [row.cells for _, row in numbered]
    names = set().union(*rows)
    for name in sorted(names - set(table.names)):
        near = difflib.get_close_matches(name, table.names, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The columns are {','.join(table.names)}."
        message = f"{label} has a column {name!r} that no {table.name} table has; it is not read."
        notes.add("M1", Severity.WARN, message, f"{label}:1:{name}", hint)
    columns = {
        column.name: _cells(column.kind, [cells.get(column.name) for cells in rows])
        for column in table.columns
        if column.name in names
    }
    return Raw(table, label, columns, np.array([number for number, _ in numbered], dtype=np.int64))


def _cells(kind: Kind, values: list[Cell | None]) -> Cells:
    """One column: at once where every cell is what it should be, else as words, which are looked at one by one."""
    if kind is Kind.NUMBER:
        quick = _numbers(values)
    else:
        quick = _times(values, kind) if kind in (Kind.TIME, Kind.DATE) else None
    return _words(values) if quick is None else quick


def _numbers(values: Iterable[Cell | None]) -> Array | None:
    """Numbers with NaN for what is absent; None where a cell is no plain number."""
    found = []
    for value in values:
        if value is None:
            found.append(math.nan)
        elif type(value) in (float, int) and -MOST <= value <= MOST:  # type: ignore[operator]  # a bool is no number
            found.append(float(value))  # type: ignore[arg-type]
        else:
            return None
    return np.array(found, dtype=np.float64)


def _times(values: Iterable[Cell | None], kind: Kind) -> Array | None:
    """Nanoseconds since 1970; None where a cell is no time in UTC, or no date in a column of dates."""
    known: dict[Cell | None, int] = {None: NO_TIME}
    found = []
    for value in values:
        if value is not None and not isinstance(value, date):
            return None
        at = known.get(value)
        if at is None:
            at = _nanoseconds(value, kind)
            if at is None:
                return None
            known[value] = at
        found.append(at)
    return np.array(found, dtype=np.int64)


def _nanoseconds(value: Cell | None, kind: Kind) -> int | None:
    if isinstance(value, datetime):
        if kind is not Kind.TIME or value.utcoffset() != timedelta(0) or value.year not in YEARS:
            return None
        return (value - EPOCH) // timedelta(microseconds=1) * 1000
    if kind is not Kind.DATE or not isinstance(value, date) or value.year not in YEARS:
        return None
    return (value - EPOCH.date()).days * 86_400_000_000_000


def _words(values: Iterable[Cell | None]) -> Words:
    return Words.of(np.array([_text(value) for value in values], dtype=object))


def _text(value: Cell | None) -> str:
    """A cell as a file would hold it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
