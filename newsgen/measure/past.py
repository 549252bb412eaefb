"""What the same venue's prices were before the window: records and the last time a price was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from newsgen.measure.book import Origins
from newsgen.measure.candles import Candles, Stretch, View, cover
from newsgen.measure.clock import DAY, day_at
from newsgen.measure.heights import height_before

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

    Whole UTC days are places `first` to `until - 1` of `daily`; from there to the window's start finer candles serve,
    in order of time.
    """

    coin: str
    daily: Candles
    first: int
    until: int
    bridge: tuple[Stretch, ...]
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
        """Whether a record may be spoken of: nothing higher is known from before the history."""
        span = (self.daily.ends[self.until - 1] - self.daily.starts[self.first]) // DAY
        whole = self.days >= RECORD_DAYS and self.days >= COVERAGE * span
        return whole and self.top()[0] >= height_before(self.coin, self.start)

    def top(self) -> tuple[float, date]:
        """The highest price before the window and its day."""
        part = self.daily.highs[self.first : self.until]
        place = int(np.argmax(part))
        price, day = float(part[place]), day_at(self.daily.starts[self.first + place])
        for stretch in self.bridge:
            for at in stretch.places:
                if stretch.candles.high[at] > price:
                    price, day = stretch.candles.high[at], day_at(stretch.candles.starts[at])
        return price, day

    def last_high(self, price: float) -> Sight | None:
        """The last day before the window with a price at least so high."""
        for part in reversed(self.bridge):
            for at in reversed(part.places):
                if part.candles.high[at] >= price:
                    return Sight(day_at(part.candles.starts[at]), part.candles.high[at], sure=True)
        return self._sight(self.daily.highs, self.daily.highs[self.first : self.until] >= price)

    def last_low(self, price: float) -> Sight | None:
        """The last day before the window with a price at least so low."""
        for part in reversed(self.bridge):
            for at in reversed(part.places):
                if part.candles.low[at] <= price:
                    return Sight(day_at(part.candles.starts[at]), part.candles.low[at], sure=True)
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
    daily = view.venue.daily
    if daily is None:
        return None
    until = daily.until(view.start)
    if not until:
        return None
    reached = daily.ends[until - 1]
    bridge = cover(view.venue, reached, view.start, DAY - 1, view.candles) if view.start - reached < DAY else ()
    if reached != view.start and not bridge:
        return None
    origins = view.venue.origins(daily, 0, until - 1)
    return Past(view.venue.coin, daily, daily.epoch(until), until, bridge, origins)
