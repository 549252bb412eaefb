"""One slot, from the sources to the readers: gather and tell, check, tell people, (approve), publish.

Each step is noted in the slot's line before the next begins, and each may be done again: a run that died is carried
on by another from where it was, and what went out stands there once.  A run that no longer holds its line stops.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from newsgen import archive, gate
from newsgen.delivery import Opened
from newsgen.errors import ArchiveError, NewsgenError
from newsgen.history.slots import WAITING, Slot
from newsgen.history.store import History
from newsgen.model import Bulletin, Stage, Status, Wish
from newsgen.schedule.bulletins import approved_by, bulletin_of, counted, named, places, void, went_to
from newsgen.schedule.hands import Clock, Hands, day_of
from newsgen.schedule.jobs import ZERO, Job
from newsgen.schedule.log import Log
from newsgen.schedule.rules import for_a_person, is_quiet, lead_of, moved, past_of
from newsgen.schedule.slots import GRACE
from newsgen.settings import Settings

LEASE = timedelta(minutes=5)  # longer than any single request of a run
BEAT = timedelta(seconds=20)  # how often a run says that it lives
LOOK = timedelta(seconds=30)  # how often a slot that waits for a person is looked at
TRIES = tuple(timedelta(minutes=one) for one in (1, 2, 4, 8, 15))  # until the next attempt; the last is repeated
ASKED = frozenset(("waiting", "held", "blocked", "moved"))  # what people are told when one of them has to decide
BEFORE = timedelta(minutes=5)  # what is scheduled is looked at once more so long before it goes live
LONG = timedelta(minutes=45)  # the longest time between two looks at it
OUT = (Status.PUBLISHED, Status.CORRECTED, Status.REFILED, Status.WITHDRAWN)


class LostError(Exception):
    """The run does not hold its slot any more: another machine has it, or the clock jumped."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What becomes of the slot: its state, why, and when to look again where it waits."""

    state: str
    sentence: str
    look_at: datetime | None = None


def ends(job: Job, slot: datetime) -> datetime:
    """When nobody works on a slot any more."""
    last = slot + max(job.approve_by, job.catch_up, GRACE) + job.jitter
    return max(last, job.goes_live(slot) + GRACE) if job.status is Stage.SCHEDULED else last


def told_for(folder: Path, slot: datetime) -> bool:
    """Whether the folder holds the article of that slot."""
    try:
        return archive.read_facts(folder / "facts.json").as_of == slot
    except ArchiveError:
        return False


class Run:
    """One attempt at one slot, by who holds its line."""

    def __init__(
        self, held: Slot, job: Job, settings: Settings, history: History, clock: Clock, hands: Hands, log: Log
    ):
        self.held, self.job, self.settings = held, job, job.settings(settings)
        self._history, self._clock, self._hands, self._log = history, clock, hands, log
        self._beat = clock()
        self.day = day_of(held.slot)
        self.folder = self.settings.out / self.day.isoformat()

    def work(self) -> Ended:
        """Do what there is to do now, and let go of the slot.  Raises LostError where it was lost on the way."""
        try:
            ended = self._over() if self._clock() > ends(self.job, self.held.slot) else self._steps()
        except NewsgenError as error:
            ended = self._troubled(str(error))
        except LostError:
            raise
        except Exception as error:  # nobody is awake to read a traceback: people are told, and the log has the places
            self._write("bug", " < ".join(places(error)))
            ended = self._troubled(f"An error of newsgen itself ({type(error).__name__}); schedule.log says where.")
        if not self._history.finish_slot(
            self.held, ended.state, ended.sentence, now=self._clock(), look_at=ended.look_at
        ):
            raise LostError
        if ended.sentence != self.held.sentence or ended.state != WAITING:
            self._write(ended.state, ended.sentence)
        return ended

    def _steps(self) -> Ended:
        stands = told_for(self.folder, self.held.slot)
        state = archive.read_state(self.folder)
        if not stands and state.status in OUT:
            return Ended("passed", f"The day is {state.status} already; nothing was changed.")
        if not stands and state.status not in (Status.HELD, Status.APPROVED, Status.SCHEDULED):
            self.step("Gathering and telling")
            self._hands.tell(self.held.slot, self.settings, self._clock, self.step)
            self._note("told", f"The day is in {self.folder}.")
        opened = self._hands.opened(self.folder, self.settings)
        if self.held.step == "published" and opened.state.status is Status.SCHEDULED:
            return self._standing_by(opened)
        if self.held.step in ("", "told"):
            self._note("checked", counted(opened, self.job, self.day))
        if self.job.quiet == "skip" and is_quiet(opened.findings):
            sentence = "A quiet day: no story reaches the points that are worth telling, and nothing goes out."
            self._inform("missed", opened, sentence, "quiet")
            return Ended("quiet", sentence)
        return self._decided(opened)

    def _decided(self, opened: Opened) -> Ended:
        """Go out, or wait for a person."""
        if self.job.status is Stage.DRAFT:
            state, blocks = opened.state.status, opened.clearance.blocks
            if blocks or state is Status.HELD:
                return self._wait("blocked" if blocks else "held", opened, opened.clearance.why_not[:1])
            return self._publish(opened, "")
        if not opened.clearance.may_go:
            asked = self.held.sentence if ASKED & set(self.held.told) else ""
            if asked:  # a person was asked, and a person decides
                return self._wait("held", opened, (void(opened) or asked,), what="asked")
            past = past_of(self._history, opened.facts.as_of)
            told = (opened.facts, opened.findings, opened.clearance, past)
            reasons = for_a_person(self.job, *told, self._clock())
            if self.job.auto and opened.state.status is Status.IN_REVIEW:
                reasons = ("It is in review: a person looks at it.", *reasons)
            if reasons:
                plain = not self.job.auto and len(reasons) == 1
                kind = "blocked" if opened.clearance.blocks else "waiting" if plain else "held"
                return self._wait(kind, opened, reasons)
            opened = self._approve(opened)
        return self._went_by(opened) or self._publish(opened, approved_by(opened))

    def _approve(self, opened: Opened) -> Opened:
        """Approve in a person's place, these very bytes."""
        by, when, sha256 = f"{gate.RULE}{self.job.name}", self._clock(), archive.sha256(opened.text)
        archive.keep_version(self.folder, opened.text)
        archive.change_state(
            self.folder,
            opened.state.revision,
            lambda state: gate.move(
                state, Status.APPROVED, by=by, when=when, sha256=sha256, findings=opened.findings, rule=True
            ),
            archive.log_line(str(Status.APPROVED), when=when, by=by, text=sha256),
        )
        self._note("approved", f"Approved by {by}: no finding asks for a person.")
        return self._hands.opened(self.folder, self.settings)

    def _went_by(self, opened: Opened) -> Ended | None:
        """Where time went by since the approval the lead is looked at again; a day that moved is held."""
        approval, lead = opened.state.approval, lead_of(opened.article, opened.facts)
        gone = opened.state.status in OUT
        if gone or approval is None or lead is None or self._clock() - approval.when <= self.job.watch:
            return None
        try:
            sentence = moved(lead, self._hands.again(self.settings, self._clock, self.step))
        except NewsgenError as error:
            sentence = f"The lead could not be looked at again since the approval: {error}"
        if not sentence:
            return None
        by, when, scheduled = f"{gate.RULE}{self.job.name}", self._clock(), opened.state.status is Status.SCHEDULED
        archive.change_state(
            self.folder,
            opened.state.revision,
            lambda state: gate.move(state, Status.HELD, by=by, when=when, sha256="", reason=sentence, rule=True),
            archive.log_line(str(Status.HELD), when=when, by=by, reason=sentence),
        )
        return self._wait("held", opened, (sentence, *(self._taken_back() if scheduled else ())), what="moved")

    def _taken_back(self) -> tuple[str, ...]:
        """Drafts again of what would go live by itself; what could not be is for a person to do, and is said."""
        how = (self.settings, self._clock, self.step, self._pause, self.held.owner)
        outcomes = self._hands.back(self.day, *how)
        for outcome in outcomes:
            self._write(outcome.what, named(outcome))
        return tuple(f"Take it off there by hand: {one.sentence}" for one in outcomes if not one.well)

    def _standing_by(self, opened: Opened) -> Ended:
        """What is scheduled stands there and goes live by itself; shortly before, the lead is looked at again."""
        at, now = self.job.goes_live(self.held.slot), self._clock()
        if now < at - BEFORE:
            return Ended(WAITING, self.held.sentence, min(at - BEFORE, now + LONG))
        return (self._went_by(opened) if now < at else None) or Ended("done", self.held.sentence)

    def _wait(self, kind: str, opened: Opened, reasons: tuple[str, ...], what: str = "") -> Ended:
        """Tell people once what stands against it, once more before it is too late, and look again later."""
        sentence = " ".join(reasons)
        self._inform(kind, opened, sentence, what)
        until, now = self.held.slot + self.job.approve_by, self._clock()
        if self.job.escalate > ZERO and until - self.job.escalate <= now < until:
            left = f"{max(1, round((until - now) / timedelta(minutes=1)))} minutes are left, and nobody has decided. "
            self._inform("waiting", opened, left + sentence, "escalated")
        return Ended(WAITING, sentence, now + LOOK)

    def _publish(self, opened: Opened, by: str) -> Ended:
        """Everywhere at once; what did not arrive is tried again until the slot's time is over."""
        if self.settings.stop_file.exists():  # it came while the day was told
            return Ended(WAITING, f"{self.settings.stop_file} is there.", self._clock() + LOOK)
        wish = self._wish()
        self._note("publishing", f"To {', '.join(self.job.to) or 'nowhere'} as {wish.stage}.")  # the fence
        how = (self.settings, self._clock, wish, by, self.step, self._pause, self.held.owner)
        outcomes = self._hands.send(self.day, self.job.to, *how) if self.job.to else ()
        for outcome in outcomes:
            self._write(outcome.what, named(outcome))
        failed = [one for one in outcomes if not one.well]
        if failed:
            return self._troubled("; ".join(map(named, failed)), opened)
        self._note("published")
        sentence = went_to(outcomes, wish) or f"The day is told and lies in {self.folder}."
        link = next((one.standing.url for one in outcomes if one.standing and one.standing.url), "")
        what = "published again" if "moved" in self.held.told else ""
        self._inform("ready" if wish.stage is Stage.DRAFT else "published", opened, sentence, what, link)
        if wish.at and wish.at - BEFORE > self._clock():
            return Ended(WAITING, sentence, min(wish.at - BEFORE, self._clock() + LONG))
        return Ended("done", sentence)

    def _wish(self) -> Wish:
        if self.job.status is not Stage.SCHEDULED:
            return Wish(self.job.status)
        at = self.job.goes_live(self.held.slot)
        return Wish(Stage.SCHEDULED, at) if at > self._clock() + timedelta(minutes=1) else Wish(Stage.LIVE)

    def _troubled(self, sentence: str, opened: Opened | None = None) -> Ended:
        """Something failed: people are told once, and it is tried again as long as there is time."""
        now = self._clock()
        look_at = now + TRIES[min(self.held.attempts, len(TRIES)) - 1]
        until = ends(self.job, self.held.slot)
        if look_at > until:
            self._inform("failed", opened, sentence)
            return Ended("failed", sentence)
        self._inform("failed", opened, f"{sentence} It is tried again until {until:%H:%M} UTC.")
        return Ended(WAITING, sentence, look_at)

    def _over(self) -> Ended:
        """The slot's time is over: said once, with why."""
        why = self.held.sentence or "no run got to it"
        if self.held.step == "published":
            return Ended("done", why)
        if "failed" in self.held.told:
            self._inform("failed", None, f"It failed until its time was over: {why}", "given up")
            return Ended("failed", why)
        sentence = f"Nothing went out for {self.held.slot:%d %b %H:%M} UTC: {why.removesuffix('.')}."
        self._inform("missed", None, sentence)
        return Ended("missed", sentence)

    def _inform(self, kind: str, opened: Opened | None, sentence: str, what: str = "", link: str = "") -> None:
        """Tell people, once for each `what` of this slot."""
        what, told = what or kind, self.held.told
        if what in told or (what == "asked" and ASKED & set(told)):
            return
        bulletin: Bulletin = bulletin_of(
            kind, self.job, self.day, self.settings, opened, sentence, self._clock(), link=link
        )
        for trouble in self._hands.inform(bulletin, self.settings, self._clock()):
            self._write("not told", trouble)
        self._keep(told=(*told, what))
        self._write("told people", f"{kind}: {sentence}")

    def step(self, text: str) -> None:
        """Hears what is being done: the run lives, and holds its slot further."""
        self._live()
        self._log.say(f"  {text}")

    def _pause(self, seconds: float) -> None:
        """Wait, and hold the slot meanwhile."""
        self._live()
        self._hands.pause(seconds)

    def _live(self) -> None:
        if self._clock() - self._beat >= BEAT or self._clock() < self._beat:
            self._keep()

    def _note(self, step: str, sentence: str = "") -> None:
        self._keep(step=step)
        if sentence:
            self._write(step, sentence)

    def _keep(self, *, step: str | None = None, told: tuple[str, ...] | None = None) -> None:
        now = self._clock()
        held = self._history.keep_slot(self.held, until=now + LEASE, now=now, step=step, told=told)
        if held is None:
            raise LostError
        self.held, self._beat = held, now

    def _write(self, event: str, sentence: str) -> None:
        self._log.write(event, sentence, self._clock(), job=self.job.name, slot=self.held.slot)
