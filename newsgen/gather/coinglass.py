"""CoinGlass v4 (paid): liquidations of all coins on all venues, and most of what else a recap tells.

The only source of the headline figures.  Every plan holds all topics but single orders (Standard) and coin lists
(Startup); the plan is asked first, once a run, and nothing is asked that it does not hold.
A run asks at most 28 questions on the smallest plan, which allows 30 a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from newsgen.gather import coinglass_flows as flows
from newsgen.gather import coinglass_liquidations as liquidations
from newsgen.gather import coinglass_orders as orders
from newsgen.gather import coinglass_positions as positions
from newsgen.gather.coinglass_asking import Asking
from newsgen.gather.coinglass_body import LABEL
from newsgen.gather.coinglass_body import refuse as refuse_body
from newsgen.gather.coinglass_plan import Plan
from newsgen.gather.coinglass_walk import walk_page
from newsgen.gather.numbers import empty, number, unstamp
from newsgen.gather.shapes import reading
from newsgen.gather.source import Line, Need
from newsgen.gather.venues import joined
from newsgen.wire import Answer, Row

Reader = Callable[[Answer, Mapping[str, str]], Iterator[Row]]


class CoinGlass:
    """See `newsgen.gather.source.Source`; one instance serves one run and remembers what topics share."""

    name: ClassVar[str] = "coinglass"
    label: ClassVar[str] = LABEL
    hosts: ClassVar[tuple[str, ...]] = ("https://open-api-v4.coinglass.com",)
    key_names: ClassVar[tuple[str, ...]] = ("NEWSGEN_COINGLASS_API_KEY",)
    needs_key: ClassVar[bool] = True
    secret_params: ClassVar[tuple[str, ...]] = ()  # the key goes into a header
    rate: ClassVar[tuple[int, float]] = (30, 60.0)  # of the smallest plan; an instance takes its own plan's
    topics: ClassVar[Mapping[str, str]] = {
        "liquidations": "24 hours of all coins, of single coins and by venue; the last hour and four; daily history",
        "orders": "the largest single orders (Standard plan)",
        "coins": "24 hours of every further coin on the large venues (Startup plan)",
        "pairs": "bitcoin and ether from their pairs, only where a list failed",
        "flows": "money into and out of US spot funds, by fund and session",
        "open_interest": "open interest of bitcoin and ether by venue, and of the last days",
        "funding": "funding rates by coin and venue, and of the last days",
        "sentiment": "the Fear & Greed Index",
        "liquidations_4h": "four-hour history of a coin on Binance, for the filling of a history alone",
    }

    def __init__(self) -> None:
        """Nothing asked yet."""
        self._asking = Asking(self.read, self._pace)

    def _pace(self, plan: Plan) -> None:
        vars(self)["rate"] = (plan.per_minute, 60.0)

    async def plan(self, line: Line) -> Plan:
        """The key's plan; raises SourceError (key) where the key is wrong or the subscription has expired."""
        return await self._asking.plan(line)

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """Put a topic's questions, all at once; see `newsgen.gather.coinglass_asking` for what they are."""
        await self._asking.ask(topic, need, line)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:
        """One page of daily (or four-hour) history; None for topics without one: orders, coins and pairs."""
        return await walk_page(topic, coin, start, end, line)

    def refuse(self, answer: Answer, body: Any) -> None:
        """Raise SourceError for everything but code "0"."""
        refuse_body(answer, body)

    def read(self, answer: Answer) -> Iterator[Row]:
        """The rows of one answer; the subscription has none.  Raises SourceError: malformed, empty or refused."""
        kind = answer.asked.get("kind", "")
        if kind not in READERS:
            return
        with reading(answer):
            found = tuple(READERS[kind](answer, answer.asked))
        if not found and kind != "orders":  # that no order was so large is an answer, too
            raise empty(answer)
        yield from found


def _end(asked: Mapping[str, str]) -> datetime:
    return unstamp(asked["end"])


def _start(asked: Mapping[str, str]) -> datetime | None:
    return unstamp(asked["start"]) if asked.get("start") else None


def _hours(asked: Mapping[str, str], name: str) -> timedelta:
    return timedelta(hours=int(asked[name]))


def _names(asked: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(asked[name].split(","))


def _place(asked: Mapping[str, str]) -> orders.Place:
    return orders.Place(asked["coin"], asked["venue"], number(asked.get("long")), number(asked.get("short")))


# What an answer is comes from what was asked alone, so that kept bytes tell the same rows again.
READERS: Mapping[str, Reader] = {
    "list": lambda answer, asked: liquidations.read_list(answer, asked["coin"], _end(asked), _hours(asked, "hours")),
    "coins": lambda answer, asked: liquidations.read_coins(answer, _names(asked, "coins"), asked["venue"], _end(asked)),
    "history": lambda answer, asked: liquidations.read_history(
        answer, asked["coin"], joined(_names(asked, "venues")), _hours(asked, "hours"), _end(asked)
    ),
    "orders": lambda answer, asked: orders.read_orders(answer, _place(asked), _end(asked)),
    "pairs": lambda answer, asked: positions.read_pairs(answer, asked["coin"], _names(asked, "tables"), _end(asked)),
    "interest": lambda answer, asked: positions.read_interest(answer, asked["coin"], _end(asked)),
    "interest-history": lambda answer, asked: positions.read_interest_history(
        answer, asked["coin"], _hours(asked, "hours"), _end(asked)
    ),
    "funding": lambda answer, asked: positions.read_funding(answer, _names(asked, "coins"), _end(asked)),
    "funding-history": lambda answer, asked: positions.read_funding_history(
        answer, asked["coin"], _hours(asked, "hours"), _end(asked)
    ),
    "flows": lambda answer, asked: flows.read_flows(answer, asked["coin"], _start(asked), _end(asked)),
    "sentiment": lambda answer, asked: flows.read_sentiment(answer, _start(asked), _end(asked)),
}
