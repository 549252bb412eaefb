"""F3 and F2: how old the newest row of each kind is when an article is told live, and windows with holes.

An old day is told from what was on file then, and that is no fault: only a live run has anything to be late with.
"""

from __future__ import annotations

from datetime import date, timedelta

from newsgen.catalogue import FLOW_ASSETS, INDICES, MAJORS
from newsgen.market import known_from
from newsgen.market.holidays import trades
from newsgen.measure.book import Book
from newsgen.measure.candles import Venue, best_view
from newsgen.measure.clock import DAY, HOUR, clock, day_at, midnight
from newsgen.measure.flows import Flows
from newsgen.measure.gate.limits import LIMITS, MINUTE
from newsgen.measure.mood import Mood
from newsgen.measure.readings import Readings
from newsgen.measure.tracked import Track
from newsgen.measure.values import Values, longest
from newsgen.model import Severity

HINT = "Ask the source again; run `newsgen doctor` to see which source is late."


def is_live(book: Book, now: int | None) -> bool:
    """Whether the window ends about now."""
    return now is not None and now - book.end <= LIMITS.live


def late_prices(book: Book, venues: dict[str, tuple[Venue, ...]]) -> None:
    """Bitcoin or ether with candles of an hour or less, of which the newest is too old."""
    for coin in MAJORS:
        fine = [(venue, one) for venue in venues.get(coin, ()) for one in venue.candles if one.step <= HOUR]
        known = [
            (one.ends[at - 1], venue.name, one.files.at(at - 1)) for venue, one in fine if (at := one.until(book.end))
        ]
        if not known:
            continue
        found = best_view(venues[coin], book.end)
        end, name, file = (found.end, found.venue.name, found.file) if found else max(known)
        if book.end - end <= LIMITS.age_price:
            continue
        message = (
            f"The newest {coin} price on {name} is of {clock(end)}, {(book.end - end) // MINUTE} minutes before "
            f"{clock(book.end)}; {LIMITS.age_price // MINUTE} are allowed."
        )
        book.find("F3", Severity.HOLD, message, file, (f"{coin.lower()}.price",), HINT)


def late_liquidations(book: Book, readings: Readings) -> None:
    """All-coin windows are on file, and none of the last half hour."""
    latest = readings.latest_market_end(book.end - 2 * DAY, book.end)
    if latest is None or book.end - latest <= LIMITS.age_liquidations:
        return
    message = (
        f"The newest all-coin liquidations end at {clock(latest)}, {(book.end - latest) // MINUTE} minutes before "
        f"{clock(book.end)}; {LIMITS.age_liquidations // MINUTE} are allowed."
    )
    book.find("F3", Severity.HOLD, message, "liquidations", ("liq.total",), HINT)


def late_mood(book: Book, mood: Mood) -> None:
    """Open interest, funding and sentiment: a remark."""
    for what, series, most in (
        ("open interest", mood.open_interest, LIMITS.age_positions),
        ("funding rate", mood.funding, 8 * HOUR + LIMITS.age_positions),  # paid every eight hours
        ("Fear & Greed value", mood.sentiment, LIMITS.age_sentiment),
    ):
        newest = max((one.times[at - 1] for one in series if (at := one.until(book.end))), default=None)
        if newest is not None and most < book.end - newest < LIMITS.jump_days * DAY:
            message = (
                f"The newest {what} is of {clock(newest)}, {(book.end - newest) / HOUR:.1f} hours before "
                f"{clock(book.end)}; {most / HOUR:g} are allowed."
            )
            book.find("F3", Severity.WARN, message, what, (), HINT)


def late_sessions(book: Book, flows: Flows, indices: tuple[Values, ...]) -> None:
    """Funds and indices whose last session is more than four days back although a later one has been published."""
    for table, names in (("etf_flows", FLOW_ASSETS), ("indices", INDICES)):
        delay = int(known_from(table)[1].total_seconds())
        for name in names:
            found = flows.totals.get(name, ()) if table == "etf_flows" else [s for s in indices if s.names == (name,)]
            series = longest(found, book.end - delay)
            if series is None:
                continue
            last = series.times[series.until(book.end - delay) - 1]
            missed = _missed(day_at(last), book.end - delay - DAY)
            if LIMITS.age_sessions < book.end - last < LIMITS.jump_days * DAY and missed:
                message = f"The last {name} session on file is of {day_at(last)}; that of {missed} is out by now."
                book.find("F3", Severity.WARN, message, series.files.at(-1), (), HINT)


def _missed(last: date, known: int) -> date | None:
    """The first trading day after `last` whose figures have been out for a day."""
    day = last + timedelta(days=1)
    while midnight(day) <= known:
        if trades(day):
            return day
        day += timedelta(days=1)
    return None


def holes(book: Book, tracks: tuple[Track, ...]) -> None:
    """F2: coins of a finer series that lack some rows of the window.

    One that lacks half of them or more is not followed: windows that roll (the last hour, asked for once a morning)
    are single rows a day apart.
    """
    for track in tracks:
        last, rest = divmod(book.end - track.first, track.step)
        width = DAY // track.step
        if track.step >= DAY or rest or last - width + 1 < 0 or last >= track.sides["total"].shape[1]:
            continue
        part = track.sides["total"][:, last - width + 1 : last + 1]
        missing = (part != part).sum(axis=1)
        for number in (missing > LIMITS.holes / 100 * width).nonzero()[0].tolist():
            if 2 * missing[number] >= width:
                continue  # the coin is not followed
            coin = track.coins[number]
            message = (
                f"{int(missing[number])} of {width} rows of {coin} liquidations on {track.venues} are missing in the "
                f"24 hours to {clock(book.end)}: the coin is left out of their sum."
            )
            book.find("F2", Severity.HOLD, message, track.files.at(last), ("liq.total",), "Fetch the missing rows.")
