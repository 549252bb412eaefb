"""What goes to and fro between newsgen and a CMS of any kind: questions, requests that are sent once, refusals."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from newsgen import keys
from newsgen.destinations.base import in_words
from newsgen.destinations.generic_body import There
from newsgen.destinations.generic_options import Create, Delete, Options, Update
from newsgen.destinations.generic_reading import at_path, filled
from newsgen.errors import PublishError, SettingsError
from newsgen.http import Caller, NotSent, Part, Said, Unknown
from newsgen.model import Picture

_SECRET_HEADERS = ("authorization", "cookie", "proxy-authorization")


class Calls:
    """The connection to a CMS, with its login.

    Raises SettingsError for a token that is missing, a secret among the headers, an address that is unsafe.
    """

    def __init__(self, name: str, options: Options, token: str, *, dry: bool) -> None:
        self.name, self._options = name, options
        for header in options.headers:
            if header.lower() in (*_SECRET_HEADERS, options.auth_header.lower()):
                raise SettingsError(
                    f"destinations.{name}.headers says {header}, which holds a secret; "
                    f"set {keys.variable_of(name, 'TOKEN')} instead."
                )
        headers = {**options.headers, **_login(name, options, token)}
        try:
            self.caller = Caller(options.url, headers=headers, seconds=options.seconds, dry=dry)
        except NotSent as error:
            raise SettingsError(f"destinations.{name}.url: {error}.") from None

    # ---- requests --------------------------------------------------------------------------------------------------

    def listed(self, path: str) -> list[Any]:
        found = at_path(self.read(path), self._options.find.list)
        if not isinstance(found, list):
            raise PublishError(
                f"{self.name}: the answer of a look-up has no list at {self._options.find.list!r}; "
                f"mend destinations.{self.name}.find.list."
            )
        return found

    def read(self, path: str, *, missing: bool = False) -> Any:
        """An answer; None for what is not there, where that may be."""
        with in_words(self.name):
            said = self.caller.ask(path)
        if missing and said.status in (404, 410):
            return None
        self._judged(said)
        if said.status >= 500:
            raise PublishError(f"{self.name}: it answers {said.status}; nothing was changed, try again later.")
        try:
            return said.json()
        except Unknown:
            raise PublishError(f"{self.name}: no JSON is answered there; mend destinations.{self.name}.url.") from None

    def write(self, call: Create | Update | Delete, path: str, body: Any, note: str, *, empty: bool = False) -> Any:
        """An answer to what was sent once; raises Unknown where nobody knows what became of it."""
        with in_words(self.name):
            said = self.caller.send(call.method, path, json=body, would={}, note=note)
        self._judged(said)
        if said.status >= 500:
            raise Unknown(f"it answered {said.status}")
        return None if isinstance(call, Delete) or (empty and not said.body) else said.json()

    def _judged(self, said: Said) -> None:
        """Raises PublishError for an answer that says that nothing was done."""
        token = keys.variable_of(self.name, "TOKEN")
        if said.status == 401:
            raise PublishError(f"{self.name}: it does not accept the token (401); set {token} anew.")
        if said.status == 403:
            raise PublishError(
                f"{self.name}: the token's role may not do this (403); it has to read, create and change articles."
            )
        if said.status == 408:
            raise Unknown("it answered 408")
        if 400 <= said.status < 500:
            reason = f"{said.status}: {self._reason(said)}"
            raise PublishError(f"{self.name}: it refused ({reason}).  Nothing was changed there.")

    def _reason(self, said: Said) -> str:
        """What the CMS says, in a line."""
        return self.caller.hushed(said.body[:2000].decode("utf-8", "replace"))[:160] or "no reason"

    def upload(self, picture: Picture) -> str:
        call = self._options.upload
        assert call is not None
        words = {"alt": picture.alt, "caption": picture.caption, "credit": picture.credit, "name": picture.name}
        fields = {
            name: re.sub(r"\{(\w+)\}", lambda hole: words.get(hole[1], hole[0]), text)
            for name, text in call.fields.items()
        }
        part = Part(f"{picture.name}.{picture.kind.rpartition('/')[2]}", picture.content, picture.kind)
        with in_words(self.name):
            said = self.caller.send(
                "POST", call.path, fields=fields, files={call.file: part}, would={}, note="bring a picture"
            )
        if self.caller.dry:
            return There(0, f"{self._options.url}/{part.name}").noted()
        self._judged(said)
        if said.status >= 500:
            raise Unknown(f"it answered {said.status}")
        got = said.json()
        id = at_path(got, call.id)
        url = filled(call.url, id=str(id)) if "{id}" in call.url else at_path(got, call.url)
        if not isinstance(id, str | int) or not isinstance(url, str):
            raise PublishError(
                f"{self.name}: the answer to a picture has no {call.id!r} or {call.url!r}; "
                f"mend destinations.{self.name}.upload."
            )
        return There(id, urljoin(f"{self._options.url.rstrip('/')}/", url)).noted()


def _login(name: str, options: Options, token: str) -> Mapping[str, str]:
    """The header that says who asks."""
    if not token:
        raise SettingsError(f"destinations.{name}: there is no token; set {keys.variable_of(name, 'TOKEN')}.")
    if options.auth == "Basic":
        if not options.user:
            raise SettingsError(f"destinations.{name}: user is missing for Basic; set user there.")
        token = base64.b64encode(f"{options.user}:{token}".encode()).decode()
    return {options.auth_header: f"{options.auth} {token}".strip()}
