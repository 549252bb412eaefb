"""What lay in a day's folder before it is told again: an editor's text, and what it was written over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from newsgen.archive.disk import ARTICLE
from newsgen.archive.facts import pretty
from newsgen.archive.manuscript import read_manuscript
from newsgen.errors import ArchiveError
from newsgen.model import Article, Finding

BASE = "article.base.md"
BASE_JSON = "article.base.json"  # the generated article with its figures, where article.json is an editor's
CLASHES = "clashes.json"

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Clash:
    """A sentence that an editor changed and whose facts are gone or replaced; his stands in the text."""

    field: str
    base: str
    edited: str
    new: str  # what the new telling says in its place, or ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An editor's text, the generated one under it, that one's article, and the clashes nobody has settled yet."""

    article_md: bytes
    base_md: bytes
    article: Article | None  # None where it cannot be read any more: then its figures are not known
    clashes: tuple[Clash, ...] = ()


def edited_before(folder: Path) -> Earlier | None:
    """The text that an editor changed in this folder; None where nobody did.

    Raises ArchiveError where it cannot be read as an article.
    """
    try:
        now, base = (folder / ARTICLE).read_bytes(), (folder / BASE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be read ({error.strerror}); look at its rights.") from error
    if now == base:
        return None
    article = _decoded(folder / BASE_JSON, Article) or _decoded(folder / "article.json", Article)
    same = article is not None and article.body_md.strip() == read_manuscript(base).body_md
    clashes = _decoded(folder / CLASHES, tuple[Clash, ...]) or ()
    return Earlier(now, base, article if same else None, clashes)


class _Lead(msgspec.Struct):
    lead_angle: str


class _Found(msgspec.Struct):
    findings: tuple[Finding, ...]


def read_told(folder: Path) -> tuple[str, tuple[Finding, ...]]:
    """The lead of the article that is filed in a folder, and what was found in it then.

    Raises ArchiveError where either cannot be read.
    """
    lead, found = _decoded(folder / "article.json", _Lead), _decoded(folder / "receipt.json", _Found)
    if lead is None or found is None:
        raise ArchiveError(f"{folder}: article.json and receipt.json cannot be read; tell the day again.")
    return lead.lead_angle, found.findings


def clashes_json(clashes: tuple[Clash, ...]) -> bytes:
    """The clashes as a file that is read again with the text."""
    return pretty(clashes)


def _decoded(path: Path, kind: type[Kind]) -> Kind | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None
