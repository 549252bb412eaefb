"""Files for other newsrooms' systems: `[destinations.<name>] kind = "exchange"`.

ninjs, NewsML-G2, or what Superdesk reads.  A file is finished elsewhere and moved in, so that whoever watches the
folder finds whole ones; it may take them away, for what went out is noted in the folder `keep`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec

from newsgen.destinations.exchange_item import Described, Rendition, body, headline, notice_of
from newsgen.destinations.exchange_newsml import newsml
from newsgen.destinations.exchange_ninjs import ninjs, superdesk
from newsgen.destinations.folder_disk import Disk, picture_file, safe_name
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Correction, Release, Request, Stage, Standing, Wish
from newsgen.tables import read_table, says

FORMATS = ("ninjs-3.1", "ninjs-2.2", "newsml-g2", "superdesk")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Options:
    """What `[destinations.<name>]` may say."""

    path: str = says("the folder that is watched")
    format: str = says("what the files are", choices=FORMATS)
    authority: str = says("your domain, under which articles are named for good, as example.org")
    base: str = says("address under which the folder is served, for pictures; empty names them beside the file", "")
    keep: str = says("a folder on the same disk for what went out; empty is one beside the folder", "")
    provider: str = says("who provides the articles; empty is the newsroom's name", "")
    usage: str = says("terms of use", "")
    located: str = says("place of the dateline, as London", "")
    urgency: int = says("from 1, the most urgent, to 9", 5)


def open_destination(
    name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool, now: datetime
) -> Exchange:
    """A watched folder.  Raises SettingsError for options that cannot be right; `secrets` are not needed."""
    del secrets
    where = f"destinations.{name}"
    chosen = read_table(Options, options, where)
    if not _HOST.fullmatch(chosen.authority):
        raise SettingsError(f"{where}.authority is {chosen.authority!r}, expected a domain such as example.org.")
    if not 1 <= chosen.urgency <= 9:
        raise SettingsError(f"{where}.urgency is {chosen.urgency}, expected 1 to 9.")
    if chosen.base and urlsplit(chosen.base).scheme not in ("http", "https"):
        raise SettingsError(f"{where}.base is {chosen.base!r}, expected an address such as https://example.org/wire/.")
    path = Path(chosen.path).expanduser()
    keep = Path(chosen.keep).expanduser() if chosen.keep else path.parent / f".{path.name}.newsgen"
    if keep.resolve().is_relative_to(path.resolve()):
        raise SettingsError(f"{where}.keep lies in the folder that is watched; name one outside of it.")
    return Exchange(name, chosen, keep, dry=dry, now=now)


@dataclass(frozen=True, slots=True)
class Record:
    """What went out of an article last; `version` grows with every file."""

    key: str
    sent: str
    stage: Stage
    slug: str
    version: int
    words: int  # version of the release
    file: str
    sha256: str
    first: datetime
    created: datetime
    at: datetime | None
    title: str
    html: str


class Exchange:
    """See `Destination`."""

    kind = "exchange"
    settle = 0.0  # what was not written when a run ended never will be

    def __init__(self, name: str, options: Options, keep: Path, *, dry: bool, now: datetime) -> None:
        self.name, self.options, self.now = name, options, now.replace(microsecond=0)
        self._disk = Disk(name, Path(options.path).expanduser(), dry=dry)
        self._kept = Disk(name, keep, dry=dry)

    @property
    def requests(self) -> Sequence[Request]:
        """What goes into the watched folder."""
        return self._disk.requests

    def ready(self) -> tuple[str, ...]:
        """Both folders can be written into, and lie on one disk."""
        self._disk.ready()
        keep = self._kept.root
        if not self._disk.dry:
            try:
                keep.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise PublishError(f"{self.name}: {keep} cannot be made ({error.strerror}); set keep.") from error
            self._kept.ready()
            if keep.stat().st_dev != self._disk.root.stat().st_dev:
                raise PublishError(f"{self.name}: {keep} is on another disk than {self._disk.root}; set keep.")
        if self.options.format == "superdesk" and not self.options.base:
            return (f"{self.name}: Superdesk fetches pictures by their addresses; set base, or it gets none.",)
        return ()

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        """See `Destination.find`: what went out, whether or not its file has been taken away."""
        del slug
        names = {f"{safe_name(self.name, 'the key', key)}.json"} | ({id} if id else set())
        found = [(name, content) for name in sorted(names) if (content := self._kept.read(name)) is not None]
        return tuple(self._standing(name, self._record(name, content)) for name, content in found)

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.create`."""
        del media
        if self.find(release.key, release.slug):
            raise PublishError(f"{self.name}: {release.key} went out already; publish again, which updates it.")
        return self._put(release, wish, sent, None)

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.update`: another file, with the same name for the article and a higher version."""
        del media
        return self._put(release, wish, sent, self._unchanged(found))

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        """See `Destination.pictures`: by their addresses."""
        del known
        files = self._files(release)
        for picture in release.pictures:
            self._disk.write(files[picture.name][0], picture.content, "a picture", self._kept.root)
        return {picture.sha256: files[picture.name][1] for picture in release.pictures}

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        """A last version with the status "canceled" and the notice in the place of the words."""
        before = self._unchanged(found)
        title, html = notice_of(release, notice)
        made = replace(before, sent=sent, stage=Stage.WITHDRAWN, words=release.version, at=None, title=title, html=html)
        return self._send(release, made, before, ())

    def remove(self, surplus: Standing) -> None:
        """See `Destination.remove`; there is one record to a key, and so no second copy."""
        raise PublishError(f"{self.name}: {surplus.key} went out once only; nothing is deleted.")

    def page(self, found: Standing) -> str:
        """What becomes of it is another newsroom's."""
        del found
        return ""

    def close(self) -> None:
        """Nothing is open."""

    def _put(self, release: Release, wish: Wish, sent: str, before: Record | None) -> Standing:
        self.pictures(release, {})
        addresses = {name: address for name, (_, address) in self._files(release).items()}
        made = Record(
            key=release.key, sent=sent, stage=wish.stage, slug=release.slug, version=0, words=release.version, file="",
            sha256="", first=before.first if before else self.now, created=self.now,
            at=wish.at if wish.stage is Stage.SCHEDULED else None,
            title=release.headline, html=body(release, addresses),
        )  # fmt: skip
        shown = tuple(Rendition(one, addresses[one.name]) for one in release.pictures)
        return self._send(release, made, before, shown)

    def _send(self, release: Release, made: Record, before: Record | None, pictures: Sequence[Rendition]) -> Standing:
        """Write the next version, unless the last one says the same."""
        if before:
            same = replace(made, version=before.version, created=before.created)
            content, last = self._written(release, same, pictures), self._disk.read(before.file)
            if last in (None, content) and _sha(content) == before.sha256:
                return self._noted(replace(same, file=before.file, sha256=before.sha256))
        made = replace(made, version=max(made.words, before.version + 1 if before else 1), created=self.now)
        content = self._written(release, made, pictures)
        ending = "xml" if self.options.format == "newsml-g2" else "json"
        made = replace(made, file=f"{made.key}.v{made.version}.{ending}", sha256=_sha(content))
        self._disk.write(made.file, content, "the article", self._kept.root)
        return self._noted(made)

    def _noted(self, record: Record) -> Standing:
        place = f"{record.key}.json"
        self._kept.write(place, msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
        return self._standing(place, record)

    def _written(self, release: Release, record: Record, pictures: Sequence[Rendition]) -> bytes:
        said = Described(
            uri=f"tag:{self.options.authority},{release.day}:{record.key}", release=release, stage=record.stage,
            version=record.version, first=record.first, created=record.created, at=record.at,
            title=headline(record.title), html=record.html, pictures=tuple(pictures),
            provider=self.options.provider or release.newsroom or self.options.authority,
            usage=self.options.usage, located=self.options.located, urgency=self.options.urgency,
        )  # fmt: skip
        if self.options.format == "newsml-g2":
            return newsml(said)
        return superdesk(said) if self.options.format == "superdesk" else ninjs(said, self.options.format[-3:])

    def _unchanged(self, found: Standing) -> Record:
        content = self._kept.read(found.id)
        if content is None:
            raise PublishError(f"{self.name}: the note of what went out, {found.id}, is gone from {self._kept.root}.")
        record = self._record(found.id, content)
        if self._touched(record) != found.touched:
            raise PublishError(f"{self.name}: {record.file} was changed there by a person just now; publish again.")
        return record

    def _record(self, name: str, content: bytes) -> Record:
        try:
            return msgspec.json.decode(content, type=Record)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise PublishError(
                f"{self.name}: {self._kept.root / name} cannot be read; without it nobody knows what went out, mend it."
            ) from error

    def _touched(self, record: Record) -> str:
        """The hash of the file; of the one that went out where it was taken away."""
        content = self._disk.read(record.file)
        return record.sha256 if content is None else _sha(content)

    def _standing(self, place: str, record: Record) -> Standing:
        touched = self._touched(record)
        return Standing(
            id=place, key=record.key, slug=record.slug, url="", stage=record.stage, sent=record.sent, touched=touched,
            texts={"title": record.title, "body": record.html, "file": touched}, at=record.at,
        )  # fmt: skip

    def _files(self, release: Release) -> Mapping[str, tuple[str, str]]:
        files = {one.name: f"pictures/{picture_file(self.name, one)}" for one in release.pictures}
        base = self.options.base.rstrip("/") + "/" if self.options.base else ""
        return {name: (file, urljoin(base, file) if base else file) for name, file in files.items()}


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
