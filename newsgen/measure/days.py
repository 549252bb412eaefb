"""Whole days of one venue that end at the same time of day, on a grid: what a window is held against, like for like.

At midnight (UTC) they are daily candles; a window that ends at another hour is held against 24-hour sums of the finer
candles that it is made of itself.  A day of which a candle is missing is NaN, and nothing is said across it.
Nothing here looks ahead: a day is made of its own candles alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from newsgen.measure.clock import DAY, day_of
from newsgen.measure.columns import Floats, Ints

if TYPE_CHECKING:
    from datetime import date

Flags = npt.NDArray[np.bool_]
YEAR = 365  # days, for what is said per year


@dataclass(eq=False)
class Days:
    """Arrays by slot, one slot a day; `first` is the end of slot 0 in seconds since 1970.  Prices in US dollars."""

    first: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    _swings: dict[int, Floats] = field(default_factory=dict)

    @cached_property
    def changes(self) -> Floats:
        """Change from open to close, percent."""
        return (self.close - self.open) / self.open * 100

    @cached_property
    def ranges(self) -> Floats:
        """High over low, less one, percent."""
        return (self.high - self.low) / self.low * 100

    def swings(self, changes: int) -> Floats:
        """Annualised volatility by day: the deviation of so many daily changes of the logarithm, percent."""
        if changes not in self._swings:
            found = np.full(len(self), np.nan)
            steps = np.diff(np.log(self.close))
            if len(steps) >= changes:
                parts = np.lib.stride_tricks.sliding_window_view(steps, changes)
                found[changes:] = parts.std(axis=1, ddof=1) * np.sqrt(YEAR) * 100
            self._swings[changes] = found
        return self._swings[changes]

    @cached_property
    def holes(self) -> Ints:
        """Number of unknown days before each slot, and before the end."""
        return np.concatenate(([0], np.cumsum(np.isnan(self.close)))).astype(np.int64)

    def __len__(self) -> int:
        return len(self.close)

    def slot(self, end: int) -> int:
        """The slot of the day that ends then, or of the last one before; it need not be on file."""
        return (end - self.first) // DAY

    def end(self, slot: int) -> int:
        return self.first + slot * DAY

    def day(self, slot: int) -> date:
        return day_of(self.end(slot))

    def whole(self, first: int, until: int) -> bool:
        """Whether every day from one slot up to another, not included, is on file."""
        return 0 <= first <= until <= len(self) and bool(self.holes[until] == self.holes[first])

    def last(self, hits: Flags, first: int, until: int) -> int | None:
        """The last slot of a stretch that is a hit; `hits` are of exactly that stretch."""
        found = hits.nonzero()[0]
        return first + int(found[-1]) if len(found) and until <= len(self) else None


def days_of(
    step: int, phase: int, ends: Sequence[int], columns: tuple[Floats, Floats, Floats, Floats, Floats]
) -> Days | None:
    """24-hour sums of candles of one length, those that end at this second of the day; None where there is none.

    `columns` are open, high, low, close and volume of the candles that end at `ends`.
    """
    width = DAY // step
    places = np.asarray(ends, dtype=np.int64) // step
    begin = int(places[0]) + (phase // step - int(places[0])) % width - width  # the place before the first day
    count = (int(places[-1]) - begin) // width
    if count < 1:
        return None
    slots = places - begin - 1
    inside = (slots >= 0) & (slots < count * width)
    grid = [np.full(count * width, np.nan) for _ in columns]
    for values, rows in zip(columns, grid, strict=True):
        rows[slots[inside]] = values[inside]
    opened, high, low, close, volume = (rows.reshape(count, width) for rows in grid)
    whole = ~np.isnan(close).any(axis=1)
    sums: Floats = volume[:, 0].copy()
    for part in range(1, width):
        sums += volume[:, part]
    prices = (opened[:, 0], high.max(axis=1), low.min(axis=1), close[:, -1])
    first, *rest = (np.where(whole, values, np.nan) for values in (*prices, sums))
    return Days((begin + width) * step, first, rest[0], rest[1], rest[2], rest[3])
