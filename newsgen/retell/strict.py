"""A stricter mask: the house's graded verbs and nouns of movement go too, so that a synonym makes nothing new."""

from __future__ import annotations

import re
from collections.abc import Callable

from newsgen.house import House

MOVE = "^"


def make_strict(house: House) -> Callable[[str], str]:
    """A function that takes a masked sentence and masks the words that follow the size of a move."""
    verbs = [verb for band in (*house.bands, house.longer) for verb in (*band.up, *band.down)]
    forms = {
        verb[form].lower() for verb in (*verbs, house.flat_words) for form in ("past", "present", "gerund", "noun")
    }
    forms |= {_bare(verb["present"].lower()) for verb in verbs} - {"be"}
    words = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    pattern = re.compile(rf"\b(?:an? )?(?:{words})\b")
    return lambda masked: pattern.sub(MOVE, masked)


def _bare(present: str) -> str:
    """ "edges up" → "edge up", "is up" → "be"."""
    first, _, rest = present.partition(" ")
    if first == "is":
        return "be"
    stem = first[:-1] if first.endswith("s") else first
    return f"{stem} {rest}".strip()
