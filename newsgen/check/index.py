"""The day's facts, arranged by what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from newsgen.check.lexicon import lexicon
from newsgen.model import Fact, Facts, Unit

class Known(NamedTuple):
    """A fact with the coin, side and venue it is about today ("order.usd" has those of the order)."""

    fact: Fact
    value: float
    coin: str | None
    side: str | None
    venues: tuple[str, ...]
    base: str
    measure: str
    of_venue: bool = False  # a figure of one venue among several, not of a series

    @property
    def id(self) -> str:
        """The fact's id."""
        return self.fact.id


class Index:
    """Facts by measure, then by coin; a measure's facts are read when they are first asked for."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.known = facts.known
        groups: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in facts.known.values():
            groups[fact.about.measure].append(fact)
        self._groups = groups
        self._names = lexicon().venues
        self._rows: dict[str, dict[str | None, list[Known]]] = {}

    def rows(self, measure: str, coins: Iterable[str | None]) -> list[Known]:
        """Numeric facts of a measure about any of the coins; None is the whole market."""
        table = self._rows.get(measure)
        if table is None:
            table = self._rows[measure] = self._table(measure)
        if len(table) == 1 and None in table and None in coins:
            return table[None]
        return [row for coin in coins for row in table.get(coin, ())]

    def all(self, measure: str) -> list[Known]:
        """Every numeric fact of a measure."""
        self.rows(measure, ())
        return [row for rows in self._rows[measure].values() for row in rows]

    def _table(self, measure: str) -> dict[str | None, list[Known]]:
        table: dict[str | None, list[Known]] = {}
        for fact in self._groups.get(measure, ()):
            value = fact.value
            if isinstance(value, (int, float)):
                row = self._row(fact, float(value), measure)
                table.setdefault(row.coin, []).append(row)
        return table

    def _row(self, fact: Fact, value: float, measure: str) -> Known:
        about = fact.about
        coin, side, venues = about.coin, about.side, about.venues or ""
        of_venue = False
        if coin is None or side is None:
            prefix, _, rest = fact.id.rpartition(".")
            if coin is None:
                coin = self.text(f"{prefix}.coin")
                if coin is None and (name := self.text(f"{prefix}.name")) is not None:
                    venues, of_venue = name, True
            if side is None and (measure == "order" or rest.startswith(("side_", "minor_"))):
                side = self._side(prefix, rest)
        if measure == "order":
            venues = self.text("order.venue") or venues
        return Known(fact, value, coin, side, self.venues(venues), about.base or "", measure, of_venue)

    def venues(self, value: str | None) -> tuple[str, ...]:
        """The venues of a fact under the names they are read by ("Huobi" is HTX)."""
        return tuple(self._names.get(name.lower(), name) for name in value.split("+")) if value else ()

    def _side(self, prefix: str, rest: str) -> str | None:
        side = self.text(f"{prefix}.side")
        if side is not None and rest.startswith("minor_"):
            return "short" if side == "long" else "long"
        return side

    def text(self, fact_id: str) -> str | None:
        """A fact's value where it is a word."""
        fact = self.known.get(fact_id)
        return fact.value if fact is not None and isinstance(fact.value, str) else None

    def number(self, fact_id: str) -> float | None:
        """A fact's value where it is a number."""
        fact = self.known.get(fact_id)
        return float(fact.value) if fact is not None and isinstance(fact.value, (int, float)) else None

    def find(self, measure: str, coin: str | None = None, base: str | None = None, side: str | None = None) -> Known | None:
        """The one fact about exactly this."""
        for row in self.rows(measure, (coin,)):
            if (base is None or row.base == base) and row.side == side:
                return row
        return None

    def dates(self) -> list[tuple[date, Fact]]:
        """Every fact that is a date or a time."""
        found = []
        for fact in self.known.values():
            if fact.unit is Unit.DATE or fact.unit is Unit.TIME:
                day = self._ending if fact.value == self.facts.window.end else as_date(fact.value)
                if day is not None:
                    found.append((day, fact))
        return found

    @property
    def _ending(self) -> date:
        """The day the window ends in; midnight ends the day before."""
        return (self.facts.window.end - timedelta(seconds=1)).date()


def as_date(value: object) -> date | None:
    """The day of a date or a time."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
