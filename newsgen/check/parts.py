"""Percents, fractions and percentage points: changes by subject and base, shares by whole, other rates by their name."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check.amounts import fits_base
from newsgen.check.index import Known
from newsgen.check.reader import FRACTION, Reading, Scope, Slot
from newsgen.check.scope import View, amount_coins, fits_venue, fits_window, named, price_coins, sides
from newsgen.model import Unit

_SUBJECTS = ("oi", "cap", "dominance", "funding", "range", "recovered", "order", "fng", "volume")
_MEASURE = {
    "oi": "open_interest_change", "cap": "market_cap_change", "dominance": "dominance", "funding": "funding", "order": "order_share",
    "range": "range", "recovered": "recovered",
}  # fmt: skip
_CHANGE_WORDS = frozenset({"rel:above", "rel:below"})


def candidates(slot: Slot, view: View) -> list[Known]:
    """Every percent that the words beside this figure allow."""
    subject = _subject(slot, view)
    if subject == "index":
        return list(_indices(slot, view))
    if subject in _MEASURE and subject != "order":
        return list(_named(_MEASURE[subject], slot, view))
    if slot.own.sides:
        return list(_shares(slot, view))
    if _moves(slot, view):
        return list(changes(slot, view))
    rows = list(_named("order_share", slot, view)) if _of_order(slot, view) else []
    if _of_order(slot, view) and slot.segment.scope.has("order") and rows:
        return rows
    return [*rows, *_shares(slot, view), *(changes(slot, view) if _may_move(slot) else ())]


def _may_move(slot: Slot) -> bool:
    """Whether a percent without a direction of its own may still be a change: "led by solana with 4%"."""
    if slot.own.has("whole:total", "whole:it", "liq") or slot.segment.opener == "or":
        return False
    amounts = any(other.mark == fg.MONEY for segment in (*slot.segment.carry, slot.segment) for other in segment.slots)
    return not amounts and bool(_carried(slot) or slot.segment.scope.dirs or named(slot.segment.scope.coins))


def _of_order(slot: Slot, view: View) -> bool:
    return not view.reading.words.isdisjoint({"order", "oneposition"}) or "order" in view.topic_words


def _moves(slot: Slot, view: View) -> bool:
    """Whether a direction stands with the figure, or a record it is measured from."""
    here = slot.segment.scope
    if slot.own.dirs or (here.has("rel:above", "rel:below") and (here.has("extreme:high", "extreme:low") or _recorded(view.reading))):
        return True
    return bool(slot.segment.scope.dirs) and len(slot.segment.slots) == 1 and not slot.segment.scope.sides


def _subject(slot: Slot, view: View) -> str:
    """The nearest thing named that has percents of its own."""
    for scope in (slot.own, slot.segment.scope, *(earlier.scope for earlier in reversed(slot.segment.carry))):
        for name in _SUBJECTS:
            if name in scope.words and not (name in ("recovered", "range") and scope is not slot.own and slot.own.dirs):
                return name
        if scope.indices and not named(scope.coins):
            return "index"
        if named(scope.coins) or scope.sides or scope.has("liq"):
            return "coin"
    return "index" if view.topic_words & {"index"} and not view.reading.coins else "coin"


def _indices(slot: Slot, view: View) -> Iterator[Known]:
    asked: tuple[str, ...] = slot.own.indices or slot.segment.scope.indices
    for earlier in reversed(slot.segment.carry):
        asked = asked or earlier.scope.indices
    sign = sign_of(slot)
    for row in view.index.all("index_change"):
        if (row.coin in asked or "STOCKS" in asked or not asked) and sign * row.value >= 0 and fits_window(row, slot):
            yield row


def _named(measure: str, slot: Slot, view: View) -> Iterator[Known]:
    coins: tuple[str | None, ...] = named(slot.own.coins) or named(slot.segment.scope.coins)
    sign = sign_of(slot) if measure.endswith("_change") else 0
    for row in view.index.all(measure):
        if coins and row.coin is not None and row.coin not in coins and measure != "order_share":
            continue
        if row.fact.unit in (Unit.PERCENT, Unit.RATE) and sign * row.value >= 0 and fits_window(row, slot):
            yield row


def sign_of(slot: Slot) -> int:
    """+1, -1, or 0 where no direction stands with the figure."""
    dirs = slot.own.dirs or (slot.segment.scope.dirs if len(slot.segment.slots) == 1 else ())
    if dirs:
        return 1 if dirs[-1][0] == "+" else -1
    if slot.own.has("rel:below", "cross:lost"):
        return -1
    return 1 if slot.own.has("rel:above", "cross:up", "cross:back") or "+" in slot.own.flows else _carried(slot)


def _carried(slot: Slot) -> int:
    """ "Bitcoin rose 3% and ether 2%": the second takes the direction of the first."""
    for earlier in reversed(slot.segment.carry):
        if earlier.scope.dirs:
            return 1 if earlier.scope.dirs[-1][0] == "+" else -1
        if earlier.scope.has("attribution:said", "link:break"):
            break
    return 0


# ---- changes -----------------------------------------------------------------------------------------------------------


def changes(slot: Slot, view: View) -> Iterator[Known]:
    """Changes of price whose coin, direction, window and base are those of the words."""
    coins: tuple[str | None, ...] = price_coins(slot, view)
    if not coins and view.reading.words & {"noun:coins", "super:high"}:
        coins = (None,)
    sign = sign_of(slot)
    for row in view.index.rows("change", coins):
        if row.fact.unit is Unit.PERCENT and sign * row.value >= 0 and _base(row, slot, view) and fits_window(row, slot):
            yield row


def _base(row: Known, slot: Slot, view: View) -> bool:
    base, own, here = row.base, slot.own, slot.segment.scope
    away = own.has("rel:below", "rel:above") or here.has("prep:from", "not:not", "rel:below")
    if base in ("record", "record_then"):
        return _from_record(slot, view) and (base == "record" or here.has("when:before"))
    if _from_record(slot, view):
        return False
    if base == "low":
        return here.has("extreme:low") and away
    if base == "to_low":
        return here.has("extreme:low", "super:low", "super:high") or view.reading.words >= {"extreme:low"}
    if base == "to_high":
        return here.has("extreme:high", "super:high")
    if base == "utc_day":
        return row.coin not in ("BTC", "ETH") or _on_a_day(view)
    if base in ("fall3d", "ytd_before"):
        return here.has("when:before", "recovered") or "3d" in here.windows
    return True


def _from_record(slot: Slot, view: View) -> bool:
    here = slot.segment.scope
    if _recorded(here) and (slot.own.has("rel:below", "rel:above") or here.has("prep:from", "rel:below")):
        return True
    back = here.has("since:since", "rel:below") or any(s.opener == "against" and _recorded(s.scope) for s in view.reading.segments)
    return back and not here.windows and _recorded(view.reading) and not _has_date(slot)


def _recorded(scope: Scope | Reading) -> bool:
    return not scope.words.isdisjoint({"record:new", "record:old"})


def _has_date(slot: Slot) -> bool:
    return any(other.mark in (fg.DAY, fg.YEAR) for other in slot.segment.slots)


def _on_a_day(view: View) -> bool:
    words = view.reading.words | view.topic_words
    return any(word.startswith(("weekday:", "noun:coins")) for word in words) or any(slot.mark == fg.DAY for slot in view.reading.slots)


# ---- shares ------------------------------------------------------------------------------------------------------------


def _shares(slot: Slot, view: View) -> Iterator[Known]:
    coins = amount_coins(slot, view)
    allowed = sides(slot, view)
    for row in view.index.rows("liquidated_share", (*coins, None) if named_groups(coins) else coins):
        if row.fact.unit is not Unit.PERCENT or (allowed is not None and row.side not in allowed):
            continue
        if _group(row, coins, slot) and fits_base(row, slot, view) and fits_window(row, slot) and fits_venue(row, slot, view):
            yield row
    if slot.segment.scope.has("super:low", "super:high", "when:before", "noun:days"):
        yield from (row for row in view.index.all("liquidated_rank") if row.base == "percentile")


def named_groups(coins: tuple[str | None, ...]) -> bool:
    """Whether groups of coins are named, whose facts are about no single coin."""
    return "alts" in coins or {"BTC", "ETH"} <= set(coins)


def _group(row: Known, coins: tuple[str | None, ...], slot: Slot) -> bool:
    """Parts of a group of coins, of four hours and the usual part need their words."""
    if row.base == "alts":
        return "alts" in coins
    if row.base == "majors":
        return {"BTC", "ETH"} <= set(coins)
    if row.coin is None and None not in coins:
        return False
    if row.base == "venue_usual":
        return slot.segment.scope.has("usual")
    return not (row.base == "four_hours" and "4h" not in (slot.own.windows or slot.segment.scope.windows))


def scaled(figure: fg.Figure, row: Known) -> float:
    """The fact's value in the figure's terms: percent for a percent, one for a fraction."""
    if figure.mark == FRACTION and row.fact.unit in (Unit.PERCENT, Unit.RATE):
        return row.value / 100
    return row.value


def points(slot: Slot, view: View) -> list[Known]:
    """Differences in percentage points, and changes of an index that counts in points."""
    scope: Scope = slot.segment.scope
    sign = sign_of(slot)
    rows = [*view.index.all("gap"), *view.index.all("dominance_change"), *view.index.all("sentiment_change")]
    rows += [row for row in view.index.all("liquidated_share") if row.fact.unit is Unit.POINTS]
    coins = named(scope.coins)
    return [row for row in rows if fits_window(row, slot) and (not coins or row.coin is None or row.coin in (*coins, "alts")) and (
        row.measure == "gap" or sign * row.value >= 0)]  # fmt: skip
