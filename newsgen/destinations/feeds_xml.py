"""RSS, Atom, JSON Feed and the news sitemap, each from the same items; the same items give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from newsgen.destinations.feeds_item import Item, Shown
from newsgen.destinations.folder_text import clean
from newsgen.model import Stage

ATOM, DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/elements/1.1/"
CONTENT, MEDIA = "http://purl.org/rss/1.0/modules/content/", "http://search.yahoo.com/mrss/"
SITEMAP, NEWS = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.google.com/schemas/sitemap-news/0.9"
RECENT, MOST = timedelta(days=2), 1_000  # what a news sitemap takes
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_PREFIXES = {"atom": ATOM, "dc": DC, "content": CONTENT, "media": MEDIA, "news": NEWS}
_CDATA = "\x00"  # no text holds it


@dataclass(frozen=True, slots=True)
class About:
    """What the feeds say of themselves."""

    title: str
    description: str
    home: str
    base: str  # where the feeds' folder is reached, with a slash at its end
    language: str
    publication: str


def rss(items: Sequence[Item], about: About) -> bytes:
    """RSS 2.0."""
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", about.title)
    _add(channel, "link", about.home)
    _add(channel, "description", about.description)
    _add(channel, "language", about.language)
    _add(channel, "lastBuildDate", format_datetime(_latest(items)))
    _add(channel, f"{{{ATOM}}}link", href=f"{about.base}rss.xml", rel="self", type="application/rss+xml")
    for item in items:
        one = ET.SubElement(channel, "item")
        _add(one, "title", item.title)
        _add(one, "link", item.url)
        _add(one, "guid", item.id, isPermaLink="false")
        _add(one, "pubDate", format_datetime(item.published.astimezone(UTC)))
        for author in item.authors:
            _add(one, f"{{{DC}}}creator", author)
        for term in _terms(item):
            _add(one, "category", term)
        _add(one, "description", item.summary)
        _add(one, f"{{{CONTENT}}}encoded", f"{_CDATA}{clean(item.html)}{_CDATA}")
        if item.changed:
            _add(one, f"{{{ATOM}}}updated", _iso(item.modified))
        for picture in item.pictures[:1]:
            _add(one, "enclosure", url=picture.address, length=str(picture.size), type=picture.kind)
        for picture in item.pictures:
            _media(one, picture)
    return _written(root, ("atom", "dc", "content", "media"))


def atom(items: Sequence[Item], about: About, id: str) -> bytes:
    """Atom 1.0; `id` names the feed for good."""
    root = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": about.language})
    _in(root, "id", id)
    _in(root, "title", about.title)
    _in(root, "subtitle", about.description)
    _in(root, "updated", _iso(_latest(items)))
    _in(root, "link", href=about.home, rel="alternate", type="text/html")
    _in(root, "link", href=f"{about.base}atom.xml", rel="self", type="application/atom+xml")
    for item in items:
        one = ET.SubElement(root, f"{{{ATOM}}}entry", {"xml:lang": item.language})
        _in(one, "id", item.id)
        _in(one, "title", item.title)
        _in(one, "updated", _iso(item.modified))
        _in(one, "published", _iso(item.published))
        _in(one, "link", href=item.url, rel="alternate", type="text/html")
        for name in item.authors or (about.publication,):
            author = ET.SubElement(one, f"{{{ATOM}}}author")
            _in(author, "name", name)
            if item.author_url:
                _in(author, "uri", item.author_url)
        for term in _terms(item):
            _in(one, "category", term=term)
        _in(one, "summary", item.summary)
        _in(one, "content", item.html, type="html")
        if item.rights:
            _in(one, "rights", item.rights)
        for picture in item.pictures[:1]:
            size = str(picture.size)
            _in(one, "link", rel="enclosure", href=picture.address, length=size, type=picture.kind)
    return _written(root, (), default=ATOM)


def json_feed(items: Sequence[Item], about: About) -> bytes:
    """JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "description": about.description,
        "home_page_url": about.home,
        "feed_url": f"{about.base}feed.json",
        "language": about.language,
        "items": [_entry(item) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def sitemap(items: Sequence[Item], about: About, now: datetime) -> bytes:
    """What went live in the last two days, for news search; an article that was withdrawn is not in it."""
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    recent = [one for one in items if now - RECENT <= one.published and one.stage is not Stage.WITHDRAWN]
    for item in recent[:MOST]:
        url = ET.SubElement(root, f"{{{SITEMAP}}}url")
        _add(url, f"{{{SITEMAP}}}loc", item.url)
        _add(url, f"{{{SITEMAP}}}lastmod", _iso(item.modified))
        news = ET.SubElement(url, f"{{{NEWS}}}news")
        publication = ET.SubElement(news, f"{{{NEWS}}}publication")
        _add(publication, f"{{{NEWS}}}name", about.publication)
        _add(publication, f"{{{NEWS}}}language", item.language)
        _add(news, f"{{{NEWS}}}publication_date", _iso(item.published))
        _add(news, f"{{{NEWS}}}title", item.title)
    return _written(root, ("news",), default=SITEMAP)


def _entry(item: Item) -> dict[str, object]:
    author = {"url": item.author_url} if item.author_url else {}
    files = [{"url": one.address, "mime_type": one.kind, "size_in_bytes": one.size} for one in item.pictures]
    notes = [{"kind": one.kind, "when": _iso(one.when), "text": one.text} for one in item.corrections]
    said: dict[str, object] = {
        "id": item.id, "url": item.url, "title": item.title, "content_html": item.html, "summary": item.summary,
        "image": item.pictures[0].address if item.pictures else "", "date_published": _iso(item.published),
        "date_modified": _iso(item.modified) if item.changed else "", "tags": list(_terms(item)),
        "authors": [{"name": name} | author for name in item.authors], "language": item.language,
        "attachments": files, "_newsgen": {"key": item.key, "version": item.version, "corrections": notes},
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _media(item: ET.Element, picture: Shown) -> None:
    size = {"width": str(picture.width), "height": str(picture.height), "fileSize": str(picture.size)}
    media = ET.SubElement(
        item, f"{{{MEDIA}}}content", {"url": picture.address, "medium": "image", "type": picture.kind, **size}
    )
    _add(media, f"{{{MEDIA}}}description", picture.caption or picture.alt, type="plain")


def _terms(item: Item) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in (item.section, *item.tags) if one))


def _latest(items: Sequence[Item]) -> datetime:
    return max((one.modified for one in items), default=_NEVER).astimezone(UTC)


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _in(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> None:
    _add(parent, f"{{{ATOM}}}{tag}", text, **attributes)


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> None:
    found = ET.SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()})
    if text:
        found.text = text if text.startswith(_CDATA) else clean(text)


def _written(root: ET.Element, prefixes: Sequence[str], default: str = "") -> bytes:
    """The tree as bytes with a line for each element; what stands between two marks becomes CDATA."""
    for prefix in prefixes:
        ET.register_namespace(prefix, _PREFIXES[prefix])
    if default:
        ET.register_namespace("", default)
    ET.indent(root, " ")
    pieces = ET.tostring(root, encoding="unicode").split(_CDATA)
    for at in range(1, len(pieces), 2):
        raw = pieces[at].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        pieces[at] = f"<![CDATA[{raw.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{"".join(pieces)}\n'.encode()
