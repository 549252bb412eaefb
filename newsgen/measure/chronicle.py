"""Everything on file, indexed once, so that a day is measured by looking things up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from newsgen.catalogue import MAJORS
from newsgen.errors import NothingToTell
from newsgen.market import Market
from newsgen.measure.book import Book
from newsgen.measure.callback import measure_callback
from newsgen.measure.candles import Venue, prepare_candles
from newsgen.measure.clock import DAY, HOUR, clock, midnight, moment, seconds
from newsgen.measure.columns import Columns
from newsgen.measure.comparison import measure_comparison
from newsgen.measure.curves import draw_curves
from newsgen.measure.dates import measure_dates, quotes_for
from newsgen.measure.echo import measure_echo
from newsgen.measure.events import events_for, measure_ahead, measure_events
from newsgen.measure.flows import Flows, measure_flows, prepare_flows
from newsgen.measure.gate import Refused, admit, review, without_denied
from newsgen.measure.levels import measure_levels
from newsgen.measure.liquidations import measure_liquidations
from newsgen.measure.majors import measure_major
from newsgen.measure.mood import Mood, measure_mood, prepare_mood
from newsgen.measure.orders import Orders, measure_order, prepare_orders
from newsgen.measure.pairs import measure_pair
from newsgen.measure.parts import measure_parts
from newsgen.measure.prices import measure_prices
from newsgen.measure.readings import Readings, prepare_readings
from newsgen.measure.series import Place, find_place, measure_series
from newsgen.measure.spells import measure_spells
from newsgen.measure.stocks import measure_stocks
from newsgen.measure.tracked import Track, prepare_tracks
from newsgen.measure.usual import measure_usual
from newsgen.measure.values import Values, prepare_values
from newsgen.model import Event, Facts, Finding, Origin, Quote, Severity

SKEW = timedelta(minutes=2)  # clocks differ a little
BEGINNING = -(1 << 62)  # before every row
NOTED = timedelta(days=31)  # what reading left out concerns a day if it lies so close before it


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A market in the form that days are measured from; made by `newsgen.measure.prepare`."""

    readings: Readings
    tracks: tuple[Track, ...]
    orders: Orders
    venues: dict[str, tuple[Venue, ...]]
    flows: Flows
    indices: tuple[Values, ...]
    mood: Mood
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    noted: tuple[tuple[Finding, datetime | None], ...]
    sample: bool
    sources: Mapping[str, Origin]  # the answers that rows come from, by file
    refused: tuple[Refused, ...]  # candles that other venues deny: no longer in `venues`


def index(market: Market) -> Chronicle:
    """See `newsgen.measure.prepare`."""
    tables = market.tables
    liquidations = Columns(tables, "liquidations")
    venues, refused = without_denied(prepare_candles(Columns(tables, "prices")))
    return Chronicle(
        readings=prepare_readings(liquidations, market.cited),
        tracks=prepare_tracks(liquidations),
        orders=prepare_orders(Columns(tables, "orders"), market.cited),
        venues=venues,
        flows=prepare_flows(Columns(tables, "etf_flows")),
        indices=prepare_values(Columns(tables, "indices"), "date", "close", ("index",)),
        mood=prepare_mood(*(Columns(tables, name) for name in ("sentiment", "open_interest", "funding", "market"))),
        quotes=market.quotes,
        events=market.events,
        noted=tuple(zip(market.findings, market.moments, strict=True)),
        sample=market.sample,
        sources=market.sources,
        refused=refused,
    )


def tell(
    chronicle: Chronicle, day: date, as_of: datetime | None, now: datetime | None, seen: Sequence[Finding] = ()
) -> Facts:
    """See `newsgen.measure.measure`."""
    end = _end(chronicle, day, as_of)
    if now is not None and moment(end) > now + SKEW:
        raise NothingToTell(
            f"The window of {day} ends at {clock(end)}, which has not come yet; choose an earlier day or give --as-of."
        )
    book = Book(day, end - DAY, end)
    ruling = admit(book, chronicle, now)
    chronicle = replace(chronicle, venues=ruling.venues, readings=ruling.readings)
    measure_dates(book)
    place = _closed_by_force(book, chronicle)
    _prices(book, chronicle)
    measure_echo(book, place, chronicle.venues.get("BTC", ()))
    measure_flows(book, chronicle.flows)
    measure_stocks(book, chronicle.indices)
    measure_mood(book, chronicle.mood)
    events, quotes = events_for(book, chronicle.events), quotes_for(book, chronicle.quotes)
    measure_events(book, events, chronicle.venues.get("BTC", ()))
    measure_ahead(book, chronicle.events)
    review(book, chronicle, ruling)
    draw_curves(book, chronicle.venues, place, chronicle.flows)
    book.findings.extend(seen)
    since = book.window.start - NOTED
    book.findings.extend(finding for finding, at in chronicle.noted if at is None or since < at <= book.as_of)
    return book.close(quotes, events, chronicle.sample, chronicle.sources)


def _closed_by_force(book: Book, chronicle: Chronicle) -> Place | None:
    """Liquidations; gives the day of the series that `series.*` speaks of."""
    readings, tracks = chronicle.readings, chronicle.tracks
    whole = measure_liquidations(book, readings, tracks)
    windows = readings.market_between(BEGINNING, book.end)
    alone = len(windows) == 1 and windows[0].end == book.end
    measure_order(book, chronicle.orders, only_window=alone, tracked=whole is None or whole.tracked)
    place = find_place(tracks, book.end)
    measure_series(book, place)
    measure_spells(book, place)
    measure_parts(book, place, whole)
    measure_usual(book, tracks)
    measure_callback(book, readings, tracks, whole, place)
    _stale_window(book, readings)
    return place


def _prices(book: Book, chronicle: Chronicle) -> None:
    coins = measure_prices(book, chronicle.venues)
    for name in MAJORS:
        if name in coins:
            measure_major(coins[name])
            measure_levels(coins[name], chronicle.venues[name])
    measure_pair(book, coins.get("BTC"), coins.get("ETH"))
    measure_comparison(book, chronicle.venues)


def _end(chronicle: Chronicle, day: date, as_of: datetime | None) -> int:
    if as_of is not None:
        return seconds(as_of)
    first = midnight(day)
    found = chronicle.readings.latest_market_end(first, first + DAY)
    return first + DAY if found is None else found


def _stale_window(book: Book, readings: Readings) -> None:
    """An all-coin window on file that ended shortly before the time asked is not this window's."""
    if readings.market(book.end) is not None:
        return
    latest = readings.latest_market_end(book.end - DAY, book.end)
    if latest is not None:
        message = (
            f"The latest all-coin liquidations end at {clock(latest)}, {(book.end - latest) / HOUR:g} hours before "
            "the time asked: they are left out."
        )
        hint = f"Ask for --as-of {moment(latest):%Y-%m-%dT%H:%MZ}."
        book.find("F2", Severity.WARN, message, "liquidations.csv", ("liq.total",), hint)
