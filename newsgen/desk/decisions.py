"""What editors decide about a day: each decision names who made it and the revision it was made on, and is logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from newsgen import archive, gate
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import GateError, StaleError
from newsgen.model import State, Status, Wishes


def take_step(
    bench: Workbench, day: date, to: Status, *, by: str, revision: int, sha256: str, reason: str = ""
) -> State:
    """Take the day a step further on its way to readers; `sha256` is of the text that the person saw.

    Raises GateError for a step that is not allowed, StaleError where the text or the decisions are others by now.
    """
    sheet = bench.sheet(day)
    if sheet.state.revision != revision:
        raise StaleError(f"{day}: somebody else changed the day meanwhile; look at it again and repeat.")
    if to is Status.APPROVED:
        sheet = _filed(bench, sheet, sha256)
        archive.keep_version(sheet.folder, sheet.text)
    when = bench.clock()
    return archive.change_state(
        sheet.folder,
        sheet.state.revision,
        lambda state: gate.move(
            state, to, by=by, when=when, sha256=sha256, reason=reason, findings=sheet.edition.findings
        ),
        archive.log_line(str(to), when=when, by=by, text=sha256, **({"reason": reason} if reason else {})),
    )


def let_pass(bench: Workbench, day: date, finding_key: str, *, by: str, revision: int, reason: str) -> State:
    """Let a HOLD pass, with name and reason; raises GateError for a finding that is not there any more."""
    sheet, when = bench.sheet(day), bench.clock()
    finding = next((one for one in sheet.edition.findings if gate.key(one) == finding_key), None)
    if finding is None:
        raise GateError("The finding is not there any more; load the page again.")
    return archive.change_state(
        sheet.folder,
        revision,
        lambda state: gate.override(state, finding, by=by, when=when, reason=reason),
        archive.log_line("override", when=when, by=by, finding=finding.id, key=finding_key, reason=reason),
    )


def wish(bench: Workbench, day: date, wishes: Wishes, style: str = "", *, by: str, revision: int) -> Sheet:
    """Plan, write and check the day again as an editor wants it; it is filed with the approval, or when asked for.

    Raises the house's or the plan's error where the day cannot be told so; then nothing is changed.
    """
    bench.tried(day, replace(bench.sheet(day).state, wishes=wishes, style=style))
    archive.change_state(
        bench.folder(day),
        revision,
        lambda state: replace(state, wishes=wishes, style=style),
        archive.log_line("wishes", when=bench.clock(), by=by, wishes=wishes, style=style),
    )
    return bench.sheet(day)


def _filed(bench: Workbench, sheet: Sheet, sha256: str) -> Sheet:
    """What is approved is a file: the text that a template or a wish changed is filed first."""
    if sheet.sha256 == sha256 != sheet.filed:
        sheet = bench.file(sheet.day)
    if not sha256 == sheet.sha256 == sheet.filed:
        raise StaleError(f"{sheet.day}: the text is another one than the one you saw; look at it and approve it then.")
    if sheet.error:
        raise GateError(f"Nothing can be approved while something cannot be read: {sheet.error}")
    return sheet
