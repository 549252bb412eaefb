"""S2, O1 and K4 for fund flows: two sources of one session, days that have slipped, sums out of all proportion."""

from __future__ import annotations

from statistics import median

from newsgen.catalogue import FLOW_ASSETS
from newsgen.market import known_from
from newsgen.market.holidays import trades
from newsgen.measure.book import Book, brief, exact, family
from newsgen.measure.clock import day_at
from newsgen.measure.flows import STALE, Flows
from newsgen.measure.gate.jumps import NORMAL
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.measure.values import Values, longest
from newsgen.model import Severity

HINT = "Compare the session with the issuers' own figures."
LOOKED_AT = 10  # sessions before this one that are held against another source


def rule_flows(book: Book, flows: Flows, ruling: Ruling) -> None:
    """Hold the last session of every asset with funds against its past and against other sources."""
    known = book.end - int(known_from("etf_flows")[1].total_seconds())
    for asset in FLOW_ASSETS:
        found = flows.totals.get(asset, ())
        series = longest(found, known)
        if series is None:
            continue
        place = series.until(known) - 1
        if book.end - series.times[place] > STALE:
            continue
        _closed(book, asset, series, place, ruling)
        _jump(book, asset, series, place, ruling)
        for other in found:
            if other is not series and other.until(known):
                _two(book, asset, series, other, place)
                _shifted(book, asset, series, other, place, ruling)


def _closed(book: Book, asset: str, series: Values, place: int, ruling: Ruling) -> None:
    """Money does not move on a day without trading: the dates have slipped."""
    day = day_at(series.times[place])
    if not trades(day):
        message = f"{asset} funds have {exact(series.values[place])} on {day} ({day:%A}), when nobody traded."
        _hold(book, ruling, asset, series, place, "K4", message, "a session on a day without trading")


def _jump(book: Book, asset: str, series: Values, place: int, ruling: Ruling) -> None:
    before = series.values[max(0, place - LIMITS.jump_days) : place]
    if len(before) < LIMITS.flow_sessions:
        return
    middle = median(before)
    deviation = NORMAL * median(abs(value - middle) for value in before)
    sigmas = abs(series.values[place] - middle) / deviation if deviation else 0.0
    if sigmas > LIMITS.flow_sigmas:
        message = (
            f"{asset} funds have {exact(series.values[place])} on {day_at(series.times[place])}, {brief(sigmas)} "
            f"robust deviations of the {len(before)} sessions before."
        )
        _hold(book, ruling, asset, series, place, "O1", message, "a session out of all proportion")


def _two(book: Book, asset: str, series: Values, other: Values, place: int) -> None:
    at = other.exact(series.times[place])
    if at is None:
        return
    mine, theirs = series.values[place], other.values[at]
    larger = max(abs(mine), abs(theirs))
    gap = abs(mine - theirs)
    if gap <= max(LIMITS.flow_part / 100 * larger, LIMITS.flow_usd):
        return
    hold = gap > LIMITS.flow_hold / 100 * larger or mine * theirs < 0
    message = (
        f"{asset} funds on {day_at(series.times[place])}: {exact(mine)} by {series.source}, {exact(theirs)} by "
        f"{other.source}. {series.source} is told."
    )
    severity = Severity.HOLD if hold else Severity.WARN
    book.find("S2", severity, message, series.files.at(place), (f"{asset.lower()}_etf.flow",), HINT)


def _shifted(book: Book, asset: str, series: Values, other: Values, place: int, ruling: Ruling) -> None:
    """Sessions that equal the other source's neighbour instead of the session itself."""
    slipped = {1: 0, -1: 0}
    for at in range(max(0, place - LOOKED_AT), place + 1):
        same = other.exact(series.times[at])
        if same is None or _equal(series.values[at], other.values[same]):
            continue
        for step in slipped:
            beside = same + step
            if 0 <= beside < len(other.values) and _equal(series.values[at], other.values[beside]):
                slipped[step] += 1
    count = max(slipped.values())
    if count >= LIMITS.shifted:
        message = (
            f"{count} of the last sessions of {asset} funds by {series.source} equal the neighbouring session by "
            f"{other.source}: one of the two is shifted by a day."
        )
        _hold(book, ruling, asset, series, place, "S2", message, "two sources are shifted by a day")


def _equal(one: float, other: float) -> bool:
    return one == other != 0 or abs(one - other) < 1e-3 * max(abs(one), abs(other))


def _hold(
    book: Book, ruling: Ruling, asset: str, series: Values, place: int, guard: str, message: str, reason: str
) -> None:
    ids = family(f"{asset.lower()}_etf.")
    book.find(guard, Severity.HOLD, f"{message} They are left out.", series.files.at(place), ids[:1], HINT)
    ruling.withdraw(reason, ids)
