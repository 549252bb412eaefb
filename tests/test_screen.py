"""What the screen shows to a person, and what it keeps from a script."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from newsgen import screen
from newsgen.model import Finding, Headline, Plan, Severity
from newsgen.newsroom import Edition
from tests import handmade


def test_a_spinner_names_the_step_where_a_person_watches(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """Anything that takes long says what it is doing, on stderr."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with screen.progress(silent=False) as step:
        step("Reading the tables")
    assert "Reading the tables" in capsys.readouterr().err


@pytest.mark.parametrize(("silent", "person"), [(True, True), (False, False)])
def test_a_script_sees_no_spinner(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, silent: bool, person: bool
):
    """Quiet means quiet, and a pipe gets no control characters."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: person)
    with screen.progress(silent=silent) as step:
        step("Reading the tables")
    assert capsys.readouterr() == ("", "")


def test_findings_stand_gravest_first_and_are_counted(capsys: pytest.CaptureFixture[str]):
    """A blocked article shows its reason before anything else."""
    findings = (
        Finding("R1", Severity.WARN, "Said twice."),
        Finding("N1", Severity.BLOCK, "A figure is wrong.", "dek", hint="Look it up."),
        Finding("S2", Severity.HOLD, "Two venues differ."),
    )
    screen.show_findings(findings)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["BLOCK", "HOLD", "WARN"]
    assert lines[0] == "  BLOCK N1 dek: A figure is wrong. (Look it up.)"
    assert lines[3] == "  1 BLOCK, 1 HOLD, 1 WARN"


def test_an_angle_that_was_not_judged_says_why(capsys: pytest.CaptureFixture[str]):
    """Held ones first with what decided them, then the unjudged with their reason."""
    screen.show_angles(handmade.verdicts(), handmade.facts(), lambda fact: f"<{fact.id}>", quiet=True)
    lines = capsys.readouterr().out.splitlines()
    assert "liq.short <liq.short>" in lines[1]
    assert "not judged" in lines[2]
    assert "btc_etf.flow is not known" in lines[2]
    assert "no" in lines[3].split()


def test_a_recap_shows_the_bench_of_headlines(capsys: pytest.CaptureFixture[str]):
    """Each headline with its length, its likeness to recent ones and its angle."""
    bench = (Headline("Bitcoin climbs 4.2%", "short_squeeze", 19, 0.3), Headline("Shorts lose $301M", "money", 17, 1.0))
    article = replace(handmade.article(), bench=bench)
    plan = Plan(handmade.verdicts()[0], (), (), "brief", (), (1, 2), 0)
    edition = Edition(handmade.facts(), tuple(handmade.verdicts()), plan, article, ())
    screen.show_recap(edition, Path("out"), lambda _: "")
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("  Bitcoin climbs 4.2%")
    assert lines[at + 1 : at + 4] == ["       19   30%  short_squeeze", "  Shorts lose $301M", "       17  100%  money"]
    shown = json.loads(screen.recap_json(edition, Path("out")))["bench"]
    assert shown[0] == {"text": "Bitcoin climbs 4.2%", "angle": "short_squeeze", "length": 19, "similarity": 0.3}
