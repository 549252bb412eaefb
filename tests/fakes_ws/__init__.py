"""Exchanges' liquidation streams on this machine, as they behave: greetings, heartbeats, endings, and every mishap.

    async with Fake(BinanceFake(), Act(["..."]), Act(["..."])) as fake:
        ... fake.url ...

Each connection plays the next act; when all are played, the last one is played again.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

JSON = dict[str, Any]
END_OF_DAY = 1001  # "going away": how Binance ends a connection after 24 hours


@dataclass(frozen=True)
class Act:
    """What happens on one connection, once every subscription has been confirmed.

    frames   sent in order, text or bytes as they are
    ending   "stay" (with signs of life), "stall" (without any), "close" (1001), "drop" (the TCP connection breaks),
             "refuse" (no subscription is accepted), "wall" (HTTP 403 instead of a greeting)
    between  seconds between two frames
    """

    frames: Sequence[str | bytes] = ()
    ending: str = "stay"
    between: float = 0.0


@dataclass
class FakeVenue:
    """How one exchange talks; `said` is what clients sent, `paths` where they connected."""

    path: ClassVar[str] = ""
    said: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def opened(self) -> None:
        """A new connection knows nothing of the one before."""

    def answer(self, message: str, *, refuse: bool) -> tuple[list[str | bytes], bool]:
        """The answer to a message, and whether subscriptions are complete with it."""
        raise NotImplementedError

    def life(self) -> str | bytes | None:
        """What shows that the stream lives where nothing happens."""
        return None

    def wrapped(self, frame: str | bytes) -> str | bytes:
        """A frame as it goes over the wire."""
        return frame


class BinanceFake(FakeVenue):
    """Confirms a subscription on `/market/ws`; on the old `/ws` too, and then says nothing at all."""

    path = "/market/ws"

    def answer(self, message: str, *, refuse: bool) -> tuple[list[str | bytes], bool]:
        asked = json.loads(message)
        if refuse or asked.get("method") != "SUBSCRIBE" or not isinstance(asked.get("id"), int):
            return [json.dumps({"error": {"code": 2, "msg": "Invalid request"}, "id": asked.get("id")})], False
        return [json.dumps({"result": None, "id": asked["id"]})], "!forceOrder@arr" in asked["params"]

    def life(self) -> str:
        return json.dumps({"e": "aggTrade", "s": "BTCUSDT", "p": "118000.1", "q": "0.01"})


class AsterFake(BinanceFake):
    """The same on the path that Binance left."""

    path = "/ws"


class BybitFake(FakeVenue):
    """Knows its topics, answers `op: ping`, and refuses a subscription with a topic it does not know."""

    path = "/v5/public/linear"
    symbols = frozenset({"BTCUSDT", "ETHUSDT", "ICPUSDT", "MARSCOINUSDT"})

    def answer(self, message: str, *, refuse: bool) -> tuple[list[str | bytes], bool]:
        asked = json.loads(message)
        if asked["op"] == "ping":
            return [json.dumps({"success": True, "ret_msg": "pong", "conn_id": "c", "op": "ping"})], False
        reply = {"success": True, "ret_msg": "", "conn_id": "c", "req_id": asked.get("req_id", ""), "op": "subscribe"}
        wrong = [topic for topic in asked["args"] if topic.removeprefix("allLiquidation.") not in self.symbols]
        if refuse or wrong:
            reply |= {"success": False, "ret_msg": f"error:handler not found,topic:{(wrong or asked['args'])[0]}"}
            return [json.dumps(reply)], False
        return [json.dumps(reply)], True


class OkxFake(FakeVenue):
    """Confirms each kind of contract by itself, answers the bare word ping, and speaks of errors as events."""

    path = "/ws/v5/public"

    def opened(self) -> None:
        self._kinds: set[str] = set()

    def answer(self, message: str, *, refuse: bool) -> tuple[list[str | bytes], bool]:
        if message == "ping":
            return ["pong"], False
        asked = json.loads(message)
        arg = asked["args"][0]
        if refuse or asked.get("op") != "subscribe" or arg.get("channel") != "liquidation-orders":
            text = f"Invalid request: {message}"
            return [json.dumps({"event": "error", "code": "60012", "msg": text, "connId": "a4d3ae55"})], False
        self._kinds.add(arg["instType"])
        done = json.dumps({"event": "subscribe", "arg": arg, "connId": "a4d3ae55"})
        return [done], self._kinds >= {"SWAP", "FUTURES"}


class HtxFake(FakeVenue):
    """Packs every frame, and asks for a pong."""

    path = "/linear-swap-notification"

    def answer(self, message: str, *, refuse: bool) -> tuple[list[str | bytes], bool]:
        asked = json.loads(message)
        if asked["op"] == "pong":
            return [], False
        code = 2011 if refuse else 0
        reply = {"op": "sub", "cid": asked["cid"], "topic": asked["topic"], "ts": 1, "err-code": code}
        return [json.dumps(reply)], not refuse

    def life(self) -> str:
        return json.dumps({"op": "ping", "ts": "1492420473058"})

    def wrapped(self, frame: str | bytes) -> bytes:
        if isinstance(frame, bytes):
            return frame
        packer = zlib.compressobj(wbits=31)
        return packer.compress(frame.encode()) + packer.flush()


class Fake:
    """A running fake; `url` stands in for the exchange's own address (`NEWSGEN_<NAME>_WS_URL`)."""

    def __init__(self, venue: FakeVenue, *acts: Act, pulse: float = 0.01) -> None:
        self.venue, self.acts, self.pulse = venue, acts or (Act(),), pulse
        self.connections = 0
        self.played = asyncio.Event()  # the last act's frames have been sent
        self._stack = AsyncExitStack()
        self.url = ""

    async def __aenter__(self) -> Fake:
        server: Server = await self._stack.enter_async_context(
            serve(self._play, "127.0.0.1", 0, process_request=self._wall, close_timeout=0.1, ping_interval=0.05)
        )
        self.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *about: object) -> None:
        await self._stack.aclose()

    def _wall(self, connection: ServerConnection, request: Request) -> Response | None:
        self.venue.paths.append(request.path)
        if self._act.ending == "wall":
            self.connections += 1
            return connection.respond(HTTPStatus.FORBIDDEN, "<html>access denied</html>")
        return None

    @property
    def _act(self) -> Act:
        return self.acts[min(self.connections, len(self.acts) - 1)]

    async def _play(self, socket: ServerConnection) -> None:
        act = self._act
        self.connections += 1
        listening = None
        try:
            await self._greet(socket, act)
            if self.venue.paths[-1] != self.venue.path:  # an old path: connected, confirmed, and silent
                await socket.wait_closed()
            listening = asyncio.create_task(self._listen(socket))
            for frame in act.frames:
                await socket.send(self.venue.wrapped(frame))
                await asyncio.sleep(act.between)
            if act is self.acts[-1]:
                self.played.set()
            await self._end(socket, act)
        except ConnectionClosed:
            pass
        finally:
            if listening is not None:
                listening.cancel()

    async def _greet(self, socket: ServerConnection, act: Act) -> None:
        self.venue.opened()
        done = False
        while not done:
            message = str(await socket.recv())
            self.venue.said.append(message)
            frames, done = self.venue.answer(message, refuse=act.ending == "refuse")
            for frame in frames:
                await socket.send(self.venue.wrapped(frame))

    async def _listen(self, socket: ServerConnection) -> None:
        """Heartbeats are answered unless the connection is to look dead."""
        async for message in socket:
            self.venue.said.append(str(message))
            if self._act_of_now.ending != "stall":
                for frame in self.venue.answer(str(message), refuse=False)[0]:
                    await socket.send(self.venue.wrapped(frame))

    @property
    def _act_of_now(self) -> Act:
        return self.acts[min(self.connections - 1, len(self.acts) - 1)]

    async def _end(self, socket: ServerConnection, act: Act) -> None:
        if act.ending == "close":
            await socket.close(END_OF_DAY, "24 hours")
        elif act.ending == "drop":
            socket.transport.abort()
        elif act.ending == "stay":
            while (sign := self.venue.life()) is not None:
                await socket.send(self.venue.wrapped(sign))
                await asyncio.sleep(self.pulse)
        await socket.wait_closed()
