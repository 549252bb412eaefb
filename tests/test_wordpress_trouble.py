"""What goes wrong at a real WordPress: nothing is lost, nothing stands there twice, and a sentence says what to do."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest

from newsgen import destinations
from newsgen.destinations.wordpress import WordPress
from newsgen.errors import NewsgenError, PublishError, SettingsError
from newsgen.http import Unknown
from newsgen.model import Correction, Release, Stage, Standing
from tests.services.wordpress import Site
from tests.wordpress_kit import AGAIN, DRAFT, LIVE, SENT, by_hand, odd, opened, pictured, posts, saying, sent, small

both = pytest.mark.parametrize("plugin", [False, True], ids=["plain", "plugin"])
WITHDRAWAL = Correction(datetime(2024, 3, 6, 11, 0, tzinfo=UTC), "It was wrong.", "Withdrawal")


def awaited(wordpress: WordPress, one: Release, seconds: float = 20) -> tuple[Standing, ...]:
    """What is found, as soon as something is."""
    until = time.monotonic() + seconds
    while not (found := wordpress.find(one.key, one.slug)) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def test_a_wrong_password_is_named_by_its_variable_and_nothing_is_sent(blog: Site) -> None:
    before = posts(blog)
    for user, password in (("editor", "wrong Zq8w 4711 abcd"), ("editor", "pw-editor")):
        with opened(blog, user, password=password) as wordpress:
            for step in (wordpress.ready, lambda: wordpress.find("daily-2024-03-05-en", "some-slug")):
                with pytest.raises(PublishError, match="NEWSGEN_BLOG_PASSWORD") as error:
                    step()
                assert password not in "".join(traceback.format_exception(error.value))
    with opened(blog, password="wrong") as wordpress, pytest.raises(PublishError, match="NEWSGEN_BLOG_PASSWORD"):
        sent(wordpress, small())
    assert posts(blog) == before


def test_a_contributor_is_told_which_role_it_takes(blog: Site) -> None:
    before = posts(blog)
    with opened(blog, "contributor") as wordpress:
        with pytest.raises(PublishError, match=r"newsgen-contributor, contributor there, .* the role of editor"):
            wordpress.ready()
        with pytest.raises(PublishError, match=r"cannot publish; give that person the role of editor"):
            sent(wordpress, small(), LIVE)
        with pytest.raises(PublishError, match=r"may not do that .*rest_cannot_create.* the role of editor"):
            wordpress.pictures(pictured(), {})
    assert posts(blog) == before


def test_an_author_cannot_change_the_article_of_another(blog: Site) -> None:
    one = small(section="Uncategorized")
    with opened(blog) as wordpress:
        made = sent(wordpress, one, LIVE)
    with opened(blog, "author") as wordpress, pytest.raises(PublishError, match="the role of editor"):
        wordpress.update(made, saying(one, "Not mine."), LIVE, AGAIN, {})


def test_an_author_learns_which_category_is_missing(blog: Site) -> None:
    with opened(blog, "author") as wordpress:
        sent(wordpress, small(section="A section of its own"))
        assert "no category 'A section of its own'" in wordpress.notes[0]


def test_a_site_that_is_offline_is_said_to_be(blog: Site) -> None:
    with opened(blog) as wordpress:
        assert wordpress.ready() == ()
        blog.down()
        try:
            for step in (wordpress.ready, lambda: sent(wordpress, small()), lambda: wordpress.find("k", "s")):
                with pytest.raises(PublishError, match=r"blog: no connection\.  Nothing was sent"):
                    quick(wordpress, step)
        finally:
            blog.up()
        one = small()
        assert sent(wordpress, one).key == one.key


def quick(wordpress: WordPress, step: Callable[[], object]) -> None:
    """Without the waits between attempts, and asking anew who asks."""
    wordpress._rest.caller._pause = 0
    vars(wordpress._account).pop("me", None)
    vars(wordpress._rest).pop("index", None)
    step()


@both
def test_a_slow_server_leaves_it_open_and_looking_again_finds_the_one(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog) as slow, opened(blog, seconds=1.5) as wordpress:
        assert wordpress.ready() == ()
        blog.trouble(before=2.5)
        with pytest.raises(Unknown, match="no answer in time"):
            wordpress.create(one, LIVE, SENT, {})
        blog.trouble()
        (found,) = awaited(slow, one)
        assert (found.stage, found.sent) == (Stage.DRAFT, SENT)
        assert slow.update(found, one, LIVE, SENT, {}).stage is Stage.LIVE
    assert blog.copies(one.key) == 1


@both
@pytest.mark.parametrize("end", ["die", "500", "html"])
def test_an_answer_that_breaks_after_the_insert_is_no_answer(blog: Site, end: str, plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog) as wordpress:
        blog.trouble(end=end, once=True)
        with pytest.raises(Unknown):
            wordpress.create(one, DRAFT, SENT, {})
        (found,) = wordpress.find(one.key, one.slug)
        assert (found.key, found.sent) == (one.key, SENT)
        blog.trouble(on="update", end=end, once=True)
        with pytest.raises(Unknown):
            wordpress.update(found, saying(one, "New words."), DRAFT, AGAIN, {})
        (found,) = wordpress.find(one.key, one.slug)
        assert (found.sent, "New words." in found.texts["body"]) == (AGAIN, True)
    assert blog.copies(one.key) == 1


def test_an_address_that_another_article_has_is_left_to_it(blog: Site) -> None:
    one = small()
    foreign = by_hand(blog, "posts", {"title": "Mine", "content": "Own words", "slug": one.slug, "status": "publish"})
    with opened(blog) as wordpress:
        (there,) = wordpress.find(one.key, one.slug)
        assert (there.id, there.key) == (str(foreign["id"]), "")
        made = sent(wordpress, one, LIVE)
        assert (made.slug, made.stage) == (f"{one.slug}-2", Stage.LIVE)
        assert [found.key for found in wordpress.find(one.key, one.slug)] == ["", one.key]
        assert [found.key for found in wordpress.find(one.key, made.slug)] == [one.key]
    assert by_hand(blog, f"posts/{foreign['id']}?context=edit")["content"]["raw"] == "Own words"


def test_a_key_that_begins_like_another_is_another(blog: Site) -> None:
    one = small()
    other = small(key=f"{one.key}-late", slug=f"{one.slug}-late")
    with opened(blog) as wordpress:
        sent(wordpress, other)
        assert wordpress.find(one.key, one.slug) == ()
        sent(wordpress, one)
        assert len(wordpress.find(one.key, "")) == len(wordpress.find(other.key, "")) == 1


@both
def test_an_article_whose_address_a_person_changed_is_found_by_its_marker(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog) as wordpress:
        made = sent(wordpress, one)
        by_hand(blog, f"posts/{made.id}", {"slug": f"better-{one.slug}", "status": "pending"})
        (found,) = wordpress.find(one.key, one.slug)
    assert (found.id, found.slug) == (made.id, f"better-{one.slug}")


def test_with_the_plugin_an_article_is_found_though_its_marker_is_gone(blog: Site) -> None:
    blog.plugin(True)
    one = small()
    with opened(blog) as wordpress:
        made = sent(wordpress, one)
        by_hand(blog, f"posts/{made.id}", {"slug": "any", "content": "<p>All anew</p>"})
        (found,) = wordpress.find(one.key, one.slug)
        assert (found.key, found.sent) == (one.key, SENT)
        with pytest.raises(Unknown, match="another request made it"):
            sent(wordpress, one)


@both
def test_what_a_person_put_into_the_trash_stays_there(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog) as wordpress:
        made = sent(wordpress, one)
        by_hand(blog, f"posts/{made.id}", method="DELETE")
        (found,) = wordpress.find(one.key, one.slug, made.id)
        assert (found.id, found.stage, found.slug, found.key) == (made.id, None, one.slug, one.key)
        assert wordpress.find(one.key, one.slug) == (found,)
        with pytest.raises(PublishError, match="put into the trash there, and stays in it"):
            wordpress.update(found, one, DRAFT, AGAIN, {})
        if plugin:
            with pytest.raises(Unknown, match=f"article {made.id}"):
                sent(wordpress, one)
        by_hand(blog, f"posts/{made.id}", {"status": "draft"})
        (back,) = wordpress.find(one.key, one.slug)
        assert (back.stage, back.texts) == (Stage.DRAFT, made.texts)


def test_an_article_that_was_deleted_for_good_is_said_to_be(blog: Site) -> None:
    one = small()
    with opened(blog) as wordpress:
        made = sent(wordpress, one)
        by_hand(blog, f"posts/{made.id}?force=true", method="DELETE")
        assert wordpress.find(one.key, one.slug, made.id) == ()
        with pytest.raises(PublishError, match="deleted it for good"):
            wordpress.update(made, one, DRAFT, AGAIN, {})


@both
@pytest.mark.parametrize(
    "change",
    [{"content": "<!-- wp:paragraph --><p>Better words.</p><!-- /wp:paragraph -->"}, {"title": "Better"},
     {"excerpt": "Better"}, {"slug": "better"}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_what_a_person_changed_is_never_overwritten(blog: Site, change: dict[str, str], plugin: bool) -> None:
    blog.plugin(plugin)
    one = small()
    with opened(blog) as wordpress:
        made = sent(wordpress, one, LIVE)
        by_hand(blog, f"posts/{made.id}", change, role="editor")
        for step in (
            lambda: wordpress.update(made, saying(one, "Ours."), LIVE, AGAIN, {}),
            lambda: wordpress.withdraw(made, one, WITHDRAWAL, AGAIN),
        ):
            with pytest.raises(PublishError, match=r"changed there by a person at .* UTC; pull it with newsgen pull"):
                step()
        (found,) = wordpress.find(one.key, "", made.id)
        assert (found.texts, found.slug) != (made.texts, made.slug)
        assert wordpress.update(found, saying(one, "Ours."), LIVE, AGAIN, {}).sent == AGAIN, "who has seen it may"


def test_with_the_plugin_the_site_itself_refuses_what_was_changed(blog: Site) -> None:
    """Between the look and the write there is a moment in which a person can save."""
    blog.plugin(True)
    with opened(blog) as wordpress:
        made = sent(wordpress, small())
    path = f"posts/{made.id}"
    changed = {"content": "<p>Ours</p>", "newsgen_unmodified": "2020-01-01T00:00:00"}
    marked = changed | {"content": f"<!-- newsgen:key={made.key} sent=00 -->"}
    assert by_hand(blog, path, marked)["code"] == "newsgen_touched"
    assert by_hand(blog, path, changed)["content"]["raw"] == "<p>Ours</p>", "a person's own request carries no key"


def test_with_the_plugin_racing_requests_make_one_article(blog: Site) -> None:
    blog.plugin(True)
    blog.trouble(before=0.2)
    for _ in range(3):
        one = small(tags=(), section="")
        outcomes = raced(blog, one, 4)
        assert sorted(outcomes) == ["Unknown", "Unknown", "Unknown", "live"]
        assert blog.copies(one.key) == 1


def raced(blog: Site, one: Release, runs: int) -> list[str]:
    """What each of some runs gets that create the same article at once."""
    gate = threading.Barrier(runs)

    def run(wordpress: WordPress) -> str:
        wordpress.ready()
        gate.wait(30)
        try:
            return str(wordpress.create(one, LIVE, SENT, {}).stage)
        except Unknown:
            return "Unknown"

    with ThreadPoolExecutor(runs) as pool:
        contexts = [opened(blog) for _ in range(runs)]
        places = [context.__enter__() for context in contexts]
        said = list(pool.map(run, places))
        for context in contexts:
            context.__exit__(None, None, None)
    return said


def test_without_the_plugin_only_the_first_of_two_is_let_go(blog: Site) -> None:
    """Readers never see the second, which the run that made it then takes away."""
    one = small()
    with opened(blog) as wordpress:
        assert sent(wordpress, one, LIVE).stage is Stage.LIVE
        second = sent(wordpress, one, LIVE)
        assert (second.stage, second.slug) == (Stage.DRAFT, f"{one.slug}-2")


def test_a_site_that_changes_what_is_written_is_found_out_before_readers_see_it(blog: Site) -> None:
    odd(blog, "add_filter('content_save_pre', fn($text) => str_replace('69,170', '96,170', $text));")
    one = small()
    with opened(blog) as wordpress:
        with pytest.raises(PublishError, match=r"another content than was sent \(no reader sees it\)"):
            sent(wordpress, one, LIVE)
        (found,) = wordpress.find(one.key, one.slug)
        assert found.stage is Stage.DRAFT


def test_a_site_that_drops_a_picture_or_a_category_is_found_out(blog: Site) -> None:
    odd(blog, "add_action('rest_after_insert_post', fn($post) => delete_post_thumbnail($post), 1);")
    odd(blog, "add_filter('rest_prepare_post', function($r) { $r->data['categories'] = []; return $r; });")
    with (
        opened(blog) as wordpress,
        pytest.raises(PublishError, match="another categories, featured_media than was sent"),
    ):
        sent(wordpress, pictured(), LIVE)


def test_a_site_without_application_passwords_is_told_what_it_lacks(blog: Site) -> None:
    odd(blog, "add_filter('wp_is_application_passwords_available', '__return_false');")
    with opened(blog) as wordpress, pytest.raises(PublishError, match=r"takes no application passwords.*https"):
        wordpress.ready()


def test_a_site_whose_interface_is_closed_is_told_so(blog: Site) -> None:
    odd(blog, "add_action('init', fn() => http_response_code(403) && isset($_GET['rest_route']) && die('no'), 0);")
    odd(blog, "if (strpos($_SERVER['REQUEST_URI'], 'wp-json')) { http_response_code(403); die('no'); }")
    with opened(blog) as wordpress, pytest.raises(PublishError, match="no REST interface of WordPress at"):
        wordpress.ready()


@contextmanager
def leading(to: str) -> Iterator[tuple[str, list[str]]]:
    """A server that leads everybody to another one, and what it was sent as credentials."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization", ""))
            self.send_response(307)
            self.send_header("Location", to + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()
            thread.join()


def test_a_redirect_to_another_host_gets_neither_secret_nor_article(blog: Site) -> None:
    before = posts(blog)
    with leading(blog.url) as (elsewhere, _), opened(blog, url=elsewhere) as wordpress:
        for step in (wordpress.ready, lambda: sent(wordpress, small())):
            with pytest.raises(PublishError, match="leads to another host, which gets no secrets"):
                step()
    assert posts(blog) == before


def test_an_interface_announced_on_another_host_gets_no_secret(blog: Site) -> None:
    odd(blog, "if (strpos($_SERVER['REQUEST_URI'], 'wp-json')) { http_response_code(404); die('no'); }")
    odd(blog, "add_filter('rest_url', fn($url) => str_replace('127.0.0.1', 'elsewhere.test', $url));")
    with opened(blog) as wordpress, pytest.raises(PublishError, match=r"is at elsewhere\.test.*; set url to that host"):
        wordpress.ready()


def test_the_password_is_neither_said_nor_shown_nor_logged(blog: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    password = blog.people["editor"].password
    said: list[object] = []
    with opened(blog) as wordpress, opened(blog, dry=True) as dry:
        said += [wordpress.ready(), sent(wordpress, small(), LIVE), sent(dry, pictured(), LIVE), dry.requests]
        blog.trouble(end="500", once=True)
        for step in (
            lambda: sent(wordpress, small()),
            lambda: sent(wordpress, small(slug="x" * 99, headline="x" * 70000)),
        ):
            try:
                said.append(step())
            except (NewsgenError, Unknown) as error:
                said.append("".join(traceback.format_exception(error)))
        said += [repr(wordpress), repr(wordpress._rest), vars(wordpress)]
    told = "\n".join(map(repr, said)) + caplog.text
    assert "Traceback" in told
    assert "Authorization" in told, "a dry run says that there is one"
    assert password not in told
    assert not re.search(r"Basic [A-Za-z0-9]", told)


@both
def test_a_dry_run_shows_every_request_and_sends_none(blog: Site, plugin: bool) -> None:
    blog.plugin(plugin)
    one = pictured(tags=("Not there yet",))
    count = "select (select count(*) from wp_posts) + (select count(*) from wp_terms)"
    with opened(blog, dry=True) as dry:
        before = blog.sql(count)
        assert dry.ready() == ()
        made = sent(dry, one, LIVE)
        assert (made.stage, made.slug) == (Stage.LIVE, one.slug)
        assert made.key == one.key
        notes = [request.note for request in dry.requests]
        assert blog.sql(count) == before
    assert notes[-2:] == ["makes the article, as a draft", "lets it go live"]
    assert "makes the tag Not there yet" in notes
    assert sum(note.startswith("puts the picture") for note in notes) == (4 if plugin else 2)
    body = json.loads(dry.requests[-1].body)
    assert body["status"] == "publish"
    assert dry.requests[-1].url.startswith(blog.url)


def test_a_dry_run_of_a_change_asks_the_site_and_changes_nothing(blog: Site) -> None:
    one = small()
    with opened(blog) as wordpress, opened(blog, dry=True) as dry:
        made = sent(wordpress, one, LIVE)
        would = dry.update(made, saying(one, "New."), LIVE, AGAIN, {})
        assert (would.sent, would.stage) == (AGAIN, Stage.LIVE)
        assert dry.withdraw(made, one, WITHDRAWAL, AGAIN).stage is Stage.WITHDRAWN
        dry.remove(made)
        assert [request.method for request in dry.requests] == ["POST", "POST", "DELETE"]
        assert wordpress.find(one.key, one.slug) == (made,)
        assert "New." not in wordpress.page(made)


def test_readers_pages_are_asked_for_without_the_password(blog: Site) -> None:
    one = small()
    odd(
        blog,
        "add_action('wp_head', fn() => print('<!-- asked by ' . ($_SERVER['PHP_AUTH_USER'] ?? 'nobody') . ' -->'));",
    )
    with opened(blog) as wordpress:
        made = sent(wordpress, one, LIVE)
        assert "<!-- asked by nobody -->" in wordpress.page(made)


def opening(**table: object) -> object:
    now = datetime(2024, 3, 6, tzinfo=UTC)
    return destinations.open_destination("blog", {"kind": "wordpress", **table}, dry=False, now=now)


def test_what_the_settings_say_wrong_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    url, user = "https://blog.example", "newsgen"
    with pytest.raises(SettingsError, match="set NEWSGEN_BLOG_PASSWORD to an application password"):
        opening(url=url, user=user)
    monkeypatch.setenv("NEWSGEN_BLOG_PASSWORD", "abcd efgh")
    with pytest.raises(SettingsError, match="no option called 'categorys'; did you mean 'categories'"):
        opening(url=url, user=user, categorys=("x",))
    with pytest.raises(SettingsError, match="user is missing"):
        opening(url=url)
    with pytest.raises(SettingsError, match="expected one of auto, yoast, rank_math, none"):
        opening(url=url, user=user, seo="aioseo")
    with pytest.raises(PublishError, match="the address is not encrypted; write https"):
        opening(url="http://blog.example", user=user)
    with pytest.raises(PublishError, match="none of a web server"):
        opening(url="blog.example", user=user)


def test_a_port_where_something_else_answers_is_no_wordpress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSGEN_BLOG_PASSWORD", "abcd efgh")
    with leading("") as (elsewhere, _):
        blog = opening(url=elsewhere, user="newsgen")
        assert isinstance(blog, WordPress)
        with pytest.raises(PublishError):
            blog.ready()
        blog.close()


def test_the_sites_of_the_tests_are_what_they_say(blog: Site) -> None:
    with urlopen(f"{blog.url}/feed/") as said:
        assert f"?v={blog.version}" in said.read().decode()
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.1", blog.port)) == 0
