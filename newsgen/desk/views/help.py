"""Help: what each view is for, the keys, and what an approval means."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsgen.desk.site import Tab, desk_of

TAB = Tab("help", "Help")


async def show(request: Request) -> Response:
    """One page of sentences."""
    desk = desk_of(request)
    return desk.page(request, "help", sheet=await desk.sheet(request))


ROUTES = (Route("/days/{day:day}/help", show),)
