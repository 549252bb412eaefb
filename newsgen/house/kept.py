"""What was made of template files before: a file is translated again only when it must be.

What is made of a file depends on its text, on the thresholds and phrases that it names, and on the words that the house
avoids.  These are the key under which it is kept, so that what is kept can never be stale.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import TypeVar, cast

T = TypeVar("T")
_DECIDED = re.compile(r"\b(thresholds|desk)\s*\.\s*(\w+)")
_SAID = re.compile(r"\{%[-+]?\s*say\s+(\w+)")


class Kept:
    """What was made for each place, by what it was made from: the `most` latest used of each."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._places: dict[Hashable, OrderedDict[Hashable, object]] = {}
        self._lock = Lock()

    def get(self, place: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave for the key at a place; where it raises, nothing is kept."""
        with self._lock:
            here = self._places.setdefault(place, OrderedDict())
            if key in here:
                here.move_to_end(key)
                return cast(T, here[key])  # a place is of one kind of thing
        made = make()
        with self._lock:
            here[key] = made
            while len(here) > self.most:
                here.popitem(last=False)
        return made

    def __len__(self) -> int:
        return sum(map(len, self._places.values()))


def decided(text: str, thresholds: Mapping[str, float]) -> frozenset[tuple[str, float | None]]:
    """The thresholds that a file names with their values, and that below which a move prints as nothing."""
    names = {f"desk.{name}" if space == "desk" else name for space, name in _DECIDED.findall(text)}
    return frozenset((name, thresholds.get(name)) for name in (*names, "flat"))


def said(text: str, phrases: Mapping[str, Hashable]) -> frozenset[tuple[str, Hashable]]:
    """The phrases that a file says, each with what it depends on."""
    return frozenset((name, phrases.get(name)) for name in _SAID.findall(text))
