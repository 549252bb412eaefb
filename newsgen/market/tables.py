"""The nine tables of a market folder: their columns, what a cell may hold, and when a row became known.

Everything that reads, checks, writes or cuts tables looks here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

SAME_MOMENT = timedelta(0)
US_CLOSE = timedelta(hours=21)  # a session of date D has closed by D 21:00 UTC, in summer and in winter
NEXT_MORNING = timedelta(hours=30)  # funds publish the flows of D by 06:00 UTC of the next day
DAY_END = timedelta(hours=24)  # a daily close of date D is a level at the end of D

SIDES = ("long", "short")


class Kind(StrEnum):
    """What a cell holds."""

    COIN = "coin"  # a ticker in capitals, or * for all coins
    NAME = "name"  # a venue, fund or index: a short name, * for all, several joined by +
    TEXT = "text"
    SIDE = "side"  # the position that was closed: long or short
    TIME = "time"  # 2025-07-14T12:00:00Z
    DATE = "date"  # 2025-07-14
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a fault in a `vital` cell costs the row, elsewhere the cell; a `needed` cell may not be empty.

    Numbers lie between `least` and `most`, both included; `zero` is False where a zero cannot occur.
    """

    name: str
    kind: Kind
    needed: bool = False
    vital: bool = False
    least: float | None = None
    most: float | None = None
    zero: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `key` names one thing, which a later folder can correct; `clock` + `delay` is when a row was known."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    clock: str
    delay: timedelta = SAME_MOMENT
    starts: str = ""  # the column that opens a row's window, where a row has one

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in their order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def of(self, *kinds: Kind) -> tuple[str, ...]:
        """The names of the columns of these kinds."""
        return tuple(column.name for column in self.columns if column.kind in kinds)


def _coin(name: str = "coin", *, needed: bool = True) -> Column:
    return Column(name, Kind.COIN, needed=needed, vital=needed)


def _name(name: str, *, needed: bool = True) -> Column:
    return Column(name, Kind.NAME, needed=needed, vital=needed)


def _text(name: str) -> Column:
    return Column(name, Kind.TEXT)


def _time(name: str, *, needed: bool = True) -> Column:
    return Column(name, Kind.TIME, needed=needed, vital=True)


def _price(name: str, *, needed: bool = False) -> Column:
    return Column(name, Kind.NUMBER, needed=needed, vital=True, least=0.0, zero=False)


def _amount(name: str, *, zero: bool = True, vital: bool = False) -> Column:
    return Column(name, Kind.NUMBER, vital=vital, least=0.0, zero=zero)


DATE = Column("date", Kind.DATE, needed=True, vital=True)
SOURCE = _text("source")

_ALL = (
    Table(
        "prices",
        (
            *(_coin(), _name("venue"), _time("start"), _time("end")),
            *(_price("open"), _price("high"), _price("low"), _price("close", needed=True), _amount("volume_usd")),
        ),
        key=("coin", "venue", "start", "end"),
        clock="end",
        starts="start",
    ),
    Table(
        "liquidations",
        (
            *(_coin(), _name("venues"), _time("start"), _time("end")),
            *(_amount("long_usd"), _amount("short_usd"), _amount("total_usd"), _amount("traders", zero=False), SOURCE),
        ),
        key=("coin", "venues", "start", "end", "source"),
        clock="end",
        starts="start",
    ),
    Table(
        "orders",
        (
            *(_time("time", needed=False), _coin(needed=False), _name("venue", needed=False), _text("pair")),
            *(Column("side", Kind.SIDE), _amount("price", zero=False), _amount("usd", zero=False, vital=True), SOURCE),
        ),
        key=("time", "coin", "venue", "pair", "side", "price", "usd", "source"),  # two orders may share a second
        clock="time",
    ),
    Table(
        "etf_flows",
        (DATE, _coin("asset"), _name("fund"), Column("flow_usd", Kind.NUMBER), SOURCE),
        key=("date", "asset", "fund", "source"),
        clock="date",
        delay=NEXT_MORNING,
    ),
    Table(
        "indices",
        (_name("index"), DATE, _price("open"), _price("high"), _price("low"), _price("close", needed=True), SOURCE),
        key=("index", "date", "source"),
        clock="date",
        delay=US_CLOSE,
    ),
    Table(
        "open_interest",
        (_coin(), _name("venues"), _time("time"), _amount("open_interest_usd", zero=False), SOURCE),
        key=("coin", "venues", "time", "source"),
        clock="time",
    ),
    Table(
        "funding",
        (
            *(_coin(), _name("venues"), _time("time")),
            Column("funding_rate_pct", Kind.NUMBER, least=-100.0, most=100.0),
            Column("interval_hours", Kind.NUMBER, least=0.0, most=168.0, zero=False),
            SOURCE,
        ),
        key=("coin", "venues", "time", "source"),
        clock="time",
    ),
    Table(
        "sentiment",
        (_name("index"), DATE, Column("value", Kind.NUMBER, least=0.0, most=100.0), _text("label"), SOURCE),
        key=("index", "date", "source"),
        clock="date",
    ),
    Table(
        "market",
        (
            *(DATE, _amount("market_cap_usd", zero=False)),
            *(Column("btc_dominance_pct", Kind.NUMBER, least=0.0, most=100.0, zero=False), SOURCE),
        ),
        key=("date", "source"),
        clock="date",
        delay=DAY_END,
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _ALL})


def known_from(table: str) -> tuple[str, timedelta]:
    """When a row of `table` became known: the column that tells the time, and how long after it."""
    return TABLES[table].clock, TABLES[table].delay


def table_of(file_name: str) -> Table | None:
    """The table that a file belongs to by its name: prices.csv.gz, prices_4h.csv and prices-2024.parquet are prices."""
    stem = file_name.split(".", 1)[0]
    fits = [table for table in _ALL if stem.startswith(table.name)]
    return max(fits, key=lambda table: len(table.name), default=None)
