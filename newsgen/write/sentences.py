"""Marked text as sentences: splitting, joining, capitals and white space, never inside a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsgen.house.marks import OPEN, plain

_END = re.compile(r"(?<=[.!?]) |(?<=[.!?][*”’\")]) ")  # the space after a sentence
_RARE_END = re.compile(r"[!?]|\.[*”’\")]")  # without these a full stop and a space end every sentence
_CLOSERS = " .,;:!?*"
_BEFORE_STOP = re.compile(r" +([,.;:])")


def split(text: str) -> list[str]:
    """The sentences of one paragraph."""
    if _RARE_END.search(text):
        return _END.split(text)
    *others, last = text.split(". ")
    return [*[f"{sentence}." for sentence in others], last]


def paragraphs(text: str) -> list[list[str]]:
    """Rendered prose as paragraphs of sentences, tidied and with capitals; what holds no word is left out."""
    made = []
    for paragraph in text.split("\n\n"):
        tidy = " ".join(paragraph.split()) if "  " in paragraph or "\n" in paragraph else paragraph.strip()
        if " ," in tidy or " ." in tidy or " ;" in tidy or " :" in tidy:
            tidy = _BEFORE_STOP.sub(r"\1", tidy)
        sentences = [capital(sentence) for sentence in split(tidy) if sentence.strip(_CLOSERS)]
        if sentences:
            made.append(sentences)
    return made


def line(text: str | None) -> str:
    """Rendered prose as one line with a capital; "" for what holds no word."""
    return " ".join(" ".join(sentences) for sentences in paragraphs(text or ""))


def capital(sentence: str) -> str:
    """The sentence with its first letter in upper case, also inside a mark or after an asterisk or quotation mark."""
    if sentence[0].isupper():
        return sentence
    at = 0
    while at < len(sentence) and sentence[at] in f"{OPEN}*“‘\"'(":
        at += 2 if sentence[at] == OPEN else 1
    first = sentence[at : at + 1]
    if first.islower() and len(first.upper()) == 1:
        return sentence[:at] + first.upper() + sentence[at + 1 :]
    return sentence


def opens_with_figure(sentence: str) -> bool:
    """Whether a reader would see a sentence that starts with a figure."""
    first = plain(sentence).lstrip("*“\"'(")[:1]
    return first.isdigit() or first == "$"


def words(text: str) -> int:
    """Words of marked or plain text on tidy lines."""
    return text.count(" ") + text.count("\n\n") + 1


def joined(made: Sequence[Sequence[str]]) -> str:
    """Paragraphs as text with blank lines between them."""
    return "\n\n".join(" ".join(sentences) for sentences in made)
