"""Bybit: spot candles in USDT.  Keyless.

https://bybit-exchange.github.io/docs/v5/market/kline: {"retCode": 0, "result": {"category": "spot", "symbol": ...,
"list": [[milliseconds, open, high, low, close, volume, turnover]]}}, all text, newest first, the first still running.
Errors come with status 200: {"retCode": 10001, "retMsg": ...}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.gather.candles import DAY, FIVE_MINUTES, HOUR, Candle, Span, candle_rows, plan
from newsgen.gather.numbers import Epoch, decoded, field, moment
from newsgen.gather.shapes import known, listed, mapped, milliseconds, reading, together, word
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Row, SourceError, Trouble

DAYS_BACK = 731
INTERVALS = {FIVE_MINUTES: "5", HOUR: "60", DAY: "D"}
TROUBLES = {
    10006: Trouble.BUSY, 10018: Trouble.BUSY, 10000: Trouble.BROKEN, 10016: Trouble.BROKEN, 10003: Trouble.KEY,
    10004: Trouble.KEY, 10005: Trouble.PLAN, 10009: Trouble.BLOCKED, 10024: Trouble.GEO,
}  # fmt: skip


class Bybit:
    """Candles of a venue that steps in for the others."""

    name: ClassVar[str] = "bybit"
    label: ClassVar[str] = "Bybit"
    hosts: ClassVar[tuple[str, ...]] = ("https://api.bybit.com", "https://api.bytick.com")
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (100, 5.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"candles": "prices of every coin"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:  # noqa: ARG002
        """See `Source.ask`."""
        await together(self._get(span, line) for span in plan(need, need.coins, days=DAYS_BACK))

    async def _get(self, span: Span, line: Line) -> Answer:
        params: dict[str, str | int] = {
            "category": "spot", "symbol": f"{span.coin}USDT", "interval": INTERVALS[span.step],
            "start": milliseconds(span.start), "end": milliseconds(span.end) - 1, "limit": span.count,
        }  # fmt: skip
        return await line.get(span.name, "/v5/market/kline", params=params, asked=span.asked)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """Its past is not walked: history comes from Binance."""
        return None

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"retCode": 10001, "retMsg": ...} with status 200."""
        code = body.get("retCode") if isinstance(body, Mapping) else 0
        if code == 0:
            return
        trouble = TROUBLES.get(code, Trouble.REFUSED) if isinstance(code, int) else Trouble.MALFORMED
        reason = word(body, "retMsg") or ("no retCode" if code is None else f"code {str(code)[:10]}")
        raise SourceError(self.label, trouble, f"{reason} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            result = mapped(field(decoded(answer), "result"))
            if (result.get("category"), result.get("symbol")) != ("spot", f"{answer.asked['coin']}USDT"):
                raise ValueError(f"{result.get('symbol')} where {answer.asked['coin']} was asked for")
            return iter(candle_rows(answer, self.label, [_candle(row) for row in listed(result.get("list"))]))


def _candle(row: object) -> Candle:
    cells = listed(row, least=7)
    return Candle(moment(cells[0], Epoch.MILLISECONDS), cells[1], cells[2], cells[3], cells[4], known(cells[6]))
