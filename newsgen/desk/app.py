"""The desk as one Starlette application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newsgen.desk.logins import Sessions
from newsgen.desk.outgoing import Revisions
from newsgen.desk.press import Press
from newsgen.desk.safety import Guard
from newsgen.desk.sendoff import Sendoff
from newsgen.desk.site import Desk, Tab, day_of, desk_of
from newsgen.desk.stamps import Stamp
from newsgen.desk.tellings import Tellings
from newsgen.desk.underway import Underway
from newsgen.desk.views import VIEWS, people
from newsgen.desk.watch import Watch
from newsgen.desk.workbench import Workbench
from newsgen.errors import HouseError, NewsgenError, StaleError

LONGEST = 500  # characters of a page's mark
PATIENCE = 20.0  # seconds that the desk's end waits for what is on its way
STATIC = Path(__file__).with_name("static")


def make_app(bench: Workbench, sessions: Sessions, hosts: frozenset[str]) -> Starlette:
    """The application; `hosts` are the Host headers it answers (see `safety.allowed_hosts`)."""
    tabs: tuple[Tab, ...] = tuple(view.TAB for view in VIEWS)
    tellings, sendoff = Tellings(bench), Sendoff(bench, Underway(bench.clock), Revisions(bench))

    def look(day: date) -> Mapping[str, Stamp]:
        """What the pages of a day are made of; forms of a desk that ran before are not taken any more."""
        out = f"{sendoff.underway.stamp(day)}{sendoff.revisions.stamp(day)}"
        return {**bench.look(day), "out": out, "desk": sessions.stamp}

    @asynccontextmanager
    async def open_to_close(_: Starlette) -> AsyncIterator[None]:
        await to_thread.run_sync(bench.keep_templates)
        yield
        tellings.spans.stop()
        await to_thread.run_sync(sendoff.underway.wait, PATIENCE)  # what is being sent arrives

    app = Starlette(
        lifespan=open_to_close,
        routes=[
            Route("/", home),
            Route("/days/{day:day}/live", live),
            Mount("/static", StaticFiles(directory=STATIC)),
            *people.ROUTES,
            *(route for view in VIEWS for route in view.ROUTES),
        ],
        middleware=[Middleware(Guard, hosts=hosts, sessions=sessions)],
        exception_handlers={NewsgenError: _sentence, HTTPException: _status},
    )
    app.state.desk = Desk(bench, Watch(look), sessions, tabs, Press(bench), tellings, sendoff)
    return app


async def home(request: Request) -> Response:
    """The latest told day."""
    days = desk_of(request).bench.days()
    if days:
        return RedirectResponse(f"/days/{days[0]}", 303)
    return desk_of(request).page(
        request, "trouble", title="Nothing told", sentence="No day was told yet; run newsgen recap."
    )


async def live(request: Request) -> Response:
    """What changes of a day, for as long as its page is open."""
    events = desk_of(request).watch.events(day_of(request), request.query_params.get("seen", "")[:LONGEST])
    return StreamingResponse(events, media_type="text/event-stream")


async def _sentence(request: Request, error: Exception) -> Response:
    """What a person can mend, as a page with the one sentence."""
    sentence = str(error).replace(f"{desk_of(request).bench.settings.out}/", "")  # where the desk lies is its own
    return _trouble(request, "That did not work", sentence, 409 if isinstance(error, StaleError) else 400)


async def _status(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    sentence = "There is no such page." if status == 404 else "This cannot be asked here."
    return _trouble(request, sentence, sentence, status)


def _trouble(request: Request, title: str, sentence: str, status: int) -> Response:
    try:
        return desk_of(request).page(request, "trouble", title=title, sentence=sentence, said=sentence, status=status)
    except HouseError as error:  # the template of this very page is being edited
        return PlainTextResponse(f"{sentence}\n\n{error}", status)
