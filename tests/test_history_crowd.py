"""Several processes at one history: nothing is lost, and nothing is half written when one is killed."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Any

from newsgen.history import open_history
from tests.history_kit import NOW, candles, closes, count, write_own_and_shared, write_until_killed

PROCESSES = multiprocessing.get_context("spawn")
WRITERS, ROUNDS = 3, 20
ROWS = 1500  # enough that a writer is nearly always in the middle of writing


@contextmanager
def running(work: Callable[..., None], *arguments: Any) -> Iterator[list[BaseProcess]]:
    """One process per writer; none outlives the test."""
    writers: list[BaseProcess] = [
        PROCESSES.Process(target=work, args=(arguments[0], number, *arguments[1:])) for number in range(WRITERS)
    ]
    try:
        for writer in writers:
            writer.start()
        yield writers
    finally:
        for writer in writers:
            writer.kill()
            writer.join()


def test_writers_at_one_history_lose_nothing(place: str) -> None:
    """All open a new history at once, add rows of their own, and restate one row in turns."""
    with running(write_own_and_shared, place, ROUNDS) as writers:
        for writer in writers:
            writer.join()
        assert [writer.exitcode for writer in writers] == [0] * WRITERS
    with open_history(place) as history:
        prices = history.market().tables["prices"]
    assert len(prices) == WRITERS * ROUNDS + 1
    assert sorted(prices["coin"].value_counts().to_dict().items()) == [
        *((f"C{number}", ROUNDS) for number in range(WRITERS)),
        ("SHARED", 1),
    ]
    assert count(place, "prices WHERE coin = 'SHARED'") == WRITERS * ROUNDS
    assert count(place, "prices WHERE coin = 'SHARED' AND gone_at IS NULL") == 1


def test_a_writer_that_is_killed_leaves_nothing_half_written(place: str) -> None:
    """Three restate all rows with one value after another; one after the other is killed at a random moment."""
    chance, ready = random.Random(20250714), PROCESSES.Event()
    with running(write_until_killed, place, ROWS, ready) as writers, open_history(place) as history:
        assert ready.wait(60)
        for writer in writers:
            time.sleep(chance.uniform(0.05, 0.3))
            assert writer.is_alive()
            writer.kill()
            writer.join()
            found = closes(history.market())
            assert len(found) == ROWS
            assert len(set(found)) == 1
            assert count(place, "prices WHERE gone_at IS NULL") == ROWS
            assert count(place, "prices") % ROWS == 0
        history.keep(candles(1), now=NOW)
        assert len(history.market().tables["prices"]) == ROWS + 1


def test_a_reader_sees_one_moment_while_others_write(place: str) -> None:
    """All tables as they were at one time, not the first ones before a write and the last ones after it."""
    with open_history(place) as reader, open_history(place) as writer:
        writer.keep(candles(1), now=NOW)
        with reader._database.read() as connection:
            first = connection.exec_driver_sql("SELECT count(*) FROM sentiment").scalar()
            writer.keep(candles(2, 3), now=NOW)
            seen = connection.exec_driver_sql("SELECT count(*) FROM prices").scalar()
        assert (first, seen) == (0, 1)
        assert closes(reader.market()) == [2, 3]
