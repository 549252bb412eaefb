"""Today: where a day stands, what the checks found, and what can be done next."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen.desk.site import Tab, desk_of

TAB = Tab("today", "Today", "t")


async def show(request: Request) -> Response:
    """Status, preflight card, next steps and the calendar."""
    desk = desk_of(request)
    sheet = await desk.sheet(request)
    return desk.page(request, "today", sheet=sheet, days=desk.bench.days())


ROUTES = (Route("/days/{day:day}", show),)
