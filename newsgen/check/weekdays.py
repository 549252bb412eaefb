"""Weekdays, and the days that changes of smaller coins are of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from newsgen.check import figures as fg
from newsgen.check.context import MAJORS, Doubt, View
from newsgen.check.dates import CALENDAR, fits_calendar, matches, speaks_of_flows
from newsgen.check.index import as_date
from newsgen.check.reading import Segment
from newsgen.check.rights import dated, only

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = 8  # days back that a bare weekday may mean


def of_the_day(view: View) -> Iterator[Doubt]:
    """The date beside a change of a smaller coin, or a count of coins, is the UTC day those facts speak of."""
    day = as_date(view.index.facts.value("breadth.day"))
    spoken = [
        b for b in view.bound if b.known.kind.measure == "breadth" or _small(b.known.kind.measure, b.known.kind.coin)
    ]
    for slot in view.reading.dates if day is not None and spoken else ():
        beside = any(
            b.slot.segment in (slot.segment, *slot.segment.carry) or slot.segment in b.slot.segment.carry
            for b in spoken
        )
        if beside and not matches(view.figure(slot), day, view.index.now):  # type: ignore[arg-type]
            text = view.figure(slot).text
            claim, right = f"{text} is not the day of those changes", dated(text, day)  # type: ignore[arg-type]
            yield Doubt("F1", claim, ("breadth.day",), f"It was {day:%-d %B %Y}.", (slot.item,), right=right)


def _small(measure: str, coin: str | None) -> bool:
    return measure == "change" and coin not in MAJORS


def weekdays(view: View) -> Iterator[Doubt]:
    """A weekday must be that of the date beside it, or of a day the sentence may speak of."""
    small = any(
        b.known.kind.measure == "breadth" or _small(b.known.kind.measure, b.known.kind.coin) for b in view.bound
    )
    counted = as_date(view.index.facts.value("breadth.day")) if small else None
    for segment, weekday in view.reading.weekdays:
        beside = [slot for slot in segment.slots if slot.mark == fg.DAY and f"weekday:{weekday}" in slot.near]
        if segment.scope.has("not:not") and not beside:
            continue  # "there was no session on Saturday"
        days = [_calendar_day(view.figure(slot), view) for slot in beside]
        named = {day for day in days if day is not None}
        told = {} if named else {counted: "breadth.day"} if counted else _weekday_days(segment, view)
        near = named or set(told)
        word = tuple(item for item in segment.items if item.name == f"weekday:{weekday}")[:1]
        view.proofs += ((item, fact) for day, fact in told.items() for item in word if day.weekday() == weekday)
        if near and all(day.weekday() != weekday for day in near):
            hint = ", ".join(f"{day:%-d %B} was a {DAYS[day.weekday()]}" for day in sorted(near)[-2:])
            right = only(DAYS[day.weekday()] for day in near)
            yield Doubt("K3", f"{DAYS[weekday]} is not the day", (), f"{hint}.", word, right=right)


def _calendar_day(figure: fg.Figure, view: View) -> date | None:
    """The date that is named: the one announced for the days ahead, else the latest by now."""
    ahead = as_date(view.index.facts.value("ahead.date"))
    if ahead is not None and view.reading.has("ahead") and matches(figure, ahead, view.index.now):
        return ahead
    return fg.calendar_day(figure, view.index.now)


def _weekday_days(segment: Segment, view: View) -> dict[date, str]:
    """The days a bare weekday may mean, by what the sentence speaks of, each with a fact that has it."""
    index, reading = view.index, view.reading
    named = segment.scope.named and not segment.scope.indices  # "bitcoin fell on Saturday and the S&P 500 on Friday"
    flows = speaks_of_flows(view) and not reading.has("attribution:said")
    series = as_date(index.facts.value("series.day"))
    if series is not None and reading.has("tracked") and not reading.has("noun:coins"):
        return {series: "series.day"}  # "On Tuesday alone, tracked liquidations came to ...": whole days of the series
    asked = "index_date" if reading.indices and not named else "flow_date" if flows else ""
    start, day = index.facts.window.start.date(), index.facts.day
    near = {} if asked else {start: "window.start", index.ending: "window.end", day: "day.date"}
    for day, fact in index.dates:
        about = fact.about
        if not 0 <= (index.now - day).days <= _WEEK or (asked and about.measure != asked):
            continue
        record = about.measure == "record_date" and (reading.recorded or segment.scope.recorded)
        if asked or record or (about.measure in CALENDAR and fits_calendar(about.base or "", about.measure, view)):
            near.setdefault(day, fact.id)
    ahead = as_date(index.facts.value("ahead.date"))
    return near | {ahead: "ahead.date"} if ahead is not None and reading.has("ahead") else near
