"""The figures of one day, each worked out once."""

from __future__ import annotations

from newsgen.house.figures import LONG, SHORT, figure
from newsgen.house.joint import Joint
from newsgen.house.values import MissingFact
from newsgen.model import Fact, Facts


class DayFigures:
    """House forms of a day's figures, in agreement with one another, remembered for every text of that day."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.year = facts.window.end.year
        self._joint = Joint(facts.known)
        self._made: dict[str, dict[str, str]] = {LONG: {}, SHORT: {}}
        self._missing: dict[tuple[str, str], MissingFact] = {}

    def figure(self, fact: Fact, form: str) -> str:
        """The figure of a fact in a form; raises MissingFact for what cannot be printed."""
        made = self._made[form].get(fact.id)
        return made if made is not None else self._make(fact, form)

    def _make(self, fact: Fact, form: str) -> str:
        if missing := self._missing.get((fact.id, form)):
            raise MissingFact(*missing.args)
        try:
            made = self._joint.figure(fact, form) or figure(fact, form, self.year)
        except MissingFact as missing:
            self._missing[fact.id, form] = missing
            raise
        self._made[form][fact.id] = made
        return made


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
