"""Stopping a day: held until a person lets it go on, or taken back for good with a notice in its place."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from newsgen import archive, gate
from newsgen.delivery.errand import Clock, Step
from newsgen.delivery.everywhere import hold_back, withdraw_everywhere
from newsgen.delivery.notice import posts, withdrawal
from newsgen.delivery.publish import demand_no_stop, remains
from newsgen.delivery.release import release_of
from newsgen.errors import ArchiveError, GateError
from newsgen.house.notices import read_notices
from newsgen.model import Correction, Outcome, Stage, State, Status
from newsgen.settings import Settings, template_folders

Sleep = Callable[[float], object]


def hold(
    day: date,
    settings: Settings,
    clock: Clock,
    *,
    by: str,
    reason: str,
    dry: bool = False,
    step: Step = str,
    sleep: Sleep = time.sleep,
) -> tuple[Outcome, ...]:
    """Hold a day: nothing of it goes out any more, and what is scheduled somewhere becomes a draft there.

    The day is held before anybody is asked, so that it holds even where a place is offline; such an outcome says so.
    What readers see already stays.  Raises GateError without name and reason.
    """
    folder = settings.out / day.isoformat()
    state, now = archive.read_state(folder), clock()
    if state.status is not Status.HELD and not dry:
        line = archive.log_line(str(Status.HELD), when=now, by=by, reason=reason, before=state.status)
        archive.change_state(
            folder, None,
            lambda was: gate.move(was, Status.HELD, by=by, when=now, sha256=archive.standing(folder), reason=reason),
            line,
        )  # fmt: skip
    return hold_back(day, settings, clock, dry=dry, step=step, sleep=sleep)


def let_go_on(day: date, settings: Settings, clock: Clock, *, by: str, reason: str = "") -> State:
    """Take a hold off: a day that readers see is published again, any other goes back to review.

    Raises GateError where it is not held, or where something stands against a day that readers see.
    """
    folder, now = settings.out / day.isoformat(), clock()
    state = archive.read_state(folder)
    if state.status is not Status.HELD:
        raise GateError(f"{day} is not held; it is {state.status}.")
    live = any(one.standing and one.standing.stage is Stage.LIVE for one in remains(day, settings))
    to, sha = Status.PUBLISHED if live else Status.IN_REVIEW, archive.standing(folder)
    findings = release_of(folder, settings).findings if live else ()
    return archive.change_state(
        folder,
        None,
        lambda was: gate.move(was, to, by=by, when=now, sha256=sha, reason=reason, findings=findings),
        archive.log_line("let go on", when=now, by=by, reason=reason, to=to),
    )


def notice_of(settings: Settings, clock: Clock, reason: str) -> Correction:
    """What readers will find in the place of an article that is taken back for this reason."""
    return withdrawal(reason, read_notices(template_folders(settings), settings.language), clock())


def withdraw(
    day: date,
    settings: Settings,
    clock: Clock,
    *,
    by: str,
    reason: str,
    dry: bool = False,
    step: Step = str,
    sleep: Sleep = time.sleep,
) -> tuple[Outcome, ...]:
    """Take a day back for good, everywhere it went: its words give way to a notice.  `reason` is read by readers.

    Raises GateError without name and reason, or for a day that never was out.
    """
    folder, now = settings.out / day.isoformat(), clock()
    if not folder.is_dir():
        raise ArchiveError(f"{day} was not told; there is nothing to take back.")
    demand_no_stop(settings)
    state, notice = archive.read_state(folder), notice_of(settings, clock, reason)
    known = (one for one in reversed(archive.corrections(folder)) if one.kind == notice.kind)
    notice = next((one for one in known if one.text == notice.text or state.status is Status.WITHDRAWN), notice)
    if state.status is not Status.WITHDRAWN:
        gate.move(state, Status.WITHDRAWN, by=by, when=now, sha256="", reason=reason)
    if not dry:
        _withdrawn(day, settings, clock, notice, by=by, reason=reason)
    return withdraw_everywhere(day, notice, settings, clock, dry=dry, step=step, sleep=sleep)


def _withdrawn(day: date, settings: Settings, clock: Clock, notice: Correction, *, by: str, reason: str) -> None:
    """The day's own files first: a run that breaks off is finished by the next one."""
    folder, now = settings.out / day.isoformat(), clock()
    words = read_notices(template_folders(settings), settings.language)
    said = posts(notice.text, (), words, day, kind="withdrawal")
    beside = {f"{name}.txt": f"{text}\n".encode() for name, text in said.items() if text}
    text = (folder / "article.md").read_bytes()
    sha = archive.keep_version(folder, text)
    archive.add_correction(folder, notice, {**beside, "before.md": text}, b"")
    if archive.read_state(folder).status is not Status.WITHDRAWN:
        line = archive.log_line(str(Status.WITHDRAWN), when=now, by=by, reason=reason, note=notice.text, text=sha)
        archive.change_state(
            folder, None,
            lambda was: gate.move(was, Status.WITHDRAWN, by=by, when=now, sha256=sha, reason=reason), line,
        )  # fmt: skip
