"""Dates, years, weekdays and clock times, and what they are said to be the date of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from newsgen.check import figures as fg
from newsgen.check.claims import Doubt
from newsgen.check.index import Index, as_date
from newsgen.check.reader import Slot
from newsgen.check.scope import FALLBACK, MAJORS, View, named
from newsgen.model import Fact, Unit

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SINCE = frozenset({"liquidated_since", "price_since", "level_since", "flow_since", "sentiment_since"})
_STARTS = frozenset({"scope"})


def since_facts(slot: Slot, view: View) -> list[Fact]:
    """The facts a "since DATE" beside a superlative may quote."""
    here = slot.segment.scope
    kinds, low = _since_kinds(slot, view), here.has("super:low", "extreme:low")
    asked_sides = [side for scope in (here, *(e.scope for e in slot.segment.carry)) for side in scope.sides]
    coins = named(here.coins) or tuple(c for e in reversed(slot.segment.carry) for c in named(e.scope.coins)) or named(view.reading.coins) or view.topic
    found = []
    for fact in view.index.known.values():
        about = fact.about
        if about.measure not in kinds or fact.unit is not Unit.DATE:
            continue
        if about.coin is not None and about.coin not in (MAJORS if view.heading else coins or FALLBACK):
            continue
        if about.measure == "liquidated_since" and not _since_side(fact, asked_sides, low, view):
            continue
        if about.measure in ("price_since", "sentiment_since") and about.base != ("low" if _lowest(slot, view) else "high"):
            continue
        if about.measure == "level_since" and (here.has("super:high", "super:low") or not _crossed(about.base or "", view)):
            continue
        found.append(fact)
    return found


def _since_kinds(slot: Slot, view: View) -> frozenset[str]:
    scopes = [slot.segment.scope, *(earlier.scope for earlier in reversed(slot.segment.carry))]
    for scope in scopes:
        if scope.has("fng"):
            return frozenset({"sentiment_since"})
        if scope.has("flow") or (scope.flows and not scope.has("liq")):
            return frozenset({"flow_since"})
        if scope.has("liq") or scope.sides:
            return frozenset({"liquidated_since"})
        if named(scope.coins):
            return frozenset({"price_since", "level_since"})
    if view.heading:
        return SINCE
    if "flow" in view.topic_words:
        return frozenset({"flow_since"})
    return frozenset({"price_since", "level_since"}) if view.topic and "liq" not in view.topic_words else SINCE


def _since_side(fact: Fact, asked: list[str], low: bool, view: View) -> bool:
    side, base = fact.about.side, fact.about.base
    if (base == "low") != low:
        return False
    if base == "callback":
        side = side or view.index.text("callback.side")
    only = [name for name in asked if name != "both"]
    return side is None if not only else side == only[0]


def _lowest(slot: Slot, view: View) -> bool:
    here = slot.segment.scope
    if here.has("super:low", "extreme:low"):
        return True
    if here.has("super:high", "extreme:high"):
        return False
    return here.has("super:worst") or any(code[0] == "-" for code in here.dirs) or view.reading.words >= {"rel:below"}


def _crossed(base: str, view: View) -> bool:
    words = view.reading.words
    down = not words.isdisjoint({"rel:below", "cross:lost"})
    return (base == "lost") == down


def day_facts(slot: Slot, view: View) -> Iterator[tuple[date, Fact]]:
    """The dates this one may be, by the words of its clause."""
    here = slot.segment.scope
    scopes = [here, *(earlier.scope for earlier in reversed(slot.segment.carry))]
    wanted = _wanted(scopes, view)
    for day, fact in view.index.dates():
        about = fact.about
        if about.measure not in wanted or (about.measure == "level_since" and not _crossed(about.base or "", view)):
            continue
        if about.measure == "record_date" and about.coin not in (named(here.coins) or named(view.reading.coins) or view.topic or (about.coin,)):
            continue
        if about.measure == "flow_date" and view.reading.coins and about.coin not in named(view.reading.coins) and named(view.reading.coins):
            continue
        yield day, fact


def speaks_of_flows(view: View) -> bool:
    """Whether the sentence is about fund flows, by its words or by the sentence before it."""
    words = view.reading.words
    if "flow" in words:
        return True
    return "flow" in view.topic_words and not view.reading.coins and not words & {"liq", "order", "fng"}


_RECORD = frozenset({"record:new", "record:old"})
_CALENDAR = frozenset({"calendar", "scope", "event", "order", "price"})


def _wanted(scopes: list[object], view: View) -> frozenset[str]:
    words = view.reading.words
    if any(segment.scope.indices for segment in view.reading.segments):
        return frozenset({"index_date", "calendar"})
    if speaks_of_flows(view):
        return frozenset({"flow_date"})
    wanted = _CALENDAR
    if words & _RECORD or (view.topic_words & _RECORD and "liq" not in words):
        wanted |= {"record_date"}
    if words & {"rel:above", "rel:below", "cross:back", "cross:up", "cross:lost"}:
        wanted |= {"level_since"}
    return wanted


def matches(figure: fg.Figure, day: date, now: date) -> bool:
    """Whether a printed date names this day; without a year it must lie within a year of `now`."""
    if figure.month != day.month or figure.day != day.day:
        return False
    return figure.year == day.year if figure.year is not None else abs((now - day).days) < 366


def year_start(figure: fg.Figure, index: Index) -> bool:
    """Whether a date is the first of January of the day's year: the start of the year to date."""
    now = index.facts.window.end.date()
    return figure.month == 1 and figure.day == 1 and figure.year in (None, now.year)


def weekday_days(view: View) -> set[date]:
    """The days a bare weekday may mean, by what the sentence speaks of."""
    index = view.index
    end = index.facts.window.end
    measures: set[str]
    if any(segment.scope.indices for segment in view.reading.segments):
        measures = {"index_date"}
    elif speaks_of_flows(view):
        measures = {"flow_date"}
    else:
        measures = {"calendar", "scope", "order", "price", "record_date", "event"}
    near = {day for day, fact in index.dates() if fact.about.measure in measures and 0 <= (end.date() - day).days <= 8}
    if "calendar" in measures:
        near |= {index.facts.day, (end - timedelta(seconds=1)).date(), index.facts.window.start.date()}
    return near


def clock_facts(view: View) -> Iterator[tuple[int, str]]:
    """Minutes of the day of every known time, with its id."""
    window = view.index.facts.window
    yield window.end.hour * 60 + window.end.minute, "window.end"
    yield window.start.hour * 60 + window.start.minute, "window.start"
    for fact in view.index.known.values():
        if fact.unit is Unit.TIME and isinstance(fact.value, datetime):
            yield fact.value.hour * 60 + fact.value.minute, fact.id


def years(index: Index) -> set[int]:
    """The years the day's facts speak of."""
    found = {index.facts.window.end.year, index.facts.day.year}
    return found | {day.year for day, _ in index.dates()}


# ---- judging -----------------------------------------------------------------------------------------------------------


def judge(slot: Slot, figure: fg.Figure, view: View) -> Iterator[Doubt]:
    """Doubts about a date, a year or a clock time."""
    if slot.mark == fg.TIME:
        yield from _clock(figure, view)
    elif slot.mark == fg.YEAR:
        yield from _year(figure, slot, view)
    else:
        yield from _day(slot, figure, view)


def _clock(figure: fg.Figure, view: View) -> Iterator[Doubt]:
    known = list(clock_facts(view))
    if all(minutes != figure.value for minutes, _ in known):
        yield Doubt("K2", f"no time on file is {figure.text}", (known[0][1],), f"The window ends at {known[0][0] // 60:02d}:{known[0][0] % 60:02d} UTC.")


def _year(figure: fg.Figure, slot: Slot, view: View) -> Iterator[Doubt]:
    if figure.year not in years(view.index) and not _starts(figure, view):
        yield Doubt("F1", f"{figure.text} is not the year of the data, nor of any date on file", (), f"The window ends in {view.index.facts.window.end.year}.")
    elif slot.near & {"since:since"} and not slot.segment.scope.has("super:high", "super:low", "since:first") and not _starts(figure, view):
        yield Doubt("F1", f"nothing on file began in {figure.text}")


def _starts(figure: fg.Figure, view: View) -> bool:
    return any(day.year == figure.year for day, fact in view.index.dates() if fact.about.base == "start")


def _day(slot: Slot, figure: fg.Figure, view: View) -> Iterator[Doubt]:
    now = view.index.facts.window.end.date()
    if figure.year is not None and figure.year > now.year:
        yield Doubt("F1", f"{figure.text} lies in the future")
        return
    if slot.near & {"since:since"} or _is_since(slot):
        if year_start(figure, view.index) and not _is_since(slot):
            return
        facts = since_facts(slot, view)
        known = [(day, fact) for fact in facts if (day := as_date(fact.value)) is not None]
        if not _is_since(slot):
            known += list(day_facts(slot, view))
    else:
        known = list(day_facts(slot, view))
    if not any(matches(figure, day, now) for day, _ in known):
        hint = "; ".join(f"{fact.id} is {day:%-d %B %Y}" for day, fact in known[:3])
        yield Doubt("F1" if known else "O5", f"no fact has the date {figure.text} for this", tuple(fact.id for _, fact in known[:3]), hint)


def _is_since(slot: Slot) -> bool:
    here = slot.segment.scope
    return bool(slot.near & {"since:since"}) and here.has("super:high", "super:low", "super:worst", "since:first", "super:long")


def of_the_day(view: View) -> Iterator[Doubt]:
    """The date beside a change of a smaller coin, or a count of coins, is the UTC day those facts speak of."""
    day = as_date(view.index.facts.value("breadth.day"))
    spoken = [b for b in view.bound if b.known.measure == "breadth" or (b.known.measure == "change" and b.known.coin not in MAJORS)]
    if day is None or not spoken:
        return
    now = view.index.facts.window.end.date()
    for slot in view.reading.slots:
        beside = any(bound.slot.segment in (slot.segment, *slot.segment.carry) or slot.segment in bound.slot.segment.carry for bound in spoken)
        if slot.mark == fg.DAY and beside and not slot.near & {"since:since"} and not matches(view.figure(slot), day, now):
            yield Doubt("F1", f"{view.figure(slot).text} is not the day of those changes", ("breadth.day",), f"It was {day:%-d %B %Y}.")


def weekdays(view: View) -> Iterator[Doubt]:
    """A weekday must be that of the date beside it, or of a day the sentence may speak of."""
    now = view.index.facts.window.end.date()
    for segment in view.reading.segments:
        names = [item for item in segment.items if item.kind == "weekday"]
        for item in names:
            beside = [slot for slot in segment.slots if slot.mark == fg.DAY]
            days = [fg.calendar_day(view.figure(slot), now) for slot in beside]
            near = {day for day in days if day is not None} or weekday_days(view)
            if near and all(day.weekday() != int(item.value) for day in near):
                told = ", ".join(f"{day:%-d %B} was a {DAYS[day.weekday()]}" for day in sorted(near)[-2:])
                yield Doubt("K3", f"{DAYS[int(item.value)]} is not the day", (), f"{told}.")
