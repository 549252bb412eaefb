"""Percents, fractions and percentage points: changes by subject and base, shares by whole, other rates by name."""

from __future__ import annotations

from newsgen.check import figures as fg
from newsgen.check.amounts import fits_base
from newsgen.check.context import amount_coins, amount_sides, fits_venue, fits_window, price_coins
from newsgen.check.counts import USUAL
from newsgen.check.index import Kind
from newsgen.check.reading import Scope, Slot, Topic
from newsgen.model import Unit

_SUBJECTS = ("oi", "cap", "dominance", "funding", "range", "recovered", "order", "fng", "volume")
_MEASURE = {
    "oi": "open_interest_change", "cap": "market_cap_change", "dominance": "dominance", "funding": "funding",
    "range": "range",
    "recovered": "recovered",
}  # fmt: skip
_CHANGES = frozenset({"gap", "dominance_change", "sentiment_change"})
_RATES = (Unit.PERCENT, Unit.RATE)


def admits(kind: Kind, slot: Slot, topic: Topic) -> bool:
    """Whether the words beside this percent or fraction allow a fact of this kind; its sign is judged apart."""
    if kind.measure == "liquidated_ratio":
        return slot.mark == fg.FRACTION and kind.base in USUAL and slot.whole.has("usual")
    if kind.unit not in _RATES:
        return False
    subject = _subject(slot, topic)
    if subject == "index":
        return kind.measure == "index_change" and _of_index(kind, slot) and fits_window(kind, slot)
    if subject in _MEASURE:
        return kind.measure == _MEASURE[subject] and _named(kind, slot)
    if kind.measure == "change":
        return not slot.own.sides and _may_change(slot, topic) and fits_change(kind, slot, topic)
    if slot.own.sides:
        return kind.measure == "liquidated_share" and _share(kind, slot, topic)
    if _moves(slot):
        return False
    of_order = slot.whole.has("order", "oneposition") or "order" in topic.words
    if kind.measure == "order_share":
        return of_order and fits_window(kind, slot)
    if of_order and slot.segment.scope.has("order"):
        return False
    if kind.measure == "liquidated_rank":
        return kind.base == "percentile" and slot.segment.scope.has(
            "super:low", "super:high", "when:before", "noun:days"
        )
    return kind.measure == "liquidated_share" and _share(kind, slot, topic)


def _moves(slot: Slot) -> bool:
    """Whether a direction stands with the figure, or a record it is measured from."""
    here = slot.segment.scope
    if slot.own.dirs or (
        here.has("rel:above", "rel:below") and (here.has("extreme:high", "extreme:low") or slot.whole.recorded)
    ):
        return True
    return bool(here.dirs) and len(slot.segment.slots) == 1 and not here.sides


def _may_change(slot: Slot, topic: Topic) -> bool:
    """Whether a percent is a change: by its direction, or as one of several ("led by solana with 4%")."""
    if _moves(slot):
        return True
    if (slot.whole.has("order", "oneposition") or "order" in topic.words) and slot.segment.scope.has("order"):
        return False
    if slot.own.has("whole:total", "whole:it", "liq") or slot.segment.opener == "or":
        return False
    if any(other.mark == fg.MONEY for segment in (*slot.segment.carry, slot.segment) for other in segment.slots):
        return False
    return bool(_carried(slot) or slot.segment.scope.dirs or slot.segment.scope.named)


def _subject(slot: Slot, topic: Topic) -> str:
    """The nearest thing named that has percents of its own."""
    for scope in (slot.own, slot.segment.scope, *(earlier.scope for earlier in reversed(slot.segment.carry))):
        for name in _SUBJECTS:
            won = name == "recovered" and any(
                word.startswith("dir:") for word in slot.near
            )  # "half of its fall of 13%"
            if (
                name in scope.words
                and not won
                and not (name in ("recovered", "range") and scope is not slot.own and slot.own.dirs)
            ):
                return name
        if scope.indices and not scope.named:
            return "index"
        if scope.named or scope.sides or scope.has("liq"):
            return "coin"
    return "index" if "index" in topic.words and not slot.whole.coins else "coin"


def _of_index(kind: Kind, slot: Slot) -> bool:
    asked = slot.own.indices or slot.segment.scope.indices
    for earlier in reversed(slot.segment.carry):
        asked = asked or earlier.scope.indices
    return kind.coin in asked or "STOCKS" in asked or not asked


def _named(kind: Kind, slot: Slot) -> bool:
    coins = slot.own.named or slot.segment.scope.named
    if slot.segment.opener == ":":
        coins = coins or slot.segment.carry[-1].scope.named  # "Bitcoin futures: open interest up 16%"
    return (not coins or kind.coin is None or kind.coin in coins) and fits_window(kind, slot)


def sign_of(slot: Slot) -> int:
    """+1, -1, or 0 where no direction stands with the figure."""
    own = slot.own
    if own.dirs:
        return own.sign
    if len(slot.segment.slots) == 1 and slot.segment.scope.dirs:
        return slot.segment.scope.sign
    here = slot.segment.scope
    if own.has("rel:below", "cross:lost") or (here.has("rel:below") and not here.has("rel:above")):
        return -1
    return 1 if own.has("cross:up", "cross:back") or here.has("rel:above") or "+" in own.flows else _carried(slot)


def _carried(slot: Slot) -> int:
    """ "Bitcoin rose 3% and ether 2%": the second takes the direction of the first."""
    for earlier in reversed(slot.segment.carry):
        if earlier.scope.dirs:
            return earlier.scope.sign
        if earlier.scope.has("attribution:said"):
            break
    return 0


# ---- changes ---------------------------------------------------------------------------------------------------------


def fits_change(kind: Kind, slot: Slot, topic: Topic) -> bool:
    """Whether a change's coin, window and base are those of the words."""
    coins = price_coins(slot, topic)
    return kind.coin in coins and kind.unit is Unit.PERCENT and _base(kind, slot, topic) and fits_window(kind, slot)


def _base(kind: Kind, slot: Slot, topic: Topic) -> bool:
    base, own, here = kind.base, slot.own, slot.segment.scope
    from_record = _from_record(slot)
    if base in ("record", "record_then") or from_record:
        return from_record and (base == "record" or (base == "record_then" and here.has("when:before")))
    if base == "low":
        away = own.has("rel:below", "rel:above") or here.has("prep:from", "not:not", "rel:below")
        return here.has("extreme:low") and away
    if base == "to_low":
        return slot.whole.has("extreme:low") or here.has("super:low", "super:high")
    if base == "to_high":
        return here.has("extreme:high", "super:high")
    if base == "utc_day":
        return kind.coin not in ("BTC", "ETH") or _on_a_day(slot, topic)
    if base in ("fall3d", "ytd_before"):
        return here.has("when:before", "recovered") or "3d" in here.windows
    return True


def _from_record(slot: Slot) -> bool:
    here = slot.segment.scope
    if here.recorded and (slot.own.has("rel:below", "rel:above") or here.has("prep:from", "rel:below")):
        return True
    against = any(segment.opener == "against" and segment.scope.recorded for segment in slot.whole.segments)
    back = here.has("since:since", "rel:below") or against
    return (
        back
        and not here.windows
        and slot.whole.recorded
        and not any(other.mark in (fg.DAY, fg.YEAR) for other in slot.segment.slots)
    )


def _on_a_day(slot: Slot, topic: Topic) -> bool:
    words = slot.whole.words | topic.words
    return any(word.startswith(("weekday:", "noun:coins")) for word in words) or any(
        other.mark == fg.DAY for other in slot.whole.slots
    )


# ---- shares ----------------------------------------------------------------------------------------------------------


def _share(kind: Kind, slot: Slot, topic: Topic) -> bool:
    if kind.unit is not Unit.PERCENT or kind.side not in amount_sides(slot, topic):
        return False
    return (
        _of_coins(kind, amount_coins(slot, topic), slot)
        and fits_base(kind, slot, topic)
        and fits_window(kind, slot)
        and fits_venue(kind, slot)
    )


def _of_coins(kind: Kind, coins: tuple[str | None, ...], slot: Slot) -> bool:
    """Parts of a group of coins and the usual part need their words."""
    if kind.base == "alts":
        return "alts" in coins
    if kind.base == "majors":
        return {"BTC", "ETH"} <= set(coins)
    if kind.coin not in coins:
        return False
    if kind.base == "venue_usual":
        return slot.segment.scope.has("usual")
    return True


def admits_points(kind: Kind, slot: Slot, topic: Topic) -> bool:
    """Whether a difference in points is of this kind."""
    scope: Scope = slot.segment.scope
    coins = scope.named or slot.whole.coins or topic.coins
    if kind.unit is not Unit.POINTS or not fits_window(kind, slot):
        return False
    if kind.measure == "liquidated_share":
        return True
    if kind.measure == "gap" and any(coin not in (kind.coin, "BTC") for coin in scope.named):
        return False
    return kind.measure in _CHANGES and (not coins or kind.coin is None or kind.coin in (*coins, "alts"))
