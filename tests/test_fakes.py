"""The stand-ins are faithful: they refuse what the vendors refuse, and answer in the shapes that were recorded."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FOUNDING_DAY, Fakes
from tests.fakes.asking import (
    DEMO,
    FRED,
    FUTURES,
    GLASS,
    GOOD,
    VANTAGE,
    Asker,
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
