"""Commits of a site's pages: newsgen's own files, once each, with the key in the message."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.destinations import open_destination
from newsgen.destinations.folder_git import Repository
from newsgen.errors import PublishError
from newsgen.model import Correction, Release, Stage, Standing, Wish
from tests.release_kit import correction, release

NOW = datetime(2024, 3, 6, 1, tzinfo=UTC)
Git = Callable[..., str]


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine's git has a part in it."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """git in a new repository with one commit, in the folder site."""
    (tmp_path / "site").mkdir()

    def run(*words: str) -> str:
        command = ["git", "-C", str(tmp_path / "site"), "-c", "user.name=Ann", "-c", "user.email=ann@example.test"]
        return subprocess.run([*command, *words], check=True, capture_output=True, text=True).stdout

    run("init", "-q", "-b", "main")
    run("commit", "-q", "--allow-empty", "-m", "first")
    return run


def site(tmp_path: Path, now: datetime = NOW, **options: Any) -> Any:
    """The folder with commits."""
    table = {"kind": "folder", "path": str(tmp_path / "site"), "preset": "hugo", "git": True}
    author = {"git_author": "newsgen <newsgen@example.test>"}
    return open_destination("site", {**table, **author, **options}, dry=False, now=now)


def send(folder: Any, sent: Release, wish: Wish, mark: str = "h1") -> Standing:
    """What a delivery does."""
    folder.ready()
    media = folder.pictures(sent, {})
    found = folder.find(sent.key, sent.slug)
    made: Standing = (
        folder.update(found[0], sent, wish, mark, media) if found else folder.create(sent, wish, mark, media)
    )
    return made


def test_each_version_is_one_commit_with_its_key(tmp_path: Path, git: Git) -> None:
    """Page and pictures together; nothing is left over, and a third time adds nothing."""
    send(site(tmp_path), release(), Wish(Stage.LIVE))
    for _ in range(2):
        made = send(site(tmp_path), release(version=2, corrections=(correction(),)), Wish(Stage.LIVE), "h2")
    site(tmp_path).withdraw(made, release(), Correction(NOW, "It was wrong.", "Withdrawal"), "h3")
    key = release().key
    subjects = git("log", "--format=%s|%an", "--reverse").splitlines()
    assert subjects == [
        "first|Ann", f"newsgen: {key} v1|newsgen", f"newsgen: {key} v2|newsgen", f"newsgen: {key} withdrawn|newsgen",
    ]  # fmt: skip
    assert len(git("show", "--name-only", "--format=", "HEAD~2").split()) == 3
    assert git("status", "--porcelain") == ""


def test_what_others_have_staged_is_not_swept_in(tmp_path: Path, git: Git) -> None:
    """It stays staged, and what is not staged stays as it is."""
    (tmp_path / "site" / "config.toml").write_text("x = 1\n", "utf-8")
    (tmp_path / "site" / "notes.txt").write_text("mine\n", "utf-8")
    git("add", "config.toml")
    send(site(tmp_path), release(), Wish())
    assert git("status", "--porcelain").splitlines() == ["A  config.toml", "?? notes.txt"]


def test_a_run_that_was_killed_before_its_commit_is_committed_by_the_next(
    tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one looks before anything else."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Repository, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            send(site(tmp_path), release(), Wish())
    assert "??" in git("status", "--porcelain")
    site(tmp_path).ready()
    assert git("status", "--porcelain") == ""
    assert git("log", "-1", "--format=%s").strip() == f"newsgen: {release().key} v1"


def test_a_commit_is_pushed_where_that_is_set(tmp_path: Path, git: Git) -> None:
    """And nowhere else."""
    git("init", "-q", "--bare", "-b", "main", str(tmp_path / "far.git"))
    git("remote", "add", "origin", str(tmp_path / "far.git"))
    git("push", "-q", "-u", "origin", "main")
    send(site(tmp_path), release(), Wish())
    assert git("rev-list", "--count", "origin/main..main").strip() == "1"
    send(site(tmp_path, push=True), release(headline="Another"), Wish(), "h2")
    assert git("rev-list", "--count", "origin/main..main").strip() == "0"


@pytest.mark.usefixtures("git")
def test_gits_refusal_is_a_sentence(tmp_path: Path) -> None:
    """A hook's, for one."""
    hook = tmp_path / "site" / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'error: not on a Sunday' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    with pytest.raises(PublishError, match=r"git commit in .* says 'error: not on a Sunday'"):
        send(site(tmp_path), release(), Wish())


def test_a_folder_without_git_is_told(tmp_path: Path) -> None:
    """Before anything is written."""
    (tmp_path / "site").mkdir()
    with pytest.raises(PublishError, match=r"git rev-parse in .*not a git repository"):
        site(tmp_path).ready()


def test_a_dry_run_shows_the_commit(tmp_path: Path, git: Git) -> None:
    """And makes none."""
    table = {"kind": "folder", "path": str(tmp_path / "site"), "preset": "hugo", "git": True}
    folder = open_destination("site", table, dry=True, now=NOW + timedelta(hours=1))
    folder.ready()
    folder.create(release(), Wish(), "h1", {})
    assert folder.requests[-1].method == "GIT"
    assert folder.requests[-1].body.startswith(f"newsgen: {release().key} v1")
    assert git("rev-list", "--count", "HEAD").strip() == "1"


@pytest.mark.usefixtures("git")
def test_a_hook_of_the_repository_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSGEN_BLOG_PASSWORD", "planted0password")
    hook = tmp_path / "site" / ".git" / "hooks" / "pre-commit"
    hook.write_text(f"#!/bin/sh\nenv > {tmp_path}/environment\n")
    hook.chmod(0o755)
    site(tmp_path).create(release(), Wish(Stage.DRAFT), "ab12", {})
    seen = (tmp_path / "environment").read_text()
    assert "PATH=" in seen
    assert "planted0password" not in seen
