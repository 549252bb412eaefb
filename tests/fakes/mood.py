"""alternative.me's index and the feeds of news sites."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from .kit import XML, Ask, Refused, Reply, Vendor, iso, page, said
from .papers import DAY, HOUR

HEADLINES = (
    "Bitcoin moves while traders wait for the week's inflation figures",
    "Short positions closed across exchanges as prices rise",
    "Fund flows stay positive for another session",
    "Ether holds its level &amp; options desks take note",
    "Regulator publishes its calendar for the month",
)
FEEDS = (
    *("/arc/outboundfeeds/rss/", "/arc/outboundfeeds/rss", "/rss", "/feed", "/rss.xml"),
    *("/feeds/press_all.xml", "/news/pressreleases.rss"),
)


def label(value: int) -> str:
    """The index's own word for a value."""
    words = ((26, "Extreme Fear"), (47, "Fear"), (55, "Neutral"), (76, "Greed"))
    return next((word for below, word in words if value < below), "Extreme Greed")


def _index(ask: Ask) -> object:
    bad = said({"name": "Fear and Greed Index", "data": [], "metadata": {"error": "Invalid limit"}}, 400)
    limit, now = ask.whole("limit", 1, bad), ask.world.at
    known = ask.world.papers.sentiment
    days = sorted((day for day in known if day + 300 <= now), reverse=True)  # told five minutes after midnight
    rows: list[dict[str, str]] = []
    for day in days[: limit or None]:
        written = ask.params.get("date_format", "")
        stamp = datetime.fromtimestamp(day, UTC).strftime("%m-%d-%Y" if written == "us" else "%d-%m-%Y")
        row = {"value": str(known[day]), "value_classification": label(known[day])}
        row["timestamp"] = stamp if written else str(day)
        if not rows:
            row["time_until_update"] = str(DAY - now % DAY)
        rows.append(row)
    return {"name": "Fear and Greed Index", "data": rows, "metadata": {"error": None}}


def _none(_: str, body: Any) -> Any:
    return {**body, "data": []}


def _feed(ask: Ask) -> object:
    """Five items of the last ten hours; unchanged for who has its tag."""
    if not ask.headers.get("user-agent"):
        raise Refused(page(403))
    newest = ask.world.at // HOUR * HOUR
    tag = f'"{newest}"'
    if ask.headers.get("if-none-match") == tag:
        return Reply(b"", 304, XML, {"ETag": tag})
    items = "".join(
        f"<item><title>{words}</title><link>https://news.example/{newest - n * 7200}</link>"
        f"<pubDate>{_written(newest - n * 7200)}</pubDate><description>Never to be shown</description></item>"
        for n, words in enumerate(HEADLINES)
    )
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    )
    return Reply(body.encode(), kind=XML, headers={"ETag": tag, "Last-Modified": _written(newest)})


def _written(at: int) -> str:
    return format_datetime(datetime.fromtimestamp(at, UTC), usegmt=True)


def _no_items(_: str, __: Any) -> Any:
    return b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title></channel></rss>'


def _atom(_: str, __: Any) -> Any:
    """The other kind of feed."""
    entries = "".join(
        f'<entry><title>{words}</title><link href="https://news.example/atom/{n}"/>'
        f"<updated>{iso(1_752_490_800 - n * HOUR)}</updated></entry>"
        for n, words in enumerate(HEADLINES)
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{entries}</feed>'.encode()
    )


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>'
)
ALTERNATIVE = Vendor(
    "alternative",
    {"/fng/": _index, "/fng": _index},
    unknown=page(404, b"<html><body>Not found</body></html>"),
    troubles={
        "rate": said({"name": "Fear and Greed Index", "data": [], "metadata": {"error": "Too many requests"}}, 429),
        "error": said({"name": "Fear and Greed Index", "data": [], "metadata": {"error": "Internal error"}}),
    },
    empty=_none,
    limit=(60, 60.0),
)
FEEDS_OF_NEWS = Vendor(
    "feeds",
    dict.fromkeys(FEEDS, _feed),
    unknown=page(404, b"<html><body>Not found</body></html>"),
    troubles={
        "rate": Reply(b"", 429, "text/plain", {"Retry-After": "1"}),
        "waf": page(403),
        "html": page(),
        "bomb": Reply(BOMB, kind=XML),
    },
    empty=_no_items,
    vary=_atom,
)
