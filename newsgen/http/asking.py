"""The one polite HTTP client: timeouts, retries with jitter, a rate per host, and no key in anything it says.

A server's `Retry-After` wins over the client's own pace.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit

import httpx
import truststore
from aiolimiter import AsyncLimiter
from httpx_retries import Retry, RetryTransport

from newsgen import __version__

ATTEMPTS = 3  # further attempts after the first
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds; doubled each time, with full jitter
PASSING = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524)  # may be gone in a moment
LARGEST = 64 * 1024 * 1024  # bytes of a body; the longest documented answer has a few megabytes
AGENT = f"newsgen/{__version__}"

# These name whole addresses, keys and all, as soon as someone turns logging up.
for _chatty in ("httpx", "httpcore", "httpx_retries"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)

Passing = Callable[[int, bytes], bool]


class WebError(Exception):
    """No answer: `slow` where it did not come in time, else no connection or a broken one.  Names no address."""

    def __init__(self, reason: str, *, slow: bool = False) -> None:
        super().__init__(reason)
        self.slow = slow


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the address without secrets, the body as it came (unpacked), the server's own time."""

    url: str
    status: int
    body: bytes
    kind: str  # the content type, lower case, without parameters
    sent: datetime | None


class _Later(Exception):
    """The server names a moment that is beyond all patience: its refusal is the answer."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response


class _Patience(Retry):
    """Waits as long as the server asks for, or not at all: to come back early would be rude."""

    async def asleep(self, response: httpx.Response | Exception) -> None:
        """Sleep before the next attempt; raises _Later."""
        if isinstance(response, httpx.Response) and self._wanted(response) > self._left():
            raise _Later(response)
        await super().asleep(response)

    def _wanted(self, response: httpx.Response) -> float:
        try:
            return self.parse_retry_after(response.headers.get("retry-after", "0"))
        except ValueError:
            return 0.0

    def _left(self) -> float:
        return min(self.max_backoff_wait, (self.total_timeout or 0.0) - self.elapsed_sleep)


class _Whole(httpx.AsyncHTTPTransport):
    """Reads a body before anybody judges the answer: one that breaks off is asked for again, a refusal is kept."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer with its body."""
        response = await super().handle_async_request(request)
        try:
            await response.aread()
        except BaseException:
            await response.aclose()
            raise
        return response


class _TryAgain(httpx.TransportError):
    """A good status whose body says: not now."""


class Web:
    """One run's connections to everybody; use it in one event loop, as `async with Web() as web`."""

    def __init__(self, *, seconds: float = 20.0, patience: float = 60.0) -> None:
        """`seconds` is the longest silence within one attempt, `patience` the longest sum of waits for one question.

        A host whose answer drips is left after twice the patience.
        """
        trust: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._patience = patience
        self._limits: dict[tuple[str, int, float], AsyncLimiter] = {}
        self._trust, self._timeout = trust, httpx.Timeout(seconds, connect=min(seconds, 10.0))
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def __aenter__(self) -> Web:
        """Ready."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Every connection is closed."""
        for client in self._clients.values():
            await client.aclose()

    async def ask(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        rate: tuple[int, float] = (10, 1.0),
        secret_params: Sequence[str] = (),
        passing: Passing | None = None,
        pool: str = "",
    ) -> Reply:
        """GET `url`, or POST where `json` is given; gives any answer, whatever its status.

        rate           at most so many questions in so many seconds to this host
        secret_params  query parameters that no one may see
        passing        says of a status and a body whether to ask again in a moment
        pool           questions of one pool share their connections
        Raises WebError where no answer came.
        """
        client = self._client(pool)
        method = "GET" if json is None else "POST"
        try:
            request = client.build_request(
                method, url, params=dict(params or {}), headers=dict(headers or {}), json=json
            )
            request.extensions["retry"] = _retry(passing, self._patience)
            async with self._limit(request.url.host, rate), asyncio.timeout(2 * self._patience):
                response = await _send(client, request)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise WebError("no answer in time", slow=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, ValueError) as error:
            raise WebError(_plain(error)) from error
        if len(response.content) > LARGEST:
            raise WebError(f"an answer of more than {LARGEST // 2**20} MB")
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        shown = redacted(str(response.request.url), secret_params)
        return Reply(shown, response.status_code, response.content, kind, _sent(response.headers.get("date")))

    def _client(self, pool: str) -> httpx.AsyncClient:
        """One client for each pool: looking for a free connection takes longer the more there are."""
        if pool not in self._clients:
            unlimited = httpx.Limits(max_connections=None, max_keepalive_connections=20)  # the rate is the limit
            self._clients[pool] = httpx.AsyncClient(
                transport=RetryTransport(_Whole(verify=self._trust, limits=unlimited)),
                timeout=self._timeout,
                headers={"User-Agent": AGENT, "Accept": "application/json, text/csv, application/xml, text/xml, */*"},
                follow_redirects=False,  # from an API it is a wall or a mistake, and could carry a key elsewhere
            )
        return self._clients[pool]

    def _limit(self, host: str, rate: tuple[int, float]) -> AsyncLimiter:
        return self._limits.setdefault((host, *rate), AsyncLimiter(*rate))


async def _send(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    try:
        return await client.send(request)
    except _Later as later:
        later.response.request = request
        return later.response


def _retry(passing: Passing | None, patience: float) -> Retry:
    async def validate(response: httpx.Response) -> None:
        body = await response.aread()
        if passing is not None and passing(response.status_code, body):
            raise _TryAgain("the answer says: not now")

    return _Patience(
        total=ATTEMPTS,
        allowed_methods=("GET", "POST"),  # questions only: nothing asked here changes anything
        status_forcelist=PASSING,
        retry_on_exceptions=(httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, _TryAgain),
        backoff_factor=FIRST_WAIT,
        max_backoff_wait=LONGEST_WAIT,
        total_timeout=patience,
        validate_response=validate,
    )


def _plain(error: Exception) -> str:
    """Why there was no answer, without the address that some messages repeat."""
    words = {
        httpx.ConnectError: "no connection",
        httpx.RemoteProtocolError: "the connection broke off",
        httpx.ReadError: "the connection broke off",
        httpx.DecodingError: "the body could not be unpacked",
    }
    return next((text for kind, text in words.items() if isinstance(error, kind)), type(error).__name__)


def _sent(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC) if date else None
    except ValueError:
        return None


def redacted(url: str, secret_params: Sequence[str] = ()) -> str:
    """An address without user, password and the secret parameters of its query, the rest as it was.

    >>> redacted("https://ann:pw@api.example/q?api_key=abc&id=SPX", ("api_key",))
    'https://api.example/q?id=SPX'
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    hidden = {name.lower() for name in secret_params}
    query = "&".join(one for one in parts.query.split("&") if one and one.partition("=")[0].lower() not in hidden)
    return urlunsplit((parts.scheme, host, parts.path, query, ""))
