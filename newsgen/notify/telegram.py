"""Telegram: a bot (NEWSGEN_<NAME>_TOKEN) that writes to a chat."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsgen import keys
from newsgen.errors import PublishError
from newsgen.http import Unknown
from newsgen.model import Bulletin, Request
from newsgen.notify.base import Hook, secret, wanted
from newsgen.notify.words import Message, message_of
from newsgen.tables import read_table, says


@dataclass(frozen=True, slots=True)
class Options:
    """What [notify.NAME] with kind = "telegram" can say."""

    chat: str = says('The chat: its number in quotation marks, or "@name" of a public channel')
    url: str = says("Another server of Telegram's bot interface", "https://api.telegram.org")
    silent: bool = says("Whether phones stay quiet", False)
    on: tuple[str, ...] = wanted()


class Telegram:
    """A Telegram chat."""

    kind = "telegram"

    def __init__(self, name: str, hook: Hook, options: Options, *, dry: bool) -> None:
        self.name, self.on, self._hook, self._options, self._dry = name, options.on, hook, options, dry

    @property
    def requests(self) -> tuple[Request, ...]:
        """Of a dry run."""
        return tuple(self._hook.requests)

    def tell(self, bulletin: Bulletin, now: datetime) -> None:  # noqa: ARG002  # Telegram puts its own time on it
        """Send it; raises PublishError."""
        to = {"chat_id": self._options.chat, "disable_notification": self._options.silent}
        said = self._hook.post(to | body_of(message_of(bulletin)), note="a message in Telegram")
        try:
            taken = self._dry or said.json()["ok"] is True
        except (Unknown, KeyError, TypeError):
            taken = False
        if not taken:
            raise PublishError(f"notify.{self.name}: whoever answered is not Telegram; mend the option url.")


def open_channel(name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool) -> Telegram:
    """See `newsgen.notify.base.Opener`."""
    said, token = read_table(Options, options, f"notify.{name}"), secret(name, secrets, "TOKEN")
    address = f"{said.url.rstrip('/')}/bot{token}/sendMessage"
    return Telegram(name, Hook(name, address, keys.variable_of(name, "TOKEN"), token, dry=dry), said, dry=dry)


def body_of(message: Message) -> dict[str, Any]:
    """The message in Telegram's HTML; the limits of its parts keep it under 4,096 units."""
    lines = [f"<b>{escaped(message.title)}</b>", *map(escaped, message.lines)]
    if message.link:
        lines.append(f'<a href="{html.escape(message.link)}">Open it</a>')
    return {"text": "\n".join(lines), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def escaped(text: str) -> str:
    """The text without marks; an invisible sign after each @ keeps Telegram from calling somebody of that name."""
    return html.escape(text, quote=False).replace("@", "@\u2060")
