"""The questions that can be put to CoinGlass: paths, parameters, and what reading will need to know of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from newsgen.gather.coinglass_flows import FUNDS
from newsgen.gather.coinglass_orders import WINDOW, Place
from newsgen.gather.numbers import stamp
from newsgen.gather.shapes import milliseconds
from newsgen.gather.source import Line
from newsgen.wire import Answer

TRACKED = ("Binance", "Bybit", "OKX")  # the venues of the daily series, which is never asked for others
LIMIT = 1000  # rows of a page at most
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Params: TypeAlias = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `name` as in Answer.name, `asked` as in Answer.asked."""

    name: str
    path: str
    asked: dict[str, str]
    params: Params = field(default_factory=dict)

    async def put(self, line: Line) -> Answer:
        """Ask it with the key, which goes into a header alone."""
        headers = {"CG-API-KEY": line.key, "accept": "application/json"}
        return await line.get(self.name, self.path, params=self.params, headers=headers, asked=self.asked)


def subscription() -> Question:
    """The key's plan."""
    return Question("plan", "/api/user/account/subscription", {"kind": "plan"})


def venue_list(coin: str, hours: int, end: datetime) -> Question:
    """All venues and each, over the hours to now; coin "*" for all coins."""
    name = f"liquidations-{hours}h-{'all' if coin == '*' else coin.lower()}"
    params: Params = {"range": f"{hours}h"}
    if coin != "*":
        params["symbol"] = coin
    asked = {"kind": "list", "coin": coin, "hours": str(hours), "end": stamp(end)}
    return Question(name, "/api/futures/liquidation/exchange-list", asked, params)


def coin_list(venue: str, coins: tuple[str, ...], end: datetime) -> Question:
    """Every coin on one venue, of which reading takes `coins`."""
    asked = {"kind": "coins", "venue": venue, "coins": ",".join(coins), "end": stamp(end)}
    return Question(f"coins-{venue.lower()}", "/api/futures/liquidation/coin-list", asked, {"exchange": venue})


def history(coin: str, venues: tuple[str, ...], hours: int, start: datetime, end: datetime, name: str = "") -> Question:
    """Buckets of 4 or 24 hours of one coin on these venues together; at most `LIMIT` of them."""
    span = "daily" if hours == 24 else f"{hours}h"
    asked = {"kind": "history", "coin": coin, "venues": ",".join(venues), "hours": str(hours), "end": stamp(end)}
    params: Params = {"exchange_list": ",".join(venues), **_span(coin, hours, start, end)}
    path = "/api/futures/liquidation/aggregated-history"
    return Question(name or f"liquidations-{span}-{coin.lower()}", path, asked, params)


def _span(coin: str, hours: int, start: datetime, end: datetime) -> Params:
    interval = "1d" if hours == 24 else f"{hours}h"
    times = {"start_time": milliseconds(start), "end_time": milliseconds(end)}
    return {"symbol": coin, "interval": interval, "limit": LIMIT, **times}


def order(place: Place, least: float, attempt: int, end: datetime) -> Question:
    """Orders of at least so many dollars there, in the 24 hours to `end`."""
    asked = {"kind": "orders", "coin": place.coin, "venue": place.venue, "end": stamp(end)}
    if place.long is not None and place.short is not None:
        asked |= {"long": repr(place.long), "short": repr(place.short)}
    params: Params = {
        "exchange": place.venue, "symbol": place.coin, "min_liquidation_amount": str(int(least)),
        "start_time": milliseconds(end - WINDOW), "end_time": milliseconds(end),
    }  # fmt: skip
    name = f"orders-{place.venue.lower()}-{place.coin.lower()}-{attempt}"
    return Question(name, "/api/futures/liquidation/order", asked, params)


def pairs(coin: str, tables: tuple[str, ...], end: datetime) -> Question:
    """Every pair of a coin, of which reading takes `tables`."""
    asked = {"kind": "pairs", "coin": coin, "tables": ",".join(tables), "end": stamp(end)}
    return Question(f"pairs-{coin.lower()}", "/api/futures/pairs-markets", asked, {"symbol": coin})


def fund_flows(asset: str, start: datetime | None, end: datetime, name: str = "") -> Question:
    """Every session of an asset's funds, in one answer; reading takes those from `start` on."""
    asked = {"kind": "flows", "coin": asset, "end": stamp(end)} | ({"start": stamp(start)} if start else {})
    return Question(name or f"flows-{asset.lower()}", f"/api/etf/{FUNDS[asset]}/flow-history", asked)


def interest(coin: str, end: datetime) -> Question:
    """Open interest now, all venues and each."""
    asked = {"kind": "interest", "coin": coin, "end": stamp(end)}
    path = "/api/futures/open-interest/exchange-list"
    return Question(f"open-interest-{coin.lower()}", path, asked, {"symbol": coin})


def interest_history(coin: str, hours: int, start: datetime, end: datetime, name: str = "") -> Question:
    """Open interest of all venues, finished buckets up to `end`."""
    asked = {"kind": "interest-history", "coin": coin, "hours": str(hours), "end": stamp(end)}
    path = "/api/futures/open-interest/aggregated-history"
    return Question(name or f"open-interest-{hours}h-{coin.lower()}", path, asked, _span(coin, hours, start, end))


def funding(coins: tuple[str, ...], end: datetime) -> Question:
    """Funding rates now, every coin by venue, of which reading takes `coins`."""
    asked = {"kind": "funding", "coins": ",".join(coins), "end": stamp(end)}
    return Question("funding", "/api/futures/funding-rate/exchange-list", asked)


def funding_history(coin: str, hours: int, start: datetime, end: datetime, name: str = "") -> Question:
    """Funding rates of all venues weighted by open interest, finished buckets up to `end`."""
    asked = {"kind": "funding-history", "coin": coin, "hours": str(hours), "end": stamp(end)}
    path = "/api/futures/funding-rate/oi-weight-history"
    return Question(name or f"funding-{hours}h-{coin.lower()}", path, asked, _span(coin, hours, start, end))


def sentiment(start: datetime | None, end: datetime, name: str = "") -> Question:
    """The Fear & Greed Index, all of it in one answer; reading takes the days from `start` on."""
    asked = {"kind": "sentiment", "end": stamp(end)} | ({"start": stamp(start)} if start else {})
    return Question(name or "sentiment", "/api/index/fear-greed-history", asked)
