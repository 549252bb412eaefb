"""The largest single order closed by force, and whether it can be true."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from newsgen.market import Cited
from newsgen.measure.book import Book, Origins, exact, family
from newsgen.measure.clock import clock, moment, seconds
from newsgen.measure.columns import UNKNOWN_TIME, Columns
from newsgen.model import Origin, Severity, Value

HINT = "Compare the order's amount with its source."
LARGEST_PART = 40.0  # percent of all liquidations; a larger single order is held back for a person to look at


@dataclass(frozen=True, slots=True)
class Order:
    """One row of the order table: times in seconds since 1970, None where nobody published it; "" is unknown."""

    time: int | None
    coin: str
    venue: str
    pair: str
    side: str
    price: float | None
    usd: float
    origin: Origin
    end: int | None = None  # the end of the window that an editor entered it for


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders in order of time, with their times, and the orders without a time."""

    timed: tuple[Order, ...]
    times: tuple[int, ...]
    timeless: tuple[Order, ...]

    def between(self, after: int, until: int) -> tuple[Order, ...]:
        return self.timed[bisect_right(self.times, after) : bisect_right(self.times, until)]


def prepare_orders(table: Columns, cited: tuple[Cited, ...] = ()) -> Orders:
    """Every order with a known amount."""
    ends = {one.file: seconds(one.end) for one in cited if one.end is not None}
    times, usd, prices = table.times("time").tolist(), table.numbers("usd").tolist(), table.numbers("price").tolist()
    words = [table.words(name) for name in ("coin", "venue", "pair", "side", "source", "_file")]
    orders = []
    for row, amount in enumerate(usd):
        if amount == amount:
            coin, venue, pair, side, source, file = (column[row] for column in words)
            time = None if times[row] == UNKNOWN_TIME else times[row]
            price = prices[row] if prices[row] == prices[row] else None
            orders.append(Order(time, coin, venue, pair, side, price, amount, Origin(source, file, 1), ends.get(file)))
    timed = sorted((order for order in orders if order.time is not None), key=lambda order: order.time or 0)
    timeless = tuple(order for order in orders if order.time is None)
    return Orders(tuple(timed), tuple(order.time or 0 for order in timed), timeless)


def measure_order(book: Book, orders: Orders, *, only_window: bool, tracked: bool) -> None:
    """Enter the largest order of the window.

    An order without a time counts only where an editor entered it for this window, or where the window is the one
    all-coin window on file (`only_window`): otherwise nobody can say which window it belongs to.  Its share is taken
    of an all-venue total alone.
    """
    entered = tuple(order for order in orders.timeless if order.end == book.end)
    loose = tuple(order for order in orders.timeless if order.end is None) if only_window else ()
    found = orders.between(book.start, book.end) + entered + loose
    order = max(found, key=lambda one: one.usd, default=None)
    if order is None:
        without = orders.timeless and not only_window
        book.miss(
            "the orders on file carry no time" if without else "no order on file for the window", family("order.")
        )
        return
    flaw = _flaw(book, order, tracked)
    if flaw:
        book.find("O1", Severity.HOLD, f"{flaw}: the order is left out.", order.origin.file, ("order.usd",), HINT)
        book.miss(flaw, family("order."))
        return
    _enter(book, order, tracked)


def _flaw(book: Book, order: Order, tracked: bool) -> str:
    """Why the order cannot be true, or ""."""
    coin = order.coin.lower()
    owners = [(f"{order.coin}'s liquidations", f"{coin}.liq_total")]
    if order.side:
        owners.append((f"{order.coin} {order.side}s", f"{coin}.liq_{order.side}"))
    if not tracked:
        owners.append(("all liquidations", "liq.total"))
    for name, fact_id in owners:
        whole = book.number(fact_id)
        venues = book.known[fact_id].about.venues if whole is not None else None
        if whole is not None and venues == "*" and order.usd > whole:
            return f"The largest order of {exact(order.usd)} is more than {name} of {exact(whole)}"
    total = None if tracked else book.number("liq.total")
    if total and order.usd / total * 100 > LARGEST_PART:
        return (
            f"The largest order of {exact(order.usd)} is more than {LARGEST_PART:.0f} % of the total of {exact(total)}"
        )
    return ""


def _enter(book: Book, order: Order, tracked: bool) -> None:
    origins: Origins = (order.origin,)
    coin, side, venue = order.coin or None, order.side or None, order.venue or None
    when = clock(order.time) if order.time is not None else "at a time nobody published"
    working = f"{exact(order.usd)}: largest order on file in the window, {when}"
    values: dict[str, Value | None] = {
        "order.usd": order.usd,
        "order.coin": order.coin,
        "order.venue": order.venue,
        "order.side": order.side,
        "order.pair": order.pair,
        "order.price": order.price,
        "order.time": moment(order.time) if order.time is not None else None,
    }
    for fact_id, value in values.items():
        if value is not None and value != "":
            book.put(fact_id, value, working, origins, coin=coin, side=side, venues=venue)
    total = None if tracked else book.number("liq.total")
    if total:
        origins += book.known["liq.total"].origins
        book.share("order.share", order.usd, total, origins, coin=coin, side=side, venues=venue)
    book.miss("not published with the order", family("order."))
