"""The day's facts, arranged by value and by what they are about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from newsgen.check.lexicon import lexicon
from newsgen.model import Fact, Facts, Unit

Siblings = tuple[str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a fact is about today: "order.usd" has the coin, side and venue of the order.

    There is one object for all facts of one kind, so that answers about it can be remembered.
    """

    measure: str
    coin: str | None
    side: str | None
    venues: tuple[str, ...]
    base: str
    unit: Unit
    of_venue: bool = False  # a figure of one venue among several, not of a series


_KINDS: dict[tuple[object, ...], Kind] = {}


class Known(NamedTuple):
    """A numeric fact with its kind; `value` may be scaled to the terms of a figure."""

    fact: Fact
    value: float
    kind: Kind

    @property
    def id(self) -> str:
        """The fact's id."""
        return self.fact.id


class Index:
    """Facts by absolute value for figures, and by measure for claims; kinds are worked out when first asked for."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.known = facts.known
        self._rows: dict[str, Known] = {}
        self._siblings: dict[str, Siblings] = {}
        self._measures: dict[str, list[Fact]] = {}
        self.numeric: list[Fact] = []
        self._times: list[Fact] = []
        measures = self._measures
        for fact in facts.known.values():
            kind = fact.value.__class__
            if kind is float or kind is int:
                self.numeric.append(fact)
                group = measures.get(fact.about.measure)
                if group is None:
                    measures[fact.about.measure] = [fact]
                else:
                    group.append(fact)
            elif kind is not str:
                self._times.append(fact)

    @cached_property
    def _by_size(self) -> tuple[list[float], list[Fact]]:
        sizes: list[float] = [abs(fact.value) for fact in self.numeric]  # type: ignore[arg-type]
        order = sorted(range(len(sizes)), key=sizes.__getitem__)
        return [sizes[place] for place in order], [self.numeric[place] for place in order]

    def between(self, low: float, high: float) -> list[Known]:
        """Facts whose size lies between two values, both included."""
        sizes, facts = self._by_size
        start, stop = bisect_left(sizes, low), bisect_right(sizes, high)
        return [self.row(fact) for fact in facts[start:stop]] if start < stop else []

    @cached_property
    def rows(self) -> list[Known]:
        """Every numeric fact with its kind."""
        return [self.row(fact) for fact in self.numeric]

    def row(self, fact: Fact) -> Known:
        """The fact with its kind."""
        row = self._rows.get(fact.id)
        if row is None:
            row = self._rows[fact.id] = Known(fact, float(fact.value), self._kind(fact))  # type: ignore[arg-type]
        return row

    def all(self, measure: str) -> list[Known]:
        """Every numeric fact of a measure."""
        return [self.row(fact) for fact in self._measures.get(measure, ())]

    def find(
        self, measure: str, coin: str | None = None, base: str | None = None, side: str | None = None
    ) -> Known | None:
        """The one fact about exactly this."""
        for fact in self._measures.get(measure, ()):
            about = fact.about
            if about.coin == coin and about.side == side and (base is None or about.base == base):
                row = self.row(fact)
                if row.kind.coin == coin and row.kind.side == side:
                    return row
        return None

    def _kind(self, fact: Fact) -> Kind:
        about, siblings = fact.about, None
        if about.coin is None:
            prefix = fact.id.rpartition(".")[0]
            siblings = self._siblings.get(prefix) or self._look_up(prefix)
        key = (fact.id, about.coin, about.side, about.venues, siblings)
        kind = _KINDS.get(key)
        if kind is None:
            kind = _KINDS[key] = _new_kind(fact, siblings)
        return kind

    def _look_up(self, prefix: str) -> Siblings:
        """The coin, side, venue and name that stand beside a fact ("order.coin" beside "order.usd")."""
        found = tuple(self.text(f"{prefix}.{name}") for name in ("coin", "side", "venue", "name"))
        self._siblings[prefix] = found  # type: ignore[assignment]
        return found  # type: ignore[return-value]

    def venues(self, value: str | None) -> tuple[str, ...]:
        """The venues of a fact under the names they are read by ("Huobi" is HTX)."""
        return venue_names(value) if value else ()

    def text(self, fact_id: str) -> str | None:
        """A fact's value where it is a word."""
        fact = self.known.get(fact_id)
        return fact.value if fact is not None and isinstance(fact.value, str) else None

    def number(self, fact_id: str) -> float | None:
        """A fact's value where it is a number."""
        fact = self.known.get(fact_id)
        return float(fact.value) if fact is not None and isinstance(fact.value, (int, float)) else None

    @cached_property
    def dates(self) -> list[tuple[date, Fact]]:
        """Every fact that is a date or a time, with its day."""
        found = []
        for fact in self._times:
            day = self.ending if fact.value == self.facts.window.end else as_date(fact.value)
            if day is not None:
                found.append((day, fact))
        return found

    @cached_property
    def by_day(self) -> dict[tuple[int, int], list[tuple[date, Fact]]]:
        """The same by month and day, as dates are printed."""
        found: dict[tuple[int, int], list[tuple[date, Fact]]] = {}
        for day, fact in self.dates:
            found.setdefault((day.month, day.day), []).append((day, fact))
        return found

    @cached_property
    def ending(self) -> date:
        """The day the window ends in; midnight ends the day before."""
        return (self.facts.window.end - timedelta(seconds=1)).date()

    @cached_property
    def now(self) -> date:
        """The date of the window's end."""
        return self.facts.window.end.date()

    @cached_property
    def window_days(self) -> frozenset[date]:
        """The days the window touches, and the day its series speaks of."""
        days = {self.facts.window.start.date(), self.now, self.facts.day, as_date(self.facts.value("series.day"))}
        return frozenset(day for day in days if day is not None)

    @cached_property
    def tracked(self) -> bool:
        """Whether the day's liquidations cover only some coins and venues."""
        return self.number("liq.tracked") != 0


def _new_kind(fact: Fact, siblings: Siblings | None) -> Kind:
    about = fact.about
    coin, side, venues, of_venue = about.coin, about.side, about.venues, False
    if siblings is not None:
        rest = fact.id.rpartition(".")[2]
        coin, its_side, its_venue, name = siblings
        if coin is None and name is not None:
            venues, of_venue = name, True
        if side is None and its_side is not None and (about.measure == "order" or rest.startswith("side_")):
            side = its_side
        elif side is None and its_side is not None and rest.startswith("minor_"):
            side = "short" if its_side == "long" else "long"
        if about.measure == "order":
            venues = its_venue or venues
    names = venue_names(venues) if venues else ()
    return Kind(about.measure, coin, side, names, about.base or "", fact.unit, of_venue)


@lru_cache(maxsize=256)
def venue_names(value: str) -> tuple[str, ...]:
    """Names joined by "+", each under the name it is read by."""
    names = lexicon().venues
    return tuple(names.get(name.lower(), name) for name in value.split("+"))


def as_date(value: object) -> date | None:
    """The day of a date or a time."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def ids(rows: Iterable[Known]) -> tuple[str, ...]:
    """The ids of some facts."""
    return tuple(row.id for row in rows)
