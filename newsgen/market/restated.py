"""What an answer says of times that are over, against what is on file of them.

Vendors do correct their figures, a few at a time and by little.  An answer that tells most of the known past otherwise
is of another coin, another scale, another day or another side: none of what it says of that series is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from newsgen.model import Severity

from .notes import Notes
from .sheets import Array, Sheet, combine


class Past(NamedTuple):
    """How a table's past may change: by which part of the largest figure of a row, and by how much at least.

    fewest  rows that must differ, and most of those that are known from before; or so many that differ by half
    """

    columns: tuple[str, ...]
    part: float
    least: float
    fewest: int = 3


# A candle that is over never changes: one that does is enough.
PASTS: Mapping[str, Past] = MappingProxyType(
    {
        "prices": Past(("open", "high", "low", "close"), 0.03, 0.0, 1),
        "liquidations": Past(("long_usd", "short_usd", "total_usd"), 0.03, 1e4),
        "etf_flows": Past(("flow_usd",), 0.1, 2e6),
        "indices": Past(("close",), 0.005, 0.0, 1),
        "open_interest": Past(("open_interest_usd",), 0.1, 1e5),
        "funding": Past(("funding_rate_pct",), 0.2, 0.002),
        "sentiment": Past(("value",), 0.05, 2.0),
        "market": Past(("market_cap_usd", "btc_dominance_pct"), 0.05, 1.0),
    }
)
GROSS, GRAVE = 0.5, 3  # a part by which no row is corrected, and rows of a series that differ by so much
NEAR, APART = 0.005, 0.02  # parts of a row's largest amount: equal, and surely not
HINT = "Ask the source again; where it really corrected its past, gather the day once more into a new history."


def as_before(sheets: Sequence[Sheet], answers_from: int, notes: Notes) -> list[Sheet]:
    """The sheets without series that tell the past otherwise; answers are the folders from that number on."""
    old = any(len(sheet) and sheet.folders[0] < answers_from for sheet in sheets)
    new = any(len(sheet) and sheet.folders[0] >= answers_from for sheet in sheets)
    if not (old and new) or sheets[0].table.name not in PASTS:
        return list(sheets)
    sheet = Sheet.stack(sheets)
    answered = sheet.folders >= answers_from
    before = _before(sheet, answered)
    past = PASTS[sheet.table.name]
    compared = before >= 0
    off, gross, turned = (np.zeros(len(sheet), dtype=bool) for _ in range(3))
    mine, then = np.flatnonzero(compared), before[compared]
    rows = np.array([[sheet.values[name][places] for name in past.columns] for places in (mine, then)])
    with np.errstate(invalid="ignore"):
        size = np.fmax.reduce(np.abs(rows), axis=(0, 1))
        if sheet.table.name == "liquidations":
            turned[mine] = _turned(rows, size)
        apart = np.fmax.reduce(np.abs(rows[0] - rows[1]), axis=0)
        off[mine] = apart > np.maximum(past.part * size, past.least)
        gross[mine] = off[mine] & (apart > GROSS * size)
    series = _series(sheet)
    count, wrong, grave = (
        np.bincount(series, weights=one, minlength=series.max(initial=0) + 1) for one in (compared, off, gross)
    )
    lost = (((wrong >= past.fewest) & (wrong * 2 > count)) | (grave >= max(past.fewest, GRAVE)))[series] & answered
    turned &= ~lost
    if not (lost | turned).any():
        return list(sheets)

    def mirrored(_: int) -> str:
        return "has for longs what is on file for shorts, and for shorts what is on file for longs; it is left out"

    notes.mark(sheet, turned, "long_usd", "S3", Severity.HOLD, mirrored, HINT)
    first = lost & (pd.Series(np.where(lost, series, -1)).duplicated().to_numpy() == False)  # noqa: E712

    def says(at: int) -> str:
        many = f"{int(wrong[series[at]])} of {int(count[series[at]])}"
        return (
            f"begins a series that tells the past otherwise than what is on file ({many} rows): another coin, scale, "
            "day or side; none of it is used"
        )

    notes.mark(sheet, first, sheet.table.clock, "S2", Severity.HOLD, says, HINT)
    return [sheet.keep(~(lost | turned))]


def _turned(rows: Array, size: Array) -> Array:
    """Rows whose longs and shorts are the other way round than before."""
    (long, short), (long_then, short_then) = rows[0][:2], rows[1][:2]
    near = np.maximum(np.abs(long - short_then), np.abs(short - long_then)) <= NEAR * size
    return np.asarray(near & (np.abs(long - long_then) > APART * size))


def _before(sheet: Sheet, answered: Array) -> Array:
    """For each answered row the place of the last row on file about the same thing, -1 where there is none."""
    key = pd.factorize(sheet.codes(*sheet.table.key))[0]
    known = np.full(key.max(initial=-1) + 1, -1, dtype=np.int64)
    old = np.flatnonzero(~answered)
    known[key[old]] = old
    return np.where(answered, known[key], -1)


def _series(sheet: Sheet) -> Array:
    """A number for what one answer says of one coin, venue or fund, in candles or rows of one length."""
    names = tuple(name for name in sheet.table.key if name in sheet.words and name != "source")
    series = combine(
        sheet.codes(*names, "source") if "source" in sheet.words else sheet.codes(*names), sheet.files.codes
    )
    if sheet.table.starts:
        series = combine(series, sheet.values[sheet.table.clock] - sheet.values[sheet.table.starts])
    return pd.factorize(series)[0]
