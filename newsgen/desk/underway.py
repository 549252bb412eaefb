"""What the desk does with a day while its pages stay quick: in a thread, one thing at a time for each day.

Who asks twice with the same form asked once; a page that is loaded meanwhile says what is on its way.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Lock, Thread

from newsgen.desk.stamps import Stamp
from newsgen.errors import DeskError, NewsgenError

BROKE_OFF = "It broke off by a fault of newsgen's own, which the desk's terminal tells; look there, then repeat it."


@dataclass(frozen=True, slots=True)
class Said:
    """What became of it at one place; `place` is "" for what concerns all."""

    place: str
    well: bool
    sentence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that is done with a day, or was done last."""

    what: str = field(metadata={"help": "In words: Publishing to site"})
    by: str
    began: datetime
    form: str = field(metadata={"help": "Name of the form that asked for it"})
    step: str = field(default="", metadata={"help": "What is being done now"})
    said: tuple[Said, ...] = ()
    ended: datetime | None = None

    @property
    def well(self) -> bool:
        """Whether nothing went wrong."""
        return all(one.well for one in self.said)


Step = Callable[[str], object]
Work = Callable[[Step], Sequence[Said]]


class Underway:
    """The errands of a desk; what they send is safe against a crash by itself (see `newsgen.delivery`)."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock, self._lock = clock, Lock()
        self._errands: dict[date, Errand] = {}
        self._threads: list[Thread] = []

    def of(self, day: date) -> Errand | None:
        """What is on its way for a day, or was last."""
        return self._errands.get(day)

    def stamp(self, day: date) -> Stamp:
        """A word that changes when there is something new to tell."""
        errand = self.of(day)
        return hashlib.blake2b(repr(errand).encode(), digest_size=8).hexdigest() if errand else ""

    def start(self, day: date, form: str, what: str, by: str, work: Work) -> Errand:
        """Begin it; the same form a second time gives what it began.

        Raises DeskError while something else of the day is on its way.
        """
        with self._lock:
            last = self.of(day)
            if last and form and last.form == form:
                return last
            if last and not last.ended:
                raise DeskError(f"{last.what} is on its way for {day}; wait for it, then repeat this.")
            self._errands[day] = errand = Errand(what, by, self._clock(), form)
            thread = Thread(target=self._go, args=(day, work), name=f"desk {day}")
            self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()
        return errand

    def wait(self, seconds: float | None = None) -> None:
        """Until nothing is on its way any more."""
        for thread in list(self._threads):
            thread.join(seconds)

    def _go(self, day: date, work: Work) -> None:
        try:
            said = tuple(work(lambda step: self._change(day, step=step)))
        except NewsgenError as error:
            said = (Said("", False, str(error)),)
        except Exception:
            logging.getLogger(__name__).exception("an errand of the desk broke off")
            said = (Said("", False, BROKE_OFF),)
        self._change(day, step="", said=said, ended=self._clock())

    def _change(self, day: date, **what: object) -> None:
        with self._lock:
            self._errands[day] = replace(self._errands[day], **what)  # type: ignore[arg-type]
