"""What a run does in the world, each as one function: the rooms below, or a rehearsal's own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from newsgen import delivery, live, newsroom, notify
from newsgen.delivery import Opened
from newsgen.model import Bulletin, Facts, Outcome, Wish
from newsgen.settings import Settings

Clock = Callable[[], datetime]
Step = Callable[[str], object]
Pause = Callable[[float], object]  # seconds


def tell(as_of: datetime, settings: Settings, clock: Clock, step: Step) -> Path:
    """Gather, tell and file the 24 hours to a moment; gives the day's folder."""
    return live.recap_live(None, newsroom.open_house(settings), settings, clock, as_of=as_of, step=step).folder


def again(settings: Settings, clock: Clock, step: Step) -> Facts:
    """Gather once more and say what is known of the 24 hours to now."""
    now = clock()
    as_of = now.replace(second=0, microsecond=0)
    live.gather_day(None, settings, clock, as_of=as_of, step=step)
    return live.facts_remembered(day_of(as_of), settings, now=clock(), as_of=as_of, step=step)


def opened(folder: Path, settings: Settings) -> Opened:
    """The article of a day's folder as it would go out now, checked as it stands."""
    return delivery.release_of(folder, settings)


def send(
    day: date, names: tuple[str, ...], settings: Settings, clock: Clock, wish: Wish, by: str, step: Step, pause: Pause,
    owner: str,
) -> tuple[Outcome, ...]:  # fmt: skip
    """Deliver a day; see `newsgen.delivery.publish`.  It pauses where something sent earlier may still arrive."""
    return delivery.publish(day, names, settings, clock, wish=wish, by=by, step=step, sleep=pause, owner=owner)


def back(day: date, settings: Settings, clock: Clock, step: Step, pause: Pause, owner: str) -> tuple[Outcome, ...]:
    """Make drafts again of what is scheduled; see `newsgen.delivery.hold_back`."""
    return delivery.hold_back(day, settings, clock, step=step, sleep=pause, owner=owner)


def inform(bulletin: Bulletin, settings: Settings, now: datetime) -> tuple[str, ...]:
    """Tell people; gives sentences on channels that failed."""
    return notify.tell(bulletin, settings, now=now)


def day_of(as_of: datetime) -> date:
    """The day whose window ends then: after its 00:00, and at the next day's 00:00 at the latest."""
    return (as_of - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True)
class Hands:
    """The six things that a run does, and how it waits."""

    tell: Callable[[datetime, Settings, Clock, Step], Path] = tell
    opened: Callable[[Path, Settings], Opened] = opened
    again: Callable[[Settings, Clock, Step], Facts] = again
    send: Callable[[date, tuple[str, ...], Settings, Clock, Wish, str, Step, Pause, str], tuple[Outcome, ...]] = send
    back: Callable[[date, Settings, Clock, Step, Pause, str], tuple[Outcome, ...]] = back
    inform: Callable[[Bulletin, Settings, datetime], tuple[str, ...]] = inform
    pause: Pause = time.sleep
