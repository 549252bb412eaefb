"""Reading the history back as a market, and what can be told of it without reading all."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from newsgen.market import TABLES, Kind, Market, Table

from . import Restated, Series
from .schema import EPOCH, NO_TIME, READINGS, cell, micros, quarantine

THINGS = ("coin", "asset", "index")
VENUES = ("venue", "venues", "fund")
SHORT = timedelta(hours=4)  # windows below this serve the weeks before a day, and no record
MICROSECOND = timedelta(microseconds=1)


def read_market(
    connection: sa.Connection, until: datetime | None, known_by: datetime | None, short_since: datetime | None = None
) -> Market:
    """See `History.market`."""
    frames = {name: _frame(connection, table, until, known_by, short_since) for name, table in TABLES.items()}
    return Market(tables=MappingProxyType(frames))


def _frame(
    connection: sa.Connection,
    table: Table,
    until: datetime | None,
    known_by: datetime | None,
    short_since: datetime | None,
) -> pd.DataFrame:
    on_file = READINGS[table.name]
    query = sa.select(*(on_file.c[name] for name in table.names), on_file.c.id)
    query = query.where(_counts(on_file, known_by), on_file.c.id.not_in(_doubted(table.name, known_by)))
    if until is not None:  # a row without a time lies before every time, as in `newsgen.market.cut_off`
        query = query.where(on_file.c[table.clock] <= micros(until - table.delay))
    if short_since is not None and table.starts:
        length = on_file.c[table.clock] - on_file.c[table.starts]
        query = query.where(sa.or_(length >= SHORT // MICROSECOND, on_file.c[table.clock] > micros(short_since)))
    cursor = connection.execute(query).cursor
    columns = list(zip(*cursor.fetchall())) or [()] * (len(table.names) + 1)
    ids = np.array(columns[-1], dtype=np.int64)
    found = {column.name: _column(column.kind, cells) for column, cells in zip(table.columns, columns)}
    order = np.lexsort((ids, found[table.clock]))  # what has no time comes last
    found |= {"_file": np.full(len(ids), f"history/{table.name}", dtype=object), "_row": ids}
    return pd.DataFrame({name: _series(values[order]) for name, values in found.items()}, copy=False)


def _series(values: np.ndarray[Any, Any]) -> pd.Series[Any]:
    """As `Market` promises: times in UTC, texts as objects."""
    found = pd.DatetimeIndex(values, tz="UTC") if values.dtype.kind == "M" else values
    return pd.Series(found, dtype=found.dtype, copy=False)


def _counts(on_file: sa.Table, known_by: datetime | None) -> sa.ColumnElement[bool]:
    """The versions that count, or counted at a time."""
    gone = on_file.c.gone_at
    return gone.is_(None) if known_by is None else sa.and_(on_file.c.seen_at <= known_by, gone_after(gone, known_by))


def gone_after(gone: sa.ColumnElement[Any], at: datetime) -> sa.ColumnElement[bool]:
    """Whether what is gone at some time, or not, was still there at `at`."""
    return sa.or_(gone.is_(None), gone > at)


def _doubted(table: str, known_by: datetime | None) -> sa.Select[Any]:
    """The versions in quarantine, or that were at a time."""
    query = sa.select(quarantine.c.version).where(quarantine.c.reading == table)
    if known_by is None:
        return query.where(quarantine.c.released_at.is_(None))
    return query.where(quarantine.c.since <= known_by, gone_after(quarantine.c.released_at, known_by))


def _column(kind: Kind, cells: tuple[Any, ...]) -> np.ndarray[Any, Any]:
    """A column in the type that `Market` promises."""
    if kind is Kind.NUMBER:
        numbers = np.array(cells, dtype=np.float64)  # None is NaN
        return np.where(np.isinf(numbers), np.nan, numbers)
    if kind in (Kind.TIME, Kind.DATE):
        return np.array(cells, dtype=np.int64).view("M8[us]").astype("M8[ns]")
    texts: dict[str, str] = {}
    return np.array([texts.setdefault(text, text) for text in cells], dtype=object)  # each text once in memory


def reaches(connection: sa.Connection) -> dict[Series, datetime]:
    """See `History.reaches`."""
    found: dict[Series, datetime] = {}
    for table in TABLES.values():
        on_file = READINGS[table.name]
        names = [next((name for name in names if name in table.names), None) for names in (THINGS, VENUES, ("source",))]
        clock = on_file.c[table.clock]
        step = clock - on_file.c[table.starts] if table.starts else sa.null()
        parts = [on_file.c[name] if name else sa.literal_column("''") for name in names]
        groups = [on_file.c[name] for name in names if name] + ([step] if table.starts else [])
        wanted = [*parts, step, sa.func.max(clock)]
        query = sa.select(*wanted).where(on_file.c.gone_at.is_(None)).group_by(*groups)
        for thing, venues, source, length, last in connection.execute(query):
            if last != NO_TIME:
                window = None if length is None else timedelta(microseconds=int(length))
                found[Series(table.name, thing, venues, source, window)] = EPOCH + timedelta(microseconds=last)
    return found


def restated(connection: sa.Connection, told_at: datetime, as_of: datetime) -> tuple[Restated, ...]:
    """The cells that were known at `told_at`, speak of times up to `as_of`, and have another value now."""
    found: list[Restated] = []
    for name, table in TABLES.items():
        now, then = READINGS[name].alias("now"), READINGS[name].alias("then")
        values = [column for column in table.names if column not in table.key]
        wanted = [now.c.seen_at, *(then.c[column] for column in table.names), *(now.c[column] for column in values)]
        query = (
            sa.select(*wanted)
            .join_from(then, now, sa.and_(*(then.c[column] == now.c[column] for column in table.key)))
            .where(then.c.gone_at > told_at, then.c.seen_at <= told_at, now.c.gone_at.is_(None))
            .where(then.c[table.clock] <= micros(as_of))
            .order_by(then.c[table.clock], then.c.id)
        )
        for row in connection.execute(query):
            seen_at, cells = row[0], row[1:]
            old = {column: cell(name, column, value) for column, value in zip(table.names, cells)}
            new = {column: cell(name, column, value) for column, value in zip(values, cells[len(table.names) :])}
            key = {column: old[column] for column in table.key}
            changed = (column for column in values if old[column] != new[column])
            found += [Restated(name, key, column, old[column], new[column], seen_at) for column in changed]
    return tuple(found)
