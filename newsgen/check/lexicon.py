"""Words and what they may mean, read from the language's file beside this module."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

Sense = tuple[str, str]  # class and value: ("coin", "BTC")

_CASED = frozenset({"gate", "near", "may", "link", "dot", "uni", "ton", "sui"})
_APART = ("up", "down", "label", "exact", "turned")  # read by name, never in running text


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their first word, with the length of the longest, and the lists that are asked for by name."""

    phrases: dict[str, tuple[int, dict[tuple[str, ...], tuple[Sense, ...]]]]
    exact: dict[str, Sense]
    ups: frozenset[str]
    downs: frozenset[str]
    labels: dict[str, tuple[str, ...]]
    venues: dict[str, str]
    turned: dict[str, str]  # the word for the other way
    words: frozenset[str]  # every word of a phrase or a name


@lru_cache(maxsize=4)
def lexicon(language: str = "en") -> Lexicon:
    """The words of one language."""
    raw = tomllib.loads((files("newsgen.check") / f"{language}.toml").read_text(encoding="utf-8"))
    senses: dict[tuple[str, ...], list[Sense]] = {}
    for group, values in raw.items():
        if group in _APART:
            continue
        for value, phrases in values.items():
            for phrase in phrases:
                senses.setdefault(tuple(phrase.lower().split()), []).append((group, value))
    exact = {word: (kind, word) for kind, words in raw["exact"].items() for word in words}
    return Lexicon(
        _by_first_word(senses),
        exact | {"May": ("month", "5")},
        frozenset(raw["up"]["up"]),
        frozenset(raw["down"]["down"]),
        {name: tuple(words) for name, words in raw["label"].items()},
        {phrase: name for name, phrases in raw["venue"].items() for phrase in phrases},
        {one: two for pair in reversed(raw["turned"]["pairs"]) for one, two in (pair, pair[::-1])},
        frozenset(part for words in senses for word in words for part in re.findall("[a-z]+", word))
        | frozenset(word.lower() for word in exact),
    )


def _by_first_word(
    senses: dict[tuple[str, ...], list[Sense]],
) -> dict[str, tuple[int, dict[tuple[str, ...], tuple[Sense, ...]]]]:
    grouped: dict[str, dict[tuple[str, ...], tuple[Sense, ...]]] = {}
    for words, found in senses.items():
        if len(words) == 1 and words[0] in _CASED and all(kind in ("coin", "venue") for kind, _ in found):
            continue
        grouped.setdefault(words[0], {})[words] = tuple(found)
    return {first: (max(map(len, rows)), rows) for first, rows in grouped.items()}
