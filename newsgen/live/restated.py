"""What moved since a day was told: the cells, and the printed figures that they would change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from newsgen.history import Restated, Telling
from newsgen.history.store import History
from newsgen.measure import measure, prepare

from .day import SHORT

GONE = "not known"


@dataclass(frozen=True, slots=True)
class Moved:
    """A printed figure whose fact has another value now: exact values as text."""

    fact: str
    printed: str
    told: str
    now: str


def moved(day: date, history: History) -> tuple[tuple[Restated, ...], tuple[Moved, ...]]:
    """The cells that were restated since the last telling of a day, and the figures it printed that would change.

    Raises HistoryError for a day that was not told.
    """
    rows = history.restated(day)
    return rows, _figures(history.told(day)[-1], history) if rows else ()


def _figures(told: Telling, history: History) -> tuple[Moved, ...]:
    """Measured twice, as the history stood then and as it stands now: only what the restating did counts."""
    since = told.as_of - SHORT
    then = measure(
        prepare(history.market(until=told.as_of, known_by=told.told_at, short_since=since)), told.day, told.as_of
    )
    now = measure(prepare(history.market(until=told.as_of, short_since=since)), told.day, told.as_of)
    found = []
    for figure in told.figures:
        before, after = then.value(figure.fact), now.value(figure.fact)
        if before != after and json.loads(figure.value) != after:
            new = GONE if after is None else str(after)
            found.append(Moved(figure.fact, figure.printed, str(json.loads(figure.value)), new))
    return tuple(found)
