"""Invisible marks around every printed figure, carried through all editing and read off at the end.

A mark is one private-use character, then one that names an entry in the text's table, then the words, then another.
"""

from __future__ import annotations

import re
import unicodedata

from newsgen.model import Printed

OPEN = "\ue000"
CLOSE = "\ue001"
SPACE = "\ue002"  # inside words from outside: no sentence ends there, no line breaks
FIRST = 0xE100  # entries count from here to the end of the private-use area
MOST = 0xF8FF - FIRST
WIDTH = 3  # characters that a mark adds


def visible_length(text: str) -> int:
    """Characters of `text` that a reader sees."""
    return len(text) - WIDTH * text.count(OPEN)


_ENTRY = re.compile(f"{OPEN}(.)")


def entries(text: str) -> list[str]:
    """The characters that name the entries of the marks in `text`, in order."""
    return _ENTRY.findall(text)


def read_off(text: str, table: list[tuple[str, str]], where: str) -> tuple[str, tuple[Printed, ...]]:
    """`text` without its marks, and what they said; `table` gives (fact id, qualifier) by entry."""
    parts = text.split(OPEN)
    plain, at, printed = [parts[0]], len(parts[0]), []
    for part in parts[1:]:
        words, rest = part[1:].split(CLOSE, 1)
        if SPACE in words:
            words = words.replace(SPACE, " ")
        fact, qualifier = table[ord(part[0]) - FIRST]
        printed.append(Printed(where, at, at + len(words), words, fact, qualifier))
        plain += (words, rest)
        at += len(words) + len(rest)
    return "".join(plain), tuple(printed)


def plain(text: str) -> str:
    """`text` without its marks."""
    parts = text.split(OPEN)
    return (parts[0] + "".join([part[1:].replace(CLOSE, "", 1) for part in parts[1:]])).replace(SPACE, " ")


def clean(text: str) -> str:
    """Input from outside on one line, without control, format or private-use characters."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())
