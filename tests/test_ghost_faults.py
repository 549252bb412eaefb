"""What goes wrong between newsgen and a real Ghost 6: keys, roles, slow servers, lost answers, people in between."""

from __future__ import annotations

import io
import json
import re
import time
import traceback
from typing import Any

import pytest

from newsgen import destinations
from newsgen.errors import NewsgenError, PublishError, SettingsError
from newsgen.http import Unknown
from newsgen.model import Stage
from tests.ghost_kit import AGAIN, DRAFT, LIVE, SENT, Editor, copies, opened, pictured, saying, sent, small
from tests.services.ghost import Site
from tests.services.proxy import Fault, before

pytestmark = pytest.mark.xdist_group("ghost")
ID, SECRET = "6b03b2cb38f5b85c414a36fb", "9098214c995a40b4b96b214abded3b2948bdf76dcfba400c3633600fc35143ec"


def said(work: Any) -> str:
    """What a user and a log would see of an error, its traceback included; the secrets of `ID` are not in it."""
    with pytest.raises(NewsgenError) as caught:
        work()
    out = io.StringIO()
    traceback.print_exception(caught.value, file=out)
    assert SECRET not in out.getvalue() + repr(caught.value)
    assert "Ghost ey" not in out.getvalue()
    return str(caught.value)


def test_a_wrong_secret_is_said_and_never_shown(ghost: Site) -> None:
    key = f"{ghost.admin_key.partition(':')[0]}:{SECRET}"
    with opened(ghost, key=key) as blog:
        for work in (blog.ready, lambda: blog.find("k", "s"), lambda: sent(blog, small())):
            assert said(work) == "blog: the secret half of NEWSGEN_BLOG_KEY is wrong; copy the Admin API key anew."
        assert SECRET not in repr(blog) + repr(vars(blog)) + repr(vars(blog._admin))


def test_an_unknown_key_is_said(ghost: Site) -> None:
    with opened(ghost, key=f"{ID}:{SECRET}") as blog:
        assert "Ghost does not know the key in NEWSGEN_BLOG_KEY" in said(blog.ready)


@pytest.mark.parametrize("key", [SECRET, f"{ID}:", f"{ID}:{SECRET[:-1]}", f"{ID}:{SECRET[:-1]}z", f"{ID} {SECRET}"])
def test_a_malformed_key_is_refused_before_anything_is_asked(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSGEN_BLOG_KEY", key)
    table = {"kind": "ghost", "url": "http://127.0.0.1:9"}
    with pytest.raises(SettingsError, match="NEWSGEN_BLOG_KEY is no Admin API key of Ghost") as caught:
        destinations.open_destination("blog", table, dry=False, now=None)  # type: ignore[arg-type]
    assert key[-20:] not in str(caught.value)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"url": "http://127.0.0.1:9"}, "NEWSGEN_BLOG_KEY is not set"),
        ({"url": "https://127.0.0.1:9", "autors": ["x"]}, "no option called 'autors'; did you mean 'authors'"),
        ({}, "url"),
        ({"url": ""}, "destinations.blog.url is empty"),
    ],
)
def test_settings_that_cannot_be_right_are_refused(table: dict[str, object], expected: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(expected)):
        destinations.open_destination("blog", {"kind": "ghost", **table}, dry=False, now=None)  # type: ignore[arg-type]


def test_a_contributor_is_told_that_the_role_is_missing(ghost: Site) -> None:
    with opened(ghost, key=ghost.trainee_token) as blog:
        with pytest.raises(PublishError, match="is a contributor's, who may not publish"):
            blog.ready()
        one = small()
        with pytest.raises(PublishError, match=r"permission .* needs the rights of an editor or an integration"):
            sent(blog, one, LIVE)
    assert copies(ghost, one.key) == 0


def test_a_persons_own_token_will_do(ghost: Site) -> None:
    with opened(ghost, key=ghost.staff_token, authors=["owner"]) as blog:
        assert blog.ready() == ()
        assert sent(blog, small()).stage is Stage.DRAFT


def test_a_site_that_is_offline_is_said_to_be(ghost: Site) -> None:
    with before(ghost.url) as gone:
        url = gone.url
    with opened(ghost, url=url) as blog:
        assert "no connection" in said(blog.ready)
        assert "Nothing was sent" in said(lambda: sent(blog, small()))


def test_what_is_no_ghost_is_said_to_be_none(ghost: Site) -> None:
    page = b"<!doctype html><title>A shop</title>"
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        for status, body in ((404, page), (200, page), (200, b"[]"), (200, b"{}")):
            proxy.fault(Fault("GET", status=status, body=body, taken=False))
            assert "blog: " in said(blog.ready)


def test_a_redirect_to_another_host_is_not_followed(ghost: Site) -> None:
    one = small()
    with before(ghost.url) as elsewhere, before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        away = {"Location": f"{elsewhere.url}/ghost/api/admin/site/"}
        for method in ("GET", "POST"):
            proxy.fault(Fault(method, "/ghost/", status=307, headers=away, taken=False, times=-1))
            assert "leads to another" in said(blog.ready if method == "GET" else lambda: sent(blog, one))
            proxy.well()
        assert elsewhere.seen == []
    assert copies(ghost, one.key) == 0


def test_an_answer_that_comes_too_late_is_an_unknown_outcome_and_the_article_is_found(ghost: Site) -> None:
    one = small()
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url, seconds=0.7) as blog:
        blog.find(one.key, one.slug)
        proxy.fault(Fault("POST", "/posts/", hold=1.2))
        with pytest.raises(Unknown, match="in time"):
            sent(blog, one)
        proxy.settle()
    with opened(ghost) as blog:
        (found,) = blog.find(one.key, one.slug)
        assert (found.sent, found.stage) == (SENT, Stage.DRAFT)
        assert blog.update(found, one, LIVE, SENT, {}).stage is Stage.LIVE
    assert copies(ghost, one.key) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", "/posts/", drop=True),
        Fault("POST", "/posts/", status=502, body=b"<html>Bad gateway</html>"),
        Fault("POST", "/posts/", status=500, body=json.dumps({"errors": [{"code": "UNEXPECTED_ERROR"}]}).encode()),
        Fault("POST", "/posts/", status=200, body=b""),
        Fault("POST", "/posts/", status=201, body=b"<html>Well done</html>"),
        Fault("POST", "/posts/", status=201, body=b'{"posts": []}'),
    ],
    ids=["dropped", "502", "500", "empty", "page", "none"],
)
def test_an_answer_that_proves_nothing_after_the_article_was_made_is_an_unknown_outcome(
    ghost: Site, fault: Fault
) -> None:
    one = small()
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        fault.times = 1
        proxy.fault(fault)
        with pytest.raises(Unknown):
            sent(blog, one, LIVE)
        assert proxy.took("POST", "/posts/") == 1
        (found,) = blog.find(one.key, one.slug)
        assert (found.sent, found.stage) == (SENT, Stage.DRAFT)


def test_a_lost_answer_to_the_step_that_lets_it_go_is_made_up_for(ghost: Site) -> None:
    arrived, lost = small(), small()
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        proxy.fault(Fault("PUT", "/posts/", drop=True))
        assert sent(blog, arrived, LIVE).stage is Stage.LIVE
        assert proxy.took("PUT") == 1
        proxy.fault(Fault("PUT", "/posts/", status=502, taken=False))
        assert sent(blog, lost, LIVE).stage is Stage.LIVE
        assert proxy.took("PUT") == 2
        assert proxy.took("POST") == 2
        proxy.fault(Fault("PUT", "/posts/", status=502, taken=False, times=2))
        with pytest.raises(Unknown):
            sent(blog, small(), LIVE)


def test_a_picture_whose_answer_is_lost_stops_before_any_article(ghost: Site) -> None:
    one = pictured()
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        proxy.fault(Fault("POST", "/images/", drop=True))
        assert "no article was sent" in said(lambda: sent(blog, one))
        proxy.fault(Fault("POST", "/images/", status=413, taken=False))
        assert "413" in said(lambda: sent(blog, one))
    assert copies(ghost, one.key) == 0


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"$440 million", b"$44 million", "the words of the text"),
        (b"<table", b"<div", "the tables of the text"),
        (b"<img ", b"<i ", "the pictures of the text"),
        (b'"Bitcoin falls from its record"', b'"Bitcoin"', "meta title"),
        (b'"name":"Never seen before', b'"name":"Other', "tags"),
        (b'"status":"draft"', b'"status":"published"', "status"),
    ],
    ids=["words", "tables", "pictures", "title", "tags", "status"],
)
def test_what_came_back_otherwise_goes_no_further_than_a_draft(ghost: Site, old: bytes, new: bytes, what: str) -> None:
    one = pictured(tags=(f"Never seen before: {what}",))
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        media = blog.pictures(one, {})
        proxy.fault(Fault("POST", "/posts/", change=lambda body: body.replace(old, new)))
        with pytest.raises(PublishError, match=f"not as it was sent: .*{what}"):
            blog.create(one, LIVE, SENT, media)
        (found,) = blog.find(one.key, one.slug)
        assert found.stage is Stage.DRAFT


def test_a_change_by_a_person_while_newsgens_is_on_its_way_wins(ghost: Site) -> None:
    one, editor = small(), Editor(ghost)
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        made = sent(blog, one)
        proxy.fault(Fault("PUT", "/posts/", first=lambda: editor.change(made.id, title="An editor's headline")))
        with pytest.raises(PublishError, match="changed there by a person meanwhile; nothing was overwritten"):
            blog.update(made, saying(one, "Other words."), DRAFT, AGAIN, {})
    now = editor.post(made.id)
    assert now["title"] == "An editor's headline"
    assert "Other words" not in now["html"]


def test_a_server_that_fails_while_it_is_asked_is_asked_again_and_then_said_to(ghost: Site) -> None:
    one = small()
    with before(ghost.url) as proxy, opened(ghost, url=proxy.url) as blog:
        proxy.fault(Fault("GET", "/posts/", status=503, taken=False, times=2))
        assert blog.find(one.key, one.slug) == ()
        proxy.fault(Fault("GET", "/posts/", status=503, taken=False, times=-1))
        assert "503" in said(lambda: blog.find(one.key, one.slug))
        proxy.well()
        proxy.fault(Fault("GET", "/posts/", drop=True, times=-1))
        assert "Nothing was changed" in said(lambda: blog.find(one.key, one.slug))


def test_a_clock_that_is_wrong_is_said_to_be(ghost: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    with opened(ghost) as blog:
        monkeypatch.setattr("newsgen.destinations.ghost_api.time.time", lambda: now - 3600)
        assert "clock" in said(blog.ready)


def test_nothing_of_the_key_is_written_anywhere(
    ghost: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    with opened(ghost) as blog:
        blog.ready()
        sent(blog, small())
    out = capfd.readouterr()
    written = caplog.text + out.out + out.err
    assert ghost.admin_key.partition(":")[2] not in written
    assert "Ghost ey" not in written
