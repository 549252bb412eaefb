"""A span of days told in a process of its own: the desk's pages stay quick.  One at a time, and it can be stopped."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import RLock

from newsgen.desk.past import Recipe, Row, row
from newsgen.errors import DeskError

MOST = 60  # days
RUNNING, DONE, STOPPED, FAILED = "running", "done", "stopped", "failed"


@dataclass(frozen=True, slots=True)
class Span:
    """Days told with today's templates and with others, as far as they came."""

    since: date
    until: date
    against: str
    by: str
    started: datetime
    rows: tuple[Row, ...] = ()
    state: str = RUNNING
    seconds: float = 0.0
    first: float = 0.0  # seconds that went by until the first day was told: its worker had to start

    @property
    def days(self) -> int:
        """How many there are to tell."""
        return (self.until - self.since).days + 1

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self.state == RUNNING

    @property
    def left(self) -> int:
        """Seconds to its end, about; 0 while nobody knows."""
        done = len(self.rows)
        return round((self.seconds - self.first) / (done - 1) * (self.days - done)) if done > 1 else 0


class Spans:
    """The one span that is told, or was told last; nobody has to stay on its page."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock, self._lock, self._began = clock, RLock(), 0.0
        self._span: Span | None = None
        self._worker: ProcessPoolExecutor | None = None

    @property
    def last(self) -> Span | None:
        """The span as it stands."""
        return self._span

    def start(self, recipe: Recipe, since: date, until: date, against: str, by: str) -> Span:
        """Tell a span; raises DeskError for days that are none, too many, and while another is told."""
        if since > until:
            raise DeskError(f"{since} is after {until}; give the earlier day first.")
        if (until - since).days >= MOST:
            raise DeskError(f"That is {(until - since).days + 1} days; a span has at most {MOST}.")
        with self._lock:
            if self._span and self._span.running:
                raise DeskError("Another span is being told; wait for it, or stop it.")
            self._span = span = Span(since, until, against, by, self._clock())
            self._began = time.monotonic()
            # Spawned: it shares nothing with the threads of the desk.
            context = multiprocessing.get_context("spawn")
            self._worker = worker = ProcessPoolExecutor(1, mp_context=context, initializer=_stand_back)
            for number in range(span.days):
                future = worker.submit(row, recipe, against, since + timedelta(days=number))
                future.add_done_callback(lambda future: self._take(worker, future))
            return span

    def stop(self) -> None:
        """End the span after the day that is being told; what was told stays."""
        self._end(STOPPED)

    def _take(self, worker: ProcessPoolExecutor, future: Future[Row]) -> None:
        """One more day; called by the worker's thread, in the order of the days."""
        try:
            told = future.result()
        except (CancelledError, BrokenExecutor) as error:
            if isinstance(error, BrokenExecutor) and worker is self._worker:
                self._end(FAILED)
            return
        except Exception:
            logging.getLogger(__name__).exception("a day of a span could not be told")
            self._end(FAILED)
            return
        with self._lock:
            span = self._span
            if worker is not self._worker or span is None:
                return
            seconds = time.monotonic() - self._began
            self._span = span = replace(span, rows=(*span.rows, told), seconds=seconds, first=span.first or seconds)
        if len(span.rows) == span.days:
            self._end(DONE)

    def _end(self, state: str) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
            if worker and self._span:
                self._span = replace(self._span, state=state)
        if worker:
            worker.shutdown(wait=False, cancel_futures=True)


def _stand_back() -> None:
    """The desk goes first; Ctrl-C is for the desk, which ends the span."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)
