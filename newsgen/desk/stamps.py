"""Whether files changed, from their names, sizes and times alone: nothing is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

Stamp = int


def stamp_of(*paths: Path) -> Stamp:
    """A number that changes when one of these files does, or any file below one of these folders."""
    return hash(tuple(_seen(paths)))


def _seen(paths: Sequence[Path | str]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            with os.scandir(path) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except NotADirectoryError:
            status = os.stat(path)
            yield str(path), status.st_mtime_ns, status.st_size
            continue
        except FileNotFoundError:
            continue
        for entry in found:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _seen((entry.path,))
            else:
                status = entry.stat()
                yield entry.path, status.st_mtime_ns, status.st_size
