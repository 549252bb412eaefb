"""FRED: closes of US stock indices and of the VIX, by session.  A free key; without one an emergency route.

https://fred.stlouisfed.org/docs/api/fred/series_observations.html: {"observations": [{"date": "2025-07-11", "value":
"6259.75"}]}, text, "." on holidays; errors are {"error_code": 400, "error_message": ...}.  The emergency route is the
table behind the site's charts: CSV with one column per series, undocumented, and at times behind a wall.
S&P and Nasdaq closes are copyrighted: changes may be told with their source, the series may not be passed on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.gather.candles import DAY
from newsgen.gather.numbers import decoded, empty, field, malformed, number, stamp
from newsgen.gather.shapes import day_of, known, listed, once, reading, session_over, together, word
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Row, SourceError, Trouble

DAYS_BACK = 731
SERIES = {"SP500": "SPX", "NASDAQCOM": "IXIC", "DJIA": "DJI", "VIXCLS": "VIX"}
TABLE_HOSTS = ("https://fred.stlouisfed.org",)
LONGEST = 100_000


class Fred:
    """US stock indices."""

    name: ClassVar[str] = "fred"
    label: ClassVar[str] = "FRED"
    hosts: ClassVar[tuple[str, ...]] = ("https://api.stlouisfed.org",)
    key_names: ClassVar[tuple[str, ...]] = ("NEWSGEN_FRED_API_KEY",)
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ("api_key",)
    rate: ClassVar[tuple[int, float]] = (10, 5.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"indices": "closes of US stock indices"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """See `Source.ask`."""
        since = min(need.since.get(topic, need.as_of - DAYS_BACK * DAY), need.as_of - 14 * DAY)
        await self._get(since, need.as_of, line)

    async def _get(self, start: datetime, end: datetime, line: Line) -> None:
        if line.key:
            await together(self._get_series(series, start, end, line) for series in SERIES)
        else:
            await self._get_table(start, end, line)

    async def _get_series(self, series: str, start: datetime, end: datetime, line: Line) -> None:
        params: dict[str, str | int] = {
            "series_id": series, "api_key": line.key, "file_type": "json", "sort_order": "asc", "limit": LONGEST,
            "observation_start": f"{start:%Y-%m-%d}", "observation_end": f"{end:%Y-%m-%d}",
        }  # fmt: skip
        asked = {"kind": "indices", "index": SERIES[series], "end": stamp(end)}
        await line.get(f"index-{SERIES[series].lower()}", "/fred/series/observations", params=params, asked=asked)

    async def _get_table(self, start: datetime, end: datetime, line: Line) -> None:
        params = {"id": ",".join(SERIES), "cosd": f"{start:%Y-%m-%d}", "coed": f"{end:%Y-%m-%d}"}
        asked = {"kind": "table", "end": stamp(end)}
        await line.get("indices", "/graph/fredgraph.csv", params=params, asked=asked, hosts=TABLE_HOSTS)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """See `Source.walk`: one question per index tells everything."""
        if start >= end:
            return None
        await self._get(start, end, line)
        return end

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"error_code": 400, "error_message": ...}; the one about the key is told apart by its words."""
        if not isinstance(body, Mapping) or "error_code" not in body:
            return
        code, reason = known(body["error_code"]), word(body, "error_message")
        if "api_key" in reason:
            raise SourceError(self.label, Trouble.KEY, "the key is missing, wrong or not registered")
        trouble = Trouble.BUSY if code == 429 else Trouble.BROKEN if (code or 0) >= 500 else Trouble.REFUSED
        raise SourceError(self.label, trouble, f"{reason or 'no reason given'} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`; a body that is a page or XML is a wall."""
        if answer.body.lstrip()[:1] == b"<":
            raise SourceError(self.label, Trouble.BLOCKED, f"a page came instead of data ({answer.name})")
        with reading(answer):
            found = _table(answer) if answer.asked["kind"] == "table" else _series(answer)
            rows = once(answer, found, "index", "date")
            if not rows:
                raise empty(answer)
            return iter(rows)


def _series(answer: Answer) -> Iterator[Row]:
    for one in listed(field(decoded(answer), "observations")):
        yield from _close(answer, answer.asked["index"], field(one, "date"), field(one, "value"))


def _table(answer: Answer) -> Iterator[Row]:
    """observation_date,SP500,NASDAQCOM (the first column was DATE once)."""
    lines = csv.reader(answer.body.decode("utf-8-sig").splitlines(), strict=True)
    head = next(lines, [])
    if head[:1] not in (["observation_date"], ["DATE"]) or not set(head[1:]) & set(SERIES):
        raise malformed(answer, "the table has not the columns that were asked for")
    for cells in lines:
        if len(cells) != len(head):
            raise malformed(answer, "a line of the table is broken off")
        for series, value in zip(head[1:], cells[1:]):
            if series in SERIES:
                yield from _close(answer, SERIES[series], cells[0], value)


def _close(answer: Answer, index: str, date: object, value: object) -> Iterator[Row]:
    """The close of a session that is over; a holiday has none."""
    day, close = day_of(date), number(value)
    if close is not None and session_over(answer, day):
        yield Row("indices", {"index": index, "date": day, "close": close, "source": answer.source})
