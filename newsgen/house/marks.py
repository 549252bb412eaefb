"""Invisible marks around every printed figure, carried through all editing and read off at the end.

A mark is one private-use character, then one that names an entry in the text's table, then the words, then another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from newsgen.model import Printed

OPEN = "\ue000"
CLOSE = "\ue001"
SPACE = "\ue002"  # inside words from outside: no sentence ends there, no line breaks
FIRST = 0xE100  # entries count from here to the end of the private-use area
MOST = 0xF8FF - FIRST
Meaning = Mapping[str, tuple[str, str]]  # what a mark says: fact id and qualifier
WIDTH = 3  # characters that a mark adds


def visible_length(text: str) -> int:
    """Characters of `text` that a reader sees."""
    return len(text) - WIDTH * text.count(OPEN)


# The characters that name the marks in a text, in order.
entries: Callable[[str], list[str]] = re.compile(f"{OPEN}(.)").findall
_MARK = re.compile(f"{OPEN}(.)([^{CLOSE}]*){CLOSE}")


def read_off(text: str, meaning: Meaning, where: str, at: int = 0) -> tuple[str, list[Printed]]:
    """`text` without its marks, and what they said, counted from `at` characters into the field `where`."""
    parts = _MARK.split(text.replace(SPACE, " "))
    at, printed = at + len(parts[0]), []
    for mark, words, rest in zip(parts[1::3], parts[2::3], parts[3::3]):
        fact, qualifier = meaning[mark]
        end = at + len(words)
        printed.append(Printed(where, at, end, words, fact, qualifier))
        at = end + len(rest)
    del parts[1::3]
    return "".join(parts), printed


def plain(text: str) -> str:
    """`text` without its marks."""
    parts = _MARK.split(text)
    del parts[1::3]
    return "".join(parts).replace(SPACE, " ")


def clean(text: str) -> str:
    """Input from outside on one line, without control, format or private-use characters."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())
