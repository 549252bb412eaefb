"""Quarantine: rows that are not believed, until other values come or somebody releases them."""

from __future__ import annotations

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
    already = sa.select(doubts.c.version).where(doubts.c.reading == table, doubts.c.released_at.is_(None))
    versions = connection.scalars(_versions(table, key).where(READINGS[table].c.id.not_in(already))).all()
    rows = [{"reading": table, "version": version, "reason": reason, "since": now} for version in versions]
    if rows:
        connection.execute(doubts.insert(), rows)
    return len(rows)


def release(connection: sa.Connection, table: str, key: Key, now: datetime) -> int:
    """See `History.release`."""
    versions = _versions(table, key)
    mine = sa.and_(doubts.c.reading == table, doubts.c.released_at.is_(None), doubts.c.version.in_(versions))
    return connection.execute(doubts.update().where(mine).values(released_at=now)).rowcount


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


def _versions(table: str, key: Key) -> sa.Select[Any]:
    """The versions that count now of the rows with this key, or with this part of it."""
    if table not in TABLES:
        raise HistoryError(f"There is no table {table}; the tables are {', '.join(TABLES)}.")
    known = TABLES[table].key
    if not key or set(key) - set(known):
        raise HistoryError(f"A row of {table} is named by {', '.join(known)}, not by {', '.join(key) or 'nothing'}.")
    on_file = READINGS[table]
    cells = (on_file.c[name] == held(table, name, value) for name, value in key.items())
    return sa.select(on_file.c.id).where(*cells, on_file.c.gone_at.is_(None))
