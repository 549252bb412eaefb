"""Bybit linear contracts: `allLiquidation.{symbol}`, every order since 2025-02-20, one subscription per symbol."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from newsgen.collect.event import Contract, Event, Heard, Venue, decoded, each, make_event, number, plain_coin
from newsgen.sides import closed_side

TOPIC = "allLiquidation."
MANY = 200  # topics in one subscription
_TOPICS = re.compile(re.escape(TOPIC) + r"([\w-]+)")


class Bybit(Venue):
    """See the module."""

    name: ClassVar[str] = "bybit"
    label: ClassVar[str] = "Bybit"
    host: ClassVar[str] = "wss://stream.bybit.com"
    path: ClassVar[str] = "/v5/public/linear"
    lists: ClassVar[tuple[str, ...]] = ("https://api.bybit.com/v5/market/instruments-info?category=linear&limit=1000",)
    heartbeat: ClassVar[str] = '{"op": "ping"}'

    def hello(self) -> tuple[str, ...]:
        """All symbols, some hundred at a time."""
        topics = [TOPIC + symbol for symbol in sorted(self.known)]
        parts = [topics[at : at + MANY] for at in range(0, len(topics), MANY)]
        return tuple(json.dumps({"op": "subscribe", "args": part, "req_id": str(n)}) for n, part in enumerate(parts))

    def read(self, frame: str | bytes) -> Heard:
        """Orders, confirmations and pongs."""
        found = decoded(frame)
        topic = found.get("topic")
        if isinstance(topic, str) and topic.startswith(TOPIC) and isinstance(found.get("data"), list):
            return each(found["data"], self._event)
        if found.get("op") in ("ping", "pong"):
            return Heard()
        if found.get("op") == "subscribe":
            if found.get("success") is True:
                return Heard(alive=False, joined=1)
            reason = str(found.get("ret_msg", ""))
            return Heard(alive=False, refused=reason or "no reason given", unknown=tuple(_TOPICS.findall(reason)))
        raise ValueError("a frame without a topic")

    @staticmethod
    def read_contracts(body: Any) -> tuple[dict[str, Contract], str]:
        """`instruments-info`: what trades now against dollars."""
        result = body["result"]
        trading = [row for row in result["list"] if row.get("status", "Trading") == "Trading"]
        found = {row["symbol"]: Contract(plain_coin(row["baseCoin"])) for row in trading}
        return found, str(result.get("nextPageCursor") or "")

    def _event(self, item: dict[str, Any]) -> Event:
        price, size = number(item["p"]), number(item["v"])
        return make_event(
            self, pair=item["s"], coin=self.known[item["s"]].coin, side=closed_side(self.name, item["S"]), price=price,
            usd=price * size, size=size, time=item["T"], throttled=False,
        )  # fmt: skip
