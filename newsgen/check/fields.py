"""One field of a text read sentence by sentence: what is doubted in it, and which facts its figures were bound to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from newsgen.check import guards, quotes, traces
from newsgen.check.context import MAJORS, Doubt, View
from newsgen.check.figures import ON_FILE, Figure, shape
from newsgen.check.index import Index
from newsgen.check.judge import judge
from newsgen.check.lexicon import lexicon
from newsgen.check.reader import read
from newsgen.check.reading import Item, Topic
from newsgen.check.rights import fitted
from newsgen.check.traces import Span, Trace
from newsgen.check.turning import letters, turned, unshaped
from newsgen.check.values import says
from newsgen.model import Facts, Finding, Printed, Severity, Spot

COMMENT = re.compile(r"<!--.*?-->", re.S)  # a note to the editor, which no reader sees
# A sentence ends at a mark and a space, or at a line; not after the abbreviations that carry a full stop.
_ENDS = re.compile(
    r"[.!?\n](?:(?<=\n)\s*|[.!?]*[”\"’)*_]*(?<!U\.S\.)(?<!a\.m\.)(?<!p\.m\.)(?<!vs\.)"
    r"(?<!Jan\.)(?<!Feb\.)(?<!Aug\.)(?<!Sept\.)(?<!Oct\.)(?<!Nov\.)(?<!Dec\.)\s+)"
)
_MARKUP = re.compile(
    r"^#{1,6}\s+|^[-*+]\s+|^>\s?|^\d+\.\s+|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|\[([^\]]*)\]\([^)]*\)|<[^>]+>"
)
_SIGNS = re.compile(r"[#*_`\[<>]|^\d+\.\s", re.M)
_MARKS = re.compile("[\ue000-\ue07f]")  # the reader's own marks, which no text from outside may hold
# A capital within a sentence, within a word, or before "'s": none of those is there by the place of the word alone.
_NAME = re.compile(r"(?<=[^.!?:] )[A-Z][A-Za-z]+|\b[A-Z][a-z]+[A-Z]\w*|^[A-Z][a-z]+(?=['’]s\b)")
_INDEX = frozenset({"index"})
_POINT = "• "


class Sentence(NamedTuple):
    """A sentence as it was judged: what it speaks of, its shape and figures, and what is doubted in it."""

    topic: Topic
    bare: str
    shape: str
    figures: list[Figure]
    view: View | None
    doubts: tuple[tuple[str, Doubt], ...]


class Place(NamedTuple):
    """A sentence in its field: where it starts in the text that was read."""

    at: int
    part: str
    told: Sentence
    again: bool


@dataclass(slots=True)
class Desk:
    """One day's facts at hand while the fields of a text are read."""

    facts: Facts
    index: Index
    strict: bool  # an article of our own: its spacing is held against it too
    dirty: bool  # whether anything in the text looks like a residue
    seen: dict[str, Sentence] = field(default_factory=dict)  # sentences judged
    lead: Topic | None = None  # what the first field speaks of
    told: set[str] = field(default_factory=set)  # coins that figures were bound to
    named: dict[str, str] = field(default_factory=dict)  # coins by the first place that names them
    closest: bool = False  # whether figures are bound to the closest fact, not to the first

    def read(self, where: str, raw: str, *, again: bool = True) -> Iterator[Spot]:
        """Findings about one field at their places; with `again` also in a sentence that stood before."""
        plain = COMMENT.sub("", raw) if "<!--" in raw else raw
        for severity, doubt in self._of_field(plain):
            start = max(0, plain.find(doubt.words))
            steps = traces.trace(len(raw), traces.dropped(COMMENT, raw))
            span = traces.origin(steps, start, start + len(doubt.words) if doubt.words else len(plain))
            yield _spot(where, raw, span, doubt, finding(doubt, severity, where))
        steps = []
        for place in self._sentences(where, plain):
            if place.told.doubts and (again or not place.again):
                steps = steps or self._trace(raw, plain)
                for severity, doubt in place.told.doubts:
                    found = finding(doubt, severity, f"{where}: {_again(place.told)}")
                    yield _spot(where, raw, _span(place, steps, doubt.items), doubt, found)

    def bind(self, where: str, raw: str) -> Iterator[Printed]:
        """The figures of one field that a fact supports, each bound to the closest one."""
        self.closest = True
        plain, steps = COMMENT.sub("", raw), Trace()
        for place in self._sentences(where, plain):
            steps = steps or self._trace(raw, plain)
            for item, fact in _proofs(place.told.view):
                start, end = _span(place, steps, (item,))
                yield Printed(where, start, end, raw[start:end], fact)

    def _of_field(self, text: str) -> Iterator[tuple[str, Doubt]]:
        """What is doubted in a field as a whole: residues, and words that are not those on file."""
        facts = self.facts
        if self.dirty:
            yield from guards.residues(text, strict=self.strict)
        if facts.quotes or facts.events or "“" in text or '"' in text:
            yield from (("BLOCK", doubt) for doubt in quotes.doubts(text, facts))

    def _sentences(self, where: str, text: str) -> Iterator[Place]:
        facts = self.facts
        if _MARKS.search(text):
            text = _MARKS.sub("\ufffd", text)
        if facts.quotes or facts.events or "ahead.what" in facts.known:
            text = quotes.masked(text, facts)
        topic = first = self.lead or Topic(tracked=self.index.tracked)
        marked = bool(_SIGNS.search(text))
        for at, part in _parts(text):
            if part.startswith(_POINT):
                topic = first  # a point of a post is read by itself, as a key point is
            told = self.seen.get(part)
            again = told is not None
            if told is None:
                bare = _MARKUP.sub(_text_of_link, part) if marked and _SIGNS.search(part) else part
                told = self.seen[part] = self._judge(part, bare, topic, where)
            yield Place(at, part, told, again)
            known = told.topic
            if not known.heading:
                topic = known if known.coins else Topic(topic.coins, known.words, known.sides, False, known.tracked)
        if self.lead is None:
            self.lead = topic

    def _judge(self, part: str, bare: str, topic: Topic, where: str) -> Sentence:
        heading = part.startswith("#")
        shaped, figures = shape(bare)
        reading = read(shaped)
        view, doubts = None, list[tuple[str, Doubt]]()
        if reading.segments:
            spoken = topic._replace(heading=True) if heading else topic
            view = View(self.index, reading, figures, spoken, closest=self.closest)
            found = judge(view)
            if found and _holds_other_names(shaped):
                found = [replace(doubt, right="") for doubt in found]
            doubts += (("BLOCK", doubt) for doubt in turned(found, view, bare, shaped))
            self.told.update(_told(view))
            if reading.toned:
                doubts += guards.tone(view)
        for coin in reading.coins:
            if coin not in self.named:
                self.named[coin] = f"{where}: {bare}"
        words = reading.words | _INDEX if reading.indices else reading.words
        spoken = Topic(reading.coins, words, reading.sides, heading or not part, topic.tracked)
        return Sentence(spoken, bare, shaped, figures, view, tuple(doubts))

    def _trace(self, raw: str, plain: str) -> Trace:
        """Where the characters that are read as sentences stand in the field."""
        steps = traces.trace(len(raw), traces.dropped(COMMENT, raw))
        text = _MARKS.sub("\ufffd", plain)
        for words, mark in quotes.on_file(self.facts):
            form = quotes.form(text, words)
            if form:
                steps = traces.through(traces.trace(len(text), traces.stood_for(form, text)), steps)
                text = text.replace(form, mark)
        return steps


def finding(doubt: Doubt, severity: str, where: str) -> Finding:
    """A doubt as editors see it."""
    right = f"Right would be {doubt.right}. " if doubt.right else ""
    return Finding(doubt.guard, Severity(severity), doubt.message, where, doubt.facts, f"{right}{doubt.hint}".strip())


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text, each with its place."""
    text, at = text.rstrip(". \n"), 0
    for end in _ENDS.finditer(text):
        yield at, text[at : end.start()]
        at = end.end()
    yield at, text[at:]


def _told(view: View) -> Iterator[str]:
    """The coins that a sentence gives a figure or a date of."""
    if view.reading.places and any(segment.of_pair for segment in view.reading.segments):
        yield from MAJORS  # "ether's price in bitcoin was its lowest since ..."
    for bound in view.bound:
        kind = bound.known.kind
        yield kind.coin or ""
        for coin in view.reading.coins if kind.coin else ():  # "aave and monero fell most, 1.0% and 1.0%"
            row = view.index.find(kind.measure, coin, kind.base, kind.side) if coin != kind.coin else None
            if row is not None and says(bound.figure, bound.slot.compare, row.value):
                yield coin


def _proofs(view: View | None) -> list[tuple[Item, str]]:
    """The figures of a sentence that were bound, in order, each with its fact."""
    if view is None:
        return []
    found = dict(view.proofs) | {bound.slot.item: bound.known.id for bound in view.bound}
    return sorted(found.items(), key=lambda proof: proof[0].at)


def _holds_other_names(shaped: str) -> bool:
    """Whether a name stands in a sentence that the reader does not know: its figures may be of something else."""
    return any(name.lower() not in lexicon().words for name in _NAME.findall(shaped))


def _text_of_link(match: re.Match[str]) -> str:
    return match.group(1) or ""


def _again(told: Sentence) -> str:
    """The sentence as it was, for the finding."""
    words, number = [], 0
    for letter in told.shape:
        if "\ue000" <= letter < "\ue080":
            if letter in ON_FILE:
                words.append("[as on file]")
                continue
            words.append(told.figures[number].text)
            number += 1
        else:
            words.append(letter)
    return "".join(words)


# ---- places ----------------------------------------------------------------------------------------------------------


def _span(place: Place, steps: Trace, items: tuple[Item, ...]) -> Span:
    """Where some words of a sentence stand in its field; without words, where the sentence stands."""
    told = place.told
    inner = traces.trace(len(place.part), traces.dropped(_MARKUP, place.part) if told.bare != place.part else ())
    if items:
        inner = traces.through(unshaped(told.shape, told.figures), inner)
        start, end = traces.origin(inner, *letters(told.shape, items[0], items[-1]))
    else:
        start, end = traces.origin(inner, 0, len(told.bare))
    return traces.origin(steps, place.at + start, place.at + end)


def _spot(where: str, raw: str, span: Span, doubt: Doubt, found: Finding) -> Spot:
    return Spot(where, *span, found, fitted(raw[span[0] : span[1]], doubt.right))
