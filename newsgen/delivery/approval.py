"""Approving a told day away from the desk: the very bytes of article.md as they stand, through the gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from newsgen import archive, gate
from newsgen.delivery.publish import OUT
from newsgen.delivery.release import Opened, release_of
from newsgen.errors import GateError, StaleError
from newsgen.model import Severity, State, Status
from newsgen.settings import Settings


def look(day: date, settings: Settings) -> Opened:
    """The day as it stands, and what is found in it now; raises ArchiveError where it was not told."""
    return release_of(settings.out / day.isoformat(), settings)


def approve(
    seen: Opened, settings: Settings, *, by: str, when: datetime, let_pass: Sequence[str] = (), reason: str = ""
) -> State:
    """Approve the words that were seen; HOLDs whose guards `let_pass` names are let pass first, for `reason`.

    Raises GateError where something stands against it or the day is further already, StaleError where the words or
    the decisions are others by now; then nothing is changed.
    """
    day, sha = seen.release.day, seen.release.text
    folder = settings.out / day.isoformat()
    _demand_holds(seen, let_pass)
    if seen.clearance.approved and seen.clearance.may_go:
        raise GateError(f"{seen.clearance.approved.by} approved these very words of {day} already.")
    if against := shut(seen):
        raise GateError(against)

    def change(state: State) -> State:
        if archive.standing(folder) != sha:
            raise StaleError(f"{day}: the words were changed meanwhile; look at them again.")
        for hold in (one for one in seen.clearance.holds if one.id in let_pass):
            state = gate.override(state, hold, by=by, when=when, reason=reason)
        if state.status is Status.APPROVED:  # of other words, before
            state = gate.move(state, Status.IN_REVIEW, by=by, when=when, sha256=sha)
        return gate.move(state, Status.APPROVED, by=by, when=when, sha256=sha, findings=seen.findings)

    archive.keep_version(folder, seen.text)
    passed = {"let_pass": list(let_pass), "reason": reason} if let_pass else {}
    line = archive.log_line(str(Status.APPROVED), when=when, by=by, text=sha, **passed)
    return archive.change_state(folder, seen.state.revision, change, line)


def shut(seen: Opened) -> str:
    """Why the day is past approving, and what is done instead; "" where it is not."""
    day, state = seen.release.day, seen.state
    if state.status is Status.HELD:
        why = state.reason or "no reason was given"
        return f"{day} is held: {why}; newsgen hold {day} --lift --by NAME takes the hold off."
    if state.status is Status.WITHDRAWN:
        return f"{day} is withdrawn: {state.reason or 'no reason was given'}; nothing of it goes out."
    if state.status in OUT:
        return f"{day} is {state.status}; newsgen correct {day} or newsgen refile {day} brings other words to readers."
    return ""


def _demand_holds(seen: Opened, let_pass: Sequence[str]) -> None:
    """Raises GateError for a name that is no open HOLD of the day."""
    for name in let_pass:
        if any(one.id == name and one.severity is Severity.BLOCK for one in seen.findings):
            raise GateError(f"{name} blocks and cannot be let pass; mend the text or the data.")
        if all(one.id != name for one in seen.clearance.holds):
            there = ", ".join(dict.fromkeys(one.id for one in seen.clearance.holds)) or "none"
            raise GateError(f"No finding {name} asks for a person; those that do: {there}.")
