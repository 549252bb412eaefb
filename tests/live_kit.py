"""newsgen against the fakes: in this process, or as the command that a person starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsgen.cli import main
from tests.conftest import ROOT
from tests.fakes import FOUNDING_DAY, Fakes

DAY = "2025-07-14"


def reset(fakes: Fakes) -> Fakes:
    """A good day at noon, and nothing asked yet."""
    fakes.play("*", "success")
    fakes.plan, fakes.world.now = "STANDARD", FOUNDING_DAY
    fakes.asked.clear()
    return fakes


def rehearse(fakes: Fakes, monkeypatch: pytest.MonkeyPatch, *, keys: bool = True, **settings: str) -> None:
    """This process asks the fakes, at their own time, with these settings (`coins="BTC"`)."""
    given = fakes.environment(keys=keys) | {f"NEWSGEN_{name.upper()}": value for name, value in settings.items()}
    for name, value in given.items():
        monkeypatch.setenv(name, value)


def newsgen(*words: str, code: int = 0) -> Result:
    """Run newsgen in this process and look at its exit code."""
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def process(folder: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own in that folder, with no NEWSGEN_* variable but these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSGEN_")}
    return subprocess.run(
        [sys.executable, "-m", "newsgen", *words], cwd=folder, env={**clean, **environment, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a day's folder but the log, which tells when it was told."""
    found = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return {name: body for name, body in found.items() if name != "log.jsonl"}


def facts_in(folder: Path) -> dict[str, Any]:
    """The facts of a told day by id, as its facts.json has them."""
    return {one["id"]: one for one in json.loads((folder / "facts.json").read_bytes())["facts"]}


def findings_of(result: Result) -> list[tuple[str, str, str]]:
    """Id, severity and message of every finding of a `--json` result."""
    return [(one["id"], one["severity"], one["message"]) for one in json.loads(result.stdout)["findings"]]
