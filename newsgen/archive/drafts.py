"""drafts/: what somebody is typing and has not saved yet, so that nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from newsgen.archive.disk import locked, put
from newsgen.archive.facts import pretty
from newsgen.errors import ArchiveError
from newsgen.model import Manuscript

DRAFTS = "drafts"
MOST = 500  # drafts of a day: nobody fills the disk by opening tabs
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text in the making: `id` is the tab it is typed in, `base_sha256` the article.md it began from."""

    id: str
    by: str
    when: datetime
    base_sha256: str
    manuscript: Manuscript


def save_draft(folder: Path, draft: Draft) -> None:
    """Keep a draft, in the place of an earlier one of the same id; raises ArchiveError where there are too many."""
    path = _place(folder, draft.id)
    with locked(folder):
        if not path.exists() and sum(1 for _ in (folder / DRAFTS).glob("[!.]*.json")) >= MOST:
            raise ArchiveError(f"{folder.name} has {MOST} drafts; discard some of them first.")
        put(path, pretty(msgspec.to_builtins(draft)))


def drafts(folder: Path) -> tuple[Draft, ...]:
    """The drafts of a day, the latest first; a file that is no draft is passed over."""
    found = []
    for path in sorted((folder / DRAFTS).glob("[!.]*.json")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Draft))
        except (OSError, msgspec.DecodeError):
            continue
    return tuple(sorted(found, key=lambda draft: draft.when, reverse=True))


def drop_draft(folder: Path, draft_id: str) -> None:
    """Forget a draft that was saved or given up; one that is not there is no mistake."""
    path = _place(folder, draft_id)
    with locked(folder):
        path.unlink(missing_ok=True)


def _place(folder: Path, draft_id: str) -> Path:
    if not _ID.fullmatch(draft_id):
        raise ArchiveError(f"{draft_id[:80]!r} cannot name a draft; letters, digits, - and _ can.")
    return folder / DRAFTS / f"{draft_id}.json"
