"""Asking sources: what to ask, how to read the answer, who steps in for whom.

The vendors are imported when somebody is asked or an answer is read, not before.
"""

from __future__ import annotations

from importlib import import_module

from .chains import CHAINS, Chain
from .run import Clock, gather, key_of, sheaves
from .source import Need, Source

__all__ = ["CHAINS", "Chain", "Clock", "Need", "Source", "gather", "key_of", "names", "readers", "sheaves"]

# Module and class of every vendor, in the order in which a person would look for them.
_VENDORS = (
    ("coinglass", "CoinGlass"),
    ("coinalyze", "Coinalyze"),
    ("binance", "Binance"),
    ("coinbase", "Coinbase"),
    ("kraken", "Kraken"),
    ("okx", "Okx"),
    ("bybit", "Bybit"),
    ("coingecko", "CoinGecko"),
    ("hyperliquid", "Hyperliquid"),
    ("deribit", "Deribit"),
    ("alternative", "Alternative"),
    ("fred", "Fred"),
    ("alphavantage", "AlphaVantage"),
    ("sosovalue", "SoSoValue"),
    ("feeds", "Feeds"),
)


def names() -> tuple[str, ...]:
    """Every source's name."""
    return tuple(module for module, _ in _VENDORS)


def readers(without: tuple[str, ...] = ()) -> tuple[Source, ...]:
    """Every source, made for one run, without those switched off."""
    return tuple(
        getattr(import_module(f"newsgen.gather.{module}"), name)() for module, name in _VENDORS if module not in without
    )
