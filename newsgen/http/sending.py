"""What changes something elsewhere: sent once, and where the answer is lost, said to be lost.

Reading may be tried again; writing never is: whoever sends a post twice has two posts.
"""

from __future__ import annotations

import base64
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx
import truststore

from newsgen.http.asking import AGENT, LARGEST, PASSING, redacted
from newsgen.model import Request

READS = 3  # attempts at a question
WAITS = (0.5, 2.0)  # seconds before the second and the third
PATIENCE = 2  # times `seconds` that an answer may take as a whole, however busily its server drips
WORDS = 300  # characters that a server's own words may have in a sentence
HOPS = 3  # redirects of a question, within the same host
SHORT = 3  # characters of a header's value that are no secret yet
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
        except (ValueError, RecursionError) as error:
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
        self._headers, self._pause, self._longest = headers, pause, PATIENCE * seconds
        self._socket: socket.socket | None = None  # of the connection that was opened last
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
        if said.status == 303:  # how some answer what they did
            raise Unknown("the server answers with another address")
        if 300 <= said.status < 400:
            raise NotSent("the server leads to another address; set the one that it answers on")
        return said

    def hushed(self, text: str) -> str:
        """A server's own words for a sentence: one line that controls no terminal, and no secret that it repeats.

        >>> Caller("http://localhost", headers={"Authorization": "Bearer abcd"}).hushed("no\\x1b[31m: Bearer abcd")
        'no [31m: ***'
        """
        for secret in sorted(_secrets(self._own()), key=len, reverse=True):
            text = text.replace(secret, "***")
        return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:WORDS]

    def _read(self, path: str, params: Mapping[str, Any] | None, headers: Mapping[str, str]) -> Said:
        url, asked = self._url(path), _plain(params)
        for _ in range(HOPS + 1):
            request = self._client.build_request("GET", url, params=asked, headers={**self._own(), **headers})
            said = self._answer(request)
            if said.status not in (301, 302, 303, 307, 308):
                return said
            url, asked = _led(str(request.url), said.headers.get("location", "")), None
            if urlsplit(url)[:2] != urlsplit(self.base)[:2]:
                raise NotSent("the server leads to another host, which gets no secrets; set its address if it is right")
        raise NotSent("the server leads from one address to the next without end")

    def _answer(self, request: httpx.Request) -> Said:
        request.extensions["trace"] = self._traced
        watch = Timer(self._longest, self._cut)
        watch.daemon = True
        watch.start()
        try:
            response = self._client.send(request, stream=True)
            try:
                body = self._body(response)
            finally:
                response.close()
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
        finally:
            watch.cancel()
        return Said(response.status_code, body, {k.lower(): v for k, v in response.headers.items()})

    @staticmethod
    def _body(response: httpx.Response) -> bytes:
        """The body unpacked; not more of it is read than anybody needs."""
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > LARGEST:
                raise Unknown(f"an answer of more than {LARGEST // 2**20} MB")
        return bytes(body)

    def _traced(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")

    def _cut(self) -> None:
        """Whoever drips is left: each silence alone is too short to be noticed."""
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

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


def _led(url: str, location: str) -> str:
    """Where a redirect leads; raises NotSent for what is no address."""
    try:
        led = urljoin(url, location)
        httpx.URL(led)
    except (ValueError, httpx.InvalidURL) as error:
        raise NotSent("the server leads to something that is no address") from error
    return led


def _secrets(headers: Mapping[str, str]) -> Iterator[str]:
    """What the headers hold, in each of its forms: as it is sent, and without the scheme before it."""
    for value in headers.values():
        word = value.rpartition(" ")[2]
        yield from (one for one in (value, word) if len(one) > SHORT)
        with suppress(ValueError):
            pair = base64.b64decode(word, validate=True).decode()
            yield from (one for one in (pair, pair.partition(":")[2]) if len(one) > SHORT)


def _plain(params: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: value for name, value in params.items() if value is not None} if params else None


def _dumped(would: object) -> bytes:
    return json.dumps(would).encode()
