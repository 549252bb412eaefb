"""What the house never prints: digits that no fact stands behind, and the words it avoids."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsgen.house.styling import AS_WRITTEN, Spelling

_DIGIT = re.compile(r"[0-9]")
_WORD = re.compile(r"[a-z]+")


def any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words, in any case; "moon" does not stand in "moonlight"."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """The limits of what a template's own words may be."""

    constants: re.Pattern[str]  # digits that name a window or a thing
    avoided: re.Pattern[str]
    first_words: frozenset[str]  # of the avoided phrases: most texts hold none of them
    spelling: Spelling = AS_WRITTEN

    @property
    def key(self) -> Hashable:
        """The same for the same limits."""
        return self.constants.pattern, self.avoided.pattern, tuple(self.spelling.words.items())

    def refused(self, text: str) -> tuple[str, str] | None:
        """What is wrong with `text` and the way out, or None."""
        if _DIGIT.search(text) and _DIGIT.search(self.constants.sub("", text)):
            shown = " ".join(text.split())
            return f"digits in `{shown}`", "print a fact, or declare them as `constants` in house.toml"
        if not self.first_words.isdisjoint(_WORD.findall(text.lower())) and (match := self.avoided.search(text)):
            return (
                f"`{match[0]}` is on the list of words to avoid",
                "find a plainer word, or change `avoid` in house.toml",
            )
        return None


def read_wording(words: Mapping[str, Any], style: str) -> Wording:
    """The limits that `[words]` in house.toml sets for a style."""
    avoided = [*words["avoid"], *_strong(words, style)]
    return Wording(any_of(words["constants"]), any_of(avoided), frozenset(_first(phrase) for phrase in avoided))


def _strong(words: Mapping[str, Any], style: str) -> Iterable[str]:
    return () if style in words["strong_styles"] else words["strong"]


def _first(phrase: str) -> str:
    found = _WORD.search(phrase.lower())
    return found[0] if found else ""
