"""Coinbase Exchange and Kraken: the venues that quote in US dollars."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from .candles import DAY, HOUR, Candle
from .figures import base, count, text
from .kit import Ask, Refused, Reply, Vendor, said

COINBASE_STEPS = {"60": 60, "300": 300, "900": 900, "3600": HOUR, "21600": 6 * HOUR, "86400": DAY}
KRAKEN_STEPS = {str(n): n * 60 for n in (1, 5, 15, 30, 60, 240, 1440, 10080, 21600)}
KRAKEN_NAMES = {"BTC": "XBT", "DOGE": "XDG"}
KRAKEN_RESULTS = {
    "XBT": "XXBTZUSD",
    "ETH": "XETHZUSD",
    "XRP": "XXRPZUSD",
    "LTC": "XLTCZUSD",
    "XDG": "XDGUSD",
    "USDT": "USDTZUSD",
}
KRAKEN_RESULTS |= {"XLM": "XXLMZUSD", "XMR": "XXMRZUSD", "ZEC": "XZECZUSD", "ETC": "XETCZUSD", "USDT": "USDTZUSD"}


def _coinbase_candles(ask: Ask) -> object:
    coin, _, quote = ask.values["product"].partition("-")
    if quote != "USD" or not ask.world.trades("coinbase", coin):
        raise Refused(said({"message": "NotFound"}, 404))
    if not ask.headers.get("user-agent"):
        raise Refused(said({"message": "User-Agent header is required."}, 400))
    if ask.params.get("granularity", "60") not in COINBASE_STEPS:
        raise Refused(said({"message": "Unsupported granularity"}, 400))
    step = COINBASE_STEPS[ask.params.get("granularity", "60")]
    last = _coinbase_time(ask, "end", ask.world.at)
    first = _coinbase_time(ask, "start", last - 300 * step)
    if (last - first) / step > 300:
        words = "granularity too small for the requested time range. Count of aggregations requested exceeds 300"
        raise Refused(said({"message": words}, 400))
    found = ask.world.candles("coinbase", coin, step, first, last + 1)[-300:]
    return [[c.start, c.low, c.high, c.open, c.close, round(base(c), 8)] for c in reversed(found)]


def _coinbase_time(ask: Ask, name: str, default: int) -> int:
    value = ask.params.get(name)
    if not value:
        return default
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        if value.isdigit() and len(value) <= 10:
            return int(value)
        raise Refused(said({"message": f"{name} must be a valid ISO 8601 timestamp"}, 400)) from None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


def _kraken_ohlc(ask: Ask) -> object:
    pair, interval = ask.params.get("pair", ""), ask.params.get("interval", "1")
    name = pair.upper().replace("/", "")
    name = next((short + "USD" for short, long in KRAKEN_RESULTS.items() if long == name), name).removesuffix("USD")
    coin = {short: coin for coin, short in KRAKEN_NAMES.items()}.get(name, name)
    if not pair:
        raise Refused(said({"error": ["EGeneral:Invalid arguments"]}))
    if not pair.upper().endswith("USD") or not ask.world.trades("kraken", coin):
        raise Refused(said({"error": ["EQuery:Unknown asset pair"]}))
    bad = said({"error": ["EGeneral:Invalid arguments"]})
    if interval not in KRAKEN_STEPS:
        raise Refused(bad)
    step, now = KRAKEN_STEPS[interval], ask.world.at
    first = max(ask.whole("since", 0, bad) + 1 if "since" in ask.params else 0, now - now % step - 719 * step)
    found = ask.world.candles("kraken", coin, step, first, now + 1)
    if now % step == 0:  # the last row is always the running candle, also when it has only just begun
        price = ask.world.price(coin, venue="kraken")
        found.append(Candle(now, price, price, price, price, 0.0))
    rows = [_kraken_row(one) for one in found]
    last = found[-2].start if len(found) > 1 else now
    return {"error": [], "result": {KRAKEN_RESULTS.get(name, f"{name}USD"): rows, "last": last}}


def _kraken_row(one: Candle) -> list[object]:
    mean = (one.high + one.low) / 2
    return [one.start, *map(str, (*one[1:5], round(mean, 8))), text(base(one)), count(one)]


def _coinbase_none(_: str, body: Any) -> Any:
    return [] if isinstance(body, list) else body


def _kraken_none(_: str, body: Any) -> Any:
    result = {name: [] if isinstance(rows, list) else rows for name, rows in body["result"].items()}
    return {"error": [], "result": result}


def _kraken_time(ask: Ask) -> object:
    words = ask.world.now.strftime("%a, %d %b %y %H:%M:%S +0000")
    return {"error": [], "result": {"unixtime": ask.world.at, "rfc1123": words}}


def _coinbase_server_time(ask: Ask) -> object:
    return {"iso": ask.world.now.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "epoch": float(ask.world.at)}


COINBASE = Vendor(
    "coinbase",
    {"/products/{product}/candles": _coinbase_candles, "/time": _coinbase_server_time},
    unknown=said({"message": "NotFound"}, 404),
    troubles={"rate": said({"message": "Public rate limit exceeded"}, 429)},
    empty=_coinbase_none,
    limit=(15, 1.0),
)
KRAKEN = Vendor(
    "kraken",
    {"/0/public/OHLC": _kraken_ohlc, "/0/public/Time": _kraken_time},
    unknown=said({"error": ["EGeneral:Unknown method"]}),
    troubles={
        "rate": said({"error": ["EAPI:Rate limit exceeded"]}),
        "busy": said({"error": ["EGeneral:Too many requests"]}),
    },
    empty=_kraken_none,
    broken=Reply(b"error code: 520", 520, "text/plain"),
    limit=(15, 10.0),
)
