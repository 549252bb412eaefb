"""What the gate lets through for one day."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsgen.measure.candles import Venue
from newsgen.measure.readings import Readings


@dataclass(slots=True)
class Ruling:
    """What a day is measured from once the gate has looked, and what is taken back after measuring.

    venues     by coin: the venues whose candles are used, in order of preference
    readings   24-hour liquidations without what cannot be so
    withdrawn  facts to take back, with the reason
    """

    venues: dict[str, tuple[Venue, ...]]
    readings: Readings
    withdrawn: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def withdraw(self, reason: str, ids: tuple[str, ...]) -> None:
        """Take these facts back once everything is measured."""
        self.withdrawn.append((reason, ids))
