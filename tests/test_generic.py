"""Any CMS: told by a template, found again by its marker, once, and never over a person's change."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.destinations import open_destination
from newsgen.destinations.generic import Generic
from newsgen.destinations.generic_reading import marker
from newsgen.errors import PublishError, SettingsError
from newsgen.http import Unknown
from newsgen.model import Block, Form, Stage, Standing, Wish
from tests.generic_kit import NOW, TEMPLATE, opened, table
from tests.release_kit import correction, release
from tests.services import little_cms
from tests.services.little_cms import EDITOR, READER, LittleCms

Opening = Callable[..., Generic]
SENT, LATER = "a" * 64, "b" * 64
DRAFT, LIVE = Wish(), Wish(Stage.LIVE)


@pytest.fixture(scope="module")
def server() -> Iterator[LittleCms]:
    """A CMS that runs for all tests."""
    with little_cms.running() as running:
        yield running


@pytest.fixture
def cms(server: LittleCms, monkeypatch: pytest.MonkeyPatch) -> LittleCms:
    """The CMS, empty and well, and the token of an editor in the environment."""
    monkeypatch.setenv("NEWSGEN_CMS_TOKEN", EDITOR)
    server.reset()
    return server


@pytest.fixture
def opening(cms: LittleCms, tmp_path: Path) -> Iterator[Opening]:
    """Opens the CMS as a destination, by a template and with changes of the settings."""
    made = list[Generic]()

    def one(template: str = TEMPLATE, **changes: Any) -> Generic:
        made.append(opened(cms, tmp_path, template, **changes))
        return made[-1]

    yield one
    for destination in made:
        destination.close()


@pytest.fixture
def there(opening: Opening) -> Generic:
    """The CMS as a destination."""
    return opening()


def create(there: Generic, wish: Wish = DRAFT, **changes: Any) -> Standing:
    """An article made there, with its pictures."""
    made = release(**changes)
    return there.create(made, wish, SENT, there.pictures(made, {}))


def test_a_draft_stands_there_as_it_was_sent(cms: LittleCms, there: Generic) -> None:
    assert there.ready() == ()
    made, sent = release(), create(there)
    (post,) = cms.posts.values()
    assert (post["title"], post["excerpt"], post["slug"], post["status"]) == (
        made.headline,
        made.dek,
        made.slug,
        "draft",
    )
    assert post["newsgen"] == marker(made.key, SENT)
    assert post["tags"] == list(made.tags)
    address = f"{cms.url}/news/{made.slug}"
    cards = [f"{cms.url}/files/{card.name}.png" for card in made.cards]
    assert post["meta"] == {**made.json_ld, "image": cards, "url": address, "mainEntityOfPage": address}
    assert (sent.id, sent.key, sent.sent, sent.stage) == ("1", made.key, SENT, Stage.DRAFT)
    assert sent.url == f"{cms.url}/news/{made.slug}"
    assert sent.texts["title"] == made.headline
    assert there.page(sent) == ""


def test_the_text_has_every_block(cms: LittleCms, there: Generic) -> None:
    create(there)
    html = cms.posts[1]["html"]
    for piece in (
        '<ul class="newsgen-key_points"><li>Bitcoin reached',
        "Bitcoin set a record of <strong>$69,170</strong>",
        "<h2>Coin by coin</h2>",
        "<blockquote><p>“It was leverage,” an analyst of Müller &amp; Söhne said.</p></blockquote>",
        '<caption>Closed by force</caption><thead><tr><th scope="col">Coin</th>',
        '<tr><th scope="row">Bitcoin</th><td>$440 million</td></tr>',
        "<ol><li>first</li><li>second</li></ol>",
        '<p class="newsgen-disclaimer">',
    ):
        assert piece in html
    chart = release().charts[0]
    assert f'<img src="{cms.url}/files/{chart.name}.png" alt="Picture {chart.name} &amp; what it shows"' in html


def test_made_up_data_says_so_first(cms: LittleCms, there: Generic) -> None:
    made = release(sample=True)
    there.create(made, DRAFT, SENT, {})
    assert cms.posts[1]["html"].startswith(f'<p class="newsgen-watermark">{made.watermark}</p>')


def test_pictures_are_sent_once_with_their_words(cms: LittleCms, there: Generic) -> None:
    made = release()
    media = there.pictures(made, {})
    assert {file["content"] for file in cms.files.values()} == {one.content for one in (*made.charts, *made.cards)}
    assert cms.files[1]["alt"] == made.pictures[0].alt
    assert (cms.files[1]["name"], cms.files[1]["kind"]) == (f"{made.pictures[0].name}.png", "image/png")
    assert there.pictures(made, media) == media
    assert len(cms.files) == 4
    there.create(made, DRAFT, SENT, media)
    assert cms.posts[1]["cover"] == 1


def test_a_live_article_has_a_page_that_needs_no_token(there: Generic) -> None:
    standing = create(there, LIVE)
    assert standing.stage is Stage.LIVE
    assert "Bitcoin set a record of <strong>$69,170</strong>" in there.page(standing)


def test_a_scheduled_article_keeps_its_moment(cms: LittleCms, there: Generic) -> None:
    at = NOW + timedelta(hours=2)
    standing = create(there, Wish(Stage.SCHEDULED, at))
    assert (standing.stage, standing.at) == (Stage.SCHEDULED, at)
    assert cms.posts[1]["publish_at"] == "2024-03-06T09:00:00+00:00"


def test_a_cms_that_cannot_schedule_is_not_asked_to(cms: LittleCms, opening: Opening) -> None:
    there = opening(stages={"withdrawn": ["archived"]})
    with pytest.raises(PublishError, match="stages has no word for scheduled"):
        create(there, Wish(Stage.SCHEDULED, NOW))
    assert cms.posts == {}


def test_an_update_changes_the_words_and_nothing_else(cms: LittleCms, there: Generic) -> None:
    standing = create(there)
    changed = release(headline="Another headline")
    now = there.update(standing, changed, LIVE, LATER, {})
    assert (now.id, now.sent, now.stage, now.slug) == (standing.id, LATER, Stage.LIVE, standing.slug)
    assert cms.posts[1]["title"] == "Another headline"
    assert len(cms.posts) == 1


def test_what_a_person_changed_is_not_overwritten(cms: LittleCms, there: Generic) -> None:
    standing = create(there)
    cms.person(1, title="A better headline")
    with pytest.raises(PublishError, match="was changed there by a person at 2025-01-01T00:00:02Z; pull it with"):
        there.update(standing, release(), LIVE, LATER, {})
    assert cms.posts[1]["title"] == "A better headline"
    assert [method for method, _ in cms.writes].count("PUT") == 0


def test_a_cms_without_a_moment_of_change_is_compared_whole(cms: LittleCms, tmp_path: Path, opening: Opening) -> None:
    find = {name: value for name, value in table(cms, tmp_path)["find"].items() if name != "updated"}
    there = opening(find=find)
    standing = create(there)
    cms.posts[1]["tags"] = ["by a person"]
    with pytest.raises(PublishError, match="was changed there by a person"):
        there.update(standing, release(), LIVE, LATER, {})


def test_a_withdrawn_article_keeps_the_notice_alone(cms: LittleCms, there: Generic) -> None:
    standing = create(there, LIVE)
    notice = replace(correction("The data of one exchange were wrong."), kind="Withdrawal")
    now = there.withdraw(standing, release(), notice, LATER)
    assert (now.stage, now.sent) == (Stage.WITHDRAWN, LATER)
    assert cms.posts[1]["status"] == "archived"
    assert "The data of one exchange were wrong." in there.page(now)
    assert "69,170" not in json.dumps(cms.posts[1])


def test_a_cms_without_a_word_for_it_keeps_the_notice_where_the_article_stood(cms: LittleCms, opening: Opening) -> None:
    there = opening(stages={"scheduled": ["scheduled"], "trash": ["trash", "archived"]})
    now = there.withdraw(create(there, LIVE), release(), correction(), LATER)
    assert cms.posts[1]["status"] == "published"
    assert now.stage is Stage.WITHDRAWN
    (found,) = there.find(release().key, release().slug)
    assert found.stage is Stage.WITHDRAWN


# Finding


def test_an_article_is_found_by_key_by_slug_and_by_id_in_every_status(cms: LittleCms, there: Generic) -> None:
    standing = create(there)
    key, slug = release().key, release().slug
    for status, stage in (
        ("draft", Stage.DRAFT),
        ("published", Stage.LIVE),
        ("trash", None),
        ("archived", Stage.WITHDRAWN),
    ):
        cms.person(1, status=status)
        (found,) = there.find(key, slug, standing.id)
        assert (found.id, found.key, found.stage) == ("1", key, stage)
    cms.person(1, slug="renamed")
    assert [one.id for one in there.find(key, slug)] == ["1"]
    cms.person(1, newsgen="")
    assert there.find(key, slug) == ()
    assert [one.key for one in there.find(key, "renamed")] == [""]
    assert [one.key for one in there.find(key, "", "1")] == [""]
    assert there.find(key, "", "99") == ()


def test_a_key_that_begins_like_another_is_another(there: Generic) -> None:
    create(there, key="daily-2024-03-05-en-gb", slug="other")
    assert there.find("daily-2024-03-05-en", "") == ()


def test_words_that_look_like_a_marker_are_words(cms: LittleCms, opening: Opening, tmp_path: Path) -> None:
    find = {**table(cms, tmp_path)["find"], "marker": "html"}
    template = TEMPLATE.replace("{{ html }}", "{{ html ~ marker_html }}").replace("{{ marker }}", '""')
    cms.fields = tuple(name for name in cms.fields if name != "newsgen")
    there = opening(template, find={**find, "by_key": ["/posts?only={key}"]})
    words = marker("another", LATER)
    made = release(blocks=(Block(Form.PARAGRAPH, html=words),), headline=words)
    assert there.create(made, DRAFT, SENT, {}).key == made.key


def test_the_oldest_is_found_first(cms: LittleCms, there: Generic) -> None:
    for number in range(11):
        cms.make({"slug": f"s{number}", "status": "draft", "newsgen": marker("k", SENT)})
    assert [one.id for one in there.find("k", "")] == [str(number) for number in range(1, 12)]


def test_a_look_up_that_does_not_look_is_refused_before_anything_is_sent(cms: LittleCms, there: Generic) -> None:
    cms.make({"slug": "s", "status": "draft"})
    cms.deaf = True
    with pytest.raises(PublishError, match="gives articles for a key that nobody has"):
        there.ready()


def test_a_status_that_means_nothing_is_told(cms: LittleCms, there: Generic) -> None:
    create(there)
    cms.person(1, status="in review")
    with pytest.raises(PublishError, match="has the status 'in review', which means nothing to newsgen"):
        there.find(release().key, "")


def test_paths_that_lead_nowhere_are_told(cms: LittleCms, tmp_path: Path, opening: Opening) -> None:
    find = table(cms, tmp_path)["find"]
    create(opening())
    with pytest.raises(PublishError, match="has no list at 'posts'"):
        opening(find={**find, "list": "posts"}).find("k", "s")
    with pytest.raises(PublishError, match="has no 'uid'"):
        opening(find={**find, "id": "uid"}).find(release().key, "")


# What goes wrong


def test_a_wrong_token_names_its_variable_and_a_missing_role_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, opening: Opening
) -> None:
    monkeypatch.setenv("NEWSGEN_CMS_TOKEN", "wrongSECRET")
    with pytest.raises(PublishError, match=r"does not accept the token \(401\); set NEWSGEN_CMS_TOKEN anew"):
        opening().ready()
    monkeypatch.setenv("NEWSGEN_CMS_TOKEN", READER)
    there = opening()
    there.ready()
    with pytest.raises(PublishError, match=r"role may not do this \(403\)"):
        there.create(release(), DRAFT, SENT, {})
    monkeypatch.delenv("NEWSGEN_CMS_TOKEN")
    with pytest.raises(SettingsError, match="set NEWSGEN_CMS_TOKEN"):
        opening()


def test_a_cms_that_is_offline_is_told_and_nothing_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSGEN_CMS_TOKEN", EDITOR)
    with little_cms.running() as gone:
        pass
    there = opened(gone, tmp_path)
    for act in (there.ready, lambda: there.find("k", "s"), lambda: there.create(release(), DRAFT, SENT, {})):
        with pytest.raises(PublishError, match="cms: no connection"):
            act()
    there.close()


@pytest.mark.parametrize("after", [500, 502, 504, "empty", "page", "hang up"])
def test_an_answer_that_is_lost_after_the_insert_is_unknown(after: int | str, cms: LittleCms, there: Generic) -> None:
    cms.after = [after]
    with pytest.raises(Unknown):
        there.create(release(), DRAFT, SENT, {})
    assert len(cms.posts) == 1
    assert [one.sent for one in there.find(release().key, release().slug)] == [SENT]


def test_a_cms_that_is_too_slow_is_unknown_and_the_article_stands_there(cms: LittleCms, opening: Opening) -> None:
    cms.slow = 0.4
    there = opening(seconds=0.2)
    with pytest.raises(Unknown, match="no answer in time"):
        there.create(release(), DRAFT, SENT, {})
    assert [path for _, path in cms.writes] == ["/api/posts"]
    while not cms.posts:  # a request of a client that went away still runs
        time.sleep(0.01)


def test_a_look_that_fails_after_the_insert_is_unknown(cms: LittleCms, there: Generic) -> None:
    made = release()
    cms.before, write = [], there._calls.write

    def then_down(*args: Any, **more: Any) -> Any:
        got = write(*args, **more)
        cms.before = [503] * 3
        return got

    there._calls.write = then_down  # type: ignore[method-assign]
    with pytest.raises(Unknown, match="answers 503"):
        there.create(made, DRAFT, SENT, {})
    assert len(cms.posts) == 1


@pytest.mark.parametrize("status", [400, 409, 422, 429])
def test_a_refusal_made_nothing(status: int, cms: LittleCms, there: Generic) -> None:
    cms.before = [status]
    with pytest.raises(PublishError, match=f"it refused \\({status}: .*not now.*Nothing was changed there"):
        there.create(release(), DRAFT, SENT, {})
    assert cms.posts == {}


def test_a_taken_slug_gets_a_number_or_is_refused(cms: LittleCms, there: Generic) -> None:
    cms.make({"slug": release().slug, "status": "draft"})
    assert create(there).slug == f"{release().slug}-2"
    cms.posts.pop(2)
    cms.suffixes = False
    with pytest.raises(PublishError, match=r"409: .*slug is taken"):
        create(there)
    assert len(cms.posts) == 1


def test_a_cms_that_drops_the_marker_gets_no_article(cms: LittleCms, there: Generic) -> None:
    cms.fields = tuple(name for name in cms.fields if name != "newsgen")
    with pytest.raises(PublishError, match="does not keep the marker at 'newsgen'; the article was deleted again"):
        create(there)
    assert cms.posts == {}


def test_a_look_up_that_is_blind_for_drafts_is_found_out_by_the_first(cms: LittleCms, there: Generic) -> None:
    cms.blind = ("draft",)
    with pytest.raises(PublishError, match="does not show what was just made; the article was deleted again; let find"):
        create(there)
    assert cms.posts == {}
    assert create(there, LIVE).stage is Stage.LIVE


def test_a_search_that_lags_behind_is_waited_for(cms: LittleCms, there: Generic) -> None:
    cms.lag = 1
    assert create(there).id == "1"


def test_words_that_the_cms_changed_are_told(cms: LittleCms, there: Generic) -> None:
    cms.fields = tuple(name for name in cms.fields if name != "title")
    with pytest.raises(PublishError, match="does not stand there as it was sent: its headline is another"):
        create(there)


def test_a_redirect_to_another_host_gets_neither_token_nor_article(cms: LittleCms, there: Generic) -> None:
    with little_cms.running() as other:
        cms.elsewhere = other.url
        with pytest.raises(PublishError, match="leads to another host, which gets no secrets"):
            there.find("k", "s")
        with pytest.raises(PublishError, match="leads to another address"):
            there.create(release(), DRAFT, SENT, {})
        assert (other.posts, other.writes) == ({}, [])


def test_only_a_copy_with_newsgens_marker_is_removed(cms: LittleCms, there: Generic) -> None:
    standing = create(there)
    with pytest.raises(PublishError, match="has no marker of newsgen's; it is not deleted"):
        there.remove(replace(standing, key=""))
    cms.person(1, newsgen="")
    with pytest.raises(PublishError, match="another article now"):
        there.remove(standing)
    cms.person(1, newsgen=marker(standing.key, SENT))
    there.remove(standing)
    there.remove(standing)
    assert cms.posts == {}


# A dry run, secrets, settings


def test_a_dry_run_shows_the_requests_and_writes_nothing(cms: LittleCms, opening: Opening) -> None:
    there = opening(dry=True)
    there.ready()
    there.find(release().key, release().slug)
    standing = create(there, LIVE)
    assert standing.stage is Stage.LIVE
    assert [(one.method, one.note) for one in there.requests] == [
        *[("POST", "bring a picture")] * 4,
        ("POST", "create the article"),
    ]
    assert (
        json.loads(there.requests[4].body)["data"]["title"] == release().headline
        or "more characters" in there.requests[4].body
    )
    assert there.requests[4].headers["Authorization"] == "***"
    assert (cms.posts, cms.writes) == ({}, [])


def test_a_dry_update_and_withdrawal_write_nothing(cms: LittleCms, opening: Opening) -> None:
    standing = create(opening())
    before, there = list(cms.writes), opening(dry=True)
    there.update(standing, release(), LIVE, LATER, {})
    there.withdraw(standing, release(), correction(), LATER)
    there.remove(standing)
    assert [one.method for one in there.requests] == ["PUT", "PUT", "DELETE"]
    assert cms.writes == before


def test_the_token_is_in_no_log_record_or_error(
    cms: LittleCms, caplog: pytest.LogCaptureFixture, opening: Opening
) -> None:
    caplog.set_level(logging.DEBUG)
    there, dry = opening(), opening(dry=True)
    create(there)
    create(dry)
    told = [repr(there), repr(vars(there)), repr(dry.requests)]
    for status in (401, 403, 404, 409, 500):
        cms.before = [status]
        with pytest.raises((PublishError, Unknown)) as caught:
            there.create(release(), DRAFT, SENT, {})
        told.append(str(caught.getrepr()))
    assert "SECRET" not in "".join(told).replace("editorSECRET'\n", "") + caplog.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"urll": "x"}, "no option called 'urll'; did you mean 'url'"),
        ({"headers": {"authorization": "Bearer x"}}, "holds a secret; set NEWSGEN_CMS_TOKEN instead"),
        ({"url": "http://cms.example.org"}, "not encrypted"),
        ({"create": {"path": "https://elsewhere.example.org/posts"}}, "create.path is a whole address"),
        ({"update": {"path": "/posts"}}, r"update.path does not say \{id\}"),
        ({"update": {"path": "/posts/{id}/{uid}"}}, r"nothing fills \{uid\}"),
        ({"stages": {"draft": ["x"], "live": ["x"]}}, "says 'x' twice"),
        ({"stages": {"live": []}}, "needs a word for draft and one for live"),
        ({"create": "/posts"}, "expected a table"),
        ({"auth": "Basic"}, "user is missing for Basic"),
        ({"settle": 0}, "times above zero"),
    ],
)
def test_what_the_settings_say_wrongly_is_refused(changes: dict[str, Any], sentence: str, opening: Opening) -> None:
    with pytest.raises(SettingsError, match=sentence):
        opening(**changes)


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        (TEMPLATE.replace("{{ marker }}", "{{ key }}"), r"does not print \{\{ marker \}\}"),
        (TEMPLATE.replace("{{ headline }}", "{{ headlin }}"), "'headlin' is undefined; mend the template"),
        (TEMPLATE.replace("{{ tags }}", "[{{ tags }},]"), "does not make JSON"),
        (TEMPLATE.replace("{{ tags }}", "{% if %}"), "post.json:10"),
        (TEMPLATE.replace("{{ tags }}", "{{ tags.__class__.__mro__ }}"), "unsafe|undefined"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_before_anything_is_sent(
    template: str, sentence: str, cms: LittleCms, opening: Opening
) -> None:
    with pytest.raises(PublishError, match=sentence):
        opening(template).ready()
    assert cms.writes == []


def test_a_template_that_is_not_there_is_told(cms: LittleCms, tmp_path: Path) -> None:
    made = table(cms, tmp_path) | {"template": "nobody.json"}
    there = open_destination("cms", made, dry=False, now=NOW)
    with pytest.raises(PublishError, match=r"nobody\.json: there is no such template"):
        there.ready()
    there.close()


def test_other_logins_are_sent_as_the_settings_say(opening: Opening) -> None:
    basic = opening(auth="Basic", user="ann", headers={"X-Site": "one"})
    own = opening(auth="users API-Key", auth_header="X-Key")
    assert dict(basic._calls.caller._own()) == {"X-Site": "one", "Authorization": "Basic YW5uOmVkaXRvclNFQ1JFVA=="}
    assert dict(own._calls.caller._own()) == {"X-Key": f"users API-Key {EDITOR}"}


def test_what_is_missing_is_a_warning(cms: LittleCms, tmp_path: Path) -> None:
    made = {name: value for name, value in table(cms, tmp_path).items() if name not in ("upload", "delete", "page")}
    there = open_destination("cms", made, dry=False, now=NOW)
    assert len(there.ready()) == 3
    assert there.pictures(release(), {}) == {}
    there.close()
