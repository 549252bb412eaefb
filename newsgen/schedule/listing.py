"""What comes and what was: the next runs of every job, and what became of the last ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from newsgen.history import open_history
from newsgen.history.slots import Slot
from newsgen.live import history_place
from newsgen.schedule.jobs import read_jobs
from newsgen.schedule.slots import after, begins
from newsgen.settings import Settings

MOST = 200  # runs that are listed


@dataclass(frozen=True, slots=True)
class Next:
    """A run that comes: its slot in UTC and in the job's zone, when it begins with its jitter, and its job in words."""

    job: str
    slot: datetime
    local: datetime
    begins: datetime
    words: str
    to: tuple[str, ...]
    status: str
    auto: bool


def next_runs(settings: Settings, now: datetime, days: float = 7) -> tuple[Next, ...]:
    """Every run of the next days, the nearest first; of a job that runs more rarely at least its next one."""
    found: list[Next] = []
    for job in read_jobs(settings):
        for number, slot in enumerate(after(job, now)):
            if number and (slot > now + timedelta(days=days) or number >= MOST):
                break
            local = slot.astimezone(job.zone)
            about = (job.explained(), job.to, str(job.status), job.auto)
            found.append(Next(job.name, slot, local, begins(job, slot), *about))
    return tuple(sorted(found, key=lambda one: (one.slot, one.job))[:MOST])


def last_runs(settings: Settings, limit: int = 10) -> tuple[Slot, ...]:
    """What became of the last slots of all jobs, the newest last; nothing where no history is."""
    place = history_place(settings)
    if "://" not in place and not Path(place).is_file():
        return ()
    with open_history(place) as history:
        return history.slots(limit=limit)
