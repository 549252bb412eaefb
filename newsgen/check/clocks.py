"""Clock times: the window's ends, and the times of orders and prices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from newsgen.check import figures as fg
from newsgen.check.context import Doubt, View
from newsgen.check.reading import Reading, Slot
from newsgen.model import Fact, Unit


def clock(slot: Slot, figure: fg.Figure, view: View) -> Iterator[Doubt]:
    facts, reading = view.index.facts, view.reading
    times = [facts.window.end]
    # "In the 24 hours to 12:00 UTC" is the window's end alone.
    if not (slot.role == "to" and "24h" in slot.segment.scope.windows):
        known = (fact for _, fact in view.index.dates if fact.unit is Unit.TIME and _fits_time(fact, reading))
        times += [facts.window.start, *(fact.value for fact in known if isinstance(fact.value, datetime))]
    if all(time.hour * 60 + time.minute != figure.value for time in times):
        yield Doubt(
            "K2",
            f"no time on file is {figure.text}",
            ("window.end",),
            f"The window ends at {facts.window.end:%H:%M} UTC.",
        )


def _fits_time(fact: Fact, reading: Reading) -> bool:
    if fact.about.measure == "order":
        return reading.has("order", "oneposition")
    if fact.about.measure == "price":
        return reading.has(
            "extreme:high", "extreme:low", "super:high", "super:low", "cross:touch", "cross:reach", "record:new"
        )
    return True
