"""All exchanges at once: their connections on one side, the one writer on the other, a bounded queue between."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from newsgen.collect import uptime as uptimes
from newsgen.collect.aster import Aster
from newsgen.collect.binance import Binance
from newsgen.collect.bybit import Bybit
from newsgen.collect.event import Event, Venue
from newsgen.collect.feed import Clock, Feed, Instruments, Pace, Status
from newsgen.collect.htx import Htx
from newsgen.collect.keeper import Keeper
from newsgen.collect.okx import Okx
from newsgen.collect.uptime import Uptime
from newsgen.errors import ArchiveError, SettingsError

VENUES: Mapping[str, type[Venue]] = {venue.name: venue for venue in (Binance, Bybit, Okx, Aster, Htx)}
USUAL = ("binance", "bybit", "okx")
QUEUE = 10_000  # frames with orders that wait to be written; beyond that the connections wait
BATCH = 1_000
LOCK = ".lock"

Report = Callable[[Status], None]


def _utc() -> datetime:
    return datetime.now(UTC)


def run(
    folder: Path,
    venues: Sequence[str] = USUAL,
    *,
    instruments: Mapping[str, Instruments] | None = None,
    report: Report = lambda _: None,
    clock: Clock = _utc,
    pace: Pace = Pace(),  # noqa: B008 - frozen
    parquet: bool = False,
) -> None:
    """Collect until the process is asked to end (Ctrl-C, or a plain kill); see `collect`."""

    async def until_asked() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for asked in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # not on Windows, where Ctrl-C cancels
                loop.add_signal_handler(asked, stop.set)
        await collect(
            folder, venues, stop=stop, instruments=instruments, report=report, clock=clock, pace=pace, parquet=parquet
        )

    asyncio.run(until_asked())


async def collect(
    folder: Path,
    venues: Sequence[str] = USUAL,
    *,
    stop: asyncio.Event,
    instruments: Mapping[str, Instruments] | None = None,
    report: Report = lambda _: None,
    clock: Clock = _utc,
    pace: Pace = Pace(),  # noqa: B008 - frozen
    parquet: bool = False,
    grace: timedelta = timedelta(minutes=5),
) -> None:
    """Write what the exchanges close by force to event files below `folder`, until `stop` is set.

    venues       names of `VENUES`
    instruments  by name, for the exchanges with `lists`: gives their contracts, raises SourceError where it cannot
    report       hears every change of an exchange's state, and all of them once per `pace.tick`
    parquet      closed hours and days as Parquet instead of CSV.gz (the extra `bulk`)

    Raises SettingsError for an unknown exchange, ArchiveError where the folder cannot be written or is in use.
    """
    unknown = sorted(set(venues) - set(VENUES))
    if unknown or not venues:
        raise SettingsError(f"No such exchange: {', '.join(unknown) or '(none)'}; choose from {', '.join(VENUES)}.")
    keeper = Keeper(folder, grace=grace, parquet=parquet)
    uptime = Uptime(pace.gap)
    queue: asyncio.Queue[tuple[Event, ...]] = asyncio.Queue(QUEUE)
    feeds = [
        Feed(VENUES[name], pace, clock, uptime, queue.put, (instruments or {}).get(name), report)
        for name in dict.fromkeys(venues)
    ]
    writer = _Writer(folder, keeper, uptime, queue, feeds, clock)
    with _written(folder), _alone(folder):
        await asyncio.to_thread(keeper.resume, [feed.kind.name for feed in feeds], clock())
        await _together(stop, feeds, writer, pace.tick)


async def _together(stop: asyncio.Event, feeds: Sequence[Feed], writer: _Writer, tick: float) -> None:
    listening = [asyncio.create_task(feed.run(), name=feed.kind.name) for feed in feeds]
    writing, asked = asyncio.create_task(writer.run(tick)), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([asked, writing, *listening], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*listening, asked):
            task.cancel()
        done = await asyncio.gather(*listening, asked, return_exceptions=True)
        writer.end()
        done += await asyncio.gather(writing, return_exceptions=True)
    for failure in done:
        if isinstance(failure, BaseException) and not isinstance(failure, asyncio.CancelledError):
            raise failure


class _Writer:
    """The only one that touches the files, outside the event loop."""

    def __init__(
        self,
        folder: Path,
        keeper: Keeper,
        uptime: Uptime,
        queue: asyncio.Queue[tuple[Event, ...]],
        feeds: Sequence[Feed],
        clock: Clock,
    ) -> None:
        self._log = folder / uptimes.FILE
        self._keeper, self._uptime, self._queue, self._clock = keeper, uptime, queue, clock
        self._feeds = {feed.kind.label: feed for feed in feeds}
        self._ending = False
        self._folded: date | None = None

    def end(self) -> None:
        """Ask `run` to write what is left and to return; nothing may be delivered any more."""
        self._ending = True
        with suppress(asyncio.QueueFull):
            self._queue.put_nowait(())  # wakes it

    async def run(self, tick: float) -> None:
        """Until asked to end."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not self._ending:
            if loop.time() >= due:
                await self._note()
                due = loop.time() + tick
            batch: tuple[Event, ...] = ()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    batch = await self._queue.get()
            await self._write(batch)
        while not self._queue.empty():
            await self._write(())
        await self._note()
        self._keeper.close()

    async def _write(self, batch: tuple[Event, ...]) -> None:
        while not self._queue.empty() and len(batch) < BATCH:
            batch += self._queue.get_nowait()
        if not batch:
            return
        now = self._clock()
        for label, kept in (await asyncio.to_thread(self._keeper.add, batch, now)).items():
            self._uptime.count(label, now, events=kept.events, dropped=kept.aside)
            self._feeds[label].add(kept)

    async def _note(self) -> None:
        now, hours = self._clock(), self._uptime.take()
        await asyncio.to_thread(self._file, now, hours)
        for feed in self._feeds.values():
            feed.note()

    def _file(self, now: datetime, hours: dict[uptimes.Key, uptimes.Hour]) -> None:
        if self._folded != now.date():  # at the start, where a kill may have torn the last row, and once a day
            uptimes.fold(self._log)
            self._folded = now.date()
        uptimes.append(self._log, hours)
        self._keeper.tick(now)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        message = f"Events cannot be written to {folder} ({error.strerror or error}); mend that and start again."
        raise ArchiveError(message) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two collectors in one folder would write into each other's lines."""
    try:
        import fcntl
    except ImportError:  # Windows: nobody watches
        yield
        return
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"Another newsgen collect writes to {folder}; stop it, or choose another folder."
            raise ArchiveError(message) from error
        yield
