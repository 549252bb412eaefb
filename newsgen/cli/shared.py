"""What several commands need: the settings, and the market that a day is told from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from newsgen.errors import MarketError

if TYPE_CHECKING:
    from newsgen.settings import Loaded

BLOCKED = 3  # exit code: something that no publisher may take


def loaded_settings(file: Path | None, **flags: object) -> Loaded:
    """The settings with the command's flags on top."""
    from newsgen.settings import load_settings

    return load_settings(file, flags=flags)


@dataclass(frozen=True, slots=True)
class Input:
    """Market folders, the day to tell and the present moment; no folders where the day is a live one."""

    folders: tuple[Path, ...]
    day: date
    now: datetime

    @property
    def live(self) -> bool:
        """Whether neither --data nor --sample was given."""
        return not self.folders


def given_input(
    day: date | None, data: tuple[Path, ...], sample: bool, as_of: datetime | None, clock: Callable[[], datetime]
) -> Input:
    """What a command was given; raises MarketError for a sample together with data."""
    now = clock()
    if sample and data:
        raise MarketError("--sample and --data cannot be told together; leave one of them out.")
    if sample:
        from newsgen.sample import END, folder

        return Input((folder(),), day or END.date(), now)
    # The window of a day ends after its 00:00 and at the next day's 00:00 at the latest.
    return Input(data, day or ((as_of - timedelta(microseconds=1)).date() if as_of else now.date()), now)
