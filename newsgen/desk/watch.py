"""Open pages hear of what changes on disk: one look every tenth of a second while a page is open, none otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from newsgen.desk.stamps import Stamp
from newsgen.errors import NewsgenError

PAUSE = 0.1  # seconds between looks
BEAT = 15.0  # seconds after which a silent line says that it is alive
Look = Callable[[date], Mapping[str, Stamp]]  # what a day depends on, by what people call it


def mark_of(seen: Mapping[str, Stamp]) -> str:
    """What a page was made of, in a word that it carries and names when it asks to hear of changes."""
    return ".".join(seen.values())


@dataclass(slots=True, eq=False)
class _Page:
    """An open page: its day, and what it was told of last."""

    day: date
    seen: Mapping[str, Stamp]
    news: asyncio.Queue[tuple[str, ...]] = field(default_factory=asyncio.Queue)

    def hear(self, now: Mapping[str, Stamp]) -> None:
        """Tell the page of what is not as it was."""
        changed = tuple(name for name in now if now[name] != self.seen.get(name))
        self.seen = now
        if changed:
            self.news.put_nowait(changed)


class Watch:
    """Server-sent events for every open page; `close` ends them all."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._pages: list[_Page] = []
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def pages(self) -> int:
        """How many pages listen."""
        return len(self._pages)

    def close(self) -> None:
        """No page is told anything any more; may be called from a signal handler."""
        self._closed = True

    async def events(self, day: date, mark: str = "") -> AsyncIterator[bytes]:
        """What changes of a day, as `event: changed` with the names of what changed.

        `mark` says what the page was made of: what changed since then is told at once, else what changes from now on.
        """
        now = self.look(day)  # before the page is told to be ready: nothing later is missed
        page = _Page(day, dict(zip(now, mark.split("."), strict=False)) if mark else now)
        self._pages.append(page)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        try:
            yield b"event: ready\ndata: %s\n\n" % day.isoformat().encode()
            page.hear(now)
            while not self._closed:
                names: tuple[str, ...] | None = None
                with suppress(TimeoutError):
                    names = await asyncio.wait_for(page.news.get(), BEAT)
                if names is None:
                    yield b": still here\n\n"
                elif names:
                    yield b"event: changed\ndata: %s\n\n" % " ".join(names).encode()
        finally:
            self._pages.remove(page)

    async def _watch(self) -> None:
        """Look while anybody listens."""
        while self._pages and not self._closed:
            for day in {page.day for page in self._pages}:
                with suppress(NewsgenError):  # whoever asks for the page is told
                    self._tell(day, self.look(day))
            await asyncio.sleep(PAUSE)
        if self._closed:
            for page in self._pages:
                page.news.put_nowait(())

    def _tell(self, day: date, now: Mapping[str, Stamp]) -> None:
        for page in self._pages:
            if page.day == day:
                page.hear(now)
