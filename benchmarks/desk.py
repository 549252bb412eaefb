"""The desk as an editor meets it: the first answer, the weight of a view, what a saved template costs, and idling."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.days import ROOT
from benchmarks.report import table

FIRST, WEIGHT, SAVED, IDLE = 0.300, 200_000, 0.300, 0.02  # seconds, bytes, seconds, part of one processor
PARTS = re.compile(r'(?:href|src)="(/static/[^"]+)"|from "\./([^"]+)"')


def run(*, tenth: bool) -> tuple[str, dict[str, Any], bool]:
    """One desk on the bundled day, in a process of its own, with a newsroom's own templates."""
    with tempfile.TemporaryDirectory(prefix="newsgen-") as scratch:
        templates = Path(scratch) / "templates"
        shutil.copytree(ROOT / "templates", templates)
        with running(Path(scratch)) as (pid, address):
            first = _timed(lambda: _get(address))
            results = {
                "first": first,
                "again": statistics.median(_timed(lambda: _get(address)) for _ in range(5 if tenth else 30)),
                "weight": _weight(address),
                "saved": statistics.median(_saved(address, templates) for _ in range(3 if tenth else 15)),
                "idle": _idle(pid, address, 3.0 if tenth else 10.0),
            }
    rows = [
        ("first answer after start", f"{1000 * first:.0f} ms", f"under {1000 * FIRST:.0f} ms", first < FIRST),
        ("the same view again", f"{1000 * results['again']:.0f} ms", "", True),
        ("first view, scripts and style with it", f"{results['weight'] / 1000:.0f} kB", "under 200 kB",
         results["weight"] < WEIGHT),
        ("view after a template was saved", f"{1000 * results['saved']:.0f} ms", f"under {1000 * SAVED:.0f} ms",
         results["saved"] < SAVED),
        ("processor with a page open and nothing to do", f"{100 * results['idle']:.1f} %", "under 2 %",
         results["idle"] < IDLE),
    ]  # fmt: skip
    good = all(row[-1] for row in rows)
    shown = [(*row[:3], "" if not row[2] else "good" if row[3] else "MISSED") for row in rows]
    return table("The desk", ("what", "measured", "goal", ""), shown), results, good


@contextmanager
def running(folder: Path) -> Iterator[tuple[int, str]]:
    """Process and address of a desk that was started on the sample."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "newsgen", "preview", "--sample", "--port", "0", "--quiet"]
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout
        try:
            yield process.pid, process.stdout.readline().strip()
        finally:
            process.terminate()


def _get(address: str) -> str:
    # Nothing is encrypted here, and reading the certificates of the world would take longer than the desk does.
    return httpx.get(address, trust_env=False, timeout=30, verify=False).raise_for_status().text


def _timed(step: Callable[[], object]) -> float:
    begin = time.perf_counter()
    step()
    return time.perf_counter() - begin


def _weight(address: str) -> int:
    """Bytes of a page with every style and script that it leads to."""
    page = _get(address)
    base = address.partition("/days/")[0]
    seen: dict[str, int] = {}
    wanted = [one for one, _ in PARTS.findall(page) if one]
    while wanted:
        path = wanted.pop()
        if path not in seen:
            text = _get(base + path)
            seen[path] = len(text.encode())
            wanted += [f"/static/{other}" for _, other in PARTS.findall(text) if other]
    return len(page.encode()) + sum(seen.values())


def _saved(address: str, templates: Path) -> float:
    """Seconds from a change of the house to a view of the day written anew."""
    house = templates / "house.toml"
    house.write_text(house.read_text("utf-8") + "\n# saved\n", "utf-8")
    return _timed(lambda: _get(address))


def _idle(pid: int, address: str, seconds: float) -> float:
    """Part of one processor that is used while a page listens and nothing changes."""
    with httpx.stream("GET", f"{address}/live", trust_env=False, timeout=30) as stream:
        next(stream.iter_lines())
        before = _used(pid)
        time.sleep(seconds)
        return (_used(pid) - before) / seconds


def _used(pid: int) -> float:
    """Seconds of processor time that a process has used, to the nanosecond."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
