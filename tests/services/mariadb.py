"""A MariaDB of the tests' own: a fresh database in a folder, reached through a socket in it, careless of power cuts."""

from __future__ import annotations

import getpass
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.services import packages

PACKAGES = ("mariadb-server-core", "mariadb-client-core")  # these start no daemon and need nothing in /etc
PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb")
HASTE = (
    "--skip-networking", "--performance-schema=off", "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync", "--skip-innodb-doublewrite",
)  # fmt: skip
SECONDS = 60.0  # until it answers


class NoMariaDBError(Exception):
    """MariaDB is not there and could not be installed or started."""


@dataclass(frozen=True)
class Database:
    """A running server: `socket` is its address, root has no password."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def socket(self) -> Path:
        """Its address; the path of a socket has at most 107 characters."""
        return self.folder / "db.sock"

    def sql(self, statement: str, database: str = "") -> list[list[str]]:
        """The rows of an answer, each a list of texts."""
        command = ["mariadb", "--no-defaults", "-uroot", "-S", str(self.socket), "-N", "-B", "-e", statement, database]
        done = subprocess.run([word for word in command if word], capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise NoMariaDBError(done.stderr.strip())
        return [line.split("\t") for line in done.stdout.splitlines()]

    def stop(self) -> None:
        """End the server."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(20)


def start(folder: Path) -> Database:
    """A server with its files in `folder`.  Raises NoMariaDBError where there is none to be had."""
    try:
        packages.installed(PROGRAMS, PACKAGES)
    except packages.NoPackageError as error:
        raise NoMariaDBError(str(error)) from error
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    own = (f"--datadir={folder / 'data'}", f"--tmpdir={folder / 'tmp'}", f"--user={getpass.getuser()}")
    fresh = ["mariadb-install-db", "--no-defaults", *own, "--auth-root-authentication-method=normal", "--skip-test-db"]
    log = (folder / "mariadbd.log").open("wb")
    with log:
        made = subprocess.run(fresh, stdout=log, stderr=subprocess.STDOUT, timeout=120, check=False)
        if made.returncode:
            raise NoMariaDBError(f"mariadb-install-db failed; see {log.name}")
        command = ["mariadbd", "--no-defaults", *own, f"--socket={folder / 'db.sock'}", *HASTE]
        process = subprocess.Popen(
            [*command, f"--pid-file={folder / 'mariadbd.pid'}"], stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    database = Database(folder, process)
    _answers(database)
    return database


def _answers(database: Database) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and database.process.poll() is None:
        if database.socket.exists():
            try:
                database.sql("select 1")
            except NoMariaDBError:
                pass
            else:
                return
        time.sleep(0.05)
    database.process.kill()
    raise NoMariaDBError(f"MariaDB does not start; see {database.folder / 'mariadbd.log'}")
