"""Candles by coin, venue and length, ready to be looked up by time.

All prices of one coin come from one venue per window: the first in order of preference whose candles cover the
window's start and end, with its finest candles.  Its daily candles serve the history before the window.
A price that leaps threefold between two neighbouring candles starts a new history: nothing is compared across it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from newsgen.measure.book import Origins
from newsgen.measure.clock import DAY, HOUR
from newsgen.measure.columns import Columns, Floats
from newsgen.measure.days import Days, days_of
from newsgen.measure.files import Files

LEAP = 3.0
FRESH = 4 * HOUR  # a price older than this is not the price at the window's end


@dataclass(eq=False, slots=True)
class Candles:
    """Candles of one coin, venue and length (`step`, seconds) in order of time; prices in US dollars.

    leaps    places of candles that open threefold away from the close before
    streaks  by place: candles in a row that closed higher (positive) or lower (negative)
    days     24-hour windows made of these candles, by the second of the day at which they end, once asked for
    """

    step: int
    files: Files
    starts: list[int]
    ends: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    highs: Floats
    lows: Floats
    closes: Floats
    volumes: Floats
    leaps: list[int] = field(init=False)
    streaks: list[int] = field(init=False)
    days: dict[int, Days | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        before = self.closes[:-1]
        ratio = np.asarray(self.open[1:]) / before if len(before) else np.empty(0)
        self.leaps = (np.flatnonzero((ratio >= LEAP) | (ratio <= 1 / LEAP)) + 1).tolist()
        self.streaks = _streaks(self.close, self.starts, self.ends)

    def until(self, end: int) -> int:
        """Number of candles that have ended by then."""
        return bisect_right(self.ends, end)

    def exact(self, end: int) -> int | None:
        """The candle that ends exactly then."""
        at = bisect_left(self.ends, end)
        return at if at < len(self.ends) and self.ends[at] == end else None

    def unbroken(self, first: int, last: int) -> bool:
        """Whether no candle is missing between two places."""
        return self.ends[last] - self.ends[first] == (last - first) * self.step

    def leapt(self, after: int, until: int) -> bool:
        """Whether a candle of this stretch opens threefold away from the close before."""
        return bool(self.leaps) and any(after <= self.starts[leap] and self.ends[leap] <= until for leap in self.leaps)

    def by_day(self, end: int) -> Days | None:
        """The 24-hour windows that end at the time of day of `end`."""
        phase = end % DAY
        if phase not in self.days:
            columns = (np.asarray(self.open), self.highs, self.lows, self.closes, self.volumes)
            self.days[phase] = days_of(self.step, phase, self.ends, columns)
        return self.days[phase]

    def epoch(self, until: int) -> int:
        """First place of the history that candle `until - 1` belongs to."""
        at = bisect_left(self.leaps, until)
        return self.leaps[at - 1] if at else 0


@dataclass(eq=False, slots=True)
class Venue:
    """One venue's candles of one coin, finest first."""

    coin: str
    name: str
    candles: tuple[Candles, ...]
    daily: Candles | None

    def origins(self, candles: Candles, first: int, last: int) -> Origins:
        """Where the candles from one place to another were read, both included."""
        return candles.files.between(self.name, first, last)

    def price_at(self, at: int, now: int) -> tuple[float, int] | None:
        """Close of the finest candle that ends at a time, or less than its own length before, and when it ended.

        None where a leap lies between then and `now`: the prices would belong to two histories.
        """
        for candles in self.candles:
            place = candles.until(at) - 1
            if place >= 0 and at - candles.ends[place] < candles.step:
                leapt = any(one.leapt(at, now) for one in self.candles)
                return None if leapt else (candles.close[place], candles.ends[place])
        return None


@dataclass(eq=False, slots=True)
class Stretch:
    """Candles in a row without a gap: places `first` to `until - 1`."""

    candles: Candles
    first: int
    until: int

    @property
    def places(self) -> range:
        return range(self.first, self.until)

    @property
    def end(self) -> int:
        return self.candles.ends[self.until - 1]


def cover(venue: Venue, start: int, end: int, at_most: int, prefer: Candles | None = None) -> tuple[Stretch, ...]:
    """Candles of one venue, none longer than `at_most`, that cover a span exactly; () where they do not.

    `prefer` alone if it covers the span, else the longest that fit at each moment: hours, then the last minutes.
    Nothing is covered across a leap.
    """
    alone = _run(prefer, start, end) if prefer else None
    if alone is not None and alone.end == end:
        return (alone,)
    found: list[Stretch] = []
    at = start
    usable = [one for one in reversed(venue.candles) if one.step <= at_most]
    while at < end:
        best = next((run for one in usable if (run := _run(one, at, end))), None)
        if best is None:
            return ()
        found.append(best)
        at = best.end
    return tuple(found)


def _run(candles: Candles, start: int, end: int) -> Stretch | None:
    """As many candles in a row from `start` on as end by `end`, without a leap; None where there is none."""
    first = bisect_left(candles.starts, start)
    until = candles.until(end)
    if until <= first or candles.starts[first] != start:
        return None
    if not candles.unbroken(first, until - 1):
        breaks = (at for at in range(first + 1, until) if candles.starts[at] != candles.ends[at - 1])
        until = next(breaks, until)
    return Stretch(candles, first, until) if candles.epoch(until) <= first else None


@dataclass(eq=False, slots=True)
class View:
    """The candles of one coin that make up the window: places `first` to `last`, both included."""

    venue: Venue
    candles: Candles
    first: int
    last: int

    @property
    def start(self) -> int:
        return self.candles.starts[self.first]

    @property
    def end(self) -> int:
        return self.candles.ends[self.last]

    @property
    def whole(self) -> bool:
        """Whether no candle of the window is missing."""
        return self.last - self.first + 1 == DAY // self.candles.step

    @property
    def open(self) -> float:
        return self.candles.open[self.first]

    @property
    def price(self) -> float:
        return self.candles.close[self.last]

    @property
    def high(self) -> float:
        return max(self.candles.high[self.first : self.last + 1])

    @property
    def low(self) -> float:
        return min(self.candles.low[self.first : self.last + 1])

    @property
    def origins(self) -> Origins:
        return self.venue.origins(self.candles, self.first, self.last)

    @property
    def file(self) -> str:
        """The file of the last candle."""
        return self.candles.files.at(self.last)

    @property
    def leap(self) -> int | None:
        """The place of a candle in the window that opens threefold away from the close before."""
        at = bisect_left(self.candles.leaps, self.first)
        found = self.candles.leaps[at : at + 1]
        return found[0] if found and found[0] <= self.last else None


def view(venue: Venue, end: int) -> View | None:
    """The finest candles of a venue that cover the 24 hours to `end`, or to the last close before it.

    The last close may be older than `end` by less than a candle and at most four hours.
    """
    for candles in venue.candles:
        last = candles.until(end) - 1
        if last < 0 or end - candles.ends[last] >= min(candles.step, FRESH):
            continue
        first = bisect_left(candles.starts, candles.ends[last] - DAY)
        if first <= last and candles.starts[first] == candles.ends[last] - DAY:
            return View(venue, candles, first, last)
    return None


def best_view(venues: tuple[Venue, ...], end: int) -> View | None:
    """The view of the first venue that has one."""
    for venue in venues:
        found = view(venue, end)
        if found is not None:
            return found
    return None


def prepare_candles(table: Columns) -> dict[str, tuple[Venue, ...]]:
    """Venues of every coin in order of preference."""
    if not len(table):
        return {}
    starts, ends = table.times("start"), table.times("end")
    prices = {name: table.numbers(name) for name in ("open", "high", "low", "close", "volume_usd")}
    usable = ~np.isnan(prices["open"] + prices["high"] + prices["low"] + prices["close"])
    steps, (codes, files) = ends - starts, table.files
    found: dict[str, dict[str, list[Candles]]] = defaultdict(lambda: defaultdict(list))
    for (coin, venue), rows in table.groups("coin", "venue").items():
        for step in np.unique(steps[rows]).tolist():
            if step <= 0 or DAY % step:
                continue
            part = rows[(steps[rows] == step) & usable[rows] & (ends[rows] % step == 0)]
            if len(part):
                part = part[np.argsort(ends[part], kind="stable")]
                columns = {name: values[part] for name, values in prices.items()}
                times = starts[part].tolist(), ends[part].tolist()
                found[coin][venue].append(_candles(step, Files.of(codes[part], files), *times, columns))
    return {coin: _venues(coin, venues) for coin, venues in found.items()}


def _candles(step: int, files: Files, starts: list[int], ends: list[int], prices: dict[str, Floats]) -> Candles:
    opened, high, low, close = (prices[name] for name in ("open", "high", "low", "close"))
    return Candles(
        step, files, starts, ends, opened.tolist(), high.tolist(), low.tolist(), close.tolist(),
        high, low, close, prices["volume_usd"],
    )  # fmt: skip


def _venues(coin: str, found: dict[str, list[Candles]]) -> tuple[Venue, ...]:
    venues = []
    for name in sorted(found, key=preference):
        candles = tuple(sorted(found[name], key=lambda one: one.step))
        daily = next((one for one in candles if one.step == DAY), None)
        venues.append(Venue(coin, name, candles, daily))
    return tuple(venues)


def preference(venue: str) -> tuple[int, str]:
    """Binance spot first, then other spot venues, then composites, then perpetual futures."""
    name = venue.lower()
    if name == "binance":
        return 0, venue
    return (3 if "perpetual" in name or "futures" in name else 2 if name == "yahoo" else 1), venue


def _streaks(closes: list[float], starts: list[int], ends: list[int]) -> list[int]:
    result, run = [], 0
    for place, close in enumerate(closes):
        if place == 0 or starts[place] != ends[place - 1] or close == closes[place - 1]:
            run = 0
        elif close > closes[place - 1]:
            run = run + 1 if run > 0 else 1
        else:
            run = run - 1 if run < 0 else -1
        result.append(run)
    return result
