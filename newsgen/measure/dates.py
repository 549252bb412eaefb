"""The window itself, and the quotes that editors put on file for it."""

from __future__ import annotations

from datetime import timedelta

from newsgen.measure.book import Book
from newsgen.measure.clock import HOUR, clock, day_of
from newsgen.model import Quote, Severity

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
