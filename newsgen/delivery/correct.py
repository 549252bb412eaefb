"""Changing what readers have: a correction with its note, or a refiling of a slip, to every place where it went.

    revise -> (a person says yes) -> note on file -> text filed -> the gate -> every place

The files of the day come first and say what is meant to be; a run that breaks off anywhere is finished by the next
one, with the same note and the same text.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from newsgen import archive, gate, newsroom
from newsgen.delivery.again import file_again, told_again
from newsgen.delivery.errand import Clock, Step
from newsgen.delivery.everywhere import redeliver
from newsgen.delivery.notice import correction
from newsgen.delivery.publish import demand_no_stop, remains
from newsgen.delivery.release import Opened, release_of
from newsgen.delivery.revision import OUT, Revision, revise
from newsgen.errors import GateError, PublishError
from newsgen.house.notices import read_notices
from newsgen.live import history_place
from newsgen.model import Correction, Delivery, Outcome, Severity, Stage, State, Status
from newsgen.settings import Settings, template_folders

Sleep = Callable[[float], object]


def propose(day: date, settings: Settings, clock: Clock, *, tables: Sequence[Path] = (), note: str = "") -> Revision:
    """What a correction of the day would be; touches nothing.  See `revise`."""
    return revise(day, settings, _out(day, settings), now=clock(), tables=tables, note=note)


def correct(
    revision: Revision,
    settings: Settings,
    clock: Clock,
    *,
    by: str,
    reason: str,
    dry: bool = False,
    force: bool = False,
    step: Step = str,
    sleep: Sleep = time.sleep,
) -> tuple[Outcome, ...]:
    """Correct the day as `revision` says, in the folder and everywhere it went; one outcome for each place.

    `dry` does it to a copy of the day and shows the requests; `force` goes over what a person changed there.
    Raises GateError without a named person, or where a BLOCK or HOLD stands against the new text or the note;
    PublishError where nothing is wrong; StaleError where the text or the facts are others by now.
    """
    day = revision.day
    if not revision.needed:
        if not revision.differs:
            return _sent(day, settings, clock, dry, force, step, sleep) if _lags(day, settings) else ()
        raise PublishError(f"No figure of {day} is wrong; a slip is sent again with newsgen refile {day}.")
    _demand_seen(day, settings, clock())
    _demand(revision, settings, by, reason)
    if dry:
        with _rehearsal(revision, settings) as place:
            _filed(revision, place, clock, by, reason, Status.CORRECTED, _note(revision, place, clock()), dry=True)
            return _sent(day, place, clock, True, force, step, sleep)
    note = _note(revision, settings, clock())
    _filed(revision, settings, clock, by, reason, Status.CORRECTED, note)
    return _sent(day, settings, clock, False, force, step, sleep)


def refile(
    revision: Revision,
    settings: Settings,
    clock: Clock,
    *,
    by: str,
    reason: str = "",
    dry: bool = False,
    force: bool = False,
    step: Step = str,
    sleep: Sleep = time.sleep,
) -> tuple[Outcome, ...]:
    """Send the text in the folder again where it went, without a note: for slips that change no figure.

    Raises PublishError where a figure, a name or a direction differs, GateError as `correct` does.
    """
    day = revision.day
    if revision.wrong or revision.untrue:
        raise PublishError(f"Figures of {day} were restated; that is no slip: use newsgen correct {day}.")
    if revision.slips:
        raise PublishError(f"That is no slip: {revision.slips[0]}  Use newsgen correct {day}.")
    if not revision.differs:
        return _sent(day, settings, clock, dry, force, step, sleep) if _lags(day, settings) else ()
    _demand(revision, settings, by, reason or "a slip")
    if dry:
        with _rehearsal(revision, settings) as place:
            _filed(revision, place, clock, by, reason, Status.REFILED, None, dry=True)
            return _sent(day, place, clock, True, force, step, sleep)
    _filed(revision, settings, clock, by, reason, Status.REFILED, None)
    return _sent(day, settings, clock, False, force, step, sleep)


def _sent(
    day: date, settings: Settings, clock: Clock, dry: bool, force: bool, step: Step, sleep: Sleep
) -> tuple[Outcome, ...]:
    return redeliver(day, settings, clock, dry=dry, force=force, step=step, sleep=sleep)


# ---- the folder ------------------------------------------------------------------------------------------------------


def _note(revision: Revision, settings: Settings, now: datetime) -> Correction:
    """The note with its date: that of an earlier run which broke off, where it had said the same."""
    words = read_notices(template_folders(settings), settings.language)
    note = correction(revision.note, words, now)
    last = next(reversed(archive.corrections(revision.folder)), None)
    unsent = last is not None and (last.text, last.kind) == (note.text, note.kind)
    return last if unsent and last is not None else note


def _filed(
    revision: Revision,
    settings: Settings,
    clock: Clock,
    by: str,
    reason: str,
    to: Status,
    note: Correction | None,
    *,
    dry: bool = False,
) -> None:
    """The day's files as they are meant to be: the note, the text, the state; both texts are kept."""
    folder, now = settings.out / revision.folder.name, clock()
    _out_by_now(folder, by, now)
    archive.keep_version(folder, revision.told.text)
    if note is not None:
        line = archive.log_line("correction", when=now, by=by, reason=reason, note=note.text, text=revision.sha256)
        archive.add_correction(folder, note, _beside(revision, by, reason), line)
    _told(folder, revision, settings, now, remembered=not dry)
    _keep_wishes(folder, revision, by, now)
    opened = release_of(folder, settings)
    line = archive.log_line(str(to), when=now, by=by, reason=reason, text=revision.sha256)
    archive.change_state(folder, None, lambda state: _moved(state, opened, to, by, reason, now), line)
    archive.keep_sent(folder)


def _out_by_now(folder: Path, by: str, now: datetime) -> None:
    """A day whose scheduled hour is past is published: other words must not send it back to review."""
    if archive.read_state(folder).status is Status.SCHEDULED:
        line = archive.log_line(str(Status.PUBLISHED), when=now, by=by, text=archive.standing(folder))
        archive.change_state(folder, None, lambda state: replace(state, status=Status.PUBLISHED), line)


def _told(folder: Path, revision: Revision, settings: Settings, now: datetime, *, remembered: bool) -> None:
    """The page and all that lies beside the text, with the note on it; a text changed by hand stays as it is."""
    settings = replace(settings, style=revision.state.style or settings.style)
    house, retold = newsroom.open_house(settings), revision.retold
    if retold is None:
        again = told_again(folder, revision.facts, revision.after, house, settings, revision.state)
        if again.text == revision.text:
            file_again(folder, again, house, settings, now, remembered=False)
    else:
        file_again(folder, retold, house, settings, now, remembered=remembered)


def _moved(state: State, opened: Opened, to: Status, by: str, reason: str, now: datetime) -> State:
    """Through the gate."""
    sha = archive.sha256(opened.text)
    if state.status is to and state.approval and state.approval.sha256 == sha:
        return replace(state, reason=reason)  # an earlier run came this far
    return gate.move(state, to, by=by, when=now, sha256=sha, reason=reason, findings=opened.findings)


def _keep_wishes(folder: Path, revision: Revision, by: str, now: datetime) -> None:
    """What keeps the story as it was told is a wish like any other, so that the desk tells it so as well."""
    retold = revision.retold
    if retold is not None and retold.wishes != revision.state.wishes:
        line = archive.log_line("wishes", when=now, by=by, wishes=retold.wishes)
        archive.change_state(folder, None, lambda state: replace(state, wishes=retold.wishes), line)


def _beside(revision: Revision, by: str, reason: str) -> dict[str, bytes]:
    """What lies beside a note: the posts that follow it, both texts, and what was restated."""
    said = {f"{name}.txt": f"{text}\n".encode() for name, text in revision.posts.items() if text}
    found = [
        {
            "fact": one.fact, "was": one.was.value, "now": one.now.value if one.now else None, "printed": one.printed,
            "source": one.source, "since": one.since, "places": one.places,
        }
        for one in revision.moved
    ]  # fmt: skip
    what = {"by": by, "reason": reason, "before": revision.told.sha256, "after": revision.sha256, "restated": found}
    return {**said, "before.md": revision.told.text, "after.md": revision.text, "correction.json": archive.pretty(what)}


def _demand(revision: Revision, settings: Settings, by: str, reason: str) -> None:
    """Raises GateError before anything is touched."""
    demand_no_stop(settings)
    if not by.strip() or not reason.strip():
        raise GateError("What readers have is changed by a person, for a reason; give --by and --reason.")
    gate.demand_person(by)
    stops = [one for one in revision.findings if one.severity is Severity.BLOCK]
    if stops:
        raise GateError(f"{stops[0].id} blocks it and nothing goes out: {stops[0].message}  {stops[0].hint}".strip())
    if revision.state.status not in (*OUT, Status.SCHEDULED):
        raise GateError(f"The day is {revision.state.status} and not out; it goes out with newsgen publish.")
    state = replace(revision.state, status=Status.PUBLISHED)
    holds = gate.clear(revision.findings, state, revision.sha256).holds
    if holds:
        raise GateError(f"{holds[0].id} asks for a person: {holds[0].message}  Mend it, or let it pass at the desk.")


def _demand_seen(day: date, settings: Settings, now: datetime) -> None:
    """Raises PublishError for a day that only people with a login have: there is nobody to tell of an error."""
    there = [one.standing for one in _out(day, settings) if one.standing is not None]
    waits = [
        one.stage is Stage.DRAFT or (one.stage is Stage.SCHEDULED and bool(one.at and one.at > now)) for one in there
    ]
    if there and all(waits):
        raise PublishError(f"No reader has seen {day} yet: tell it again with newsgen recap, approve and publish it.")


@contextmanager
def _rehearsal(revision: Revision, settings: Settings) -> Iterator[Settings]:
    """Settings under which everything happens to a copy of the day, and the history is only read."""
    with tempfile.TemporaryDirectory(prefix="newsgen-") as scratch:
        copy = Path(scratch) / "out"
        shutil.copytree(revision.folder, copy / revision.folder.name)
        yield replace(settings, out=copy, history=history_place(settings))


# ---- the places ------------------------------------------------------------------------------------------------------


def _out(day: date, settings: Settings) -> tuple[Delivery, ...]:
    """Where the day stands, in this series and language, but for what people threw away or what was taken back."""
    return tuple(
        one
        for one in remains(day, settings)
        if one.series == settings.series and one.state in ("done", "started") and one.text
    )


def _lags(day: date, settings: Settings) -> bool:
    """Whether a place has an older text than the one on file, as after a run that broke off."""
    now = archive.standing(settings.out / day.isoformat())
    return any(one.text != now or one.state == "started" for one in _out(day, settings))
