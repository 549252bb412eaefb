"""An article as the feeds keep it: a file of its own, from which every feed is written anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

import msgspec

from newsgen.destinations.feeds_html import html_of, sanitised
from newsgen.destinations.folder_page import notice_block, spoken_day
from newsgen.destinations.folder_text import caption, line
from newsgen.model import Correction, Picture, Release, Stage, Wish


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as feeds name it; `file` is below the feeds' folder."""

    file: str
    address: str
    kind: str
    width: int
    height: int
    size: int  # bytes
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Item:
    """All that the feeds tell of an article.  `id` is for good, whatever becomes of its address."""

    id: str
    key: str
    sent: str
    version: int
    stage: Stage
    slug: str
    url: str
    title: str
    summary: str
    html: str
    language: str
    published: datetime  # when it goes or went live
    modified: datetime
    authors: tuple[str, ...] = ()
    author_url: str = ""
    tags: tuple[str, ...] = ()
    section: str = ""
    rights: str = ""
    pictures: tuple[Shown, ...] = ()  # the feature image first
    corrections: tuple[Correction, ...] = ()

    def visible(self, now: datetime) -> bool:
        """Whether readers see it at that moment."""
        return self.stage in (Stage.LIVE, Stage.SCHEDULED, Stage.WITHDRAWN) and self.published <= now

    @property
    def changed(self) -> bool:
        """Whether it is not any more what it was when it went live."""
        return self.modified > self.published


def item_of(
    release: Release, wish: Wish, sent: str, *, id: str, url: str, published: datetime, modified: datetime,
    files: Mapping[str, tuple[str, str]],
) -> Item:  # fmt: skip
    """A release as an item; `files` are file and address of its pictures by their names."""
    addresses = {name: address for name, (_, address) in files.items()}
    return Item(
        id=id, key=release.key, sent=sent, version=release.version, stage=wish.stage, slug=release.slug, url=url,
        title=line(release.headline), summary=line(release.dek or release.description),
        html=html_of(release, addresses, url), language=release.language,
        published=published, modified=max(modified, published),
        authors=tuple(line(one) for one in release.authors) or ((line(release.newsroom),) if release.newsroom else ()),
        author_url=release.author_url, tags=tuple(line(one) for one in release.tags), section=line(release.section),
        rights=line(release.newsroom), pictures=tuple(_shown(one, *files[one.name]) for one in release.pictures),
        corrections=tuple(replace(one, text=line(one.text)) for one in release.corrections),
    )  # fmt: skip


def noticed(item: Item, release: Release, notice: Correction, sent: str, modified: datetime) -> Item:
    """The item of an article that was withdrawn: the notice in the place of its words."""
    title = f"{notice.kind}: recap of {spoken_day(release)}"
    return Item(
        id=item.id, key=item.key, sent=sent, version=release.version, stage=Stage.WITHDRAWN, slug=item.slug,
        url=item.url, title=title, summary=line(notice.text), html=sanitised(f"<p>{notice_block(notice).html}</p>"),
        language=item.language, published=item.published, modified=max(modified, item.published),
        authors=item.authors, author_url=item.author_url, section=item.section, rights=item.rights,
        corrections=(replace(notice, text=line(notice.text)),),
    )  # fmt: skip


def written(item: Item) -> bytes:
    """The item as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(item), indent=2) + b"\n"


def read(content: bytes) -> Item | None:
    """The item in a file, None where there is none."""
    try:
        return msgspec.json.decode(content, type=Item)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def whole(item: Item) -> str:
    """What readers get of it, as one page."""
    return f"<article><h1>{escape(item.title)}</h1><p>{escape(item.summary)}</p>{item.html}</article>"


def _shown(picture: Picture, file: str, address: str) -> Shown:
    return Shown(
        file, address, picture.kind, picture.width, picture.height, len(picture.content), line(picture.alt),
        caption(picture),
    )  # fmt: skip
