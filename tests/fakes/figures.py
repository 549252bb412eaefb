"""Numbers as venues write them, and the figures that several vendors serve."""

from __future__ import annotations

from .candles import DAY, HOUR, Candle
from .coins import COINS
from .kit import Ask

MINUTES = {"1m": 60, "3m": 180, "5m": 300, "15m": 900, "30m": 1800}
HOURS = {f"{n}h": n * HOUR for n in (1, 2, 4, 6, 8, 12)}


def text(number: float, places: int = 8) -> str:
    """A number as these venues write it."""
    return f"{number:.{places}f}"


def base(candle: Candle) -> float:
    """The volume in the coin itself."""
    return candle.volume / ((candle.high + candle.low) / 2)


def count(candle: Candle) -> int:
    """A number of trades that fits the volume."""
    return int(candle.volume / 650) + 1


def interest(ask: Ask, coin: str, at: int) -> float:
    """Open interest on all venues: between the levels at the days' beginnings, which is all the history has.

    A coin whose levels the history does not hold has a thirtieth of its market value.
    """
    known = ask.world.papers.interest.get(coin, {})
    if not known:
        price = ask.world.price(coin, at)
        return price * COINS[coin][2] * 0.03 if coin in COINS else 0.0
    day = at - at % DAY
    before = known.get(day) or (known[max(known)] if known and day > max(known) else 0.0)
    after = known.get(day + DAY, before)
    return before + (after - before) * (at - day) / DAY
