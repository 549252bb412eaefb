"""Round prices: broken, lost, reclaimed, touched, rejected, near.

Steps of a round price (its class) by coin: bitcoin 100,000, 10,000, 5,000, 1,000 and, below 10,000, also 500; ether
1,000, 500, 100 and, below 500, also 50.  A level's class is the largest step that divides it.

broken        opened below, reached, and at or above it at the end          lost          the mirror image
touched_up    opened below, reached, and below it again at the end          touched_down  the mirror image
reclaimed     broken, with a daily close at or above it in the 365 days before the window
rejected      the high stayed within 0.5 % under it and the end is at least 2 % below the high
near          the end is within 1 %, the window's range does not contain it, class 10,000 (ether 500) or more
passed        the highest multiple of 1,000 (ether 100) above the open and at or below the high

Of several the highest class is told, and of one class the outermost level that was passed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from newsgen.measure.book import exact
from newsgen.measure.candles import Venue, View, view
from newsgen.measure.clock import day_of, days_between, midnight, moment
from newsgen.measure.past import Past, Sight, past
from newsgen.measure.prices import Coin
from newsgen.model import Window

STEPS = {"BTC": (100_000, 10_000, 5_000, 1_000), "ETH": (1_000, 500, 100)}
SMALL_STEP = {"BTC": (10_000, 500), "ETH": (500, 50)}  # below this price also this step
NEAR_CLASS = {"BTC": 10_000, "ETH": 500}
RECLAIM_DAYS = 365
NEAR, REJECTED, RETREAT = 0.01, 0.005, 0.98


def measure_levels(coin: Coin, venues: tuple[Venue, ...]) -> None:
    """Enter every `level_*`, its class and its history for a coin whose window is whole."""
    found = coin.view
    if not found.whole:
        return
    start, high, low, price = found.open, found.high, found.low, found.price
    reached = _between(coin.name, start, high)
    fallen = _between(coin.name, low, start)
    history = past(found)
    levels: dict[str, float | None] = {
        "broken": _outermost(coin.name, [level for level in reached if price >= level], max),
        "touched_up": _outermost(coin.name, [level for level in reached if price < level], max),
        "lost": _outermost(coin.name, [level for level in fallen if price < level], min),
        "touched_down": _outermost(coin.name, [level for level in fallen if price >= level], min),
        "rejected": _rejected(coin.name, high, price),
        "near": _near(coin.name, high, low, price),
        "passed": max((level for level in reached if level % STEPS[coin.name][-1] == 0), default=None),
    }
    reclaimed = [
        level for level in reached if price >= level and history and history.last_close_above(level, RECLAIM_DAYS)
    ]
    levels["reclaimed"] = _outermost(coin.name, reclaimed, max)
    for base, level in levels.items():
        _put(coin, base, level)
    if history is not None:
        _histories(coin, history, levels)
    _agree(coin, venues, levels)


def steps(name: str, price: float) -> tuple[int, ...]:
    """The classes that count for a coin at about this price, largest first."""
    limit, small = SMALL_STEP[name]
    return (*STEPS[name], small) if price < limit else STEPS[name]


def level_class(name: str, level: float) -> int:
    """The largest step that divides a level."""
    return next(step for step in steps(name, level) if level % step == 0)


def _between(name: str, low: float, high: float) -> list[float]:
    """Levels above `low` and at or below `high`, in order."""
    step = steps(name, low)[-1]
    places = range(math.floor(low / step) + 1, math.floor(high / step) + 1)
    levels = [float(place * step) for place in places]
    return [level for level in levels if any(level % one == 0 for one in steps(name, level))]


def _outermost(name: str, levels: Iterable[float], end: Callable[[list[float]], float]) -> float | None:
    """Of the levels of the highest class the one at that end, `max` or `min`."""
    found = list(levels)
    best = max((level_class(name, level) for level in found), default=0)
    return end([level for level in found if level_class(name, level) == best]) if found else None


def _rejected(name: str, high: float, price: float) -> float | None:
    under = [level for level in _between(name, high, high / (1 - REJECTED)) if high < level]
    return _outermost(name, under, min) if price <= high * RETREAT else None


def _near(name: str, high: float, low: float, price: float) -> float | None:
    close = [
        level
        for level in _between(name, price / (1 + 2 * NEAR), price / (1 - 2 * NEAR))
        if not low <= level <= high and abs(price / level - 1) <= NEAR and level_class(name, level) >= NEAR_CLASS[name]
    ]
    return _outermost(name, close, min)


WORDS = {
    "broken": "opened at {open}, reached {high}, ended at {price}: {level} passed from below and held",
    "touched_up": "opened at {open}, reached {high}, ended at {price}: {level} passed from below and given back",
    "lost": "opened at {open}, fell to {low}, ended at {price}: {level} fallen through and not won back",
    "touched_down": "opened at {open}, fell to {low}, ended at {price}: {level} fallen through and won back",
    "rejected": "high of {high} within half a percent under {level}, ended at {price}",
    "near": "ended at {price}, within one percent of {level}, which the range {low} to {high} does not contain",
    "passed": "opened at {open}, reached {high}: {level} is the highest round price in between",
    "reclaimed": "opened at {open}, ended at {price}: {level} passed and held, with an earlier close above it",
}
NONE = {
    "broken": "no round price was passed from below and held",
    "touched_up": "no round price was passed from below and given back",
    "lost": "no round price was fallen through and not won back",
    "touched_down": "no round price was fallen through and won back",
    "rejected": "no round price was missed closely before a fall of 2 %",
    "near": "no untouched round price of a high class is within one percent",
    "passed": "no round price lies between the open and the high",
    "reclaimed": "no round price was won back that had been held within 365 days",
}


def _put(coin: Coin, base: str, level: float | None) -> None:
    if level is None:
        coin.miss(NONE[base], f"level_{base}", f"class_{base}")
        return
    found = coin.view
    prices = {"open": found.open, "high": found.high, "low": found.low, "price": found.price, "level": level}
    text = WORDS[base].format_map({name: exact(value) for name, value in prices.items()})
    size = level_class(coin.name, level)
    coin.put(f"level_{base}", level, text)
    coin.put(f"class_{base}", float(size), f"{exact(level)} is a multiple of {size:,}")


def _histories(coin: Coin, history: Past, levels: dict[str, float | None]) -> None:
    broken, lost, reclaimed = levels["broken"], levels["lost"], levels["reclaimed"]
    if broken is not None:
        sight = history.last_high(math.nextafter(broken, math.inf))
        _sight(coin, history, sight, "broken_since", "broken_since_days", f"above {exact(broken)}")
        if history.long_enough:
            text = f"{'no' if sight is None else 'an'} earlier price since {history.start} was above {exact(broken)}"
            coin.put("broken_first", int(sight is None), text, None, (*coin.origins, *history.origins))
        coin.miss("the daily history is too short for a first time", "broken_first")
    if lost is not None:
        sight = history.last_low(math.nextafter(lost, -math.inf))
        _sight(coin, history, sight, "lost_since", "lost_since_days", f"below {exact(lost)}")
    if reclaimed is not None:
        sight = history.last_close_above(reclaimed, RECLAIM_DAYS)
        _sight(coin, history, sight, "reclaimed_since", "reclaimed_days", f"close at or above {exact(reclaimed)}")
    coin.miss(NONE["broken"], "broken_since", "broken_since_days", "broken_first")
    coin.miss(NONE["lost"], "lost_since", "lost_since_days")
    coin.miss(NONE["reclaimed"], "reclaimed_since", "reclaimed_days")


def _sight(coin: Coin, history: Past, sight: Sight | None, since: str, days: str, what: str) -> None:
    if sight is None or not sight.sure:
        reason = f"no price {what} since {history.start}" if sight is None else "a day in between is not on file"
        coin.miss(reason, since, days)
        return
    span, origins = Window(moment(midnight(sight.day)), coin.window.end), (*coin.origins, *history.origins)
    today = day_of(coin.book.end)
    coin.put(
        since, sight.day, f"{exact(sight.price)} on {sight.day}, the last day before with a price {what}", span, origins
    )
    coin.put(days, days_between(sight.day, today), f"days from {sight.day} to {today}", span, origins)


def _agree(coin: Coin, venues: tuple[Venue, ...], levels: dict[str, float | None]) -> None:
    """Whether every other venue whose candles cover the same 24 hours saw the broken, lost and passed levels too."""
    if all(levels[base] is None for base in ("broken", "lost", "passed")):
        coin.miss("no level was broken, lost or passed", "levels_agree")
        return
    seen = (view(venue, coin.view.end) for venue in venues if venue is not coin.view.venue)
    others = [other for other in seen if other is not None and other.end == coin.view.end and other.whole]
    if not others:
        coin.miss("no other venue's candles cover the window", "levels_agree")
        return
    denying = [other for other in others if not _confirms(other, levels)]
    names = ", ".join(
        f"{other.venue.name} (low {exact(other.low)}, high {exact(other.high)}, end {exact(other.price)})"
        for other in others
    )
    origins = (*coin.origins, *(origin for other in others for origin in other.origins))
    text = f"{len(denying)} of {len(others)} other venues deny it: {names}"
    coin.put("levels_agree", int(not denying), text, None, origins)


def _confirms(other: View, levels: dict[str, float | None]) -> bool:
    broken, lost, passed = levels["broken"], levels["lost"], levels["passed"]
    if broken is not None and not (other.high >= broken and other.price >= broken):
        return False
    if lost is not None and not (other.low < lost and other.price < lost):
        return False
    return passed is None or other.high >= passed
