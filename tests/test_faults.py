"""A fault in one answer of a day: the article is right, shorter, held or not told; never wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_a_seeded_tenth_of_the_faults_makes_no_article_wrong(shared: Path, tmp_path: Path) -> None:
    """At least 200 faults of every kind, each through the whole pipeline; `make campaign` runs them all."""
    assert shared.is_dir()
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "benchmarks", "faults", "--tenth", "--misses", "9", "--json", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = json.loads(out.read_text("utf-8"))["faults"]["counts"]
    assert sum(counts.values()) >= 200
    assert counts["same"] < sum(counts.values())
