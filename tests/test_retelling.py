"""A day is told again over an editor's text: his words stay, and nothing he decided is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsgen import archive, newsroom
from newsgen.cli import main
from newsgen.market import read_market
from newsgen.measure import Chronicle, prepare
from newsgen.model import Approval, Severity, State, Status
from newsgen.sample import END, folder
from newsgen.sentences import split
from newsgen.settings import Settings

MINE = "Traders in Lisbon shrugged, one of them said."


@pytest.fixture(scope="module")
def house() -> newsroom.House:
    """The house as shipped."""
    return newsroom.open_house(Settings())


@pytest.fixture(scope="module")
def chronicle() -> Chronicle:
    """The bundled days."""
    return prepare(read_market([folder()], now=END))


@pytest.fixture(scope="module")
def edition(chronicle: Chronicle, house: newsroom.House) -> newsroom.Edition:
    """The bundled day at its end."""
    return newsroom.tell(chronicle, END.date(), house, now=END)


@pytest.fixture(scope="module")
def later(chronicle: Chronicle, house: newsroom.House) -> newsroom.Edition:
    """The same day told six hours earlier: another telling of it, with other figures."""
    return newsroom.tell(chronicle, END.date(), house, now=END, as_of=END - timedelta(hours=6))


def _file(
    edition: newsroom.Edition, house: newsroom.House, out: Path
) -> tuple[newsroom.Edition, Path, tuple[str, ...]]:
    return newsroom.file(edition, house, Settings(out=out), now=END)


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "log.jsonl")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _edit(folder: Path, before: str, after: str) -> None:
    text = (folder / "article.md").read_text("utf-8")
    assert before in text
    (folder / "article.md").write_text(text.replace(before, after, 1), "utf-8")


def test_the_text_read_back_is_the_text_that_was_told(edition: newsroom.Edition, house: newsroom.House, tmp_path: Path):
    """Headline, dek, key points and body come back from article.md as they were written."""
    _, day, _ = _file(edition, house, tmp_path)
    article = edition.article
    found = archive.read_manuscript((day / "article.md").read_bytes())
    assert (found.headline, found.dek, found.key_points) == (article.headline, article.dek, article.key_points)
    assert found.body_md == article.body_md.strip()


def test_the_same_day_told_again_gives_the_same_bytes(edition: newsroom.Edition, house: newsroom.House, tmp_path: Path):
    """Untouched, and with an editor's words in it."""
    _, day, notes = _file(edition, house, tmp_path)
    first = _bytes(day)
    assert notes == ()
    assert _bytes(_file(edition, house, tmp_path)[1]) == first
    _edit(day, "\n\n## ", f" {MINE}\n\n## ")
    _file(edition, house, tmp_path)
    edited = _bytes(day)
    assert MINE in edited["article.md"].decode()
    _file(edition, house, tmp_path)
    assert _bytes(day) == edited


def test_an_editors_sentence_survives_another_telling(
    edition: newsroom.Edition, later: newsroom.Edition, house: newsroom.House, tmp_path: Path
):
    """It stands in the new text, the page, the article in parts and the versions; the base is the generated text."""
    _, day, _ = _file(edition, house, tmp_path)
    _edit(day, "\n\n## ", f" {MINE}\n\n## ")
    mine = (day / "article.md").read_bytes()
    standing, _, notes = _file(later, house, tmp_path)
    found = _bytes(day)
    assert MINE in standing.article.body_md
    assert all(MINE in found[name].decode() for name in ("article.md", "article.html", "article.json"))
    assert MINE not in found["article.base.md"].decode()
    assert later.article.headline in found["article.base.md"].decode()
    assert archive.read_version(day, archive.sha256(mine)) == mine
    assert notes[0].startswith(f"{day / 'article.md'}: an editor's words were kept")


def test_a_clash_holds_the_day_until_somebody_settles_it(
    edition: newsroom.Edition, later: newsroom.Edition, house: newsroom.House, tmp_path: Path
):
    """Both sentences are shown, also after further tellings, and the editor's own text is kept beside."""
    _, day, _ = _file(edition, house, tmp_path)
    gone = next(sentence for sentence in split(edition.article.body_md) if len(sentence.split()) > 6)
    _edit(day, gone, gone.replace(" ", " well ", 1))
    without = replace(later, article=replace(later.article, figures=(), body_md="Nothing is told of it.\n"))
    for _ in range(2):
        standing, _, _ = _file(without, house, tmp_path)
        clash = next(finding for finding in standing.findings if finding.id == "M5")
        assert clash.severity is Severity.HOLD
        assert gone.replace(" ", " well ", 1) in clash.message
        assert (day / "article.edited.md").is_file()
    _edit(day, gone.replace(" ", " well ", 1), "Settled.")
    standing, _, _ = _file(without, house, tmp_path)
    assert not [finding for finding in standing.findings if finding.id == "M5"]


def test_fields_of_the_front_matter_that_an_editor_changed_stay(
    edition: newsroom.Edition, later: newsroom.Edition, house: newsroom.House, tmp_path: Path
):
    """His section stays, the window is the new one."""
    _, day, _ = _file(edition, house, tmp_path)
    _edit(day, "section:", "desk: night\nsection:")
    _file(later, house, tmp_path)
    text = (day / "article.md").read_text("utf-8")
    assert "desk: night\n" in text
    assert f"as_of: {later.article.as_of.isoformat().replace('+00:00', 'Z')}" in text


def test_what_the_desk_decided_outlives_a_telling_and_an_old_approval_does_not(
    edition: newsroom.Edition, later: newsroom.Edition, house: newsroom.House, tmp_path: Path
):
    """State, drafts, papers and versions are carried over; an approval of other words falls back to review."""
    _, day, _ = _file(edition, house, tmp_path)
    sha = archive.sha256((day / "article.md").read_bytes())
    approved = State(status=Status.APPROVED, approval=Approval("Ann", END, sha))
    archive.change_state(day, 0, lambda _: approved, b"")
    _file(edition, house, tmp_path)
    assert archive.read_state(day).status is Status.APPROVED
    _file(later, house, tmp_path)
    assert archive.read_state(day).status is Status.IN_REVIEW
    assert "approval void" in (day / "log.jsonl").read_text("utf-8")


def test_a_text_that_cannot_be_read_is_kept_beside(edition: newsroom.Edition, house: newsroom.House, tmp_path: Path):
    """Broken front matter costs nothing but a sentence."""
    _, day, _ = _file(edition, house, tmp_path)
    (day / "article.md").write_text("---\ntitle: 'open\n---\nMy words.\n")
    _, _, notes = _file(edition, house, tmp_path)
    assert "YAML" in notes[0]
    assert "My words." in (day / "article.edited.md").read_text("utf-8")


def test_the_command_line_says_what_became_of_an_editors_words(tmp_path: Path):
    """One line, and the article has them."""
    words = ["recap", "--sample", "--quiet", "--out", str(tmp_path)]
    first = CliRunner().invoke(main, words)
    day = Path(first.stdout.strip())
    _edit(day, "\n\n## ", f" {MINE}\n\n## ")
    again = CliRunner().invoke(main, words)
    assert again.stderr.strip() == f"{day / 'article.md'}: an editor's words were kept."
    assert json.loads((day / "article.json").read_text("utf-8"))["body_md"].count(MINE) == 1


def test_what_is_saved_while_a_day_is_told_again_stands_in_it(
    edition: newsroom.Edition, house: newsroom.House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The editor who pressed save between the reading and the writing finds the words in the text, not beside it."""
    settings = Settings(out=tmp_path)
    _, day, _ = newsroom.file(edition, house, settings, now=END)
    write = archive.write_day

    def late(*args: object, **more: object) -> object:
        monkeypatch.setattr(archive, "write_day", write)
        text = (day / "article.md").read_bytes()
        archive.save_text(day, archive.sha256(text), text + f"\n{MINE}\n".encode(), b"{}\n")
        return write(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(archive, "write_day", late)
    newsroom.file(edition, house, settings, now=END)
    assert MINE in (day / "article.md").read_text("utf-8")
    assert not (day / "article.edited.md").exists()
