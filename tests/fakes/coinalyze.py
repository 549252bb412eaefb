"""Coinalyze v1: liquidations by symbol, in seconds; the wrong unit gives an empty list."""

from __future__ import annotations

from typing import Any

from .coinglass_market import INTEREST, funding_now
from .figures import interest
from .kit import Ask, Refused, Vendor, said
from .papers import DAY, HOUR

KEY = "fakecoinalyzekey-0123-4567-89ab-cdef01234567"
EXCHANGES = {"A": "Binance", "6": "Bybit", "3": "OKX", "H": "Hyperliquid", "0": "BitMEX", "4": "Huobi", "F": "Bitfinex"}
VENUES = {**EXCHANGES, "0": "Bitmex", "4": "HTX"}  # as the other vendor spells them
STEPS = {f"{n}min": n * 60 for n in (1, 5, 15, 30)} | {f"{n}hour": n * HOUR for n in (1, 2, 4, 6, 12)} | {"daily": DAY}
KEPT = 2000  # points; days are kept without limit
MOST = 20  # symbols in one question
INVERSE = 0.08  # of a venue's bitcoin and ether contracts, those paid in the coin


def markets(world_coins: tuple[str, ...]) -> dict[str, tuple[str, str, bool]]:
    """Every perpetual: symbol -> (coin, exchange code, whether it is paid in the coin)."""
    found = {}
    for coin in world_coins:
        for code in EXCHANGES:
            plain = {"6": f"{coin}USDT.6", "H": f"{coin}.H"}.get(code, f"{coin}USDT_PERP.{code}")
            found[plain] = (coin, code, False)
            if coin in ("BTC", "ETH") and code in ("A", "6", "3", "0"):
                found[f"{coin}USD.6" if code == "6" else f"{coin}USD_PERP.{code}"] = (coin, code, True)
    return found


def _check_key(ask: Ask) -> None:
    if ask.headers.get("api_key", ask.params.get("api_key", "")) != KEY:
        raise Refused(said({"message": "Invalid/Missing API key"}, 401))


def _exchanges(ask: Ask) -> object:
    _check_key(ask)
    return [{"name": name, "code": code} for code, name in EXCHANGES.items()]


def _futures(ask: Ask) -> object:
    _check_key(ask)
    rows = []
    for symbol, (coin, code, inverse) in markets(ask.world.forced.coins).items():
        rows.append(_market(symbol, coin, code, inverse, True))
    return [*rows, _market("BTCUSD.250926.2", "BTC", "2", True, False)]


def _market(symbol: str, coin: str, code: str, inverse: bool, perpetual: bool) -> dict[str, object]:
    quote = "USD" if inverse else "USDC" if code == "H" else "USDT"
    return {
        "symbol": symbol, "exchange": code, "symbol_on_exchange": symbol.partition(".")[0].removesuffix("_PERP"),
        "base_asset": coin, "quote_asset": quote, "expire_at": None if perpetual else 1758873600000,
        "has_buy_sell_data": True, "is_perpetual": perpetual, "margined": "COIN" if inverse else "STABLE",
        "oi_lq_vol_denominated_in": "QUOTE_ASSET" if inverse else "BASE_ASSET",
        "has_long_short_ratio_data": code in "A63", "has_ohlcv_data": True,
    }  # fmt: skip


def _symbols(ask: Ask) -> list[str]:
    found = [one for one in ask.params.get("symbols", "").split(",") if one]
    if not found:
        raise Refused(said({"message": "symbols is required"}, 400))
    if len(found) > MOST:
        raise Refused(said({"message": f"Maximum {MOST} symbols per request"}, 400))
    return found


def _span(ask: Ask) -> tuple[int, range]:
    """Seconds per bucket, and the buckets' beginnings: none of them where the times are in milliseconds."""
    step = STEPS.get(ask.params.get("interval", ""))
    if step is None:
        raise Refused(said({"message": "Invalid interval"}, 400))
    if "from" not in ask.params or "to" not in ask.params:
        raise Refused(said({"message": "from and to are required"}, 400))
    bad = said({"message": "from and to must be UNIX timestamps in seconds"}, 400)
    first, last = ask.whole("from", 0, bad), ask.whole("to", 0, bad)
    if first > 1e11 or last > 1e11:
        return step, range(0)
    kept = 0 if step == DAY else ask.world.at - KEPT * step
    first = -(-max(first, kept) // step) * step
    return step, range(first, min(last + 1, ask.world.at), step)


def _liquidations(ask: Ask) -> object:
    _check_key(ask)
    known, in_dollars = markets(ask.world.forced.coins), ask.params.get("convert_to_usd") == "true"
    wanted, (step, buckets) = _symbols(ask), _span(ask)
    if not buckets:
        return []
    rows = []
    for symbol in wanted:
        if symbol in known:
            coin, code, inverse = known[symbol]
            rows.append({"symbol": symbol, "history": _history(ask, coin, code, inverse, in_dollars, step, buckets)})
    return rows


def _history(
    ask: Ask, coin: str, code: str, inverse: bool, in_dollars: bool, step: int, buckets: range
) -> list[dict[str, object]]:
    part = INVERSE if inverse else 1 - INVERSE if coin in ("BTC", "ETH") else 1.0
    found: list[dict[str, object]] = []
    for at in buckets:
        long, short = ask.world.forced.bar(coin, VENUES[code], at, min(at + step, ask.world.at))
        price = 1.0 if in_dollars or inverse else ask.world.price(coin, at + step)
        if (long or short) and price:
            found.append({"t": at, "l": round(long * part / price, 4), "s": round(short * part / price, 4)})
    return found


def _now(ask: Ask, value: Any) -> object:
    _check_key(ask)
    known, found = markets(ask.world.forced.coins), []
    for symbol in _symbols(ask):
        if symbol in known:
            coin, code, _ = known[symbol]
            found.append({"symbol": symbol, "value": value(coin, code), "update": ask.world.at * 1000})
    return found


def _open_interest(ask: Ask) -> object:
    def value(coin: str, code: str) -> float:
        usd = interest(ask, coin, ask.world.at) * INTEREST.get(VENUES[code], 0.01)
        price = 1.0 if ask.params.get("convert_to_usd") == "true" else ask.world.price(coin)
        return round(usd / price, 4)

    return _now(ask, value)


def _funding(ask: Ask) -> object:
    return _now(ask, lambda coin, _: funding_now(ask, coin))


def _none(_: str, __: Any) -> Any:
    return []


def _vary(_: str, body: Any) -> Any:
    """Buckets left out: every third of a history is missing."""
    if body and isinstance(body[0], dict) and "history" in body[0]:
        return [{**row, "history": [one for n, one in enumerate(row["history"]) if n % 3]} for row in body]
    return body


COINALYZE = Vendor(
    "coinalyze",
    {
        "/v1/exchanges": _exchanges,
        "/v1/future-markets": _futures,
        "/v1/liquidation-history": _liquidations,
        "/v1/open-interest": _open_interest,
        "/v1/funding-rate": _funding,
    },
    unknown=said({"message": "Not Found"}, 404),
    troubles={
        "auth": said({"message": "Invalid/Missing API key"}, 401),
        "rate": said({"message": "Too Many Requests"}, 429, Retry_After="1"),
    },
    empty=_none,
    vary=_vary,
    secrets=("api_key",),
    prefixes=("/v1",),
    limit=(40, 60.0),
    weight=lambda params: len(params.get("symbols", "").split(",")),
)
