"""The names of what only the environment may hold: keys, and the addresses that a rehearsal puts in a source's place.

A key is read here and nowhere else; it is never written, logged or shown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
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
# Secrets of destinations and channels: NEWSGEN_<NAME>_<WHAT>, the name as the settings have it.
OF_PLACES = ("PASSWORD", "KEY", "TOKEN", "SECRET", "WEBHOOK")
_OF_PLACE = re.compile(rf"NEWSGEN_([A-Z0-9_]+)_({'|'.join(OF_PLACES)})")


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
    if variable in KEYS or variable in (CLOCK, DESK) or _BASE.fullmatch(variable):
        return True
    misspelt = get_close_matches(variable, KEYS, 1, 0.85)
    return _OF_PLACE.fullmatch(variable) is not None and not misspelt


def variable_of(name: str, what: str) -> str:
    """The variable that holds a destination's or channel's secret: ("blog", "KEY") is NEWSGEN_BLOG_KEY."""
    return f"NEWSGEN_{re.sub(r'[^A-Z0-9]', '_', name.upper())}_{what}"


def secrets_of(name: str, environ: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The secrets of a destination or channel by their last word; those that the environment does not have are "".

    >>> secrets_of("blog", {"NEWSGEN_BLOG_KEY": "abc"})["KEY"]
    'abc'
    """
    return {what: key(variable_of(name, what), environ) for what in OF_PLACES}


def secrets(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Every key in the environment, for those who must take care that none gets out."""
    held = os.environ if environ is None else environ
    names = (*KEYS, DESK, *(name for name in held if _OF_PLACE.fullmatch(name)))
    return tuple(dict.fromkeys(one for one in (key(name, held) for name in names) if one))
