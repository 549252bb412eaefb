"""Fund sessions, sentiment, positions, the whole market, coins together and events: recomputed from the tables."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from newsgen.market import SCHEDULED, Market, cut_off
from newsgen.market.holidays import trades
from newsgen.measure import measure, prepare
from newsgen.measure.chronicle import Chronicle
from newsgen.model import Event, Facts

from .measure_kit import DAY, at, daily, made, real_chronicle, real_market, told

FIRST, LAST = date(2024, 2, 15), date(2025, 9, 1)
CHOSEN = [date(2024, 3, 13), date(2024, 12, 31), date(2025, 2, 26)]
DRAWN = [FIRST + days * DAY for days in random.Random(5).sample(range((LAST - FIRST).days), 22)]
SAMPLE = pytest.mark.parametrize("day", [*CHOSEN, *DRAWN], ids=str)


@pytest.fixture(scope="module")
def market(shared: Path) -> Market:
    return real_market(shared)


@pytest.fixture(scope="module")
def chronicle(shared: Path) -> Chronicle:
    return real_chronicle(shared)


def whole(chronicle: Chronicle, day: date) -> Facts:
    return measure(chronicle, day, datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY)


def runs(flows: list[float]) -> list[int]:
    """The signed length of the run that each session ends."""
    found: list[int] = []
    for flow in flows:
        sign = (flow > 0) - (flow < 0)
        found.append(found[-1] + sign if found and found[-1] * sign > 0 else sign)
    return found


@SAMPLE
def test_fund_sessions_are_true_of_the_table(market: Market, chronicle: Chronicle, day: date) -> None:
    """The month's sum, sessions of twenty, records, and the last run as long."""
    facts = whole(chronicle, day)
    known = [facts.known[name].origins for name in ("btc_etf.flow",) if name in facts.known]
    if not known:
        return
    table, last = market.tables["etf_flows"], facts.value("btc_etf.date")
    rows = table[(table["asset"] == "BTC") & (table["fund"] == "*") & (table["source"] == known[0][0].source)]
    series = pd.Series(rows["flow_usd"].tolist(), index=[one.date() for one in rows["date"]]).loc[:last]  # type: ignore[misc]
    series = series[[flow != 0 or trades(one) for one, flow in series.items()]]  # type: ignore[arg-type]
    flows, now = series.tolist(), series.iloc[-1]
    month = [flow for one, flow in series.items() if (one.year, one.month) == (last.year, last.month)]  # type: ignore[union-attr]
    assert facts.value("btc_etf.month_sum") == pytest.approx(sum(month))
    if len(flows) >= 20:
        assert facts.value("btc_etf.in_of20") == sum(flow > 0 for flow in flows[-20:])
    if len(flows) >= 60:
        larger = [flow for flow in flows[:-1] if flow * now > 0 and abs(flow) >= abs(now)]
        assert facts.value("btc_etf.record") == int(not larger)
    lengths = runs(flows)
    length, sign = abs(lengths[-1]), 1 if lengths[-1] > 0 else -1
    as_long = [one for one, run in zip(series.index[:-length], lengths, strict=False) if run * sign >= length]
    assert facts.value("btc_etf.run_since") == (as_long[-1] if as_long and length >= 2 else None)


@SAMPLE
def test_sentiment_and_positions_are_true_of_the_tables(market: Market, chronicle: Chronicle, day: date) -> None:
    """Days in one zone, open interest against its past, and the last funding rate with the other sign."""
    facts, end = whole(chronicle, day), pd.Timestamp(day, tz="UTC") + DAY
    mood = market.tables["sentiment"]
    labels = mood[(mood["index"] == "fear_greed") & (mood["date"] <= end)]["label"].tolist()[::-1]
    zone = next(place for place, label in enumerate(labels) if label != labels[0])
    gap = labels and facts.value("fng.zone_days") is None  # a day is not on file
    assert gap or facts.value("fng.zone_days") == zone
    for coin in ("BTC", "ETH"):
        p = coin.lower()
        levels = market.tables["open_interest"]
        levels = levels[(levels["coin"] == coin) & (levels["venues"] == "*") & (levels["time"] <= end)]
        values = levels.set_index("time")["open_interest_usd"].dropna()
        higher = values.index[values > values.iloc[-1]]
        days = (values.index[-1] - higher[-1]).days if len(higher) else None
        assert facts.value(f"{p}.oi_high_days") == days
        year = values[values.index >= values.index[-1] - timedelta(days=365)]
        assert facts.value(f"{p}.oi_place") == pytest.approx(values.iloc[-1] / year.max() * 100)
        rates = market.tables["funding"]
        rates = rates[(rates["coin"] == coin) & (rates["venues"] == "*") & (rates["time"] <= end)]
        rate = rates.set_index("time")["funding_rate_pct"].dropna()
        other = rate.index[rate * rate.iloc[-1] < 0]
        assert facts.value(f"{p}.funding_since") == (other[-1].date() if len(other) else None)


@pytest.mark.parametrize("day", [date(2025, 6, 1) + step * 17 * DAY for step in range(12)], ids=str)
def test_dominance_is_high_or_low_for_the_longer_time(market: Market, chronicle: Chronicle, day: date) -> None:
    """Of the last higher and the last lower day the one further back."""
    facts = whole(chronicle, day)
    now, latest = facts.value("market.dominance"), facts.known["market.dominance"].window.end
    table = market.tables["market"]
    values = table[table["date"] <= latest].set_index("date")["btc_dominance_pct"].dropna()
    higher, lower = values.index[values > now], values.index[values < now]
    found = facts.value("market.dominance_since")
    if not len(higher) or not len(lower):
        assert found is None
        return
    assert found == min(higher[-1], lower[-1]).date()
    assert facts.value("market.dominance_high") == int(higher[-1] < lower[-1])


@pytest.mark.parametrize(
    ("before", "now", "level", "up"),
    [
        (2.48e12, 2.52e12, 2.5e12, 1),
        (2.52e12, 2.48e12, 2.5e12, 0),
        (2.51e12, 2.61e12, None, None),
        (2.49e12, 2.5e12, 2.5e12, 1),
        (2.5e12, 2.49e12, None, None),
    ],
)
def test_a_round_market_value_is_crossed_once(before: float, now: float, level: float | None, up: int | None) -> None:
    """A multiple of half a trillion between the value a day earlier and now, and which way."""
    rows: list[dict[str, Any]] = [
        {"date": at(f"2025-03-0{place} 00:00"), "market_cap_usd": value, "source": "made"}
        for place, value in ((1, before), (2, now))
    ]
    facts = told(made(market=rows), "2025-03-02", "2025-03-03 00:00")
    assert facts.value("market.cap_usd") == pytest.approx(now - before)
    assert facts.value("market.cap_before") == before
    assert (facts.value("market.cap_level"), facts.value("market.cap_up")) == (level, up)


@SAMPLE
def test_coins_move_one_way_only_if_all_do(chronicle: Chronicle, day: date) -> None:
    """The flag, and the smallest move where all moved one way."""
    facts = whole(chronicle, day)
    same = facts.value("breadth.all") in (facts.value("breadth.up"), facts.value("breadth.down"))
    assert facts.value("breadth.same") == int(same)
    moves = [
        abs(float(fact.value))  # type: ignore[arg-type]
        for name, fact in facts.known.items()
        if name.endswith((".change_24h", ".change_day")) and not name.startswith("gap")
    ]
    least = facts.value("breadth.least")
    assert (least is not None) == same
    if isinstance(least, float):
        assert any(least == pytest.approx(move) for move in moves)


def events() -> tuple[Event, ...]:
    return (
        Event("Exchange halts withdrawals", "Example Wire", date(2024, 3, 8), at("2024-03-08 16:00"), kind="exchange"),
        Event("Rate decision", "Example Bank", date(2024, 3, 12), at("2024-03-12 18:00"), kind=f"{SCHEDULED} rates"),
        Event("Options expiry", "Example Venue", date(2024, 3, 29), kind=SCHEDULED),
    )


def test_an_event_is_told_with_its_hours_and_what_bitcoin_did_since() -> None:
    """Hours and change run from the event's own time to the window's end."""
    fine = [
        {"coin": "BTC", "venue": "Binance", "start": at("2024-03-07 00:00") + step * timedelta(hours=4),
         "end": at("2024-03-07 00:00") + (step + 1) * timedelta(hours=4),
         "open": 100.0 + step, "high": 101.0 + step, "low": 100.0 + step, "close": 101.0 + step, "volume_usd": 1e6}
        for step in range(12)
    ]  # fmt: skip
    facts = told(made(prices=fine, events=events()), "2024-03-08", "2024-03-09 00:00")
    assert (facts.value("event.kind"), facts.value("event.hours")) == ("exchange", 8)
    assert facts.value("event.change") == pytest.approx((112 / 110 - 1) * 100)
    undated = (Event("Exchange halts withdrawals", "Example Wire", date(2024, 3, 8)),)
    without = told(made(prices=fine, events=undated), "2024-03-08", "2024-03-09 00:00")
    assert {"event.kind", "event.hours", "event.change"} <= without.missing.keys()


def test_only_what_was_announced_lies_ahead() -> None:
    """An event whose kind begins with "scheduled" is told for the seven days before it, and never as having come."""
    prices = daily("2024-03-01", [100.0 + day for day in range(30)])
    market = made(prices=prices, events=events())
    facts = told(market, "2024-03-07")
    assert (facts.value("ahead.what"), facts.value("ahead.days")) == ("Rate decision", 5)
    assert (facts.value("ahead.date"), facts.value("ahead.kind")) == (date(2024, 3, 12), "rates")
    assert "event.what" not in facts.known
    assert told(market, "2024-03-13").value("event.what") is None
    assert "ahead.what" not in told(market, "2024-03-13").known
    assert told(market, "2024-03-22").value("ahead.what") == "Options expiry"
    assert "ahead.kind" in told(market, "2024-03-22").missing


def test_what_was_announced_is_known_before_it_comes() -> None:
    """Cutting the tables off at the window's end leaves what lies ahead, and nothing that happened later."""
    market = made(prices=daily("2024-03-01", [100.0 + day for day in range(30)]), events=events())
    early = cut_off(market, at("2024-03-07 00:00"))
    assert [event.what for event in early.events] == ["Rate decision", "Options expiry"]
    whole_market, cut = prepare(market), prepare(early)
    day = date(2024, 3, 6)
    assert measure(cut, day).known == measure(whole_market, day).known
