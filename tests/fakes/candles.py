"""Candles of any length out of the real ones: finer ones are a bridge that touches the coarser one's high and low.

The same coin and time give the same candle in every run, and nothing later than the present moment is ever told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from random import Random

from .coins import PEGGED
from .papers import DAY, FOUR_HOURS, HOUR, Candle, Papers

STEPS = (DAY, FOUR_HOURS, HOUR, 300, 60)  # seconds; each is made from the one before
FINER = dict(pairwise(STEPS))
COARSER = {fine: coarse for coarse, fine in FINER.items()}
WEEK, MONDAY = 7 * DAY, 4 * DAY  # 1970-01-05 was a Monday


def joined(candles: Iterable[Candle], start: int) -> Candle | None:
    """One candle out of consecutive ones."""
    found = list(candles)
    if not found:
        return None
    high, low = max(one.high for one in found), min(one.low for one in found)
    return Candle(start, found[0].open, high, low, found[-1].close, sum(one.volume for one in found))


@cache
def bridge(parent: Candle, step: int, count: int, name: str) -> tuple[Candle, ...]:
    """`count` consecutive candles of `step` seconds with exactly the parent's open, high, low, close and volume."""
    dice = Random(f"{name}:{parent.start}:{step}")
    first, second = sorted(dice.sample(range(count), 2))
    low_first = (parent.close >= parent.open) == (dice.random() < 0.75)
    low_at, high_at = (first, second) if low_first else (second, first)
    bends = sorted([(low_at + 0.5, parent.low), (high_at + 0.5, parent.high)])
    path = _path([(0.0, parent.open), *bends, (float(count), parent.close)], parent, dice)
    weights = [dice.uniform(0.4, 1.6) for _ in range(count)]
    made = []
    for place, (before, after) in enumerate(pairwise(path)):
        wick = (parent.high - parent.low) * 0.03 * dice.random()
        high = parent.high if place == high_at else min(parent.high, max(before, after) + wick)
        low = parent.low if place == low_at else max(parent.low, min(before, after) - wick)
        volume = parent.volume * weights[place] / sum(weights)
        made.append(Candle(parent.start + place * step, before, high, low, after, volume))
    return tuple(made)


def _path(bends: Sequence[tuple[float, float]], parent: Candle, dice: Random) -> list[float]:
    """The price at the edge of every candle: straight between the bends, with some noise, inside the parent."""
    count, spread = int(bends[-1][0]), parent.high - parent.low
    found = [parent.open]
    for edge in range(1, count):
        (x0, y0), (x1, y1) = next(pair for pair in pairwise(bends) if pair[0][0] <= edge <= pair[1][0])
        price = y0 + (y1 - y0) * (edge - x0) / (x1 - x0) + dice.gauss(0.0, 0.06) * spread
        found.append(min(parent.high, max(parent.low, price)))
    return [*found, parent.close]


class Prices:
    """The candles of every coin in the history."""

    def __init__(self, papers: Papers) -> None:
        self._days, self._four = papers.daily, papers.four_hourly
        self.peg = 1.0  # what the stablecoins are worth; a test may break them

    @property
    def coins(self) -> tuple[str, ...]:
        """Every coin that has candles."""
        return tuple(self._days)

    def candle(self, coin: str, step: int, start: int) -> Candle | None:
        """One whole candle of one of `STEPS`; None where the history has none."""
        if step == DAY and coin in PEGGED:
            return Candle(start, self.peg, self.peg * 1.0006, self.peg * 0.9995, self.peg, 9.1e8)
        if step == DAY:
            return self._days.get(coin, {}).get(start)
        if step == FOUR_HOURS and start in self._four.get(coin, {}):
            return self._four[coin][start]
        coarse = COARSER[step]
        parent = self.candle(coin, coarse, start - start % coarse)
        if parent is None:
            return None
        return bridge(parent, step, coarse // step, coin)[(start - parent.start) // step]

    def candles(self, coin: str, step: int, start: int, end: int, now: int) -> list[Candle]:
        """Every candle of `step` seconds that begins in [start, end) and before `now`, the last one unfinished."""
        shift = MONDAY if step % WEEK == 0 else 0
        first = start + (shift - start) % step
        found = (self._until(coin, step, at, now) for at in range(first, min(end, now), step))
        return [one for one in found if one is not None]

    def price(self, coin: str, at: int) -> float | None:
        """The last price before `at`."""
        step = next((one for one in STEPS if at % one == 0), 0)
        if step:
            return whole.close if (whole := self.candle(coin, step, at - step)) else None
        minute = self.candle(coin, 60, at // 60 * 60)
        return minute.open if minute else None

    def _until(self, coin: str, step: int, start: int, now: int) -> Candle | None:
        """One candle as it stood at `now`, out of finer ones where it is unfinished or not one of `STEPS`."""
        if step in FINER or step == 60:
            if start + step <= now:
                return self.candle(coin, step, start)
            if step == 60:
                whole = self.candle(coin, 60, start)
                return whole and Candle(start, whole.open, whole.open, whole.open, whole.open, 0.0)
            finer = FINER[step]
        else:
            finer = next(one for one in STEPS if step % one == 0)
        parts = (self._until(coin, finer, at, now) for at in range(start, min(start + step, now), finer))
        return joined((part for part in parts if part is not None), start)


def usual_range(days: Sequence[Candle]) -> float:
    """The median of (high - low) / low."""
    found = sorted((one.high - one.low) / one.low for one in days)
    return found[len(found) // 2] if found else 0.0


__all__ = ["DAY", "FOUR_HOURS", "HOUR", "Candle", "Prices", "bridge", "joined", "usual_range"]
