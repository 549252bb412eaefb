"""What can go wrong, drawn once.

    NewsgenError            anything a user can mend; the command line prints it as one sentence
    ├── SettingsError       a setting that does not exist or has the wrong type
    ├── MarketError         a market folder that cannot be read at all
    ├── NothingToTell       a day for which nothing true can be said
    ├── HouseError          a rule, template or style file that does not fit the catalogue
    ├── ArchiveError        a day's folder that cannot be written or read
    ├── HistoryError        a history that cannot be opened, read or written
    ├── PublishError        a destination that refuses, is offline, or holds something that must not be overwritten
    ├── ScheduleError       a schedule that cannot be read, or a slot that cannot be run
    ├── DeskError           a desk that cannot be opened: an address in use, a login that nobody has
    └── RetellError         days that cannot be told again: no workers, no days, an extra that is not installed

A message says what is wrong, where, and what to do next.
Everything else that is raised is a bug and keeps its traceback.
"""

from __future__ import annotations

from datetime import datetime


class NewsgenError(Exception):
    """A mistake the user can mend; its text is one sentence and ends with the way out."""


class SettingsError(NewsgenError):
    """A setting that does not exist or has the wrong type."""


class MarketError(NewsgenError):
    """A market folder that cannot be read at all."""


class NothingToTell(NewsgenError):
    """A day for which nothing true can be said."""


class HouseError(NewsgenError):
    """A rule, template or style file that does not fit the catalogue."""


class ArchiveError(NewsgenError):
    """A day's folder that cannot be written or read."""


class StaleError(ArchiveError):
    """A change decided on a text or state that is no longer the one on disk."""


class GateError(NewsgenError):
    """A step on a day's way to readers that the gate does not allow."""


class HistoryError(NewsgenError):
    """A history that cannot be opened, read or written."""


class PublishError(NewsgenError):
    """A destination that refuses, is offline, or holds something that must not be overwritten."""


class TakenError(PublishError):
    """An article that another run is delivering; `until` is when it lets go at the latest, or None."""

    def __init__(self, sentence: str, until: datetime | None = None) -> None:
        super().__init__(sentence)
        self.until = until


class ScheduleError(NewsgenError):
    """A schedule that cannot be read, or a slot that cannot be run."""


class DeskError(NewsgenError):
    """A desk that cannot be opened, or cannot do what was asked."""


class RetellError(NewsgenError):
    """Days that cannot be told again: no workers, no days, an extra that is not installed."""
