"""What a run asks of CoinGlass, topic by topic, within the smallest plan's 30 questions a minute.

plan 1; liquidations 3 lists of all coins, 1 list and 1 daily history for each of 5 coins (8 from Startup on), 2
four-hour histories; flows 4; open interest 2 lists and 2 histories; funding 1 list and 2 histories; sentiment 1:
28 on the smallest plan.  Single orders (Standard) are at most 16 more, coin lists (Startup) 3.  Pairs are asked only
where lists failed.
Lists speak of the present: they are not asked for a window that ended earlier, of which history alone can tell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from newsgen.gather import coinglass_questions as questions
from newsgen.gather.coinglass_flows import FUNDS
from newsgen.gather.coinglass_orders import CUT, LEAST, UNTOLD, Place, largest, places
from newsgen.gather.coinglass_plan import Plan, read_plan
from newsgen.gather.coinglass_questions import DAY, TRACKED, Question
from newsgen.gather.kept import Kept
from newsgen.gather.numbers import decoded
from newsgen.gather.shapes import only_now, together
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Row, SourceError, Trouble

MAJORS = ("BTC", "ETH")
PAGE = 1000 * DAY  # what one answer of daily history holds
AGAIN = 35 * DAY  # so much of the past is asked again: the vendor restates it
FOUR_HOURS_BACK = 40 * DAY  # a month of usual days for any time of day, and some more
POSITIONS_BACK = 8 * DAY  # open interest and funding a week ago
SESSIONS_BACK = 400 * DAY  # fund flows and sentiment, where the history holds none
FIRST_PLACES, MOST_ORDERS = 8, 16  # coins on venues asked at first; questions about orders in all
RAISED, LOWERED = 4.0, 0.5  # a threshold with too many orders above it, and with none
TRIES = 3  # thresholds for one coin on one venue
ENDS_ALL = (Trouble.KEY, Trouble.UNREACHABLE, Trouble.GEO, Trouble.BLOCKED)

Read = Callable[[Answer], Iterator[Row]]


class Asking:
    """One run's questions; lists that two topics need are put once."""

    def __init__(self, read: Read, pace: Callable[[Plan], None]) -> None:
        """`read` gives an answer's rows; `pace` is told the plan as soon as it is known."""
        self._read, self._pace, self._kept = read, pace, Kept()
        self._topics: Mapping[str, Callable[[Need, Line], Awaitable[None]]] = {
            "liquidations": self._liquidations,
            "orders": self._orders,
            "coins": self._coins,
            "pairs": self._pairs,
            "flows": self._flows,
            "open_interest": self._interest,
            "funding": self._funding,
            "sentiment": self._sentiment,
        }

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """Put the questions of a topic."""
        if topic in self._topics:
            await self.plan(line)  # a wrong key ends it here
            await self._topics[topic](need, line)

    async def plan(self, line: Line) -> Plan:
        """The key's plan, asked once; UNKNOWN where the vendor does not say it, but the key may be good.

        Raises SourceError where the key is missing, wrong or expired, or the vendor cannot be reached at all.
        """
        return await self._kept.get("plan", lambda: self._subscription(line))

    async def _subscription(self, line: Line) -> Plan:
        try:
            plan = read_plan(await questions.subscription().put(line))
        except SourceError as error:
            if error.trouble in ENDS_ALL:
                raise
            plan = Plan.UNKNOWN
        self._pace(plan)
        return plan

    async def _once(self, question: Question, line: Line) -> tuple[Row, ...]:
        """The rows of a question that more than one topic needs; raises SourceError where it has none."""

        async def put() -> tuple[Row, ...]:
            return tuple(self._read(await question.put(line)))

        return await self._kept.get(question.name, put)

    async def _liquidations(self, need: Need, line: Line) -> None:
        coins, end = need.coins[: (await self.plan(line)).coins], need.as_of
        asked = [question.put(line) for question in _histories(need, coins)]
        if need.live:
            asked += [questions.venue_list("*", hours, end).put(line) for hours in (1, 4)]
            lists = [self._once(questions.venue_list(coin, 24, end), line) for coin in ("*", *coins)]
            await together([*lists, *asked])
        else:
            await together(asked)

    async def _lists(self, need: Need, line: Line) -> list[Row]:
        """The 24-hour lists of single coins, as far as they came."""
        coins = need.coins[: (await self.plan(line)).coins]
        lists = [questions.venue_list(coin, 24, need.as_of) for coin in coins]
        found = await asyncio.gather(*(self._once(one, line) for one in lists), return_exceptions=True)
        for error in found:
            if isinstance(error, BaseException) and not isinstance(error, SourceError):
                raise error
        return [row for rows in found if not isinstance(rows, BaseException) for row in rows]

    async def _orders(self, need: Need, line: Line) -> None:
        plan = await self.plan(line)
        _must_hold(plan, Plan.STANDARD, "single orders")
        left = places(await self._lists(need, line)) if need.live else list(UNTOLD)
        hunt = _Hunt(need.as_of, line, self._read)
        first = 1 if plan is Plan.UNKNOWN else FIRST_PLACES  # one refusal says enough
        wave, rest = left[:first], left[first:]
        while wave and hunt.left > 0:
            await together([hunt.search(place) for place in wave])
            # no order is larger than all that was closed in its place
            rest = [place for place in rest if place.total > hunt.largest]
            wave, rest = rest[: max(hunt.left, 0)], rest[max(hunt.left, 0) :]

    async def _coins(self, need: Need, line: Line) -> None:
        plan = await self.plan(line)
        _must_hold(plan, Plan.STARTUP, "coin lists")
        only_now("CoinGlass", need)
        coins = need.coins[plan.coins :]  # of the first ones their own lists tell more
        if coins:
            await together([questions.coin_list(venue, coins, need.as_of).put(line) for venue in TRACKED])

    async def _pairs(self, need: Need, line: Line) -> None:
        only_now("CoinGlass", need)
        failed = [(coin, await self._failed(coin, need, line)) for coin in MAJORS]
        await together([questions.pairs(coin, tables, need.as_of).put(line) for coin, tables in failed if tables])

    async def _failed(self, coin: str, need: Need, line: Line) -> tuple[str, ...]:
        """The tables for which a coin's list has failed."""
        lists = {
            "liquidations": questions.venue_list(coin, 24, need.as_of),
            "open_interest": questions.interest(coin, need.as_of),
            "funding": questions.funding(need.coins, need.as_of),
        }
        failed = []
        for table, question in lists.items():
            try:
                rows = await self._once(question, line)
            except SourceError as error:
                if error.trouble in (*ENDS_ALL, Trouble.BUSY):
                    raise
                rows = ()
            if not any(row.cells["coin"] == coin for row in rows):
                failed.append(table)
        return tuple(failed)

    async def _flows(self, need: Need, line: Line) -> None:
        start = _since(need, "flows", SESSIONS_BACK)
        await together([questions.fund_flows(asset, start, need.as_of).put(line) for asset in FUNDS])

    async def _interest(self, need: Need, line: Line) -> None:
        start = need.as_of - POSITIONS_BACK
        before = need.as_of - timedelta(seconds=1) if need.live else need.as_of  # the list tells the last moment
        asked = [questions.interest_history(coin, 4, start, before).put(line) for coin in MAJORS]
        lists = [self._once(questions.interest(coin, need.as_of), line) for coin in MAJORS] if need.live else []
        await together([*lists, *asked])

    async def _funding(self, need: Need, line: Line) -> None:
        start = need.as_of - POSITIONS_BACK
        asked = [questions.funding_history(coin, 4, start, need.as_of).put(line) for coin in MAJORS]
        lists = [self._once(questions.funding(need.coins, need.as_of), line)] if need.live else []
        await together([*lists, *asked])

    async def _sentiment(self, need: Need, line: Line) -> None:
        await questions.sentiment(_since(need, "sentiment", SESSIONS_BACK), need.as_of).put(line)


class _Hunt:
    """The search for the largest order, with a purse of questions."""

    def __init__(self, end: datetime, line: Line, read: Read) -> None:
        self.end, self.line, self.read = end, line, read
        self.left, self.largest = MOST_ORDERS, 0.0

    async def search(self, place: Place) -> None:
        """Ask about one place until the answer is whole: lower where there is nothing, higher where it is cut off."""
        least = place.first_threshold
        for attempt in range(1, TRIES + 1):
            if self.left <= 0:
                return
            self.left -= 1
            answer = await questions.order(place, least, attempt, self.end).put(self.line)
            listed = decoded(answer).get("data")
            count = len(listed) if isinstance(listed, list) else 0
            if 0 < count < CUT:
                self.largest = max(self.largest, largest(self.read(answer)))
                return
            least *= RAISED if count else LOWERED
            if count == 0 and (least < LEAST or least <= self.largest):
                return  # a smaller one is of no interest


def _histories(need: Need, coins: Iterable[str]) -> list[Question]:
    start = max(_since(need, "liquidations", PAGE), need.as_of - PAGE)
    daily = [questions.history(coin, TRACKED, 24, _midnight(start), need.as_of) for coin in coins]
    back = need.as_of - FOUR_HOURS_BACK
    chosen = [coin for coin in MAJORS if coin in need.coins]
    return daily + [questions.history(coin, ("Binance",), 4, _midnight(back), need.as_of) for coin in chosen]


def _since(need: Need, topic: str, without: timedelta) -> datetime:
    """From when to ask: some time before what the history holds, for what has been restated since."""
    filled = need.since.get(topic)
    return need.as_of - without if filled is None else min(filled, need.as_of) - AGAIN


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + DAY


def _must_hold(plan: Plan, least: Plan, what: str) -> None:
    if not plan.holds(least):
        reason = f"the {plan.name.title()} plan does not hold {what} ({least.name.title()} does)"
        raise SourceError("CoinGlass", Trouble.PLAN, reason)
