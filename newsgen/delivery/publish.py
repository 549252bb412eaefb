"""A day to its destinations: the gate first, then each place once, then what became of it in the day's own files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from newsgen import archive, gate
from newsgen.delivery.errand import Call, Clock, Errand, Step
from newsgen.delivery.once import deliver
from newsgen.delivery.release import Opened
from newsgen.errors import GateError, PublishError
from newsgen.history import open_history
from newsgen.live.day import history_place
from newsgen.model import Delivery, Outcome, Severity, Stage, Status, Wish
from newsgen.settings import Settings

PUBLIC = (Stage.SCHEDULED, Stage.LIVE)
OUT = (Status.PUBLISHED, Status.CORRECTED, Status.REFILED)
_STEPS = {Stage.SCHEDULED: Status.SCHEDULED, Stage.LIVE: Status.PUBLISHED}
_FROM = {Stage.SCHEDULED: (Status.APPROVED,), Stage.LIVE: (Status.APPROVED, Status.SCHEDULED)}


def publish(
    day: date,
    names: Sequence[str],
    settings: Settings,
    clock: Clock,
    *,
    wish: Wish,
    by: str = "",
    dry: bool = False,
    step: Step = str,
    owner: str = "",
    force: bool = False,
    sleep: Callable[[float], object] = time.sleep,
) -> tuple[Outcome, ...]:
    """Deliver a told day to the destinations that the settings call `names`, each exactly once; one outcome for each.

    wish   a draft (people with a login see it), or scheduled or live: that demands the approval of these very bytes
    by     who lets it go; the one who approved where it is empty
    dry    nothing is sent or written down; the outcomes have the requests
    owner  names this run in the journal
    force  over what a person changed or deleted there
    Raises GateError where it may not go out, PublishError for a wish that makes no sense, SettingsError for a
    destination that is not there, ArchiveError for a day that was not told.  What one destination refuses is an
    outcome, and the others still get theirs.
    """
    wish = sensible(wish, clock())
    errand = Errand(day, settings, clock, names, dry, owner, step)
    opened = errand.open()
    demand_clear(opened, wish, settings)
    holds = tuple(f"{one.id} asks for a person: {one.message}" for one in opened.clearance.holds)

    def work(call: Call) -> Outcome:
        release = replace(call.opened.release, version=max(1, call.line.version if call.line else 1))
        outcome = deliver(
            call.place,
            release,
            wish,
            call.journal,
            clock,
            sleep=sleep,
            force=force,
            earlier=call.earlier,
            **call.options(),
        )
        return replace(outcome, notes=(*outcome.notes, *holds))

    outcomes = errand.run(work, lambda opened: demand_clear(opened, wish, settings))
    if not dry:
        _move(errand.folder, opened, wish, outcomes, by, clock())
    return outcomes


def remains(day: date, settings: Settings) -> tuple[Delivery, ...]:
    """Where a day went, from the journal; nothing is asked and nothing is made."""
    place = history_place(settings)
    if "://" not in place and not Path(place).is_file():
        return ()
    with open_history(place) as history:
        return tuple(line for line in history.deliveries(day=day) if line.state != "new")


def sensible(wish: Wish, now: datetime) -> Wish:
    """The wish, its moment without fractions; raises PublishError for one that makes no sense."""
    if wish.stage not in (Stage.DRAFT, *PUBLIC):
        raise PublishError(f"An article is not published as {wish.stage}; see newsgen withdraw.")
    if wish.stage is not Stage.SCHEDULED:
        if wish.at is not None:
            raise PublishError("A moment is for what is scheduled; add --status scheduled, or leave --at out.")
        return wish
    if wish.at is None:
        raise PublishError("What is scheduled needs a moment; add --at 2025-07-15T07:00Z.")
    if wish.at.tzinfo is None:
        raise PublishError("The moment has no zone; write it as 2025-07-15T07:00Z.")
    if wish.at <= now:
        raise PublishError(f"{wish.at:%Y-%m-%d %H:%M %Z} is past; name a moment to come, or publish it live.")
    return replace(wish, at=wish.at.replace(microsecond=0))


def demand_clear(opened: Opened, wish: Wish, settings: Settings) -> None:
    """Raises GateError where the article may not go that far: every channel passes here."""
    demand_no_stop(settings)
    state, found = opened.state, opened.clearance
    if state.status in (Status.HELD, Status.WITHDRAWN):
        raise GateError(f"The day is {state.status}: {state.reason or 'no reason was given'}; nothing goes out.")
    if found.blocks:
        first = next(one for one in opened.findings if one.severity is Severity.BLOCK)
        more = f" and {len(found.blocks) - 1} more" if len(found.blocks) > 1 else ""
        raise GateError(f"{first.id} blocks the article{more} and nothing goes out: {first.message}")
    if wish.stage in PUBLIC and opened.release.sample:
        raise GateError("The article tells of made-up data; it goes out as a draft, never to readers.")
    if wish.stage in PUBLIC and not found.may_go:
        day = opened.release.day
        if state.status in OUT:
            raise GateError(
                f"{day} is {state.status}, and its text is another one now: "
                f"newsgen correct {day} or newsgen refile {day} shows how readers get it."
            )
        ways = f" Approve it at the desk (newsgen preview {day}) or with newsgen approve {day}."
        more = "" if found.approved else ways
        raise GateError(f"The article may not go to readers: {' '.join(found.why_not)}{more}")


def demand_no_stop(settings: Settings) -> None:
    """Raises GateError while the stop file is there."""
    if settings.stop_file.exists():
        raise GateError(f"Nothing goes out while {settings.stop_file} is there; remove it to go on.")


def _move(folder: Path, opened: Opened, wish: Wish, outcomes: Sequence[Outcome], by: str, now: datetime) -> None:
    """The day's state once readers see it, or will; one place where it stands is enough."""
    step = _STEPS.get(wish.stage)
    if step is None or not any(outcome.well for outcome in outcomes) or opened.state.status not in _FROM[wish.stage]:
        return
    approval = opened.state.approval
    person = by or (approval.by if approval else "")
    line = archive.log_line(str(step), when=now, by=person, text=opened.release.text, at=wish.at)
    archive.change_state(
        folder,
        None,
        lambda state: gate.move(
            state, step, by=person, when=now, sha256=opened.release.text, findings=opened.findings, rule=True
        ) if state.status in _FROM[wish.stage] else state,
        line,
    )  # fmt: skip
