"""A sentence that is false by one word: the word that, turned the other way, leaves nothing to doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsgen.check import traces
from newsgen.check.context import Doubt, View
from newsgen.check.figures import ON_FILE, Figure, shape
from newsgen.check.items import TOKEN, US
from newsgen.check.judge import judge
from newsgen.check.reader import read
from newsgen.check.reading import Item
from newsgen.check.rights import turned as other_way
from newsgen.check.traces import Span, Trace

_MOST = 6  # words tried: a longer sentence is rarely false by one of them


def turned(doubts: list[Doubt], view: View, bare: str, shaped: str) -> list[Doubt]:
    """The doubts about a sentence, at the one word that makes all of them where there is one.

    A word is only called right where a sentence with it is doubted less.
    """
    if not doubts:
        return doubts
    left = {item: (word, _doubted(item, word, view, bare, shaped)) for item, word in _words(view)}
    whole = [(item, word) for item, (word, count) in left.items() if not count]
    if len(whole) == 1:
        return [replace(doubt, items=whole[0][:1], right=whole[0][1]) for doubt in doubts]
    vain = {word for word, count in left.values() if count >= len(doubts)}
    return [replace(doubt, right="") if doubt.right in vain else doubt for doubt in doubts]


def _words(view: View) -> Iterator[tuple[Item, str]]:
    """The words of a sentence that have another way, each with it."""
    items = (item for segment in view.reading.segments for item in segment.items if not item.is_figure)
    pairs = [(item, other_way(item.text)) for item in items]
    yield from [(item, word) for item, word in pairs if word][:_MOST]


def _doubted(item: Item, word: str, view: View, bare: str, shaped: str) -> int:
    """How much is doubted of the sentence with another word in it."""
    start, end = traces.origin(unshaped(shaped, view.figures), *letters(shaped, item, item))
    again, figures = shape(f"{bare[:start]}{word}{bare[end:]}")
    return len(judge(View(view.index, read(again), figures, view.topic, tried=True)))


# ---- places ----------------------------------------------------------------------------------------------------------


def unshaped(shaped: str, figures: Sequence[Figure]) -> Trace:
    """Where the characters of a shape stand in its sentence: a mark stands for its whole figure."""
    steps, at, rest = Trace(), 0, iter(figures)
    for letter in shaped:
        size = len(next(rest).text) if "\ue000" <= letter < "\ue080" and letter not in ON_FILE else 1
        steps.append((at, at + size))
        at += size
    return steps


def letters(shaped: str, first: Item, last: Item) -> Span:
    """Where the words from one item to another stand in a shape."""
    steps = traces.trace(len(shaped), traces.stood_for(US, shaped))
    tokens = [found.span() for found in TOKEN.finditer(shaped.replace(US, "U"))]
    end = last.at + len(last.text.split()) - 1 if last.constant is not None else last.end
    return traces.origin(steps, tokens[first.at][0], tokens[max(end, first.at)][1])
