"""Figures that no interface gives, as an editor took them from a named place: the files manual*.toml.

    [[fact]]
    id = "liq.traders"                # traders liquidated, all coins, all venues, 24 hours
    value = 130000
    qualifier = "over"                # "over" or "about", if the source says so
    as_of = 2025-07-14T12:00:00Z      # the moment the source speaks of
    window = "24h"
    source = "CoinGlass"
    url = "https://www.coinglass.com/LiquidationData"
    entered_by = "AB"
    expires_at = 2025-07-15T00:00:00Z

    [[fact]]
    id = "order.usd"                  # the largest single order: also coin, venue, pair, side, price, time
    value = 98112450
    coin = "BTC"
    ...

`value`, `as_of`, `source` and `entered_by` cannot be left out.  A figure is used for the all-coin 24-hour liquidation
window of the same source that ends within two hours of `as_of`; without such a window it is left out.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from newsgen.model import Origin, Severity
from newsgen.wire import Cell, Row, Sheaf

from .notes import Notes
from .papers import EntryError, in_past, moment_of, read_entries, text_of, url_of
from .rules import number

TRADERS, ORDER = "liq.traders", "order.usd"
IDS = (TRADERS, ORDER)
ORDER_KEYS = ("coin", "venue", "pair", "side", "price", "time")
CITED_KEYS = (
    *("id", "value", "qualifier", "as_of", "window", "source", "url", "entered_by", "expires_at"),
    *ORDER_KEYS,
)
QUALIFIERS = ("", "over", "about")
WINDOW = timedelta(hours=24)
NEAR = timedelta(hours=2)  # further from the window's end, the figure is another window's
HINT = "A figure entered by hand needs its value, its moment, who published it and who entered it."


@dataclass(frozen=True, slots=True)
class Cited:
    """One figure entered by hand: `id` is "liq.traders" or "order.usd", `value` traders or US dollars.

    qualifier  "over", "about" or ""
    file       where it stands: "desk/manual.toml:fact 1"
    end        the end of the 24 hours that it is told of, None as long as none was found
    """

    id: str
    value: float
    as_of: datetime
    source: str
    entered_by: str
    qualifier: str = ""
    window: str = ""
    url: str = ""
    expires_at: datetime | None = None
    coin: str = ""
    venue: str = ""
    pair: str = ""
    side: str = ""
    price: float | None = None
    time: datetime | None = None
    file: str = ""
    end: datetime | None = None

    @property
    def origin(self) -> Origin:
        """The citation as a fact names it."""
        return Origin(self.source, self.file, 1, url=self.url)

    @property
    def sheaf(self) -> Sheaf:
        """An order as a row of the orders table."""
        cells: dict[str, Cell | None] = {name: getattr(self, name) or None for name in ORDER_KEYS}
        cells |= {"usd": self.value, "source": self.source}
        row = Row("orders", {name: cell for name, cell in cells.items() if cell is not None})
        return Sheaf(replace(self.origin, rows=0), (row,))


def read_cited(path: Path, label: str, notes: Notes, now: datetime) -> list[Cited]:
    """The figures of one file; one that cannot be used costs itself.  Raises UnreadableError for the whole file."""
    return read_entries(path, label, "fact", CITED_KEYS, lambda raw, where: _cited(raw, where, now), notes)


def _cited(raw: dict[str, Any], where: str, now: datetime) -> Cited:
    _identity(raw)
    for name in ("source", "entered_by"):
        if not text_of(raw, name):
            raise EntryError(f"has no {name}", "Q1", Severity.HOLD, HINT)
    as_of, expires_at, time = (moment_of(raw, name) for name in ("as_of", "expires_at", "time"))
    if as_of is None:
        raise EntryError("has no as_of", "Q1", Severity.HOLD, HINT)
    in_past(as_of, "as_of", now)
    in_past(time, "time", now)
    if text_of(raw, "window") not in ("", "24h"):
        raise EntryError(f"speaks of a window of {raw['window']}, not of 24h", hint='Write window = "24h".')
    if text_of(raw, "qualifier") not in QUALIFIERS:
        raise EntryError(f"has the qualifier {raw['qualifier']!r}", hint='Write "over", "about", or leave it out.')
    source, entered_by, qualifier, window = (
        text_of(raw, name) for name in ("source", "entered_by", "qualifier", "window")
    )
    coin, venue, pair, side = (text_of(raw, name) for name in ("coin", "venue", "pair", "side"))
    price = _amount(raw, "price") if "price" in raw else None
    return Cited(
        raw["id"], _amount(raw, "value"), as_of, source, entered_by, qualifier, window, url_of(raw), expires_at,
        coin, venue, pair, side, price, time, file=where,
    )  # fmt: skip


def _identity(raw: dict[str, Any]) -> None:
    """Refuses a figure that cannot be entered by hand."""
    name = text_of(raw, "id")
    if name not in IDS:
        near = difflib.get_close_matches(name, IDS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The ids are {' and '.join(IDS)}."
        raise EntryError(f"has the id {name!r}" if name else "has no id", "M1", Severity.HOLD, hint)
    strange = [key for key in ORDER_KEYS if key in raw and name != ORDER]
    if strange:
        raise EntryError(f"has a {strange[0]}, but {name} covers all coins and venues", "M1", Severity.HOLD)


def _amount(raw: dict[str, Any], name: str) -> float:
    value = raw.get(name)
    if value is None:
        raise EntryError(f"has no {name}", "Q1", Severity.HOLD, HINT)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e15:
        raise EntryError(f"has a {name} that is not a number above zero", "M1", Severity.HOLD)
    if raw["id"] == TRADERS and not math.isclose(value, round(value), abs_tol=0, rel_tol=0):
        raise EntryError(f"has a {name} of {number(value)} traders", "M1", Severity.HOLD, "Traders are whole.")
    return float(value)


def bound(cited: Sequence[Cited], liquidations: pd.DataFrame, notes: Notes) -> Iterator[Cited]:
    """The figures whose window is on file, with its end; why the others are left out.

    Of two for one window the later file's is kept; two of one file that disagree are both left out.
    """
    if not cited:
        return
    everything = liquidations[(liquidations["coin"] == "*") & (liquidations["venues"] == "*")]
    everything = everything[everything["end"] - everything["start"] == WINDOW]
    found: dict[tuple[str, datetime | None], list[Cited]] = {}
    for one in cited:
        reason, end = _window(one, everything)
        if reason:
            _leave_out(one, reason, Severity.WARN, "Enter the figure for the window to be told.", notes)
            continue
        same = [other for other in found.get((one.id, end), []) if _label(other) == _label(one)]
        found[one.id, end] = [*same, replace(one, end=end)]
    for ones in found.values():
        if len({one.value for one in ones}) == 1:
            yield ones[-1]
            continue
        for one in ones:
            _leave_out(one, "disagrees with another of the same window", Severity.HOLD, "Keep the right one.", notes)


def _label(one: Cited) -> str:
    return one.file.rpartition(":")[0]


def _leave_out(one: Cited, reason: str, severity: Severity, hint: str, notes: Notes) -> None:
    place = one.file.rpartition(":")[2].capitalize()
    notes.add("F3", severity, f"{place} of {_label(one)} {reason}; it is left out.", one.file, hint, one.as_of)


def _window(one: Cited, windows: pd.DataFrame) -> tuple[str, datetime | None]:
    """Why a figure cannot be used, or the end of its window."""
    apart = (windows["end"] - pd.Timestamp(one.as_of)).abs()
    near = windows[apart <= NEAR]
    if near.empty:
        return "speaks of a time without an all-coin 24-hour liquidation window within 2 hours", None
    ends = near["end"][apart[near.index] == apart[near.index].min()]
    rows = windows[windows["end"] == ends.iloc[-1]]
    rows, end = rows[rows["source"] == one.source], ends.iloc[-1].to_pydatetime()
    if rows.empty:
        return f"is of {one.source}, and the liquidations of that window are not", None
    if one.expires_at is not None and one.expires_at <= max(end, one.as_of):
        return f"expired at {one.expires_at:%Y-%m-%d %H:%M} UTC", None
    if one.id == TRADERS and (told := rows["traders"].dropna().tolist()) and told[-1] != one.value:
        return f"gives {number(one.value)} where {one.source} itself gives {number(told[-1])}", None
    if one.time is not None and not end - WINDOW < one.time <= end:
        return f"has an order of {one.time:%Y-%m-%d %H:%M} UTC, outside the window to {end:%Y-%m-%d %H:%M} UTC", None
    return "", end
