"""Days as spans of UTC time."""

from __future__ import annotations

from datetime import UTC, date, datetime


def midnight_of(day: date) -> datetime:
    """The day's 00:00 UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
