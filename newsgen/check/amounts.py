"""Amounts of money: liquidations, the largest order, fund flows, open interest, market value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from newsgen.check import figures as fg
from newsgen.check.index import Known, as_date
from newsgen.check.reader import Scope, Segment, Slot
from newsgen.check.scope import AMOUNTS, View, amount_coins, fits_venue, fits_window, named, price_coins, sides
from newsgen.model import Unit

_FAMILIES = ("flow", "oi", "cap", "order", "per_trader", "volume")
_MEASURE = {"oi": "open_interest", "cap": "market_cap", "per_trader": "per_trader"}


def family(slot: Slot, view: View) -> str:
    """What kind of money the clause, or what came before it, speaks of."""
    segment = slot.segment
    for scope in (slot.own, segment.scope):
        for name in _FAMILIES:
            if name in scope.words:
                return "liq" if name == "order" and slot.role == "whole" else name
        if _paid(scope) and not scope.has("liq") and not scope.sides:
            return "flow"
        if scope.has("liq") or scope.sides:
            return "liq"
    if slot.mark == fg.PRICE and (named(segment.scope.coins) or segment.scope.dirs or segment.scope.has("stand:stand")):
        return "liq"
    for earlier in reversed(segment.carry):
        found = _of_clause(earlier.scope)
        if found:
            return "liq" if found == "order" and (slot.role == "whole" or slot.own.has("whole:total")) else found
    later = next((name for name in _FAMILIES if name in view.reading.words), "")
    if later and later != "order":
        return later
    return "flow" if "flow" in view.topic_words and "liq" not in view.reading.words and not view.reading.coins else "liq"


def _paid(scope: Scope) -> bool:
    """Whether a word says that money went in or out; "left" and "pulled" alone do not."""
    return any(not code.endswith("w") for code in scope.flows)


def _of_clause(scope: Scope) -> str:
    for name in _FAMILIES:
        if name in scope.words:
            return name
    return "flow" if _paid(scope) and not scope.sides else "liq" if scope.has("liq") or scope.sides else ""


def candidates(slot: Slot, view: View) -> list[Known]:
    """Every fact that the words beside this amount allow."""
    kind = family(slot, view)
    if kind == "flow":
        return list(_flows(slot, view))
    if kind in _MEASURE:
        return list(_levels(_MEASURE[kind], slot, view))
    rows = list(_order(slot, view)) if kind == "order" or slot.segment.scope.has("oneposition") else []
    if kind == "order" and rows:
        return rows
    return rows + list(_liquidated(slot, view))


def _liquidated(slot: Slot, view: View) -> Iterator[Known]:
    allowed_sides = sides(slot, view)
    coins = amount_coins(slot, view)
    together = len([coin for coin in coins if coin]) > 1
    for row in view.index.rows("liquidated", coins):
        if row.fact.unit is not Unit.USD or (allowed_sides is not None and row.side not in allowed_sides):
            continue
        if together and row.coin is None and None not in coins:
            continue
        if fits_base(row, slot, view) and fits_window(row, slot) and fits_venue(row, slot, view):
            yield row


def fits_base(row: Known, slot: Slot, view: View) -> bool:
    """Whether the clause says what a fact that is not of the window needs said."""
    base, here = row.base, slot.segment.scope
    if base in ("window", "total", "coin", "coin_side"):
        if any(day not in window_days(view) for day in _days(slot, view)):
            return False
        return not (slot.own.has("usual") and slot.near & {"usual"})
    if base == "usual":
        return here.has("usual") or view.reading.words >= {"usual"}
    if base in ("three_days", "seven_days") and view.index.number("liq.tracked") != 0:
        return True
    if base in ("series_day", "three_days", "seven_days"):
        return bool(here.venues) or not view.reading.words.isdisjoint(
            {"noun:coins", "tracked", "since:since", "super:high", "super:low", "noun:days", "record:new"}
        ) or as_date(view.index.facts.value("series.day")) in _days(slot, view)
    if base in ("day_before", "callback"):
        days = _days(slot, view)
        if base == "callback" and days:
            return as_date(view.index.facts.value("callback.date")) in days
        return here.has("when:before") or _dated(slot, view)
    return True


def _days(slot: Slot, view: View) -> list[date]:
    """The dates beside an amount, besides those after "since"."""
    now = view.index.facts.window.end.date()
    segments = [slot.segment]
    if slot.segment.carry and slot.segment.opener == "," and _only_dates(slot.segment.carry[-1]):
        segments.append(slot.segment.carry[-1])
    found = [
        fg.calendar_day(view.figure(other), now)
        for segment in segments
        for other in segment.slots
        if other.mark == fg.DAY and not other.near & {"since:since"}
    ]
    return [day for day in found if day is not None]


def _only_dates(segment: Segment) -> bool:
    """ "On Monday 3 February, longs worth ..."."""
    return all(other.mark in (fg.DAY, fg.TIME) for other in segment.slots) and not segment.scope.coins


def window_days(view: View) -> set[date]:
    """The days the window touches, and the day its series speaks of."""
    facts = view.index.facts
    series = as_date(facts.value("series.day"))
    return {facts.window.start.date(), facts.window.end.date(), facts.day} | ({series} if series else set())


def _dated(slot: Slot, view: View) -> bool:
    return any(other.mark in (fg.DAY, fg.SPAN, *fg.WINDOW_MARKS.values()) for other in view.reading.slots) or any(
        word.startswith(("weekday:", "when:", "month:")) for word in view.reading.words
    )


def _order(slot: Slot, view: View) -> Iterator[Known]:
    unit = Unit.PRICE if slot.mark == fg.PRICE else Unit.USD
    coins, own_sides = named(slot.own.coins or slot.segment.scope.coins), slot.own.sides or slot.segment.scope.sides
    for row in view.index.all("order"):
        if row.fact.unit is not unit or (coins and row.coin not in coins):
            continue
        if own_sides and row.side not in own_sides:
            continue
        if fits_venue(row, slot, view) and fits_window(row, slot):
            yield row


def _flows(slot: Slot, view: View) -> Iterator[Known]:
    coins: tuple[str | None, ...] = _flow_coins(slot, view)
    asked = slot.own.flows or slot.segment.scope.flows
    sign = _sign(asked, slot.own.dirs or slot.segment.scope.dirs)
    run = slot.segment.scope.has("noun:row", "noun:sessions")
    only_run = slot.segment.scope.has("noun:row") and not slot.segment.scope.has("noun:sessions")
    for row in view.index.rows("flow", coins):
        if sign * row.value < 0 or not fits_window(row, slot):
            continue
        if (row.base == "streak" and not run) or (row.base == "session" and only_run):
            continue
        if row.base == "session_before" and not slot.segment.scope.has("when:before") and not _second(view):
            continue
        yield row


def _second(view: View) -> bool:
    """Whether another amount stands beside this one."""
    return sum(other.mark == fg.MONEY for other in view.reading.slots) > 1


def _flow_coins(slot: Slot, view: View) -> tuple[str, ...]:
    own = named(slot.own.coins) or named(slot.segment.scope.coins)
    if own:
        return own
    for earlier in reversed(slot.segment.carry):
        if named(earlier.scope.coins) and earlier.scope.has("flow"):
            return named(earlier.scope.coins)
    return tuple(dict.fromkeys((*view.topic, "BTC", "ETH")))


def _sign(flows: tuple[str, ...], dirs: tuple[str, ...]) -> int:
    if flows:
        return -1 if flows[-1][0] == "-" else 1
    return (-1 if dirs[0][0] == "-" else 1) if dirs else 0


def _levels(measure: str, slot: Slot, view: View) -> Iterator[Known]:
    for row in view.index.rows(measure, (*price_coins(slot, view), None)):
        if fits_window(row, slot):
            yield row
