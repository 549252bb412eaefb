"""Today: where a day stands, what the checks found, what can be done next, and the days before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen import archive, gate
from newsgen.desk.apart import FIELDS
from newsgen.desk.decisions import let_pass, take_step
from newsgen.desk.editing import fixes
from newsgen.desk.outgoing import Place, Waits, is_out, places, waits
from newsgen.desk.sendoff import Seen
from newsgen.desk.site import Desk, Tab, back, day_of, desk_of, form_of, number_in, session_of
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import ArchiveError, GateError, NewsgenError
from newsgen.model import Finding, Override, Severity, Status

TAB = Tab("today", "Today", "t")
LONGEST = 300  # characters of a reason
SIGNS = {
    Status.DRAFT: "○", Status.IN_REVIEW: "◐", Status.APPROVED: "✓", Status.SCHEDULED: "◷", Status.PUBLISHED: "●",
    Status.HELD: "‖", Status.REFILED: "↻", Status.CORRECTED: "✎", Status.WITHDRAWN: "✕",
}  # fmt: skip
WORDS = {Severity.BLOCK: "Block", Severity.HOLD: "Hold", Severity.WARN: "Warning"}


@dataclass(frozen=True, slots=True)
class Row:
    """A finding on the preflight card."""

    kind: str = field(metadata={"help": "block, hold, passed or warn"})
    word: str = field(metadata={"help": "The same for people"})
    finding: Finding = field(metadata={"help": "What was found"})
    key: str = field(metadata={"help": "What an override names"})
    passed: Override | None = field(default=None, metadata={"help": "Who let it pass, when and why"})

    @property
    def where(self) -> str:
        """Where it was found, with a field by the name that its box has."""
        name, colon, sentence = self.finding.where.partition(":")
        return FIELDS.get(name, name) + colon + sentence


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done with the day now."""

    to: Status = field(metadata={"help": "The status it leads to"})
    label: str = field(metadata={"help": "What the button says"})
    reason: bool = field(metadata={"help": "Whether a reason has to be given"})
    key: str = field(default="", metadata={"help": "The key that presses it"})
    against: str = field(default="", metadata={"help": "Why it cannot be done yet, or nothing"})


@dataclass(frozen=True, slots=True)
class Past:
    """A day of the calendar."""

    day: date
    status: Status
    sign: str


# What sends the day and what changes for readers stands on Publish.
STEPS = (
    Step(Status.APPROVED, "Approve this text", False, "a"),
    Step(Status.IN_REVIEW, "Send to review", False, "r"),
    Step(Status.HELD, "Hold it", True, "h"),
    Step(Status.DRAFT, "Back to draft", False),
    Step(Status.PUBLISHED, "Let it go on: readers have it", False),
    Step(Status.WITHDRAWN, "Withdraw it", True),
)


async def show(request: Request) -> Response:
    """Status, preflight card, next steps and the calendar."""
    desk = desk_of(request)
    sheet = await desk.sheet(request)
    went = await desk.run(_went, desk, sheet)
    errand = desk.sendoff.underway.of(sheet.day)
    running = errand is not None and errand.ended is None
    out = is_out(sheet, went, desk.bench.clock())
    return desk.page(
        request,
        "today",
        sheet=sheet,
        sign=SIGNS[sheet.state.status],
        rows=tuple(rows(sheet)),
        steps=tuple(steps(sheet, went)),
        went=went,
        held=await desk.run(desk.sendoff.revisions.known, sheet) if out and not running else None,
        waits=await desk.run(_waits, desk, sheet),
        running=running,
        summary=summary(sheet),
        fixes=await desk.run(fixes, sheet),
        months=await desk.run(months, desk.bench),
    )


async def step(request: Request) -> Response:
    """Take the day a step further."""
    desk, form, day = desk_of(request), await form_of(request), day_of(request)
    to = next((one.to for one in STEPS if one.to == form.get("to")), None)
    if to is None:
        raise GateError("There is no such step; load the page again.")
    by, reason = session_of(request).name, reason_in(form)
    seen = Seen(by, number_in(form, "revision"), form.get("sha256", ""), "")
    went = await desk.run(_went, desk, await desk.sheet(request))
    if to is Status.WITHDRAWN and went:
        said = await desk.run(desk.sendoff.withdraw, day, seen, reason)
        return back(request, f"/days/{day}", said)
    if to is Status.PUBLISHED:
        await desk.run(desk.sendoff.let_go_on, day, seen)
        return back(request, f"/days/{day}", f"The day is now {to}.")
    if to is not Status.HELD and any(place.state == "scheduled" for place in went):
        raise GateError("It is scheduled at a destination; hold it, and it becomes a draft there.")
    await desk.run(
        take_step, desk.bench, day, to, by=by, revision=seen.revision, sha256=seen.sha256, reason=reason
    )  # fmt: skip
    also = await desk.run(desk.sendoff.hold_back, day, seen, reason) if to is Status.HELD else ""
    return back(request, f"/days/{day}", " ".join((f"The day is now {to}.", also)).strip())


async def override(request: Request) -> Response:
    """Let a hold pass with a reason."""
    desk, form, day = desk_of(request), await form_of(request), day_of(request)
    await desk.run(
        let_pass, desk.bench, day, form.get("finding", ""), by=session_of(request).name,
        revision=number_in(form, "revision"), reason=reason_in(form),
    )  # fmt: skip
    return back(request, f"/days/{day}", "The hold was let pass; your name and reason are kept.")


def reason_in(form: Mapping[str, str]) -> str:
    """Why somebody decides so; raises GateError for a reason that nobody would read."""
    reason = form.get("reason", "")
    if len(reason) > LONGEST:
        raise GateError(f"A reason has up to {LONGEST} characters; shorten it.")
    return reason


async def file(request: Request) -> Response:
    """File the text as it stands on the desk."""
    desk, day = desk_of(request), day_of(request)
    await desk.run(desk.bench.file, day)
    return back(request, f"/days/{day}", "The text is filed.")


def rows(sheet: Sheet) -> Iterator[Row]:
    """The preflight card: what blocks, what is held, what was let pass, what is worth a look."""
    found = sheet.clearance
    for kind, findings in (("block", found.blocks), ("hold", found.holds)):
        for finding in findings:
            yield Row(kind, WORDS[finding.severity], finding, gate.key(finding))
    for finding, passed in found.overridden:
        yield Row("passed", "Let pass", finding, gate.key(finding), passed)
    for finding in found.warns:
        yield Row("warn", WORDS[finding.severity], finding, gate.key(finding))


def _went(desk: Desk, sheet: Sheet) -> tuple[Place, ...]:
    """Where the day stands."""
    return tuple(place for place in places(sheet, desk.bench.settings, texts=False) if place.state)


def _waits(desk: Desk, sheet: Sheet) -> Waits | None:
    """The slot in which the schedule waits for somebody to approve it; Publish says why a schedule cannot be read."""
    with suppress(NewsgenError):
        return waits(sheet.day, desk.bench.settings)
    return None


def _can(sheet: Sheet, to: Status, went: Sequence[Place]) -> bool:
    """Whether the step is one of this page's: what stands at a destination is taken back by a hold, not by a step."""
    stands = {place.state for place in went}
    if to is Status.PUBLISHED:
        return sheet.state.status is Status.HELD and "live" in stands
    if to in (Status.DRAFT, Status.IN_REVIEW) and sheet.state.status is Status.HELD:
        return "live" not in stands
    return to in (Status.HELD, Status.WITHDRAWN) or "scheduled" not in stands


def steps(sheet: Sheet, went: Sequence[Place] = ()) -> Iterator[Step]:
    """What can be done next; a step that something stands against says what."""
    allowed = tuple(to for to in gate.allowed(sheet.state.status) if _can(sheet, to, went))
    for one in STEPS:
        again = one.to is Status.APPROVED is sheet.state.status and sheet.clearance.approved is None
        if one.to in allowed or again:
            back = one.to is Status.IN_REVIEW and sheet.state.status is not Status.DRAFT
            label = "Back to review" if back else one.label
            yield replace(one, label=label, against=_against(sheet) if one.to is Status.APPROVED else "")


def _against(sheet: Sheet) -> str:
    if sheet.error:
        return "something cannot be read"
    blocks, holds = len(sheet.clearance.blocks), len(sheet.clearance.holds)
    found = [counted(number, word) for number, word in ((blocks, "block"), (holds, "hold")) if number]
    return f"{' and '.join(found)} {'stands' if blocks + holds == 1 else 'stand'} against it" if found else ""


def summary(sheet: Sheet) -> str:
    """The day in one line that fits a chat: "BTC recap 14 July 2025: 0 blocks, 1 hold (D4), 2 warnings"."""
    found = sheet.clearance
    holds = counted(len(found.holds), "hold") + (f" ({_ids(found.holds)})" if found.holds else "")
    said = f"{counted(len(found.blocks), 'block')}, {holds}, {counted(len(found.warns), 'warning')}"
    return f"BTC recap {sheet.day.day} {sheet.day:%B %Y}: {said}; {sheet.state.status}"


def _ids(findings: Sequence[Finding]) -> str:
    return ", ".join(dict.fromkeys(finding.id for finding in findings))


def counted(number: int, word: str) -> str:
    """A number of things, "1 hold", "2 holds"."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def months(bench: Workbench) -> tuple[tuple[str, tuple[Past, ...]], ...]:
    """Every told day with its status, by month, the latest first."""
    days = [_past(bench, day) for day in bench.days()]
    return tuple(
        (f"{month:%B %Y}", tuple(reversed(tuple(group))))
        for month, group in groupby(days, key=lambda past: past.day.replace(day=1))
    )


def _past(bench: Workbench, day: date) -> Past:
    try:
        status = archive.read_state(bench.folder(day)).status
    except ArchiveError:  # another day's trouble is told on its own page
        status = Status.DRAFT
    return Past(day, status, SIGNS[status])


ROUTES = (
    Route("/days/{day:day}", show),
    Route("/days/{day:day}/step", step, methods=["POST"]),
    Route("/days/{day:day}/file", file, methods=["POST"]),
    Route("/days/{day:day}/override", override, methods=["POST"]),
)
