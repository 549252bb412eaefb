"""Hyperliquid's info (one POST for everything) and Deribit's volatility index."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

from .candles import DAY, WEEK
from .coinglass_market import INTEREST, funding_now
from .figures import HOURS, MINUTES, base, count, interest
from .kit import Ask, Refused, Reply, Vendor, page, said
from .papers import HOUR

SERIALIZE = "Failed to deserialize the JSON body into the target type"
STEPS = {**MINUTES, **HOURS, "1d": DAY, "3d": 3 * DAY, "1w": WEEK}
MOST_CANDLES = 5000
RESOLUTIONS = {"1": 1, "60": 60, "3600": HOUR, "43200": 12 * HOUR, "1D": DAY}


def _unclear() -> Refused:
    return Refused(Reply(SERIALIZE.encode(), 422, "text/plain; charset=utf-8"))


def _info(ask: Ask) -> object:
    try:
        body = json.loads(ask.body)
        kind = body["type"]
    except (ValueError, KeyError, TypeError):
        raise _unclear() from None
    answers = {"metaAndAssetCtxs": _contexts, "meta": _meta, "allMids": _mids}
    if kind == "candleSnapshot":
        return _candles(ask, body)
    if kind not in answers:
        raise _unclear()
    return answers[kind](ask)


def _listed(ask: Ask) -> list[str]:
    return [coin for coin in ask.world.forced.coins if ask.world.trades("hyperliquid", coin) and ask.world.price(coin)]


def _meta(ask: Ask) -> object:
    rows = [{"name": _own(coin), "szDecimals": 5, "maxLeverage": 40 if coin == "BTC" else 25} for coin in _listed(ask)]
    return {"universe": rows}


def _own(coin: str) -> str:
    return "kPEPE" if coin == "PEPE" else coin


def _mids(ask: Ask) -> object:
    return {_own(coin): str(ask.world.price(coin, venue="hyperliquid")) for coin in _listed(ask)}


def _contexts(ask: Ask) -> object:
    now, rows = ask.world.at, []
    for place, coin in enumerate(_listed(ask)):
        unit = 1000 if coin == "PEPE" else 1
        price, oracle = ask.world.price(coin, venue="hyperliquid") * unit, ask.world.price(coin) * unit
        usd = interest(ask, coin, now) * INTEREST["Hyperliquid"] or 1e8 / (place + 1)
        dead = coin == "EOS"
        rows.append({
            "dayNtlVlm": f"{usd * 1.3:.6f}", "funding": f"{funding_now(ask, coin) / 800:.10f}",
            "impactPxs": None if dead else [f"{price * 0.9999:.6g}", f"{price * 1.0001:.6g}"],
            "markPx": f"{price:.8g}", "midPx": None if dead else f"{price:.8g}",
            "openInterest": f"{usd / price:.5f}", "oraclePx": f"{oracle:.8g}",
            "premium": None if dead else f"{price / oracle - 1:.8f}",
            "prevDayPx": f"{ask.world.price(coin, now - DAY, 'hyperliquid') * unit:.8g}",
        })  # fmt: skip
    return [_meta(ask), rows]


def _candles(ask: Ask, body: Any) -> object:
    try:
        wanted = body["req"]
        coin, step = str(wanted["coin"]), STEPS[wanted["interval"]]
        start, end = int(wanted["startTime"]) // 1000, int(wanted.get("endTime", ask.world.at * 1000)) // 1000
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unclear() from None
    if coin not in _listed(ask):
        return said(None)
    last = min(end + 1, ask.world.at)
    found = ask.world.candles("hyperliquid", coin, step, max(start, last - MOST_CANDLES * step), last)
    return [
        {
            "T": (c.start + step) * 1000 - 1, "c": str(c.close), "h": str(c.high), "i": wanted["interval"],
            "l": str(c.low), "n": count(c), "o": str(c.open), "s": coin, "t": c.start * 1000, "v": f"{base(c):.5f}",
        }
        for c in found
    ]  # fmt: skip


def _wrong(code: int, message: str) -> Reply:
    return said({"jsonrpc": "2.0", "error": {"code": code, "message": message}}, 400)


def _volatility(ask: Ask) -> object:
    """The index by candle: what the last thirty days' moves come to in a year."""
    bad = _wrong(-32602, "Invalid params")
    names = ("currency", "start_timestamp", "end_timestamp", "resolution")
    if any(not ask.params.get(name) for name in names) or ask.params["resolution"] not in RESOLUTIONS:
        raise Refused(bad)
    coin, step = ask.params["currency"].upper(), RESOLUTIONS[ask.params["resolution"]]
    if coin not in ("BTC", "ETH"):
        raise Refused(bad)
    first, last = ask.whole("start_timestamp", 0, bad) // 1000, ask.whole("end_timestamp", 0, bad) // 1000
    last = min(last + 1, ask.world.at)
    starts = range(-(-first // step) * step, last, step)[-1000:]
    rows = []
    for at in starts:
        opened, closed = volatility(ask, coin, at), volatility(ask, coin, min(at + step, ask.world.at))
        rows.append([at * 1000, opened, max(opened, closed), min(opened, closed), closed])
    now = ask.world.at * 1_000_000
    took = {"usIn": now, "usOut": now + 500, "usDiff": 500, "testnet": False}
    return {"jsonrpc": "2.0", "result": {"data": rows, "continuation": None}, **took}


def volatility(ask: Ask, coin: str, at: int) -> float:
    """Percent a year, from the daily closes before a moment."""
    closes = [ask.world.price(coin, at - day * DAY) for day in range(30, -1, -1)]
    moves = [math.log(after / before) for before, after in pairwise(closes) if before and after]
    if not moves:
        return 50.0
    return round(math.sqrt(sum(move * move for move in moves) / len(moves) * 365) * 100, 2)


def _deribit_time(ask: Ask) -> object:
    return {"jsonrpc": "2.0", "result": ask.world.at * 1000, "testnet": False}


def _deribit_none(_: str, body: Any) -> Any:
    return {**body, "result": {"data": [], "continuation": None}}


def _nothing(_: str, body: Any) -> Any:
    return [] if not (isinstance(body, list) and len(body) == 2) else [{"universe": []}, []]


HYPERLIQUID = Vendor(
    "hyperliquid",
    {"/info": _info},
    unknown=Reply(b"Not Found", 404, "text/plain"),
    troubles={"rate": Reply(b"Too Many Requests", 429, "text/plain"), "waf": page(403)},
    empty=_nothing,
    posts=True,
    limit=(60, 60.0),
)
DERIBIT = Vendor(
    "deribit",
    {"/api/v2/public/get_volatility_index_data": _volatility, "/api/v2/public/get_time": _deribit_time},
    unknown=_wrong(-32601, "Method not found"),
    troubles={"rate": _wrong(10028, "too_many_requests")},
    empty=_deribit_none,
)
