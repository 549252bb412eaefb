"""What is thrown at the desk from outside, and comes to nothing."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from newsgen.archive import read_state
from newsgen.desk.logins import AGE, Session, Sessions, Tries, hashed, is_password, read_editors
from newsgen.desk.safety import CSP, LIMIT
from newsgen.errors import DeskError, SettingsError
from newsgen.model import Status
from newsgen.settings import Settings
from tests.desk_kit import DAY, Editor, Served, desk, desk_settings, editing, running, told_sample  # noqa: F401

TODAY = f"/days/{DAY}"
STEP = f"{TODAY}/step"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def served(told_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: F811
    """One desk for all attacks: none of them leaves a trace there."""
    out = tmp_path_factory.mktemp("attacked") / "out"
    shutil.copytree(told_sample, out)
    with running(Settings(out=out, byline="Ann Lee")) as served:
        yield served


@pytest.fixture
def ann(served: Served) -> Iterator[Editor]:
    with editing(served) as editor:
        yield editor


def _step(ann: Editor, **more: object) -> dict[str, object]:
    return {"to": "held", "reason": "later", "revision": read_state(ann.served.folder).revision, "sha256": ""} | more


def _unchanged(ann: Editor) -> bool:
    return read_state(ann.served.folder).status is Status.DRAFT


def test_the_desks_own_form_is_taken(desk: Callable[..., Served]):  # noqa: F811
    """What the attacks below come short of."""
    with editing(desk()) as ann:
        assert ann.send(STEP, **_step(ann)).status_code == 200
        assert read_state(ann.served.folder).status is Status.HELD


@pytest.mark.parametrize("token", ["", "wrong", "e30.c2ln", "\x00", "a" * 5000])
def test_a_form_without_this_sessions_token_changes_nothing(ann: Editor, token: str):
    """Missing, wrong, forged and overlong tokens."""
    assert ann.send(STEP, **_step(ann, csrf=token)).status_code == 403
    assert _unchanged(ann)


def test_another_sessions_token_changes_nothing(ann: Editor):
    """A token counts for the session that it was made for."""
    with editing(ann.served) as other:
        assert ann.send(STEP, **_step(ann, csrf=other.token)).status_code == 403
    assert _unchanged(ann)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "", "referer": "https://evil.example/days"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_site_changes_nothing(ann: Editor, headers: dict[str, str]):
    """Even with the right token."""
    assert ann.send(STEP, headers, **_step(ann)).status_code == 403
    assert _unchanged(ann)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", "", "evil.example:{port}"])
def test_another_host_name_opens_nothing(served: Served, host: str):
    """A name that an attacker made to point at this machine is not answered, whatever is asked."""
    port = urlsplit(served.address).port
    for method, path in (("GET", TODAY), ("POST", STEP), ("GET", "/static/desk.css"), ("GET", f"{TODAY}/live")):
        answer = httpx.request(method, served.address + path, headers={"host": host.format(port=port)}, trust_env=False)
        assert answer.status_code in (400, 421)
        assert "csrf" not in answer.text


@pytest.mark.parametrize("host", ["localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}", "127.0.0.1:{port}"])
def test_this_machines_names_are_answered(served: Served, host: str):
    """Whichever way somebody writes loopback."""
    port = urlsplit(served.address).port
    answer = httpx.get(served.address + TODAY, headers={"host": host.format(port=port)}, trust_env=False)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/days/../desk.json", "/days/..%2f..%2fetc%2fpasswd", "/days/%2e%2e/%2e%2e/etc/passwd", "/days/2025-07-14%00",
        "/days/2025-07-14%2f..", "/days/2025-13-45", "/days/0000-00-00", "/days/2025-7-14", "/days/٢٠٢٥-٠٧-١٤",
        "/days/" + "2" * 5000, "/days/2025-07-14/../../../etc/passwd", "/static/../app.py", "/static/%2e%2e/app.py",
        "/static/..%2fapp.py", "/static/%2e%2e%2f%2e%2e%2fkeys.py", "/static//etc/passwd", "/static/desk.css%00",
        "/2025-07-14/facts.json", "/output/2025-07-14/facts.json",
    ],
)  # fmt: skip
def test_an_address_names_no_file(served: Served, path: str):
    """Days are days, and of the desk's own files only the static ones are given."""
    parts = urlsplit(served.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: sock.recv(65536), b""))
    assert int(answer.split(b" ", 2)[1]) in (400, 404), answer[:300]
    assert b"root:" not in answer
    assert b"import annotations" not in answer


def test_a_large_body_is_refused_whether_or_not_it_says_so(ann: Editor):
    """Over a megabyte: with its length, and in pieces without one."""
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    large = b"a" * (LIMIT + 1)
    assert ann.client.post(STEP, content=large, headers=headers).status_code == 413
    pieces = (large[start : start + 65536] for start in range(0, len(large), 65536))
    assert ann.client.post(STEP, content=pieces, headers=headers).status_code == 413
    assert ann.see(TODAY).status_code == 200


def test_a_body_that_is_no_form_is_refused(ann: Editor):
    """Broken multipart, JSON, a file in place of a text."""
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    for kind in ("multipart/form-data", "multipart/form-data; boundary=a", "application/json", "text/plain"):
        answer = ann.client.post(STEP, content=b"--a\r\n\xff{[", headers={**headers, "content-type": kind})
        assert answer.status_code == 400, kind
    assert ann.client.post(STEP, files={"to": b"held"}, headers=headers).status_code == 400
    assert _unchanged(ann)


def test_a_forged_or_ended_session_opens_nothing():
    """A cookie that the desk did not sign, one that is too old, and one that was logged out."""
    port = 4711
    ours = Sessions("secret", port, editors={})
    theirs = Sessions("guess", port, editors={})
    forged = theirs.cookie(Session("x", "Ann", known=True)).partition(";")[0]
    assert not ours.of({"cookie": forged})[0].known
    cookie = ours.cookie(Session("x", "Ann", known=True)).partition(";")[0]
    assert ours.of({"cookie": cookie})[0].known
    assert not ours.of({"cookie": cookie[:-1]})[0].known
    ours.end(Session("x", "Ann", known=True))
    assert not ours.of({"cookie": cookie})[0].known
    assert AGE <= 12 * 3600


@pytest.mark.parametrize("name", ["said", "day", "q", "edition", "from", "to", "headline", "view"])
def test_nothing_in_an_address_is_printed(ann: Editor, name: str):
    """A script in any parameter is nowhere in the page, nor a sentence that somebody else wrote."""
    for path in (TODAY, "/", "/login", "/nowhere"):
        answer = ann.client.get(path, params={name: SCRIPT})
        assert SCRIPT not in answer.text
        assert "alert(1)" not in answer.text


def test_a_name_cannot_end_a_header_or_a_page(ann: Editor):
    """Line ends and scripts in a name: refused, or shown as text."""
    answer = ann.send("/name", name="Ann\r\nSet-Cookie: x=y")
    assert "x" not in ann.client.cookies
    assert ann.send("/name", name="Ann\x00").status_code == 400
    assert ann.send("/name", name="A" * 61).status_code == 400
    answer = ann.send("/name", name=SCRIPT)
    assert SCRIPT not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_every_answer_carries_the_guards_headers(ann: Editor):
    """Pages, files, mistakes and refusals alike."""
    for path in (TODAY, "/static/desk.js", "/nowhere", "/days/2020-01-01"):
        headers = ann.client.get(path).headers
        assert headers["content-security-policy"] == CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers
    refused = ann.send(STEP, csrf="")
    assert refused.headers["content-security-policy"] == CSP
    assert "unsafe" not in CSP


def test_looking_changes_nothing(ann: Editor):
    """A GET at an address that changes things is refused, and the day's folder stays as it is."""
    before = {path: path.read_bytes() for path in ann.served.folder.rglob("*") if path.is_file()}
    for path in (STEP, f"{TODAY}/override", "/name", "/logout"):
        assert ann.client.get(path).status_code == 405
    ann.see(TODAY)
    assert before == {path: path.read_bytes() for path in ann.served.folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_put_the_desk_into_its_page_or_read_it(ann: Editor, site: str):
    """Frames, images and scripts of other sites get nothing; a followed link asks again from the desk's own page."""
    for mode, dest in (("no-cors", "script"), ("navigate", "iframe"), ("cors", "empty")):
        asked = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
        assert ann.client.get(TODAY, headers=asked).status_code == 403
    link = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    answer = ann.client.get(TODAY, headers=link)
    assert "set-cookie" not in answer.headers
    assert 'http-equiv="refresh"' in answer.text


def test_where_others_can_reach_it_somebody_has_to_log_in(desk: Callable[..., Served]):  # noqa: F811
    """Nothing is shown or changed before; the right name and password open it; logout shuts it again."""
    served = desk(host="0.0.0.0", editors=(f"Ann: Lee:{hashed('opensesame')}",))
    with editing(served) as ann:
        assert ann.page.url.path == "/login"
        assert "Preflight" not in ann.page.text
        assert ann.send(STEP, **_step(ann)).status_code == 401
        assert ann.client.get(f"{TODAY}/live").url.path == "/login"
        assert ann.send("/login", name="Ann: Lee", password="wrong").status_code == 403
        before = dict(ann.client.cookies)
        ann.page = ann.send("/login", name="Ann: Lee", password="opensesame")
        assert "Preflight" in ann.page.text
        assert dict(ann.client.cookies) != before, "a session from before the login is not taken over"
        assert ann.send(STEP, **_step(ann)).status_code == 200
        kept = dict(ann.client.cookies)
        ann.send("/logout")
        assert httpx.get(served.address + TODAY, cookies=kept, trust_env=False).status_code == 303


def test_passwords_cannot_be_tried_one_after_another(desk: Callable[..., Served]):  # noqa: F811
    """After five wrong ones within a minute even the right one has to wait."""
    with editing(desk(host="0.0.0.0", editors=(f"Ann:{hashed('opensesame')}",))) as eve:
        for number in range(5):
            assert "wrong" in eve.send("/login", name="Ann", password=str(number)).text
        answer = eve.send("/login", name="Ann", password="opensesame")
    assert answer.status_code == 403
    assert "wait a minute" in answer.text


def test_tries_are_counted_by_address_and_by_name_and_forgotten_after_a_minute():
    """Another name from the same address waits, and the same name from another address."""
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(5):
        tries.failed("address 1", "name ann")
    assert tries.too_many("address 1", "name bob")
    assert tries.too_many("address 2", "name ann")
    assert not tries.too_many("address 2", "name bob")
    now[0] = 61.0
    assert not tries.too_many("address 1", "name ann")


def test_many_passwords_tried_at_once_are_no_more_than_one_after_another():
    """Of twenty threads five are told that it was wrong, and the others to wait; a right login costs no try."""
    sessions = Sessions("a secret", 1, editors={"Ann": hashed("opensesame")})
    for _ in range(10):
        assert sessions.login(Session("a"), "Ann", "opensesame", "1.2.3.4").known

    def tried(number: int) -> str:
        with pytest.raises(DeskError) as caught:
            sessions.login(Session("a"), "Ann", str(number), "1.2.3.4")
        return str(caught.value)

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(tried, range(20)))
    assert sum("wrong; try again" in one for one in said) == 5


def test_a_cookie_outlives_a_restart_but_no_logout_and_no_new_list_of_editors(tmp_path: Path):
    """With the same secret: who logged out stays out, and so does who was taken off the list or has a new password."""
    editors, ended = {"Ann": hashed("opensesame"), "Bob": hashed("b")}, tmp_path / "ended"

    def started(editors: dict[str, str]) -> Sessions:
        return Sessions("a secret", 1, editors=editors, ended=ended)

    def known(sessions: Sessions, cookie: str) -> bool:
        return sessions.of({"cookie": cookie.partition(";")[0]})[0].known

    first = started(editors)
    ann, bob = (Session(name, name, known=True) for name in ("Ann", "Bob"))
    first.end(bob)
    again = started(editors)
    assert known(again, first.cookie(ann))
    assert not known(again, first.cookie(bob))
    assert not known(started({"Bob": editors["Bob"]}), first.cookie(ann))
    assert not known(started(editors | {"Ann": hashed("another")}), first.cookie(ann))
    os.utime(ended, (0, 0))
    assert known(started(editors), first.cookie(ann))
    assert not ended.exists(), "every session of then is over"


def test_a_hash_tells_no_password_and_knows_its_own():
    """Each is salted, and a line that is none is refused without being repeated."""
    assert hashed("opensesame") != hashed("opensesame")
    assert is_password("opensesame", hashed("opensesame"))
    assert not is_password("opensesam", hashed("opensesame"))
    with pytest.raises(SettingsError, match="newsgen password") as caught:
        read_editors(["Ann:opensesame"])
    assert "opensesame" not in str(caught.value)
