"""How long a run waits for its sources: all of them slow by the same 0.3 seconds, on real sockets, beside none slow."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.report import table
from benchmarks.truth import gathered, need_of
from newsgen.gather import CHAINS, Chain
from tests.fakes import FOUNDING_DAY, Fakes

Play = Callable[[str], None]
DELAY = 0.3  # seconds before every answer
GOAL = 1.0  # seconds for twelve sources
# Twelve sources, no question of which waits for the answer to another.
TWELVE = (
    *(("binance", "candles"), ("coinbase", "candles"), ("kraken", "candles"), ("okx", "candles")),
    *(("bybit", "candles"), ("coingecko", "candles"), ("hyperliquid", "positions"), ("deribit", "volatility")),
    *(("alternative", "sentiment"), ("fred", "indices"), ("sosovalue", "flows"), ("coinglass", "sentiment")),
)
AT_ONCE = (Chain("everything", (TWELVE,), "", enough=len(TWELVE)),)


def run(*, tenth: bool = False, rounds: int = 5) -> tuple[str, dict[str, Any], bool]:
    """The table, the figures, and whether a run of slow sources ends in time."""
    found: dict[str, list[float]] = {"quick": [], "twelve": [], "slow": []}
    counts: dict[str, tuple[int, int]] = {}
    with _elsewhere() as (environment, play):
        need = need_of(FOUNDING_DAY, FOUNDING_DAY - timedelta(days=2))  # a history that is filled up to yesterday
        gathered(need, environment)  # the fakes read their history once
        for _ in range(2 if tenth else rounds):
            for name, scene, chains in (
                ("quick", "success", CHAINS),
                ("twelve", f"delay={DELAY}", AT_ONCE),
                ("slow", f"delay={DELAY}", CHAINS),
            ):
                play(scene)
                began = time.perf_counter()
                day = gathered(need, environment, chains)
                found[name].append(time.perf_counter() - began)
                counts[name] = len({answer.source for answer in day.answers}), len(day.answers)
    return _report({name: statistics.median(times) for name, times in found.items()}, counts)


def _report(seconds: dict[str, float], counts: dict[str, tuple[int, int]]) -> tuple[str, dict[str, Any], bool]:
    good = seconds["twelve"] < GOAL
    rows = [
        (
            f"{counts['twelve'][0]} sources, every answer after {DELAY} s",
            *_counted(seconds, counts, "twelve"),
            "met" if good else "MISSED",
        ),
        (f"a whole run, every answer after {DELAY} s", *_counted(seconds, counts, "slow"), ""),
        ("a whole run, every answer at once", *_counted(seconds, counts, "quick"), ""),
    ]
    head = ("what", "questions", "seconds", "one after the other", f"goal {GOAL:.0f} s")
    return table("Gathering", head, rows), {"seconds": seconds, "counts": counts}, good


def _counted(seconds: dict[str, float], counts: dict[str, tuple[int, int]], name: str) -> tuple[int, str, str]:
    alone = "" if name == "quick" else f"{counts[name][1] * DELAY:.1f} s"
    return counts[name][1], f"{seconds[name]:.2f}", alone


@contextmanager
def _elsewhere() -> Iterator[tuple[dict[str, str], Play]]:
    """The fakes in a process of their own, so that their work is not counted as the run's."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    process.start()
    environment = here.recv()

    def play(scene: str) -> None:
        here.send(scene)
        here.recv()

    try:
        yield environment, play
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection) -> None:
    with Fakes() as fakes:
        pipe.send(fakes.environment())
        while True:
            fakes.play("*", pipe.recv())
            pipe.send("played")
