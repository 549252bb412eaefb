"""What the same venue's prices were before the window: records and the last time a price was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from newsgen.measure.book import Origins
from newsgen.measure.candles import Candles, View
from newsgen.measure.clock import DAY, day_at

RECORD_DAYS = 365  # a record needs a history of at least so many days ...
COVERAGE = 0.99  # ... of which at least this part is on file


@dataclass(frozen=True, slots=True)
class Sight:
    """A day on which a price was seen; `sure` unless a day between it and the window is not on file."""

    day: date
    price: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Past:
    """Prices before the window.

    Whole UTC days are places `first` to `until - 1` of `daily`; from there to the window's start the finer candles of
    the window itself serve, places `fine_first` to `fine_until - 1` of `fine`.
    """

    daily: Candles
    first: int
    until: int
    fine: Candles
    fine_first: int
    fine_until: int
    origins: Origins

    @property
    def start(self) -> date:
        """First day of the history."""
        return day_at(self.daily.starts[self.first])

    @property
    def days(self) -> int:
        return self.until - self.first

    @property
    def long_enough(self) -> bool:
        """Whether a record may be spoken of."""
        span = (self.daily.ends[self.until - 1] - self.daily.starts[self.first]) // DAY
        return self.days >= RECORD_DAYS and self.days >= COVERAGE * span

    def top(self) -> tuple[float, date]:
        """The highest price before the window and its day."""
        part = self.daily.highs[self.first : self.until]
        place = int(np.argmax(part))
        price, day = float(part[place]), day_at(self.daily.starts[self.first + place])
        for at in range(self.fine_first, self.fine_until):
            if self.fine.high[at] > price:
                price, day = self.fine.high[at], day_at(self.fine.starts[at])
        return price, day

    def last_high(self, price: float) -> Sight | None:
        """The last day before the window with a price at least so high."""
        for at in range(self.fine_until - 1, self.fine_first - 1, -1):
            if self.fine.high[at] >= price:
                return Sight(day_at(self.fine.starts[at]), self.fine.high[at], sure=True)
        return self._sight(self.daily.highs, self.daily.highs[self.first : self.until] >= price)

    def last_low(self, price: float) -> Sight | None:
        """The last day before the window with a price at least so low."""
        for at in range(self.fine_until - 1, self.fine_first - 1, -1):
            if self.fine.low[at] <= price:
                return Sight(day_at(self.fine.starts[at]), self.fine.low[at], sure=True)
        return self._sight(self.daily.lows, self.daily.lows[self.first : self.until] <= price)

    def last_close_above(self, price: float, days: int) -> Sight | None:
        """The last of so many whole days before the window that closed at least so high."""
        first = max(self.first, self.until - days)
        hits = np.flatnonzero(self.daily.closes[first : self.until] >= price)
        if not len(hits):
            return None
        place = first + int(hits[-1])
        return Sight(
            day_at(self.daily.starts[place]), self.daily.close[place], self.daily.unbroken(place, self.until - 1)
        )

    def _sight(
        self, values: np.ndarray[tuple[int], np.dtype[np.float64]], hits: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> Sight | None:
        places = np.flatnonzero(hits)
        if not len(places):
            return None
        place = self.first + int(places[-1])
        return Sight(day_at(self.daily.starts[place]), float(values[place]), self.daily.unbroken(place, self.until - 1))


def past(view: View) -> Past | None:
    """The history up to the window's start, None where it does not reach it."""
    daily, fine = view.venue.daily, view.candles
    if daily is None:
        return None
    until = daily.until(view.start)
    if not until:
        return None
    gap = view.start - daily.ends[until - 1]
    count = gap // fine.step
    fine_first = view.first - count
    if gap >= DAY or gap % fine.step or fine_first < 0:
        return None
    if count and fine.starts[fine_first] != daily.ends[until - 1]:
        return None
    origins = view.venue.origins(daily, 0, until - 1)
    return Past(daily, daily.epoch(until), until, fine, fine_first, view.first, origins)
