"""Slack: an incoming webhook, whose address is the secret (NEWSGEN_<NAME>_WEBHOOK)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsgen import keys
from newsgen.errors import PublishError
from newsgen.model import Bulletin, Request
from newsgen.notify.base import Hook, secret, wanted
from newsgen.notify.words import KINDS, Message, fit, message_of
from newsgen.tables import read_table

HEADER, LINES, TEXT = 150, 3000, 2000  # units that a heading, a section and the notification may have
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


@dataclass(frozen=True, slots=True)
class Options:
    """What [notify.NAME] with kind = "slack" can say."""

    on: tuple[str, ...] = wanted()


class Slack:
    """A Slack channel."""

    kind = "slack"

    def __init__(self, name: str, hook: Hook, on: tuple[str, ...] = KINDS, *, dry: bool = False) -> None:
        self.name, self.on, self._hook, self._dry = name, on, hook, dry

    @property
    def requests(self) -> tuple[Request, ...]:
        """Of a dry run."""
        return tuple(self._hook.requests)

    def tell(self, bulletin: Bulletin, now: datetime) -> None:  # noqa: ARG002  # Slack puts its own time on it
        """Post it; raises PublishError."""
        said = self._hook.post(body_of(message_of(bulletin)), note="a message in Slack")
        if not self._dry and said.body.strip() != b"ok":
            raise PublishError(f"notify.{self.name}: whoever answered is not Slack; set its webhook anew.")


def open_channel(name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool) -> Slack:
    """See `newsgen.notify.base.Opener`."""
    said, address = read_table(Options, options, f"notify.{name}"), secret(name, secrets, "WEBHOOK")
    return Slack(name, Hook(name, address, keys.variable_of(name, "WEBHOOK"), address, dry=dry), said.on, dry=dry)


def body_of(message: Message) -> dict[str, Any]:
    """The message in Slack's blocks.

    Words go into plain text, in which Slack reads no marks; `text`, for notifications, is escaped.
    """
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(fit(message.title, HEADER))}]
    if message.lines:
        blocks.append({"type": "section", "text": _plain(fit("\n".join(message.lines), LINES))})
    if message.link:
        link = {"type": "mrkdwn", "text": f"<{escaped(message.link)}|Open it>", "verbatim": True}
        blocks.append({"type": "section", "text": link})
    text = fit(message.title, TEXT, escaped)
    return {"text": text, "mrkdwn": False, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def escaped(text: str) -> str:
    """The text without Slack's own marks for mentions and links."""
    return "".join(_MARKS.get(one, one) for one in text)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
