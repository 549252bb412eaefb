"""The coins, indices and places that facts exist for."""

from __future__ import annotations

from newsgen.model import About, Unit

Row = tuple[str, Unit, str, About]

# Coins that facts are measured for; a row of any other coin serves only the market-wide facts.
MAJORS = ("BTC", "ETH")
OTHERS = (
    "SOL", "XRP", "DOGE", "BNB", "ADA", "AAVE", "ASTER", "AVAX", "BCH", "CRO", "DOT", "EOS", "ETC", "HBAR", "HYPE",
    "LEO", "LINK", "LTC", "NEAR", "PEPE", "SUI", "TON", "TRX", "UNI", "XLM", "XMR", "ZEC",
)  # fmt: skip
COINS = MAJORS + OTHERS
INDICES = ("SPX", "NDX", "IXIC", "DJI", "VIX")
FLOW_ASSETS = ("BTC", "ETH", "SOL", "XRP")
TALLY = "newsgen tally"  # the source of what newsgen added up itself: a floor, never ranked nor held against others
VENUE_PLACES = 4  # venues are ranked by their part of the total: venue1 ... venue4
COIN_PLACES = 3  # coins ranked by liquidations: top1 ... top3
