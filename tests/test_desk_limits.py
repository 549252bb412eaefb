"""Texts that are made to keep the desk busy for hours, and every address that changes something."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from starlette.routing import Route

from newsgen import archive
from newsgen.desk.app import make_app
from newsgen.desk.limits import LONGEST, fault
from newsgen.desk.logins import Sessions
from newsgen.merge import differences
from newsgen.model import Manuscript
from newsgen.sentences import split
from newsgen.settings import Settings
from tests.desk_kit import DAY, Editor, Served, editing, running, told_sample  # noqa: F401

HOSTILE = (
    "$1 ",
    "5% ",
    "1.1.1 ",
    "[",
    "<a ",
    "[a](",
    ".",
    "24 hours ",
    "bitcoin and ether fell while ",
    "A b c. ",
    "9",
)


@pytest.fixture(scope="module")
def served(told_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: F811
    """One desk for all: nothing that is thrown at it is filed."""
    out = tmp_path_factory.mktemp("busy") / "out"
    shutil.copytree(told_sample, out)
    with running(Settings(out=out, byline="Ann Lee")) as served:
        yield served


@pytest.fixture
def ann(served: Served) -> Iterator[Editor]:
    with editing(served) as editor:
        yield editor


@pytest.mark.parametrize("part", HOSTILE)
def test_a_text_that_nobody_would_read_is_kept_and_not_checked(ann: Editor, part: str):
    """A hundred thousand characters of it, which took minutes to hours: the answer is one sentence, and soon."""
    sheet = ann.served.bench.sheet(DAY)
    body = (part * 100_000)[:99_000].strip()
    words = {"headline": "A headline", "dek": "", "key_points": "", "body_md": body}
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    began = time.monotonic()
    found = ann.client.post(f"/days/{DAY}/edit/check", json=words, headers=headers).json()
    assert [(one["kind"], found["preview"]) for one in found["marks"]] == [("block", "")]
    page = ann.send(f"/days/{DAY}/edit", base=sheet.sha256, draft="hostile", **words)
    assert time.monotonic() - began < 10
    assert page.status_code == 400
    assert "kept as a draft, and not saved" in page.text
    assert [one.manuscript.body_md for one in archive.drafts(ann.served.folder)] == [body]
    assert ann.send(f"/days/{DAY}/edit/settle", draft="hostile", take="merged").status_code == 400
    assert ann.served.bench.sheet(DAY).sha256 == sheet.sha256
    ann.send(f"/days/{DAY}/edit/discard", draft="hostile")


def test_a_text_that_cannot_be_checked_is_not_put_on_file(ann: Editor, monkeypatch: pytest.MonkeyPatch):
    """A mistake of the checker breaks the saving, and never the day: the file stays, and the words as a draft."""

    def broken(*_: object) -> None:
        raise OverflowError

    sheet = ann.served.bench.sheet(DAY)
    monkeypatch.setattr("newsgen.newsroom.edited", broken)
    words = {"headline": "Mine", "dek": "", "key_points": "", "body_md": "Words of mine."}
    assert ann.send(f"/days/{DAY}/edit", base=sheet.sha256, draft="broken", **words).status_code == 500
    monkeypatch.undo()
    assert archive.sha256((ann.served.folder / "article.md").read_bytes()) == sheet.filed
    assert [one.manuscript.headline for one in archive.drafts(ann.served.folder)] == ["Mine"]
    ann.send(f"/days/{DAY}/edit/discard", draft="broken")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"a=&" * 300_000),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * 9000),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 90_000),
    ],
)
def test_a_form_of_thousands_of_fields_is_refused_before_it_is_read(ann: Editor, kind: str, body: bytes):
    """Also by somebody who is not logged in yet."""
    for path in ("/login", f"/days/{DAY}/step"):
        headers = {"origin": ann.served.address, "content-type": kind}
        assert ann.client.post(path, content=body, headers=headers).status_code == 403


def test_what_is_nested_a_thousand_times_is_no_text(ann: Editor):
    """It is refused in a sentence."""
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    body = b'{"headline":' + b"[" * 400_000
    assert ann.client.post(f"/days/{DAY}/edit/check", content=body, headers=headers).status_code == 400


def test_a_reason_and_a_wish_are_short(ann: Editor):
    """What no form would send is not kept for ever in the day's decisions."""
    state, lead = archive.read_state(ann.served.folder), ann.served.bench.sheet(DAY).generated.article.lead_angle
    fields = {"to": "held", "revision": state.revision, "sha256": "", "finding": "x"}
    for path in ("step", "override"):
        page = ann.send(f"/days/{DAY}/{path}", reason="r" * 301, **fields)
        assert (page.status_code, "up to 300 characters" in page.text) == (400, True)
    wish = {"headline": f"{lead}:{'9' * 5000}", "revision": state.revision}
    assert ann.send(f"/days/{DAY}/wish", **wish).status_code == 400
    assert archive.read_state(ann.served.folder) == state


def test_drafts_do_not_fill_the_disk(ann: Editor, monkeypatch: pytest.MonkeyPatch):
    """One that is there can be written on; one too many is refused, and nothing is forgotten for it."""
    monkeypatch.setattr(import_module("newsgen.archive.drafts"), "MOST", 2)
    words = {"headline": "Mine", "dek": "", "key_points": "", "body_md": "Words.", "base": ""}
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    sent = [
        ann.client.post(f"/days/{DAY}/edit/draft", json={**words, "draft": name}, headers=headers).status_code
        for name in ("a", "b", "c", "a")
    ]
    assert sent == [200, 200, 400, 200]
    for name in ("a", "b"):
        ann.send(f"/days/{DAY}/edit/discard", draft=name)


def test_no_sentence_says_where_the_desk_lies(ann: Editor):
    """Of a day that was never told, whatever is sent to it; nor is a folder made for it."""
    words = {"headline": "a", "dek": "", "key_points": "", "body_md": "b", "base": "", "draft": "a", "text": "a"}
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    for path in ("edit", "notes", "notes/remove", "step", "file"):
        page = ann.send(f"/days/2021-01-01/{path}", **words)
        assert page.status_code == 400, path
        assert str(ann.served.settings.out) not in page.text, path
    page = ann.client.post("/days/2021-01-01/edit/draft", json=words, headers=headers)
    assert (page.status_code, str(ann.served.settings.out) in page.text) == (400, False)
    assert not ann.served.bench.folder(DAY.replace(year=2021, month=1, day=1)).exists()


def test_what_people_write_has_room(served: Served):
    """The generated text twenty times, long lists and tables."""
    body = served.bench.sheet(DAY).manuscript.body_md
    table = "| Day | Long | Short |\n| --- | ---: | ---: |\n" + "| 14 July | $1,234.5 million | $9.8 million |\n" * 60
    assert not fault([body, "\n\n".join([body] * 15), table, "- One of 5\n- Two of 7\n" * 100])
    assert fault(["a\n\n" * LONGEST])


def test_a_long_text_is_read_in_one_pass(served: Served):
    """Thousands of empty lines, and of short sentences; what an editor is asked below them is no word of the text."""
    asked = b"\n\n<!-- For the editor: why? -->\n\n<!-- For the editor: who? -->\n"
    text = served.bench.sheet(DAY).text
    began = time.process_time()
    long = archive.with_manuscript(text, Manuscript("One", "", (), f"a{chr(10) * 80_000}b")) + asked
    assert archive.read_manuscript(long).body_md == f"a{chr(10) * 80_000}b"
    assert len(split("A b. C. " * 10_000)) == 10_001, "C. is an initial"
    assert time.process_time() - began < 5


def test_two_texts_of_many_strange_sentences_are_soon_told_apart():
    """Each of hundreds of sentences would be compared with each other one."""
    one = Manuscript("One", "", (), " ".join(f"Word{at} stands here alone {at}." for at in range(800)))
    other = replace(one, body_md=" ".join(f"Other{at} is something else {at}." for at in range(800)))
    began = time.process_time()
    found = differences(one, other)
    assert time.process_time() - began < 5
    assert {change.kind for change in found} == {"same", "added", "removed"}
    assert len(found) == 1601


def test_no_address_changes_anything_for_another_site(ann: Editor):
    """Every one there is: without the token, from elsewhere, and under another name of the machine."""
    app = make_app(ann.served.bench, Sessions("a secret", 1), frozenset())
    posts = [one.path for one in app.routes if isinstance(one, Route) and "POST" in (one.methods or ())]
    assert len(posts) > 20
    before = sorted((path, path.stat().st_mtime_ns) for path in ann.served.folder.rglob("*"))
    for path in (post.replace("{day:day}", str(DAY)) for post in posts):
        assert ann.send(path, csrf="").status_code == 403, path
        assert ann.send(path, {"origin": "https://evil.example"}).status_code == 403, path
        assert ann.send(path, {"origin": "null"}).status_code == 403, path
        assert ann.send(path, {"sec-fetch-site": "same-site"}).status_code == 403, path
        assert ann.send(path, {"host": "evil.example"}).status_code == 421, path
        json = ann.client.post(path, json={"csrf": ann.token}, headers={"origin": ann.served.address})
        assert json.status_code == 403, path
    assert sorted((path, path.stat().st_mtime_ns) for path in ann.served.folder.rglob("*")) == before
