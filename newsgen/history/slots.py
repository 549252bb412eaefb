"""Who runs which slot of the schedule: one line for each moment at which a job was to run.

A line is claimed by one statement, so that of several machines on one PostgreSQL a single one gets it.  Who holds it
names itself and until when; a run that died lets go by its lease alone.  Before anything goes out the line is fenced:
whoever lost it meanwhile gets nothing back and stops.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from .schema import slots as table

RUNNING, WAITING = "running", "waiting"
ENDS = ("done", "quiet", "failed", "missed", "passed")  # a slot that ended is never run again
TOO_LONG = timedelta(days=1)  # no lease is as long: one that is was given by a clock that stood wrong


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which a job was to run, and how far it came.

    state  "running", "waiting" (for a person, or for another attempt), "done", "quiet" (nothing worth telling),
           "failed", "missed", "passed" (left out: the job began later, or the day was out already)
    leased_until  of a running one: who holds it is believed dead after; of a waiting one: when to look again
    step   the last step that was finished: "", "told", "checked", "approved", "published"
    told   what people were told of this slot, as "waiting" or "failed": nothing is told twice
    """

    job: str
    slot: datetime
    state: str
    owner: str
    started_at: datetime
    step: str = ""
    told: tuple[str, ...] = ()
    sentence: str = ""
    leased_until: datetime | None = None
    finished_at: datetime | None = None
    attempts: int = 1

    @property
    def ended(self) -> bool:
        """Whether nothing is to be done any more."""
        return self.state in ENDS


def claim(
    connection: sa.Connection, job: str, slot: datetime, owner: str, until: datetime, now: datetime
) -> Slot | None:
    """See `History.claim_slot`."""
    fresh = {
        "job": job, "slot": slot, "state": RUNNING, "owner": owner, "step": "", "sentence": "",
        "leased_until": until, "started_at": now, "finished_at": None, "attempts": 1,
    }  # fmt: skip
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    lapsed = sa.or_(table.c.leased_until < now, table.c.leased_until > now + TOO_LONG)
    free = sa.or_(table.c.state == WAITING, sa.and_(table.c.state == RUNNING, lapsed))
    again = {"state": RUNNING, "owner": owner, "leased_until": until, "attempts": table.c.attempts + 1}
    query = (
        insert(table)
        .values(fresh)
        .on_conflict_do_update(index_elements=["job", "slot"], set_=again, where=free)
        .returning(table)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _slot(row)


def keep(connection: sa.Connection, held: Slot, until: datetime, now: datetime, changes: dict[str, Any]) -> Slot | None:
    """See `History.keep_slot`."""
    query = table.update().where(*_mine(held, now)).values(changes | {"leased_until": until}).returning(table)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _slot(row)


def let_go(
    connection: sa.Connection, held: Slot, state: str, sentence: str, look_at: datetime | None, now: datetime
) -> bool:
    """See `History.finish_slot`."""
    ended: dict[str, Any] = {"state": state, "sentence": sentence, "leased_until": look_at}
    ended |= {"finished_at": now} if state in ENDS else {}
    return connection.execute(table.update().where(*_mine(held, now)).values(ended)).rowcount == 1


def found(connection: sa.Connection, job: str | None, since: datetime | None, limit: int | None) -> tuple[Slot, ...]:
    """See `History.slots`."""
    query = sa.select(table).order_by(table.c.slot.desc(), table.c.job)
    if job is not None:
        query = query.where(table.c.job == job)
    if since is not None:
        query = query.where(table.c.slot >= since)
    rows = connection.execute(query.limit(limit)).mappings().all()
    return tuple(_slot(row) for row in reversed(rows))


def steps(step: str, told: tuple[str, ...]) -> str:
    """How a step and what people were told stand in one column.

    >>> steps("checked", ("waiting", "escalated"))
    'checked|waiting,escalated'
    """
    return f"{step}|{','.join(told)}" if told else step


def _mine(held: Slot, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    line = (table.c.job == held.job, table.c.slot == held.slot, table.c.owner == held.owner)
    return (*line, table.c.state == RUNNING, table.c.leased_until > now)


def _slot(row: sa.RowMapping) -> Slot:
    step, _, told = str(row["step"]).partition("|")
    values = {name: row[name] for name in row if name != "step"}
    return Slot(**values, step=step, told=tuple(told.split(",")) if told else ())
