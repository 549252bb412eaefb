"""OKX: spot candles in USDT.  Keyless.

https://www.okx.com/docs-v5: {"code": "0", "msg": "", "data": [[milliseconds, open, high, low, close, volume, volume in
the currency, volume in USDT, confirm]]}, all text, newest first; "1D" opens at midnight in Hong Kong, "1Dutc" in UTC.
Errors are {"code": "51001", "msg": ..., "data": []}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.gather.candles import DAY, FIVE_MINUTES, HOUR, Candle, Span, candle_rows, plan
from newsgen.gather.numbers import Epoch, decoded, field, moment
from newsgen.gather.shapes import known, listed, milliseconds, reading, together, word
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Row, SourceError, Trouble

DAYS_BACK = 299
BARS = {FIVE_MINUTES: "5m", HOUR: "1H", DAY: "1Dutc"}
NEWEST = 1000  # the endpoint holds the newest 1,440 candles; older ones lie elsewhere, in pages of 100
TROUBLES = {
    **dict.fromkeys(("50011", "50040", "50061"), Trouble.BUSY),
    **dict.fromkeys(("50001", "50004", "50013", "50026"), Trouble.BROKEN),
    **dict.fromkeys(("50101", "50103", "50111", "50113"), Trouble.KEY),
}


class Okx:
    """Candles of a venue that steps in for the others."""

    name: ClassVar[str] = "okx"
    label: ClassVar[str] = "OKX"
    hosts: ClassVar[tuple[str, ...]] = ("https://www.okx.com",)
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (20, 2.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"candles": "prices of every coin"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:  # noqa: ARG002
        """See `Source.ask`."""
        questions = []
        for span in plan(need, need.coins, days=DAYS_BACK):
            old = need.now - span.start > NEWEST * span.step
            pages = span.pages(100) if old else (span,)
            path = "/api/v5/market/history-candles" if old else "/api/v5/market/candles"
            questions += [self._get(page, path, line) for page in pages]
        await together(questions)

    async def _get(self, span: Span, path: str, line: Line) -> Answer:
        params: dict[str, str | int] = {
            "instId": f"{span.coin}-USDT", "bar": BARS[span.step], "limit": span.count,
            "after": milliseconds(span.end),  # "after" brings what is older
        }  # fmt: skip
        name = f"{span.name}-{span.start:%H%M}" if "history" in path else span.name
        return await line.get(name, path, params=params, asked=span.asked)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """Its past is not walked: history comes from Binance."""
        return None

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"code": "51001", "msg": "Instrument ID doesn't exist", "data": []}."""
        code = str(body.get("code", "")) if isinstance(body, Mapping) else "0"
        if code == "0":
            return
        told = TROUBLES.get(code, Trouble.REFUSED if code else Trouble.MALFORMED)
        trouble = Trouble.BUSY if answer.status == 429 else told
        raise SourceError(self.label, trouble, f"{word(body, 'msg') or f'code {code[:10] or None}'} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            rows = listed(field(decoded(answer), "data"))
            return iter(candle_rows(answer, self.label, (one for row in rows for one in _candle(row))))


def _candle(row: object) -> list[Candle]:
    """The ninth cell says whether the candle is over."""
    cells = listed(row, least=9)
    at = moment(cells[0], Epoch.MILLISECONDS)
    if cells[8] not in ("0", "1"):
        raise ValueError("a candle that is neither over nor running")
    return [Candle(at, cells[1], cells[2], cells[3], cells[4], known(cells[7]))] if cells[8] == "1" else []
