"""What is done with an order once it has been heard: kept once, in the hour of its own time, or set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

from newsgen.collect.event import Event
from newsgen.collect.files import (
    HEADER,
    LATE,
    OPEN,
    PART,
    close_hour,
    compact,
    cut_torn,
    finished_days,
    hour_name,
    hour_start,
    lines_of,
)
from newsgen.collect.seen import Seen
from newsgen.collect.shapes import LARGEST

AHEAD = timedelta(minutes=1)  # clocks differ a little
OLD = timedelta(days=1)
ASIDE_BYTES = 1 << 20  # of what was set aside; a feed gone mad must not fill the disk
ASIDE = "aside.csv"


@dataclass(slots=True)
class Kept:
    """What became of the orders of one exchange."""

    events: int = 0
    again: int = 0  # told before
    late: int = 0  # kept, after their hour was closed
    aside: int = 0  # not believed


@dataclass
class Keeper:
    """The event files of a folder; one at a time may write there.

    grace  how long after its end an hour stays open for orders told late
    """

    folder: Path
    grace: timedelta = timedelta(minutes=5)
    parquet: bool = False
    memory: int = 200_000  # ids remembered for each exchange
    _open: dict[tuple[str, str], TextIO] = field(default_factory=dict, init=False)
    _seen: dict[str, Seen] = field(default_factory=dict, init=False)

    def resume(self, venues: Iterable[str], now: datetime) -> None:
        """Take up what an earlier run left, torn or whole."""
        for name in venues:
            home = self.folder / name
            home.mkdir(parents=True, exist_ok=True)
            for file in home.glob(f"*{PART}"):
                file.unlink()
            self._seen[name] = Seen(self.memory)
            for file in sorted(home.glob(f"*{OPEN}")):
                cut_torn(file)
                if not file.name.endswith(LATE) and file.name != ASIDE:
                    self._take_up(name, file, now)
            self._compact(home, now)

    def add(self, events: Iterable[Event], now: datetime) -> dict[str, Kept]:
        """Write orders where they belong; gives by exchange what became of them.  Afterwards no kill can lose them."""
        done: dict[str, Kept] = {}
        for event in events:
            name, kept = event.venue.lower(), done.setdefault(event.venue, Kept())
            if reason := _doubt(event, now):
                kept.aside += 1
                self._aside(name, event, reason)
            elif not self._seen[name].fresh(event.id, _milliseconds(now)):
                kept.again += 1
            elif self._is_open(hour := hour_name(event.time), now):
                kept.events += 1
                self._file(name, hour).write(event.line)
            else:
                kept.events += 1
                kept.late += 1
                self._append(self.folder / name / f"{hour}{LATE}", event.line)
        for file in self._open.values():
            file.flush()
        return done

    def tick(self, now: datetime) -> None:
        """Close the hours whose time is over, and merge the days that are complete."""
        closed = [key for key in self._open if not self._is_open(key[1], now)]
        for key in closed:
            self._open.pop(key).close()
            close_hour(self.folder / key[0] / f"{key[1]}{OPEN}", parquet=self.parquet)
        for name in sorted({key[0] for key in closed}):
            self._compact(self.folder / name, now)

    def close(self) -> None:
        """Let go of the open hours; the next run takes them up."""
        while self._open:
            self._open.popitem()[1].close()

    def _take_up(self, name: str, file: Path, now: datetime) -> None:
        hour = file.name[: -len(OPEN)]
        if not self._is_open(hour, now):
            close_hour(file, parquet=self.parquet)
            return
        for line in lines_of(file):
            self._seen[name].fresh(line.rstrip("\n").rsplit(",", 1)[1], _milliseconds(now))
        self._file(name, hour)

    def _file(self, name: str, hour: str) -> TextIO:
        found = self._open.get((name, hour))
        if found is None:
            path = self.folder / name / f"{hour}{OPEN}"
            found = self._open[name, hour] = path.open("a", encoding="utf-8", newline="\n")
            if not path.stat().st_size:
                found.write(HEADER)
        return found

    def _is_open(self, hour: str, now: datetime) -> bool:
        return now < hour_start(hour) + timedelta(hours=1) + self.grace

    def _aside(self, name: str, event: Event, reason: str) -> None:
        path = self.folder / name / ASIDE
        if not path.exists() or path.stat().st_size < ASIDE_BYTES:
            self._append(path, f"{event.line[:-1]},{reason}\n", HEADER[:-1] + ",reason\n")

    def _append(self, path: Path, line: str, header: str = HEADER) -> None:
        with path.open("a", encoding="utf-8", newline="\n") as out:
            out.write(line if path.stat().st_size else header + line)

    def _compact(self, home: Path, now: datetime) -> None:
        for day in finished_days(home, (now - self.grace).date()):
            compact(home, day, parquet=self.parquet)


def _doubt(event: Event, now: datetime) -> str:
    """Why an order is not believed, or ""."""
    if not 0 < event.usd <= LARGEST or event.price <= 0:
        return "amount"
    at = _milliseconds(now)
    if not at - _span(OLD) <= event.time <= at + _span(AHEAD):
        return "time"
    return ""


def _milliseconds(at: datetime) -> int:
    return _span(at - datetime(1970, 1, 1, tzinfo=UTC))


def _span(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)
