"""The one polite client, against hosts on this machine that behave as real ones do."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.http import Reply, Web, WebError, redacted
from newsgen.http import asking as http

KEY = "planted0key0that0nobody0may0see"
Says = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Host:
    """A host that says one thing after the other, the last again and again; `asked` holds every request's head."""

    def __init__(self, *says: Says) -> None:
        self.says, self.asked, self.at = list(says), list[str](), list[float]()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(head)
            self.at.append(time.monotonic())
            await self.says[min(len(self.asked), len(self.says)) - 1](writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def reply(status: int = 200, body: bytes | object = b"", **headers: str) -> Says:
    """An answer with these headers; a header's underscores are hyphens."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"Content-Length": str(len(data)), "Connection": "close", "Content-Type": "application/json"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}

    async def say(writer: asyncio.StreamWriter) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        writer.write(f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + data)

    return say


async def silence(_: asyncio.StreamWriter) -> None:
    """Nothing, for longer than anybody waits."""
    await asyncio.sleep(5)


async def half(writer: asyncio.StreamWriter) -> None:
    """A body that breaks off."""
    writer.write(b"HTTP/1.1 200 Said\r\nContent-Length: 100\r\n\r\nhalf")


async def dripping(writer: asyncio.StreamWriter) -> None:
    """A byte now and then, so that no single silence is long."""
    writer.write(b"HTTP/1.1 200 Said\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def serving(*hosts: Host) -> AsyncIterator[None]:
    servers = [await asyncio.start_server(host.serve, "127.0.0.1", 0) for host in hosts]
    for host, server in zip(hosts, servers):
        host.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield
    finally:
        for server in servers:
            server.close()


def ask(host: Host, path: str = "/q", *, patience: float = 5.0, seconds: float = 1.0, **more: Any) -> Reply:
    """What a client of its own makes of the host."""

    async def asking() -> Reply:
        async with serving(host), Web(seconds=seconds, patience=patience) as web:
            return await web.ask(host.url + path, **more)

    return asyncio.run(asking())


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are short here."""
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 524])
def test_what_may_be_gone_in_a_moment_is_asked_again(status: int) -> None:
    host = Host(reply(status), reply(200, {"good": 1}))
    assert json.loads(ask(host).body) == {"good": 1}
    assert len(host.asked) == 2


def test_a_host_that_stays_broken_is_asked_four_times_and_its_last_word_is_kept() -> None:
    host = Host(reply(503, b"upstream error"))
    found = ask(host)
    assert (found.status, found.body) == (503, b"upstream error")
    assert len(host.asked) == 1 + http.ATTEMPTS


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418, 451])
def test_a_refusal_is_final(status: int) -> None:
    """Asking again would be rude, and with 418 longer a ban."""
    host = Host(reply(status, {"msg": "no"}))
    assert ask(host).status == status
    assert len(host.asked) == 1


def test_the_servers_own_pace_wins() -> None:
    """Retry-After says a second, where the client would have waited some milliseconds."""
    host = Host(reply(429, retry_after="1"), reply())
    assert ask(host).status == 200
    assert host.at[1] - host.at[0] >= 0.95


@pytest.mark.parametrize("pace", ["600", "45", "Mon, 14 Jul 2525 12:00:00 GMT"])
def test_a_pace_beyond_all_patience_is_not_waited_for(pace: str) -> None:
    """The refusal itself comes back, at once; to ask again before would be rude."""
    host, began = Host(reply(429, {"msg": "later"}, retry_after=pace)), time.monotonic()
    found = ask(host, patience=50.0)
    assert (found.status, json.loads(found.body)) == (429, {"msg": "later"})
    assert time.monotonic() - began < 1
    assert len(host.asked) == 1


def test_a_vendors_not_now_behind_a_good_status_is_asked_again() -> None:
    host = Host(reply(200, {"code": "429"}), reply(200, {"code": "0"}))
    found = ask(host, passing=lambda status, body: status == 200 and b"429" in body)
    assert json.loads(found.body) == {"code": "0"}


def test_of_a_vendor_who_never_says_now_the_last_word_is_kept() -> None:
    host = Host(reply(200, {"code": "429"}))
    assert json.loads(ask(host, passing=lambda _, body: b"429" in body).body) == {"code": "429"}
    assert len(host.asked) == 1 + http.ATTEMPTS


@pytest.mark.parametrize(
    ("says", "slow", "seconds"), [(silence, True, 0.1), (half, False, 1.0)], ids=["silent", "broken off"]
)
def test_a_host_that_gives_no_whole_answer_ends_in_an_error_in_time(says: Says, slow: bool, seconds: float) -> None:
    began = time.monotonic()
    with pytest.raises(WebError) as caught:
        ask(Host(says), seconds=seconds, patience=1.0)
    assert caught.value.slow is slow
    assert "127.0.0.1" not in str(caught.value)
    assert time.monotonic() - began < 3


def test_a_host_that_drips_is_left_when_all_patience_is_over() -> None:
    """No silence is long, but the whole is."""
    began = time.monotonic()
    with pytest.raises(WebError) as caught:
        ask(Host(dripping), seconds=0.5, patience=0.3)
    assert caught.value.slow
    assert time.monotonic() - began < 1.5


def test_a_port_where_nobody_listens_is_no_connection() -> None:
    async def asking() -> None:
        async with Web(seconds=0.5, patience=1.0) as web:
            await web.ask("http://127.0.0.1:9/q")

    with pytest.raises(WebError, match="no connection"):
        asyncio.run(asking())


def test_a_redirect_is_not_followed() -> None:
    """It could carry a key to another host."""
    host = Host(reply(302, location="/elsewhere"), reply(200, {"stolen": True}))
    assert ask(host, params={"api_key": KEY}).status == 302
    assert len(host.asked) == 1


def test_a_packed_body_is_unpacked_and_a_spoiled_one_is_an_error() -> None:
    packed = gzip.compress(b'{"good": 1}')
    assert ask(Host(reply(200, packed, content_encoding="gzip"))).body == b'{"good": 1}'
    with pytest.raises(WebError):
        ask(Host(reply(200, b"not packed at all", content_encoding="gzip")))


def test_a_body_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST", 1000)
    assert len(ask(Host(reply(200, b"." * 1000))).body) == 1000
    with pytest.raises(WebError, match="more than"):
        ask(Host(reply(200, b"." * 1001)))


def test_the_servers_own_time_is_told_where_it_is_one() -> None:
    found = ask(Host(reply(date="Mon, 14 Jul 2025 12:00:00 GMT")))
    assert found.sent is not None
    assert found.sent.isoformat() == "2025-07-14T12:00:00+00:00"
    assert ask(Host(reply(date="yesterday"))).sent is None
    assert ask(Host(reply())).sent is None


def test_it_says_who_asks_and_posts_where_there_is_a_body_to_post() -> None:
    host = Host(reply())
    ask(host, json={"type": "meta"}, headers={"X-Key": "abc"})
    assert host.asked[0].startswith("POST /q ")
    assert f"user-agent: {http.AGENT}".lower() in host.asked[0].lower()
    assert "x-key: abc" in host.asked[0].lower()


def test_each_host_has_a_pace_of_its_own() -> None:
    """Two questions in 2 seconds to either: the third to one waits, those to the other do not."""
    one, other = Host(reply()), Host(reply())

    async def asking() -> None:
        async with serving(one, other), Web() as web:
            local = other.url.replace("127.0.0.1", "localhost")
            await asyncio.gather(
                *(web.ask(one.url, rate=(2, 2.0)) for _ in range(3)), *(web.ask(local, rate=(2, 2.0)) for _ in range(2))
            )

    asyncio.run(asking())
    assert max(one.at) - min(one.at) >= 0.75
    assert max(other.at) - min(other.at) < max(one.at) - min(one.at)


SECRETS = ("api_key", "apikey")
NAMES = st.sampled_from(["id", "limit", "API_KEY", "api_key", "apikey", "ApiKey", "key", "q"])
VALUES = st.text(st.characters(codec="utf-8"), max_size=8).map(lambda text: text.replace(KEY, ""))


@given(st.lists(st.tuples(NAMES, VALUES), max_size=6), st.booleans())
def test_no_secret_survives_wherever_it_stands_in_an_address(pairs: list[tuple[str, str]], user: bool) -> None:
    """And everything else stays as it was, in its order."""
    planted = [(name, KEY if name.lower() in SECRETS else value) for name, value in pairs]
    host = f"ann:{KEY}@api.example" if user else "api.example"
    shown = redacted(f"https://{host}/q?{urlencode(planted)}", SECRETS)
    assert KEY not in shown
    kept = urlencode([pair for pair in planted if pair[0].lower() not in SECRETS])
    assert shown == f"https://api.example/q?{kept}".removesuffix("?")
    assert redacted(shown, SECRETS) == shown


def test_an_answers_address_is_without_the_key_and_no_log_record_holds_it(caplog: pytest.LogCaptureFixture) -> None:
    """Even with every logger turned up to DEBUG by somebody's own configuration, before the client is made."""
    with caplog.at_level(logging.DEBUG):
        found = ask(Host(reply(503), reply()), params={"api_key": KEY, "id": "SPX"}, secret_params=("api_key",))
        with pytest.raises(WebError) as caught:
            ask(Host(half), params={"api_key": KEY}, secret_params=("api_key",))
    assert found.url.endswith("/q?id=SPX")
    assert KEY not in str(caught.value)
    assert not [record for record in caplog.records if KEY in record.getMessage()]
