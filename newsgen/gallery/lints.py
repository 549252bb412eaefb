"""What is looked for in a finished wording: words to avoid, long sentences, residue, lengths and figures."""

from __future__ import annotations

import re

from newsgen.house import House
from newsgen.house.lint import ADVICE
from newsgen.house.marks import plain
from newsgen.house.wording import any_of
from newsgen.write.sentences import split

LONGEST = 32  # words of a sentence
ALT = 150  # characters
HEADLINE_FIGURES = 2
_RESIDUE = re.compile(r"[{}]|\bNone\b(?! of)|\bnan\b|\.\.|,,|,\.|;\.|\(\)|\s[,.;:](?:\s|$)")
_TWICE = re.compile(r"\b([a-z]+) \1\b(?<!had had)(?<!that that)", re.IGNORECASE)


class Wording:
    """The house's words and lengths, read once."""

    def __init__(self, house: House) -> None:
        words = house.settings["words"]
        strong = () if house.style in words["strong_styles"] else words["strong"]
        self.avoided = any_of([*words["avoid"], *strong])
        least, most = house.length("headline")
        self.headline: tuple[int, int] = (int(least), int(most))


def lints(block: str, marked: str, figures: int, told: Wording) -> tuple[str, ...]:
    """What is wrong with one wording, in words; nothing for most."""
    text = plain(marked)
    found = []
    if match := told.avoided.search(text):
        found.append(f"`{match[0]}` is on the list of words to avoid")
    if match := ADVICE.search(text):
        found.append(f"`{match[0]}` reads like advice or a prediction")
    if match := _RESIDUE.search(text):
        found.append(f"residue at `{text[max(0, match.start() - 12) : match.end() + 4].strip()}`")
    if match := _TWICE.search(text):
        found.append(f"`{match[0]}`: a word twice")
    if "  " in text:
        found.append("two spaces")
    lengths = [len(sentence.split()) for paragraph in text.split("\n\n") for sentence in split(paragraph)]
    found += [f"a sentence of {length} words" for length in lengths if length > LONGEST]
    if block == "headline":
        least, most = told.headline
        if not least <= len(text) <= most:
            found.append(f"a headline of {len(text)} characters")
        if figures > HEADLINE_FIGURES:
            found.append(f"a headline with {figures} figures")
    if block == "alt" and len(text) > ALT:
        found.append(f"an alt text of {len(text)} characters")
    if block == "point" and text.endswith("."):
        found.append("a key point with a full stop")
    return tuple(found)
