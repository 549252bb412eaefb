"""The schedule at work: one look at every job (`tick`), or a loop of such looks (`serve`)."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from newsgen.errors import NewsgenError
from newsgen.history import open_history
from newsgen.history.slots import RUNNING, WAITING, Slot
from newsgen.history.store import History
from newsgen.live import history_place
from newsgen.model import Bulletin
from newsgen.schedule.bulletins import bulletin_of
from newsgen.schedule.hands import Clock, Hands, day_of
from newsgen.schedule.jobs import Job, read_jobs
from newsgen.schedule.log import FILE, Log, Say
from newsgen.schedule.run import LEASE, LostError, Run, ends
from newsgen.schedule.slots import MANY, after, begins, due, until
from newsgen.settings import Settings

NAP = timedelta(seconds=5)  # the longest sleep: a clock that jumps is seen
STOPPED = "stopped"
ROWS = 60  # slots of a job that are looked at
LONGEST = timedelta(hours=1)  # no slot waits longer for another look: a later one was noted by a clock that stood wrong


def owner_of() -> str:
    """A name for one run of this program: machine, process, and a word of its own."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


@dataclass(frozen=True, slots=True)
class Service:
    """The schedule of these settings; the same object serves for many looks."""

    settings: Settings
    clock: Clock
    say: Say = str
    hands: Hands = field(default_factory=Hands)
    owner: str = field(default_factory=owner_of)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every job of the settings; raises ScheduleError for one that cannot be."""
        return read_jobs(self.settings)

    @property
    def log(self) -> Log:
        """Where events go."""
        return Log(self.settings.out / FILE, self.say, self.owner)

    def tick(self) -> tuple[Slot, ...]:
        """Do what there is to do now, and no more: looked at a hundred times, a slot is run once.

        Gives the slots that were worked on, as they are now.  Raises HistoryError where the history does not answer.
        """
        if self._stopped():
            return ()
        worked: list[Slot] = []
        with open_history(history_place(self.settings)) as history:
            for job in self.jobs:
                for slot in self._to_do(job, history):
                    if not self.settings.stop_file.exists():
                        worked += self._work(job, slot, history)
        return tuple(worked)

    def would(self) -> tuple[tuple[Job, datetime, str], ...]:
        """What a look would do now, in sentences; nothing is touched."""
        now, found = self.clock(), []
        with open_history(history_place(self.settings)) as history:
            for job in self.jobs:
                rows = history.slots(job.name, limit=ROWS)
                seen = due(job, now, _last(rows, now))
                places = ", ".join(job.to) or "nowhere"
                found += [(job, slot, "would be told as missed") for slot in seen.missed]
                found += [(job, one.slot, f"would be looked at: {one.sentence}") for one in _open(rows, now)]
                if seen.run:
                    found.append((job, seen.run, f"would be gathered, told and sent to {places} as {job.status}"))
        return tuple(found)

    def _stopped(self) -> bool:
        """Whether the stop file is there; said once."""
        last, stop = self.log.last(), self.settings.stop_file
        if stop.exists():
            if last != STOPPED:
                sentence = f"{stop} is there: nothing runs and nothing goes out until it is removed."
                self.log.write(STOPPED, sentence, self.clock())
                self._inform(Bulletin("held", self.settings.series, None, "The schedule is stopped", sentence=sentence))
            return True
        if last == STOPPED:
            self.log.write("resumed", f"{stop} is gone.", self.clock())
        return False

    def _to_do(self, job: Job, history: History) -> tuple[datetime, ...]:
        """The slots of a job to be worked on now; those that were missed are noted and told."""
        now = self.clock()
        rows = history.slots(job.name, limit=ROWS)
        last = _last(rows, now)
        seen = due(job, now, last)
        if last is None and seen.run is None:
            self._begin(job, history, now)
        if seen.missed:
            self._missed(job, seen.missed, history)
        waiting = tuple(one.slot for one in _open(rows, now) if self._has_work(job, one))
        return (*waiting, *((seen.run,) if seen.run else ()))

    def _has_work(self, job: Job, slot: Slot) -> bool:
        """Whether this machine can go on with it: what waits for a person waits where the article lies."""
        folder = (job.out or self.settings.out) / day_of(slot.slot).isoformat()
        over = self.clock() > ends(job, slot.slot)
        return over or slot.state == RUNNING or slot.step in ("", "told") or folder.is_dir()

    def _begin(self, job: Job, history: History, now: datetime) -> None:
        """A job that was never on file: what came before it was nobody's to run."""
        slot = next(until(job, now), None)
        if slot and (held := history.claim_slot(job.name, slot, self.owner, until=now + LEASE, now=now)):
            history.finish_slot(held, "passed", "The job began after it.", now=now)
            self.log.write(
                "begun", f"{job.explained()}; next {next(after(job, now)):%d %b %H:%M} UTC.", now, job=job.name
            )

    def _missed(self, job: Job, missed: Sequence[datetime], history: History) -> None:
        """Slots that came too late: whoever gets the newest tells them all, once."""
        now = self.clock()
        held = history.claim_slot(job.name, missed[-1], self.owner, until=now + LEASE, now=now)
        if held is None:
            return
        since = f"{missed[0]:%d %b %H:%M}" + (f" to {missed[-1]:%d %b %H:%M}" if len(missed) > 1 else "")
        count = f"{'More than ' if len(missed) >= MANY else ''}{len(missed)} run{'s' * (len(missed) > 1)}"
        sentence = f"{count} did not happen ({since} UTC): nothing was running then."
        settings = job.settings(self.settings)
        self._inform(bulletin_of("missed", job, day_of(missed[-1]), settings, None, sentence, now), settings)
        for slot in missed[:-1]:
            if other := history.claim_slot(job.name, slot, self.owner, until=now + LEASE, now=now):
                history.finish_slot(other, "missed", sentence, now=now)
        history.finish_slot(held, "missed", sentence, now=now)
        self.log.write("missed", sentence, now, job=job.name, slot=missed[-1])

    def _work(self, job: Job, slot: datetime, history: History) -> list[Slot]:
        """Claim a slot and go on with it, where nobody else has it."""
        now = self.clock()
        held = history.claim_slot(job.name, slot, f"{self.owner}:{uuid.uuid4().hex[:8]}", until=now + LEASE, now=now)
        if held is None:
            return []
        if held.attempts == 1:
            self.log.write("claimed", f"Run by {self.owner}.", now, job=job.name, slot=slot)
        try:
            Run(held, job, self.settings, history, self.clock, self.hands, self.log).work()
        except LostError:
            self.log.write("lost", "Another run has it, or the clock jumped.", self.clock(), job=job.name, slot=slot)
        return [one for one in history.slots(job.name, slot, 100) if one.slot == slot]

    def _inform(self, bulletin: Bulletin, settings: Settings | None = None) -> None:
        for trouble in self.hands.inform(bulletin, settings or self.settings, self.clock()):
            self.log.write("not told", trouble, self.clock())

    def serve(self, stop: Event, sleep: Callable[[float], object] | None = None, nap: timedelta = NAP) -> None:
        """Look at every job until `stop` is set; a step that runs is finished.

        `sleep` takes seconds; without it the sleep ends with `stop`.  A history that does not answer is told once.
        """
        jobs, silent = self.jobs, False
        for job in jobs:
            self.say(f"{job.name}: {job.explained()}, to {', '.join(job.to) or 'nowhere'} as {job.status}")
        while not stop.is_set():
            try:
                self.tick()
                silent = False
            except NewsgenError as error:
                if not silent:
                    self.log.write("failed", str(error), self.clock())
                    self._inform(
                        Bulletin("failed", self.settings.series, None, "The schedule cannot run", sentence=str(error))
                    )
                silent = True
            (sleep or stop.wait)(self.rest(jobs, nap))

    def rest(self, jobs: Sequence[Job], nap: timedelta = NAP) -> float:
        """Seconds until the next run begins, and no more than a nap."""
        now = self.clock()
        nexts = [begins(job, slot) - now for job in jobs for slot in _nexts(job, now)]
        return min([nap, *(one for one in nexts if one > timedelta())]).total_seconds()


def _last(rows: Sequence[Slot], now: datetime) -> datetime | None:
    """The last slot on file up to now: a clock that stood too far ahead may have left later ones."""
    return max((one.slot for one in rows if one.slot <= now), default=None)


def _open(rows: Sequence[Slot], now: datetime) -> tuple[Slot, ...]:
    """Slots that somebody has to go on with: they wait and it is time to look, or whoever ran them is dead."""

    def free(one: Slot) -> bool:
        held = one.leased_until
        return not one.ended and (held is None or held <= now or (one.state == WAITING and held > now + LONGEST))

    return tuple(one for one in rows if free(one))


def _nexts(job: Job, now: datetime) -> tuple[datetime, ...]:
    """The slots around now: the last may still have to begin by its jitter."""
    return tuple(slot for found in (until(job, now), after(job, now)) for slot in [next(found, None)] if slot)
