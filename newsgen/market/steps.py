"""Candles of one venue against its own: days against hours, and candles that repeat themselves.

In all of the real history a venue's days end at the close of their last hour, to the last digit, and no candle of an
hour or less is the same as the two before it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from newsgen.model import Severity

from .notes import Notes
from .rules import number
from .sheets import Array, Sheet, combine

APART = 0.002  # part of a price by which a day and its last hour never differ
WHOLE = 3  # so many candles apart, and most of those that can be compared: the series is of another coin or time
HOUR = 3_600_000_000_000  # nanoseconds; longer candles that repeat are few, and held against the shorter ones
STILL = 2  # so many repetitions of a candle in a row: the feed stands still
PRICES = ("open", "high", "low", "close")
PEGGED = frozenset(
    ["USDT", "USDC", "DAI", "BUSD", "TUSD", "FDUSD", "USDE", "USDP", "PYUSD", "USD1", "USDS", "FRAX", "LUSD", "GUSD"]
)


def own_candles(sheet: Sheet, notes: Notes) -> Sheet:
    """The candles that fit the others of their venue."""
    return _fitting(_moving(sheet, notes), notes)


def _moving(sheet: Sheet, notes: Notes) -> Sheet:
    """Without candles that repeat those before them to the last digit; a flat one may stand for no trade at all."""
    start, end = sheet.values["start"], sheet.values["end"]
    series = combine(sheet.codes("coin", "venue"), end - start)
    order = np.lexsort((start, series))
    again = series[order][1:] == series[order][:-1]
    for name in PRICES:
        again &= sheet.values[name][order][1:] == sheet.values[name][order][:-1]
    again &= ((sheet.values["high"] > sheet.values["low"]) & (end - start <= HOUR))[order][1:]
    runs = np.zeros(len(sheet), dtype=np.int64)
    places = np.flatnonzero(again) + 1
    if len(places) < STILL:
        return sheet
    begins = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    lengths = np.diff(np.append(begins, len(places)))
    runs[order[places]] = np.repeat(lengths, lengths)
    bad = (runs >= STILL) & ~sheet.words["coin"].each([coin in PEGGED for coin in sheet.words["coin"].found], np.bool_)

    def says(at: int) -> str:
        return (
            f"is one of {int(runs[at])} candles that repeat the one before to the last digit (close "
            f"{number(sheet.values['close'][at])}): the feed stood still, and the row is left out"
        )

    notes.mark(sheet, bad, "close", "F3", Severity.HOLD, says, "Ask the source for these candles again.")
    return sheet.keep(~bad)


def _fitting(sheet: Sheet, notes: Notes) -> Sheet:
    """Without candles that end or begin elsewhere than a shorter one of the same venue."""
    length = sheet.values["end"] - sheet.values["start"]
    venue = sheet.codes("coin", "venue")
    bad, compared = np.zeros(len(sheet), dtype=bool), np.zeros(len(sheet), dtype=bool)
    other = np.full(len(sheet), -1)
    for clock, price in (("end", "close"), ("start", "open")):
        key = combine(venue, sheet.values[clock])
        order = np.lexsort((length, key))
        first = np.flatnonzero(np.diff(key[order], prepend=key[order][0] - 1 if len(order) else 0))
        finest = order[np.repeat(first, np.diff(np.append(first, len(order))))]
        both = np.zeros(len(sheet), dtype=bool)
        both[order] = finest != order
        mine, theirs = sheet.values[price][order], sheet.values[price][finest]
        off = (finest != order) & ~(np.abs(mine - theirs) <= APART * theirs) & ~np.isnan(mine + theirs)
        bad[order[off]] = bad[finest[off]] = True
        other[order[off]], other[finest[off]] = finest[off], order[off]
        compared |= both
    if not bad.any():
        return sheet
    whole = _whole_series(sheet, length, bad & compared, compared)

    def says(at: int) -> str:
        fault = f"it does not fit {sheet.place(int(other[at]))}" if other[at] >= 0 else "its series does not fit"
        return f"is a candle of {sheet.words['coin'][at]} on {sheet.words['venue'][at]}: {fault}; it is left out"

    notes.mark(sheet, bad | whole, "close", "S2", Severity.HOLD, says, "Ask the source for both again.")
    return sheet.keep(~(bad | whole))


def _whole_series(sheet: Sheet, length: Array, bad: Array, compared: Array) -> Array:
    """All candles of an answer's series of which most do not fit those of other lengths."""
    series = combine(combine(sheet.codes("coin", "venue"), length), sheet.files.codes)
    codes = pd.factorize(series)[0]
    off, known = (np.bincount(codes, weights=one, minlength=codes.max(initial=0) + 1) for one in (bad, compared))
    return np.asarray(((off >= WHOLE) & (off * 2 > known))[codes])
