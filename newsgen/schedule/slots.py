"""When a job runs: the moments of its cron line in its zone, with daylight saving right in both directions.

A time that a spring night leaves out comes once, at the moment the clocks go on; one that an autumn night has twice
comes once, the first time.  Lines whose minute or hour begins with a star are frequent jobs and follow the real hours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cronsim import CronSim

from newsgen.schedule.jobs import ZERO, Job

GRACE = timedelta(minutes=5)  # so late a run may begin whatever was set: timers and loops are never on the second
MANY = 100  # missed slots of one downtime that are counted
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """What a job has to do now: the slot to run (None for nothing), and those that came too late for ever."""

    run: datetime | None = None
    missed: tuple[datetime, ...] = ()


def after(job: Job, moment: datetime) -> Iterator[datetime]:
    """Every slot after a moment, the next first, in UTC."""
    for found in CronSim(job.cron, moment.astimezone(job.zone)):
        yield found.astimezone(UTC)


def until(job: Job, moment: datetime) -> Iterator[datetime]:
    """Every slot up to a moment, itself included, the last first, in UTC."""
    whole = moment.replace(microsecond=0) + SECOND
    for found in CronSim(job.cron, whole.astimezone(job.zone), reverse=True):
        yield found.astimezone(UTC)


def begins(job: Job, slot: datetime) -> datetime:
    """When the run of a slot begins: its time and the jitter, which is the same on every machine and each time."""
    if job.jitter == ZERO:
        return slot
    said = hashlib.sha256(f"{job.name} {slot.isoformat()}".encode()).digest()
    return slot + job.jitter * (int.from_bytes(said[:4], "big") / 2**32)


def due(job: Job, now: datetime, last: datetime | None) -> Due:
    """What there is to do at `now`, where `last` is the last slot on file up to now; None where there is none.

    Of several slots that nobody ran only the latest is run, and only where it is not too late; a job that was never
    on file before begins with a slot of right now, and misses nothing.
    """
    late = max(job.catch_up if last is not None else ZERO, GRACE)
    run: datetime | None = None
    missed: list[datetime] = []
    for slot in until(job, now):
        if last is not None and slot <= last:
            break
        if begins(job, slot) > now:
            continue
        if not missed and run is None and now - begins(job, slot) <= late:
            run = slot
        else:
            missed.append(slot)
        if last is None or len(missed) >= MANY:
            break
    return Due(run, tuple(reversed(missed)) if last is not None else ())
