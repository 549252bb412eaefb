"""A folder that articles are put into: each file whole or not at all, and nothing outside of it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsgen.archive.disk import umask
from newsgen.errors import PublishError
from newsgen.http.sending import SHOWN
from newsgen.model import Picture, Request

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,199}")
_OURS = re.compile(r"-([0-9a-f]{8})\.[a-z]{3,4}\Z")  # the end of a picture's name: what its bytes are
_KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/svg+xml": "svg"}


class Disk:
    """The files under `root`, named by their paths below it with slashes; a dry one writes only into its memory.

    Every method raises PublishError for a path that leads out, and for what the system refuses.
    """

    def __init__(self, name: str, root: Path, *, dry: bool) -> None:
        self.name, self.root, self.dry = name, root, dry
        self.requests = list[Request]()
        self._would: dict[str, bytes | None] = {}

    def path(self, place: str) -> Path:
        """Where a file lies.  No link and no name leads out of the folder."""
        found = self.root / place
        if not place or "\0" in place or not _within(found, self.root):
            raise PublishError(f"{self.name}: {place!r} leads out of {self.root}; nothing was written.")
        return found

    def read(self, place: str) -> bytes | None:
        """What a file holds, None where there is none."""
        if place in self._would:
            return self._would[place]
        try:
            return self.path(place).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._refused(place, "read", error) from error

    def write(self, place: str, content: bytes, note: str = "", staging: Path | None = None) -> bool:
        """See to it that a file holds this; says whether it had to be written.

        With `staging` it is written there, a folder on the same disk, and only its finished form is moved in.
        """
        if self.read(place) == content:
            return False
        path = self.path(place)
        if self.dry:
            self._would[place] = content
            self.requests.append(Request("WRITE", place, {}, _preview(content), note))
            return True
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _moved_in(path, content, staging or path.parent)
            _settled(path.parent)
        except OSError as error:
            raise self._refused(place, "written", error) from error
        return True

    def remove(self, place: str, note: str = "") -> None:
        """Delete a file, and the folder that it leaves empty."""
        path = self.path(place)
        if self.dry:
            self._would[place] = None
            self.requests.append(Request("DELETE", place, {}, "", note))
            return
        try:
            path.unlink(missing_ok=True)
            _settled(path.parent)
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._refused(place, "deleted", error) from error
        if path.parent.resolve() != self.root.resolve():
            with suppress(OSError):  # somebody's files are in it
                path.parent.rmdir()

    def files(self, below: str, pattern: str) -> Iterator[str]:
        """The files below a folder whose names fit, in order; hidden folders, and what programs build, are left out."""
        start = self.root / below if below else self.root
        found = []
        for folder, folders, names in os.walk(start):
            folders[:] = sorted(one for one in folders if one[0] not in "._" or one == "_posts")
            folders[:] = [one for one in folders if one not in ("node_modules", "public", "dist", "output")]
            found += [Path(folder, name) for name in names if Path(name).match(pattern) and name[0] != "."]
        yield from sorted(path.relative_to(self.root).as_posix() for path in found)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time, also among processes."""
        if self.dry:
            yield
            return
        try:
            handle = os.open(self.root, os.O_RDONLY)
        except OSError as error:
            raise self._refused(".", "read", error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def ready(self) -> None:
        """The folder is there and can be written into."""
        if not self.root.is_dir():
            raise PublishError(f"{self.name}: there is no folder {self.root}; create it or mend its path.")
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise PublishError(f"{self.name}: {self.root} cannot be written into; give this user the right to.")

    def _refused(self, place: str, what: str, error: OSError) -> PublishError:
        path = self.root / place
        return PublishError(
            f"{self.name}: {path} cannot be {what} ({error.strerror}); look at its rights and the disk."
        )


def safe_name(name: str, what: str, text: str) -> str:
    """A name that can be part of a path.  Raises PublishError for any other: `name` is the destination's."""
    if not _NAME.fullmatch(text):
        raise PublishError(f"{name}: {what} {text!r} is no name for a file; use small letters, digits and hyphens.")
    return text


def picture_file(name: str, picture: Picture) -> str:
    """A picture's file, named after its bytes: another version is another file, and nobody's file is overwritten."""
    kind = _KINDS.get(picture.kind)
    if kind is None:
        raise PublishError(f"{name}: {picture.name} is {picture.kind!r}, which no page shows; send PNG, JPEG or WebP.")
    return f"{safe_name(name, 'a picture called', picture.name)}-{_sha(picture.content)[:8]}.{kind}"


def outdated(disk: Disk, places: Iterable[str], kept: Iterable[str]) -> tuple[str, ...]:
    """Those of earlier pictures that go: not what is kept, and not what a person changed under the same name."""
    found = []
    for place in sorted(set(places) - set(kept)):
        match = _OURS.search(place)
        if match and _sha(disk.read(place) or b"").startswith(match[1]):
            found.append(place)
    return tuple(found)


def _within(path: Path, root: Path) -> bool:
    return path.resolve() != root.resolve() and path.resolve().is_relative_to(root.resolve())


def _moved_in(path: Path, content: bytes, staging: Path) -> None:
    staging.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=staging)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o666 & ~umask())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _settled(folder: Path) -> None:
    """A name in a folder outlives a power cut only when the folder has been synced as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _preview(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return f"({len(content)} bytes)"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}\n... {len(text) - SHOWN} more characters"


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
