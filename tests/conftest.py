"""What every test stands on: no settings from outside, no network, and the real history where it is."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No NEWSGEN_* variable of the caller reaches a test."""
    for name in [name for name in os.environ if name.startswith("NEWSGEN_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches beyond this machine fails."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any, /) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
            raise AssertionError("a test reached for the network")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


def shared_folder() -> Path:
    """The real history beside the project; missing in CI is a failure, elsewhere the test is skipped."""
    if not SHARED.is_dir():
        message = "the real history is expected at ../shared"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return SHARED


@pytest.fixture(scope="session")
def shared() -> Path:
    """../shared, with market/history, market/seed and market/cases."""
    return shared_folder()
