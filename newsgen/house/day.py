"""The figures of one day, each worked out once."""

from __future__ import annotations

from newsgen.house.figures import figure
from newsgen.house.joint import Joint
from newsgen.house.values import MissingFact
from newsgen.model import Fact, Facts


class DayFigures:
    """House forms of a day's figures, in agreement with one another, remembered for every text of that day."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.year = facts.window.end.year
        self._joint = Joint(facts.known)
        self._made: dict[tuple[str, str], str | MissingFact] = {}

    def figure(self, fact: Fact, form: str) -> str:
        """The figure of a fact in a form; raises MissingFact for what cannot be printed."""
        key = (fact.id, form)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(fact, form)
        if isinstance(made, MissingFact):
            raise MissingFact(*made.args)
        return made

    def _make(self, fact: Fact, form: str) -> str | MissingFact:
        try:
            return self._joint.figure(fact, form) or figure(fact, form, self.year)
        except MissingFact as missing:
            return missing


class Days:
    """The figures of the last few days that were asked for."""

    KEPT = 4

    def __init__(self) -> None:
        self._days: list[DayFigures] = []

    def of(self, facts: Facts) -> DayFigures:
        """The figures of `facts`, the same object for the same facts."""
        for day in self._days:
            if day.facts is facts:
                return day
        day = DayFigures(facts)
        self._days = [day, *self._days[: self.KEPT - 1]]
        return day
