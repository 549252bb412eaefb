"""The gate: whether a day may go out as it stands, and what stands against it.

A BLOCK stops every day and can only be mended.  A HOLD stops a day until a named person lets it pass with a reason.
An approval counts for the very bytes that were approved and for no others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newsgen.errors import GateError
from newsgen.model import Approval, Finding, Override, Severity, State, Status

_MOVES: dict[Status, tuple[Status, ...]] = {
    Status.DRAFT: (Status.IN_REVIEW, Status.APPROVED),
    Status.IN_REVIEW: (Status.DRAFT, Status.APPROVED),
    Status.APPROVED: (Status.IN_REVIEW, Status.SCHEDULED, Status.PUBLISHED),
    Status.SCHEDULED: (Status.IN_REVIEW, Status.APPROVED, Status.PUBLISHED),
    Status.PUBLISHED: (Status.CORRECTED, Status.REFILED, Status.WITHDRAWN),
    Status.CORRECTED: (Status.CORRECTED, Status.REFILED, Status.WITHDRAWN),
    Status.REFILED: (Status.CORRECTED, Status.REFILED, Status.WITHDRAWN),
    Status.HELD: (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.WITHDRAWN),
    Status.WITHDRAWN: (),
}
_OUT = (Status.PUBLISHED, Status.CORRECTED, Status.REFILED)
_GOING = (Status.APPROVED, Status.SCHEDULED, *_OUT)
RULE = "policy:"  # how the schedule's rules sign: no person's name begins so
_REASONED = (Status.HELD, Status.WITHDRAWN, Status.CORRECTED)


@dataclass(frozen=True, slots=True)
class Clearance:
    """What stands between a day and its readers; `why_not` says it in sentences and is empty where nothing does."""

    blocks: tuple[Finding, ...]
    holds: tuple[Finding, ...]  # those that nobody let pass
    overridden: tuple[tuple[Finding, Override], ...]
    warns: tuple[Finding, ...]
    approved: Approval | None  # the approval of these very bytes
    may_go: bool
    why_not: tuple[str, ...]


def key(finding: Finding) -> str:
    """The finding by what it says and where, so that an override is for this finding and for no other of its guard."""
    said = "\n".join((finding.id, finding.where, finding.message, *finding.facts))
    return f"{finding.id}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def clear(findings: Sequence[Finding], state: State, sha256: str) -> Clearance:
    """Hold the findings of a text, whose article.md has this SHA-256, against what the desk decided."""
    overrides = {override.finding: override for override in state.overrides if override.by and override.reason}
    blocks = tuple(finding for finding in findings if finding.severity is Severity.BLOCK)
    held = [finding for finding in findings if finding.severity is Severity.HOLD]
    holds = tuple(finding for finding in held if key(finding) not in overrides)
    overridden = tuple((finding, overrides[key(finding)]) for finding in held if key(finding) in overrides)
    warns = tuple(finding for finding in findings if finding.severity is Severity.WARN)
    given = state.approval
    approved = given if given and given.sha256 == sha256 and state.status in _GOING else None
    why_not = (*_stopped(state), *_against(blocks, holds), *_unapproved(state, approved))
    return Clearance(blocks, holds, overridden, warns, approved, not why_not, why_not)


def allowed(status: Status) -> tuple[Status, ...]:
    """Where a day can go from here; any day that is not withdrawn can be held."""
    stop = () if status in (Status.HELD, Status.WITHDRAWN) else (Status.HELD,)
    return (*_MOVES[status], *stop)


def move(
    state: State,
    to: Status,
    *,
    by: str,
    when: datetime,
    sha256: str,
    reason: str = "",
    findings: Sequence[Finding] = (),
    rule: bool = False,
) -> State:
    """The state after a named person took the day a step further; `findings` are those of the text as it stands.

    `rule` says that it is the schedule that moves it, by a rule of that name, and not a person.
    Raises GateError for a step that is not allowed, and says why.
    """
    by, reason = _line(by), _line(reason)
    if not by:
        raise GateError("A day is moved by a person; give a name.")
    if not rule:
        demand_person(by)
    if to not in allowed(state.status):
        ways = ", ".join(allowed(state.status)) or "nothing else"
        raise GateError(f"A day that is {state.status} cannot become {to}; it can become {ways}.")
    if to in _REASONED and not reason:
        raise GateError(f"A day becomes {to} for a reason; give one.")
    if to is Status.APPROVED:
        stops = _against(*_open(findings, state))
        if stops:
            raise GateError(f"The day cannot be approved: {' '.join(stops)}")
        return replace(state, status=to, reason="", approval=Approval(by, when, sha256))
    if to in (Status.SCHEDULED, *_OUT):
        _demand_clear(findings, state, to, sha256)
    if to in (Status.CORRECTED, Status.REFILED):  # whoever sends the new words answers for them
        return replace(state, status=to, reason=reason, approval=Approval(by, when, sha256))
    return replace(state, status=to, reason=reason)


def override(state: State, finding: Finding, *, by: str, when: datetime, reason: str) -> State:
    """The state with a HOLD let pass by a named person; raises GateError for a BLOCK, or without name or reason."""
    by, reason = _line(by), _line(reason)
    demand_person(by)
    if finding.severity is Severity.BLOCK:
        raise GateError(f"{finding.id} blocks and cannot be let pass; mend the text or the data.")
    if not by or not reason:
        raise GateError(f"{finding.id} is let pass by a person with a reason; give both.")
    others = tuple(one for one in state.overrides if one.finding != key(finding))
    return replace(state, overrides=(*others, Override(key(finding), by, when, reason)))


def demand_person(by: str) -> None:
    """Raises GateError for a name that would pass for one of the schedule's rules."""
    if _line(by).casefold().startswith(RULE):
        raise GateError(f"{_line(by)!r} is how the schedule's rules sign, and no person's name; give your own.")


def _open(findings: Sequence[Finding], state: State) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    found = clear(findings, state, "")
    return found.blocks, found.holds


def _demand_clear(findings: Sequence[Finding], state: State, to: Status, sha256: str) -> None:
    approval = state.approval
    corrects = to in (Status.CORRECTED, Status.REFILED)
    if not corrects and (approval is None or approval.sha256 != sha256):
        raise GateError(f"The day cannot become {to}: its text was changed after the approval; approve it again.")
    stops = _against(*_open(findings, state))
    if stops:
        raise GateError(f"The day cannot become {to}: {' '.join(stops)}")


def _stopped(state: State) -> tuple[str, ...]:
    if state.status not in (Status.HELD, Status.WITHDRAWN):
        return ()
    return (f"The day is {state.status}: {state.reason or 'no reason was given'}.",)


def _against(blocks: Sequence[Finding], holds: Sequence[Finding]) -> tuple[str, ...]:
    found = []
    if blocks:
        found.append(f"{_many(blocks, 'finding blocks', 'findings block')} it ({_ids(blocks)}); mend them.")
    if holds:
        asks = _many(holds, "finding asks", "findings ask")
        found.append(f"{asks} for a person ({_ids(holds)}); mend them or let them pass with a reason.")
    return tuple(found)


def _unapproved(state: State, approved: Approval | None) -> tuple[str, ...]:
    if approved is not None:
        return ()
    if state.approval is None:
        return ("Nobody approved it.",)
    return (f"The text changed after {state.approval.by} approved it; approve it again.",)


def _many(found: Sequence[Finding], one: str, many: str) -> str:
    return f"{len(found)} {one if len(found) == 1 else many}"


def _ids(found: Sequence[Finding]) -> str:
    return re.sub(r"\s+", " ", ", ".join(dict.fromkeys(finding.id for finding in found)))


def _line(text: str) -> str:
    return " ".join(text.split())
