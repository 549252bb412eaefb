"""The market that every fake serves: one present moment, one history, a price of each venue's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from random import Random

from .candles import Candle, Prices
from .coins import PEGGED
from .forced import Forced
from .papers import DAY, Papers, papers

FOUNDING_DAY = datetime(2025, 7, 14, 12, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[3] / "shared"
SCALES = {("coinbase", "BTC"): 0.998974, ("kraken", "BTC"): 0.999042, ("binance", "BTC"): 1.0, ("binance", "ETH"): 1.0}
ABSENT = {
    "binance": {"CRO", "LEO", "XMR", "HYPE", "USDT"},
    "futures": {"CRO", "LEO", "USDT", "PEPE"},
    "coinbase": {"LEO", "XMR", "HYPE", "BNB", "TRX", "ASTER"},
    "kraken": {"LEO", "HYPE", "ASTER"},
    "okx": {"LEO", "XMR", "HYPE", "ZEC"},
    "bybit": {"LEO", "XMR", "BCH", "ZEC"},
    "coinglass": {"LEO"},
    "hyperliquid": {"LEO", "XMR", "CRO", "EOS"},
    "coinalyze": {"LEO", "XMR"},
}


@dataclass
class World:
    """`now` is the present moment of every vendor; a test may move it."""

    now: datetime = FOUNDING_DAY
    shared: Path = field(default=SHARED)

    @property
    def at(self) -> int:
        """The present moment in epoch seconds."""
        return int(self.now.timestamp())

    @property
    def today(self) -> int:
        """The UTC day's beginning in epoch seconds."""
        return self.at // DAY * DAY

    @cached_property
    def papers(self) -> Papers:
        """The history."""
        return papers(self.shared)

    @cached_property
    def prices(self) -> Prices:
        """Candles."""
        return Prices(self.papers)

    @cached_property
    def forced(self) -> Forced:
        """Liquidations."""
        return Forced(self.papers, self.prices)

    def trades(self, venue: str, coin: str) -> bool:
        """Whether the venue has the coin."""
        known = coin in PEGGED or coin in self.prices.coins
        return known and coin not in ABSENT.get(venue, ())

    def candles(self, venue: str, coin: str, step: int, start: int, end: int) -> list[Candle]:
        """A venue's candles that begin in [start, end), oldest first, the last one unfinished."""
        scale = venue_scale(venue, coin)
        return [
            Candle(one.start, *(tick(price * scale) for price in one[1:5]), one.volume * venue_size(venue))
            for one in self.prices.candles(coin, step, start, end, self.at)
        ]

    def price(self, coin: str, at: int | None = None, venue: str = "") -> float:
        """The last price before a moment (default: now), 0.0 where the coin had none."""
        found = self.prices.price(coin, self.at if at is None else min(at, self.at)) or 0.0
        return tick(found * venue_scale(venue, coin))


def venue_scale(venue: str, coin: str) -> float:
    """What a venue's prices are against the history's: a few hundredths of a percent apart."""
    if not venue:
        return 1.0
    return SCALES.get((venue, coin)) or 1 + Random(f"{venue} {coin}").uniform(-0.0003, 0.0003)


def venue_size(venue: str) -> float:
    """A venue's volume against the history's."""
    return 1.0 if venue == "binance" else Random(f"size of {venue}").uniform(0.1, 0.6)


def tick(price: float) -> float:
    """A price as fine as venues quote it."""
    places = 2 if price >= 1000 else 4 if price >= 1 else 6 if price >= 0.01 else 10
    return round(price, places)
