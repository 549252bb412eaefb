"""The tracked series: which one is taken, on which day, and what it allows to say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from newsgen.model import Facts

from .measure_kit import at, liquidation, made, told, tracked


def series(totals: list[float], day: str, as_of: str | None = None, **rest: Any) -> Facts:
    return told(made(liquidations=tracked("2023-06-01", totals, **rest)), day, as_of)


def four_hourly(totals: list[float]) -> list[dict[str, Any]]:
    """Rows of one coin on one venue; the first ends with the year 2023."""
    ends = (at("2024-01-01 00:00") + timedelta(hours=4 * place) for place in range(len(totals)))
    return [
        liquidation(f"{end:%Y-%m-%d %H:%M}", hours=4, coin="BTC", venues="Binance", total=total)
        for end, total in zip(ends, totals, strict=True)
    ]


def test_the_series_stands_on_the_day_of_largest_overlap_that_has_ended() -> None:
    """At least half of it must lie in the window, and nothing that ends later is read."""
    totals = [100.0 + place for place in range(300)]
    for clock, day in (("00:00", date(2024, 2, 29)), ("04:00", date(2024, 2, 29)), ("12:00", date(2024, 2, 29))):
        assert series(totals, "2024-03-01", f"2024-03-01 {clock}").value("series.day") == day
    facts = series(totals, "2024-03-01", "2024-03-01 12:30")
    assert "reaches the window" in facts.missing["series.total"]


def test_of_several_series_the_longest_is_taken() -> None:
    """A shorter one on other venues does not replace it, whatever its totals."""
    rows = tracked("2023-06-01", [100.0] * 280) + tracked(
        "2024-01-01", [900.0] * 70, venues="Bybit", coins=("BTC", "ETH")
    )
    facts = told(made(liquidations=rows), "2024-03-01")
    assert (facts.value("series.total"), facts.value("series.venues")) == (100, "Binance+OKX")
    assert facts.value("series.start") == date(2023, 6, 1)


def test_a_coin_that_joined_late_is_not_in_the_series() -> None:
    """The set of coins is constant, unless the series would lose less than a tenth of its days."""
    late = tracked("2024-01-01", [50.0] * 70, coins=("ETH",))
    facts = told(made(liquidations=tracked("2023-06-01", [100.0] * 280) + late), "2024-03-01")
    assert (facts.value("series.total"), facts.value("series.coins")) == (100, 1)
    soon = tracked("2023-06-10", [50.0] * 270, coins=("ETH",))
    facts = told(made(liquidations=tracked("2023-06-01", [100.0] * 280) + soon), "2024-03-01")
    assert (facts.value("series.total"), facts.value("series.coins")) == (150, 2)
    assert facts.value("series.start") == date(2023, 6, 10)


def test_an_all_coin_history_is_a_series_of_its_own() -> None:
    """If it is the longest, claims come from it; it has no number of coins."""
    rows = tracked("2023-06-01", [100.0 + place % 9 for place in range(280)], coins=("*",), venues="*")
    facts = told(made(liquidations=rows + tracked("2024-01-01", [9.0] * 70)), "2024-03-01")
    assert facts.value("series.venues") == "*"
    assert facts.missing["series.coins"] == "the series covers all coins"
    assert facts.value("series.total") == facts.value("liq.total")


def test_four_hour_rows_serve_where_no_daily_series_reaches() -> None:
    """As sums of twenty-four hours at the same time of day."""
    rows = four_hourly([10.0 + place // 6 for place in range(361)])
    facts = told(made(liquidations=rows), "2024-02-29", "2024-02-29 16:00")
    assert facts.known["series.total"].window.end == at("2024-02-29 16:00")
    assert facts.value("series.total") == 68 + 5 * 69
    assert facts.value("series.day") == date(2024, 2, 29)
    assert facts.value("series.ratio") == facts.value("liq.ratio")


def test_the_usual_needs_thirty_earlier_days() -> None:
    """With fewer there is no ratio; thirty days are a series, twenty-nine are none."""
    assert series([100.0] * 31, "2023-07-01").value("series.ratio") == 1
    assert "fewer than 30 earlier days" in series([100.0] * 30, "2023-06-30").missing["series.ratio"]
    assert "no like-for-like series" in series([100.0] * 29, "2023-06-29").missing["series.total"]


def test_a_record_needs_half_a_year() -> None:
    """A shorter series knows no larger day, but calls it no record."""
    totals = [100.0] * 185
    assert series([*totals[:150], 500.0], "2023-10-29").missing["series.total_record"].startswith("a record needs")
    facts = series([*totals[:180], 500.0], "2023-11-28")
    assert facts.value("series.total_record") == 1
    assert facts.missing["series.total_since"] == "no larger day since 2023-06-01"
    assert facts.value("series.rank_all") == 1


def test_an_equal_day_is_not_larger() -> None:
    """Since dates name days that were strictly larger."""
    facts = series([200.0, *[100.0] * 40, 100.0], "2023-07-12")
    assert facts.value("series.total_since") == date(2023, 6, 1)
    assert facts.value("series.total_since_days") == 41


def test_heavy_days_sums_and_the_day_before() -> None:
    """Of the last three days and the last seven."""
    facts = series([100.0] * 50 + [300.0, 100.0, 200.0], "2023-07-23")
    assert facts.value("series.heavy_days3") == 2
    assert facts.value("series.sum3") == 600
    assert facts.value("series.sum7") == 1000
    assert facts.value("series.day_ratio") == 2


def test_days_on_which_ether_led_are_counted_before_the_day() -> None:
    """Thirty days, the day itself not among them."""
    btc, eth = tracked("2023-06-01", [100.0] * 60), tracked("2023-06-01", [50.0] * 54 + [150.0] * 6, coins=("ETH",))
    assert told(made(liquidations=btc + eth), "2023-07-30").value("series.eth_led30") == 5


def test_a_day_missing_from_the_usual_is_borne() -> None:
    """Up to five of the thirty days may be absent."""
    rows = tracked("2023-06-01", [100.0 + place for place in range(40)])
    for gone, known in ((5, True), (6, False)):
        facts = told(made(liquidations=rows[:20] + rows[20 + gone :]), "2023-07-10")
        assert ("series.ratio" in facts.known) is known


# --- the day that today is compared with ------------------------------------------------------------------------------


def heavy(end: str, **amounts: float) -> dict[str, Any]:
    return liquidation(end, **amounts)


def callback(*rows: dict[str, Any]) -> Facts:
    return told(made(liquidations=rows), "2024-03-10", "2024-03-10 12:00")


TODAY = liquidation("2024-03-10 12:00", long=20e6, short=80e6)


def test_a_heavier_day_of_the_last_three_weeks_is_recalled() -> None:
    """Twice today's total, one side of a billion, or more on today's side."""
    assert callback(TODAY, heavy("2024-03-01 00:00", long=100e6, short=100e6)).value("callback.total") == 200e6
    assert callback(TODAY, heavy("2024-03-01 00:00", long=20e6, short=81e6)).value("callback.side_usd") == 81e6
    assert "callback.date" in callback(TODAY, heavy("2024-03-01 00:00", long=100e6, short=20e6)).missing
    large = liquidation("2024-03-10 12:00", long=1.5e9, short=0.2e9)
    assert callback(large, heavy("2024-03-01 00:00", long=0.2e9, short=1.1e9)).value("callback.side") == "short"


def test_the_recalled_day_has_a_date_and_never_overlaps_today() -> None:
    """Windows that end inside today's or more than three weeks before it are no earlier day."""
    facts = callback(TODAY, heavy("2024-03-09 12:00", long=10e6, short=500e6))
    assert (facts.value("callback.date"), facts.value("callback.days")) == (date(2024, 3, 9), 1)
    assert "callback.date" in callback(TODAY, heavy("2024-03-09 16:00", long=10e6, short=500e6)).missing
    assert "callback.date" in callback(TODAY, heavy("2024-02-17 12:00", long=10e6, short=500e6)).missing


def test_a_tracked_day_is_never_held_against_an_all_coin_total() -> None:
    """Without all-coin rows the series answers with its own day."""
    rows = tracked("2023-12-01", [10e6] * 90 + [90e6] + [10e6] * 9, coins=("BTC", "ETH"), long=0.3)
    facts = told(made(liquidations=[*rows, TODAY]), "2024-03-10", "2024-03-10 12:00")
    assert facts.value("series.day") == date(2024, 3, 9)
    assert facts.value("callback.date") == date(2024, 2, 29)
    assert facts.value("callback.total") == 180e6
    assert facts.known["callback.total"].about.venues == "Binance+OKX"
    assert facts.missing["callback.since"].startswith("no larger day since 2023-12-01")
    calm = tracked("2023-12-01", [10e6] * 100, coins=("BTC", "ETH"), long=0.3)
    assert "callback.date" in told(made(liquidations=[*calm, TODAY]), "2024-03-10", "2024-03-10 12:00").missing


def test_the_ratio_of_exactly_the_window_is_taken_where_a_series_has_it() -> None:
    """liq.ratio speaks of the window itself, series.ratio of the nearest whole day."""
    rows = four_hourly([10.0] * 420 + [70.0])
    facts = told(made(liquidations=rows + tracked("2023-06-01", [500.0] * 285)), "2024-03-11", "2024-03-11 00:00")
    assert facts.value("series.ratio") == 1
    facts = told(made(liquidations=rows), "2024-03-11", "2024-03-11 00:00")
    assert facts.value("liq.ratio") == pytest.approx(2)
    assert "BTC on Binance" in facts.known["liq.ratio"].working
