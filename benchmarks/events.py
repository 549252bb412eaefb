"""Millions of raw events added up, beside reading the file alone: how long it takes, and how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.days import ROOT
from benchmarks.report import table

MILLIONS = 10
GOAL_RATIO, GOAL_MB = 4.0, 1500
ROUNDS = 3

MAKE = """
COPY (
    SELECT 1719792000000 + (i * {step})::BIGINT AS time,
        (['Binance', 'Bybit', 'OKX', 'HTX', 'Gate', 'Aster', 'Bitfinex', 'BitMEX', 'Hyperliquid', 'Deribit'])
            [1 + (hash(i) % 10)::INT] AS venue,
        coin || 'USDT' AS pair, coin, side, round(1000 * random() + 1, 2) AS price,
        round(100 / (random() + 0.0001), 2) AS usd, pair || ':' || time AS id
    FROM (SELECT i, (['long', 'short'])[1 + (hash(i + 7) % 2)::INT] AS side,
        (['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'BNB', 'ADA', 'SUI'])[1 + (hash(i + 3) % 8)::INT]
            || CASE WHEN hash(i + 5) % 2 = 0 THEN '' ELSE (hash(i + 9) % 25)::VARCHAR END AS coin
        FROM range({count}) t(i))
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""
READ = """
import duckdb, sys, time
start = time.perf_counter()
with duckdb.connect(config={"memory_limit": "1GB", "preserve_insertion_order": "false"}) as connection:
    connection.execute("SET enable_progress_bar = false")
    found = connection.execute(
        "SELECT bit_xor(hash(time, venue, coin, side, usd)), count(*) FROM read_parquet(?)", [sys.argv[1]]
    ).fetchone()
rows = found[-1]
"""
LOAD = """
import duckdb, sys, time
start = time.perf_counter()
with duckdb.connect() as connection:
    connection.execute("SET enable_progress_bar = false")
    query = "SELECT time, venue, coin, side, usd FROM read_parquet(?)"
    rows = len(connection.execute(query, [sys.argv[1]]).fetchnumpy()["time"])
"""
TALLY = """
import sys, time
from pathlib import Path
import duckdb
from newsgen.collect.tally import tally
start = time.perf_counter()
found, _ = tally([Path(sys.argv[1])])
rows = len(found)
"""
REPORT = """
import json, resource
print(json.dumps({"seconds": time.perf_counter() - start, "rows": rows,
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
STEPS = {"reading them through": READ, "reading them into memory": LOAD, "the tally, with its rows": TALLY}


def run(*, tenth: bool) -> tuple[str, dict[str, Any], bool]:
    """Ten million events of a year (a tenth: one million), each step in a process of its own, in turns."""
    count = MILLIONS * 1_000_000 // (10 if tenth else 1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.parquet"
        _make(file, count)
        size = file.stat().st_size / 1e6
        rounds = [{name: _measured(code, file) for name, code in STEPS.items()} for _ in range(ROUNDS)]
    best = {name: min((one[name] for one in rounds), key=lambda found: found["seconds"]) for name in STEPS}
    results = {"events": count, "file_mb": size, **best}
    read = best["reading them into memory"]["seconds"]
    own = best["the tally, with its rows"]
    results["ratio"] = own["seconds"] / read
    good = results["ratio"] <= GOAL_RATIO and own["mb"] <= GOAL_MB
    rows = [
        (name, f"{found['seconds']:.2f} s", f"{found['seconds'] / read:.2f}", f"{found['mb']:.0f} MB", found["rows"])
        for name, found in best.items()
    ]
    text = table(f"{count:,} events, {size:.0f} MB", ("step", "time", "x reading", "peak memory", "rows"), rows)
    text += f"\ngoal: at most {GOAL_RATIO:g} x reading, {GOAL_MB} MB: {'good' if good else 'MISSED'}"
    return text, results, good


def _make(file: Path, count: int) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(0.5)")
        connection.execute(MAKE.format(step=365 * 86_400_000 / count, count=count, file=file))


def _measured(code: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-c", code + REPORT, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.strip()[-500:])
    found: dict[str, float] = json.loads(done.stdout)
    return found
