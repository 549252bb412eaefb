"""Hyperliquid: open interest and funding now.  Keyless.

https://hyperliquid.gitbook.io/hyperliquid-docs: a POST of {"type": "metaAndAssetCtxs"} gives two lists joined by
position: [{"universe": [{"name": "BTC"}]}, [{"funding": "0.0000125", "markPx": ..., "openInterest": ...}]].
Open interest is in coins; funding is a fraction per hour.  Cheap coins are counted by the thousand, as "kPEPE".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.gather.numbers import decoded, empty, field, stamp
from newsgen.gather.shapes import known, listed, once, only_now, product, reading, until
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Cell, Row, SourceError, Trouble

CODES = {"PEPE": "kPEPE"}


class Hyperliquid:
    """Open interest and funding of one venue."""

    name: ClassVar[str] = "hyperliquid"
    label: ClassVar[str] = "Hyperliquid"
    hosts: ClassVar[tuple[str, ...]] = ("https://api.hyperliquid.xyz",)
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (10, 10.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"positions": "open interest and funding on Hyperliquid"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """See `Source.ask`: one question tells every coin."""
        only_now(self.label, need)
        asked = {"kind": topic, "coins": ",".join(need.coins), "end": stamp(need.as_of)}
        await line.get("positions", "/info", json={"type": "metaAndAssetCtxs"}, asked=asked)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """It tells only the present."""
        return None

    def refuse(self, answer: Answer, body: Any) -> None:
        """A refusal is a text with status 422, or null, or text in quotes: anything but two lists."""
        if isinstance(body, str | Mapping) or body is None:
            raise SourceError(self.label, Trouble.REFUSED, f"the question is not understood ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            meta, contexts = listed(decoded(answer), least=2)[:2]
            names = [field(one, "name") for one in listed(field(meta, "universe"))]
            if len(names) != len(listed(contexts)):
                raise ValueError("the two lists are not of one length")
            coins = {CODES.get(coin, coin): coin for coin in answer.asked["coins"].split(",")}
            found = [(coins[str(name)], one) for name, one in zip(names, contexts) if name in coins]
            interest = [row for coin, one in found for row in _interest(answer, coin, one)]
            funding = [row for coin, one in found for row in _funding(answer, coin, one)]
            if not interest and not funding:
                raise empty(answer)
            return iter(once(answer, interest, "coin") + once(answer, funding, "coin"))


def _cells(answer: Answer, coin: str) -> dict[str, Cell]:
    return {"coin": coin, "venues": "Hyperliquid", "time": until(answer), "source": "Hyperliquid"}


def _interest(answer: Answer, coin: str, one: object) -> list[Row]:
    usd = product(field(one, "openInterest"), field(one, "markPx"))
    return [Row("open_interest", {**_cells(answer, coin), "open_interest_usd": usd})] if usd else []


def _funding(answer: Answer, coin: str, one: object) -> list[Row]:
    """A coin without open interest is not traded: its rate says nothing."""
    percent = product(field(one, "funding"), 100)
    if percent is None or not known(field(one, "openInterest")):
        return []
    rate = round(percent, 10)  # without the noise of binary fractions
    return [Row("funding", {**_cells(answer, coin), "funding_rate_pct": rate, "interval_hours": 1.0})]
