"""Days on which the US stock exchanges do not trade: weekends, the ten holidays by rule, and closures by decree."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

JUNETEENTH_SINCE = 2022
DECREED = frozenset({date(2018, 12, 5), date(2025, 1, 9)})  # days of mourning
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def trades(day: date) -> bool:
    """Whether the US stock exchanges trade on that day.

    >>> trades(date(2025, 7, 4)), trades(date(2025, 7, 14))
    (False, True)
    """
    return day.weekday() < SATURDAY and day not in DECREED and day not in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    fixed = [date(year, 7, 4), date(year, 12, 25)]
    if year >= JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    new_year = date(year, 1, 1)  # a Saturday's New Year is not moved into the old year
    moved = {_observed(day) for day in fixed} | ({_observed(new_year)} if new_year.weekday() != SATURDAY else set())
    return frozenset(
        moved
        | {
            _nth(year, 1, MONDAY, 3),
            _nth(year, 2, MONDAY, 3),
            _easter(year) - timedelta(days=2),
            _nth(year, 6, MONDAY, 1) - timedelta(days=7),  # the last Monday of May
            _nth(year, 9, MONDAY, 1),
            _nth(year, 11, THURSDAY, 4),
        }
    )


def _observed(day: date) -> date:
    """A Saturday's holiday is kept on Friday, a Sunday's on Monday."""
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _easter(year: int) -> date:
    """Easter Sunday by Butcher's rule."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    r = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * r) // 451
    month, day = divmod(h + r - 7 * m + 114, 31)
    return date(year, month, day + 1)
