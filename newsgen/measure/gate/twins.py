"""S2 for whole series: two sources that follow the same coins on the same venues, day by day.

They need not agree to the dollar.  But the days on which much was closed, and on which side, are the same for both:
where they are not, one of the two is of another coin, scale, day or side, and nobody can say which.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from newsgen.measure.book import Book, brief, family
from newsgen.measure.clock import DAY
from newsgen.measure.columns import Floats
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.measure.tracked import Track
from newsgen.model import Severity

OF_SERIES = tuple(fact_id for prefix in ("series.", "callback.", "echo.") for fact_id in family(prefix))
HINT = "Compare both sources' pages of the coin."


def rule_twins(book: Book, ruling: Ruling, tracks: tuple[Track, ...]) -> None:
    """Take back what is said of series of which two sources tell different stories."""
    daily = [track for track in tracks if track.step == DAY]
    for track in daily:
        _mixed_up(book, ruling, track)
    for one, other in combinations(daily, 2):
        if one.venues != other.venues or one.source == other.source:
            continue
        for coin in sorted(set(one.coins) & set(other.coins)):
            flaw = _flaw(_recent(one, coin, book.end), _recent(other, coin, book.end))
            if flaw:
                message = (
                    f"{coin} liquidations on {one.venues} by {one.source} and by {other.source} do not tell the same "
                    f"days ({flaw}): the series are left out."
                )
                book.find("S2", Severity.HOLD, message, one.files.at(-1), ("series.total",), HINT)
                ruling.withdraw("two sources of the series deny each other", OF_SERIES)


def _mixed_up(book: Book, ruling: Ruling, track: Track) -> None:
    """O3: two coins with the same figures day after day: one has the other's."""
    recent = {coin: _recent(track, coin, book.end)[0] for coin in track.coins}
    for one, other in combinations(track.coins, 2):
        equal = recent[one][(recent[one] == recent[other]) & (recent[one] > 0)]
        if len(np.unique(equal)) < LIMITS.twin_same:  # one figure again and again says nothing
            continue
        message = (
            f"{one} and {other} have the same liquidations by {track.source} for {track.venues} day after day: the "
            "series are left out."
        )
        book.find("O3", Severity.HOLD, message, track.files.at(-1), ("series.total",), HINT)
        ruling.withdraw("two coins have the same figures", OF_SERIES)


def _recent(track: Track, coin: str, end: int) -> Floats:
    """Totals, longs and shorts of the last days up to `end`, one column a day; NaN where there is no row."""
    last = (end - track.first) // track.step
    found = np.full((3, LIMITS.twin_days), np.nan)
    number = track.coins.index(coin)
    for row, side in enumerate(("total", "long", "short")):
        values = track.sides[side][number]
        slots = np.arange(last - LIMITS.twin_days + 1, last + 1)
        there = (slots >= 0) & (slots < len(values))
        found[row, there] = values[slots[there]]
    return found


def _slipped(mine: Floats, theirs: Floats) -> bool:
    """Whether two sources fit far better a day apart than on the same day."""
    apart = [_apart(mine[max(0, -step) : len(mine) - max(0, step)], theirs[max(0, step) :][: len(mine) - abs(step)])
             for step in (0, 1, -1)]  # fmt: skip
    return min(apart[1:]) < LIMITS.twin_slip * apart[0]


def _apart(mine: Floats, theirs: Floats) -> float:
    """Mean distance of the logarithms from their usual one; none is known of too few days."""
    both = (mine > 0) & (theirs > 0)
    if both.sum() < LIMITS.twin_least:
        return float("nan")
    ratios = np.log(theirs[both] / mine[both])
    return float(np.abs(ratios - np.median(ratios)).mean())


def _flaw(mine: Floats, theirs: Floats) -> str:
    both = (mine[0] > 0) & (theirs[0] > 0)
    if both.sum() < LIMITS.twin_least:
        return ""
    ratios = np.log(theirs[0][both] / mine[0][both])
    middle = float(np.median(ratios))
    times = float(np.exp(middle))
    if not 1 / LIMITS.twin_times <= times <= LIMITS.twin_times:
        return f"one has {brief(times)} times the other"
    if (np.abs(ratios - middle) > np.log(2)).mean() > LIMITS.twin_off:
        return "most days differ by more than a factor of two"
    if any(_slipped(mine[side], theirs[side]) for side in range(3)):
        return "one is a day off"
    sides = [(one[1] - one[2])[both] / one[0][both] for one in (mine, theirs)]
    known = ~np.isnan(sides[0] + sides[1])
    same, mirrored = (np.abs(sides[0][known] + sign * sides[1][known]).mean() for sign in (-1, 1))
    if known.sum() < LIMITS.twin_least:
        return ""
    if same > mirrored + LIMITS.twin_sides:
        return "longs and shorts have changed places"
    return "longs and shorts are those of other days" if same > LIMITS.twin_apart else ""
