"""The exchanges' lists of contracts, for the collector: it listens, and this asks."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit, urlunsplit

from newsgen import keys
from newsgen.collect import VENUES, Contract, Venue
from newsgen.http import Web, WebError
from newsgen.wire import SourceError, Trouble

PAGES = 20  # of one list; the longest has a few


def instruments(name: str) -> Callable[[], Awaitable[dict[str, Contract]]]:
    """Asks for the contracts of one of `VENUES` each time it is called; raises SourceError where it gets none."""

    async def ask() -> dict[str, Contract]:
        venue, found = VENUES[name], {}
        async with Web() as web:
            for address in venue.lists:
                found.update(await _listed(web, venue, _instead(name, address)))
        return found

    return ask


async def _listed(web: Web, venue: type[Venue], address: str) -> dict[str, Contract]:
    found: dict[str, Contract] = {}
    cursor = ""
    for _ in range(PAGES):
        try:
            reply = await web.ask(address, params={"cursor": cursor} if cursor else None)
            page, cursor = venue.read_contracts(json.loads(reply.body))
        except WebError as error:
            raise SourceError(venue.label, Trouble.UNREACHABLE, f"{error} (list of contracts)") from error
        except (ValueError, KeyError, TypeError) as error:
            raise SourceError(venue.label, Trouble.MALFORMED, "the list of contracts cannot be read") from error
        found.update(page)
        if not cursor:
            break
    return found


def _instead(name: str, address: str) -> str:
    """The address at the host that stands in for the exchange's own in a rehearsal."""
    base = keys.base_url(name)
    if not base:
        return address
    parts = urlsplit(address)
    return base + urlunsplit(("", "", parts.path, parts.query, ""))
