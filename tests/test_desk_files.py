"""What the desk keeps in a day's folder: nothing is overwritten unseen, nothing typed or decided is lost."""

from __future__ import annotations

import json
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen import archive
from newsgen.archive import disk
from newsgen.errors import ArchiveError, StaleError
from newsgen.model import Approval, Event, Manuscript, Note, Quote, State, Status, Wishes

WHEN = datetime(2031, 3, 4, 12, tzinfo=UTC)
FRONT = {"title": "Up 4.2%", "slug": "up", "dek": "A dek.", "key_points": ("One: 1%", "Two"), "date": WHEN}
BODY = "The body.\n\n## More\n\nAnd more."
TEXT = f"{archive.front_matter(FRONT)}\n{BODY}\n\n<!-- For the editor: add one -->\n".encode()
WORDS = Manuscript("Up 4.2%", "A dek.", ("One: 1%", "Two"), BODY)
LINE = st.text(max_size=30).map(lambda text: " ".join(text.split()))


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A told day."""
    archive.write_day(tmp_path / "day", {"article.md": TEXT, "article.base.md": TEXT}, b"told\n")
    return tmp_path / "day"


def _event(what: str = "The ministry spoke") -> Event:
    return Event(what, "Reuters", date(2031, 3, 4), WHEN, "https://example.org/x", "policy", ("BTC",))


# ---- article.md ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        b"\xef\xbb\xbf" + TEXT,
        TEXT.replace(b"\n", b"\r\n"),
        TEXT.replace(b'"Up 4.2%"', b"Up 4.2%").replace(b'"A dek."', b"'A dek.'"),
        TEXT.replace(b'"A dek."', b">-\n  A\n  dek."),
        TEXT.replace(b'key_points:\n  - "One: 1%"\n  - "Two"', b"key_points: ['One: 1%', Two]"),
        TEXT.replace(b"---\n", b"---  \n").replace(b"The body.\n", b"The body.\n\n<!-- For the editor: why? -->\n"),
    ],
    ids=["as written", "byte order mark", "Windows", "other quotes", "folded", "flow list", "slots elsewhere"],
)
def test_a_text_is_read_whatever_an_editors_program_did_to_it(text: bytes):
    """Quotes, folds, line ends and marks are not words."""
    assert archive.read_manuscript(text) == WORDS


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"no front matter", "between two lines of ---"),
        (b"---\ntitle: 'open\n---\nbody", "YAML at line"),
        (b"---\n- a\n---\nbody", "no list of fields"),
        (b"---\ndek: a\n---\nbody", "no title"),
        (b"---\ntitle: a\nkey_points: b\n---\nbody", "key_points that are no list"),
        (b"---\ntitle: \xff\n---\n", "UTF-8"),
        (b"---\n" + b"a: " + b"[" * 5000 + b"\n---\n", "YAML"),
    ],
)
def test_a_text_that_cannot_be_read_is_one_sentence(text: bytes, complaint: str):
    """What is wrong, and what to do."""
    with pytest.raises(ArchiveError, match=complaint) as raised:
        archive.read_manuscript(text)
    assert str(raised.value).endswith(".")


@given(LINE, LINE, st.lists(LINE.filter(bool), max_size=3), st.text(max_size=60))
def test_other_words_come_back_and_the_rest_of_the_front_matter_stays(headline, dek, points, body):
    """Whatever letters they are made of."""
    body = body.replace("\r", "").strip()
    words = Manuscript(headline, dek, tuple(points), body)
    written = archive.with_manuscript(TEXT, words)
    if "<!-- For the editor" not in body:
        assert archive.read_manuscript(written) == words
    text = written.decode()
    assert '\nslug: "up"\n' in text
    assert "\ndate: 2031-03-04T12:00:00Z\n" in text
    assert text.endswith("\n<!-- For the editor: add one -->\n")
    assert archive.with_manuscript(written, words) == written


def test_the_same_words_give_the_same_bytes():
    """Reading and writing an untouched text changes nothing."""
    assert archive.with_manuscript(TEXT, archive.read_manuscript(TEXT)) == TEXT


# ---- desk.json -------------------------------------------------------------------------------------------------------


def test_a_state_comes_back_as_it_was_decided(day: Path):
    """Wishes, overrides, approval and notes, and a revision that grows."""
    state = State(status=Status.HELD, reason="why", wishes=Wishes(off=("a",)), approval=Approval("Ann", WHEN, "0" * 64))
    state = replace(state, notes=(Note("1", "look <b>here</b>", "Ann", WHEN),))
    assert archive.read_state(day) == State()
    assert archive.change_state(day, 0, lambda _: state, b"held\n") == replace(state, revision=1)
    assert archive.read_state(day) == replace(state, revision=1)
    assert (day / "log.jsonl").read_bytes() == b"told\nheld\n"


def test_a_decision_on_an_old_state_is_refused(day: Path):
    """Somebody else was first: nothing is changed, and the sentence says so."""
    archive.change_state(day, 0, lambda state: replace(state, reason="first"), b"")
    with pytest.raises(StaleError, match="somebody else"):
        archive.change_state(day, 0, lambda state: replace(state, reason="second"), b"lost\n")
    assert archive.read_state(day).reason == "first"
    assert b"lost" not in (day / "log.jsonl").read_bytes()


def test_of_many_who_change_a_state_at_once_no_change_is_lost(day: Path):
    """Each sees the state that the one before it left."""

    def note(number: int) -> None:
        one = Note(str(number), "x", "Ann", WHEN)
        archive.change_state(day, None, lambda state: replace(state, notes=(*state.notes, one)), b"note\n")

    with ThreadPoolExecutor(8) as crew:
        list(crew.map(note, range(40)))
    state = archive.read_state(day)
    assert state.revision == 40
    assert {one.id for one in state.notes} == {str(number) for number in range(40)}
    assert (day / "log.jsonl").read_bytes().count(b"note\n") == 40


def test_a_retelling_and_a_decision_at_once_lose_neither(day: Path):
    """The folder is exchanged under the desk's hands, again and again."""

    def tell(_: int) -> None:
        archive.write_day(day, {"article.md": TEXT, "article.base.md": TEXT}, b"told\n")

    def decide(number: int) -> None:
        archive.change_state(day, None, lambda state: replace(state, reason=str(number)), b"decided\n")

    with ThreadPoolExecutor(4) as crew:
        list(crew.map(lambda one: one[0](one[1]), [(do, n) for n in range(12) for do in (tell, decide)]))
    assert archive.read_state(day).revision == 12
    log = (day / "log.jsonl").read_bytes()
    assert (log.count(b"told\n"), log.count(b"decided\n")) == (13, 12)


@pytest.mark.parametrize("broken", [b"{", b'{"revision": "x"}', b'{"status": "gone"}'])
def test_a_broken_state_is_one_sentence(day: Path, broken: bytes):
    """It is never taken for an empty one."""
    (day / "desk.json").write_bytes(broken)
    with pytest.raises(ArchiveError, match=r"desk\.json cannot be read"):
        archive.read_state(day)


def test_a_day_that_was_not_told_has_nothing_to_decide(tmp_path: Path):
    """The way out is named."""
    with pytest.raises(ArchiveError, match="newsgen recap"):
        archive.change_state(tmp_path / "2031-01-01", None, lambda state: state, b"")


# ---- texts -----------------------------------------------------------------------------------------------------------


def test_a_text_is_saved_over_the_one_it_was_made_from_only(day: Path):
    """The second of two tabs is told, and both texts can be had again."""
    mine, theirs = TEXT.replace(b"The body", b"My body"), TEXT.replace(b"The body", b"Their body")
    sha = archive.save_text(day, archive.sha256(TEXT), mine, b"saved\n")
    with pytest.raises(StaleError, match="compare it with yours"):
        archive.save_text(day, archive.sha256(TEXT), theirs, b"lost\n")
    assert (day / "article.md").read_bytes() == mine
    assert sha == archive.sha256(mine)
    assert archive.read_version(day, sha) == archive.read_version(day, sha[:16]) == mine
    assert archive.read_version(day, archive.sha256(TEXT)) == TEXT
    assert (day / "log.jsonl").read_bytes() == b"told\nsaved\n"


def test_a_saved_change_takes_the_approval_back(day: Path):
    """The status falls back to review, and the log says why."""
    approval = Approval("Ann", WHEN, archive.sha256(TEXT))
    archive.change_state(day, 0, lambda _: State(status=Status.APPROVED, approval=approval), b"")
    archive.save_text(day, archive.sha256(TEXT), TEXT, b"")
    assert archive.read_state(day).status is Status.APPROVED
    archive.save_text(day, archive.sha256(TEXT), TEXT.replace(b"more", b"less"), b"")
    assert archive.read_state(day).status is Status.IN_REVIEW
    assert json.loads((day / "log.jsonl").read_text().splitlines()[-1])["what"] == "approval void"


def test_a_text_that_could_not_be_read_again_is_not_saved(day: Path):
    """The one on disk stays."""
    with pytest.raises(ArchiveError, match="front matter"):
        archive.save_text(day, archive.sha256(TEXT), b"bare words", b"")
    assert (day / "article.md").read_bytes() == TEXT


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 15, "0" * 64])
def test_a_version_is_found_by_its_hash_and_by_nothing_else(day: Path, name: str):
    """No path leads out of the folder."""
    with pytest.raises(ArchiveError):
        archive.read_version(day, name)


def test_a_full_disk_leaves_the_text_as_it_was(day: Path, monkeypatch: pytest.MonkeyPatch):
    """And no half-written file beside it."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(path.name for path in day.iterdir())
    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(ArchiveError, match="No space left"):
        archive.change_state(day, 0, lambda state: state, b"")
    assert sorted(path.name for path in day.iterdir()) == before


# ---- drafts ----------------------------------------------------------------------------------------------------------


def test_drafts_are_kept_by_tab_and_dropped_one_by_one(day: Path):
    """The latest first; a draft of the same tab replaces its earlier one; a stray file is passed over."""
    old = archive.Draft("tab-1", "Ann", WHEN, "0" * 64, WORDS)
    new = archive.Draft("tab-2", "Bob", WHEN + timedelta(minutes=1), "0" * 64, replace(WORDS, headline="x"))
    for draft in (old, new, replace(old, manuscript=replace(WORDS, dek="y"))):
        archive.save_draft(day, draft)
    (day / "drafts" / "stray.json").write_text("{")
    assert archive.drafts(day) == (new, replace(old, manuscript=replace(WORDS, dek="y")))
    archive.drop_draft(day, "tab-2")
    archive.drop_draft(day, "tab-2")
    assert [draft.id for draft in archive.drafts(day)] == ["tab-1"]
    with pytest.raises(ArchiveError, match="cannot name a draft"):
        archive.save_draft(day, replace(old, id="../x"))


# ---- papers ----------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_out_of_the_entry_it_is_filed_in(tmp_path_factory, what: str, source: str):
    """Quotation marks, line breaks and brackets stay inside; what holds no word is not filed."""
    folder = tmp_path_factory.mktemp("out")
    with suppress(ArchiveError):
        archive.file_event(folder, replace(_event(what), source=source), now=WHEN)
    path = folder / "papers" / "events.toml"
    assert path.is_file() or not all("".join(filter(str.isprintable, text)).strip() for text in (what, source))
    if path.is_file():
        found = tomllib.loads(path.read_text("utf-8"))
        assert list(found) == ["event"]
        assert [(one["what"], one["source"]) for one in found["event"]] == [(what, source)]


def test_papers_are_added_one_below_the_other_and_read_as_a_market(day: Path):
    """Events and quotes come back as they were filed."""
    from newsgen.market import read_market

    quote = Quote("Ann", 'She said: "no"', "Reuters", kind="direct", said_at=WHEN - timedelta(hours=1))
    archive.file_event(day, _event(), now=WHEN)
    archive.file_event(day, _event('"]]\n[[event]]\nwhat = "forged'), now=WHEN)
    archive.file_quote(day, quote, now=WHEN)
    market = read_market([day / "papers"], now=WHEN)
    assert market.events == (_event(), _event('"]] [[event]] what = "forged'))
    assert market.quotes == (quote,)
    assert not market.findings


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (replace(_event(), source=" "), "has no source"),
        (replace(_event(), time=WHEN + timedelta(days=1)), "later than now"),
        (replace(_event(), url="javascript:alert(1)"), "not a web address"),
    ],
)
def test_an_event_that_could_not_be_told_is_refused(day: Path, event: Event, reason: str):
    """With the reason the market room has."""
    with pytest.raises(ArchiveError, match=reason):
        archive.file_event(day, event, now=WHEN)
    assert not (day / "papers").exists()


def test_a_failure_while_carrying_over_leaves_the_day_as_it_was(day: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing the desk decided hangs on a retelling that did not come to its end."""
    archive.change_state(day, 0, lambda state: replace(state, reason="x"), b"")
    archive.file_event(day, _event(), now=WHEN)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.folder.shutil, "copytree", full)
    with pytest.raises(ArchiveError, match="No space left"):
        archive.write_day(day, {"article.md": b"new", "article.base.md": b"new"}, b"told\n")
    assert (day / "article.md").read_bytes() == TEXT
    assert archive.read_state(day).reason == "x"
    assert [path.name for path in day.parent.iterdir()] == ["day"]


def test_all_that_the_desk_keeps_is_carried_over(day: Path):
    """State, papers, drafts and versions after another telling."""
    archive.change_state(day, 0, lambda state: replace(state, reason="x"), b"")
    archive.file_event(day, _event(), now=WHEN)
    archive.save_draft(day, archive.Draft("tab", "Ann", WHEN, "0" * 64, WORDS))
    sha = archive.keep_version(day, TEXT)
    archive.write_day(day, {"article.md": b"new", "article.base.md": b"new"}, b"told\n")
    assert archive.read_state(day).reason == "x"
    assert (day / "papers" / "events.toml").is_file()
    assert len(archive.drafts(day)) == 1
    assert archive.read_version(day, sha) == TEXT
