"""Past days: what they can be told from, and how they come out with today's templates and with earlier ones.

A day that was told is told again from the facts it was filed with; any other from the tables that the desk was opened
with, else from the history, else from those of the bundled day.  Each is told in the memory of what was on file before
it, never in that of a span: what differs between two tellings is then the templates' doing alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from newsgen import archive, live, newsroom
from newsgen.desk.material import facts_of, memory_of
from newsgen.desk.stamps import Stamp, stamp_of
from newsgen.errors import DeskError, NewsgenError, NothingToTell
from newsgen.house import House
from newsgen.market import Market, read_market
from newsgen.measure import Chronicle, measure, prepare
from newsgen.merge import Change, differences
from newsgen.merge.carry import words_of
from newsgen.model import Facts, Finding, Manuscript, Remembered, Severity, State
from newsgen.newsroom import Edition
from newsgen.sample import folder as sample_folder
from newsgen.settings import Settings

FILED = "filed"  # in place of a snapshot's day: what lies in the day's folder
DAY = timedelta(days=1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What days are told from; may travel to another process."""

    settings: Settings
    tables: tuple[Path, ...]
    now: datetime
    stamp: Stamp  # of the tables or the history: another where they changed
    since: date  # the earliest day that is told: the history's minutes are read from there on

    def folder(self, day: date) -> Path:
        """Where a day is filed."""
        return self.settings.out / day.isoformat()

    def is_told(self, day: date) -> bool:
        """Whether the day was told."""
        return (self.folder(day) / "facts.json").is_file()


@dataclass(frozen=True, slots=True)
class Store:
    """Tables read once, with the first and the last whole day of bitcoin's prices in them."""

    name: str
    chronicle: Chronicle
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Studied:
    """A day before it is written."""

    day: date
    facts: Facts
    state: State  # its wishes and style, where it was told
    memory: tuple[Remembered, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One telling of a day, as far as a comparison needs it."""

    lead: str
    words: Manuscript
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """How many findings of a kind there are."""
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Pair:
    """A day told twice."""

    before: Side
    after: Side
    changes: tuple[Change, ...]


def recipe_of(settings: Settings, tables: Sequence[Path], now: datetime, since: date) -> Recipe:
    """What days are told from as the files stand; tables are looked up where none were given."""
    if not tables and not live.keeps_history(settings):
        tables = (sample_folder(),)
    place = live.history_place(settings)
    stamp = f"{now:%Y-%m-%d %H}" if "://" in place else stamp_of(Path(place), Path(f"{place}-wal"))
    return Recipe(settings, tuple(tables), now, stamp_of(*tables) if tables else stamp, since)


def read_store(recipe: Recipe) -> Store | None:
    """The tables of a recipe; None where there is no whole day of bitcoin's prices in them.

    Raises MarketError and HistoryError for what cannot be read.
    """
    if recipe.tables:
        market = read_market(recipe.tables, now=recipe.now)
    else:
        market = live.market_remembered(recipe.since, recipe.settings)
    days = _days_of(market, recipe.now.date() - DAY)
    name = "the bundled day’s tables" if market.sample else "the tables" if recipe.tables else "the history"
    return Store(name, prepare(market), *days) if days else None


def study(day: date, recipe: Recipe, store: Store | None, limit: House) -> Studied:
    """What is known of a day; `limit` is the house whose memory counts.

    Raises NothingToTell for a day outside the data, in a sentence that says which there are.
    """
    folder, state = recipe.folder(day), State()
    if recipe.is_told(day):
        facts, state = facts_of(folder, recipe.tables, recipe.now), archive.read_state(folder)
    elif store is None:
        raise NothingToTell(f"{day} was not told and nothing else is on file; open the desk with --data FOLDER.")
    elif not store.first <= day <= store.last:
        raise NothingToTell(f"{day} is outside the data: {store.name} reach from {store.first} to {store.last}.")
    else:
        facts = measure(store.chronicle, day, now=recipe.now)
    return Studied(day, facts, state, memory_of(folder, limit, recipe.settings))


def write(studied: Studied, house: House) -> Edition:
    """A studied day judged, planned, written and checked in a house."""
    facts, wishes = studied.facts, studied.state.wishes
    return newsroom.proofread(
        newsroom.compose(facts, newsroom.verdicts_of(facts, house), house, studied.memory, wishes)
    )


def house_of(recipe: Recipe, style: str = "", against: str = "") -> House:
    """The house with today's templates, or with those of a snapshot by its day."""
    folders = newsroom.templates_of(recipe.settings, date.fromisoformat(against)) if against else ()
    return newsroom.open_house(in_style(recipe, style), folders=folders)


def in_style(recipe: Recipe, style: str) -> Settings:
    """The settings with a day's own style."""
    return replace(recipe.settings, style=style or recipe.settings.style)


def compare(
    studied: Studied,
    generated: Edition,
    recipe: Recipe,
    against: str,
    opened: Callable[[Recipe, str, str], House] = house_of,
) -> Pair:
    """The day as newsgen writes it now beside what a snapshot's templates make of it, or beside what is filed.

    What is filed is held against the new telling with the editors' words carried on.
    Raises the house's error where it cannot be told with the snapshot, NothingToTell where nothing is filed.
    """
    style, folder = studied.state.style, recipe.folder(studied.day)
    if against == FILED:
        if not recipe.is_told(studied.day):
            raise NothingToTell(f"{studied.day} is not filed, so there is nothing to hold it against.")
        before, after = filed(folder), side_of(with_words(studied, generated, recipe, opened(recipe, style, "")))
    else:
        before, after = side_of(write(studied, opened(recipe, style, against))), side_of(generated)
    return Pair(before, after, differences(before.words, after.words))


def with_words(studied: Studied, generated: Edition, recipe: Recipe, house: House) -> Edition:
    """The telling with the words of the editors who changed what is filed."""
    settings = in_style(recipe, studied.state.style)
    return newsroom.with_editors_words(generated, recipe.folder(studied.day), house, settings)[0]


def side_of(edition: Edition) -> Side:
    """A telling as one side of a comparison."""
    words = words_of(edition.article)
    return Side(edition.plan.lead.angle, replace(words, body_md=words.body_md.strip()), edition.findings)


def filed(folder: Path) -> Side:
    """What lies in a told day's folder; raises ArchiveError where it cannot be read."""
    lead, findings = archive.read_told(folder)
    return Side(lead, archive.read_manuscript((folder / "article.md").read_bytes()), findings)


def snapshots(settings: Settings) -> tuple[date, ...]:
    """The days of which templates were kept, the latest first."""
    return tuple(day for day, _ in reversed(archive.snapshots(settings.out / newsroom.TEMPLATES)))


def yesterdays(kept: Sequence[date], today: date) -> str:
    """The snapshot that shows the templates as they stood at the end of yesterday, else "filed"."""
    return next((day.isoformat() for day in kept if day < today), FILED)


def chosen(against: str, settings: Settings) -> str:
    """What a form asks to compare with; raises DeskError for anything that is not kept."""
    if against != FILED and against not in map(str, snapshots(settings)):
        raise DeskError("No templates are kept under that day; choose one of the list.")
    return against


def day_in(text: str) -> date:
    """A day that somebody typed; raises DeskError for anything else."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise DeskError(f"“{text[:20]}” is no day of the calendar; write it as 2024-03-05.") from None


def _days_of(market: Market, latest: date) -> tuple[date, date] | None:
    """The first and the last whole day of bitcoin's prices."""
    prices = market.tables["prices"]
    own = prices[prices["coin"] == "BTC"]
    if own.empty:
        return None
    first: date = own["start"].min().date()
    last: date = min((own["end"].max() - DAY).date(), latest)
    return (first, last) if first <= last else None


# What a worker does, in a process of its own


@dataclass(frozen=True, slots=True)
class Row:
    """A day of a span, without its texts: many must fit into memory."""

    day: date
    lead: tuple[str, str] = ("", "")
    headline: tuple[str, str] = ("", "")
    changed: int = 0
    of: int = 0
    blocks: tuple[int, int] = (0, 0)
    holds: tuple[int, int] = (0, 0)
    trouble: str = ""  # why there is nothing to compare

    @property
    def differs(self) -> bool:
        """Whether anything came out otherwise."""
        return bool(self.changed) or self.lead[0] != self.lead[1] or self.blocks[0] != self.blocks[1]


_read = lru_cache(maxsize=1)(read_store)
_opened = lru_cache(maxsize=8)(house_of)


def row(recipe: Recipe, against: str, day: date) -> Row:
    """One day of a span."""
    try:
        store = None if recipe.is_told(day) else _read(recipe)
        studied = study(day, recipe, store, _opened(recipe, "", ""))
        generated = write(studied, _opened(recipe, studied.state.style, ""))
        pair = compare(studied, generated, recipe, against, _opened)
    except NewsgenError as error:
        return Row(day, trouble=str(error))
    one, other = pair.before, pair.after
    return Row(
        day=day,
        lead=(one.lead, other.lead),
        headline=(one.words.headline, other.words.headline),
        changed=sum(change.kind != "same" for change in pair.changes),
        of=len(pair.changes),
        blocks=(one.count(Severity.BLOCK), other.count(Severity.BLOCK)),
        holds=(one.count(Severity.HOLD), other.count(Severity.HOLD)),
    )
