"""Whole seconds since 1970 in UTC: the one clock inside this room, and how it reads in a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

HOUR = 3600
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)


def seconds(moment: datetime) -> int:
    """An aware time as seconds since 1970.  Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} carries no time zone")
    return int(moment.timestamp())


def moment(at: int) -> datetime:
    """Seconds since 1970 as an aware time in UTC."""
    return EPOCH + timedelta(seconds=at)


def midnight(day: date) -> int:
    """The first second of a UTC day."""
    return (day - EPOCH_DAY).days * DAY


def day_at(at: int) -> date:
    """The UTC day that a time lies in; midnight belongs to the day it starts."""
    return EPOCH_DAY + timedelta(days=at // DAY)


def day_of(end: int) -> date:
    """The UTC day that a window with this end belongs to; midnight belongs to the day it closes."""
    return day_at(end - 1)


def days_between(earlier: date, later: date) -> int:
    return (later - earlier).days


def clock(at: int) -> str:
    """`2025-07-14 12:00 UTC`, for workings and reasons."""
    return moment(at).strftime("%Y-%m-%d %H:%M UTC")


def year_before(day: date) -> date:
    """The same date twelve months earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
