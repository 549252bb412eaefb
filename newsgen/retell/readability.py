"""How easy articles are to read: grade, length of sentences, figures in them.

What a word is: what stands between spaces and holds a letter or a digit, so "$475.2 million" is two words and "3.4%"
one.  For the grade each figure is read as the stand-in word "number", so that neither its points end a sentence nor its
digits count as syllables.  What a figure is: an amount, a percentage or a count in digits; not a date, a time of day or
the span "24 hours", nor the 500 of an index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from newsgen.errors import RetellError

from .texts import Text

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NO_FIGURE = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})\b(?: \d{{4}})?|\b(?:{_MONTHS}) \d{{4}}\b|\b\d\d:\d\d\b"
    rf"|\b(?:S&P 500|Nasdaq 100|Nasdaq-100)\b|\b24[ -]hours?\b|\b(?:in|since|of|during|to) (?:19|20)\d\d\b"
)
_FIGURE = re.compile(r"[$€£]?\d[\d,]*(?:\.\d+)?(?:%|[KMBT]\b|st\b|nd\b|rd\b|th\b)?")
_STOPS = re.compile(r"[.!?:;](?=\s|$)|\.")
LONG = 32  # words that a sentence may have


@dataclass(frozen=True, slots=True)
class Reading:
    """Of many articles: the mean grade, the parts of grades, and what was counted in all their sentences."""

    grade: float
    grades: tuple[float, float]  # a tenth of the articles are below the first, a tenth above the second
    words: float  # of a sentence
    figures: float  # of a sentence
    longest: str  # the longest sentence ...
    longest_words: int
    too_long: tuple[str, ...]  # sentences of more than LONG words


def read(texts: Sequence[Text]) -> Reading:
    """What can be counted of articles; raises RetellError where the extra `readability` is not installed."""
    grades = sorted(grade(text.sentences) for text in texts if text.sentences) or [0.0]
    said = [sentence for text in texts for sentence in text.sentences] or [""]
    lengths = [words(sentence) for sentence in said]
    longest = max(range(len(said)), key=lambda at: lengths[at])
    tenth = len(grades) // 10
    return Reading(
        grade=fmean(grades),
        grades=(grades[tenth], grades[-1 - tenth]),
        words=fmean(lengths),
        figures=fmean(figures(sentence) for sentence in said),
        longest=said[longest],
        longest_words=lengths[longest],
        too_long=tuple(sentence for sentence, length in zip(said, lengths) if length > LONG),
    )


def words(sentence: str) -> int:
    """The words of a sentence."""
    return sum(any(sign.isalnum() for sign in word) for word in sentence.split())


def figures(sentence: str) -> int:
    """The figures of a sentence."""
    return len(_FIGURE.findall(_NO_FIGURE.sub(" ", sentence)))


def grade(said: Sequence[str]) -> float:
    """The Flesch-Kincaid grade of some sentences, each of which counts as one."""
    try:
        import textstat
    except ImportError as error:
        raise RetellError(
            "The reading grade needs textstat: install it with pip install 'newsgen[readability]'."
        ) from error
    found: float = textstat.flesch_kincaid_grade(" ".join(map(plain, said)))
    return found


def plain(sentence: str) -> str:
    """A sentence that a counter of syllables cannot misread: figures as a word, one full stop at its end."""
    return _STOPS.sub("", _FIGURE.sub("number", sentence)).strip() + "."
