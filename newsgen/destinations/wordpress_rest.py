"""The REST interface of a WordPress site: where it is, who asks, and its refusals as sentences."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from newsgen.destinations.base import in_words
from newsgen.errors import PublishError
from newsgen.http import Caller, Part, Said, Unknown
from newsgen.keys import variable_of

_LINK = re.compile(r'<([^>]+)>;\s*rel="https://api\.w\.org/"')
_BARE = "?rest_route="  # how a site without pretty permalinks is asked
_HTML = {"Accept": "text/html"}
NEVER_TAKEN = ("db_insert_error", "rest_upload_sideload_error", "rest_upload_unknown_error")  # 500s that say what was


class Refused(PublishError):
    """WordPress said no: `code` and `data` are its own."""

    def __init__(self, sentence: str, status: int, code: str, data: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.status, self.code, self.data = status, code, data


class Rest:
    """One site, asked as one person."""

    def __init__(self, name: str, url: str, user: str, password: str, *, seconds: float, dry: bool) -> None:
        self.name, self.url, self.user = name, url.rstrip("/"), user
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        with in_words(name):
            self.caller = Caller(self.url, headers={"Authorization": f"Basic {token}"}, seconds=seconds, dry=dry)
        self.clock: datetime | None = None  # the server's, as it said last

    @cached_property
    def index(self) -> Mapping[str, Any]:
        """What the interface says of itself; its address is found the first time."""
        return self._index_at(f"{self.url}/wp-json/") or self._index_at(self._announced()) or self._nowhere()

    def get(self, path: str, **params: Any) -> Any:
        """An answer as JSON.  Raises Refused, and PublishError where there is no answer: reading changed nothing."""
        url, asked = self._at(path, params)
        said = self._asked(url, asked)
        if not said.well:
            raise self._refused(said)
        try:
            return said.json()
        except Unknown as error:
            raise PublishError(f"{self.name}: {self.url} answers {path} with something that is not JSON.") from error

    def maybe(self, path: str, **params: Any) -> Any:
        """The same, None where there is no such thing."""
        try:
            return self.get(path, **params)
        except Refused as error:
            if error.status in (404, 410):
                return None
            raise

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        would: Mapping[str, Any],
        note: str,
        fields: Mapping[str, str] | None = None,
        file: Part | None = None,
    ) -> Mapping[str, Any]:
        """Write once.  Raises Refused where it was certainly not taken, Unknown where nobody knows."""
        said = self._sent("POST", path, body, fields, file, would, note)
        made = said.json()
        if not isinstance(made, dict) or "id" not in made:
            raise Unknown("the answer is none of WordPress's")
        return made

    def delete(self, path: str, note: str) -> None:
        """Delete for good, not into the trash."""
        self._sent("DELETE", path, {"force": True}, None, None, {}, note)

    def page(self, url: str) -> str:
        """What a reader gets there, without any login; "" where there is nothing."""
        parts = urlsplit(url)
        try:
            with in_words(self.name), Caller(f"{parts.scheme}://{parts.netloc}") as reader:
                said = reader.ask(url, headers=_HTML)
        except Unknown as error:
            raise PublishError(f"{self.name}: {url} does not answer a reader ({error}); look at it.") from error
        return said.body.decode("utf-8", "replace") if said.well else ""

    @cached_property
    def root(self) -> str:
        """Where the interface is: ".../wp-json/" or ".../?rest_route=/"."""
        _ = self.index
        return self._root

    def _at(self, path: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        if _BARE in self.root:
            home, _, route = self.root.partition(_BARE)
            return home, {"rest_route": f"{route.rstrip('/')}/{path}", **params}
        return f"{self.root.rstrip('/')}/{path}", dict(params)

    def _asked(self, url: str, params: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Said:
        try:
            with in_words(self.name):
                said = self.caller.ask(url, params or None, headers=headers or {})
        except Unknown as error:
            sentence = f"{self.name}: {self.url} does not answer ({error}).  Nothing was changed; try again later."
            raise PublishError(sentence) from error
        self._timed(said)
        return said

    def _sent(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        fields: Mapping[str, str] | None,
        file: Part | None,
        would: Mapping[str, Any],
        note: str,
    ) -> Said:
        url, params = self._at(path, {})
        files = {"file": file} if file else None
        with in_words(self.name):
            said = self.caller.send(
                method, url, params=params or None, json=body, fields=fields, files=files, would=would, note=note
            )
        self._timed(said)
        if said.well:
            return said
        refused = self._refused(said)
        if said.status == 408 or (said.status >= 500 and refused.code not in NEVER_TAKEN):
            raise Unknown(f"the server answered {said.status}")
        raise refused

    def _timed(self, said: Said) -> None:
        with suppress(KeyError, ValueError):
            self.clock = parsedate_to_datetime(said.headers["date"])

    def _index_at(self, root: str) -> Mapping[str, Any] | None:
        if not root:
            return None
        home, bare, route = root.partition(_BARE)
        said = self._asked(home, {"rest_route": route} if bare else {})
        if said.status == 401:
            raise self._refused(said)
        try:
            told = said.json() if said.well else None
        except Unknown:
            return None
        if not isinstance(told, dict) or "wp/v2" not in told.get("namespaces", ()):
            return None
        self._root = root
        return told

    def _announced(self) -> str:
        """The address that any page of the site announces; never one on another host, which would get the secret."""
        said = self._asked(f"{self.url}/", {}, _HTML)
        found = _LINK.search(said.headers.get("link", ""))
        if found is None:
            return f"{self.url}/{_BARE}/"
        if urlsplit(found[1])[:2] != urlsplit(self.url)[:2]:
            host = urlsplit(found[1]).netloc
            raise PublishError(f"{self.name}: the REST interface of {self.url} is at {host}; set url to that host.")
        return unescape(found[1])

    def _nowhere(self) -> Mapping[str, Any]:
        raise PublishError(
            f"{self.name}: no REST interface of WordPress at {self.url}; set url to the site's own address, "
            "and see whether a security plugin closes /wp-json/."
        )

    def _refused(self, said: Said) -> Refused:
        try:
            told = said.json()
        except Unknown:
            told = None
        told = told if isinstance(told, dict) else {}
        data = told.get("data")
        data = data if isinstance(data, dict) else {}
        code, message = self._line(told.get("code", "")), self._line(told.get("message", ""))
        return Refused(self._sentence(said.status, code, message, data), said.status, code, data)

    def _sentence(self, status: int, code: str, message: str, data: Mapping[str, Any]) -> str:
        said = f" ({code}: {message})" if code else ""
        if status == 401:
            variable = variable_of(self.name, "PASSWORD")
            return (
                f"{self.name}: {self.url} does not know {self.user} with the application password in {variable}{said}; "
                "make a new one under Users > Profile > Application Passwords."
            )
        if status == 403 and code:
            return f"{self.name}: {self.user} may not do that at {self.url}{said}; give that person the role of editor."
        if status == 403:
            return f"{self.name}: {self.url} refuses before WordPress is asked; let newsgen through its firewall."
        given = data.get("params")
        named = given.items() if isinstance(given, dict) else ()
        params = "; ".join(f"{self._line(name)}: {self._line(words)}" for name, words in named)
        tail = f" [{params}]" if params else ""
        return f"{self.name}: {self.url} answered {status}{said}{tail}; nothing was taken there."

    def _line(self, text: object) -> str:
        """The server's words without markup, and nothing else that they should not hold."""
        return self.caller.hushed(unescape(re.sub(r"<[^>]*>", " ", str(text))))
