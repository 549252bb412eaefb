"""Whether files changed, from their names, sizes and times alone: nothing is opened."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

Stamp = str  # the same in every process: a desk that is started again knows what an open page shows
_NAME = attrgetter("name")


def stamp_of(*paths: Path) -> Stamp:
    """A word that changes when one of these files does, or any file below one of these folders."""
    return hashlib.blake2b(repr(tuple(_seen(paths))).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _seen(paths: Iterable[str | Path]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        with suppress(OSError):  # it went while we looked, as when a day is filed again
            if not os.path.isdir(path):
                status = os.stat(path)
                yield str(path), status.st_mtime_ns, status.st_size
                continue
            with os.scandir(path) as entries:
                found = sorted((entry for entry in entries if entry.name[0] != "."), key=_NAME)
            for entry in found:
                if entry.is_dir():
                    yield from _seen((entry.path,))
                    continue
                with suppress(OSError):
                    status = entry.stat()
                    yield entry.path, status.st_mtime_ns, status.st_size
