"""The gate on fund flows: two sources of one session, slipped days, and sums out of all proportion."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from newsgen.market.holidays import trades
from newsgen.model import Severity
from tests.gate_kit import facts_of, found, held
from tests.measure_kit import at

LAST = date(2024, 5, 1)  # a Wednesday; its flows are out by the next morning
AS_OF = "2024-05-02 08:00"


def sessions(count: int) -> list[date]:
    """The last trading days up to LAST."""
    days: list[date] = []
    day = LAST
    while len(days) < count:
        if trades(day):
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


def flow(number: int) -> float:
    """A session's flow: around 60 million, both ways, no two alike."""
    return 20e6 + 1e6 * ((number * 37) % 101) - 40e6 * (number % 3 == 0)


def flows(count: int = 60, *, last: float | None = None, source: str = "Farside") -> list[dict[str, Any]]:
    """Totals of bitcoin funds; the last session may be given."""
    rows = [
        {"date": at(f"{day} 00:00"), "asset": "BTC", "fund": "*", "flow_usd": flow(number), "source": source}
        for number, day in enumerate(sessions(count), 60 - count)
    ]
    if last is not None:
        rows[-1]["flow_usd"] = last
    return rows


def told(rows: list[dict[str, Any]]) -> Any:
    """The facts of the morning after the last session."""
    return facts_of("2024-05-02", AS_OF, etf_flows=rows)


def test_a_session_like_others_is_told() -> None:
    """One source, nothing unusual."""
    facts = told(flows())
    assert facts.value("btc_etf.flow") == flow(59)
    assert facts.findings == ()


@pytest.mark.parametrize(
    ("theirs", "severity"), [(102e6, None), (115e6, Severity.WARN), (150e6, Severity.HOLD), (-100e6, Severity.HOLD)]
)
def test_two_sources_of_one_session(theirs: float, severity: Severity | None) -> None:
    """A tenth apart is a remark, a quarter or the other sign holds; one source is told, never a mean."""
    facts = told([*flows(last=100e6), *flows(20, last=theirs, source="SoSoValue")])
    assert [finding.severity for finding in found(facts, "S2")] == ([severity] if severity else [])
    assert facts.value("btc_etf.flow") == 100e6


@pytest.mark.parametrize(("last", "holds"), [(500e6, False), (100e9, True)])
def test_a_session_out_of_all_proportion_is_left_out(last: float, holds: bool) -> None:
    """A thousand times the usual is a slip of the unit."""
    facts = told(flows(last=last))
    assert held(facts, "O1") is holds
    assert (facts.value("btc_etf.flow") is None) is holds


def test_flows_on_a_sunday_are_no_session() -> None:
    """The dates of the source have slipped."""
    rows = flows(60)
    rows.append({**rows[-1], "date": at("2024-05-05 00:00"), "flow_usd": 33e6})
    facts = facts_of("2024-05-06", "2024-05-06 08:00", etf_flows=rows)
    assert held(facts, "K4")
    assert facts.value("btc_etf.flow") is None


def test_two_sources_shifted_by_a_day_are_found() -> None:
    """The second source has each session's flow on the day after."""
    late = flows(60, source="SoSoValue")
    shifted = [row | {"flow_usd": before["flow_usd"]} for before, row in pairwise(late)]
    facts = told([*flows(), *shifted[-20:]])
    assert any("shifted by a day" in finding.message for finding in found(facts, "S2"))
    assert facts.value("btc_etf.flow") is None


def test_two_sources_of_the_same_days_are_not_shifted() -> None:
    """The twin."""
    facts = told([*flows(), *flows(20, source="SoSoValue")])
    assert facts.findings == ()
    assert facts.value("btc_etf.flow") == flow(59)
