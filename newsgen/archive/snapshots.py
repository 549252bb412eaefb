"""Templates as they stood on earlier days, so that a day can be told with those of yesterday.

A snapshot is a folder named by its date that holds the folders of templates by their order: "0" is the first.  A file
that did not change is the same file on disk in every snapshot.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from newsgen.errors import ArchiveError


def keep_templates(folders: Sequence[Path], store: Path, now: datetime) -> Path | None:
    """Keep the templates in `store` where they differ from those kept last; gives the snapshot, None where nothing did.

    There is one snapshot a day: as the templates stood last.  Raises ArchiveError where the store cannot be written.
    """
    kept = snapshots(store)
    last = _files(snapshot_folders(kept[-1][1])) if kept else {}
    files = _files(folders)
    if _bytes(files) == _bytes(last):
        return None
    try:
        store.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=store) as scratch:
            fresh = Path(scratch) / "fresh"
            for name, path in files.items():
                _put(fresh / name, path, last.get(name))
            target = store / now.astimezone(UTC).date().isoformat()
            if target.exists():
                target.rename(Path(scratch) / "before")
            fresh.rename(target)
    except OSError as error:
        raise ArchiveError(f"{store}: templates cannot be kept there ({error.strerror}); mend its access.") from error
    return target


def snapshots(store: Path) -> tuple[tuple[date, Path], ...]:
    """Every day on which other templates were kept, the oldest first."""
    found = [(_day(path.name), path) for path in sorted(store.iterdir())] if store.is_dir() else []
    return tuple([(day, path) for day, path in found if day is not None])


def snapshot_folders(snapshot: Path) -> tuple[Path, ...]:
    """The folders of templates in a snapshot, in the order in which they are looked in."""
    return tuple(
        sorted((path for path in snapshot.iterdir() if path.name.isdecimal()), key=lambda path: int(path.name))
    )


def _files(folders: Sequence[Path]) -> dict[str, Path]:
    """Every file of the folders by its name in a snapshot; hidden ones apart."""
    found = {}
    for place, folder in enumerate(folders):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_file() and not any(part.startswith(".") for part in name.parts):
                found[f"{place}/{name.as_posix()}"] = path
    return found


def _bytes(files: Mapping[str, Path]) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in files.items()}


def _put(target: Path, path: Path, last: Path | None) -> None:
    """The file as it is now: the one of the last snapshot where it did not change."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if last is not None and last.read_bytes() == path.read_bytes():
        os.link(last, target)
    else:
        shutil.copyfile(path, target)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
