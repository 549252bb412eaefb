"""Which source is asked for what, who steps in, and what an article loses where nobody does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chain:
    """One kind of figure: tiers of (source, topic), the next tier asked only where the ones before gave too little.

    enough  sources that must have given something before the next tier rests
    loses   what is not told where all of them fail
    """

    what: str
    tiers: tuple[tuple[tuple[str, str], ...], ...]
    loses: str
    enough: int = 1

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of every source of the chain, in order."""
        return tuple(dict.fromkeys(name for tier in self.tiers for name, _ in tier))


PRICES, LIQUIDATIONS = "prices", "liquidations"

# Sources of one tier are asked together: two venues that agree are worth more than one.
CHAINS = (
    Chain(
        PRICES,
        (
            (("binance", "candles"), ("coinbase", "candles"), ("kraken", "candles")),
            (("okx", "candles"), ("bybit", "candles")),
            (("coingecko", "candles"),),
        ),
        "prices, changes, levels and records: the article is held",
        enough=2,
    ),
    Chain(
        LIQUIDATIONS,
        # A coin whose list failed is looked for among its pairs; where every list came, nothing more is asked.
        ((("coinglass", "liquidations"), ("coinalyze", "liquidations")), (("coinglass", "pairs"),)),
        "what was liquidated, on which side and where: a price recap remains",
        enough=2,
    ),
    Chain("further coins", ((("coinglass", "coins"),),), "coins beyond those that are followed"),
    Chain("the largest order", ((("coinglass", "orders"),),), "the largest single order"),
    Chain("fund flows", ((("coinglass", "flows"), ("sosovalue", "flows")),), "money into and out of spot funds"),
    Chain("stock indices", ((("fred", "indices"),), (("alphavantage", "indices"),)), "the day in US stocks"),
    Chain(
        "open interest",
        ((("coinglass", "open_interest"),), (("binance", "open_interest"), ("hyperliquid", "positions"))),
        "open interest and how it moved",
    ),
    Chain("funding", ((("coinglass", "funding"),), (("hyperliquid", "positions"),)), "funding rates"),
    Chain("sentiment", ((("alternative", "sentiment"),), (("coinglass", "sentiment"),)), "the Fear & Greed Index"),
    Chain("the whole market", ((("coingecko", "market"),),), "market value and bitcoin's part of it"),
    Chain("volatility", ((("deribit", "volatility"),),), "the volatility index on file"),
)
