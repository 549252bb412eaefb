"""Coinbase Exchange: spot candles in US dollars.  Keyless.

https://docs.cdp.coinbase.com/exchange/reference: lists of [time in seconds, low, high, open, close, volume], newest
first, at most 300, buckets without a trade left out; errors are {"message": "NotFound"}.  The volume is in coins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.gather.candles import Candle, Span, candle_rows, plan
from newsgen.gather.numbers import Epoch, decoded, moment, stamp
from newsgen.gather.shapes import listed, reading, together, word
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Row, SourceError, Trouble

COINS_MOST = 8
DAYS_BACK = 299


class Coinbase:
    """Candles in true US dollars: what a level broken on Binance is held against."""

    name: ClassVar[str] = "coinbase"
    label: ClassVar[str] = "Coinbase"
    hosts: ClassVar[tuple[str, ...]] = ("https://api.exchange.coinbase.com",)
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (15, 1.5)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"candles": "prices in US dollars of eight coins"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:  # noqa: ARG002
        """See `Source.ask`."""
        spans = plan(need, need.coins[:COINS_MOST], days=DAYS_BACK, pegged="USDT")
        await together(self._get(span, line) for span in spans)

    async def _get(self, span: Span, line: Line) -> Answer:
        params: dict[str, str | int] = {
            "granularity": span.step // timedelta(seconds=1), "start": stamp(span.start), "end": stamp(span.end),
        }  # fmt: skip
        path = f"/products/{span.coin}-USD/candles"
        return await line.get(span.name, path, params=params, asked=span.asked)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """Its past is not walked: history comes from Binance."""
        return None

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"message": "NotFound"}."""
        if not isinstance(body, Mapping):
            return
        busy = answer.status == 429 or "rate limit" in word(body, "message").lower()
        broken = answer.status >= 500
        trouble = Trouble.BUSY if busy else Trouble.BROKEN if broken else Trouble.REFUSED
        raise SourceError(self.label, trouble, f"{word(body, 'message') or 'no reason given'} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            return iter(candle_rows(answer, self.label, [_candle(row) for row in listed(decoded(answer))]))


def _candle(row: object) -> Candle:
    """Low comes before high, and high before open."""
    time, low, high, opened, close = listed(row, least=6)[:5]
    return Candle(moment(time, Epoch.SECONDS), opened, high, low, close)
