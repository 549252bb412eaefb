"""The names of what only the environment may hold: keys, and the addresses that a rehearsal puts in a source's place.

A key is read here and nowhere else; it is never written, logged or shown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from types import MappingProxyType

# What each key opens, by the source's name.
KEYS: Mapping[str, str] = MappingProxyType(
    {
        "NEWSGEN_COINGLASS_API_KEY": "CoinGlass: liquidations, fund flows, open interest, funding (paid plans)",
        "NEWSGEN_COINALYZE_API_KEY": "Coinalyze: liquidation history by coin (free)",
        "NEWSGEN_SOSOVALUE_API_KEY": "SoSoValue: fund flows (free)",
        "NEWSGEN_FRED_API_KEY": "FRED: US stock indices (free)",
        "NEWSGEN_ALPHAVANTAGE_API_KEY": "Alpha Vantage: US stock funds, 25 questions a day (free)",
        "NEWSGEN_COINGECKO_DEMO_KEY": "CoinGecko, demo plan (free): prices and the whole market, with more room",
        "NEWSGEN_COINGECKO_PRO_KEY": "CoinGecko, paid plans; not together with the demo key",
    }
)
CLOCK = "NEWSGEN_CLOCK"  # a rehearsal's present moment, as 2025-07-14T12:00:00Z
DESK = "NEWSGEN_DESK_SECRET"  # signs the desk's sessions, so that they outlive a restart
_BASE = re.compile(r"NEWSGEN_([A-Z0-9]+)_(BASE|WS)_URL")


def key(name: str, environ: Mapping[str, str] | None = None) -> str:
    """The key of that name, "" where the environment has none."""
    return (os.environ if environ is None else environ).get(name, "").strip()


def desk_secret(environ: Mapping[str, str] | None = None) -> str:
    """What signs the desk's sessions, "" where each start makes its own."""
    return key(DESK, environ)


def base_url(source: str, kind: str = "BASE", environ: Mapping[str, str] | None = None) -> str:
    """The address that stands in for a source's own (`NEWSGEN_BINANCE_BASE_URL`), "" where none does.

    `kind` is "BASE" for questions and "WS" for streams.
    """
    name = f"NEWSGEN_{source.upper()}_{kind}_URL"
    return (os.environ if environ is None else environ).get(name, "").rstrip("/")


def belongs_here(variable: str) -> bool:
    """Whether a NEWSGEN_* variable is none of the settings' business."""
    return variable in KEYS or variable in (CLOCK, DESK) or _BASE.fullmatch(variable) is not None


def secrets(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Every key in the environment, for those who must take care that none gets out."""
    found = (key(name, environ) for name in (*KEYS, DESK))
    return tuple(one for one in found if one)
