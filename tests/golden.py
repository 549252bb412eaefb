"""Whole outputs compared with what is on file.

A missing expectation is written and fails: somebody has to look at it.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


def check_golden(name: str, text: str) -> None:
    """`text` is what `tests/golden/<name>` holds, to the letter."""
    file = FOLDER / name
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        pytest.fail(f"{file} was missing and has been written: read it, and keep it if it is right")
    expected = file.read_text("utf-8")
    if text != expected:
        difference = difflib.unified_diff(expected.splitlines(), text.splitlines(), "on file", "now", lineterm="", n=1)
        pytest.fail(f"{file} differs; delete it and run again to record the new text\n" + "\n".join(difference))
