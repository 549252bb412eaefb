"""Leads from feeds: headlines for an editor's eyes, whoever wrote them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.gather.feeds import FEEDS, LINK, TITLE, ask_feed, plain, read_feed
from newsgen.wire import Answer, Lead, SourceError
from tests.source_kit import answer, line_to, run, trouble


class Feeds:
    """What a line needs to know of whoever is asked."""

    name, label, hosts, rate, secret_params = "feeds", "feeds", (), (5, 1.0), ()

    def refuse(self, answer: Answer, body: Any) -> None:
        """A feed has no way of saying no in JSON."""


RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>News</title><link>https://news.example/</link>
<item><title><![CDATA[Bitcoin tops <b>$123,000</b> &amp; holds]]></title><link>https://news.example/1</link>
<media:title>Another</media:title><pubDate>Mon, 14 Jul 2025 09:30:00 -0400</pubDate>
<description>Never to be read</description></item>
<item><title>Older</title><link> https://news.example/2 </link><dc:date>2025-07-14T08:00:00Z</dc:date></item>
<item><title>Undated</title><link>https://news.example/3</link><pubDate>soon</pubDate></item>
</channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title type="html">Ether &amp;amp; funds</title><link rel="self" href="https://news.example/api/1"/>
<link href="https://news.example/atom/1"/><published>2025-07-14T10:00:00+02:00</published>
<updated>2025-07-14T11:00:00Z</updated></entry></feed>"""


def leads(body: bytes) -> tuple[Lead, ...]:
    """The leads of a feed named Wire."""
    return read_feed(answer(Feeds, body, feed="Wire"))


def item(title: str = "A title", link: str = "https://news.example/1") -> bytes:
    """A feed of one item."""
    return f"<rss><channel><item><title>{title}</title><link>{link}</link></item></channel></rss>".encode()


def test_a_lead_is_title_link_time_and_source_newest_first() -> None:
    half_past_one, eight = datetime(2025, 7, 14, 13, 30, tzinfo=UTC), datetime(2025, 7, 14, 8, tzinfo=UTC)
    assert leads(RSS) == (
        Lead("Bitcoin tops $123,000 & holds", "https://news.example/1", half_past_one, "Wire"),
        Lead("Older", "https://news.example/2", eight, "Wire"),
        Lead("Undated", "https://news.example/3", None, "Wire"),
    )  # fmt: skip


def test_atom_is_read_like_rss() -> None:
    (lead,) = leads(ATOM)
    assert (lead.title, lead.url) == ("Ether & funds", "https://news.example/atom/1")
    assert lead.at == datetime(2025, 7, 14, 8, tzinfo=UTC), "when it came out, not when it was changed"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//news.example/1", "news.example", "",
        "https://", "https://ann:pw@news.example/", "https://news.example/a b", "https://news.example/&quot;onload=",
        "https://[news", "https://news.example/" + "a" * LINK,
    ],
)  # fmt: skip
def test_only_plain_links_to_web_pages_are_kept(link: str) -> None:
    assert leads(item(link=link)) == ()


def test_a_title_is_bounded_and_nothing_of_it_is_markup() -> None:
    (lead,) = leads(item(title="&lt;script&gt;x&lt;/script&gt; A&#x202E;B " + "long " * 100))
    assert len(lead.title) <= TITLE
    assert lead.title.startswith("x A B long")
    assert lead.title.endswith("…")
    assert leads(item(title="&lt;b&gt;&lt;/b&gt;")) == (), "a title of tags is none"


@given(st.text(max_size=300))
def test_plain_text_has_no_tag_and_no_line_break(text: str) -> None:
    found = plain(text, 100)
    assert len(found) <= 100
    assert not set(found) & set("<>\n\r\t\u202e\u200b")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "malformed"), (b"{}", "malformed"), (b"<rss><channel>", "malformed"), (b"<svg/>", "malformed"),
        (RSS[:-60], "malformed"), (b"<!DOCTYPE html><html></html>", "blocked"), (b"\n<HTML><body/></HTML>", "blocked"),
        (b'<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><item><title>&a;</title></item></rss>', "malformed"),
        (b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>', "malformed"),
        (b"<rss>" + b" " * 5_000_000 + b"</rss>", "malformed"), (b"\xff\xfe\x00<", "malformed"),
        (b'<?xml version="1.0" encoding="none-such"?><rss/>', "malformed"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_told_apart(body: bytes, word: str) -> None:
    assert trouble(lambda: leads(body)) == word


def test_a_feed_without_entries_has_no_leads() -> None:
    assert leads(b"<rss version='2.0'><channel><title>News</title></channel></rss>") == ()


@given(st.binary(max_size=200), st.integers(0, len(RSS)))
def test_no_spoiled_feed_gives_anything_but_leads_or_the_one_error(noise: bytes, place: int) -> None:
    try:
        found = leads(RSS[:place] + noise + RSS[place + len(noise) :])
    except SourceError:
        return
    assert all(lead.title and lead.url.startswith(("https://", "http://")) for lead in found)


def test_every_feed_is_asked_at_its_own_address() -> None:
    for feed, url in FEEDS.items():
        line = line_to(Feeds(), lambda _path, _params: RSS)
        kept = run(ask_feed(feed, line))
        assert kept.url == url
        assert [lead.source for lead in read_feed(kept)] == [feed] * 3
    assert len({run(ask_feed(feed, line_to(Feeds(), lambda *_: RSS))).name for feed in FEEDS}) == len(FEEDS)
