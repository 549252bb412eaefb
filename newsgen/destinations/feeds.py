"""RSS, Atom, JSON Feed and a news sitemap of what readers see: `[destinations.<name>] kind = "feeds"`.

The folder keeps a file for each article, in items/, and its pictures, in pictures/; the feeds are written from them.
What is scheduled appears with the first run after its time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from newsgen.destinations.feeds_item import Item, item_of, noticed, read, whole, written
from newsgen.destinations.feeds_xml import About, atom, json_feed, rss, sitemap
from newsgen.destinations.folder_disk import Disk, outdated, picture_file, safe_name
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Correction, Release, Request, Stage, Standing, Wish
from newsgen.tables import read_table, says

FEEDS = ("rss.xml", "atom.xml", "feed.json", "news-sitemap.xml")
_HOLES = ("{slug}", "{key}", "{date}", "{year}", "{month}", "{day}")


@dataclass(frozen=True, slots=True)
class Options:
    """What `[destinations.<name>]` may say."""

    path: str = says("the folder that is served to readers")
    home: str = says("the site's address, as https://example.org/")
    base: str = says("address under which the folder is served, as https://example.org/feeds/")
    article: str = says("address of an article, as https://example.org/{slug}/; empty is its canonical one", "")
    title: str = says("the feeds' title; empty is the newsroom's name", "")
    description: str = says("what the feeds are about", "Recaps of crypto markets, in which every figure is checked")
    language: str = says("the feeds' language", "en")
    limit: int = says("how many articles the feeds hold", 50)
    withdrawn: str = says("what becomes of a withdrawn article", "notice", ("notice", "leave"))


def open_destination(
    name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool, now: datetime
) -> Feeds:
    """A folder of feeds.  Raises SettingsError for options that cannot be right; `secrets` are not needed."""
    del secrets
    where = f"destinations.{name}"
    chosen = read_table(Options, options, where)
    for option in ("home", "base", "article"):
        address = getattr(chosen, option)
        parts = urlsplit(address)
        if (address or option != "article") and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise SettingsError(f"{where}.{option} is {address!r}, expected an address such as https://example.org/.")
    if chosen.article and "{slug}" not in chosen.article and "{key}" not in chosen.article:
        raise SettingsError(f"{where}.article gives every article the same address; write {{slug}} into it.")
    if chosen.limit < 1:
        raise SettingsError(f"{where}.limit is {chosen.limit}, expected a number such as 50.")
    return Feeds(name, replace(chosen, base=chosen.base.rstrip("/") + "/"), dry=dry, now=now)


class Feeds:
    """See `Destination`."""

    kind = "feeds"
    settle = 0.0  # what was not written when a run ended never will be

    def __init__(self, name: str, options: Options, *, dry: bool, now: datetime) -> None:
        self.name, self.options, self.now = name, options, now.replace(microsecond=0)
        self._disk = Disk(name, Path(options.path).expanduser(), dry=dry)

    @property
    def requests(self) -> Sequence[Request]:
        """See `Destination.requests`."""
        return self._disk.requests

    def ready(self) -> tuple[str, ...]:
        """The folder can be written into; what has come due since the last run appears."""
        self._disk.ready()
        if not self._disk.dry and any(True for _ in self._disk.files("items", "*.json")):
            with self._disk.locked():
                self._write_feeds()
        return ()

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        """See `Destination.find`."""
        found = []
        for place in self._disk.files("items", "*.json"):
            content = self._disk.read(place) or b""
            item = read(content)
            if item is None and place in (id, self._place(key)):
                raise PublishError(f"{self.name}: {place} cannot be read; mend or delete it.")
            if item is not None and (item.key == key or item.slug == slug or place == id):
                found.append(self._standing(place, item, content))
        return tuple(found)

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.create`."""
        del media
        with self._disk.locked():
            place = self._place(release.key)
            if self._disk.read(place) is not None:
                raise PublishError(f"{self.name}: {place} is there already; publish again, which updates it.")
            return self._put(place, release, wish, sent, None)

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.update`: the entry changes in its place, and says when it did."""
        del media
        with self._disk.locked():
            return self._put(found.id, release, wish, sent, self._unchanged(found))

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        """See `Destination.pictures`: by their addresses."""
        del known
        files = self._files(release)
        for picture in release.pictures:
            self._disk.write(files[picture.name][0], picture.content, "a picture of the article")
        return {picture.sha256: files[picture.name][1] for picture in release.pictures}

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        """The entry turns to the notice, or leaves the feeds; what no reader saw was never in them."""
        with self._disk.locked():
            item = self._unchanged(found)
            made = noticed(item, release, notice, sent, self.now)
            if item.published > self.now or item.stage is Stage.DRAFT:  # it never comes up
                made = replace(made, html="", title="", summary="")
            return self._commit(found.id, made, item)

    def remove(self, surplus: Standing) -> None:
        """See `Destination.remove`."""
        with self._disk.locked():
            self._disk.remove(surplus.id, "newsgen's own second copy")
            self._write_feeds()

    def page(self, found: Standing) -> str:
        """What a feed reader shows of the article; the page itself is another's."""
        content = self._disk.read(found.id)
        item = read(content) if content else None
        return whole(item) if item and item.visible(self.now) and item.title else ""

    def close(self) -> None:
        """Nothing is open."""

    # ---- items -----------------------------------------------------------------------------------------------------

    def _put(self, place: str, release: Release, wish: Wish, sent: str, before: Item | None) -> Standing:
        self.pictures(release, {})
        seen = before if before and before.visible(self.now) and wish.stage is not Stage.DRAFT else None
        kept = seen or (before if before and before.stage is wish.stage is Stage.DRAFT else None)
        published = wish.at if wish.stage is Stage.SCHEDULED and wish.at else self.now
        published, modified = (kept.published, kept.modified) if kept else (published, published)
        made = item_of(
            release, wish, sent, id=before.id if before else self._id(release),
            url=before.url if before and before.slug == release.slug else self._address(release),
            published=published, modified=modified, files=self._files(release),
        )  # fmt: skip
        if seen and made != seen:
            made = replace(made, modified=self.now)
        return self._commit(place, made, before)

    def _commit(self, place: str, item: Item, before: Item | None) -> Standing:
        content = written(item)
        self._disk.write(place, content, "the article as the feeds keep it")
        earlier = (one.file for one in before.pictures) if before else ()
        for one in outdated(self._disk, earlier, (one.file for one in item.pictures)):
            self._disk.remove(one, "a picture that the article has no more")
        self._write_feeds()
        return self._standing(place, item, content)

    def _write_feeds(self) -> None:
        items = [item for place in self._disk.files("items", "*.json") if (item := read(self._disk.read(place) or b""))]
        items += [item for item in self._planned() if item.key not in {one.key for one in items}]
        shown = [one for one in items if one.visible(self.now) and one.title]
        if self.options.withdrawn == "leave":
            shown = [one for one in shown if one.stage is not Stage.WITHDRAWN]
        shown.sort(key=lambda one: (one.published, one.key), reverse=True)
        about = self._about(shown)
        few = shown[: self.options.limit]
        host = urlsplit(self.options.home).hostname or ""
        made = (rss(few, about), atom(few, about, f"tag:{host},2026:newsgen/{self.name}"), json_feed(few, about))
        for name, content in zip(FEEDS, (*made, sitemap(shown, about, self.now)), strict=True):
            self._disk.write(name, content, "what readers see")

    def _planned(self) -> list[Item]:
        """Items that a dry run would write."""
        texts = [one.url for one in self._disk.requests if one.url.startswith("items/")]
        return [item for place in texts if (item := read(self._disk.read(place) or b""))]

    def _about(self, items: Sequence[Item]) -> About:
        said = self.options
        newsroom = next((one.rights for one in items if one.rights), urlsplit(said.home).hostname or "")
        return About(said.title or newsroom, said.description, said.home, said.base, said.language, newsroom)

    def _unchanged(self, found: Standing) -> Item:
        content = self._disk.read(found.id)
        item = read(content) if content else None
        if content is None or item is None:
            raise PublishError(f"{self.name}: {found.id} is not there any more; publish again if it is to be there.")
        if hashlib.sha256(content).hexdigest() != found.touched:
            raise PublishError(f"{self.name}: {found.id} was changed there by a person just now; publish again.")
        return item

    def _standing(self, place: str, item: Item, content: bytes) -> Standing:
        stage = Stage.LIVE if item.stage is Stage.SCHEDULED and item.visible(self.now) else item.stage
        rest = written(replace(item, sent="", version=0, title="", html="", summary="")).decode()
        return Standing(
            id=place, key=item.key, slug=item.slug, url=item.url, stage=stage, sent=item.sent,
            touched=hashlib.sha256(content).hexdigest(),
            texts={"title": item.title, "body": item.html, "excerpt": item.summary, "rest": rest},
            at=item.published if item.stage is not Stage.DRAFT else None,
        )  # fmt: skip

    # ---- places and names ------------------------------------------------------------------------------------------

    def _place(self, key: str) -> str:
        return f"items/{safe_name(self.name, 'the key', key)}.json"

    def _files(self, release: Release) -> Mapping[str, tuple[str, str]]:
        folder = f"pictures/{safe_name(self.name, 'the key', release.key)}"
        files = {one.name: f"{folder}/{picture_file(self.name, one)}" for one in release.pictures}
        return {name: (file, urljoin(self.options.base, file)) for name, file in files.items()}

    def _address(self, release: Release) -> str:
        if not self.options.article:
            if not release.canonical:
                raise PublishError(
                    f"{self.name}: the article is live nowhere yet, so that it has no address; publish it at its site "
                    "first, or set article, as https://example.org/{slug}/."
                )
            return release.canonical
        day = release.day
        said = (release.slug, release.key, f"{day}", f"{day:%Y}", f"{day:%m}", f"{day:%d}")
        address = self.options.article
        for hole, text in zip(_HOLES, said, strict=True):
            address = address.replace(hole, text)
        return address

    def _id(self, release: Release) -> str:
        """Never the address: an entry whose address changes is not a new one."""
        return f"tag:{urlsplit(self.options.home).hostname},{release.day}:{release.key}"
