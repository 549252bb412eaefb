"""Sending a day to its readers, changing what they have, stopping it: asked for on a page and done in a thread.

Whoever decides names the text and the decisions that were seen; the gate, the journal and the log are those of every
other way out (see `newsgen.delivery`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

from newsgen import archive, delivery
from newsgen.delivery.correct import correct, refile
from newsgen.delivery.halt import hold, let_go_on, withdraw
from newsgen.delivery.publish import demand_clear, sensible
from newsgen.delivery.seen import sorted_out
from newsgen.desk.outgoing import SENDING, Revisions
from newsgen.desk.underway import Said, Step, Underway
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.destinations import Careful, open_destination
from newsgen.errors import DeskError, GateError, NewsgenError, StaleError
from newsgen.http import Unknown
from newsgen.model import Delivery, Outcome, Stage, Standing, Status, Wish


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person decided on: who, the revision of the decisions, the text, and the form that asks."""

    by: str
    revision: int
    sha256: str
    form: str


@dataclass(frozen=True, slots=True)
class Sendoff:
    """The ways out of the desk."""

    bench: Workbench
    underway: Underway
    revisions: Revisions

    def publish(self, day: date, names: Sequence[str], wish: Wish, seen: Seen) -> str:
        """Set out to publish a day; what cannot be is said at once.

        Raises GateError and PublishError as `newsgen.delivery.publish` does, StaleError where the day is another.
        """
        if self._asked(day, seen):
            return self._on_its_way(day)
        sheet = self._sheet(day, seen)
        if not names:
            raise DeskError("Choose at least one place to send it to.")
        wish = sensible(wish, self.bench.clock())
        demand_clear(delivery.release_of(sheet.folder, self.bench.settings), wish, self.bench.settings)
        self._log(sheet, seen, names, str(wish.stage))

        def work(step: Step) -> tuple[Said, ...]:
            return told(
                delivery.publish(
                    day, names, self.bench.settings, self.bench.clock, wish=wish, by=seen.by, step=step
                )
            )  # fmt: skip

        return self._start(day, seen, f"Sending to {', '.join(names)}", work)

    def correct(self, day: date, seen: Seen, reason: str, note: str) -> str:
        """Set out to correct what readers have, with the note that the person read or wrote."""
        return self._amend(day, seen, reason, note, "Correcting", correct)

    def refile(self, day: date, seen: Seen, reason: str) -> str:
        """Set out to send a slip again."""
        return self._amend(day, seen, reason, "", "Sending again", refile)

    def withdraw(self, day: date, seen: Seen, reason: str) -> str:
        """Set out to take the day back wherever it went; readers read the reason."""
        if self._asked(day, seen):
            return self._on_its_way(day)
        self._undecided(day, seen)
        if not reason:
            raise GateError("A day becomes withdrawn for a reason; give one.")

        def work(step: Step) -> tuple[Said, ...]:
            return told(withdraw(day, self.bench.settings, self.bench.clock, by=seen.by, reason=reason, step=step))

        return self._start(day, seen, "Withdrawing", work)

    def look(self, day: date, seen: Seen) -> str:
        """Set out to look at every place whether the article stands there as newsgen sent it; changes nothing."""

        def work(step: Step) -> tuple[Said, ...]:
            return tuple(self._looked(line, step) for line in delivery.remains(day, self.bench.settings))

        return self._start(day, seen, "Looking there", work)

    def _looked(self, line: Delivery, step: Step) -> Said:
        """What stands at a place."""
        name, table = line.destination, self.bench.settings.destinations.get(line.destination)
        if table is None:
            return Said(name, False, "It is not in the settings any more, so nobody can look.")
        step(f"Looking at {name}")
        options = {option: value for option, value in table.items() if option != "canonical"}
        try:
            with closing(Careful(open_destination(name, options, dry=False, now=self.bench.clock()))) as place:
                place.ready()
                known = line.standing.id if line.standing else ""
                found = sorted_out(place.find(line.key, line.slug, known), line, line.slug)
        except (NewsgenError, Unknown) as error:
            return Said(name, False, str(error))
        if not found.mine:
            gone = "a person threw it away there" if found.rejected else "nothing of it stands there any more"
            return Said(name, False, f"{gone[0].upper()}{gone[1:]}.")
        one = found.mine[0]
        if line.standing is None or not same(one, line.standing):
            pull = f"newsgen pull {line.day} --from {name} brings it home"
            return Said(name, False, f"It is not as newsgen sent it: a person changed it there; {pull}.")
        return Said(name, True, f"It stands there as newsgen sent it, {one.stage}.")

    def hold_back(self, day: date, seen: Seen, reason: str) -> str:
        """A day that was held: set out to take back what is scheduled of it; "" where nothing is."""
        lines = delivery.remains(day, self.bench.settings)
        if not any(line.stage is Stage.SCHEDULED for line in lines):
            return ""

        def work(step: Step) -> tuple[Said, ...]:
            return told(hold(day, self.bench.settings, self.bench.clock, by=seen.by, reason=reason, step=step))

        return self._start(day, seen, "Taking back what is scheduled", work)

    def let_go_on(self, day: date, seen: Seen) -> Status:
        """Take a hold off a day that readers see."""
        self._undecided(day, seen)
        return let_go_on(day, self.bench.settings, self.bench.clock, by=seen.by).status

    def _amend(
        self, day: date, seen: Seen, reason: str, note: str, what: str, way: Callable[..., tuple[Outcome, ...]]
    ) -> str:
        if self._asked(day, seen):
            return self._on_its_way(day)
        self._undecided(day, seen)
        if way is correct and not reason:
            raise GateError("A day becomes corrected for a reason; give one.")
        revision = self.revisions.proposed(day, note)
        if revision.sha256 != seen.sha256:
            raise StaleError(f"{day}: it would be another text by now than the one you saw; look at it and repeat.")
        settings, clock = self.bench.settings, self.bench.clock

        def work(step: Step) -> tuple[Said, ...]:
            return told(way(revision, settings, clock, by=seen.by, reason=reason, step=step))

        return self._start(day, seen, what, work)

    def _sheet(self, day: date, seen: Seen) -> Sheet:
        sheet = self.bench.sheet(day)
        if sheet.error:
            raise GateError(f"Nothing goes out while something cannot be read: {sheet.error}")
        self._undecided(day, seen)
        if not seen.sha256 == sheet.sha256 == sheet.filed:
            raise StaleError(f"{day}: the text is another one than the one you saw; look at it, file it and repeat.")
        return sheet

    def _undecided(self, day: date, seen: Seen) -> None:
        """Raises StaleError where somebody decided something since."""
        if archive.read_state(self.bench.folder(day)).revision != seen.revision:
            raise StaleError(f"{day}: somebody else changed the day meanwhile; look at it again and repeat.")

    def _asked(self, day: date, seen: Seen) -> bool:
        """Whether this very form asked before: it is done once."""
        last = self.underway.of(day)
        return last is not None and bool(seen.form) and last.form == seen.form

    def _on_its_way(self, day: date) -> str:
        last = self.underway.of(day)
        return "It was asked for once already; nothing is sent twice." if last else ""

    def _start(self, day: date, seen: Seen, what: str, work: Callable[[Step], Sequence[Said]]) -> str:
        self.underway.start(day, seen.form, what, seen.by, work)
        return f"{what} has begun."

    def _log(self, sheet: Sheet, seen: Seen, names: Sequence[str], stage: str) -> None:
        line = archive.log_line(
            SENDING, when=self.bench.clock(), by=seen.by, to=list(names), stage=stage, text=sheet.sha256
        )
        archive.add_log(sheet.folder, line)


def same(one: Standing, known: Standing) -> bool:
    """Whether the words there are those that came back when newsgen sent them."""
    if one.texts and known.texts:
        return dict(one.texts) == dict(known.texts)
    return one.touched == known.touched


def told(outcomes: Sequence[Outcome]) -> tuple[Said, ...]:
    """What became of it at each place."""
    return tuple(Said(one.destination, one.well, one.sentence, one.notes) for one in outcomes)


def wish_of(form: Mapping[str, str]) -> Wish:
    """What a form asks for; raises DeskError for a time that is none."""
    try:
        stage = Stage(form.get("stage", ""))
    except ValueError:
        raise DeskError("Choose whether it is sent as a draft, scheduled, or live.") from None
    return Wish(stage, moment(form.get("at", ""), form.get("zone", "UTC")) if stage is Stage.SCHEDULED else None)


def moment(local: str, zone: str) -> datetime:
    """A local time of a zone in UTC; of an hour that comes twice in autumn the first.

    >>> str(moment("2025-07-15T07:00", "Europe/Berlin"))
    '2025-07-15 05:00:00+00:00'
    """
    if zone not in available_timezones():
        raise DeskError(f"No zone is called “{zone[:40]}”; write it as Europe/Berlin or UTC.")
    try:
        naive = datetime.fromisoformat(local)
    except ValueError:
        raise DeskError("Say when it goes live: a day and a time.") from None
    if naive.tzinfo is not None:
        raise DeskError("Say when it goes live: a day and a time, in the zone beside it.")
    there = naive.replace(tzinfo=ZoneInfo(zone))
    found = there.astimezone(UTC)
    if found.astimezone(there.tzinfo).replace(tzinfo=None) != naive:
        raise DeskError(f"{naive:%H:%M} does not exist in {zone} on {naive:%d %B %Y}: clocks go forward over it.")
    return found
