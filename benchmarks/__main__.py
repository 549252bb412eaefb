"""One command for every measurement: `python -m benchmarks NAME`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.report import save


def main() -> int:
    """Runs what is named, prints its tables; 0 when every goal is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=("mutations", "cases", "speed", "events", "all"))
    parser.add_argument("--tenth", action="store_true", help="a seeded tenth of the work, for CI")
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results here")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="mutations: show N misses of each kind")
    parser.add_argument("--only", nargs="*", default=(), metavar="KIND", help="mutations: only these kinds")
    given = parser.parse_args()
    results, good = {}, True
    for name in ("mutations", "cases", "speed", "events") if given.name == "all" else (given.name,):
        start = time.perf_counter()
        text, results[name], reached = _run(name, given)
        good &= reached
        print(text)
        print(f"({name}: {time.perf_counter() - start:.1f} s)")
    save(given.json, results)
    return 0 if good else 1


def _run(name: str, given: argparse.Namespace) -> tuple[str, dict[str, object], bool]:
    if name == "mutations":
        from benchmarks import mutations

        text, results, good = mutations.run(tenth=given.tenth, seed=given.seed, only=given.only)
        return text + mutations.sample(results["misses"], given.misses, given.seed), results, good
    if name == "cases":
        from benchmarks import cases

        return cases.run(tenth=given.tenth, seed=given.seed)
    if name == "events":
        from benchmarks import events

        return events.run(tenth=given.tenth)
    from benchmarks import speed

    return speed.run(tenth=given.tenth)


if __name__ == "__main__":
    sys.exit(main())
