"""O1 for windows that are no UTC day: each coin against the daily past of the same source and venues.

A coin may have ten times its usual day, and mostly all coins have then; what no day of its own past has seen, neither
alone nor beside the other coins, is of another scale.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from newsgen.measure.book import Book, brief, exact
from newsgen.measure.clock import DAY, clock
from newsgen.measure.columns import Floats
from newsgen.measure.gate.jumps import NORMAL
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.measure.readings import ALL, Reading
from newsgen.measure.tracked import Track
from newsgen.model import Severity

HINT = "Ask the source for the window again, and for each of its days."


def rule_windows(book: Book, ruling: Ruling, tracks: tuple[Track, ...]) -> None:
    """Leave out coins of a named set of venues that have what none of their days ever had."""
    if book.end % DAY == 0:
        return  # a whole day is one of the series' own, which is held against its past elsewhere
    sets: dict[tuple[str, str], dict[str, Reading]] = defaultdict(dict)
    for row in ruling.readings.by_end.get(book.end, ()):
        if ALL not in (row.coin, row.venues) and row.amounts.get("total", 0.0) > LIMITS.own_least:
            sets[row.venues, row.origin.source][row.coin] = row
    out: set[int] = set()
    for track in tracks:
        mine = sets.get((track.venues, track.source), {})
        if track.step == DAY and ALL not in track.coins:
            out |= {id(row) for row in _beyond(book, track, mine)}
    if out:
        rows = ruling.readings.by_end[book.end]
        ruling.put_rows(book.end, tuple(row for row in rows if id(row) not in out))


def _beyond(book: Book, track: Track, rows: dict[str, Reading]) -> list[Reading]:
    names = [coin for coin in track.coins if coin in rows]
    last = (book.end - track.first) // DAY
    first = max(0, last - LIMITS.jump_days)
    if not names or last - first < LIMITS.jump_least_days:
        return []
    places = [track.coins.index(coin) for coin in names]
    past = track.sides["total"][places, first:last]
    whole = ~np.isnan(past).any(axis=0) & (past > 0).all(axis=0)
    now = np.array([rows[coin].amounts["total"] for coin in names])
    if whole.sum() < LIMITS.jump_least_days:
        return []
    before = np.log(past[:, whole])
    alone = _sigmas(np.log(now), before)
    beside = alone * 0
    if len(names) > 1:
        rest, then = now.sum() - now, past[:, whole].sum(axis=0) - past[:, whole]
        beside = _sigmas(np.log(now / rest), before - np.log(then))
    found = []
    for place, coin in enumerate(names):
        sigmas = max(alone[place], beside[place])
        if sigmas > LIMITS.sigmas:
            total, usual = rows[coin].amounts["total"], float(np.exp(np.median(before[place])))
            message = (
                f"{coin} liquidations of {exact(total)} on {track.venues} in the 24 hours to {clock(book.end)} against "
                f"a median of {brief(usual)} a day: {brief(sigmas)} robust deviations; the coin is left out."
            )
            book.find("O1", Severity.HOLD, message, rows[coin].origin.file, (f"{coin.lower()}.liq_total",), HINT)
            found.append(rows[coin])
    return found


def _sigmas(now: Floats, past: Floats) -> Floats:
    middle = np.median(past, axis=1)
    deviation = NORMAL * np.median(np.abs(past - middle[:, None]), axis=1)
    return np.asarray(np.abs(now - middle) / np.where(deviation > 0, deviation, np.inf))
