"""Quarantine: rows that are not believed, until other values come or somebody releases them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from newsgen.errors import HistoryError
from newsgen.market import TABLES

from . import Key, Quarantined
from .schema import READINGS, cell, held
from .schema import quarantine as doubts


def quarantine(connection: sa.Connection, table: str, key: Key, reason: str, now: datetime) -> int:
    """See `History.quarantine`."""
    anew = _versions(table, key).where(READINGS[table].c.id.not_in(_doubted(table)))
    return _doubt(connection, table, dict.fromkeys(connection.scalars(anew), reason), now)


def doubt_again(connection: sa.Connection, table: str, now: datetime) -> None:
    """Doubts versions that say the same as an earlier one in quarantine: a fault that comes back is still one."""
    then, counts = READINGS[table].alias("then"), READINGS[table].alias("counts")
    values = [name for name in TABLES[table].names if name not in TABLES[table].key]
    query = (
        sa.select(counts.c.id, doubts.c.reason)
        .join_from(doubts, then, sa.and_(doubts.c.reading == table, doubts.c.version == then.c.id))
        .join(counts, sa.and_(*(counts.c[name] == then.c[name] for name in TABLES[table].key)))
        .where(doubts.c.released_at.is_(None), then.c.gone_at.is_not(None), counts.c.gone_at.is_(None))
        .where(*(counts.c[name].is_not_distinct_from(then.c[name]) for name in values))
    )
    already = set(connection.scalars(_doubted(table)))
    found = {version: reason for version, reason in connection.execute(query) if version not in already}
    _doubt(connection, table, found, now)


def release(connection: sa.Connection, table: str, key: Key, now: datetime) -> int:
    """See `History.release`."""
    mine = _doubted(table).where(doubts.c.version.in_(_versions(table, key)))
    number = len(connection.scalars(mine).all())
    every = doubts.c.version.in_(_versions(table, key, gone=True))  # or an earlier version would be doubted for ever
    connection.execute(
        doubts.update().where(doubts.c.reading == table, doubts.c.released_at.is_(None), every).values(released_at=now)
    )
    return number


def quarantined(connection: sa.Connection) -> tuple[Quarantined, ...]:
    """See `History.quarantined`."""
    found: list[Quarantined] = []
    for name, table in TABLES.items():
        on_file = READINGS[name]
        query = (
            sa.select(doubts.c.reason, doubts.c.since, *(on_file.c[column] for column in table.key))
            .join_from(doubts, on_file, sa.and_(doubts.c.reading == name, doubts.c.version == on_file.c.id))
            .where(doubts.c.released_at.is_(None), on_file.c.gone_at.is_(None))
            .order_by(doubts.c.id)
        )
        for reason, since, *rest in connection.execute(query):
            key = {column: cell(name, column, value) for column, value in zip(table.key, rest)}
            found.append(Quarantined(name, key, reason, since))
    return tuple(found)


def _doubt(connection: sa.Connection, table: str, reasons: Mapping[int, str], now: datetime) -> int:
    rows = [{"reading": table, "version": one, "reason": reason, "since": now} for one, reason in reasons.items()]
    if rows:
        connection.execute(doubts.insert(), rows)
    return len(rows)


def _doubted(table: str) -> sa.Select[Any]:
    """The versions in quarantine, those that are gone too."""
    return sa.select(doubts.c.version).where(doubts.c.reading == table, doubts.c.released_at.is_(None))


def _versions(table: str, key: Key, *, gone: bool = False) -> sa.Select[Any]:
    """The versions that count now, with `gone` all, of the rows with this key, or with this part of it."""
    if table not in TABLES:
        raise HistoryError(f"There is no table {table}; the tables are {', '.join(TABLES)}.")
    known = TABLES[table].key
    if not key or set(key) - set(known):
        raise HistoryError(f"A row of {table} is named by {', '.join(known)}, not by {', '.join(key) or 'nothing'}.")
    on_file = READINGS[table]
    query = sa.select(on_file.c.id).where(*(on_file.c[name] == held(table, name, value) for name, value in key.items()))
    return query if gone else query.where(on_file.c.gone_at.is_(None))
