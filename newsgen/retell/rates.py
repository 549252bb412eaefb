"""Old days judged again by today's rules: what would have led, and how often each angle is true."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from newsgen.errors import RetellError
from newsgen.house import House
from newsgen.model import Remembered
from newsgen.plan import arrange

from .crew import Crew
from .work import Recipe, Studied, chunks, opened, study

BEFORE = 7  # days judged before the first, so that what led then counts against leading again


@dataclass(frozen=True, slots=True)
class Judged:
    """A day: its lead with its score, and all angles that are true, the strongest first."""

    day: date
    lead: str
    subject: str
    score: float
    supports: tuple[str, ...]
    held: tuple[str, ...]
    scores: tuple[float, ...]  # of those that are true


def rejudge(
    recipe: Recipe, since: date, until: date, crew: Crew, *, watch: Callable[[date, float], object] = lambda *_: None
) -> tuple[Judged, ...]:
    """Every day from `since` to `until` that anything is known of; raises RetellError where there is none."""
    house = opened(recipe.settings)
    start = since - timedelta(days=BEFORE)
    days = [start + timedelta(days=n) for n in range((until - start).days + 1)]
    memory: deque[Remembered] = deque(maxlen=BEFORE)
    found: list[Judged] = []
    for piece in crew.each(study, ((recipe, piece) for piece in chunks(days))):
        for one in piece:
            if one.facts is not None:
                found.append(judged(one, house, tuple(memory)))
                memory.appendleft(_remembered(found[-1]))
            watch(one.day, ((one.day - start).days + 1) / len(days))
    counted = tuple(one for one in found if one.day >= since)
    if not counted:
        raise RetellError(f"No day from {since} to {until} can be judged; give tables that reach these days.")
    return counted


def judged(studied: Studied, house: House, memory: Sequence[Remembered] = ()) -> Judged:
    """What would lead a studied day."""
    assert studied.facts is not None
    plan = arrange(studied.verdicts, studied.facts, house, seed=studied.day.toordinal(), memory=memory)
    held = sorted((v for v in studied.verdicts if v.holds), key=lambda v: (-v.score, v.angle))
    return Judged(
        studied.day,
        plan.lead.angle,
        plan.lead.subject,
        plan.lead.score,
        tuple(verdict.angle for verdict in plan.supports[: house.length("supports")]),
        tuple(verdict.angle for verdict in held),
        tuple(verdict.score for verdict in held),
    )


def _remembered(one: Judged) -> Remembered:
    """As much of an article as the next day's plan asks of it."""
    return Remembered(one.day, one.lead, one.subject, one.supports, "", (), "", ())
