"""Figures of ranges, bands, months, averages, volatility, volume and echoes: true sentences pass, false ones stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from newsgen.check import check_text
from newsgen.model import Severity, Value
from tests.check_days import day_of

VALUES: dict[str, Value] = {
    "liq.total": 61_400_000, "liq.long": 38_900_000, "liq.short": 22_500_000, "liq.long_share": 63.355,
    "liq.short_share": 36.645, "liq.side": "long", "liq.side_usd": 38_900_000, "liq.side_share": 63.355,
    "liq.tracked": 1, "liq.source": "CoinGlass", "liq.coins": 7, "liq.venues": "Binance+Bybit+OKX",
    "series.day": date(2024, 4, 30), "series.exact": 1, "series.total": 61_400_000, "series.median30": 90_200_000,
    "series.ratio": 0.6807, "series.venues": "Binance+Bybit+OKX", "series.coins": 7,
    "series.sum7": 512_300_000, "series.sum7_before": 1_284_000_000, "series.sum7_ratio": 0.39899,
    "series.side_run": 6, "series.side_run_side": "long", "series.light_run": 9,
    "series.month_total": 4_812_000_000, "series.month_before": 6_103_000_000,
    "echo.date": date(2024, 1, 23), "echo.days": 98, "echo.total": 71_700_000, "echo.side": "long",
    "echo.change": -0.74, "echo.next_change": 2.61, "echo.next_7d": 7.93,
    "burst.usd": 23_600_000, "burst.share": 38.436, "burst.start": datetime(2024, 4, 30, 12, tzinfo=UTC),
    "burst.end": datetime(2024, 4, 30, 16, tzinfo=UTC), "burst.side": "long", "burst.side_share": 88.13,
    "btc.liq_share": 41.2, "btc.liq_share_usual": 36.9, "btc.venue": "Binance",
    "btc.price": 60_672.4, "btc.open": 63_866.1, "btc.high": 64_734.2, "btc.low": 59_191.6, "btc.change_24h": -5.0006,
    "btc.range_pct": 9.364, "btc.change_since": date(2024, 3, 19), "btc.change_since_days": 42,
    "btc.wide_since": date(2024, 3, 20), "btc.wide_since_days": 41,
    "btc.range_since": date(2024, 4, 29), "btc.range_since_days": 1,
    "btc.band_days": 23, "btc.band_low": 61_877.3, "btc.band_high": 65_411.7,
    "btc.left_days": 23, "btc.left_low": 61_877.3, "btc.left_high": 65_411.7, "btc.left_up": 0,
    "btc.hold_level": 55_000.0, "btc.hold_days": 66, "btc.high30": 72_797.9, "btc.low30": 59_600.0,
    "btc.place30": 8.124, "btc.month_open": 71_280.0, "btc.change_mtd": -14.8816, "btc.month_done": -14.8816,
    "btc.month_done_name": "April", "btc.month_done_rank": 21, "btc.month_years": 6, "btc.month_up_years": 4,
    "btc.ma50": 66_021.53, "btc.ma50_cross": 0, "btc.ma200": 51_388.94, "btc.ma200_cross": 0,
    "btc.vol7": 47.36, "btc.vol7_place": 61.37, "btc.volume": 2_306_000_000, "btc.volume_median30": 1_873_000_000,
    "btc.volume_ratio": 1.2312, "btc.up_run_ended": 4, "btc.up_days": 0, "btc.down_days": 1, "btc.down_weeks": 3,
    "btc.up_weeks": 0,
    "eth.price": 3_014.05, "eth.open": 3_215.4, "eth.high": 3_249.9, "eth.low": 2_921.0, "eth.change_24h": -6.2620,
    "ethbtc.ratio": 0.04967739, "ethbtc.low_since": date(2024, 4, 17), "ethbtc.low_since_days": 13,
    "btc_etf.flow": -161_600_000, "btc_etf.date": date(2024, 4, 30), "btc_etf.month_sum": -344_100_000,
    "btc_etf.in_of20": 8, "btc_etf.out_days": 5, "btc_etf.in_days": 0, "btc_etf.run_since": date(2024, 4, 24),
    "btc.oi": 17_310_000_000, "btc.oi_place": 88.24, "btc.funding": -0.0031, "btc.funding_since": date(2024, 4, 29),
    "breadth.up": 0, "breadth.down": 21, "breadth.all": 21, "breadth.same": 1, "breadth.least": 1.934,
    "breadth.day": date(2024, 4, 30),
    "market.cap": 2_391_000_000_000, "market.cap_before": 2_523_000_000_000, "market.cap_usd": -132_000_000_000,
    "market.cap_change": -5.2319, "market.cap_level": 2_500_000_000_000, "market.cap_up": 0,
    "ahead.what": "Federal Reserve rate decision", "ahead.source": "Federal Reserve", "ahead.date": date(2024, 5, 1),
    "ahead.days": 1,
}  # fmt: skip
DAY = day_of(VALUES, datetime(2024, 5, 1, tzinfo=UTC))
DAY = replace(DAY, day=date(2024, 4, 30))

TRUE = [
    "It was bitcoin's widest range since 20 March.",
    "It was bitcoin's largest fall since 19 March.",
    "Bitcoin had its widest range in 41 days.",
    "Bitcoin left the range of $61,877 to $65,412 that it had held for 23 days.",
    "Bitcoin has closed above $55,000 on each of the last 66 days.",
    "Over the past month bitcoin traded between $59,600 and $72,798.",
    "Bitcoin is down 14.9% this month.",
    "Bitcoin began the month at $71,280.",
    "April ended with a loss of 14.9% for bitcoin.",
    "Bitcoin rose in April in four of six earlier years.",
    "Bitcoin had a spot volume of $2.31 billion, above the usual $1.87 billion.",
    "Longs lost $38.9 million in liquidations.",
    "The price of bitcoin did not touch $59,000.",
    "Bitcoin stood below its 50-day average of $66,022 and above its 200-day average of $51,389.",
    "Bitcoin closed below its 50-day average.",
    "It was the 66th day in a row that bitcoin closed above $55,000.",
    "Longs were 88% of what was closed by force between 12:00 UTC and 16:00 UTC.",
    "The 200-day moving average stands at $51,389.",
    "Bitcoin's volatility over seven days was 47% a year.",
    "Bitcoin's volatility was higher than on 61% of the days of the past year.",
    "Spot volume on Binance came to $2.31 billion, 1.2 times the usual.",
    "Trading volume in bitcoin was $2.31 billion against a median of $1.87 billion.",
    "The fall ended a run of four higher closes.",
    "Bitcoin has closed lower in three weeks in a row.",
    "Ether's price in bitcoin, 0.0497, was its lowest since 17 April.",
    "Bitcoin funds have lost $344.1 million this month.",
    "Bitcoin funds took in money in eight of the last 20 sessions.",
    "Every one of the 21 coins fell, by at least 1.9%.",
    "Longs have lost more than shorts on six days in a row.",
    "Tracked liquidations over seven days came to $512.3 million, against $1.28 billion in the seven days before.",
    "A week of $512.3 million in crypto liquidations follows one of $1.28 billion.",
    "Seven days bring $512M of crypto liquidations, down from $1.28B",
    "Tracked liquidations in April came to $4.81 billion.",
    "Tracked liquidations in April came to $4.81 billion, against $6.10 billion in March.",
    "In the heaviest four hours $23.6 million was closed by force, 38% of the total.",
    "Bitcoin's part was 41%, against the usual 37%.",
    "The last day like it, 23 January, was followed by a gain of 2.6% the day after.",
    "The market value of all coins fell by $132 billion, or 5.2%.",
    "The market value of all coins fell below $2.5 trillion.",
    "The Federal Reserve rate decision is due on Wednesday 1 May.",
]
FALSE = [
    "It was bitcoin's widest range since 19 March.",
    "It was bitcoin's narrowest range since 20 March.",
    "It was bitcoin's largest fall since 20 March.",
    "Bitcoin had its widest range in 66 days.",
    "Bitcoin left the range of $61,877 to $72,798 that it had held for 23 days.",
    "Bitcoin stood at $61,877.",
    "Bitcoin stood at $66,022.",
    "Bitcoin touched a low of $59,600.",
    "Bitcoin stood at $71,280.",
    "Bitcoin is down 14.9% in 24 hours.",
    "Bitcoin is up 14.9% this month.",
    "April ended with a gain of 14.9% for bitcoin.",
    "Bitcoin rose in April in five of six earlier years.",
    "Bitcoin fell in April in four of six earlier years.",
    "Bitcoin had a spot volume of $2.31 billion, below the usual $1.87 billion.",
    "Shorts lost $38.9 million in liquidations.",
    "The price of bitcoin did not touch $60,000.",
    "Bitcoin stood above its 200-day average of $66,022.",
    "Bitcoin stood below its 50-day average of $51,389.",
    "Bitcoin's volatility over seven days was 61% a year.",
    "Bitcoin fell 47%.",
    "Spot volume on Binance came to $1.87 billion, 1.2 times the usual.",
    "Liquidations came to $2.31 billion.",
    "Bitcoin has closed lower in four weeks in a row.",
    "Bitcoin has closed lower in three days in a row.",
    "Ether's price in bitcoin, 0.0597, was its lowest since 17 April.",
    "Ether's price in bitcoin was its lowest since 24 April.",
    "Bitcoin funds have lost $344.1 million in the last session.",
    "Bitcoin funds have gained $344.1 million this month.",
    "Bitcoin funds took in money in nine of the last 20 sessions.",
    "Longs have lost more than shorts on nine days in a row.",
    "Shorts have lost more than longs on six days in a row.",
    "Tracked liquidations in the 24 hours came to $4.81 billion.",
    "Liquidations came to $23.6 million.",
    "Bitcoin gained 2.6% in 24 hours.",
    "The last day like it, 24 January, was followed by a gain of 2.6% the day after.",
    "The market value of all coins rose by $132 billion, or 5.2%.",
    "The Federal Reserve rate decision is due on Thursday 2 May.",
    "Bitcoin stands above its 50-day average.",
    "Bitcoin closed below its 200-day average.",
    "A week of $1.28 billion in crypto liquidations follows one of $512.3 million.",
    "March ended with a loss of 14.9% for bitcoin.",
    "Tracked liquidations in March came to $4.81 billion.",
    "Bitcoin rose in May in four of six earlier years.",
    "Bitcoin funds took in money in eight of the last ten sessions.",
    "Bitcoin's part was 37%, against the usual 41%.",
]


def stopped(sentence: str) -> list[str]:
    """What stops a sentence."""
    return [finding.message for finding in check_text(sentence, DAY) if finding.severity is Severity.BLOCK]


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_sentence_about_the_past_of_prices_passes(sentence: str) -> None:
    """Each kind of figure is understood in the words that it is told in."""
    assert stopped(sentence) == []


@pytest.mark.parametrize("sentence", FALSE)
def test_a_false_sentence_about_the_past_of_prices_is_stopped(sentence: str) -> None:
    """A figure of another kind, of another day or the other way supports nothing."""
    assert stopped(sentence)


def test_the_length_of_an_average_is_a_name_and_no_figure() -> None:
    """Fifty and two hundred days are parts of a name only before "average"."""
    assert stopped("Bitcoin closed below its 50-day average.") == []
    assert stopped("Bitcoin had its widest range in 200 days.")
