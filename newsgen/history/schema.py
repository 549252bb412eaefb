"""The tables of the history as they are today; `migrations/` leads there from every earlier schema.

Every market table has one of the same name, whose rows are versions: `gone_at` is empty in the one that counts now.
Times are whole microseconds since 1970 in UTC, on every database: exact, and no zone can get lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from newsgen import market
from newsgen.market import TABLES, Kind
from newsgen.wire import Cell

HEAD = "0004"  # the newest migration
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_TIME = -(2**63)  # an unknown time in a key: a key has no empty cells, or no two would ever be equal
NO_NUMBER = float("-inf")  # an unknown number in a key; known numbers are finite


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


class Moment(sa.TypeDecorator[datetime]):
    """A time in UTC."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: sa.Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, _: sa.Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Text(sa.TypeDecorator[str]):
    """Any text that a database can hold: characters that none can are left out."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: sa.Dialect) -> str | None:
        return None if value is None else value.replace("\0", "").encode("utf-8", "ignore").decode()


META = sa.MetaData()
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite counts up only what it calls INTEGER

answers = sa.Table(
    "answers",
    META,
    sa.Column("id", Id, primary_key=True),
    *(sa.Column(name, Text, nullable=False) for name in ("source", "name", "url", "file", "sha256")),
    sa.Column("fetched_at", Moment, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.UniqueConstraint("source", "name", "fetched_at", "sha256", name="answers_once"),
)

articles = sa.Table(
    "articles",
    META,
    sa.Column("id", Id, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("as_of", Moment, nullable=False),
    sa.Column("told_at", Moment, nullable=False),
    *(sa.Column(name, Text, nullable=False) for name in ("status", "headline", "lead_angle", "lead_subject")),
    sa.Column("angles", sa.JSON, nullable=False),
    *(sa.Column(name, Text, nullable=False) for name in ("skeleton", "opening", "language", "style", "sha256")),
    sa.Column("series", Text, nullable=False, server_default="daily"),
    sa.Column("remembered", sa.JSON),  # none where an older newsgen told it
    sa.Index("articles_day", "day"),
)

figures = sa.Table(
    "figures",
    META,
    sa.Column("article", Id, sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    *(sa.Column(name, Text, nullable=False) for name in ("fact", "value", "printed")),
)

quarantine = sa.Table(
    "quarantine",
    META,
    sa.Column("id", Id, primary_key=True),
    sa.Column("reading", Text, nullable=False),  # the market table
    sa.Column("version", Id, nullable=False),  # the row's id there: another version is believed again
    sa.Column("reason", Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("released_at", Moment),
    sa.Index("quarantine_version", "reading", "version"),
)

progress = sa.Table(
    "progress",
    META,
    *(sa.Column(name, Text, primary_key=True) for name in ("source", "topic", "coin")),
    sa.Column("reached", Moment, nullable=False),
)

# The journal of what was sent: one line for an article at a destination (see `newsgen.model.Delivery`).
deliveries = sa.Table(
    "deliveries",
    META,
    *(sa.Column(name, Text, primary_key=True) for name in ("destination", "key")),
    sa.Column("day", sa.Date, nullable=False),
    *(sa.Column(name, Text, nullable=False) for name in ("series", "state", "stage", "slug", "sha256", "text")),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
    sa.Column("standing", sa.JSON),
    sa.Column("media", sa.JSON, nullable=False),
    sa.Column("owner", Text, nullable=False),  # the run that holds the line; nobody else writes before `leased_until`
    sa.Column("leased_until", Moment),
    sa.Index("deliveries_day", "day"),
)

# One row for each moment at which a job was to run.
slots = sa.Table(
    "slots",
    META,
    sa.Column("job", Text, primary_key=True),
    sa.Column("slot", Moment, primary_key=True),
    *(sa.Column(name, Text, nullable=False) for name in ("state", "owner", "step", "sentence")),
    sa.Column("leased_until", Moment),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
    sa.Column("attempts", sa.Integer, nullable=False),
)


def column_of(column: market.Table, name: str) -> sa.Column[Any]:
    """A market column as the databases hold it; what is not known is NULL, and in a key a value that cannot be."""
    kind = column.column(name).kind
    held: sa.types.TypeEngine[Any] = sa.Text()
    if kind is Kind.NUMBER:
        held = sa.Double()
    elif kind in (Kind.TIME, Kind.DATE):
        held = sa.BigInteger()
    return sa.Column(name, held, nullable=name not in column.key and kind is Kind.NUMBER)


def _reading(table: market.Table) -> sa.Table:
    gone = sa.Column("gone_at", Moment)
    return sa.Table(
        table.name,
        META,
        sa.Column("id", Id, primary_key=True),
        *(column_of(table, name) for name in table.names),
        sa.Column("answer", Id, sa.ForeignKey("answers.id")),
        sa.Column("seen_at", Moment, nullable=False),
        gone,
        sa.Index(
            f"{table.name}_now", *table.key, unique=True, sqlite_where=gone.is_(None), postgresql_where=gone.is_(None)
        ),
        sa.Index(f"{table.name}_gone", gone, sqlite_where=gone.is_not(None), postgresql_where=gone.is_not(None)),
    )


READINGS: Mapping[str, sa.Table] = MappingProxyType({name: _reading(table) for name, table in TABLES.items()})


def held(table: str, column: str, value: Cell | None) -> float | int | str:
    """A cell of a key as the databases hold it."""
    kind = TABLES[table].column(column).kind
    if kind is Kind.NUMBER:
        return NO_NUMBER if value is None or value != value else float(value)  # type: ignore[arg-type]
    if kind not in (Kind.TIME, Kind.DATE):
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return micros(value)
    return micros(datetime(value.year, value.month, value.day, tzinfo=UTC)) if isinstance(value, date) else NO_TIME


def cell(table: str, column: str, value: Any) -> Cell | None:
    """What the databases hold, as a cell; None where it is not known."""
    kind = TABLES[table].column(column).kind
    if value in (None, NO_TIME, NO_NUMBER):
        return None
    if kind is Kind.DATE:
        return (EPOCH + timedelta(microseconds=value)).date()
    if kind is Kind.TIME:
        return EPOCH + timedelta(microseconds=value)
    return float(value) if kind is Kind.NUMBER else str(value)
