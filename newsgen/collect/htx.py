"""HTX linear swaps: `public.*.liquidation_orders`, in compressed frames; the exchange gives the dollars itself."""

from __future__ import annotations

import json
import zlib
from typing import Any, ClassVar

from newsgen.collect.event import Event, Heard, Venue, coin_of, decoded, each, make_event, number
from newsgen.sides import closed_side

TOPIC = "public.*.liquidation_orders"
GZIP = 31  # zlib's word for gzip with the widest window
LARGEST = 1 << 20  # bytes of a frame


class Htx(Venue):
    """See the module."""

    name: ClassVar[str] = "htx"
    label: ClassVar[str] = "HTX"
    host: ClassVar[str] = "wss://api.hbdm.com"
    path: ClassVar[str] = "/linear-swap-notification"

    def hello(self) -> tuple[str, ...]:
        """Every contract at once."""
        return (json.dumps({"op": "sub", "cid": "1", "topic": TOPIC}),)

    def read(self, frame: str | bytes) -> Heard:
        """Orders, confirmations, and the server's pings, which must be answered."""
        found = decoded(_opened(frame))
        match found.get("op"):
            case "ping":
                return Heard(reply=json.dumps({"op": "pong", "ts": found.get("ts")}))
            case "sub" if str(found.get("err-code", 0)) == "0":
                return Heard(alive=False, joined=1)
            case "sub" | "error" | "close":
                return Heard(alive=False, refused=f"{found.get('err-msg', '')} ({found.get('err-code', '')})")
            case "notify" if isinstance(found.get("data"), list):
                return each(found["data"], self._event)
        raise ValueError("a frame without an operation")

    def _event(self, item: dict[str, Any]) -> Event:
        return make_event(
            self, pair=item["contract_code"], coin=coin_of(item["contract_code"]),
            side=closed_side(self.name, item["direction"]), price=number(item["price"]),
            usd=number(item["trade_turnover"]), size=item["volume"], time=item["created_at"], throttled=False,
        )  # fmt: skip


def _opened(frame: str | bytes) -> str | bytes:
    """The text of a frame, however it was packed; raises ValueError for a broken or a swollen one."""
    if isinstance(frame, str):
        return frame
    opener = zlib.decompressobj(GZIP)
    try:
        text = opener.decompress(frame, LARGEST)
    except zlib.error as error:
        raise ValueError("a frame that cannot be unpacked") from error
    if opener.unconsumed_tail:
        raise ValueError("a frame larger than any real one")
    return text
