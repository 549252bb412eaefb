"""What every test stands on: no settings from outside, no network, and the real history where it is."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.services import ghost as ghost_service
from tests.services import postgres, wordpress

# A busy machine is no failure; what CI passed once it passes again, and others look where nobody looked yet.
settings.register_profile("steady", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# Groups that take more than half a minute, the longest first: what begins last must not be what ends last.
LONG = (
    "wordpress", "ghost", "tests/test_faults.py", "tests/test_campaigns.py", "tests/test_live_outages.py",
    "tests/browser/test_desk_past.py", "tests/browser/test_desk_out.py", "tests/browser/test_desk_edit.py",
    "tests/test_desk_out.py", "tests/test_desk_past.py", "tests/browser", "tests/test_correct",
    "tests/test_cli_live.py", "tests/test_market_laws.py", "tests/test_secrets.py", "tests/test_write.py",
    "tests/test_packaging.py", "tests/test_retell", "tests/test_history", "tests/test_live", "tests/test_schedule",
    "tests/test_once", "tests/test_desk",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of a file run on one worker, and so do files of a group, as those that share a server."""
    if not getattr(config.option, "loadgroup", False):  # --dist loadgroup
        return
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    marker = item.get_closest_marker("xdist_group")
    name = str([*marker.args, *marker.kwargs.values()][0]) if marker else ""
    return next((place for place, long in enumerate(LONG) if name.startswith(long)), len(LONG))


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


@pytest.fixture(scope="session")
def wordpress_of() -> Iterator[Callable[[str], wordpress.Site]]:
    """A site of a version, started when it is first asked for; where there is none to be had, CI fails, others skip."""
    sites: dict[str, wordpress.Site] = {}
    with ExitStack() as stack:

        def started(version: str) -> wordpress.Site:
            if version not in sites:
                try:
                    sites[version] = stack.enter_context(wordpress.wordpress(version))
                except wordpress.NoWordPressError as error:
                    pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(str(error))
            return sites[version]

        yield started


@pytest.fixture(
    params=[pytest.param(one, marks=pytest.mark.xdist_group(f"wordpress-{one}")) for one in wordpress.VERSIONS]
)
def blog(request: pytest.FixtureRequest, wordpress_of: Callable[[str], wordpress.Site]) -> Iterator[wordpress.Site]:
    """A running WordPress of each version in turn, in good order and without newsgen's plugin."""
    site = wordpress_of(request.param)
    site.orderly()
    yield site
    site.orderly()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new history can be kept, on each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "history.db")
    server: postgres.Server = request.getfixturevalue("postgresql")
    return server.fresh()
