"""The files of a house as they stood at one moment, read whole, and whether any of them changed."""

from __future__ import annotations

import os
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from newsgen.errors import HouseError

Texts = Mapping[str, bytes]  # the files of a folder by name, as "angles/long_flush/en.md"
Stamp = tuple[tuple[str, int, int, int], ...]
PARTS = ("angles", "article", "charts")  # the folders whose files make the house; the others hold pages
SUFFIXES = (".md", ".toml")


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a house as they stood at one moment, by folder: a file of an earlier folder wins."""

    texts: tuple[Texts, ...]

    @property
    def key(self) -> Hashable:
        """The same for the same files."""
        return tuple([tuple(texts.items()) for texts in self.texts])

    def first(self, name: str) -> bytes | None:
        """The file that wins, or None."""
        return next((texts[name] for texts in self.texts if name in texts), None)

    def every(self, name: str) -> list[bytes]:
        """The file in all folders, the one that wins last."""
        return [texts[name] for texts in reversed(self.texts) if name in texts]

    def named(self, pattern: str) -> list[str]:
        """The names that match, in order, as "angles/*/rule.toml"."""
        matches = re.compile(re.escape(pattern).replace(r"\*", "[^/]*")).fullmatch
        return sorted({name for texts in self.texts for name in texts if matches(name)})

    def is_own(self, name: str) -> bool:
        """Whether the file that wins is a newsroom's own: the last folder ships with newsgen."""
        return any(name in texts for texts in self.texts[:-1])


def read_sources(folders: Sequence[Path]) -> Sources:
    """Every file of the house in folders of templates; a folder that is not there has none."""
    return Sources(tuple([_texts(folder) for folder in folders]))


def _texts(folder: Path) -> dict[str, bytes]:
    found = {}
    for name, path in _walk(folder, *PARTS):
        if name.endswith(SUFFIXES):
            try:
                found[name] = Path(path).read_bytes()
            except FileNotFoundError:
                continue  # an editor is putting another in its place
            except OSError as error:
                raise HouseError(f"templates/{name}: cannot be read ({error.strerror}); mend its access.") from error
    return found


def stamp(folders: Sequence[Path]) -> Stamp:
    """Path, times and size of every file in folders of templates: another one when any of them changed.

    Opens no file; hidden files are not looked at.
    """
    found = []
    for folder in folders:
        for _, path in _walk(folder):
            with suppress(FileNotFoundError):
                status = os.stat(path)
                found.append((path, status.st_mtime_ns, status.st_ctime_ns, status.st_size))
    return tuple(found)


def _walk(folder: Path | str, *only: str, before: str = "") -> Iterator[tuple[str, str]]:
    """Name and path of the files below a folder, in order; of its own folders only those named, if any are."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in found:
        if entry.name.startswith("."):
            continue
        if not entry.is_dir():
            yield before + entry.name, entry.path
        elif not only or entry.name in only:
            yield from _walk(entry.path, before=f"{before}{entry.name}/")


def text_of(content: bytes, where: str) -> str:
    """The text of a file; raises HouseError where it is none."""
    try:
        return content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise HouseError(f"{where}: it is not UTF-8; save it as UTF-8.") from error
