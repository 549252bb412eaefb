"""The series by week, month and run, the day most like this one, and the heaviest hours: recomputed from the rows."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path

import pandas as pd
import pytest

from newsgen.market import Market
from newsgen.measure import measure
from newsgen.measure.chronicle import Chronicle
from newsgen.model import Facts

from .measure_kit import DAY, HOUR, liquidation, made, real_chronicle, real_market, told, tracked

FIRST, LAST = date(2021, 4, 1), date(2025, 9, 1)
CHOSEN = [date(2024, 3, 31), date(2024, 12, 31), date(2025, 2, 3)]
DRAWN = [FIRST + days * DAY for days in random.Random(11).sample(range((LAST - FIRST).days), 22)]
SAMPLE = pytest.mark.parametrize("day", [*CHOSEN, *DRAWN], ids=str)


@pytest.fixture(scope="module")
def market(shared: Path) -> Market:
    return real_market(shared)


@pytest.fixture(scope="module")
def chronicle(shared: Path) -> Chronicle:
    return real_chronicle(shared)


@pytest.fixture(scope="module")
def sums(market: Market) -> pd.DataFrame:
    """Seven coins on three venues by day, with the median of the 30 days before."""
    table = market.tables["liquidations"]
    rows = table[table["venues"] == "Binance+Bybit+OKX"]
    found = rows.groupby("start")[["total_usd", "long_usd", "short_usd"]].sum().round(2)
    found.index = pd.Index(found.index.date)
    return found.assign(median=found["total_usd"].shift(1).rolling(30).median())


@pytest.fixture(scope="module")
def bitcoin(market: Market) -> pd.DataFrame:
    table = market.tables["prices"]
    rows = table[(table["coin"] == "BTC") & (table["venue"] == "Binance") & (table["end"] - table["start"] == DAY)]
    return rows.set_index(rows["start"].dt.date).sort_index()


def whole(chronicle: Chronicle, day: date) -> Facts:
    return measure(chronicle, day, datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY)


@SAMPLE
def test_weeks_months_and_runs_are_true_of_the_rows(chronicle: Chronicle, sums: pd.DataFrame, day: date) -> None:
    """Two weeks held against one another, a side that loses more day after day, days below the usual, whole months."""
    facts, past = whole(chronicle, day), sums.loc[:day]
    totals = past["total_usd"]
    assert facts.value("series.sum7_before") == pytest.approx(totals.iloc[-14:-7].sum())
    assert facts.value("series.sum7_ratio") == pytest.approx(totals.iloc[-7:].sum() / totals.iloc[-14:-7].sum())
    light = list(takewhile(bool, (totals < past["median"]).tolist()[::-1]))
    assert facts.value("series.light_run") == len(light)
    if not any(finding.id == "S3" for finding in facts.findings):  # else the sides are left out
        longer = (past["long_usd"] > past["short_usd"]).tolist()[::-1]
        run = list(takewhile(lambda one: one == longer[0], longer))
        assert facts.value("series.side_run") == len(run)
        assert facts.value("series.side_run_side") == ("long" if longer[0] else "short")
    ends = (day + DAY).day == 1
    month = totals[[(one.year, one.month) == (day.year, day.month) for one in totals.index]]
    assert facts.value("series.month_total") == (pytest.approx(month.sum()) if ends else None)
    last = day.replace(day=1) - DAY
    before = totals[[(one.year, one.month) == (last.year, last.month) for one in totals.index]]
    assert facts.value("series.month_before") == (pytest.approx(before.sum()) if ends else None)


@SAMPLE
def test_the_echo_is_the_latest_day_like_this_one(
    chronicle: Chronicle, sums: pd.DataFrame, bitcoin: pd.DataFrame, day: date
) -> None:
    """Same side, total against the usual and bitcoin's change within a third, 14 days back or more."""
    facts = whole(chronicle, day)
    if any(finding.id == "S3" for finding in facts.findings):
        assert facts.value("echo.date") is None
        return
    changes = (bitcoin["close"] / bitcoin["open"] - 1) * 100
    joined = sums.assign(change=changes, ratio=sums["total_usd"] / sums["median"])
    joined = joined.assign(long=joined["long_usd"] > joined["short_usd"])
    now = joined.loc[day]
    past = joined.loc[: day - 14 * DAY]
    like = past[
        (past["long"] == now["long"])
        & ((past["ratio"] - now["ratio"]).abs() <= now["ratio"] / 3)
        & ((past["change"] - now["change"]).abs() <= abs(now["change"]) / 3)
    ]
    then = like.index[-1] if len(like) else None
    assert facts.value("echo.date") == then
    if then is None:
        return
    assert facts.value("echo.days") == (day - then).days
    assert facts.value("echo.side") == ("long" if now["long"] else "short")
    assert facts.value("echo.total") == pytest.approx(joined.loc[then, "total_usd"])
    closes = bitcoin["close"]
    assert facts.value("echo.change") == pytest.approx(changes[then])
    for fact_id, days in (("echo.next_change", 1), ("echo.next_7d", 7)):
        assert facts.value(fact_id) == pytest.approx((closes[then + days * DAY] / closes[then] - 1) * 100)


@pytest.mark.parametrize("day", [date(2024, 12, 9), date(2025, 2, 3), date(2025, 8, 14)], ids=str)
def test_the_burst_is_the_heaviest_four_hours(market: Market, chronicle: Chronicle, day: date) -> None:
    """Dollars, hours, part and side of the largest four-hour row."""
    facts = whole(chronicle, day)
    table = market.tables["liquidations"]
    start = pd.Timestamp(day, tz="UTC")
    rows = table[
        (table["end"] - table["start"] == 4 * HOUR) & (table["start"] >= start) & (table["end"] <= start + DAY)
    ]
    hours = rows.groupby("start")[["total_usd", "long_usd", "short_usd"]].sum()
    top = hours["total_usd"].idxmax()
    assert (facts.value("burst.start"), facts.value("burst.end")) == (top, top + 4 * HOUR)
    assert facts.value("burst.usd") == pytest.approx(hours.loc[top, "total_usd"])
    assert facts.value("burst.share") == pytest.approx(hours.loc[top, "total_usd"] / hours["total_usd"].sum() * 100)
    long, short = hours.loc[top, "long_usd"], hours.loc[top, "short_usd"]
    assert facts.value("burst.side") == ("long" if long > short else "short")
    assert facts.value("burst.side_share") == pytest.approx(max(long, short) / (long + short) * 100)


@SAMPLE
def test_usual_parts_are_true_of_the_rows(market: Market, chronicle: Chronicle, day: date) -> None:
    """The median part of bitcoin and ether in the 30 days before, and the coin that is seldom among the largest."""
    facts = whole(chronicle, day)
    table = market.tables["liquidations"]
    rows = table[table["venues"] == "Binance+Bybit+OKX"]
    totals = rows.pivot_table(index="start", columns="coin", values="total_usd")
    totals.index = pd.Index(totals.index.date)
    before = totals.loc[day - 30 * DAY : day - DAY]
    for coin in ("BTC", "ETH"):
        share = (before[coin] / before.sum(axis=1) * 100).median()
        assert facts.value(f"{coin.lower()}.liq_share_usual") == pytest.approx(share)
    seldom = [
        coin
        for coin in totals.loc[day].nlargest(3).index
        if (before.rank(axis=1, ascending=False)[coin] <= 5).sum() < 10
    ]
    assert facts.value("liq.newcomer") == (seldom[0] if seldom else None)


def test_venues_that_differ_most_are_named_with_their_sides() -> None:
    """Of venues with a tenth of the total the one with most shorts and the one with most longs."""
    rows = [
        liquidation("2025-03-02 00:00", long=60.0, short=40.0, total=100.0),
        liquidation("2025-03-02 00:00", venues="Binance", long=40.0, short=10.0, total=50.0),
        liquidation("2025-03-02 00:00", venues="Bybit", long=5.0, short=25.0, total=30.0),
        liquidation("2025-03-02 00:00", venues="HTX", long=0.0, short=5.0, total=5.0),
    ]
    facts = told(made(liquidations=rows), "2025-03-01", "2025-03-02 00:00")
    assert (facts.value("venue_short.name"), facts.value("venue_long.name")) == ("Bybit", "Binance")
    assert facts.value("venue_short.short_share") == pytest.approx(25 / 30 * 100)
    assert facts.value("venue_long.long_share") == pytest.approx(80)
    assert facts.known["venue_short.short_share"].about.venues == "Bybit"
    alone = told(made(liquidations=rows[:2]), "2025-03-01", "2025-03-02 00:00")
    assert "venue_short.name" in alone.missing


def test_a_run_that_reaches_a_day_not_on_file_is_of_no_known_length() -> None:
    """Neither the side's run nor the light days are counted across a hole."""
    rows = tracked("2024-01-01", [100.0] * 40 + [50.0] * 10, long=0.7)
    end = "2024-02-19"
    sure = told(made(liquidations=rows), end)
    assert (sure.value("series.side_run"), sure.value("series.light_run")) == (50, 10)
    unsure = told(made(liquidations=rows[:45] + rows[46:]), end)
    assert "not on file" in unsure.missing["series.side_run"]
    assert "not on file" in unsure.missing["series.light_run"]
    assert unsure.value("series.sum7_before") is None


def test_sides_that_are_left_out_take_their_echo_and_burst_with_them(chronicle: Chronicle) -> None:
    """Where the gate doubts the day's sides, no day is called like it."""
    days = (FIRST + step * timedelta(days=1) for step in range(0, (LAST - FIRST).days, 3))
    doubted = next(facts for day in days if "series.long" not in (facts := whole(chronicle, day)).known)
    assert not [name for name in doubted.known if name.startswith(("echo.", "series.side_run", "burst.side"))]
