"""SoSoValue: final sessions alone, in either envelope, and refusals told apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.gather.sosovalue import SoSoValue
from newsgen.wire import SourceError
from tests.source_kit import NOON, answer, asked_by, line_to, need, refusal, rows, run, spoiled, trouble

SOURCE = SoSoValue()
END = "2025-07-14T12:00:00Z"


def session(day: str, flow: Any, traded: Any = 6.36e9) -> dict[str, Any]:
    return {"date": day, "total_net_inflow": flow, "total_value_traded": traded}


LISTED = [session("2025-07-11", 1029600000.0), session("2025-07-10", "1175600000"), session("2025-07-09", -5e6)]
BODY = {"code": 0, "message": "success", "data": LISTED}


def told(body: Any, end: str = END) -> dict[date, float]:
    return {row["date"]: row["flow_usd"] for row in rows(SOURCE, body, coin="BTC", end=end)}


def test_final_sessions_are_told_oldest_first_with_all_funds_together() -> None:
    found = rows(SOURCE, BODY, coin="BTC", end=END)
    assert [row["date"].day for row in found] == [9, 10, 11]
    assert found[-1] == {
        "date": date(2025, 7, 11), "asset": "BTC", "fund": "*", "flow_usd": 1029600000.0, "source": "SoSoValue",
    }  # fmt: skip


@pytest.mark.parametrize("body", [LISTED, {"code": 0, "data": {"list": LISTED}}, {"code": "0", "data": LISTED}])
def test_a_bare_list_and_every_envelope_hold_the_same(body: Any) -> None:
    assert told(body) == told(BODY)


@pytest.mark.parametrize(("end", "last"), [("2025-07-12T18:59:00Z", 10), ("2025-07-12T19:00:00Z", 11)])
def test_a_session_is_final_in_the_evening_after(end: str, last: int) -> None:
    assert max(told(BODY, end)).day == last


def test_a_session_without_a_figure_and_a_day_without_trade_are_none() -> None:
    body = [*LISTED, session("2025-07-08", None), session("2025-07-07", 0, 0), session("2025-07-04", 0, None)]
    assert told(body) == told(BODY)
    assert told([session("2025-07-08", 0, 1e9)]) == {date(2025, 7, 8): 0.0}  # traded, and as much in as out


def test_a_day_told_in_two_ways_is_left_out() -> None:
    assert {day.day for day in told([*LISTED, session("2025-07-10", 1)])} == {9, 11}


@pytest.mark.parametrize("day", ["2025-07-12", "20250711", "11 Jul 2025", 20250711, None])
def test_days_that_cannot_be_sessions_are_not_read(day: Any) -> None:
    assert trouble(lambda: told([session(day, 1e6)])) == "malformed"


@pytest.mark.parametrize("body", [[], {"code": 0, "data": []}, {"code": 0, "data": None}])
def test_no_data_is_empty_and_never_zero(body: Any) -> None:
    assert trouble(lambda: told(body)) == "empty"


NOES = (
    ({"code": 42901, "message": "Rate limit exceeded", "details": {"retry_after": 45}}, 429, "busy"),
    ({"code": 42901, "message": "Rate limit exceeded"}, 200, "busy"),
    ({"code": 40101, "message": "Invalid key"}, 401, "key"),
    ({"code": 50000, "message": "x"}, 200, "broken"),
    ({"code": 40000, "message": "x"}, 400, "refused"),
    ({"odd": 1}, 200, "malformed"),
    ({"odd": 1}, 403, "blocked"),
)


@pytest.mark.parametrize(("body", "status", "word"), NOES)
def test_refusals_are_told_apart(body: Any, status: int, word: str) -> None:
    assert refusal(SOURCE, body, status) == word


def test_a_run_asks_once_for_each_asset_with_the_key_in_a_header() -> None:
    line = asked_by(SoSoValue(), "flows", need(), lambda _path, _params: BODY, key="sesame")
    assert [params["symbol"] for _, params in line.web.asked] == ["BTC", "ETH", "SOL", "XRP"]
    assert {path for path, _ in line.web.asked} == {"/openapi/v1/etfs/summary-history"}
    assert all(headers["x-soso-api-key"] == "sesame" for headers in line.web.headers)
    assert not any("sesame" in kept.url for kept in line.answers)
    assert [len(list(SOURCE.read(kept))) for kept in line.answers] == [3, 3, 3, 3]
    assert not asked_by(SoSoValue(), "candles", need()).web.asked


def test_the_past_is_one_page() -> None:
    line = line_to(SOURCE, lambda _path, _params: BODY)
    start = NOON.replace(year=2024)
    assert run(SOURCE.walk("flows", "BTC", start, NOON, line)) == NOON
    assert run(SOURCE.walk("flows", "BTC", NOON, NOON, line)) is None
    assert run(SOURCE.walk("flows", "DOGE", start, NOON, line)) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_comes_is_read_or_refused_with_the_one_error(data: st.DataObject) -> None:
    kept = answer(SOURCE, data.draw(spoiled(BODY)), coin="BTC", end=END)
    try:
        found = list(SOURCE.read(kept))
    except SourceError:
        return
    assert found
    assert all(abs(float(row.cells["flow_usd"])) <= 1e12 for row in found)  # type: ignore[arg-type]
