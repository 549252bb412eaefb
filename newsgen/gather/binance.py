"""Binance: spot candles in USDT, and the open interest of its USD-M futures.  Keyless.

https://developers.binance.com/docs/binance-spot-api-docs/rest-api: klines are ascending lists of twelve, prices as
text, times in milliseconds; errors are {"code": -1121, "msg": "Invalid symbol."} with status 400.  Open interest is
kept by the hour for the latest month: the sum over all positions of a contract in USDT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.catalogue import MAJORS
from newsgen.gather.candles import DAY, FIVE_MINUTES, HOUR, HOURS_BACK, NAMES, Candle, Span, back, candle_rows
from newsgen.gather.numbers import Epoch, decoded, empty, field, moment, number
from newsgen.gather.shapes import ALONE, floor, known, listed, milliseconds, once, reading, together, until, word
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Cell, Row, SourceError, Trouble

FUTURES = ("https://fapi.binance.com",)
PAGE = 1000
DAYS_BACK = 731  # two years
WALKED = 250  # days of one page of the past: its hours fill six pages exactly
KEPT = timedelta(days=29)  # open interest is kept for a month, and the start of the month is refused
INTEREST_PAGE = 500
CONTRACTS = {"PEPE": "1000PEPE"}  # futures of very cheap coins count them by the thousand
TROUBLES = {-1003: Trouble.BUSY, -1000: Trouble.BROKEN, -1001: Trouble.BROKEN, -1007: Trouble.BROKEN}


class Binance:
    """Candles of the venue that prices come from first; USDC in USDT shows whether the feed is sound."""

    name: ClassVar[str] = "binance"
    label: ClassVar[str] = "Binance"
    hosts: ClassVar[tuple[str, ...]] = (
        "https://data-api.binance.vision",
        "https://api.binance.com",
        "https://api-gcp.binance.com",
    )
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (100, 5.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"candles": "prices of every coin", "open_interest": "open interest on Binance"}
    )

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """See `Source.ask`."""
        spans = self._candles(need) if topic == "candles" else self._interest(need)
        get = self._get if topic == "candles" else self._get_interest
        await together(get(span, line) for span in spans)

    def _candles(self, need: Need) -> list[Span]:
        spans = [back("USDC", HOUR, need, HOURS_BACK)]
        for coin in need.coins:
            spans.append(back(coin, HOUR, need, HOURS_BACK))
            if coin in MAJORS:
                spans.append(back(coin, FIVE_MINUTES, need, 25 * HOUR))
            end = floor(need.as_of, DAY)
            start = min(floor(need.since.get("candles", end - DAYS_BACK * DAY), DAY), end - 2 * DAY)
            spans += Span(coin, DAY, start, end).pages(PAGE)
        return spans

    def _interest(self, need: Need) -> list[Span]:
        end = floor(need.as_of, HOUR)
        start = max(min(need.since.get("open_interest", end), end - HOURS_BACK), need.now - KEPT)
        if start >= end:
            raise SourceError(self.label, Trouble.EMPTY, "keeps open interest for a month only")
        start = floor(start, HOUR)
        return [page for coin in need.coins for page in Span(coin, HOUR, start, end).pages(INTEREST_PAGE - 1)]

    async def _get(self, span: Span, line: Line, most: int = PAGE) -> Answer:
        params: dict[str, str | int] = {
            "symbol": f"{span.coin}USDT", "interval": NAMES[span.step], "limit": min(span.count, most),
            "startTime": milliseconds(span.start), "endTime": milliseconds(span.end) - 1,
        }  # fmt: skip
        return await line.get(span.name, "/api/v3/klines", params=params, asked=span.asked)

    async def _get_interest(self, span: Span, line: Line) -> Answer:
        params: dict[str, str | int] = {
            "symbol": f"{CONTRACTS.get(span.coin, span.coin)}USDT", "period": "1h", "limit": INTEREST_PAGE,
            "startTime": milliseconds(span.start), "endTime": milliseconds(span.end),
        }  # fmt: skip
        name, asked = span.name.replace("candles", "open-interest"), {**span.asked, "kind": "open_interest"}
        return await line.get(name, "/futures/data/openInterestHist", params=params, asked=asked, hosts=FUTURES)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:
        """See `Source.walk`: candles by 250 days from the coin's first one on, open interest of the last month."""
        walk = self._walk_interest if topic == "open_interest" else self._walk_candles
        try:
            return await walk(coin, start, end, line)
        except SourceError as error:
            if error.trouble in ALONE:  # a coin that is not there, or not yet
                return None
            raise

    async def _walk_candles(self, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:
        """Days first: a coin listed later begins where it was listed; then the hours of those days."""
        span = Span(coin, DAY, floor(start, DAY), floor(end, DAY))
        if span.count <= 0:
            return None
        days = list(self.read(await self._get(span, line, most=WALKED)))
        first, last = days[0].cells["start"], days[-1].cells["end"]
        assert isinstance(first, datetime)
        assert isinstance(last, datetime)
        await together(self._get(page, line) for page in Span(coin, HOUR, first, last).pages(PAGE))
        return last

    async def _walk_interest(self, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:
        start, end = floor(max(start, end - KEPT), HOUR), floor(end, HOUR)
        page = next(Span(coin, HOUR, start, end).pages(INTEREST_PAGE - 1), None)
        if page is None:
            return None
        await self._get_interest(page, line)
        return page.end

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"code": -1121, "msg": ...}; a code of 0 tells that the place is not served."""
        if not isinstance(body, Mapping) or "code" not in body:
            return
        code, reason = known(body["code"]), word(body, "msg")
        trouble = TROUBLES.get(int(code or 0), Trouble.REFUSED)
        if answer.status == 451 or "restricted location" in reason.lower():
            trouble = Trouble.GEO
        elif answer.status in (418, 429):
            trouble = Trouble.BUSY
        raise SourceError(self.label, trouble, f"{reason or 'no reason given'} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            rows = listed(decoded(answer))
            if answer.asked["kind"] == "open_interest":
                return iter(_interest_rows(answer, rows))
            step = timedelta(seconds=int(answer.asked["step"]))
            return iter(candle_rows(answer, self.label, (one for row in rows for one in _candle(row, step))))


def _candle(row: object, step: timedelta) -> list[Candle]:
    """[open time, open, high, low, close, volume, close time, quote volume, ...]; one cut short is no candle."""
    cells = listed(row, least=8)
    start, close = moment(cells[0], Epoch.MILLISECONDS), moment(cells[6], Epoch.MILLISECONDS)
    if close - start != step - timedelta(milliseconds=1):
        return []
    return [Candle(start, cells[1], cells[2], cells[3], cells[4], known(cells[7]))]


def _interest_rows(answer: Answer, found: list[Any]) -> list[Row]:
    """{"symbol": "BTCUSDT", "sumOpenInterestValue": "150570784.07", "timestamp": "1583127900000"}."""
    coin, last = answer.asked["coin"], until(answer)
    rows = []
    for one in found:
        at, value = moment(field(one, "timestamp"), Epoch.MILLISECONDS), number(field(one, "sumOpenInterestValue"))
        if field(one, "symbol") != f"{CONTRACTS.get(coin, coin)}USDT":
            raise ValueError(f"{field(one, 'symbol')} where {coin} was asked for")
        if at <= last and value:
            where: dict[str, Cell] = {"coin": coin, "venues": "Binance", "time": at, "source": "Binance"}
            rows.append(Row("open_interest", {**where, "open_interest_usd": value}))
    if not rows:
        raise empty(answer)
    return once(answer, rows, "time")
