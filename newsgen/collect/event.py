"""A forced order as an exchange told it, and what every exchange's frames have in common."""

from __future__ import annotations

import json
import math
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from newsgen.sides import Side

COLUMNS = ("time", "venue", "pair", "coin", "side", "price", "usd", "id")  # of an event file
DOLLARS = ("USDT", "USDC", "FDUSD", "BUSD", "USD1", "USDE", "USD")  # what is counted as US dollars
_PAIR = re.compile(r"[\w.:-]{1,40}")
_MANY = re.compile(r"^(?:1000000|100000|10000|1000|1M)(?=[^\W\d])|(?<=[A-Z])1000$")  # 1000PEPE trades PEPE


@dataclass(frozen=True, slots=True)
class Event:
    """One position closed by force.

    side       the position that was closed: "long" or "short"
    usd        US dollars, to the cent
    time       milliseconds since 1970, by the exchange's clock
    id         the same for the same order, whenever it is told again
    throttled  whether the exchange tells only some of its orders, so that sums are a floor
    """

    venue: str
    pair: str
    coin: str
    side: Side
    price: float
    usd: float
    time: int
    id: str
    throttled: bool

    @property
    def line(self) -> str:
        """The event as a line of an event file; no field can hold a comma."""
        return f"{self.time},{self.venue},{self.pair},{self.coin},{self.side},{self.price!r},{self.usd!r},{self.id}\n"


@dataclass(frozen=True, slots=True)
class Contract:
    """What a contract is worth: `size` coins each, or `size` US dollars each where it is `inverse`."""

    coin: str
    size: float = 1.0
    inverse: bool = False


Contracts = Mapping[str, Contract]  # by the exchange's name for them


@dataclass(frozen=True, slots=True)
class Heard:
    """What one frame says.

    alive    whether it shows that data flows
    joined   subscriptions it confirms
    refused  why the exchange does not accept a subscription, "" where it does not say so
    unknown  names in the subscription that the exchange does not know
    reply    what must be answered
    lost     orders in it that cannot be read or valued
    """

    events: tuple[Event, ...] = ()
    alive: bool = True
    joined: int = 0
    refused: str = ""
    unknown: tuple[str, ...] = ()
    reply: str = ""
    lost: int = 0


@dataclass(frozen=True)
class Venue(ABC):
    """One exchange: where its stream is, what to say and how to read a frame; it never touches the network.

    known  its contracts, for exchanges that have `lists` of them
    """

    name: ClassVar[str]  # of its folder and in NEWSGEN_<NAME>_WS_URL: "binance"
    label: ClassVar[str]  # as the `venue` column names it: "Binance"
    host: ClassVar[str]
    path: ClassVar[str]
    lists: ClassVar[tuple[str, ...]] = ()  # REST addresses of its contracts, () where none are needed
    heartbeat: ClassVar[str] = ""  # what to send now and then, "" where the exchange asks for nothing

    known: Contracts = field(default_factory=dict)

    @abstractmethod
    def hello(self) -> tuple[str, ...]:
        """The subscriptions, each of which the exchange confirms."""

    @abstractmethod
    def read(self, frame: str | bytes) -> Heard:
        """What a frame says; raises ValueError for one that the exchange does not document."""

    @staticmethod
    def read_contracts(body: Any) -> tuple[dict[str, Contract], str]:
        """One decoded answer of a list of contracts, and the `cursor` of its next page ("" for the last).

        Raises ValueError, KeyError or TypeError for an answer that is no such list.
        """
        raise ValueError(f"{body!r:.40} is no list of contracts")


def decoded(frame: str | bytes) -> dict[str, Any]:
    """The JSON object of a frame; raises ValueError for anything else."""
    try:
        found = json.loads(frame)
    except RecursionError as error:
        raise ValueError("a frame nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("a frame that is no object")
    return found


def number(value: object) -> float:
    """A finite number from a number or its text; raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value!r} where a number was expected")
    found = float(value)
    if not math.isfinite(found):
        raise ValueError(f"{value!r} where a number was expected")
    return found


def plain_coin(name: str) -> str:
    """The ticker behind a contract's name for many of its coins.

    >>> plain_coin("1000PEPE"), plain_coin("SHIB1000"), plain_coin("1INCH")
    ('PEPE', 'SHIB', '1INCH')
    """
    return _MANY.sub("", name.upper())


def coin_of(pair: str) -> str:
    """The coin of a pair quoted in dollars; raises ValueError where it is quoted in anything else.

    >>> coin_of("1000PEPEUSDT"), coin_of("BTC-USDT-SWAP"), coin_of("BTCUSDT_251226")
    ('PEPE', 'BTC', 'BTC')
    """
    first, *rest = re.split(r"[-_/]", pair.upper())
    if rest and rest[0] in DOLLARS:
        return plain_coin(first)
    for quote in DOLLARS:
        if first.endswith(quote) and len(first) > len(quote):
            return plain_coin(first[: -len(quote)])
    raise ValueError(f"{pair!r} is not quoted in dollars")


def make_event(
    venue: Venue,
    *,
    pair: object,
    coin: str,
    side: Side,
    price: float,
    usd: float,
    size: object,
    time: object,
    throttled: bool,
) -> Event:
    """An event with an id from what the exchange says of it: none of them numbers its orders."""
    if not isinstance(pair, str) or not _PAIR.fullmatch(pair):
        raise ValueError(f"{pair!r} where a pair was expected")
    at = int(number(time))
    name = f"{pair}:{at}:{side[0]}:{price!r}:{number(size)!r}"
    return Event(venue.label, pair, coin, side, price, round(usd, 2), at, name, throttled)


def each(items: Iterable[Any], read: Callable[[Any], Event]) -> Heard:
    """The events of a frame that can hold several; one that cannot be read does not cost the others.

    Two equal orders in one frame are two orders: the second has an id of its own, the same whenever it is told again.
    """
    events: list[Event] = []
    lost, times = 0, Counter[str]()
    for item in items:
        try:
            event = read(item)
        except (ValueError, KeyError, TypeError, OverflowError, AttributeError):
            lost += 1
            continue
        times[event.id] += 1
        events.append(event if times[event.id] == 1 else replace(event, id=f"{event.id}:{times[event.id]}"))
    return Heard(tuple(events), lost=lost)
