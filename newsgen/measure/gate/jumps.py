"""O1: how far a window's move lies beyond the venue's own trailing days, by median and median deviation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from newsgen.catalogue import MAJORS
from newsgen.measure.candles import Candles, View
from newsgen.measure.columns import Floats
from newsgen.measure.gate.limits import LIMITS

NORMAL = 1.4826  # median deviations in a standard deviation


@dataclass(frozen=True, slots=True)
class Jump:
    """A move out of the ordinary: which price shows it, its logarithm and its size in robust deviations."""

    price: str
    move: float
    sigmas: float

    @property
    def percent(self) -> float:
        return math.expm1(self.move) * 100

    @property
    def words(self) -> str:
        where = {"price": "moved to its end by", "high": "rose to a high above its ends by", "low": "fell to a low by"}
        return where[self.price]

    def confirmed_by(self, other: View) -> bool:
        """Whether another venue saw at least half of the move."""
        if self.price != "price" and not other.whole:
            return False
        return moves(other)[self.price] * math.copysign(1, self.move) >= LIMITS.jump_confirmed * abs(self.move)


def moves(view: View) -> dict[str, float]:
    """Logarithms of the end over the start, of the high over both, and of the low under both."""
    top, bottom = max(view.open, view.price), min(view.open, view.price)
    return {
        "price": math.log(view.price / view.open),
        "high": math.log(max(view.high, top) / top),
        "low": math.log(min(view.low, bottom) / bottom),
    }


def jump_of(coin: str, view: View) -> Jump | None:
    """The window's move furthest beyond six robust deviations of the trailing 90 days; small moves are none."""
    least = math.log1p((LIMITS.jump_least if coin in MAJORS else LIMITS.jump_least_others) / 100)
    large = {name: move for name, move in moves(view).items() if abs(move) >= least}
    if not large or view.venue.daily is None:
        return None
    past = _past(view.venue.daily, view.start)
    found = []
    for name, move in large.items():
        values = past.get(name)
        if values is not None:
            middle = float(np.median(values))
            deviation = NORMAL * float(np.median(np.abs(values - middle)))
            sigmas = abs(move - middle) / deviation if deviation > 0 else math.inf
            found.append(Jump(name, move, sigmas))
    worst = max(found, key=lambda jump: jump.sigmas, default=None)
    return worst if worst is not None and worst.sigmas > LIMITS.sigmas else None


def _past(daily: Candles, start: int) -> dict[str, Floats]:
    """The same moves of the daily candles before the window."""
    until = daily.until(start)
    first = max(daily.epoch(until), until - LIMITS.jump_days)
    if until - first < LIMITS.jump_least_days:
        return {}
    part = slice(first, until)
    opens, highs, lows, closes = np.asarray(daily.open[part]), daily.highs[part], daily.lows[part], daily.closes[part]
    return {
        "price": np.log(closes / opens),
        "high": np.log(highs / np.maximum(opens, closes)),
        "low": np.log(lows / np.minimum(opens, closes)),
    }
