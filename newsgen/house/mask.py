"""Sentences without their figures, names and dates: what stays is how a thing was said.

Two sentences with the same mask read alike to somebody who follows the recaps, whatever their figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from newsgen.catalogue import COINS

FIGURE, COIN, DATE, VENUE = "#", "@", "~", "%"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_VENUES = (
    "Binance", "Bybit", "OKX", "HTX", "Huobi", "Bitfinex", "BitMEX", "Deribit", "Bitget", "Gate", "Hyperliquid",
    "Coinbase", "Kraken", "CoinEx", "KuCoin", "FTX", "Aster", "dYdX", "Lighter", "Bitstamp",
)  # fmt: skip
_FIXED = re.compile(r"\b(?:S&P 500|Nasdaq 100|24[ -]hours?|12[ -]months?|30[ -]days?|52-week)\b")
_KEPT = re.compile("\ue010(.)")


def make_mask(names: Iterable[str]) -> Callable[[str], str]:
    """A function that masks one sentence or headline without Markdown; `names` are what the house calls coins."""
    coins = "|".join(re.escape(name) for name in sorted({*names, *COINS}, key=len, reverse=True))
    venues = "|".join(map(re.escape, _VENUES))
    pattern = re.compile(
        rf"(?P<date>(?:\b(?:{_WEEKDAYS})\b,? ?)?\b\d{{1,2}} (?:{_MONTHS})\b(?: \d{{4}})?|\b(?:{_WEEKDAYS}|{_MONTHS})\b"
        rf"|\b\d\d:\d\d UTC\b)"
        rf"|(?P<figure>[$]?\d[\d,.]*\d(?:st|nd|rd|th)?|[$]?\d(?:st|nd|rd|th)?)"
        rf"(?P<unit>%| ?(?:million|billion|trillion)\b|[KMBT]\b)?"
        rf"|(?P<count>\b(?:{_SMALL})\b(?! of)|\b(?:{_ORDINALS})\b)"
        rf"|(?P<coin>\b(?:{coins})\b)|(?P<venue>\b(?:{venues})\b)",
        re.IGNORECASE,
    )

    def replace(match: re.Match[str]) -> str:
        kind = match.lastgroup
        return {"date": DATE, "coin": COIN, "venue": VENUE}.get(kind or "", FIGURE)

    def masked(text: str) -> str:
        kept: list[str] = []

        def keep(match: re.Match[str]) -> str:
            kept.append(match[0])
            return f"\ue010{chr(0xE100 + len(kept) - 1)}"

        bare = pattern.sub(replace, _FIXED.sub(keep, text))
        return _KEPT.sub(lambda match: kept[ord(match[1]) - 0xE100], bare).strip(" *_").lower()

    return masked
