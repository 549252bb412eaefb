"""How often each angle is true, leads and is told beside the lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

HALF = 0.5  # of all days: an angle that is true so often is no news


class Planned(Protocol):
    """A day with a lead, supports, and the angles that are true of it."""

    @property
    def lead(self) -> str:
        """The angle that leads."""

    @property
    def supports(self) -> tuple[str, ...]:
        """The angles told beside it."""

    @property
    def held(self) -> tuple[str, ...]:
        """All angles that are true."""


@dataclass(frozen=True, slots=True)
class Often:
    """Days on which an angle was true, led and was told beside the lead."""

    angle: str
    fired: int
    led: int
    supported: int


def often(days: Sequence[Planned], angles: Sequence[str]) -> tuple[Often, ...]:
    """One row for each of `angles` and for each other lead, what leads most first."""
    fired = Counter(angle for one in days for angle in one.held)
    led = Counter(one.lead for one in days)
    supported = Counter(angle for one in days for angle in one.supports)
    names = sorted({*angles, *led}, key=lambda name: (-led[name], -fired[name], name))
    return tuple(Often(name, fired[name], led[name], supported[name]) for name in names)


def common(found: Sequence[Often], days: int) -> tuple[str, ...]:
    """The angles that are true on half of the days or more."""
    return tuple(one.angle for one in found if one.fired >= HALF * days)
