"""Verb ladders: a strong verb needs a move of its size, and never a smaller one than a weaker verb in the same text."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check.claims import Doubt
from newsgen.check.index import Known
from newsgen.check.reader import Segment
from newsgen.check.scope import View, named

# The least move, in percent, of each strength; strength 1 is weak and has a most instead.
LEAST = {"0": 0.0, "1": 0.0, "3": 3.0, "4": 6.0, "5": 10.0, "6": 20.0}
_WEAK_MOST = 3.0
_TOLERANCE = 0.05  # a move is judged as it is printed, with one decimal
_MEASURES = frozenset({"change", "index_change", "open_interest_change", "market_cap_change"})


def strengths(view: View) -> Iterator[Doubt]:
    """Doubts about verbs that are stronger or weaker than the move they tell."""
    for segment in view.reading.segments:
        for code in segment.scope.dirs:
            if code[1] != "0":
                moves = _moves(segment, view)
                if moves and not any(_fits(code, abs(row.value)) for row in moves):
                    row = max(moves, key=lambda move: abs(move.value))
                    yield Doubt("V1", f"the verb does not fit a move of {abs(row.value):.1f}%", (row.id,), f"{row.id} is {row.value:+.1f}%.")


def _fits(code: str, size: float) -> bool:
    if code.endswith("w"):
        return size < _WEAK_MOST
    return size >= LEAST[code[1]] - _TOLERANCE


def _moves(segment: Segment, view: View) -> list[Known]:
    for bound in view.bound:
        if bound.slot.segment is segment and bound.known.measure in _MEASURES:
            return [bound.known]
    if any(slot.mark in (fg.PERCENT, fg.MONEY) for slot in segment.slots) or segment.scope.has("liq", "flow", "fng") or segment.scope.sides:
        return []
    coins = named(segment.scope.coins)
    if len(coins) != 1 or segment.scope.windows:
        return []
    moves = [view.index.find("change", coins[0], base) for base in ("window", "to_low", "to_high", "low")]
    return [row for row in moves if row is not None]
