"""Which position a liquidation closed: the one table of every vendor's codes, and the tests that catch a wrong one.

Some vendors name the side of the forced order (a sell closes a long), some the side of the position (a buy is a long),
and CoinGlass numbers the sides one way over REST and the other way over its websocket.
Whoever reads liquidations asks here, and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["long", "short"]

MOVED = 2.0  # percent: in an hour that moved further, the side that was wrong loses more
SURE = 2  # votes that one reading must have over the other

_ORDER: Mapping[str, Side] = {"sell": "long", "buy": "short"}  # the side of the forced order
_POSITION: Mapping[str, Side] = {"long": "long", "short": "short"}  # the closed position by its name

SIDES: Mapping[str, Mapping[str, Side]] = MappingProxyType(
    {
        "binance": _ORDER,  # forceOrder o.S
        "aster": _ORDER,  # the same payload
        "bybit": {"buy": "long", "sell": "short"},  # allLiquidation S names the position, not the order
        "okx": {**_ORDER, **_POSITION},  # side, or posSide where it is not "net"
        "htx": {**_ORDER, **_POSITION, "5": "long", "6": "short"},  # direction, position_side, trade_type
        "gate": {"+": "long", "-": "short"},  # sign of size: the position (order_size has the other sign)
        "bitfinex": {"+": "long", "-": "short"},  # sign of AMOUNT: the position
        "deribit": {
            "t sell": "long",
            "t buy": "short",
            "m buy": "long",
            "m sell": "short",
        },  # liquidation, taker direction
        "hyperliquid": {"a": "long", "b": "short", "close long": "long", "close short": "short"},  # side, or dir
        "coinglass": {"1": "short", "2": "long"},  # liquidation/order; not documented, see `orders_inverted`
        "coinglass-ws": {"1": "long", "2": "short"},  # liquidationOrders, as documented
        "coinalyze": {"l": "long", "s": "short"},
    }
)
SIGNED = ("gate", "bitfinex")  # vendors whose code is the sign of an amount


def closed_side(vendor: str, code: object) -> Side:
    """The position that was closed, from the vendor's code for it.

    vendor  a key of `SIDES`
    code    the vendor's word or number as it came; the signed amount for Gate and Bitfinex;
            for Deribit `liquidation` and the taker's `direction` joined by a space, as "T sell"

    Raises ValueError for a vendor or a code that is not in the table: never a guess.
    "MT" trades of Deribit close one position on each side and have no single side.

    >>> closed_side("binance", "SELL"), closed_side("bybit", "Sell"), closed_side("gate", -600)
    ('long', 'short', 'short')
    """
    known = SIDES.get(vendor)
    if known is None:
        raise ValueError(f"the sides of {vendor!r} are not known")
    side = known.get(_sign(code) if vendor in SIGNED else _word(code))
    if side is None:
        raise ValueError(f"{code!r} is not a side of {vendor}")
    return side


def inverted(hours: Sequence[tuple[float, float, float]]) -> bool:
    """Whether an adapter's sides look swapped: rows of price change in percent, longs in USD, shorts in USD.

    In an hour in which the price rose by more than 2 % shorts lose more, in one in which it fell longs do.
    True where such hours speak against the adapter by at least two more votes than for it; calm hours have no vote.

    >>> inverted([(3.1, 9e6, 1e6), (-2.4, 2e6, 8e6), (0.3, 1e6, 2e6)])
    True
    """
    spoken = [hour for hour in hours if abs(hour[0]) > MOVED and hour[1] != hour[2]]
    votes = [(change > 0) == (shorts > longs) for change, longs, shorts in spoken]
    return votes.count(False) - votes.count(True) >= SURE


def orders_inverted(orders: Sequence[tuple[Side, float]], longs: float, shorts: float) -> bool | None:
    """Whether single orders have their sides swapped, seen from the same coin's and window's totals.

    orders  side as `closed_side` gives it, and USD, of one coin on one venue (or all of both)
    longs, shorts  what the same vendor says was closed on each side of that coin and venue, in USD

    A swapped code makes one side's orders larger than all that side lost.  True or False where only one of the two
    readings fits into the totals, None where both fit or neither does: then an order has no side.
    """
    side_long = sum(usd for side, usd in orders if side == "long")
    side_short = sum(usd for side, usd in orders if side == "short")
    room = 1.01  # the two answers were not made in the same second
    straight = side_long <= longs * room and side_short <= shorts * room
    swapped = side_long <= shorts * room and side_short <= longs * room
    return None if straight == swapped else swapped


def _word(code: object) -> str:
    if isinstance(code, bool) or not isinstance(code, str | int | float):
        raise ValueError(f"{code!r} is not a side")
    word = str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)
    return " ".join(word.split()).casefold()


def _sign(code: object) -> str:
    if isinstance(code, bool) or not isinstance(code, str | int | float):
        raise ValueError(f"{code!r} is not an amount with a sign")
    amount = float(code)
    if not math.isfinite(amount):
        raise ValueError(f"{code!r} is not an amount with a sign")
    return "+" if amount > 0 else "-" if amount < 0 else ""
