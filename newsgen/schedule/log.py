"""The log of the schedule: a line of JSON for each event in `schedule.log` of the output folder, words for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newsgen.archive import log_line
from newsgen.errors import ScheduleError

FILE = "schedule.log"
_LAST = 4096  # bytes in which the last line is looked for
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Log:
    """Where events go; `say` gets the sentence that a person reads."""

    path: Path
    say: Say
    owner: str

    def write(self, event: str, sentence: str, now: datetime, *, job: str = "", slot: datetime | None = None) -> None:
        """One event: a line in the file, and a sentence with its time for people."""
        about = {"job": job} if job else {}
        about |= {"slot": slot.astimezone(UTC).isoformat()} if slot else {}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(log_line(event, when=now, by=self.owner, **about, sentence=sentence))
        except OSError as error:
            raise ScheduleError(f"{self.path} cannot be written ({error.strerror}); look at its folder.") from error
        which = f"{job} of {slot:%d %b %H:%M}: " if job and slot else f"{job}: " if job else ""
        self.say(f"{now:%Y-%m-%d %H:%M:%S} UTC  {which}{event}: {sentence}")

    def last(self) -> str:
        """The last event that was written by whichever run, "" where there is none."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.path.stat().st_size - _LAST))
                line = file.read().strip().rpartition(b"\n")[2]
            return str(json.loads(line)["what"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""
