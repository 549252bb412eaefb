"""From cells to values: times in UTC, numbers, tickers, names and sides, each fault with its row and column."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import numpy as np

from newsgen.model import Severity

from .notes import Notes
from .sheets import EPOCH, NO_TIME, Array, Cells, Raw, Sheet, Words, stamp
from .tables import SIDES, Column, Kind

TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?")
DAY = re.compile(r"(\d{4}-\d\d-\d\d)([T ]00:00(:00(\.0+)?)?Z?)?")
COIN = re.compile(r"\*|[\w$][\w$.\-]{0,19}")
NAME = re.compile(r"\*|\w[\w .&()'/+\-]{0,79}")
YEARS = range(1700, 2200)  # 64 bits of nanoseconds reach little further
PLACES, MARKS = [10, 19], np.frombuffer(b"TZ", dtype=np.uint8)  # of 2025-07-14T12:00:00Z
FIRST, LAST = np.datetime64(f"{YEARS.start}-01-01"), np.datetime64(f"{YEARS.stop}-01-01")

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


Read: TypeAlias = tuple[Array, list[Fault]]


def typed(raw: Raw, notes: Notes) -> Sheet:
    """The rows with every column in its type.

    A row that lost a vital cell is left out; any other lost cell is taken as not known.
    """
    sheet = Sheet.of(raw.table, raw.file, raw.rows)
    good = np.ones(len(sheet), dtype=bool)
    clock = raw.table.column(raw.table.clock)
    for column in (clock, *(other for other in raw.table.columns if other is not clock)):  # findings tell the time
        for fault in _fill(sheet, column, raw.cells.get(column.name)):
            notes.mark(sheet, fault.bad, column.name, fault.guard, fault.severity, fault.says, EXPECTED[column.kind][1])
            if fault.costs and column.vital:
                good &= ~fault.bad
    return sheet.keep(good)


def _fill(sheet: Sheet, column: Column, cells: Cells | None) -> list[Fault]:
    """Puts the values of one column into the sheet, and tells what is wrong with some of them."""
    if column.kind in WORDS:
        words, faults = (Words.same("", len(sheet)), []) if cells is None else _words(column, cells)
        sheet.words[column.name] = words
        nothing = words.are("") if column.needed else None
    else:
        values, faults = _unknown(column, len(sheet)) if cells is None else _values(column, cells)
        sheet.values[column.name] = values
        nothing = (np.isnan(values) if column.kind is Kind.NUMBER else values == NO_TIME) if column.needed else None
    return faults if nothing is None else [*faults, _missing(column, nothing, faults)]


def _unknown(column: Column, rows: int) -> Read:
    return (np.full(rows, np.nan) if column.kind is Kind.NUMBER else np.full(rows, NO_TIME)), []


def _values(column: Column, cells: Cells) -> Read:
    if column.kind is Kind.NUMBER:
        return _numbers(column, cells)
    if isinstance(cells, Words):
        return _times(column, cells) if column.kind is Kind.TIME else _dates(column, cells)
    return (cells, []) if cells.dtype == np.int64 else _quick_times(column, cells)


def _missing(column: Column, nothing: Array, faults: list[Fault]) -> Fault:
    """A needed cell that is empty, and not because of a fault that is told already."""
    for fault in faults:
        nothing = nothing & ~fault.bad
    return Fault(nothing, lambda _: f"has nothing in {column.name}; the row is left out")


def _lost(column: Column, cells: Cells, bad: Array) -> Fault:
    """Cells that hold something else than the column does."""
    lost = "the row is left out" if column.vital else "the cell is taken as not known"
    expected = EXPECTED[column.kind][0]
    return Fault(bad, lambda at: f'has "{cells[at]!s:.40}" in {column.name} where {expected} was expected; {lost}')


def _numbers(column: Column, cells: Cells) -> Read:
    values = cells.each([_number(text) for text in cells.found], np.float64) if isinstance(cells, Words) else cells
    bad = np.isinf(values)
    return (np.where(bad, np.nan, values), [_lost(column, cells, bad)]) if bad.any() else (values, [])


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


def _quick_times(column: Column, cells: Array) -> Read:
    """Times as bytes of a fixed width: quickly if all are written as 2025-07-14T12:00:00Z."""
    letters = cells.view(np.uint8).reshape(len(cells), cells.itemsize)
    sound = (letters[:, PLACES] == MARKS).all() and not letters[:, 20:].any()
    values = _nanoseconds(cells.astype("S19")) if sound else None
    return (
        _times(column, Words.of(np.char.decode(cells, "utf-8", "replace").astype(object)))
        if values is None
        else (values, [])
    )


def _times(column: Column, cells: Words) -> Read:
    read = [_time(text.strip()) for text in cells.found]
    values = cells.each([value for value, _ in read], np.int64)
    kinds = cells.each([kind for _, kind in read], "U5")
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


def _nanoseconds(texts: Array) -> Array | None:
    """Nanoseconds since 1970 of times or dates in plain ISO form; None if any is not one."""
    try:
        times = texts.astype("M8[s]")
    except ValueError:
        return None
    if len(times) and not (times.min() >= FIRST and times.max() < LAST):  # also refuses NaT
        return None
    return times.astype("M8[ns]").view(np.int64)


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
    if at.year not in YEARS:
        return NO_TIME, "wrong"
    return (at - EPOCH) // timedelta(microseconds=1) * 1000, "moved" if at.utcoffset() else ""


def _dates(column: Column, cells: Words) -> Read:
    quick = _nanoseconds(np.array(cells.found)) if set(map(len, cells.found)) == {10} else None
    if quick is not None:
        return quick[cells.codes], []
    days = [_day(text.strip()) for text in cells.found]
    wrong = [day == NO_TIME and bool(text.strip()) for day, text in zip(days, cells.found)]
    return cells.each(days, np.int64), [_lost(column, cells, cells.each(wrong, bool))]


def _day(text: str) -> int:
    """Nanoseconds since 1970 of a date's midnight; no time for anything else."""
    match = DAY.fullmatch(text)
    return _time(f"{match[1]}T00:00Z")[0] if match else NO_TIME


def _words(column: Column, cells: Cells) -> tuple[Words, list[Fault]]:
    """Words in their house form; one that does not fit is a fault, an empty one is not."""
    assert isinstance(cells, Words)
    put, fits = WORDS[column.kind]
    words = [put(clean(text)) for text in cells.found]
    wrong = [bool(word) and not fits(word) for word in words]
    kept = cells.put(["" if lost else word for word, lost in zip(words, wrong)])
    return kept, [_lost(column, cells, cells.each(wrong, np.bool_))] if any(wrong) else []


def clean(text: str) -> str:
    """The text in one line, without control or private-use characters."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


WORDS: dict[Kind, tuple[Callable[[str], str], Callable[[str], object]]] = {
    Kind.COIN: (str.upper, COIN.fullmatch),
    Kind.NAME: (str, NAME.fullmatch),
    Kind.SIDE: (str.lower, SIDES.__contains__),
    Kind.TEXT: (str, lambda _: True),
}
