"""Who is at the desk: login and logout where others can reach it, and one's name where it is one's own machine."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from newsgen.desk.logins import plain_name
from newsgen.desk.site import back, desk_of, form_of, session_of
from newsgen.errors import DeskError


async def ask(request: Request) -> Response:
    """The form that asks for name and password."""
    return desk_of(request).page(request, "login", title="Log in", wrong="", name="")


async def login(request: Request) -> Response:
    """Let an editor in, or say what was wrong."""
    desk, form = desk_of(request), await form_of(request)
    name = plain_name(form.get("name", ""))
    address = request.client.host if request.client else ""
    try:
        # The hash takes its time; other pages go on meanwhile.
        session = await desk.run(desk.sessions.login, session_of(request), name, form.get("password", ""), address)
    except DeskError as error:
        return desk.page(request, "login", title="Log in", wrong=str(error), name=name, status=403)
    return _with_session(RedirectResponse("/", 303), desk.sessions.cookie(session))


async def logout(request: Request) -> Response:
    """End the session."""
    desk_of(request).sessions.end(session_of(request))
    return RedirectResponse("/login" if desk_of(request).sessions.demands_login else "/", 303)


async def name(request: Request) -> Response:
    """Take the name that somebody gives on a machine of their own."""
    desk, form = desk_of(request), await form_of(request)
    given = plain_name(form.get("name", ""))
    if desk.sessions.demands_login or not given:
        raise DeskError("A name is up to 60 signs that can be printed; go back and write one.")
    session = desk.sessions.named(session_of(request), given)
    return _with_session(back(request, "/", f"You are {given}."), desk.sessions.cookie(session))


def _with_session(response: Response, cookie: str) -> Response:
    response.headers.append("set-cookie", cookie)
    return response


ROUTES = (
    Route("/login", ask),
    Route("/login", login, methods=["POST"]),
    Route("/logout", logout, methods=["POST"]),
    Route("/name", name, methods=["POST"]),
)
