"""Exact prices, by the words beside them."""

from __future__ import annotations

from dataclasses import replace

from newsgen.check import figures as fg
from newsgen.check.context import MAJORS, WINDOWS, fits_window, price_coins
from newsgen.check.index import Kind
from newsgen.check.reading import Scope, Slot, Topic
from newsgen.model import Unit

_QUIET = frozenset({"whole:its", "prep:at"})
_TELLING = frozenset({
    "cross:touch", "super:low", "super:high", "extreme:low", "extreme:high", "record:new", "record:old",
    "record:earlier", "brief:brief", "stand:stand",
})  # fmt: skip
_STANDING = frozenset({"now", "week_ago", "month_ago", "year_ago", "year_open"})
_OF_DAYS = frozenset({"week_low", "week_high", "fall3d_low"})


def admits(kind: Kind, slot: Slot, topic: Topic) -> bool:
    """Whether the words beside this price allow a fact of this kind."""
    if kind.unit is not Unit.PRICE:
        return False
    if slot.segment.scope.has("roundnumber"):
        return kind.measure == "level" and kind.base == "near" and kind.coin in (*price_coins(slot, topic), *MAJORS)
    if kind.coin not in price_coins(slot, topic):
        return False
    ranged = slot.role not in ("low", "high") and ("range" in slot.near or slot.own.has("range"))
    if kind.measure == "range" or ranged:
        return kind.measure == "range" and ranged
    if kind.measure != "price" or not fits_window(kind, slot) or not fits_source(kind.venues, slot):
        return False
    before = slot.segment.carry[-1].scope.windows if slot.role == "from" and slot.segment.carry else ()
    if before and not slot.own.windows and before[0] not in WINDOWS.get(kind.base, ("", "24h")):
        return False  # "up 11% in seven days, from $1,856"
    return _fits_words(kind.base, said(slot))


def fits_source(source: tuple[str, ...], slot: Slot) -> bool:
    """Whether a venue named beside the price is the one its prices come from."""
    asked = slot.own.venues or slot.segment.scope.venues
    return not asked or not source or set(asked[-1]) <= set(source)


def said(slot: Slot) -> Slot:
    """A bare price takes the words of the clause before: "its lowest since May, $91,231", "and ether $2,125"."""
    if slot.own.words - _QUIET or slot.role not in ("", "at") or not slot.segment.carry:
        return slot
    before = slot.segment.carry[-1]
    brief = before.scope.has("brief:brief")
    if slot.role == "at" and not brief:
        return slot
    prices = [other for other in before.slots if other.mark == fg.PRICE]
    if prices and not brief:
        return replace(slot, own=prices[-1].own, near=prices[-1].near, role=prices[-1].role, segment=before)
    telling = next((earlier for earlier in reversed(slot.segment.carry) if earlier.scope.words & _TELLING), None)
    return slot if telling is None else replace(slot, own=telling.scope, segment=telling)


def _fits_words(base: str, slot: Slot) -> bool:
    own = slot.own
    record = own.recorded or not slot.near.isdisjoint({"record:new", "record:old", "record:earlier"})
    if own.has("record:earlier"):
        return base == "record_before"
    if base in ("record", "record_before"):
        new = own.has("record:new") and not slot.segment.scope.has("when:before", "record:old", "record:earlier")
        return (record and not (new and base == "record_before")) or any(
            e.scope.recorded for e in slot.segment.carry[-1:]
        )
    if record and base != "high":
        return False
    if own.has("brief:brief"):
        return base == ("low" if own.has("rel:below") else "high")
    if slot.role in ("low", "high"):
        return base == slot.role or (base == f"week_{slot.role}" and bool(own.windows))
    if own.has("stand:stand") and base not in _STANDING:
        return False
    return _extreme(base, slot) and _ends(base, slot)


def _extreme(base: str, slot: Slot) -> bool:
    """Highs and lows need a word for it, other prices none."""
    own = slot.own
    high = own.has("extreme:high") or (own.has("super:high") and not slot.segment.ranks_a_move)
    low = own.has("extreme:low", "super:low")
    if base in _OF_DAYS and not own.windows:
        return not (high or low) and (slot.role == "from" or (slot.role == "to" and base != "week_high"))
    if base in ("high", "week_high"):
        return not low and (high or _reached(own) or own.has("record:new", "rel:above") or slot.role == "to")
    if base in ("low", "week_low", "fall3d_low"):
        return not high and (low or _reached(own) or slot.role in ("to", "from"))
    return not (high or low or own.has("cross:touch"))


def _reached(own: Scope) -> bool:
    return own.has("cross:touch", "cross:reach")


def _ends(base: str, slot: Slot) -> bool:
    """From a start, to an end; "rose 2.9% to" is always to the price now."""
    if slot.role == "from" and "prep:from" in slot.near:
        return base not in ("now", "record", "week_high")
    if base == "open":
        return slot.own.has("extreme:start")
    changed = any(other.mark == fg.PERCENT for other in slot.segment.slots)
    if (
        slot.role == "to"
        and changed
        and not slot.own.has("record:new", "recovered")
        and not slot.segment.scope.has("recovered")
    ):
        return base == "now"
    if slot.role == "to" and base in ("high", "low"):
        return _towards(slot) * (1 if base == "high" else -1) >= 0
    return True


def _towards(slot: Slot) -> int:
    """Where a price is said to go: "fell below $4,500, to $4,420"."""
    for scope in (slot.segment.scope, *(earlier.scope for earlier in slot.segment.carry[-1:])):
        if scope.dirs:
            return scope.sign
        if scope.has("rel:below", "cross:lost"):
            return -1
        if scope.has("rel:above", "cross:up", "cross:back"):
            return 1
    return 0
