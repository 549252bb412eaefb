"""A folder that a generator of static sites reads: `[destinations.<name>] kind = "folder"`.

A page is one file with its pictures, found again by the key in its front matter.  Where the folder is in git and
`git` is set, each delivery is one commit of newsgen's own files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from newsgen.destinations.folder_disk import Disk, outdated, picture_file, safe_name
from newsgen.destinations.folder_front import Front, moment
from newsgen.destinations.folder_git import Repository
from newsgen.destinations.folder_page import MARKS, notice_page, page_of, read_page, written
from newsgen.destinations.folder_presets import FIELDS, PRESETS, Preset
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Correction, Release, Request, Stage, Standing, Wish
from newsgen.tables import read_table, says

_HOLES = re.compile(r"\{([^{}]*)\}")
_KNOWN = ("slug", "key", "date", "year", "month", "day")
_NO_FIELDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Options:
    """What `[destinations.<name>]` may say."""

    path: str = says("the site's folder")
    preset: str = says("the generator", "plain", tuple(PRESETS))
    page: str = says("path of a page below the folder, as content/posts/{slug}/index.md; empty is the preset's", "")
    pictures: str = says("folder of its pictures, as content/posts/{slug}; empty is the preset's", "")
    link: str = says("what stands before a picture's name in the text, as /images/{slug}/; empty is the preset's", "")
    fields: Mapping[str, str] = says('what the site calls a field, as hero = "cover"; "" leaves one out', _NO_FIELDS)
    extra: Mapping[str, str] = says('further fields of every page, as layout = "post"', _NO_FIELDS)
    address: str = says("address of an article as readers get it, as https://example.org/posts/{slug}/", "")
    future: bool = says("whether the site leaves out what is dated in the future; Hugo and Jekyll do", False)
    withdrawn: str = says("what becomes of a withdrawn page that readers saw", "notice", ("notice", "draft"))
    git: bool = says("whether each delivery is committed", False)
    git_author: str = says("who commits, as newsgen <newsgen@example.org>; empty is git's own setting", "")
    push: bool = says("whether a commit is pushed", False)


def open_destination(
    name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool, now: datetime
) -> Folder:
    """A site's folder.  Raises SettingsError for options that cannot be right; `secrets` are not needed."""
    del secrets
    where = f"destinations.{name}"
    chosen = read_table(Options, options, where)
    for option in ("page", "pictures", "link", "address"):
        for hole in _HOLES.findall(getattr(chosen, option).replace("{static}", "")):
            if hole not in _KNOWN:
                raise SettingsError(f"{where}.{option}: {{{hole}}} is unknown; there are: {', '.join(_KNOWN)}.")
    for field in chosen.fields:
        if field not in FIELDS and field not in ("draft", "hero_image"):
            raise SettingsError(f"{where}.fields: nothing is called {field!r}; there are: {', '.join(FIELDS)}.")
    return Folder(name, chosen, dry=dry, now=now)


class Folder:
    """See `Destination`."""

    kind = "folder"
    settle = 0.0  # what was not written when a run ended never will be

    def __init__(self, name: str, options: Options, *, dry: bool, now: datetime) -> None:
        self.name, self.options, self.now = name, options, now.replace(microsecond=0)
        self.preset = _preset(options)
        root = Path(options.path).expanduser()
        self._disk = Disk(name, root, dry=dry)
        self._git = Repository(name, root, author=options.git_author, push=options.push) if options.git else None

    @property
    def requests(self) -> Sequence[Request]:
        """See `Destination.requests`."""
        return self._disk.requests

    def ready(self) -> tuple[str, ...]:
        """The folder can be written into; what a run before could not commit any more is committed."""
        self._disk.ready()
        if self._git:
            self._git.ready(look=self._disk.dry)
        return (f"{self.name}: {self.preset.note}.",) if self.preset.note else ()

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        """See `Destination.find`: every page below the fixed part of their path is looked at."""
        found = []
        fixed = self.preset.page.partition("{")[0].rpartition("/")[0]
        for place in self._disk.files(fixed, f"*{Path(self.preset.page).suffix}"):
            content = self._disk.read(place) or b""
            if key.encode() not in content and place != id and slug not in place:
                continue
            one = self._standing(place, content)
            if one.key == key or place == id or one.slug == slug:
                found.append(one)
        return tuple(found)

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.create`."""
        del media
        place = self._place(self.preset.page, release)
        if self._disk.read(place) is not None:
            raise PublishError(f"{self.name}: {place} is there already; rename it, or give the article another slug.")
        return self._put(place, release, wish, sent, b"")

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.update`."""
        del media
        return self._put(found.id, release, wish, sent, self._unchanged(found))

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        """See `Destination.pictures`: by their paths."""
        del known
        places = self._picture_places(release)
        for picture in release.pictures:
            self._disk.write(places[picture.name], picture.content, "a picture of the page")
        return {picture.sha256: places[picture.name] for picture in release.pictures}

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        """The notice stays at the page's address; what no reader saw stays a draft."""
        before = self._unchanged(found)
        seen = found.stage in (Stage.LIVE, Stage.WITHDRAWN) and self.options.withdrawn == "notice"
        front, _ = read_page(before, self.preset)
        page = notice_page(release, notice, self._date(front), self.preset, sent, shown=seen)
        slug = replace(release, slug=found.slug or release.slug)
        gone = outdated(self._disk, self._earlier(front, slug), ())
        return self._commit(found.id, page, gone, f"newsgen: {release.key} withdrawn")

    def remove(self, surplus: Standing) -> None:
        """See `Destination.remove`."""
        if not surplus.key:
            raise PublishError(f"{self.name}: {surplus.id} carries no key of newsgen's; it is not deleted.")
        self._plan([surplus.id], message := f"newsgen: {surplus.key}, a second copy goes")
        self._disk.remove(surplus.id, "newsgen's own second copy")
        self._keep([surplus.id], message)

    def page(self, found: Standing) -> str:
        """What readers get is made by the generator, somewhere else and later."""
        del found
        return ""

    def close(self) -> None:
        """Nothing is open."""

    # ---- pages -----------------------------------------------------------------------------------------------------

    def _put(self, place: str, release: Release, wish: Wish, sent: str, before: bytes) -> Standing:
        if wish.stage is Stage.SCHEDULED and not self.preset.waits:
            raise PublishError(
                f"{self.name}: {self.options.preset} shows pages dated in the future at once; publish live when it is "
                "time, or set future = true if the site leaves them out."
            )
        places = self._picture_places(release)
        for picture in release.pictures:
            self._disk.write(places[picture.name], picture.content, "a picture of the page")
        front, _ = read_page(before, self.preset)
        was = self._stage(front) if before else None
        date = wish.at or self.now if wish.stage is Stage.SCHEDULED else self.now
        if (was is wish.stage and wish.stage is not Stage.SCHEDULED) or was is Stage.LIVE:
            date = self._date(front)
        page = page_of(release, wish, date, self._modified(front), self.preset, self._links(release), sent)
        if before and page != before and was is Stage.LIVE:
            page = page_of(release, wish, date, self.now, self.preset, self._links(release), sent)
        gone = outdated(self._disk, self._earlier(front, release), places.values())
        return self._commit(place, page, gone, _message(release), tuple(places.values()))

    def _commit(self, place: str, page: bytes, gone: Sequence[str], message: str, more: Sequence[str] = ()) -> Standing:
        """Write the page, take away what it does not need any more, and commit all of it."""
        paths = [place, *more, *gone]
        self._plan(paths, message)
        self._disk.write(place, page, "the page")
        for one in gone:
            self._disk.remove(one, "a picture that the page has no more")
        self._keep(paths, message)
        now = self._disk.read(place)
        if now != page:
            raise PublishError(f"{self.name}: {place} is not what was written; look at who else writes there.")
        return self._standing(place, page)

    def _plan(self, paths: Sequence[str], message: str) -> None:
        if self._git and not self._disk.dry:
            self._git.plan(paths, message)

    def _keep(self, paths: Sequence[str], message: str) -> None:
        if self._git and self._disk.dry:
            self._disk.requests.append(self._git.shown(paths, message))
        elif self._git:
            self._git.commit(paths, message)

    def _unchanged(self, found: Standing) -> bytes:
        present = self._disk.read(found.id)
        if present is None:
            raise PublishError(f"{self.name}: {found.id} is not there any more; publish again if it is to be there.")
        if _sha(present) != found.touched:
            raise PublishError(f"{self.name}: {found.id} was changed there by a person just now; publish again.")
        return present

    def _standing(self, place: str, content: bytes) -> Standing:
        front, body = read_page(content, self.preset)
        marks = {name: _text(front, name) for name in MARKS}
        slug = marks["slug"] or _slug_of(place, self.preset.page)
        title = _text(front, self.preset.fields.get("title", "title"))
        stage = self._stage(front)
        return Standing(
            id=place, key=marks["key"], slug=slug, url=self._address(front, slug), stage=stage, sent=marks["sent"],
            touched=_sha(content),
            texts={"title": title, "body": body, "excerpt": _text(front, self._summary), "front": written(content)},
            at=self._date(front) if stage in (Stage.SCHEDULED, Stage.LIVE) else None,
        )  # fmt: skip

    @property
    def _summary(self) -> str:
        return self.preset.fields.get("summary", "") or self.preset.fields.get("description", "")

    def _stage(self, front: Front) -> Stage:
        if _text(front, "withdrawn"):
            return Stage.WITHDRAWN
        if self.preset.drafted and all(_same(_get(front, name), said) for name, said in self.preset.drafted.items()):
            return Stage.DRAFT
        return Stage.SCHEDULED if self.preset.waits and self._date(front) > self.now else Stage.LIVE

    def _date(self, front: Front) -> datetime:
        return moment(_get(front, self.preset.fields.get("date", "date"))) or self.now

    def _modified(self, front: Front) -> datetime | None:
        return moment(_get(front, self.preset.fields.get("modified", "")))

    # ---- places ----------------------------------------------------------------------------------------------------

    def _place(self, template: str, release: Release) -> str:
        safe_name(self.name, "the slug", release.slug)
        safe_name(self.name, "the key", release.key)
        return _filled(template, release.slug, release.key, f"{release.day}")

    def _picture_places(self, release: Release) -> Mapping[str, str]:
        folder = self._place(self.preset.pictures, release)
        return {one.name: f"{folder}/{picture_file(self.name, one)}" for one in release.pictures}

    def _links(self, release: Release) -> Mapping[str, str]:
        before = self._place(self.preset.link, release)
        return {one.name: f"{before}{picture_file(self.name, one)}" for one in release.pictures}

    def _earlier(self, front: Front, release: Release) -> Iterator[str]:
        """Where the pictures lie that the page had before."""
        folder = self._place(self.preset.pictures, release)
        return (f"{folder}/{name}" for name in _text(front, "pictures").split() if "/" not in name)

    def _address(self, front: Front, slug: str) -> str:
        if not self.options.address:
            return _text(front, self.preset.fields.get("canonical", "canonical"))
        day = (moment(_get(front, "newsgen_day")) or datetime(1970, 1, 1, tzinfo=UTC)).date()
        return _filled(self.options.address, slug, _text(front, "key"), f"{day}")


def _preset(options: Options) -> Preset:
    """The preset with what the settings say otherwise."""
    base = PRESETS[options.preset]
    renamed = {"image" if name == "hero_image" else name: said for name, said in options.fields.items()}
    draft = renamed.pop("draft", "draft") or "draft"
    fields = {name: said for name, said in {**base.fields, **renamed}.items() if said}
    return replace(
        base,
        page=options.page or base.page, pictures=options.pictures or base.pictures, link=options.link or base.link,
        fields=fields, waits=base.waits or options.future, always={**base.always, **options.extra},
        drafted={draft if name == "draft" else name: said for name, said in base.drafted.items()},
        shown={draft if name == "draft" else name: said for name, said in base.shown.items()},
    )  # fmt: skip


def _filled(template: str, slug: str, key: str, day: str) -> str:
    year, month, number = day.split("-")
    said = {"slug": slug, "key": key, "date": day, "year": year, "month": month, "day": number}
    return _HOLES.sub(lambda match: said.get(match[1], match[0]), template)


def _slug_of(place: str, template: str) -> str:
    """The slug that a path was made with, or ""."""
    parts = re.split(r"(\{[^{}]*\})", template)
    pattern = "".join(
        "(?P<slug>[^/]+?)" if one == "{slug}" else r"[^/]+?" if one.startswith("{") else re.escape(one) for one in parts
    ).replace("(?P<slug>", "(?:", max(0, template.count("{slug}") - 1))
    match = re.fullmatch(pattern, place)
    return (match.groupdict().get("slug") or "") if match else ""


def _message(release: Release) -> str:
    headline = " ".join(release.headline.split())
    return f"newsgen: {release.key} v{release.version}\n\n{headline}\n"


def _get(front: Front, name: str) -> object:
    """A field; Pelican's names are compared without regard to their case."""
    found = front.get(name)
    return found if found is not None else front.get(name.capitalize())


def _text(front: Front, name: str) -> str:
    found = _get(front, f"newsgen_{name}" if name in MARKS else name)
    return "" if found is None or found is False else str(found)


def _same(found: object, said: object) -> bool:
    return found is said if isinstance(said, bool) else found == said


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
