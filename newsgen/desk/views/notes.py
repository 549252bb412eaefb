"""Notes: remarks among editors, what the day asks of them, and what they put on file with its source."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen import archive, newsroom
from newsgen.desk.site import Tab, back, day_of, desk_of, form_of, session_of
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import ArchiveError, DeskError, NewsgenError
from newsgen.model import Event, Note, Quote, Slot, State

TAB = Tab("notes", "Notes", "n")
LONGEST = 2000  # characters of a note
MOST = 500  # characters of a line that is put on file
KINDS = ("", "macro", "regulation", "company", "exchange", "hack", "etf", "scheduled")


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that the day asks of an editor."""

    slot: Slot
    claim: str = field(metadata={"help": "What is said of the day"})
    left_out: bool = field(metadata={"help": "Whether an editor said to leave it out"})


async def show(request: Request) -> Response:
    """Notes, questions, and what is on file."""
    return await _page(request)


async def add(request: Request) -> Response:
    """Add a note."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    text = form.get("text", "")
    if not text or len(text) > LONGEST:
        return await _page(request, {"text": text}, f"A note has between 1 and {LONGEST:,} characters.")
    note = Note(secrets.token_hex(6), text, session_of(request).name, desk.bench.clock())
    await desk.run(_change, desk.bench, day, lambda state: replace(state, notes=(*state.notes, note)), note.by)
    return back(request, f"/days/{day}/notes", "The note is there.")


async def remove(request: Request) -> Response:
    """Remove a note of one's own."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    name = session_of(request).name
    await desk.run(_change, desk.bench, day, lambda state: _removed(state, form.get("note", ""), name), name)
    return back(request, f"/days/{day}/notes", "The note is gone.")


async def event(request: Request) -> Response:
    """Put an event on file; the day is told again with it."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    try:
        filed = _event(form, day)
        await desk.run(archive.file_event, desk.bench.folder(day), filed, now=desk.bench.clock())
    except (ArchiveError, DeskError) as error:
        return await _page(request, {**form, "of": form.get("of", "event")}, str(error))
    return await _told(request, "event", filed.what)


async def quote(request: Request) -> Response:
    """Put somebody's words on file; the day is told again with them."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    try:
        filed = _quote(form, day)
        await desk.run(archive.file_quote, desk.bench.folder(day), filed, now=desk.bench.clock())
    except (ArchiveError, DeskError) as error:
        return await _page(request, {**form, "of": "quote"}, str(error))
    return await _told(request, "quote", filed.speaker)


async def leave_out(request: Request) -> Response:
    """Leave a question out of the text."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    await desk.run(left_out, desk.bench, day, form.get("slot", ""), by=session_of(request).name)
    return back(request, f"/days/{day}/notes", "It is left out.")


def asked(sheet: Sheet, bench: Workbench) -> Iterator[Asked]:
    """What the day asks, as long as nothing is on file that answers it."""
    if sheet.error:  # what is broken may be the house itself
        return
    for slot in newsroom.questions(sheet.edition, bench.house(sheet.state.style)):
        claim = slot.text.partition(":")[0]
        yield Asked(slot, claim, left_out=_comment(slot, sheet) is None)


def left_out(bench: Workbench, day: date, slot_id: str, *, by: str) -> None:
    """Take what an editor is asked out of article.md; raises DeskError where it is not there."""
    sheet = bench.sheet(day)
    if sheet.error:
        raise DeskError(f"This has to wait until everything can be read again: {sheet.error}")
    slot = next((one.slot for one in asked(sheet, bench) if one.slot.id == slot_id and not one.left_out), None)
    if slot is None:
        raise DeskError("This is not asked any more; load the page again.")
    if sheet.filed != sheet.sha256:
        sheet = bench.file(day)
    found = _comment(slot, sheet)
    text = sheet.text.replace(found, b"", 1) if found else sheet.text
    log = archive.log_line("left out", when=bench.clock(), by=by, slot=slot.id, text=archive.sha256(text))
    archive.save_text(sheet.folder, sheet.filed, text, log)


def _comment(slot: Slot, sheet: Sheet) -> bytes | None:
    """The comment in article.md that asks it."""
    begins = re.escape(slot.text.partition(":")[0].encode())
    found = re.search(rb"(?:(?<!\n)\n+)?<!-- For the editor: " + begins + rb"[^\n]*? -->[ \t]*\n?", sheet.text)
    return found[0] if found else None


async def _page(request: Request, typed: Mapping[str, str] | None = None, said: str = "") -> Response:
    desk = desk_of(request)
    sheet = await desk.sheet(request)
    return desk.page(
        request,
        "notes",
        sheet=sheet,
        said=said,
        status=400 if said else 200,
        typed=typed or {},
        wrong=said,
        asked=await desk.run(lambda: tuple(asked(sheet, desk.bench))),
        kinds=KINDS,
    )


async def _told(request: Request, kind: str, what: str) -> Response:
    """After something was filed: what became of it in the text."""
    desk, day = desk_of(request), day_of(request)
    await desk.run(_change, desk.bench, day, lambda state: state, session_of(request).name, f"{kind} filed")
    try:
        sheet = await desk.sheet(request)
    except NewsgenError as error:
        return back(request, f"/days/{day}/notes", f"The {kind} is on file, but the day cannot be told: {error}")
    waits = [one.message for one in sheet.edition.facts.findings if one.where == "papers"]
    said = " ".join(waits) or "The day was told again with it."
    return back(request, f"/days/{day}/notes", f"The {kind} is on file: {what[:80]}. {said}")


def _change(bench: Workbench, day: date, change: Callable[[State], State], by: str, what: str = "note") -> State:
    log = archive.log_line(what, when=bench.clock(), by=by)
    return archive.change_state(bench.folder(day), None, change, log)  # notes stand beside each other: none is stale


def _removed(state: State, note_id: str, by: str) -> State:
    if not any(note.id == note_id and note.by == by for note in state.notes):
        raise DeskError("Only a note of your own can be removed.")
    return replace(state, notes=tuple(note for note in state.notes if note.id != note_id))


def _event(form: Mapping[str, str], day: date) -> Event:
    texts = _texts(form, ("what", "source", "url", "kind"), ("what", "source"))
    coins = tuple(coin.upper() for coin in re.split(r"[,\s]+", form.get("coins", "")[:MOST]) if coin)
    when = _when(form, day)
    time = when if form.get("time") else None
    return Event(texts["what"], texts["source"], when.date(), time, texts["url"], texts["kind"], coins)


def _quote(form: Mapping[str, str], day: date) -> Quote:
    names = ("speaker", "text", "source", "role", "org", "url")
    texts = _texts(form, names, ("speaker", "text", "source"))
    return Quote(
        texts["speaker"],
        texts["text"],
        texts["source"],
        role=texts["role"],
        org=texts["org"],
        kind="direct" if form.get("kind") == "direct" else "paraphrase",
        said_at=_when(form, day) if form.get("time") or form.get("date") else None,
        url=texts["url"],
    )


def _texts(form: Mapping[str, str], names: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, str]:
    """Lines of a form, each on one line; raises DeskError for one that is missing or too long."""
    texts = {name: " ".join(form.get(name, "").split()) for name in names}
    for name, text in texts.items():
        if name in needed and not text:
            raise DeskError(
                f"It needs {'what happened' if name == 'what' else f'a {name}'}; write it and file it again."
            )
        if len(text) > MOST:
            raise DeskError(f"The {name} has more than {MOST} characters; shorten it.")
    return texts


def _when(form: Mapping[str, str], day: date) -> datetime:
    """The date and time of a form, in UTC; the day's own where there is none."""
    try:
        found = date.fromisoformat(form["date"]) if form.get("date") else day
        at = datetime.strptime(form["time"], "%H:%M").time() if form.get("time") else datetime.min.time()
    except ValueError as error:
        raise DeskError("Write the date as 2025-07-14 and the time as 13:05, in UTC.") from error
    return datetime.combine(found, at, UTC)


ROUTES = (
    Route("/days/{day:day}/notes", show),
    Route("/days/{day:day}/notes", add, methods=["POST"]),
    Route("/days/{day:day}/notes/{form}", show),  # where a form came back with what was wrong in it
    Route("/days/{day:day}/notes/remove", remove, methods=["POST"]),
    Route("/days/{day:day}/notes/event", event, methods=["POST"]),
    Route("/days/{day:day}/notes/quote", quote, methods=["POST"]),
    Route("/days/{day:day}/notes/leave-out", leave_out, methods=["POST"]),
)
