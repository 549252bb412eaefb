"""The real days that everything is measured on, and telling them in memory."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from newsgen.angles import judge, load_angles
from newsgen.house import House, load_house
from newsgen.market import read_market
from newsgen.measure import Chronicle, measure, prepare
from newsgen.model import Article, Facts, Plan, Remembered, Verdict
from newsgen.newsroom import Edition, remembered
from newsgen.plan import arrange
from newsgen.settings import Settings, template_folders
from newsgen.write import write

ROOT = Path(__file__).resolve().parent.parent
FIRST, LAST = date(2021, 2, 1), date(2025, 9, 7)  # where the history has liquidations and a month before them


@dataclass(frozen=True, slots=True)
class Day:
    """A day to tell: from history alone, or with the folder of what was published then."""

    day: date
    name: str
    folder: Path | None = None
    as_of: datetime | None = None
    style: str = "wire"


@dataclass(frozen=True, slots=True)
class Told:
    """A day told in memory."""

    day: Day
    facts: Facts
    verdicts: tuple[Verdict, ...]
    plan: Plan
    article: Article


def shared() -> Path:
    """The real history beside the project, or where SHARED says."""
    folder = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
    if not (folder / "market" / "history").is_dir():
        message = f"no real history at {folder}: put it there or name its folder in SHARED"
        raise SystemExit(message)
    return folder


def history() -> Path:
    """The market folder that every day stands on."""
    return shared() / "market" / "history"


def history_days(count: int, seed: int) -> list[Day]:
    """`count` different days, one from each equal stretch of the years, every fifth in the lively style."""
    random, length = Random(seed), (LAST - FIRST).days / count
    offsets = [int(n * length + random.random() * (length - 1)) for n in range(count)]
    days = [FIRST + timedelta(days=offset) for offset in offsets]
    return [Day(day, day.isoformat(), style="lively" if n % 5 == 4 else "wire") for n, day in enumerate(days)]


def case_days() -> list[tuple[Day, dict[str, Any]]]:
    """Each published day with what its recap told."""
    found = []
    for folder in sorted((shared() / "market" / "cases").iterdir()):
        told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
        as_of = datetime.fromisoformat(told["window_end"])
        found.append((Day(date.fromisoformat(told["date"]), told["id"], folder, as_of), told))
    return found


def seed_day() -> Day:
    """The founding example, 14 July 2025."""
    return Day(date(2025, 7, 14), "seed", shared() / "market" / "seed")


class World:
    """The history read once, the houses opened once; tells any day without touching a file of its own."""

    @cached_property
    def chronicle(self) -> Chronicle:
        """The history, ready to measure."""
        return prepare(read_market([history()]))

    @cached_property
    def houses(self) -> dict[str, House]:
        """One house for each style."""
        folders = template_folders(Settings())
        return {style: load_house(folders, style=style) for style in ("wire", "lively")}

    def ready(self) -> World:
        """Everything read, so that forked workers share it."""
        assert self.chronicle
        assert self.houses
        return self

    def facts(self, day: Day) -> Facts:
        """What is known of the day."""
        chronicle = self.chronicle if day.folder is None else prepare(read_market([history(), day.folder]))
        return measure(chronicle, day.day, day.as_of)

    def tell(self, day: Day, memory: Sequence[Remembered] = ()) -> Told:
        """The day, from tables to article, told otherwise than what is in memory; the check is left to the caller."""
        facts = self.facts(day)
        house = self.houses[day.style]
        verdicts = judge(load_angles(house), facts, house)
        plan = arrange(verdicts, facts, house, seed=sum(map(ord, day.name)), memory=memory)
        return Told(day, facts, verdicts, plan, write(plan, facts, house, memory))

    def remember(self, told: Told) -> Remembered:
        """What the days told after this one keep in mind of it."""
        edition = Edition(told.facts, told.verdicts, told.plan, told.article, ())
        return remembered(edition, self.houses[told.day.style])


def every_day(tenth: bool, seed: int, count: int = 220) -> Iterator[Day]:
    """History days, the published days and the seed; or a seeded tenth of them."""
    published = [day for day, _ in case_days()]
    if tenth:
        published = Random(seed).sample(published, 3)
    yield from history_days(count // 10 if tenth else count, seed)
    yield from published
    yield seed_day()
