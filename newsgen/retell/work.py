"""What a worker does: measure and judge days, read finished articles; it opens the tables and the house once.

Everything here is a function of its arguments, so that it does not matter which worker does it, or how often.
"""

from __future__ import annotations

import copyreg
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from newsgen import newsroom
from newsgen.errors import NothingToTell
from newsgen.house import House
from newsgen.market import read_market
from newsgen.measure import Chronicle, measure, prepare
from newsgen.model import About, Fact, Facts, Finding, Origin, Point, Series, Verdict, Window
from newsgen.newsroom import Edition
from newsgen.settings import Settings

CHUNK = 6  # days that a worker takes at a time


def _travels(kind: type[Any]) -> None:
    """Let a small frozen record be sent by way of its constructor, which is three times as fast."""
    taken = attrgetter(*(item.name for item in fields(kind)))
    copyreg.pickle(kind, lambda one: (kind, taken(one)))


for _kind in (Fact, About, Origin, Window, Verdict, Series, Point):
    _travels(_kind)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What days are told from; two workers with the same recipe tell the same."""

    folders: tuple[Path, ...]
    settings: Settings
    now: datetime


@dataclass(frozen=True, slots=True)
class Studied:
    """A day measured and judged, or why there is nothing to tell of it."""

    day: date
    facts: Facts | None
    verdicts: tuple[Verdict, ...] = ()
    trouble: str = ""


@lru_cache(maxsize=2)
def tables(folders: tuple[Path, ...], now: datetime) -> Chronicle:
    """The tables of a recipe, read once in each process."""
    return prepare(read_market(folders, now=now))


@lru_cache(maxsize=2)
def opened(settings: Settings) -> House:
    """The house of a recipe, opened once in each process."""
    return newsroom.open_house(settings)


def study(recipe: Recipe, days: Sequence[date]) -> tuple[Studied, ...]:
    """Days measured and judged: the part that takes the tables."""
    chronicle, house = tables(recipe.folders, recipe.now), opened(recipe.settings)
    return tuple(_studied(chronicle, house, day, recipe.now) for day in days)


def _studied(chronicle: Chronicle, house: House, day: date, now: datetime) -> Studied:
    try:
        facts = measure(chronicle, day, now=now)
    except NothingToTell as error:
        return Studied(day, None, trouble=str(error))
    # A read-only view cannot travel.
    facts = replace(facts, known=dict(facts.known), missing=dict(facts.missing), series=dict(facts.series))
    return Studied(day, facts, newsroom.verdicts_of(facts, house))


def proofread(editions: Sequence[Edition]) -> tuple[tuple[Finding, ...], ...]:
    """The findings of written editions, those of their input first."""
    return tuple(newsroom.proofread(edition).findings for edition in editions)


def chunks(days: Sequence[date], size: int = CHUNK) -> tuple[tuple[date, ...], ...]:
    """Days in the pieces that workers take: the same pieces for any number of them."""
    return tuple(tuple(days[at : at + size]) for at in range(0, len(days), size))
