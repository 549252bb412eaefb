"""The architecture is a test: the contracts hold, and each has been seen to break."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = {
    "Rooms share nouns": ("newsgen/plan", "from newsgen import check"),
    "The catalogue stands on the nouns alone": ("newsgen/catalogue/__init__.py", "import pandas"),
    "The network goes through one client": ("newsgen/archive/folder.py", "import httpx"),
    "Only the tables and the measuring": ("newsgen/write", "import pandas"),
    "Jinja is only in the house": ("newsgen/page/__init__.py", "import jinja2"),
    "Only the desk serves pages": ("newsgen/gate.py", "import starlette"),
    "The checker shares no code with the writer": ("newsgen/check", "from newsgen import write"),
}


def _lint(folder: Path) -> tuple[int, str]:
    """Exit code and report of import-linter, run on the copy in `folder`."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    result = subprocess.run(
        [*command, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
    )
    return result.returncode, result.stdout + result.stderr


def _copy(folder: Path) -> Path:
    """The package's sources alone, with the contracts."""
    for file in [*(ROOT / "newsgen").rglob("*.py"), ROOT / "pyproject.toml"]:
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return folder


def test_every_room_keeps_its_contracts(tmp_path: Path):
    """No room imports what it must not know."""
    code, report = _lint(_copy(tmp_path))
    assert code == 0, report


def test_each_contract_breaks_when_it_is_broken(tmp_path: Path):
    """A contract that cannot fail guards nothing: one wrong import for each, and all are reported."""
    _copy(tmp_path)
    for where, statement in CONTRACTS.values():
        file = tmp_path / where
        file = file / "__init__.py" if file.is_dir() else file if file.suffix else file.with_suffix(".py")
        file.write_text(file.read_text("utf-8") + f"\n{statement}\n", "utf-8")
    code, report = _lint(tmp_path)
    assert code == 1, report
    broken = re.findall(r"^(.+?) BROKEN", report, re.MULTILINE)
    assert len(broken) == len(CONTRACTS), report
    for name in CONTRACTS:
        assert any(line.startswith(name) for line in broken), name


@pytest.mark.parametrize("module", ["newsgen.cli", "newsgen.settings", "newsgen.model"])
def test_light_modules_stay_light(module: str):
    """`newsgen --help` and the settings import nothing heavy."""
    heavy = ("pandas", "numpy", "jinja2", "rich", "markdown", "babel")
    code = f"import sys, {module}; print(*(name for name in {heavy} if name in sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
