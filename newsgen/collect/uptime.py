"""How long each exchange was really heard, by hour: what a sum is worth.

Time counts from one sign of life to the next on the same connection, once every subscription has been confirmed.
The silence before a reconnection does not count, and neither does the time a machine slept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

FILE = "uptime.csv"
HEADER = "venue,hour,seconds,events,dropped"
HOUR = timedelta(hours=1)

Key: TypeAlias = tuple[str, datetime]  # the exchange's label, and the start of the hour in UTC


@dataclass(slots=True)
class Hour:
    """One exchange in one hour: seconds heard, orders kept, orders that came but were not kept."""

    seconds: float = 0.0
    events: int = 0
    dropped: int = 0


def hour_of(at: datetime) -> datetime:
    """The start of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


class Uptime:
    """Counts since they were last taken; a pause longer than `limit` was no listening."""

    def __init__(self, limit: timedelta) -> None:
        self._limit = limit
        self._last: dict[str, datetime] = {}
        self._hours: defaultdict[Key, Hour] = defaultdict(Hour)

    def heard(self, venue: str, at: datetime) -> None:
        """A sign of life."""
        before = self._last.get(venue)
        self._last[venue] = at
        if before is None or not timedelta(0) < at - before <= self._limit:
            return
        while before < at:
            until = min(at, hour_of(before) + HOUR)
            self._hours[venue, hour_of(before)].seconds += (until - before).total_seconds()
            before = until

    def lost(self, venue: str) -> None:
        """The connection is gone: what follows does not reach back to before."""
        self._last.pop(venue, None)

    def count(self, venue: str, at: datetime, *, events: int = 0, dropped: int = 0) -> None:
        """Orders that came in this hour."""
        hour = self._hours[venue, hour_of(at)]
        hour.events += events
        hour.dropped += dropped

    def take(self) -> dict[Key, Hour]:
        """What was counted since the last time."""
        taken, self._hours = dict(self._hours), defaultdict(Hour)
        return taken


def append(file: Path, hours: dict[Key, Hour]) -> None:
    """Add rows; an hour may have several, which add up.  A file without rows says that nothing was heard."""
    lines = "".join(_line(key, hours[key]) for key in sorted(hours))
    if not file.exists() or not file.stat().st_size:
        lines = f"{HEADER}\n{lines}"
    with file.open("a", encoding="utf-8", newline="\n") as out:
        out.write(lines)


def fold(file: Path) -> None:
    """One row for each hour; the file is replaced whole."""
    if file.exists():
        hours = read_uptime(file)
        part = file.with_name(f"{file.name}.part")
        part.write_text(f"{HEADER}\n" + "".join(_line(key, hours[key]) for key in sorted(hours)), "utf-8")
        part.replace(file)


def read_uptime(file: Path) -> dict[Key, Hour]:
    """Every hour on file, at most 3,600 seconds each; a torn or foreign line says nothing."""
    hours: defaultdict[Key, Hour] = defaultdict(Hour)
    for line in file.read_text("utf-8").split("\n")[:-1]:
        cells = line.split(",")
        try:
            venue, start, seconds, events, dropped = cells
            key = venue, datetime.fromisoformat(start)
            row = float(seconds), int(events), int(dropped)
        except ValueError:
            continue
        if key[1].tzinfo is None:
            continue
        hour = hours[key]
        hour.seconds = min(hour.seconds + row[0], HOUR.total_seconds())
        hour.events += row[1]
        hour.dropped += row[2]
    return dict(hours)


def share(hours: dict[Key, Hour], venue: str, start: datetime, end: datetime) -> float:
    """The part of a window (0 to 1) in which the exchange was heard for sure.

    Of an hour that lies in the window only in part, all that was missed is taken to lie in that part.
    """
    heard = sum(_least(hours, venue, at, start, end) for at in _hours(start, end))
    return heard / (end - start).total_seconds()


def _hours(start: datetime, end: datetime) -> Iterable[datetime]:
    at = hour_of(start)
    while at < end:
        yield at
        at += HOUR


def _least(hours: dict[Key, Hour], venue: str, at: datetime, start: datetime, end: datetime) -> float:
    hour = hours.get((venue, at))
    if hour is None:
        return 0.0
    part = (min(end, at + HOUR) - max(start, at)).total_seconds()
    return max(0.0, part - (HOUR.total_seconds() - hour.seconds))


def _line(key: Key, hour: Hour) -> str:
    venue, at = key
    return f"{venue},{at:%Y-%m-%dT%H:%M:%SZ},{hour.seconds:.3f},{hour.events},{hour.dropped}\n"
