"""The verb ladder: a strong verb needs a move of its size, a weak one a small move."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check.context import Bound, Doubt, View
from newsgen.check.index import Known
from newsgen.check.reading import Segment

# The least move, in percent, of each strength; a weak verb ("w") has a most instead.
LEAST = {"0": 0.0, "1": 0.0, "3": 3.0, "4": 6.0, "5": 10.0, "6": 20.0}
_WEAK_MOST = 3.0
_TOLERANCE = 0.05  # a move is judged as it is printed, with one decimal
_OF_A_DAY = ("window", "utc_day")
_MEASURES = frozenset({"change", "index_change", "open_interest_change", "market_cap_change"})


def strengths(view: View) -> Iterator[Doubt]:
    """Doubts about verbs that are stronger or weaker than the move they tell."""
    for segment, code in view.reading.strong:
        moves = _moves(segment, view)
        if moves and not any(_fits(code, abs(row.value)) for row in moves):
            row = max(moves, key=lambda move: abs(move.value))
            verb = tuple(item for item in segment.items if item.kind == "dir" and item.value == code)[:1]
            claim = f"the verb does not fit a move of {abs(row.value):.1f}%"
            yield Doubt("V1", claim, (row.id,), f"{row.id} is {row.value:+.1f}%.", verb)


def _fits(code: str, size: float) -> bool:
    return size < _WEAK_MOST if code.endswith("w") else size >= LEAST[code[1]] - _TOLERANCE


def _moves(segment: Segment, view: View) -> list[Known]:
    """The change a verb tells: the one beside it, else any of the coin's within the window."""
    told = [bound for bound in view.bound_in(segment) if bound.known.kind.measure in _MEASURES]
    if told:
        return [told[0].known, *_as_printed(told[0], view)]
    scope = segment.scope
    if (
        any(slot.mark in (fg.PERCENT, fg.MONEY) for slot in segment.slots)
        or scope.has("liq", "flow", "fng")
        or scope.sides
    ):
        return []
    if len(scope.named) != 1 or scope.windows:
        return []
    moves = [view.index.find("change", scope.named[0], base) for base in ("window", "to_low", "to_high", "low")]
    return [row for row in moves if row is not None]


def _as_printed(told: Bound, view: View) -> Iterator[Known]:
    """The window's change and that of the last UTC day where they print alike: "10%" is 10.2 and 9.9."""
    if told.known.kind.measure == "change" and told.known.kind.base in _OF_A_DAY:
        rows = (view.index.find("change", told.known.kind.coin, base) for base in _OF_A_DAY)
        yield from (row for row in rows if row is not None and told.figure.least <= abs(row.value) < told.figure.most)
