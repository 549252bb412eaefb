"""CoinGlass v4: everything about liquidations."""

from __future__ import annotations

from random import Random

from .coinglass_rules import needs, required, span
from .forced import FOUNDING, PARTS, Pair
from .kit import Ask, Refused, said
from .papers import DAY, HOUR

RANGES = {"1h": 1, "4h": 4, "12h": 12, "24h": 24}
SHOUTED = {name.upper(): name for name in PARTS}
FOUNDING_ORDERS = ((1_752_468_131_000, 121871.4, 98112450.27), (1_752_476_400_000, 122402.0, 7214883.9))  # shorts
FOUNDING_REST = 4_900_000.0  # everything else of that day, coin and venue was smaller


def exchange_list(ask: Ask) -> object:
    """The window that ends now, by venue; the keys in the mixed case of the recorded answers."""
    (chosen,) = required(ask, "range")
    if chosen not in RANGES:
        raise Refused(said({"code": "400", "msg": "The requested range is not supported."}))
    coin = ask.params.get("symbol") or "*"
    if coin != "*" and coin not in ask.world.forced.coins:
        return {"code": "0", "data": []}
    rows = ask.world.forced.rolling(coin, RANGES[chosen], ask.world.at)
    whole = (sum(pair[0] for pair in rows.values()), sum(pair[1] for pair in rows.values()))
    if abs(ask.world.at - FOUNDING) <= 900 and chosen == "24h" and coin == "*":
        whole = (125108377.19, 623204527.32)
    ranked = sorted(rows.items(), key=lambda row: -sum(row[1]))
    return {"code": "0", "data": [_venue("All", whole), *(_venue(name, pair) for name, pair in ranked)]}


def _venue(name: str, pair: Pair) -> dict[str, object]:
    long, short = round(pair[0], 6), round(pair[1], 6)
    total = round(long + short, 7)
    return {"exchange": name, "liquidation_usd": total, "longLiquidation_usd": long, "shortLiquidation_usd": short}


def coin_list(ask: Ask) -> object:
    """The coins of one venue, four windows side by side."""
    needs(ask, "STARTUP")
    (exchange,) = required(ask, "exchange")
    venue = SHOUTED.get(exchange.upper(), "")
    found = []
    for coin in ask.world.forced.coins if venue else ():
        row: dict[str, object] = {"symbol": coin}
        for hours in (24, 12, 4, 1):
            long, short = ask.world.forced.rolling(coin, hours, ask.world.at).get(venue, (0.0, 0.0))
            row |= {f"liquidation_usd_{hours}h": long + short, f"long_liquidation_usd_{hours}h": long}
            row[f"short_liquidation_usd_{hours}h"] = short
        found.append(row)
    return {"code": "0", "data": sorted(found, key=lambda row: -float(str(row["liquidation_usd_24h"])))}


def pair_history(ask: Ask) -> object:
    """One pair on one venue, as texts."""
    exchange, symbol, interval = required(ask, "exchange", "symbol", "interval")
    coin = symbol.removesuffix("USDT").removesuffix("USD")
    rows = _buckets(ask, coin, [exchange], interval)
    return {
        "code": "0",
        "data": [
            {"time": at, "long_liquidation_usd": f"{long:.5f}", "short_liquidation_usd": f"{short:.5f}"}
            for at, (long, short) in rows
        ],
    }


def aggregated_history(ask: Ask) -> object:
    """One coin on several venues, as numbers; the newest bucket is the running one."""
    venues, coin, interval = required(ask, "exchange_list", "symbol", "interval")
    rows = _buckets(ask, coin, venues.split(","), interval)
    return {
        "code": "0",
        "data": [
            {
                "time": at,
                "aggregated_long_liquidation_usd": round(long, 8),
                "aggregated_short_liquidation_usd": round(short, 8),
            }
            for at, (long, short) in rows
        ],
    }


def _buckets(ask: Ask, coin: str, exchanges: list[str], interval: str) -> list[tuple[int, Pair]]:
    forced, now = ask.world.forced, ask.world.at
    step, first, last, limit = span(ask, interval)
    venues = [SHOUTED[name.strip().upper()] for name in exchanges if name.strip().upper() in SHOUTED]
    if not venues or coin not in forced.coins:
        return []
    found = []
    for at in range(-(-first // step) * step, min(last, now), step)[-limit:]:
        pairs = [forced.bar(coin, venue, at, min(at + step, now)) for venue in venues]
        long, short = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if long + short:
            found.append((at * 1000, (long, short)))
    return found


def order(ask: Ask) -> object:
    """Single orders of the last seven days, newest first; side 1 bought back a short, side 2 sold a long."""
    needs(ask, "STANDARD")
    exchange, coin, least = required(ask, "exchange", "symbol", "min_liquidation_amount")
    venue, now = SHOUTED.get(exchange.upper(), ""), ask.world.at
    try:
        floor = float(least)
    except ValueError:
        raise Refused(said({"code": "400", "msg": "min_liquidation_amount is not a number"})) from None
    bad = said({"code": "400", "msg": "start_time is not a number"})
    start = max(ask.whole("start_time", 0, bad) / 1000, now - 7 * DAY)
    end = min(ask.whole("end_time", now * 1000, bad) / 1000, now)
    if not venue or coin not in ask.world.forced.coins:
        return {"code": "0", "data": []}
    days = range(int(start) // DAY * DAY, now, DAY)
    rows = [row for day in days for row in orders_of(ask, coin, venue, day) if start * 1000 <= row[0] < end * 1000]
    rows = sorted((row for row in rows if row[2] >= floor), reverse=True)[:200]
    return {
        "code": "0",
        "msg": "success",
        "data": [
            {
                "exchange_name": venue.upper(), "symbol": f"{coin}USDT", "base_asset": coin, "price": price,
                "usd_value": usd, "side": side, "time": at,
            }
            for at, price, usd, side in rows
        ],
    }  # fmt: skip


def orders_of(ask: Ask, coin: str, venue: str, day: int) -> list[tuple[int, float, float, int]]:
    """A UTC day's orders of a coin on a venue: (time in ms, price, dollars, side), a quarter of the day's sum."""
    world, dice = ask.world, Random(f"{coin} {venue} {day}")
    long, short = world.forced.split(coin, day, day + DAY)[venue]
    founding = (coin, venue, day) == ("BTC", "Binance", FOUNDING - 12 * HOUR)
    found = [(*one, 1) for one in FOUNDING_ORDERS] if founding else []
    most = FOUNDING_REST if founding else float("inf")
    for side, whole in ((1, short), (2, long)):
        for place in range(40):
            at = day + dice.randrange(DAY)
            price = world.prices.price(coin, at) if at < world.at else None
            usd = round(min(most, whole * 0.05 * 0.8**place * dice.uniform(0.9, 1.0)), 4)
            if price and usd >= 1000:
                found.append((at * 1000 + dice.randrange(1000), price, usd, side))
    return found


def max_pain(ask: Ask) -> object:
    """The level of most pain, above and below, with the vendor's own names for them."""
    needs(ask, "PROFESSIONAL")
    rows = []
    for coin in ("BTC", "ETH", "SOL", "XRP"):
        price = ask.world.price(coin)
        rows.append({
            "symbol": coin, "price": price, "long_max_pain_liq_level": 75677278.26,
            "long_max_pain_liq_price": round(price * 1.021, 4), "short_max_pain_liq_level": 44617473.19,
            "short_max_pain_liq_price": round(price * 0.989, 4),
        })  # fmt: skip
    return {"code": "0", "data": rows}


ROUTES = {
    "/api/futures/liquidation/exchange-list": exchange_list,
    "/api/futures/liquidation/coin-list": coin_list,
    "/api/futures/liquidation/history": pair_history,
    "/api/futures/liquidation/aggregated-history": aggregated_history,
    "/api/futures/liquidation/order": order,
    "/api/futures/liquidation/max-pain": max_pain,
}
