"""Claims about all of a kind: every coin rose, none did, both sides lost alike."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check.context import Doubt, View
from newsgen.check.reading import Segment

_EVEN_MOST = 60.0  # percent of the larger side up to which the two may be called alike
_OTHERS = ("liq", "cap", "dominance", "oi", "flow", "fng", "volume")
_ALL = ("all coins", "every coin")


def counts_coins(segment: Segment, view: View) -> bool:
    """Whether a clause says how many coins moved: its direction is theirs, and is judged with the count."""
    if any(bound.known.kind.measure == "breadth" for bound in view.bound_in(segment)):
        return True
    counted = any(bound.known.kind.measure == "breadth" for bound in view.bound)
    return counted and not segment.scope.named and segment.scope.has("noun:coins")


def general(sign: int, view: View) -> Iterator[Doubt]:
    """A direction of no coin by name, beside a count of coins: the way that more of them went."""
    up, down = (view.index.number(f"breadth.{name}") for name in ("up", "down"))
    if up is not None and down is not None and (up - down) * sign < 0:
        yield Doubt("N2", "coins are said to go the other way", ("breadth.up", "breadth.down"), f"{up:.0f} rose.")


def whole_market(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "All 27 coins tracked rose", "every coin fell", "not one rose": no coin went the other way, or that way."""
    scope = segment.scope
    dirs = scope.dirs or next((part.scope.dirs for part in reversed(segment.carry) if part.scope.dirs), ())
    if not dirs or scope.sides or scope.has(*_OTHERS) or not says_all(segment):
        return
    up = dirs[0][0] == "+"
    denied = "up" if up == scope.has("whole:none") else "down"
    row = view.index.find("breadth", None, denied)
    if row is not None and row.value > 0:
        claim = f"{'no coin' if scope.has('whole:none') else 'every coin'} is said to go {'up' if up else 'down'}"
        yield Doubt("N2", claim, (row.id,), f"{row.id} is {row.value:.0f}.")


def says_all(segment: Segment) -> bool:
    """Whether a clause speaks of every coin, or of none."""
    coins = [item for item in segment.items if item.kind == "coin" and item.text in _ALL]
    counted = [item for item in segment.items if item.name == "noun:coins"]
    words = [item for item in segment.items if item.name in ("whole:all", "whole:none")]
    return bool(coins) or any(0 < noun.at - word.end <= 3 for word in words for noun in counted)


def evenness(segment: Segment, view: View) -> Iterator[Doubt]:  # noqa: ARG001
    """ "The two sides lost almost alike": neither has much more than half."""
    sides = set(view.reading.sides)
    if not ("both" in sides or {"long", "short"} <= sides or view.reading.has("liq")) or view.reading.has("not:not"):
        return
    coin = view.reading.coins[0] if len(view.reading.coins) == 1 else None
    longs, shorts = (view.index.find("liquidated", coin, "window", side) for side in ("long", "short"))
    if longs is None or shorts is None or not longs.value + shorts.value:
        return
    share = 100 * max(longs.value, shorts.value) / (longs.value + shorts.value)
    if share > _EVEN_MOST:
        yield Doubt("N2", "the two sides are said to be alike", (longs.id, shorts.id), f"One had {share:.0f}%.")
