"""Fear and greed, open interest, funding, dominance and market value: the latest on file by the window's end."""

from __future__ import annotations

from dataclasses import dataclass

from newsgen.catalogue import MAJORS
from newsgen.market import known_from
from newsgen.measure.book import Book, brief, exact, family
from newsgen.measure.clock import DAY, HOUR, clock, day_at
from newsgen.measure.columns import Columns
from newsgen.measure.stands import (
    measure_cap,
    measure_dominance,
    measure_funding,
    measure_open_interest,
    measure_zone,
    span_at,
)
from newsgen.measure.values import Values, longest, prepare_values
from newsgen.model import Severity

SENTIMENT_STALE = 2 * DAY
POSITIONS_STALE = 36 * HOUR
MARKET_STALE = 3 * DAY


@dataclass(frozen=True, slots=True)
class Mood:
    """The series behind the mood of a day."""

    sentiment: tuple[Values, ...]
    open_interest: tuple[Values, ...]
    funding: tuple[Values, ...]
    dominance: tuple[Values, ...]
    cap: tuple[Values, ...]


def prepare_mood(
    sentiment: Columns, open_interest: Columns, funding: Columns, market: Columns
) -> Mood:  # fmt: skip
    return Mood(
        sentiment=prepare_values(sentiment, "date", "value", ("index",), "label"),
        open_interest=prepare_values(open_interest, "time", "open_interest_usd", ("coin", "venues")),
        funding=prepare_values(funding, "time", "funding_rate_pct", ("coin", "venues")),
        dominance=prepare_values(market, "date", "btc_dominance_pct", ()),
        cap=prepare_values(market, "date", "market_cap_usd", ()),
    )


def measure_mood(book: Book, mood: Mood) -> None:
    """Enter what was known by the window's end and is not stale."""
    _sentiment(book, tuple(one for one in mood.sentiment if one.names == ("fear_greed",)))
    for coin in MAJORS:
        _open_interest(book, coin, mood.open_interest)
        _funding(book, coin, mood.funding)
    _dominance(book, mood.dominance)
    _cap(book, mood.cap)


def _sentiment(book: Book, found: tuple[Values, ...]) -> None:
    series = longest(found, book.end)
    if series is None:
        book.miss("no Fear & Greed value on file by then", family("fng."))
        return
    place = series.until(book.end) - 1
    now, at = series.values[place], series.times[place]
    if book.end - at > SENTIMENT_STALE:
        reason = f"the latest Fear & Greed value on file is of {day_at(at)}"
        book.miss(reason, family("fng."))
        if book.end - at < 10 * SENTIMENT_STALE:
            message = f"Sentiment is left out: {reason}."
            hint = "Add the newest value to the table."
            book.find("F3", Severity.WARN, message, series.files.at(place), ("fng.value",), hint)
        return
    origins, span = series.origins(place), span_at(series, place)
    book.put("fng.value", now, f"{exact(now)} on {day_at(at)}", origins, span=span)
    book.put("fng.date", day_at(at), f"date of the value {exact(now)}", origins, span=span)
    if series.words[place]:
        book.put("fng.label", series.words[place], f"the index's word for {exact(now)}", origins, span=span)
    for days, name, change in ((1, "before", "change_1d"), (7, "week_ago", "change_7d")):
        then = series.exact(at - days * DAY)
        if then is not None:
            value = series.values[then]
            text = f"{exact(value)} on {day_at(series.times[then])}"
            book.put(f"fng.{name}", value, text, series.origins(then), span=span_at(series, then))
            text = f"{exact(now - value)} = {exact(now)} - {exact(value)}"
            book.put(f"fng.{change}", now - value, text, origins, span=span_at(series, then, place))
    for base, sign in (("low", 1), ("high", -1)):
        _sentiment_since(book, series, place, base, sign)
    measure_zone(book, series, place)
    book.miss("no such value on file", family("fng."))


def _sentiment_since(book: Book, series: Values, place: int, base: str, sign: int) -> None:
    """The last earlier day with a value as low (sign 1) or as high (sign -1)."""
    now, ids = series.values[place], (f"fng.{base}_since", f"fng.{base}_since_days")
    values = series.values
    found = next((at for at in range(place - 1, -1, -1) if values[at] * sign <= now * sign), None)
    if found is None:
        book.miss(f"no value as {base} since {day_at(series.times[0])}", ids)
        return
    days = (series.times[place] - series.times[found]) // DAY
    if days != place - found:
        book.miss("a day in between is not on file", ids)
        return
    day, today = day_at(series.times[found]), day_at(series.times[place])
    span, origins = span_at(series, found, place), series.between(found, place)
    book.put(
        ids[0], day, f"{exact(values[found])} on {day}, the last value as {base} as {exact(now)}", origins, span=span
    )
    book.put(ids[1], days, f"days from {day} to {today}", origins, span=span)


def _position(book: Book, coin: str, found: tuple[Values, ...]) -> tuple[Values, int] | None:
    """The longest series of the coin by then, all venues first, and its latest place unless it is stale."""
    mine = [one for one in found if one.names[0] == coin]
    series = longest((one for one in mine if one.names[1] == "*"), book.end) or longest(mine, book.end)
    if series is None:
        return None
    place = series.until(book.end) - 1
    return (series, place) if book.end - series.times[place] <= POSITIONS_STALE else None


def _open_interest(book: Book, coin: str, found: tuple[Values, ...]) -> None:
    prefix = f"{coin.lower()}.oi"
    position = _position(book, coin, found)
    if position is None:
        book.miss("no open interest of the last 36 hours on file", family(prefix))
        return
    series, place = position
    now, venues = series.values[place], series.names[1]
    text = f"{exact(now)} at {clock(series.times[place])}"
    book.put(prefix, now, text, series.origins(place), span=span_at(series, place), venues=venues)
    for days, suffix in ((1, "24h"), (7, "7d")):
        then = series.exact(series.times[place] - days * DAY)
        if then is not None and series.values[then] > 0:
            value = series.values[then]
            change = (now - value) / value * 100
            text = f"{brief(change)} = ({exact(now)} - {exact(value)}) / {exact(value)} x 100"
            span = span_at(series, then, place)
            book.put(f"{prefix}_change_{suffix}", change, text, series.origins(place, then), span=span, venues=venues)
    measure_open_interest(book, coin, series, place)
    book.miss("no earlier level on file", family(prefix))


def _funding(book: Book, coin: str, found: tuple[Values, ...]) -> None:
    prefix = f"{coin.lower()}.funding"
    position = _position(book, coin, found)
    if position is None:
        book.miss("no funding rate of the last 36 hours on file", family(prefix))
        return
    series, place = position
    for fact_id, at in ((prefix, place), (f"{prefix}_before", series.exact(series.times[place] - DAY))):
        if at is not None:
            text = f"{exact(series.values[at])} percent per interval at {clock(series.times[at])}"
            book.put(
                fact_id, series.values[at], text, series.origins(at), span=span_at(series, at), venues=series.names[1]
            )
    measure_funding(book, coin, series, place)
    book.miss("no rate of a day earlier on file", family(prefix))


def _known(book: Book, found: tuple[Values, ...]) -> tuple[Values, int] | None:
    at = book.end - int(known_from("market")[1].total_seconds())
    series = longest(found, at)
    place = series.until(at) - 1 if series else 0
    return (series, place) if series and at - series.times[place] <= MARKET_STALE else None


def _dominance(book: Book, found: tuple[Values, ...]) -> None:
    latest = _known(book, found)
    ids = family("market.dominance")
    if latest is None:
        book.miss("no dominance of the last days on file", ids)
        return
    series, place = latest
    now = series.values[place]
    text = f"{exact(now)} on {day_at(series.times[place])}"
    book.put(ids[0], now, text, series.origins(place), span=span_at(series, place))
    then = series.exact(series.times[place] - 7 * DAY)
    if then is not None:
        value = series.values[then]
        points = round(now - value, 9)  # without the noise of binary fractions
        text = f"{exact(points)} = {exact(now)} - {exact(value)}"
        book.put(f"{ids[0]}_7d", points, text, series.origins(place, then), span=span_at(series, then, place))
    measure_dominance(book, series, place)
    book.miss("no dominance of seven days earlier on file", ids)


def _cap(book: Book, found: tuple[Values, ...]) -> None:
    latest = _known(book, found)
    ids = family("market.cap")
    if latest is None:
        book.miss("no market value of the last days on file", ids)
        return
    series, place = latest
    now = series.values[place]
    text = f"{exact(now)} on {day_at(series.times[place])}"
    book.put(ids[0], now, text, series.origins(place), span=span_at(series, place))
    then = series.exact(series.times[place] - DAY)
    if then is not None and series.values[then] > 0:
        value = series.values[then]
        change = (now - value) / value * 100
        text = f"{brief(change)} = ({exact(now)} - {exact(value)}) / {exact(value)} x 100"
        book.put("market.cap_change", change, text, series.origins(place, then), span=span_at(series, then, place))
        measure_cap(book, series, (then, place))
    book.miss("no market value of a day earlier on file", ids)
