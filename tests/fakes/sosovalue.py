"""SoSoValue: what funds took in by session, newest first, a month back on the free plan."""

from __future__ import annotations

from typing import Any

from .coinglass_market import sessions
from .kit import Ask, Refused, Vendor, day_of, epoch, said
from .papers import DAY, HOUR

KEY = "SOSO-fakekey0123456789abcdef"
COUNTRIES = ("US", "HK")
HELD = {"BTC": 1.28e6, "ETH": 4.6e6, "SOL": 5e6, "XRP": 3e8}  # coins in the funds


def _error(code: int, message: str, status: int) -> Refused:
    return Refused(said({"code": code, "message": message, "details": {}}, status))


def flows(ask: Ask, asset: str) -> dict[int, float]:
    """Net flow by session, final at 06:00 UTC of the next day; days without a session have no row."""
    totals = dict(ask.world.papers.totals.get(asset, {})) or {
        day: sum(funds.values()) for day, funds in sessions(ask, asset).items()
    }
    held = ask.world.papers.indices["SPX"]  # US sessions: a 0 on a holiday is none
    return {day: flow for day, flow in totals.items() if day in held and ask.world.at >= day + DAY + 6 * HOUR}


def _summary(ask: Ask) -> object:
    if ask.headers.get("x-soso-api-key") != KEY:
        raise _error(40101, "Invalid API key", 401)
    asset, country = ask.params.get("symbol", ""), ask.params.get("country_code", "")
    if not asset or country not in COUNTRIES:
        raise _error(40001, "symbol and country_code are required", 400)
    if asset not in ("BTC", "ETH", "SOL", "XRP") or country == "HK":
        return {"code": 0, "message": "success", "data": []}
    bad = _error(40002, "limit is not a number", 400).reply
    limit = ask.whole("limit", 50, bad)
    if not 1 <= limit <= 300:
        raise _error(40003, "limit must be between 1 and 300", 400)
    first, last = max(_day(ask, "start_date", 0), ask.world.at - 31 * DAY), _day(ask, "end_date", ask.world.at)
    known, rows = flows(ask, asset), []
    price, running = ask.world.price(asset), 0.0
    for day in sorted(known):
        running += known[day]
        if first <= day <= last:
            rows.append({
                "date": day_of(day), "total_net_inflow": float(known[day]),
                "total_value_traded": abs(known[day]) * 3 + 1e9,
                "total_net_assets": round(HELD[asset] * price, 2), "cum_net_inflow": running,
            })  # fmt: skip
    return said(
        {"code": 0, "message": "success", "data": rows[::-1][:limit]},
        X_RateLimit_Limit="20", X_RateLimit_Remaining="19", X_RateLimit_Reset=str(ask.world.at * 1000 + 60_000),
    )  # fmt: skip


def _day(ask: Ask, name: str, default: int) -> int:
    try:
        return epoch(ask.params[name]) if ask.params.get(name) else default
    except ValueError:
        raise _error(40002, f"{name} must be YYYY-MM-DD", 400) from None


def _none(_: str, body: Any) -> Any:
    return {**body, "data": []}


def _vary(_: str, body: Any) -> Any:
    """A bare list, and numbers as texts."""
    return [{name: str(value) for name, value in row.items()} for row in body["data"]]


LIMITED = {"limit": 20, "window": "60s", "retry_after": 1}
SOSOVALUE = Vendor(
    "sosovalue",
    {"/openapi/v1/etfs/summary-history": _summary},
    unknown=said({"code": 40401, "message": "Not found", "details": {}}, 404),
    troubles={
        "auth": said({"code": 40101, "message": "Invalid API key", "details": {}}, 401),
        "rate": said({"code": 42901, "message": "Rate limit exceeded", "details": LIMITED}, 429),
    },
    empty=_none,
    vary=_vary,
    prefixes=("/openapi/v1",),
    limit=(20, 60.0),
)
