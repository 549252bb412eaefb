"""Past: any day that can be told, and spans of days with today's templates against earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from newsgen.desk import past
from newsgen.desk.past import Row, Store
from newsgen.desk.site import Desk, Tab, back, desk_of, form_of, session_of
from newsgen.desk.spans import MOST, Span
from newsgen.desk.tellings import Telling
from newsgen.desk.views.today import WORDS
from newsgen.errors import NewsgenError
from newsgen.model import Finding, Severity
from newsgen.page import body_html

TAB = Tab("past", "Past", "m")
USUAL = 14  # days of a span that nobody chose
_ORDER = (Severity.BLOCK, Severity.HOLD, Severity.WARN)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the forms hold before somebody types."""

    day: str
    since: str
    until: str
    against: str = field(metadata={"help": "A snapshot's day or filed"})
    first: date | None = field(metadata={"help": "The earliest day that can be told"})
    last: date | None = field(metadata={"help": "The latest"})


@dataclass(frozen=True, slots=True)
class Totals:
    """A span in a few numbers."""

    told: int
    days: int = field(metadata={"help": "Days on which anything differs"})
    sentences: int
    of: int
    leads: int
    headlines: int
    blocks: int = field(metadata={"help": "Blocks that were not there before"})
    holds: int
    gone: int = field(metadata={"help": "Blocks and holds that are gone"})
    trouble: int


async def show(request: Request) -> Response:
    """What can be told, the day that was asked for, and the span as far as it came."""
    desk, days = desk_of(request), desk_of(request).bench.days()
    if "day" not in request.path_params and days:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/days/{days[0]}/past{query}", 303)
    sheet = await desk.sheet(request) if "day" in request.path_params else None
    asked = request.query_params.get("day", "").strip()
    telling: Telling | None = None
    store: Store | None = None
    titles: dict[str, str] = {}
    trouble = ""
    try:
        store = await desk.run(desk.past.store)
        house = await desk.run(desk.bench.house)
        titles = {name: angle.title for name, angle in house.angles.items()}
        if asked:
            against = request.query_params.get("against", "").strip()
            against = past.chosen(against, desk.bench.settings) if against else ""
            telling = await desk.run(desk.past.telling, past.day_in(asked), against)
    except NewsgenError as error:
        trouble = str(error)
    kept = tuple(day for day in past.snapshots(desk.bench.settings) if day < desk.bench.clock().date())
    span = desk.past.spans.last
    return desk.page(
        request,
        "past",
        sheet=sheet,
        status=400 if trouble else 200,
        here=_here(request),
        told=days,
        store=store,
        ask=_ask(desk, days, store, kept, asked),
        kept=kept,
        most=MOST,
        telling=telling,
        trouble=trouble,
        titles=titles,
        body=body_html(telling.edition.article) if telling else "",
        found=_in_order(telling.edition.findings) if telling else (),
        words=WORDS,
        span=span,
        totals=totals(span.rows) if span else None,
    )


async def file(request: Request) -> Response:
    """File a past day as it was seen."""
    desk, form = desk_of(request), await form_of(request)
    day = past.day_in(form.get("past", ""))
    await desk.run(desk.past.file, day, form.get("print", ""))
    return back(request, f"/days/{day}", f"{day} is filed.")


async def start(request: Request) -> Response:
    """Tell a span in the background."""
    desk, form = desk_of(request), await form_of(request)
    since, until = past.day_in(form.get("since", "")), past.day_in(form.get("until", ""))
    against = past.chosen(form.get("against", ""), desk.bench.settings)
    by = session_of(request).name
    span = await desk.run(desk.past.spans.start, desk.past.recipe(since), since, until, against, by)
    return back(request, _here(request), f"{span.days} days are being told; you may leave this page.")


async def stop(request: Request) -> Response:
    """End the span; what was told stays."""
    desk = desk_of(request)
    await desk.run(desk.past.spans.stop)
    return back(request, _here(request), "The span is stopped; the days told so far stay.")


def totals(rows: Sequence[Row]) -> Totals:
    """What a span changed."""
    told = [row for row in rows if not row.trouble]
    more = [(row.blocks[1] - row.blocks[0], row.holds[1] - row.holds[0]) for row in told]
    return Totals(
        told=len(told),
        days=sum(row.differs for row in told),
        sentences=sum(row.changed for row in told),
        of=sum(row.of for row in told),
        leads=sum(row.lead[0] != row.lead[1] for row in told),
        headlines=sum(row.headline[0] != row.headline[1] for row in told),
        blocks=sum(max(blocks, 0) for blocks, _ in more),
        holds=sum(max(holds, 0) for _, holds in more),
        gone=sum(max(-blocks, 0) + max(-holds, 0) for blocks, holds in more),
        trouble=len(rows) - len(told),
    )


def _ask(desk: Desk, days: Sequence[date], store: Store | None, kept: Sequence[date], asked: str) -> Ask:
    """The forms' first words: the latest days that can be told, or those of the span at hand."""
    known = [*days, *((store.first, store.last) if store else ())]
    first, last = min(known, default=None), max(known, default=None)
    span: Span | None = desk.past.spans.last
    against = past.yesterdays(kept, desk.bench.clock().date())
    if span:
        return Ask(asked, str(span.since), str(span.until), span.against, first, last)
    ask = Ask(asked, "", "", against, first, last)
    if first is None or last is None:
        return ask
    return replace(ask, since=str(max(first, last - timedelta(days=USUAL - 1))), until=str(last))


def _here(request: Request) -> str:
    """The view's own address, for the day at hand."""
    day = request.path_params.get("day")
    return f"/days/{day}/past" if day else "/past"


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: _ORDER.index(finding.severity)))


ROUTES = tuple(
    route
    for base in ("/past", "/days/{day:day}/past")
    for route in (
        Route(base, show),
        Route(f"{base}/file", file, methods=["POST"]),
        Route(f"{base}/span", start, methods=["POST"]),
        Route(f"{base}/stop", stop, methods=["POST"]),
    )
)
