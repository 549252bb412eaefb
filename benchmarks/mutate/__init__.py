"""Ways to make a true recap false: pure functions over texts, one change each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import MappingProxyType

from benchmarks.mutate import claims, figures, names, times
from benchmarks.mutate.copy import Change, Copy, bare, changed, place

__all__ = ["KINDS", "Change", "Copy", "bare", "changed", "place"]

KINDS: Mapping[str, Callable[[Copy, Random], Iterator[Change]]] = MappingProxyType({
    "digit": figures.digit, "swap": figures.swap, "scale": figures.scale, "direction": times.direction,
    "coin": names.coin, "side": names.side, "window": times.window, "venue": names.venue, "year": times.year,
    "misplaced": figures.misplaced,
    "comparator": figures.comparator, "sum": figures.total, "since": times.since,
    "run": claims.run, "part": claims.part, "lead": claims.lead, "record": claims.record, "both": claims.both,
    "crossing": claims.crossing,
})  # fmt: skip
