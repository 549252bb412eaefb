"""OKX swaps and futures: `liquidation-orders`, about one order per contract and second, in no order of time.

Sizes are counted in contracts, and only the list of contracts says what one is worth.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from newsgen.collect.event import (
    DOLLARS,
    Contract,
    Event,
    Heard,
    Venue,
    decoded,
    each,
    make_event,
    number,
    plain_coin,
)
from newsgen.sides import closed_side

KINDS = ("SWAP", "FUTURES")
CHANNEL = "liquidation-orders"


class Okx(Venue):
    """See the module."""

    name: ClassVar[str] = "okx"
    label: ClassVar[str] = "OKX"
    host: ClassVar[str] = "wss://ws.okx.com:8443"
    path: ClassVar[str] = "/ws/v5/public"
    lists: ClassVar[tuple[str, ...]] = tuple(
        f"https://www.okx.com/api/v5/public/instruments?instType={kind}" for kind in KINDS
    )
    heartbeat: ClassVar[str] = "ping"

    def hello(self) -> tuple[str, ...]:
        """Each kind of contract by itself: OKX confirms them one by one."""
        return tuple(
            json.dumps({"op": "subscribe", "args": [{"channel": CHANNEL, "instType": kind}]}) for kind in KINDS
        )

    def read(self, frame: str | bytes) -> Heard:
        """Orders, confirmations, errors and the bare word pong."""
        if frame in ("pong", b"pong"):
            return Heard()
        found = decoded(frame)
        if found.get("event") == "subscribe":
            return Heard(alive=False, joined=1)
        if found.get("event") in ("error", "notice"):  # a notice says that the connection will be closed
            return Heard(alive=False, refused=f"{found.get('msg', '')} ({found.get('code', '')})")
        arg, data = found.get("arg"), found.get("data")
        if not isinstance(arg, dict) or arg.get("channel") != CHANNEL or not isinstance(data, list):
            raise ValueError("a frame without a channel")
        orders = [(row, one) for row in data if isinstance(row, dict) for one in row.get("details") or ()]
        return each(orders, self._event)

    @staticmethod
    def read_contracts(body: Any) -> tuple[dict[str, Contract], str]:
        """`public/instruments`: contracts settled against dollars."""
        found = {}
        for row in body["data"]:
            inverse = row["ctType"] == "inverse"
            base, quote, *_ = row["instId"].split("-")
            size = number(row["ctVal"] or 0) * number(row.get("ctMult") or 1)
            if size > 0 and quote.split("_")[0] in DOLLARS and (not inverse or row["ctValCcy"] == "USD"):
                found[row["instId"]] = Contract(plain_coin(base), size, inverse)
        return found, ""

    def _event(self, order: tuple[dict[str, Any], dict[str, Any]]) -> Event:
        row, one = order
        pair, price, size = row["instId"], number(one["bkPx"]), number(one["sz"])
        contract = self.known[pair]
        held = one.get("posSide")
        code = held if held in ("long", "short") else one["side"]  # "net" says nothing
        usd = size * contract.size * (1 if contract.inverse else price)
        return make_event(
            self, pair=pair, coin=contract.coin, side=closed_side(self.name, code), price=price, usd=usd, size=size,
            time=one["ts"], throttled=True,
        )  # fmt: skip
