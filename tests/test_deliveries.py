"""The journal of deliveries on each database: kept whole, held by one run, on disk before anything is sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgen.delivery import deliver
from newsgen.errors import TakenError
from newsgen.history import History, open_history
from newsgen.model import Delivery, Stage, Standing, Wish
from tests.fake_cms import Cms, Door, MemoryJournal, Time
from tests.history_kit import empty, engine_of
from tests.release_kit import release

NOW = datetime(2024, 3, 6, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STANDING = Standing(
    "7", "daily-2024-03-05-en", "a-slug", "https://blog.test/a-slug", Stage.LIVE, "c" * 64, "2024-03-06T07:00:01",
    {"title": "Märkte & “Krypto”", "body": "<p>1</p>\n"}, NOW,
)  # fmt: skip


def line(**changes: Any) -> Delivery:
    """A line of the journal."""
    made = Delivery(
        "blog", "daily-2024-03-05-en", date(2024, 3, 5), "daily", "new", NOW, Stage.DRAFT, "a-slug", 1, "", "t" * 64,
        owner="one",
    )  # fmt: skip
    return replace(made, **changes)


def take(journal: Any, owner: str, now: datetime = NOW, until: datetime = NOW + MINUTE, **changes: Any) -> Delivery:
    """Hold the line for a run."""
    fresh = line(**changes)
    taken: Delivery = journal.take(fresh.destination, fresh.key, owner, until, now, fresh)
    return taken


def test_a_line_comes_back_as_it_was_written(place: str) -> None:
    with open_history(place) as history:
        mine = take(history, "one")
        done = replace(
            mine, state="done", stage=Stage.LIVE, standing=STANDING, media={"abc": "27"}, sha256="c" * 64,
            version=3, finished_at=NOW + MINUTE,
        )  # fmt: skip
        history.note(done)
    with open_history(place) as history:
        assert history.delivery("blog", mine.key) == done
        assert history.delivery("blog", "another") is None
        assert history.deliveries(day=date(2024, 3, 5)) == (done,)
        assert history.deliveries(series="weekly") == ()


def test_a_line_is_held_by_one_run_until_it_lets_go_or_its_lease_ends(place: str) -> None:
    with open_history(place) as history:
        mine = take(history, "one")
        with pytest.raises(TakenError, match="another run is delivering daily-2024-03-05-en") as refused:
            take(history, "two", NOW + MINUTE / 2)
        assert refused.value.until == NOW + MINUTE
        history.note(replace(mine, state="started"), NOW + 2 * MINUTE)
        with pytest.raises(TakenError):
            take(history, "two", NOW + 1.5 * MINUTE)
        theirs = take(history, "two", NOW + 2 * MINUTE, NOW + 3 * MINUTE)
        assert (theirs.state, theirs.owner) == ("started", "two")


def test_a_run_that_lost_its_line_is_told_before_it_sends(place: str) -> None:
    with open_history(place) as history:
        mine = take(history, "one")
        take(history, "two", NOW + MINUTE, NOW + 2 * MINUTE)
        with pytest.raises(TakenError, match="this one stops"):
            history.note(replace(mine, state="started"), NOW + 3 * MINUTE)
        found = history.delivery("blog", mine.key)
        assert found is not None
        assert found.state == "new"


def test_a_lease_that_a_wrong_clock_gave_holds_nobody_up_for_long(place: str) -> None:
    hours = timedelta(hours=5)
    with open_history(place) as history:
        take(history, "one", NOW + hours, NOW + hours + MINUTE)
        assert take(history, "two").owner == "two"
        with pytest.raises(TakenError):
            take(history, "three")


def test_a_line_that_was_let_go_is_free_at_once(place: str) -> None:
    with open_history(place) as history:
        history.note(take(history, "one"))
        assert take(history, "two").owner == "two"


def test_eight_runs_reach_for_one_line_and_one_gets_it(place: str) -> None:
    with open_history(place):
        pass
    for turn in range(5):
        start = Barrier(8)

        def reach(number: int, key: str = f"daily-{turn}", start: Barrier = start) -> bool:
            with open_history(place) as history:
                start.wait()
                try:
                    take(history, f"run {number}", key=key)
                except TakenError:
                    return False
                return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(reach, range(8))) == 1


def test_what_is_noted_is_on_disk_when_it_returns(tmp_path: Path) -> None:
    """SQLite writes through only where it is told to: for the journal, and for nothing else."""
    with open_history(tmp_path / "history.db") as history, history._database.write(durable=True) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    with open_history(tmp_path / "history.db") as history:
        with history._database.write(durable=True):
            pass
        with history._database.write() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1


def test_a_line_of_a_newer_newsgen_is_said_to_be_one(place: str) -> None:
    with open_history(place) as history:
        take(history, "one")
        engine = engine_of(place)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE deliveries SET stage = 'elsewhere'")
        engine.dispose()
        with pytest.raises(Exception, match="upgrade newsgen"):
            history.delivery("blog", "daily-2024-03-05-en")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """One history for many examples: making one takes longest."""
    with open_history(tmp_path_factory.mktemp("laws") / "history.db") as history:
        yield history


STEP = st.one_of(
    st.tuples(st.just("take"), st.sampled_from("ab"), st.sampled_from(["one", "two"]), st.integers(1, 90)),
    st.tuples(st.just("note"), st.sampled_from("ab"), st.sampled_from(["one", "two"]), st.integers(0, 90)),
    st.tuples(st.just("wait"), st.integers(1, 60)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, max_size=25))
def test_the_journal_of_the_laws_is_the_histories_own(kept: History, steps: list[Any]) -> None:
    """What the laws of exactly once stand on does what the databases do."""

    def played(journal: Any) -> list[Any]:
        now, said = NOW, list[Any]()
        for number, step in enumerate(steps):
            if step[0] == "wait":
                now += timedelta(seconds=step[1])
                continue
            _, key, owner, seconds = step
            until = now + timedelta(seconds=seconds)
            try:
                if step[0] == "take":
                    said.append(take(journal, owner, now, until, key=key, started_at=now))
                elif journal.delivery("blog", key):
                    noted = line(key=key, owner=owner, state="started", version=number, started_at=now)
                    journal.note(noted, until if seconds else None)
            except TakenError:
                said.append("taken")
        return [*said, journal.delivery("blog", "a"), journal.delivery("blog", "b")]

    empty(kept)
    assert played(kept) == played(MemoryJournal())


def test_two_machines_publish_the_same_article_at_once_and_it_is_made_once(place: str) -> None:
    """Each with its own connection; the slower one finds what the faster one made."""
    with open_history(place):
        pass
    for turn in range(10):
        cms = Cms(Time())
        article, start = release(key=f"daily-2024-03-{turn + 10}-en"), Barrier(2)
        began = datetime.now(UTC)

        def publish(number: int, cms: Cms = cms, article: Any = article, start: Barrier = start) -> str:
            import time

            with open_history(place) as history:
                start.wait()
                done = deliver(
                    Door(cms, settle=2.0), article, Wish(Stage.LIVE), history, lambda: datetime.now(UTC),
                    owner=f"machine {number}", sleep=time.sleep,
                )  # fmt: skip
                return done.what

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(publish, range(2))) == ["created", "unchanged"]
        assert cms.made == 1
        assert datetime.now(UTC) > began


def test_the_journal_stands_in_the_history_that_other_programs_can_read(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db") as history:
        take(history, "one")
    with sqlite3.connect(tmp_path / "history.db") as connection:
        rows = connection.execute("SELECT destination, key, state, owner FROM deliveries").fetchall()
    connection.close()
    assert rows == [("blog", "daily-2024-03-05-en", "new", "one")]
