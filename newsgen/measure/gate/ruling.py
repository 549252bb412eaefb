"""What the gate lets through for one day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from newsgen.measure.book import Book
from newsgen.measure.candles import Venue
from newsgen.measure.readings import Reading, Readings


class Withdrawal(NamedTuple):
    """Facts to take back, only those of certain venues where `venues` is given."""

    reason: str
    ids: tuple[str, ...]
    venues: str | None


@dataclass(slots=True)
class Ruling:
    """What a day is measured from once the gate has looked, and what is taken back after measuring.

    venues     by coin: the venues whose candles are used, in order of preference
    readings   24-hour liquidations without what cannot be so
    withdrawn  facts to take back, with the reason
    """

    venues: dict[str, tuple[Venue, ...]]
    readings: Readings
    withdrawn: list[Withdrawal] = field(default_factory=list)

    def withdraw(self, reason: str, ids: tuple[str, ...], venues: str | None = None) -> None:
        """Take these facts back once everything is measured."""
        self.withdrawn.append(Withdrawal(reason, ids, venues))

    def put_rows(self, end: int, rows: tuple[Reading, ...]) -> None:
        """Other 24-hour rows for a window that ends then."""
        found = self.readings
        market_ends = found.market_ends
        if not any(row.coin == row.venues == "*" for row in rows):
            market_ends = tuple(one for one in market_ends if one != end)
        self.readings = replace(found, by_end={**found.by_end, end: rows}, market_ends=market_ends)

    def apply(self, book: Book) -> None:
        """Take back what was withdrawn."""
        for reason, ids, venues in self.withdrawn:
            mine = ids
            if venues is not None:
                mine = tuple(one for one in ids if one in book.known and book.known[one].about.venues == venues)
            book.withdraw(reason, mine)
