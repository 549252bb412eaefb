"""Texts that no reader would read to their end, and that would keep a checker busy for hours: they are not checked."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 40_000  # characters of a text, twenty times a recap
_SENTENCE, _FIGURES = 1000, 60  # characters and figures of a sentence
_BRACKETS = 500  # of a text
_END = re.compile(r"[.!?]\s|\n(?=[^\S\n]*(?:\n|[-*+|#>]|[0-9]+[.)]))")  # where a sentence or a line of a list may end


def fault(texts: Iterable[str]) -> str:
    """Why such texts are not checked, in a sentence, or ""."""
    text = "\n\n".join(texts)
    if len(text) > LONGEST:
        return f"A text that is to be checked has up to {LONGEST:,} characters; take something out of it."
    if sum(map(text.count, "<[")) > _BRACKETS:
        return f"A text has up to {_BRACKETS} brackets; take some of them out."
    for sentence in _END.split(text):
        if len(sentence) > _SENTENCE or len(re.findall("[0-9]+", sentence)) > _FIGURES:
            most = f"{_SENTENCE:,} characters and {_FIGURES} figures"
            return f"A sentence has up to {most}; the one that begins “{sentence.strip()[:40]}” has more."
    return ""
