"""Markets made by hand, and the real one read once, for the tests of measuring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from newsgen.market import TABLES, Kind, Market, read_market
from newsgen.measure import measure, prepare
from newsgen.measure.chronicle import Chronicle
from newsgen.model import Facts

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Rows = Iterable[Mapping[str, Any]]


def at(text: str) -> datetime:
    """`at("2025-07-14 12:00")` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def frame(table: str, rows: Rows) -> pd.DataFrame:
    """A frame as the market room gives it; columns that no row has are unknown."""
    schema, given = TABLES[table], [dict(row) for row in rows]
    columns: dict[str, Any] = {}
    for name in schema.names:
        values = [row.get(name) for row in given]
        kind = schema.column(name).kind
        if kind in (Kind.TIME, Kind.DATE):
            columns[name] = pd.to_datetime(pd.Series(values, dtype=object), utc=True).astype("datetime64[ns, UTC]")
        elif kind is Kind.NUMBER:
            columns[name] = pd.Series([float("nan") if value is None else float(value) for value in values])
        else:
            columns[name] = pd.Series(["" if value is None else value for value in values], dtype=object)
    columns["_file"] = pd.Series([f"made/{table}.csv"] * len(given), dtype=object)
    columns["_row"] = pd.Series(range(2, len(given) + 2), dtype="int64")
    return pd.DataFrame(columns).sort_values(schema.clock, kind="stable", ignore_index=True)


@lru_cache(maxsize=16)
def _empty(table: str) -> pd.DataFrame:
    return frame(table, ())


def made(*, quotes: tuple[Any, ...] = (), events: tuple[Any, ...] = (), **tables: Rows) -> Market:
    """A market of the rows given by table; the other tables are there and empty."""
    frames = {name: frame(name, tables[name]) if name in tables else _empty(name) for name in TABLES}
    return Market(tables=frames, quotes=quotes, events=events)


def more(market: Market, /, **tables: Rows) -> Market:
    """The market with more rows."""
    frames = dict(market.tables)
    for name, rows in tables.items():
        joined = pd.concat([frames[name], frame(name, rows)], ignore_index=True)
        frames[name] = joined.sort_values(TABLES[name].clock, kind="stable", ignore_index=True)
    return replace(market, tables=frames)


def told(market: Market, day: str, as_of: str | None = None) -> Facts:
    """The facts of a day of a made market."""
    return measure(prepare(market), date.fromisoformat(day), at(as_of) if as_of else None)


def liquidation(end: str, *, hours: int = 24, coin: str = "*", venues: str = "*", **amounts: Any) -> dict[str, Any]:
    """One liquidation row that ends then; amounts: long, short, total, traders, source."""
    source, traders = amounts.pop("source", "CoinGlass"), amounts.pop("traders", None)
    sides = {f"{side}_usd": value for side, value in amounts.items()}
    start = at(end) - hours * HOUR
    return {
        "coin": coin,
        "venues": venues,
        "start": start,
        "end": at(end),
        "source": source,
        "traders": traders,
        **sides,
    }


def candle(
    end: datetime,
    prices: tuple[float, float, float, float],
    *,
    hours: int = 24,
    coin: str = "BTC",
    venue: str = "Binance",
) -> dict[str, Any]:
    """One candle that ends then; prices: open, high, low, close."""
    opened, high, low, close = prices
    return {
        "coin": coin, "venue": venue, "start": end - hours * HOUR, "end": end,
        "open": opened, "high": high, "low": low, "close": close,
    }  # fmt: skip


def daily(first: str, closes: Iterable[float], *, coin: str = "BTC", venue: str = "Binance") -> list[dict[str, Any]]:
    """Daily candles from a first day on, each from the close before to its own; the first opens at its close."""
    rows, before = [], None
    for place, close in enumerate(closes):
        opened = close if before is None else before
        end = at(first) + (place + 1) * DAY
        rows.append(candle(end, (opened, max(opened, close), min(opened, close), close), coin=coin, venue=venue))
        before = close
    return rows


def tracked(
    first: str,
    totals: Iterable[float],
    *,
    coins: tuple[str, ...] = ("BTC",),
    venues: str = "Binance+OKX",
    long: float = 0.5,
) -> list[dict[str, Any]]:
    """Daily rows of every coin from a first day on, each with the day's total and this part of longs."""
    return [
        {
            "coin": coin, "venues": venues, "start": at(first) + place * DAY, "end": at(first) + (place + 1) * DAY,
            "long_usd": total * long, "short_usd": total * (1 - long), "total_usd": total, "source": "CoinGlass",
        }
        for place, total in enumerate(totals)
        for coin in coins
    ]  # fmt: skip


@lru_cache(maxsize=1)
def real_market(shared: Path) -> Market:
    """The real history with the founding day's folder."""
    return read_market([shared / "market" / "history", shared / "market" / "seed"])


@lru_cache(maxsize=1)
def real_chronicle(shared: Path) -> Chronicle:
    return prepare(real_market(shared))


def with_case(market: Market, case: Market) -> Market:
    """A case's rows over those of a market, as reading both folders in order would give them."""
    frames = dict(market.tables)
    for name, rows in case.tables.items():
        if len(rows):
            joined = pd.concat([frames[name], rows], ignore_index=True)
            joined = joined.drop_duplicates(list(TABLES[name].key), keep="last")
            frames[name] = joined.sort_values(TABLES[name].clock, kind="stable", ignore_index=True)
    return replace(market, tables=frames, quotes=case.quotes, events=case.events)
