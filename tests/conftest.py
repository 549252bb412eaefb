"""What every test stands on: no settings from outside, no network, and the real history where it is."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services import ghost as ghost_service
from tests.services import postgres

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


@pytest.fixture
def prices_of_no_coin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made prices that no real height of bitcoin or ether speaks against."""
    monkeypatch.setattr("newsgen.measure.past.height_before", lambda *_: 0.0)


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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    """A PostgreSQL of the tests' own; where there is none to be had, CI fails and others skip."""
    try:
        with postgres.started() as server:
            yield server
    except postgres.NoPostgresError as error:
        pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(str(error))


@pytest.fixture(scope="session")
def ghost() -> Iterator[ghost_service.Site]:
    """A Ghost of the tests' own; where there is none to be had, CI fails and others skip."""
    try:
        site = ghost_service.ghost()
    except ghost_service.NoGhostError as error:
        pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(str(error))
    yield site
    site.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new history can be kept, on each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "history.db")
    server: postgres.Server = request.getfixturevalue("postgresql")
    return server.fresh()
