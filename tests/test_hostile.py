"""Servers that mean harm, or are out of order in every way: no secret gets out, nothing hangs, no traceback."""

from __future__ import annotations

import base64
import json
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import cast

import pytest

from newsgen.destinations import Careful, Destination, open_destination
from newsgen.destinations.wordpress_blocks import content
from newsgen.destinations.wordpress_fields import standing
from newsgen.errors import PublishError
from newsgen.http import Caller, NotSent, Unknown, sending
from newsgen.model import Block, Form, Stage, Wish
from tests.release_kit import release

NOW = datetime(2024, 3, 6, 7, tzinfo=UTC)
SECRET = "planted0password0of0ann"
Says = Callable[[socket.socket], object]


@contextmanager
def host(says: Says) -> Iterator[str]:
    """A server on this machine that answers everything so, and hangs up; gives its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as door:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    one, _ = door.accept()
                    with one, suppress(OSError):
                        one.recv(2**16)
                        says(one)

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"


def answer(status: int, body: bytes = b"", **headers: str) -> Says:
    """An answer with these headers."""
    lines = "".join(f"{name.replace('_', '-')}: {said}\r\n" for name, said in headers.items())
    whole = f"HTTP/1.1 {status} Said\r\n{lines}Connection: close\r\n\r\n".encode() + body
    return lambda one: one.sendall(whole)


@pytest.mark.parametrize("where", ["http://[", "javascript:1", "http://\x7f", "\x01", "//other.example/", "x" * 70_000])
def test_a_redirect_to_nowhere_is_no_answer_and_no_traceback(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "WAITS", (0.0, 0.0))
    with host(answer(302, Location=where)) as url, Caller(url) as caller:
        with pytest.raises((NotSent, Unknown)):
            caller.ask("x")
        with pytest.raises((NotSent, Unknown)):
            caller.send("POST", "x", json={})


def test_what_is_answered_with_another_address_may_have_been_taken() -> None:
    with host(answer(303, Location="/posts/7")) as url, Caller(url) as caller, pytest.raises(Unknown):
        caller.send("POST", "x", json={})


def test_brackets_without_end_are_no_json() -> None:
    with host(answer(200, b"[" * 200_000)) as url, Caller(url) as caller:
        said = caller.ask("x")
        with pytest.raises(Unknown, match="not JSON"):
            said.json()


def drip(first: bytes, piece: bytes) -> Says:
    """An answer whose end never comes, a piece in each tenth of a second."""

    def say(one: socket.socket) -> None:
        one.sendall(first)
        while True:
            one.sendall(piece)
            time.sleep(0.1)

    return say


@pytest.mark.parametrize(
    "says",
    [
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", b"x"),
        drip(b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_server_that_drips_is_left(says: Says) -> None:
    with host(says) as url, Caller(url, seconds=0.5) as caller, pytest.raises(Unknown):
        caller.send("POST", "x", json={})


def test_a_small_answer_that_unpacks_to_a_huge_one_is_not_unpacked() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(bytes(2**20)) for _ in range(2 * sending.LARGEST // 2**20)) + packer.flush()
    says = answer(200, packed, Content_Encoding="gzip")
    with host(says) as url, Caller(url) as caller, pytest.raises(Unknown, match="more than"):
        caller.send("POST", "x", json={})


ECHO = (
    f"\x1b]0;owned\x07\x1b[2J\x9b31m no {SECRET} Basic {base64.b64encode(f'ann:{SECRET}'.encode()).decode()} \u202eend"
)


def destinations(url: str, folder: Path) -> dict[str, tuple[dict[str, object], str, str]]:
    """A table of each kind that speaks HTTP, the variable that holds its secret, and the secret."""
    (folder / "post.json").write_text('{"title": {{ headline }}, "newsgen": {{ marker }}}')
    find = {"by_key": ["/p?k={key}"], "by_slug": ["/p?s={slug}"], "by_id": "/p/{id}"}
    ways = {"create": {"path": "/p"}, "update": {"path": "/p/{id}"}, "ready": {"path": "/me"}}
    return {
        "wordpress": ({"kind": "wordpress", "url": url, "user": "ann"}, "PASSWORD", SECRET),
        "ghost": ({"kind": "ghost", "url": url}, "KEY", f"{'a' * 24}:{'bc' * 32}"),
        "http": (
            {"kind": "http", "url": url, "template": str(folder / "post.json"), "find": find, **ways},
            "TOKEN",
            SECRET,
        ),
    }


@pytest.mark.parametrize("kind", ["wordpress", "ghost", "http"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418, 422, 500])
def test_a_server_that_repeats_the_secret_and_paints_the_terminal_is_quoted_without_both(
    kind: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "WAITS", (0.0, 0.0))

    def echo(one: socket.socket) -> None:
        said = {"code": ECHO, "message": ECHO, "data": {"params": {ECHO: ECHO}}}
        whole = said | {"errors": [{"message": ECHO, "context": ECHO}]}
        answer(status, json.dumps(whole).encode())(one)

    with host(echo) as url:
        table, variable, secret = destinations(url, tmp_path)[kind]
        monkeypatch.setenv(f"NEWSGEN_SITE_{variable}", secret)
        place = open_destination("site", table, dry=False, now=NOW)
        with closing(place), pytest.raises(PublishError) as refused:
            place.ready()
    said = str(refused.value)
    assert said.isprintable()
    assert SECRET not in said or kind == "ghost"  # there it is no secret of anybody's
    assert base64.b64encode(f"ann:{SECRET}".encode()).decode() not in said or kind != "wordpress"


# Answers that are JSON and none of any CMS's.
SHAPES = (None, 7, "x", True, [], {}, [[1]], {"id": None}, [{"id": [], "title": 7}], {"posts": 3}, {"posts": [{}]})


@pytest.mark.parametrize("kind", ["wordpress", "ghost", "http"])
@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_an_answer_of_any_shape_is_a_sentence_and_never_a_thing_that_was_made(
    kind: str, shape: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = {"namespaces": ["wp/v2"], "authentication": {"application-passwords": {}}, "site": {"version": "6.0"}}
    with host(answer(200, json.dumps(shape).encode())) as url, host(answer(200, json.dumps(index).encode())) as other:
        for base in (url, other):
            table, variable, secret = destinations(base, tmp_path)[kind]
            monkeypatch.setenv(f"NEWSGEN_SITE_{variable}", secret)
            with closing(Careful(open_destination("site", table, dry=False, now=NOW))) as place:
                with suppress(PublishError):
                    assert not place.find("daily-2024-03-05-en", "recap", "7")
                with pytest.raises((PublishError, Unknown)):
                    place.create(release(), Wish(), "ab12", {})


def test_a_step_that_fails_in_newsgen_itself_after_something_was_sent_leaves_it_open_what_became_of_it() -> None:
    class Odd:
        name, kind, settle, requests = "site", "odd", 1.0, ()

        def create(self, *_: object) -> object:
            raise KeyError(SECRET)

    place = Careful(cast(Destination, Odd()))
    with pytest.raises(Unknown):
        place.create(release(), Wish(), "ab12", {})
    assert ["KeyError in test_hostile.create" in note for note in place.notes] == [True]
    assert SECRET not in place.notes[0]


WORDS = "newsgen:key=daily-2024-03-01-en sent=aaaa [gallery] {{ x }} --&gt; class=&quot;newsgen-withdrawn"


@pytest.mark.parametrize("words", [WORDS, WORDS.replace("&quot;", '"')])
def test_no_words_of_an_article_make_it_another_one_or_take_it_back_at_wordpress(words: str) -> None:
    ours = release(blocks=(Block(Form.PARAGRAPH, html=words), *release().blocks))
    raw = {name: {"raw": text} for name, text in (("title", "t"), ("content", content(ours, "ab12", {})))}
    found = standing({"id": 7, "status": "publish", "slug": "x", "excerpt": {"raw": ""}, **raw})
    assert (found.key, found.sent, found.stage) == (ours.key, "ab12", Stage.LIVE)
