"""Small market folders for tests, written as an editor would write them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from newsgen.market import TABLES, Market, read_market

NOW = datetime(2025, 7, 15, tzinfo=UTC)

PRICES = "coin,venue,start,end,open,high,low,close,volume_usd"
LIQUIDATIONS = "coin,venues,start,end,long_usd,short_usd,total_usd,traders,source"
ORDERS = "time,coin,venue,pair,side,price,usd,source"


def header(file: str) -> str:
    """The header of the table a file belongs to."""
    return ",".join(TABLES[max((name for name in TABLES if file.startswith(name)), key=len)].names)


def write(folder: Path, file: str, *lines: str) -> Path:
    """A table of these lines below its header; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text("\n".join((header(file), *lines)) + "\n", encoding="utf-8")
    return folder


def read(folder: Path, *more: Path) -> Market:
    """The market of these folders as of the middle of July 2025."""
    return read_market([folder, *more], now=NOW)


def candle(coin: str, day: int, *prices: float, venue: str = "Binance") -> str:
    """A daily candle of July 2025: open, high, low, close."""
    times = f"2025-07-{day:02}T00:00:00Z,2025-07-{day + 1:02}T00:00:00Z"
    return f"{coin},{venue},{times},{','.join(map(str, prices))},1000"
