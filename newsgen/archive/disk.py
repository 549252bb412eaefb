"""Changing single files of a day's folder: one writer at a time, each file whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec

from newsgen.errors import ArchiveError

LOG = "log.jsonl"
ARTICLE = "article.md"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps every other writer of the days beside `folder` waiting, also those of other processes.

    The lock is on the folder above: a retelling puts another folder in the place of the day's.
    Raises ArchiveError where something cannot be read or written.
    """
    try:
        handle = os.open(folder.parent, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be changed ({error.strerror}); look at its rights and disk.") from error


def put(path: Path, content: bytes) -> None:
    """Write a file in one step: a reader or a crash finds the old one or the new one."""
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o666 & ~umask())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


@cache
def umask() -> int:
    """What this process does not allow to others; asked once, for asking changes it for a moment in every thread."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def append_log(folder: Path, log: bytes) -> None:
    """Add a line to the day's log."""
    with (folder / LOG).open("ab") as handle:
        handle.write(log)


def add_log(folder: Path, log: bytes) -> None:
    """Add a line to the day's log while nobody else writes there."""
    with locked(folder):
        append_log(folder, log)


def sha256(content: bytes) -> str:
    """The name of some bytes."""
    return hashlib.sha256(content).hexdigest()


def log_line(what: str, *, when: datetime, by: str, **more: object) -> bytes:
    """One line of the log: what happened, when and by whom."""
    moment = when.astimezone(UTC).replace(microsecond=0)
    return msgspec.json.encode({"when": moment, "by": by, "what": what, **more}) + b"\n"
