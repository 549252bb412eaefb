"""Headlines elsewhere, as leads for an editor: title, link, time and source, from RSS or Atom.

Nothing of a feed is a fact or gets into a text.  Titles are foreign text: tags are taken out, lengths are bounded, and
only links to web pages are kept.  The body of an entry is never read.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from newsgen.gather.numbers import FIRST, LAST, malformed
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Lead, Row, SourceError, Trouble

# Each may be switched off by name; none gives more than headlines.
FEEDS: Mapping[str, str] = MappingProxyType(
    {
        "CoinDesk": "https://www.coindesk.com/arc/outboundfeeds/rss/?outputType=xml",
        "Cointelegraph": "https://cointelegraph.com/rss",
        "Decrypt": "https://decrypt.co/feed",
        "The Block": "https://www.theblock.co/rss.xml",
        "Bitcoin Magazine": "https://bitcoinmagazine.com/feed",
        "Federal Reserve": "https://www.federalreserve.gov/feeds/press_all.xml",
        "SEC": "https://www.sec.gov/news/pressreleases.rss",
        "Kraken": "https://blog.kraken.com/feed",
    }
)
LARGEST = 5_000_000  # bytes
ENTRIES, TITLE, LINK = 100, 200, 2_000  # entries of a feed, characters
_TAG = re.compile(r"<[^<>]*>")
_HIDDEN = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+"
)  # also turns of direction


class Feeds:
    """The feeds as a source that gives no rows; see `newsgen.gather.source.Source`."""

    name: ClassVar[str] = "feeds"
    label: ClassVar[str] = "feeds"
    hosts: ClassVar[tuple[str, ...]] = ()
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (4, 1.0)
    topics: ClassVar[Mapping[str, str]] = {"leads": "headlines elsewhere, for an editor's eyes only"}

    async def ask(self, topic: str, need: Need, line: Line) -> None:  # noqa: ARG002 - there is one topic
        """Ask every feed of the need at once; one that fails costs itself."""
        asked = [ask_feed(feed, line) for feed in need.feeds if feed in FEEDS]
        await asyncio.gather(*asked, return_exceptions=True)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """A feed has no past."""
        return None

    def refuse(self, answer: Answer, body: Any) -> None:
        """No feed is JSON."""

    def read(self, answer: Answer) -> Iterator[Row]:  # noqa: ARG002
        """No row ever comes of a feed."""
        return iter(())


def leads_of(answers: Iterable[Answer]) -> tuple[Lead, ...]:
    """The leads of all feeds among these answers, newest first; a feed that cannot be read gives none."""
    found: list[Lead] = []
    for answer in answers:
        if answer.source == Feeds.label:
            with suppress(SourceError):
                found += read_feed(answer)
    return tuple(sorted(found, key=lambda one: (one.at or FIRST, one.title), reverse=True))


async def ask_feed(feed: str, line: Line, feeds: Mapping[str, str] = FEEDS) -> Answer:
    """Ask for one feed by its name in `feeds`; raises SourceError."""
    parts = urlsplit(feeds[feed])
    slug = re.sub(r"[^a-z0-9]+", "-", feed.lower()).strip("-")
    host = f"{parts.scheme}://{parts.netloc}"
    return await line.get(
        f"feed-{slug}", parts.path, params=dict(parse_qsl(parts.query)), asked={"feed": feed}, hosts=(host,)
    )


def read_feed(answer: Answer) -> tuple[Lead, ...]:
    """The leads of a feed, newest first, those without a time last.

    Raises SourceError for a page instead of a feed (blocked) and for what is no whole feed (malformed); XML with
    entities of its own is such.
    """
    if len(answer.body) > LARGEST:
        raise malformed(answer, "the feed is far too long")
    start = answer.body[:1024].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise SourceError(answer.source, Trouble.BLOCKED, f"a page came instead of a feed ({answer.name})")
    try:
        root: Element = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise malformed(answer, "it is not whole XML") from error
    if _name(root) not in ("rss", "feed", "RDF"):
        raise malformed(answer, "it is no feed")
    source = answer.asked.get("feed", answer.source)
    entries = [one for one in root.iter() if _name(one) in ("item", "entry")][:ENTRIES]
    leads = {lead.url: lead for entry in entries for lead in _lead(entry, source)}
    return tuple(sorted(leads.values(), key=lambda one: one.at or FIRST, reverse=True))


def _lead(entry: Element, source: str) -> Iterator[Lead]:
    title = plain(_text(entry, "title"), TITLE)
    links = [one for one in entry if _name(one) == "link"]
    url = _web([one.get("href") or one.text or "" for one in links if one.get("rel", "alternate") == "alternate"])
    if title and url:
        yield Lead(title, url, _time(_text(entry, "pubDate", "published", "updated", "date")), source)


def _name(one: Element) -> str:
    """The tag without its namespace, "" for a comment."""
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""


def _text(entry: Element, *names: str) -> str:
    """The text of the first child of these names, in their order."""
    found = {_name(one): "".join(one.itertext()) for one in reversed(entry)}
    return next((found[name] for name in names if found.get(name, "").strip()), "")


def plain(text: str, most: int) -> str:
    """Foreign text as one line without tags and unseen characters, at most so long.

    >>> plain("Bitcoin <b>tops</b> &amp;lt;script&amp;gt; $123K", 40)
    'Bitcoin tops $123K'
    """
    for _ in range(3):  # some feeds escape twice
        text = _TAG.sub(" ", html.unescape(text[: 10 * most]))
    text = " ".join(_HIDDEN.sub(" ", text.replace("<", " ").replace(">", " ")).split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _web(links: Iterable[str]) -> str:
    """The first link to a web page, "" where there is none."""
    for link in links:
        found = link.strip()
        try:
            parts = urlsplit(found)
            usual = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        except ValueError:
            continue
        if usual and len(found) <= LINK and found.isprintable() and not set(found) & set(" <>\"'\\`"):
            return found
    return ""


def _time(text: str) -> datetime | None:
    """RSS writes times as mail does, Atom as ISO 8601; None for what is neither."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(text.strip())
            at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return at if FIRST <= at < LAST else None
    return None
