"""Deribit: its volatility indices of bitcoin and ether, by the UTC day.  Keyless.

https://docs.deribit.com/#public-get_volatility_index_data: {"result": {"data": [[milliseconds, open, high, low,
close]], "continuation": null}}; errors are {"error": {"code": ..., "message": ...}} with status 400.

They go among the indices, as "DVOL_BTC" and "DVOL_ETH" with the day they closed on: values above 100 occur, which no
sentiment can have.  Nothing is told of them; they are on file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.catalogue import MAJORS
from newsgen.gather.candles import DAY
from newsgen.gather.numbers import EPOCH, Epoch, decoded, empty, field, moment, number, stamp
from newsgen.gather.shapes import floor, known, listed, mapped, milliseconds, once, reading, said, together, until
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Row, SourceError, Trouble

DAYS_BACK = timedelta(days=400)
PAGE = timedelta(days=900)
BUSY = 10028


class Deribit:
    """What option prices say of the next thirty days."""

    name: ClassVar[str] = "deribit"
    label: ClassVar[str] = "Deribit"
    hosts: ClassVar[tuple[str, ...]] = ("https://www.deribit.com",)
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (5, 1.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"volatility": "volatility indices of bitcoin and ether"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """See `Source.ask`."""
        end = floor(need.as_of, DAY)
        start = min(need.since.get(topic, end - DAYS_BACK), end - 8 * DAY)
        await together(self._get(coin, start, end, line) for coin in MAJORS)

    async def _get(self, coin: str, start: datetime, end: datetime, line: Line) -> Answer:
        params: dict[str, str | int] = {
            "currency": coin, "resolution": "1D",
            "start_timestamp": milliseconds(start), "end_timestamp": milliseconds(end) - 1,
        }  # fmt: skip
        asked = {"kind": "volatility", "coin": coin, "end": stamp(end)}
        path, name = "/api/v2/public/get_volatility_index_data", f"volatility-{coin.lower()}-{start:%Y%m%d}"
        return await line.get(name, path, params=params, asked=asked)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """See `Source.walk`."""
        start, end = floor(start, DAY), floor(end, DAY)
        if coin not in MAJORS or start >= end:
            return None
        end = min(end, start + PAGE)
        await self._get(coin, start, end, line)
        return end

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"error": {"code": -32602, "message": "Invalid params"}}."""
        error = body.get("error") if isinstance(body, Mapping) else None
        if not error:
            return
        code = known(error.get("code")) if isinstance(error, Mapping) else None
        reason = said(error.get("message") if isinstance(error, Mapping) else error)
        trouble = Trouble.BUSY if code == BUSY or answer.status == 429 else Trouble.REFUSED
        raise SourceError(self.label, trouble, f"{reason} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            data = listed(field(mapped(field(decoded(answer), "result")), "data"))
            rows = once(answer, (row for one in data for row in _day(answer, one)), "date")
            if not rows:
                raise empty(answer)
            return iter(rows)


def _day(answer: Answer, one: object) -> list[Row]:
    """A day that is over; raises ValueError for one that does not begin at midnight."""
    cells = listed(one, least=5)
    start = moment(cells[0], Epoch.MILLISECONDS)
    if (start - EPOCH) % DAY:
        raise ValueError("a day that does not begin at midnight UTC")
    prices = {name: number(value) for name, value in zip(("open", "high", "low", "close"), cells[1:5])}
    known_prices = {name: value for name, value in prices.items() if value is not None}
    if start + DAY > until(answer) or "close" not in known_prices:
        return []
    index = f"DVOL_{answer.asked['coin']}"
    return [Row("indices", {"index": index, "date": start.date(), "source": answer.source, **known_prices})]
