"""Spans of time as people write them: "30s", "10min", "2h", "1d", or 0."""

from __future__ import annotations

import re
from datetime import timedelta

from newsgen.errors import ScheduleError

UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d)")


def span_of(value: object, where: str) -> timedelta:
    """The span; `where` names it in the error.

    >>> span_of("90min", "schedule.daily.catch_up")
    datetime.timedelta(seconds=5400)
    """
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if value == 0 and not isinstance(value, bool):
        return timedelta()
    if found is None:
        raise ScheduleError(f'{where} is {value!r}, expected a span of time such as "30s", "10min", "2h" or "1d".')
    return timedelta(seconds=float(found[1]) * UNITS[found[2]])


def in_words(span: timedelta) -> str:
    """The span in its largest whole unit.

    >>> in_words(timedelta(minutes=90)), in_words(timedelta(hours=2))
    ('90 min', '2 h')
    """
    seconds = round(span.total_seconds())
    unit = next((name for name in ("d", "h", "min") if seconds and seconds % UNITS[name] == 0), "s")
    return f"{seconds // UNITS[unit]} {unit}"
