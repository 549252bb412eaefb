"""The history as the newsroom uses it: each method is one whole transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from newsgen.errors import HistoryError
from newsgen.market import Market
from newsgen.model import Delivery, Remembered
from newsgen.wire import Answer

from . import Kept, Key, Quarantined, Restated, Series, Telling, doubt, keeping, reading, schema, slots, telling
from . import deliveries as journal
from .database import Database
from .schema import progress
from .slots import Slot


class History:
    """Every reading and every told article.  Open it with `newsgen.history.open_history`.

    Every method raises HistoryError where the database does not answer, is locked for long, or cannot be written.
    Several processes may use one history at once; all times are UTC and carry their zone.
    """

    def __init__(self, place: str | Path) -> None:
        self._database = Database(place)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()

    @property
    def place(self) -> str:
        """The history in words, without secrets."""
        return self._database.place

    def keep(self, market: Market, answers: Sequence[Answer] = (), *, now: datetime) -> Kept:
        """Keeps the market's rows that these answers gave (all rows where none are named), as seen at `now`.

        A row that says the same as before changes nothing; one that says something else is a new version.
        Raises HistoryError for a market that was made up: a history holds only what was measured.
        """
        if market.sample:
            raise HistoryError("Figures that were made up are not kept in a history; name a folder of measured ones.")
        with self._database.write() as connection:
            return keeping.keep(connection, market, answers, now)

    def market(
        self,
        *,
        until: datetime | None = None,
        known_by: datetime | None = None,
        short_since: datetime | None = None,
    ) -> Market:
        """All rows that count, without those in quarantine; `_row` is a version's number on file.

        until        only what `newsgen.market.cut_off` leaves at this time
        known_by     as the history stood at this time
        short_since  windows below four hours only where they ended later: years of minutes are long to read
        """
        with self._database.read() as connection:
            return reading.read_market(connection, until, known_by, short_since)

    def reaches(self) -> Mapping[Series, datetime]:
        """Up to when each series is filled: the end of its last window, or its last time or date."""
        with self._database.read() as connection:
            return reading.reaches(connection)

    def seen(self, source: str, name: str, sha256: str, *, before: datetime | None = None) -> datetime | None:
        """Since when this question has been answered with these same bytes, without another answer in between.

        None where the last answer (before `before`) was another, or there was none.
        """
        answers = schema.answers
        asked = [answers.c.source == source, answers.c.name == name]
        if before is not None:
            asked.append(answers.c.fetched_at < before)
        same, when = answers.c.sha256 == sha256, answers.c.fetched_at
        other = sa.select(sa.func.max(when)).where(*asked, ~same).scalar_subquery()
        query = sa.select(sa.func.min(when)).where(*asked, same, sa.or_(other.is_(None), when > other))
        with self._database.read() as connection:
            found: datetime | None = connection.scalar(query)
        return found

    def record(self, told: Telling) -> None:
        """Keeps an article for good; a day told again keeps its earlier tellings."""
        with self._database.write() as connection:
            telling.record(connection, told)

    def told(self, day: date) -> tuple[Telling, ...]:
        """All tellings of a day, the last one last."""
        with self._database.read() as connection:
            return telling.told(connection, day)

    def recent(
        self, before: date, limit: int, *, language: str | None = None, style: str | None = None
    ) -> tuple[Telling, ...]:
        """The last telling of each of the last `limit` told days before a day, the newest day first."""
        chosen = {name: value for name, value in (("language", language), ("style", style)) if value is not None}
        with self._database.read() as connection:
            return telling.recent(connection, before, limit, chosen)

    def memory(self, before: date, limit: int, *, language: str, series: str) -> tuple[Remembered, ...]:
        """What is kept in mind of the last `limit` articles of a series before a day, the newest first."""
        with self._database.read() as connection:
            found = telling.recent(connection, before, limit, {"language": language, "series": series})
        return tuple(one.kept for one in found if one.kept is not None)

    def restated(self, day: date) -> tuple[Restated, ...]:
        """What the last telling of a day rested on and is another value now: cells of times up to its `as_of`.

        Raises HistoryError for a day that was not told.
        """
        with self._database.read() as connection:
            tellings = telling.told(connection, day)
            if not tellings:
                raise HistoryError(f"{self.place} holds no article of {day}; name a day that was told.")
            return reading.restated(connection, tellings[-1].told_at, tellings[-1].as_of)

    def quarantine(self, table: str, key: Key, reason: str, now: datetime) -> int:
        """Leaves rows out of the market until other values come; gives the number of rows it doubts anew.

        Where the doubted values come back later, they are in quarantine again.
        `key` names the table's key columns, or some of them: then all rows that fit.
        """
        with self._database.write() as connection:
            return doubt.quarantine(connection, table, key, reason, now)

    def release(self, table: str, key: Key, now: datetime) -> int:
        """Believes rows again; gives their number."""
        with self._database.write() as connection:
            return doubt.release(connection, table, key, now)

    def quarantined(self) -> tuple[Quarantined, ...]:
        """The rows that are left out of the market now."""
        with self._database.read() as connection:
            return doubt.quarantined(connection)

    def delivery(self, destination: str, key: str) -> Delivery | None:
        """The journal's line of an article at a destination; None where nothing was ever sent there."""
        with self._database.read() as connection:
            return journal.delivery(connection, destination, key)

    def deliveries(self, day: date | None = None, series: str | None = None) -> tuple[Delivery, ...]:
        """The journal's lines, by day and article."""
        with self._database.read() as connection:
            return journal.found(connection, day, series)

    def take(self, destination: str, key: str, owner: str, until: datetime, now: datetime, fresh: Delivery) -> Delivery:
        """Holds an article at a destination for a run until then, and gives its line: `fresh` where there was none.

        The line is on disk when this returns.  Raises TakenError where another run holds it.
        """
        if (fresh.destination, fresh.key) != (destination, key):
            raise ValueError("the fresh line is of another article")
        with self._database.write(durable=True) as connection:
            return journal.take(connection, owner, until, now, fresh)

    def note(self, delivery: Delivery, until: datetime | None = None) -> None:
        """Writes a line that this run holds, and holds it until then; without `until` lets go of it.

        The line is on disk when this returns.  Raises TakenError where the run does not hold it any more: then it
        must not send anything.
        """
        with self._database.write(durable=True) as connection:
            journal.note(connection, delivery, until)

    def progress(self, source: str, topic: str, coin: str) -> datetime | None:
        """How far a walk through a source's past has come; None where it has not begun."""
        walk = (progress.c.source == source, progress.c.topic == topic, progress.c.coin == coin)
        with self._database.read() as connection:
            return connection.scalar(sa.select(progress.c.reached).where(*walk))

    def reached(self, source: str, topic: str, coin: str, at: datetime) -> None:
        """Notes how far a walk has come."""
        walk = {"source": source, "topic": topic, "coin": coin}
        with self._database.write() as connection:
            connection.execute(progress.delete().where(*(progress.c[name] == walk[name] for name in walk)))
            connection.execute(progress.insert().values(walk | {"reached": at}))

    def claim_slot(self, job: str, slot: datetime, owner: str, *, until: datetime, now: datetime) -> Slot | None:
        """Takes a slot that nobody runs: a new one, one that waits, or one whose run is dead since its lease ended.

        `owner` is another one for each run.  None where another run holds it or it has ended.
        """
        with self._database.write() as connection:
            return slots.claim(connection, job, slot, owner, until, now)

    def keep_slot(
        self,
        held: Slot,
        *,
        until: datetime,
        now: datetime,
        step: str | None = None,
        told: tuple[str, ...] | None = None,
        sentence: str | None = None,
    ) -> Slot | None:
        """Holds a slot further and notes what was done; the fence before anything goes out.

        None where it is held no longer: then nothing more may be done for it.
        """
        changes: dict[str, str] = {} if sentence is None else {"sentence": sentence}
        if step is not None or told is not None:
            done = held.step if step is None else step, held.told if told is None else told
            changes["step"] = slots.steps(*done)
        with self._database.write() as connection:
            return slots.keep(connection, held, until, now, changes)

    def finish_slot(
        self, held: Slot, state: str, sentence: str, *, now: datetime, look_at: datetime | None = None
    ) -> bool:
        """Lets go of a slot, ended or "waiting" until `look_at`; False where it was held no longer."""
        with self._database.write() as connection:
            return slots.let_go(connection, held, state, sentence, look_at, now)

    def slots(
        self, job: str | None = None, since: datetime | None = None, limit: int | None = None
    ) -> tuple[Slot, ...]:
        """The slots of a job (or of all), the newest last; the newest `limit` of those since then."""
        with self._database.read() as connection:
            return slots.found(connection, job, since, limit)
