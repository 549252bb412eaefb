"""An article at a real Ghost 6: every step of its life."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from newsgen.destinations.ghost_cards import letters
from newsgen.errors import PublishError
from newsgen.model import Block, Correction, Form, Stage, Wish
from tests.ghost_kit import (
    AGAIN,
    DRAFT,
    LIVE,
    SENT,
    Editor,
    copies,
    linked,
    opened,
    pictured,
    read,
    saying,
    sent,
    small,
    soon,
    words_sent,
)
from tests.release_kit import correction
from tests.services.ghost import Site
from tests.services.proxy import before

pytestmark = pytest.mark.xdist_group("ghost")
WITHDRAWAL = Correction(datetime(2024, 3, 6, 11, 0, tzinfo=UTC), "The total counted one venue twice.", "Withdrawal")


def test_a_draft_is_there_for_people_with_a_login_alone(ghost: Site) -> None:
    one = small()
    with opened(ghost, authors=["owner"]) as blog:
        assert blog.ready() == ()
        assert blog.find(one.key, one.slug) == ()
        made = sent(blog, one)
        assert (made.key, made.slug, made.stage, made.sent, made.at) == (one.key, one.slug, Stage.DRAFT, SENT, None)
        assert blog.find(one.key, one.slug) == blog.find(one.key, "") == blog.find(one.key, "", made.id) == (made,)
        assert blog.page(made) == ""
    assert (made.texts["title"], made.texts["excerpt"]) == (one.headline, one.dek)
    assert "<strong>$69,170</strong>" in made.texts["body"]
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{ghost.url}/{one.slug}/")


def test_a_changed_draft_is_the_same_post(ghost: Site) -> None:
    one = small()
    with opened(ghost) as blog:
        made = sent(blog, one)
        changed = blog.update(made, saying(one, "Bitcoin fell to $59,005."), DRAFT, AGAIN, {})
    assert (changed.id, changed.slug, changed.stage, changed.sent) == (made.id, made.slug, Stage.DRAFT, AGAIN)
    assert "$59,005." in changed.texts["body"]
    assert "$69,170</strong>" not in changed.texts["body"]
    assert copies(ghost, one.key) == 1


def test_a_scheduled_article_goes_live_by_itself_and_is_no_other_for_it(ghost: Site) -> None:
    one, wish = small(), soon(3)
    with opened(ghost) as blog:
        made = sent(blog, one, wish)
        assert (made.stage, made.at) == (Stage.SCHEDULED, wish.at)
        live = made
        until = time.monotonic() + 30
        while live.stage is not Stage.LIVE and time.monotonic() < until:
            time.sleep(0.3)
            (live,) = blog.find(one.key, one.slug, made.id)
        assert (live.stage, live.at, live.texts) == (Stage.LIVE, wish.at, made.texts)
        assert letters(read(blog.page(live))) == words_sent(one)
        assert blog.update(live, one, wish, SENT, {}).stage is Stage.LIVE


def test_a_scheduled_article_moves_goes_back_to_a_draft_or_out_at_once(ghost: Site) -> None:
    one, later = small(), soon(7200)
    with opened(ghost) as blog:
        made = sent(blog, one, soon(3600))
        moved = blog.update(made, one, later, SENT, {})
        assert (moved.stage, moved.at) == (Stage.SCHEDULED, later.at)
        held = blog.update(moved, one, DRAFT, SENT, {})
        assert held.stage is Stage.DRAFT
        live = blog.update(blog.update(held, one, later, SENT, {}), one, LIVE, SENT, {})
        assert live.stage is Stage.LIVE
        assert live.at is not None
        assert live.at <= datetime.now(UTC) + timedelta(seconds=2)


def test_a_reader_reads_the_release_and_nothing_else(ghost: Site) -> None:
    one = pictured(corrections=(correction(),))
    with opened(ghost) as blog:
        page = blog.page(sent(blog, one, LIVE))
    assert letters(read(page)) == words_sent(one)
    assert letters(one.dek.replace("&", "&amp;")) in letters(page)
    assert (
        '<meta property="og:title" content="Bitcoin falls $10,000 from its record &amp; takes “longs” along">' in page
    )
    assert '<meta name="description" content="Bitcoin set a record of $69,170 on Tuesday 5 March' in page


def test_the_pages_linked_data_parses_and_has_the_correction(ghost: Site) -> None:
    evil = "</script><script>alert('&')</script>"
    note = {"@type": "CorrectionComment", "text": "It was $1.61 billion.", "datePublished": "2024-03-06T09:05:00Z"}
    base = pictured(corrections=(correction(),))
    one = replace(base, json_ld={**base.json_ld, "description": evil, "correction": [note]})
    with opened(ghost) as blog:
        page = blog.page(sent(blog, one, LIVE))
    (own,) = [data for data in linked(page) if data["@type"] == "NewsArticle"]
    assert own["correction"] == [note]
    assert own["description"] == evil
    assert len(own["image"]) == 3
    for address, card in zip(own["image"], one.cards):
        assert urlopen(address).read() == card.content
    assert "alert('&')</script>" not in page
    with opened(ghost, json_ld=False) as blog:
        assert {data["@type"] for data in linked(blog.page(sent(blog, small(), LIVE)))} == {"Article"}


def test_a_correction_is_seen_at_the_same_address(ghost: Site) -> None:
    one = small()
    with opened(ghost) as blog:
        made = sent(blog, one, LIVE)
        note = correction()
        top = Block(Form.PARAGRAPH, html=f"<strong>Correction:</strong> {note.text}", role="correction")
        told = replace(saying(one, "It fell to $59,005."), corrections=(note,))
        again = blog.update(made, replace(told, blocks=(top, *told.blocks)), LIVE, AGAIN, {})
        page = blog.page(again)
    assert (again.id, again.url, again.stage, again.at) == (made.id, made.url, Stage.LIVE, made.at)
    assert "$1.61 billion" in read(page)
    assert "It fell to $59,005." in read(page)
    assert "fell to <em>" not in page


def test_a_withdrawn_article_gives_way_to_the_notice(ghost: Site) -> None:
    words = dict.fromkeys(("dek", "description", "seo_title"), "Longs bore $4.711 million of it.")
    one = pictured(**words)
    with opened(ghost) as blog:
        gone = blog.withdraw(sent(blog, one, LIVE), one, WITHDRAWAL, AGAIN)
        page = blog.page(gone)
        assert blog.find(one.key, one.slug, gone.id) == (gone,)
    assert (gone.stage, gone.sent) == (Stage.WITHDRAWN, AGAIN)
    assert letters(read(page)) == letters("Withdrawal, 11:00 UTC, 6 March 2024: The total counted one venue twice.")
    for left in ("4.711", f"{one.key}-card-16x9", "NewsArticle"):
        assert left not in page


def test_a_withdrawn_article_leaves_the_site_if_that_is_wished(ghost: Site) -> None:
    one = small()
    with opened(ghost, unpublish=True) as blog:
        made = sent(blog, one, LIVE)
        gone = blog.withdraw(made, one, WITHDRAWAL, AGAIN)
        assert gone.stage is Stage.WITHDRAWN
        assert blog.page(gone) == ""
    with pytest.raises(HTTPError, match="404"):
        urlopen(made.url)


def test_a_withdrawn_draft_stays_hidden(ghost: Site) -> None:
    one = small()
    with opened(ghost) as blog:
        gone = blog.withdraw(sent(blog, one), one, WITHDRAWAL, AGAIN)
        assert gone.stage is Stage.WITHDRAWN
        assert blog.page(gone) == ""


def test_a_picture_is_sent_once(ghost: Site) -> None:
    one = pictured()
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        media = blog.pictures(one, {})
        assert blog.pictures(one, media) == media
        assert proxy.took("POST", "/images/upload/") == 4  # three cards and a chart
        made = blog.create(one, LIVE, SENT, media)
    post = Editor(ghost).post(made.id)
    assert one.card is not None
    assert (post["feature_image"], post["feature_image_alt"]) == (media[one.card.sha256], one.card.alt)
    assert post["feature_image_caption"] == f"{one.card.caption}. {one.card.credit}"
    for picture in one.pictures:
        assert urlopen(media[picture.sha256]).read() == picture.content
    assert media[one.charts[0].sha256] in made.texts["body"]
    assert 'alt="Picture' in made.texts["body"]


def test_the_words_of_a_chart_that_stands_in_the_text_are_not_said_twice(ghost: Site) -> None:
    one = pictured()
    assert one.card is not None
    card = replace(one.card, caption=one.charts[0].caption)
    with opened(ghost) as blog:
        made = sent(blog, replace(one, card=card, cards=(card, *one.cards[1:])))
    assert Editor(ghost).post(made.id)["feature_image_caption"] == card.credit


def test_no_tag_of_the_site_is_renamed_or_doubled(ghost: Site) -> None:
    editor = Editor(ghost)
    editor.write(title="By hand", tags=[{"name": "ETHEREUM kurs"}, {"name": "O'Neil & Söhne"}])
    known = editor.tags()
    one = small(section="Ethereum Kurs", tags=("o'neil & söhne", "Ethereum KURS", "New there"))
    with opened(ghost, tags=["Recaps"]) as blog:
        first = editor.post(sent(blog, one).id)
        second = editor.post(sent(blog, replace(one, key=f"{one.key}b", slug=f"{one.slug}-b")).id)
    names = ["ETHEREUM kurs", "O'Neil & Söhne", "New there", "Recaps", "#newsgen"]
    assert [tag["name"] for tag in first["tags"]] == [tag["name"] for tag in second["tags"]] == names
    assert known.items() <= editor.tags().items()
    assert {tag["id"] for tag in first["tags"]} == {tag["id"] for tag in second["tags"]}
    assert first["primary_tag"]["name"] == "ETHEREUM kurs"
    assert first["tags"][-1]["visibility"] == "internal"


def test_authors_are_those_of_the_settings_or_of_the_byline(ghost: Site) -> None:
    editor = Editor(ghost)
    for options, byline, expected in (
        ({"authors": ["markets-desk@example.test", "owner"]}, ("Ann Lee",), ["markets-desk", "owner"]),
        ({}, ("markets desk",), ["markets-desk"]),
        ({}, ("Nobody There",), ["owner"]),
    ):
        with opened(ghost, **options) as blog:
            made = sent(blog, small(authors=byline))
        assert [person["slug"] for person in editor.post(made.id)["authors"]] == expected
    with opened(ghost, authors=["ghost-writer"]) as blog:
        with pytest.raises(PublishError, match=r"'ghost-writer'; there are markets-desk, owner, trainee"):
            blog.ready()
        with pytest.raises(PublishError, match="ghost-writer"):
            sent(blog, one := small())
    assert copies(ghost, one.key) == 0


def test_an_address_that_is_taken_gets_a_number(ghost: Site) -> None:
    one = small()
    other = Editor(ghost).write(title="Another", slug=one.slug)
    with opened(ghost) as blog:
        (found,) = blog.find(one.key, one.slug)
        assert (found.id, found.key, found.sent) == (other, "", "")
        made = sent(blog, one)
        assert made.slug == f"{one.slug}-2"
        assert {(hit.id, hit.key) for hit in blog.find(one.key, one.slug)} == {(other, ""), (made.id, one.key)}
        changed = blog.update(made, one, DRAFT, AGAIN, {})
        assert changed.slug == made.slug
        with pytest.raises(PublishError, match="no marker"):
            blog.remove(found)
        blog.remove(made)
        assert [hit.id for hit in blog.find(one.key, one.slug)] == [other]
        blog.remove(made)  # gone already


def test_keys_that_begin_alike_are_told_apart(ghost: Site) -> None:
    one = small()
    with opened(ghost) as blog:
        longer = sent(blog, replace(one, key=f"{one.key}11", slug=f"{one.slug}-other"))
        assert blog.find(f"{one.key}1", one.slug) == ()
        assert blog.find(longer.key, one.slug) == (longer,)


def test_what_was_deleted_is_found_nowhere_and_not_made_again_by_a_change(ghost: Site) -> None:
    one = small()
    with opened(ghost) as blog:
        made = sent(blog, one)
        Editor(ghost).delete(made.id)
        assert blog.find(one.key, one.slug, made.id) == ()
        with pytest.raises(PublishError, match="a person deleted it"):
            blog.update(made, one, DRAFT, AGAIN, {})
    assert copies(ghost, one.key) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another headline"},
        {"html": "<p>An editor's words.</p>"},
        {"custom_excerpt": "An editor's dek."},
        {"tags": [{"name": "Bitcoin"}]},
        {"meta_title": "For search engines"},
        {"codeinjection_head": "<style>h1 {color: red}</style>"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_persons_change_is_not_overwritten(ghost: Site, change: dict[str, object]) -> None:
    one, editor = small(), Editor(ghost)
    with opened(ghost) as blog:
        made = sent(blog, one)
        editor.change(made.id, **change)
        stood = editor.post(made.id)
        with pytest.raises(PublishError, match=r"changed there by a person at \d\d:\d\d UTC, .*newsgen pull"):
            blog.update(made, saying(one, "Other words."), DRAFT, AGAIN, {})
        (found,) = blog.find(one.key, one.slug, made.id)
        assert dict(found.texts) != dict(made.texts)
    assert editor.post(made.id) == stood


def test_a_persons_own_code_behind_the_text_stays(ghost: Site) -> None:
    one, editor = small(), Editor(ghost)
    with opened(ghost) as blog:
        made = sent(blog, one)
        foot = editor.post(made.id)["codeinjection_foot"]
        editor.change(made.id, codeinjection_foot=f"<i>mine</i>{foot}<b>also</b>")
        again = blog.update(made, saying(one, "Other words."), DRAFT, AGAIN, {})
        assert (again.key, again.sent) == (one.key, AGAIN)
    now = editor.post(made.id)["codeinjection_foot"]
    assert now == f"<i>mine</i><!-- newsgen:key={one.key} sent={AGAIN} --><b>also</b>"


def test_a_dek_that_ghost_does_not_take_whole_stands_over_the_text(ghost: Site) -> None:
    dek = f"Bitcoin fell to $59,005. {'It fell and fell and fell. ' * 12}It ended at $63,724."
    one = small(dek=dek)
    with opened(ghost) as blog:
        made = sent(blog, one)
    assert made.texts["excerpt"].endswith("It fell and fell and fell.")
    assert len(made.texts["excerpt"]) <= 300
    assert f"<p>{dek}</p>" in made.texts["body"]


def test_a_headline_that_ghost_does_not_take_is_refused_and_not_cut(ghost: Site) -> None:
    one = small(headline="Bitcoin " * 33)
    with opened(ghost) as blog, pytest.raises(PublishError, match="264 characters, and Ghost takes 255"):
        sent(blog, one)
    assert copies(ghost, one.key) == 0


def test_a_samples_draft_says_so_above_the_text(ghost: Site) -> None:
    one = small(sample=True)
    with opened(ghost) as blog:
        made = sent(blog, one)
    assert letters(made.texts["body"]).startswith("".join(one.watermark.split()))
    assert "kg-callout-card" in made.texts["body"]


def test_a_dry_run_reads_and_shows_what_it_would_send(ghost: Site) -> None:
    one = pictured()
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url, dry=True) as blog:
        blog.ready()
        assert blog.find(one.key, one.slug) == ()
        made = sent(blog, one, LIVE)
        changed = blog.update(sent_before := _standing(ghost, proxy.url), saying(small(), "It fell."), DRAFT, AGAIN, {})
        assert made.stage is Stage.LIVE
        assert changed.id == sent_before.id
        shown = [(request.method, request.url.partition("/admin/")[2], request.note) for request in blog.requests]
        assert {method for method, _, _ in proxy.seen} == {"GET", "POST"}
        assert proxy.took("POST") == 1  # of the post that was really made
        whole = json.dumps([[*request.headers.items(), request.body, request.url] for request in blog.requests])
    assert [(method, path.partition("?")[0]) for method, path, _ in shown] == [
        *[("POST", "images/upload/")] * 4,
        ("POST", "posts/"),
        ("PUT", f"posts/{made.id}/"),
        ("PUT", f"posts/{changed.id}/"),
    ]
    assert all(note for *_, note in shown)
    assert "Bitcoin falls" in whole
    assert ghost.admin_key.partition(":")[2] not in whole
    assert "Ghost ey" not in whole
    assert copies(ghost, one.key) == 0


def _standing(site: Site, url: str):  # type: ignore[no-untyped-def]
    with opened(site, url=url) as blog:
        return sent(blog, small())


def test_a_time_is_needed_to_schedule(ghost: Site) -> None:
    with opened(ghost) as blog, pytest.raises(PublishError, match="set --at"):
        sent(blog, small(), Wish(Stage.SCHEDULED))
