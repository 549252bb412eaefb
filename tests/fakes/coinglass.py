"""CoinGlass v4 as a vendor: refusals come with status 200 and a code in the body."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from . import coinglass_forced, coinglass_market
from .coinglass_rules import PER_MINUTE, UPGRADE, check_key
from .kit import Ask, Handler, Refused, Reply, Vendor, said


def _subscription(ask: Ask) -> object:
    return {
        "code": "0",
        "data": {"level": ask.plan, "expire_time": (ask.world.at + 30 * 86_400) * 1000, "expired": False},
    }


def _guarded(handler: Handler) -> Handler:
    """With the key checked, and the vendor's own headers on the answer."""

    def guarded(ask: Ask) -> object:
        check_key(ask)
        try:
            found = handler(ask)
        except Refused as refused:
            found = refused.reply
        reply = found if isinstance(found, Reply) else said(found)
        return replace(reply, headers={"API-KEY-MAX-LIMIT": str(PER_MINUTE[ask.plan]), "API-KEY-USE-LIMIT": "1"})

    return guarded


def _none(path: str, body: Any) -> Any:
    """No rows; `null` where the scenario is called that."""
    return {**body, "data": None if path == "null" else []}


def _vary(_: str, body: Any) -> Any:
    """Numbers as texts, the documented names of the sides, a `msg`, and "All" at the end."""
    rows = body.get("data")
    body = {"code": 0 if "msg" in body else "0", "msg": "success", "data": _texts(rows)}
    if isinstance(rows, list) and rows and isinstance(rows[0], dict) and rows[0].get("exchange") == "All":
        body["data"] = [*body["data"][1:], body["data"][0]]
    return body


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {_documented(name): one if _is_time(name) else _texts(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return str(value) if isinstance(value, float) else value


def _documented(name: str) -> str:
    return name.replace("longLiquidation", "long_liquidation").replace("shortLiquidation", "short_liquidation")


def _is_time(name: str) -> bool:
    return name in ("time", "timestamp", "time_list", "next_funding_time", "expire_time")


ROUTES = {"/api/user/account/subscription": _subscription, **coinglass_forced.ROUTES, **coinglass_market.ROUTES}
EXPIRED = {"level": "STANDARD", "expire_time": 1735689600000, "expired": True}
COINGLASS = Vendor(
    "coinglass",
    {path: _guarded(handler) for path, handler in ROUTES.items()},
    unknown=said({"code": "404", "msg": "Endpoint not found"}),
    troubles={
        "auth": said({"code": "400", "msg": "Invalid API key provided"}),
        "nokey": said({"code": "401", "msg": "API key missing."}),
        "plan": UPGRADE,
        "upgrade": said({"code": "400", "msg": "Please upgrade to standard"}),
        "expired": said({"code": "0", "data": EXPIRED}),
        "rate": said({"code": "429", "msg": "Too Many Requests"}, 429),
        "busy": said({"code": "429", "msg": "Too Many Requests"}),
        "crowd": said({"code": "400", "msg": "Too Many Requests"}),
        "error": said({"code": "500", "msg": "Server Error"}),
    },
    empty=_none,
    vary=_vary,
    broken=said({"code": "500", "msg": "Server Error"}, 500),
    limit=(300, 60.0),
)
