"""Values over time that pictures show, from the same prepared tables as the facts and as far as the facts reach.

A series is given where the fact that it leads up to is known: what the gate withdrew is not drawn either.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.catalogue import MAJORS
from newsgen.measure.book import Book, Origins
from newsgen.measure.candles import Venue, View, best_view
from newsgen.measure.clock import DAY, HOUR, moment
from newsgen.measure.flows import Flows, sessions_of
from newsgen.measure.series import Place
from newsgen.model import About, Point, Series, Unit, Window

BEFORE = 2 * DAY  # shown ahead of the window, so that a level is seen before it breaks
DAILY = 30 * DAY  # the same where only daily candles are on file
DAYS = 90  # of liquidations
SESSIONS = 30  # of fund flows


def draw_curves(book: Book, venues: dict[str, tuple[Venue, ...]], place: Place | None, flows: Flows) -> None:
    """Enter every series that this day's facts lead up to."""
    for series in (*_prices(book, venues), *_liquidations(book, place), *_flows(book, flows)):
        book.series[series.id] = series


def _prices(book: Book, venues: dict[str, tuple[Venue, ...]]) -> Iterator[Series]:
    for coin in MAJORS:
        view = best_view(venues.get(coin, ()), book.end) if f"{coin.lower()}.high" in book.known else None
        if view is not None:
            yield _closes(coin, view)


def _closes(coin: str, view: View) -> Series:
    """Closes of the venue that the facts quote, of the hour where the candles are finer."""
    candles, last = view.candles, view.last
    since = view.start - (BEFORE if candles.step < DAY else DAILY)
    first = max(candles.until(since) - 1, candles.epoch(last + 1), 0)
    while not candles.unbroken(first, last):
        first = next(at for at in range(last, first, -1) if candles.starts[at] != candles.ends[at - 1])
    places = [at for at in range(first, last + 1) if at == last or candles.step >= HOUR or not candles.ends[at] % HOUR]
    points = tuple([Point(moment(candles.ends[at]), (candles.close[at],)) for at in places])
    name = view.venue.name
    return Series(
        f"price.{coin.lower()}", Unit.PRICE, About("price", coin, venues=name, base="closes"), ("close",), points,
        Window(moment(candles.starts[first]), points[-1].time),
        f"closes of {max(candles.step, HOUR) // HOUR} h on {name}", view.venue.origins(candles, first, last),
    )  # fmt: skip


def _liquidations(book: Book, place: Place | None) -> Iterator[Series]:
    """Day by day in the like-for-like series that ranks and earlier days are taken from."""
    if place is None or "series.total" not in book.known:
        return
    run, first = place.run, max(0, place.slot - DAYS + 1)
    part = slice(first, place.slot + 1)
    sides = {side: run.values[side][part].tolist() for side in ("long", "short", "total")}
    whole = "series.long" in book.known and all(
        total != total or (long == long and short == short) for long, short, total in zip(*sides.values(), strict=True)
    )
    columns = ("long", "short") if whole else ("total",)
    values = zip(*(sides[column] for column in columns), strict=True)
    points = tuple([
        Point(moment(end), tuple([None if value != value else value for value in row]))
        for end, row in zip(run.ends[part].tolist(), values, strict=True)
    ])  # fmt: skip
    yield Series(
        "liquidations.days", Unit.USD, About("liquidated", venues=run.venues, base="series_day"), columns, points,
        Window(moment(int(run.ends[first]) - DAY), points[-1].time),
        f"{len(run.coins)} coins on {run.venues} by day", run.files.between(run.source, first, place.slot),
    )  # fmt: skip


def _flows(book: Book, flows: Flows) -> Iterator[Series]:
    """Session by session; a session's point stands at the end of its day."""
    for asset in MAJORS:
        found = sessions_of(flows, asset, book.end) if f"{asset.lower()}_etf.flow" in book.known else None
        if found is None:
            continue
        series, place = found
        first = max(0, place - SESSIONS + 1)
        points = tuple([
            Point(moment(series.times[at] + DAY), (series.values[at],)) for at in range(first, place + 1)
        ])  # fmt: skip
        origins: Origins = series.between(first, place)
        yield Series(
            f"flows.{asset.lower()}", Unit.USD, About("flow", asset, base="session"), ("flow",), points,
            Window(moment(series.times[first]), points[-1].time), f"all {asset} funds by session", origins,
        )  # fmt: skip
