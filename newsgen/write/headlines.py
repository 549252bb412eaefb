"""The bench: headlines from several stories and built in several ways, the best first.

What leads is told as such a day is usually told, unless it was told so lately: salience less staleness.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsgen.house import House, Telling
from newsgen.house.marks import plain, visible_length
from newsgen.model import Headline
from newsgen.write import sentences

ATTEMPTS = 8, 3  # draws of what varies inside each wording: of the lead, of other stories
BENCH = 30.0  # points that an alternative loses for each one on the bench from the same story
OPENS = 10.0  # ... and for each one that opens with the same kind of fact
OPENINGS = {  # what a headline opens with, by the measure of the first fact in it
    "level": "level", "price": "level", "change": "move", "gap": "move", "flow": "flow", "liquidated_since": "since",
    "liquidated_share": "side",
    "price_since": "since", "liquidated_rank": "since",
}  # fmt: skip
_WORDS = re.compile(r"[a-z][a-z'’-]*")


@dataclass(frozen=True, slots=True)
class Story:
    """Something that a headline can tell: a block's template, its coin, and what it is worth."""

    template: str
    subject: str
    worth: float

    @property
    def name(self) -> str:
        """The angle or standing part."""
        return self.template.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A headline that is true today."""

    text: str  # marked
    skeleton: str  # masked
    angle: str
    opening: str  # what it says first: "total", "side", "level", "move" ...
    worth: float
    similarity: float
    worn: bool  # built as one of the latest
    good: bool  # of the right length, with no more figures than a reader takes in

    @property
    def words(self) -> Counter[str]:
        """The words that its skeleton is made of."""
        return bag(self.skeleton)


def candidates(stories: Sequence[Story], house: House, telling: Telling, block: str = "headline") -> list[Candidate]:
    """Every headline that the stories have, the one to choose first; the first story is the lead."""
    writer = _Writer(house, telling)
    found: dict[str, Candidate] = {}
    for place, story in enumerate(stories):
        bonus = writer.taste["lead"] if not place else 0
        for text in wordings(story, block, "headline", house, telling, ATTEMPTS[bool(place)]):
            if plain(text) not in found:
                found[plain(text)] = writer.candidate(text, story, bonus, stories[0].subject)
    return sorted(found.values(), key=lambda one: (one.worn, -one.worth))


def choose(found: Sequence[Candidate], wanted: int, wish: str = "") -> list[Candidate]:
    """The best, then those unlike what is chosen: of other stories, or built in other ways.

    The one that is wished for, as `short_squeeze` or `short_squeeze:2` for its second on the bench, comes first.
    """
    left, chosen = list(found), list[Candidate]()
    while left and len(chosen) < wanted:
        best = max(left, key=lambda one: _apart(one, chosen)) if chosen else left[0]
        left.remove(best)
        chosen.append(best)
    return _wished(chosen, found, wish) if wish else chosen


def _wished(chosen: list[Candidate], found: Sequence[Candidate], wish: str) -> list[Candidate]:
    name, _, place = wish.partition(":")
    own = [one for one in chosen if one.angle == name] or [one for one in found if one.angle == name][:1]
    first = own[: int(place) if place.isdigit() else 1][-1:]
    return [*first, *[one for one in chosen if one not in first]][: len(chosen)]


def _apart(one: Candidate, chosen: Sequence[Candidate]) -> tuple[bool, float]:
    known = sum(other.angle == one.angle for other in chosen)
    alike = max(shared(one.words, other.words) for other in chosen)
    new = all(other.skeleton != one.skeleton for other in chosen)
    opens = sum(other.opening == one.opening for other in chosen)
    return new, one.worth - BENCH * (known + alike) - OPENS * opens


def benched(one: Candidate) -> Headline:
    """A headline as an editor sees it."""
    text = plain(one.text)
    return Headline(text, one.angle, len(text), one.similarity)


def wordings(
    story: Story, block: str, place: str, house: House, telling: Telling, attempts: int = ATTEMPTS[1]
) -> Iterator[str]:
    """What a story says in a block, in all its wordings, marked, without a full stop."""
    passage = house.passage(story.template, block)
    for attempt in range(attempts if passage else 0):
        for turn in range(house.turns(story.template, block)):
            said = telling.render(passage, place=place, subject=story.subject, turn=turn, attempt=attempt)
            if text := sentences.line(said):
                yield text.rstrip(".")


class _Writer:
    def __init__(self, house: House, telling: Telling) -> None:
        self.house, self.telling = house, telling
        self.taste = house.settings["headline"]
        self.least, self.most = house.length("headline")
        memory = [one.headline for one in telling.memory]
        self.worn = frozenset(memory[: self.taste["fresh"]])
        self.recent = [bag(headline) for headline in memory[: self.taste["recent"]]]

    def candidate(self, text: str, story: Story, bonus: float, subject: str) -> Candidate:
        skeleton = self.house.mask(plain(text))
        similarity = max((shared(bag(skeleton), known) for known in self.recent), default=0.0)
        opening = self.opening(text)
        habit = self.taste["habit"] if opening in self.wanted(subject) else 0
        return Candidate(
            text=text,
            skeleton=skeleton,
            angle=story.name,
            opening=opening,
            worth=story.worth + bonus + habit - self.taste["similar"] * similarity,
            similarity=round(similarity, 2),
            worn=skeleton in self.worn,
            good=self.least <= visible_length(text) <= self.most
            and len(self.telling.told_by(text)) <= self.taste["figures"],
        )

    def wanted(self, subject: str) -> Sequence[str]:
        """What a headline of such a day opens with."""
        change, ratio = self.telling.value(f"{subject or 'btc'}.change_24h"), self.telling.value("liq.ratio")
        if not isinstance(change, int | float) or abs(change) < self.taste["moved"]:
            return ()
        if isinstance(ratio, int | float) and ratio < 1:  # a small sum is not what the day was about
            return ()
        return list(self.taste["up" if change > 0 else "down"])

    def opening(self, text: str) -> str:
        """What the headline says first: "total", "side", "level", "move" ..."""
        for fact_id in self.telling.named_in(text):
            about = self.telling.known[fact_id].about
            if about.measure == "liquidated":
                return "side" if about.side else "total"
            if about.measure in OPENINGS:
                return OPENINGS[about.measure]
        return ""


def bag(skeleton: str) -> Counter[str]:
    """The words of a masked headline, without what stands for figures and names."""
    return Counter(_WORDS.findall(skeleton))


def shared(one: Counter[str], other: Counter[str]) -> float:
    """The part of the words of two headlines that they have in common: 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
