"""The feeds: what readers see and nothing else, read by a feed reader, the same bytes for the same articles."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.destinations import open_destination
from newsgen.destinations.feeds_item import Item, read, written
from newsgen.destinations.feeds_xml import MOST, About, atom, json_feed, rss, sitemap
from newsgen.destinations.folder_text import clean
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Block, Correction, Form, Release, Stage, Standing, Wish
from tests.release_kit import correction, release

NOW = datetime(2024, 3, 6, 1, tzinfo=UTC)
NOTICE = Correction(NOW + timedelta(hours=9), "The total was wrong.", "Withdrawal")
ID = "tag:example.test,2024-03-05:daily-2024-03-05-en"
ABOUT = About("T", "D", "https://example.test/", "https://example.test/feeds/", "en", "The Daily Coin")
TEXTS = st.text(min_size=1, max_size=80) | st.text(alphabet="<>&]['\"\x00\x0b\ud800\ufffe\r\n\t aé😀", max_size=80)
NEWS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9",
}  # fmt: skip


def feeds(path: Path, hours: float = 0, *, dry: bool = False, **options: Any) -> Any:
    """The feeds' folder, opened as a run opens it so many hours later."""
    table = {
        "kind": "feeds", "path": str(path), "home": "https://example.test/", "base": "https://example.test/feeds",
        "article": "https://example.test/{year}/{slug}/",
    }  # fmt: skip
    return open_destination("feeds", {**table, **options}, dry=dry, now=NOW + timedelta(hours=hours))


def send(there: Any, sent: Release, wish: Wish, mark: str = "h1") -> Standing:
    """What a delivery does."""
    there.ready()
    media = there.pictures(sent, {})
    found = there.find(sent.key, sent.slug)
    made: Standing = there.update(found[0], sent, wish, mark, media) if found else there.create(sent, wish, mark, media)
    assert there.find(sent.key, sent.slug) == (made,)
    return made


def entries(path: Path) -> tuple[list[Any], list[Any], list[Any]]:
    """The entries of the three feeds, each read without a complaint."""
    parsed = [feedparser.parse((path / name).read_bytes()) for name in ("rss.xml", "atom.xml")]
    assert not any(one.bozo for one in parsed)
    return parsed[0].entries, parsed[1].entries, json.loads((path / "feed.json").read_bytes())["items"]


def in_sitemap(path: Path) -> list[str]:
    """The addresses in the news sitemap."""
    tree = ET.parse(path / "news-sitemap.xml")
    return [str(one.text) for one in tree.findall("s:url/s:loc", NEWS)]


def test_a_live_article_is_in_every_feed_with_its_fields(tmp_path: Path) -> None:
    """Named by its key, never by its address; its pictures with their true lengths."""
    send(feeds(tmp_path), release(), Wish(Stage.LIVE))
    for one in entries(tmp_path)[:2]:
        (entry,) = one
        assert entry.id == ID
        assert entry.title == release().headline
        assert entry.link == "https://example.test/2024/bitcoin-record-price-2024-03-05/"
        assert entry.summary == release().dek
        assert entry.author == "Ann Lee"
        assert [tag.term for tag in entry.tags] == ["Markets", *release().tags]
        assert entry.published_parsed[:5] == (2024, 3, 6, 1, 0)
        assert "<strong>$69,170</strong>" in entry.content[0].value
        (file,) = [link for link in entry.links if link.rel == "enclosure"]
        path = tmp_path / urlsplit(file.href).path.removeprefix("/feeds/")
        assert int(file.length) == path.stat().st_size
    (item,) = entries(tmp_path)[2]
    assert (item["id"], item["date_published"]) == (ID, "2024-03-06T01:00:00Z")
    assert "date_modified" not in item
    assert [one["size_in_bytes"] for one in item["attachments"]] == [len(one.content) for one in release().pictures]
    (media, _) = entries(tmp_path)[0][0].media_content
    assert (media["width"], media["height"], media["medium"]) == ("1200", "675", "image")


def test_drafts_are_nowhere_and_scheduled_ones_come_up_with_a_later_run(tmp_path: Path) -> None:
    """The next run is enough, whatever it is for."""
    send(feeds(tmp_path), release(), Wish())
    send(feeds(tmp_path), release(key="b", slug="b"), Wish(Stage.SCHEDULED, NOW + timedelta(hours=6)))
    assert entries(tmp_path) == ([], [], [])
    assert feeds(tmp_path, 5).find("b", "b")[0].stage is Stage.SCHEDULED
    feeds(tmp_path, 5).ready()
    assert entries(tmp_path) == ([], [], [])
    feeds(tmp_path, 7).ready()
    assert [one["id"] for one in entries(tmp_path)[2]] == ["tag:example.test,2024-03-05:b"]
    assert entries(tmp_path)[2][0]["date_published"] == "2024-03-06T07:00:00Z"
    assert feeds(tmp_path, 7).find("b", "b")[0].stage is Stage.LIVE


def test_a_correction_changes_the_entry_in_its_place(tmp_path: Path) -> None:
    """The same id and date, a later change, and the note."""
    send(feeds(tmp_path), release(), Wish(Stage.LIVE))
    send(feeds(tmp_path, 8), release(version=2, corrections=(correction(),)), Wish(Stage.LIVE), "h2")
    news, entry, item = (one[0] for one in entries(tmp_path))
    assert (news.id, entry.id, item["id"]) == (ID, ID, ID)
    assert (entry.published, entry.updated) == ("2024-03-06T01:00:00Z", "2024-03-06T09:00:00Z")
    assert (item["date_published"], item["date_modified"]) == ("2024-03-06T01:00:00Z", "2024-03-06T09:00:00Z")
    assert item["_newsgen"]["corrections"][0]["text"] == correction().text
    assert "An earlier version" in news.content[0].value


def test_a_withdrawn_article_turns_to_the_notice_or_leaves(tmp_path: Path) -> None:
    """In the news sitemap it is no more; one that was a draft never comes up."""
    made = send(feeds(tmp_path), release(), Wish(Stage.LIVE))
    assert len(in_sitemap(tmp_path)) == 1
    gone = feeds(tmp_path, 9).withdraw(made, release(), NOTICE, "h2")
    assert gone.stage is Stage.WITHDRAWN
    (entry,) = entries(tmp_path)[1]
    assert (entry.id, entry.title) == (ID, "Withdrawal: recap of 5 March 2024")
    assert "69,170" not in (tmp_path / "atom.xml").read_text("utf-8")
    assert in_sitemap(tmp_path) == []
    assert not list(tmp_path.rglob("*.png"))
    feeds(tmp_path, 10, withdrawn="leave").ready()
    assert entries(tmp_path) == ([], [], [])
    draft = send(feeds(tmp_path), release(key="c", slug="c"), Wish())
    feeds(tmp_path).withdraw(draft, release(key="c", slug="c"), NOTICE, "h2")
    feeds(tmp_path, 99).ready()
    assert [one["id"] for one in entries(tmp_path)[2]] == [ID]


def test_the_same_articles_give_the_same_bytes(tmp_path: Path) -> None:
    """A second delivery and a later run change no file."""
    send(feeds(tmp_path), release(), Wish(Stage.LIVE))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.is_file()}
    send(feeds(tmp_path, 20), release(), Wish(Stage.LIVE))
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_the_news_sitemap_holds_two_days_and_a_thousand_at_most(tmp_path: Path) -> None:
    """What is older stays in the feeds."""
    send(feeds(tmp_path), release(), Wish(Stage.LIVE))
    feeds(tmp_path, 47).ready()
    assert in_sitemap(tmp_path) == ["https://example.test/2024/bitcoin-record-price-2024-03-05/"]
    feeds(tmp_path, 49).ready()
    assert in_sitemap(tmp_path) == []
    assert len(entries(tmp_path)[0]) == 1
    many = [made_up(key=f"k{number}") for number in range(MOST + 5)]
    assert sitemap(many, ABOUT, NOW).count(b"<url>") == MOST


def test_the_feeds_hold_so_many_articles_the_latest_first(tmp_path: Path) -> None:
    """The others stay in the folder."""
    for hour, name in enumerate("abc"):
        send(feeds(tmp_path, hour, limit=2), release(key=name, slug=name), Wish(Stage.LIVE))
    assert [one["id"][-1] for one in entries(tmp_path)[2]] == ["c", "b"]
    assert len(feeds(tmp_path).find("a", "a")) == 1


def test_the_html_is_sanitised_and_needs_nothing_beside_it(tmp_path: Path) -> None:
    """No script, no relative address, every picture under the feeds' own."""
    evil = '<script>alert(1)</script><a href="javascript:alert(1)" onclick="x">a</a> <a href="/b">b</a>'
    blocks = (Block(Form.PARAGRAPH, html=evil), *release().blocks)
    send(feeds(tmp_path), release(blocks=blocks), Wish(Stage.LIVE))
    html = entries(tmp_path)[2][0]["content_html"]
    assert not any(word in html for word in ("<script", "javascript:", "onclick", 'href="/'))
    assert 'href="https://example.test/b"' in html
    assert 'src="https://example.test/feeds/pictures/daily-2024-03-05-en/' in html


def made_up(text: str = "x", key: str = "k", html: str = "<p>x</p>") -> Item:
    """An item as the folder keeps it."""
    return Item(
        id=f"tag:example.test,2024:{key}", key=key, sent="", version=1, stage=Stage.LIVE, slug=key,
        url=f"https://example.test/{key}/", title=clean(text) or "x", summary=clean(text), html=html, language="en",
        published=NOW, modified=NOW, authors=(clean(text) or "x",), tags=(clean(text),),
    )  # fmt: skip


@given(TEXTS)
def test_any_text_survives_every_feed(text: str) -> None:
    """Signs of markup, the end of a CDATA section, what XML cannot hold."""
    said = " ".join(clean(text).split()) or "x"
    item = made_up(said, html=clean(text).replace("\r", " "))
    assert read(written(item)) == item
    tree = ET.fromstring(rss([item], ABOUT))
    encoded = tree.find(".//{http://purl.org/rss/1.0/modules/content/}encoded")
    assert encoded is not None
    assert (encoded.text or "") == item.html
    assert tree.findtext("channel/item/title") == said
    assert b"<![CDATA[" in rss([item], ABOUT)
    entry = ET.fromstring(atom([item], ABOUT, "tag:x")).find("{http://www.w3.org/2005/Atom}entry")
    assert entry is not None
    assert (entry.findtext("{http://www.w3.org/2005/Atom}content") or "") == item.html
    assert json.loads(json_feed([item], ABOUT))["items"][0]["title"] == said


def test_an_item_changed_by_a_person_is_not_overwritten(tmp_path: Path) -> None:
    """A title in the kept file, for one."""
    made = send(feeds(tmp_path), release(), Wish(Stage.LIVE))
    path = tmp_path / made.id
    path.write_text(path.read_text("utf-8").replace("Longs bore", "Shorts bore"), "utf-8")
    (found,) = feeds(tmp_path).find(made.key, made.slug)
    assert dict(found.texts) != dict(made.texts)
    with pytest.raises(PublishError, match="person"):
        feeds(tmp_path).update(made, release(), Wish(Stage.LIVE), "h2", {})
    path.write_text("{", "utf-8")
    with pytest.raises(PublishError, match="cannot be read"):
        feeds(tmp_path).find(made.key, made.slug)


def test_a_dry_run_shows_the_feeds_and_writes_nothing(tmp_path: Path) -> None:
    """The entry is in what it shows."""
    there = feeds(tmp_path, dry=True)
    there.ready()
    there.create(release(), Wish(Stage.LIVE), "h1", {})
    assert list(tmp_path.iterdir()) == []
    shown = {one.url: one.body for one in there.requests}
    assert ID in shown["rss.xml"]
    assert f"items/{release().key}.json" in shown


def test_what_readers_see_of_it_can_be_looked_at(tmp_path: Path) -> None:
    """A draft nobody sees."""
    made = send(feeds(tmp_path), release(), Wish())
    assert feeds(tmp_path).page(made) == ""
    made = send(feeds(tmp_path), release(), Wish(Stage.LIVE))
    assert "<strong>$69,170</strong>" in feeds(tmp_path).page(made)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"home": "example.test"}, "home is 'example.test'"),
        ({"article": "https://example.test/x/"}, "the same address"),
        ({"limit": 0}, "limit is 0"),
    ],
)
def test_a_wrong_option_is_named(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    """With the way out."""
    with pytest.raises(SettingsError, match=said):
        feeds(tmp_path, **options)


def test_an_article_without_an_address_is_refused(tmp_path: Path) -> None:
    """Its canonical one is enough."""
    with pytest.raises(PublishError, match="set article"):
        feeds(tmp_path, article="").create(release(), Wish(Stage.LIVE), "h1", {})
    made = feeds(tmp_path, article="").create(release(canonical="https://example.test/a"), Wish(Stage.LIVE), "h1", {})
    assert made.url == "https://example.test/a"
