"""O1 for the largest order: it was closed at a price that the coin had in the window, and at that time."""

from __future__ import annotations

from datetime import datetime

from newsgen.measure.book import Book, exact, family
from newsgen.measure.candles import Venue
from newsgen.measure.clock import HOUR, clock, seconds
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.model import Severity


def rule_order(book: Book, ruling: Ruling) -> None:
    """Take the order back where its price lies outside the range: it is of another scale, coin, day or hour."""
    price, coin = book.number("order.price"), book.known.get("order.coin")
    if price is None or coin is None:
        return
    low, high = (book.number(f"{str(coin.value).lower()}.{end}") for end in ("low", "high"))
    room = LIMITS.order_price / 100
    when, words = book.known.get("order.time"), "in the window"
    if when is not None and isinstance(when.value, datetime):
        hour = _hour(ruling.venues.get(str(coin.value), ()), seconds(when.value))
        if hour is not None:
            (low, high), room, words = hour, LIMITS.order_hour / 100, f"about {clock(seconds(when.value))}"
    if low is None or high is None or low * (1 - room) <= price <= high * (1 + room):
        return
    origin = book.known["order.price"].origins[0]
    message = (
        f"The largest order was closed at {exact(price)} where {coin.value} traded between {exact(low)} and "
        f"{exact(high)} {words}: the order is left out."
    )
    book.find("O1", Severity.HOLD, message, origin.file, ("order.price",), "Compare the order with its source.")
    ruling.withdraw("its price is none that the coin had", family("order."))


def _hour(venues: tuple[Venue, ...], at: int) -> tuple[float, float] | None:
    """Lowest and highest price of the hour or less that a moment lies in, over all venues that have it."""
    lows, highs = [], []
    for venue in venues:
        for candles in venue.candles:
            place = candles.until(at)
            if candles.step <= HOUR and place < len(candles.ends) and candles.starts[place] <= at:
                lows.append(candles.low[place])
                highs.append(candles.high[place])
    return (min(lows), max(highs)) if lows else None
