"""The gate on liquidations: parts and wholes, other sources, sides the wrong way round, holes and age."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from newsgen.model import Origin, Severity
from tests.gate_kit import END, LEVEL, QUIET, facts_from, facts_of, found, held, hourly, part, priced, whole
from tests.measure_kit import DAY, HOUR, at, liquidation, made, tracked

COINS = ("BTC", "ETH", "SOL")


def series(last: float, *, long: float = 0.6, days: int = 121) -> list[dict[str, Any]]:
    """A tracked series of three coins up to the day told; each coin's last day has this total."""
    first = f"{at(END) - days * DAY:%Y-%m-%d}"
    usual = [40e6 * (1 + 0.3 * ((day * 5) % 7 - 3) / 3) for day in range(days - 1)]
    return [  # no two coins have the same days
        row
        for place, coin in enumerate(COINS)
        for row in tracked(
            first,
            [*(day * (1 + place / 50) for day in usual), last],
            coins=(coin,),
            venues="Binance+Bybit+OKX",
            long=long,
        )
    ]


def test_coins_that_are_more_than_everything_are_left_out() -> None:
    """Each coin fits into the total, all of them do not."""
    rows = [whole(300e6), part("BTC", 160e6), part("ETH", 150e6)]
    facts = facts_of(liquidations=rows)
    assert held(facts, "N4")
    assert facts.value("liq.total") == 300e6
    assert facts.value("btc.liq_total") is None


def test_coins_that_fit_are_told() -> None:
    """The twin: together they are the total."""
    facts = facts_of(liquidations=[whole(300e6), part("BTC", 160e6), part("ETH", 140e6)])
    assert not held(facts, "N4")
    assert facts.value("btc.liq_total") == 160e6


@pytest.mark.parametrize(("second", "holds"), [(120e6, False), (160e6, True)])
def test_venues_that_are_more_than_everything_are_left_out(second: float, holds: bool) -> None:
    """All is at least the sum of its venues, but for one percent of rounding."""
    rows = [whole(300e6), part("*", 180e6, venues="Binance"), part("*", second, venues="OKX")]
    facts = facts_of(liquidations=rows)
    assert held(facts, "N4") is holds
    assert (facts.value("venue1.name") is None) is holds


def test_a_total_that_no_day_can_have_is_left_out() -> None:
    """Three hundred billion is a slip of the unit."""
    facts = facts_of(liquidations=[whole(300e9)])
    assert held(facts, "O1")
    assert facts.value("liq.total") is None


@pytest.mark.parametrize(("total", "holds"), [(300e6, False), (100e6, True), (300e9 / 50, True)])
def test_named_venues_are_a_part_of_all_venues(total: float, holds: bool) -> None:
    """120 million on three venues: neither above a total of 100 million, nor next to nothing of six billion."""
    facts = facts_of(liquidations=[whole(total), *series(40e6)])
    assert held(facts, "S1") is holds


@pytest.mark.parametrize(("total", "holds"), [(60e6, False), (30e6, True)])
def test_a_coin_on_named_venues_is_a_part_of_it_on_all(total: float, holds: bool) -> None:
    """40 million of bitcoin on three venues cannot be more than on all of them."""
    facts = facts_of(liquidations=[whole(300e6), part("BTC", total), *series(40e6)])
    assert held(facts, "S1") is holds


@pytest.mark.parametrize(("theirs", "holds"), [(70e6, False), (30e6, True), (140e6, True)])
def test_coinalyze_counts_about_what_coinglass_counts(theirs: float, holds: bool) -> None:
    """Between 0.4 and 1.3 times, the same coins and the same window."""
    rows = [whole(300e6), part("BTC", 100e6), part("BTC", theirs, venues="Binance+Bybit", source="Coinalyze")]
    assert held(facts_of(liquidations=rows), "S1") is holds


@pytest.mark.parametrize(("tally", "holds"), [(250e6, False), (400e6, True)])
def test_the_own_count_never_exceeds_coinglass(tally: float, holds: bool) -> None:
    """A throttled count of three venues above the count of all venues means that one of them is wrong."""
    rows = [whole(300e6), part("*", tally, venues="Binance+Bybit+OKX", source="newsgen tally")]
    assert held(facts_of(liquidations=rows), "S1") is holds


def usual_windows(total: float) -> list[dict[str, Any]]:
    """A month of all-coin windows before the day told."""
    rows = []
    for back in range(1, 31):
        end = f"{at(END) - back * DAY:%Y-%m-%d %H:%M}"
        rows.append(liquidation(end, total=total * (1 + back % 3 / 10)))
    return rows


@pytest.mark.parametrize(("total", "holds"), [(3e9, False), (13e9, True), (5e6, True)])
def test_a_total_far_from_the_usual_needs_a_second_source(total: float, holds: bool) -> None:
    """Forty times the median of the windows on file is a record that nobody else has seen."""
    assert held(facts_of(liquidations=[whole(total), *usual_windows(270e6)]), "O1") is holds


def test_a_total_far_from_the_usual_is_told_where_named_venues_confirm_it() -> None:
    """The twin: three venues alone had four billion that day."""
    rows = [whole(13e9), *usual_windows(270e6), *series(1.4e9, days=60)]
    assert not held(facts_of(liquidations=rows), "O1")


@pytest.mark.parametrize(("last", "holds"), [(150e6, False), (40e9, True)])
def test_a_series_a_thousand_times_above_its_past_is_held(last: float, holds: bool) -> None:
    """Four times the usual happens; a thousand times is a slip of the unit."""
    assert held(facts_of(liquidations=series(last)), "O1") is holds


# longs and shorts the wrong way round


def test_a_source_that_mirrors_two_others_loses_its_sides() -> None:
    """CoinGlass says 85 % longs, the tracked venues 86 %, Coinalyze 15 %: its sides are not used."""
    rows = [whole(300e6), part("BTC", 100e6, long=0.15), *series(40e6, long=0.86)]
    rows.append(part("BTC", 60e6, long=0.85, venues="Binance+Bybit", source="Coinalyze"))
    facts = facts_of(liquidations=rows)
    assert held(facts, "S3")
    assert facts.value("btc.liq_total") == 100e6
    assert facts.value("btc.liq_long") is None
    assert facts.value("btc.liq_long_share") is None


def test_sources_that_agree_keep_their_sides() -> None:
    """The twin."""
    rows = [whole(300e6), part("BTC", 100e6, long=0.8), *series(40e6, long=0.86)]
    rows.append(part("BTC", 60e6, long=0.85, venues="Binance+Bybit", source="Coinalyze"))
    facts = facts_of(liquidations=rows)
    assert not found(facts, "S3")
    assert facts.value("btc.liq_long") == 80e6


def test_of_two_sources_that_mirror_each_other_neither_has_sides() -> None:
    """Nobody can say which of two is wrong: neither side is told, the total is."""
    facts = facts_of(liquidations=[whole(300e6), part("BTC", 100e6, long=0.15), *series(40e6, long=0.86)])
    assert held(facts, "S3")
    assert facts.value("btc.liq_long") is None
    assert facts.value("series.long") is None
    assert facts.value("series.total") == 120e6


FALL = (60_000.0, 60_200.0, 55_900.0, 56_000.0)


@pytest.mark.parametrize(("long", "holds"), [(0.85, False), (0.3, False), (0.15, True)])
def test_shorts_do_not_lose_in_a_fall_of_six_percent(long: float, holds: bool) -> None:
    """One source alone, against the price of two venues."""
    facts = facts_of(liquidations=[whole(300e6, long=long)], prices=priced({"Binance": FALL, "Coinbase": FALL}))
    assert held(facts, "S3") is holds
    assert (facts.value("liq.long") is None) is holds
    assert facts.value("liq.total") == 300e6


def test_a_day_that_hardly_moved_says_nothing_of_sides() -> None:
    """Shorts may well lose more while the price ends where it began."""
    facts = facts_of(liquidations=[whole(300e6, long=0.1)], prices=priced({"Binance": QUIET, "Coinbase": QUIET}))
    assert not found(facts, "S3")
    assert facts.value("liq.long") == pytest.approx(30e6)


@pytest.mark.parametrize(("long", "holds"), [(0.75, False), (0.45, False), (0.25, True)])
def test_three_coins_that_fell_lost_longs(long: float, holds: bool) -> None:
    """No coin alone says enough; three that fell by 4 % and lost three quarters on the short side do."""
    fall = (100.0, 100.5, 95.5, 96.0)
    prices = [row for coin in COINS for row in priced({"Binance": fall}, coin, 100.0)]
    facts = facts_of(liquidations=series(40e6, long=long), prices=prices)
    assert held(facts, "S3") is holds
    assert (facts.value("series.long") is None) is holds
    assert (facts.value("btc.liq_long") is None) is holds
    assert facts.value("series.total") == 120e6


def hours_of(long: float, *, missing: int = 0) -> list[dict[str, Any]]:
    """Hourly rows of the day told; in the hour in which the price jumps, this part of a large row are longs."""
    rows = []
    for back in range(24 - missing):
        end = f"{at(END) - back * HOUR:%Y-%m-%d %H:%M}"
        total, part_long = (20e6, long) if back == 5 else (1e5, 0.5)
        for coin in ("BTC", "SOL"):
            sides = {"long": total * part_long, "short": total * (1 - part_long), "total": total}
            rows.append(liquidation(end, hours=1, coin=coin, venues="Binance", source="Coinalyze", **sides))
    return rows


def jumping() -> list[dict[str, Any]]:
    """Hourly candles that rise by 3 % in the sixth last hour."""
    return hourly(END, [LEVEL * (1.03 if hour > 24 else 1.0) for hour in range(31)])


@pytest.mark.parametrize(("long", "holds"), [(0.1, False), (0.95, True)])
def test_in_an_hour_that_rises_shorts_are_closed_by_force(long: float, holds: bool) -> None:
    """A series that shows longs in that hour has its sides the wrong way round."""
    facts = facts_of(liquidations=hours_of(long), prices=jumping())
    assert held(facts, "S3") is holds
    assert (facts.value("liq.long") is None) is holds


def test_a_coin_with_missing_hours_is_named() -> None:
    """F2: one of two coins lacks three hours; it is not part of the sum, and a person is told."""
    rows = [row for row in hours_of(0.1) if row["coin"] == "BTC"]
    rows += [row for row in hours_of(0.1, missing=3) if row["coin"] == "SOL"]
    facts = facts_of(liquidations=rows)
    assert held(facts, "F2")
    assert "3 of 24 rows of SOL" in found(facts, "F2")[0].message
    assert not found(facts_of(liquidations=hours_of(0.1)), "F2")


# the time between answers


@pytest.mark.parametrize(("minutes", "holds"), [(10, False), (16, True)])
def test_answers_of_one_window_lie_close_together(minutes: int, holds: bool) -> None:
    """The total and a coin that were fetched more than a quarter of an hour apart are not one moment's."""
    market = made(liquidations=[whole(300e6), part("BTC", 100e6)])
    rows = market.tables["liquidations"].copy()
    rows["_file"] = [f"raw/{number}.json" for number in range(len(rows))]
    times = at(END) + timedelta(minutes=1), at(END) + timedelta(minutes=1 + minutes)
    sources = {f"raw/{number}.json": Origin("CoinGlass", fetched_at=when) for number, when in enumerate(times)}
    facts = facts_from(replace(market, tables={**market.tables, "liquidations": rows}, sources=sources))
    assert held(facts, "S4") is holds
    assert facts.known["btc.liq_total"].origins[0].fetched_at in times


# freshness


def test_an_old_day_is_never_late() -> None:
    """Telling last year raises nothing about age."""
    rows = [liquidation("2024-05-01 22:00", total=300e6)]
    assert not found(facts_of(liquidations=rows, as_of=END, now="2025-01-01 00:00"), "F3")


@pytest.mark.parametrize(("end", "holds"), [("2024-05-01 23:40", False), ("2024-05-01 23:00", True)])
def test_a_live_article_waits_for_liquidations_of_the_last_half_hour(end: str, holds: bool) -> None:
    """An hour-old window is held; twenty minutes are allowed."""
    assert held(facts_of(liquidations=[liquidation(end, total=300e6)], now="2024-05-02 00:05"), "F3") is holds


@pytest.mark.parametrize(("end", "holds"), [("2024-05-01 23:55", False), ("2024-05-01 23:00", True)])
def test_a_live_article_waits_for_a_price_of_the_last_ten_minutes(end: str, holds: bool) -> None:
    """Candles of five minutes end at once or are late."""
    minutes = hourly(end, [LEVEL] * 320, minutes=5)
    hours = hourly("2024-05-01 23:00", [LEVEL] * 40)
    facts = facts_of(prices=minutes + hours, now="2024-05-02 00:05")
    assert held(facts, "F3") is holds


def test_a_daily_history_has_no_ten_minutes() -> None:
    """With daily candles alone nothing is late."""
    assert not found(facts_of(prices=priced({"Binance": QUIET}), now="2024-05-02 00:05"), "F3")


@pytest.mark.parametrize(("day", "late"), [("2024-04-26", False), ("2024-04-24", True)])
def test_a_session_that_is_out_and_not_on_file_is_a_remark(day: str, late: bool) -> None:
    """On a Thursday last Friday's session is four days old with nothing missed; last Wednesday's is late."""
    flows = [{"date": at(f"{day} 00:00"), "asset": "BTC", "fund": "*", "flow_usd": 1e8, "source": "Farside"}]
    as_of = "2024-04-30 00:00"
    facts = facts_of("2024-04-29", as_of, "2024-04-30 00:05", etf_flows=flows)
    assert bool(found(facts, "F3", Severity.WARN)) is late


def test_open_interest_of_yesterday_is_a_remark_in_a_live_article() -> None:
    """It is never a reason to hold."""
    rows = [{"coin": "BTC", "venues": "*", "time": at("2024-05-01 12:00"), "open_interest_usd": 3e10}]
    facts = facts_of(open_interest=rows, now="2024-05-02 00:05")
    assert [finding.severity for finding in found(facts, "F3")] == [Severity.WARN]
    assert not found(facts_of(open_interest=rows), "F3")
