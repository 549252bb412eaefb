"""Days made up for the gallery: every fact of the catalogue with a plausible value, and other days beside it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from newsgen.catalogue import CATALOGUE
from newsgen.model import Declared, Fact, Facts, Unit, Value, Window

END = datetime(2031, 7, 15, tzinfo=UTC)
WINDOW = Window(END - timedelta(days=1), END)
DAY = WINDOW.start.date()
MISSING, TOLD, UNTOLD = "missing", "told", "untold"  # what a change may do to a fact besides giving it a value
_PRICES = {"btc": 61_240.0, "eth": 3_052.0}

# What generic values would get wrong: parts that add up, sides that agree, levels that are round.
_OWN: Mapping[str, Value] = {
    "day.date": DAY, "day.year": "2031", "day.weekend": 0, "window.start": WINDOW.start, "window.end": END,
    "window.hours": 24, "window.is_day": 1,
    "event.what": "US inflation slowed in June", "event.source": "the Bureau of Labor Statistics", "event.date": DAY,
    "event.kind": "macro", "event.count": 1, "event.hours": 9,
    "ahead.what": "the Federal Reserve's rate decision", "ahead.source": "the Federal Reserve",
    "ahead.date": DAY + timedelta(days=3), "ahead.days": 3, "ahead.kind": "macro",
    "liq.total": 412_300_000.0, "liq.long": 288_610_000.0, "liq.short": 123_690_000.0, "liq.long_share": 70.0,
    "liq.short_share": 30.0, "liq.side": "long", "liq.side_usd": 288_610_000.0, "liq.side_share": 70.0,
    "liq.minor_usd": 123_690_000.0, "liq.tracked": 0, "liq.coins": 8, "liq.venues": "Binance+Bybit+OKX",
    "liq.source": "CoinGlass", "liq.traders": 131_400, "liq.per_trader": 3_137.0, "liq.ratio": 1.9,
    "liq.majors_share": 62.0, "liq.alts_share": 38.0, "liq.alts_usd": 156_674_000.0, "liq.eth_over_btc": 0.71,
    "liq.short_burst": 41.0, "liq.newcomer": "DOGE",
    "top1.coin": "BTC", "top1.total": 149_500_000.0, "top1.share": 36.3, "top2.coin": "ETH",
    "top2.total": 106_100_000.0, "top2.share": 25.7, "top3.coin": "SOL", "top3.total": 31_800_000.0,
    "top3.share": 7.7, "venue1.name": "Binance", "venue2.name": "Bybit", "venue3.name": "OKX", "venue4.name": "HTX",
    "venue1.share": 44.0, "venue2.share": 27.0, "venue3.share": 16.0, "venue4.share": 8.0, "venue1.usual_share": 35.0,
    "venue_short.name": "OKX", "venue_long.name": "Bybit",
    "order.coin": "BTC", "order.venue": "Bybit", "order.side": "long", "order.pair": "BTCUSDT",
    "order.time": END - timedelta(hours=5),
    "series.day": DAY, "series.exact": 1, "series.start": date(2027, 1, 1), "series.coins": 8,
    "series.venues": "Binance+Bybit+OKX", "series.total": 391_200_000.0, "series.long": 269_928_000.0,
    "series.short": 121_272_000.0, "series.long_share": 69.0, "series.short_share": 31.0,
    "series.median30": 205_900_000.0, "series.ratio": 1.9, "series.before": 178_400_000.0, "series.day_ratio": 2.2,
    "series.rank_year": 6, "series.rank_all": 41, "series.days_year": 195, "series.side_run_side": "long",
    "series.total_record": 0, "series.longs_record": 0, "series.shorts_record": 0,
    "callback.side": "long", "echo.side": "long", "burst.side": "long",
    "burst.start": END - timedelta(hours=9), "burst.end": END - timedelta(hours=5),
    "btc.liq_total": 149_500_000.0, "btc.liq_long": 101_660_000.0, "btc.liq_short": 47_840_000.0,
    "eth.liq_total": 106_100_000.0, "eth.liq_long": 76_392_000.0, "eth.liq_short": 29_708_000.0,
    "best.coin": "SOL", "best2.coin": "XRP", "best3.coin": "LINK", "worst.coin": "DOGE", "worst2.coin": "ADA",
    "worst3.coin": "SUI", "best.change": 3.4, "best2.change": 2.8, "best3.change": 1.9, "worst.change": -8.1,
    "worst2.change": -6.6, "worst3.change": -5.7, "breadth.up": 5, "breadth.down": 21, "breadth.all": 27,
    "btc_etf.top_fund": "IBIT", "eth_etf.top_fund": "ETHA", "sol_etf.top_fund": "BSOL", "xrp_etf.top_fund": "XRPC",
    "fng.value": 38, "fng.label": "Fear", "fng.before": 47, "fng.week_ago": 61, "fng.change_1d": -9.0,
    "fng.change_7d": -23.0, "market.dominance": 58.3, "market.dominance_7d": 0.8, "market.cap": 2_180_000_000_000.0,
    "market.cap_before": 2_251_000_000_000.0, "market.cap_usd": -71_000_000_000.0, "market.cap_change": -3.2,
    "market.cap_level": 2_000_000_000_000.0,
}  # fmt: skip

# A rise where the day above has a fall: the signs of moves turn, and shorts take the place of longs.
_TURNED = (Unit.PERCENT, Unit.POINTS, Unit.RATE)
_SWAPPED: Mapping[str, Value] = {
    "liq.long": 123_690_000.0, "liq.short": 288_610_000.0, "liq.long_share": 30.0, "liq.short_share": 70.0,
    "liq.side": "short", "series.long": 121_272_000.0, "series.short": 269_928_000.0, "series.long_share": 31.0,
    "series.short_share": 69.0, "series.side_run_side": "short", "callback.side": "short", "burst.side": "short",
    "order.side": "short", "breadth.up": 21, "breadth.down": 5, "fng.value": 71, "fng.label": "Greed",
    "fng.before": 63, "fng.week_ago": 52, "fng.change_1d": 8.0, "fng.change_7d": 19.0, "market.cap_usd": 71e9,
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """Facts that are known, and those that the text before has told."""

    known: Mapping[str, Fact]
    told: frozenset[str] = frozenset()

    def changed(self, fact_id: str, to: Value) -> Made:
        """The same with one fact another value, missing, told or untold, and with what hangs on it."""
        known, told = dict(self.known), self.told
        if to == MISSING:
            known.pop(fact_id, None)
            return Made(known, told - {fact_id})
        if to in (TOLD, UNTOLD):
            known.setdefault(fact_id, _usual()[fact_id])
            return Made(known, told | {fact_id} if to == TOLD else told - {fact_id})
        values: dict[str, Value] = {fact_id: to, **(_parts(fact_id, to, known) if isinstance(to, float | int) else {})}
        known.update({key: made_fact(key, value) for key, value in values.items()})
        return Made(known, told)

    def facts(self) -> Facts:
        """As facts that a telling can read."""
        return Facts(day=DAY, window=WINDOW, as_of=END, known=self.known, missing={})

    def differs(self) -> dict[str, object]:
        """What is not as on the usual made day."""
        base = _usual()
        found: dict[str, object] = {key: one.value for key, one in self.known.items() if base[key].value != one.value}
        return found | dict.fromkeys(base.keys() - self.known.keys(), MISSING) | dict.fromkeys(self.told, TOLD)


def _parts(fact_id: str, to: float, known: Mapping[str, Fact]) -> dict[str, Value]:
    """What hangs on a changed value: the two sides of a total, and the price a move began at."""
    space, _, name = fact_id.partition(".")
    found: dict[str, Value] = {}
    if space in ("liq", "series") and name in ("long_share", "short_share", "side_share", "total", "side"):
        found = _sides(space, name, to, known)
    elif name == "change_24h" and f"{space}.price" in known:
        price = known[f"{space}.price"].value
        if isinstance(price, float) and to > -100:
            opened = round(price / (1 + to / 100), 2)
            found = {f"{space}.open": opened, f"{space}.high": max(price, opened) * 1.008}
            found[f"{space}.low"] = round(min(price, opened) * 0.987, 2)
    return {key: value for key, value in found.items() if key in known}


def _sides(space: str, name: str, to: float, known: Mapping[str, Fact]) -> dict[str, Value]:
    def number(key: str) -> float:
        value = known[key].value if key in known else 0.0
        return float(value) if isinstance(value, int | float) else 0.0

    total = to if name == "total" else number(f"{space}.total")
    share = number(f"{space}.long_share") or 50.0
    if name == "long_share":
        share = to
    elif name == "short_share":
        share = 100 - to
    elif name == "side_share":
        share = to if share >= 50 else 100 - to
    if not 0 <= share <= 100:
        return {}
    long, short = round(total * share / 100), round(total * (100 - share) / 100)
    found: dict[str, Value] = {
        f"{space}.long": float(long), f"{space}.short": float(short), f"{space}.long_share": share,
        f"{space}.short_share": 100 - share,
    }  # fmt: skip
    if space == "liq":
        side = {"liq.side": "long" if share >= 50 else "short", "liq.side_usd": float(max(long, short))}
        found |= {**side, "liq.side_share": max(share, 100 - share), "liq.minor_usd": float(min(long, short))}
    found.pop(f"{space}.{name}", None)
    return found


@lru_cache(maxsize=1)
def days() -> tuple[Made, ...]:
    """A falling day with everything known, a rising one of tracked coins alone, and a small one between two days."""
    falling = {key: _value(one) for key, one in CATALOGUE.items()} | {
        key: value for key, value in _OWN.items() if key in CATALOGUE
    }
    rising = {key: _rising(key, value) for key, value in falling.items()} | {"liq.tracked": 1}
    little = dict(falling)
    for key, value in falling.items():
        if (
            CATALOGUE[key].unit is Unit.PERCENT
            and CATALOGUE[key].about.measure == "change"
            and isinstance(value, float)
        ):
            little[key] = round(value / 9, 3)
    hours: dict[str, Value] = {
        "window.is_day": 0,
        "window.end": END - timedelta(hours=12),
        "window.start": END - timedelta(hours=36),
    }
    little |= {"liq.ratio": 0.41, "series.ratio": 0.41, **hours}
    return tuple(Made({key: made_fact(key, value) for key, value in day.items()}) for day in (falling, rising, little))


def usual(fact_id: str) -> Value:
    """The fact's value on the usual made day."""
    return _usual()[fact_id].value


def _usual() -> Mapping[str, Fact]:
    return days()[0].known


def made_fact(fact_id: str, value: Value) -> Fact:
    """A fact of the catalogue with a made-up value."""
    declared = CATALOGUE[fact_id]
    return Fact(fact_id, value, declared.unit, declared.about, WINDOW, END, "made up for the gallery")


def _rising(key: str, value: Value) -> Value:
    if key in _SWAPPED:
        return _SWAPPED[key]
    declared = CATALOGUE[key]
    moves = declared.about.measure.endswith("change") or declared.about.measure in ("gap", "funding", "flow")
    if moves and isinstance(value, float) and (declared.unit in _TURNED or declared.about.measure == "flow"):
        return -value
    return value


def _value(declared: Declared) -> Value:
    """A plausible value by unit and subject, unlike that of any other fact."""
    space, own = declared.id.split(".")[0], zlib.crc32(declared.id.encode()) % 997 / 997
    maker = _BY_UNIT.get(declared.unit)
    return maker(declared, space, own) if maker else ""


def _percent(declared: Declared, _space: str, own: float) -> Value:
    measure, base = declared.about.measure, declared.about.base or ""
    if measure == "change":
        size = {"window": 3.1, "utc_day": 3.3, "7d": 6.2, "30d": 8.4, "ytd": 14.0, "12m": 31.0}.get(base, 2.2)
        if base in ("ytd", "12m", "ytd_before"):
            return round(size + own, 3)
        return round({"low": 1.2, "to_high": 0.9}.get(base, -size) - own * (0 if base in ("low", "to_high") else 1), 3)
    if measure == "range":
        return round(4.2 + own, 3)
    return round(12 + own * 60, 2)


def _price(declared: Declared, space: str, own: float) -> Value:
    price = _PRICES.get(space, 2.0 + own * 180)
    base = declared.about.base or ""
    step = 1_000.0 if price > 10_000 else 100.0 if price > 1_000 else 5.0
    if declared.about.measure == "level_class":
        return step * 5
    if declared.about.measure == "level":
        return round(price / step) * step + step * {"broken": -1, "reclaimed": -1, "passed": -1, "near": 0}.get(base, 1)
    if declared.about.measure == "range":
        return round(price * 0.041 + own, 2)
    far = {"now": 1.0, "open": 1.032, "high": 1.041, "low": 0.985, "record": 1.31, "record_before": 1.3}
    return round(price * far.get(base, 1.02 + own / 9), 2)


def _usd(declared: Declared, _space: str, own: float) -> Value:
    measure = declared.about.measure
    if measure in ("flow", "market_cap_change"):
        return -round(90e6 + own * 400e6)
    scale = {"liquidated": 20e6, "order": 4e6, "open_interest": 9e9, "volume": 8e9, "per_trader": 2e3}
    return float(round(scale.get(measure, 50e6) * (1 + 4 * own)))


def _count(declared: Declared, _space: str, own: float) -> Value:
    return 21 + int(own * 300) if "days" in declared.id and "since" in declared.id else 2 + int(own * 9)


_BY_UNIT: Mapping[Unit, Callable[[Declared, str, float], Value]] = {
    Unit.USD: _usd,
    Unit.PRICE: _price,
    Unit.PERCENT: _percent,
    Unit.POINTS: lambda _d, _s, own: round(-1.1 - own * 3, 2),
    Unit.COUNT: _count,
    Unit.RATIO: lambda _d, _s, own: round(1.3 + own, 3),
    Unit.INDEX: lambda _d, _s, own: round(4_000 + own * 900, 2),
    Unit.RATE: lambda _d, _s, own: round(-0.004 - own / 100, 4),
    Unit.DATE: lambda _d, _s, own: DAY - timedelta(days=21 + int(own * 300)),
    Unit.TIME: lambda _d, _s, own: END - timedelta(hours=2 + int(own * 20)),
    Unit.COIN: lambda d, space, _o: space.upper() if f"{space}.name" == d.id else "SOL",
    Unit.VENUE: lambda _d, _s, own: ("Binance", "Bybit", "OKX", "Coinbase")[int(own * 4) % 4],
    Unit.SIDE: lambda _d, _s, _o: "long",
    Unit.TEXT: lambda _d, _s, _o: "March",
    Unit.FLAG: lambda _d, _s, _o: 1,
}
