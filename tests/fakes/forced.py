"""Liquidations by the hour, the venue and the coin: the tracked daily series, told as the whole market's.

The founding day's figures are those of its recap; every other moment's are the history's, scaled, parts below wholes.
"""

from __future__ import annotations

from functools import cache, cached_property
from random import Random
from typing import TypeAlias

from .candles import Prices, usual_range
from .papers import DAY, FOUR_HOURS, HOUR, Pair, Papers

Split: TypeAlias = dict[str, Pair]  # by venue

TRACKED = ("Binance", "Bybit", "OKX")
TRACKED_PART, TRACKED_COINS_PART = 0.76, 0.82
PARTS = {"Bybit": 0.334, "Binance": 0.325, "OKX": 0.101, "HTX": 0.125, "Gate": 0.062, "Hyperliquid": 0.033}
PARTS |= {"CoinEx": 0.012, "Bitfinex": 0.005, "Bitmex": 0.003}  # the vendor's own spelling of BitMEX
SMALLER = {"HYPE": 0.02, "SUI": 0.018, "PEPE": 0.015, "LINK": 0.012, "AVAX": 0.008, "LTC": 0.006, "BCH": 0.006}
SMALLER |= {"UNI": 0.005, "AAVE": 0.005, "NEAR": 0.004, "DOT": 0.004, "HBAR": 0.004, "XLM": 0.004, "ETC": 0.003}
SMALLER |= {"TRX": 0.003, "ZEC": 0.003, "TON": 0.002, "CRO": 0.001, "XMR": 0.001, "EOS": 0.001}

FOUNDING = 1_752_494_400  # 2025-07-14T12:00:00Z
FOUNDING_PARTS = {"SOL": 0.10, "XRP": 0.20, "DOGE": 0.085, "ADA": 0.045, "BNB": 0.011}  # of what is neither BTC nor ETH
WITHIN = {1: (0.12, 0.015), 4: (0.40, 0.06), 12: (0.78, 0.83), 24: (1.0, 1.0)}  # of 24 hours: longs, shorts
# fmt: off
FOUNDING_SPLIT: dict[str, Split] = {
    "*": {
        "Bybit": (34117208.31, 214880142.1), "Binance": (41902665.18, 201335910.44), "HTX": (15220481.9, 92410377.65),
        "OKX": (17604330.25, 58120904.37), "Gate": (10113590.05, 37902118.26), "Hyperliquid": (6150101.5, 18555074.5),
    },
    "BTC": {
        "Bybit": (5210440.12, 163204118.7), "Binance": (6377102.55, 168040221.36), "HTX": (2411808.14, 71315560.02),
        "OKX": (2720554.91, 38842017.44), "Gate": (1204309.7, 21880419.28), "Hyperliquid": (716000.0, 11730000.0),
    },
    "ETH": {
        "Bybit": (7011230.41, 15204811.27), "Binance": (9820114.63, 18330240.55), "HTX": (3004118.22, 6210440.19),
        "OKX": (3611902.75, 7820119.06), "Gate": (1805081.08, 3204293.56), "Hyperliquid": (1066000.0, 1942000.0),
    },
}
# fmt: on


def _times(pair: Pair, long: float, short: float) -> Pair:
    return pair[0] * long, pair[1] * short


def _sum(pairs: list[Pair]) -> Pair:
    return sum(one[0] for one in pairs), sum(one[1] for one in pairs)


class Forced:
    """What was closed by force; every amount is in US dollars."""

    def __init__(self, papers: Papers, prices: Prices) -> None:
        self._papers, self._prices = papers, prices
        self._hours: dict[tuple[str, int], tuple[Pair, ...]] = {}

    @cached_property
    def coins(self) -> tuple[str, ...]:
        """Every coin that has liquidations, the seven of the history first."""
        return (*self._papers.forced, *(coin for coin in SMALLER if coin in self._prices.coins))

    def day(self, coin: str, day: int) -> Pair:
        """A UTC day of one of the seven coins on the tracked venues; an echo of its prices after the history ends."""
        known = self._papers.forced[coin]
        if day in known or day < min(known):
            return known.get(day, (0.0, 0.0))
        whole, last = self._prices.candle(coin, DAY, day), max(known)
        if whole is None:
            return 0.0, 0.0
        before = [at for at in range(last - 90 * DAY, last, DAY) if at in known]
        usual = sorted(sum(known[at]) for at in before)[len(before) // 2]
        days = [candle for at in before if (candle := self._prices.candle(coin, DAY, at))]
        reach = (whole.high - whole.low) / whole.low / (usual_range(days) or 1.0)
        total = usual * min(12.0, max(0.2, reach**1.6))
        rose = (whole.close - whole.open) / ((whole.high - whole.low) or 1.0)
        return total * (0.5 - 0.4 * rose), total * (0.5 + 0.4 * rose)

    def tracked(self, coin: str, start: int, end: int) -> Pair:
        """Closed in [start, end) on the tracked venues, an hour's part in proportion."""
        if start % DAY == 0 and end % DAY == 0:
            return _sum([self.day(coin, day) for day in range(start, end, DAY)])
        found = []
        for hour in range(start // HOUR * HOUR, end, HOUR):
            part = (min(end, hour + HOUR) - max(start, hour)) / HOUR
            found.append(_times(self._day_by_hour(coin, hour // DAY * DAY)[hour % DAY // HOUR], part, part))
        return _sum(found)

    def coin(self, coin: str, start: int, end: int) -> Pair:
        """Closed in [start, end) on every venue; "*" is every coin."""
        if coin in self._papers.forced:
            return _times(self.tracked(coin, start, end), 1 / TRACKED_PART, 1 / TRACKED_PART)
        whole = _sum([self.coin(one, start, end) for one in self._papers.forced])
        long, short = (1.0, 1.0) if coin == "*" else smaller(coin)
        return _times(whole, long / TRACKED_COINS_PART, short / TRACKED_COINS_PART)

    def split(self, coin: str, start: int, end: int) -> Split:
        """The same by venue; the tracked three keep their known sum."""
        if coin == "*":
            rows = [self.split(one, start, end) for one in self._papers.forced]
            scale = 1 / TRACKED_COINS_PART
            return {venue: _times(_sum([row[venue] for row in rows]), scale, scale) for venue in PARTS}
        whole, parts = self.coin(coin, start, end), venue_parts(coin)
        return {venue: _times(whole, *parts[venue]) for venue in PARTS}

    def rolling(self, coin: str, hours: int, now: int) -> Split:
        """The window of `hours` that ends now, by venue: the recap's own figures on the founding day."""
        if abs(now - FOUNDING) > 900:
            return self.split(coin, now - hours * HOUR, now)
        part = WITHIN.get(hours, (hours / 24, hours / 24))
        return {venue: _times(pair, *part) for venue, pair in founding(coin).items()}

    def bar(self, coin: str, venue: str, start: int, end: int) -> Pair:
        """A bucket of one venue: Binance's own where the history holds it."""
        known = self._papers.bars.get(coin, {})
        if venue == "Binance" and end - start == FOUR_HOURS and start in known:
            return known[start]
        return self.split(coin, start, end).get(venue, (0.0, 0.0))

    def _day_by_hour(self, coin: str, day: int) -> tuple[Pair, ...]:
        """A day's 24 hours: longs where the price fell, shorts where it rose, in Binance's rhythm where it is known."""
        if (coin, day) not in self._hours:
            weights = [self._weights(coin, hour) for hour in range(day, day + DAY, HOUR)]
            long, short = self.day(coin, day)
            longs, shorts = _sum(weights)
            self._hours[coin, day] = tuple((long * w[0] / longs, short * w[1] / shorts) for w in weights)
        return self._hours[coin, day]

    def _weights(self, coin: str, hour: int) -> Pair:
        one = self._prices.candle(coin, HOUR, hour)
        if one is None:
            return 1.0, 1.0
        fell, rose = (one.open - one.low) / one.open, (one.high - one.open) / one.open
        long, short = 0.0005 + fell * fell * 10, 0.0005 + rose * rose * 10
        bar = self._papers.bars.get(coin, {}).get(hour - hour % FOUR_HOURS)
        if bar is None:
            return long, short
        hours = range(hour - hour % FOUR_HOURS, hour - hour % FOUR_HOURS + FOUR_HOURS, HOUR)
        peers = [peer for at in hours if (peer := self._prices.candle(coin, HOUR, at))]
        longs = sum(0.0005 + ((p.open - p.low) / p.open) ** 2 * 10 for p in peers)
        shorts = sum(0.0005 + ((p.high - p.open) / p.open) ** 2 * 10 for p in peers)
        return (bar[0] + 1.0) * long / longs, (bar[1] + 1.0) * short / shorts


@cache
def venue_parts(coin: str) -> dict[str, Pair]:
    """Each venue's part of a coin's longs and shorts: different for every coin, the sum of the tracked three kept."""
    dice = Random(f"venues of {coin}")
    rough = {venue: (part * dice.uniform(0.85, 1.15), part * dice.uniform(0.85, 1.15)) for venue, part in PARTS.items()}
    found = {}
    for group, whole in ((TRACKED, TRACKED_PART), (tuple(v for v in PARTS if v not in TRACKED), 1 - TRACKED_PART)):
        longs, shorts = _sum([rough[venue] for venue in group])
        found |= {venue: (rough[venue][0] * whole / longs, rough[venue][1] * whole / shorts) for venue in group}
    return found


def smaller(coin: str) -> Pair:
    """A small coin's part of the market's longs and shorts: no two coins have the same."""
    part, dice = SMALLER.get(coin, 0.0), Random(f"parts of {coin}")
    return part * dice.uniform(0.8, 1.2), part * dice.uniform(0.8, 1.2)


def founding(coin: str) -> Split:
    """The founding day's 24 hours; a smaller coin has its part of what is neither bitcoin's nor ether's."""
    if coin in FOUNDING_SPLIT:
        return FOUNDING_SPLIT[coin]
    known = FOUNDING_PARTS.get(coin)
    long, short = (known, known) if known else _times(smaller(coin), 2.5, 2.5)
    rest: Split = {}
    for venue, whole in FOUNDING_SPLIT["*"].items():
        btc, eth = FOUNDING_SPLIT["BTC"][venue], FOUNDING_SPLIT["ETH"][venue]
        rest[venue] = ((whole[0] - btc[0] - eth[0]) * long, (whole[1] - btc[1] - eth[1]) * short)
    return rest
