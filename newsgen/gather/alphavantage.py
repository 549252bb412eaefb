"""Alpha Vantage: daily prices of two US stock funds.  A free key, 25 questions a day.

https://www.alphavantage.co/documentation/#daily: {"Meta Data": {"2. Symbol": "SPY"}, "Time Series (Daily)":
{"2025-07-11": {"1. open": "623.1600", ..., "4. close": "623.6200"}}}.  Refusals come with status 200, as
{"Information": ...}, {"Note": ...} or {"Error Message": ...}, and some repeat the key: their words are never shown.

Indices themselves are not to be had.  The funds are kept under their own names, SPY and QQQ: they follow the S&P 500
and the Nasdaq-100, and no figure of theirs is ever told as an index's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.gather.numbers import decoded, empty, field, number, stamp
from newsgen.gather.shapes import day_of, mapped, once, reading, session_over, together, word
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Cell, Row, SourceError, Trouble

FUNDS = ("SPY", "QQQ")
EMPTY: tuple[dict[str, Any], ...] = ({}, {"Global Quote": {}}, {"Meta Data": {}, "Time Series (Daily)": {}})
COLUMNS = {"open": "1. open", "high": "2. high", "low": "3. low", "close": "4. close"}


class AlphaVantage:
    """Two funds that follow US stock indices, to hold the indices against."""

    name: ClassVar[str] = "alphavantage"
    label: ClassVar[str] = "Alpha Vantage"
    hosts: ClassVar[tuple[str, ...]] = ("https://www.alphavantage.co",)
    key_names: ClassVar[tuple[str, ...]] = ("NEWSGEN_ALPHAVANTAGE_API_KEY",)
    needs_key: ClassVar[bool] = True
    secret_params: ClassVar[tuple[str, ...]] = ("apikey",)
    rate: ClassVar[tuple[int, float]] = (1, 1.2)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"indices": "two US stock funds, SPY and QQQ"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """See `Source.ask`: the last hundred sessions of each fund."""
        if not line.key:
            raise SourceError(self.label, Trouble.KEY, f"{self.key_names[0]} is not set")
        asked = {"kind": topic, "end": stamp(need.as_of)}
        await together(self._get(fund, {**asked, "fund": fund}, line) for fund in FUNDS)

    async def _get(self, fund: str, asked: Mapping[str, str], line: Line) -> None:
        params = {"function": "TIME_SERIES_DAILY", "symbol": fund, "outputsize": "compact", "apikey": line.key}
        await line.get(f"fund-{fund.lower()}", "/query", params=params, asked=asked)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """Its past is for paying customers."""
        return None

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"Information": ...}, {"Note": ...} or {"Error Message": ...} with status 200."""
        words = {name: word(body, name).lower() for name in ("Information", "Note", "Error Message")}
        name = next((name for name in words if isinstance(body, Mapping) and name in body), None)
        if name is None:
            return
        text = words[name]
        if "rate limit" in text or "requests per" in text or "call frequency" in text or name == "Note":
            raise SourceError(self.label, Trouble.BUSY, "the questions of the day are used up, or came too fast")
        if "premium" in text:
            raise SourceError(self.label, Trouble.PLAN, f"the plan does not hold {answer.name}")
        if "apikey" in text or "api key" in text:
            raise SourceError(self.label, Trouble.KEY, "the key is missing or wrong")
        raise SourceError(self.label, Trouble.REFUSED, f"the question is refused ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            body, fund = decoded(answer), answer.asked["fund"]
            if body in EMPTY:
                raise empty(answer)
            symbol = mapped(field(body, "Meta Data")).get("2. Symbol")
            if symbol != fund:
                raise ValueError(f"{symbol} where {fund} was asked for")
            days = mapped(field(body, "Time Series (Daily)"))
            rows = once(answer, (row for day, one in days.items() for row in _day(answer, fund, day, one)), "date")
            if not rows:
                raise empty(answer)
            return iter(rows)


def _day(answer: Answer, fund: str, written: str, one: object) -> list[Row]:
    """A session that is over, with a close."""
    day, prices = day_of(written), {name: number(field(one, label)) for name, label in COLUMNS.items()}
    if prices["close"] is None or not session_over(answer, day):
        return []
    cells: dict[str, Cell] = {"index": fund, "date": day, "source": answer.source}
    return [Row("indices", {**cells, **{name: value for name, value in prices.items() if value is not None}})]
