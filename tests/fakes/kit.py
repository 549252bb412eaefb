"""What the fakes are made of: a question, a reply, a refusal, and a vendor with its routes and its ways to fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from .world import World

JSON, HTML, CSV, XML = "application/json", "text/html; charset=utf-8", "text/csv", "application/rss+xml"
WALL = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


@dataclass(frozen=True)
class Reply:
    """What a vendor answers."""

    body: bytes
    status: int = 200
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


def said(data: object, status: int = 200, **headers: str) -> Reply:
    """A JSON reply; a header's underscores are hyphens."""
    body = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    return Reply(body, status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def page(status: int = 200, body: bytes = WALL) -> Reply:
    """A page for browsers."""
    return Reply(body, status, HTML)


class Refused(Exception):
    """The vendor says no."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.body.decode())
        self.reply = reply


@dataclass(frozen=True)
class Ask:
    """One question as a vendor sees it.  Header names are lower case; `values` are the parts of the path."""

    world: World
    params: Mapping[str, str]
    headers: Mapping[str, str]
    values: Mapping[str, str]
    body: bytes
    plan: str

    def whole(self, name: str, default: int, refusal: Reply) -> int:
        """A parameter that must be a whole number."""
        text = self.params.get(name, "")
        if text == "":
            return default
        try:
            return int(text)
        except ValueError:
            raise Refused(refusal) from None


Handler: TypeAlias = Callable[[Ask], object]  # gives JSON data or a Reply, or raises Refused
Change: TypeAlias = Callable[[str, Any], Any]  # (path, decoded body) -> body


@dataclass(frozen=True)
class Vendor:
    """One vendor.

    troubles  its own words for each scenario of failure it knows: "auth", "plan", "rate", "busy", "geo", "waf", "html"
    empty     makes a success one without data;  `vary` writes the same data in the other types that were seen
    secrets   query parameters that nobody may write down
    limit     so many questions in so many seconds, where the fakes are strict; `weight` says what one counts
    prefixes  parts of a path that a client may leave out, because they belong to the vendor's base address
    """

    name: str
    routes: Mapping[str, Handler]
    unknown: Reply
    troubles: Mapping[str, Reply] = field(default_factory=dict)
    empty: Change | None = None
    vary: Change | None = None
    secrets: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    broken: Reply = field(default_factory=lambda: Reply(b"upstream error", 503, "text/plain"))
    posts: bool = False
    limit: tuple[int, float] = (10**9, 1.0)
    weight: Callable[[Mapping[str, str]], int] = lambda _: 1

    def app(self, world: World, plan: Callable[[], str]) -> Router:
        """The vendor as an ASGI application."""
        methods = ["POST"] if self.posts else ["GET"]

        def served(handler: Handler) -> Callable[[Request], Any]:
            async def endpoint(request: Request) -> Response:
                headers = {name.lower(): value for name, value in request.headers.items()}
                params, values = dict(request.query_params), {k: str(v) for k, v in request.path_params.items()}
                ask = Ask(world, params, headers, values, await request.body(), plan())
                try:
                    found = handler(ask)
                except Refused as refused:
                    found = refused.reply
                return _response(found if isinstance(found, Reply) else said(found))

            return endpoint

        routes = [
            Route(path.removeprefix(prefix), served(handler), methods=methods)
            for path, handler in self.routes.items()
            for prefix in ("", *self.prefixes)
            if path.startswith(prefix)
        ]
        return Router(routes, default=_response(self.unknown), redirect_slashes=False)


def _response(reply: Reply) -> Response:
    return Response(reply.body, reply.status, dict(reply.headers), media_type=reply.kind)


def iso(at: int) -> str:
    """Epoch seconds as 2025-07-14T12:00:00.000Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def day_of(at: int) -> str:
    """Epoch seconds as 2025-07-14."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def epoch(day: str) -> int:
    """The beginning of 2025-07-14 in epoch seconds; raises ValueError."""
    return int(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
