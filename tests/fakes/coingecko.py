"""CoinGecko v3: keyless, demo and pro by the header of the key; prices are a mean over venues."""

from __future__ import annotations

from typing import Any

from .coins import COINS
from .kit import Ask, Refused, Reply, Vendor, iso, page, said
from .papers import DAY, HOUR
from .world import World

DEMO_KEY, PRO_KEY = "CG-fakedemokey0123456789abc", "CG-fakeprokey0123456789abcd"
BY_ID = {row[0]: ticker for ticker, row in COINS.items()}
PERIODS = {"1h": HOUR, "24h": DAY, "7d": 7 * DAY, "14d": 14 * DAY, "30d": 30 * DAY, "200d": 200 * DAY, "1y": 365 * DAY}


def _status(code: int, message: str, status: int) -> Reply:
    return said({"status": {"error_code": code, "error_message": message}}, status)


def _check_key(ask: Ask) -> None:
    """A demo key in the demo header, a pro key in the pro one, never both; no key at all is fine."""
    demo = ask.headers.get("x-cg-demo-api-key", ask.params.get("x_cg_demo_api_key", ""))
    pro = ask.headers.get("x-cg-pro-api-key", ask.params.get("x_cg_pro_api_key", ""))
    if pro == DEMO_KEY or (demo and pro):
        raise Refused(_status(10011, "Demo API keys go to the root URL api.coingecko.com", 400))
    if demo == PRO_KEY:
        raise Refused(_status(10010, "Pro API keys go to the root URL pro-api.coingecko.com", 400))
    if (demo and demo != DEMO_KEY) or (pro and pro != PRO_KEY):
        raise Refused(_status(10002, "API Key Missing", 401))


def _needs(ask: Ask, name: str) -> str:
    if not ask.params.get(name):
        raise Refused(said({"error": f"Missing parameter {name}"}, 422))
    return ask.params[name]


def _wanted(ask: Ask) -> list[str]:
    ids = [one for one in ask.params.get("ids", "").split(",") if one]
    known = [BY_ID[one] for one in ids if one in BY_ID] if ids else list(COINS)
    return [coin for coin in known if ask.world.price(coin)]


def _change(ask: Ask, coin: str, seconds: int) -> float | None:
    before = ask.world.price(coin, ask.world.at - seconds)
    return (ask.world.price(coin) / before - 1) * 100 if before else None


def _simple(ask: Ask) -> object:
    _check_key(ask)
    currency = _needs(ask, "vs_currencies")
    found: dict[str, object] = {}
    for coin in _wanted(ask):
        row: dict[str, object] = {currency: ask.world.price(coin)}
        if ask.params.get("include_market_cap") == "true":
            row[f"{currency}_market_cap"] = ask.world.price(coin) * COINS[coin][2]
        if ask.params.get("include_24hr_change") == "true":
            row[f"{currency}_24h_change"] = _change(ask, coin, DAY)
        if ask.params.get("include_last_updated_at") == "true":
            row["last_updated_at"] = ask.world.at - 40
        found[COINS[coin][0]] = row
    return found


def _markets(ask: Ask) -> object:
    _check_key(ask)
    _needs(ask, "vs_currency")
    bad = said({"error": "per_page must be between 1 and 250"}, 422)
    size, number = ask.whole("per_page", 100, bad), ask.whole("page", 1, bad)
    if not 1 <= size <= 250:
        raise Refused(bad)
    wanted = [one for one in ask.params.get("price_change_percentage", "").split(",") if one]
    if any(one not in PERIODS for one in wanted):
        raise Refused(said({"error": "Invalid price_change_percentage"}, 422))
    ranked = sorted(_wanted(ask), key=lambda coin: -ask.world.price(coin) * COINS[coin][2])
    rows = [_market(ask, coin, rank, wanted) for rank, coin in enumerate(ranked, 1)]
    return rows[(number - 1) * size : number * size]


def _market(ask: Ask, coin: str, rank: int, wanted: list[str]) -> dict[str, object]:
    name, long_name, supply = COINS[coin]
    now, price = ask.world.at, ask.world.price(coin)
    day = ask.world.prices.candles(coin, HOUR, now - DAY, now, now)
    before = ask.world.price(coin, now - DAY) or price
    high, high_at, low, low_at = _extremes(ask, coin)
    row: dict[str, object] = {
        "id": name, "symbol": coin.lower(), "name": long_name,
        "image": f"https://coin-images.coingecko.com/coins/images/{rank}/large/{name}.png?1696501400",
        "current_price": price, "market_cap": int(price * supply), "market_cap_rank": rank,
        "fully_diluted_valuation": int(price * supply), "total_volume": int(sum(one.volume for one in day) * 9),
        "high_24h": max((one.high for one in day), default=price), "low_24h": min((c.low for c in day), default=price),
        "price_change_24h": price - before, "price_change_percentage_24h": round((price / before - 1) * 100, 5),
        "market_cap_change_24h": (price - before) * supply,
        "market_cap_change_percentage_24h": round((price / before - 1) * 100, 5),
        "circulating_supply": supply, "total_supply": supply, "max_supply": 21e6 if coin == "BTC" else None,
        "ath": high, "ath_change_percentage": round((price / high - 1) * 100, 5), "ath_date": iso(high_at),
        "atl": low, "atl_change_percentage": round((price / low - 1) * 100, 5), "atl_date": iso(low_at),
        "roi": None, "last_updated": iso(now - 40),
    }  # fmt: skip
    for period in wanted:
        row[f"price_change_percentage_{period}_in_currency"] = _change(ask, coin, PERIODS[period])
    return row


def _extremes(ask: Ask, coin: str) -> tuple[float, int, float, int]:
    """The highest and the lowest price up to now, each with the beginning of its day."""
    high, high_at, low, low_at = _extremes_before(ask.world, coin, ask.world.today)
    for one in ask.world.prices.candles(coin, HOUR, ask.world.today, ask.world.at, ask.world.at):
        if one.high > high:
            high, high_at = one.high, one.start
        if one.low < low:
            low, low_at = one.low, one.start
    return high, high_at, low, low_at


def _extremes_before(world: World, coin: str, today: int) -> tuple[float, int, float, int]:
    known = [one for one in world.papers.daily.get(coin, {}).values() if one.start < today]
    known = known or world.prices.candles(coin, DAY, today - DAY, today, today)
    high, low = max(known, key=lambda one: one.high), min(known, key=lambda one: one.low)
    return high.high, high.start, low.low, low.start


def _global(ask: Ask) -> object:
    _check_key(ask)
    world = ask.world
    day = max((at for at in world.papers.dominance if at < world.at), default=0)
    part = world.papers.dominance.get(day, 55.0)
    price, before = world.price("BTC"), world.price("BTC", world.at - DAY)
    whole = price * COINS["BTC"][2] / part * 100
    ether = world.price("ETH") * COINS["ETH"][2] / whole * 100
    data = {
        "active_cryptocurrencies": 17397, "upcoming_icos": 0, "ongoing_icos": 49, "ended_icos": 3376, "markets": 1476,
        "total_market_cap": {"btc": whole / price, "usd": whole}, "total_volume": {"usd": whole * 0.036},
        "market_cap_percentage": {"btc": part, "eth": ether},
        "market_cap_change_percentage_24h_usd": (price / before - 1) * 90,
        "volume_change_percentage_24h_usd": 12.5, "updated_at": world.at - 60,
    }  # fmt: skip
    return {"data": data}


def _chart(ask: Ask) -> object:
    """Points, not candles: every 5 minutes for a day, every hour up to 90 days, else every day."""
    _check_key(ask)
    _needs(ask, "vs_currency")
    coin, days = BY_ID.get(ask.values["id"], ""), _needs(ask, "days")
    if not coin:
        raise Refused(said({"error": "coin not found"}, 404))
    count = ask.whole("days", 0, said({"error": "Invalid days"}, 422)) if days != "max" else 4000
    if not ask.headers.get("x-cg-pro-api-key") and count > 365:
        words = {"error_code": 10012, "error_message": "Your request exceeds the allowed time range of 365 days"}
        raise Refused(said({"error": {"status": words}}, 401))
    step = 300 if count <= 1 else HOUR if count <= 90 else DAY
    if ask.params.get("interval") == "daily":
        step = DAY
    now = ask.world.at
    times = [*range(-(-(now - count * DAY) // step) * step, now, step), now]
    found = [(at * 1000, price) for at in times if (price := ask.world.price(coin, at))]
    supply = COINS[coin][2]
    return {
        "prices": [list(one) for one in found],
        "market_caps": [[at, price * supply] for at, price in found],
        "total_volumes": [[at, price * supply * 0.04] for at, price in found],
    }


def _ping(ask: Ask) -> object:
    _check_key(ask)
    return {"gecko_says": "(V3) To the Moon!"}


def _none(_: str, body: Any) -> Any:
    return [] if isinstance(body, list) else {}


def _vary(_: str, body: Any) -> Any:
    """Nothing known where the vendor allows that."""
    if isinstance(body, list):
        return [{**row, "market_cap_rank": None, "roi": None, "price_change_24h": None, "ath": None} for row in body]
    return body


EXCEEDED = "You've exceeded the Rate Limit. Please visit https://www.coingecko.com/en/api/pricing to subscribe."
COINGECKO = Vendor(
    "coingecko",
    {
        "/api/v3/ping": _ping,
        "/api/v3/simple/price": _simple,
        "/api/v3/coins/markets": _markets,
        "/api/v3/global": _global,
        "/api/v3/coins/{id}/market_chart": _chart,
    },
    unknown=said({"error": "Incorrect path. Please check https://www.coingecko.com/api/"}, 404),
    troubles={
        "auth": _status(10002, "API Key Missing", 401),
        "plan": _status(10005, "Your request exceeds the allowed plan", 403),
        "rate": said({"status": {"error_code": 429, "error_message": EXCEEDED}}, 429, Retry_After="1"),
        "waf": page(403, b"<!DOCTYPE html><html><head><title>Access denied</title></head>error code: 1020</html>"),
        "html": page(),
    },
    empty=_none,
    vary=_vary,
    secrets=("x_cg_demo_api_key", "x_cg_pro_api_key"),
    prefixes=("/api/v3",),
    limit=(30, 60.0),
)
