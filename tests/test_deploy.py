"""What ships for servers: units that systemd accepts, and files that name what there is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsgen.cli import main
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("newsgen.service", "newsgen-tick.service", "newsgen-tick.timer")


@pytest.fixture
def analyze() -> str:
    """systemd's own reader; where it is not to be had, CI fails and others skip."""
    program = shutil.which("systemd-analyze")
    if program is None and os.environ.get("CI") == "true":
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        for task in (["update"], ["install", "--no-install-recommends", "systemd"]):
            subprocess.run([*sudo, *quiet, *task], check=True, capture_output=True, timeout=600)
        program = shutil.which("systemd-analyze")
    if program is None:
        pytest.fail("no systemd-analyze") if os.environ.get("CI") == "true" else pytest.skip("no systemd-analyze")
    return program


def test_systemd_finds_nothing_to_say_about_the_units(analyze: str, tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8").replace("/opt/newsgen/bin/newsgen", sys.executable)
        (tmp_path / name).write_text(text.replace("User=newsgen", "User=root").replace("Group=newsgen", "Group=root"))
    files = [str(tmp_path / name) for name in UNITS]
    done = subprocess.run([analyze, "verify", "--man=no", *files], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "newsgen" in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.parametrize("name", UNITS[:2])
def test_the_services_are_shut_in(analyze: str, name: str) -> None:
    """systemd's own mark of exposure, 0 to 10."""
    words = [analyze, "security", "--offline=yes", "--no-pager", str(DEPLOY / name)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    assert float(found[1]) <= 2.5


@pytest.mark.parametrize("name", [*UNITS, "Containerfile", "README.md"])
def test_every_command_that_is_named_there_is_one(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    named = set(re.findall(r"newsgen (schedule|tick|publish|destinations|settings)((?: --[a-z-]+)*)", text))
    for command, options in named:
        page = CliRunner().invoke(main, [command, "--help"])
        assert page.exit_code == 0, command
        assert [option for option in options.split() if option not in page.output] == []


def test_the_container_runs_as_nobody_in_particular_and_names_no_registry() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    images = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert {image.split(":")[0] for image in images} == {"python"}
    assert text.rindex("\nUSER newsgen") < text.index("\nENTRYPOINT")
    assert "constraints.txt" in text
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    assert [one for line in copied for one in line.split() if not (ROOT / one).exists()] == []


def test_secrets_are_named_only_by_a_file_that_is_not_here() -> None:
    for name in UNITS[:2]:
        text = (DEPLOY / name).read_text("utf-8")
        assert "EnvironmentFile=-/etc/newsgen/secrets.env" in text
        assert not re.search(r"NEWSGEN_\w+_(PASSWORD|KEY|TOKEN|SECRET)=(?!\.\.\.)", text)
