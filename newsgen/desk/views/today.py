"""Today: where a day stands, what the checks found, what can be done next, and the days before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from newsgen.desk.site import Tab, back, day_of, desk_of, form_of, number_in, session_of
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import ArchiveError, GateError
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


# The rest of a day's way, from its schedule on, is the publishing's to take.
STEPS = (
    Step(Status.APPROVED, "Approve this text", False, "a"),
    Step(Status.IN_REVIEW, "Send to review", False, "r"),
    Step(Status.HELD, "Hold it", True, "h"),
    Step(Status.DRAFT, "Back to draft", False),
    Step(Status.WITHDRAWN, "Withdraw it", True),
)


async def show(request: Request) -> Response:
    """Status, preflight card, next steps and the calendar."""
    desk = desk_of(request)
    sheet = await desk.sheet(request)
    return desk.page(
        request,
        "today",
        sheet=sheet,
        sign=SIGNS[sheet.state.status],
        rows=tuple(rows(sheet)),
        steps=tuple(steps(sheet)),
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
    await desk.run(
        take_step, desk.bench, day, to, by=session_of(request).name, revision=number_in(form, "revision"),
        sha256=form.get("sha256", ""), reason=_reason(form),
    )  # fmt: skip
    return back(request, f"/days/{day}", f"The day is now {to}.")


async def override(request: Request) -> Response:
    """Let a hold pass with a reason."""
    desk, form, day = desk_of(request), await form_of(request), day_of(request)
    await desk.run(
        let_pass, desk.bench, day, form.get("finding", ""), by=session_of(request).name,
        revision=number_in(form, "revision"), reason=_reason(form),
    )  # fmt: skip
    return back(request, f"/days/{day}", "The hold was let pass; your name and reason are kept.")


def _reason(form: Mapping[str, str]) -> str:
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


def steps(sheet: Sheet) -> Iterator[Step]:
    """What can be done next; a step that something stands against says what."""
    allowed = gate.allowed(sheet.state.status)
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
