"""Binance USD-M futures: `!forceOrder@arr`, at most one order per symbol and second.

The old path `/ws` still connects and says nothing, and so does a dead subscription in a calm market; hence the trades
of the busiest pair on the same connection: where they fall silent, nothing can be said of liquidations either.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from newsgen.collect.event import Event, Heard, Venue, coin_of, decoded, each, make_event, number
from newsgen.sides import closed_side

STREAMS = ("!forceOrder@arr", "btcusdt@aggTrade")


class Binance(Venue):
    """See the module."""

    name: ClassVar[str] = "binance"
    label: ClassVar[str] = "Binance"
    host: ClassVar[str] = "wss://fstream.binance.com"
    path: ClassVar[str] = "/market/ws"

    def hello(self) -> tuple[str, ...]:
        """Forced orders and the control stream in one subscription."""
        return (json.dumps({"method": "SUBSCRIBE", "params": STREAMS, "id": 1}),)

    def read(self, frame: str | bytes) -> Heard:
        """Bare and combined frames alike."""
        found = decoded(frame)
        if "e" not in found and "stream" not in found:
            return _answer(found)
        data = found.get("data") if "stream" in found else found
        items: list[Any] = data if isinstance(data, list) else [data]
        if not all(isinstance(item, dict) for item in items):
            raise ValueError("a frame without objects")
        orders = [item for item in items if item.get("e") == "forceOrder"]
        if not orders and any(item.get("e") != "aggTrade" for item in items):
            raise ValueError("a stream that was not asked for")
        return each(orders, self._event)

    def _event(self, item: dict[str, Any]) -> Event:
        order = item["o"]
        price, size = number(order["ap"]), number(order["z"])
        if not price:  # no average yet
            price, size = number(order["p"]), number(order["q"])
        return make_event(
            self, pair=order["s"], coin=coin_of(order["s"]), side=closed_side(self.name, order["S"]), price=price,
            usd=price * size, size=size, time=order["T"], throttled=True,
        )  # fmt: skip


def _answer(found: dict[str, Any]) -> Heard:
    """What the server says of a subscription."""
    if "id" in found and found.get("result", 0) is None:
        return Heard(alive=False, joined=1)
    failed = found.get("error", found)
    if isinstance(failed, dict) and "code" in failed:
        return Heard(alive=False, refused=f"{failed.get('msg', '')} ({failed['code']})".strip())
    raise ValueError("a frame without a type")
