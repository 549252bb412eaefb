"""How alike articles are that follow each other: pure functions over texts in order, the oldest first.

`first` is the place of the first article that counts; those before it are only what it may repeat.
"Seen" means: said, but for figures, names and dates, in one of the `MEMORY` articles before.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from statistics import fmean
from typing import TypeVar

from .texts import Text

MEMORY = 30  # articles that a faithful reader has in mind
NEAR = 10  # articles within which no opening comes twice
GRAM = 6  # words in a row that make a turn of phrase
Said = TypeVar("Said", bound=Hashable)


def seen_share(texts: Sequence[Text], first: int = 0, loosen: Callable[[str], str] = str) -> float:
    """Part of all sentences that were seen before, each after `loosen`."""
    said = [[loosen(shape) for shape in text.shapes] for text in texts]
    return _repeated(said, first)


def self_repetition(texts: Sequence[Text], first: int = 0, length: int = GRAM) -> float:
    """Mean part of an article's masked n-grams that were seen before."""
    said = [grams(text, length) for text in texts]
    parts = [
        sum(gram in before for gram in own) / len(own) for own, before in zip(said[first:], _before(said, first)) if own
    ]
    return fmean(parts) if parts else 0.0


def grams(text: Text, length: int = GRAM) -> frozenset[tuple[str, ...]]:
    """The runs of masked words of a text, across the ends of its sentences."""
    words = [word for shape in text.shapes for token in shape.split() if (word := token.strip(".,;:!?()“”\"'"))]
    return frozenset(zip(*(words[at:] for at in range(length))))


def gzip_ratio(bodies: Sequence[str], window: int = MEMORY) -> float:
    """How many times smaller gzip (level 9) makes `window` bodies joined: the mean over windows side by side.

    Fewer bodies than one window are one window; what is left after the last whole window does not count.
    """
    starts = range(0, max(1, len(bodies) - window + 1), window)
    joined = ["\n\n".join(bodies[start : start + window]).encode() for start in starts]
    ratios = [len(text) / len(gzip.compress(text, 9, mtime=0)) for text in joined if text]
    return fmean(ratios) if ratios else 0.0


def openings_repeated(texts: Sequence[Text], first: int = 0, within: int = NEAR) -> tuple[date, ...]:
    """The days whose first sentence opens as one of the `within` articles before did."""
    return _days(texts, [text.shapes[:1] for text in texts], first, within)


def headlines_repeated(texts: Sequence[Text], first: int = 0, within: int = MEMORY) -> tuple[date, ...]:
    """The days whose headline is built as one of the `within` articles before."""
    return _days(texts, [text.headline_shape for text in texts], first, within)


def orders_repeated(texts: Sequence[Text], first: int = 0, within: int = MEMORY) -> tuple[date, ...]:
    """The days that tell the same parts in the same order as one of the `within` articles before."""
    return _days(texts, [text.parts for text in texts], first, within)


def entropy(counts: Mapping[str, int]) -> float:
    """How evenly things are spread, in bits: 0 where all are one, 3 for eight that are equally common."""
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values() if n) if total else 0.0


def _repeated(said: Sequence[Sequence[Said]], first: int) -> float:
    whole = sum(len(own) for own in said[first:])
    again = sum(one in before for own, before in zip(said[first:], _before(said, first)) for one in own)
    return again / whole if whole else 0.0


def _before(said: Sequence[Iterable[Said]], first: int) -> Iterable[frozenset[Said]]:
    """For each article that counts, all that the `MEMORY` articles before it said."""
    for at in range(first, len(said)):
        yield frozenset(one for own in said[max(0, at - MEMORY) : at] for one in own)


def _days(texts: Sequence[Text], keys: Sequence[Hashable], first: int, within: int) -> tuple[date, ...]:
    return tuple(
        texts[at].day for at in range(first, len(texts)) if keys[at] and keys[at] in keys[max(0, at - within) : at]
    )
