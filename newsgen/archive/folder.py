"""A told day's folder on disk: whole or not at all.

Everything is written to a hidden folder beside the target and moved there in one step.
Where the system can exchange two names at once (Linux), a reader sees either the old folder or the new one, never none;
elsewhere the old one is moved aside first and comes back if the second move fails, or when the day is next written.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from newsgen.archive.disk import ARTICLE, LOG, append_log, locked, sha256, umask
from newsgen.archive.texts import VERSIONS, version_name, void_approval
from newsgen.errors import ArchiveError, StaleError

KEPT = (
    LOG,
    "desk.json",
    "papers",
    "drafts",
    VERSIONS,
    "corrections.json",
    "corrections",
    "pulled",
)  # what people left there
EDITED = "article.edited.md"  # an editor's text that a retelling would have overwritten


def write_day(
    folder: Path, files: Mapping[str, bytes], log: bytes, *, carried: bytes = b"", seen: str | None = None
) -> tuple[str, ...]:
    """Put `files` (relative names; one that ends in "/" is an empty folder) at `folder`, replacing what was there.

    What the desk left there is kept, and `log` is appended to the log.  A text that an editor had changed is kept as
    `article.edited.md`, unless it is the one whose words `files` carry on: `carried`.
    Gives the names that were kept.  Raises ArchiveError where the folder cannot be written, StaleError where the text
    there is not the one with the SHA-256 `seen` (see `standing`): somebody saved while `files` were made.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(folder) as fresh:
            for name, content in files.items():
                _put(fresh / name, name, content)
            with locked(folder):
                if seen is not None and standing(folder) != seen:
                    raise StaleError(f"{folder.name}: somebody saved the text meanwhile; tell the day again.")
                kept = _keep(folder, fresh, carried)
                append_log(fresh, log)
                if "article.md" in files:
                    void_approval(fresh, sha256(files["article.md"]))
                _swap(fresh, folder)
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be written ({error.strerror}); name another place with --out.") from error
    return kept


def standing(folder: Path) -> str:
    """The SHA-256 of the text as it stands in a day's folder, "" where there is none."""
    path = folder / ARTICLE
    return sha256(path.read_bytes()) if path.is_file() else ""


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the target, gone afterwards whatever happens."""
    _recover(folder)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        # mkdtemp shuts everyone else out; a day's folder is as open as any other.
        scratch.chmod(0o777 & ~umask())
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _put(path: Path, name: str, content: bytes) -> None:
    if name.endswith("/"):
        path.mkdir(parents=True, exist_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _keep(old: Path, fresh: Path, carried: bytes) -> tuple[str, ...]:
    """Carry over what a retelling must not lose: what the desk decided, and words that an editor wrote."""
    for name in KEPT:
        if (old / name).is_dir():
            shutil.copytree(old / name, fresh / name, dirs_exist_ok=True)
        elif (old / name).is_file():
            shutil.copyfile(old / name, fresh / name)
    if (old / EDITED).is_file():
        before = (old / EDITED).read_bytes()
        name = version_name(before) if (fresh / EDITED).exists() else EDITED
        _put(fresh / name, name, before)
    now, base = old / "article.md", old / "article.base.md"
    if now.is_file() and base.is_file() and now.read_bytes() not in (base.read_bytes(), carried):
        shutil.copyfile(now, fresh / EDITED)
    return (EDITED,) if (fresh / EDITED).is_file() else ()


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.before")


def _recover(folder: Path) -> None:
    """Bring back the folder that a crash between two moves left aside."""
    aside = _aside(folder)
    if aside.is_dir():
        shutil.rmtree(aside) if folder.exists() else aside.rename(folder)


def _swap(fresh: Path, folder: Path) -> None:
    """Put `fresh` where `folder` is; afterwards `fresh` may hold the old one."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(fresh, folder):
        aside = _aside(folder)
        folder.rename(aside)
        try:
            fresh.rename(folder)
        except OSError:
            aside.rename(folder)
            raise
        shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system cannot."""
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (OSError, TypeError, AttributeError):
        return False
    return bool(renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)
