"""The day that the desk opens on, told first where it has to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from newsgen import live, newsroom
from newsgen.errors import NothingToTell
from newsgen.newsroom import Step
from newsgen.sample import END
from newsgen.sample import folder as sample_folder
from newsgen.settings import Settings


def opened_day(
    day: date | None,
    tables: Sequence[Path],
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    sample: bool = False,
    step: Step = str,
) -> date | None:
    """The day to open; None for the latest that was told.

    A day of given tables is told as recap tells it, today where no day is named and it can be told; the sample, or a
    day of the history, only where it was not told.
    Raises NothingToTell, in a sentence that names the ways out, for a day of which nothing is known.
    """
    wanted = END.date() if sample and day is None else day
    if tables and wanted:
        return _told(tables, wanted, settings, clock, step)
    if tables:
        try:
            return _told(tables, clock().date(), settings, clock, step)
        except NothingToTell:
            if not any(settings.out.glob("*-*-*/facts.json")):
                raise
            step("Today cannot be told yet; the latest day that was told is opened")
            return None
    if wanted is None or (settings.out / wanted.isoformat() / "facts.json").is_file():
        return wanted
    if sample:
        return _told((sample_folder(),), wanted, settings, clock, step)
    facts = live.facts_remembered(wanted, settings, now=clock(), step=step)
    house = newsroom.open_house(settings)
    memory = live.memory_before(wanted, house, settings)
    step(f"Telling {wanted}")
    edition = newsroom.proofread(newsroom.compose(facts, newsroom.verdicts_of(facts, house), house, memory))
    newsroom.file(edition, house, settings, now=clock())
    return wanted


def _told(tables: Sequence[Path], day: date, settings: Settings, clock: Callable[[], datetime], step: Step) -> date:
    remembers = live.keeps_history(settings) and tuple(tables) != (sample_folder(),)
    recap = live.recap_tables if remembers else newsroom.recap
    recap(tables, day, newsroom.open_house(settings), settings, now=clock(), step=step)
    return day
