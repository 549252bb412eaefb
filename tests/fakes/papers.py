"""The real history beside the project, read once and kept as plain mappings that answer in no time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

DAY, FOUR_HOURS, HOUR = 86_400, 14_400, 3_600


class Candle(NamedTuple):
    """One candle: `start` in epoch seconds, `volume` in US dollars."""

    start: int
    open: float
    high: float
    low: float
    close: float
    volume: float


Bars = Mapping[int, Candle]
Pair = tuple[float, float]  # long, short


@dataclass(frozen=True)
class Papers:
    """The history by coin, fund or index; every time is in epoch seconds.

    forced     liquidations of a UTC day on Binance, Bybit and OKX together; `bars` are Binance's in four hours
    funds      by asset and day: flow by fund;  `totals` by asset and day: all funds together
    """

    daily: Mapping[str, Bars]
    four_hourly: Mapping[str, Bars]
    forced: Mapping[str, Mapping[int, Pair]]
    bars: Mapping[str, Mapping[int, Pair]]
    funds: Mapping[str, Mapping[int, Mapping[str, float]]]
    totals: Mapping[str, Mapping[int, float]]
    indices: Mapping[str, Bars]
    interest: Mapping[str, Mapping[int, float]]
    funding: Mapping[str, Mapping[int, float]]
    sentiment: Mapping[int, int]
    dominance: Mapping[int, float]


@lru_cache(maxsize=2)
def papers(shared: Path) -> Papers:
    """Everything in `shared`/market/history."""
    folder = shared / "market" / "history"

    def table(name: str, clock: str) -> pd.DataFrame:
        frame = pd.read_csv(folder / name)
        frame["at"] = pd.to_datetime(frame[clock], utc=True).dt.as_unit("s").astype("int64")
        return frame

    prices, hourly = table("prices.csv.gz", "start"), table("prices_hourly.csv.gz", "start")
    forced, bars = table("liquidations.csv.gz", "start"), table("liquidations_4h.csv.gz", "start")
    flows, indices = table("etf_flows.csv.gz", "date"), table("indices.csv.gz", "date")
    interest, funding = table("open_interest.csv.gz", "time"), table("funding.csv.gz", "time")
    sentiment, market = table("sentiment.csv.gz", "date"), table("market.csv", "date")
    whole, renamed = flows.fund == "*", flows.fund == "CETH"  # TETH's name of before, which would count it twice
    return Papers(
        daily={coin: _one_series(rows) for coin, rows in prices.groupby("coin")} | {"HYPE": _days(hourly, "HYPE")},
        four_hourly={coin: _bars(rows) for coin, rows in table("prices_4h.csv.gz", "start").groupby("coin")},
        forced={coin: _pairs(rows) for coin, rows in forced.groupby("coin")},
        bars={coin: _pairs(rows) for coin, rows in bars.groupby("coin")},
        funds={asset: _by_fund(rows) for asset, rows in flows[~(whole | renamed)].groupby("asset")},
        totals={asset: dict(zip(rows["at"], rows.flow_usd)) for asset, rows in flows[whole].groupby("asset")},
        indices={name: _bars(rows.assign(volume_usd=0.0)) for name, rows in indices.groupby("index")},
        interest={coin: dict(zip(rows["at"], rows.open_interest_usd)) for coin, rows in interest.groupby("coin")},
        funding={coin: dict(zip(rows["at"], rows.funding_rate_pct)) for coin, rows in funding.groupby("coin")},
        sentiment=dict(zip(sentiment["at"], sentiment.value.astype(int))),
        dominance=dict(zip(market["at"], market.btc_dominance_pct)),
    )


def _bars(rows: pd.DataFrame) -> dict[int, Candle]:
    cells = zip(rows["at"], rows.open, rows.high, rows.low, rows.close, rows.volume_usd.fillna(0.0))
    return {int(cell[0]): Candle(*cell) for cell in cells}


def _one_series(rows: pd.DataFrame) -> dict[int, Candle]:
    """Binance's days where it has the coin, and the composite's after its last."""
    own, composite = _bars(rows[rows.venue == "Binance"]), _bars(rows[rows.venue == "Yahoo"])
    last = max(own, default=0)
    return own | {at: candle for at, candle in composite.items() if at > last}


def _days(hourly: pd.DataFrame, coin: str) -> dict[int, Candle]:
    """Whole days of a coin that the history holds only by the hour."""
    rows = hourly[(hourly.coin == coin) & (hourly.venue == "Bybit perpetual")].sort_values("at")
    found: dict[int, Candle] = {}
    for day, part in rows.groupby(rows["at"] // DAY * DAY):
        if len(part) == 24:
            high, low, volume = part.high.max(), part.low.min(), part.volume_usd.sum()
            found[int(day)] = Candle(int(day), part.open.iloc[0], high, low, part.close.iloc[-1], volume)
    return found


def _pairs(rows: pd.DataFrame) -> dict[int, Pair]:
    return {int(at): (long, short) for at, long, short in zip(rows["at"], rows.long_usd, rows.short_usd)}


def _by_fund(rows: pd.DataFrame) -> dict[int, dict[str, float]]:
    return {int(at): dict(zip(part.fund, part.flow_usd)) for at, part in rows.groupby("at")}
