"""Bitcoin and ether against their own past: each fact recomputed from the candles, the plain way."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from newsgen.market import Market
from newsgen.measure import measure
from newsgen.measure.chronicle import Chronicle
from newsgen.model import Facts, Value

from .measure_kit import DAY, at, candle, daily, made, real_chronicle, real_market, told

FIRST, LAST = date(2019, 1, 5), date(2026, 3, 1)
CHOSEN = [date(2024, 1, 31), date(2024, 7, 2), date(2025, 3, 1)]  # about the ends of months
DRAWN = [FIRST + days * DAY for days in random.Random(2024).sample(range((LAST - FIRST).days), 13)]
SAMPLE = pytest.mark.parametrize("day", [*CHOSEN, *DRAWN], ids=str)
COINS = pytest.mark.parametrize("coin", ["BTC", "ETH"])


@pytest.fixture(scope="module")
def market(shared: Path) -> Market:
    return real_market(shared)


@pytest.fixture(scope="module")
def chronicle(shared: Path) -> Chronicle:
    return real_chronicle(shared)


def days_until(market: Market, coin: str, venue: object, day: date) -> pd.DataFrame:
    """Daily candles of a venue by date, the last of them the day's own."""
    table = market.tables["prices"]
    mine = table[(table["coin"] == coin) & (table["venue"] == venue) & (table["end"] - table["start"] == DAY)]
    mine = mine.set_index(mine["start"].dt.date).sort_index()
    return mine.loc[:day]


def whole(chronicle: Chronicle, market: Market, coin: str, day: date) -> tuple[Facts, dict[str, Value], pd.DataFrame]:
    """The facts of a UTC day, a coin's among them by their suffix, and the daily candles they must be true of."""
    facts = measure(chronicle, day, datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY)
    p = f"{coin.lower()}."
    mine = {name.removeprefix(p): fact.value for name, fact in facts.known.items() if name.startswith(p)}
    return facts, mine, days_until(market, coin, mine.get("venue"), day)


def last_before(rows: pd.DataFrame, hits: pd.Series[bool]) -> date | None:
    found = rows.index[hits.to_numpy()]
    return found[-1] if len(found) else None


@SAMPLE
@COINS
def test_ranges_and_changes_since_are_true_of_the_candles(
    market: Market, chronicle: Chronicle, day: date, coin: str
) -> None:
    """The last day with a narrower or a wider range, or a larger change the same way."""
    _, facts, rows = whole(chronicle, market, coin, day)
    spread, before = rows["high"] / rows["low"], rows.iloc[:-1]
    earlier = spread.iloc[:-1]
    assert facts.get("range_since") == last_before(before, earlier < spread.iloc[-1])
    assert facts.get("wide_since") == last_before(before, earlier > spread.iloc[-1])
    changes = (rows["close"] - rows["open"]) / rows["open"]
    now = changes.iloc[-1]
    hits = changes.iloc[:-1] > now if now > 0 else changes.iloc[:-1] < now
    since = facts.get("change_since")
    assert since == (last_before(before, hits) if now else None)
    if isinstance(since, date):
        assert facts["change_since_days"] == (day - since).days


@SAMPLE
@COINS
def test_runs_of_days_and_weeks_are_true_of_the_closes(
    market: Market, chronicle: Chronicle, day: date, coin: str
) -> None:
    """A run that the day ended, and whole weeks in a row."""
    _, facts, rows = whole(chronicle, market, coin, day)
    signs = np.sign(rows["close"].diff().dropna().to_numpy())
    run = 0
    while run + 2 <= len(signs) and signs[-2 - run] == -signs[-1] != 0:
        run += 1
    ended = facts.get("up_run_ended" if signs[-1] < 0 else "down_run_ended")
    assert ended == (run if run >= 2 else None)
    sundays = rows[[one.weekday() == 6 for one in rows.index]]["close"].diff().dropna().to_numpy()
    weeks = 0
    while weeks < len(sundays) and sundays[-1 - weeks] * sundays[-1] > 0:
        weeks += 1
    assert (facts["up_weeks"], facts["down_weeks"]) == ((weeks, 0) if sundays[-1] > 0 else (0, weeks))


@SAMPLE
@COINS
def test_bands_and_held_levels_are_true_of_the_candles(
    market: Market, chronicle: Chronicle, day: date, coin: str
) -> None:
    """The band before the day, whether the day left it, and the round price that every close stood above."""
    _, facts, rows = whole(chronicle, market, coin, day)
    before, close = rows.iloc[:-1], rows["close"].iloc[-1]
    length = facts["band_days"]
    assert isinstance(length, int)
    longer = before.iloc[-length - 1 :]
    assert longer["high"].max() > longer["low"].min() * 1.06
    if length:
        part = before.iloc[-length:]
        low, high = part["low"].min(), part["high"].max()
        assert (facts["band_low"], facts["band_high"]) == (low, high)
        assert high <= low * 1.06
        left = length >= 20 and not low <= close <= high
        assert facts.get("left_days") == (length if left else None)
        assert facts.get("left_up") == (int(close > high) if left else None)
    step = 5000 if coin == "BTC" else 500
    lowest = rows["close"].iloc[-10:].min()
    levels = [level for level in range(step, 200_001, step) if level < lowest]
    assert facts.get("hold_level") == (levels[-1] if levels else None)
    if levels:
        under = rows["close"].to_numpy() <= levels[-1]
        assert facts["hold_days"] == (len(rows) - 1 - int(np.flatnonzero(under)[-1]) if under.any() else len(rows))


@SAMPLE
@COINS
def test_the_month_range_averages_volatility_and_volume_are_true_of_the_candles(
    market: Market, chronicle: Chronicle, day: date, coin: str
) -> None:
    """Thirty days before, means of closes and their crossings, swings of seven days, and what was traded."""
    _, facts, rows = whole(chronicle, market, coin, day)
    close, month = rows["close"].iloc[-1], rows.iloc[-31:-1]
    high, low = month["high"].max(), month["low"].min()
    assert (facts["high30"], facts["low30"]) == (high, low)
    assert facts["place30"] == pytest.approx((close - low) / (high - low) * 100)
    for length in (50, 200):
        means = rows["close"].rolling(length).mean()
        assert facts[f"ma{length}"] == pytest.approx(means.iloc[-1], abs=1e-3)
        side = np.sign((rows["close"] - means).dropna().to_numpy())
        crossed = side[-1] * side[-2] < 0
        assert facts[f"ma{length}_cross"] == int(crossed)
        there = np.flatnonzero(side[:-1] == side[-1])
        days = len(side) - 1 - int(there[-1]) if crossed and len(there) else None
        assert facts.get(f"ma{length}_days") == days
    steps = [math.log(one / other) for one, other in zip(rows["close"][1:], rows["close"], strict=False)]
    swings = pd.Series(steps).rolling(7).std() * math.sqrt(365) * 100
    assert facts["vol7"] == pytest.approx(swings.iloc[-1])
    if len(rows) > 380:
        year = swings.iloc[-366:-1]
        assert facts["vol7_place"] == pytest.approx((year < swings.iloc[-1] - 1e-9).mean() * 100)
    usual = rows["volume_usd"].iloc[-31:-1].median()
    assert facts["volume"] == rows["volume_usd"].iloc[-1]
    assert facts["volume_median30"] == pytest.approx(usual)
    assert facts["volume_ratio"] == pytest.approx(rows["volume_usd"].iloc[-1] / usual)


def monthly(rows: pd.DataFrame) -> dict[tuple[int, int], float]:
    """Changes of whole calendar months by year and month, in percent."""
    found = {}
    for key, part in rows.groupby([[one.year for one in rows.index], [one.month for one in rows.index]]):
        year, month = (int(one) for one in key)
        if len(part) == pd.Timestamp(year, month, 1).days_in_month:
            found[year, month] = (part["close"].iloc[-1] / part["open"].iloc[0] - 1) * 100
    return found


@SAMPLE
@COINS
def test_months_are_true_of_the_candles(market: Market, chronicle: Chronicle, day: date, coin: str) -> None:
    """The month so far, the month that ended, its rank of 24, and the same month of earlier years."""
    _, facts, rows = whole(chronicle, market, coin, day)
    opened = rows.loc[day.replace(day=1), "open"]
    assert facts["month_open"] == opened
    mtd = (rows["close"].iloc[-1] / opened - 1) * 100
    assert facts.get("change_mtd") == (None if day.day == 1 else pytest.approx(mtd))
    months = monthly(rows)
    same = [change for (year, month), change in months.items() if month == day.month and year < day.year]
    assert facts.get("month_years", 0) == len(same)
    assert facts.get("month_up_years", 0) == sum(change > 0 for change in same)
    last = max(months)
    ended = (pd.Timestamp(*last, 1) + pd.offsets.MonthEnd(0)).date()
    known = (day - ended).days <= 2
    assert facts.get("month_done") == (pytest.approx(months[last]) if known else None)
    if known and len(months) >= 24:
        ranked = sorted([months[one] for one in sorted(months)[-24:]], reverse=True)
        assert facts["month_done_rank"] == ranked.index(months[last]) + 1


@SAMPLE
def test_ether_in_bitcoin_is_true_of_the_closes(market: Market, chronicle: Chronicle, day: date) -> None:
    """The ratio of two closes, and the last day that closed on either side of it."""
    facts, eth, rows = whole(chronicle, market, "ETH", day)
    btc = days_until(market, "BTC", eth["venue"], day)
    ratios = (rows["close"] / btc["close"]).dropna().round(8)
    assert facts.value("ethbtc.ratio") == ratios.iloc[-1]
    before = ratios.iloc[:-1]
    frame = before.to_frame()
    assert facts.value("ethbtc.low_since") == last_before(frame, before < ratios.iloc[-1])
    assert facts.value("ethbtc.high_since") == last_before(frame, before > ratios.iloc[-1])


@pytest.mark.parametrize("hour", [4, 12, 20])
@pytest.mark.parametrize("day", ["2022-06-14", "2024-08-05", "2025-02-03"])
def test_a_window_that_is_no_day_is_held_against_windows_at_its_own_hour(
    market: Market, chronicle: Chronicle, day: str, hour: int
) -> None:
    """Like for like: 24-hour windows of four-hour candles that end at the same time of day."""
    end = at(f"{day} {hour:02d}:00")
    facts = measure(chronicle, (end - timedelta(seconds=1)).date(), end)
    table = market.tables["prices"]
    mine = table[(table["coin"] == "BTC") & (table["venue"] == "Binance") & (table["end"] <= pd.Timestamp(end))]
    fine = mine[mine["end"] - mine["start"] == timedelta(hours=4)].sort_values("end")
    groups: dict[Any, list[Any]] = {}
    for row in fine.itertuples():
        groups.setdefault(-((pd.Timestamp(end) - row.end) // DAY), []).append(row)
    spreads = [
        (max(one.high for one in rows) / min(one.low for one in rows), rows[-1].end)
        for _, rows in sorted(groups.items())
        if len(rows) == 6
    ]
    now = spreads[-1][0]
    wider = [stop for spread, stop in spreads[:-1] if spread > now]
    expected = (wider[-1] - timedelta(seconds=1)).date() if wider else None
    assert facts.value("btc.wide_since") == expected


def test_a_missing_day_silences_what_would_reach_across_it() -> None:
    """A since date, an average and a held level need every day that they speak of."""
    rows = daily("2023-01-01", [100.0 + day % 9 for day in range(260)])
    full = told(made(prices=rows), "2023-09-17")
    holed = told(made(prices=rows[:200] + rows[201:]), "2023-09-17")
    assert full.value("btc.ma200") is not None
    assert "not on file" in holed.missing["btc.ma200"]
    assert holed.value("btc.ma50") == full.value("btc.ma50")
    wide = [*rows[:150], *[{**row} for row in rows[150:]]]
    wide[120] = candle(at("2023-05-02 00:00"), (100, 300, 90, 103))
    sure = told(made(prices=wide), "2023-09-17")
    unsure = told(made(prices=wide[:200] + wide[201:]), "2023-09-17")
    assert sure.value("btc.high30") == unsure.value("btc.high30")
    assert "not on file" in unsure.missing.get("btc.wide_since", "a day in between is not on file")


def test_a_leap_begins_a_new_past() -> None:
    """Days before a price that leaps threefold are no past of the days after it."""
    rows = daily("2023-01-01", [100.0 + day % 7 for day in range(100)])
    later = daily("2023-04-11", [1000.0 + day % 7 for day in range(40)])
    facts = told(made(prices=[*rows, *later]), "2023-05-20")
    since = facts.value("btc.range_since")
    assert since is None or since >= date(2023, 4, 11)  # type: ignore[operator]
    assert "btc.ma50" not in facts.known


def test_a_composite_has_no_spot_volume() -> None:
    """Volume is of the venue that the price comes from; a mean of many venues has none."""
    rows = [{**row, "volume_usd": 1e9} for row in daily("2023-01-01", [100.0 + day % 7 for day in range(60)])]
    assert told(made(prices=rows), "2023-03-01").value("btc.volume_ratio") == 1
    facts = told(made(prices=[{**row, "venue": "Yahoo"} for row in rows]), "2023-03-01")
    assert facts.missing["btc.volume"] == "no spot volume of Yahoo on file"
