"""Words on file: quotes and events.  What is quoted stands as it was given; what stands so is not read as a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from newsgen.check.context import Doubt
from newsgen.check.figures import HAPPENED, QUOTED
from newsgen.model import Event, Facts, Quote

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_NEWS = re.compile(r"\b(?:in the news|news (?:reported|from|of|that))\b", re.I)
_MARKED = re.compile('[“"]([^”"]{3,})[”"]')


def masked(text: str, facts: Facts) -> str:
    """The text with every quote's and event's words stood in for by one mark."""
    for words, mark in on_file(facts):
        text = _cut(text, words, mark)
    return text


def on_file(facts: Facts) -> Iterator[tuple[str, str]]:
    """What is on file word for word, with the mark that stands for it."""
    yield from ((quote.text, QUOTED) for quote in facts.quotes)
    yield from ((event.what, HAPPENED) for event in facts.events)
    ahead = facts.value("ahead.what")
    if isinstance(ahead, str):
        yield ahead, HAPPENED


def _cut(text: str, words: str, mark: str = QUOTED) -> str:
    found = form(text, words)
    return text.replace(found, mark) if found else text


def form(text: str, words: str) -> str:
    """Words on file as they stand in a text: with another capital, or without their full stop; "" where they do not."""
    if len(words) < 8:
        return ""
    bare = words.rstrip(".")
    forms = (words, bare, bare[:1].upper() + bare[1:], bare[:1].lower() + bare[1:])
    return next((found for found in forms if found in text), "")


def doubts(text: str, facts: Facts) -> Iterator[Doubt]:
    """Q1: a speaker's sentence holds the words on file, quotation marks a direct quote, and nothing expired is told."""
    for quote in facts.quotes:
        if _surname(quote) in text:
            yield from _spoken(text, quote, facts.as_of)
    if facts.events and "news" in text.lower():
        yield from _reported(text, facts.events)
    if "“" in text or '"' in text:
        direct = [_plain(quote.text) for quote in facts.quotes if quote.kind == "direct"]
        for found in _MARKED.findall(text):
            if QUOTED not in found and not any(_plain(found) in words for words in direct):
                claim = f"the words {found[:60]!r} are in quotation marks and on file as nobody's words"
                yield Doubt("Q1", claim, words=found)


def _reported(text: str, events: tuple[Event, ...]) -> Iterator[Doubt]:
    """Where news is told, it is an event on file, in its words and with its source."""
    for sentence in _SENTENCE.split(text):
        if _NEWS.search(sentence):
            true = any(_plain(event.what) in _plain(sentence) for event in events)
            if not true or not any(event.source and event.source in sentence for event in events):
                wrong = "the source" if true else "the news told"
                told = "; ".join(f"{event.what} ({event.source})" for event in events[:3])
                yield Doubt("Q1", f"{wrong} is not what is on file", (), told, words=sentence)


def _surname(quote: Quote) -> str:
    return quote.speaker.split()[-1] if quote.speaker else "\x00"


def _spoken(text: str, quote: Quote, as_of: datetime) -> Iterator[Doubt]:
    if quote.expires_at is not None and quote.expires_at < as_of:
        yield Doubt("Q1", f"the quote of {quote.speaker} has expired", words=_surname(quote))
    marked = _cut(text, quote.text)
    for sentence in _SENTENCE.split(marked):
        if _surname(quote) in sentence and QUOTED not in sentence:
            claim = f"what {quote.speaker} is told to have said is not the text on file"
            yield Doubt("Q1", claim, (), f"On file: {quote.text}", words=sentence)
        elif QUOTED in sentence and _surname(quote) in sentence:
            yield from _attribution(sentence, quote)
    if quote.kind != "direct" and ("“" + QUOTED in marked or '"' + QUOTED in marked):
        yield Doubt("Q1", f"a paraphrase of {quote.speaker} stands in quotation marks", words=form(text, quote.text))


def _attribution(sentence: str, quote: Quote) -> Iterator[Doubt]:
    """The words around the quote name the speaker as on file."""
    if (
        quote.speaker not in sentence
        and sentence.count(_surname(quote))
        and quote.speaker.split()[0] != _surname(quote)
    ):
        first = re.search(rf"([A-Z][\w'’-]+)\s+{re.escape(_surname(quote))}", sentence)
        if first and first.group(1) != quote.speaker.split()[0] and first.group(1) not in ("Mr", "Ms", "Dr", "Mrs"):
            yield Doubt("Q1", f"the speaker on file is {quote.speaker}", words=first.group(), right=quote.speaker)
    place = re.search(r"\b(?:at|of|for)\s+([A-Z][\w&.-]*)", sentence)
    if place and quote.org and place.group(1).rstrip(".,") not in quote.org:
        claim = f"{quote.speaker} is on file as of {quote.org}"
        yield Doubt("Q1", claim, words=place.group(1), right=quote.org)


def unattributed(text: str, facts: Facts) -> Iterator[Doubt]:
    """Words on file that stand without their speaker."""
    for quote in facts.quotes:
        marked = _cut(text, quote.text)
        if marked != text and not any(QUOTED in part and _surname(quote) in part for part in marked.split("\n")):
            yield Doubt("Q1", f"words of {quote.speaker} stand without the name")


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9%$ ]", "", words.lower())
