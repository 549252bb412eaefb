"""Tracked liquidations: named coins on one venue set from one source, as series that compare like with like.

A `Track` holds the rows of one venue set, source and row length on a regular grid.  A `Run` is the sum of a fixed set
of its coins over 24 hours, once a day at one time of day, with everything prepared that a day's facts ask for.
Holes are NaN and are never bridged: a statement that would reach across one is not made.
Nothing here looks ahead: what a run says of a day depends on that day and on earlier ones alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from newsgen.measure.clock import DAY
from newsgen.measure.columns import Columns, Floats, Ints
from newsgen.measure.files import Files

USUAL_DAYS = 30  # the usual day is the median of this many days before
USUAL_LEAST = 25  # of which at least so many must be on file
TOLERANCE = 0.01  # longs and shorts may miss their total by this part
MARGIN = 0.9  # a series may be this much shorter than the longest one if it covers more coins


@dataclass(eq=False)
class Run:
    """Daily sums of the same coins; arrays by slot, slot 0 is the first day on which every coin has a row.

    ends    seconds since 1970, one day apart
    values  by side ("total", "long", "short"): US dollars, NaN where a row is not on file
    larger  by side: last earlier slot with a larger value, -1 where there is none
    """

    coins: tuple[str, ...]
    venues: str
    source: str
    files: Files
    ends: Ints
    values: dict[str, Floats]
    by_coin: dict[str, dict[str, Floats]]  # the same by coin
    larger: dict[str, list[int]] = field(init=False)
    smaller: list[int] = field(init=False)
    median: Floats = field(init=False)
    holes: Ints = field(init=False)  # number of unknown totals before each slot

    def __post_init__(self) -> None:
        self.larger = {side: last_beyond(values) for side, values in self.values.items()}
        self.smaller = last_beyond(-self.values["total"])
        self.median = rolling_median(self.values["total"])
        self.holes = np.concatenate(([0], np.cumsum(np.isnan(self.values["total"])))).astype(np.int64)

    def slot(self, end: int) -> int | None:
        """The slot whose 24 hours end then, if its total is known."""
        first = int(self.ends[0])
        at, rest = divmod(end - first, DAY)
        if rest or not 0 <= at < len(self.ends) or np.isnan(self.values["total"][at]):
            return None
        return at

    def unbroken(self, earlier: int, later: int) -> bool:
        """Whether every day between two slots is on file."""
        return bool(self.holes[later] == self.holes[earlier + 1])


@dataclass(eq=False)
class Track:
    """Rows of one venue set, source and length on a grid; NaN where there is no row.

    first  seconds since 1970 of the first row's end
    sides  by side: array (coin, slot) of US dollars
    """

    venues: str
    source: str
    files: Files
    step: int
    first: int
    coins: tuple[str, ...]
    sides: dict[str, Floats]
    starts: list[int]  # slot of each coin's first row
    runs: dict[tuple[int, tuple[int, ...]], Run | None] = field(default_factory=dict)

    def covered(self, end: int) -> tuple[int, ...]:
        """Coins (by place) with every row of the 24 hours to `end`."""
        last, rest = divmod(end - self.first, self.step)
        width = DAY // self.step
        if rest or last - width + 1 < 0 or last >= self.sides["total"].shape[1]:
            return ()
        part = self.sides["total"][:, last - width + 1 : last + 1]
        return tuple(np.flatnonzero(~np.isnan(part).any(axis=1)).tolist())

    def run(self, end: int) -> Run | None:
        """The longest series of a fixed set of coins that reaches the 24 hours to `end`."""
        present = self.covered(end)
        if not present:
            return None
        last = (end - self.first) // self.step
        longest = last - min(self.starts[coin] for coin in present)
        chosen = tuple(coin for coin in present if last - self.starts[coin] >= MARGIN * longest)
        key = (end % DAY, chosen)
        if key not in self.runs:
            self.runs[key] = self._sum(*key)
        return self.runs[key]

    def _sum(self, phase: int, chosen: tuple[int, ...]) -> Run | None:
        """Sums over 24 hours of the chosen coins, one a day at this time of day."""
        width = DAY // self.step
        begin = max(self.starts[coin] for coin in chosen) + width - 1
        begin += (phase - self.first - begin * self.step) % DAY // self.step
        ends = self.first + np.arange(begin, self.sides["total"].shape[1], width, dtype=np.int64) * self.step
        if not len(ends):
            return None
        daily = {side: daily_sums(rows[list(chosen)], begin, width) for side, rows in self.sides.items()}
        return Run(
            coins=tuple(self.coins[coin] for coin in chosen), venues=self.venues, source=self.source,
            files=self.files.take(range(begin, self.sides["total"].shape[1], width)),
            ends=ends, values={side: added(rows) for side, rows in daily.items()},
            by_coin={
                self.coins[coin]: {side: np.round(rows[place], 2) for side, rows in daily.items()}
                for place, coin in enumerate(chosen)
            },
        )  # fmt: skip

    def parts(self, end: int, coins: tuple[int, ...], length: int) -> list[float]:
        """Sums of these coins over each stretch of `length` seconds inside the 24 hours to `end`, a step apart."""
        last, width, take = (end - self.first) // self.step, DAY // self.step, length // self.step
        rows = added(self.sides["total"][list(coins), last - width + 1 : last + 1])
        return [round(float(value), 2) for value in np.convolve(rows, np.ones(take), "valid")]


def prepare_tracks(table: Columns) -> tuple[Track, ...]:
    """Every like-for-like series of the liquidation table whose rows divide a UTC day."""
    return tuple(_tracks(table)) if len(table) else ()


def _tracks(table: Columns) -> Iterator[Track]:
    starts, ends = table.times("start"), table.times("end")
    length = ends - starts
    numbers = {side: table.numbers(f"{side}_usd") for side in ("long", "short", "total")}
    sides = complete_sides(numbers["long"], numbers["short"], numbers["total"])
    coins, (codes, files) = table.words("coin"), table.files
    everything = np.array([coin == "*" for coin in coins])
    for (venues, source), rows in table.groups("venues", "source").items():
        for whole in (False, True):
            for step in np.unique(length[rows]).tolist():
                if step <= 0 or DAY % step:
                    continue
                part = rows[(length[rows] == step) & (everything[rows] == whole) & (ends[rows] % step == 0)]
                part = part[~np.isnan(sides["total"][part])]
                if len(part):
                    names = [coins[row] for row in part]
                    yield _track((venues, source, step), names, ends[part], sides, part, codes[part], files)


def _track(
    about: tuple[str, str, int], names: list[str], ends: Ints, sides: dict[str, Floats], rows: Ints, codes: Ints,
    files: list[str],
) -> Track:  # fmt: skip
    venues, source, step = about
    first = int(ends.min())
    coins = tuple(sorted(set(names)))
    place = np.array([coins.index(name) for name in names])
    slots = (ends - first) // step
    grid = {side: np.full((len(coins), int(slots.max()) + 1), np.nan) for side in sides}
    for side, values in sides.items():
        grid[side][place, slots] = values[rows]
    starts = [int(slots[place == coin].min()) for coin in range(len(coins))]
    filed = np.full(int(slots.max()) + 1, codes[0])  # a slot's last row decides
    filed[slots] = codes
    return Track(venues, source, Files.of(filed, files), step, first, coins, grid, starts)


def complete_sides(long: Floats, short: Floats, total: Floats) -> dict[str, Floats]:
    """Totals from both sides, and a side from the total and the other.

    Sides that miss their total by more than 1 %, or exceed it, are unknown.
    """
    total = np.where(np.isnan(total), long + short, total)
    both = ~np.isnan(long) & ~np.isnan(short)
    off = (both & (np.abs(long + short - total) > TOLERANCE * total)) | (long > total) | (short > total)
    filled_long = np.where(np.isnan(long) & (total >= short), total - short, long)
    filled_short = np.where(np.isnan(short) & (total >= long), total - long, short)
    return {
        "total": total,
        "long": np.where(off, np.nan, filled_long),
        "short": np.where(off, np.nan, filled_short),
    }


def daily_sums(rows: Floats, begin: int, width: int) -> Floats:
    """Sums by coin over `width` slots, once a day, the first one ending at slot `begin`."""
    windows = np.lib.stride_tricks.sliding_window_view(rows, width, axis=1)[:, begin - width + 1 :: width]
    return added(np.moveaxis(windows, 2, 0))


def added(rows: Floats) -> Floats:
    """Sum over the first axis, always in the same order and to the cent, so that later rows never change a sum."""
    total: Floats = rows[0].copy()
    for row in rows[1:]:
        total += row
    cents: Floats = np.round(total, 2)
    return cents


def last_beyond(values: Floats) -> list[int]:
    """For each value the last earlier place with a strictly larger one, -1 where there is none; NaN never counts."""
    result: list[int] = []
    stack: list[tuple[float, int]] = []
    for place, value in enumerate(values.tolist()):
        if value != value:
            result.append(-1)
            continue
        while stack and stack[-1][0] <= value:
            stack.pop()
        result.append(stack[-1][1] if stack else -1)
        stack.append((value, place))
    return result


def rolling_median(values: Floats) -> Floats:
    """Median of the 30 values before each place; NaN where fewer than 25 of them are known."""
    result = np.full(len(values), np.nan)
    if len(values) <= USUAL_DAYS:
        return result
    ordered = np.sort(np.lib.stride_tricks.sliding_window_view(values[:-1], USUAL_DAYS), axis=1)
    count = (~np.isnan(ordered)).sum(axis=1)
    row = np.arange(len(ordered))
    low, high = ordered[row, np.maximum(count - 1, 0) // 2], ordered[row, np.minimum(count, USUAL_DAYS) // 2]
    result[USUAL_DAYS:] = np.where(count >= USUAL_LEAST, (low + high) / 2, np.nan)
    return result
