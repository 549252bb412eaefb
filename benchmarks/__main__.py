"""One command for every measurement: `python -m benchmarks NAME`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.report import save

Results = tuple[str, dict[str, Any], bool]


def _mutations(given: argparse.Namespace) -> Results:
    mutations = import_module("benchmarks.mutations")
    text, results, good = mutations.run(tenth=given.tenth, seed=given.seed, only=given.only)
    return text + mutations.sample(results["misses"], given.misses, given.seed), results, good


def _faults(given: argparse.Namespace) -> Results:
    faults = import_module("benchmarks.faults")
    text, results, good = faults.run(tenth=given.tenth, seed=given.seed, only=given.only)
    return text + faults.sample(results["cases"], given.misses), results, good


def _seeded(name: str) -> Callable[[argparse.Namespace], Results]:
    def run(given: argparse.Namespace) -> Results:
        found: Results = import_module(f"benchmarks.{name}").run(tenth=given.tenth, seed=given.seed)
        return found

    return run


def _timed(name: str) -> Callable[[argparse.Namespace], Results]:
    def run(given: argparse.Namespace) -> Results:
        found: Results = import_module(f"benchmarks.{name}").run(tenth=given.tenth)
        return found

    return run


# Each is imported only when it is asked for.
ALL: dict[str, Callable[[argparse.Namespace], Results]] = {
    "mutations": _mutations,
    "cases": _seeded("cases"),
    "prose": _seeded("prose"),
    "faults": _faults,
    "edits": _seeded("edits"),
    "outages": lambda given: import_module("benchmarks.outages").run(given.only),
    "kills": lambda given: import_module("benchmarks.kills").run(tenth=given.tenth, seed=given.seed, only=given.only),
    "speed": _timed("speed"),
    "charts": _timed("charts"),
    "desk": _timed("desk"),
    "live": _timed("live"),
    "gathering": _timed("gathering"),
    "events": _timed("events"),
}


def main() -> int:
    """Runs what is named, prints its tables; 0 when every goal is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=(*ALL, "all"))
    parser.add_argument("--tenth", action="store_true", help="a seeded tenth of the work, for CI")
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results here")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="mutations, faults: show N misses")
    parser.add_argument("--only", nargs="*", default=(), metavar="NAME", help="only these kinds or names")
    given = parser.parse_args()
    results: dict[str, Any] = {}
    good = True
    for name in ALL if given.name == "all" else (given.name,):
        start = time.perf_counter()
        text, results[name], reached = ALL[name](given)
        good &= reached
        print(text)
        print(f"({name}: {time.perf_counter() - start:.1f} s)")
    save(given.json, results)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
