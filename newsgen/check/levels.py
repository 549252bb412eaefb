"""Round prices, by what a coin's price did there: passed, lost, touched, stood above."""

from __future__ import annotations

from dataclasses import dataclass

from newsgen.check import figures as fg
from newsgen.check.context import View, price_coins
from newsgen.check.prices import fits_source
from newsgen.check.reading import Slot
from newsgen.check.values import MORE, says

_NEAR = 0.015  # "near $120,000" is at most so far from it
_ROUND = 0.002  # a level stands in steps of at least this part of it
WORDS = (
    "rel:above", "rel:below", "cross:up", "cross:back", "cross:lost", "cross:touch", "cross:reach", "cross:near",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candle:
    """A coin's prices over the span a sentence speaks of."""

    coin: str
    start: float
    high: float
    low: float
    end: float

    def story(self) -> str:
        """What the price did, for a message."""
        span = f"between ${self.low:,.2f} and ${self.high:,.2f}"
        return f"{self.coin} went from ${self.start:,.2f} to ${self.end:,.2f}, {span}"


def candle(coin: str, view: View, *, week: bool = False) -> Candle | None:
    """The coin's window, or its week; None where a price is missing."""
    names = ("week_ago", "week_high", "week_low", "price") if week else ("open", "high", "low", "price")
    values = [view.index.number(f"{coin.lower()}.{name}") for name in names]
    known = [value for value in values if value is not None]
    return Candle(coin, *known) if len(known) == len(names) else None


def is_level(slot: Slot) -> bool:
    """Whether the clause says that a price stood to this figure in some way ("above", "broke", "almost")."""
    return bool(slot.compare) or slot.own.has(*WORDS) or _taken(slot)


def _taken(slot: Slot) -> bool:
    """ "Bitcoin loses $40,000"."""
    return bool(slot.near & {"dir:-0", "dir:+0"}) and not slot.role


def denied(slot: Slot, figure: fg.Figure, view: View) -> str | None:
    """Empty when what is said of the level is true, else what the prices say; None when no price is known."""
    windows = slot.own.windows or slot.segment.scope.windows
    if any(window not in ("24h", "7d") for window in windows):
        return f"nothing on file says where the price went in {windows[0]}"
    week = "7d" in windows
    candles = [candle(coin, view, week=week) for coin in price_coins(slot, view.topic)]
    known = [prices for prices in candles if prices is not None]
    if not known:
        return None
    return "" if any(_true(slot, figure, prices, view) for prices in known) else known[0].story()


def _true(slot: Slot, figure: fg.Figure, prices: Candle, view: View) -> bool:
    if slot.compare:
        return not slot.own.recorded and any(says(figure, slot.compare, price) for price in _spoken_of(slot, prices))
    source = view.index.text(f"{prices.coin.lower()}.venue")
    if not fits_source(view.index.venues(source), slot):
        return False
    level, sign = figure.value, (slot.own.dirs and slot.own.sign) or slot.segment.scope.sign
    if slot.segment.scope.has("not:not"):
        if slot.own.has("cross:touch", "cross:reach"):
            return not prices.low <= level <= prices.high
        below = slot.own.has("rel:below", "cross:lost")
        return (prices.end >= level) if below else (prices.end < level)
    return _crossed(slot, level, sign, prices, view)


def _crossed(slot: Slot, level: float, sign: int, prices: Candle, view: View) -> bool:
    own = slot.own
    above, below = own.has("rel:above"), own.has("rel:below")
    if not slot.near & {"prep:to", "prep:at"} and ((below and sign > 0) or (above and sign < 0)):
        return False
    if own.has("brief:brief"):
        down = below or own.has("cross:lost") or sign < 0  # "fell below", "lost ... for a time"
        return _touched(level, -1 if down else 1, prices, view)
    if own.has("cross:back"):
        return prices.end >= level > prices.low and sign >= 0 and _is_round(level, prices, view, up=True)
    if own.has("cross:lost") and slot.segment.scope.has("end:end", "cross:stand") and prices.end >= level:
        return False  # "before ending back below $35,000"
    if own.has("cross:lost") or (below and sign < 0):
        return sign <= 0 and _went_through(level, -1, prices, view)
    if own.has("cross:up") or (above and sign > 0):
        return sign >= 0 and _went_through(level, 1, prices, view)
    if own.has("cross:touch", "cross:reach"):
        return _touched(level, sign, prices, view)
    if own.has("cross:near"):
        if _step(level) < level * _ROUND:
            return False  # "near $43,929" is no round level: it is the price or none
        return any(abs(price / level - 1) <= _NEAR for price in (prices.end, prices.high, prices.low))
    if above or below:
        return _stands(slot, level, prices, view)
    return _taken(slot) and _went_through(level, sign, prices, view)


def _stands(slot: Slot, level: float, prices: Candle, view: View) -> bool:
    """Above or below at the end: a level on file, or one not far away."""
    if slot.own.has("rel:above"):
        on_file = _on_file(level, prices.coin, view) and prices.end > level
        return on_file or any(level <= price <= level * MORE for price in _spoken_of(slot, prices))
    on_file = _on_file(level, prices.coin, view) and prices.end < level
    return on_file or any(level * 0.95 <= price < level for price in _spoken_of(slot, prices))


def _spoken_of(slot: Slot, prices: Candle) -> tuple[float, ...]:
    own = slot.own
    if own.has("extreme:high", "super:high", "record:new") or slot.role == "high":
        return (prices.high,)
    if own.has("extreme:low", "super:low") or slot.role == "low":
        return (prices.low,)
    return (prices.high, prices.low) if own.has("cross:touch", "cross:reach", "brief:brief") else (prices.end,)


def _went_through(level: float, sign: int, prices: Candle, view: View) -> bool:
    if sign < 0:
        return prices.start >= level > prices.low and _is_round(level, prices, view, up=False)
    return prices.start < level <= prices.high and _is_round(level, prices, view, up=True)


def _touched(level: float, sign: int, prices: Candle, view: View) -> bool:
    up = sign >= 0 and prices.start < level <= prices.high
    down = sign <= 0 and prices.start > level >= prices.low
    return (up and _is_round(level, prices, view, up=True)) or (down and _is_round(level, prices, view, up=False))


def _is_round(level: float, prices: Candle, view: View, *, up: bool) -> bool:
    """Whether this is the level to name: on file, or the furthest of its step that the price went through."""
    if _on_file(level, prices.coin, view):
        return True
    step = _step(level)
    if step < level * _ROUND:
        return False
    if up:
        furthest = prices.end if prices.end >= level else prices.high
        return not prices.start < level + step <= furthest
    furthest = prices.end if prices.end <= level else prices.low
    return not prices.start > level - step >= furthest


def _on_file(level: float, coin: str, view: View) -> bool:
    return any(row.kind.coin == coin and abs(row.value - level) < 1e-9 * level for row in view.index.all("level"))


def _step(level: float) -> float:
    """120,000 stands in steps of 10,000; 123,000 in steps of 1,000; 0.25 in steps of 0.01."""
    step = 0.0001
    while step * 10 <= level and abs(level / (step * 10) - round(level / (step * 10))) < 1e-9:
        step *= 10
    return step
