"""What all texts of one day share: its values, its figures worked out once, and the marks that stand for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from newsgen.house.figures import LONG, SHORT, figure, is_floor, least
from newsgen.house.joint import Joint
from newsgen.house.marks import CLOSE, FIRST, MOST, OPEN, SPACE
from newsgen.house.values import MissingFact, Values
from newsgen.model import Fact, Facts, Unit

WORD = "word"  # the qualifier of words that carry a fact without a figure
NAMES = (Unit.COIN, Unit.VENUE, Unit.SIDE, Unit.TEXT)  # told by naming, not by a figure
_AMOUNTS = (Unit.USD, Unit.PRICE)


class Day:
    """The figures of a day in agreement with one another, remembered for every text of that day.

    `called` gives the house's word for a coin, a venue or a side.
    Figures that stand `alone`, as labels of a picture do, need not add up as printed.
    """

    def __init__(self, facts: Facts, called: Callable[[Fact], str], *, alone: bool = False) -> None:
        self.facts = facts
        self.known = facts.known
        self.year = facts.window.end.year
        self.values = Values(facts.known)
        self.meaning: dict[str, tuple[str, str]] = {}  # mark to fact id and qualifier
        self.named: dict[str, str] = {}  # mark to fact id
        self.tells: dict[str, object] = {}  # mark to what its figure tells a reader; None for words
        self.said: Mapping[str, dict[str, str]] = {LONG: {}, SHORT: {}}  # by form: fact id to marked words
        self._called = called
        self._joint = None if alone else Joint(facts.known)
        self._marks: dict[tuple[str, str], str] = {}

    def fact(self, fact_id: str) -> Fact:
        """A known fact; raises MissingFact."""
        fact = self.known.get(fact_id)
        if fact is None:
            raise MissingFact(fact_id)
        return fact

    def say(self, fact_id: str, form: str) -> str:
        """A fact in its house form, marked; raises MissingFact for what cannot be printed."""
        said = self.said[form]
        if fact_id not in said:
            fact = self.fact(fact_id)
            qualifier = WORD if fact.unit in NAMES else ""
            words = self._called(fact) if qualifier else self.figure(fact, form)
            before = ""
            if fact.unit is Unit.TEXT:
                words = words.replace(" ", SPACE)  # no sentence ends inside words from outside
            elif is_floor(fact):
                words, qualifier = least(fact, form)
                before = f"{qualifier} "
            said[fact_id] = before + self.marked(fact, words, qualifier)
        return said[fact_id]

    def marked(self, fact: Fact, words: str, qualifier: str) -> str:
        """Words between marks that remember the fact; a coin's name says nothing and has none."""
        return words if fact.about.measure == "coin" else f"{OPEN}{self.mark(fact, qualifier)}{words}{CLOSE}"

    def figure(self, fact: Fact, form: str) -> str:
        """The figure of a fact in a form, without marks."""
        agreed = self._joint.figure(fact, form) if self._joint else None
        return agreed or figure(fact, form, self.year)

    def mark(self, fact: Fact, qualifier: str) -> str:
        """The character that stands for a fact and how it is said."""
        key = (fact.id, qualifier)
        mark = self._marks.get(key)
        if mark is None:
            if len(self.meaning) >= MOST:
                raise MissingFact(fact.id, "there are no marks left")
            mark = self._marks[key] = chr(FIRST + len(self.meaning))
            self.meaning[mark] = key
            self.named[mark] = fact.id
            self.tells[mark] = None if qualifier == WORD else identity(fact)
        return mark


def identity(fact: Fact) -> object:
    """What makes a figure the same to a reader, under whatever name: its exact amount, else its id."""
    value = fact.value
    if fact.unit in _AMOUNTS or (isinstance(value, float) and not value.is_integer()):
        return value
    return fact.id


class Days:
    """The last few days that were asked for."""

    KEPT = 4

    def __init__(self) -> None:
        self._days: list[Day] = []

    def of(self, facts: Facts, called: Callable[[Fact], str]) -> Day:
        """What is shared by texts of `facts`: the same object for the same facts."""
        for day in self._days:
            if day.facts is facts:
                return day
        day = Day(facts, called)
        self._days = [day, *self._days[: self.KEPT - 1]]
        return day
