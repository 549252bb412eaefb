"""CoinGlass: recorded answers give the rows they hold, refusals are told apart, and a run asks within its plan."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.gather.coinglass import CoinGlass
from newsgen.gather.coinglass_plan import Plan
from newsgen.sides import inverted
from newsgen.wire import SourceError
from tests.source_kit import NOON, answer, asked_by, at, line_to, need, refusal, rows, run, spoiled, trouble

SOURCE = CoinGlass()
END = "2025-07-14T12:00:00Z"
SIDES = ("long_usd", "short_usd")


def recorded(shared: Path, name: str) -> Any:
    """A recorded body, decoded."""
    data = (shared / "fixtures" / "coinglass" / name).read_bytes()
    return json.loads(gzip.decompress(data) if name.endswith(".gz") else data)


def listing(body: Any, coin: str = "BTC", hours: int = 24, end: str = END) -> list[dict[str, Any]]:
    return rows(SOURCE, body, kind="list", coin=coin, hours=str(hours), end=end)


def days(body: Any, hours: int = 24, venues: str = "Binance,Bybit,OKX", end: str = END) -> list[dict[str, Any]]:
    return rows(SOURCE, body, kind="history", coin="BTC", venues=venues, hours=str(hours), end=end)


def flows(body: Any, end: str = END, **more: str) -> list[dict[str, Any]]:
    return rows(SOURCE, body, kind="flows", coin="BTC", end=end, **more)


def totals(found: list[dict[str, Any]]) -> dict[str, float]:
    return {str(row["date"]): row["flow_usd"] for row in found if row["fund"] == "*"}


def ok(data: Any) -> dict[str, Any]:
    """The vendor's envelope, without `msg` as it really comes."""
    return {"code": "0", "data": data}


def venues(*listed: tuple[str, float, float]) -> dict[str, Any]:
    """A list of venues: name, longs, shorts."""
    names = ("exchange", "long_liquidation_usd", "short_liquidation_usd")
    return ok([{**dict(zip(names, one, strict=True)), "liquidation_usd": one[1] + one[2]} for one in listed])


LIST = venues(
    ("All", 125.1e6, 623.2e6), ("Bybit", 34.1e6, 214.9e6), ("BINANCE", 41.9e6, 201.3e6), ("Gate.io", 49.1e6, 207e6)
)


def bucket(when: datetime, long: Any, short: Any) -> dict[str, Any]:
    name = "aggregated_{}_liquidation_usd".format
    return {"time": int(when.timestamp() * 1000), name("long"): long, name("short"): short}


def session(when: datetime, total: float | None, **funds: float | None) -> dict[str, Any]:
    listed = [{"etf_ticker": name} | ({} if usd is None else {"flow_usd": usd}) for name, usd in funds.items()]
    return {"timestamp": int(when.timestamp() * 1000), "etf_flows": listed} | (
        {} if total is None else {"flow_usd": total}
    )


# What was recorded


LISTS = (
    ("BTC", "20250714", at(14, 12), 40681435.1160734, 37587486.3672864, 3093948.748787),
    ("ETH", "20250714", at(14, 12), 21644670.86818997, 19133466.24797997, 2511204.62021),
    ("BTC", "20251010", at(10, 20, month=10), 265352811.9672021, 253063611.13577908, 12289200.831423),
    ("ETH", "20251010", at(10, 20, month=10), 143823897.4181399, 131294496.02507927, 12529401.39306065),
)


@pytest.mark.parametrize(("coin", "day", "end", "total", "long", "short"), LISTS)
def test_a_recorded_list_of_venues_gives_all_venues_and_each(
    shared: Path, coin: str, day: str, end: datetime, total: float, long: float, short: float
) -> None:
    body = recorded(shared, f"reconstructed/futures_liquidation_exchange-list_{coin}_4h_{day}.json")
    found = listing(body, coin, 4, f"{end:%Y-%m-%dT%H:%M:%SZ}")
    assert len(found) == len(body["data"]) == 10
    assert found[0] == {
        "coin": coin, "venues": "*", "start": end - timedelta(hours=4), "end": end, "long_usd": long,
        "short_usd": short, "total_usd": total, "source": "CoinGlass",
    }  # fmt: skip
    given = {row["exchange"].casefold(): row["shortLiquidation_usd"] for row in body["data"][1:]}
    assert {row["venues"].casefold(): row["short_usd"] for row in found[1:]} == given
    assert "BitMEX" in {row["venues"] for row in found}


def test_recorded_four_hour_history_gives_its_finished_buckets(shared: Path) -> None:
    body = recorded(shared, "reconstructed/futures_liquidation_aggregated-history_BTC_4h_binance_2025-10-08_14.json")
    found = days(body, 4, "Binance", "2025-10-14T22:00:00Z")
    assert len(body["data"]) == 42
    assert len(found) == 41  # the bucket of 20:00 runs
    assert found[0]["venues"] == "Binance"
    assert found[0]["start"] == at(8, month=10)
    assert found[0]["end"] == at(8, 4, month=10)
    worst = max(found, key=lambda row: row["long_usd"])
    plain = max(body["data"], key=lambda row: row["aggregated_long_liquidation_usd"])
    assert worst["start"] == datetime.fromtimestamp(plain["time"] / 1000, UTC)
    assert worst["short_usd"] == plain["aggregated_short_liquidation_usd"]


@pytest.mark.parametrize("coin", ["BTC", "ETH"])
@pytest.mark.parametrize(("span", "count"), [("2025-07-09_16", 48), ("2025-10-08_14", 42)])
def test_recorded_history_keeps_every_bucket_and_its_sides(shared: Path, coin: str, span: str, count: int) -> None:
    body = recorded(shared, f"reconstructed/futures_liquidation_aggregated-history_{coin}_4h_binance_{span}.json")
    found = days(body, 4, "Binance", "2025-11-01T00:00:00Z")
    assert len(found) == count
    for side in ("long", "short"):
        plain = sum(row[f"aggregated_{side}_liquidation_usd"] for row in body["data"])
        assert sum(row[f"{side}_usd"] for row in found) == pytest.approx(plain, rel=1e-12)


def test_no_recorded_bar_has_its_sides_the_wrong_way_round(shared: Path) -> None:
    prices = pd.read_csv(shared / "market" / "history" / "prices_4h.csv.gz")
    change = {(row.coin, row.start): (row.close / row.open - 1) * 100 for row in prices.itertuples()}
    bars = []
    for coin, span in product(("BTC", "ETH"), ("2025-07-09_16", "2025-10-08_14")):
        body = recorded(shared, f"reconstructed/futures_liquidation_aggregated-history_{coin}_4h_binance_{span}.json")
        for row in days(body, 4, "Binance", "2025-11-01T00:00:00Z"):
            moved = change[(coin, f"{row['start']:%Y-%m-%dT%H:%M:%SZ}")]
            bars.append((moved, row["long_usd"], row["short_usd"]))
    assert len(bars) == 180
    assert not inverted(bars)
    assert inverted([(moved, short, long) for moved, long, short in bars])


def test_a_recorded_coin_list_gives_the_day_of_the_coins_asked_for(shared: Path) -> None:
    body = recorded(shared, "futures_liquidation_coin-list_2025-05-22.json")
    found = rows(SOURCE, body, kind="coins", coins="BTC,ETH,NOSUCH", venue="Binance", end=END)
    assert [(row["coin"], row["venues"], row["long_usd"], row["short_usd"]) for row in found] == [
        ("BTC", "Binance", 133999036.02965228, 49749190.647744),
        ("ETH", "Binance", 58657333.64344323, 65523642.77502448),
    ]
    assert found[0]["end"] - found[0]["start"] == timedelta(hours=24)


@pytest.mark.parametrize(("asset", "funds"), [("bitcoin", 11), ("ethereum", 9)])
def test_recorded_fund_flows_leave_out_the_session_that_nobody_reported(shared: Path, asset: str, funds: int) -> None:
    body = recorded(shared, f"reconstructed/etf_{asset}_flow-history_last30_2025-11-14.json")
    found = flows(body, "2025-11-15T12:00:00Z")
    plain = {datetime.fromtimestamp(row["timestamp"] / 1000, UTC).date(): row for row in body["data"]}
    assert plain[date(2025, 11, 14)]["flow_usd"] == 0.0  # what the vendor says of a session without reports
    assert totals(found) == {str(day): row["flow_usd"] for day, row in plain.items() if day != date(2025, 11, 14)}
    assert sum(row["date"] == date(2025, 11, 13) for row in found) == funds + 1
    assert flows(body, "2026-01-01T00:00:00Z")[-1]["date"] < date(2025, 11, 14)  # nor ever after


@pytest.mark.parametrize(("coin", "sides"), [("BTC", [53685130.16, 26786739.53]), ("ETH", [36958604.21, 27941658.25])])
def test_recorded_pairs_have_their_sides_turned_to_agree_with_history(
    shared: Path, coin: str, sides: list[float]
) -> None:
    body = recorded(shared, f"futures_pairs-markets_{coin}_2025-09-06.json")
    found = rows(SOURCE, body, kind="pairs", coin=coin, tables="liquidations", end="2025-09-06T00:10:00Z")
    sums = [sum(row[side] for row in found if row["venues"] in ("Binance", "Bybit", "OKX")) for side in SIDES]
    assert sums == pytest.approx(sides, abs=0.01)
    past = pd.read_csv(shared / "market" / "history" / "liquidations.csv.gz")
    known = past[(past["coin"] == coin) & (past["start"] == "2025-09-05T00:00:00Z")].iloc[0]
    assert sums == pytest.approx([known["long_usd"], known["short_usd"]], rel=0.02)


@pytest.mark.parametrize(
    "name", ["BTC_2025-09-02", "ETH_2025-09-02", "SOL_2025-09-02", "SOL_2025-09-06", "1000PEPE_2025-09-02"]
)
def test_recorded_pairs_give_open_interest_and_funding_by_venue(shared: Path, name: str) -> None:
    body, coin = recorded(shared, f"futures_pairs-markets_{name}.json"), name.split("_")[0]
    found = rows(SOURCE, body, kind="pairs", coin=coin, tables="liquidations,open_interest,funding", end=END)
    levels = {row["venues"]: row["open_interest_usd"] for row in found if "open_interest_usd" in row}
    assert sum(levels.values()) == pytest.approx(sum(row["open_interest_usd"] for row in body["data"]))
    rates = {row["venues"]: row["funding_rate_pct"] for row in found if "funding_rate_pct" in row}
    first = next(row for row in body["data"] if row["exchange_name"] == "Binance")
    assert rates["Binance"] == first["funding_rate"]
    together = [row for row in found if "+" in row["venues"]]
    assert len(together) == 1
    assert together[0]["long_usd"] == pytest.approx(
        sum(row.get("short_liquidation_usd_24h", 0) for row in body["data"])
    )
    assert not any(row["venues"] == "*" for row in found)


def test_recorded_open_interest_gives_all_venues_and_each(shared: Path) -> None:
    body = recorded(shared, "reconstructed/futures_open-interest_exchange-list_BTC_20251010.json")
    found = rows(SOURCE, body, kind="interest", coin="BTC", end=END)
    assert len(found) == 22
    assert found[0] == {
        "coin": "BTC", "venues": "*", "time": NOON, "open_interest_usd": 85776809389.561, "source": "CoinGlass",
    }  # fmt: skip
    assert {row["venues"]: row["open_interest_usd"] for row in found}["Binance"] == 15028333577.7294


def test_recorded_funding_gives_the_rates_against_stablecoins(shared: Path) -> None:
    body = recorded(shared, "futures_funding-rate_exchange-list_2025-05-22.json.gz")
    found = rows(SOURCE, body, kind="funding", coins="BTC,ETH", end=END)
    mine = {row["venues"]: row for row in found if row["coin"] == "BTC"}
    assert len(mine) == 18
    assert mine["Binance"]["funding_rate_pct"] == 0.01
    assert mine["Binance"]["interval_hours"] == 8
    assert mine["Hyperliquid"]["funding_rate_pct"] == 0.02249264
    assert mine["Hyperliquid"]["interval_hours"] == 1
    assert "interval_hours" not in mine["HTX"]  # the vendor does not say it
    assert "Gate" in mine


def test_recorded_weighted_funding_gives_what_each_candle_closed_at(shared: Path) -> None:
    body = recorded(shared, "reconstructed/futures_funding-rate_oi-weight-history_BTC_4h_20251114.json")
    found = rows(SOURCE, body, kind="funding-history", coin="BTC", hours="4", end="2026-01-01T00:00:00Z")
    assert len(found) == 30
    assert found[0] == {
        "coin": "BTC", "venues": "*", "time": datetime.fromtimestamp(1762718400 + 14400, UTC),
        "funding_rate_pct": 0.006426, "source": "CoinGlass",
    }  # fmt: skip


REFUSALS = (
    ("error_missing_param.json", "refused"),
    ("error_server_error.json", "broken"),
    ("error_too_many_requests.json", "busy"),
    ("error_upgrade_plan.json", "plan"),
)


@pytest.mark.parametrize(("name", "word"), REFUSALS)
def test_recorded_refusals_are_told_apart(shared: Path, name: str, word: str) -> None:
    assert refusal(SOURCE, recorded(shared, name)) == word


def test_a_recorded_answer_without_pairs_is_empty(shared: Path) -> None:
    body = recorded(shared, "futures_pairs-markets_empty_100SATS_2025-09-02.json")
    asked = {"kind": "pairs", "coin": "100SATS", "tables": "funding", "end": END}
    assert trouble(lambda: SOURCE.read(answer(SOURCE, body, **asked))) == "empty"


# Ways of saying no


NOES = (
    ({"code": "401", "msg": "API key missing."}, "key"),
    ({"code": "400", "msg": "Invalid API key provided"}, "key"),
    ({"code": "30001", "msg": "API key missing.", "success": False}, "key"),
    ({"code": "401", "msg": "Upgrade plan"}, "plan"),
    ({"code": "40001", "message": "UPGRADE PLAN"}, "plan"),
    ({"code": "429", "msg": "rate limited"}, "busy"),
    ({"code": 429}, "busy"),
    ({"code": "404", "msg": "Endpoint not found"}, "refused"),
    ({"code": "422", "msg": "limit"}, "refused"),
    ({"code": "408"}, "broken"),
    ({"code": "500"}, "broken"),
    ({"code": 0, "data": []}, "none"),
    ([], "malformed"),
    ({"data": []}, "malformed"),
)


@pytest.mark.parametrize(("body", "word"), NOES)
def test_an_error_within_a_good_status_is_an_error(body: Any, word: str) -> None:
    assert refusal(SOURCE, body) == word


def test_a_body_that_is_not_the_vendors_leaves_the_word_to_the_status() -> None:
    assert refusal(SOURCE, {"message": "Forbidden"}, 403) == "blocked"


def test_a_refusal_does_not_repeat_a_long_word_that_may_be_a_key() -> None:
    with pytest.raises(SourceError, match="no such thing") as caught:
        SOURCE.refuse(answer(SOURCE, {}), {"code": "400", "msg": "no such thing 0123456789abcdef0123456789abcdef"})
    assert "0123456789abcdef" not in str(caught.value)


# Shapes that vary


def test_all_venues_are_found_wherever_their_row_stands_and_however_it_is_written() -> None:
    body = ok([*LIST["data"][1:], {**LIST["data"][0], "exchange": "ALL"}])
    found = listing(body)
    assert found[0]["venues"] == "*"
    assert {row["venues"] for row in found} == {"*", "Bybit", "Binance", "Gate"}


def test_without_a_row_of_all_venues_none_is_made_up() -> None:
    assert {row["venues"] for row in listing(ok(LIST["data"][1:]))} == {"Bybit", "Binance", "Gate"}


def test_numbers_may_come_as_text() -> None:
    body = ok([{name: str(value) for name, value in row.items()} for row in LIST["data"]])
    assert listing(body) == listing(LIST)


def test_data_may_be_nested_once_more() -> None:
    assert listing(ok({"data": LIST["data"]})) == listing(LIST)


@pytest.mark.parametrize("data", [None, [], {}])
def test_no_data_is_empty_and_never_zero(data: Any) -> None:
    asked = {"kind": "list", "coin": "BTC", "hours": "24", "end": END}
    assert trouble(lambda: SOURCE.read(answer(SOURCE, ok(data), **asked))) == "empty"


def test_seconds_and_milliseconds_give_the_same_days() -> None:
    body = ok([bucket(at(day), 1e6, 2e6) for day in (10, 11)])
    short = ok([{**row, "time": row["time"] // 1000} for row in body["data"]])
    assert days(body) == days(short)
    assert [row["start"].day for row in days(short)] == [10, 11]


def test_the_running_day_is_dropped_and_the_order_of_days_is_ours() -> None:
    body = ok([bucket(at(day), 1e6, 2e6) for day in (14, 12, 13)])
    assert [row["start"].day for row in days(body)] == [12, 13]


def test_a_day_told_twice_alike_counts_once_and_one_told_differently_not_at_all() -> None:
    body = ok([bucket(at(10), 1e6, 2e6), bucket(at(10), 1e6, 2e6), bucket(at(11), 1e6, 2e6), bucket(at(11), 9e6, 2e6)])
    assert [row["start"].day for row in days(body)] == [10]


def test_a_missing_day_stays_missing_and_a_day_of_zeros_is_one() -> None:
    body = ok([bucket(at(9), 1e6, 2e6), bucket(at(10), 0, 0), bucket(at(12), 1e6, 0)])
    assert [row["start"].day for row in days(body)] == [9, 12]


def test_days_that_do_not_start_at_midnight_are_not_days() -> None:
    body = ok([bucket(at(9, 1), 1e6, 2e6)])
    assert trouble(lambda: days(body)) == "malformed"


# What cannot be


def test_a_venue_whose_sides_miss_its_total_is_left_out() -> None:
    body = json.loads(json.dumps(LIST))
    body["data"][1]["liquidation_usd"] *= 0.9
    assert {row["venues"] for row in listing(body)} == {"*", "Binance", "Gate"}


def test_a_total_that_its_own_sides_miss_is_not_read() -> None:
    body = json.loads(json.dumps(LIST))
    body["data"][0]["long_liquidation_usd"] *= 1.1
    assert trouble(lambda: listing(body)) == "malformed"


@pytest.mark.parametrize("scale", [0.001, 0.9, 1000])
def test_a_total_of_another_scale_than_its_venues_is_not_read(scale: float) -> None:
    body = json.loads(json.dumps(LIST))
    body["data"][0] = {name: one * scale if isinstance(one, float) else one for name, one in body["data"][0].items()}
    assert trouble(lambda: listing(body)) == "malformed"


def scaled(body: Any, times: float) -> Any:
    """Every dollar of a body multiplied."""
    if isinstance(body, dict):
        return {name: one * times if name.endswith("_usd") else scaled(one, times) for name, one in body.items()}
    return [scaled(one, times) for one in body] if isinstance(body, list) else body


def test_answers_a_thousand_times_too_large_as_a_whole_are_not_read() -> None:
    assert trouble(lambda: listing(scaled(LIST, 1000))) == "malformed"
    assert trouble(lambda: flows(scaled(FLOWS, 1000))) == "malformed"
    interest = ok([{"exchange": "All", "open_interest_usd": 8.5e10}])
    assert rows(SOURCE, interest, kind="interest", coin="BTC", end=END)
    assert trouble(lambda: rows(SOURCE, scaled(interest, 1000), kind="interest", coin="BTC", end=END)) == "malformed"


def test_a_total_with_its_sides_the_wrong_way_round_is_not_read() -> None:
    body = json.loads(json.dumps(LIST))
    first = body["data"][0]
    first["long_liquidation_usd"], first["short_liquidation_usd"] = (
        first["short_liquidation_usd"],
        first["long_liquidation_usd"],
    )
    assert trouble(lambda: listing(body)) == "malformed"


def test_one_venue_with_its_sides_the_wrong_way_round_is_seen_on_a_recorded_list(shared: Path) -> None:
    body = recorded(shared, "reconstructed/futures_liquidation_exchange-list_BTC_4h_20250714.json")
    for place, row in enumerate(body["data"]):
        spoilt = json.loads(json.dumps(body))
        turned = {
            "longLiquidation_usd": row["shortLiquidation_usd"],
            "shortLiquidation_usd": row["longLiquidation_usd"],
        }
        spoilt["data"][place] |= turned
        weighs = (
            abs(row["longLiquidation_usd"] - row["shortLiquidation_usd"]) > 0.0001 * body["data"][0]["liquidation_usd"]
        )
        found = trouble(lambda spoilt=spoilt: listing(spoilt, hours=4))
        assert found == ("malformed" if weighs else "none"), row["exchange"]


def test_a_venue_listed_twice_in_different_words_is_left_out() -> None:
    body = ok(
        [
            *LIST["data"],
            {**LIST["data"][1], "liquidation_usd": 1.0, "long_liquidation_usd": 1.0, "short_liquidation_usd": 0.0},
        ]
    )
    assert "Bybit" not in {row["venues"] for row in listing(body)}


def test_no_venue_can_pass_for_all_or_for_several() -> None:
    body = ok([*LIST["data"], {**LIST["data"][1], "exchange": "*"}, {**LIST["data"][1], "exchange": "Bybit+OKX"}])
    assert listing(body) == listing(LIST)


def test_funding_in_another_unit_is_not_read() -> None:
    listed = [{"exchange": name, "funding_rate": 10.0} for name in ("Binance", "OKX", "Bybit")]
    body = ok([{"symbol": "BTC", "stablecoin_margin_list": listed}])
    assert trouble(lambda: rows(SOURCE, body, kind="funding", coins="BTC", end=END)) == "malformed"


# Funds


THURSDAY, FRIDAY = at(10), at(11)
FLOWS = ok([
    session(THURSDAY, 1175.6e6, IBIT=448.5e6, FBTC=324.3e6, GBTC=-40.2e6, OTHER=443e6),
    session(FRIDAY, 1029.6e6, IBIT=953.5e6, FBTC=0.0, GBTC=None, OTHER=76.1e6),
])  # fmt: skip


def test_a_session_that_a_fund_has_not_reported_is_partial_until_a_day_has_passed() -> None:
    early = flows(FLOWS, "2025-07-12T20:59:00Z")
    assert totals(early) == {"2025-07-10": 1175.6e6}
    assert {row["date"] for row in early} == {date(2025, 7, 10)}  # not one fund of the partial session either
    assert totals(flows(FLOWS, "2025-07-12T21:00:00Z")) == {"2025-07-10": 1175.6e6, "2025-07-11": 1029.6e6}


def test_a_whole_session_counts_in_the_next_morning_and_not_before() -> None:
    body = ok([FLOWS["data"][0]])
    assert totals(flows(body, "2025-07-11T06:00:00Z")) == {"2025-07-10": 1175.6e6}
    assert trouble(lambda: flows(body, "2025-07-11T05:00:00Z")) == "empty"


def test_funds_that_do_not_make_their_total_cost_the_session() -> None:
    body = ok([FLOWS["data"][0], session(FRIDAY, 1e6, IBIT=448e6, FBTC=1e6, GBTC=1e6, OTHER=1e6)])
    assert totals(flows(body)) == {"2025-07-10": 1175.6e6}


def test_a_session_on_a_saturday_says_that_the_days_have_moved() -> None:
    assert trouble(lambda: flows(ok([session(at(12), 1e6, IBIT=1e6)]))) == "malformed"


def test_flows_before_what_was_asked_for_are_not_told_again() -> None:
    assert totals(flows(FLOWS, start="2025-07-11T00:00:00Z")) == {"2025-07-11": 1029.6e6}


# Fear and greed


@pytest.mark.parametrize("unit", [1, 1000])
@pytest.mark.parametrize("names", [("data_list", "time_list"), ("values", "time_list")])
@pytest.mark.parametrize("wrapped", [True, False])
def test_the_index_is_read_in_every_documented_shape(unit: int, names: tuple[str, str], wrapped: bool) -> None:
    data = {names[0]: [40, "55"], names[1]: [int(at(day).timestamp()) * unit for day in (12, 13)], "price_list": [1, 2]}
    found = rows(SOURCE, ok([data] if wrapped else data), kind="sentiment", end=END)
    assert [(row["index"], row["date"].day, row["value"]) for row in found] == [
        ("fear_greed", 12, 40.0),
        ("fear_greed", 13, 55.0),
    ]


@pytest.mark.parametrize("values", [[40], [40, 101]])
def test_an_index_that_cannot_be_is_not_read(values: list[int]) -> None:
    data = {"data_list": values, "time_list": [int(at(day).timestamp()) for day in (12, 13)]}
    assert trouble(lambda: rows(SOURCE, ok(data), kind="sentiment", end=END)) == "malformed"


# Single orders


def order(usd: float, side: int = 1, minute: int = 0, **more: Any) -> dict[str, Any]:
    when = int(at(14, 4, minute).timestamp() * 1000)
    return {
        "exchange_name": "BINANCE", "symbol": "BTCUSDT", "base_asset": "BTC", "price": 121871.4, "usd_value": usd,
        "side": side, "time": when, **more,
    }  # fmt: skip


def orders(body: Any, long: str = "6377102.55", short: str = "168040221.36") -> list[dict[str, Any]]:
    known = {"long": long, "short": short} if long else {}
    return rows(SOURCE, body, kind="orders", coin="BTC", venue="Binance", end=END, **known)


LARGE = ok([order(7214883.9, minute=40), order(98112450.27)])


def test_the_side_of_an_order_is_the_one_that_fits_what_each_side_lost() -> None:
    assert orders(LARGE)[0] == {
        "time": at(14, 4), "coin": "BTC", "venue": "Binance", "pair": "BTCUSDT", "side": "short", "price": 121871.4,
        "usd": 98112450.27, "source": "CoinGlass",
    }  # fmt: skip
    assert {row["side"] for row in orders(LARGE, "168040221.36", "6377102.55")} == {
        "long"
    }  # the code read the other way


def test_an_order_has_no_side_where_both_readings_fit_or_nothing_is_known() -> None:
    assert all("side" not in row for row in orders(LARGE, "168040221.36", "168040221.36"))
    assert all("side" not in row for row in orders(LARGE, ""))
    assert all("side" not in row for row in orders(ok([order(98112450.27, 3)])))


def test_an_order_larger_than_all_that_was_closed_there_is_left_out() -> None:
    assert [row["usd"] for row in orders(ok([*LARGE["data"], order(500e6)]))] == [98112450.27, 7214883.9]


def test_orders_of_another_time_coin_or_venue_are_left_out() -> None:
    early = int(at(13, 12).timestamp() * 1000)
    others = [order(5e6, time=early), order(5e6, base_asset="ETH"), order(5e6, exchange_name="OKX")]
    assert orders(ok(others)) == []


def test_an_answer_that_is_cut_off_holds_no_largest_order() -> None:
    assert orders(ok([order(1e6 + place) for place in range(200)])) == []


def test_no_order_above_the_threshold_is_a_good_answer() -> None:
    assert orders(ok([])) == []


# What a run asks


def vendor(level: str = "HOBBYIST", **special: Any) -> Any:
    """A far end that answers everything; `special` by the last part of a path."""
    large = [bucket(at(12), 1e6, 2e6), bucket(at(13), 1e6, 2e6)]
    last = {
        "subscription": {"code": "0", "data": {"level": level, "expire_time": 1805943491000, "expired": False}},
        "exchange-list": LIST, "aggregated-history": ok(large), "flow-history": FLOWS,
        "order": ok([order(98112450.27)]), "coin-list": ok([]), "pairs-markets": ok([]), "oi-weight-history": ok([]),
        "fear-greed-history": ok({"data_list": [40], "time_list": [1752451200]}),
    } | {name.replace("_", "-"): body for name, body in special.items()}  # fmt: skip

    def reply(path: str, params: Any) -> Any:
        if "open-interest/exchange-list" in path:
            return ok([{"exchange": "All", "symbol": params["symbol"], "open_interest_usd": 8.5e10}])
        if "funding-rate/exchange-list" in path:
            listed = [{"exchange": "Binance", "funding_rate": 0.01, "funding_rate_interval": 8}]
            return ok([{"symbol": coin, "stablecoin_margin_list": listed} for coin in ("BTC", "ETH")])
        body = last[path.rsplit("/", 1)[1]]
        return body(path, params) if callable(body) else body

    return reply


def ask_all(reply: Any, *topics: str, wanted: Any = None) -> Any:
    """The line after one run of these topics at once, and the source."""
    source = CoinGlass()
    line = line_to(source, reply, key="sesame", now=NOON)

    async def everything() -> None:
        for topic in topics:
            try:
                await source.ask(topic, wanted or need(), line)
            except SourceError as error:
                line.web.hosts.append(f"{topic}: {error.trouble}")

    run(everything())
    return line, source


DEFAULT = ("liquidations", "flows", "open_interest", "funding", "sentiment")


def paths(line: Any, last: str) -> list[dict[str, Any]]:
    return [params for path, params in line.web.asked if path.endswith(last)]


def test_a_whole_run_stays_within_the_smallest_plan() -> None:
    line, _ = ask_all(vendor(), *DEFAULT, "orders", "coins", "pairs")
    assert len(line.web.asked) == 28
    assert len(paths(line, "subscription")) == 1
    assert not paths(line, "order")
    assert not paths(line, "coin-list")
    assert not paths(line, "pairs-markets")
    assert {"orders: plan", "coins: plan"} <= set(line.web.hosts)
    assert all(headers["CG-API-KEY"] == "sesame" for headers in line.web.headers)
    assert not any("sesame" in kept.url for kept in line.answers)


def test_every_answer_of_a_run_has_a_name_of_its_own_and_can_be_read_again() -> None:
    line, source = ask_all(vendor("STANDARD"), *DEFAULT, "orders")
    assert len({kept.name for kept in line.answers}) == len(line.answers)
    for kept in line.answers:
        if trouble(lambda kept=kept: source.read(kept)) == "none":
            assert tuple(source.read(kept)) == tuple(CoinGlass().read(kept))


@pytest.mark.parametrize("level", ["Startup", "STARTUP"])
def test_a_larger_plan_asks_for_more_coins_at_its_own_pace(level: str) -> None:
    line, source = ask_all(
        vendor(level),
        "liquidations",
        "coins",
        wanted=need(coins=("BTC", "ETH", "SOL", "XRP", "DOGE", "BNB", "ADA", "LINK", "UNI")),
    )
    day = [params for params in paths(line, "liquidation/exchange-list") if params["range"] == "24h"]
    assert len(day) == 9
    assert len(paths(line, "coin-list")) == 3
    assert source.rate == (80, 60.0)
    assert CoinGlass().rate == (30, 60.0)


def test_an_unknown_plan_is_tried_and_the_vendor_has_the_word() -> None:
    line, source = ask_all(vendor("PLATINUM", order={"code": "401", "msg": "Upgrade plan"}), "orders")
    assert run(source.plan(line)) is Plan.UNKNOWN
    assert "orders: plan" in line.web.hosts
    assert len(paths(line, "liquidation/order")) == 1


def test_an_interval_that_the_plan_does_not_hold_costs_its_own_history_alone() -> None:
    def reply(_path: str, params: Any) -> Any:
        return {"code": "401", "msg": "Upgrade plan"} if params["interval"] == "4h" else ok([bucket(at(12), 1e6, 2e6)])

    line, source = ask_all(vendor(aggregated_history=reply), "liquidations")
    assert "liquidations: plan" in line.web.hosts
    daily = [kept for kept in line.answers if kept.name.startswith("liquidations-daily")]
    assert [len(list(source.read(kept))) for kept in daily] == [1] * 5


@pytest.mark.parametrize(
    "body", [{"code": "500"}, {"code": "404"}, {"code": "0", "data": None}, {"code": "0", "data": [1]}]
)
def test_a_subscription_that_cannot_be_read_does_not_end_the_run(body: Any) -> None:
    line, source = ask_all(vendor(subscription=body), "liquidations")
    assert run(source.plan(line)) is Plan.UNKNOWN
    assert len(paths(line, "liquidation/exchange-list")) == 8


@pytest.mark.parametrize(
    "found",
    [
        {"level": "STANDARD", "expire_time": 1805943491000, "expired": True},
        {"level": "STANDARD", "expire_time": 1752400000000, "expired": False},
    ],
)
def test_an_expired_subscription_ends_every_topic_with_one_question(found: Any) -> None:
    line, _ = ask_all(vendor(subscription=ok(found)), *DEFAULT)
    assert len(line.web.asked) == 1
    assert {f"{topic}: key" for topic in DEFAULT} <= set(line.web.hosts)


def test_a_wrong_key_ends_every_topic_with_one_question() -> None:
    line, _ = ask_all(vendor(subscription={"code": "400", "msg": "Invalid API key provided"}), *DEFAULT)
    assert len(line.web.asked) == 1


def test_the_present_is_not_asked_about_a_window_that_is_over() -> None:
    line, _ = ask_all(vendor(), *DEFAULT, wanted=need(at(12, 12), now=NOON))
    assert not paths(line, "exchange-list")
    assert len(paths(line, "aggregated-history")) == 7 + 2


def test_daily_history_begins_some_weeks_before_what_is_on_file() -> None:
    line, _ = ask_all(vendor(), "liquidations", wanted=need(since={"liquidations": at(13)}))
    start = {params["start_time"] for params in paths(line, "aggregated-history") if params["interval"] == "1d"}
    assert start == {int(datetime(2025, 6, 9, tzinfo=UTC).timestamp() * 1000)}
    line, _ = ask_all(vendor(), "liquidations")
    span = [(NOON.timestamp() * 1000 - params["start_time"]) / 86400000 for params in paths(line, "aggregated-history")]
    assert max(span) <= 1000


def test_pairs_are_asked_only_for_what_a_list_failed_to_give() -> None:
    def broken(_path: str, params: Any) -> Any:
        return {"code": "500"} if params.get("symbol") == "ETH" else LIST

    line, _ = ask_all(vendor(exchange_list=broken), "liquidations", "pairs")
    assert [params["symbol"] for params in paths(line, "pairs-markets")] == ["ETH"]
    kept = next(one for one in line.answers if one.name == "pairs-eth")
    assert kept.asked["tables"] == "liquidations"


def test_a_list_that_fails_costs_its_coin_and_nothing_else() -> None:
    def broken(_path: str, params: Any) -> Any:
        return {"code": "500"} if params.get("symbol") == "ETH" else LIST

    line, source = ask_all(vendor(exchange_list=broken), "liquidations")
    assert "liquidations: broken" in line.web.hosts
    read = [kept.name for kept in line.answers if trouble(lambda kept=kept: source.read(kept)) == "none"]
    assert {"liquidations-24h-all", "liquidations-24h-btc", "liquidations-4h-all", "liquidations-daily-eth"} <= set(
        read
    )


def test_the_threshold_of_orders_adapts_and_the_search_has_an_end() -> None:
    def reply(_path: str, params: Any) -> Any:
        least = float(params["min_liquidation_amount"])
        if params["exchange"] != "Binance" or params["symbol"] != "BTC":
            return ok([])
        return ok([order(3e6 + place) for place in range(200)] if least < 1e7 else [order(98e6)])

    def listed(_path: str, params: Any) -> Any:
        size = {"BTC": 2.0, "ETH": 1.0}.get(params.get("symbol", ""), 0.2)
        return venues(("All", 2e8 * size, 2e8 * size), ("Binance", 1.5e8 * size, 1e8 * size), ("HTX", 5e7, 5e7 * size))

    line, source = ask_all(vendor("STANDARD", order=reply, exchange_list=listed), "orders")
    mine = [
        params
        for params in paths(line, "liquidation/order")
        if (params["exchange"], params["symbol"]) == ("Binance", "BTC")
    ]
    assert [float(one["min_liquidation_amount"]) for one in mine] == [5e6, 2e7]
    assert len(paths(line, "liquidation/order")) <= 16
    assert all(params["end_time"] - params["start_time"] == 86400000 for params in mine)
    kept = [
        row.cells["usd"]
        for one in line.answers
        if one.name.startswith("orders-binance-btc")
        for row in source.read(one)
    ]
    assert kept == [98e6]


def test_pages_of_the_past_follow_one_another_to_the_end() -> None:
    source, start, end = CoinGlass(), datetime(2020, 1, 1, tzinfo=UTC), NOON
    line = line_to(source, vendor(), key="sesame", now=NOON)
    covered, place = [], start
    while (reached := run(source.walk("liquidations", "BTC", place, end, line))) is not None:
        covered.append((place, reached))
        place = reached
    assert covered[0][0] == start
    assert covered[-1][1] == end
    assert len(covered) == 3
    assert all(params["limit"] == 1000 for params in paths(line, "aggregated-history"))
    assert run(source.walk("orders", "BTC", start, end, line)) is None
    assert run(source.walk("flows", "BTC", start, end, line)) == end
    assert run(source.walk("flows", "DOGE", start, end, line)) is None


def test_a_page_before_a_coin_was_listed_is_no_failure() -> None:
    source, start = CoinGlass(), datetime(2018, 1, 1, tzinfo=UTC)
    line = line_to(source, vendor(aggregated_history=ok([])), now=NOON)
    assert run(source.walk("liquidations_4h", "BTC", start, NOON, line)) == start + 1000 * timedelta(hours=4)


def test_a_topic_that_is_not_known_asks_nothing() -> None:
    assert not asked_by(CoinGlass(), "weather", need()).web.asked


# Whatever comes


COIN = {"symbol": "BTC", "long_liquidation_usd_24h": 1.0, "short_liquidation_usd_24h": 2.0, "liquidation_usd_24h": 3.0}
PAIR = {"symbol": "BTC/USDT", "long_liquidation_usd_24h": 1.0, "short_liquidation_usd_24h": 2.0, "funding_rate": 0.01}
RATES = [{"exchange": "OKX", "funding_rate": 0.01, "funding_rate_interval": 8}]
SHAPES = (
    ({"kind": "list", "coin": "BTC", "hours": "24"}, LIST),
    ({"kind": "history", "coin": "BTC", "venues": "Binance", "hours": "24"}, ok([bucket(at(9), 1e6, 2e6)] * 2)),
    ({"kind": "coins", "coins": "BTC", "venue": "OKX"}, ok([COIN])),
    ({"kind": "flows", "coin": "BTC"}, FLOWS),
    ({"kind": "sentiment"}, ok({"data_list": [30, 15], "time_list": [1752364800, 1752451200]})),
    ({"kind": "interest", "coin": "BTC"}, ok([{"exchange": one, "open_interest_usd": 3.0} for one in ("All", "OKX")])),
    ({"kind": "interest-history", "coin": "BTC", "hours": "24"}, ok([{"time": 1752364800000, "close": "3"}])),
    ({"kind": "funding", "coins": "BTC"}, ok([{"symbol": "BTC", "stablecoin_margin_list": RATES}])),
    ({"kind": "funding-history", "coin": "BTC", "hours": "24"}, ok([{"time": 1752364800000, "close": "0.01"}])),
    (
        {"kind": "pairs", "coin": "BTC", "tables": "liquidations,open_interest,funding"},
        ok([{**PAIR, "exchange_name": one, "open_interest_usd": 3.0} for one in ("OKX", "Bybit")]),
    ),
    ({"kind": "orders", "coin": "BTC", "venue": "Binance", "long": "6e6", "short": "2e8"}, LARGE),
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_comes_is_read_or_refused_with_the_one_error(data: st.DataObject) -> None:
    asked, body = data.draw(st.sampled_from(SHAPES))
    kept = answer(SOURCE, data.draw(spoiled(body)), end=END, **asked)
    try:
        found = list(SOURCE.read(kept))
    except SourceError:
        return
    assert found or asked["kind"] == "orders"
    amounts = [
        cell for row in found for name, cell in row.cells.items() if name.endswith("_usd") and name != "flow_usd"
    ]
    assert all(isinstance(cell, float) and 0 <= cell < 1e16 for cell in amounts)
    for row in found:
        assert row.cells.get("end", NOON) <= NOON  # type: ignore[operator]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"code": "0", "data": [', b"\xff\xfe", b'{"code": "0", "data": NaN}', b"[" * 100000]
)
def test_bytes_that_are_no_json_are_malformed(body: bytes) -> None:
    kept = answer(SOURCE, body, kind="list", coin="BTC", hours="24", end=END)
    assert trouble(lambda: SOURCE.read(kept)) == "malformed"
