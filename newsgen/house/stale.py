"""How worn a wording is: what was told lately, and how long ago.

The newer the article that said it, the staler; what nobody has read lately is fresh, and costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from newsgen.model import Remembered

GRAM = 5  # words in a row that a reader may know again
OPENING = 4.0  # how much worse it is to open as before than to say a sentence as before
GRAMS = 0.5  # how much a sentence weighs that is put together from known turns alone


class Staleness:
    """What a memory has heard: masked sentences, openings and turns of phrase, each with its weight."""

    def __init__(self, memory: Sequence[Remembered], mask: Callable[[str], str], half_life: float) -> None:
        self._mask = mask
        self._sentences: dict[str, float] = {}
        self._openings: dict[str, float] = {}
        self._grams: dict[tuple[str, ...], float] = {}
        for age, one in reversed(list(enumerate(memory))):  # the nearer article counts
            weight = 0.5 ** (age / half_life)
            self._openings |= dict.fromkeys(one.sentences[:1], weight)
            self._sentences |= dict.fromkeys(one.sentences, weight)
            for sentence in one.sentences:
                self._grams |= dict.fromkeys(grams(sentence), weight)
        self._known: dict[str, float] = {}

    def __bool__(self) -> bool:
        return bool(self._sentences)

    def of(self, sentences: Sequence[str], *, opening: bool = False) -> float:
        """How stale some sentences are as they would be printed; 0 where all is fresh."""
        if not self._sentences:
            return 0.0
        total = sum(self._sentence(sentence) for sentence in sentences)
        if opening and sentences:
            total += OPENING * self._openings.get(self._mask(sentences[0]), 0.0)
        return total

    def _sentence(self, sentence: str) -> float:
        found = self._known.get(sentence)
        if found is None:
            masked = self._mask(sentence)
            known = [self._grams.get(gram, 0.0) for gram in grams(masked)]
            worn = GRAMS * sum(known) / len(known) if known else 0.0
            found = self._known[sentence] = self._sentences.get(masked, 0.0) + worn
        return found


def grams(masked: str) -> Iterator[tuple[str, ...]]:
    """The turns of phrase of a masked sentence."""
    words = masked.split()
    return zip(*(words[at:] for at in range(GRAM)))
