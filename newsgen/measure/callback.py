"""The heavy day of the last three weeks that today is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from newsgen.measure.book import Book, Origins, exact, family
from newsgen.measure.clock import DAY, clock, day_of, days_between, moment
from newsgen.measure.liquidations import Whole
from newsgen.measure.readings import Readings
from newsgen.measure.series import Place, find_place, unbroken
from newsgen.measure.tracked import Track
from newsgen.model import Window

REACH = 21 * DAY
TIMES = 2.0  # a day with this many times today's total is worth recalling
HUGE = 1e9  # so is a day on which one side of the whole market lost this much


@dataclass(frozen=True, slots=True)
class Heavy:
    """An earlier day worth recalling; `end` in seconds since 1970, amounts in US dollars."""

    end: int
    total: float
    side: str | None
    side_usd: float | None
    venues: str
    origins: Origins


def measure_callback(
    book: Book, readings: Readings, tracks: tuple[Track, ...], whole: Whole | None, place: Place | None
) -> None:
    """Enter the heaviest earlier day within three weeks, if it outweighs today: all-coin rows first, else the series.

    It never overlaps today's window, and is held only against figures of its own series.
    """
    heavy = _of_market(book, readings, whole) or _of_series(book, place)
    if heavy is None:
        book.miss("no day of the three weeks before outweighs this one", family("callback."))
        return
    day, today = day_of(heavy.end), day_of(book.end)
    span, venues, side = Window(moment(heavy.end - DAY), moment(heavy.end)), heavy.venues, heavy.side
    text = f"{exact(heavy.total)} in the 24 hours to {clock(heavy.end)}"
    book.put("callback.date", day, text, heavy.origins, span=span)
    book.put("callback.days", days_between(day, today), f"days from {day} to {today}", heavy.origins)
    scope = "all coins on all venues" if venues == "*" else f"tracked on {venues}"
    book.put("callback.tracked", int(venues != "*"), scope, heavy.origins, span=span, venues=venues)
    book.put("callback.total", heavy.total, text, heavy.origins, span=span, venues=venues)
    if side and heavy.side_usd is not None:
        text = f"{side}s lost {exact(heavy.side_usd)}, more than the other side"
        book.put("callback.side", side, text, heavy.origins, span=span, side=side, venues=venues)
        book.put("callback.side_usd", heavy.side_usd, text, heavy.origins, span=span, side=side, venues=venues)
        _since(book, tracks, heavy)
    book.miss("the sides of that day are not known", family("callback."))


def _of_market(book: Book, readings: Readings, whole: Whole | None) -> Heavy | None:
    rows = readings.market_between(book.start - REACH, book.start)
    rows = tuple(row for row in rows if "total" in row.amounts)
    row = max(rows, key=lambda row: row.amounts["total"], default=None)
    if row is None:
        return None
    today = whole.amounts if whole and not whole.tracked else {}
    side = row.larger_side
    side_usd = row.amounts[side] if side else None
    heavy = Heavy(row.end, row.amounts["total"], side, side_usd, "*", (row.origin,))
    huge = side_usd is not None and side_usd >= HUGE
    return heavy if huge or _outweighs(heavy, today) else None


def _of_series(book: Book, place: Place | None) -> Heavy | None:
    if place is None:
        return None
    run = place.run
    last = min(place.slot - 1, (book.start - int(run.ends[0])) // DAY)
    first = max(0, last - REACH // DAY + 1)
    part = run.values["total"][first : last + 1] if last >= first else np.empty(0)
    if not len(part) or np.isnan(part).all():
        return None
    slot = first + int(np.nanargmax(part))
    sides = {name: float(run.values[name][slot]) for name in ("long", "short")}
    known = not any(value != value for value in sides.values()) and sides["long"] != sides["short"]
    side = max(sides, key=lambda name: sides[name]) if known else None
    total, end = float(run.values["total"][slot]), int(run.ends[slot])
    heavy = Heavy(end, total, side, sides[side] if side else None, run.venues, place.origins)
    today = {name: value for name in ("total", "long", "short") if (value := place.value(name)) is not None}
    return heavy if _outweighs(heavy, today) else None


def _outweighs(heavy: Heavy, today: dict[str, float]) -> bool:
    """Twice today's total, or more on the side that lost more both then and today."""
    total, long, short = (today.get(name) for name in ("total", "long", "short"))
    if total is not None and heavy.total >= TIMES * total:
        return True
    if long is None or short is None or heavy.side is None or heavy.side_usd is None:
        return False
    return heavy.side == ("long" if long > short else "short") and heavy.side_usd > max(long, short)


def _since(book: Book, tracks: tuple[Track, ...], heavy: Heavy) -> None:
    """When that side last lost more before the heavy day, in the tracked series."""
    place = find_place(tracks, heavy.end)
    if place is None or heavy.side is None:
        book.miss("no like-for-like series reaches that day", ("callback.since", "callback.since_days"))
        return
    found = place.run.larger[heavy.side][place.slot]
    if found < 0 or not unbroken(place.run, heavy.side, found, place.slot):
        book.miss(f"no larger day since {place.start}", ("callback.since", "callback.since_days"))
        return
    then, value = place.day(found), float(place.run.values[heavy.side][found])
    text = (
        f"{heavy.side}s lost {exact(value)} on {then}, more than {exact(place.value(heavy.side) or 0)} on {place.today}"
    )
    span = Window(moment(int(place.run.ends[found]) - DAY), place.span.end)
    venues = place.run.venues
    book.put("callback.since", then, text, place.origins, span=span, side=heavy.side, venues=venues)
    days = place.slot - found
    text = f"days from {then} to {place.today}"
    book.put("callback.since_days", days, text, place.origins, span=span, side=heavy.side, venues=venues)
