"""Discord: a channel's webhook, whose address is the secret (NEWSGEN_<NAME>_WEBHOOK)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsgen import keys
from newsgen.model import Bulletin, Request
from newsgen.notify.base import Hook, secret, wanted
from newsgen.notify.words import Message, fit, message_of
from newsgen.tables import read_table

# Units with their escapes: a message takes 2,000, the text of an embed 4,096.
TITLE, LINE = 1500, 600
_MARKS = re.compile(r"([\\*_~`|<>#\[\]():@+.-])")


@dataclass(frozen=True, slots=True)
class Options:
    """What [notify.NAME] with kind = "discord" can say."""

    on: tuple[str, ...] = wanted()


class Discord:
    """A Discord channel."""

    kind = "discord"

    def __init__(self, name: str, hook: Hook, on: tuple[str, ...]) -> None:
        self.name, self.on, self._hook = name, on, hook

    @property
    def requests(self) -> tuple[Request, ...]:
        """Of a dry run."""
        return tuple(self._hook.requests)

    def tell(self, bulletin: Bulletin, now: datetime) -> None:  # noqa: ARG002  # Discord puts its own time on it
        """Post it; raises PublishError."""
        self._hook.post(body_of(message_of(bulletin)), note="a message in Discord")


def open_channel(name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool) -> Discord:
    """See `newsgen.notify.base.Opener`."""
    said, address = read_table(Options, options, f"notify.{name}"), secret(name, secrets, "WEBHOOK")
    # Without `wait` Discord says yes before it has looked at the message.
    waiting = f"{address}{'&' if '?' in address else '?'}wait=true"
    return Discord(name, Hook(name, waiting, keys.variable_of(name, "WEBHOOK"), address, dry=dry), said.on)


def body_of(message: Message) -> dict[str, Any]:
    """The message with an embed under it; nobody is mentioned, whatever the words are."""
    lines = [fit(line, LINE, escaped) for line in message.lines]
    embed = {"description": "\n".join(lines)} if lines else {}
    if message.link:
        embed |= {"title": "Open it", "url": message.link}
    body: dict[str, Any] = {"content": fit(message.title, TITLE, escaped), "allowed_mentions": {"parse": []}}
    return body | ({"embeds": [embed]} if embed else {})


def escaped(text: str) -> str:
    """The text with a backslash before each sign that Discord reads as a mark."""
    return _MARKS.sub(r"\\\1", text)
