"""The text of a day as editors save it: never over somebody else's, and every saved text can be had again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from newsgen.archive.disk import ARTICLE, append_log, locked, log_line, put, sha256
from newsgen.archive.manuscript import read_manuscript
from newsgen.archive.state import keep_state, read_state
from newsgen.errors import ArchiveError, StaleError
from newsgen.model import Status

VERSIONS = "versions"
_SHA = re.compile(r"[0-9a-f]{16,64}")


def save_text(folder: Path, base_sha256: str, article_md: bytes, log: bytes) -> str:
    """Put a text in the place of the one it was made from, and log it; gives its SHA-256.

    Both texts are kept among the versions.  A day that was approved with other words falls back to "in review".
    Raises StaleError where article.md is no longer the one with `base_sha256`, ArchiveError where the text cannot be
    read back.
    """
    read_manuscript(article_md)
    with locked(folder):
        current = _read(folder / ARTICLE)
        if sha256(current) != base_sha256:
            raise StaleError(f"{folder.name}: somebody else saved the text meanwhile; compare it with yours and merge.")
        keep_version(folder, current)
        keep_version(folder, article_md)
        put(folder / ARTICLE, article_md)
        append_log(folder, log)
        void_approval(folder, sha256(article_md))
    return sha256(article_md)


def void_approval(folder: Path, sha: str) -> None:
    """Take back the approval of other words than those with this SHA-256; the folder is locked by the caller."""
    state = read_state(folder)
    approval = state.approval
    if approval and approval.sha256 != sha and state.status in (Status.APPROVED, Status.SCHEDULED):
        line = log_line("approval void", when=datetime.now(UTC), by="newsgen", approved=approval.sha256, text=sha)
        keep_state(folder, state, replace(state, status=Status.IN_REVIEW), line)


def keep_version(folder: Path, article_md: bytes) -> str:
    """Keep a text among the versions; gives its SHA-256."""
    sha = sha256(article_md)
    path = folder / version_name(article_md)
    if not path.is_file():
        put(path, article_md)
    return sha


def read_version(folder: Path, sha: str) -> bytes:
    """A text that was kept, by its SHA-256 or the first 16 letters of it; raises ArchiveError where it is not there."""
    if not _SHA.fullmatch(sha):
        raise ArchiveError(f"{sha[:80]!r} names no version; give the SHA-256 of a saved text.")
    return _read(folder / VERSIONS / f"{sha[:16]}.md")


def version_name(article_md: bytes) -> str:
    """Where a text is kept in the day's folder."""
    return f"{VERSIONS}/{sha256(article_md)[:16]}.md"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read ({error.strerror}); tell the day again to write it.") from error
