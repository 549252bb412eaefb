"""Where a history is: opening it, leading it to today's schema, and one sentence for whatever is wrong with it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from newsgen.errors import HistoryError
from newsgen.history import Kept, open_history
from newsgen.history.database import VERSION_TABLE
from newsgen.history.migrations import newest, upgrade
from newsgen.history.schema import HEAD, META
from tests.history_kit import HOUR, NOW, answer, candles, closes, count, engine_of, telling
from tests.services.postgres import PASSWORD, Server

# The schema

FIRST_ROWS = (
    "INSERT INTO answers (id, source, name, url, file, sha256, fetched_at, status)"
    " VALUES (1, 'Binance', 'candles', 'https://example.org', 'raw/one.json', 'ab', 1752562800000000, 200)",
    *(
        'INSERT INTO prices (id, coin, venue, start, "end", close, answer, seen_at, gone_at)'
        f" VALUES ({number}, 'BTC', 'Binance', {1751328000000000 + day * 86400000000},"
        f" {1751414400000000 + day * 86400000000}, {close}, 1, 1752562800000000, {gone})"
        for number, day, close, gone in ((1, 0, 1, 1752562800000000), (2, 0, 2, "NULL"), (3, 1, 3, "NULL"))
    ),
    "INSERT INTO articles VALUES (1, '2025-07-14', 1752494400000000, 1752562800000000, 'ready',"
    " 'Longs lose $1.2 billion', 'liquidations', 'btc', '[\"liquidations\", \"level\"]', 'classic', 'Bitcoin fell.',"
    f" 'en', 'house', '{'0' * 64}')",
    "INSERT INTO figures VALUES (1, 0, 'liq.total', '1234567890.12', '$1.2 billion')",
    "INSERT INTO figures VALUES (1, 1, 'liq.side', '\"long\"', 'Longs')",
)


def first_schema(place: str) -> None:
    """A history of the first schema, with readings, an answer and an article."""
    engine = engine_of(place)
    with engine.begin() as connection:
        upgrade(connection, "0001")
        for statement in FIRST_ROWS:
            connection.exec_driver_sql(statement)
        if connection.dialect.name == "postgresql":  # ids were given, so the counters have not moved
            for table in ("answers", "prices", "articles"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', 10)")
    engine.dispose()


def test_a_history_of_the_first_schema_is_led_to_todays_with_all_it_holds(place: str) -> None:
    """Readings, their versions, articles: all there, and what came later works on them."""
    first_schema(place)
    with open_history(place) as history:
        assert closes(history.market()) == [2, 3]
        assert history.told(telling().day) == (telling(),)
        assert history.seen("Binance", "candles", "ab") == NOW
        assert history.keep(candles(2, 4), [answer()], now=NOW + HOUR) == Kept(restated=1, same=1)
        assert [one.new for one in history.restated(telling().day)] == [4.0]
        assert history.quarantine("prices", {"coin": "BTC"}, "odd", NOW) == 2
        history.reached("binance", "candles", "BTC", NOW)
    assert count(place, "prices") == 4


def test_a_step_that_fails_leaves_the_schema_as_it_was(place: str) -> None:
    """Whole or not at all, also on SQLite: the tables that came before the fault are gone again."""
    first_schema(place)
    engine = engine_of(place)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE progress (id INTEGER)")
    with pytest.raises(sa.exc.DBAPIError, match=r"progress.* already exists"):
        open_history(place)
    with engine.begin() as connection:
        assert "quarantine" not in sa.inspect(connection).get_table_names()
        connection.exec_driver_sql("DROP TABLE progress")
    engine.dispose()
    with open_history(place) as history:
        assert closes(history.market()) == [2, 3]


def test_the_steps_lead_to_the_schema_that_the_code_knows(place: str) -> None:
    """Alembic, comparing the database after all steps with the tables of the code, finds nothing to do."""
    open_history(place).close()
    engine = engine_of(place)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, META) == []
        assert context.get_current_revision() == HEAD == newest()
        for table in META.sorted_tables:
            kept = {index["name"]: index for index in sa.inspect(connection).get_indexes(table.name)}
            for index in table.indexes:
                assert kept[index.name]["column_names"] == [column.name for column in index.columns]
                assert bool(kept[index.name]["unique"]) == index.unique
                where = kept[index.name].get("dialect_options", {}).get(f"{connection.dialect.name}_where")
                assert (where is not None) == bool(index.dialect_options[connection.dialect.name]["where"] is not None)
    engine.dispose()


def test_a_history_can_be_opened_again_and_again(place: str) -> None:
    """Nothing is done twice, and what was kept is there."""
    for turn in range(3):
        with open_history(place) as history:
            assert history.keep(candles(1), now=NOW) == (Kept(same=1) if turn else Kept(new=1))


def test_a_history_of_a_newer_newsgen_is_not_touched(place: str) -> None:
    """An old program would not understand what it reads."""
    open_history(place).close()
    engine = engine_of(place)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0099'")
    engine.dispose()
    with pytest.raises(HistoryError, match=r"was written by a newer newsgen \(schema 0099\); upgrade newsgen"):
        open_history(place)


def test_the_tables_of_another_program_are_not_touched(place: str) -> None:
    """A database that holds prices of its own is not a history."""
    engine = engine_of(place)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE prices (id INTEGER)")
    engine.dispose()
    with pytest.raises(HistoryError, match=r"holds other tables \(prices\) and is not a history; name another one"):
        open_history(place)
    assert count(place, "prices") == 0


def test_a_postgresql_database_may_hold_other_tables_of_other_names(postgresql: Server) -> None:
    """Also those of another program that uses Alembic."""
    place = postgresql.fresh()
    engine = engine_of(place)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('another')")
    engine.dispose()
    with open_history(place) as history:
        assert history.keep(candles(1), now=NOW) == Kept(new=1)


# SQLite files


def test_an_sqlite_history_is_one_file_with_a_log_beside_it_while_it_is_open(tmp_path: Path) -> None:
    """Readers do not wait for a writer (WAL); folders on the way are made."""
    place = tmp_path / "new" / "folder 100%" / "history of 2025.db"
    with open_history(place) as history:
        history.keep(candles(1), now=NOW)
        with closing(sqlite3.connect(place)) as other:
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with open_history(f"sqlite:///{place}") as again:
        assert closes(again.market()) == [1]


def test_writers_begin_at_once_and_wait_for_each_other(tmp_path: Path) -> None:
    """The three settings that keep every write: BEGIN IMMEDIATE, a long wait, and a log that is safe to sync seldom."""
    with open_history(tmp_path / "history.db") as history:
        said: list[str] = []
        sa.event.listen(history._database._engine, "before_cursor_execute", lambda *given: said.append(given[2]))
        history.keep(candles(1), now=NOW)
        history.market()
        assert [one for one in said if one.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]
        with history._database.read() as connection:
            assert connection.scalar(sa.text("PRAGMA busy_timeout")) >= 5000
            assert connection.scalar(sa.text("PRAGMA synchronous")) == 1


def _no_database(folder: Path) -> Path:
    (folder / "letter.txt").write_text("Dear reader, " * 1000)
    return folder / "letter.txt"


def _below_a_file(folder: Path) -> Path:
    (folder / "file").write_text("")
    return folder / "file" / "history.db"


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (_no_database, r"letter.txt is not a history; name another file, or restore this one from a copy\.$"),
        (_below_a_file, r"cannot be made \(.*\); name a file in another folder\.$"),
        (lambda folder: folder, r" is a folder; name a file in it\.$"),
    ],
)
def test_a_file_that_cannot_be_a_history_is_said_in_one_sentence(
    tmp_path: Path, made: Callable[[Path], Path], message: str
) -> None:
    """What, where, and what to do next."""
    with pytest.raises(HistoryError, match=message):
        open_history(made(tmp_path))


def test_a_file_that_may_not_be_written_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is tried."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(HistoryError, match=r"cannot be written; name a file in a folder that you may write to\.$"):
        open_history(tmp_path / "history.db")


def test_a_file_that_another_process_does_not_let_go_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After waiting, and readers do not mind."""
    monkeypatch.setattr("newsgen.history.database.PATIENCE", 0.05)
    with open_history(tmp_path / "history.db") as history:
        other = sqlite3.connect(tmp_path / "history.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match=r"is being written by another process; try again when it has finished"):
            history.keep(candles(1), now=NOW)
        assert closes(history.market()) == []
        other.close()
        assert history.keep(candles(1), now=NOW) == Kept(new=1)


# Servers


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://me:hidden-word@127.0.0.1:1/news", r"at 127\.0\.0\.1:1/news does not answer; check that it runs"),
        ("postgres://me:hidden-word@/news?host=/nowhere", r"at /nowhere/news does not answer; check that it runs"),
        ("postgresql://me:hidden-word@host:port/news", r"URL cannot be read; write postgresql://user:password@"),
        ("mysql://me:hidden-word@host/news", r"cannot be kept in mysql; name a file or a postgresql:// URL"),
        ("sqlite://", r"names no file; write sqlite:///folder/history.db"),
        ("nonsense://me:hidden-word@host", r"cannot be kept in nonsense"),
    ],
)
def test_a_url_that_leads_nowhere_is_said_in_one_sentence_without_its_password(url: str, message: str) -> None:
    """Nor is it in anything that the error was raised from."""
    with pytest.raises(HistoryError, match=message) as caught:
        open_history(url)
    said, error = [], caught.value
    while error:
        said.append(repr(error) + str(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)  # type: ignore[assignment]
    assert "hidden" not in " ".join(said)


def test_a_wrong_password_and_a_missing_database_are_told_apart(postgresql: Server) -> None:
    """And neither message holds a password."""
    with pytest.raises(HistoryError, match=r"refuses the user or the password; correct them in its URL") as wrong:
        open_history(postgresql.url(password="wrong-word"))
    with pytest.raises(HistoryError, match=r"/nowhere does not exist; create the database, or correct") as missing:
        open_history(postgresql.url("nowhere"))
    for error in (wrong.value, missing.value):
        assert "wrong-word" not in f"{error} {error.__cause__}"
        assert PASSWORD not in f"{error} {error.__cause__}"


def test_a_user_who_may_not_write_is_said_in_one_sentence(postgresql: Server) -> None:
    """The database answers, but lets nobody else make tables."""
    place = postgresql.fresh()
    engine = engine_of(place)
    with engine.begin() as connection:
        connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM public")
        connection.exec_driver_sql("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    engine.dispose()
    user = place.split("//")[1].split("@")[0]
    with pytest.raises(HistoryError, match=r"does not let this user write; grant the user the schema"):
        open_history(place.replace(user, "guest:guest"))


def test_a_connection_that_the_server_ended_is_opened_anew(postgresql: Server) -> None:
    """A server that was started again over night costs nothing in the morning."""
    place = postgresql.fresh()
    with open_history(place) as history:
        history.keep(candles(1), now=NOW)
        engine = engine_of(place)
        with engine.connect() as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            mine = "datname = current_database() AND pid <> pg_backend_pid()"
            assert connection.exec_driver_sql(f"{ended} WHERE {mine}").all() == [(True,)]
        engine.dispose()
        assert closes(history.market()) == [1]


def test_a_history_names_its_place_without_its_password(place: str) -> None:
    """As screens and logs show it."""
    with open_history(place) as history:
        assert history.place.startswith("The history ")
        assert PASSWORD not in history.place
        assert "pass%2Fword" not in history.place


def test_a_driver_that_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL is an extra."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(HistoryError, match=r"needs the extra postgres; run pip install 'newsgen\[postgres\]'"):
        open_history("postgresql://localhost/news")


# Imports


def test_what_never_opens_a_history_does_not_pay_for_it() -> None:
    """The nouns are cheap: no SQLAlchemy, no Alembic, no pandas before a history is opened."""
    heavy = "{'sqlalchemy', 'alembic', 'pandas', 'psycopg'}"
    script = f"import sys, newsgen.history; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_opening_a_history_of_todays_schema_needs_no_alembic(tmp_path: Path) -> None:
    """Every morning but the one after an upgrade."""
    open_history(tmp_path / "history.db").close()
    script = (
        "import sys; from newsgen.history import open_history as o; o(sys.argv[1]); print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "history.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
