"""Everything on file, indexed once, so that a day is measured by looking things up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newsgen.errors import NothingToTell
from newsgen.market import Market
from newsgen.measure.book import Book
from newsgen.measure.callback import measure_callback
from newsgen.measure.candles import Venue, prepare_candles
from newsgen.measure.clock import DAY, clock, midnight, moment, seconds
from newsgen.measure.columns import Columns
from newsgen.measure.dates import events_for, measure_dates, measure_events, quotes_for
from newsgen.measure.levels import measure_levels
from newsgen.measure.liquidations import measure_liquidations
from newsgen.measure.orders import Orders, measure_order, prepare_orders
from newsgen.measure.prices import measure_prices
from newsgen.measure.readings import Readings, prepare_readings
from newsgen.measure.series import find_place, measure_series
from newsgen.measure.tracked import Track, prepare_tracks
from newsgen.model import Event, Facts, Finding, Quote, Severity

SKEW = timedelta(minutes=2)  # clocks differ a little
NOTED = timedelta(days=31)  # what reading left out concerns a day if it lies so close before it


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A market in the form that days are measured from; made by `prepare`."""

    readings: Readings
    tracks: tuple[Track, ...]
    orders: Orders
    venues: dict[str, tuple[Venue, ...]]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    noted: tuple[tuple[Finding, datetime | None], ...]
    sample: bool


def prepare(market: Market) -> Chronicle:
    """Index a market once; measuring any number of days of it reads no table again."""
    tables = market.tables
    liquidations = Columns(tables, "liquidations")
    return Chronicle(
        readings=prepare_readings(liquidations),
        tracks=prepare_tracks(liquidations),
        orders=prepare_orders(Columns(tables, "orders")),
        venues=prepare_candles(Columns(tables, "prices")),
        quotes=market.quotes,
        events=market.events,
        noted=tuple(zip(market.findings, market.moments, strict=True)),
        sample=market.sample,
    )


def measure(chronicle: Chronicle, day: date, as_of: datetime | None = None, *, now: datetime | None = None) -> Facts:
    """All that can be said of the 24 hours that end at `as_of`, and why the rest cannot.

    Without `as_of` the window is the latest 24-hour all-coin liquidation window whose end lies in
    (day 00:00, next day 00:00] UTC, else the UTC day.  No row that ends later, or was published later, is read.
    Raises NothingToTell for a window that ends after `now`, where `now` is given.
    """
    end = _end(chronicle, day, as_of)
    if now is not None and moment(end) > now + SKEW:
        raise NothingToTell(
            f"The window of {day} ends at {clock(end)}, which has not come yet; choose an earlier day or give --as-of."
        )
    book = Book(day, end - DAY, end)
    measure_dates(book)
    whole = measure_liquidations(book, chronicle.readings, chronicle.tracks)
    only = chronicle.readings.market_between(-(1 << 62), end)
    measure_order(
        book, chronicle.orders, only_window=len(only) == 1 and only[0].end == end, tracked=whole is None or whole.tracked
    )  # fmt: skip
    place = find_place(chronicle.tracks, end)
    measure_series(book, place)
    measure_callback(book, chronicle.readings, chronicle.tracks, whole, place)
    for name, coin in measure_prices(book, chronicle.venues).items():
        if name in ("BTC", "ETH"):
            measure_levels(coin, chronicle.venues[name])
    _stale_window(book, chronicle)
    events = events_for(book, chronicle.events)
    measure_events(book, events)
    quotes = quotes_for(book, chronicle.quotes)
    book.findings.extend(
        finding for finding, at in chronicle.noted if at is None or book.window.start - NOTED < at <= book.as_of
    )  # fmt: skip
    return book.close(quotes, events, chronicle.sample)


def _end(chronicle: Chronicle, day: date, as_of: datetime | None) -> int:
    if as_of is not None:
        return seconds(as_of)
    first = midnight(day)
    found = chronicle.readings.latest_market_end(first, first + DAY)
    return first + DAY if found is None else found


def _stale_window(book: Book, chronicle: Chronicle) -> None:
    """An all-coin window on file that ended shortly before the time asked is not this window's."""
    if chronicle.readings.market(book.end) is not None:
        return
    latest = chronicle.readings.latest_market_end(book.end - DAY, book.end)
    if latest is not None:
        hours = (book.end - latest) / 3600
        message = f"The latest all-coin liquidations end at {clock(latest)}, {hours:g} hours before the time asked: they are left out."
        book.find("F2", Severity.WARN, message, ("liq.total",), f"Ask for --as-of {moment(latest):%Y-%m-%dT%H:%MZ}.")
