"""What editors put on file as having happened before the window's end, and as announced for the days after it.

An event whose kind begins with "scheduled" was announced for its date: it is only ever told as lying ahead, for nobody
said that it came.  One that came is put on file once it has, with who reported it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from newsgen.market import SCHEDULED
from newsgen.measure.book import Book, brief, exact, family
from newsgen.measure.candles import FRESH, Venue
from newsgen.measure.clock import DAY, HOUR, clock, day_of, moment, seconds
from newsgen.model import Event, Window

EVENT_REACH = timedelta(hours=48)
AHEAD_DAYS = 7


def events_for(book: Book, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events of the 48 hours to the window's end, the latest last; a date without a time counts for its whole day."""
    chosen = [event for event in events if not event.kind.startswith(SCHEDULED) and _in_reach(event, book)]
    return tuple(sorted(chosen, key=lambda event: (_last_moment(event, book), event.what)))


def _in_reach(event: Event, book: Book) -> bool:
    since = book.as_of - EVENT_REACH
    if event.time is not None:
        return since < event.time <= book.as_of
    return since.date() <= event.date <= moment(book.end - 1).date()


def _last_moment(event: Event, book: Book) -> float:
    """When the event had happened at the latest, as far as the window knows."""
    if event.time is not None:
        return event.time.timestamp()
    return min(book.as_of.timestamp(), (event.date - date(1970, 1, 1)).days * DAY + DAY - 1)


def measure_events(book: Book, events: tuple[Event, ...], venues: tuple[Venue, ...]) -> None:
    """Enter the event nearest before the window's end; `venues` are bitcoin's."""
    if not events:
        book.put("event.count", 0, "no event on file for the window", ())
        book.miss("no event on file for the window", family("event."))
        return
    nearest = events[-1]
    text = f"{nearest.what}, reported by {nearest.source}"
    book.put("event.what", nearest.what, text, ())
    book.put("event.source", nearest.source, text, ())
    happened = nearest.time.astimezone(UTC).date() if nearest.time is not None else nearest.date
    book.put("event.date", happened, text, ())
    book.put("event.count", len(events), f"{len(events)} events on file in the 48 hours to {clock(book.end)}", ())
    if nearest.kind:
        book.put("event.kind", nearest.kind, f"{text}, filed as {nearest.kind}", ())
    if nearest.time is not None:
        _since(book, nearest.time, venues)
    book.miss("its time is not on file", ("event.hours", "event.change"))
    book.miss("it was filed without a kind", ("event.kind",))


def _since(book: Book, time: datetime, venues: tuple[Venue, ...]) -> None:
    """Hours from the event to the window's end, and bitcoin's change since."""
    at = seconds(time)
    hours = (book.end - at) // HOUR
    book.put("event.hours", hours, f"whole hours from {clock(at)} to {clock(book.end)}", ())
    price = book.known.get("btc.price")
    venue = next((one for one in venues if price is not None and one.name == price.about.venues), None)
    if price is None or venue is None:
        book.miss("no price of bitcoin on file", ("event.change",))
        return
    found = venue.price_at(at, seconds(price.window.end))
    if found is None or at - found[1] >= FRESH or at >= seconds(price.window.end):
        book.miss(f"no price of bitcoin on file for {clock(at)}", ("event.change",))
        return
    (then, ended), now = found, float(price.value)  # type: ignore[arg-type]
    value = (now - then) / then * 100
    text = (
        f"{brief(value)} = ({exact(now)} - {exact(then)}) / {exact(then)} x 100, from the close at {clock(ended)}, "
        f"the last by {clock(at)}"
    )
    book.put(
        "event.change", value, text, price.origins, span=Window(moment(ended), price.window.end), venues=venue.name
    )


def measure_ahead(book: Book, events: tuple[Event, ...]) -> None:
    """Enter the next event that was announced for the seven days after the window's end."""
    ahead = [event for event in events if event.kind.startswith(SCHEDULED) and _is_ahead(event, book)]
    if not ahead:
        book.miss(f"no event announced for the {AHEAD_DAYS} days after the window is on file", family("ahead."))
        return
    event = min(ahead, key=lambda one: (_day(one), one.what))
    day, today = _day(event), day_of(book.end)
    text = f"{event.what}, announced for {day} by {event.source}"
    book.put("ahead.what", event.what, text, ())
    book.put("ahead.source", event.source, text, ())
    book.put("ahead.date", day, text, ())
    book.put("ahead.days", (day - today).days, f"days from {today} to {day}", ())
    kind = event.kind.removeprefix(SCHEDULED).strip()
    if kind:
        book.put("ahead.kind", kind, f"{text}, filed as {event.kind}", ())
    book.miss("it was filed without a kind of its own", ("ahead.kind",))


def _day(event: Event) -> date:
    return event.time.astimezone(UTC).date() if event.time is not None else event.date


def _is_ahead(event: Event, book: Book) -> bool:
    """After the window's end and within seven days of it; a date without a time begins after the window's day."""
    if event.time is not None and event.time <= book.as_of:
        return False
    return (event.time is not None or event.date > day_of(book.end)) and (
        _day(event) - day_of(book.end)
    ).days <= AHEAD_DAYS
