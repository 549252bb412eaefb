"""Ghost's Admin API: a token for each request, and what Ghost says against one, in words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from newsgen.destinations.base import in_words
from newsgen.errors import PublishError, SettingsError
from newsgen.http import Caller, Part, Said, Unknown
from newsgen.keys import variable_of

VERSION = "v6.0"  # what was tried; older servers answer as well as they can
MINUTES = 5  # that a token is good for
_KEY = re.compile(r"([0-9a-f]{24}):((?:[0-9a-f]{2}){16,64})", re.I)


class Admin:
    """The Admin API of one site.

    Reading raises PublishError whatever goes wrong; writing raises Unknown where nobody knows what became of it.
    """

    def __init__(self, name: str, url: str, key: str, *, seconds: float, dry: bool) -> None:
        self.name, self.variable = name, variable_of(name, "KEY")
        self.url = re.sub(r"/ghost(/.*)?$", "", url.rstrip("/"))
        with in_words(name):
            self.caller = Caller(f"{self.url}/ghost/api/admin", headers=_tokens(name, key), seconds=seconds, dry=dry)
        self._said_at = datetime.now(UTC)

    @property
    def moment(self) -> datetime:
        """The server's own time when it answered last, to the second."""
        return self._said_at

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """The answer to a question; None where there is no such thing (404)."""
        with self._reading():
            said = self.caller.ask(path, params)
            self._time(said)
            if said.status == 404:
                return None
            if not said.well:
                raise PublishError(self._refusal(said))
            return said.json()

    def all(self, what: str, params: Mapping[str, object]) -> Iterator[Mapping[str, Any]]:
        """Every one of what a question lists, page by page."""
        page: int | None = 1
        while page:
            answer = self.get(f"{what}/", {**params, "limit": 100, "page": page}) or {}
            yield from answer.get(what, ())
            page = answer.get("meta", {}).get("pagination", {}).get("next")

    def write(self, method: str, path: str, post: Mapping[str, Any], would: object, note: str) -> Mapping[str, Any]:
        """The post as it stands after a request that changes it."""
        params = {"source": "html", "formats": "html"}
        answer = {"posts": [would]}
        said = self._send(method, path, params=params, json={"posts": [post]}, would=answer, note=note)
        try:
            return dict(said.json()["posts"][0])
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise Unknown("the answer has no post") from error

    def upload(self, path: str, part: Part, ref: str, would: str) -> str:
        """The address of an image that was sent."""
        answer = {"images": [{"url": would, "ref": ref}]}
        fields = {"purpose": "image", "ref": ref}
        said = self._send("POST", path, fields=fields, files={"file": part}, would=answer, note=f"upload {part.name}")
        try:
            return str(said.json()["images"][0]["url"])
        except (KeyError, IndexError, TypeError) as error:
            raise Unknown("the answer has no address") from error

    def delete(self, path: str, note: str) -> None:
        """It is gone; one that was gone already is no error."""
        self._send("DELETE", path, note=note, fine=(404,))

    def close(self) -> None:
        """Let go of the connection."""
        self.caller.__exit__(None, None, None)

    def _send(self, method: str, path: str, *, fine: tuple[int, ...] = (), **more: Any) -> Said:
        with in_words(self.name):
            said = self.caller.send(method, path, **more)
        self._time(said)
        if said.status >= 500 or said.status in (408, 499):
            raise Unknown(f"the server answered {said.status}")
        if not said.well and said.status not in fine:
            raise PublishError(self._refusal(said))
        return said

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with in_words(self.name):
                yield
        except Unknown as error:
            raise PublishError(f"{self.name}: {error}.  Nothing was changed; try again later.") from error

    def _time(self, said: Said) -> None:
        try:
            self._said_at = parsedate_to_datetime(said.headers["date"])
        except (KeyError, ValueError):
            self._said_at = datetime.now(UTC)

    def _refusal(self, said: Said) -> str:
        """One sentence on an answer that is none of the wished ones."""
        error = _error(said)
        code, context = str(error.get("code") or ""), self._ended(error.get("context") or error.get("message"))
        if code == "INVALID_JWT" and re.search(r"expired|maxAge|active", str(error.get("message"))):
            return f"{self.name}: this machine's clock and the server's differ by minutes; set this machine's clock."
        if code == "UNKNOWN_ADMIN_API_KEY" or (said.status == 401 and not code):
            return f"{self.name}: Ghost does not know the key in {self.variable}; copy its integration's Admin API key."
        if said.status == 401 or code == "INVALID_JWT":
            return f"{self.name}: the secret half of {self.variable} is wrong; copy the Admin API key anew."
        if said.status == 403:
            return (
                f"{self.name}: {context}  The key in {self.variable} needs the rights of an editor or an integration."
            )
        if said.status == 409:
            return f"{self.name}: it was changed there by a person meanwhile; nothing was overwritten."
        if said.status in (404, 406):
            return (
                f"{self.name}: no Ghost answers at {self.url}; set destinations.{self.name}.url to the site's address."
            )
        if said.status == 422:
            return f"{self.name}: Ghost refuses the article: {context}"
        if said.status == 429:
            return f"{self.name}: Ghost wants fewer requests; try again in some minutes."
        return (
            f"{self.name}: the server answered {said.status}: {context or 'nothing else.'}  Nothing was changed there."
        )

    def _ended(self, text: object) -> str:
        words = self.caller.hushed(str(text or ""))
        return words if not words or words.endswith((".", "!", "?")) else f"{words}."


def key_of(name: str, secret: str) -> tuple[str, str]:
    """Id and secret of an Admin API key.  Raises SettingsError where there is none, or it is cut; never shows it."""
    variable = variable_of(name, "KEY")
    if not secret:
        raise SettingsError(f"{variable} is not set; it holds the Admin API key of a custom integration in Ghost.")
    found = _KEY.fullmatch(secret)
    if found is None:
        raise SettingsError(
            f"{variable} is no Admin API key of Ghost; copy it whole: 24 letters and digits, a colon, and 64 more."
        )
    return found[1], found[2]


def _tokens(name: str, key: str) -> Callable[[], Mapping[str, str]]:
    """Headers with a new token for each request; the secret is held by nothing that could be printed."""
    import jwt

    id, secret = key_of(name, key)

    def headers() -> Mapping[str, str]:
        made = int(time.time())  # the machine's clock: a rehearsal's is none of the server's business
        claims = {"iat": made, "exp": made + 60 * MINUTES, "aud": "/admin/"}
        token = jwt.encode(claims, bytes.fromhex(secret), algorithm="HS256", headers={"kid": id})
        return {"Authorization": f"Ghost {token}", "Accept-Version": VERSION}

    return headers


def _error(said: Said) -> Mapping[str, Any]:
    try:
        return dict(said.json()["errors"][0])
    except (Unknown, KeyError, IndexError, TypeError, ValueError):
        return {}
