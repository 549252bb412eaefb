"""The stage before the fakes: it writes down what was asked, and plays the scenario that a test has set.

Scenarios (`source` "*" means every source that knows it):

success         as the vendor answers on a good day
auth, plan      the vendor's words for a wrong key and for a plan that is too low
rate, busy      too many questions: by status, and the vendor's other way to say so (in the body, 418, 403)
geo, waf        refused for the place (451), and by a wall (403 with a page)
html            a page for browsers with status 200
broken          every answer is the vendor's failure (5xx);  flaky, flaky=3 the first one or three are
empty, null     a success without data
types           the same data in other types, with fields left out that the vendor leaves out
truncated       half of the body
delay=0.3       an answer after so many seconds;  slow=2 the body takes so many seconds to come
hang            no answer at all;  down: the connection breaks
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from .coinglass_rules import PER_MINUTE
from .kit import Reply, Vendor
from .world import World

Mutate = Callable[[bytes], bytes]
PLAIN = ("success", "broken", "flaky", "truncated", "delay", "slow", "hang", "down")


@dataclass(frozen=True)
class Asked:
    """One request that came: the path as the source named it, and the query without its keys."""

    source: str
    path: str
    params: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""

    @property
    def text(self) -> str:
        """The path and the query, as `route` of a scenario is compared with it."""
        query = urlencode(self.params)
        return f"{self.path}?{query}" if query else self.path


@dataclass
class Scene:
    """A scenario as it is played; `left` counts the failures still to come."""

    name: str
    amount: float
    route: str
    mutate: Mutate | None
    left: int = 0


@dataclass
class Stage:
    """An ASGI application around the vendors' own."""

    world: World
    vendors: Mapping[str, Vendor]
    plan: str = "STANDARD"
    strict: bool = False
    asked: list[Asked] = field(default_factory=list)
    _scenes: dict[str, list[Scene]] = field(default_factory=dict)
    _counted: dict[str, list[tuple[float, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Mounts the vendors."""
        self._apps = {name: vendor.app(self.world, lambda: self.plan) for name, vendor in self.vendors.items()}

    def play(self, source: str, scenario: str, route: str = "", mutate: Mutate | None = None) -> None:
        """See `Fakes.play`."""
        name, _, amount = scenario.partition("=")
        if source == "*":
            for one in self.vendors:
                if self._knows(one, name):
                    self.play(one, scenario, route, mutate)
            return
        if not self._knows(source, name):
            raise ValueError(f"{source} does not play {scenario!r}")
        scene = Scene(name, float(amount or 1), route, mutate)
        scene.left = int(scene.amount) if name == "flaky" else 0
        others = [one for one in self._scenes.get(source, ()) if one.route != route and route]
        self._scenes[source] = [scene, *others]

    def _knows(self, source: str, name: str) -> bool:
        vendor = self.vendors[source]
        changes = (vendor.empty and "empty", vendor.empty and "null", vendor.vary and "types")
        return name in PLAIN or name in vendor.troubles or name in changes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        source, _, path = scope["path"].lstrip("/").partition("/")
        if source not in self.vendors:
            await _send(send, Reply(b"no such vendor", 404, "text/plain"), self.world)
            return
        body = await _whole(receive)
        asked = self._write_down(source, f"/{path}", scope, body)
        if self.strict and self._too_many(asked):
            await _send(send, self.vendors[source].troubles["rate"], self.world)
            return
        scene = next((one for one in self._scenes.get(source, ()) if one.route in asked.text), None)
        if scene and scene.name in ("hang", "down"):
            await _vanish(scene.name, receive, send)
            return
        if scene and scene.name == "delay":
            await asyncio.sleep(scene.amount)
        reply = (scene and self._failure(source, scene)) or await self._success(source, path, scope, body)
        if scene:
            reply = self._changed(source, asked, scene, reply)
        await _send(send, reply, self.world, scene.amount if scene and scene.name == "slow" else 0.0)

    def _write_down(self, source: str, path: str, scope: Any, body: bytes) -> Asked:
        secrets = self.vendors[source].secrets
        params = parse_qsl(scope["query_string"].decode(), keep_blank_values=True)
        asked = Asked(source, path, {k: v for k, v in params if k not in secrets}, scope["method"], body)
        self.asked.append(asked)
        return asked

    def _too_many(self, asked: Asked) -> bool:
        """Whether this question is one too many for the vendor's own limit, by the real clock."""
        vendor, now = self.vendors[asked.source], time.monotonic()
        most, seconds = vendor.limit
        if asked.source == "coinglass":
            most = PER_MINUTE[self.plan]
        recent = [one for one in self._counted.get(asked.source, ()) if one[0] > now - seconds]
        self._counted[asked.source] = [*recent, (now, vendor.weight(asked.params))]
        return sum(weight for _, weight in self._counted[asked.source]) > most

    def _failure(self, source: str, scene: Scene) -> Reply | None:
        vendor = self.vendors[source]
        if scene.name == "broken" or scene.left > 0:
            scene.left -= 1
            return vendor.broken
        return vendor.troubles.get(scene.name)

    async def _success(self, source: str, path: str, scope: Any, body: bytes) -> Reply:
        """What the vendor itself answers."""
        inner = {**scope, "path": f"/{path}", "raw_path": f"/{path}".encode(), "root_path": ""}
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def keep(message: Any) -> None:
            sent.append(message)

        await self._apps[source](inner, receive, keep)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        kind = headers.pop("content-type", "text/plain")
        headers.pop("content-length", None)
        return Reply(b"".join(part.get("body", b"") for part in sent[1:]), sent[0]["status"], kind, headers)

    def _changed(self, source: str, asked: Asked, scene: Scene, reply: Reply) -> Reply:
        """A success with less, other or damaged bytes."""
        vendor, body = self.vendors[source], reply.body
        change = {"empty": vendor.empty, "null": vendor.empty, "types": vendor.vary}.get(scene.name)
        if change and reply.status == 200:
            decoded = json.loads(body) if reply.kind.startswith("application/json") else body
            made = change(asked.path if scene.name != "null" else "null", decoded)
            body = made if isinstance(made, bytes) else json.dumps(made).encode()
        if scene.name == "truncated":
            body = body[: len(body) // 2]
        if scene.mutate and reply.status == 200:
            body = scene.mutate(body)
        return Reply(body, reply.status, reply.kind, reply.headers)


async def _whole(receive: Any) -> bytes:
    parts = []
    while (message := await receive())["type"] == "http.request":
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts)


async def _vanish(name: str, receive: Any, send: Any) -> None:
    """The connection stays silent until the other side gives up, or breaks at once."""
    if name == "down":
        send.__self__.transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Any, reply: Reply, world: World, seconds: float = 0.0) -> None:
    """The reply with the world's own date, in ten pieces where it has to be slow."""
    headers = {"content-type": reply.kind, "content-length": str(len(reply.body)), **reply.headers}
    headers.setdefault("date", format_datetime(world.now, usegmt=True))
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": pairs})
    size = max(1, len(reply.body) // 10) if seconds else max(1, len(reply.body))
    for at in range(0, len(reply.body), size):
        if seconds:
            await asyncio.sleep(seconds / 10)
        await send({"type": "http.response.body", "body": reply.body[at : at + size], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
