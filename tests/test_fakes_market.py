"""The stand-ins serve one market: venues agree, parts lie below wholes, and nothing is later than now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes import FOUNDING_DAY, Fakes
from tests.fakes.asking import (
    DAY,
    FRED,
    FUTURES,
    GOOD,
    HOUR,
    NOW,
    OTHER_DAYS,
    Asker,
    rows_of,
)


@pytest.fixture(scope="module")
def running(shared: Path) -> Iterator[Asker]:
    with Fakes(shared=shared) as fakes:
        asker = Asker(fakes)
        yield asker
        asker.close()


@pytest.fixture
def ask(running: Asker) -> Iterator[Asker]:
    """The running fakes; each test finds and leaves them as they started."""
    yield running
    running.fakes.play("*", "success")
    running.fakes.plan, running.world.now = "STANDARD", FOUNDING_DAY
    running.fakes.asked.clear()


def candles(ask: Asker, source: str, coin: str, step: int, count: int) -> list[tuple[int, float, float, float, float]]:
    """A venue's newest candles, oldest first: (start in seconds, open, high, low, close)."""
    now = int(ask.world.now.timestamp())
    daily = step == DAY
    if source == "binance":
        interval = "1d" if daily else "1h"
        rows = ask.json(source, f"/api/v3/klines?symbol={coin}USDT&interval={interval}&limit={count}")
        return [(row[0] // 1000, *map(float, row[1:5])) for row in rows]
    if source == "coinbase":
        start, end = (
            datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for at in (now - count * step, now)
        )
        rows = ask.json(source, f"/products/{coin}-USD/candles?granularity={step}&start={start}&end={end}")
        return [(at, opened, high, low, close) for at, low, high, opened, close, _ in rows[::-1]]
    if source == "kraken":
        body = ask.json(source, f"/0/public/OHLC?pair={'XBT' if coin == 'BTC' else coin}USD&interval={step // 60}")
        (rows,) = (value for name, value in body["result"].items() if name != "last")
        return [(row[0], *map(float, row[1:5])) for row in rows[-count:]]
    if source == "okx":
        bar = "1Dutc" if daily else "1H"
        rows = ask.json(source, f"/api/v5/market/candles?instId={coin}-USDT&bar={bar}&limit={count}")["data"]
    else:
        interval = "D" if daily else "60"
        path = f"/v5/market/kline?category=spot&symbol={coin}USDT&interval={interval}&limit={count}"
        rows = ask.json(source, path)["result"]["list"]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    return [(int(row[0]) // 1000, *map(float, row[1:5])) for row in rows[::-1]]


VENUES = ("binance", "coinbase", "kraken", "okx", "bybit")


@pytest.mark.parametrize("now", [FOUNDING_DAY, *OTHER_DAYS])
@pytest.mark.parametrize("coin", ["BTC", "SOL"])
def test_the_venues_candles_agree_within_a_fraction_of_a_percent(ask: Asker, coin: str, now: datetime) -> None:
    ask.world.now = now
    for step in (DAY, HOUR):
        told = {venue: {row[0]: row[1:] for row in candles(ask, venue, coin, step, 24)} for venue in VENUES}
        for venue in VENUES[1:]:
            shared_times = set(told["binance"]) & set(told[venue])
            assert len(shared_times) >= 23
            for at in shared_times:
                apart = [abs(a / b - 1) for a, b in zip(told["binance"][at], told[venue][at])]
                assert max(apart) < 0.0015
            assert told[venue] != told["binance"]


@pytest.mark.parametrize("now", [FOUNDING_DAY, *OTHER_DAYS])
def test_hours_add_up_to_days_and_the_last_candle_is_unfinished(ask: Asker, now: datetime) -> None:
    ask.world.now = now
    for coin in ("BTC", "DOGE"):
        hours, days = candles(ask, "binance", coin, HOUR, 100), candles(ask, "binance", coin, DAY, 3)
        for at, opened, high, low, close in days:
            within = [row for row in hours if at <= row[0] < at + DAY]
            assert within
            assert (opened, close) == (within[0][1], within[-1][4])
            assert (high, low) == (max(row[2] for row in within), min(row[3] for row in within))
        assert days[-1][0] == int(now.timestamp()) // DAY * DAY  # begun, and not over unless it is midnight


def test_each_venue_marks_or_leaves_the_unfinished_candle_as_it_does(ask: Asker) -> None:
    assert ask.json("binance")[-1][6] > NOW * 1000
    assert [row[8] for row in ask.json("okx")["data"]] == ["0", *["1"] * 8]
    kraken = ask.json("kraken")["result"]
    assert kraken["XXBTZUSD"][-1][0] == NOW // DAY * DAY
    assert kraken["last"] == kraken["XXBTZUSD"][-2][0]
    hong_kong = ask.json("okx", "/api/v5/market/candles?instId=BTC-USDT&bar=1D&limit=2")["data"]
    assert [int(row[0]) // 1000 % DAY for row in hong_kong] == [16 * HOUR] * 2


def test_limits_cut_the_oldest_away(ask: Asker) -> None:
    assert len(ask.json("binance", "/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=5000")) == 1000
    assert (
        len(ask.json("bybit", "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=60&limit=5000")["result"]["list"])
        == 1000
    )
    oldest = ask.json("kraken", "/0/public/OHLC?pair=ETHUSD&interval=60&since=1600000000")["result"]["XETHZUSD"]
    assert len(oldest) == 720
    assert oldest[-1][0] == NOW
    assert (
        len(
            ask.json("coinglass", f"{FUTURES}/liquidation/aggregated-history?exchange_list=OKX&symbol=BTC&interval=1d")[
                "data"
            ]
        )
        == 1000
    )


def numbers(value: object) -> Iterator[float]:
    """Every number in an answer, texts that are numbers too."""
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif type(value) in (int, float) or (isinstance(value, str) and value.replace(".", "", 1).isdigit()):
        yield float(str(value))


@pytest.mark.parametrize("now", [FOUNDING_DAY, *OTHER_DAYS])
def test_no_row_begins_later_than_now(ask: Asker, now: datetime) -> None:
    ask.world.now = now
    at = now.timestamp()
    more = {
        "coinglass": [
            f"{FUTURES}/liquidation/aggregated-history?exchange_list=Binance&symbol=BTC&interval=4h",
            f"{FUTURES}/liquidation/order?exchange=Binance&symbol=BTC&min_liquidation_amount=100000",
            "/api/etf/bitcoin/flow-history",
            "/api/index/fear-greed-history",
        ],
        "coinalyze": [GOOD["coinalyze"].replace(str(NOW), str(2_000_000_000))],
        "coingecko": ["/api/v3/coins/bitcoin/market_chart?vs_currency=usd&days=1"],
        "binance": ["/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=500"],
    }
    for source in GOOD:
        for path in [GOOD[source], *more.get(source, [])]:
            if source in ("feeds", "alphavantage", "fred", "sosovalue", "hyperliquid"):
                continue
            told = list(numbers(ask.json(source, path)))
            seconds = [one for one in told if 1.6e9 < one < 2.1e9] + [
                one / 1000 for one in told if 1.6e12 < one < 2.1e12
            ]
            ends = DAY if source == "binance" and "klines" in path else 0  # a candle tells when it will close
            prices = [one for one in seconds if abs(one - at) < 3 * 365 * DAY]
            assert not [one for one in prices if one > at + ends], path
    last = now.strftime("%Y-%m-%d")
    assert max(row["date"] for row in ask.json("fred")["observations"]) < last
    assert max(ask.json("alphavantage")["Time Series (Daily)"]) < last
    assert max((row["date"] for row in ask.json("sosovalue")["data"]), default="") < last


def test_the_founding_day_has_the_figures_of_its_recap(ask: Asker) -> None:
    whole = {row["exchange"]: row for row in rows_of(ask.json("coinglass"))}
    assert whole["All"]["liquidation_usd"] == 748312904.51
    assert whole["All"]["shortLiquidation_usd"] == 623204527.32
    assert whole["Bybit"]["liquidation_usd"] == pytest.approx(248997350.41)
    for coin, short in (("BTC", 475012336.8), ("ETH", 52711904.63)):
        rows = rows_of(ask.json("coinglass", f"{GOOD['coinglass']}&symbol={coin}"))
        assert rows[0]["exchange"] == "All"
        assert rows[0]["shortLiquidation_usd"] == pytest.approx(short, abs=0.02)
    path = f"{FUTURES}/liquidation/order?exchange=Binance&symbol=BTC&min_liquidation_amount=5000000&start_time="
    orders = rows_of(ask.json("coinglass", f"{path}{(NOW - DAY) * 1000}"))
    assert sorted(row["usd_value"] for row in orders) == [7214883.9, 98112450.27]
    assert {row["side"] for row in orders} == {1}
    assert float(ask.json("binance")[-1][2]) == 123218.0
    assert max(row[2] for row in ask.json("coinbase")) == pytest.approx(123091.6, abs=0.1)


@pytest.mark.parametrize("now", [FOUNDING_DAY, *OTHER_DAYS, datetime(2025, 12, 1, 9, 30, tzinfo=UTC)])
def test_parts_lie_below_wholes(ask: Asker, now: datetime) -> None:
    ask.world.now = now
    wholes: dict[tuple[str, int], float] = {}
    for hours in (1, 4, 12, 24):
        market = {
            row["exchange"]: row
            for row in rows_of(ask.json("coinglass", f"{FUTURES}/liquidation/exchange-list?range={hours}h"))
        }
        parts = 0.0
        for coin in ("BTC", "ETH", "SOL", "XRP", "DOGE", "HYPE", "PEPE", "LINK"):
            rows = {
                row["exchange"]: row
                for row in rows_of(
                    ask.json("coinglass", f"{FUTURES}/liquidation/exchange-list?range={hours}h&symbol={coin}")
                )
            }
            parts += rows["All"]["liquidation_usd"]
            wholes[coin, hours] = rows["All"]["liquidation_usd"]
            assert sum(row["liquidation_usd"] for row in rows.values()) == pytest.approx(
                2 * rows["All"]["liquidation_usd"], rel=0.001
            )
            assert all(rows[venue]["liquidation_usd"] <= market[venue]["liquidation_usd"] for venue in rows)
        assert 0 < parts < market["All"]["liquidation_usd"]
    assert all(wholes[coin, 1] < wholes[coin, 4] < wholes[coin, 12] < wholes[coin, 24] for coin, _ in wholes)
    assert len(set(wholes.values())) == len(wholes)  # no two coins with the same figure


def test_a_tracked_day_is_the_historys_own(ask: Asker) -> None:
    path = f"{FUTURES}/liquidation/aggregated-history?exchange_list=Binance,Bybit,OKX&symbol=BTC&interval=1d&end_time="
    rows = rows_of(ask.json("coinglass", f"{path}{(NOW // DAY * DAY - 1) * 1000}"))
    known = ask.world.papers.forced["BTC"]
    for row in rows:
        long, short = known[row["time"] // 1000]
        assert row["aggregated_long_liquidation_usd"] == pytest.approx(long, abs=0.01)
        assert row["aggregated_short_liquidation_usd"] == pytest.approx(short, abs=0.01)


def test_pairs_markets_has_the_sides_the_wrong_way_round(ask: Asker) -> None:
    pairs = {row["exchange_name"]: row for row in rows_of(ask.json("coinglass", f"{FUTURES}/pairs-markets?symbol=BTC"))}
    venues = {row["exchange"]: row for row in rows_of(ask.json("coinglass", f"{GOOD['coinglass']}&symbol=BTC"))}
    for venue in ("Binance", "Bybit", "OKX"):
        assert pairs[venue]["long_liquidation_usd_24h"] == pytest.approx(venues[venue]["shortLiquidation_usd"])


def test_coinalyze_gives_nothing_for_milliseconds_and_dollars_only_on_request(ask: Asker) -> None:
    asked = f"/v1/liquidation-history?symbols=BTCUSDT_PERP.A,NOSUCH.A&interval=1hour&from={NOW - DAY}&to={NOW}"
    (coins,) = ask.json("coinalyze", asked)
    (dollars,) = ask.json("coinalyze", f"{asked}&convert_to_usd=true")
    assert [row["t"] for row in dollars["history"]] == sorted(row["t"] for row in coins["history"])
    assert dollars["history"][0]["s"] / coins["history"][0]["s"] == pytest.approx(118_000, rel=0.02)
    in_ms = f"/v1/liquidation-history?symbols=BTCUSDT_PERP.A&interval=1hour&from={NOW - DAY}000&to={NOW}000"
    assert ask.json("coinalyze", in_ms) == []


def test_a_session_of_funds_is_partial_until_the_next_morning(ask: Asker) -> None:
    def newest(hours: float) -> tuple[int, int]:
        ask.world.now = datetime(2025, 7, 14, tzinfo=UTC) + timedelta(hours=hours)
        row = rows_of(ask.json("coinglass", "/api/etf/bitcoin/flow-history"))[-1]
        flows = row["etf_flows"]
        assert row["flow_usd"] == sum(flow.get("flow_usd", 0) for flow in flows)
        return sum("flow_usd" in flow for flow in flows), len(flows)

    assert newest(12) == (0, 11)
    told, whole = newest(26)
    assert 0 < told < whole
    ask.world.now = datetime(2025, 7, 15, 7, tzinfo=UTC)
    final = rows_of(ask.json("coinglass", "/api/etf/bitcoin/flow-history"))[-1]
    assert final["timestamp"] == 1752451200000
    assert all("flow_usd" in flow for flow in final["etf_flows"])
    assert ask.json("sosovalue")["data"][0]["date"] == "2025-07-14"


def test_fred_writes_a_point_for_a_holiday_and_an_empty_cell_in_its_csv(ask: Asker) -> None:
    path = f"{FRED}&series_id=SP500&observation_start=2025-07-03"
    told = {row["date"]: row["value"] for row in ask.json("fred", path)["observations"]}
    assert told["2025-07-04"] == "."
    assert (told["2025-07-10"], told["2025-07-11"]) == ("6280.46", "6259.75")
    lines = ask("fred", "/graph/fredgraph.csv?id=SP500,NASDAQCOM&cosd=2025-07-03").text.splitlines()
    assert lines[0] == "observation_date,SP500,NASDAQCOM"
    assert "2025-07-04,," in lines


def test_a_broken_peg_is_seen_where_stablecoins_are_quoted(ask: Asker) -> None:
    try:
        ask.world.prices.peg = 0.93
        assert candles(ask, "kraken", "USDT", DAY, 2)[0][4] == pytest.approx(0.93, abs=0.001)
    finally:
        ask.world.prices.peg = 1.0
