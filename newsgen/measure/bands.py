"""Bands and round prices that the price has held, and where it stands in the range of the last thirty days."""

from __future__ import annotations

import numpy as np

from newsgen.measure.book import brief, exact
from newsgen.measure.candles import cover
from newsgen.measure.clock import DAY, clock, moment
from newsgen.measure.past import Past
from newsgen.measure.prices import Coin
from newsgen.model import Window

BAND = 1.06  # high over low of a band that the price is said to have stayed in
HELD = 20  # days a band was held before leaving it is worth a word
MONTH = 30 * DAY
HOLD_STEP = {"BTC": 5_000, "ETH": 500}
HOLD_LEAST = 10  # days that closed above a round price before it is said to be held
LEFT = ("left_days", "left_low", "left_high", "left_up")
HOLD = ("hold_level", "hold_days")
RANGE = ("high30", "low30", "place30")


def measure_bands(coin: Coin, history: Past) -> None:
    """Enter the band before the window and whether the window left it."""
    daily = history.daily
    high, low, days = 0.0, float("inf"), 0
    for at in range(history.until - 1, history.first - 1, -1):
        top, bottom = max(high, daily.high[at]), min(low, daily.low[at])
        if top > bottom * BAND or not daily.unbroken(at, history.until - 1):
            break
        high, low, days = top, bottom, days + 1
    end = daily.ends[history.until - 1]
    span = Window(moment(end - days * DAY), moment(end))
    coin.put("band_days", days, f"{days} days before the window with highs within 6 % of lows", span)
    if not days:
        coin.miss("the day before moved by more than 6 %", "band_low", "band_high", *LEFT)
        return
    edges = (("band_low", low, "lowest"), ("band_high", high, "highest"))
    for name, price, word in edges:
        coin.put(name, price, f"{exact(price)}: {word} price of the {days} days to {clock(end)}", span)
    price = coin.view.price
    if days >= HELD and not low <= price <= high:
        _left(coin, low, high, days, span)
    coin.miss(f"no band of {HELD} days or more was left", *LEFT)


def _left(coin: Coin, low: float, high: float, days: int, span: Window) -> None:
    price, up = coin.view.price, coin.view.price > high
    text = f"ended at {exact(price)}, {'above' if up else 'below'} {exact(low)} to {exact(high)}, held for {days} days"
    for name, value in (("left_days", days), ("left_low", low), ("left_high", high), ("left_up", int(up))):
        coin.put(name, value, text, span)


def measure_hold(coin: Coin) -> None:
    """Enter the highest round price that every close of the last ten days or more stood above."""
    daily = coin.view.venue.daily
    days = daily.by_day(0) if daily else None
    slot = days.slot(coin.book.end) if days else 0
    if days is None or slot >= len(days) or not days.whole(slot - HOLD_LEAST + 1, slot + 1):
        coin.miss(f"a close of the last {HOLD_LEAST} days is not on file", *HOLD)
        return
    step = HOLD_STEP[coin.name]
    lowest = float(days.close[slot - HOLD_LEAST + 1 : slot + 1].min())
    level = float(np.ceil(lowest / step) - 1) * step  # a close at the price itself is not above it
    if level <= 0 or coin.view.price <= level:
        coin.miss(f"no multiple of {step:,} has been held for {HOLD_LEAST} days", *HOLD)
        return
    others = np.flatnonzero(~(days.close[: slot + 1] > level))
    held = slot - int(others[-1]) if len(others) else slot + 1
    span = Window(moment(days.end(slot) - held * DAY), moment(days.end(slot)))
    text = f"{held} closes in a row above {exact(level)} to {days.day(slot)}, the lowest of ten {exact(lowest)}"
    coin.put("hold_level", level, text, span)
    coin.put("hold_days", held, text, span)


def measure_month_range(coin: Coin) -> None:
    """Enter the extremes of the 30 days before the window and where its end stands between them."""
    view = coin.view
    parts = cover(view.venue, view.start - MONTH, view.start, DAY, view.candles)
    if not parts:
        coin.miss("a candle of the 30 days before is not on file", *RANGE)
        return
    span, many = Window(moment(view.start - MONTH), moment(view.start)), sum(len(part.places) for part in parts)
    high = max(max(part.candles.high[part.first : part.until]) for part in parts)
    low = min(min(part.candles.low[part.first : part.until]) for part in parts)
    coin.put("high30", high, f"{exact(high)}: highest of {many} candles of the 30 days before the window", span)
    coin.put("low30", low, f"{exact(low)}: lowest of {many} candles of the 30 days before the window", span)
    if high > low:
        value = (view.price - low) / (high - low) * 100
        text = f"{brief(value)} = ({exact(view.price)} - {exact(low)}) / ({exact(high)} - {exact(low)}) x 100"
        coin.put("place30", value, text, coin.back(DAY + MONTH))
    coin.miss("the price did not move in those 30 days", "place30")
