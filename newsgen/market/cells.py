"""From cells to values: times in UTC, numbers, tickers, names and sides, each fault with its row and column."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from newsgen.model import Severity

from .notes import EPOCH, NO_TIME, Array, Notes, Sheet, stamp
from .tables import SIDES, Column, Kind

TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?")
DAY = re.compile(r"(\d{4}-\d\d-\d\d)([T ]00:00(:00(\.0+)?)?Z?)?")
COIN = re.compile(r"\*|[\w$][\w$.\-]{0,19}")
NAME = re.compile(r"\*|\w[\w .&()'/+\-]{0,79}")
FIRST, LAST = datetime(1700, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)  # 64 bits of nanoseconds hold 1678-2261

EXPECTED = {
    Kind.TIME: ("a time in UTC", "Write a time in UTC with its Z, such as 2025-07-14T12:00:00Z."),
    Kind.DATE: ("a date", "Write a date such as 2025-07-14."),
    Kind.NUMBER: ("a number", "Write a plain number such as 118250.5, or leave the cell empty if it is not known."),
    Kind.SIDE: ("long or short", "Write long or short: the position that was closed."),
    Kind.COIN: ("a ticker", "Write a ticker such as BTC, or * for all coins."),
    Kind.NAME: ("a name", "Write a name such as Binance, or * for all."),
    Kind.TEXT: ("text", ""),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with some cells of a column; `costs` says whether their value is lost."""

    bad: Array
    says: Callable[[int], str]
    guard: str = "M1"
    severity: Severity = Severity.WARN
    costs: bool = True


Read = tuple[Array, list[Fault]]


def typed(sheet: Sheet, notes: Notes) -> Sheet:
    """The sheet with every column in its type, in the table's order.

    A row that lost a vital cell is left out; any other lost cell is taken as not known.
    """
    given = sheet.columns
    sheet.columns = {}
    good = np.ones(len(sheet), dtype=bool)
    clock = sheet.table.column(sheet.table.clock)
    for column in (clock, *(column for column in sheet.table.columns if column is not clock)):  # findings tell the time
        cells = given.get(column.name)
        values, faults = (unknown(column.kind, len(sheet)), []) if cells is None else READERS[column.kind](column, cells)
        sheet.columns[column.name] = values
        if column.needed:
            faults.append(_missing(column, values, faults))
        for fault in faults:
            notes.mark(sheet, fault.bad, column.name, fault.guard, fault.severity, fault.says, EXPECTED[column.kind][1])
            if fault.costs and column.vital:
                good &= ~fault.bad
    sheet.columns = {name: sheet.columns[name] for name in sheet.table.names}
    return sheet.keep(good)


def unknown(kind: Kind, rows: int) -> Array:
    """A column of which nothing is known."""
    if kind is Kind.NUMBER:
        return np.full(rows, np.nan)
    return np.full(rows, NO_TIME) if kind in (Kind.TIME, Kind.DATE) else np.full(rows, "", dtype=object)


def empty(values: Array) -> Array:
    """Where nothing is known."""
    if values.dtype == np.float64:
        return np.isnan(values)
    return np.asarray(values == (NO_TIME if values.dtype == np.int64 else ""))


def _missing(column: Column, values: Array, faults: list[Fault]) -> Fault:
    """A needed cell that is empty, and not because of a fault that is told already."""
    nothing = empty(values)
    for fault in faults:
        nothing = nothing & ~fault.bad
    return Fault(nothing, lambda _: f"has nothing in {column.name}; the row is left out")


def _lost(column: Column, cells: Array, bad: Array) -> Fault:
    """Cells that hold something else than the column does."""
    lost = "the row is left out" if column.vital else "the cell is taken as not known"
    expected = EXPECTED[column.kind][0]
    return Fault(bad, lambda at: f'has "{cells[at]!s:.40}" in {column.name} where {expected} was expected; {lost}')


def _numbers(column: Column, cells: Array) -> Read:
    values = cells if cells.dtype == np.float64 else np.array([_number(cell) for cell in cells.tolist()], dtype=np.float64)
    bad = np.isinf(values)
    if not bad.any():
        return values, []
    return np.where(bad, np.nan, values), [_lost(column, cells, bad)]


def _number(cell: str) -> float:
    """The number in a cell, NaN for an empty one, infinity for one that holds anything else."""
    text = cell.strip()
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return math.inf
    return value if math.isfinite(value) and "_" not in text else math.inf


def _times(column: Column, cells: Array) -> Read:
    codes, found = pd.factorize(cells)
    quick = _quick_times(found)
    if quick is not None:
        return quick[codes], []
    read = [_time(text.strip()) for text in found]
    values = np.array([value for value, _ in read], dtype=np.int64)[codes]
    kinds = np.array([kind for _, kind in read], dtype="U5")[codes]
    naive = Fault(
        kinds == "naive",
        lambda at: f'has "{cells[at]}" in {column.name}, a time without a zone; the row is left out',
        *("K1", Severity.HOLD),
    )
    moved = Fault(
        kinds == "moved",
        lambda at: f'has "{cells[at]}" in {column.name}, which is not in UTC; it is read as {stamp(int(values[at]))}',
        *("K1", Severity.WARN, False),
    )
    return values, [_lost(column, cells, kinds == "wrong"), naive, moved]


def _quick_times(found: Array) -> Array | None:
    """Times that are all written as 2025-07-14T12:00:00Z; None if any is not."""
    if not all(len(text) == 20 and text[10] == "T" and text[19] == "Z" for text in found):
        return None
    try:
        return _nanoseconds(np.array([text[:19] for text in found], dtype="M8[s]"))
    except ValueError:
        return None


def _time(text: str) -> tuple[int, str]:
    """Nanoseconds since 1970, and what is to be said of the text: "", wrong, naive or moved (from another zone)."""
    match = TIME.fullmatch(text)
    if not match:
        return NO_TIME, "wrong" if text else ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return NO_TIME, "wrong"
    if at.tzinfo is None:
        return NO_TIME, "naive"
    if not FIRST <= at < LAST:
        return NO_TIME, "wrong"
    return (at - EPOCH) // timedelta(microseconds=1) * 1000, "moved" if at.utcoffset() else ""


def _dates(column: Column, cells: Array) -> Read:
    codes, found = pd.factorize(cells)
    days = [_day(text.strip()) for text in found]
    values = np.array([NO_TIME if day is None else day for day in days], dtype=np.int64)[codes]
    wrong = np.array([day is None for day in days], dtype=bool)[codes] & (cells != "")
    return values, [_lost(column, cells, wrong)]


def _day(text: str) -> int | None:
    """Nanoseconds since 1970 of a date's midnight, or None for anything else."""
    match = DAY.fullmatch(text)
    return _time(f"{match[1]}T00:00Z")[0] if match and _time(f"{match[1]}T00:00Z")[1] == "" else None


def _nanoseconds(times: Array) -> Array:
    if len(times) and not (FIRST.replace(tzinfo=None) <= times.min().item() and times.max().item() < LAST.replace(tzinfo=None)):
        raise ValueError("a year that cannot be kept")
    return times.astype("M8[ns]").view(np.int64)


def _sides(column: Column, cells: Array) -> Read:
    return _words(column, cells, lambda text: text.lower(), lambda text: text in SIDES)


def _coins(column: Column, cells: Array) -> Read:
    return _words(column, cells, lambda text: text.upper(), lambda text: COIN.fullmatch(text) is not None)


def _names(column: Column, cells: Array) -> Read:
    return _words(column, cells, lambda text: text, lambda text: NAME.fullmatch(text) is not None)


def _texts(column: Column, cells: Array) -> Read:
    return _words(column, cells, lambda text: text, lambda _: True)


def _words(column: Column, cells: Array, put: Callable[[str], str], fits: Callable[[str], bool]) -> Read:
    """Words in their house form; one that does not fit is a fault, an empty one is not."""
    codes, found = pd.factorize(cells)
    words = [put(clean(text)) for text in found]
    wrong = [bool(word) and not fits(word) for word in words]
    kept = np.array(["" if lost else word for word, lost in zip(words, wrong)], dtype=object)[codes]
    return kept, [_lost(column, cells, np.array(wrong, dtype=bool)[codes])] if any(wrong) else []


def clean(text: str) -> str:
    """The text in one line, without control or private-use characters."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


READERS: dict[Kind, Callable[[Column, Array], Read]] = {
    Kind.NUMBER: _numbers,
    Kind.TIME: _times,
    Kind.DATE: _dates,
    Kind.SIDE: _sides,
    Kind.COIN: _coins,
    Kind.NAME: _names,
    Kind.TEXT: _texts,
}
