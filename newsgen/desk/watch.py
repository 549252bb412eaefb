"""Open pages hear of what changes on disk: one look every tenth of a second while a page is open, none otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import date

from newsgen.desk.stamps import Stamp
from newsgen.errors import NewsgenError

PAUSE = 0.1  # seconds between looks
BEAT = 15.0  # seconds after which a silent line says that it is alive
Look = Callable[[date], Mapping[str, Stamp]]  # what a day depends on, by what people call it


class Watch:
    """Server-sent events for every open page; `close` ends them all."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._seen: dict[date, Mapping[str, Stamp]] = {}
        self._pages: dict[asyncio.Queue[tuple[str, ...]], date] = {}
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def pages(self) -> int:
        """How many pages listen."""
        return len(self._pages)

    def close(self) -> None:
        """No page is told anything any more; may be called from a signal handler."""
        self._closed = True

    async def events(self, day: date) -> AsyncIterator[bytes]:
        """What changes of a day from now on, as `event: changed` with the names of what changed."""
        queue: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()
        if day not in self._pages.values():
            self._seen[day] = self._look(day)  # before the page is told to be ready: nothing later is missed
        self._pages[queue] = day
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        try:
            yield b"retry: 500\nevent: ready\ndata: %s\n\n" % day.isoformat().encode()
            while not self._closed:
                names: tuple[str, ...] | None = None
                with suppress(TimeoutError):
                    names = await asyncio.wait_for(queue.get(), BEAT)
                if names is None:
                    yield b": still here\n\n"
                elif names:
                    yield b"event: changed\ndata: %s\n\n" % " ".join(names).encode()
        finally:
            del self._pages[queue]

    async def _watch(self) -> None:
        """Look while anybody listens."""
        while self._pages and not self._closed:
            for day in set(self._pages.values()):
                before, now = self._seen[day], self._seen[day]
                with suppress(NewsgenError):  # whoever asks for the page is told
                    now = self._look(day)
                self._seen[day] = now
                changed = tuple(name for name in now if now[name] != before[name])
                if changed:
                    self._tell(day, changed)
            await asyncio.sleep(PAUSE)
        if self._closed:
            for queue in self._pages:
                queue.put_nowait(())

    def _tell(self, day: date, names: tuple[str, ...]) -> None:
        for queue, wanted in self._pages.items():
            if wanted == day:
                queue.put_nowait(names)
