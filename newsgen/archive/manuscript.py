"""article.md read back after people worked on it, and written again with other words under the same front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from newsgen.archive.papers import front_matter
from newsgen.errors import ArchiveError
from newsgen.model import Manuscript

TAIL = ""  # the part of a file that no reader sees: what an editor is asked to add, in comments below the text
_FRONT = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.S | re.M)
# Line breaks are looked at once, however many there are: from the first of them only.
_ASKED = re.compile(r"(?:(?<!\n)\n+)?^<!-- For the editor: [^\n]*? -->[ \t]*$\n*", re.M)
_WORDS = ("title", "dek", "key_points")


def read_manuscript(article_md: bytes) -> Manuscript:
    """The words of an article.md, however an editor's program quotes, folds or ends its lines.

    Raises ArchiveError where it has no front matter with a title, or one that is no YAML.
    """
    front, body = _cut(article_md)
    said = _said(front)
    points = said.get("key_points", [])
    if not isinstance(said.get("title"), str) or not isinstance(points, list):
        raise ArchiveError("article.md has no title, or key_points that are no list; mend its front matter.")
    one_line = [" ".join(str(point).split()) for point in points]
    body_md = _ASKED.sub("\n\n", body).strip()
    return Manuscript(_line(said["title"]), _line(said.get("dek", "")), tuple(filter(None, one_line)), body_md)


def front_of(article_md: bytes) -> dict[str, Any]:
    """The front matter as it reads: every value a text, or a list or table of texts; raises ArchiveError as above."""
    return _said(_cut(article_md)[0])


def with_manuscript(article_md: bytes, manuscript: Manuscript) -> bytes:
    """The same article.md with other words: every other field of its front matter stays as it is written."""
    parts = parts_of(article_md)
    words = (manuscript.headline, manuscript.dek, manuscript.key_points)
    return joined(parts | {name: _field(name, value) for name, value in zip(_WORDS, words)}, manuscript.body_md)


def with_field(article_md: bytes, name: str, value: object) -> bytes:
    """The same article.md with another value in one field of its front matter."""
    found = _cut(article_md)[1]
    parts = parts_of(article_md)
    return joined(parts | {name: _field(name, value)}, _ASKED.sub("\n\n", found).strip())


def merged_front(base: bytes, edited: bytes, new: bytes, manuscript: Manuscript) -> bytes:
    """An article.md of `manuscript` under the front matter of `new`, where each field an editor changed stays his."""
    old, theirs, fresh = parts_of(base), parts_of(edited), parts_of(new)
    mine = {name: text for name, text in theirs.items() if text != old.get(name)}
    gone = old.keys() - theirs.keys()
    kept = {name: text for name, text in (fresh | mine).items() if name not in gone}
    return with_manuscript(joined(kept, ""), manuscript)


def parts_of(article_md: bytes) -> dict[str, str]:
    """The fields of the front matter as they are written, by name; under TAIL what stands below the text.

    Raises ArchiveError for front matter that is no YAML, or not one field to a line.
    """
    front, body = _cut(article_md)
    node = _yaml(front, yaml.compose)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise ArchiveError("article.md has front matter that is no list of fields; write each on a line of its own.")
    starts = [key.start_mark.index for key, _ in node.value] + [len(front)]
    parts = {
        str(key.value): front[start:end].rstrip("\n") + "\n"
        for (key, _), start, end in zip(node.value, starts, starts[1:])
    }
    return parts | {TAIL: "".join(f"\n{slot.strip()}\n" for slot in _ASKED.findall(body))}


def joined(parts: Mapping[str, str], body: str) -> bytes:
    """An article.md of such parts and a text."""
    front = "".join(text for name, text in parts.items() if name != TAIL)
    return f"---\n{front}---\n\n{body.strip()}\n{parts.get(TAIL, '')}".encode()


def _cut(article_md: bytes) -> tuple[str, str]:
    """Front matter and body, with plain line ends."""
    try:
        text = article_md.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ArchiveError(f"article.md is not written in UTF-8 (byte {error.start}); save it as UTF-8.") from error
    found = _FRONT.match(text)
    if found is None:
        raise ArchiveError("article.md has no front matter between two lines of ---; write its title there.")
    return found.group(1), text[found.end() :]


def _said(front: str) -> dict[str, Any]:
    # The base loader makes no types: 6.60 stays "6.60", and nothing can be constructed.
    said = _yaml(front, yaml.load)
    if not isinstance(said, dict):
        raise ArchiveError("article.md has front matter that is no list of fields; write each on a line of its own.")
    return said


def _yaml(front: str, read: Any) -> Any:
    try:
        return read(front, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 2}" if mark else "its first lines"
        raise ArchiveError(f"article.md cannot be read as YAML at {place}; mend the quotation marks there.") from error


def _field(name: str, value: object) -> str:
    return front_matter({name: value}).removeprefix("---\n").removesuffix("---\n")


def _line(text: object) -> str:
    return " ".join(str(text).split()) if isinstance(text, str) else ""
