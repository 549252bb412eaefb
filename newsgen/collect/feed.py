"""One exchange's connection: opened, kept alive, and opened again whenever it ends or falls silent."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

import truststore
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from newsgen.collect.event import Contract, Contracts, Event, Heard, Venue
from newsgen.collect.keeper import Kept
from newsgen.collect.uptime import Uptime
from newsgen.keys import base_url
from newsgen.wire import SourceError

Clock: TypeAlias = Callable[[], datetime]
Instruments: TypeAlias = Callable[[], Awaitable[Contracts]]

FRAME = 1 << 20  # bytes: no real frame is larger
FRAMES = 64  # waiting to be read; beyond that the exchange waits


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a collector is, in seconds."""

    heartbeat: float = 20.0
    silence: float = 30.0  # without a sign of life: then the connection is opened anew
    renew: float = 23 * 3600 + 50 * 60  # shortly before the 24 hours after which Binance ends it
    first_wait: float = 0.5
    longest_wait: float = 30.0
    steady: float = 60.0  # a connection that lasted so long starts the waits over
    opening: float = 10.0
    closing: float = 1.0
    tick: float = 60.0  # between two notes of the uptime

    @property
    def gap(self) -> timedelta:
        """The longest pause between two signs of life that still counts as listening."""
        return timedelta(seconds=self.silence)

    def wait(self, failures: int) -> float:
        """Before the next try: any time up to a bound that doubles, so that not all come back at once."""
        return random.uniform(0, min(self.longest_wait, self.first_wait * 2.0 ** min(failures, 30)))


@dataclass(frozen=True, slots=True)
class Status:
    """What one exchange's collecting looks like now.

    state   "connecting", "up" (every subscription confirmed) or "waiting" (for the next try)
    reason  why the last connection ended
    """

    venue: str
    state: str = "connecting"
    reason: str = ""
    events: int = 0
    again: int = 0  # orders told before
    late: int = 0
    aside: int = 0
    dropped: int = 0  # frames and orders that cannot be read
    connections: int = 0


class LostError(Exception):
    """Why a connection is given up."""


@dataclass
class Feed:
    """The connection of one exchange for as long as its task runs.

    deliver      takes the orders of a frame; waits while too many lie unwritten
    instruments  the exchange's contracts as they are now, asked for before every connection
    """

    kind: type[Venue]
    pace: Pace
    clock: Clock
    uptime: Uptime
    deliver: Callable[[tuple[Event, ...]], Awaitable[None]]
    instruments: Instruments | None = None
    report: Callable[[Status], None] = lambda _: None

    def __post_init__(self) -> None:
        self.status = Status(self.kind.label)
        self._unknown: frozenset[str] = frozenset()

    async def run(self) -> None:
        """Until cancelled."""
        failures = 0
        while True:
            began = _now()
            try:
                reason = await self._listen()
            except (OSError, TimeoutError, WebSocketException, LostError, SourceError, ValueError) as error:
                reason = str(error) or type(error).__name__
            finally:
                self.uptime.lost(self.kind.label)
            failures = 0 if _now() - began >= self.pace.steady else failures + 1
            self.note(state="waiting", reason=reason)
            await asyncio.sleep(self.pace.wait(failures))

    def note(self, **changes: object) -> None:
        """Change the status and tell it."""
        self.status = replace(self.status, **changes)  # type: ignore[arg-type]
        self.report(self.status)

    def add(self, kept: Kept) -> None:
        """Count what became of orders."""
        was = self.status
        self.status = replace(
            was,
            events=was.events + kept.events,
            again=was.again + kept.again,
            late=was.late + kept.late,
            aside=was.aside + kept.aside,
        )

    async def _listen(self) -> str:
        """One connection from its opening to its planned end; raises whatever else ends it."""
        self.note(state="connecting", connections=self.status.connections + 1)
        venue = self.kind(await self._contracts())
        hello = venue.hello()
        if not hello:
            raise LostError("no contracts to subscribe to")
        async with connect(
            self._url,
            ssl=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if self._url.startswith("wss:") else None,
            open_timeout=self.pace.opening,
            close_timeout=self.pace.closing,
            ping_interval=None,  # every exchange gives signs of life that can be seen
            max_size=FRAME,
            max_queue=FRAMES,
        ) as socket:
            for message in hello:
                await socket.send(message)
            return await self._hear(socket, venue, len(hello))

    async def _hear(self, socket: ClientConnection, venue: Venue, wanted: int) -> str:
        began = alive = beat = _now()
        joined = 0
        while True:
            now = _now()
            if now - began >= self.pace.renew:
                return "opened anew as planned"
            if now - alive >= self.pace.silence:
                raise LostError(f"silent for {self.pace.silence:g} seconds")
            if venue.heartbeat and now - beat >= self.pace.heartbeat:
                await socket.send(venue.heartbeat)
                beat = now
            heard = await self._frame(socket, venue, self._patience(now, began, alive, beat))
            if heard is None:
                continue
            joined += heard.joined
            if heard.joined and joined == wanted:
                self.note(state="up", reason="")
            if heard.reply:
                await socket.send(heard.reply)
            if heard.events:
                await self.deliver(heard.events)
            if heard.alive:
                alive = _now()
                if joined >= wanted:
                    self.uptime.heard(venue.label, self.clock())

    def _patience(self, now: float, began: float, alive: float, beat: float) -> float:
        ends = (alive + self.pace.silence, began + self.pace.renew, beat + self.pace.heartbeat)
        return max(0.0, min(ends) - now)

    async def _frame(self, socket: ClientConnection, venue: Venue, patience: float) -> Heard | None:
        """The next frame, None where there is none in time or it cannot be read."""
        try:
            async with asyncio.timeout(patience):
                frame = await socket.recv()
        except TimeoutError:
            return None
        try:
            heard = venue.read(frame)
        except ValueError:
            self._drop(1)
            return None
        if heard.lost:
            self._drop(heard.lost)
        if heard.refused:
            self._unknown |= set(heard.unknown)
            raise LostError(f"refused: {heard.refused:.200}")
        return heard

    def _drop(self, count: int) -> None:
        self.status = replace(self.status, dropped=self.status.dropped + count)
        self.uptime.count(self.kind.label, self.clock(), dropped=count)

    async def _contracts(self) -> dict[str, Contract]:
        """The contracts without those that the exchange has said it does not know."""
        if not self.kind.lists:
            return {}
        if self.instruments is None:
            raise LostError("its contracts are not known")
        async with asyncio.timeout(self.pace.opening):
            found = await self.instruments()
        return {name: contract for name, contract in found.items() if name not in self._unknown}

    @property
    def _url(self) -> str:
        return (base_url(self.kind.name, "WS") or self.kind.host) + self.kind.path


def _now() -> float:
    return asyncio.get_running_loop().time()
