"""The days of a coin's venue before the window, at the window's own time of day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from newsgen.measure.book import Origins, exact
from newsgen.measure.candles import Candles, View
from newsgen.measure.clock import DAY, day_of, days_between, moment
from newsgen.measure.columns import Floats
from newsgen.measure.days import Days, Flags
from newsgen.measure.prices import Coin
from newsgen.model import Window

LEAST_DAYS = 30  # fewer days are no past


@dataclass(frozen=True, slots=True)
class Earlier:
    """Slots `first` to `until - 1` of `days` are the past of the window, which stands at slot `until`."""

    days: Days
    candles: Candles
    first: int
    until: int
    origins: Origins

    def part(self, values: Floats) -> Floats:
        """Of these values the ones of the past."""
        return values[self.first : self.until]

    def last(self, hits: Flags) -> int | None:
        """The last slot of the past that is a hit."""
        return self.days.last(hits, self.first, self.until)

    @property
    def start(self) -> str:
        return f"{self.days.day(self.first)}"

    def span(self, slot: int, view: View) -> Window:
        """From the start of a day to the window's end."""
        return Window(moment(self.days.end(slot) - DAY), moment(view.end))


def earlier(view: View) -> Earlier | None:
    """The past of a window: whole UTC days for a UTC day, else 24-hour windows of its own candles; None if too short.

    Candles before a leap belong to another history.
    """
    daily = view.venue.daily
    candles = daily if view.end % DAY == 0 and daily is not None else view.candles
    days = candles.by_day(view.end)
    if days is None:
        return None
    until = days.slot(view.end)
    epoch = candles.epoch(candles.until(view.start))
    first = max(0, -((days.first - candles.ends[epoch]) // DAY)) if epoch else 0
    if until > len(days) or until - first < LEAST_DAYS:
        return None
    last = candles.until(view.start) - 1
    origins = view.venue.origins(candles, max(0, last - (until - first) * (DAY // candles.step)), last)
    return Earlier(days, candles, first, until, origins)


def put_since(coin: Coin, past: Earlier, hits: Flags, names: tuple[str, str], what: str, values: Floats) -> None:
    """Enter the last earlier day that is a hit and the days from then; `values` are what `what` counts."""
    slot = past.last(hits)
    if slot is None:
        coin.miss(f"no day since {past.start} {what}", *names)
    elif not past.days.whole(slot, past.until):
        coin.miss("a day in between is not on file", *names)
    else:
        day, today = past.days.day(slot), day_of(coin.view.end)
        span, origins = past.span(slot, coin.view), (*coin.origins, *past.origins)
        text = f"{exact(float(np.round(values[slot], 4)))} % on {day}, the last day before that {what}"
        coin.put(names[0], day, text, span, origins)
        coin.put(names[1], days_between(day, today), f"days from {day} to {today}", span, origins)
