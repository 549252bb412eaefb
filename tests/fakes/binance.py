"""Binance: spot candles, the rolling day, and what its futures side tells of open interest."""

from __future__ import annotations

from typing import Any

from .candles import DAY, WEEK, Candle
from .figures import HOURS, MINUTES, base, count, interest, text
from .forced import venue_parts
from .kit import Ask, Refused, Reply, Vendor, page, said

INTERVALS = {**MINUTES, **HOURS, "1d": DAY, "3d": 3 * DAY, "1w": WEEK}
RESTRICTED = (
    "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms. "
    "Please contact customer service if you believe you received this message in error."
)


def _error(code: int, message: str, status: int = 400) -> Reply:
    return said({"code": code, "msg": message}, status)


def _coin(ask: Ask, venue: str = "binance") -> str:
    symbol = ask.params.get("symbol", "")
    if not symbol:
        raise Refused(_error(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."))
    if not symbol.isalnum() or symbol != symbol.upper():
        legal = "legal range is '^[A-Z0-9-_.]{1,20}$'."
        raise Refused(_error(-1100, f"Illegal characters found in parameter 'symbol'; {legal}"))
    coin = symbol.removesuffix("USDT")
    if venue == "futures" and coin == "1000PEPE":
        return "PEPE"
    if coin == symbol or not ask.world.trades(venue, coin):
        raise Refused(_error(-1121, "Invalid symbol."))
    return coin


def _span(ask: Ask, step: int, most: int, default: int) -> tuple[int, int, int]:
    """From and until in seconds, and how many."""
    bad = _error(-1100, "Illegal characters found in a parameter.")
    limit = min(most, ask.whole("limit", default, bad))
    start, end = ask.whole("startTime", -1, bad), ask.whole("endTime", -1, bad)
    last = ask.world.at if end < 0 else min(ask.world.at, end // 1000 + 1)
    first = last - limit * step if start < 0 else -(-start // 1000)
    return first, last, limit


def _klines(ask: Ask) -> object:
    coin, interval = _coin(ask), ask.params.get("interval", "")
    if interval not in INTERVALS:
        raise Refused(_error(-1120, "Invalid interval."))
    step = INTERVALS[interval]
    first, last, limit = _span(ask, step, 1000, 500)
    found = ask.world.candles("binance", coin, step, first, min(last, first + (limit + 1) * step))
    return [_row(one, step) for one in found[:limit]]


def _row(one: Candle, step: int) -> list[object]:
    amount, bought = base(one), 0.51
    return [
        *(one.start * 1000, text(one.open), text(one.high), text(one.low), text(one.close), text(amount)),
        *((one.start + step) * 1000 - 1, text(one.volume), count(one), text(amount * bought)),
        *(text(one.volume * bought), "0"),
    ]


def _ticker(ask: Ask) -> object:
    coin, now = _coin(ask), ask.world.at
    rows = ask.world.candles("binance", coin, 300, now - DAY, now)
    first, last = rows[0].open, rows[-1].close
    amount, volume = sum(base(one) for one in rows), sum(one.volume for one in rows)
    return {
        "symbol": ask.params["symbol"], "priceChange": text(last - first),
        "priceChangePercent": text((last / first - 1) * 100, 3), "weightedAvgPrice": text(volume / amount),
        "prevClosePrice": text(first), "lastPrice": text(last), "openPrice": text(first),
        "highPrice": text(max(one.high for one in rows)), "lowPrice": text(min(one.low for one in rows)),
        "volume": text(amount), "quoteVolume": text(volume), "openTime": (now - DAY) * 1000,
        "closeTime": now * 1000, "firstId": 1, "lastId": 1 + sum(map(count, rows)), "count": sum(map(count, rows)),
    }  # fmt: skip


def _interest(ask: Ask) -> object:
    coin, period = _coin(ask, "futures"), ask.params.get("period", "")
    if period not in INTERVALS or period in ("1m", "3m", "8h", "3d", "1w"):
        raise Refused(_error(-1130, "Data sent for parameter 'period' is not valid."))
    step = INTERVALS[period]
    first, last, limit = _span(ask, step, 500, 30)
    first = max(first, ask.world.at - 30 * DAY)
    rows = []
    for at in range(-(-first // step) * step, last, step)[:limit]:
        value = interest(ask, coin, at) * venue_parts(coin)["Binance"][0]
        price = ask.world.price(coin, at)
        if value and price:
            rows.append({
                "symbol": ask.params["symbol"], "sumOpenInterest": text(value / price),
                "sumOpenInterestValue": text(value), "CMCCirculatingSupply": "19890000.00", "timestamp": at * 1000,
            })  # fmt: skip
    return rows


def _ping(_: Ask) -> object:
    return {}


def _time(ask: Ask) -> object:
    return {"serverTime": ask.world.at * 1000}


def _none(_: str, body: Any) -> Any:
    return [] if isinstance(body, list) else body


BINANCE = Vendor(
    "binance",
    {
        "/api/v3/klines": _klines,
        "/fapi/v1/klines": _klines,
        "/api/v3/ticker/24hr": _ticker,
        "/futures/data/openInterestHist": _interest,
        "/api/v3/ping": _ping,
        "/api/v3/time": _time,
    },
    unknown=page(404, b"<html><body>404 Not Found</body></html>"),
    troubles={
        "rate": said({"code": -1003, "msg": "Too many requests."}, 429, Retry_After="1"),
        "busy": said({"code": -1003, "msg": "Way too many requests; IP banned."}, 418, Retry_After="120"),
        "geo": said({"code": 0, "msg": RESTRICTED}, 451),
        "waf": page(403),
    },
    empty=_none,
    limit=(3000, 60.0),
)
