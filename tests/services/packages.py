"""Debian's packages for the tests: installed where programs are missing, or fetched and unpacked beside the system.

Whatever several runs share is done under a lock of a file; what is fetched is kept in a cache of the user's.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

QUIET = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
TRIES = 5  # another apt of somebody else's may hold the lists


class NoPackageError(Exception):
    """A package is not there and could not be had."""


def cache(*names: str) -> Path:
    """A folder that outlives the tests: in $TESTS_CACHE, or in the user's cache."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newsgen-tests"
    folder = Path(os.environ.get("TESTS_CACHE") or home, *names)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One run at a time."""
    with (cache() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def installed(programs: Sequence[str], packages: Sequence[str]) -> None:
    """See to it that these programs are there.  Raises NoPackageError where they cannot be had."""
    with_package(lambda: all(shutil.which(program) for program in programs), *packages)
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        raise NoPackageError(f"Debian's packages {' '.join(packages)} brought no {', '.join(missing)}")


def with_package(there: Callable[[], bool], *packages: str) -> None:
    """Install packages unless what they bring is there.  Raises NoPackageError where they cannot be had."""
    with locked("apt"):
        if there():
            return
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        for task in (["update"], ["install", "--no-install-recommends", *packages]):
            _run([*sudo, *QUIET, *task])


def fetched(folder: Path, packages: Sequence[str], suite: str = "") -> tuple[Path, ...]:
    """The .deb files of packages in `folder`, fetched the first time: of this Debian, or of another suite of it.

    Another suite has its lists in `folder`, so that the system knows nothing of it.
    """
    with locked("apt"):
        if not (folder / "complete").exists():
            folder.mkdir(parents=True, exist_ok=True)
            options = _of_suite(folder, suite) if suite else []
            if suite:
                _run(["apt-get", "-q", *options, "update"])
            elif not _known(packages[0]):
                _run([*([] if os.geteuid() == 0 else ["sudo", "-n"]), *QUIET, "update"])
            _run(["apt-get", "-q", *options, "download", *packages], folder)
            (folder / "complete").touch()
    return tuple(sorted(folder.glob("*.deb")))


def unpacked(debs: Sequence[Path], root: Path) -> None:
    """Their files under `root`, without any script of theirs."""
    for deb in debs:
        _run(["dpkg-deb", "-x", str(deb), str(root)])


def _known(package: str) -> bool:
    said = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return said.returncode == 0 and bool(said.stdout)


def _of_suite(folder: Path, suite: str) -> list[str]:
    state = folder / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (state / name).mkdir(parents=True, exist_ok=True)
    wish = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"]
    lines = [line.split() for line in _run(wish).splitlines()]
    mirror = next((uri for uri, codename in lines if "-" not in codename), None)  # not that of security updates
    if mirror is None:
        raise NoPackageError("apt knows no mirror of Debian")
    (state / "sources.list").write_text(f"deb [signed-by={KEYRING}] {mirror} {suite} main\n", encoding="utf-8")
    where = (
        f"Dir::Etc::sourcelist={state / 'sources.list'}", "Dir::Etc::sourceparts=/dev/null",
        f"Dir::State::lists={state / 'lists'}", f"Dir::Cache={state / 'cache'}",
    )  # fmt: skip
    return [word for option in where for word in ("-o", option)]


def _run(command: Sequence[str], folder: Path | None = None) -> str:
    for attempt in range(TRIES):
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600, cwd=folder)
        except subprocess.CalledProcessError as error:
            if "lock" in error.stderr.lower() and attempt < TRIES - 1:
                time.sleep(3)
                continue
            said = (error.stderr or error.stdout).strip().splitlines()[-1:]
            raise NoPackageError(f"{' '.join(command)[:120]}: {''.join(said)}") from error
        except (OSError, subprocess.SubprocessError) as error:
            raise NoPackageError(f"{' '.join(command)[:120]}: {error}") from error
        return done.stdout
    raise AssertionError  # unreachable: the last attempt returns or raises
