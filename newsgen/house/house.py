"""The house: everything an editor can change, loaded, checked and ready to speak."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property, lru_cache
from typing import Any

from newsgen.house.angle import Angle, Worth
from newsgen.house.day import NAMES, Day, Days
from newsgen.house.figures import FORMS, LONG, SHORT, figure
from newsgen.house.marks import clean
from newsgen.house.mask import make_mask
from newsgen.house.names import Names
from newsgen.house.picture import Picture
from newsgen.house.prose import Template
from newsgen.house.rules import Rule, compile_rule
from newsgen.house.telling import Telling
from newsgen.house.values import Values
from newsgen.house.words import Band, venues
from newsgen.model import Fact, Facts, Finding, Remembered, Unit

BRIEF = "brief"  # what leads where no angle does; its shapes are those whose names begin so
ORDINARY = 40.0  # what a standing part is worth of which house.toml says nothing


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """When "more than", "nearly" and "about" are true: limits in percent of the printed figure."""

    above: float
    below: float
    about: float
    exact: float
    above_words: tuple[str, ...]
    below_words: tuple[str, ...]
    about_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The order of a kind of recap: moves, what is never trimmed, what fills a short text, and its length."""

    name: str
    title: str
    moves: tuple[str, ...]
    keep: frozenset[str]
    reserve: tuple[str, ...]
    words: tuple[int, int]
    headings: int


@dataclass(frozen=True, eq=False)
class House:
    """The house language of one newsroom in one language and style; see `load_house`."""

    language: str
    style: str
    settings: Mapping[str, Any]  # house.toml, merged
    thresholds: Mapping[str, float]
    angles: Mapping[str, Angle]
    templates: Mapping[str, Template]  # by "angle:<name>" and "beat:<name>"
    skeletons: Mapping[str, Skeleton]
    bands: tuple[Band, ...]
    qualifiers: Qualifiers
    longer: Band
    flat_words: Mapping[str, str]
    sides: Mapping[str, Mapping[str, str]]
    coin_names: Mapping[str, str]
    other_names: Mapping[str, str]
    causal: re.Pattern[str]
    flat: float
    parts: Mapping[str, Worth] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)  # charts that an article may have
    days: Days = field(default_factory=Days, compare=False, repr=False)

    def coin(self, ticker: str) -> str:
        """What the house calls a coin; its ticker where it has no name."""
        return self.coin_names.get(ticker, ticker)

    def cleaned(self, text: str) -> str:
        """Words from outside on one line, without control or private-use characters."""
        return _clean(text)

    def called(self, fact: Fact) -> str:
        """The house's word for a coin, a venue or a side; words from outside cleaned."""
        value = _clean(str(fact.value))
        if fact.unit is Unit.COIN:
            return self.coin_names.get(value, value)
        if fact.unit is Unit.VENUE:
            return venues(value)
        return self.sides[value]["one"] if fact.unit is Unit.SIDE else value

    def figure(self, fact: Fact, place: str = "body") -> str:
        """The house form of one fact, by itself; raises MissingFact for what would print as nothing."""
        if fact.unit is Unit.FLAG:
            return "yes" if fact.value else "no"
        if fact.unit in NAMES:
            return self.called(fact)
        year = fact.window.end.year
        return figure(fact, FORMS.get(place, LONG), year)

    def rule(self, expression: str, subject: str = "") -> Rule:
        """The rule that an expression writes; raises HouseError for a name that is not a fact."""
        return compile_rule(expression, Names("rule", (subject,) if subject else (), self.thresholds), subject)

    def day(self, facts: Facts) -> Day:
        """What all texts of these facts share."""
        return self.days.of(facts, self.called)

    def telling(self, facts: Facts, seed: int, memory: Sequence[Remembered] = ()) -> Telling:
        """A new text of these facts, worded unlike those in `memory`."""
        return Telling(self, facts, seed, memory)

    def labelling(self, facts: Facts, text: Telling) -> Telling:
        """What words the labels of the pictures beside `text`: each figure stands alone."""
        telling = Telling(self, facts, text.seed)
        telling.day = Day(facts, self.called, alone=True)
        telling.told, telling.mentioned = text.told, text.mentioned
        return telling

    @cached_property
    def mask(self) -> Callable[[str], str]:
        """Masks a sentence or headline: how a thing is said, without figures, names and dates."""
        return lru_cache(maxsize=20_000)(make_mask(self.coin_names.values()))

    def can_tell(self, template: str, block: str, facts: Facts, seed: int, subject: str = "") -> bool:
        """Whether a block has all the facts that it needs."""
        passage = self.passage(template, block)
        if passage is None:
            return False
        text = self.telling(facts, seed).render(passage, place="body", subject=subject)
        return bool(text and text.strip())

    def passage(self, template: str, block: str) -> Any:
        """A block of a template, or None where it has none."""
        found = self.templates.get(template)
        return None if found is None else found.blocks.get(block)

    @cached_property
    def mentions(self) -> Callable[[str, tuple[str, ...], str], frozenset[str]]:
        """The facts that the words of some blocks of a template may depend on, for a subject."""
        return cache(self._mentions)

    def _mentions(self, template: str, blocks: tuple[str, ...], subject: str) -> frozenset[str]:
        found = self.templates.get(template)
        names = [found.mentions.get(block, frozenset()) for block in blocks] if found else []
        return frozenset[str]().union(*[_for_subject(some, subject) for some in names])

    @cached_property
    def partners(self) -> Callable[[str, str, str], tuple[str, ...]]:
        """The standing parts that tell most of what the section of an angle tells, the nearest first.

        Asked for with the angle, its subject and the subject of the parts.
        """
        return cache(self._partners)

    def _partners(self, angle: str, subject: str, beat_subject: str) -> tuple[str, ...]:
        figures = self.prints(f"angle:{angle}", "section", subject)
        beats = [name for name in self.templates if name.startswith("beat:")]
        shared = {beat: len(figures & self.prints(beat, "text", beat_subject)) for beat in beats}
        return tuple(
            sorted((beat for beat in beats if shared[beat] * 2 > len(figures)), key=lambda beat: -shared[beat])
        )

    @cached_property
    def rivals(self) -> Callable[[str], frozenset[str]]:
        """The angles that are never told together with one, whichever of the two says so."""
        return cache(self._rivals)

    def _rivals(self, angle: str) -> frozenset[str]:
        own = self.angles[angle].excludes if angle in self.angles else ()
        return frozenset((*own, *(other.name for other in self.angles.values() if angle in other.excludes)))

    def shapes(self, angle: str) -> tuple[str, ...]:
        """The skeletons that a story may be told in as the lead; none for one that only ever supports."""
        if angle == BRIEF:
            return tuple([name for name in self.skeletons if name.startswith(BRIEF)])
        found = self.angles.get(angle)
        return tuple([name for name in found.skeletons if name in self.skeletons]) if found else ()

    def lint(self) -> tuple[Finding, ...]:
        """What an editor would want to know before any day is told; needs no data."""
        from newsgen.house.lint import lint

        return lint(self)

    def turns(self, template: str, block: str) -> int:
        """How many wordings a block has."""
        found = self.templates.get(template)
        return found.turns.get(block, 0) if found else 0

    def prints(self, template: str, block: str, subject: str) -> frozenset[str]:
        """The figures that a block may print."""
        found = self.templates.get(template)
        return _for_subject(found.prints.get(block, frozenset()), subject) if found else frozenset()

    def length(self, key: str) -> Any:
        """A length of `[length]` in house.toml."""
        return self.settings["length"][key]

    def worth(self, part: str, values: Values) -> float:
        """What a standing part is worth today, as `[parts]` in house.toml says."""
        return self.parts[part].of(values) if part in self.parts else ORDINARY

    def memory(self, key: str) -> Any:
        """A number of `[memory]` in house.toml."""
        return self.settings["memory"][key]

    def moment(self, at: datetime, facts: Facts) -> str:
        """When something was said: the weekday within a week of the window's end, else the date."""
        from newsgen.house.figures import day
        from newsgen.house.words import weekday

        near = abs((facts.window.end - at).days) < 6
        return weekday(at) if near else day(at, facts.window.end.year)


@lru_cache(maxsize=1024)
def _clean(text: str) -> str:
    return clean(text)


@lru_cache(maxsize=1024)
def _for_subject(names: frozenset[str], subject: str) -> frozenset[str]:
    return frozenset(subject + name[4:] if name.startswith("coin.") else name for name in names)


__all__ = ["LONG", "SHORT", "House", "Qualifiers", "Skeleton"]
