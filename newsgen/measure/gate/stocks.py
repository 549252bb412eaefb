"""O3 and O1 for stock indices: two at one level, and one that goes another way than the others.

Since 2016 the S&P 500 has not moved more than half a point outside what the Nasdaq Composite and the Dow did that day.
"""

from __future__ import annotations

from itertools import combinations

from newsgen.catalogue import INDICES
from newsgen.market import known_from
from newsgen.measure.book import Book, brief, exact, family
from newsgen.measure.clock import day_at
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.measure.values import Values, longest
from newsgen.model import Severity

BROAD, OTHERS = "SPX", ("IXIC", "DJI")
HINT = "Compare the closes with another source."


def rule_indices(book: Book, indices: tuple[Values, ...], ruling: Ruling) -> None:
    """Leave out every index where two of them have been mixed up, or one denies the others."""
    known = book.end - int(known_from("indices")[1].total_seconds())
    found = {}
    for name in INDICES:
        series = longest((one for one in indices if one.names == (name,)), known)
        if series is not None:
            found[name] = series, series.until(known) - 1
    flaw = _mixed_up(found) or _alone(found)
    if flaw:
        name, message = flaw
        series, place = found[name]
        ids = ("stocks.date", "stocks.age_days", *(one for index in INDICES for one in family(f"{index.lower()}.")))
        message = f"{message} on {day_at(series.times[place])}: the indices are left out."
        book.find("O3", Severity.HOLD, message, series.files.at(place), ("spx.change",), HINT)
        ruling.withdraw("the indices deny one another", ids)


def _mixed_up(found: dict[str, tuple[Values, int]]) -> tuple[str, str] | None:
    for (one, (mine, at)), (other, (theirs, there)) in combinations(found.items(), 2):
        if mine.times[at] == theirs.times[there] and mine.values[at] == theirs.values[there]:
            return one, f"{one} and {other} both closed at {exact(mine.values[at])}"
    return None


def _alone(found: dict[str, tuple[Values, int]]) -> tuple[str, str] | None:
    moves = {name: _move(*found[name]) for name in (BROAD, *OTHERS) if name in found}
    sessions = {found[name][0].times[found[name][1]] for name in moves}
    known = {name: move for name, move in moves.items() if move is not None}
    if len(known) <= len(OTHERS) or len(sessions) > 1:
        return None
    mine, others = known[BROAD], [known[name] for name in OTHERS]
    room = LIMITS.index_apart
    if min(others) - room <= mine <= max(others) + room:
        return None
    names = " and ".join(f"{name} {brief(known[name])} %" for name in OTHERS)
    return BROAD, f"{BROAD} moved {brief(mine)} % where {names} did"


def _move(series: Values, place: int) -> float | None:
    return (series.values[place] / series.values[place - 1] - 1) * 100 if place else None
