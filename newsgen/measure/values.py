"""Series of single values in time: the shape of flows, indices, sentiment, open interest, funding and market value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from newsgen.measure.book import Origins
from newsgen.measure.columns import Columns
from newsgen.measure.files import Files


@dataclass(eq=False, slots=True)
class Values:
    """Known values of one thing from one source in order of time; times in seconds since 1970.

    names  what the groups' columns say, in their order: ("BTC", "*") for a coin on all venues
    words  by place: a label that came with the value, or ""
    """

    names: tuple[str, ...]
    source: str
    files: Files
    times: list[int]
    values: list[float]
    words: list[str]

    def until(self, at: int) -> int:
        """Number of values of that time or earlier."""
        return bisect_right(self.times, at)

    def exact(self, at: int) -> int | None:
        """The place of the value of exactly that time."""
        place = bisect_left(self.times, at)
        return place if place < len(self.times) and self.times[place] == at else None

    def origins(self, *places: int) -> Origins:
        """Where the values at these places were read."""
        return self.files.origins(self.source, *places)

    def between(self, first: int, last: int) -> Origins:
        """Where the values from one place to another were read, both included."""
        return self.files.between(self.source, first, last)


def prepare_values(
    table: Columns, clock: str, value: str, keys: tuple[str, ...], label: str = ""
) -> tuple[Values, ...]:  # fmt: skip
    """The series of a table, one for each combination of `keys` and source; unknown values are left out."""
    if not len(table):
        return ()
    times, numbers = table.times(clock), table.numbers(value)
    (codes, files), labels = table.files, table.words(label) if label else []
    found = []
    for names, rows in table.groups(*keys, "source").items():
        part = rows[~np.isnan(numbers[rows])]
        if len(part):
            part = part[np.argsort(times[part], kind="stable")]
            words = [labels[row] for row in part] if label else [""] * len(part)
            filed, values = Files.of(codes[part], files), numbers[part].tolist()
            found.append(Values(names[:-1], names[-1], filed, times[part].tolist(), values, words))
    return tuple(found)


def longest(series: Iterable[Values], until: int) -> Values | None:
    """The series with the most values by a time; none where none has any."""
    best = max(series, key=lambda one: (one.until(until), one.source), default=None)
    return best if best is not None and best.until(until) else None
