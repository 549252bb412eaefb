"""The campaigns, run as an editor would run them: true texts made false are refused, published days are told again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def _run(tmp_path: Path, *words: str) -> tuple[int, str, dict[str, object]]:
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "benchmarks", *words, "--json", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, json.loads(out.read_text("utf-8")) if out.is_file() else {}


def test_a_seeded_tenth_of_the_changes_is_caught_and_no_true_text_is_blocked(shared: Path, tmp_path: Path) -> None:
    """At least 95 % of each kind of change, on real days; the whole campaign runs with `make campaign`."""
    assert shared.is_dir()
    code, output, _ = _run(tmp_path, "mutations", "--tenth")
    assert code == 0, output


def test_every_published_day_is_told_without_a_block_and_most_with_the_desks_own_angle(
    shared: Path, tmp_path: Path
) -> None:
    """All 120 days: none blocked; one of the desk's angles told on 75 % of them and leading on 50 %."""
    assert shared.is_dir()
    code, output, _ = _run(tmp_path, "cases")
    assert code == 0, output
