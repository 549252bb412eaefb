"""Coinalyze (free key): liquidations by coin on the large venues, hour by hour and day by day; a floor.

Every symbol in a question counts as a question of its own against 40 a minute: a run asks for 18 symbols twice.
Times are seconds; for milliseconds the vendor answers with an empty list.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, ClassVar

from newsgen.gather.kept import Kept
from newsgen.gather.numbers import EPOCH, Epoch, decoded, empty, field, malformed, moment, number, stamp, unstamp
from newsgen.gather.shapes import floor, listed, reading, together, word
from newsgen.gather.source import Line, Need
from newsgen.gather.venues import joined, venue
from newsgen.wire import Answer, Cell, Row, SourceError, Trouble

LABEL = "Coinalyze"
VENUES = ("Binance", "Bybit", "OKX")  # one series, the same every day
COINS = 6  # three symbols each: 18 of the 20 that a question may hold
PAST = timedelta(days=1000)  # daily history where none is held; the vendor keeps all of it
AGAIN = timedelta(days=35)  # so much of the past is asked again, for what has been restated
STEPS = {3600: "1hour", 300: "5min", 60: "1min"}
POINTS = 1500  # kept of each of these steps: what lies further back would be missing without a word
DAY = timedelta(days=1)
LEAST_USD = 50_000.0  # bitcoin or ether on a usual day: less is a figure in coins, not in dollars
MOST = 1e11  # US dollars: no bucket holds more
MAJORS = ("BTC", "ETH")
HOLES = 4  # buckets that one venue alone may lack
ENOUGH_USD = 200_000.0  # on one venue in a window: less says nothing of sides
APART, MIRROR = 0.3, 0.2  # a venue's part of longs against the others', and its mirror image against theirs


@dataclass(frozen=True, slots=True)
class Symbol:
    """A perpetual contract against dollars, as the vendor names it."""

    name: str
    coin: str
    venue: str


class Coinalyze:
    """See `newsgen.gather.source.Source`; one instance serves one run and remembers the list of contracts."""

    name: ClassVar[str] = "coinalyze"
    label: ClassVar[str] = LABEL
    hosts: ClassVar[tuple[str, ...]] = ("https://api.coinalyze.net",)
    key_names: ClassVar[tuple[str, ...]] = ("NEWSGEN_COINALYZE_API_KEY",)
    needs_key: ClassVar[bool] = True
    secret_params: ClassVar[tuple[str, ...]] = ("api_key",)
    rate: ClassVar[tuple[int, float]] = (12, 60.0)  # a page of the past counts three
    topics: ClassVar[Mapping[str, str]] = {
        "liquidations": "24 hours and daily history of six coins on Binance, Bybit and OKX: a floor",
    }

    def __init__(self) -> None:
        """Nothing asked yet."""
        self._kept = Kept()

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """Four questions: venues, contracts, the 24 hours to `need.as_of`, and daily history."""
        if topic != "liquidations":
            return
        symbols = [one for one in await self._symbols(line) if one.coin in need.coins[:COINS]]
        if not symbols:
            raise SourceError(LABEL, Trouble.EMPTY, "no contract of the tracked coins on the large venues")
        start, end = _daily_span(need)
        questions = [_question(line, "liquidations-daily", symbols, "daily", start, end)] if start < end else []
        begin = need.as_of - DAY
        step = next((step for step in STEPS if not (need.as_of - EPOCH) % timedelta(seconds=step)), None)
        if step is not None and need.now - begin <= POINTS * timedelta(seconds=step):
            questions.append(_question(line, "liquidations-24h", symbols, STEPS[step], begin, need.as_of))
        await together(questions)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:
        """Daily history of a coin, a thousand days a page; None where the coin has no contracts."""
        if topic != "liquidations" or start >= end:
            return None
        symbols = [one for one in await self._symbols(line) if one.coin == coin]
        if not symbols:
            return None
        begin = floor(start, DAY)
        stop = min(begin + PAST, end)
        name = f"walk-liquidations-{coin.lower()}-{begin:%Y%m%d}"
        await _question(line, name, symbols, "daily", begin, stop)
        return stop

    def refuse(self, answer: Answer, body: Any) -> None:
        """Raise SourceError for `{"message": ...}`, told apart by the status it came with."""
        if isinstance(body, list):
            return
        if not isinstance(body, Mapping) or "message" not in body:
            if answer.status < 300:
                raise malformed(answer, "neither a list nor a message")
            return
        words = word(body, "message").casefold()
        if answer.status == 401 or "api key" in words or "api_key" in words:
            raise SourceError(LABEL, Trouble.KEY, "the key is missing or wrong")
        if answer.status == 429 or "too many" in words:
            raise SourceError(LABEL, Trouble.BUSY, "too many questions in a minute")
        if answer.status >= 500:
            raise SourceError(LABEL, Trouble.BROKEN, f"the vendor's own failure at {answer.name}")
        raise SourceError(LABEL, Trouble.REFUSED, f"{answer.name} was refused with status {answer.status}")

    def read(self, answer: Answer) -> Iterator[Row]:
        """Rows of the coins whose every contract came with figures; venues and contracts have none themselves."""
        asked = answer.asked
        if asked.get("kind") != "liquidations":
            return
        with reading(answer):
            self.refuse(answer, decoded(answer))
            symbols = _wanted(asked["symbols_by_venue"])
            start, end = unstamp(asked["start"]), unstamp(asked["end"])
            daily = asked["step"] == "daily"
            read = _read_days if daily else _read_window
            found = tuple(read(answer, _buckets(answer, symbols, start, end), start, end))
        if not found:
            raise empty(answer)
        yield from found

    async def _symbols(self, line: Line) -> tuple[Symbol, ...]:
        """The contracts to ask for, from the vendor's own lists; asked once a run."""

        async def find() -> tuple[Symbol, ...]:
            headers = {"api_key": line.key}
            venues, markets = await asyncio.gather(
                line.get("venues", "/v1/exchanges", headers=headers, asked={"kind": "venues"}),
                line.get("markets", "/v1/future-markets", headers=headers, asked={"kind": "markets"}),
            )
            with reading(markets):
                return choose(listed(decoded(venues)), listed(decoded(markets)))

        return await self._kept.get("symbols", find)


def choose(venues: Sequence[Any], markets: Sequence[Any]) -> tuple[Symbol, ...]:
    """One perpetual contract against USDT for each coin on each of `VENUES`; coins without all three are left out.

    A coin with fewer would be another series than the others, and than its own past.
    """
    names: dict[str, str] = {}
    for one in venues:
        try:
            names[str(field(one, "code"))] = venue(field(one, "name"))
        except ValueError:
            continue
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for one in markets:
        name = names.get(str(field(one, "exchange")), "")
        lasting = field(one, "is_perpetual") is True and field(one, "quote_asset") == "USDT"
        if lasting and name in VENUES and isinstance(field(one, "symbol"), str):
            found[str(field(one, "base_asset")).upper()].setdefault(name, str(field(one, "symbol")))
    whole = {coin: by for coin, by in found.items() if len(by) == len(VENUES)}
    return tuple(Symbol(by[name], coin, name) for coin, by in sorted(whole.items()) for name in VENUES)


def _daily_span(need: Need) -> tuple[datetime, datetime]:
    """Whole days that ended before the 24 hours told, which have a question of their own."""
    end = floor(need.as_of - timedelta(seconds=1), DAY)
    filled = need.since.get("liquidations")
    return floor(need.as_of - PAST if filled is None else min(filled, end) - AGAIN, DAY), end


async def _question(
    line: Line, name: str, symbols: Sequence[Symbol], step: str, start: datetime, end: datetime
) -> None:
    asked = {
        "kind": "liquidations", "step": step, "start": stamp(start), "end": stamp(end),
        "symbols_by_venue": ",".join(f"{one.name}={one.coin}={one.venue}" for one in symbols),
    }  # fmt: skip
    params: dict[str, str | int] = {
        "symbols": ",".join(one.name for one in symbols), "interval": step, "convert_to_usd": "true",
        "from": _seconds(start), "to": _seconds(end) - 1,
    }  # fmt: skip
    await line.get(name, "/v1/liquidation-history", params=params, headers={"api_key": line.key}, asked=asked)


def _seconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(seconds=1)


def _wanted(text: str) -> dict[str, tuple[str, str]]:
    return {name: (coin, at) for name, coin, at in (one.split("=") for one in text.split(","))}


Buckets = Mapping[str, Mapping[str, Mapping[datetime, tuple[float, float]]]]


def _buckets(answer: Answer, wanted: Mapping[str, tuple[str, str]], start: datetime, end: datetime) -> Buckets:
    """By coin, venue and start of bucket: longs and shorts in dollars; only coins of which every contract came.

    A contract without a single bucket is not known: it may be as well a hole as a calm day.
    """
    found: dict[str, dict[str, dict[datetime, tuple[float, float]]]] = defaultdict(dict)
    for one in listed(decoded(answer)):
        name = field(one, "symbol")
        if name in wanted:
            coin, at = wanted[str(name)]
            told = _history(answer, field(one, "history"), start, end)
            if found[coin].setdefault(at, told) != told:
                raise malformed(answer, f"{name} is told twice, in different words")
    if not any(by for by in found.values()):
        raise empty(answer)
    return {coin: by for coin, by in found.items() if all(by.get(at) for other, at in wanted.values() if other == coin)}


def _history(answer: Answer, history: object, start: datetime, end: datetime) -> dict[datetime, tuple[float, float]]:
    told: dict[datetime, tuple[float, float]] = {}
    for one in listed(history):
        at = moment(field(one, "t"), Epoch.SECONDS)
        long, short = number(field(one, "l")), number(field(one, "s"))
        if long is None or short is None or min(long, short) < 0 or max(long, short) > MOST:
            raise malformed(answer, f"no two amounts at {at:%Y-%m-%d %H:%M}")
        if start <= at < end and told.setdefault(at, (long, short)) != (long, short):
            raise malformed(answer, f"{at:%Y-%m-%d %H:%M} is told twice, in different words")
    pairs = [told[at] for at in sorted(told)]
    if any(min(one) > 0 and one == other == third for one, other, third in zip(pairs, pairs[1:], pairs[2:])):
        raise malformed(answer, "buckets in a row with the very same amounts")
    return told


def _read_window(answer: Answer, buckets: Buckets, start: datetime, end: datetime) -> Iterator[Row]:
    """The sum of all buckets of the window, which begin on its own grid; a bucket that is missing is a zero.

    Bitcoin or ether is left out where one venue has no bucket in hours in which all the others have one.
    A coin of which one venue is the mirror image of the others is left out: its longs and shorts have changed places.
    """
    step = timedelta(seconds=next(seconds for seconds, name in STEPS.items() if name == answer.asked["step"]))
    for coin, by in buckets.items():
        if any((at - start) % step for told in by.values() for at in told):
            raise malformed(answer, f"a bucket of {coin} lies off the grid")
        if _turned(by) or (coin in MAJORS and _holed(by)):
            continue
        pairs = [pair for told in by.values() for pair in told.values()]
        _in_dollars(answer, coin, sum(map(sum, pairs)))
        yield _row(coin, by, start, end, pairs)


def _holed(by: Mapping[str, Mapping[datetime, object]]) -> bool:
    """Whether one venue lacks what all the others have."""
    told = list(by.values())
    for place, mine in enumerate(told):
        others = [set(one) for at, one in enumerate(told) if at != place]
        if len(others) > 1 and len(set.intersection(*others) - set(mine)) > HOLES:
            return True
    return False


def _turned(by: Mapping[str, Mapping[datetime, tuple[float, float]]]) -> bool:
    """Whether one venue's part of longs is what the others agree the part of shorts is."""
    sums = [tuple(sum(pair[side] for pair in told.values()) for side in (0, 1)) for told in by.values()]
    shares = [long / (long + short) for long, short in sums if long + short >= ENOUGH_USD]
    for place, share in enumerate(shares):
        others = [*shares[:place], *shares[place + 1 :]]
        agreed = len(others) > 1 and (min(others) > 0.5 or max(others) < 0.5) and max(others) - min(others) < MIRROR
        middle = median(others) if others else 0.5
        if agreed and abs(share - middle) > APART and abs(1 - share - middle) < MIRROR:
            return True
    return False


def _in_dollars(answer: Answer, coin: str, usd: float) -> None:
    """Raise SourceError where a usual day of a large coin is too small to be one in dollars."""
    if coin in MAJORS and usd < LEAST_USD:
        raise malformed(answer, f"{usd:,.0f} of {coin} in 24 hours cannot be dollars")


def _read_days(answer: Answer, buckets: Buckets, start: datetime, end: datetime) -> Iterator[Row]:
    """Every whole UTC day on which every venue has a figure."""
    for coin, by in sorted(buckets.items()):
        if any((at - EPOCH) % DAY for told in by.values() for at in told):
            raise malformed(answer, f"a day of {coin} starts off midnight")
        shared = set.intersection(*(set(told) for told in by.values()))
        days = {at: [told[at] for told in by.values()] for at in sorted(shared) if start <= at and at + DAY <= end}
        if days:
            _in_dollars(answer, coin, median(sum(map(sum, pairs)) for pairs in days.values()))
        for at, pairs in days.items():
            yield _row(coin, by, at, at + DAY, pairs)


def _row(
    coin: str, venues: Mapping[str, object], start: datetime, end: datetime, pairs: Sequence[tuple[float, float]]
) -> Row:
    longs, shorts = (sum(pair[side] for pair in pairs) for side in (0, 1))
    cells: dict[str, Cell] = {
        "coin": coin, "venues": joined(venues), "start": start.astimezone(UTC), "end": end.astimezone(UTC),
        "long_usd": longs, "short_usd": shorts, "source": LABEL,
    }  # fmt: skip
    return Row("liquidations", cells)
