"""Amounts of money: liquidations, the largest order, fund flows, open interest, market value."""

from __future__ import annotations

from newsgen.check import figures as fg
from newsgen.check.context import amount_coins, amount_sides, fits_venue, fits_window, price_coins
from newsgen.check.index import Kind
from newsgen.check.reading import Scope, Slot, Topic
from newsgen.model import Unit

_FAMILIES = ("flow", "oi", "cap", "order", "per_trader", "volume")
_MEASURES = {
    "flow": ("flow",), "oi": ("open_interest",), "cap": ("market_cap",), "per_trader": ("per_trader",),
    "order": ("order",),
    "liq": ("liquidated",), "volume": (),
}  # fmt: skip
_NOW = frozenset({"window", "total", "coin", "coin_side"})
_SEVERAL = frozenset({"three_days", "seven_days"})
_SERIES_WORDS = ("noun:coins", "tracked", "since:since", "super:high", "super:low", "noun:days", "record:new")


def family(slot: Slot, topic: Topic) -> str:
    """What kind of money the clause, or what came before it, speaks of."""
    segment = slot.segment
    for scope in (slot.own, segment.scope):
        found = _of_clause(scope)
        if found:
            return "liq" if found == "order" and slot.role == "whole" else found
    funds = any(earlier.scope.has("flow") for earlier in segment.carry)  # "Spot ether ETFs, by contrast, lost $100,000"
    moved = segment.scope.dirs and not funds
    # "$43.9 million for bitcoin and $500,000 for ether"
    listed = funds and segment.opener == "join" and not segment.scope.dirs
    named = segment.scope.named and not listed
    if slot.mark == fg.PRICE and (named or moved or segment.scope.has("stand:stand")):
        return "liq"
    for earlier in reversed(segment.carry):
        found = _of_clause(earlier.scope)
        if found:
            return "liq" if found == "order" and (slot.role == "whole" or slot.own.has("whole:total")) else found
    if slot.whole.has("usual") and not slot.whole.has(*_FAMILIES):
        return "liq"  # "the median daily total of the 30 days before"
    later = next((name for name in _FAMILIES if name in slot.whole.words), "")
    if later and later != "order":
        return later
    return (
        "flow"
        if "flow" in topic.words and not slot.whole.has("liq") and not slot.whole.coins and not slot.whole.sides
        else "liq"
    )


def _of_clause(scope: Scope) -> str:
    for name in _FAMILIES:
        if name in scope.words:
            return name
    liquidated = scope.has("liq") or bool(scope.sides)
    # "left" and "pulled" alone do not say that money went out.
    paid = any(not code.endswith("w") for code in scope.flows)
    return "flow" if paid and not liquidated else "liq" if liquidated else ""


def admits(kind: Kind, slot: Slot, topic: Topic) -> bool:
    """Whether the words beside this amount allow a fact of this kind."""
    about = family(slot, topic)
    if kind.measure == "order":
        return (about == "order" or _one_position(slot)) and _order(kind, slot)
    to_now = kind.measure == "open_interest" and slot.role == "to"  # "rose 27% in a week to $8.86 billion"
    if kind.measure not in _MEASURES[about] or not (to_now or fits_window(kind, slot)):
        return False
    if kind.measure == "liquidated":
        return _liquidated(kind, slot, topic)
    if kind.measure == "flow":
        return _flow(kind, slot, topic)
    return kind.coin is None or kind.coin in price_coins(slot, topic)


def _liquidated(kind: Kind, slot: Slot, topic: Topic) -> bool:
    if (
        kind.unit is not Unit.USD
        or kind.coin not in amount_coins(slot, topic)
        or kind.side not in amount_sides(slot, topic)
    ):
        return False
    return fits_base(kind, slot, topic) and fits_venue(kind, slot)


def fits_base(kind: Kind, slot: Slot, topic: Topic) -> bool:
    """Whether the sentence says what a fact that is not of the window needs said; its dates are judged apart."""
    base, here = kind.base, slot.segment.scope
    if base in _NOW:
        return "usual" not in slot.near and not (slot.role == "from" and here.has("when:before"))
    if base == "usual":
        return slot.own.has("usual") or "usual" in slot.near
    if base in _SEVERAL and topic.tracked:
        return True
    if base == "series_day" or base in _SEVERAL:
        dated = bool(slot.whole.dates) and not any(other.is_window for other in slot.whole.slots)
        return bool(here.venues) or slot.whole.has(*_SERIES_WORDS) or dated
    if base == "callback":
        return slot.whole.has("when:before") or bool(slot.whole.dates)
    if base == "day_before" and slot.role == "to" and any(other.role == "from" for other in slot.segment.slots):
        return False  # "rose to today's from yesterday's"
    return base != "day_before" or here.has("when:before")


def _one_position(slot: Slot) -> bool:
    """ "A single short position in bitcoin, worth $88 million"."""
    return any(part.scope.has("oneposition", "order") for part in (slot.segment, *slot.segment.carry[-1:]))


def _order(kind: Kind, slot: Slot) -> bool:
    if kind.unit is not (Unit.PRICE if slot.mark == fg.PRICE else Unit.USD):
        return False
    coins, sides = slot.own.named or slot.segment.scope.named, slot.own.sides or slot.segment.scope.sides
    if (coins and kind.coin not in coins) or (sides and kind.side not in sides):
        return False
    return fits_venue(kind, slot) and fits_window(kind, slot)


def _flow(kind: Kind, slot: Slot, topic: Topic) -> bool:
    here = slot.segment.scope
    if kind.coin not in _flow_coins(slot, topic):
        return False
    if kind.base == "streak":
        return here.has("noun:row", "noun:sessions")
    if kind.base == "session":
        return here.has("noun:sessions") or not here.has("noun:row")
    return kind.base != "session_before" or here.has("when:before") or _one_of_two(slot)


def _one_of_two(slot: Slot) -> bool:
    """ "$588 million and $319 million in the last two sessions"."""
    money = [other for other in slot.whole.slots if other.mark == fg.MONEY]
    return len(money) == 2 and money[1].segment.opener == "join" and money[1].segment.carry[-1:] == (money[0].segment,)


def _flow_coins(slot: Slot, topic: Topic) -> tuple[str, ...]:
    own = slot.own.named or slot.segment.scope.named
    if own:
        return own
    for earlier in reversed(slot.segment.carry):
        if earlier.scope.named and earlier.scope.has("flow"):
            return earlier.scope.named
    return (*topic.coins, "BTC", "ETH")


def flow_sign(slot: Slot) -> int:
    """+1 where the words say that money came in, -1 where it went out, 0 where they do not say."""
    flows = slot.own.flows or slot.segment.scope.flows
    if not flows and slot.segment.opener == ":" and slot.segment.carry:
        flows = slot.segment.carry[-1].scope.flows
    if flows:
        told = flows[0] if slot.own.has("end:end") else flows[-1]  # "the outflow ended seven sessions of inflows"
        return -1 if told[0] == "-" else 1
    return slot.own.sign or slot.segment.scope.sign
