"""CoinGlass days: money into and out of US spot funds, and the Fear & Greed Index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from newsgen.gather.coinglass_body import LABEL, Json, data, rows
from newsgen.gather.numbers import EPOCH, any_moment, empty, field, malformed, number
from newsgen.gather.venues import ALL
from newsgen.wire import Answer, Cell, Row

FUNDS = {"BTC": "bitcoin", "ETH": "ethereum", "SOL": "solana", "XRP": "xrp"}
DAY = timedelta(days=1)
SURE = timedelta(hours=21 + 24)  # after a session's date: closed at 21:00 UTC, and a day for late issuers
NEWS = timedelta(hours=30)  # after a session's date: when its flows are out, where nobody is late
MOST = 2e10  # US dollars in a day, either way: ten times the most there ever was
SLIP, SLIP_USD = 0.01, 1_000_000.0  # a total may miss its funds by this part of what moved, or by so many dollars


def flow(value: object) -> float | None:
    """US dollars into (positive) or out of funds in a day; raises ValueError for another scale."""
    usd = number(value)
    if usd is not None and abs(usd) > MOST:
        raise ValueError(f"{usd:g} dollars in a day")
    return usd


def flow_row(day: date, asset: str, fund: str, usd: float, source: str) -> Row:
    """A row of the flow table; `fund` is "*" for all funds of an asset."""
    cells: dict[str, Cell] = {"date": day, "asset": asset, "fund": fund, "flow_usd": usd, "source": source}
    return Row("etf_flows", cells)


def read_flows(answer: Answer, asset: str, start: datetime | None, end: datetime) -> Iterator[Row]:
    """`etf/.../flow-history`: the sessions of an asset's funds, each fund and all together ("*").

    A session counts when every fund that reported the one before has a figure, or 45 hours after the start of its day;
    until then it is partial, and nothing of it is told.  A day on which no fund has a figure is no session, whatever
    its total says.  A session whose funds are all known and do not make its total is left out, and so is a day told
    twice in different words.  A session on a weekend, or a time that is no midnight, makes the answer malformed.
    """
    sessions = _sessions(answer)
    before: set[str] = set()
    given = False
    for day, (total, funds) in sorted(sessions.items()):
        known = {name: usd for name, usd in funds.items() if usd is not None}
        whole = before <= set(known)
        past = end - datetime(day.year, day.month, day.day, tzinfo=UTC)
        before = set(known) or before
        final = bool(known) and ((whole and past >= NEWS) or past >= SURE)
        if not final or (start is not None and day < start.date()):
            continue
        if whole and len(known) == len(funds) and not _adds_up(total, known):
            continue
        if total is not None:
            given = True
            yield flow_row(day, asset, ALL, total, LABEL)
        yield from (flow_row(day, asset, name, usd, LABEL) for name, usd in known.items())
    if not given:
        raise empty(answer)


def _sessions(answer: Answer) -> dict[date, tuple[float | None, dict[str, float | None]]]:
    found: dict[date, tuple[float | None, dict[str, float | None]]] = {}
    clashes: set[date] = set()
    for row in rows(answer):
        at = any_moment(field(row, "timestamp"))
        if (at - EPOCH) % DAY or at.weekday() >= 5:
            raise malformed(answer, f"a session on {at:%A %Y-%m-%d %H:%M}")
        session = flow(field(row, "flow_usd")), _funds(row)
        if found.setdefault(at.date(), session) != session:
            clashes.add(at.date())
    return {day: session for day, session in found.items() if day not in clashes}


def _funds(row: Json) -> dict[str, float | None]:
    listed = field(row, "etf_flows")
    funds: dict[str, float | None] = {}
    for one in listed if isinstance(listed, list) else ():
        name = field(one, "etf_ticker")
        if not isinstance(name, str) or not name.strip().isalnum() or name.strip() in funds:
            raise ValueError("a fund without a name of its own")
        funds[name.strip()] = flow(field(one, "flow_usd"))
    return funds


def _adds_up(total: float | None, known: Mapping[str, float]) -> bool:
    room = max(SLIP * sum(abs(usd) for usd in known.values()), SLIP_USD)
    return total is None or abs(sum(known.values()) - total) <= room


def read_sentiment(answer: Answer, start: datetime | None, end: datetime) -> Iterator[Row]:
    """`index/fear-greed-history`: the index by day.

    The vendor's documents disagree on object or list, on the names of the lists and on the unit of their times: all
    are read.  Lists of different length, or a value outside 0 to 100, make the answer malformed.
    """
    found: Any = data(answer)
    found = found[0] if isinstance(found, list) else found
    times = _list(found, "time_list", "times")
    values = _list(found, "data_list", "values")
    if len(times) != len(values):
        raise malformed(answer, f"{len(times)} times and {len(values)} values")
    days: dict[date, set[float]] = {}
    for time, value in zip(times, values, strict=True):
        at, points = any_moment(time), number(value)
        if points is not None and not 0 <= points <= 100:
            raise malformed(answer, f"a value of {points:g} on a scale to 100")
        if points is not None and at <= end and (start is None or at >= start):
            days.setdefault(at.date(), set()).add(points)
    if not days:
        raise empty(answer)
    for day, told in sorted(days.items()):
        if len(told) == 1:
            yield Row("sentiment", {"index": "fear_greed", "date": day, "value": next(iter(told)), "source": LABEL})


def _list(found: object, *names: str) -> list[Any]:
    for name in names:
        one = field(found, name)
        if isinstance(one, list):
            return one
    raise ValueError(f"no {names[0]}")
