"""An article at a real WordPress: every step of its life, on the oldest and the newest version that is supported."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from newsgen.errors import PublishError
from newsgen.model import Correction, Stage, Wish
from tests.release_kit import correction, picture
from tests.services.wordpress import Site
from tests.wordpress_kit import (
    AGAIN,
    DRAFT,
    LIVE,
    SENT,
    by_hand,
    let_pass,
    odd,
    opened,
    pictured,
    posts,
    saying,
    sent,
    small,
)

both = pytest.mark.parametrize("plugin", [False, True], ids=["plain", "plugin"])
WITHDRAWAL = Correction(datetime(2024, 3, 6, 11, 0, tzinfo=UTC), "The total counted one venue twice.", "Withdrawal")


def in_an_hour() -> Wish:
    return Wish(Stage.SCHEDULED, (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0))


@both
def test_a_draft_is_there_for_people_with_a_login_alone(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog) as wordpress:
        assert wordpress.ready() == ()
        assert wordpress.find(one.key, one.slug) == ()
        made = sent(wordpress, one)
        assert (made.key, made.slug, made.stage, made.sent, made.at) == (one.key, one.slug, Stage.DRAFT, SENT, None)
        assert wordpress.find(one.key, one.slug) == (made,)
        assert wordpress.find(one.key, "", made.id) == (made,)
        assert wordpress.page(made) == ""
    assert made.texts["title"] == one.headline
    assert made.texts["excerpt"] == one.dek
    assert "<strong>$69,170</strong>" in made.texts["body"]
    assert blog.copies(one.key) == 1
    with pytest.raises(HTTPError, match="404"):
        urlopen(made.url)


@both
def test_an_update_changes_the_words_and_nothing_else(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog) as wordpress:
        made = sent(wordpress, one)
        changed = wordpress.update(made, saying(one, "It fell to $59,000."), DRAFT, AGAIN, {})
        assert (changed.id, changed.slug, changed.stage, changed.sent) == (made.id, made.slug, Stage.DRAFT, AGAIN)
        assert "It fell to $59,000." in changed.texts["body"]
        assert SENT not in changed.texts["body"]
        assert wordpress.find(one.key, one.slug) == (changed,)
    assert blog.copies(one.key) == 1


def test_what_is_scheduled_goes_live_at_its_moment(blog: Site) -> None:
    one, wish = small(), in_an_hour()
    with opened(blog) as wordpress:
        made = sent(wordpress, one, wish)
        assert (made.stage, made.at, wordpress.page(made)) == (Stage.SCHEDULED, wish.at, "")
        let_pass(blog, made, timedelta(hours=2))
        (now,) = wordpress.find(one.key, one.slug)
        assert now.stage is Stage.LIVE
        assert now.touched == made.touched, "nobody changed it"
        assert "$69,170" in wordpress.page(now)


def test_a_scheduled_article_can_be_taken_off_the_schedule_moved_or_published_now(blog: Site) -> None:
    one, wish = small(), in_an_hour()
    with opened(blog) as wordpress:
        made = sent(wordpress, one, wish)
        moved = wordpress.update(made, one, later := in_an_hour_and_a_half(), SENT, {})
        assert (moved.stage, moved.at) == (Stage.SCHEDULED, later.at)
        off = wordpress.update(moved, one, DRAFT, SENT, {})
        assert (off.stage, off.at) == (Stage.DRAFT, None)
        now = wordpress.update(off, one, LIVE, SENT, {})
        assert now.stage is Stage.LIVE
        assert now.at
        assert abs(now.at - datetime.now(UTC)) < timedelta(seconds=30), "not at the moment that it was scheduled for"


def in_an_hour_and_a_half() -> Wish:
    return Wish(Stage.SCHEDULED, (datetime.now(UTC) + timedelta(minutes=90)).replace(microsecond=0))


@pytest.mark.parametrize("ahead", [-3600, 0, 50])
def test_what_wordpress_would_publish_at_once_is_not_scheduled(blog: Site, ahead: int) -> None:
    before = posts(blog)
    with opened(blog) as wordpress, pytest.raises(PublishError, match="less than a minute ahead"):
        sent(wordpress, small(), Wish(Stage.SCHEDULED, datetime.now(UTC) + timedelta(seconds=ahead)))
    assert posts(blog) == before


@both
def test_a_live_article_has_its_words_for_a_reader(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog) as wordpress:
        made = sent(wordpress, one, LIVE)
        assert made.stage is Stage.LIVE
        assert made.at
        assert abs(made.at - datetime.now(UTC)) < timedelta(seconds=30)
        assert made.url == f"{blog.url}/{one.slug}/"
        page = wordpress.page(made)
    for words in (
        "from its record &#038; takes",
        "&lt;at worst&gt;",
        "Müller &amp; Söhne",
        "Further down",
        one.disclaimer,
    ):
        assert words in page
    assert f"newsgen:key={one.key} " in page


def test_a_clock_ahead_of_the_sites_does_not_make_it_wait(blog: Site) -> None:
    with opened(blog, now=datetime.now(UTC) + timedelta(minutes=7)) as wordpress:
        assert sent(wordpress, small(), LIVE).stage is Stage.LIVE


def test_a_past_clock_of_a_rehearsal_dates_the_article(blog: Site) -> None:
    morning = datetime(2024, 3, 6, 6, 0, tzinfo=UTC)
    with opened(blog, now=morning) as wordpress:
        assert sent(wordpress, small(), LIVE).at == morning


@both
def test_a_correction_of_what_is_live_keeps_address_and_date(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog, now=datetime(2024, 3, 6, 6, 0, tzinfo=UTC)) as wordpress:
        made = sent(wordpress, one, LIVE)
        note = correction()
        right = saying(small(key=one.key, slug=one.slug, corrections=(note,)), "The total was $1.16 billion.")
        changed = wordpress.update(made, right, LIVE, AGAIN, {})
        assert (changed.url, changed.at, changed.stage) == (made.url, made.at, Stage.LIVE)
        page = wordpress.page(changed)
    assert note.text in page
    assert page.index(note.text) < page.index("The total was $1.16 billion.")
    assert "newsgen-correction" in page
    assert "fell to <em>$59,005</em>" not in page


def test_a_live_article_that_is_held_is_a_draft_again(blog: Site) -> None:
    one = small()
    with opened(blog) as wordpress:
        made = sent(wordpress, one, LIVE)
        held = wordpress.update(made, one, DRAFT, SENT, {})
        assert (held.stage, held.id, wordpress.page(held)) == (Stage.DRAFT, made.id, "")
        with pytest.raises(HTTPError, match="404"):
            urlopen(made.url)
        assert wordpress.update(held, one, LIVE, SENT, {}).url == made.url


@both
def test_a_withdrawn_article_says_so_where_it_was(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = pictured(headline="Unheard of: all is wrong")
    with opened(blog) as wordpress:
        made = sent(wordpress, one, LIVE)
        gone = wordpress.withdraw(made, one, WITHDRAWAL, AGAIN)
        assert (gone.stage, gone.url, gone.key, gone.sent) == (Stage.WITHDRAWN, made.url, one.key, AGAIN)
        page = wordpress.page(gone)
        assert wordpress.find(one.key, one.slug) == (gone,)
    assert WITHDRAWAL.text in page
    assert not re.search(r"69,170|Unheard|card-16x9|bitcoin-price", page)
    robots = re.search(r"<meta name='robots' content='([^']*)'", page)
    assert robots
    assert ("noindex" in robots[1]) or not plugin
    there = by_hand(blog, f"posts/{made.id}?context=edit")
    assert (there["tags"], there["featured_media"]) == ([], 0)


def test_a_withdrawn_article_can_become_a_draft_instead(blog: Site) -> None:
    one = small()
    with opened(blog, withdrawn="draft") as wordpress:
        made = sent(wordpress, one, LIVE)
        gone = wordpress.withdraw(made, one, WITHDRAWAL, AGAIN)
        assert (gone.stage, wordpress.page(gone)) == (Stage.WITHDRAWN, "")
    with pytest.raises(HTTPError, match="404"):
        urlopen(made.url)


def test_a_draft_that_is_withdrawn_never_meets_a_reader(blog: Site) -> None:
    one = small()
    with opened(blog) as wordpress:
        for wish in (DRAFT, in_an_hour()):
            one = small()
            gone = wordpress.withdraw(sent(wordpress, one, wish), one, WITHDRAWAL, AGAIN)
            assert by_hand(blog, f"posts/{gone.id}?context=edit")["status"] == "draft"


def test_what_was_withdrawn_can_be_published_anew(blog: Site) -> None:
    one = small()
    with opened(blog) as wordpress:
        gone = wordpress.withdraw(sent(wordpress, one, LIVE), one, WITHDRAWAL, AGAIN)
        back = wordpress.update(gone, one, LIVE, SENT, {})
        assert (back.stage, back.texts["title"]) == (Stage.LIVE, one.headline)
        assert WITHDRAWAL.text not in wordpress.page(back)


@both
def test_pictures_are_sent_once_and_described(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = pictured()
    with opened(blog) as wordpress:
        stands = wordpress.pictures(one, {})
        assert len(stands) == (4 if plugin else 2), "cards of other shapes are for the JSON-LD alone"
        count = files(blog)
        assert wordpress.pictures(one, stands) == stands
        assert wordpress.pictures(one, {}) == stands, "a run that forgot what it sent finds it"
        assert files(blog) == count
        made = wordpress.create(one, LIVE, SENT, stands)
        page = wordpress.page(made)
    assert one.card
    number, address = stands[one.card.sha256].split(" ")
    card = by_hand(blog, f"media/{number}?context=edit")
    assert (card["alt_text"], card["source_url"]) == (one.card.alt, address)
    assert card["caption"]["raw"] == f"{one.card.caption}. {one.card.credit}"
    assert by_hand(blog, f"posts/{made.id}?context=edit")["featured_media"] == int(number)
    chart = stands[one.charts[0].sha256].split(" ")[1]
    assert f'src="{chart}"' in page
    assert 'alt="Picture' in page
    assert "srcset" in page
    with urlopen(chart) as file:
        assert file.read() == one.charts[0].content


def files(blog: Site) -> int:
    return int(blog.sql("select count(*) from wp_posts where post_type='attachment'")[0][0])


@pytest.mark.parametrize(("shape", "size"), [("4x3", (1200, 900)), ("none", None)])
def test_the_card_can_have_the_shape_that_a_theme_shows(blog: Site, shape: str, size: tuple[int, int] | None) -> None:
    with opened(blog, card=shape) as wordpress:
        made = sent(wordpress, pictured(charts=()))
    featured = by_hand(blog, f"posts/{made.id}?context=edit")["featured_media"]
    details = by_hand(blog, f"media/{featured}")["media_details"] if featured else None
    assert (details and (details["width"], details["height"])) == size


def test_another_chart_under_the_same_name_is_another_file(blog: Site) -> None:
    one = pictured(card=None, cards=())
    name = one.charts[0].name
    other = replace(one, charts=(picture("another", 1200, 630),))
    other = replace(other, charts=(replace(other.charts[0], name=name),))
    with opened(blog) as wordpress:
        first = wordpress.pictures(one, {})
        second = wordpress.pictures(other, first)
    (old,), (new,) = first.values(), second.values()
    assert old.split(" ")[1] != new.split(" ")[1]


def test_a_picture_that_a_person_deleted_is_sent_anew(blog: Site) -> None:
    one = pictured(card=None, cards=())
    with opened(blog) as wordpress:
        first = wordpress.pictures(one, {})
        (kept,) = first.values()
        by_hand(blog, f"media/{kept.split(' ')[0]}?force=true", method="DELETE")
        (anew,) = wordpress.pictures(one, first).values()
    assert anew != kept


def test_the_words_of_a_picture_follow_the_article(blog: Site) -> None:
    one = pictured(card=None, cards=())
    other = replace(one, charts=(replace(one.charts[0], alt="Line chart of $1 & <more>", caption="Corrected"),))
    with opened(blog) as wordpress:
        first = wordpress.pictures(one, {})
        assert wordpress.pictures(other, first) == first
    (kept,) = first.values()
    there = by_hand(blog, f"media/{kept.split(' ')[0]}?context=edit")
    assert there["alt_text"] == "Line chart of $1 & &lt;more&gt;", "as HTML has it: markup would be taken out"
    assert there["caption"]["raw"].startswith("Corrected")


def test_categories_and_tags_are_found_by_their_names(blog: Site) -> None:
    stamp = f"{time.time_ns()}"
    names = (f"Märkte & Krypto {stamp}", f"Über <uns> {stamp}", f"C++ {stamp}")
    by_hand(blog, "tags", {"name": f"märkte & krypto {stamp}"})
    with opened(blog, tags=(f"House {stamp}",)) as wordpress:
        for section in (f"News & Views {stamp}", f"news & views {stamp}"):
            made = sent(wordpress, small(tags=names, section=section))
            assert wordpress.notes == []
    there = by_hand(blog, f"posts/{made.id}?context=edit")
    assert len(there["tags"]) == 4
    assert len(there["categories"]) == 1
    count = f"select count(*) from wp_terms where name like '%{stamp}%'"
    assert blog.sql(count) == [["5"]], "none was made twice"


def test_no_tag_is_made_where_that_is_not_wished(blog: Site) -> None:
    with opened(blog, create_tags=False, create_categories=False) as wordpress:
        made = sent(wordpress, small(tags=("Nobody's tag",), section="Nobody's section"))
        assert len(wordpress.notes) == 2
        assert 'no tag "Nobody\'s tag" there' in wordpress.notes[1]
    assert by_hand(blog, f"posts/{made.id}?context=edit")["tags"] == []


def test_fields_of_plugins_for_search_engines_are_filled_where_they_can_be_written(blog: Site) -> None:
    one = small(canonical="https://example.test/first")
    with opened(blog, seo="yoast") as wordpress:
        assert "the fields of yoast cannot be written" in wordpress.ready()[0]
    blog.plugin(True)
    odd(blog, "define('WPSEO_VERSION', '23.0');")
    with opened(blog) as wordpress:
        assert wordpress.ready() == ()
        made = sent(wordpress, one)
    meta = by_hand(blog, f"posts/{made.id}?context=edit")["meta"]
    assert meta["_yoast_wpseo_title"] == one.seo_title
    assert meta["_yoast_wpseo_metadesc"] == one.description
    assert meta["_yoast_wpseo_canonical"] == one.canonical
    assert "rank_math_title" not in meta
    assert meta["newsgen_key"] == one.key
    with urlopen(f"{blog.url}/wp-json/wp/v2/posts?newsgen_key={one.key}") as said:
        assert b"newsgen_key" not in said.read(), "fields are for those who may edit"


@both
def test_an_article_stays_whole_in_the_hands_of_an_author(blog: Site, plugin: bool) -> None:
    """An author may write no HTML that WordPress does not know: none of ours is lost to that."""
    blog.plugin(plugin)
    one = pictured(section="Uncategorized", corrections=(correction(),))
    with opened(blog, "author") as wordpress:
        assert any("does not see the drafts of others" in warning for warning in wordpress.ready())
        made = sent(wordpress, one, LIVE)
        assert wordpress.find(one.key, one.slug) == (made,)
        page = wordpress.page(made)
    assert "from its record &#038; takes" in page.replace("&amp;", "&#038;")
    assert 'scope="row"' in page
    assert f"newsgen:key={one.key} " in page


def test_a_site_without_pretty_addresses_is_asked_in_its_own_way(blog: Site) -> None:
    blog.bare()
    one = small()
    with opened(blog) as wordpress:
        assert wordpress.ready() == ()
        made = sent(wordpress, one, LIVE)
        changed = wordpress.update(made, saying(one, "Changed words."), LIVE, AGAIN, {})
        assert wordpress.find(one.key, one.slug) == (changed,)
        assert "Changed words." in wordpress.page(changed)
    assert "?p=" in made.url


def test_surplus_copies_go_for_good_and_nothing_else_does(blog: Site) -> None:
    one = small()
    with opened(blog) as wordpress:
        made, more = sent(wordpress, one), sent(wordpress, one)
        assert more.slug == f"{one.slug}-2"
        assert wordpress.find(one.key, one.slug) == (made, more)
        wordpress.remove(more)
        assert wordpress.find(one.key, one.slug) == (made,)
        wordpress.remove(more)
        foreign = replace(made, id=str(by_hand(blog, "posts", {"title": "Mine", "content": "Own words"})["id"]))
        with pytest.raises(PublishError, match="none of newsgen's"):
            wordpress.remove(foreign)
    assert blog.copies(one.key) == 1


def test_the_plugin_prints_what_is_asked_for_and_nothing_else(blog: Site) -> None:
    blog.plugin(True)
    one = pictured(headline="Fall </script> & more", description='It "fell" & rose <fast>.')
    with opened(blog) as wordpress:
        made = sent(wordpress, one, LIVE)
        assert "application/ld+json" not in wordpress.page(made)
        odd(blog, "define('NEWSGEN_PRINT', 'jsonld, opengraph, description');")
        page = wordpress.page(made)
        urls = [url.split(" ")[1] for url in wordpress.pictures(one, {}).values()]
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
    assert (told["@type"], told["url"], told["description"]) == ("NewsArticle", made.url, one.json_ld["description"])
    assert len(told["image"]) == 3
    assert set(told["image"]) <= set(urls)
    assert told["datePublished"].startswith(made.at.strftime("%Y-%m-%dT%H:%M:%S") if made.at else "-")
    cards = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)" />', page))
    assert cards["og:title"] == one.seo_title
    assert cards["description"] == "It &quot;fell&quot; &amp; rose &lt;fast&gt;."
    assert (cards["og:image:width"], cards["og:image:height"]) == ("1200", "675")
    assert cards["og:image:alt"].startswith("Picture")
    assert "og:type" not in urlopen(f"{blog.url}/?p=1").read().decode(), "articles of others are left alone"
