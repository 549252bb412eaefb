"""Prices and round levels: exact prices by the words beside them, levels by what the price did there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsgen.check import figures as fg
from newsgen.check.index import Known
from newsgen.check.reader import Slot
from newsgen.check.scope import MAJORS, View, fits_window, price_coins
from newsgen.check.values import MORE, says
from newsgen.model import Unit

_NEAR = 0.015
# Words of the clause that a price needs or rules out, by its base.
_NOW_ONLY = frozenset({"cross:stand", "stand:stand"})


@dataclass(frozen=True, slots=True)
class Candle:
    """A coin's prices over the span a sentence speaks of."""

    coin: str
    start: float
    high: float
    low: float
    end: float


def candle(coin: str, view: View, *, week: bool = False) -> Candle | None:
    """The coin's window, or its week; None where a price is missing."""
    names = ("week_ago", "week_high", "week_low", "now") if week else ("open", "high", "low", "now")
    rows = [view.index.find("price", coin, base) for base in names]
    if any(row is None for row in rows):
        return None
    start, high, low, end = (row.value for row in rows if row is not None)
    return Candle(coin, start, high, low, end)


def candidates(slot: Slot, view: View) -> list[Known]:
    """Every price that the words beside this figure allow."""
    rows: list[Known] = []
    coins = price_coins(slot, view)
    if slot.segment.scope.has("roundnumber"):
        return [row for row in view.index.rows("level", (*coins, *MAJORS)) if row.base == "near"]
    if slot.role not in ("low", "high") and ("range" in slot.near or slot.own.has("range")):
        return [row for row in view.index.rows("range", coins) if row.fact.unit is Unit.PRICE]
    rows += [row for row in view.index.rows("price", coins) if row.fact.unit is Unit.PRICE and _fits(row, slot, view)]
    return rows


def _fits(row: Known, slot: Slot, view: View) -> bool:
    return fits_window(row, slot) and _fits_words(row.base, slot) and fits_price_venue(row.coin, slot, view)


def fits_price_venue(coin: str | None, slot: Slot, view: View) -> bool:
    """Whether a venue named beside the price is the one its prices come from."""
    asked = slot.own.venues or slot.segment.scope.venues
    source = view.index.text(f"{(coin or '').lower()}.venue")
    return not asked or source is None or set(asked[-1]) <= set(source.split("+"))


def _fits_words(base: str, slot: Slot) -> bool:
    slot = _said(slot)
    own, here = slot.own, slot.segment.scope
    record = own.has("record:new", "record:old") or not slot.near.isdisjoint({"record:new", "record:old"})
    if base in ("record", "record_before"):
        return record or any(earlier.scope.has("record:new", "record:old") for earlier in slot.segment.carry[-1:])
    if record and base != "high":
        return False
    if own.has("brief:brief"):
        return base == ("low" if own.has("rel:below") else "high")
    if slot.role in ("low", "high"):
        return base in (slot.role, f"week_{slot.role}")
    if own.has("stand:stand") and base not in ("now", "week_ago", "month_ago", "year_ago", "year_open"):
        return False
    return _extreme(base, slot) and _ends(base, slot, here.dirs)


_QUIET = frozenset({"whole:its", "prep:at"})


def _said(slot: Slot) -> Slot:
    """A price that stands bare takes the words of the clause before: "its lowest since May, $91,231", "and ether $2,125"."""
    if slot.own.words - _QUIET or slot.role not in ("", "at") or not slot.segment.carry:
        return slot
    before = slot.segment.carry[-1]
    prices = [other for other in before.slots if other.mark == fg.PRICE]
    if slot.role == "at" and not before.scope.has("brief:brief"):
        return slot
    if prices and not before.scope.has("brief:brief"):
        return replace(slot, own=prices[-1].own, near=prices[-1].near, role=prices[-1].role, segment=before)
    for earlier in reversed(slot.segment.carry):
        if earlier.scope.words & _TELLING:
            return replace(slot, own=earlier.scope, segment=earlier)
    return slot


_TELLING = frozenset({"cross:touch", "super:low", "super:high", "extreme:low", "extreme:high", "record:new", "record:old", "brief:brief", "stand:stand"})


def _extreme(base: str, slot: Slot) -> bool:
    high = slot.own.has("extreme:high", "super:high")
    low = slot.own.has("extreme:low", "super:low")
    if base in ("high", "week_high"):
        return not low and (high or slot.own.has("cross:touch", "cross:reach", "record:new", "rel:above") or slot.role == "to")
    if base in ("week_low", "week_high", "fall3d_low") and not slot.own.windows:
        return not (high or low) and (slot.role == "from" or (slot.role == "to" and base != "week_high"))
    if base in ("low", "week_low", "fall3d_low"):
        return not high and (low or slot.own.has("cross:touch", "cross:reach") or slot.role in ("to", "from"))
    return not (high or low or slot.own.has("cross:touch"))


def _ends(base: str, slot: Slot, dirs: tuple[str, ...]) -> bool:
    """From a start, to an end; "rose 2.9% to" is always to the price now."""
    if slot.role == "from" and slot.near & {"prep:from"}:
        return base not in ("now", "record", "week_high")
    if base == "open":
        return slot.own.has("extreme:start") or slot.role == "from"
    if slot.role == "to":
        changed = any(other.mark == fg.PERCENT for other in slot.segment.slots)
        if base in ("high", "low") and changed and not slot.own.has("record:new"):
            return False
        sign = dirs[-1][0] if dirs else ""
        return not (base == "high" and sign == "-") and not (base == "low" and sign == "+")
    return True


# ---- levels ------------------------------------------------------------------------------------------------------------


def is_level(slot: Slot) -> bool:
    """Whether the clause says that a price stood to this figure in some way ("above", "broke", "touched")."""
    return slot.own.has(
        "rel:above", "rel:below", "cross:up", "cross:back", "cross:lost", "cross:touch", "cross:reach", "cross:near",
    ) or _loses(slot) or slot.compare in ("more", "nearly", "about")  # fmt: skip


def _loses(slot: Slot) -> bool:
    """ "Bitcoin loses $40,000"."""
    return bool(slot.near & {"dir:-0", "dir:+0"}) and not slot.role


def level_holds(slot: Slot, figure: fg.Figure, view: View) -> str | None:
    """"" when what is said of the level is true, else what the prices say; None when no price is known."""
    coins = price_coins(slot, view)
    week = "7d" in (slot.own.windows or slot.segment.scope.windows)
    answers = []
    for coin in coins:
        prices = candle(coin, view, week=week)
        if prices is None:
            continue
        if slot.compare:
            near = any(says(figure, slot.compare, price) for price in _spoken_of(slot, prices))
            answers.append("" if near else _story(prices))
            continue
        answers.append("" if _true(slot, figure.value, prices, view) else _story(prices))
    if not answers:
        return None
    return "" if "" in answers else answers[0]


def _true(slot: Slot, level: float, prices: Candle, view: View) -> bool:
    own, negated = slot.own, slot.segment.scope.has("not:not")
    sign = _sign(slot)
    if not fits_price_venue(prices.coin, slot, view):
        return False
    if negated:
        return _denied(slot, level, prices)
    if not slot.near & {"prep:to", "prep:at"} and ((own.has("rel:below") and sign > 0) or (own.has("rel:above") and sign < 0)):
        return False
    if own.has("brief:brief"):
        return _touched(level, -1 if own.has("rel:below") else 1, prices, view)
    if _loses(slot) and not own.has("rel:above", "rel:below", "cross:up", "cross:back", "cross:lost", "cross:touch"):
        return _went_through(level, sign, prices, view)
    if own.has("cross:back"):
        return prices.end >= level and prices.low < level and sign >= 0 and _is_round(level, prices, view, up=True)
    if own.has("cross:lost") or (own.has("rel:below") and sign < 0):
        return sign <= 0 and _went_through(level, -1, prices, view)
    if own.has("cross:up") or (own.has("rel:above") and sign > 0):
        return sign >= 0 and _went_through(level, 1, prices, view)
    if own.has("cross:touch", "cross:reach"):
        return _touched(level, sign, prices, view)
    if own.has("cross:near"):
        return any(abs(price / level - 1) <= _NEAR for price in (prices.end, prices.high, prices.low))
    if own.has("rel:above", "rel:below") and _on_file(level, prices.coin, view):
        return prices.end > level if own.has("rel:above") else prices.end < level
    if own.has("rel:above"):
        return any(level <= price <= level * MORE for price in _spoken_of(slot, prices))
    return own.has("rel:below") and any(level * 0.95 <= price < level for price in _spoken_of(slot, prices))


def _went_through(level: float, sign: int, prices: Candle, view: View) -> bool:
    if sign < 0:
        return prices.start > level > prices.low and _is_round(level, prices, view, up=False)
    return prices.start < level <= prices.high and _is_round(level, prices, view, up=True)


def _spoken_of(slot: Slot, prices: Candle) -> tuple[float, ...]:
    if slot.own.has("extreme:high", "record:new") or slot.role == "high":
        return (prices.high,)
    if slot.own.has("cross:touch"):
        return (prices.high, prices.low)
    if slot.role == "low":
        return (prices.low,)
    return (prices.low,) if slot.own.has("extreme:low") else (prices.end,)


def _denied(slot: Slot, level: float, prices: Candle) -> bool:
    if slot.own.has("rel:below", "cross:lost"):
        return prices.end >= level
    return prices.end < level


def _touched(level: float, sign: int, prices: Candle, view: View) -> bool:
    if sign >= 0 and prices.start < level <= prices.high:
        return _is_round(level, prices, view, up=True)
    if sign <= 0 and prices.start > level >= prices.low:
        return _is_round(level, prices, view, up=False)
    return False


def _sign(slot: Slot) -> int:
    dirs = slot.own.dirs or slot.segment.scope.dirs
    return 0 if not dirs else 1 if dirs[-1][0] == "+" else -1


def _is_round(level: float, prices: Candle, view: View, *, up: bool) -> bool:
    """Whether this is the level to name: on file, or the furthest of its step that the price went through."""
    if _on_file(level, prices.coin, view):
        return True
    step = _step(level)
    if step < level * 0.002:
        return False
    if up:
        furthest = prices.end if prices.end >= level else prices.high
        return not prices.start < level + step <= furthest
    furthest = prices.end if prices.end <= level else prices.low
    return not prices.start > level - step >= furthest


def _on_file(level: float, coin: str, view: View) -> bool:
    return any(abs(row.value - level) < 1e-9 * level for row in view.index.rows("level", (coin,)))


def _step(level: float) -> float:
    """120,000 stands in steps of 10,000; 123,000 in steps of 1,000."""
    step = 1.0
    while step * 10 <= level and level % (step * 10) == 0:
        step *= 10
    return step


def _story(prices: Candle) -> str:
    return (
        f"{prices.coin} went from ${prices.start:,.2f} to ${prices.end:,.2f}, between ${prices.low:,.2f} and ${prices.high:,.2f}"
    )


def supported(slot: Slot, figure: fg.Figure, view: View) -> Iterator[Known]:
    """The prices that carry this figure."""
    return (row for row in candidates(slot, view) if says(figure, slot.compare, row.value))
