"""Event files of any maker: which column is which, so that nothing is guessed and nothing needs to be renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsgen.errors import MarketError

# What each column may be called; the first name is newsgen's own.
NAMES: dict[str, tuple[str, ...]] = {
    "time": ("time", "ts", "timestamp", "time_ms", "ts_ms", "event_time", "trade_time", "datetime"),
    "venue": ("venue", "exchange", "exchange_name"),
    "coin": ("coin", "base_asset", "base", "base_coin", "asset"),
    "pair": ("pair", "symbol", "instrument", "contract", "market"),
    "side": ("side", "position_side", "liquidated_side"),
    "price": ("price", "avg_price", "fill_price"),
    "usd": ("usd", "usd_value", "value_usd", "amount_usd", "notional_usd", "usd_size", "vol_usd"),
}
BAD = -1  # the span of events that cannot be counted
DAY_MS = 86_400_000
LARGEST = 500e6  # US dollars: a larger single order is more likely a wrong unit than an order
NEEDED = ("time", "side", "usd")
LABELS = {
    name.casefold(): name
    for name in ("Aster", "Binance", "BitMEX", "Bitfinex", "Bybit", "Deribit", "Gate", "HTX", "Hyperliquid", "OKX")
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How one file writes events.

    used   by newsgen's name of a column: the file's
    venue  whose events they are where no column says so: the folder's name, as the collector writes files
    """

    used: Mapping[str, str]
    venue: str

    @property
    def ticker(self) -> bool:
        """Whether coins have a column, and need not be taken from pairs."""
        return "coin" in self.used


def columns_of(file: Path, found: Sequence[str]) -> Shape:
    """The shape of a file by its column names.

    Raises MarketError, with what they may be called, where a needed one is missing.
    """
    low = {name.strip().casefold(): name for name in found}
    used = {name: low[one] for name, ones in NAMES.items() for one in reversed(ones) if one in low}
    missing = [name for name in NEEDED if name not in used]
    if "coin" not in used and "pair" not in used:
        missing.append("coin")
    if missing:
        ways = "; ".join(f"{name} may be called {', '.join(NAMES[name])}" for name in missing)
        raise MarketError(f"{file} has no column for {' and '.join(missing)} of an event; {ways}.")
    return Shape(used, file.parent.name)


def side_of(file: Path, word: str) -> str:
    """ "long" or "short", the position that was closed; raises MarketError for an order's side, which is ambiguous."""
    side = word.strip().casefold()
    if side not in ("long", "short"):
        raise MarketError(
            f'{file} has {word!r} as a side; write "long" or "short" for the position that was closed, because a '
            "buy closes a short on one exchange and a long on another."
        )
    return side


def venue_of(file: Path, word: str) -> str:
    """The exchange's name as newsgen writes it; raises MarketError where there is none."""
    name = word.strip()
    if not name or "+" in name or "*" in name or "," in name:
        raise MarketError(f"{file} has {word!r} as an exchange; each event needs the name of one.")
    return LABELS.get(name.casefold(), name)
