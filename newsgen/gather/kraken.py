"""Kraken: spot candles in US dollars.  Keyless.

https://docs.kraken.com/api/docs/rest-api/get-ohlc-data: {"error": [], "result": {"XXBTZUSD": [[seconds, open, high,
low, close, vwap, volume, count]], "last": seconds}}, ascending, at most 720 rows, the last one still running.
Errors come with status 200: {"error": ["EQuery:Unknown asset pair"]}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.gather.candles import Candle, Span, candle_rows, plan
from newsgen.gather.numbers import EPOCH, Epoch, decoded, field, moment
from newsgen.gather.shapes import listed, mapped, product, reading, said, together
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Row, SourceError, Trouble

COINS_MOST = 6
DAYS_BACK = 700
CODES = {"BTC": "XBT", "DOGE": "XDG"}
# Kraken's words, in the order in which they are looked for.
WORDS = (
    ("EGeneral:Permission denied", Trouble.BLOCKED),
    ("EGeneral:Internal error", Trouble.BROKEN),
    ("EService", Trouble.BROKEN),
    ("Too many requests", Trouble.BUSY),
    ("Rate limit", Trouble.BUSY),
    ("lockout", Trouble.BUSY),
)


class Kraken:
    """Candles in true US dollars: what a level broken on Binance is held against."""

    name: ClassVar[str] = "kraken"
    label: ClassVar[str] = "Kraken"
    hosts: ClassVar[tuple[str, ...]] = ("https://api.kraken.com",)
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (12, 12.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"candles": "prices in US dollars of six coins"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:  # noqa: ARG002
        """See `Source.ask`."""
        spans = plan(need, need.coins[:COINS_MOST], days=DAYS_BACK, pegged="USDT")
        await together(self._get(span, line) for span in spans)

    async def _get(self, span: Span, line: Line) -> Answer:
        # "since" leaves out the candle that begins then: one step earlier brings it
        since = (span.start - span.step - EPOCH) // timedelta(seconds=1)
        minutes = span.step // timedelta(minutes=1)
        params: dict[str, str | int] = {
            "pair": f"{CODES.get(span.coin, span.coin)}USD", "interval": minutes, "since": since,
        }  # fmt: skip
        return await line.get(span.name, "/0/public/OHLC", params=params, asked=span.asked)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """Its past is not walked: history comes from Binance."""
        return None

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"error": ["EQuery:Unknown asset pair"]} with status 200."""
        errors = body.get("error") if isinstance(body, Mapping) else None
        if not errors:
            return
        reason = said(errors[0] if isinstance(errors, list) else errors)
        trouble = next((trouble for text, trouble in WORDS if text.lower() in reason.lower()), Trouble.REFUSED)
        raise SourceError(self.label, trouble, f"{reason} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            found = mapped(field(decoded(answer), "result"))
            (pair,) = (name for name in found if name != "last")
            code = CODES.get(answer.asked["coin"], answer.asked["coin"])
            if pair not in (f"{code}USD", f"X{code}ZUSD", f"{code}ZUSD"):
                raise ValueError(f"{pair} where {answer.asked['coin']} was asked for")
            candles = sorted((_candle(row) for row in listed(found[pair])), key=lambda one: one.start)
            latest = candles[-1].start if candles else None
            return iter(candle_rows(answer, self.label, (one for one in candles if one.start != latest)))


def _candle(row: object) -> Candle:
    """The volume is in coins; times the mean price that comes with it, it is in US dollars."""
    cells = listed(row, least=7)
    volume = product(cells[5], cells[6])
    return Candle(moment(cells[0], Epoch.SECONDS), cells[1], cells[2], cells[3], cells[4], volume)
