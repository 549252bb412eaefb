"""The journal of what was sent where: written before anything goes out, so that a crash is seen by the next run.

A line is one article at one destination.  A run holds it while it sends: no other one, on whatever machine, sends the
same article to the same place meanwhile.  A run that dies holds it until its lease ends.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from newsgen.errors import HistoryError, TakenError
from newsgen.model import Delivery, Stage, Standing

from .schema import deliveries

TOO_LONG = timedelta(hours=1)  # a longer lease than this, and than one's own, was given by a clock that stood wrong


def delivery(connection: sa.Connection, destination: str, key: str) -> Delivery | None:
    """See `History.delivery`."""
    row = connection.execute(sa.select(deliveries).where(*_line(destination, key))).mappings().first()
    return None if row is None else _delivery(row)


def found(connection: sa.Connection, day: date | None, series: str | None) -> tuple[Delivery, ...]:
    """See `History.deliveries`."""
    wanted = [deliveries.c[name] == value for name, value in (("day", day), ("series", series)) if value is not None]
    query = sa.select(deliveries).where(*wanted).order_by(deliveries.c.day, deliveries.c.key, deliveries.c.destination)
    return tuple(_delivery(row) for row in connection.execute(query).mappings())


def take(connection: sa.Connection, owner: str, until: datetime, now: datetime, fresh: Delivery) -> Delivery:
    """See `History.take`."""
    at = _line(fresh.destination, fresh.key)
    row = connection.execute(sa.select(deliveries).where(*at)).mappings().first()
    if row is None:
        mine = replace(fresh, owner=owner)
        connection.execute(deliveries.insert().values(_row(mine) | {"leased_until": until}))
        return mine
    held = row["leased_until"]
    believed = now + max(TOO_LONG, until - now)
    if held is not None and now < held <= believed and row["owner"] != owner:
        raise TakenError(
            f"{fresh.destination}: another run is delivering {fresh.key} at this moment; "
            f"it holds it until {held:%H:%M:%S} UTC at the longest.",
            held,
        )
    connection.execute(deliveries.update().where(*at).values(owner=owner, leased_until=until))
    return replace(_delivery(row), owner=owner)


def note(connection: sa.Connection, line: Delivery, until: datetime | None) -> None:
    """See `History.note`."""
    mine = (*_line(line.destination, line.key), deliveries.c.owner == line.owner)
    changed = connection.execute(deliveries.update().where(*mine).values(_row(line) | {"leased_until": until}))
    if changed.rowcount != 1:
        raise TakenError(f"{line.destination}: another run took {line.key} over; this one stops.")


def _line(destination: str, key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return deliveries.c.destination == destination, deliveries.c.key == key


def _row(line: Delivery) -> dict[str, Any]:
    names = (column.name for column in deliveries.columns if column.name not in ("leased_until", "standing", "media"))
    standing = None if line.standing is None else msgspec.to_builtins(line.standing)
    row = {name: getattr(line, name) for name in names}
    return row | {"stage": str(line.stage), "standing": standing, "media": dict(line.media)}


def _delivery(row: sa.RowMapping) -> Delivery:
    held = {name: row[name] for name in row if name not in ("leased_until", "standing", "stage")}
    try:
        standing = None if row["standing"] is None else msgspec.convert(row["standing"], Standing)
        return Delivery(**held, stage=Stage(row["stage"]), standing=standing)
    except (msgspec.ValidationError, ValueError) as error:
        raise HistoryError(
            f"The journal's line of {row['key']} at {row['destination']} cannot be read ({error}); upgrade newsgen."
        ) from error
