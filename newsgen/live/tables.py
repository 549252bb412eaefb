"""A day told from market folders by a newsroom that keeps a history: worded unlike what the series told lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from newsgen import newsroom
from newsgen.history import open_history
from newsgen.house import House
from newsgen.market import Market
from newsgen.model import Remembered
from newsgen.newsroom import Edition, Step
from newsgen.settings import Settings

from .day import SHORT, history_place, remember, remembered_before
from .times import midnight_of


def keeps_history(settings: Settings) -> bool:
    """Whether there is a history to look into: one that the settings name, or one that an earlier run left."""
    return bool(settings.history) or Path(history_place(settings)).is_file()


def memory_before(day: date, house: House, settings: Settings) -> tuple[Remembered, ...]:
    """What the history knows of the days told before, the latest first; asks nobody."""
    with open_history(history_place(settings)) as history:
        return remembered_before(history, day, house, settings)


def market_remembered(since: date, settings: Settings) -> Market:
    """All that the history holds, for days from `since` on: of those before, only the longer windows; asks nobody."""
    with open_history(history_place(settings)) as history:
        return history.market(short_since=midnight_of(since) - SHORT)


def recap_tables(
    folders: Sequence[Path],
    day: date,
    house: House,
    settings: Settings,
    *,
    now: datetime,
    as_of: datetime | None = None,
    step: Step = str,
) -> tuple[Edition, Path, tuple[str, ...]]:
    """As `newsroom.recap`, with the history's memory; the telling is remembered, the tables are not kept."""
    with open_history(history_place(settings)) as history:
        memory = remembered_before(history, day, house, settings)
        edition, folder, kept = newsroom.recap(
            folders, day, house, settings, now=now, as_of=as_of, memory=memory, step=step
        )
        remember(history, edition, house, settings, now)
    return edition, folder, kept
