"""The stand-ins are faithful: they refuse what the vendors refuse, and answer in the shapes that were recorded."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsgen import keys
from tests.fakes import FOUNDING_DAY, KEYS, VENDORS, Fakes
from tests.fakes.stage import PLAIN

GLASS = {"CG-API-KEY": KEYS["NEWSGEN_COINGLASS_API_KEY"]}
ALYZE = {"api_key": KEYS["NEWSGEN_COINALYZE_API_KEY"]}
SOSO = {"x-soso-api-key": KEYS["NEWSGEN_SOSOVALUE_API_KEY"]}
DEMO = {"x-cg-demo-api-key": KEYS["NEWSGEN_COINGECKO_DEMO_KEY"]}
FRED = f"/fred/series/observations?file_type=json&api_key={KEYS['NEWSGEN_FRED_API_KEY']}"
VANTAGE = f"/query?apikey={KEYS['NEWSGEN_ALPHAVANTAGE_API_KEY']}"
FUTURES = "/api/futures"
HEADERS = {"coinglass": GLASS, "coinalyze": ALYZE, "sosovalue": SOSO, "coingecko": DEMO}
DAY, HOUR = 86_400, 3_600
NOW = int(FOUNDING_DAY.timestamp())
OTHER_DAYS = (datetime(2025, 10, 11, 0, 7, tzinfo=UTC), datetime(2024, 8, 5, 14, tzinfo=UTC))

# One good question of every vendor.
GOOD = {
    "coinglass": f"{FUTURES}/liquidation/exchange-list?range=24h",
    "coinalyze": f"/v1/liquidation-history?symbols=BTCUSDT_PERP.A&interval=1hour&from={NOW - DAY}&to={NOW}",
    "sosovalue": "/openapi/v1/etfs/summary-history?symbol=BTC&country_code=US",
    "binance": "/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=9",
    "coinbase": "/products/BTC-USD/candles?granularity=86400&start=2025-07-06T00:00:00Z&end=2025-07-14T12:00:00Z",
    "kraken": "/0/public/OHLC?pair=XBTUSD&interval=1440&since=1751760000",
    "okx": "/api/v5/market/candles?instId=BTC-USDT&bar=1Dutc&limit=9",
    "bybit": "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=D&limit=9",
    "coingecko": "/api/v3/coins/markets?vs_currency=usd&ids=bitcoin,ethereum",
    "hyperliquid": "/info",
    "deribit": "/api/v2/public/get_volatility_index_data?currency=BTC&resolution=1D"
    f"&start_timestamp={(NOW - 7 * DAY) * 1000}&end_timestamp={NOW * 1000}",
    "alternative": "/fng/?limit=2",
    "fred": f"{FRED}&series_id=SP500&limit=3&sort_order=desc",
    "alphavantage": f"{VANTAGE}&function=TIME_SERIES_DAILY&symbol=SPY",
    "feeds": "/rss",
}


class Asker:
    """Asks the fakes as a client would."""

    def __init__(self, fakes: Fakes) -> None:
        self.fakes, self.world = fakes, fakes.world
        self._client = httpx.Client(base_url=fakes.url, trust_env=False, timeout=5)

    def close(self) -> None:
        self._client.close()

    def __call__(self, source: str, path: str = "", headers: dict[str, str] | None = None) -> httpx.Response:
        path = path or GOOD[source]
        given = HEADERS.get(source, {}) if headers is None else headers
        if source == "hyperliquid":
            body = {"type": "metaAndAssetCtxs"} if path == "/info" else json.loads(path)
            return self._client.post(f"/{source}/info", json=body, headers=given)
        return self._client.get(f"/{source}{path}", headers=given)

    def json(self, source: str, path: str = "") -> Any:
        return self(source, path).json()


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


def rows_of(body: Any) -> list[Any]:
    """The rows of a CoinGlass answer."""
    assert body["code"] == "0", body
    return list(body["data"])


def recorded(shared: Path, name: str) -> Any:
    """A recorded payload."""
    raw = (shared / "fixtures" / name).read_bytes()
    return json.loads(gzip.decompress(raw) if name.endswith(".gz") else raw)


def kinds(value: object) -> str:
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def fields(rows: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Every field of these rows with the kinds of its values."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, set()).add(kinds(value))
    return found


RECORDED = "coinglass/reconstructed/"
SAME_SHAPE = (
    (
        "liquidation/exchange-list?range=4h&symbol=BTC",
        RECORDED + "futures_liquidation_exchange-list_BTC_4h_20250714.json",
    ),
    ("liquidation/coin-list?exchange=Binance", "coinglass/futures_liquidation_coin-list_2025-05-22.json"),
    (
        "liquidation/aggregated-history?exchange_list=Binance&symbol=BTC&interval=4h&limit=48",
        RECORDED + "futures_liquidation_aggregated-history_BTC_4h_binance_2025-07-09_16.json",
    ),
    (
        "funding-rate/oi-weight-history?symbol=BTC&interval=4h&limit=30",
        RECORDED + "futures_funding-rate_oi-weight-history_BTC_4h_20251114.json",
    ),
    ("open-interest/exchange-list?symbol=BTC", RECORDED + "futures_open-interest_exchange-list_BTC_20251010.json"),
    ("funding-rate/exchange-list", "coinglass/futures_funding-rate_exchange-list_2025-05-22.json.gz"),
    ("pairs-markets?symbol=BTC", "coinglass/futures_pairs-markets_BTC_2025-09-06.json"),
    ("../etf/bitcoin/flow-history", RECORDED + "etf_bitcoin_flow-history_last30_2025-11-14.json"),
    ("../etf/ethereum/flow-history", RECORDED + "etf_ethereum_flow-history_last30_2025-11-14.json"),
)


@pytest.mark.parametrize(("path", "name"), SAME_SHAPE, ids=[path.partition("?")[0] for path, _ in SAME_SHAPE])
def test_coinglass_answers_in_the_recorded_shape(ask: Asker, shared: Path, path: str, name: str) -> None:
    served = ask.json("coinglass", f"{FUTURES}/{path}".replace("/futures/..", ""))
    real = recorded(shared, name)
    assert set(served) == set(real)
    ours, theirs = fields(served["data"]), fields(real["data"])
    assert set(ours) == set(theirs)
    assert all(ours[field] <= theirs[field] for field in ours)
    for inner in ("etf_flows", "stablecoin_margin_list", "token_margin_list"):
        if inner in theirs:
            own = fields([row for one in served["data"] for row in one[inner]])
            assert set(own) == set(fields([row for one in real["data"] for row in one[inner]]))


@pytest.mark.parametrize(
    ("scenario", "path", "name"),
    [
        ("success", f"{FUTURES}/liquidation/exchange-list", "error_missing_param"),
        ("upgrade", "", "error_upgrade_plan"),
        ("crowd", "", "error_too_many_requests"),
        ("error", "", "error_server_error"),
        ("success", f"{FUTURES}/pairs-markets?symbol=100SATS", "futures_pairs-markets_empty_100SATS_2025-09-02"),
    ],
)
def test_coinglass_refuses_in_the_recorded_words(ask: Asker, shared: Path, scenario: str, path: str, name: str) -> None:
    ask.fakes.play("coinglass", scenario)
    answer = ask("coinglass", path)
    assert (answer.status_code, answer.json()) == (200, recorded(shared, f"coinglass/{name}.json"))


def test_coinbase_kraken_and_coingecko_answer_in_the_recorded_shape(ask: Asker, shared: Path) -> None:
    ours, theirs = ask.json("coinbase"), recorded(shared, "coinbase/candles_btcusd_86400.json")
    assert [kinds(cell) for cell in ours[0]] == [kinds(cell) for cell in theirs[0]]
    assert [row[0] for row in ours] == sorted((row[0] for row in ours), reverse=True)
    assert all(low <= min(opened, close) <= max(opened, close) <= high for _, low, high, opened, close, _ in ours)
    ours, theirs = ask.json("kraken"), recorded(shared, "kraken/ohlc_xbtusd_1440.json")
    assert set(ours["result"]) == set(theirs["result"]) == {"XXBTZUSD", "last"}
    served, real = ours["result"]["XXBTZUSD"][0], theirs["result"]["XXBTZUSD"][0]
    assert [type(cell) for cell in served] == [type(cell) for cell in real]
    periods = "&price_change_percentage=1h,24h,7d"
    ours, theirs = (
        ask.json("coingecko", GOOD["coingecko"] + periods),
        recorded(shared, "coingecko/coins_markets_usd_2026-09-12.json"),
    )
    assert set(fields(ours)) == set(fields(theirs))


REFUSED = (
    ("binance", "/api/v3/klines?interval=1d", 400, '"code":-1102'),
    ("binance", "/api/v3/klines?symbol=NOCOINUSDT&interval=1d", 400, '"code":-1121'),
    ("binance", "/api/v3/klines?symbol=btcusdt&interval=1d", 400, '"code":-1100'),
    ("binance", "/api/v3/klines?symbol=BTCUSDT&interval=1D", 400, '"code":-1120'),
    ("binance", "/futures/data/openInterestHist?symbol=BTCUSDT&period=1w", 400, '"code":-1130'),
    ("coinbase", "/products/NOCOIN-USD/candles?granularity=86400", 404, '"NotFound"'),
    ("coinbase", "/products/BTC-USD/candles?granularity=7200", 400, "Unsupported granularity"),
    (
        "coinbase", "/products/BTC-USD/candles?granularity=3600&start=2025-07-01T00:00:00Z&end=2025-07-14T00:00:00Z",
        400, "exceeds 300",
    ),
    ("kraken", "/0/public/OHLC?pair=NOCOINUSD&interval=1440", 200, "EQuery:Unknown asset pair"),
    ("kraken", "/0/public/OHLC?pair=XBTUSD&interval=7", 200, "EGeneral:Invalid arguments"),
    ("okx", "/api/v5/market/candles?instId=NOCOIN-USDT", 200, '"code":"51001"'),
    ("okx", "/api/v5/market/candles?instId=BTC-USDT&bar=1d", 200, '"code":"51000"'),
    ("okx", "/api/v5/market/candles?instId=BTC-USDT&bar=1H&limit=301", 200, '"code":"51000"'),
    ("bybit", "/v5/market/kline?category=spot&symbol=NOCOINUSDT&interval=D", 200, '"retCode":10001'),
    ("bybit", "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=1d", 200, '"retCode":10001'),
    ("coingecko", "/api/v3/coins/markets", 422, "vs_currency"),
    ("coingecko", "/api/v3/coins/nocoin/market_chart?vs_currency=usd&days=1", 404, "coin not found"),
    ("coinalyze", "/v1/liquidation-history?symbols=A.A&interval=1hour&from=1", 400, "from and to"),
    ("coinalyze", "/v1/liquidation-history?symbols=A.A&interval=1h&from=1&to=2", 400, "interval"),
    ("coinalyze", f"/v1/liquidation-history?symbols={','.join(['A.A'] * 21)}&interval=1hour&from=1&to=2", 400, "20"),
    ("sosovalue", "/openapi/v1/etfs/summary-history?symbol=BTC", 400, '"code":40001'),
    ("hyperliquid", '{"kind": "meta"}', 422, "Failed to deserialize the JSON body"),
    ("hyperliquid", '{"type": "candleSnapshot", "req": {"coin": "BTC", "interval": "1x"}}', 422, "Failed"),
    ("deribit", "/api/v2/public/get_volatility_index_data?currency=BTC", 400, '"code":-32602'),
    ("fred", f"{FRED}&series_id=NOSERIES", 400, "The series does not exist."),
    ("fred", "/fred/series/observations?series_id=SP500&file_type=json&api_key=SHORT", 400, "32 character"),
    ("alphavantage", f"{VANTAGE}&function=TIME_SERIES_DAILY&symbol=^GSPC", 200, '"Error Message"'),
    ("alphavantage", f"{VANTAGE}&function=TIME_SERIES_DAILY&symbol=SPY&outputsize=full", 200, '"Information"'),
    ("coinglass", f"{FUTURES}/liquidation/nothing", 200, '"code":"404"'),
    ("coinglass", f"{FUTURES}/liquidation/aggregated-history?symbol=BTC&interval=1d", 200, "'exchange_list'"),
    (
        "coinglass", f"{FUTURES}/liquidation/aggregated-history?exchange_list=OKX&symbol=BTC&interval=h4",
        200, '"code":"400"',
    ),
)  # fmt: skip


@pytest.mark.parametrize(("source", "path", "status", "words"), REFUSED)
def test_a_wrong_question_is_refused_as_the_vendor_does(
    ask: Asker, source: str, path: str, status: int, words: str
) -> None:
    answer = ask(source, path)
    assert answer.status_code == status
    assert words in answer.text


WRONG_KEYS = (
    ("coinglass", {}, 200, '"msg":"API key missing."'),
    ("coinglass", {"coinglassSecret": GLASS["CG-API-KEY"]}, 200, '"msg":"API key missing."'),
    ("coinglass", {"CG-API-KEY": "wrong"}, 200, '"msg":"Invalid API key provided"'),
    ("coinalyze", {"api_key": "wrong"}, 401, '"message"'),
    ("sosovalue", {}, 401, '"code":40101'),
    ("coingecko", {"x-cg-pro-api-key": DEMO["x-cg-demo-api-key"]}, 400, "10011"),
    ("coingecko", {"x-cg-demo-api-key": "CG-fakeprokey0123456789abcd"}, 400, "10010"),
    ("coingecko", {"x-cg-demo-api-key": "wrong"}, 401, "10002"),
)


@pytest.mark.parametrize(("source", "headers", "status", "words"), WRONG_KEYS)
def test_a_wrong_key_or_header_is_refused(
    ask: Asker, source: str, headers: dict[str, str], status: int, words: str
) -> None:
    answer = ask(source, headers=headers)
    assert answer.status_code == status
    assert words in answer.text


@pytest.mark.parametrize(
    ("plan", "path", "held"),
    [
        ("HOBBYIST", "liquidation/exchange-list?range=24h", True),
        ("HOBBYIST", "liquidation/coin-list?exchange=Binance", False),
        ("HOBBYIST", "liquidation/aggregated-history?exchange_list=OKX&symbol=BTC&interval=4h", True),
        ("HOBBYIST", "liquidation/aggregated-history?exchange_list=OKX&symbol=BTC&interval=1h", False),
        ("STARTUP", "liquidation/coin-list?exchange=Binance", True),
        ("STARTUP", "liquidation/aggregated-history?exchange_list=OKX&symbol=BTC&interval=30m", True),
        ("STARTUP", "liquidation/aggregated-history?exchange_list=OKX&symbol=BTC&interval=5m", False),
        ("STARTUP", "liquidation/order?exchange=OKX&symbol=BTC&min_liquidation_amount=1000000", False),
        ("STANDARD", "liquidation/order?exchange=OKX&symbol=BTC&min_liquidation_amount=1000000", True),
        ("STANDARD", "liquidation/max-pain", False),
        ("PROFESSIONAL", "liquidation/max-pain", True),
    ],
)
def test_a_plan_holds_some_endpoints_and_intervals(ask: Asker, plan: str, path: str, held: bool) -> None:
    ask.fakes.plan = plan
    assert ask.json("coinglass", "/api/user/account/subscription")["data"]["level"] == plan
    answer = ask("coinglass", f"{FUTURES}/{path}")
    assert answer.status_code == 200
    assert (
        answer.json().get("msg") != "Upgrade plan" if held else answer.json() == {"code": "401", "msg": "Upgrade plan"}
    )


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
    elif kinds(value) == "number" or (isinstance(value, str) and value.replace(".", "", 1).isdigit()):
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
    final = rows_of(ask.json("coinglass", "/api/etf/bitcoin/flow-history"))[-2]
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


@pytest.mark.parametrize("source", sorted(VENDORS))
def test_every_scenario_changes_the_answer_and_success_comes_back(ask: Asker, source: str) -> None:
    good = ask(source)
    assert good.status_code == 200
    vendor = VENDORS[source]
    changes = [name for name, change in (("empty", vendor.empty), ("types", vendor.vary)) if change]
    for scenario in (*vendor.troubles, *changes, "truncated", "broken"):
        ask.fakes.play(source, scenario)
        answer = ask(source)
        assert (answer.status_code, answer.content) != (200, good.content), scenario
    ask.fakes.play(source, "flaky=2")
    assert [ask(source).status_code >= 500 for _ in range(4)] == [True, True, False, False]
    ask.fakes.play(source, "success")
    assert ask(source).content == good.content


def test_the_table_of_behaviours_is_played() -> None:
    """Each vendor knows the failures that the reference lists for it."""
    wanted = {
        "coinglass": {"auth", "plan", "rate", "busy"}, "binance": {"rate", "busy", "geo", "waf"},
        "bybit": {"rate", "busy", "geo"}, "okx": {"rate", "waf"}, "kraken": {"rate"}, "coinbase": {"rate"},
        "coingecko": {"auth", "plan", "rate", "waf", "html"}, "coinalyze": {"auth", "rate"},
        "sosovalue": {"auth", "rate"}, "fred": {"auth", "rate", "waf", "html"},
        "alphavantage": {"auth", "plan", "rate"}, "alternative": {"rate"},
    }  # fmt: skip
    assert all(names <= set(VENDORS[source].troubles) for source, names in wanted.items())
    assert all(VENDORS[source].empty for source in wanted)
    assert {"flaky", "truncated", "slow", "hang", "down", "delay"} <= set(PLAIN)
    with pytest.raises(ValueError, match="does not play"):
        Fakes().play("kraken", "geo")


def test_a_scenario_may_be_for_one_route_only(ask: Asker) -> None:
    ask.fakes.play("coinglass", "plan", route="liquidation/order")
    ask.fakes.play("coinglass", "busy", route="symbol=ETH")
    assert ask.json("coinglass")["code"] == "0"
    assert ask.json("coinglass", f"{FUTURES}/liquidation/order?exchange=OKX")["msg"] == "Upgrade plan"
    assert ask.json("coinglass", f"{GOOD['coinglass']}&symbol=ETH")["code"] == "429"


def test_slow_silent_and_broken_connections(ask: Asker) -> None:
    def took(scenario: str) -> float:
        ask.fakes.play("kraken", scenario)
        start = time.monotonic()
        assert ask("kraken").status_code == 200
        return time.monotonic() - start

    assert took("delay=0.2") >= 0.2
    assert took("slow=0.2") >= 0.18
    ask.fakes.play("kraken", "down")
    with pytest.raises(httpx.RemoteProtocolError):
        ask("kraken")
    ask.fakes.play("kraken", "hang")
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{ask.fakes.url}/kraken{GOOD['kraken']}", timeout=0.1, trust_env=False)
    ask.fakes.play("kraken", "success")
    assert ask("kraken").status_code == 200


def test_a_hook_may_damage_good_answers(ask: Asker) -> None:
    ask.fakes.play("okx", "success", mutate=lambda body: body.replace(b'"code":"0"', b'"code":"1"'))
    assert ask.json("okx")["code"] == "1"


def test_what_was_asked_is_written_down_without_keys(ask: Asker) -> None:
    ask("fred")
    ask("coinglass")
    assert [one.source for one in ask.fakes.asked] == ["fred", "coinglass"]
    assert ask.fakes.asked[0].params == {"file_type": "json", "series_id": "SP500", "limit": "3", "sort_order": "desc"}
    assert ask.fakes.count("coinglass", "range=24h") == 1
    assert not any(key in str(ask.fakes.asked) for key in KEYS.values())


def test_the_environment_names_every_source_the_clock_and_good_keys(ask: Asker) -> None:
    environment = ask.fakes.environment()
    assert all(keys.belongs_here(name) for name in environment)
    assert all(keys.base_url(source, environ=environment) == f"{ask.fakes.url}/{source}" for source in GOOD)
    assert environment[keys.CLOCK] == "2025-07-14T12:00:00Z"
    assert keys.secrets(environment)
    assert not keys.secrets(ask.fakes.environment(keys=False))
    assert "NEWSGEN_FRED_API_KEY" not in ask.fakes.environment(without=("fred",))
    assert ask("kraken").headers["date"] == "Mon, 14 Jul 2025 12:00:00 GMT"


def test_the_fakes_start_and_stop_at_once(shared: Path) -> None:
    start = time.monotonic()
    with Fakes(shared=shared) as fakes:
        assert httpx.get(f"{fakes.url}/binance/api/v3/ping", trust_env=False).json() == {}
    assert time.monotonic() - start < 2.0
