"""Flows, stocks, mood, other coins, events and quotes: what was published by then, and what is too old."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest

from newsgen.market.holidays import trades
from newsgen.model import Event, Facts, Quote, Severity

from .measure_kit import DAY, at, daily, made, told

# --- funds ------------------------------------------------------------------------------------------------------------


def flow(day: str, usd: float, *, fund: str = "*", asset: str = "BTC", source: str = "Farside") -> dict[str, Any]:
    return {"date": at(day), "asset": asset, "fund": fund, "flow_usd": usd, "source": source}


def flows(*usd: float, first: str = "2024-03-04", **rest: Any) -> list[dict[str, Any]]:
    """Sessions on consecutive trading days."""
    rows, day = [], at(first)
    for one in usd:
        while not trades(day.date()):
            day += DAY
        rows.append(flow(f"{day:%Y-%m-%d}", one, **rest))
        day += DAY
    return rows


def funds(rows: list[dict[str, Any]], day: str, as_of: str | None = None) -> Facts:
    return told(made(etf_flows=rows), day, as_of)


def test_a_session_counts_from_the_next_morning() -> None:
    """Flows of a date are published by six the next morning."""
    rows = flows(10, 20, 30, 40)  # Monday 4 to Thursday 7 March
    assert funds(rows, "2024-03-08", "2024-03-08 05:00").value("btc_etf.date") == date(2024, 3, 6)
    assert funds(rows, "2024-03-08", "2024-03-08 06:00").value("btc_etf.date") == date(2024, 3, 7)


def test_a_run_of_inflows_is_counted_and_summed() -> None:
    """Its length, its sum, and the five sessions to now."""
    facts = funds(flows(-5, 10, 20, 30, 40, 50), "2024-03-12")
    assert (facts.value("btc_etf.in_days"), facts.value("btc_etf.out_days")) == (5, 0)
    assert facts.value("btc_etf.streak_sum") == 150
    assert facts.value("btc_etf.week_sum") == 150
    assert facts.value("btc_etf.before") == 40
    assert facts.missing["btc_etf.run_before"] == "the session ended no opposite run"


def test_a_session_that_ends_a_run_says_how_long_it_was() -> None:
    """Three sessions of inflows, then an outflow."""
    facts = funds(flows(-5, 10, 20, 30, -7), "2024-03-09")
    assert (facts.value("btc_etf.in_days"), facts.value("btc_etf.out_days")) == (0, 1)
    assert facts.value("btc_etf.run_before") == 3
    assert facts.value("btc_etf.streak_sum") == -7


def test_a_larger_flow_the_same_way_is_looked_for() -> None:
    """Outflows are held against outflows."""
    facts = funds(flows(-90, 500, -20, 10, -30), "2024-03-09")
    assert facts.value("btc_etf.since") == date(2024, 3, 4)
    assert facts.value("btc_etf.since_days") == 4


def test_a_zero_on_a_holiday_is_no_session() -> None:
    """Good Friday neither ends the run nor counts; a zero on a trading day ends it."""
    rows = [flow("2024-03-27", 10), flow("2024-03-28", 20), flow("2024-03-29", 0), flow("2024-04-01", 30)]
    facts = funds(rows, "2024-04-02", "2024-04-02 12:00")
    assert facts.value("btc_etf.in_days") == 3
    rows[2] = flow("2024-03-28", 0)
    assert funds([rows[0], rows[2], rows[3]], "2024-04-02", "2024-04-02 12:00").value("btc_etf.in_days") == 1


def test_totals_of_two_sources_are_never_mixed() -> None:
    """The source with the most sessions by then speaks; its own funds name the largest."""
    rows = [*flows(1, 2, 3), *flows(100, source="Other"), flow("2024-03-06", 99, fund="IBIT", source="Other")]
    facts = funds(rows, "2024-03-07", "2024-03-07 12:00")
    assert (facts.value("btc_etf.flow"), facts.value("btc_etf.before")) == (3, 2)
    assert "btc_etf.top_fund" not in facts.known
    rows += [flow("2024-03-06", -9, fund="GBTC"), flow("2024-03-06", 12, fund="IBIT")]
    facts = funds(rows, "2024-03-07", "2024-03-07 12:00")
    assert (facts.value("btc_etf.top_fund"), facts.value("btc_etf.top_flow")) == ("IBIT", 12)


def test_old_flows_are_not_told() -> None:
    """A session of more than six days ago is not the last one."""
    assert "on file is of 2024-03-05" in funds(flows(1, 2), "2024-03-13").missing["btc_etf.flow"]


HOLIDAYS = [
    "2024-01-01",
    "2024-01-15",
    "2024-02-19",
    "2024-03-29",
    "2024-05-27",
    "2024-06-19",
    "2024-07-04",
    "2024-09-02",
]
HOLIDAYS += [
    "2024-11-28",
    "2024-12-25",
    "2025-01-09",
    "2025-04-18",
    "2026-07-03",
    "2022-06-20",
    "2021-12-24",
    "2023-01-02",
]


@pytest.mark.parametrize("day", HOLIDAYS)
def test_us_exchanges_are_shut_on_their_holidays(day: str) -> None:
    """By rule and, once, by decree."""
    assert not trades(date.fromisoformat(day))


def test_us_exchanges_trade_on_other_weekdays() -> None:
    """About 252 days a year; New Year on a Saturday moves nothing into the old year."""
    assert trades(date(2021, 12, 31))
    assert trades(date(2021, 6, 18))
    for year in (2021, 2022, 2023, 2024):
        days = (date(year, 1, 1) + timedelta(days=place) for place in range(365))
        assert 249 <= sum(trades(day) for day in days) <= 253


# --- stocks -----------------------------------------------------------------------------------------------------------


def close(day: str, value: float, index: str = "SPX") -> dict[str, Any]:
    return {"index": index, "date": at(day), "close": value, "source": "Yahoo"}


def test_a_session_of_stocks_counts_once_it_has_closed() -> None:
    """At nine in the evening, in summer and in winter."""
    market = made(indices=[close("2024-03-07", 5000), close("2024-03-08", 5100), close("2024-03-08", 18, "VIX")])
    facts = told(market, "2024-03-08", "2024-03-08 21:00")
    assert (facts.value("spx.change"), facts.value("stocks.date")) == (2, date(2024, 3, 8))
    assert (facts.value("vix.close"), facts.value("stocks.age_days")) == (18, 0)
    assert told(market, "2024-03-08", "2024-03-08 20:00").value("stocks.date") == date(2024, 3, 7)
    assert told(market, "2024-03-10").value("stocks.age_days") == 2


def test_an_index_without_the_last_session_is_left_out() -> None:
    """Closes of two days are never told as one session."""
    market = made(indices=[close("2024-03-08", 5100), close("2024-03-07", 18000, "NDX")])
    facts = told(market, "2024-03-09")
    assert "ndx.close" not in facts.known
    assert facts.value("spx.close") == 5100


def test_old_closes_are_left_out_with_a_warning() -> None:
    """A reader would expect stocks; a finding says why there are none."""
    facts = told(made(indices=[close("2024-03-01", 5100)]), "2024-03-09")
    assert "stocks.date" not in facts.known
    (finding,) = facts.findings
    assert (finding.id, finding.severity) == ("F3", Severity.WARN)
    assert finding.message == "Stocks are left out: the last index session on file is of 2024-03-01."


# --- mood -------------------------------------------------------------------------------------------------------------


def test_fear_and_greed_with_its_past() -> None:
    """Value, label, changes, and the last day that was as low."""
    values = [20, 70, 60, 50, 55, 52, 58, 61, 45]
    rows = [
        {"index": "fear_greed", "date": at("2024-03-02") + place * DAY, "value": value, "label": "Word", "source": "x"}
        for place, value in enumerate(values)
    ]
    facts = told(made(sentiment=rows), "2024-03-10", "2024-03-10 12:00")
    assert (facts.value("fng.value"), facts.value("fng.label"), facts.value("fng.change_1d")) == (45, "Word", -16)
    assert facts.value("fng.change_7d") == -25
    assert (facts.value("fng.low_since"), facts.value("fng.low_since_days")) == (date(2024, 3, 2), 8)
    assert facts.value("fng.high_since") == date(2024, 3, 9)
    stale = told(made(sentiment=rows), "2024-03-12", "2024-03-12 12:00")
    assert "fng.value" not in stale.known
    assert stale.findings[0].message.startswith("Sentiment is left out: the latest Fear & Greed value")


def test_open_interest_and_funding_are_levels_of_the_last_36_hours() -> None:
    """Their changes start exactly a day and a week earlier; all venues come first."""
    rows = [
        {"coin": "BTC", "venues": venues, "time": at("2024-03-03") + place * DAY, "open_interest_usd": 100 + 10 * place}
        for venues in ("*", "CME")
        for place in range(8)
    ]  # fmt: skip
    rates = [
        {"coin": "BTC", "venues": "*", "time": at("2024-03-09") + place * DAY, "funding_rate_pct": rate, "source": "x"}
        for place, rate in enumerate((0.01, -0.002))
    ]
    facts = told(made(open_interest=rows, funding=rates), "2024-03-10", "2024-03-10 12:00")
    assert facts.value("btc.oi") == 170
    assert facts.value("btc.oi_change_24h") == 6.25
    assert facts.value("btc.oi_change_7d") == 70
    assert facts.known["btc.oi"].about.venues == "*"
    assert (facts.value("btc.funding"), facts.value("btc.funding_before")) == (-0.002, 0.01)
    stale = told(made(open_interest=rows, funding=rates), "2024-03-11", "2024-03-11 13:00")
    assert not stale.known.keys() & {"btc.oi", "btc.funding"}


def test_dominance_and_market_value_count_at_the_end_of_their_day() -> None:
    """A daily close is known when the day is over."""
    rows = [
        {"date": at("2024-03-02") + place * DAY, "btc_dominance_pct": 50.0 + place, "market_cap_usd": (place + 1) * 1e9}
        for place in range(8)
    ]  # fmt: skip
    facts = told(made(market=rows), "2024-03-09")
    assert (facts.value("market.dominance"), facts.value("market.dominance_7d")) == (57, 7)
    assert facts.value("market.cap") == 8e9
    assert facts.value("market.cap_change") == pytest.approx(100 / 7)
    assert told(made(market=rows), "2024-03-09", "2024-03-09 12:00").value("market.dominance") == 56


# --- other coins ------------------------------------------------------------------------------------------------------

CHANGES = {
    "BTC": 2.0,
    "ETH": -1.0,
    "SOL": 9.0,
    "XRP": -3.0,
    "DOGE": 4.0,
    "ADA": 0.0,
    "UNI": 7.0,
    "LTC": -8.0,
    "USDT": 0.1,
}


def test_breadth_and_movers_speak_of_the_last_whole_day() -> None:
    """Pegged coins are no movers; bitcoin and ether are neither best nor worst."""
    rows = [row for coin, change in CHANGES.items() for row in daily("2024-03-08", [100, 100 + change], coin=coin)]
    facts = told(made(prices=rows), "2024-03-10", "2024-03-10 12:00")
    assert [facts.value(f"breadth.{one}") for one in ("up", "down", "all")] == [4, 3, 8]
    assert [facts.value(f"best{one}.coin") for one in ("", "2", "3")] == ["SOL", "UNI", "DOGE"]
    assert (facts.value("worst.coin"), facts.value("worst.change")) == ("LTC", -8)
    assert facts.known["worst.change"].about.coin == "LTC"
    assert facts.value("alts.median_change") == 2
    assert facts.value("gap.alts_btc") == 0
    day = told(made(prices=rows), "2024-03-09")
    assert day.value("gap.eth_btc_24h") == -3
    assert day.value("breadth.day") == date(2024, 3, 9)


def test_a_handful_of_coins_is_no_market() -> None:
    """Fewer than five besides bitcoin and ether have no breadth."""
    rows = [row for coin in ("BTC", "ETH", "SOL", "XRP") for row in daily("2024-03-08", [100, 101], coin=coin)]
    assert "fewer than 5 coins" in told(made(prices=rows), "2024-03-09").missing["breadth.up"]


# --- what editors put on file -----------------------------------------------------------------------------------------


def test_the_event_nearest_before_the_windows_end_is_told() -> None:
    """Within 48 hours; a date without a time counts for its whole day; nothing later is read."""
    events = (
        Event("later", "x", date(2024, 3, 10), at("2024-03-10 13:00")),
        Event("old", "x", date(2024, 3, 7), at("2024-03-08 11:00")),
        Event("near", "Reuters", date(2024, 3, 10), at("2024-03-10 09:00")),
        Event("before", "x", date(2024, 3, 9)),
        Event("tomorrow", "x", date(2024, 3, 11)),
    )
    facts = told(made(events=events), "2024-03-10", "2024-03-10 12:00")
    assert [event.what for event in facts.events] == ["before", "near"]
    assert (facts.value("event.what"), facts.value("event.source"), facts.value("event.count")) == (
        "near",
        "Reuters",
        2,
    )
    assert told(made(), "2024-03-10").value("event.count") == 0


def test_quotes_are_of_the_last_seven_days_and_not_expired() -> None:
    """An expired one is refused with a finding; a later one is not read."""
    quotes = (
        Quote("Fresh", "a", "x", said_at=at("2024-03-10 09:00")),
        Quote("Old", "b", "x", said_at=at("2024-03-01 09:00")),
        Quote("Undated", "e", "x"),
        Quote("Later", "c", "x", said_at=at("2024-03-10 13:00")),
        Quote("Expired", "d", "x", said_at=at("2024-03-09 09:00"), expires_at=at("2024-03-10 10:00")),
    )
    facts = told(made(quotes=quotes), "2024-03-10", "2024-03-10 12:00")
    assert [quote.speaker for quote in facts.quotes] == ["Fresh"]
    undated, finding = facts.findings
    assert undated.message == "The quote of Undated does not say when it was said: it is left out."
    assert (finding.id, finding.severity) == ("F1", Severity.WARN)
    assert finding.message == "The quote of Expired expired at 2024-03-10 10:00 UTC: it is left out."


def test_the_catalogue_is_read_without_pandas() -> None:
    """Rules and templates are held against it in commands that measure nothing."""
    code = "import sys, newsgen.catalogue; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
