"""Small markets, answers and articles for the tests of the history, and processes that write to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pandas as pd
import sqlalchemy as sa

from newsgen.history import Figure, Telling, open_history
from newsgen.history.store import History
from newsgen.market import TABLES, Kind, Market
from newsgen.wire import Answer

NOW = datetime(2025, 7, 15, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTHING = {Kind.NUMBER: float("nan"), Kind.TIME: pd.NaT, Kind.DATE: pd.NaT}


def market_of(file: str = "raw/one.json", **tables: list[Mapping[str, Any]]) -> Market:
    """A market of these rows; cells that are not named are not known."""
    return Market(MappingProxyType({name: _frame(name, tables.get(name, []), file) for name in TABLES}))


def _frame(name: str, rows: list[Mapping[str, Any]], file: str) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for column in TABLES[name].columns:
        cells = [row.get(column.name, NOTHING.get(column.kind, "")) for row in rows]
        if column.kind is Kind.NUMBER:
            columns[column.name] = pd.Series(cells, dtype="float64")
        elif column.kind in (Kind.TIME, Kind.DATE):
            columns[column.name] = pd.Series(pd.to_datetime(cells, utc=True)).astype("datetime64[ns, UTC]")
        else:
            columns[column.name] = pd.Series(cells, dtype=object)
    columns |= {"_file": pd.Series([file] * len(rows), dtype=object), "_row": range(2, len(rows) + 2)}
    return pd.DataFrame(columns)


def candle(day: int, close: float, coin: str = "BTC", venue: str = "Binance", **more: Any) -> dict[str, Any]:
    """A daily candle of July 2025."""
    start = datetime(2025, 7, day, tzinfo=UTC)
    return {"coin": coin, "venue": venue, "start": start, "end": start + timedelta(days=1), "close": close, **more}


def candles(*closes: float, file: str = "raw/one.json") -> Market:
    """Daily candles of bitcoin from 1 July 2025."""
    return market_of(file, prices=[candle(day, close) for day, close in enumerate(closes, 1)])


def closes(market: Market) -> list[float]:
    """The closes of a market, in order of time."""
    return list(market.tables["prices"]["close"].tolist())


def answer(body: bytes = b"[]", *, at: datetime = NOW, file: str = "raw/one.json", name: str = "candles") -> Answer:
    """An answer of these bytes."""
    sha256 = hashlib.sha256(body).hexdigest()
    return Answer("Binance", name, {}, "https://example.org/candles", file, at, 200, sha256, body)


def telling(day: int = 14, *, told_at: datetime = NOW, **other: Any) -> Telling:
    """An article of July 2025."""
    told = Telling(
        day=date(2025, 7, day),
        as_of=datetime(2025, 7, day, 12, tzinfo=UTC),
        told_at=told_at,
        status="ready",
        headline="Longs lose $1.2 billion",
        lead_angle="liquidations",
        lead_subject="btc",
        angles=("liquidations", "level"),
        skeleton="classic",
        opening="Bitcoin fell.",
        language="en",
        style="house",
        sha256="0" * 64,
        figures=(Figure("liq.total", "1234567890.12", "$1.2 billion"), Figure("liq.side", '"long"', "Longs")),
    )
    return replace(told, **other)


def engine_of(place: str) -> sa.Engine:
    """The database itself, without newsgen."""
    return sa.create_engine(place.replace("://", "+psycopg://") if "://" in place else f"sqlite:///{place}")


def count(place: str, table: str) -> int:
    """The rows of a table, all versions."""
    engine = engine_of(place)
    with engine.connect() as connection:
        rows = connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
    engine.dispose()
    return int(rows or 0)


def empty(history: History) -> None:
    """Takes everything out."""
    from newsgen.history.schema import META

    with history._database.write() as connection:
        for table in reversed(META.sorted_tables):
            connection.execute(table.delete())


# What other processes do


def write_own_and_shared(place: str, number: int, rounds: int) -> None:
    """Adds candles of a coin of its own, one by one, and restates a shared one every time."""
    with open_history(place) as history:
        for turn in range(1, rounds + 1):
            own = candle(turn, 100.0 + turn, coin=f"C{number}")
            shared = candle(1, number * 1000.0 + turn, coin="SHARED")
            history.keep(market_of(prices=[own, shared]), now=NOW + timedelta(seconds=turn))


def write_until_killed(place: str, number: int, rows: int, ready: Any) -> None:
    """Restates all rows with one value after another."""
    start, turn = datetime(2025, 1, 1, tzinfo=UTC), 0
    spans = [{"start": start + row * HOUR, "end": start + (row + 1) * HOUR} for row in range(rows)]
    with open_history(place) as history:
        while True:
            turn += 1
            value = number * 1e6 + turn
            prices = [{"coin": "BTC", "venue": "Binance", "close": value, **span} for span in spans]
            history.keep(market_of(prices=prices), now=NOW + timedelta(seconds=turn))
            ready.set()
