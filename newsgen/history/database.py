"""One database, SQLite or PostgreSQL: where it is, whole transactions, and its troubles in one sentence each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from newsgen.errors import HistoryError

from .schema import HEAD, META

PATIENCE = 60  # seconds that a writer waits for another one: importing years takes some
ANSWER = 5  # seconds in which a server must answer
WRITERS = 4_702_111_234  # the number of the lock that writers on PostgreSQL take in turn
VERSION_TABLE = "newsgen_version"  # not Alembic's own name: another program may share the database
VERSIONS = tuple(f"{number:04}" for number in range(1, int(HEAD) + 1))

# What drivers say, what it means, and the way out; `{0}` is the place.
TROUBLES = (
    ("database is locked|lock timeout", "{0} is being written by another process; try again when it has finished."),
    ("not a database|malformed", "{0} is not a history; name another file, or restore this one from a copy."),
    ("unable to open|readonly|read-only", "{0} cannot be written; name a file in a folder that you may write to."),
    ("disk is full|No space left", "{0} cannot grow, the disk is full; make room and try again."),
    ("disk I/O", "{0} cannot be read or written, its disk fails; name a file on another one."),
    ("password|authentication|no pg_hba", "{0} refuses the user or the password; correct them in its URL."),
    ("database .* does not exist", "{0} does not exist; create the database, or correct the name in its URL."),
    ("permission denied", "{0} does not let this user write; grant the user the schema, or name another one."),
    (
        "could not|resolve|connection|timeout|server closed|terminating",
        "{0} does not answer; check that it runs, and its URL.",
    ),
)


class Database:
    """An open database.  Raises HistoryError where it cannot be used; see `open_history`."""

    def __init__(self, place: str | Path) -> None:
        url = _url(place)
        self.place = _named(url)
        if url.get_backend_name() == "sqlite":
            _make_room(url, self.place)
        self._engine = _engine(url, self.place)
        self._reader = self._engine
        if self._engine.dialect.name == "postgresql":  # all tables as they were at one moment, as SQLite reads them
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._writer = self._engine.execution_options(writes=True)
        self._durable = self._engine.execution_options(writes=True, durable=True)
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Everything read in here is from one moment."""
        with self._in_words(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[sa.Connection]:
        """Whole or not at all; one writer at a time, the others wait.

        What is `durable` outlives a loss of power as well, once this ends: PostgreSQL keeps to that in any case.
        """
        with self._in_words(), (self._durable if durable else self._writer).begin() as connection:
            yield connection

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            said = str(error.orig)
            for pattern, sentence in TROUBLES:
                if re.search(pattern, said, re.IGNORECASE):
                    raise HistoryError(sentence.format(self.place)) from error
            raise

    def _migrate(self) -> None:
        """Brings the schema up to date; of several processes that open a new history, one does."""
        with self.read() as connection:
            if self._version(connection) == HEAD:
                return
        with self.write() as connection:
            if self._version(connection) != HEAD:
                from .migrations import upgrade

                upgrade(connection, HEAD)

    def _version(self, connection: sa.Connection) -> str:
        """The schema's version, "" for an empty database."""
        tables = set(sa.inspect(connection).get_table_names())
        if VERSION_TABLE not in tables:
            foreign = tables if connection.dialect.name == "sqlite" else tables & set(META.tables)
            if foreign:
                held = f"holds other tables ({', '.join(sorted(foreign)[:3])})"
                raise HistoryError(f"{self.place} {held} and is not a history; name another one.")
            return ""
        found = connection.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")) or ""
        if found and found not in VERSIONS:
            raise HistoryError(f"{self.place} was written by a newer newsgen (schema {found}); upgrade newsgen.")
        return str(found)


def _url(place: str | Path) -> sa.URL:
    """The URL of a place; a path is an SQLite file."""
    text = str(place)
    if not re.match(r"[\w+]+://", text):
        return sa.URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = sa.make_url(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", text))
    except (sa.exc.ArgumentError, ValueError):  # not shown: it may hold a password
        raise HistoryError(
            "The history's URL cannot be read; write postgresql://user:password@host/database."
        ) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise HistoryError(f"A history cannot be kept in {url.get_backend_name()}; name a file or a postgresql:// URL.")
    if url.get_backend_name() == "sqlite" and not url.database:
        raise HistoryError("The history's URL names no file; write sqlite:///folder/history.db.")
    return url


def _named(url: sa.URL) -> str:
    """How messages name the place: never with its user, password or options."""
    if url.get_backend_name() == "sqlite":
        return f"The history {url.database}"
    host = url.host or url.query.get("host") or "localhost"
    return f"The history in PostgreSQL at {host}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def _make_room(url: sa.URL, place: str) -> None:
    file = Path(url.database or "")
    if file.is_dir():
        raise HistoryError(f"{place} is a folder; name a file in it.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HistoryError(f"{place} cannot be made ({error.strerror}); name a file in another folder.") from error
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise HistoryError(f"{place} cannot be written; name a file in a folder that you may write to.")


def _engine(url: sa.URL, place: str) -> sa.Engine:
    try:
        if url.get_backend_name() == "sqlite":
            engine = sa.create_engine(url, connect_args={"timeout": PATIENCE}, hide_parameters=True)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        engine = sa.create_engine(
            url, connect_args={"connect_timeout": ANSWER}, pool_pre_ping=True, hide_parameters=True
        )
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    except ImportError as error:
        raise HistoryError(f"{place} needs the extra postgres; run pip install 'newsgen[postgres]'.") from error


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # or the driver begins transactions on its own, too late
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes its turn before it reads: what it read cannot have changed when it writes."""
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('durable') else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    """Writers take turns, as on SQLite."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
