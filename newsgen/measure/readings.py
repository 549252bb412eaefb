"""Liquidation rows of exactly 24 hours, settled: what each says once its parts have been held against one another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from newsgen.catalogue import TALLY
from newsgen.market import Cited
from newsgen.measure.book import exact
from newsgen.measure.clock import DAY, seconds
from newsgen.measure.columns import Columns
from newsgen.model import Origin

ALL = "*"
SIDES = ("long", "short")
OTHER = {"long": "short", "short": "long"}
TOLERANCE = 0.01  # longs and shorts may miss their total by this part before they are left out
USUAL_DAYS = 30
USUAL_LEAST = 10  # shares of a venue needed for its usual share


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of 24 hours: US dollars, None where unknown; `end` in seconds since 1970.

    amounts   by "total", "long", "short": only what is known, derived where the other two are
    workings  how each amount was come by
    flaw      why sides were left out, or ""
    """

    coin: str
    venues: str
    end: int
    amounts: dict[str, float]
    workings: dict[str, str]
    flaw: str
    traders: float | None
    origin: Origin

    @property
    def larger_side(self) -> str | None:
        """The side that lost more, None where a side is unknown or they are equal."""
        long, short = self.amounts.get("long"), self.amounts.get("short")
        if long is None or short is None or long == short:
            return None
        return "long" if long > short else "short"

    @property
    def weight(self) -> tuple[int, bool, str]:
        """Which of several rows for one thing to believe: the fullest, then CoinGlass, then by name."""
        return len(self.amounts) + (self.traders is not None), self.origin.source == "CoinGlass", self.origin.source


@dataclass(frozen=True, slots=True)
class Readings:
    """Every 24-hour row by its end, and the ends of the all-coin all-venue ones in order.

    shares  by venue: ends and parts of the whole, for what is usual there
    cited   by end: the number of traders as an editor entered it
    """

    by_end: dict[int, tuple[Reading, ...]]
    market_ends: tuple[int, ...]
    shares: dict[str, tuple[list[int], list[float]]] = field(default_factory=dict)
    cited: dict[int, Cited] = field(default_factory=dict)

    def market(self, end: int) -> Reading | None:
        """The all-coin all-venue reading that ends then."""
        return self.best(end, ALL, ALL)

    def best(self, end: int, coin: str, venues: str) -> Reading | None:
        rows = [row for row in self.by_end.get(end, ()) if row.coin == coin and row.venues == venues]
        return max(rows, key=lambda row: row.weight, default=None)

    def latest_market_end(self, after: int, until: int) -> int | None:
        """End of the latest all-coin reading in (after, until]."""
        at = bisect_right(self.market_ends, until)
        return self.market_ends[at - 1] if at and self.market_ends[at - 1] > after else None

    def market_between(self, after: int, until: int) -> tuple[Reading, ...]:
        """All-coin readings whose ends lie in (after, until], in order of time."""
        ends = self.market_ends[bisect_right(self.market_ends, after) : bisect_right(self.market_ends, until)]
        return tuple(row for end in ends if (row := self.market(end)) is not None)

    def usual_share(self, venue: str, end: int) -> tuple[float, int] | None:
        """A venue's mean part of the whole over the 30 days before a window, and from how many windows."""
        ends, parts = self.shares.get(venue, ([], []))
        chosen = parts[bisect_left(ends, end - USUAL_DAYS * DAY) : bisect_right(ends, end - DAY)]
        return (sum(chosen) / len(chosen), len(chosen)) if len(chosen) >= USUAL_LEAST else None


def settle(
    long: float | None, short: float | None, total: float | None
) -> tuple[dict[str, float], dict[str, str], str]:
    """Hold a row's amounts against one another: amounts, workings and what was left out.

    >>> settle(None, 623_204_527.0, 748_312_904.0)[0]["long"]
    125108377.0
    """
    given = {"total": total, "long": long, "short": short}
    amounts = {side: value for side, value in given.items() if value is not None}
    workings = {side: f"{exact(value)} as published" for side, value in amounts.items()}
    if total is None:
        if long is not None and short is not None:
            amounts["total"] = round(long + short, 2)
            workings["total"] = f"{exact(amounts['total'])} = longs {exact(long)} + shorts {exact(short)}"
        return amounts, workings, ""
    flaw = _flaw(long, short, total)
    if flaw:
        return {"total": total}, {"total": workings["total"]}, flaw
    for side in SIDES:
        other = amounts.get(OTHER[side])
        if side not in amounts and other is not None:
            amounts[side] = round(total - other, 2)
            workings[side] = f"{exact(amounts[side])} = total {exact(total)} less {OTHER[side]}s {exact(other)}"
    return amounts, workings, ""


def _flaw(long: float | None, short: float | None, total: float) -> str:
    if long is not None and short is not None:
        off = abs(long + short - total)
        if off > TOLERANCE * total:
            return (
                f"longs of {exact(long)} and shorts of {exact(short)} do not add up to the total of {exact(total)}: "
                "the sides are left out"
            )
    for side, value in (("longs", long), ("shorts", short)):
        if value is not None and value > total:
            return f"{side} of {exact(value)} are more than the total of {exact(total)}: the sides are left out"
    return ""


def prepare_readings(table: Columns, cited: tuple[Cited, ...] = ()) -> Readings:
    """Every row of the liquidation table that spans 24 hours."""
    starts, ends = table.times("start"), table.times("end")
    rows = [row for row, length in enumerate((ends - starts).tolist()) if length == DAY]
    coins, venues, sources, files = (table.words(name) for name in ("coin", "venues", "source", "_file"))
    numbers = [table.numbers(f"{name}").tolist() for name in ("long_usd", "short_usd", "total_usd", "traders")]
    closing = ends.tolist()
    by_end: dict[int, list[Reading]] = defaultdict(list)
    for row in rows:
        long, short, total, traders = (_known(column[row]) for column in numbers)
        amounts, workings, flaw = settle(long, short, total)
        origin = Origin(sources[row], files[row], 1)
        reading = Reading(coins[row], venues[row], closing[row], amounts, workings, flaw, traders, origin)
        by_end[closing[row]].append(reading)
    market = sorted(end for end, found in by_end.items() if any(row.coin == ALL == row.venues for row in found))
    frozen = {end: tuple(found) for end, found in by_end.items()}
    by_hand = {seconds(one.end): one for one in cited if one.id == "liq.traders" and one.end is not None}
    readings = Readings(frozen, tuple(market), cited=by_hand)
    readings.shares.update(_venue_shares(readings))
    return readings


def _venue_shares(readings: Readings) -> dict[str, tuple[list[int], list[float]]]:
    shares: dict[str, tuple[list[int], list[float]]] = {}
    for end in readings.market_ends:
        whole = readings.market(end)
        total = whole.amounts.get("total") if whole else None
        if not total:
            continue
        rows = [row for row in readings.by_end[end] if row.coin == ALL and row.origin.source != TALLY]
        for venue in {row.venues for row in rows if row.venues != ALL}:
            part = max((row for row in rows if row.venues == venue), key=lambda row: row.weight)
            if 0 <= part.amounts.get("total", -1) <= total:
                ends, parts = shares.setdefault(venue, ([], []))
                ends.append(end)
                parts.append(part.amounts["total"] / total * 100)
    return shares


def _known(value: float) -> float | None:
    return None if value != value else value
