"""Coinalyze: contracts chosen from the vendor's own lists, whole windows and whole days, and never a guess."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.gather.coinalyze import Coinalyze, choose
from newsgen.wire import SourceError
from tests.source_kit import NOON, answer, asked_by, at, line_to, need, refusal, rows, run, spoiled, trouble

SOURCE = Coinalyze()
VENUES = [{"name": "Binance", "code": "A"}, {"name": "Bybit", "code": "6"}, {"name": "OKX", "code": "3"}]
VENUES += [{"name": "Kraken", "code": "K"}]
COINS = ("BTC", "ETH", "SOL", "XRP", "DOGE", "BNB", "ADA")


def market(coin: str, code: str, **changes: Any) -> dict[str, Any]:
    return {
        "symbol": f"{coin}USDT_PERP.{code}", "exchange": code, "base_asset": coin, "quote_asset": "USDT",
        "expire_at": None, "is_perpetual": True, "margined": "STABLE", **changes,
    }  # fmt: skip


MARKETS = [market(coin, code) for coin in COINS for code in "A63K"]
MARKETS += [market("BTC", "A", symbol="BTCUSDT_250926.A", is_perpetual=False)]
MARKETS += [market("BTC", "A", symbol="BTCUSD_PERP.A", quote_asset="USD")]
MARKETS += [market("PEPE", "A"), market("PEPE", "6")]  # not on the third venue

ASKED = {
    "kind": "liquidations", "step": "1hour", "start": "2025-07-13T12:00:00Z", "end": "2025-07-14T12:00:00Z",
    "symbols_by_venue": "b1=BTC=Binance,b2=BTC=Bybit,b3=BTC=OKX",
}  # fmt: skip


def points(when: datetime, long: Any, short: Any) -> dict[str, Any]:
    return {"t": int(when.timestamp()), "l": long, "s": short}


def body(*points_of: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"symbol": f"b{place}", "history": history} for place, history in enumerate(points_of, 1)]


DAY = body(
    [points(at(13, 12), 1e6, 20e6), points(at(14, 11), 2e6, 30e6)],
    [points(at(13, 23), 3e6, 40e6)],
    [points(at(14, 0), 4e6, 50e6), points(at(14, 12), 9e9, 9e9)],  # the last begins after the window
)


def told(found: Any, **changes: str) -> list[dict[str, Any]]:
    return rows(SOURCE, found, **{**ASKED, **changes})


def test_the_window_is_the_sum_of_its_hours_on_named_venues() -> None:
    assert told(DAY) == [{
        "coin": "BTC", "venues": "Binance+Bybit+OKX", "start": at(13, 12), "end": NOON, "long_usd": 10e6,
        "short_usd": 140e6, "source": "Coinalyze",
    }]  # fmt: skip


def test_a_contract_without_a_single_hour_costs_its_coin() -> None:
    assert trouble(lambda: told(body(DAY[0]["history"], DAY[1]["history"], []))) == "empty"
    assert trouble(lambda: told(DAY[:2])) == "empty"


def test_an_empty_list_is_no_data_and_never_zero() -> None:
    assert trouble(lambda: told([])) == "empty"


def test_times_in_milliseconds_are_not_read() -> None:
    wrong = body(*([{**one, "t": one["t"] * 1000} for one in row["history"]] for row in DAY))
    assert trouble(lambda: told(wrong)) == "malformed"


def test_amounts_in_coins_are_not_read_as_dollars() -> None:
    coins = body(*([{**one, "l": one["l"] / 1e5, "s": one["s"] / 1e5} for one in row["history"]] for row in DAY))
    assert trouble(lambda: told(coins)) == "malformed"


@pytest.mark.parametrize("long", [None, -1, "n/a", True])
def test_an_hour_without_two_amounts_is_not_read(long: Any) -> None:
    assert (
        trouble(lambda: told(body([points(at(14, 1), long, 1e6)], DAY[1]["history"], DAY[2]["history"]))) == "malformed"
    )


def test_an_hour_off_the_grid_or_told_in_two_ways_is_not_read() -> None:
    for history in ([points(at(14, 1, 30), 1e6, 1e6)], [points(at(14, 1), 1e6, 1e6), points(at(14, 1), 2e6, 1e6)]):
        assert trouble(lambda history=history: told(body(history, DAY[1]["history"], DAY[2]["history"]))) == "malformed"


def test_days_are_told_only_where_every_venue_has_one() -> None:
    days = body(
        [points(at(day), 1e5 * day, 2e5 * day) for day in (10, 11, 12, 13)],
        [points(at(day), f"{day}e5", f"{2 * day}e5") for day in (13, 12, 11)],
        [points(at(day), 1e5 * day, 2e5 * day) for day in (11, 13, 14)],
    )
    found = told(days, step="daily", start="2025-07-01T00:00:00Z", end="2025-07-14T00:00:00Z")
    assert [(row["start"], row["end"], row["long_usd"], row["short_usd"]) for row in found] == [
        (at(day), at(day + 1), 3e5 * day, 6e5 * day) for day in (11, 13)
    ]


def test_a_calm_day_of_the_past_is_no_fault_and_a_past_in_coins_is_one() -> None:
    span = {"step": "daily", "start": "2025-07-01T00:00:00Z", "end": "2025-07-14T00:00:00Z"}
    amounts = {10: 1e6, 11: 1e3, 12: 2e6}
    calm = body(*([points(at(day), usd, usd) for day, usd in amounts.items()] for _ in range(3)))
    assert [row["long_usd"] for row in told(calm, **span)] == [3e6, 3e3, 6e6]
    coins = body(*([points(at(day), usd / 1e5, usd / 1e5) for day, usd in amounts.items()] for _ in range(3)))
    assert trouble(lambda: told(coins, **span)) == "malformed"


def test_contracts_are_the_perpetual_ones_against_tether_on_three_venues() -> None:
    chosen = choose(VENUES, MARKETS)
    assert {one.coin for one in chosen} == set(COINS)
    assert [(one.name, one.venue) for one in chosen if one.coin == "BTC"] == [
        ("BTCUSDT_PERP.A", "Binance"), ("BTCUSDT_PERP.6", "Bybit"), ("BTCUSDT_PERP.3", "OKX"),
    ]  # fmt: skip


def vendor(path: str, _params: Any) -> Any:
    return {"/v1/exchanges": VENUES, "/v1/future-markets": MARKETS}.get(path, DAY)


def test_a_run_asks_four_questions_and_counts_less_than_forty() -> None:
    line = asked_by(Coinalyze(), "liquidations", need(), vendor, key="sesame")
    assert [path for path, _ in line.web.asked][:2] == ["/v1/exchanges", "/v1/future-markets"]
    counted = [len(params.get("symbols", "x").split(",")) for _, params in line.web.asked]
    assert counted == [1, 1, 18, 18]
    hourly = next(params for _, params in line.web.asked if params.get("interval") == "1hour")
    assert (hourly["from"], hourly["to"]) == (1752408000, 1752494399)
    assert hourly["convert_to_usd"] == "true"
    daily = next(params for _, params in line.web.asked if params.get("interval") == "daily")
    assert daily["to"] == int(at(14).timestamp()) - 1
    assert all(headers["api_key"] == "sesame" for headers in line.web.headers)


@pytest.mark.parametrize(("minute", "step"), [(0, "1hour"), (35, "5min"), (7, "1min")])
def test_the_step_is_the_largest_that_fits_the_end_of_the_window(minute: int, step: str) -> None:
    line = asked_by(Coinalyze(), "liquidations", need(at(14, 12, minute)), vendor)
    assert step in {params.get("interval") for _, params in line.web.asked}


def test_a_window_that_the_vendor_no_longer_keeps_whole_is_not_asked_for() -> None:
    line = asked_by(Coinalyze(), "liquidations", need(at(1, 12, 35), now=NOON), vendor)
    assert {params.get("interval") for _, params in line.web.asked} == {None, "daily"}


def test_at_midnight_the_day_told_is_asked_for_once() -> None:
    line = asked_by(Coinalyze(), "liquidations", need(at(14)), vendor)
    daily = next(kept for kept in line.answers if kept.asked.get("step") == "daily")
    assert daily.asked["end"] == "2025-07-13T00:00:00Z"


def test_daily_history_begins_some_weeks_before_what_is_on_file() -> None:
    line = asked_by(Coinalyze(), "liquidations", need(since={"liquidations": at(13)}), vendor)
    daily = next(kept for kept in line.answers if kept.asked.get("step") == "daily")
    assert daily.asked["start"] == "2025-06-08T00:00:00Z"


def test_pages_of_the_past_follow_one_another_to_the_end() -> None:
    source = Coinalyze()
    line = line_to(source, vendor)
    reached = run(source.walk("liquidations", "BTC", at(1, year=2021), NOON, line))
    assert reached == at(1, year=2021) + timedelta(days=1000)
    assert run(source.walk("liquidations", "BTC", reached, NOON, line)) == NOON
    assert run(source.walk("liquidations", "BTC", NOON, NOON, line)) is None
    assert run(source.walk("liquidations", "NOSUCH", at(1), NOON, line)) is None
    assert run(source.walk("candles", "BTC", at(1), NOON, line)) is None
    assert len(line.web.asked) == 4


NOES = (
    ({"message": "Invalid API key"}, 401, "key"),
    ({"message": "Too many requests"}, 429, "busy"),
    ({"message": "Internal"}, 500, "broken"),
    ({"message": "from: wrong"}, 400, "refused"),
    ({"odd": 1}, 200, "malformed"),
    ({"odd": 1}, 403, "blocked"),
)


@pytest.mark.parametrize(("said", "status", "word"), NOES)
def test_refusals_are_told_apart(said: Any, status: int, word: str) -> None:
    assert refusal(SOURCE, said, status) == word


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_comes_is_read_or_refused_with_the_one_error(data: st.DataObject) -> None:
    kept = answer(SOURCE, data.draw(spoiled(DAY)), **ASKED)
    try:
        found = list(SOURCE.read(kept))
    except SourceError:
        return
    assert len(found) == 1
    assert all(0 <= float(found[0].cells[side]) < 1e15 for side in ("long_usd", "short_usd"))  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_lists_come_contracts_are_chosen_or_refused_with_the_one_error(data: st.DataObject) -> None:
    lists = data.draw(spoiled([VENUES, MARKETS[:8]]))

    def reply(path: str, _params: Any) -> Any:
        place = {"/v1/exchanges": 0, "/v1/future-markets": 1}.get(path)
        return DAY if place is None else lists[place] if isinstance(lists, list) and len(lists) > place else []

    assert trouble(lambda: asked_by(Coinalyze(), "liquidations", need(), reply)) in ("none", "malformed", "empty")
