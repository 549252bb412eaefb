"""What every channel can do, and how a message is posted to an address on the web."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from newsgen import keys
from newsgen.errors import PublishError, SettingsError
from newsgen.http import Caller, NotSent, Said, Unknown
from newsgen.model import Bulletin, Request
from newsgen.notify.words import KINDS, plain
from newsgen.tables import says

ATTEMPTS = 3  # only where nothing can have arrived
WAITS = (1.0, 3.0)  # seconds before the second and the third
LONGEST = 5.0  # seconds that a platform may ask to wait
SECONDS = 15.0  # for one attempt
_NONE: Mapping[str, str] = MappingProxyType({})


class Channel(Protocol):
    """Somebody to be told: opened with its settings, told a bulletin."""

    name: str  # as the settings name it
    kind: str  # "slack"
    on: tuple[str, ...]  # the kinds of bulletin it wants
    requests: Sequence[Request]  # of a dry run, without secrets

    def tell(self, bulletin: Bulletin, now: datetime) -> None:
        """Send it, once; raises PublishError where it did not arrive, or may not have."""


class Opener(Protocol):
    """How a channel's module is entered: the function `open_channel` in it."""

    def __call__(self, name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool) -> Channel:
        """`options` is the table of the settings without `kind`; `secrets` by their last word ("WEBHOOK").

        Raises SettingsError for an option that does not exist or has the wrong type, or a secret that is missing.
        """


def wanted() -> tuple[str, ...]:
    """The option `on` of every channel."""
    kinds: tuple[str, ...] = says("Which bulletins it gets; all where nothing is said", KINDS, KINDS)
    return kinds


def secret(name: str, secrets: Mapping[str, str], what: str) -> str:
    """A secret that has to be there; raises SettingsError that names its variable."""
    if not secrets.get(what):
        raise SettingsError(f"notify.{name}: there is no {what.lower()}; set {keys.variable_of(name, what)}.")
    return secrets[what]


class Hook:
    """An address on the web that gets messages; the address may be a secret itself, so it is never shown.

    `variable` is where the secret comes from, `hidden` what must not stand in any sentence.
    Raises SettingsError for an address that is none, or would carry secrets unencrypted over a network.
    """

    def __init__(self, name: str, address: str, variable: str, hidden: str, *, dry: bool, pause: float = 1.0) -> None:
        self.name, self.requests = name, list[Request]()
        self._address, self._variable, self._hidden, self._dry, self._pause = address, variable, hidden, dry, pause
        try:
            with Caller(address):
                parts = urlsplit(address)
                self._shown = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}/***"
        except (NotSent, ValueError) as error:
            why = str(error) if isinstance(error, NotSent) else "its port is none"
            raise SettingsError(f"notify.{name}: {why}; mend {variable}.") from None

    def post(self, body: object, headers: Mapping[str, str] = _NONE, *, note: str = "") -> Said:
        """Post `body` as JSON (bytes as they are), once, and give the answer; again only where nothing arrived.

        Raises PublishError for anything but a good answer.
        """
        with Caller(self._address, headers=headers, seconds=SECONDS, dry=self._dry) as caller:
            for wait in (*WAITS[: ATTEMPTS - 1], None):
                said = self._once(caller, body, last=wait is None, note=note)
                if said is not None:
                    break
                time.sleep((wait or 0.0) * self._pause)
            self.requests += [
                Request(one.method, self._shown, one.headers, one.body, one.note) for one in caller.requests
            ]
        assert said is not None  # the last attempt answers or raises
        if not said.well:
            raise PublishError(self._refused(said))
        return said

    def _once(self, caller: Caller, body: object, *, last: bool, note: str) -> Said | None:
        """An answer, or None where it is to be tried again in a moment."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        try:
            said = caller.send("POST", "", content=content, headers={"Content-Type": "application/json"}, note=note)
        except NotSent as error:
            if last or "connection" not in str(error):
                raise PublishError(f"notify.{self.name}: {error}.  No message was sent.") from None
            return None
        except Unknown as error:
            raise PublishError(
                f"notify.{self.name}: {error}.  The message may have arrived and is not sent again; look there."
            ) from None
        if said.status == 429 and not last and (seconds := _asked(said)) <= LONGEST:  # it says that it took nothing
            time.sleep(seconds * self._pause)
            return None
        return said

    def _refused(self, said: Said) -> str:
        where = f"notify.{self.name}"
        if said.status in (401, 403, 404, 410):
            return f"{where}: it does not know this address or token ({said.status}); set {self._variable} anew."
        if said.status == 429:
            return f"{where}: it has had too many messages (429) and took none; try again later."
        if said.status >= 500 or said.status == 408:
            return (
                f"{where}: it answered {said.status}.  The message may have arrived and is not sent again; look there."
            )
        return f"{where}: it refused the message ({said.status}: {self.reason(said)}); mend the channel's options."

    def reason(self, said: Said) -> str:
        """What the platform says, in a few words and without any secret."""
        text = plain(said.body[:2000].decode("utf-8", "replace"))
        try:
            found = json.loads(said.body)
            text = plain(str(found.get("description") or found.get("message") or text))
        except (ValueError, AttributeError):
            pass
        for one in (self._address, self._hidden):
            text = text.replace(one, "***") if one else text
        return text[:160] or "no reason"


def _asked(said: Said) -> float:
    try:
        return max(float(said.headers.get("retry-after", "1")), 0.0)
    except ValueError:
        return LONGEST + 1
