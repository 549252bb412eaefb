"""Prices: one venue per coin and window, changes with their base, records, sightings and round prices."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from newsgen.model import Facts, Severity

from .measure_kit import DAY, at, candle, daily, made, told

NOON = at("2024-03-10 12:00")
Prices = tuple[float, float, float, float]


def four_hourly(end: datetime, candles: list[Prices], **rest: Any) -> list[dict[str, Any]]:
    """Four-hour candles, the last of which ends then."""
    first = len(candles) - 1
    return [
        candle(end - timedelta(hours=4 * (first - place)), one, hours=4, **rest) for place, one in enumerate(candles)
    ]


def window(*candles: Prices, coin: str = "BTC", **rest: Any) -> Facts:
    """The facts of six four-hour candles to noon."""
    assert len(candles) == 6
    return told(made(prices=four_hourly(NOON, list(candles), coin=coin, **rest)), "2024-03-10", "2024-03-10 12:00")


def flat(price: float) -> Prices:
    return price, price, price, price


def path(opened: float, high: float, low: float, end: float) -> Facts:
    """A window with these four prices, by way of high and low."""
    return window(
        (opened, high, min(opened, end), opened),
        *[flat(opened)] * 3,
        (opened, opened, low, opened),
        (opened, max(opened, end), min(opened, end), end),
    )


# --- the window and its venue -----------------------------------------------------------------------------------------


def test_a_window_has_the_prices_of_its_finest_candles() -> None:
    """Open of the first, close of the last, highest and lowest of all, and when."""
    facts = window(flat(100), (100, 110, 99, 105), (105, 106, 90, 95), flat(95), flat(95), (95, 104, 95, 102))
    assert [facts.value(f"btc.{one}") for one in ("open", "high", "low", "price")] == [100, 110, 90, 102]
    assert facts.value("btc.change_24h") == 2
    assert facts.known["btc.change_24h"].working == "2.00 = (102 - 100) / 100 x 100"
    assert facts.value("btc.low_change") == -10
    assert facts.value("btc.rebound") == pytest.approx(100 * 12 / 90)
    assert facts.value("btc.high_time") == at("2024-03-09 20:00")
    assert facts.value("btc.low_time") == at("2024-03-10 00:00")
    assert facts.value("btc.largest_4h") == pytest.approx(-100 * 10 / 105)
    assert facts.known["btc.high"].about.venues == "Binance"


def test_all_prices_of_a_coin_come_from_the_preferred_venue_that_covers_the_window() -> None:
    """Binance spot before the composite, the composite before perpetual futures."""
    days = {
        name: daily("2024-03-01", [100.0 + place] * 10, venue=name)
        for place, name in enumerate(("Binance perpetual", "Yahoo", "Binance"))
    }
    market = made(prices=[row for rows in days.values() for row in rows])
    assert told(market, "2024-03-10").value("btc.venue") == "Binance"
    market = made(prices=[row for name, rows in days.items() if name != "Binance" for row in rows])
    assert told(market, "2024-03-10").value("btc.venue") == "Yahoo"
    assert told(market, "2024-03-10").value("btc.price") == 101


def test_a_window_that_is_not_a_day_has_no_price_from_daily_candles() -> None:
    """The last whole day's change is told instead, and breadth says which day."""
    rows = [
        row
        for coin in ("BTC", "ETH", "SOL", "ADA", "DOT", "UNI", "XLM")
        for row in daily("2024-03-01", [100, 101, 102, 103, 104, 105, 106, 107, 110], coin=coin)
    ]
    facts = told(made(prices=rows), "2024-03-10", "2024-03-10 12:00")
    assert facts.missing["sol.price"] == "no SOL candles cover the 24 hours to 2024-03-10 12:00 UTC"
    assert facts.value("sol.change_day") == pytest.approx(100 * 3 / 107)
    assert facts.value("breadth.day") == date(2024, 3, 9)
    assert told(made(prices=rows), "2024-03-09").missing["sol.change_day"] == "the window is that day"


def test_a_price_between_two_closes_is_the_last_close_within_four_hours() -> None:
    """The window of the prices says where it ends."""
    rows = four_hourly(NOON, [flat(100.0 + place) for place in range(8)])
    facts = told(made(prices=rows), "2024-03-10", "2024-03-10 13:30")
    assert facts.value("btc.price") == 107
    assert facts.known["btc.price"].window.end == NOON
    stale = told(made(prices=rows), "2024-03-10", "2024-03-10 16:30")
    assert "btc.price" in stale.missing
    (finding,) = stale.findings
    assert (finding.id, finding.severity) == ("F3", Severity.WARN)
    assert finding.message.startswith("BTC prices are left out: its latest candle ends at 2024-03-10 12:00 UTC")
    assert told(made(prices=rows), "2024-05-10").findings == ()


def test_a_hole_in_the_window_costs_its_high_low_and_levels() -> None:
    """Price and change stay; a HOLD says what is missing."""
    rows = four_hourly(NOON, [flat(100.0 + place) for place in range(6)])
    facts = told(made(prices=rows[:2] + rows[3:]), "2024-03-10", "2024-03-10 12:00")
    assert facts.value("btc.change_24h") == 5
    assert not facts.known.keys() & {"btc.high", "btc.low", "btc.level_broken", "btc.range_pct"}
    (finding,) = facts.findings
    assert (finding.id, finding.severity) == ("F2", Severity.HOLD)
    assert "missing inside the window on Binance" in finding.message


def test_a_price_that_leaps_threefold_between_candles_is_left_out() -> None:
    """A redenomination or a broken feed: neither is a gain."""
    facts = window(flat(100), flat(100), flat(100), flat(500), flat(500), flat(500))
    assert "btc.price" not in facts.known
    (finding,) = facts.findings
    assert (finding.id, finding.severity) == ("U3", Severity.HOLD)
    assert "leaps from 100 to 500 at 2024-03-10 00:00 UTC on Binance" in finding.message


@pytest.mark.usefixtures("prices_of_no_coin")
def test_nothing_is_compared_across_a_leap() -> None:
    """History begins anew: no change from before it, no record of the other denomination."""
    rows = daily("2022-01-01", [50_000.0] * 500) + daily("2023-05-16", [50.0 + place % 3 for place in range(400)])
    facts = told(made(prices=rows), "2023-05-20")
    assert "btc.change_7d" not in facts.known
    assert facts.value("btc.data_start") == date(2023, 5, 16)
    later = told(made(prices=rows), "2024-06-10")
    assert later.value("btc.record") == 52
    assert later.value("btc.change_12m") is not None


# --- changes over longer times ----------------------------------------------------------------------------------------


def test_a_longer_change_starts_at_the_same_clock_time_where_candles_reach() -> None:
    """Four-hour candles give the price at noon a week before."""
    rows = four_hourly(NOON, [flat(100.0 + place) for place in range(50)])
    facts = told(made(prices=rows), "2024-03-10", "2024-03-10 12:00")
    assert facts.value("btc.week_ago") == 107
    assert "close at 2024-03-03 12:00 UTC" in facts.known["btc.change_7d"].working
    assert facts.known["btc.change_7d"].window.start == at("2024-03-03 12:00")


def test_else_it_starts_at_the_last_daily_close_by_then_and_says_so() -> None:
    """Thirty days back only daily candles reach."""
    rows = four_hourly(NOON, [flat(100.0)] * 12) + daily("2024-02-01", [80.0 + place for place in range(38)])
    facts = told(made(prices=rows), "2024-03-10", "2024-03-10 12:00")
    assert facts.value("btc.change_30d") == pytest.approx(100 * (100 - 87) / 87)
    assert "close at 2024-02-09 00:00 UTC, the last daily close by then" in facts.known["btc.change_30d"].working


def test_the_years_gain_and_the_twelve_months_gain_are_two_facts() -> None:
    """One starts at the first daily open of the year, the other a year before."""
    closes = [100.0] * 100 + [200.0] * 300 + [300.0] * 60
    facts = told(made(prices=daily("2023-01-01", closes)), "2024-03-10")
    assert facts.value("btc.year_open") == 200
    assert facts.value("btc.change_ytd") == 50
    assert facts.value("btc.change_12m") == 200
    assert facts.known["btc.change_ytd"].about.base == "ytd"
    assert facts.known["btc.year_open"].working == "200: open on 2024-01-01"


def test_without_the_first_of_january_there_is_no_years_gain() -> None:
    """The series starts later in the year."""
    facts = told(made(prices=daily("2024-01-05", [100.0] * 80)), "2024-03-10")
    assert facts.missing["btc.change_ytd"] == "no daily candle of 1 January 2024"


def test_a_leap_day_looks_back_to_the_28th() -> None:
    """Twelve months before 29 February."""
    facts = told(made(prices=daily("2023-01-01", [100.0] * 500)), "2024-02-29")
    assert facts.known["btc.year_ago"].working == "100: close at 2023-03-01 00:00 UTC"


def test_streaks_count_whole_days() -> None:
    """Higher closes in a row; an equal close ends them."""
    facts = told(made(prices=daily("2024-03-01", [100, 99, 100, 101, 102, 103, 103, 104, 105, 106])), "2024-03-10")
    assert (facts.value("btc.up_days"), facts.value("btc.down_days")) == (3, 0)


# --- records and sightings --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("prices_of_no_coin")
def test_a_record_needs_a_years_history() -> None:
    """Shorter histories have no record, only sightings."""
    facts = told(made(prices=daily("2024-01-01", [100.0, 120.0, *[100.0] * 67, 110.0])), "2024-03-10")
    assert "too short" in facts.missing["btc.record_new"]
    assert facts.value("btc.high_since") == date(2024, 1, 3)
    long = told(made(prices=daily("2022-01-01", [100.0] * 799 + [110.0])), "2024-03-10")
    assert (long.value("btc.record_new"), long.value("btc.record"), long.value("btc.record_before")) == (1, 110, 100)
    assert long.value("btc.record_days") == 0


@pytest.mark.usefixtures("prices_of_no_coin")
def test_the_drawdown_is_measured_from_the_record() -> None:
    """Now and at the window's start."""
    rows = daily("2022-01-01", [100.0, 200.0, *[100.0] * 797, 120.0])
    facts = told(made(prices=rows), "2024-03-10")
    assert facts.value("btc.from_record") == -40
    assert facts.value("btc.from_record_before") == -50
    assert facts.value("btc.record_date") == date(2022, 1, 2)


def test_a_sighting_may_lie_in_the_morning_before_the_window() -> None:
    """The hours between the last whole day and the window's start are read from finer candles."""
    rows = daily("2024-02-01", [100.0] * 38) + four_hourly(
        NOON, [flat(100), flat(130), *[flat(100)] * 6, (100, 120, 100, 100)]
    )
    facts = told(made(prices=rows), "2024-03-10", "2024-03-10 12:00")
    assert facts.value("btc.high_since") == date(2024, 3, 9)
    assert facts.value("btc.high_since_days") == 1


def test_the_deepest_fall_of_three_days_and_how_much_was_won_back() -> None:
    """From the highest price to the lowest after it, in the three days before the window."""
    before = [flat(110), (110, 110, 80, 90), *[flat(90)] * 16]
    facts = told(
        made(prices=four_hourly(NOON, [*before, *[flat(90)] * 5, (90, 98, 90, 95)])), "2024-03-10", "2024-03-10 12:00"
    )
    assert facts.value("btc.fall3d") == pytest.approx(-100 * 30 / 110)
    assert facts.value("btc.fall3d_low") == 80
    assert facts.value("btc.recovered3d") == 50


# --- round prices -----------------------------------------------------------------------------------------------------

LEVELS = [
    # open, high, low, end, what is told
    (
        118_072, 123_218, 117_990, 121_467,
        {"broken": 120_000, "touched_up": 123_000, "touched_down": 118_000, "passed": 123_000},
    ),
    (99_500, 100_400, 99_000, 100_100, {"broken": 100_000, "passed": 100_000}),
    (99_500, 100_000, 99_200, 100_000, {"broken": 100_000, "passed": 100_000}),
    (101_500, 101_600, 98_200, 98_500, {"lost": 100_000, "rejected": 102_000}),
    (100_000, 100_100, 99_500, 99_600, {"lost": 100_000}),
    (96_200, 96_700, 88_900, 89_500, {"lost": 90_000, "touched_down": 89_000, "rejected": 97_000}),
    (96_200, 96_700, 94_100, 94_500, {"lost": 95_000, "rejected": 97_000}),
    (100_200, 100_900, 99_700, 100_500, {"touched_down": 100_000}),
    (99_800, 100_300, 99_500, 99_900, {"touched_up": 100_000, "passed": 100_000}),
    (99_300, 99_600, 97_100, 97_500, {"lost": 98_000, "rejected": 100_000}),
    (99_300, 99_600, 99_150, 99_200, {"near": 100_000}),
    (98_700, 98_900, 98_200, 98_600, {}),
    (94_600, 94_800, 94_300, 94_700, {}),
]  # fmt: skip


@pytest.mark.parametrize(("opened", "high", "low", "end", "expected"), LEVELS)
def test_round_prices_are_told_by_what_became_of_them(
    opened: float, high: float, low: float, end: float, expected: dict[str, float]
) -> None:
    """Broken and lost are held at the end, touched is not; the highest class is told, then the outermost."""
    facts = path(opened, high, low, end)
    bases = ("broken", "lost", "touched_up", "touched_down", "rejected", "near", "passed")
    found = {base: facts.value(f"btc.level_{base}") for base in bases}
    assert {base: level for base, level in found.items() if level is not None} == expected


def test_the_class_of_a_level_is_its_largest_step() -> None:
    """A step of 5,000 is no step of 10,000; ether has steps of its own."""
    assert path(94_500, 95_300, 94_300, 95_200).value("btc.class_broken") == 5_000
    facts = window(flat(2960), flat(2960), flat(2960), flat(2960), flat(2960), (2960, 3083, 2960, 3050), coin="ETH")
    assert (facts.value("eth.level_broken"), facts.value("eth.class_broken")) == (3_000, 1_000)


def test_a_level_is_reclaimed_if_a_day_closed_above_it_within_a_year() -> None:
    """Older closes do not count."""
    closes = [105_000.0] * 10 + [95_000.0] * 300 + [101_000.0]
    facts = told(made(prices=daily("2023-01-01", closes)), "2023-11-07")
    assert facts.value("btc.level_reclaimed") == 100_000
    assert facts.value("btc.reclaimed_since") == date(2023, 1, 10)
    closes = [105_000.0] * 10 + [95_000.0] * 400 + [101_000.0]
    facts = told(made(prices=daily("2023-01-01", closes)), "2024-02-15")
    assert facts.value("btc.level_broken") == 100_000
    assert "btc.level_reclaimed" not in facts.known
    assert facts.value("btc.broken_since") == date(2023, 1, 11)


def test_a_level_never_seen_before_is_a_first() -> None:
    """With a year of history behind it."""
    facts = told(made(prices=daily("2023-01-01", [95_000.0] * 400 + [101_000.0])), "2024-02-05")
    assert facts.value("btc.broken_first") == 1
    assert facts.missing["btc.broken_since"].startswith("no price above 100,000 since 2023-01-01")


def test_another_venue_may_deny_a_level() -> None:
    """The flag tells the writer to name the venue."""
    rows = daily("2024-03-01", [99_000.0] * 9 + [100_200.0])
    for close, agree in ((100_100.0, 1), (99_900.0, 0)):
        other = daily("2024-03-01", [99_000.0] * 9 + [close], venue="Yahoo")
        assert told(made(prices=rows + other), "2024-03-10").value("btc.levels_agree") == agree
    assert "btc.levels_agree" not in told(made(prices=rows), "2024-03-10").known


def test_a_band_is_counted_back_from_the_window() -> None:
    """Days whose highs stay within six percent of their lows."""
    facts = told(made(prices=daily("2024-02-01", [80.0] * 10 + [100.0, 103.0] * 14 + [120.0])), "2024-03-10")
    assert facts.value("btc.band_days") == 27


def test_daily_candles_alone_give_a_days_window() -> None:
    """Without finer candles there is no time of the high."""
    facts = told(
        made(prices=[*daily("2024-03-01", [100.0] * 9), candle(at("2024-03-10 00:00") + DAY, (100, 109, 98, 105))]),
        "2024-03-10",
    )
    assert [facts.value(f"btc.{one}") for one in ("open", "high", "low", "price")] == [100, 109, 98, 105]
    assert facts.missing["btc.high_time"] == "only a daily candle covers the window"


def test_a_short_history_calls_no_price_a_record_that_was_passed_before_it_begins():
    """Two years from 2022 on know nothing of 69,000; a history that reaches higher itself needs nothing else."""

    low = told(made(prices=daily("2022-01-01", [40_000.0] * 799 + [45_000.0])), "2024-03-10")
    assert "too low" in low.missing["btc.record_new"]
    high = told(made(prices=daily("2022-01-01", [69_000.0] * 799 + [70_000.0])), "2024-03-10")
    assert (high.value("btc.record_new"), high.value("btc.record_before")) == (1, 69_000)
