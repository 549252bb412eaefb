"""What is thrown at the desk through everything that an editor can write, and stays the text that it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from newsgen import archive
from newsgen.desk.editing import LONGEST
from newsgen.desk.safety import LIMIT
from newsgen.settings import Settings
from tests.desk_kit import DAY, Editor, Served, desk_settings, editing, running, told_sample  # noqa: F401

VIEWS = ("", "/edit", "/differences", "/notes", "/why", "/article", "/page")
ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<svg onload=alert(1)>",
    "<style>body{display:none}</style>",
    "{{7*7}}",
    "{{ shell.token }}",
    "{% raw %}{% include 'house.toml' %}",
    "{# gone #}",
    "--- \ntitle: x\n---",
    'x"\n[[event]]\nwhat = "y',
    "\ue000\ue100\ue101\ue102",
)
ALIVE = (
    "<script>alert",
    "<img src=x",
    "<svg onload",
    "<iframe srcdoc",
    "<a href='javascript",
    'href="javascript',
    "<style>body{",
)


@pytest.fixture
def served(told_sample: Path, tmp_path: Path) -> Iterator[Served]:  # noqa: F811
    shutil.copytree(told_sample, tmp_path / "out")
    with running(Settings(out=tmp_path / "out", byline="Ann Lee")) as served:
        yield served


@pytest.fixture
def ann(served: Served) -> Iterator[Editor]:
    with editing(served) as editor:
        yield editor


def _dead(ann: Editor, attack: str) -> None:
    """No view runs, evaluates or hides what was written."""
    for view in VIEWS:
        page = ann.see(f"/days/{DAY}{view}")
        assert page.status_code == 200, (view, attack, page.text[:500])
        assert not [form for form in ALIVE if form in page.text], (view, attack)
        assert ann.served.folder.joinpath("house.toml").exists() is False
    ann.see(f"/days/{DAY}/edit")


@pytest.mark.parametrize("attack", [" ".join(ATTACKS), "\n\n".join(ATTACKS), ATTACKS[2]])
def test_what_is_written_into_the_text_stays_text(ann: Editor, attack: str):
    """Headline, dek, a key point and the body, saved and shown on every view, and checked as it is typed."""
    sheet = ann.served.bench.sheet(DAY)
    fields = {
        "headline": f"Bitcoin {attack}",
        "dek": f"A dek {attack}",
        "key_points": f"One\n{attack}",
        "body_md": f"{sheet.manuscript.body_md}\n\nMore {attack} words.",
    }
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    found = ann.client.post(f"/days/{DAY}/edit/check", json=fields, headers=headers)
    assert found.status_code == 200
    assert not [form for form in ALIVE if form in found.json()["preview"]]
    page = ann.send(f"/days/{DAY}/edit", base=sheet.sha256, draft="attack", **fields)
    assert page.status_code == 200, page.text[:400]
    _dead(ann, attack)
    kept = archive.read_manuscript((ann.served.folder / "article.md").read_bytes())
    assert kept.headline == " ".join(fields["headline"].split())
    assert "49" not in kept.headline
    assert kept.body_md == fields["body_md"].strip()


@pytest.mark.parametrize("attack", [" ".join(ATTACKS), ATTACKS[2], ATTACKS[13]])
def test_what_is_put_on_file_stays_text(ann: Editor, attack: str):
    """Notes, events, quotes and names; one entry can hold no other."""
    ann.send(f"/days/{DAY}/notes", text=attack)
    ann.send(f"/days/{DAY}/notes/event", what=f"it {attack}", source=f"a {attack}", coins="BTC", kind="macro", date=DAY)
    ann.send(f"/days/{DAY}/notes/quote", speaker=f"Ada {attack}", text=f"words {attack}", source=attack, role=attack)
    ann.send(f"/days/{DAY}/notes/event", what="x", source="y", url="javascript:alert(1)", date=DAY)
    ann.send("/name", name=attack)
    _dead(ann, attack)
    facts = ann.served.bench.sheet(DAY).edition.facts
    assert len(facts.events) == 1
    assert len(facts.quotes) <= 3
    assert not [one for one in (*facts.events, *facts.quotes) if one.url.startswith("javascript")]


def test_no_form_of_these_views_is_taken_without_its_token(ann: Editor):
    """Nor from another site."""
    sheet = ann.served.bench.sheet(DAY)
    words = {"headline": "Taken", "dek": "", "key_points": "", "body_md": "Words.", "base": sheet.sha256, "draft": "a"}
    paths = ("edit", "edit/check", "edit/draft", "edit/discard", "edit/settle", "edit/clash", "fix", "notes")
    for path in (*paths, "notes/remove", "notes/event", "notes/quote", "notes/leave-out"):
        address = f"/days/{DAY}/{path}"
        assert ann.send(address, csrf="wrong", **words).status_code == 403
        assert ann.send(address, {"origin": "https://evil.example"}, **words).status_code == 403
        answer = ann.client.post(address, json=words, headers={"origin": ann.served.address})
        assert answer.status_code == 403
    assert not archive.drafts(ann.served.folder)
    assert ann.served.bench.sheet(DAY).sha256 == sheet.sha256


def test_too_much_is_refused_in_a_sentence(ann: Editor):
    """More than a megabyte of request, and more than a text, a note or a line may have."""
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    words = {"headline": "x", "dek": "", "key_points": "", "body_md": "y" * (LONGEST + 1)}
    for path in ("check", "draft"):
        address = f"/days/{DAY}/edit/{path}"
        assert ann.client.post(address, content=b"{" + b" " * LIMIT, headers=headers).status_code == 413
        assert ann.client.post(address, json=words, headers=headers).status_code == 400
    assert ann.send(f"/days/{DAY}/edit", base="", draft="a", **words).status_code == 400
    assert ann.send(f"/days/{DAY}/notes", text="y" * 3000).status_code == 400
    page = ann.send(f"/days/{DAY}/notes/event", what="y" * 600, source="z", date=DAY, of="event")
    assert page.status_code == 400
    assert "more than 500 characters" in page.text
    assert "y" * 600 in page.text, "what was typed is still in the form"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'"x"', b"{", b"\xff", b'{"headline": 1}', json.dumps({"body_md": None}).encode()]
)
def test_a_body_that_is_no_text_is_refused(ann: Editor, body: bytes):
    """Whatever else JSON can hold."""
    headers = {"origin": ann.served.address, "x-csrf": ann.token, "content-type": "application/json"}
    for path in ("check", "draft"):
        answer: httpx.Response = ann.client.post(f"/days/{DAY}/edit/{path}", content=body, headers=headers)
        assert answer.status_code == 400, answer.text[:300]


@pytest.mark.parametrize("name", ["../../desk", "..", "a/b", "", "x" * 100, "%2e%2e", "\x00", "article.md"])
def test_a_draft_or_version_names_no_other_file(ann: Editor, name: str):
    """Only letters, digits, - and _ name a draft; only hashes a version."""
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    words = {"headline": "x", "dek": "", "key_points": "", "body_md": "y", "base": name, "draft": name, "from": name}
    ann.see(f"/days/{DAY}/edit")
    before = sorted(path for path in ann.served.folder.rglob("*"))
    assert ann.client.post(f"/days/{DAY}/edit/draft", json=words, headers=headers).status_code == 400
    assert ann.send(f"/days/{DAY}/edit/discard", draft=name).status_code == 400
    assert ann.send(f"/days/{DAY}/edit/settle", draft=name, take="mine").status_code == 400
    assert ann.client.get(f"/days/{DAY}/edit", params={"draft": name}).status_code == 200
    if name:
        answer = ann.client.get(f"/days/{DAY}/differences", params={"what": "versions", "from": name, "to": name})
        assert answer.status_code == 400
    assert sorted(path for path in ann.served.folder.rglob("*")) == before
