"""The day's values as rules and prose read them."""

from __future__ import annotations

from collections.abc import Mapping

from newsgen.model import Fact, Value


class MissingFact(Exception):
    """A fact that is in the catalogue but cannot be told today; what needs it is left out.

    `args[0]` is the fact's id, `args[1]`, where there is one, the reason.
    """


class Values(dict[str, Value]):
    """Fact id to exact value, filled as it is read; a missing fact raises MissingFact."""

    __slots__ = ("known",)

    def __init__(self, known: Mapping[str, Fact]) -> None:
        super().__init__()
        self.known = known

    def __missing__(self, fact_id: str) -> Value:
        fact = self.known.get(fact_id)
        if fact is None:
            raise MissingFact(fact_id)
        self[fact_id] = fact.value
        return fact.value
