"""Every vendor by the name of its source, and a good key for each that wants one."""

from __future__ import annotations

from . import coinalyze, coingecko, coinglass_rules, equities, sosovalue
from .asia import BYBIT, OKX
from .binance import BINANCE
from .coinalyze import COINALYZE
from .coingecko import COINGECKO
from .coinglass import COINGLASS
from .derivatives import DERIBIT, HYPERLIQUID
from .dollars import COINBASE, KRAKEN
from .equities import ALPHAVANTAGE, FRED
from .mood import ALTERNATIVE, FEEDS_OF_NEWS
from .sosovalue import SOSOVALUE

VENDORS = {
    vendor.name: vendor
    for vendor in (
        *(COINGLASS, COINALYZE, SOSOVALUE, BINANCE, COINBASE, KRAKEN, OKX, BYBIT, COINGECKO, HYPERLIQUID, DERIBIT),
        *(ALTERNATIVE, FRED, ALPHAVANTAGE, FEEDS_OF_NEWS),
    )
}
KEYS = {
    "NEWSGEN_COINGLASS_API_KEY": coinglass_rules.KEY,
    "NEWSGEN_COINALYZE_API_KEY": coinalyze.KEY,
    "NEWSGEN_SOSOVALUE_API_KEY": sosovalue.KEY,
    "NEWSGEN_FRED_API_KEY": equities.FRED_KEY,
    "NEWSGEN_ALPHAVANTAGE_API_KEY": equities.VANTAGE_KEY,
    "NEWSGEN_COINGECKO_DEMO_KEY": coingecko.DEMO_KEY,
}
