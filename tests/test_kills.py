"""A seeded tenth of the kill campaign: publishers that die at random moments, at real servers that are slow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def _killed(tmp_path: Path, server: str) -> None:
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "benchmarks", "kills", "--tenth", "--only", server, "--json", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(out.read_text("utf-8"))["kills"][server]
    assert (found["articles"], found["duplicates"], found["lost"]) == (10, 0, 0)
    assert found["kills"] >= 5  # every second article's first run is sure to be alive


@pytest.mark.campaign
def test_ten_articles_whose_publishers_are_killed_stand_once_at_wordpress(shared: Path, tmp_path: Path) -> None:
    """The whole campaign, a hundred articles at each server, runs with `make campaign`."""
    assert shared.is_dir()
    _killed(tmp_path, "wordpress")


@pytest.mark.campaign
def test_ten_articles_whose_publishers_are_killed_stand_once_at_ghost(shared: Path, tmp_path: Path) -> None:
    """As above."""
    assert shared.is_dir()
    _killed(tmp_path, "ghost")
