"""CoinGlass single orders: where the largest one can be, how to ask for it in few questions, and which side it closed.

The endpoint gives at most 200 orders above a threshold, of one coin on one venue, in no documented order.
An answer of 200 is cut off and may lack the largest: it holds no rows, and the threshold is raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from newsgen.gather.coinglass_body import LABEL, Json, amount, name_of, rows
from newsgen.gather.numbers import Epoch, field, malformed, moment, number
from newsgen.sides import Side, closed_side, orders_inverted
from newsgen.wire import Answer, Cell, Row, SourceError, Trouble

CUT = 200  # orders in an answer at most
KEEP = 50  # the largest of an answer; nobody asks for the small ones
LEAST = 1_000_000.0  # US dollars: no smaller order is the largest of a day worth telling
SHARE = 0.01  # of a coin's liquidations on a venue: where asking begins
WINDOW = timedelta(hours=24)
TWIN = 0.2  # part by which two orders of one second on one pair differ that may be one order
ROOM = 1.01  # a total and an order were not published in the same second

OTHER: dict[Side, Side] = {"long": "short", "short": "long"}


@dataclass(frozen=True, slots=True)
class Place:
    """A coin on a venue, and what was closed there in the window, in US dollars; None where nobody said."""

    coin: str
    venue: str
    long: float | None = None
    short: float | None = None

    @property
    def total(self) -> float:
        """All that was closed there; no single order is larger."""
        return (self.long or 0.0) + (self.short or 0.0)

    @property
    def first_threshold(self) -> float:
        """Where asking begins."""
        return max(SHARE * self.total, LEAST)


UNTOLD = tuple(Place(coin, venue) for coin in ("BTC", "ETH") for venue in ("Binance", "Bybit", "OKX", "HTX"))


def places(lists: Iterable[Row]) -> list[Place]:
    """Every coin on every venue of these 24-hour rows, those with the most liquidations first."""
    found = []
    for row in lists:
        long, short = row.cells.get("long_usd"), row.cells.get("short_usd")
        coin, name = str(row.cells["coin"]), str(row.cells["venues"])
        if isinstance(long, float) and isinstance(short, float) and "*" not in (coin, name):
            found.append(Place(coin, name, long, short))
    return sorted(found, key=lambda place: (-place.total, place.coin, place.venue))


def read_orders(answer: Answer, place: Place, end: datetime) -> Iterator[Row]:
    """`liquidation/order`: the largest orders of the 24 hours to `end`, each once.

    The vendor's side code is not documented beyond doubt.  It is held against what the same vendor says was closed on
    each side there (`place`): the reading that fits is taken, and where both fit or none does an order has no side.
    An order larger than all that was closed there is left out, and so is one of another coin, venue or time; where the
    orders together are more than that, or two of one moment are nearly the same, none is believed.
    """
    try:
        listed = rows(answer)
    except SourceError as error:
        if error.trouble is Trouble.EMPTY:
            return  # no order above the threshold: a good answer
        raise
    if len(listed) >= CUT:
        return
    found = {order for row in listed if (order := _order(row, place, end)) is not None}
    if place.long is not None and sum(order.usd for order in found) > place.total * ROOM:
        raise malformed(answer, "the orders are more than all that was closed there")
    if any(one.twin(other) for one, other in combinations(found, 2)):
        raise malformed(answer, "an order is told twice, in different words")
    swapped = None
    if place.long is not None and place.short is not None:
        sides = [(order.side, order.usd) for order in found if order.side is not None]
        swapped = orders_inverted(sides, place.long, place.short) if len(sides) == len(found) else None
    for order in sorted(found, key=lambda one: (-one.usd, one.time, one.price or 0.0))[:KEEP]:
        yield order.row(place, swapped)


@dataclass(frozen=True, slots=True)
class _Order:
    time: datetime
    pair: str
    price: float | None
    usd: float
    side: Side | None

    def twin(self, other: _Order) -> bool:
        """Whether the other is the same order with another amount."""
        near = abs(self.usd - other.usd) <= TWIN * max(self.usd, other.usd)
        return near and (self.time, self.pair) == (other.time, other.pair)

    def row(self, place: Place, swapped: bool | None) -> Row:
        cells: dict[str, Cell] = {
            "time": self.time, "coin": place.coin, "venue": place.venue, "usd": self.usd, "source": LABEL,
        }  # fmt: skip
        if self.pair:
            cells["pair"] = self.pair
        if self.price is not None:
            cells["price"] = self.price
        if self.side is not None and swapped is not None:
            cells["side"] = OTHER[self.side] if swapped else self.side
        return Row("orders", cells)


def _order(row: Json, place: Place, end: datetime) -> _Order | None:
    coin = str(field(row, "base_asset") or "").strip().upper()
    if coin != place.coin or name_of(row, "exchange_name", "exchange") != place.venue:
        return None
    at = moment(field(row, "time"), Epoch.MILLISECONDS).replace(microsecond=0)
    usd = amount(row, "usd_value")
    if usd is None or usd <= 0 or not end - WINDOW < at <= end:
        return None
    if place.long is not None and usd > place.total * ROOM:
        return None
    price = number(field(row, "price"))
    try:
        side: Side | None = closed_side("coinglass", field(row, "side"))
    except ValueError:
        side = None
    return _Order(at, str(field(row, "symbol") or "").strip(), price if price and price > 0 else None, usd, side)


def largest(found: Iterable[Row]) -> float:
    """The largest of these orders in US dollars, 0 where there is none."""
    return max((usd for row in found if isinstance(usd := row.cells.get("usd"), float)), default=0.0)
