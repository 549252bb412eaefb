"""The tracked series by week, by month and in runs of days: more of what `series` says of its day."""

from __future__ import annotations

from datetime import timedelta

from newsgen.measure.book import Book, brief, exact
from newsgen.measure.clock import DAY
from newsgen.measure.series import Place
from newsgen.model import Value, Window

WEEK = 7
OPPOSITE = {"long": "short", "short": "long"}
RUNS = ("series.side_run", "series.side_run_side")
MONTH = ("series.month_total", "series.month_before")


def measure_spells(book: Book, place: Place | None) -> None:
    """Enter the weeks, runs and months of the series that `series.*` is of."""
    if place is None:
        return  # `measure_series` has said why
    _weeks(book, place)
    _side_run(book, place)
    _light_run(book, place)
    _month(book, place)


def _put(book: Book, place: Place, fact_id: str, value: Value, text: str, days: int, side: str | None = None) -> None:
    book.put(fact_id, value, text, place.origins, span=place.back(days), venues=place.run.venues, side=side)


def _sum(place: Place, until: int, days: int) -> float | None:
    """The total of so many days, the last of which is so many days back; None where one is not on file."""
    first = place.slot - until - days + 1
    part = place.run.values["total"][max(0, first) : place.slot - until + 1].tolist()
    return round(sum(part), 2) if first >= 0 and all(value == value for value in part) else None


def _weeks(book: Book, place: Place) -> None:
    now, before = _sum(place, 0, WEEK), _sum(place, WEEK, WEEK)
    if now is None or not before:
        book.miss("a day of the two weeks is not on file", ("series.sum7_before", "series.sum7_ratio"))
        return
    week = timedelta(days=WEEK)
    span, first = Window(place.span.end - 2 * week, place.span.end - week), place.day(place.slot - 2 * WEEK + 1)
    text = f"{exact(before)}: the {WEEK} days from {first} to {place.day(place.slot - WEEK)}"
    book.put("series.sum7_before", before, text, place.origins, span=span, venues=place.run.venues)
    text = f"{brief(now / before)} = {exact(now)} / {exact(before)}"
    _put(book, place, "series.sum7_ratio", now / before, text, 2 * WEEK)


def _side_run(book: Book, place: Place) -> None:
    """Days in a row on which the side that lost more today lost more."""
    long, short = place.value("long"), place.value("short")
    if long is None or short is None or long == short:
        book.miss("no side is known to have lost more on the series day", RUNS)
        return
    side = "long" if long > short else "short"
    days = 1
    while (
        (mine := place.value(side, days)) is not None
        and (other := place.value(OPPOSITE[side], days)) is not None
        and mine > other
    ):
        days += 1
    if days <= place.slot and (place.value("long", days) is None or place.value("short", days) is None):
        book.miss("the sides of a day in the run are not on file", RUNS)
        return
    text = f"{side}s lost more on {days} days in a row, {place.day(place.slot - days + 1)} to {place.today}"
    _put(book, place, "series.side_run", days, text, days, side)
    _put(book, place, "series.side_run_side", side, text, days, side)


def _light_run(book: Book, place: Place) -> None:
    """Days in a row with a total below what was usual then."""
    totals, medians = place.run.values["total"], place.run.median
    slot = place.slot
    while slot >= 0 and totals[slot] < medians[slot]:
        slot -= 1
    if slot < 0 or totals[slot] != totals[slot] or medians[slot] != medians[slot]:
        book.miss("a day of the run, or what was usual then, is not on file", ("series.light_run",))
        return
    days = place.slot - slot
    text = f"{days} days in a row below the median of the 30 days before each, after {place.day(slot)}"
    _put(book, place, "series.light_run", days, text, max(days, 1))


def _month(book: Book, place: Place) -> None:
    """On the last day of a month: its total, and that of the month before."""
    today = place.today
    if (today + timedelta(days=1)).day != 1 or int(place.run.ends[place.slot]) % DAY:
        book.miss("no month ended on the series day", MONTH)
        return
    before = (today.replace(day=1) - timedelta(days=1)).day
    for fact_id, back, days in ((MONTH[0], 0, today.day), (MONTH[1], today.day, before)):
        total = _sum(place, back, days)
        if total is None:
            book.miss("a day of the month is not on file", (fact_id,))
            continue
        first, last = place.day(place.slot - back - days + 1), place.day(place.slot - back)
        end = place.span.end - timedelta(days=back)
        span = Window(end - timedelta(days=days), end)
        text = f"{exact(total)}: sum of the {days} days from {first} to {last}"
        book.put(fact_id, total, text, place.origins, span=span, venues=place.run.venues)
