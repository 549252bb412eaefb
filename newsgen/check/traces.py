"""Where the characters of a changed text stood before: a trace has a start and an end for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
Trace = list[Span]
Change = tuple[int, int, Trace]  # start and end of what is replaced, and where each character put there comes from


def trace(length: int, changes: Iterable[Change] = ()) -> Trace:
    """The trace of a text of `length` characters after changes in order of their places."""
    spans, at = [], 0
    for start, end, put in changes:
        spans += [(place, place + 1) for place in range(at, start)] + put
        at = end
    return spans + [(place, place + 1) for place in range(at, length)]


def origin(steps: Trace, start: int, end: int) -> Span:
    """Where the characters from `start` to `end` stood; an empty text stands at the beginning."""
    if not steps:
        return 0, 0
    last = len(steps) - 1
    return steps[min(start, last)][0], steps[min(max(start, end - 1), last)][1]


def through(later: Trace, earlier: Trace) -> Trace:
    """Two steps as one: the earlier made the text that the later changed."""
    return [origin(earlier, start, end) for start, end in later]


def dropped(pattern: re.Pattern[str], text: str) -> Iterator[Change]:
    """What a pattern takes out; what its first group holds is kept."""
    for found in pattern.finditer(text):
        kept = found.span(1) if found.re.groups and found.group(1) is not None else (0, 0)
        yield found.start(), found.end(), trace(kept[1])[kept[0] :]


def stood_for(words: str, text: str) -> Iterator[Change]:
    """One character in place of some words, wherever they stand."""
    at = text.find(words)
    while at >= 0:
        yield at, at + len(words), [(at, at + len(words))]
        at = text.find(words, at + len(words))
