"""Markets with several venues and sources, made for the tests of the gate."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from newsgen.market import Market
from newsgen.measure import measure, prepare
from newsgen.model import Facts, Finding, Severity
from tests.measure_kit import DAY, HOUR, Rows, at, candle, daily, liquidation, made

DAY_TOLD, END, HISTORY = "2024-05-01", "2024-05-02 00:00", "2024-01-01"
LEVEL = 60_000.0
QUIET = (60_000.0, 60_600.0, 59_700.0, 60_300.0)  # open, high, low, close of an ordinary day
Prices = tuple[float, float, float, float]


def closes(days: int, level: float = LEVEL) -> list[float]:
    """A calm path that swings by about one percent and ends at its level."""
    return [level * (1 + 0.01 * ((day * 7) % 5 - 2) / 2) for day in range(days - 1)] + [level]


def past(venue: str, coin: str = "BTC", level: float = LEVEL) -> list[dict[str, Any]]:
    """Daily candles of one venue up to the day told, with wicks of half a percent."""
    days = (at(DAY_TOLD) - at(HISTORY)).days
    rows = daily(HISTORY, closes(days, level), coin=coin, venue=venue)
    return [row | {"high": row["high"] * 1.005, "low": row["low"] * 0.995} for row in rows]


def priced(windows: Mapping[str, Prices], coin: str = "BTC", level: float = LEVEL) -> list[dict[str, Any]]:
    """Every venue with the same past and its own candle of the day told."""
    rows: list[dict[str, Any]] = []
    for venue, prices in windows.items():
        rows += [*past(venue, coin, level), candle(at(END), prices, coin=coin, venue=venue)]
    return rows


def hourly(
    end: str, prices: Iterable[float], *, coin: str = "BTC", venue: str = "Binance", minutes: int = 60
) -> list[dict[str, Any]]:
    """Candles of an hour, or of so many minutes, up to a time: each from one of the prices to the next."""
    path = list(prices)
    step = HOUR * minutes / 60
    first = at(end) - step * (len(path) - 1)
    return [
        candle(first + step * place, (a, max(a, b), min(a, b), b), coin=coin, venue=venue)
        | {"start": first + step * (place - 1)}
        for place, (a, b) in enumerate(itertools.pairwise(path), 1)
    ]


def facts_of(day: str = DAY_TOLD, as_of: str | None = END, now: str | None = None, **tables: Rows) -> Facts:
    """The facts of a made market's day."""
    return facts_from(made(**tables), day, as_of, now)


def facts_from(market: Market, day: str = DAY_TOLD, as_of: str | None = END, now: str | None = None) -> Facts:
    """The facts of the day told."""
    return measure(
        prepare(market), date.fromisoformat(day), at(as_of) if as_of else None, now=at(now) if now else None
    )  # fmt: skip


def found(facts: Facts, guard: str, severity: Severity | None = None) -> list[Finding]:
    """What a guard saw."""
    return [one for one in facts.findings if one.id == guard and severity in (None, one.severity)]


def held(facts: Facts, guard: str) -> bool:
    """Whether a guard holds the article."""
    return bool(found(facts, guard, Severity.HOLD))


def whole(total: float = 300e6, *, source: str = "CoinGlass", long: float = 0.6) -> dict[str, Any]:
    """The all-coin all-venue row of the day told."""
    return liquidation(END, long=total * long, short=total * (1 - long), total=total, source=source)


def part(coin: str, total: float, *, venues: str = "*", long: float = 0.6, source: str = "CoinGlass") -> dict[str, Any]:
    """One coin's row of the day told."""
    sides = {"long": total * long, "short": total * (1 - long), "total": total}
    return liquidation(END, coin=coin, venues=venues, source=source, **sides)


__all__ = [
    "DAY", "DAY_TOLD", "END", "HISTORY", "LEVEL", "QUIET", "Prices", "closes", "facts_from", "facts_of", "found",
    "held", "hourly", "part", "past", "priced", "whole",
]  # fmt: skip
