"""How sentences flow: what is clipped or too long to take in costs something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsgen.write import sentences

CLIPPED = 0.8  # what a sentence of no words at all would cost
TOO_LONG = 2.0  # worse than to say again what was said yesterday


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Sentences flow best between `least` and `most` words; none may be longer than that."""

    least: int
    most: int

    def of(self, said: Sequence[str]) -> float:
        """What some sentences cost, as they would be printed."""
        return sum([self._sentence(sentences.words(sentence)) for sentence in said])

    def _sentence(self, words: int) -> float:
        if words > self.most:
            return TOO_LONG
        return CLIPPED * max(0, self.least - words) / self.least
