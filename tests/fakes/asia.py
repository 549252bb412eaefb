"""OKX and Bybit: candles newest first, every number a text."""

from __future__ import annotations

from typing import Any

from .candles import DAY, HOUR, WEEK, Candle, joined
from .figures import MINUTES, base, text
from .kit import Ask, Refused, Reply, Vendor, page, said

BYBIT_STEPS = {str(n): n * 60 for n in (1, 3, 5, 15, 30, 60, 120, 240, 360, 720)} | {"D": DAY, "W": WEEK}
OKX_STEPS = {**MINUTES, "1H": HOUR, "2H": 2 * HOUR, "4H": 4 * HOUR}
OKX_STEPS |= {"6Hutc": 6 * HOUR, "12Hutc": 12 * HOUR, "1Dutc": DAY, "1Wutc": WEEK}
HONG_KONG = {"6H": 6 * HOUR, "12H": 12 * HOUR, "1D": DAY}  # these open at UTC+8


def _okx_candles(ask: Ask) -> object:
    def error(code: str, message: str) -> Reply:
        return said({"code": code, "msg": message, "data": []})

    product, bar = ask.params.get("instId", ""), ask.params.get("bar", "1m")
    coin = product.removesuffix("-USDT").removesuffix("-USD")
    if not product:
        raise Refused(error("50014", "Parameter instId can not be empty."))
    if coin == product or not ask.world.trades("okx", coin):
        raise Refused(error("51001", "Instrument ID doesn't exist"))
    steps = {**OKX_STEPS, **HONG_KONG}
    if bar not in steps:
        raise Refused(error("51000", "Parameter bar error"))
    step, bad = steps[bar], error("51000", "Parameter error")
    limit = ask.whole("limit", 100, bad)
    if not 1 <= limit <= 300:
        raise Refused(error("51000", "Parameter limit error"))
    end = min(ask.world.at, -(-ask.whole("after", ask.world.at * 1000, bad) // 1000))
    start = max(ask.whole("before", 0, bad) // 1000 + 1, end - (limit + 1) * step)
    if bar in HONG_KONG:
        found = _eastern(ask, coin, step, start, end)
    else:
        found = ask.world.candles("okx", coin, step, start, end)
    if "history" not in ask.values.get("kind", ""):
        found = [one for one in found if one.start > ask.world.at - 1440 * step]
    rows = [
        [str(c.start * 1000), *map(str, c[1:5]), text(base(c)), text(c.volume), text(c.volume), _confirm(ask, c, step)]
        for c in reversed(found[-limit:])
    ]
    return {"code": "0", "msg": "", "data": rows}


def _confirm(ask: Ask, candle: Candle, step: int) -> str:
    return "1" if candle.start + step <= ask.world.at else "0"


def _eastern(ask: Ask, coin: str, step: int, start: int, end: int) -> list[Candle]:
    """Candles that open at 00:00 in Hong Kong, as a bar without "utc" does."""
    first = start + (16 * HOUR - start) % step
    spans = (ask.world.candles("okx", coin, HOUR, at, at + step) for at in range(first, end, step))
    return [whole for hours in spans if hours and (whole := joined(hours, hours[0].start))]


def _bybit_kline(ask: Ask) -> object:
    def error(code: int, message: str) -> Reply:
        return said({"retCode": code, "retMsg": message, "result": {}, "retExtInfo": {}, "time": ask.world.at * 1000})

    category, symbol = ask.params.get("category", "linear"), ask.params.get("symbol", "")
    coin = symbol.removesuffix("USDT").removesuffix("USD")
    if category not in ("spot", "linear", "inverse"):
        raise Refused(error(10001, "params error: Category is invalid"))
    if coin == symbol or not ask.world.trades("bybit", coin):
        raise Refused(error(10001, "Not supported symbols"))
    if ask.params.get("interval") not in BYBIT_STEPS:
        raise Refused(error(10001, "params error: Invalid interval"))
    step, bad = BYBIT_STEPS[ask.params["interval"]], error(10001, "params error")
    limit = min(1000, max(1, ask.whole("limit", 200, bad)))
    end = min(ask.world.at, ask.whole("end", ask.world.at * 1000, bad) // 1000 + 1)
    start = max(-(-ask.whole("start", 0, bad) // 1000), end - (limit + 1) * step)
    found = ask.world.candles("bybit", coin, step, start, end)[-limit:]
    rows = [[str(c.start * 1000), *map(str, c[1:5]), text(base(c)), text(c.volume)] for c in reversed(found)]
    result = {"symbol": symbol, "category": category, "list": rows}
    return {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": ask.world.at * 1000}


def _bybit_time(ask: Ask) -> object:
    result = {"timeSecond": str(ask.world.at), "timeNano": str(ask.world.at * 10**9)}
    return {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": ask.world.at * 1000}


def _okx_time(ask: Ask) -> object:
    return {"code": "0", "msg": "", "data": [{"ts": str(ask.world.at * 1000)}]}


def _okx_none(_: str, body: Any) -> Any:
    return {**body, "data": []}


def _bybit_none(_: str, body: Any) -> Any:
    return {**body, "result": {**body["result"], "list": []}}


OKX = Vendor(
    "okx",
    {"/api/v5/market/{kind}": _okx_candles, "/api/v5/public/time": _okx_time},
    unknown=said({"code": "404", "msg": "Not Found", "data": {}}, 404),
    troubles={
        "rate": said({"code": "50011", "msg": "Too Many Requests", "data": []}, 429),
        "busy": said({"code": "50026", "msg": "System error. Try again later", "data": []}),
        "waf": page(403),
    },
    empty=_okx_none,
    limit=(20, 2.0),
)
BYBIT = Vendor(
    "bybit",
    {"/v5/market/kline": _bybit_kline, "/v5/market/time": _bybit_time},
    unknown=page(404, b"<html><body>404</body></html>"),
    troubles={
        "rate": said({"retCode": 10006, "retMsg": "Too many visits!", "result": {}, "retExtInfo": {}, "time": 0}),
        "busy": Reply(b"access too frequent", 403, "text/plain"),
        "geo": page(403, b"<html><body>The distribution is configured to block access from your country</body></html>"),
    },
    empty=_bybit_none,
    limit=(600, 5.0),
)
