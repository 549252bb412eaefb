"""What every request has to pass before a view sees it, and what every answer says to the browser.

    Host known -> address not from another site -> body small -> form carries this session's token -> view

A page elsewhere can make a browser ask anything of 127.0.0.1; none of that reaches a view that changes something.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsgen.desk.logins import Session, Sessions

LIMIT = 1_000_000  # bytes of a request's body
SAFE = ("GET", "HEAD")
OPEN = ("/login", "/static/")  # what nobody has to log in for
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
# The article as readers get it: its style stands in the page, and no script runs whatever the text says.
PAGE_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    # Not "no-referrer": browsers would then send `Origin: null` with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
# SameSite=Strict cookies do not come along when a link elsewhere is followed: the page asks again, from here.
_AGAIN = '<!doctype html><html lang="en"><meta http-equiv="refresh" content="0"><title>The desk</title></html>'


def allowed_hosts(names: Iterable[str], port: int) -> frozenset[str]:
    """The Host headers that are answered: each name, alone and with the port."""
    bare = [f"[{name}]" if ":" in name and not name.startswith("[") else name for name in names]
    return frozenset(form.lower() for name in bare for form in (name, f"{name}:{port}"))


class Guard:
    """ASGI middleware around the whole desk; puts the request's `Session` into `scope["session"]`."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], sessions: Sessions, limit: int = LIMIT) -> None:
        self._app, self._hosts, self._sessions, self._limit = app, hosts, sessions, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it with a refusal."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if host not in self._hosts:
            await _refused("This address is not the desk's; open the one that newsgen printed.", 421)(
                scope, receive, send
            )
            return
        body: bytes | None = b""
        if scope["method"] in SAFE:
            # Another port of this machine is the same site to a browser, and another origin to us.
            if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
                await _from_elsewhere(headers)(scope, receive, send)
                return
        else:
            if not _from_here(headers, host):
                await _refused("This was sent from another site; open the desk and do it there.", 403)(
                    scope, receive, send
                )
                return
            body = await self._body(headers, receive)
            if body is None:
                await _refused("This is more than 1 MB; send less.", 413)(scope, receive, send)
                return
            receive = _replay(body, receive)
        session, cookie = self._sessions.of(headers)
        if body is not None and scope["method"] not in SAFE and not await self._has_token(scope, body, session):
            await _refused("This form is out of date; load the page again and repeat it.", 403)(scope, receive, send)
            return
        if self._sessions.demands_login and not session.known and not scope["path"].startswith(OPEN):
            answer = RedirectResponse("/login", 303) if scope["method"] in SAFE else _refused("Log in first.", 401)
            await answer(scope, receive, send)
            return
        scope["session"] = session
        await self._app(scope, receive, _with_cookie(send, cookie) if cookie else send)

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        """The whole body, or None for one over the limit, whether or not it said so beforehand."""
        said = headers.get("content-length", "")
        if said.isdigit() and int(said) > self._limit:
            return None
        found = bytearray()
        while True:
            message = await receive()
            found += message.get("body", b"")
            if len(found) > self._limit:
                return None
            if not message.get("more_body", False):
                return bytes(found)

    async def _has_token(self, scope: Scope, body: bytes, session: Session) -> bool:
        request = Request(scope, _replay(body))
        token = request.headers.get("x-csrf", "")
        if not token:
            with suppress(HTTPException):  # no whole form, or one of thousands of fields: it carries no token
                async with request.form() as form:
                    token = str(form.get("csrf", ""))
        return self._sessions.is_token(token, session)


def _from_here(headers: Headers, host: str) -> bool:
    """Whether a browser sent this from the desk's own pages."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    came_from = headers.get("origin") or headers.get("referer") or ""
    return urlsplit(came_from).netloc.lower() == host


def _from_elsewhere(headers: Headers) -> Response:
    """A followed link is asked for again from our own page; anything else that another site asks for is refused."""
    if headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document":
        return HTMLResponse(_AGAIN)
    return _refused("Another site asked for this; open the desk itself.", 403)


def _refused(sentence: str, status: int) -> Response:
    return PlainTextResponse(sentence, status)


def _replay(body: bytes, after: Receive | None = None) -> Receive:
    """A `receive` that gives `body` once, then what `after` gives."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        return await after() if after else {"type": "http.disconnect"}

    return receive


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _with_cookie(send: Send, cookie: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if "set-cookie" not in headers:  # a view that signed somebody in or out has set its own
                headers.append("set-cookie", cookie)
        await send(message)

    return sending
