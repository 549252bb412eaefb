"""SoSoValue (free key): money into and out of US spot funds, by session; steps in for CoinGlass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

from newsgen.catalogue import FLOW_ASSETS
from newsgen.gather.coinglass_flows import flow, flow_row
from newsgen.gather.numbers import decoded, empty, field, malformed, number, stamp, unstamp
from newsgen.gather.shapes import day_of, listed, reading, together
from newsgen.gather.source import Line, Need
from newsgen.gather.venues import ALL
from newsgen.wire import Answer, Row, SourceError, Trouble

LABEL = "SoSoValue"
FINAL = timedelta(hours=24 + 19)  # after a session's date: the vendor completes a day by 19:00 UTC of the next
SLIP, SLIP_USD = 0.02, 2_000_000.0  # a day's flow may miss what the sum grew by
FEW = 2  # days that may not fit their sum before the whole answer is doubted
ROWS = 50  # sessions of an answer; the free plan holds a month


class SoSoValue:
    """See `newsgen.gather.source.Source`."""

    name: ClassVar[str] = "sosovalue"
    label: ClassVar[str] = LABEL
    hosts: ClassVar[tuple[str, ...]] = ("https://openapi.sosovalue.com",)
    key_names: ClassVar[tuple[str, ...]] = ("NEWSGEN_SOSOVALUE_API_KEY",)
    needs_key: ClassVar[bool] = True
    secret_params: ClassVar[tuple[str, ...]] = ()  # the key goes into a header
    rate: ClassVar[tuple[int, float]] = (20, 60.0)
    topics: ClassVar[Mapping[str, str]] = {"flows": "money into and out of US spot funds, all funds together"}

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """One question for each asset."""
        if topic == "flows":
            await together([_question(f"flows-{asset.lower()}", asset, need.as_of, line) for asset in FLOW_ASSETS])

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:
        """The one page that the free plan holds, its last month."""
        if topic != "flows" or coin not in FLOW_ASSETS or start >= end:
            return None
        await _question(f"walk-flows-{coin.lower()}-{start:%Y%m%d}", coin, end, line)
        return end

    def refuse(self, answer: Answer, body: Any) -> None:
        """Raise SourceError for a code that is not 0; a bare list is an answer, too."""
        if isinstance(body, list):
            return
        if not isinstance(body, Mapping) or "code" not in body:
            if answer.status < 300:
                raise malformed(answer, "neither a list nor an envelope")
            return
        code = str(body["code"]).strip().removesuffix(".0")
        if code == "0":
            return
        if code.startswith("429"):
            raise SourceError(LABEL, Trouble.BUSY, "too many questions in a minute")
        if code.startswith(("401", "403")) or answer.status in (401, 403):
            raise SourceError(LABEL, Trouble.KEY, "the key is missing or wrong")
        if code.startswith("5") or answer.status >= 500:
            raise SourceError(LABEL, Trouble.BROKEN, f"the vendor's own failure at {answer.name}: code {code[:12]}")
        raise SourceError(LABEL, Trouble.REFUSED, f"{answer.name} was refused: code {code[:12]}")

    def read(self, answer: Answer) -> Iterator[Row]:
        """The sessions that are final: 43 hours after the start of their day.

        A day without a flow, or with neither flow nor trade, is no session.  A day told twice in different words is
        left out, and so is one whose flow is not what the sum of all flows grew by since the session before it.  A
        session on a weekend makes the answer malformed: its days have moved; and so do sums that mostly do not fit.
        """
        asset, end = answer.asked.get("coin"), answer.asked.get("end")
        if not asset or not end:
            return
        with reading(answer):
            found = tuple(_sessions(answer, asset, unstamp(end)))
        if not found:
            raise empty(answer)
        yield from found


def _sessions(answer: Answer, asset: str, end: datetime) -> Iterator[Row]:
    found: dict[date, set[float]] = {}
    sums: dict[date, float] = {}
    for row in _rows(answer):
        day, moved = day_of(field(row, "date")), flow(field(row, "total_net_inflow"))
        if day.weekday() >= 5:
            raise malformed(answer, f"a session on {day:%A %Y-%m-%d}")
        traded = number(field(row, "total_value_traded"))
        if moved is not None and (moved or traded):
            found.setdefault(day, set()).add(moved)
            added = number(field(row, "cum_net_inflow"))
            if added is not None:
                sums[day] = added
    _without_misfits(answer, found, sums)
    final = {
        day: flows for day, flows in found.items() if end - datetime(day.year, day.month, day.day, tzinfo=UTC) >= FINAL
    }
    if not final:
        raise empty(answer)
    for day, flows in sorted(final.items()):
        if len(flows) == 1:
            yield flow_row(day, asset, ALL, next(iter(flows)), LABEL)


def _without_misfits(answer: Answer, found: dict[date, set[float]], sums: Mapping[date, float]) -> None:
    """Take out days whose flow the sum of all flows denies; raises SourceError (malformed) where most are denied."""
    days = sorted(found)
    pairs = [(before, day) for before, day in pairwise(days) if before in sums and day in sums]
    misfits = [day for before, day in pairs if not any(_fits(sums[day] - sums[before], flow) for flow in found[day])]
    if len(misfits) > FEW and len(misfits) * 2 > len(pairs):
        raise malformed(answer, "the flows are not what their sum grew by")
    for day in misfits:
        del found[day]


def _fits(grown: float, moved: float) -> bool:
    return abs(grown - moved) <= max(SLIP_USD, SLIP * abs(moved))


def _rows(answer: Answer) -> list[Any]:
    body = decoded(answer)
    SoSoValue().refuse(answer, body)
    found = body if isinstance(body, list) else body.get("data")
    if isinstance(found, Mapping):
        found = found.get("list")
    if not found:
        raise empty(answer)
    return listed(found)


async def _question(name: str, asset: str, end: datetime, line: Line) -> None:
    params: dict[str, str | int] = {"symbol": asset, "country_code": "US", "limit": ROWS}
    headers = {"x-soso-api-key": line.key}
    asked = {"coin": asset, "end": stamp(end)}
    await line.get(name, "/openapi/v1/etfs/summary-history", params=params, headers=headers, asked=asked)
