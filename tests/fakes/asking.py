"""How tests ask the fakes: one good question of every vendor, and a client with good keys."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx

from .server import Fakes
from .vendors import KEYS
from .world import FOUNDING_DAY

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


def rows_of(body: Any) -> list[Any]:
    """The rows of a CoinGlass answer."""
    assert body["code"] == "0", body
    return list(body["data"])
