"""Publish: where the day went, sending it there, changing what readers have, and what the schedule does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen.desk.outgoing import Place, Waits, coming, is_out, places, waits
from newsgen.desk.sendoff import Seen, wish_of
from newsgen.desk.site import Desk, Tab, back, day_of, desk_of, form_of, number_in, session_of
from newsgen.desk.views.today import SIGNS, reason_in
from newsgen.desk.workbench import Sheet
from newsgen.errors import DeskError, NewsgenError
from newsgen.model import Status
from newsgen.schedule import Next, read_jobs
from newsgen.settings import Settings

TAB = Tab("out", "Publish", "o")
MOST = 1000  # characters of a correction's note
ZONES = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Zurich", "America/New_York", "America/Chicago",
    "America/Los_Angeles", "America/Sao_Paulo", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Hong_Kong",
    "Asia/Tokyo", "Australia/Sydney",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Going:
    """What the form that sends the day begins with."""

    chosen: tuple[str, ...] = field(metadata={"help": "Destinations that are ticked"})
    zone: str = field(metadata={"help": "Of the time at which it goes live"})
    at: str = field(metadata={"help": "That time, as a browser writes it"})
    against: str = field(metadata={"help": "Why it may not go to readers, or nothing"})
    stopped: str = field(metadata={"help": "Why nothing goes out at all, or nothing"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What the schedule has to do with the day."""

    waits: Waits | None = None
    coming: tuple[Next, ...] = ()
    error: str = ""


async def show(request: Request) -> Response:
    """Where it went, and what can be done with it."""
    desk = desk_of(request)
    sheet = await desk.sheet(request)
    settings = desk.bench.settings
    there = await desk.run(places, sheet, settings)
    errand = desk.sendoff.underway.of(sheet.day)
    running = errand is not None and errand.ended is None
    now = desk.bench.clock()
    out = is_out(sheet, there, now)
    held = await desk.run(desk.sendoff.revisions.known, sheet) if out and not running else None
    return desk.page(
        request,
        "out",
        sheet=sheet,
        sign=SIGNS[sheet.state.status],
        places=there,
        now=now,
        going=going(sheet, there, settings, now),
        zones=tuple(dict.fromkeys((*_zones(settings), *ZONES))),
        errand=errand,
        running=running,
        out=out,
        held=held,
        reading=out and held is None and not running,
        plan=await desk.run(plan_of, desk, sheet),
        form=secrets.token_urlsafe(9),
    )


async def send(request: Request) -> Response:
    """Set out to send the day to the places that were chosen."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    names = tuple(name for name in desk.bench.settings.destinations if form.get(f"to-{name}"))
    said = await desk.run(desk.sendoff.publish, day, names, wish_of(form), _seen(request, form))
    return back(request, f"/days/{day}/out", said)


async def correct(request: Request) -> Response:
    """Set out to correct what readers have."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    note = " ".join(form.get("note", "").split())
    if len(note) > MOST:
        raise DeskError(f"A correction has up to {MOST:,} characters; shorten it.")
    held = await desk.run(desk.sendoff.revisions.known, await desk.sheet(request))
    own = "" if held and held.revision and held.revision.note == note else note
    said = await desk.run(desk.sendoff.correct, day, _seen(request, form), reason_in(form), own)
    return back(request, f"/days/{day}/out", said)


async def refile(request: Request) -> Response:
    """Set out to send a slip again."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    said = await desk.run(desk.sendoff.refile, day, _seen(request, form), reason_in(form))
    return back(request, f"/days/{day}/out", said)


async def withdraw(request: Request) -> Response:
    """Set out to take the day back wherever it went."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    said = await desk.run(desk.sendoff.withdraw, day, _seen(request, form), reason_in(form))
    return back(request, f"/days/{day}/out", said)


async def look(request: Request) -> Response:
    """Set out to look whether a person changed it where it stands."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    return back(request, f"/days/{day}/out", await desk.run(desk.sendoff.look, day, _seen(request, form)))


def going(sheet: Sheet, there: tuple[Place, ...], settings: Settings, now: datetime) -> Going:
    """Where readers do not have it yet is ticked; the time is the next full hour of the schedule's zone."""
    zone = next(iter(_zones(settings)), "UTC")
    hour = now.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(hours=1)
    open_to = (place.name for place in there if place.state in ("", "draft", "scheduled", "unknown"))
    fresh = tuple(name for name in open_to if name in settings.destinations)
    against = "" if sheet.clearance.may_go else " ".join(sheet.clearance.why_not)
    if sheet.edition.facts.sample:
        against = "It is a reconstruction: it goes out as a draft, never to readers."
    return Going(fresh, zone, f"{hour:%Y-%m-%dT%H:%M}", against, _stopped(sheet, settings))


def _stopped(sheet: Sheet, settings: Settings) -> str:
    if sheet.state.status in (Status.HELD, Status.WITHDRAWN):
        return f"The day is {sheet.state.status}: {sheet.state.reason or 'no reason was given'}."
    if settings.stop_file.exists():
        return f"Nothing goes out anywhere while the file {settings.stop_file.name} is there."
    if sheet.clearance.blocks:
        return "Something blocks it; mend it first."
    if sheet.error:
        return "Something cannot be read."
    if sheet.filed != sheet.sha256:
        return "The text is newer than the filed one; file it on Today."
    return ""


def _zones(settings: Settings) -> tuple[str, ...]:
    """The zones of the schedule's jobs; none where it cannot be read."""
    try:
        return tuple(dict.fromkeys(job.zone.key for job in read_jobs(settings))) if settings.schedule else ()
    except NewsgenError:
        return ()


def plan_of(desk: Desk, sheet: Sheet) -> Plan:
    """What the schedule waits for, and its next runs; or why it cannot be read."""
    settings = desk.bench.settings
    try:
        return Plan(waits(sheet.day, settings), coming(settings, desk.bench.clock()))
    except NewsgenError as error:
        return Plan(error=str(error))


def _seen(request: Request, form: Mapping[str, str]) -> Seen:
    return Seen(
        by=session_of(request).name,
        revision=number_in(form, "revision"),
        sha256=form.get("sha256", ""),
        form=form.get("form", "")[:40],
    )


ROUTES = (
    Route("/days/{day:day}/out", show),
    Route("/days/{day:day}/out/send", send, methods=["POST"]),
    Route("/days/{day:day}/out/look", look, methods=["POST"]),
    Route("/days/{day:day}/out/correct", correct, methods=["POST"]),
    Route("/days/{day:day}/out/refile", refile, methods=["POST"]),
    Route("/days/{day:day}/out/withdraw", withdraw, methods=["POST"]),
)
