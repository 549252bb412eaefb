"""O1 for the largest order: it was closed at a price that the coin had in the window."""

from __future__ import annotations

from newsgen.measure.book import Book, exact, family
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.model import Severity


def rule_order(book: Book, ruling: Ruling) -> None:
    """Take the order back where its price lies outside the window's range: it is of another scale, coin or day."""
    price, coin = book.number("order.price"), book.known.get("order.coin")
    if price is None or coin is None:
        return
    low, high = (book.number(f"{str(coin.value).lower()}.{end}") for end in ("low", "high"))
    room = LIMITS.order_price / 100
    if low is None or high is None or low * (1 - room) <= price <= high * (1 + room):
        return
    origin = book.known["order.price"].origins[0]
    message = (
        f"The largest order was closed at {exact(price)} where {coin.value} traded between {exact(low)} and "
        f"{exact(high)}: the order is left out."
    )
    book.find("O1", Severity.HOLD, message, origin.file, ("order.price",), "Compare the order with its source.")
    ruling.withdraw("its price is none that the coin had", family("order."))
