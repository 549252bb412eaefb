"""The latest earlier day most like this one, and what bitcoin did after it.

Like this one: the same side lost more, and both the total against what was usual and bitcoin's change lie within a
third of today's.  It lies at least 14 days back, so that the seven days after it are over before today begins.
"""

from __future__ import annotations

import numpy as np

from newsgen.measure.book import Book, Origins, brief, exact, family
from newsgen.measure.candles import Venue
from newsgen.measure.clock import DAY, day_of, moment
from newsgen.measure.days import Days
from newsgen.measure.series import Place
from newsgen.model import Window

BACK = 14  # days
THIRD = 1 / 3
NEXT = (("echo.next_change", 1), ("echo.next_7d", 7))


def measure_echo(book: Book, place: Place | None, venues: tuple[Venue, ...]) -> None:
    """Enter `echo.*` where the series is of exactly the window."""
    ids = family("echo.")
    if place is None or place.span.end != book.window.end:
        book.miss("no like-for-like series of exactly the window", ids)
        return
    name = book.known["btc.venue"].value if "btc.venue" in book.known else None
    venue = next((one for one in venues if one.name == name), None)
    end = int(place.run.ends[place.slot])
    candles = None if venue is None else venue.daily if end % DAY == 0 else venue.candles[0]
    days = candles.by_day(end) if candles else None
    if venue is None or candles is None or days is None or not 0 <= days.slot(end) < len(days):
        book.miss("bitcoin's days are not on file", ids)
        return
    slot = _like(place, days, days.slot(end) - place.slot, since=candles.starts[candles.epoch(candles.until(end))])
    if slot is None:
        book.miss("no earlier day of the series is like this one", ids)
        return
    first = max(0, candles.until(days.end(days.slot(int(place.run.ends[slot]))) - DAY))
    origins = venue.origins(candles, first, candles.until(end) - 1)
    _put(book, place, slot, days, (venue.name, origins))


def _like(place: Place, days: Days, shift: int, since: int) -> int | None:
    """The slot of the latest day that is like today; slot n of the series is slot n + `shift` of bitcoin's days."""
    run, now = place.run, place.slot
    first = max(0, -shift)
    until = now - BACK + 1
    if until <= first:
        return None
    part = slice(first, until)
    long, short = run.values["long"], run.values["short"]
    ratio = np.divide(run.values["total"], run.median, out=np.zeros(len(long)), where=run.median > 0)
    changes = days.changes[shift + first : shift + until]
    change = float(days.changes[shift + now])
    ahead = long[now] > short[now] if long[now] != short[now] else None
    if ahead is None or not ratio[now] > 0 or change != change:
        return None
    same = (long[part] > short[part]) if ahead else (long[part] < short[part])
    near = np.abs(ratio[part] - ratio[now]) <= THIRD * ratio[now]
    moved = np.abs(changes - change) <= THIRD * abs(change)
    there = run.ends[part] > since  # nothing is compared across a leap
    found = np.flatnonzero(same & near & moved & there)
    return first + int(found[-1]) if len(found) else None


def _put(book: Book, place: Place, slot: int, days: Days, source: tuple[str, Origins]) -> None:
    run, at = place.run, days.slot(int(place.run.ends[slot]))
    end = moment(int(run.ends[slot]))
    span, venues = Window(moment(int(run.ends[slot]) - DAY), end), run.venues
    side = "long" if run.values["long"][slot] > run.values["short"][slot] else "short"
    total, usual, change = float(run.values["total"][slot]), float(run.median[slot]), float(days.changes[at])
    day = place.day(slot)
    text = (
        f"{day}: {side}s lost more, {exact(total)} was {brief(total / usual)} times the usual and bitcoin changed by "
        f"{brief(change)} %; the latest day within a third of {place.today}"
    )
    book.put("echo.date", day, text, place.origins, span=span, venues=venues)
    book.put("echo.days", place.slot - slot, f"days from {day} to {place.today}", place.origins, span=span)
    book.put("echo.total", total, f"{exact(total)} on {day}", place.origins, span=span, venues=venues)
    book.put("echo.side", side, f"{side}s lost more on {day}", place.origins, span=span, side=side, venues=venues)
    _change(book, "echo.change", (float(days.open[at]), float(days.close[at])), span, source)
    for fact_id, after in NEXT:
        prices = float(days.close[at]), float(days.close[at + after])
        _change(book, fact_id, prices, Window(end, moment(int(run.ends[slot]) + after * DAY)), source)
    book.miss(f"a day after {day_of(int(run.ends[slot]))} is not on file", [fact_id for fact_id, _ in NEXT])


def _change(book: Book, fact_id: str, prices: tuple[float, float], span: Window, source: tuple[str, Origins]) -> None:
    """Bitcoin's change between two prices; none where one is not on file."""
    then, now = prices
    if now == now and then > 0:
        value = (now - then) / then * 100
        text = f"{brief(value)} = ({exact(now)} - {exact(then)}) / {exact(then)} x 100"
        book.put(fact_id, value, text, source[1], span=span, venues=source[0])
