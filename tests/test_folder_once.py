"""Folders, feeds and exchange through the very delivery: once, wherever a run broke off, and past no person's work."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from newsgen.delivery import deliver, take_back
from newsgen.destinations import open_destination
from newsgen.destinations.folder_disk import Disk
from newsgen.destinations.folder_git import Repository
from newsgen.model import Correction, Outcome, Release, Stage, Wish
from tests.fake_cms import Killed, MemoryJournal, Time
from tests.release_kit import NOW, correction, release

ARTICLE = release()
CORRECTED = release(version=2, corrections=(correction(),))
NOTICE = Correction(NOW + timedelta(hours=9), "The total was wrong.", "Withdrawal")
LIVE = Wish(Stage.LIVE)
TABLES: dict[str, dict[str, object]] = {
    "hugo": {"kind": "folder", "preset": "hugo", "git": True, "git_author": "newsgen <newsgen@example.test>"},
    "pelican": {"kind": "folder", "preset": "pelican"},
    "feeds": {
        "kind": "feeds", "home": "https://example.test/", "base": "https://example.test/feeds/",
        "article": "https://example.test/{slug}/",
    },
    "ninjs": {"kind": "exchange", "format": "ninjs-3.1", "authority": "example.test"},
}  # fmt: skip


class Place:
    """A destination of one kind in a folder, its journal and its time."""

    def __init__(self, kind: str, path: Path) -> None:
        self.kind, self.path, self.time, self.journal = kind, path, Time(), MemoryJournal()
        self.runs = 0
        path.mkdir(parents=True)
        if TABLES[kind].get("git"):
            subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)

    def open(self) -> Any:
        """The destination as a run opens it."""
        table = TABLES[self.kind] | {"path": str(self.path)}
        return open_destination("there", table, dry=False, now=self.time())

    def run(self, article: Release = ARTICLE, wish: Wish = LIVE, **more: Any) -> Outcome:
        """One run, an hour after the one before."""
        self.runs += 1
        self.time.sleep(3600)
        owner = f"run {self.runs}"
        return deliver(self.open(), article, wish, self.journal, self.time, owner=owner, sleep=self.time.sleep, **more)

    def back(self) -> Outcome:
        """The article is withdrawn."""
        self.time.sleep(3600)
        return take_back(
            self.open(), ARTICLE, NOTICE, self.journal, self.time, owner="back", sleep=self.time.sleep
        )  # fmt: skip

    def copies(self) -> int:
        """How many there are of the article."""
        return len(self.open().find(ARTICLE.key, ARTICLE.slug))

    def dirty(self) -> str:
        """What is not committed."""
        if not TABLES[self.kind].get("git"):
            return ""
        done = subprocess.run(["git", "-C", str(self.path), "status", "-s"], check=True, capture_output=True, text=True)
        return done.stdout


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine's git has a part in it."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize("kind", TABLES)
def test_an_article_goes_its_whole_way(kind: str, tmp_path: Path) -> None:
    """Created, left alone, corrected, withdrawn, and never out again."""
    place = Place(kind, tmp_path / "there")
    assert place.run(wish=Wish()).what == "created"
    assert place.run(wish=Wish()).what == "unchanged"
    assert place.run().what == "updated"
    assert place.run().what == "unchanged"
    assert place.run(CORRECTED).what == "refused"
    assert place.run(CORRECTED, amend=True).what == "updated"
    assert place.back().what == "withdrawn"
    assert place.run().what == "refused"
    assert (place.copies(), place.dirty()) == (1, "")


@pytest.mark.parametrize("kind", TABLES)
def test_a_run_killed_at_any_write_is_resumed_without_a_second_article(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after each file and each commit; the next run finishes it, and the one after has nothing to do."""
    for number in count():
        place = Place(kind, tmp_path / f"there-{number}")
        with monkeypatch.context() as patched:
            if not _killed(place, patched, number):
                break
        assert place.run().well
        assert place.run().what == "unchanged"
        assert (place.copies(), place.dirty()) == (1, "")
        assert not [path for path in place.path.rglob(".*.*") if path.is_file() and ".git" not in path.parts]
    assert number > 3


def _killed(place: Place, patched: pytest.MonkeyPatch, number: int) -> bool:
    """A run that is killed before its call of that number; whether it had as many."""
    calls: Iterator[int] = count()

    def mortal(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if next(calls) == number:
                raise Killed
            return real(*args, **more)

        return call

    patched.setattr(Disk, "write", mortal(Disk.write))
    patched.setattr(Repository, "plan", mortal(Repository.plan))
    patched.setattr(Repository, "commit", mortal(Repository.commit))
    patched.setattr(place.journal, "note", mortal(place.journal.note))
    try:
        place.run()
    except Killed:
        patched.undo()
        for key, (line, _) in list(place.journal.lines.items()):
            place.journal.lines[key] = (line, None)  # its hold on the line runs out
        return True
    return False


@pytest.mark.parametrize("kind", ["hugo", "pelican", "feeds"])
def test_a_person_is_not_overwritten_but_by_force(kind: str, tmp_path: Path) -> None:
    """And what was deleted stays deleted."""
    place = Place(kind, tmp_path / "there")
    place.run(wish=Wish())
    (found,) = place.open().find(ARTICLE.key, ARTICLE.slug)
    path = place.path / found.id
    path.write_text(path.read_text("utf-8").replace("Coin by coin", "Coins"), "utf-8")
    other = release(headline="Another headline")
    refused = place.run(other, Wish())
    assert refused.what == "refused"
    assert "a person changed the article there" in refused.sentence
    assert "Coins" in path.read_text("utf-8")
    assert place.run(other, Wish(), force=True).what == "updated"
    assert "Coins" not in path.read_text("utf-8")
    path.unlink()
    assert place.run(other, Wish()).what == "rejected"
    assert not path.exists()
