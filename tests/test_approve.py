"""Approving a told day on the command line: its words as they stand, through the gate, by a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsgen import archive, gate
from newsgen.cli import main
from newsgen.delivery import approval, release_of
from newsgen.errors import StaleError
from newsgen.model import Status
from newsgen.settings import Settings
from tests.release_kit import DAY, NOW, told_day


def run(settings: Settings, *words: str) -> Result:
    """`newsgen approve` in the folder of the settings."""
    return CliRunner().invoke(main, ["approve", str(DAY), "--out", str(settings.out), *words])


def edited(folder: Path, old: str, new: str) -> None:
    """An editor changes the text in a program of their own."""
    text = (folder / "article.md").read_text("utf-8")
    assert old in text
    (folder / "article.md").write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def told(shared: Path, tmp_path: Path) -> Settings:
    """A real day without a finding that asks for a person."""
    assert shared.is_dir()
    return told_day(tmp_path)


def test_without_a_name_the_findings_are_shown_and_nothing_is_decided(told: Settings) -> None:
    said = run(told)
    assert (said.exit_code, archive.read_state(told.out / str(DAY)).status) == (0, Status.DRAFT)
    assert "0 BLOCK, 0 HOLD" in said.output
    assert f"newsgen approve {DAY} --by NAME" in said.output


def test_a_name_approves_the_very_bytes_and_they_may_go(told: Settings) -> None:
    folder = told.out / str(DAY)
    said = run(told, "--by", "Ann Lee")
    assert said.exit_code == 0, said.output
    opened = release_of(folder, told)
    assert opened.clearance.may_go
    assert opened.clearance.approved is not None
    assert opened.clearance.approved.by == "Ann Lee"
    assert archive.read_version(folder, opened.release.text) == opened.text
    last = json.loads((folder / "log.jsonl").read_text("utf-8").splitlines()[-1])
    assert (last["what"], last["by"], last["text"]) == ("approved", "Ann Lee", opened.release.text)


def test_the_same_words_are_approved_once_and_changed_words_again(told: Settings) -> None:
    folder = told.out / str(DAY)
    run(told, "--by", "Ann Lee")
    again = run(told, "--by", "Bo")
    assert (again.exit_code, "Ann Lee approved these very words" in again.output) == (3, True)
    edited(folder, "---\n\n", "---\n\nThis paragraph is an editor's own. ")
    assert not release_of(folder, told).clearance.may_go
    assert run(told, "--by", "Bo").exit_code == 0
    assert release_of(folder, told).clearance.may_go


def test_a_text_that_blocks_is_not_approved(told: Settings) -> None:
    folder = told.out / str(DAY)
    edited(folder, "$497", "$947")
    said = run(told, "--by", "Ann Lee")
    assert said.exit_code == 3
    assert "BLOCK N1" in said.output
    assert "cannot be approved" in said.output
    assert archive.read_state(folder).status is Status.DRAFT


def test_a_finding_that_asks_for_a_person_is_let_pass_by_name_and_with_a_reason(told: Settings) -> None:
    folder = told.out / str(DAY)
    receipt = json.loads((folder / "receipt.json").read_bytes())
    hold = {"id": "O1", "severity": "HOLD", "where": "liquidations.csv", "message": "SOL is far above its median."}
    (folder / "receipt.json").write_text(json.dumps({**receipt, "findings": [*receipt["findings"], hold]}), "utf-8")
    looked = run(told)
    assert (looked.exit_code, "--let-pass O1 --reason TEXT" in looked.output) == (3, True)
    assert "let them pass" in run(told, "--by", "Ann Lee").output
    assert "give both" in run(told, "--by", "Ann Lee", "--let-pass", "O1").output
    assert archive.read_state(folder).overrides == ()
    said = run(told, "--by", "Ann Lee", "--let-pass", "O1", "--reason", "seen at the source")
    assert said.exit_code == 0, said.output
    assert release_of(folder, told).clearance.may_go
    assert "Ann Lee let O1 pass: seen at the source" in run(told).output


def test_a_name_that_is_no_open_finding_is_refused(told: Settings) -> None:
    said = run(told, "--by", "Ann Lee", "--let-pass", "M9", "--reason", "why not")
    assert (said.exit_code, "No finding M9" in said.output) == (3, True)


def test_a_day_that_is_held_says_how_the_hold_comes_off(told: Settings) -> None:
    folder = told.out / str(DAY)
    archive.change_state(
        folder, None, lambda state: gate.move(state, Status.HELD, by="Bo", when=NOW, sha256="", reason="a doubt"), b""
    )
    said = run(told, "--by", "Ann Lee")
    assert said.exit_code == 3
    assert f"held: a doubt; newsgen hold {DAY} --lift" in said.output


def test_a_day_that_readers_have_is_corrected_and_not_approved(told: Settings) -> None:
    folder = told.out / str(DAY)
    run(told, "--by", "Ann Lee")
    sha = archive.standing(folder)
    archive.change_state(
        folder, None, lambda state: gate.move(state, Status.PUBLISHED, by="Ann Lee", when=NOW, sha256=sha), b""
    )
    edited(folder, "---\n\n", "---\n\nThis paragraph is an editor's own. ")
    assert f"newsgen correct {DAY} or newsgen refile {DAY}" in run(told).output
    said = run(told, "--by", "Ann Lee")
    assert (said.exit_code, f"{DAY} is published; newsgen correct" in said.output) == (3, True)


def test_words_that_change_while_a_person_looks_are_not_approved(told: Settings) -> None:
    seen = approval.look(DAY, told)
    edited(told.out / str(DAY), "---\n\n", "---\n\nThis paragraph is an editor's own. ")
    with pytest.raises(StaleError, match="changed meanwhile"):
        approval.approve(seen, told, by="Ann Lee", when=NOW)
    assert archive.read_state(told.out / str(DAY)).approval is None


def test_scripts_get_the_verdict_as_json(told: Settings) -> None:
    said = json.loads(run(told, "--json").output)
    assert (said["status"], said["approval"], said["clear"]) == ("draft", None, True)
    assert json.loads(run(told, "--by", "Ann", "--json").output)["approval"]["by"] == "Ann"
