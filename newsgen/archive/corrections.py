"""What readers were told of changes, and what a text that went out said of its facts: both stay with the day.

corrections.json           what readers are told, the oldest first
corrections/2/             the second correction: the posts that follow it, the text before and after
versions/<sha256>.json     an article that went out, with the fact of every figure, and versions/<sha256>.facts.json
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from newsgen.archive.disk import append_log, locked, put, sha256
from newsgen.archive.facts import pretty, read_facts
from newsgen.archive.texts import VERSIONS, keep_version, read_version
from newsgen.errors import ArchiveError
from newsgen.model import Article, Correction, Facts

NOTES = "corrections.json"
FOLDER = "corrections"
_MOST = 16  # letters of a SHA-256 that name a version


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that went out; `article` and `facts` are None where only its words were kept."""

    sha256: str
    text: bytes
    article: Article | None = None
    facts: Facts | None = None


def corrections(folder: Path) -> tuple[Correction, ...]:
    """What readers were told of changes of a day, the oldest first; raises ArchiveError where it cannot be read."""
    path = folder / NOTES
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Correction, ...])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.DecodeError) as error:
        raise ArchiveError(f"{path} cannot be read ({error}); mend it: readers are told what stands there.") from error


def add_correction(folder: Path, note: Correction, beside: Mapping[str, bytes], log: bytes) -> Path:
    """Add to what readers are told, and keep `beside` (relative names) in a folder of its own; gives that folder.

    A note that stands there already, word for word and to the second, is not added again.
    """
    with locked(folder):
        known = corrections(folder)
        notes = known if note in known else (*known, note)
        place = folder / FOLDER / str(notes.index(note) + 1)
        place.mkdir(parents=True, exist_ok=True)
        for name, content in beside.items():
            put(place / name, content)
        if notes != known:
            put(folder / NOTES, pretty(notes))
            append_log(folder, log)
    return place


def keep_beside(folder: Path, name: str, content: bytes) -> None:
    """Keep a file that people want to look at again, in a folder of the day's own ("pulled/site-20250715.html")."""
    with locked(folder):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        put(folder / name, content)


def keep_sent(folder: Path) -> str:
    """Keep the article that goes out with its facts, so that it can be held against later ones; gives its SHA-256.

    Raises ArchiveError where the day has no article.
    """
    with locked(folder):
        text = _read(folder / "article.md")
        sha = keep_version(folder, text)
        for name, kept in (("article.json", _article(sha)), ("facts.json", _facts(sha))):
            if (folder / name).is_file() and not (folder / kept).is_file():
                put(folder / kept, _read(folder / name))
    return sha


def read_sent(folder: Path, sha: str) -> Sent:
    """A text that went out, by its SHA-256; raises ArchiveError where its words were not kept."""
    text = read_version(folder, sha)
    sha = sha256(text)
    article = None
    try:
        article = msgspec.json.decode((folder / _article(sha)).read_bytes(), type=Article)
    except (OSError, msgspec.DecodeError):
        return Sent(sha, text)
    facts = folder / _facts(sha)
    return Sent(sha, text, article, read_facts(facts) if facts.is_file() else None)


def _article(sha: str) -> str:
    return f"{VERSIONS}/{sha[:_MOST]}.json"


def _facts(sha: str) -> str:
    return f"{VERSIONS}/{sha[:_MOST]}.facts.json"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read ({error.strerror}); tell the day again to write it.") from error
