"""What every view is given: the day at hand, a page around its template, and the way back after a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from anyio import to_thread
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from newsgen.desk.logins import Session, Sessions
from newsgen.desk.press import Press
from newsgen.desk.sendoff import Sendoff
from newsgen.desk.tellings import Tellings
from newsgen.desk.watch import Watch, mark_of
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import DeskError
from newsgen.house.pages import render_page
from newsgen.settings import template_folders

P = ParamSpec("P")
T = TypeVar("T")


class _Day(Convertor[str]):
    """A day in an address; nothing else reaches a view, so no address can name another file."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("day", _Day())


@dataclass(frozen=True, slots=True)
class Tab:
    """A view in the bar above every page."""

    name: str = field(metadata={"help": "Name of its route and of its template"})
    label: str = field(metadata={"help": "What the bar calls it"})
    key: str = field(default="", metadata={"help": "The key that opens it, after g"})
    href: str = field(default="", metadata={"help": "Its address for the day at hand"})


@dataclass(frozen=True, slots=True)
class Shell:
    """What `templates/desk/base.html` needs on every page."""

    title: str = field(metadata={"help": "Title for the browser's tab"})
    view: str = field(metadata={"help": "Name of the view"})
    tabs: Sequence[Tab] = field(metadata={"help": "The bar"})
    day: date | None = field(metadata={"help": "The day at hand"})
    editor: str = field(metadata={"help": "Who is at the desk, or nothing"})
    login: bool = field(metadata={"help": "Whether there is somebody to sign out"})
    token: str = field(metadata={"help": "What every form carries, in a field called csrf"})
    said: str = field(default="", metadata={"help": "What the last form did, in a sentence"})
    error: str = field(default="", metadata={"help": "What is wrong with a template, in a sentence"})
    seen: str = field(default="", metadata={"help": "What the page was made of, and hears of changes since"})
    sample: bool = field(default=False, metadata={"help": "Whether the day is a reconstruction"})


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk that a request came to; a view gets it with `desk_of(request)`."""

    bench: Workbench
    watch: Watch
    sessions: Sessions
    tabs: tuple[Tab, ...]
    press: Press
    past: Tellings
    sendoff: Sendoff

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Anything that takes a while, in a thread: pages do not wait for each other."""
        return await to_thread.run_sync(partial(work, *args, **kwargs))

    async def sheet(self, request: Request) -> Sheet:
        """The sheet of the day in the address; the page that is made of it tells what was there before it was."""
        request.state.seen = mark_of(await self.run(self.watch.look, day_of(request)))
        return await self.run(self.bench.sheet, day_of(request))

    def page(
        self,
        request: Request,
        view: str,
        /,
        *,
        title: str = "",
        sheet: Sheet | None = None,
        said: str = "",
        status: int = 200,
        **data: object,
    ) -> Response:
        """`templates/desk/<view>.html` in the desk's shell, with `shell`, `sheet` and the view's own data."""
        session = session_of(request)
        day = sheet.day if sheet else None
        shell = Shell(
            title=title or next((tab.label for tab in self.tabs if tab.name == view), "The desk"),
            view=view,
            tabs=tuple(_for_day(tab, day) for tab in self.tabs),
            day=day,
            editor=session.name,
            login=session.known,
            token=self.sessions.token(session),
            said=said or self.sessions.signed(request.query_params.get("said", "")),
            error=sheet.error if sheet else "",
            seen=getattr(request.state, "seen", ""),
            sample=bool(sheet and sheet.edition.facts.sample),
        )
        folders = template_folders(self.bench.settings)
        html = render_page(f"{view}.html", folders, "desk", shell=shell, sheet=sheet, **data)
        return HTMLResponse(html, status)


def desk_of(request: Request) -> Desk:
    """The desk that the request came to."""
    desk: Desk = request.app.state.desk
    return desk


def session_of(request: Request) -> Session:
    """Who asks."""
    session: Session = request.scope["session"]
    return session


def day_of(request: Request) -> date:
    """The day in the address; one that no calendar has is a page that does not exist."""
    try:
        return date.fromisoformat(request.path_params["day"])
    except ValueError:
        raise HTTPException(404) from None


def back(request: Request, address: str, said: str = "") -> Response:
    """After a form: the page again, which says what was done; nobody else can make a page say something."""
    signed = desk_of(request).sessions.sign(said)
    return RedirectResponse(f"{address}?said={quote(signed)}" if said else address, 303)


def number_in(form: Mapping[str, str], name: str) -> int:
    """A whole number of a form; raises DeskError for anything else."""
    text = form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DeskError("The form is not whole; load the page again and repeat it.")
    return int(text)


async def form_of(request: Request) -> Mapping[str, str]:
    """The text fields of a form, without the spaces around them; of two with one name the last."""
    async with request.form() as form:
        return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def _for_day(tab: Tab, day: date | None) -> Tab:
    part = "" if tab.name == "today" else f"/{tab.name}"
    return Tab(tab.name, tab.label, tab.key, f"/days/{day}{part}" if day else "/")
