"""CoinGlass v4: fund flows, open interest, funding, pairs, prices and sentiment."""

from __future__ import annotations

from random import Random

from .coinglass_rules import needs, required, span
from .figures import interest
from .forced import PARTS
from .kit import Ask
from .papers import DAY, HOUR
from .world import venue_scale

EXCHANGES = (
    *("OKX", "Binance", "HTX", "Bitmex", "Bitfinex", "Bybit", "Deribit", "Gate", "Kraken", "KuCoin", "CME", "Bitget"),
    *("dYdX", "CoinEx", "BingX", "Coinbase", "Gemini", "Crypto.com", "Hyperliquid", "Bitunix", "MEXC", "WhiteBIT"),
    *("Aster", "Lighter", "EdgeX", "Drift", "Paradex", "Extended", "ApeX Omni"),
)
INTEREST = {"CME": 0.2, "Binance": 0.17, "Bybit": 0.12, "Gate": 0.1, "Bitget": 0.08, "HTX": 0.06, "OKX": 0.06}
INTEREST |= {"Hyperliquid": 0.05, "MEXC": 0.04, "Deribit": 0.03, "WhiteBIT": 0.03, "BingX": 0.02, "Kraken": 0.02}
FUNDS = {"IBIT": 0.62, "FBTC": 0.2, "BITB": 0.05, "ARKB": 0.06, "GBTC": 0.07}  # where the history has no funds any more
LATER = {"SOL": (1_761_609_600, ("BSOL", "FSOL", "GSOL")), "XRP": (1_762_992_000, ("XRPC", "XRPZ"))}
ASSETS = {"bitcoin": "BTC", "ethereum": "ETH", "solana": "SOL", "xrp": "XRP"}
CHANGES = {"5m": 300, "15m": 900, "30m": 1800, "1h": HOUR, "4h": 4 * HOUR, "24h": DAY}


def sessions(ask: Ask, asset: str) -> dict[int, dict[str, float]]:
    """Every session's flows by fund that can be known by now: final at 06:00 UTC of the day after."""
    papers = ask.world.papers
    if asset in LATER:
        start, names = LATER[asset]
        days = [day for day in papers.totals["BTC"] if day >= start]
        totals = papers.totals["BTC"]
        return {day: {name: round(totals[day] / (20 + 9 * n), -5) for n, name in enumerate(names)} for day in days}
    known = dict(papers.funds[asset])
    for day, total in papers.totals[asset].items():
        if day > max(papers.funds[asset]):
            known[day] = {name: total * part for name, part in FUNDS.items()}
    return known


def flow_history(ask: Ask) -> object:
    """All sessions, oldest first; a fund that has not reported has no `flow_usd`, and today's row has none at all."""
    asset, now = ASSETS.get(ask.values["asset"], ""), ask.world.at
    if not asset:
        return {"code": "404", "msg": "Endpoint not found"}
    rows = []
    for day, funds in sorted(sessions(ask, asset).items()):
        if day + 12 * HOUR > now:
            break
        told = [name for place, name in enumerate(funds) if now >= day + (22 + 8 * (place + 1) / len(funds)) * HOUR]
        flows = [{"etf_ticker": name, **({"flow_usd": funds[name]} if name in told else {})} for name in funds]
        rows.append({
            "timestamp": day * 1000, "flow_usd": float(sum(funds[name] for name in told)),
            "price_usd": ask.world.price(asset, min(now, day + 20 * HOUR)), "etf_flows": flows,
        })  # fmt: skip
    return {"code": "0", "data": rows}


def etf_list(ask: Ask) -> object:
    """The funds, with numbers as texts here and there."""
    rows = [
        {
            "ticker": name, "fund_name": f"{name} Trust", "region": "us", "market_status": "closed",
            "primary_exchange": "ARCX", "fund_type": "Spot", "market_cap_usd": "20419179973.00",
            "shares_outstanding": "238180100", "aum_usd": "20110215316.16", "management_fee_percent": "1.5",
            "price_usd": round(ask.world.price("BTC") / 1400, 2),
        }
        for name in ask.world.papers.funds["BTC"][max(ask.world.papers.funds["BTC"])]
    ]  # fmt: skip
    return {"code": "0", "data": rows}


def interest_list(ask: Ask) -> object:
    """Open contracts by venue, "All" first."""
    (coin,) = required(ask, "symbol")
    now = ask.world.at
    whole, price = interest(ask, coin, now), ask.world.price(coin)
    if not whole or not price:
        return {"code": "0", "data": []}
    rows = []
    for venue, part in {"All": 1.0, **INTEREST}.items():
        usd, coined = whole * part, whole * part * (0.13 if venue != "CME" else 0.0)
        row: dict[str, object] = {"exchange": venue, "symbol": coin, "open_interest_usd": round(usd, 4)}
        row |= {
            "open_interest_quantity": round(usd / price, 4), "open_interest_by_coin_margin": round(coined, 4),
            "open_interest_by_stable_coin_margin": round(usd - coined, 4),
            "open_interest_quantity_by_coin_margin": round(coined / price, 4),
            "open_interest_quantity_by_stable_coin_margin": round((usd - coined) / price, 4),
        }  # fmt: skip
        for name, seconds in CHANGES.items():
            before = interest(ask, coin, now - seconds) or whole
            row[f"open_interest_change_percent_{name}"] = round((whole / before - 1) * 100, 2)
        rows.append(row)
    return {"code": "0", "data": rows}


def interest_history(ask: Ask) -> object:
    """Open contracts on all venues over time, as texts."""
    coin, interval = required(ask, "symbol", "interval")
    step, first, last, limit = span(ask, interval)
    rows = []
    for at in range(-(-first // step) * step, last, step)[-limit:]:
        start, end = interest(ask, coin, at), interest(ask, coin, min(at + step, ask.world.at))
        if start and end:
            cells = (start, max(start, end), min(start, end), end)
            rows.append({"time": at * 1000, **{n: f"{v:.0f}" for n, v in zip(("open", "high", "low", "close"), cells)}})
    return {"code": "0", "msg": "success", "data": rows}


def funding_now(ask: Ask, coin: str, at: int | None = None) -> float:
    """Percent per eight hours."""
    known, day = ask.world.papers.funding.get(coin, {}), (at or ask.world.at) // DAY * DAY
    return round(known.get(day) or (known[max(known)] if known and day > max(known) else 0.01), 6)


def funding_list(ask: Ask) -> object:
    """Every coin's rate by venue, in percent per its own interval; next to nothing where a venue has no contract."""
    upcoming = {"next_funding_time": (ask.world.at // (8 * HOUR) + 1) * 8 * HOUR * 1000}
    rows = []
    for coin in ask.world.forced.coins:
        rate, dice = funding_now(ask, coin), Random(f"funding of {coin}")
        stable: list[dict[str, object]] = []
        for venue in ("Binance", "OKX", "Bybit", "Bitget", "Gate"):
            own = round(rate + dice.uniform(-0.0005, 0.0005), 6)
            stable.append({"exchange": venue, "funding_rate_interval": 8, "funding_rate": own, **upcoming})
        stable.append({"exchange": "Hyperliquid", "funding_rate_interval": 1, "funding_rate": round(rate / 8, 8)})
        stable.append({"exchange": "Bitfinex", "funding_rate": 0, **upcoming})
        stable.append({"exchange": "Kraken"})
        coined = {"exchange": "Binance", "funding_rate_interval": 8, "funding_rate": rate, **upcoming}
        rows.append({
            "symbol": coin, "stablecoin_margin_list": stable, "token_margin_list": [coined, {"exchange": "HTX"}],
        })  # fmt: skip
    return {"code": "0", "data": rows}


def funding_history(ask: Ask) -> object:
    """A coin's rate over time, weighted over venues."""
    coin, interval = required(ask, "symbol", "interval")
    step, first, last, limit = span(ask, interval)
    rows = []
    for at in range(-(-first // step) * step, last, step)[-limit:]:
        start, end = funding_now(ask, coin, at), funding_now(ask, coin, min(at + step, ask.world.at))
        rows.append({"time": at * 1000, "open": start, "high": max(start, end), "low": min(start, end), "close": end})
    return {"code": "0", "data": rows}


def pairs_markets(ask: Ask) -> object:
    """A coin's pairs.  As recorded: the longs stand under `short_liquidation_usd_24h`, and the other way round."""
    (coin,) = required(ask, "symbol")
    if coin not in ask.world.forced.coins:
        return {"code": "0", "data": []}
    split, price, now = ask.world.forced.rolling(coin, 24, ask.world.at), ask.world.price(coin), ask.world.at
    change = (price / (ask.world.price(coin, now - DAY) or price) - 1) * 100
    whole, rows = interest(ask, coin, now), []
    for venue in (*PARTS, "Deribit"):
        own = round(price * venue_scale(venue, coin), 4)
        volume, open_usd = 1.1e10 * PARTS.get(venue, 0.01), whole * INTEREST.get(venue, 0.01)
        row: dict[str, object] = {
            "instrument_id": f"{coin}USDT", "exchange_name": venue, "symbol": f"{coin}/USDT", "current_price": own,
            "index_price": price, "price_change_percent_24h": round(change, 2), "volume_usd": round(volume, 4),
            "volume_usd_change_percent_24h": 12.33, "long_volume_usd": round(volume * 0.49, 4),
            "short_volume_usd": round(volume * 0.51, 4), "long_volume_quantity": 1759375,
            "short_volume_quantity": 1787294, "open_interest_quantity": round(open_usd / price, 4),
            "open_interest_usd": round(open_usd, 4), "open_interest_change_percent_24h": 1.06,
        }  # fmt: skip
        if venue in split:
            long, short = split[venue]
            row |= {"long_liquidation_usd_24h": round(short, 2), "short_liquidation_usd_24h": round(long, 2)}
            row["funding_rate"] = funding_now(ask, coin)
            row["next_funding_time"] = (now // (8 * HOUR) + 1) * 8 * HOUR * 1000
        rows.append(row | {"open_interest_volume_radio": 0.3705, "oi_vol_ratio_change_percent_24h": -25.23})
    return {"code": "0", "data": rows}


def price_history(ask: Ask) -> object:
    """A pair's candles on one venue, as texts."""
    exchange, symbol, interval = required(ask, "exchange", "symbol", "interval")
    coin = symbol.removesuffix("USDT")
    step, first, last, limit = span(ask, interval)
    found = ask.world.candles(exchange.lower(), coin, step, first, last)[-limit:]
    return {
        "code": "0",
        "data": [
            {
                "time": c.start * 1000, "open": str(c.open), "high": str(c.high), "low": str(c.low),
                "close": str(c.close), "volume_usd": f"{c.volume:.4f}",
            }
            for c in found
        ],
    }  # fmt: skip


def exchange_rank(ask: Ask) -> object:
    """Venues by open interest, with what was liquidated there."""
    split = ask.world.forced.rolling("*", 24, ask.world.at)
    whole = 1.8 * interest(ask, "BTC", ask.world.at)
    rows = [
        {
            "exchange": venue, "open_interest_usd": round(whole * INTEREST.get(venue, 0.02)),
            "volume_usd": round(1.1e11 * part), "liquidation_usd_24h": sum(split.get(venue, (0.0, 0.0))),
        }
        for venue, part in PARTS.items()
    ]  # fmt: skip
    return {"code": "0", "data": rows}


def coins_markets(ask: Ask) -> object:
    """Every coin in one row."""
    needs(ask, "STANDARD")
    now, rows = ask.world.at, []
    for coin in ask.world.forced.coins:
        price = ask.world.price(coin)
        row: dict[str, object] = {"symbol": coin, "current_price": price, "open_interest_usd": interest(ask, coin, now)}
        for hours in (1, 4, 12, 24):
            pairs = ask.world.forced.rolling(coin, hours, now).values()
            long, short = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
            before = ask.world.price(coin, now - hours * HOUR) or price
            row |= {f"price_change_percent_{hours}h": round((price / before - 1) * 100, 2) if before else 0.0}
            row |= {f"liquidation_usd_{hours}h": long + short, f"long_liquidation_usd_{hours}h": long}
            row[f"short_liquidation_usd_{hours}h"] = short
        rows.append(row)
    return {"code": "0", "msg": "success", "data": rows}


def fear_greed(ask: Ask) -> object:
    """The whole index: an object of three lists, times ascending in milliseconds."""
    days = sorted(day for day in ask.world.papers.sentiment if day <= ask.world.at)
    prices = [ask.world.price("BTC", min(day + DAY, ask.world.at)) for day in days]
    values = [ask.world.papers.sentiment[day] for day in days]
    data = {"data_list": values, "price_list": prices, "time_list": [day * 1000 for day in days]}
    return {"code": "0", "msg": "success", "data": data}


def dominance(ask: Ask) -> object:
    """Bitcoin's part of the market by day."""
    days = sorted(day for day in ask.world.papers.dominance if day <= ask.world.at)
    rows = [
        {"timestamp": d * 1000, "price": ask.world.price("BTC", d), "bitcoin_dominance": ask.world.papers.dominance[d]}
        for d in days
    ]
    return {"code": "0", "data": rows}


def supported_coins(ask: Ask) -> object:
    """Names only."""
    return {"code": "0", "data": list(ask.world.forced.coins)}


def supported_exchanges(_: Ask) -> object:
    """Names only."""
    return {"code": "0", "data": list(EXCHANGES)}


ROUTES = {
    "/api/etf/{asset}/flow-history": flow_history,
    "/api/etf/bitcoin/list": etf_list,
    "/api/futures/open-interest/exchange-list": interest_list,
    "/api/futures/open-interest/aggregated-history": interest_history,
    "/api/futures/funding-rate/exchange-list": funding_list,
    "/api/futures/funding-rate/oi-weight-history": funding_history,
    "/api/futures/funding-rate/vol-weight-history": funding_history,
    "/api/futures/pairs-markets": pairs_markets,
    "/api/futures/price/history": price_history,
    "/api/spot/price/history": price_history,
    "/api/futures/exchange-rank": exchange_rank,
    "/api/futures/coins-markets": coins_markets,
    "/api/index/fear-greed-history": fear_greed,
    "/api/index/bitcoin-dominance": dominance,
    "/api/futures/supported-coins": supported_coins,
    "/api/spot/supported-coins": supported_coins,
    "/api/futures/supported-exchanges": supported_exchanges,
}
