"""What newsgen remembers: every reading with all its versions, and every told article.

A row that comes again with other values is a new version; the old one stays, and so do the numbers that were told.
The history is one SQLite file, or a PostgreSQL database by its URL; SQLAlchemy is imported when one is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from newsgen.model import Remembered
from newsgen.wire import Cell

if TYPE_CHECKING:
    from .store import History

__all__ = [
    *("Figure", "History", "Kept", "Quarantined", "Restated", "Series", "Telling"),
    *("export_folder", "import_folder", "open_history"),
]

Key: TypeAlias = Mapping[str, Cell | None]  # columns of a table's key; None where the cell is not known


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a market changed: rows that are new, that say something else than before, that say the same."""

    new: int = 0
    restated: int = 0
    same: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.new + other.new, self.restated + other.restated, self.same + other.same)


@dataclass(frozen=True, slots=True)
class Series:
    """Rows that continue each other.

    thing   the coin, asset or index; "" in the table `market`
    venues  the venue, venues or fund; "" where the table has none
    source  the vendor's label; "" where the table has none
    step    the length of a row's window, None where rows have none
    """

    table: str
    thing: str
    venues: str
    source: str
    step: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a told article: the fact's id, its exact value as JSON, and what was printed."""

    fact: str
    value: str
    printed: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of a day; a day that is told again has several.

    status   the article's, as the archive names it
    angles   names of the told angles, the lead first
    opening  the first sentence
    sha256   of the article's text
    series   the series it was told in
    kept     what the next articles of the series keep in mind of it
    """

    day: date
    as_of: datetime
    told_at: datetime
    status: str
    headline: str
    lead_angle: str
    lead_subject: str
    angles: tuple[str, ...]
    skeleton: str
    opening: str
    language: str
    style: str
    sha256: str
    figures: tuple[Figure, ...] = ()
    series: str = "daily"
    kept: Remembered | None = None


@dataclass(frozen=True, slots=True)
class Restated:
    """A cell that had another value when a day was told; None is a cell that was or is not known."""

    table: str
    key: Key
    column: str
    old: Cell | None
    new: Cell | None
    seen_at: datetime  # when the new value came


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that is not believed: it is left out of the market until other values come or it is released."""

    table: str
    key: Key
    reason: str
    since: datetime


def open_history(place: str | Path) -> History:
    """The history in an SQLite file, made where there is none, or at the URL of a PostgreSQL database.

    Its schema is brought up to date.  Use it as a context manager, or close it.
    Raises HistoryError where it cannot be opened, or was written by a newer newsgen.
    """
    from .store import History

    return History(place)


def import_folder(history: History, folder: Path, now: datetime) -> Kept:
    """Keeps all rows of a market folder that can be read; quotes and events are not kept.

    Raises MarketError where the folder cannot be read, HistoryError for a folder of made-up figures.
    """
    from newsgen.market import read_market

    return history.keep(read_market([folder], now=now), now=now)


def export_folder(history: History, folder: Path, until: datetime | None = None) -> None:
    """Writes the history's market, up to what was known at `until`, as a new market folder.

    Raises HistoryError where the folder holds files already or cannot be written.
    """
    from newsgen.errors import HistoryError
    from newsgen.market import write_market

    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise HistoryError(f"The folder {folder} is not empty; name a new one to export to.")
        write_market(history.market(until=until), folder)
    except OSError as error:
        raise HistoryError(f"The folder {folder} cannot be written ({error.strerror}); name another one.") from error


def __getattr__(name: str) -> Any:
    """`History` itself, imported with SQLAlchemy when it is asked for."""
    if name == "History":
        from .store import History

        return History
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
