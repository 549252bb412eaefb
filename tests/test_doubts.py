"""One source against its own past, its own hours, its coins, and another source of the same: what denies itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.gather.coinalyze import Coinalyze
from newsgen.gather.coinglass import CoinGlass
from newsgen.gather.run import sheaves
from newsgen.gather.sosovalue import SoSoValue
from newsgen.market import Market, read_market, write_market
from newsgen.model import Facts, Origin
from newsgen.wire import Row, Sheaf
from tests.gate_kit import DAY_TOLD, END, QUIET, facts_of, held, hourly, past, priced, whole
from tests.measure_kit import DAY, HOUR, at, candle, liquidation
from tests.source_kit import answer, rows, trouble

NOON = "2024-05-01 12:00"
THREE = "Binance+Bybit+OKX"


def test_a_small_venue_is_any_part_of_all_venues_and_a_large_one_is_not_nothing() -> None:
    """At midnight a list's 24 hours of each venue are days of their own; BitMEX may well have 0.2 % of everything."""
    small = liquidation(END, coin="BTC", venues="BitMEX", long=3e5, short=2e5)
    large = liquidation(END, coin="BTC", venues="Binance", long=3e5, short=2e5)
    assert not held(facts_of(liquidations=[whole(), small]), "S1")
    assert held(facts_of(liquidations=[whole(), large]), "S1")


# What is on file of the past


def closed(day: int, long: float, short: float, coin: str = "BTC") -> Row:
    start = at("2024-04-01 00:00") + day * DAY
    cells = {"coin": coin, "venues": THREE, "start": start, "end": start + DAY, "source": "CoinGlass"}
    return Row("liquidations", {**cells, "long_usd": long, "short_usd": short})


def amounts(day: int) -> tuple[float, float]:
    return 1e6 * (10 + day), 1e6 * (5 + day * day % 7)


PAST = tuple(closed(day, *amounts(day)) for day in range(10))
NEWS = closed(10, *amounts(10))


def after(folder: Path, *told: Row) -> Market:
    """The market of an answer, with PAST on file before it."""
    now = at(END)
    write_market(read_market([], now=now, sheaves=[Sheaf(Origin("CoinGlass", "raw/before.json"), PAST)]), folder / "h")
    return read_market([folder / "h"], now=now, sheaves=[Sheaf(Origin("CoinGlass", "raw/now.json"), told)])


def longs(market: Market) -> list[float]:
    return list(market.tables["liquidations"].sort_values("end")["long_usd"])


def test_a_past_that_is_corrected_a_little_is_believed(tmp_path: Path) -> None:
    told = [closed(day, *amounts(day)) for day in range(5, 10)]
    told[0] = closed(5, amounts(5)[0] * 1.2, amounts(5)[1])
    market = after(tmp_path, *told, NEWS)
    assert longs(market)[5] == amounts(5)[0] * 1.2
    assert longs(market)[-1] == amounts(10)[0]
    assert market.findings == ()


@pytest.mark.parametrize(
    "told",
    [
        lambda day: closed(day, amounts(day)[0] / 1000, amounts(day)[1] / 1000),
        lambda day: closed(day, *amounts(day)[::-1]),
        lambda day: closed(day, *amounts(day + 3)),
    ],
    ids=["another scale", "sides changed", "another day"],
)
def test_an_answer_that_tells_most_of_the_past_otherwise_is_not_used(
    told: Callable[[int], Row], tmp_path: Path
) -> None:
    market = after(tmp_path, *(told(day) for day in range(5, 11)))
    assert longs(market) == [amounts(day)[0] for day in range(10)]
    assert {finding.id for finding in market.findings} == {"S2"}


def test_a_single_day_with_its_sides_changed_is_left_out(tmp_path: Path) -> None:
    told = [closed(day, *amounts(day)) for day in range(5, 10)]
    market = after(tmp_path, closed(4, *amounts(4)[::-1]), *told, NEWS)
    assert longs(market) == [amounts(day)[0] for day in range(11)]
    assert [finding.id for finding in market.findings] == ["S3"]


def test_three_rows_that_differ_by_half_cost_the_series(tmp_path: Path) -> None:
    told = [closed(day, *amounts(day)) for day in range(10)]
    told[:3] = [closed(day, amounts(day)[0] * 10, amounts(day)[1]) for day in range(3)]
    assert longs(after(tmp_path, *told, NEWS)) == [amounts(day)[0] for day in range(10)]


# A venue's candles against its own


def market_of(candles: list[dict[str, Any]]) -> Market:
    bound = Sheaf(Origin("Binance", "raw/candles.json"), tuple(Row("prices", one) for one in candles))
    return read_market([], now=at(END) + DAY, sheaves=[bound])


def hours(end: datetime, closes: list[float]) -> list[dict[str, Any]]:
    first = end - len(closes) * HOUR
    return [
        candle(first + (n + 1) * HOUR, (before, max(before, close) + 5, min(before, close) - 5, close))
        | {"start": first + n * HOUR}
        for n, (before, close) in enumerate(zip([60_000.0, *closes], closes))
    ]


PATH = [60_000.0 + 10 * n for n in range(24)]


def test_a_day_ends_where_its_last_hour_ends() -> None:
    day = candle(at(END), (60_000.0, 60_500.0, 59_900.0, PATH[-1]))
    assert len(market_of([*hours(at(END), PATH), day]).tables["prices"]) == 25
    wrong = market_of([*hours(at(END), PATH), {**day, "close": 60_400.0}])
    assert len(wrong.tables["prices"]) == 23
    assert {finding.id for finding in wrong.findings} == {"S2"}


def test_hours_that_repeat_themselves_are_a_feed_that_stands_still() -> None:
    path = hours(at(END), PATH)
    still = [{**one, **{name: path[19][name] for name in ("open", "high", "low", "close")}} for one in path[20:]]
    found = market_of([*path[:20], *still])
    assert len(found.tables["prices"]) == 20
    assert {finding.id for finding in found.findings} == {"F3"}
    assert len(market_of([*path[:20], still[0]]).tables["prices"]) == 21  # two alike may be


# Coins and all coins, venues and all venues


def windows(**changes: Any) -> list[dict[str, Any]]:
    """All coins and bitcoin at noon, everywhere and on two venues, in millions: long and short."""
    told = {"all": (30.0, 70.0), "all_a": (20.0, 40.0), "all_b": (5.0, 15.0), "btc": (20.0, 50.0), "btc_b": (4.0, 13.0)}
    told |= changes
    names = {"all": ("*", "*"), "all_a": ("*", "Binance"), "all_b": ("*", "HTX"), "btc": ("BTC", "*"),
             "btc_b": ("BTC", "HTX")}  # fmt: skip
    return [
        liquidation(NOON, coin=names[name][0], venues=names[name][1], long=1e6 * long, short=1e6 * short)
        for name, (long, short) in told.items()
    ]


def facts_at_noon(**tables: Any) -> Facts:
    return facts_of(as_of=NOON, **tables)


def test_sides_of_all_coins_that_the_coins_exceed_are_left_out() -> None:
    assert not held(facts_at_noon(liquidations=windows()), "N4")
    facts = facts_at_noon(liquidations=windows(btc=(50.0, 20.0)))
    assert held(facts, "N4")
    assert "liq.long" not in facts.known
    assert facts.value("liq.total") == 100e6


def test_two_coins_with_the_same_liquidations_have_been_mixed_up() -> None:
    ether = liquidation(NOON, coin="ETH", long=20e6, short=50e6)
    facts = facts_at_noon(liquidations=[*windows(all=(60.0, 140.0)), ether])
    assert held(facts, "O3")
    assert not {"btc.liq_total", "eth.liq_total"} & set(facts.known)


def test_venues_whose_coins_exceed_them_have_changed_names() -> None:
    facts = facts_at_noon(liquidations=windows(all_b=(3.0, 8.0)))
    assert held(facts, "N4")
    assert "venue1.name" not in facts.known


def test_sides_that_leave_one_side_alone_to_the_other_venues_are_turned() -> None:
    named = liquidation(END, coin="BTC", venues=THREE, long=14e6, short=9e6)
    everywhere = liquidation(END, coin="BTC", long=19e6, short=13e6)
    turned = liquidation(END, coin="BTC", long=13e6, short=19e6)
    assert not held(facts_of(liquidations=[whole(), named, everywhere]), "S3")
    facts = facts_of(liquidations=[whole(), named, turned])
    assert held(facts, "S3")
    assert "btc.liq_long" not in facts.known


# Two sources of one series, and a window against its days


def series(source: str, long: Callable[[int], float], short: Callable[[int], float]) -> list[dict[str, Any]]:
    first = at("2024-03-01 00:00")
    return [
        liquidation(f"{first + day * DAY:%Y-%m-%d %H:%M}", coin="BTC", venues=THREE, long=long(day), short=short(day),
                    source=source)
        for day in range(1, 62)
    ]  # fmt: skip


def large(day: int) -> float:
    return 1e6 * (10 + day * 37 % 50)


def small(day: int) -> float:
    return 1e6 * (2 + day * 11 % 5)


def test_two_sources_of_the_same_days_need_only_agree_roughly() -> None:
    other = series("Coinalyze", lambda day: 0.8 * large(day), lambda day: 0.9 * small(day))
    assert not held(facts_at_noon(liquidations=[*series("CoinGlass", large, small), *other]), "S2")


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (small, large),
        (lambda day: 10 * large(day), lambda day: 10 * small(day)),
        (large, lambda day: small(day + 1)),
    ],
    ids=["sides", "scale", "a day off"],
)
def test_two_sources_that_deny_each_other_leave_nothing_to_tell(
    long: Callable[[int], float], short: Callable[[int], float]
) -> None:
    facts = facts_at_noon(liquidations=[*series("CoinGlass", large, small), *series("Coinalyze", long, short)])
    assert held(facts, "S2")
    assert not any(name.startswith(("series.", "callback.")) for name in facts.known)


def test_two_coins_with_the_same_days_have_been_mixed_up() -> None:
    bitcoin = series("CoinGlass", large, small)
    ether = [{**row, "coin": "ETH"} for row in series("CoinGlass", lambda day: large(day + 7), small)]
    assert not held(facts_at_noon(liquidations=[*bitcoin, *ether]), "O3")
    facts = facts_at_noon(liquidations=[*bitcoin, *({**row, "coin": "ETH"} for row in bitcoin)])
    assert held(facts, "O3")
    assert not any(name.startswith("series.") for name in facts.known)


def test_a_window_beyond_everything_its_days_have_seen_is_of_another_scale() -> None:
    days = series("Coinalyze", large, small)
    usual = liquidation(NOON, coin="BTC", venues=THREE, long=70e6, short=9e6, source="Coinalyze")
    beyond = {**usual, "long_usd": 70e9, "short_usd": 9e9}
    assert not held(facts_at_noon(liquidations=[*days, usual]), "O1")
    facts = facts_at_noon(liquidations=[*days, beyond])
    assert held(facts, "O1")
    assert "btc.liq_total" not in facts.known


# Orders and indices


def ordered(price: float, hour: int = 3) -> Facts:
    order = {"time": at(DAY_TOLD) + hour * HOUR + timedelta(minutes=20), "coin": "BTC", "venue": "Binance", "usd": 5e6,
             "price": price, "side": "long", "source": "CoinGlass"}  # fmt: skip
    path = [60_000.0] * 12 + [63_000.0] * 13
    prices = [*past("Binance"), *hourly(END, path)]
    return facts_of(prices=prices, orders=[order], liquidations=[whole()])


def test_an_order_was_closed_at_a_price_of_its_hour() -> None:
    assert "order.usd" in ordered(60_100.0).known
    for price, hour in ((6_010.0, 3), (63_000.0, 3), (60_000.0, 20)):
        facts = ordered(price, hour)
        assert held(facts, "O1")
        assert "order.usd" not in facts.known


def sessions(**last: float) -> list[dict[str, Any]]:
    """Five sessions of three indices, the last one as given."""
    start = {"SPX": 5000.0, "IXIC": 16000.0, "DJI": 39000.0}
    days = [at("2024-04-24 00:00") + n * DAY for n in (0, 1, 2, 5, 6)]
    return [
        {"index": name, "date": day, "close": last.get(name, level) if n == 4 else level * (1 + 0.001 * n)}
        for name, level in start.items()
        for n, day in enumerate(days)
    ]


def test_an_index_at_the_level_of_another_or_on_its_own_way_costs_them_all() -> None:
    sound = sessions(SPX=5050.0, IXIC=16150.0, DJI=39400.0)
    assert "spx.change" in facts_of(prices=priced({"Binance": QUIET}), indices=sound).known
    for wrong in ({"SPX": 16150.0}, {"SPX": 5200.0}):
        facts = facts_of(
            prices=priced({"Binance": QUIET}),
            indices=sessions(**{"SPX": 5050.0, "IXIC": 16150.0, "DJI": 39400.0, **wrong}),
        )
        assert held(facts, "O3")
        assert "spx.change" not in facts.known


def test_an_index_with_a_missing_session_has_no_change() -> None:
    told = [row for row in sessions(SPX=5050.0, IXIC=16150.0, DJI=39400.0) if row["date"] != at("2024-04-29 00:00")]
    assert "spx.change" not in facts_of(prices=priced({"Binance": QUIET}), indices=told).known


# What a source's own answer denies


def inflow(day: int, usd: float, grown: float) -> dict[str, Any]:
    return {"date": f"2025-07-{day:02}", "total_net_inflow": usd, "total_value_traded": 6e9, "cum_net_inflow": grown}


def test_a_flow_that_the_sum_of_flows_denies_is_no_session() -> None:
    listed = [inflow(7, 10e6, 1010e6), inflow(8, 20e6, 1030e6), inflow(9, 30e6, 1060e6), inflow(10, 40e6, 1100e6)]
    asked = {"coin": "BTC", "end": "2025-07-14T12:00:00Z"}
    assert [row["date"].day for row in rows(SoSoValue(), listed, **asked)] == [7, 8, 9, 10]
    listed[3] = inflow(10, -40e6, 1100e6)
    assert [row["date"].day for row in rows(SoSoValue(), listed, **asked)] == [7, 8, 9]
    wrong = [inflow(day, -1e8 * day, 1e9) for day in (7, 8, 9, 10)]
    assert trouble(lambda: rows(SoSoValue(), wrong, **asked)) == "malformed"


def hourly_points(long: float, short: float, hours: int = 24) -> list[dict[str, Any]]:
    first = at("2025-07-13 12:00")
    return [
        {"t": int((first + n * HOUR).timestamp()), "l": long * (1 + n % 5), "s": short * (1 + n % 7)}
        for n in range(hours)
    ]


def window(*points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    asked = {
        "kind": "liquidations", "step": "1hour", "start": "2025-07-13T12:00:00Z", "end": "2025-07-14T12:00:00Z",
        "symbols_by_venue": "b1=BTC=Binance,b2=BTC=Bybit,b3=BTC=OKX",
    }  # fmt: skip
    body = [{"symbol": f"b{place}", "history": told} for place, told in enumerate(points, 1)]
    return rows(Coinalyze(), body, **asked)


def test_a_venue_turned_round_or_with_hours_missing_costs_the_coin() -> None:
    usual, lesser = hourly_points(9e5, 1e5), hourly_points(7e5, 1e5)
    assert len(window(usual, lesser, usual)) == 1
    assert trouble(lambda: window(usual, lesser, hourly_points(1e5, 9e5))) == "empty"
    assert trouble(lambda: window(usual, lesser, hourly_points(9e5, 1e5, hours=12))) == "empty"


def test_an_hour_that_repeats_itself_is_a_feed_that_stands_still() -> None:
    still = [{**one, "l": 5e5, "s": 1e5} for one in hourly_points(9e5, 1e5)]
    assert trouble(lambda: window(hourly_points(9e5, 1e5), hourly_points(7e5, 1e5), still)) == "malformed"


def bitcoin_orders(*usd: float, seconds: int = 60) -> dict[str, Any]:
    first = int(at("2025-07-14 04:00").timestamp() * 1000)
    listed = [
        {"exchange_name": "BINANCE", "symbol": "BTCUSDT", "base_asset": "BTC", "price": 121871.4, "usd_value": one,
         "side": 1, "time": first + n * seconds * 1000}
        for n, one in enumerate(usd)
    ]  # fmt: skip
    return {"code": "0", "data": listed}


ORDERS = {
    "kind": "orders", "coin": "BTC", "venue": "Binance", "end": "2025-07-14T12:00:00Z", "long": "6e6", "short": "60e6",
}  # fmt: skip


def test_orders_that_are_more_than_everything_or_twice_the_same_are_not_believed() -> None:
    assert len(rows(CoinGlass(), bitcoin_orders(30e6, 20e6), **ORDERS)) == 2
    assert trouble(lambda: rows(CoinGlass(), bitcoin_orders(40e6, 35e6), **ORDERS)) == "malformed"
    assert trouble(lambda: rows(CoinGlass(), bitcoin_orders(20e6, 21e6, seconds=0), **ORDERS)) == "malformed"


def test_the_largest_order_is_only_known_where_every_list_could_be_read() -> None:
    source = CoinGlass()
    good, bad = answer(source, bitcoin_orders(30e6), **ORDERS), answer(source, {"code": "0", "data": [1]}, **ORDERS)
    assert len(sheaves([good], [source])[0]) == 1
    assert sheaves([good, bad], [source])[0] == ()


def test_a_side_of_zeros_alone_is_no_side() -> None:
    first = at("2025-06-01 00:00")
    asked = {"kind": "history", "coin": "XRP", "venues": THREE.replace("+", ","), "hours": "24",
             "end": "2025-07-14T12:00:00Z"}  # fmt: skip
    listed = [
        {"time": int((first + n * DAY).timestamp() * 1000), "aggregated_long_liquidation_usd": 1e6 + n,
         "aggregated_short_liquidation_usd": 0}
        for n in range(12)
    ]  # fmt: skip
    assert len(rows(CoinGlass(), {"code": "0", "data": listed[:9]}, **asked)) == 9
    assert trouble(lambda: rows(CoinGlass(), {"code": "0", "data": listed}, **asked)) == "malformed"
