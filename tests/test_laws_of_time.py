"""The laws of time: nothing later is read, nothing foreign is mixed in, and what is said of the past is true of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgen.errors import NothingToTell
from newsgen.market import Market, cut_off
from newsgen.measure import measure, prepare
from newsgen.measure.chronicle import Chronicle
from newsgen.model import Facts

from .measure_kit import (
    DAY,
    HOUR,
    at,
    candle,
    daily,
    liquidation,
    made,
    more,
    real_chronicle,
    real_market,
    told,
    tracked,
)

FIRST, LAST = at("2018-03-01 00:00"), at("2026-07-01 00:00")
MOMENTS = st.integers(0, int((LAST - FIRST) / HOUR) - 1).map(lambda hours: FIRST + hours * HOUR)
REAL = [
    "2018-12-15 00:00", "2020-12-25 00:00", "2021-05-19 20:00", "2022-11-09 12:00",
    "2024-01-11 22:00", "2024-08-05 08:00", "2025-01-20 13:30", "2025-07-11 00:00",
    "2025-07-14 12:00", "2025-10-11 16:00", "2026-03-04 00:00",
]  # fmt: skip


@pytest.fixture(scope="module")
def market(shared: Path) -> Market:
    return real_market(shared)


@pytest.fixture(scope="module")
def chronicle(shared: Path) -> Chronicle:
    return real_chronicle(shared)


def same(left: Facts, right: Facts) -> None:
    """Fails with the first fact that differs."""
    assert left.known.keys() == right.known.keys()
    for fact_id, fact in left.known.items():
        assert fact == right.known[fact_id]
    assert dict(left.missing) == dict(right.missing)
    assert dict(left.series) == dict(right.series)
    assert all(point.time <= left.as_of for series in left.series.values() for point in series.points)
    assert (left.window, left.quotes, left.events, left.findings) == (
        right.window,
        right.quotes,
        right.events,
        right.findings,
    )


def assert_no_looking_ahead(market: Market, chronicle: Chronicle, as_of: datetime) -> None:
    day = (as_of - timedelta(seconds=1)).date()
    same(measure(chronicle, day, as_of), measure(prepare(cut_off(market, as_of)), day, as_of))


@pytest.mark.parametrize("moment", REAL)
def test_facts_from_tables_cut_off_are_the_same(market: Market, chronicle: Chronicle, moment: str) -> None:
    """No fact of a real window reads a row that came later."""
    assert_no_looking_ahead(market, chronicle, at(moment))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(as_of=MOMENTS)
def test_facts_of_any_hour_read_nothing_later(market: Market, chronicle: Chronicle, as_of: datetime) -> None:
    """The same for hours that nobody chose."""
    assert_no_looking_ahead(market, chronicle, as_of)


def test_the_default_window_is_chosen_without_looking_ahead(market: Market, chronicle: Chronicle) -> None:
    """A day without --as-of is told the same from tables cut off at its window's end."""
    facts = measure(chronicle, date(2025, 7, 14))
    same(facts, measure(prepare(cut_off(market, facts.as_of)), date(2025, 7, 14)))


FOREIGN = [
    ("liquidations", liquidation("2025-07-14 00:00", coin="BTC", venues="BitMEX", long=9e9, short=9e9, total=18e9)),
    ("liquidations", liquidation("2025-07-14 12:00", coin="FOO", venues="BitMEX", total=1e12)),
    ("liquidations", liquidation("2025-07-14 11:00", hours=1, total=9e9)),
    ("liquidations", liquidation("2025-07-15 00:00", total=9e12)),
    ("liquidations", liquidation("2025-06-01 00:00", total=9e12)),
    ("prices", candle(at("2025-07-15 00:00"), (1, 9e6, 1, 9e6))),
    ("prices", candle(at("2025-07-14 12:00"), (9e6, 9e6, 9e6, 9e6), hours=4, venue="Nowhere perpetual", coin="SOL")),
    ("prices", candle(at("2025-07-14 12:00"), (1, 1, 1, 1), hours=4, coin="USDT")),
    (
        "orders",
        {"time": at("2025-07-14 12:00") + timedelta(seconds=1), "coin": "BTC", "usd": 4e8, "source": "CoinGlass"},
    ),
    ("orders", {"time": at("2025-07-13 12:00"), "coin": "BTC", "usd": 4e8, "source": "CoinGlass"}),
    ("etf_flows", {"date": at("2025-07-14 00:00"), "asset": "BTC", "fund": "*", "flow_usd": 9e9, "source": "Farside"}),
    ("etf_flows", {"date": at("2025-07-11 00:00"), "asset": "BTC", "fund": "*", "flow_usd": 1.03e9, "source": "Other"}),
    ("etf_flows", {"date": at("2025-07-11 00:00"), "asset": "LTC", "fund": "*", "flow_usd": 9e9, "source": "Farside"}),
    ("indices", {"index": "SPX", "date": at("2025-07-14 00:00"), "close": 9999, "source": "Yahoo"}),
    ("indices", {"index": "DAX", "date": at("2025-07-11 00:00"), "close": 24000, "source": "Yahoo"}),
    ("sentiment", {"index": "fear_greed", "date": at("2025-07-15 00:00"), "value": 1, "source": "alternative.me"}),
    ("sentiment", {"index": "other", "date": at("2025-07-14 00:00"), "value": 1, "source": "alternative.me"}),
    ("open_interest", {"coin": "BTC", "venues": "CME", "time": at("2025-07-14 06:00"), "open_interest_usd": 1e9}),
    ("funding", {"coin": "ETH", "venues": "OKX", "time": at("2025-07-14 06:00"), "funding_rate_pct": 1.0}),
    ("market", {"date": at("2025-07-14 00:00"), "btc_dominance_pct": 10.0, "source": "TradingView"}),
]


@pytest.mark.parametrize(("table", "row"), FOREIGN, ids=[f"{table}{place}" for place, (table, _) in enumerate(FOREIGN)])
def test_a_row_of_something_else_changes_no_fact(
    market: Market, chronicle: Chronicle, table: str, row: dict[str, object]
) -> None:
    """Other venues, other sources, other coins, later rows: the founding day stays as it is."""
    changed = measure(prepare(more(market, **{table: [row]})), date(2025, 7, 14), at("2025-07-14 12:00"))
    same(changed, measure(chronicle, date(2025, 7, 14), at("2025-07-14 12:00")))


@settings(max_examples=20, deadline=None)
@given(others=st.lists(st.floats(1, 1e9), min_size=1, max_size=60), first=st.sampled_from(["2024-01-01", "2024-02-01"]))
def test_a_total_of_another_venue_set_is_never_added(others: list[float], first: str) -> None:
    """A shorter series on other venues leaves the longest series as it is."""
    longest = tracked("2023-12-01", [100.0 + day % 7 for day in range(120)], coins=("BTC", "ETH"))
    alone = told(made(liquidations=longest), "2024-03-01")
    both = told(made(liquidations=longest + tracked(f"{first}", others, venues="Bybit")), "2024-03-01")
    for fact_id, fact in alone.known.items():
        if fact_id.startswith(("series.", "liq.", "btc.")):
            assert both.known[fact_id] == fact


def test_a_window_that_has_not_ended_is_not_told(chronicle: Chronicle) -> None:
    """A day that is still running on the injected clock is refused in one sentence with a way out."""
    with pytest.raises(NothingToTell, match="has not come yet"):
        measure(chronicle, date(2025, 7, 20), now=at("2025-07-20 18:00"))
    assert measure(chronicle, date(2025, 7, 20), at("2025-07-20 18:00"), now=at("2025-07-20 18:00")).known


def test_telling_an_old_day_finds_nothing_stale(chronicle: Chronicle) -> None:
    """Freshness is judged against the window's end, not against the clock."""
    assert measure(chronicle, date(2024, 3, 5), now=at("2026-11-22 12:00")).findings == ()


# --- what is said of the past, against a plain recomputation --------------------------------------------------------


def daily_totals(market: Market) -> pd.DataFrame:
    """Seven coins on three venues by day, summed the plain way."""
    table = market.tables["liquidations"]
    rows = table[table["venues"] == "Binance+Bybit+OKX"]
    sums = rows.groupby("start")[["total_usd", "long_usd", "short_usd"]].sum().round(2)
    return sums.set_index(sums.index.date)


SERIES_DAYS = st.integers(0, (date(2025, 9, 8) - date(2021, 1, 25)).days).map(
    lambda days: date(2021, 1, 25) + timedelta(days=days)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=SERIES_DAYS)
def test_series_claims_are_true_of_the_rows(market: Market, chronicle: Chronicle, day: date) -> None:
    """Since dates, records, ranks, medians and percentiles against a recomputation from the rows."""
    sums = daily_totals(market)
    facts = measure(chronicle, day, datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY)
    before = sums.loc[: day - DAY]
    doubted = any(finding.id == "S3" for finding in facts.findings)  # sides against the prices are left out
    for side, name in (("total", "total"), ("long", "longs"), ("short", "shorts")):
        if doubted and side != "total":
            assert facts.value(f"series.{name}_since") is None
            continue
        value = sums.loc[day, f"{side}_usd"]
        larger = before.index[before[f"{side}_usd"] > value]
        assert facts.value(f"series.{name}_since") == (larger[-1] if len(larger) else None)
        if len(before) >= 180:
            assert facts.value(f"series.{name}_record") == int(not len(larger))
    total, totals = sums.loc[day, "total_usd"], before["total_usd"]
    assert facts.value("series.total") == pytest.approx(total)
    assert facts.value("series.median30") == pytest.approx(totals.iloc[-30:].median())
    assert facts.value("series.ratio") == pytest.approx(total / totals.iloc[-30:].median())
    assert facts.value("series.percentile") == pytest.approx((totals < total).mean() * 100)
    assert facts.value("series.rank_all") == (totals > total).sum() + 1
    smaller = before.index[totals < total]
    assert facts.value("series.low_since") == (smaller[-1] if len(smaller) else None)
    year = totals[[one.year == day.year for one in totals.index]]
    if day.year > 2020 and date(day.year, 1, 1) >= sums.index[0]:
        assert facts.value("series.rank_year") == (year > total).sum() + 1


PRICE_DAYS = st.integers(0, (date(2026, 3, 3) - date(2021, 1, 5)).days).map(
    lambda days: date(2021, 1, 5) + timedelta(days=days)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=PRICE_DAYS, hour=st.sampled_from([0, 4, 8, 12, 16, 20]), coin=st.sampled_from(["BTC", "ETH"]))
def test_price_claims_are_true_of_the_candles(
    market: Market, chronicle: Chronicle, day: date, hour: int, coin: str
) -> None:
    """High and low since, record, and the broken level's past against a recomputation from the candles."""
    end = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    facts = measure(chronicle, (end - timedelta(seconds=1)).date(), end)
    table = market.tables["prices"]
    mine = table[(table["coin"] == coin) & (table["venue"] == "Binance") & (table["end"] <= pd.Timestamp(end))]
    length = mine["end"] - mine["start"]
    inside = mine[(length == 4 * HOUR) & (mine["start"] >= pd.Timestamp(end - DAY))]
    whole = mine[(length == DAY) & (mine["end"] <= pd.Timestamp(end - DAY))]
    between = mine[
        (length == 4 * HOUR) & (mine["start"] >= whole["end"].max()) & (mine["end"] <= pd.Timestamp(end - DAY))
    ]
    before = pd.concat([whole, between]).sort_values("start")
    p = coin.lower()
    high, low = inside["high"].max(), inside["low"].min()
    assert (facts.value(f"{p}.high"), facts.value(f"{p}.low")) == (high, low)
    assert facts.value(f"{p}.record") == max(high, before["high"].max())
    assert facts.value(f"{p}.record_new") == int(high > before["high"].max())
    assert facts.value(f"{p}.high_since") == last_day(before, before["high"] >= high)
    assert facts.value(f"{p}.low_since") == last_day(before, before["low"] <= low)
    broken, lost = facts.value(f"{p}.level_broken"), facts.value(f"{p}.level_lost")
    if isinstance(broken, float):
        assert inside["open"].iloc[0] < broken <= high
        assert inside["close"].iloc[-1] >= broken
        assert facts.value(f"{p}.broken_since") == last_day(before, before["high"] > broken)
        assert facts.value(f"{p}.broken_first") == int(not (before["high"] > broken).any())
    if isinstance(lost, float):
        assert inside["open"].iloc[0] >= lost > low
        assert inside["close"].iloc[-1] < lost
        assert facts.value(f"{p}.lost_since") == last_day(before, before["low"] < lost)


def last_day(rows: pd.DataFrame, hits: pd.Series[bool]) -> date | None:
    found = rows[hits]
    return None if found.empty else found["start"].iloc[-1].date()


def test_a_missing_day_silences_the_claims_that_would_reach_across_it() -> None:
    """A since date, a record and a year's rank need every day that they speak of."""
    totals = [500.0] + [100.0 + day % 5 for day in range(250)]
    rows = tracked("2023-06-01", totals)
    whole = told(made(liquidations=rows[:230] + tracked("2024-01-17", [450.0])), "2024-01-17")
    assert whole.value("series.total_since") == date(2023, 6, 1)
    holed = told(made(liquidations=rows[:100] + rows[101:230] + tracked("2024-01-17", [450.0])), "2024-01-17")
    assert "not on file" in holed.missing["series.total_since"]
    assert "series.rank_all" in holed.missing
    assert holed.value("series.ratio") == whole.value("series.ratio")
    prices = daily("2022-01-01", [100.0, 200.0] + [100.0 + day % 5 for day in range(500)])
    full = told(made(prices=[*prices[:401], *daily("2023-02-06", [150.0])]), "2023-02-06")
    assert full.value("btc.high_since") == date(2022, 1, 3)
    gap = told(made(prices=[*prices[:100], *prices[101:401], *daily("2023-02-06", [150.0])]), "2023-02-06")
    assert "not on file" in gap.missing["btc.high_since"]
    assert gap.value("btc.record") == full.value("btc.record")
