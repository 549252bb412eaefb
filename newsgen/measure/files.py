"""Which file each value of a series was read from: what is on file and what was asked today make up one series."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from newsgen.measure.columns import Ints
from newsgen.model import Origin


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a series: place `firsts[n]` and those that follow up to the next were read from `names[n]`."""

    firsts: tuple[int, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, codes: Ints, names: Sequence[str]) -> Files:
        """From the number of each place's file in `names`."""
        firsts = np.flatnonzero(np.diff(codes, prepend=-1)).tolist()
        return cls(tuple(firsts), tuple(names[int(codes[place])] for place in firsts))

    def at(self, place: int) -> str:
        """The file of one place."""
        return self.names[bisect_right(self.firsts, place) - 1]

    def take(self, places: Sequence[int]) -> Files:
        """The files of a series of these places alone."""
        if len(self.names) == 1:
            return self
        found = [self.at(place) for place in places]
        names = list(dict.fromkeys(found))
        return Files.of(np.array([names.index(name) for name in found], dtype=np.int64), names)

    def origins(self, source: str, *places: int) -> tuple[Origin, ...]:
        """One origin for each file that these places were read from, with the number of its rows."""
        if len(self.names) == 1:
            return (Origin(source, self.names[0], len(places)),)
        return _named(source, [(self.at(place), 1) for place in places])

    def between(self, source: str, first: int, last: int, each: int = 1) -> tuple[Origin, ...]:
        """The same for all places from `first` to `last`, the latest file first; `each` place holds so many rows."""
        if len(self.names) == 1:
            return (Origin(source, self.names[0], (last - first + 1) * each),)
        begin, end = bisect_right(self.firsts, first) - 1, bisect_right(self.firsts, last)
        borders = [first, *self.firsts[begin + 1 : end], last + 1]
        rows = [(name, (borders[at + 1] - borders[at]) * each) for at, name in enumerate(self.names[begin:end])]
        return _named(source, rows[::-1])


def _named(source: str, found: Sequence[tuple[str, int]]) -> tuple[Origin, ...]:
    rows: dict[str, int] = {}
    for name, count in found:
        rows[name] = rows.get(name, 0) + count
    return tuple(Origin(source, name, count) for name, count in rows.items())
