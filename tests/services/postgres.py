"""A PostgreSQL of the tests' own: a fresh cluster in a temporary folder, reached through a socket in it.

The programs are Debian's; where they are missing they are installed.  initdb refuses to run as root,
so that root starts the server as the user postgres, who comes with the package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.services.packages import NoPackageError, with_package

USER = "newsgen"
PASSWORD = "pass/word:of@the%tests"  # every character that a URL must escape
SETTINGS = ("fsync=off", "listen_addresses=", "max_connections=40", "log_min_messages=fatal")


class NoPostgresError(Exception):
    """PostgreSQL is not there and could not be installed or started."""


@dataclass
class Server:
    """A running server in its folder."""

    folder: Path
    databases: int = 0

    def url(self, database: str = "postgres", *, password: str = PASSWORD) -> str:
        """The URL of one of its databases."""
        return f"postgresql://{USER}:{quote(password, safe='')}@/{database}?host={self.folder}"

    def fresh(self) -> str:
        """The URL of a new and empty database."""
        import psycopg

        self.databases += 1
        name = f"test_{self.databases}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)


@contextmanager
def started() -> Iterator[Server]:
    """A running server.  Raises NoPostgresError where there is none to be had."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="newsgen-pg-"))  # short: the path of a socket has 107 characters
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        if os.geteuid() == 0:
            _give(folder, folder / "password")
        data = str(folder / "data")
        options = " ".join(f"-c {one}" for one in (*SETTINGS, f"unix_socket_directories={folder}"))
        secret = ("--auth=scram-sha-256", f"--pwfile={folder / 'password'}")
        _run(programs / "initdb", "-D", data, "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync", *secret)
        _run(programs / "pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "log"), "-o", options)
        try:
            yield Server(folder)
        finally:
            _run(programs / "pg_ctl", "stop", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give(*paths: Path) -> None:
    try:
        for path in paths:
            shutil.chown(path, "postgres")
    except LookupError as error:
        raise NoPostgresError("PostgreSQL does not run as root, and there is no user postgres") from error


def _programs() -> Path:
    """The folder of the server's programs, the newest where there are several."""
    try:  # also where they are there: another run may be about to install them
        with_package(lambda: _found() is not None, "postgresql")
    except NoPackageError as error:
        raise NoPostgresError(f"PostgreSQL is not installed, and installing it failed: {error}") from error
    found = _found()
    if found is None:
        raise NoPostgresError("Debian's package postgresql brought no server")
    return found


def _found() -> Path | None:
    folders = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def _run(program: Path, *arguments: str) -> None:
    command: Sequence[str] = [str(program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    try:  # no pipes: the server would keep them open
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise NoPostgresError(f"PostgreSQL cannot be started: {_said(error)}") from error


def _said(error: Exception) -> str:
    return str(getattr(error, "stderr", None) or error).strip().splitlines()[-1]
