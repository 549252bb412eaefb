"""Keeping rows: what is new becomes a first version, what says something else a later one, the rest is nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.schema import CreateTable, DropTable

from newsgen.market import TABLES, Kind, Market, Table
from newsgen.wire import Answer

from . import Kept
from .doubt import doubt_again
from .schema import NO_NUMBER, READINGS, Id, answers, column_of

MANY = 1000  # new rows that change what a table looks like


def keep(connection: sa.Connection, market: Market, came: Sequence[Answer], now: datetime) -> Kept:
    """See `History.keep`."""
    ids = {answer.file: _answer(connection, answer) for answer in came}
    kept = Kept()
    for name, frame in market.tables.items():
        if ids:
            frame = frame[frame["_file"].isin(list(ids))]
        if len(frame):
            kept += _rows(connection, TABLES[name], frame, ids, now)
    return kept


def _answer(connection: sa.Connection, answer: Answer) -> int:
    """The answer's number on file."""
    once = {name: getattr(answer, name) for name in ("source", "name", "fetched_at", "sha256")}
    found = connection.scalar(sa.select(answers.c.id).where(*(answers.c[name] == once[name] for name in once)))
    if found is None:
        rest = {"url": answer.url, "file": answer.file, "status": answer.status}
        found = connection.scalar(answers.insert().values(once | rest).returning(answers.c.id))
    return int(found)


def _rows(connection: sa.Connection, table: Table, frame: pd.DataFrame, ids: Mapping[str, int], now: datetime) -> Kept:
    """Lays the rows beside the table, and lets the database compare them with what is on file."""
    frame = frame.drop_duplicates(list(table.key), keep="last")
    side = _side_table(table)
    connection.execute(CreateTable(side))
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join([mark] * len(side.c))
    connection.exec_driver_sql(f"INSERT INTO {side.name} VALUES ({marks})", _cells(table, frame, ids))
    on_file = READINGS[table.name]
    _count(connection, side)
    same_thing = sa.and_(*(on_file.c[name] == side.c[name] for name in table.key), on_file.c.gone_at.is_(None))
    values = [name for name in table.names if name not in table.key]
    differs = sa.or_(sa.false(), *(on_file.c[name].is_distinct_from(side.c[name]) for name in values))
    both = side.join(on_file, same_thing)
    restated, latest = connection.execute(
        sa.select(sa.func.count(), sa.func.max(on_file.c.seen_at)).select_from(both).where(differs)
    ).one()
    moment = max(now, latest or now)  # where clocks disagree, no version is older than the one before it
    if restated:
        old = sa.select(on_file.c.id).select_from(both).where(differs)
        connection.execute(on_file.update().where(on_file.c.id.in_(old)).values(gone_at=moment))
    columns = [*table.names, "answer"]
    seen_at = sa.literal(moment, on_file.c.seen_at.type)
    fresh = sa.select(*(side.c[name] for name in columns), seen_at).where(~sa.exists().where(same_thing))
    added = connection.execute(
        on_file.insert().from_select([*columns, "seen_at"], fresh.order_by(side.c.id)),
        execution_options={"preserve_rowcount": True},
    ).rowcount
    connection.execute(DropTable(side))
    if restated:
        doubt_again(connection, table.name, moment)
    if added > MANY:
        _count(connection, on_file)
    return Kept(added - restated, restated, len(frame) - added)


def _count(connection: sa.Connection, table: sa.Table) -> None:
    """Lets PostgreSQL count the rows now: it plans by counts that it would otherwise take a minute later."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table.name}")


def _side_table(table: Table) -> sa.Table:
    """A temporary table of the rows that came."""
    columns = (column_of(table, name) for name in table.names)
    return sa.Table(
        f"new_{table.name}",
        sa.MetaData(),
        sa.Column("id", Id, primary_key=True),
        *columns,
        sa.Column("answer", Id),
        prefixes=["TEMPORARY"],
    )


def _cells(table: Table, frame: pd.DataFrame, ids: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """The rows as the databases hold them, in the order of the side table's columns."""
    columns = (_held(column.kind, frame[column.name], column.name in table.key) for column in table.columns)
    return list(zip(range(len(frame)), *columns, map(ids.get, frame["_file"].tolist())))


def _held(kind: Kind, values: pd.Series[Any], in_key: bool) -> list[Any]:
    if kind in (Kind.TIME, Kind.DATE):  # NaT is the smallest number there too
        return list(values.dt.tz_localize(None).to_numpy("M8[us]").view(np.int64).tolist())
    if kind is Kind.NUMBER:
        unknown = NO_NUMBER if in_key else None
        return [unknown if number != number else number for number in values.tolist()]
    return list(values.tolist())
