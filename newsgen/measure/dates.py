"""The window itself, and what editors put on file for it."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from newsgen.measure.book import Book, family
from newsgen.measure.clock import DAY, HOUR, clock, day_of, moment
from newsgen.model import Event, Quote, Severity

EVENT_REACH = timedelta(hours=48)
QUOTE_REACH = timedelta(days=7)
QUOTES = "quotes.toml"


def measure_dates(book: Book) -> None:
    """Enter the day, its weekday and the ends of the window."""
    window, closing = book.window, day_of(book.end)
    text = f"window from {clock(book.start)} to {clock(book.end)}"
    book.put("day.date", book.day, f"the day told: {book.day}", ())
    weekend = int(closing.weekday() >= 5)
    book.put("day.weekend", weekend, f"the window ends on a {closing:%A}, {closing}", ())
    book.put("day.year", str(closing.year), f"year of {closing}", ())
    book.put("window.start", window.start, text, ())
    book.put("window.end", window.end, text, ())
    book.put("window.hours", (book.end - book.start) // HOUR, text, ())
    book.put("window.is_day", int(book.is_day), text, ())


def events_for(book: Book, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events of the 48 hours to the window's end, the latest last; a date without a time counts for its whole day."""
    chosen = [event for event in events if _in_reach(event, book)]
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


def measure_events(book: Book, events: tuple[Event, ...]) -> None:
    """Enter the event nearest before the window's end."""
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


def quotes_for(book: Book, quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """Quotes of the seven days to the window's end; one without a time or past its expiry is refused with a finding."""
    chosen = []
    for quote in quotes:
        if quote.said_at is None:
            message = f"The quote of {quote.speaker} does not say when it was said: it is left out."
            book.find("F1", Severity.WARN, message, QUOTES, (), "Add said_at to the quote.")
            continue
        if not book.as_of - QUOTE_REACH < quote.said_at <= book.as_of:
            continue
        if quote.expires_at is not None and quote.expires_at <= book.as_of:
            message = f"The quote of {quote.speaker} expired at {quote.expires_at:%Y-%m-%d %H:%M} UTC: it is left out."
            book.find("F1", Severity.WARN, message, QUOTES, (), "Ask for a newer quote, or correct expires_at.")
            continue
        chosen.append(quote)
    return tuple(chosen)
