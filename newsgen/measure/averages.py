"""Moving averages, volatility and spot volume of bitcoin and ether, from whole UTC days of the window's venue."""

from __future__ import annotations

from math import fsum
from statistics import median

import numpy as np

from newsgen.measure.book import brief, exact
from newsgen.measure.clock import DAY, moment
from newsgen.measure.columns import Floats
from newsgen.measure.days import Days
from newsgen.measure.earlier import Earlier
from newsgen.measure.prices import Coin
from newsgen.model import Window

LENGTHS = (50, 200)  # days
SWING = 7  # daily changes that make up a volatility
YEAR = 365
USUAL = 30  # days whose median is the usual volume
USUAL_LEAST = 25
VOLATILITY = ("vol7", "vol7_place")
VOLUME = ("volume", "volume_median30", "volume_ratio")
NO_SPOT = ("yahoo", "coingecko", "perpetual", "futures")  # composites and derivatives have no spot volume of a venue


def measure_averages(coin: Coin) -> None:
    """Enter the means of the last closes, as of the last whole UTC day, and whether that day crossed them."""
    daily = coin.view.venue.daily
    days = daily.by_day(0) if daily else None
    for length in LENGTHS:
        names = (f"ma{length}", f"ma{length}_cross", f"ma{length}_days")
        slot = days.slot(coin.book.end) if days else -1
        if daily is None or days is None or slot >= len(days) or not days.whole(slot - length + 1, slot + 1):
            coin.miss(f"a close of the last {length} days is not on file", *names)
        elif daily.epoch(slot + 1) and days.end(slot - length) < daily.ends[daily.epoch(daily.until(coin.book.end))]:
            coin.miss("the price leapt in those days", *names)
        else:
            _average(coin, days, slot, length)


def _average(coin: Coin, days: Days, slot: int, length: int) -> None:
    average, close = _mean(days, slot, length), float(days.close[slot])
    span = Window(moment(days.end(slot) - length * DAY), moment(days.end(slot)))
    text = f"{exact(average)}: mean of the closes of {days.day(slot - length + 1)} to {days.day(slot)}"
    coin.put(f"ma{length}", average, text, span)
    names = (f"ma{length}_cross", f"ma{length}_days")
    if not days.whole(slot - length, slot + 1):
        coin.miss("the day before is not on file", *names)
        return
    side = (close > average) - (close < average)
    before, last = _mean(days, slot - 1, length), float(days.close[slot - 1])
    crossed = side * ((last > before) - (last < before)) < 0
    text = f"closed at {exact(close)} against {exact(average)}, the day before at {exact(last)} against {exact(before)}"
    coin.put(names[0], int(crossed), text, span)
    if crossed:
        _since_cross(coin, days, slot, length, side)
    coin.miss("the last whole day did not cross its average", names[1])


def _since_cross(coin: Coin, days: Days, slot: int, length: int, side: int) -> None:
    """Days since the close was last on the side of the average that it has come to."""
    at = slot - 1
    while days.whole(at - length + 1, slot) and _side(days, at, length) != side:
        at -= 1
    name = f"ma{length}_days"
    if not days.whole(at - length + 1, slot):
        coin.miss(f"no earlier close on this side of the average since {days.day(length - 1)}", name)
        return
    word = "above" if side > 0 else "below"
    text = f"closed {word} its average of {length} days on {days.day(at)}, and not again until {days.day(slot)}"
    coin.put(name, slot - at, text, Window(moment(days.end(at - length)), moment(days.end(slot))))


def _mean(days: Days, slot: int, length: int) -> float:
    """Mean of the last closes, to the hundredth of a cent."""
    return round(fsum(days.close[slot - length + 1 : slot + 1].tolist()) / length, 4)


def _side(days: Days, slot: int, length: int) -> int:
    gap = float(days.close[slot]) - _mean(days, slot, length)
    return (gap > 0) - (gap < 0)


def measure_swings(coin: Coin, past: Earlier | None) -> None:
    """Enter volatility and spot volume where the window is a whole UTC day."""
    whole = coin.view.end == coin.book.end and coin.book.is_day
    daily = coin.view.venue.daily
    if not whole or past is None or past.candles is not daily or not past.days.whole(past.until, past.until + 1):
        reason = "the window is no UTC day" if not whole else "no daily candle of the window's day, or too few before"
        coin.miss(reason, *VOLATILITY, *VOLUME)
        return
    _volatility(coin, past)
    _volume(coin, past)


def _volatility(coin: Coin, past: Earlier) -> None:
    slot, days = past.until, past.days
    swings = days.swings(SWING)
    now = float(swings[slot])
    if now != now or slot - SWING < past.first:
        coin.miss(f"a close of the last {SWING + 1} days is not on file", *VOLATILITY)
        return
    span = coin.back(SWING * DAY)
    closes = ", ".join(exact(one) for one in days.close[slot - SWING : slot + 1].tolist())
    text = f"{brief(now)}: deviation of the daily changes of the logarithm of {closes} x square root of {YEAR} x 100"
    coin.put("vol7", now, text, span)
    first = slot - YEAR
    year: Floats = swings[max(0, first) : slot]
    if first - SWING < past.first or np.isnan(year).any():
        coin.miss("a day of the past year is not on file", "vol7_place")
        return
    lower = int((year < now).sum())
    text = f"{brief(lower / YEAR * 100)} = {lower} of the {YEAR} days before with less / {YEAR} x 100"
    coin.put("vol7_place", lower / YEAR * 100, text, coin.back((YEAR + SWING) * DAY), past.origins)


def _volume(coin: Coin, past: Earlier) -> None:
    name, slot, volumes = coin.view.venue.name, past.until, past.days.volume
    now = float(volumes[slot])
    if any(word in name.lower() for word in NO_SPOT) or not now > 0:
        coin.miss(f"no spot volume of {name} on file", *VOLUME)
        return
    coin.put("volume", now, f"{exact(now)}: traded on {name} in the day to {coin.window.end:%Y-%m-%d %H:%M} UTC")
    before = [one for one in volumes[max(past.first, slot - USUAL) : slot].tolist() if one > 0]
    if len(before) < USUAL_LEAST:
        coin.miss(f"fewer than {USUAL_LEAST} of the {USUAL} days before are on file", *VOLUME[1:])
        return
    usual = median(before)
    span = Window(moment(coin.view.start - USUAL * DAY), moment(coin.view.start))
    coin.put("volume_median30", usual, f"{exact(usual)}: median of {len(before)} days before on {name}", span)
    coin.put("volume_ratio", now / usual, f"{brief(now / usual)} = {exact(now)} / {exact(usual)}", coin.back(31 * DAY))
