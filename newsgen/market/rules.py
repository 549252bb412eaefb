"""What the rows of one file must obey by themselves; what does not costs the row, or the smaller part of it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from newsgen.model import Severity

from .notes import Notes
from .sheets import EPOCH, NO_TIME, Array, Sheet, nanoseconds, stamp
from .tables import Column, Kind

SKEW = timedelta(minutes=2)  # clocks differ a little
ALWAYS_ROUNDING = 0.0005  # part of a total that long + short may miss it by
NEVER_ROUNDING = 0.02  # beyond this part of a total no rounding explains the gap
SENTINELS = np.array([*(10.0**digits - 1 for digits in range(4, 13)), 123.45, 123.47, 1234567, 12345678, 123456789])


def obey(sheet: Sheet, notes: Notes, now: datetime) -> Sheet:
    """The rows and cells that keep the table's rules."""
    for rule in (_ranges, _windows, _candles, _flat_sentinels, _sums):
        sheet = rule(sheet, notes)
    return _future(sheet, notes, now)


def _ranges(sheet: Sheet, notes: Notes) -> Sheet:
    good = np.ones(len(sheet), dtype=bool)
    for column in sheet.table.columns:
        if column.kind is Kind.NUMBER:
            bad = _outside(sheet, column, notes)
            if column.vital:
                good &= ~bad
            elif bad.any():
                sheet.values[column.name] = np.where(bad, np.nan, sheet.values[column.name])
    return sheet.keep(good)


def _outside(sheet: Sheet, column: Column, notes: Notes) -> Array:
    """Cells of a number column that cannot be: below the least, above the most, or a value that stands for nothing."""
    values = sheet.values[column.name]
    lost = "the row is left out" if column.vital else "the cell is taken as not known"
    below = np.zeros(len(values), dtype=bool) if column.least is None else values < column.least
    above = np.zeros(len(values), dtype=bool) if column.most is None else values > column.most
    zero = np.zeros(len(values), dtype=bool) if column.zero else values == 0
    price = not column.zero and column.name in ("open", "high", "low", "close", "price")
    stands = np.zeros(len(values), dtype=bool) if price or column.zero else np.isin(values, SENTINELS)
    if sheet.table.name == "liquidations" and column.name == "total_usd":
        everything = sheet.words["coin"].are("*") & sheet.words["venues"].are("*")
        zero, stands = everything & (values == 0), np.isin(values, SENTINELS)

    def says(at: int) -> str:
        return f"has {number(values[at])} in {column.name}, which must be {_limits(column)}; {lost}"

    def nothing(at: int) -> str:
        return f"has {number(values[at])} in {column.name}, a figure that only stands for nothing known; {lost}"

    hint = "Leave the cell empty if the figure is not known."
    notes.mark(sheet, below | (zero if price else False), column.name, "O2", Severity.HOLD, says, hint)
    notes.mark(sheet, above, column.name, "O1", Severity.HOLD, says, hint)
    notes.mark(sheet, stands | (False if price else zero), column.name, "T1", Severity.HOLD, nothing, hint)
    return np.asarray(below | above | zero | stands)


def _limits(column: Column) -> str:
    """What a number may be, in words."""
    least = "above zero" if not column.zero else "not below zero" if column.least == 0 else f"at least {column.least:g}"
    return least if column.most is None else f"{least} and at most {column.most:g}"


def _windows(sheet: Sheet, notes: Notes) -> Sheet:
    """A window ends after it starts."""
    if not sheet.table.starts:
        return sheet
    start, end = sheet.values["start"], sheet.values["end"]
    bad = end <= start

    def says(at: int) -> str:
        return f"ends at {stamp(int(end[at]))}, not after its start at {stamp(int(start[at]))}; the row is left out"

    notes.mark(sheet, bad, "end", "F2", Severity.HOLD, says, "The end of a window lies after its start.")
    return sheet.keep(~bad)


def _candles(sheet: Sheet, notes: Notes) -> Sheet:
    """No price of a candle lies above its high or below its low."""
    if "high" not in sheet.values:
        return sheet
    values = {name: sheet.values[name] for name in ("open", "high", "low", "close")}
    top = np.fmax(np.fmax(values["open"], values["close"]), values["low"])
    bottom = np.fmin(values["open"], values["close"])
    above, below = values["high"] < top, values["low"] > bottom
    bad = above | below

    def says(at: int) -> str:
        candle = ", ".join(f"{name} {number(column[at])}" for name, column in values.items())
        fault = "its high is not the highest" if above[at] else "its low is not the lowest"
        return f"is a candle in which {fault} ({candle}); the row is left out"

    notes.mark(sheet, bad, "high", "O2", Severity.HOLD, says, "Ask the source for this candle again.")
    return sheet.keep(~bad)


def _flat_sentinels(sheet: Sheet, notes: Notes) -> Sheet:
    """A candle that stands still at 9999 was never traded; a price may well pass through 9,999."""
    if "high" not in sheet.values:
        return sheet
    values = sheet.values["close"]
    bad = (values == sheet.values["high"]) & (values == sheet.values["low"])
    if not bad.any():
        return sheet
    bad &= np.isin(values, SENTINELS)

    def says(at: int) -> str:
        figure = f"{number(values[at])}, a figure that only stands for nothing known"
        return f"is a candle that stands still at {figure}; the row is left out"

    notes.mark(sheet, bad, "close", "T1", Severity.HOLD, says, "Leave out candles that are not known.")
    return sheet.keep(~bad)


def _sums(sheet: Sheet, notes: Notes) -> Sheet:
    """Longs and shorts make the total, up to rounding; where they do not, only the total is kept."""
    if sheet.table.name != "liquidations":
        return sheet
    sides = [sheet.values["long_usd"], sheet.values["short_usd"]]
    total = sheet.values["total_usd"]
    gap = sides[0] + sides[1] - total
    lone = np.where(np.isnan(gap), np.fmax(sides[0], sides[1]) - total, 0.0)  # one side alone can only be too large
    gap = np.where(np.isnan(gap), np.where(lone > 0, lone, 0.0), gap)
    bad = np.abs(gap) > np.maximum(ALWAYS_ROUNDING * total, 0.02)
    for at in np.flatnonzero(bad).tolist():
        room = sum(half_unit(float(figure[at])) for figure in (*sides, total))
        bad[at] = abs(gap[at]) > min(room, NEVER_ROUNDING * total[at])

    def says(at: int) -> str:
        known = zip(("longs", "shorts"), (side[at] for side in sides))
        told = " and ".join(f"{name} {number(value)}" for name, value in known if not math.isnan(value))
        return f"has {told} that do not fit the total {number(total[at])}; the total is kept, the sides are not used"

    hint = "Take both sides and the total from the same moment."
    notes.mark(sheet, bad, "total_usd", "N4", Severity.HOLD, says, hint)
    if bad.any():
        for name in ("long_usd", "short_usd"):
            sheet.values[name] = np.where(bad, np.nan, sheet.values[name])
    return sheet


def _future(sheet: Sheet, notes: Notes, now: datetime) -> Sheet:
    """Rows that speak of a time to come, or of a window, session or day that is not over."""
    clock = sheet.values[sheet.table.clock]
    latest = nanoseconds(now + SKEW)
    known = np.where(clock == NO_TIME, clock, clock + nanoseconds(EPOCH + sheet.table.delay))
    begun = sheet.values[sheet.table.starts] if sheet.table.starts else clock
    future = begun > latest
    running = (known > latest) & ~future

    later = f"which is later than now ({now:%Y-%m-%dT%H:%M:%SZ}); the row is left out"

    def ahead(at: int) -> str:
        return f"speaks of {stamp(int(begun[at]))}, {later}"

    def unfinished(at: int) -> str:
        return f"is final only at {stamp(int(known[at]))}, {later}"

    name = sheet.table.starts or sheet.table.clock
    notes.mark(sheet, future, name, "F1", Severity.HOLD, ahead, "Check the date, and the clock of this machine.")
    notes.mark(sheet, running, sheet.table.clock, "F2", Severity.WARN, unfinished, "Read it again when it is over.")
    return sheet.keep(~(future | running))


def half_unit(value: float) -> float:
    """Half a unit of the last digit that is not zero: what rounding may have moved the value by; 0 for NaN and 0."""
    if math.isnan(value) or value == 0:
        return 0.0
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** int(exponent)


def number(value: float) -> str:
    """A number as a table would hold it: no exponent, no empty decimals."""
    return format(Decimal(repr(float(value))).normalize(), "f")
