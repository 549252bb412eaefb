"""A desk for tests: served on a free port from a folder in which the bundled day was told."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsgen import newsroom
from newsgen.desk.serve import opened
from newsgen.desk.workbench import Workbench
from newsgen.sample import END, folder
from newsgen.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DAY = END.date()
NOW = datetime(2025, 7, 15, 7, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Served:
    """A running desk: its address, its settings, and the workbench that it works on."""

    address: str
    settings: Settings
    bench: Workbench
    day: date = DAY

    @property
    def folder(self) -> Path:
        """Where the day is filed."""
        return self.bench.folder(self.day)

    def url(self, view: str = "") -> str:
        """A view of the day: `url("article")`; without a name Today."""
        return f"{self.address}/days/{self.day}{view and '/' + view}"


class Editor:
    """Somebody at the desk with a browser that runs no script: follows redirects, keeps cookies, sends forms whole."""

    def __init__(self, served: Served, client: httpx.Client) -> None:
        self.served, self.client = served, client
        self.page = client.get(f"/days/{served.day}")

    @property
    def token(self) -> str:
        """What every form of this session carries."""
        found = re.search(r'name="csrf" content="([^"]+)"', self.page.text)
        assert found, self.page.text
        return found[1]

    def see(self, path: str) -> httpx.Response:
        """Open a page."""
        self.page = self.client.get(path)
        return self.page

    def send(self, path: str, headers: dict[str, str] | None = None, **fields: object) -> httpx.Response:
        """Send a form as a browser does from one of the desk's pages."""
        data: dict[str, Any] = {"csrf": self.token, **fields}
        return self.client.post(path, data=data, headers={"origin": self.served.address, **(headers or {})})


@contextmanager
def editing(served: Served) -> Iterator[Editor]:
    """Somebody who just opened the day."""
    with httpx.Client(base_url=served.address, follow_redirects=True, trust_env=False, timeout=30) as client:
        yield Editor(served, client)


@contextmanager
def running(
    settings: Settings, *, tables: tuple[Path, ...] = (), clock: Callable[[], datetime] = lambda: NOW, **options: Any
) -> Iterator[Served]:
    """A desk on these settings and market folders, stopped afterwards."""
    bench = Workbench(settings, clock, tables)
    with opened(settings, bench, **options) as desk:
        thread = threading.Thread(target=desk.run)
        thread.start()
        try:
            yield Served(desk.address, settings, bench)
        finally:
            desk.stop()
            thread.join(10)
            assert not thread.is_alive()


def age_templates(served: Served) -> date:
    """What the desk kept of the templates at its start is yesterday's from now on; gives that day."""
    store, day = served.settings.out / newsroom.TEMPLATES, NOW.date() - timedelta(days=1)
    end = time.monotonic() + 30
    while not (store / NOW.date().isoformat()).is_dir():
        assert time.monotonic() < end, "no templates were kept"
        time.sleep(0.02)
    (store / NOW.date().isoformat()).rename(store / day.isoformat())
    return day


@pytest.fixture(scope="session")
def told_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with the bundled day told; to be copied, not changed."""
    settings = Settings(out=tmp_path_factory.mktemp("told"), byline="Ann Lee")
    newsroom.recap([folder()], DAY, newsroom.open_house(settings), settings, now=NOW)
    return settings.out


@pytest.fixture
def desk_settings(told_sample: Path, tmp_path: Path) -> Settings:
    """Settings whose output folder is a copy of the told sample's."""
    shutil.copytree(told_sample, tmp_path / "out")
    return Settings(out=tmp_path / "out", byline="Ann Lee")


@pytest.fixture
def desk(desk_settings: Settings) -> Iterator[Callable[..., Served]]:
    """Starts a desk: `desk()`; `desk(templates=True)` with a copy of all templates that the test may edit, or a
    folder of its own, which opens faster.

    Other options are settings; `host` and `port` are where it listens, `tables` the market folders it is given.
    """
    with ExitStack() as stack:

        def start(
            *,
            templates: bool | Path = False,
            tables: tuple[Path, ...] = (),
            host: str = "127.0.0.1",
            port: int = 0,
            **more: Any,
        ) -> Served:
            settings = replace(desk_settings, **more)
            if isinstance(templates, Path):
                settings = replace(settings, templates=(templates,))
            elif templates:
                own = settings.out.parent / "templates"
                shutil.copytree(ROOT / "templates", own)
                settings = replace(settings, templates=(own,))
            return stack.enter_context(running(settings, tables=tables, host=host, port=port))

        yield start
