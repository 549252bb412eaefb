"""The campaigns, run as an editor would run them: true texts made false are refused, published days are told again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT


def _run(tmp_path: Path, *words: str) -> tuple[int, str, dict[str, Any]]:
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "benchmarks", *words, "--json", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, json.loads(out.read_text("utf-8")) if out.is_file() else {}


def test_a_seeded_tenth_of_the_changes_is_caught_and_no_true_text_is_blocked(shared: Path, tmp_path: Path) -> None:
    """At least 95 % of each kind of change, on real days; the whole campaign runs with `make campaign`."""
    assert shared.is_dir()
    code, output, _ = _run(tmp_path, "mutations", "--tenth")
    assert code == 0, output


def test_a_seeded_tenth_of_the_published_days_is_told_as_the_desks_did(shared: Path, tmp_path: Path) -> None:
    """None blocked, no fact without words, and the desk's angles told as often as chance lets twelve days show it."""
    assert shared.is_dir()
    code, output, _ = _run(tmp_path, "cases", "--tenth")
    assert code == 0, output


def test_two_hundred_texts_are_edited_and_told_again_in_turn_and_nothing_is_lost(shared: Path, tmp_path: Path) -> None:
    """After 800 merges each sentence of the editor stands, and each figure of his that no fact supports is blocked."""
    assert shared.is_dir()
    code, output, results = _run(tmp_path, "edits")
    assert code == 0, output
    assert results["edits"]["merges"] == 800


@pytest.mark.campaign
def test_a_seeded_tenth_of_a_year_reaches_the_goals_of_the_prose(shared: Path, tmp_path: Path) -> None:
    """Thirty-seven days after thirty that warm up the memory; the year itself is told with `make campaign`."""
    assert shared.is_dir()
    code, output, _ = _run(tmp_path, "prose", "--tenth")
    assert code == 0, output
