"""A line of the journal while a run holds it: what is written down before and after each step, and what is said."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from newsgen.delivery.seen import as_known, recorded
from newsgen.destinations import Destination
from newsgen.errors import HistoryError, PublishError, TakenError
from newsgen.http import Unknown
from newsgen.model import Delivery, Outcome, Release, Stage, Standing, Wish

Clock: TypeAlias = Callable[[], datetime]
_SPOKEN = {Stage.SCHEDULED: "it is scheduled there", Stage.LIVE: "it is live there",
           Stage.WITHDRAWN: "it is withdrawn there"}  # fmt: skip


class Journal(Protocol):
    """What `newsgen.history.History` is to deliveries."""

    def delivery(self, destination: str, key: str) -> Delivery | None:
        """The line of an article at a destination."""

    def take(self, destination: str, key: str, owner: str, until: datetime, now: datetime, fresh: Delivery) -> Delivery:
        """Hold a line for a run; raises TakenError where another one holds it."""

    def note(self, delivery: Delivery, until: datetime | None = None) -> None:
        """Write a line; raises TakenError where this run does not hold it any more."""


@dataclass
class Held:
    """One article, one destination, one run."""

    destination: Destination
    release: Release
    journal: Journal
    clock: Clock
    owner: str
    sleep: Callable[[float], object]
    force: bool
    amend: bool
    dry: bool
    may: Callable[[], object]
    earlier: Callable[[str], Release | None] = lambda _: None
    line: Delivery | None = None
    notes: list[str] = field(default_factory=list)

    def told(self, work: Callable[[], Outcome]) -> Outcome:
        """What became of it; the line is let go of."""
        try:
            self.notes += self.destination.ready()
            self.take()
            outcome = work()
        except PublishError as error:
            outcome = self.outcome("refused", str(error))
        except Unknown as error:
            outcome = self.outcome("refused", f"{self.name}: {error}; nothing was changed, try again later.")
        finally:
            self.let_go()
        notes = (*self.notes, *getattr(self.destination, "notes", ()))  # what it found on the way, where it tells
        return replace(outcome, notes=tuple(notes), requests=tuple(self.destination.requests))

    # ---- the journal -----------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The destination's."""
        return self.destination.name

    @property
    def settle(self) -> timedelta:
        """How long what was sent can still arrive."""
        return timedelta(seconds=self.destination.settle)

    @property
    def mine(self) -> Delivery:
        """The line that this run holds."""
        assert self.line is not None
        return self.line

    def take(self) -> None:
        """Hold the line; a run that died holds it until nothing that it sent can arrive any more."""
        now, release = self.clock(), self.release
        fresh = Delivery(
            self.name, release.key, release.day, release.series, "new", now, Stage.DRAFT, release.slug,
            release.version, "", release.text, owner=self.owner,
        )  # fmt: skip
        if self.dry:
            self.line = self.journal.delivery(self.name, release.key) or fresh
            return
        patience = now + 2 * self.settle + timedelta(seconds=2)
        while self.line is None:
            try:
                self.line = self.journal.take(
                    self.name, release.key, self.owner, self.clock() + self.settle, self.clock(), fresh
                )
            except TakenError:
                if self.clock() >= patience:
                    raise
                self.sleep(min(5.0, max(0.05, self.destination.settle / 20)))

    def let_go(self) -> None:
        if self.line is not None and not self.dry:
            with suppress(TakenError, HistoryError):
                self.journal.note(self.line)

    def noted(self, line: Delivery) -> Delivery:
        if not self.dry:
            self.journal.note(line, self.clock() + self.settle)
        self.line = line
        return line

    def start(self, sent: str, wish: Wish) -> datetime:
        """Write down what is about to be sent; from here on it may be there."""
        self.may()
        now, release = self.clock(), self.release
        self.noted(
            replace(
                self.mine, state="started", started_at=now, finished_at=None, stage=wish.stage, sha256=sent,
                text=release.text, version=release.version, slug=release.slug,
            )
        )  # fmt: skip
        return now

    # ---- outcomes --------------------------------------------------------------------------------------------------

    def outcome(self, what: str, sentence: str, standing: Standing | None = None) -> Outcome:
        return Outcome(self.name, what, sentence, standing)

    def done(self, one: Standing, sent: str, what: str, said: str, state: str = "done") -> Outcome:
        self.noted(recorded(self.mine, one, self.release, sent, self.clock(), state))
        if self.dry and what not in ("unchanged", "adopted"):
            return self.outcome("would", f"{self.name}: it would be {what}.", one)
        where = f"  {one.url}" if one.url else ""
        return self.outcome(what, f"{self.name}: {what}; {said}{where}", one)

    def rejected(self, trashed: Standing | None) -> Outcome:
        """A person does not want it there: it is not made again."""
        known = as_known(trashed, self.mine) if trashed else self.mine.standing
        line = replace(self.mine, state="rejected", standing=known, finished_at=self.clock())
        self.noted(line)
        if trashed:
            sentence = f"{self.name}: a person put the article into the trash; restore it there if it is to go out."
        else:
            stood = f" (it stood at {line.standing.url})" if line.standing and line.standing.url else ""
            sentence = (
                f"{self.name}: the article is not there any more{stood} and is not made again: a person deleted it, or "
                "the settings lead to another place; use --force if it is to be made."
            )
        return self.outcome("rejected", sentence, line.standing)

    def lost(self, why: str) -> Outcome:
        again = f"look there, then publish {self.release.day} again: it is looked for before anything is sent."
        return self.outcome("unknown", f"{self.name}: {why}; {again}")


def spoken(one: Standing) -> str:
    """How far an article is let go where it stands, in words."""
    if one.stage is Stage.SCHEDULED and one.at:
        return f"it goes live there at {one.at:%Y-%m-%d %H:%M} UTC"
    return _SPOKEN.get(one.stage, "it stands there as a draft") if one.stage else "it stands there as a draft"
