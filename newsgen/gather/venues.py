"""Venues by one name each: vendors spell them BINANCE, Gate.io or Bitmex, and change the spelling between endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable

ALL = "*"
_NAMES = (
    "Aster", "Binance", "BingX", "Bitfinex", "Bitget", "BitMEX", "Bitunix", "Bybit", "CME", "Coinbase", "CoinEx",
    "Crypto.com", "Deribit", "Drift", "dYdX", "EdgeX", "Extended", "Gate", "Gemini", "HTX", "Hyperliquid", "Kraken",
    "KuCoin", "Lighter", "MEXC", "OKX", "Paradex", "Vertex", "WhiteBIT", "WOO X",
)  # fmt: skip
_OTHERS = {"gate.io": "Gate", "gateio": "Gate", "huobi": "HTX", "okex": "OKX", "crypto_com": "Crypto.com", "all": ALL}
_KNOWN = {name.casefold(): name for name in _NAMES} | _OTHERS
_FIT = re.compile(r"\w[\w .&()'/\-]{0,39}")  # no + and no *: those join names and stand for all
LONGEST = 80  # what a name cell of a market table holds


def venue(name: object) -> str:
    """A venue's display name, "*" for a vendor's row of all venues; a venue that is not known keeps its own spelling.

    Raises ValueError for what cannot be a name.

    >>> venue("BINANCE"), venue("Gate.io"), venue("All")
    ('Binance', 'Gate', '*')
    """
    if not isinstance(name, str) or not _FIT.fullmatch(name.strip()):
        raise ValueError(f"{name!r} is not the name of a venue")
    return _KNOWN.get(name.strip().casefold(), name.strip())


def joined(names: Iterable[str]) -> str:
    """Several venues as one cell, in alphabetical order; raises ValueError where they do not fit into one."""
    text = "+".join(sorted(set(names), key=str.casefold))
    if not text or len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters of venue names do not fit into a cell")
    return text
