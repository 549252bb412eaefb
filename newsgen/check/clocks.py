"""Clock times: the window's ends, and the times of orders and prices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from newsgen.check import figures as fg
from newsgen.check.context import Doubt, View
from newsgen.check.reading import Reading, Slot
from newsgen.check.rights import only
from newsgen.model import Fact, Unit


def clock(slot: Slot, figure: fg.Figure, view: View) -> Iterator[Doubt]:
    facts, reading = view.index.facts, view.reading
    times = {"window.end": facts.window.end}
    # "In the 24 hours to 12:00 UTC" is the window's end alone.
    if not (slot.role == "to" and "24h" in slot.segment.scope.windows):
        known = (fact for _, fact in view.index.dates if fact.unit is Unit.TIME and _fits_time(fact, reading))
        times |= {"window.start": facts.window.start}
        times |= {fact.id: fact.value for fact in known if isinstance(fact.value, datetime)}
    proof = next((name for name, time in times.items() if time.hour * 60 + time.minute == figure.value), None)
    if proof is not None:
        view.proofs.append((slot.item, proof))
        return
    hint = f"The window ends at {facts.window.end:%H:%M} UTC."
    right = only(f"{time:%H:%M}{figure.text[figure.text.index(':') + 3 :]}" for time in times.values())
    yield Doubt("K2", f"no time on file is {figure.text}", ("window.end",), hint, right=right)


def _fits_time(fact: Fact, reading: Reading) -> bool:
    if fact.about.measure == "order":
        return reading.has("order", "oneposition")
    if fact.about.measure == "price":
        return reading.has(
            "extreme:high", "extreme:low", "super:high", "super:low", "cross:touch", "cross:reach", "record:new"
        )
    return True
