"""The fakes as a server on a free loopback port."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

import uvicorn

from .stage import Asked, Stage
from .vendors import KEYS, VENDORS
from .world import FOUNDING_DAY, SHARED, World


class Fakes:
    """Every REST source on one free port of this machine; use as `with Fakes() as fakes`.

    now    the present moment of all vendors (default 2025-07-14T12:00:00Z); `fakes.world.now` moves it
    plan   the CoinGlass key's plan: HOBBYIST, STARTUP, STANDARD or PROFESSIONAL; `fakes.plan` changes it
    strict   too many questions are refused by each vendor's own limit and the real clock; `fakes.strict` changes it
    asked  every request that came, oldest first
    """

    def __init__(
        self, *, now: datetime = FOUNDING_DAY, plan: str = "STANDARD", strict: bool = False, shared: Path = SHARED
    ) -> None:
        self.world = World(now, shared)
        self._stage = Stage(self.world, VENDORS, plan, strict)
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Fakes:
        """Starts; the port is open when this returns."""
        # Named as TCP, or asyncio leaves Nagle's delay on and every answer takes 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            self._stage, log_level="critical", access_log=False, lifespan="off", ws="none", http="h11",
            loop="asyncio", date_header=False, server_header=False, timeout_graceful_shutdown=0,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.005)
        if not self._server.started:
            raise RuntimeError("the fakes did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops, whoever still waits."""
        if self._server and self._thread:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(5)
        if self._socket:
            self._socket.close()

    @property
    def url(self) -> str:
        """The server's address; a vendor's is `url`/name."""
        if self._socket is None:
            raise RuntimeError("the fakes have not started")
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def asked(self) -> list[Asked]:
        """Every request that came, oldest first; clear it to begin anew."""
        return self._stage.asked

    @property
    def plan(self) -> str:
        """The CoinGlass key's plan."""
        return self._stage.plan

    @plan.setter
    def plan(self, plan: str) -> None:
        self._stage.plan = plan

    @property
    def strict(self) -> bool:
        """Whether the vendors' own limits are kept."""
        return self._stage.strict

    @strict.setter
    def strict(self, strict: bool) -> None:
        self._stage.strict = strict

    def environment(self, *, keys: bool = True, without: tuple[str, ...] = ()) -> dict[str, str]:
        """What makes newsgen ask here: base addresses, the world's clock, and good keys (except of `without`)."""
        found = {f"NEWSGEN_{name.upper()}_BASE_URL": f"{self.url}/{name}" for name in VENDORS}
        found["NEWSGEN_CLOCK"] = self.world.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        if keys:
            left_out = tuple(f"NEWSGEN_{name.upper()}_" for name in without)
            found |= {name: key for name, key in KEYS.items() if not (left_out and name.startswith(left_out))}
        return found

    def play(self, source: str, scenario: str, route: str = "", mutate: Callable[[bytes], bytes] | None = None) -> None:
        """Set how a source behaves from now on; see `tests.fakes.stage` for the scenarios.

        source  a vendor's name, or "*" for every vendor that knows the scenario
        route   only where this is part of path?query; scenarios of different routes stand side by side
        mutate  changes the body of every good answer
        Raises ValueError for a scenario that the vendor does not have.
        """
        self._stage.play(source, scenario, route, mutate)

    def count(self, source: str, route: str = "") -> int:
        """How many requests came to a source, where `route` is part of path?query."""
        return sum(one.source == source and route in one.text for one in self.asked)
