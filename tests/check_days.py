"""Days with known facts, written by hand, for the tests of the check."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from newsgen.catalogue import CATALOGUE
from newsgen.model import About, Fact, Facts, Origin, Quote, Value, Window

ORIGIN = (Origin("CoinGlass"),)


def day_of(values: dict[str, Value], end: datetime, quotes: tuple[Quote, ...] = ()) -> Facts:
    """Facts of a 24-hour window that ends at `end`."""
    window = Window(end - timedelta(hours=24), end)
    values = {"window.end": end, "window.start": window.start, "window.hours": 24, "day.date": end.date(), **values}
    known = {}
    for fact_id, value in values.items():
        declared = CATALOGUE[fact_id]
        about = _about(declared.about, fact_id, values)
        known[fact_id] = Fact(fact_id, value, declared.unit, about, window, end, "", ORIGIN)
    return Facts(end.date(), window, end, known, {}, quotes)


def _about(about: About, fact_id: str, values: dict[str, Value]) -> About:
    """What the day's measuring fills in: the venues of series and prices."""
    tracked = fact_id.startswith(("series.", "callback.")) or values.get("liq.tracked") == 1
    if about.measure.startswith("liquidated") and tracked:
        return replace(about, venues=str(values.get("series.venues", "*")))
    if about.measure == "price" and about.coin:
        return replace(about, venues=str(values.get(f"{about.coin.lower()}.venue", "*")))
    return about


PERFUMO = Quote(
    "Thomas Perfumo",
    "bitcoin's move out of the area above $110,000 opens a new phase of price discovery, helped by steady inflows "
    "into spot bitcoin ETFs and by strength in US equities",
    "published interview",
    "Chief Economist",
    "Kraken",
)
SQUEEZE: dict[str, Value] = {
    "day.year": "2025", "liq.total": 748312904, "liq.long": 125108377, "liq.short": 623204527,
    "liq.long_share": 16.7187, "liq.short_share": 83.2813,
    "liq.side": "short", "liq.side_usd": 623204527, "liq.side_share": 83.2813, "liq.minor_usd": 125108377,
    "liq.tracked": 0, "liq.source": "CoinGlass",
    "liq.traders": 130000, "liq.per_trader": 5756.25, "liq.majors_share": 76.53, "liq.alts_share": 23.47,
    "liq.alts_usd": 175630000, "liq.eth_over_btc": 0.1601,
    "top1.coin": "BTC", "top1.total": 493652552, "top1.share": 65.9687, "top2.coin": "ETH", "top2.total": 79030352,
    "top2.share": 10.5612,
    "btc.liq_total": 493652552, "btc.liq_long": 18640215, "btc.liq_short": 475012337, "btc.liq_share": 65.9687,
    "btc.liq_long_share": 3.776, "btc.liq_short_share": 96.224,
    "eth.liq_total": 79030352, "eth.liq_long": 26318447, "eth.liq_short": 52711905, "eth.liq_share": 10.5612,
    "eth.liq_long_share": 33.302, "eth.liq_short_share": 66.698,
    "venue1.name": "Bybit", "venue1.total": 248997350, "venue1.share": 33.2745, "venue1.short_share": 86.298,
    "venue1.long_share": 13.702,
    "venue2.name": "Binance", "venue2.total": 243238576, "venue2.share": 32.505, "venue2.short_share": 82.773,
    "venue2.long_share": 17.227,
    "venue3.name": "HTX", "venue3.total": 107630860, "venue3.share": 14.3831, "venue4.name": "OKX",
    "venue4.total": 75725235, "venue4.share": 10.1195,
    "order.usd": 98112450, "order.coin": "BTC", "order.venue": "Binance", "order.side": "short",
    "order.pair": "BTCUSDT", "order.price": 121871.4, "order.share": 13.111,
    "order.time": datetime(2025, 7, 14, 4, 42, 11, tzinfo=UTC),
    "series.day": date(2025, 7, 14), "series.start": date(2020, 12, 23), "series.coins": 7,
    "series.venues": "Binance+Bybit+OKX", "series.total": 402115000,
    "series.long": 69020000, "series.short": 333095000, "series.median30": 159570000, "series.ratio": 2.52,
    "series.before": 152000000, "series.day_ratio": 2.6455,
    "series.total_since": date(2025, 7, 10), "series.total_since_days": 4, "series.shorts_since": date(2025, 7, 10),
    "series.shorts_since_days": 4, "series.rank_year": 5, "series.percentile": 96.4,
    "callback.date": date(2025, 7, 10), "callback.days": 4, "callback.total": 1120450000, "callback.side": "short",
    "callback.side_usd": 1012450000,
    "callback.since": date(2021, 7, 26), "callback.since_days": 1445,
    "btc.name": "BTC", "btc.price": 121467.24, "btc.open": 118072.01, "btc.high": 123218.0, "btc.low": 117856.0,
    "btc.venue": "Binance", "btc.change_24h": 2.8756,
    "btc.change_7d": 11.9503, "btc.range_pct": 4.5496, "btc.range_usd": 5362.0, "btc.week_ago": 108501.0,
    "btc.change_30d": 15.21, "btc.year_open": 93576.0, "btc.change_ytd": 29.806,
    "btc.year_ago": 60100.0, "btc.change_12m": 102.109, "btc.record": 123218.0, "btc.record_date": date(2025, 7, 14),
    "btc.record_before": 118869.98, "btc.record_before_date": date(2025, 7, 11),
    "btc.record_new": 1, "btc.record_days": 0, "btc.from_record": -1.4208, "btc.data_start": date(2017, 8, 17),
    "btc.up_days": 5, "btc.week_high": 123218.0, "btc.week_low": 107429.0,
    "btc.level_broken": 120000.0, "btc.class_broken": 10000.0, "btc.level_passed": 123000.0,
    "btc.class_passed": 1000.0, "btc.broken_first": 1,
    "eth.name": "ETH", "eth.price": 3041.52, "eth.open": 2972.8, "eth.high": 3083.0, "eth.low": 2951.3,
    "eth.venue": "Binance", "eth.change_24h": 2.3116, "eth.change_7d": 18.84,
    "eth.change_ytd": -8.8, "eth.record": 4868.0, "eth.record_date": date(2021, 11, 10), "eth.from_record": -37.52,
    "eth.record_new": 0, "eth.high_since": date(2025, 2, 2), "eth.high_since_days": 162,
    "eth.level_reclaimed": 3000.0, "eth.class_reclaimed": 1000.0, "eth.reclaimed_since": date(2025, 2, 1),
    "eth.reclaimed_days": 163, "eth.year_open": 3336.0, "eth.year_ago": 3210.0, "eth.change_12m": -5.25,
    "gap.eth_btc_24h": -0.564, "breadth.day": date(2025, 7, 13), "breadth.up": 17, "breadth.down": 3,
    "breadth.all": 20, "best.coin": "XLM", "best.change": 9.64, "best2.coin": "HBAR", "best2.change": 7.9,
    "worst.coin": "AAVE", "worst.change": -1.83, "xlm.change_day": 9.64, "aave.change_day": -1.83,
    "hbar.change_day": 7.9, "sol.change_24h": 1.37, "sol.price": 163.4,
    "btc_etf.flow": 1029600000.0, "btc_etf.date": date(2025, 7, 11), "btc_etf.before": 1175600000.0,
    "btc_etf.in_days": 7, "btc_etf.streak_sum": 3409500000.0, "btc_etf.week_sum": 2717600000.0,
    "eth_etf.flow": 204900000.0, "eth_etf.date": date(2025, 7, 11), "eth_etf.in_days": 6,
    "spx.change": -0.3254, "ndx.change": -0.2136, "stocks.date": date(2025, 7, 11), "fng.value": 74,
    "fng.before": 71, "fng.label": "Greed", "fng.change_1d": 3,
    "btc.oi": 43200000000.0, "btc.oi_change_24h": 3.42, "market.dominance": 64.2,
}  # fmt: skip
FLUSH: dict[str, Value] = {
    "day.year": "2025", "liq.total": 2235100000, "liq.long": 1881000000, "liq.short": 354100000,
    "liq.long_share": 84.157, "liq.short_share": 15.843, "liq.side": "long", "liq.tracked": 0,
    "liq.source": "CoinGlass", "liq.traders": 729000, "liq.side_usd": 1881000000, "liq.side_share": 84.157,
    "eth.liq_total": 610300000, "eth.liq_share": 27.306, "eth.liq_long": 475800000, "eth.liq_short": 134500000,
    "btc.liq_total": 408900000, "btc.liq_share": 18.295, "btc.liq_long": 339200000, "btc.liq_short": 69700000,
    "liq.eth_over_btc": 1.4925, "top1.coin": "ETH", "top1.total": 610300000, "top1.share": 27.306,
    "order.usd": 25630000, "order.coin": "ETH", "order.venue": "Binance", "order.side": "long",
    "order.pair": "ETHBTC", "order.share": 1.1467,
    "btc.name": "BTC", "btc.price": 95108.0, "btc.open": 98864.8, "btc.high": 99439.0, "btc.low": 91231.0,
    "btc.venue": "Binance", "btc.change_24h": -3.8, "btc.change_7d": -7.1, "btc.change_ytd": 1.637,
    "btc.year_open": 93576.0, "btc.change_12m": 121.6, "btc.record": 109588.0, "btc.record_date": date(2025, 1, 20),
    "btc.record_new": 0, "btc.from_record": -13.2131, "btc.low_since": date(2025, 1, 13),
    "btc.low_since_days": 21, "btc.rebound": 4.2497, "btc.recovered": 50.79, "btc.range_pct": 8.9969,
    "btc.to_low": 0, "btc.level_touched_down": 95000.0,
    "eth.name": "ETH", "eth.price": 2581.4, "eth.open": 3066.0, "eth.high": 3102.0, "eth.low": 2125.0,
    "eth.venue": "Binance", "eth.change_24h": -15.806, "eth.change_ytd": -22.61, "eth.low_since": date(2024, 8, 5),
    "eth.low_since_days": 182, "eth.recovered": 48.5, "eth.level_lost": 3000.0, "eth.class_lost": 1000.0,
    "eth.record_new": 0, "eth.year_open": 3336.0, "gap.eth_btc_24h": -12.006,
    "fng.value": 44, "fng.before": 60, "fng.low_since": date(2024, 10, 11), "fng.low_since_days": 115,
    "btc_etf.flow": 318600000.0, "btc_etf.date": date(2025, 1, 31), "btc_etf.before": 588100000.0,
    "btc_etf.in_days": 2,
    "series.day": date(2025, 2, 3), "series.start": date(2020, 12, 23), "series.coins": 7,
    "series.venues": "Binance+Bybit+OKX", "series.total": 1402000000, "series.long": 1050000000,
    "series.short": 352000000,
    "series.ratio": 6.9, "series.median30": 203200000, "series.total_since": date(2021, 9, 7),
    "series.total_since_days": 1245, "series.longs_since": date(2021, 12, 4), "series.longs_since_days": 1157,
    "series.rank_year": 1,
    "breadth.day": date(2025, 2, 2), "breadth.up": 0, "breadth.down": 20, "breadth.all": 20, "worst.coin": "AVAX",
    "worst.change": -14.2, "worst2.coin": "DOGE", "worst2.change": -13.1, "worst3.coin": "ADA",
    "worst3.change": -10.3,
    "best.coin": "TRX", "best.change": -3.1, "spx.change": -0.505, "ndx.change": -0.14,
    "stocks.date": date(2025, 1, 31),
}  # fmt: skip
FLUSH.pop("btc.to_low")
QUIET: dict[str, Value] = {
    "day.year": "2025", "liq.total": 45210000, "liq.long": 29830000, "liq.short": 15380000, "liq.long_share": 65.981,
    "liq.short_share": 34.019, "liq.side": "long", "liq.tracked": 1, "liq.coins": 7,
    "liq.venues": "Binance+Bybit+OKX", "liq.source": "CoinGlass", "eth.liq_total": 26020000, "eth.liq_share": 57.55,
    "btc.liq_total": 2510000, "btc.liq_share": 5.552, "top1.coin": "ETH", "top1.share": 57.55,
    "series.ratio": 0.2568, "series.median30": 176050000, "series.total": 45210000, "series.coins": 7,
    "series.venues": "Binance+Bybit+OKX", "series.day": date(2025, 8, 16), "series.start": date(2020, 12, 23),
    "series.low_since": date(2025, 6, 28), "series.low_since_days": 49, "liq.side_usd": 29830000,
    "liq.side_share": 65.981, "liq.eth_over_btc": 10.3665,
    "btc.name": "BTC", "btc.price": 117381.0, "btc.open": 117421.0, "btc.high": 117899.0, "btc.low": 117144.0,
    "btc.venue": "Binance", "btc.change_24h": -0.0341, "btc.range_pct": 0.6445, "btc.range_usd": 755.0,
    "btc.record": 124474.0, "btc.record_date": date(2025, 8, 14), "btc.record_new": 0, "btc.from_record": -5.6984,
    "btc.change_7d": 0.74, "eth.name": "ETH", "eth.price": 4422.0, "eth.change_24h": -0.42, "eth.open": 4440.7,
    "eth.high": 4488.0, "eth.low": 4370.0, "eth.record_new": 0, "btc_etf.flow": -14100000.0,
    "btc_etf.date": date(2025, 8, 15), "btc_etf.out_days": 1, "btc_etf.run_before": 7,
    "breadth.day": date(2025, 8, 16), "breadth.up": 8, "breadth.down": 12, "breadth.all": 20, "best.coin": "LINK",
    "best.change": 4.03, "worst.coin": "ADA", "worst.change": -2.61, "fng.value": 56, "fng.before": 56,
    "ndx.change": -0.508, "spx.change": -0.289, "stocks.date": date(2025, 8, 15),
}  # fmt: skip
FOUNDING = day_of(SQUEEZE, datetime(2025, 7, 14, 12, tzinfo=UTC), (PERFUMO,))
TARIFFS = day_of(FLUSH, datetime(2025, 2, 3, 12, tzinfo=UTC))
CALM = day_of(QUIET, datetime(2025, 8, 17, 0, tzinfo=UTC))
DAYS = {"founding": FOUNDING, "tariffs": TARIFFS, "calm": CALM}


def sentences() -> list[tuple[str, str]]:
    """True sentences, each with the name of its day."""
    told = tomllib.loads((Path(__file__).parent / "check_sentences.toml").read_text(encoding="utf-8"))
    return [(name, sentence) for name, group in told.items() for sentence in group]
