"""A plain webhook: JSON with a signature, for anything that can be programmed.

The address (NEWSGEN_<NAME>_WEBHOOK) and the secret that signs (NEWSGEN_<NAME>_SECRET) come from the environment.
The header `X-Newsgen-Signature: t=1763800000,v1=5f8c...` holds the moment of sending in seconds since 1970 and the
hexadecimal HMAC-SHA-256, under the secret, of that number, a full stop and the body's bytes.  Whoever receives it

1. takes the body's bytes before any parsing, and `t` and `v1` from the header,
2. computes the HMAC of `t`, "." and the body and compares it with `v1` in constant time,
3. refuses a `t` that is more than five minutes from now,
4. drops a message whose `Idempotency-Key` it has seen: the same bulletin has the same one.

`verify` does the first three.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from newsgen import keys
from newsgen.model import Bulletin, Request
from newsgen.notify.base import Hook, secret, wanted
from newsgen.notify.words import message_of, plain
from newsgen.tables import read_table

HEADER = "X-Newsgen-Signature"
TOLERANCE = 300  # seconds


@dataclass(frozen=True, slots=True)
class Options:
    """What [notify.NAME] with kind = "webhook" can say."""

    on: tuple[str, ...] = wanted()


class Webhook:
    """A program elsewhere."""

    kind = "webhook"

    def __init__(self, name: str, hook: Hook, signing: str, on: tuple[str, ...]) -> None:
        self.name, self.on, self._hook, self._signing = name, on, hook, signing

    @property
    def requests(self) -> tuple[Request, ...]:
        """Of a dry run."""
        return tuple(self._hook.requests)

    def tell(self, bulletin: Bulletin, now: datetime) -> None:
        """Post it; raises PublishError."""
        body = body_of(bulletin)
        headers = {HEADER: signature(self._signing, body, now), "Idempotency-Key": sha256(body).hexdigest()}
        self._hook.post(body, headers, note="a signed message")


def open_channel(name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool) -> Webhook:
    """See `newsgen.notify.base.Opener`."""
    said = read_table(Options, options, f"notify.{name}")
    address, signing = secret(name, secrets, "WEBHOOK"), secret(name, secrets, "SECRET")
    return Webhook(name, Hook(name, address, keys.variable_of(name, "WEBHOOK"), address, dry=dry), signing, said.on)


def body_of(bulletin: Bulletin) -> bytes:
    """The bulletin as JSON, the same bytes for the same bulletin; texts are plain lines."""
    message = message_of(bulletin)
    told = {
        "kind": bulletin.kind,
        "series": plain(bulletin.series),
        "day": bulletin.day.isoformat() if bulletin.day else None,
        "title": message.title,
        "headline": plain(bulletin.headline),
        "points": list(message.points),
        "findings": message.findings,
        "sentence": message.sentence,
        "link": message.link,
        "when": bulletin.when.isoformat() if bulletin.when else None,
        "sample": bulletin.sample,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def signature(secret: str, body: bytes, now: datetime) -> str:
    """The value of the header for a body sent now."""
    seconds = int(now.timestamp())
    return f"t={seconds},v1={_mac(secret, seconds, body)}"


def verify(secret: str, header: str, body: bytes, now: datetime) -> bool:
    """Whether newsgen sent these bytes within the last minutes."""
    try:
        parts = dict(one.split("=", 1) for one in header.split(","))
        seconds, mac = int(parts["t"]), parts["v1"]
    except (ValueError, KeyError):
        return False
    fresh = abs(now.timestamp() - seconds) <= TOLERANCE
    return hmac.compare_digest(_mac(secret, seconds, body).encode(), mac.encode()) and fresh


def _mac(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, "sha256").hexdigest()
