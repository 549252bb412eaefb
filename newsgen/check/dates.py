"""Dates, years, weekdays and clock times, and what they are said to be the date of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from newsgen.check import figures as fg
from newsgen.check.clocks import clock
from newsgen.check.context import FALLBACK, MAJORS, Doubt, View
from newsgen.check.reading import Slot
from newsgen.check.rights import dated, only
from newsgen.model import Fact

_SINCE = frozenset({
    "liquidated_since", "price_since", "level_since", "flow_since", "sentiment_since", "pair_since", "funding_since",
    "dominance_since",
})  # fmt: skip
_SUBJECTS = {"pair": "pair_since", "funding": "funding_since", "dominance": "dominance_since"}
_PRICES = frozenset({"price_since", "level_since"})
CALENDAR = frozenset({"calendar", "scope", "event", "ahead", "order", "price"})
_LEVELS = ("rel:above", "rel:below", "cross:back", "cross:up", "cross:lost")
_SUPERLATIVES = ("super:high", "super:low", "super:worst", "super:best", "since:first", "super:long")


def judge(slot: Slot, figure: fg.Figure, view: View) -> Iterator[Doubt]:
    """Doubts about a date, a year or a clock time."""
    if slot.mark == fg.TIME:
        yield from clock(slot, figure, view)
    elif slot.mark == fg.YEAR:
        yield from _year(figure, slot, view)
    else:
        yield from _day(slot, figure, view)


def _year(figure: fg.Figure, slot: Slot, view: View) -> Iterator[Doubt]:
    facts = view.index.facts
    known = {facts.window.end.year, facts.day.year} | {day.year for day, _ in view.index.dates}
    starts = any(day.year == figure.year for day, fact in view.index.dates if fact.about.base == "start")
    if figure.year not in known:
        yield Doubt(
            "F1",
            f"{figure.text} is not the year of the data, nor of any date on file",
            (),
            f"The window ends in {facts.window.end.year}.",
        )
    elif "since:since" in slot.near and not slot.segment.scope.has(*_SUPERLATIVES) and not starts:
        yield Doubt("F1", f"nothing on file began in {figure.text}")


def _day(slot: Slot, figure: fg.Figure, view: View) -> Iterator[Doubt]:
    now = view.index.now
    if figure.year is not None and figure.year > now.year:
        yield Doubt("F1", f"{figure.text} lies in the future")
        return
    if _ends_window(slot, view) and not matches(figure, now, now):
        claim = f"the window does not end on {figure.text}"
        right = dated(figure.text, now)
        yield Doubt("F1", claim, ("window.end",), f"It ends on {now:%-d %B %Y}.", right=right)
        return
    since = "since:since" in slot.near
    ranked = since and slot.segment.scope.has(*_SUPERLATIVES)
    if since and not ranked and figure.month == 1 and figure.day == 1 and figure.year in (None, now.year):
        return  # the start of the year to date
    for day, fact in view.index.by_day.get((figure.month, figure.day), ()):
        if matches(figure, day, now) and _allowed(fact, slot, view, since=since, ranked=ranked):
            view.proofs.append((slot.item, fact.id))
            return
    known = [(day, fact) for day, fact in view.index.dates if _allowed(fact, slot, view, since=since, ranked=ranked)]
    hint = "; ".join(f"{fact.id} is {day:%-d %B %Y}" for day, fact in known[:3])
    claim, told = f"no fact has the date {figure.text} for this", tuple(fact.id for _, fact in known[:3])
    right = only(dated(figure.text, day) for day, _ in known)
    yield Doubt("F1" if known else "O5", claim, told, hint, right=right)


def _ends_window(slot: Slot, view: View) -> bool:
    """ "In the 24 hours to 04:00 UTC on Monday 13 June": the date beside the window's end."""
    slots = slot.segment.slots
    before = slots[slots.index(slot) - 1] if slots.index(slot) else None
    if before is None or before.mark != fg.TIME or before.role != "to" or "24h" not in slot.segment.scope.windows:
        return False
    end = view.index.facts.window.end
    return view.figure(before).value == end.hour * 60 + end.minute


def matches(figure: fg.Figure, day: date, now: date) -> bool:
    """Whether a printed date names this day; without a year it must lie within a year of `now`."""
    if figure.day != day.day or figure.month != day.month:
        return False
    return figure.year == day.year if figure.year is not None else abs((now - day).days) < 366


def _allowed(fact: Fact, slot: Slot, view: View, *, since: bool, ranked: bool) -> bool:
    if since and fact.about.measure in _SINCE:
        return _fits_since(fact, slot, view)
    return not ranked and _fits_day(fact, slot, view)


# ---- "since" ---------------------------------------------------------------------------------------------------------


def _fits_since(fact: Fact, slot: Slot, view: View) -> bool:
    """Whether a date of the last higher, lower or larger day is the one these words speak of."""
    about, here = fact.about, slot.segment.scope
    if about.measure not in _since_kinds(slot, view):
        return False
    if about.coin is not None and about.coin not in _since_coins(slot, view):
        return False
    if about.measure == "liquidated_since":
        return _fits_side(fact, slot, view)
    if about.measure == "flow_since":
        run = here.has("super:long") or (here.has("noun:row") and not here.has("super:high", "super:worst"))
        return (about.base == "run") == run and not here.has("super:low", "majority:minor")
    if about.measure == "price_since" and here.has("since:first") and view.reading.has(*_LEVELS):
        return False
    if about.measure == "level_since":
        if here.has("since:first") and about.base == "reclaimed" and not view.reading.has("cross:back"):
            return False
        return not here.has("super:high", "super:low", "extreme:high", "extreme:low") and _fits_crossing(
            about.base or "", view
        )
    if about.measure == "price_since" and (asked := _of_moves(slot)) is not None:
        return about.base == asked and set(here.windows) <= {"24h"}  # no "largest hourly rise since"
    if about.measure in ("price_since", "sentiment_since", "pair_since"):
        return about.base == ("low" if _lowest(slot, view) else "high")
    return True


def _of_moves(slot: Slot) -> str | None:
    """ "Its widest range since", "its largest fall since": the base of what such words speak of, else None."""
    here = slot.segment.scope
    if here.has("range"):
        return "narrower" if here.has("super:low") else "wider" if here.has("super:high", "super:worst") else "none"
    surpassed = (
        here.has("not:not") and bool(here.dirs) and any(item.text.endswith(" in a day") for item in slot.segment.items)
    )
    return "change" if surpassed or slot.segment.ranks_a_move else None  # "had not fallen as much in a day since"


def _since_kinds(slot: Slot, view: View) -> frozenset[str]:
    if view.topic.heading:
        return _SINCE
    if slot.segment.of_pair:
        return frozenset({"pair_since"})
    for scope in (slot.segment.scope, *(earlier.scope for earlier in reversed(slot.segment.carry))):
        subject = next((name for name in _SUBJECTS if name in scope.words), None)
        if subject:
            return frozenset({_SUBJECTS[subject]})
        if scope.has("fng"):
            return frozenset({"sentiment_since"})
        if scope.has("flow") or (scope.flows and not scope.has("liq")):
            return frozenset({"flow_since"})
        if scope.has("liq") or scope.sides:
            return frozenset({"liquidated_since"})
        if scope.named:
            return _PRICES
    words = view.topic.words
    if "flow" in words:
        return frozenset({"flow_since"})
    return _PRICES if view.topic.coins and "liq" not in words else _SINCE


def _since_coins(slot: Slot, view: View) -> tuple[str, ...]:
    if view.topic.heading:
        return MAJORS
    carried = next((earlier.scope.named for earlier in reversed(slot.segment.carry) if earlier.scope.named), ())
    return slot.segment.scope.named or carried or view.reading.coins or view.topic.coins or FALLBACK


def _fits_side(fact: Fact, slot: Slot, view: View) -> bool:
    side, base = fact.about.side, fact.about.base
    if (base == "low") != slot.segment.scope.has("super:low", "extreme:low", "majority:minor"):
        return False
    if base == "callback":
        side = side or view.index.text("callback.side")
    scopes = (slot.segment.scope, *(earlier.scope for earlier in slot.segment.carry))
    asked = [name for scope in scopes for name in scope.sides if name != "both"]
    return side is None if not asked else side == asked[0]


def _lowest(slot: Slot, view: View) -> bool:
    here = slot.segment.scope
    if here.has("super:low", "extreme:low"):
        return True
    if here.has("super:high", "extreme:high"):
        return False
    return here.has("super:worst") or any(code[0] == "-" for code in here.dirs) or view.reading.has("rel:below")


def _fits_crossing(base: str, view: View) -> bool:
    return (base == "lost") == view.reading.has("rel:below", "cross:lost")


# ---- other days ------------------------------------------------------------------------------------------------------


def _fits_day(fact: Fact, slot: Slot, view: View) -> bool:
    """Whether the words allow a date of this kind."""
    about, reading, here = fact.about, view.reading, slot.segment.scope
    if any(bound.known.kind.base == "record_before" for bound in view.bound_in(slot.segment)):
        return about.measure == "record_date" and _of_record(fact, slot, view)
    if reading.indices and _of_index(slot):
        return about.measure == "index_date"
    if speaks_of_flows(view):
        return about.measure == "flow_date" and about.coin in (reading.coins or (about.coin,))
    if here.recorded and "prep:from" in slot.near:
        return about.measure == "record_date" and _of_record(fact, slot, view)
    if _last_closed(slot) and reading.has(*_LEVELS):
        return about.measure == "level_since" and _fits_crossing(about.base or "", view)
    if about.measure == "level_since":
        return reading.has("last:last") and reading.has(*_LEVELS) and _fits_crossing(about.base or "", view)
    if about.measure == "record_date":
        return _of_record(fact, slot, view)
    return about.measure in CALENDAR and fits_calendar(about.base or "", about.measure, view)


def _last_closed(slot: Slot) -> bool:
    """ "It had last closed a day above that level on 19 March"."""
    items = slot.segment.items
    return any(one.name == "last:last" and two.text == "closed" for one, two in pairwise(items))


def _of_index(slot: Slot) -> bool:
    """Whether the nearest thing named before the date is a stock index and not a coin."""
    for scope in (slot.segment.scope, *(earlier.scope for earlier in reversed(slot.segment.carry))):
        if scope.indices or scope.named:
            return not scope.named
    return True


def _of_record(fact: Fact, slot: Slot, view: View) -> bool:
    reading, words = view.reading, view.topic.words
    bases = {bound.known.kind.base for bound in view.bound_in(slot.segment)}
    if "record_before" in bases and fact.about.base != "record_before":
        return False
    near = slot.segment.scope.recorded or any(earlier.scope.recorded for earlier in slot.segment.carry[-2:])
    recorded = near or (
        "liq" not in reading.words and ("record:new" in words or "record:old" in words or "record:earlier" in words)
    )
    return recorded and fact.about.coin in (
        slot.segment.scope.named or reading.coins or view.topic.coins or (fact.about.coin,)
    )


def fits_calendar(base: str, measure: str, view: View) -> bool:
    """The window's own days always; days of other things where they are spoken of."""
    reading = view.reading
    if base == "callback":
        called = any(bound.known.kind.base == "callback" for bound in view.bound)
        spoken = reading.has("liq") or bool(reading.sides)
        return (
            called
            or reading.has("heavy", "light")
            or (spoken and reading.has("when:before"))
            or not view.topic.words.isdisjoint({"when:before", "heavy"})
        )
    if base == "echo":
        return reading.has("when:before", "follow:next") or "when:before" in view.topic.words or _echoed(view)
    if measure == "ahead":
        return reading.has("ahead")
    if base == "sentiment":
        return reading.has("fng") or "fng" in view.topic.words
    if base == "utc_day":
        return reading.has("noun:coins") or any(coin not in MAJORS for coin in reading.coins)
    if base == "series_day":
        return reading.has("liq", "tracked") or bool(reading.sides) or "liq" in view.topic.words
    return measure != "order" or reading.has("order", "oneposition")


def _echoed(view: View) -> bool:
    """Whether a figure of the sentence is one of the earlier day that was like this one."""
    return any(bound.known.kind.base.startswith("echo") for bound in view.bound)


def speaks_of_flows(view: View) -> bool:
    """Whether the sentence is about fund flows, by its words or by the sentence before it."""
    if view.reading.has("flow"):
        return True
    if view.reading.coins or view.reading.sides:
        return False
    return "flow" in view.topic.words and not view.reading.has("liq", "tracked", "order", "fng", "ahead")
