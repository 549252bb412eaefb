"""What changes something elsewhere: sent once, and where the answer is lost, said to be lost.

Reading may be tried again; writing never is: whoever sends a post twice has two posts.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx
import truststore

from newsgen.http.asking import AGENT, LARGEST, PASSING, redacted
from newsgen.model import Request

READS = 3  # attempts at a question
WAITS = (0.5, 2.0)  # seconds before the second and the third
LONGEST = 10.0  # seconds that a server may ask a reader to wait
HOPS = 3  # redirects of a question, within the same host
SHOWN = 4_000  # characters of a body that a dry run shows
LOOPBACK = ("127.0.0.1", "localhost", "::1")
Headers = Mapping[str, str] | Callable[[], Mapping[str, str]]
_NONE: Mapping[str, str] = MappingProxyType({})


class NotSent(Exception):
    """Nothing was sent, or certainly nothing was taken: no connection, a refused certificate, a redirect."""


class Unknown(Exception):
    """It was sent and nobody knows what became of it: no answer in time, or a broken one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a form: its name there, its bytes and its type."""

    name: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Said:
    """An answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names

    @property
    def well(self) -> bool:
        """Whether the server says that it did it."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body; raises Unknown where it is not JSON: a server that breaks off says nothing."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Unknown("the answer is not JSON") from error


class Caller:
    """One destination's connection; use it as a context manager.

    `headers` may be a function that makes them anew for each request, as short-lived tokens are.  They are never
    shown or logged.  With `dry` nothing is written: requests are kept in `requests`, and each answers what its
    `would` says.
    Raises NotSent for an address that would carry secrets unencrypted over a network.
    """

    def __init__(
        self, base: str, *, headers: Headers = _NONE, seconds: float = 30.0, dry: bool = False, pause: float = 1.0
    ) -> None:
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NotSent("the address is none of a web server; write https://...")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise NotSent("the address is not encrypted; write https://...")
        self.base, self.dry, self.requests = base, dry, list[Request]()
        self._headers, self._pause = headers, pause
        trust: ssl.SSLContext | bool = (
            truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if parts.scheme == "https" else False
        )
        self._client = httpx.Client(
            timeout=httpx.Timeout(seconds, connect=min(seconds, 10.0)),
            verify=trust,
            headers={"User-Agent": AGENT, "Accept": "application/json"},
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        """Ready."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The connection is closed."""
        self._client.close()

    def ask(self, path: str, params: Mapping[str, Any] | None = None, *, headers: Mapping[str, str] = _NONE) -> Said:
        """GET, with a few attempts; gives any answer, whatever its status.

        Raises NotSent where there is no connection, or the server leads elsewhere; Unknown where no answer comes.
        """
        for attempt in range(READS):
            last = attempt == READS - 1
            try:
                said = self._read(path, params, headers)
            except (NotSent, Unknown) as error:
                if last or (isinstance(error, NotSent) and "connection" not in str(error)):
                    raise
            else:
                if last or said.status not in PASSING:
                    return said
            time.sleep(WAITS[attempt] * self._pause)
        raise AssertionError  # unreachable: the last attempt returns or raises

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: object = None,
        content: bytes | None = None,
        fields: Mapping[str, str] | None = None,
        files: Mapping[str, Part] | None = None,
        headers: Mapping[str, str] = _NONE,
        would: object = None,
        note: str = "",
    ) -> Said:
        """Send once and give the answer, whatever its status; a 5xx is an answer that proves nothing.

        would  what a dry run is answered, as JSON
        note   what the request is for, for a dry run
        Raises NotSent where nothing can have been taken, Unknown where nobody knows.
        """
        sent = {name: (part.name, part.content, part.kind) for name, part in (files or {}).items()}
        if self.dry:
            self.requests.append(self._shown(method, path, params, json, content, fields, files, note))
            return Said(200, _dumped(would), {})
        request = self._client.build_request(
            method, self._url(path), params=_plain(params), json=json, content=content, data=dict(fields or {}) or None,
            files=sent or None, headers={**self._own(), **headers},
        )  # fmt: skip
        said = self._answer(request)
        if 300 <= said.status < 400:
            raise NotSent("the server leads to another address; set the one that it answers on")
        return said

    def _read(self, path: str, params: Mapping[str, Any] | None, headers: Mapping[str, str]) -> Said:
        url, asked = self._url(path), _plain(params)
        for _ in range(HOPS + 1):
            request = self._client.build_request("GET", url, params=asked, headers={**self._own(), **headers})
            said = self._answer(request)
            if said.status not in (301, 302, 303, 307, 308):
                return said
            url, asked = urljoin(str(request.url), said.headers.get("location", "")), None
            if urlsplit(url)[:2] != urlsplit(self.base)[:2]:
                raise NotSent("the server leads to another host, which gets no secrets; set its address if it is right")
        raise NotSent("the server leads from one address to the next without end")

    def _answer(self, request: httpx.Request) -> Said:
        try:
            response = self._client.send(request)
        except httpx.ConnectTimeout as error:
            raise NotSent("no connection in time") from error
        except httpx.ConnectError as error:
            certificate = isinstance(error.__cause__, ssl.SSLError) or "certificate" in str(error).lower()
            raise NotSent("its certificate is not trusted" if certificate else "no connection") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.PoolTimeout) as error:
            raise NotSent("the address cannot be read") from error
        except httpx.TimeoutException as error:
            raise Unknown("no answer in time") from error
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            raise Unknown("the connection broke off") from error
        if len(response.content) > LARGEST:
            raise Unknown(f"an answer of more than {LARGEST // 2**20} MB")
        return Said(response.status_code, response.content, {k.lower(): v for k, v in response.headers.items()})

    def _url(self, path: str) -> str:
        return path if "://" in path else f"{self.base.rstrip('/')}/{path.lstrip('/')}" if path else self.base

    def _own(self) -> Mapping[str, str]:
        return self._headers() if callable(self._headers) else self._headers

    def _shown(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        body: object,
        content: bytes | None,
        fields: Mapping[str, str] | None,
        files: Mapping[str, Part] | None,
        note: str,
    ) -> Request:
        asked = _plain(params)
        url = redacted(str(httpx.URL(self._url(path), params=asked) if asked else httpx.URL(self._url(path))))
        said = dict.fromkeys(self._own(), "***")
        parts = [f"{name}={value}" for name, value in (fields or {}).items()]
        parts += [
            f"{name}=({part.name}, {part.kind}, {len(part.content)} bytes)" for name, part in (files or {}).items()
        ]
        text = json.dumps(body, ensure_ascii=False, indent=2) if body is not None else "\n".join(parts)
        text = text or (content or b"").decode("utf-8", "replace")
        cut = text if len(text) <= SHOWN else f"{text[:SHOWN]}\n... {len(text) - SHOWN} more characters"
        return Request(method, url, said, cut, note)


def _plain(params: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: value for name, value in params.items() if value is not None} if params else None


def _dumped(would: object) -> bytes:
    return json.dumps(would).encode()
