"""`newsgen preview`: it says where it can be opened, ends with Ctrl-C, and says in a sentence why it cannot."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from newsgen.cli import main
from newsgen.desk.logins import is_password, read_editors
from newsgen.desk.opening import opened_day
from newsgen.errors import NothingToTell
from newsgen.history import open_history
from newsgen.live import history_place
from newsgen.market import read_market
from newsgen.sample import folder
from newsgen.settings import Settings, load_settings
from tests.desk_kit import DAY, NOW, desk_settings, told_sample  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def _command(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, in an empty folder; killed where it did not end by itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", "newsgen", "preview", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_the_sample_opens_in_an_empty_folder_and_ctrl_c_ends_it_with_a_page_open(tmp_path: Path):
    """The printed address can be opened at once; no traceback, exit code 0, although a page still listens."""
    with _command(tmp_path, "--sample", "--port", "0") as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert re.fullmatch(rf"http://127\.0\.0\.1:\d+/days/{DAY}", address)
        assert "Preflight" in httpx.get(address, trust_env=False).text
        with httpx.stream("GET", f"{address}/live", trust_env=False, timeout=5) as stream:
            next(stream.iter_lines())
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)  # the page that listens does not keep it
        assert process.returncode == 0
        assert "Traceback" not in said
        assert said.count("Ctrl-C closes it") == 1
    assert (tmp_path / "output" / str(DAY) / "article.md").is_file()


def test_what_cannot_be_opened_is_one_sentence(tmp_path: Path):
    """A port in use, an address of others without editors, a wrong line of editors, two inputs, a day unheard of."""
    runner = CliRunner()
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        told = ["preview", "--sample", "--out", str(tmp_path)]
        for options, reason in (
            ([*told, "--port", port], f"127.0.0.1:{port} cannot be listened on"),
            ([*told, "--host", "0.0.0.0"], "nobody can log in"),
            ([*told, "--data", str(tmp_path)], "leave one of them out"),
            (["desk", "2020-01-01", "--out", str(tmp_path)], "try the bundled day with --sample"),
        ):
            result = runner.invoke(main, options)
            assert result.exit_code == 1, result.output
            assert reason in result.stderr
            assert len(result.stderr.strip().splitlines()) == 1


def test_a_day_that_was_told_is_opened_as_it_stands(desk_settings: Settings):  # noqa: F811
    """Nothing is told again, and without a date the desk opens the latest."""
    before = (desk_settings.out / str(DAY) / "log.jsonl").read_bytes()
    assert opened_day(DAY, (), desk_settings, lambda: NOW) == DAY
    assert opened_day(None, (), desk_settings, lambda: NOW, sample=True) == DAY
    assert opened_day(None, (), desk_settings, lambda: NOW) is None
    assert (desk_settings.out / str(DAY) / "log.jsonl").read_bytes() == before


def test_tables_without_a_date_open_the_latest_day_while_today_cannot_be_told(desk_settings: Settings):  # noqa: F811
    """An editor who opens the desk in the morning is not turned away; with nothing told the sentence says why."""
    assert opened_day(None, (folder(),), desk_settings, lambda: NOW) is None
    with pytest.raises(NothingToTell):
        opened_day(None, (folder(),), replace(desk_settings, out=desk_settings.out / "none"), lambda: NOW)


def test_a_day_of_the_history_is_told_and_opened(tmp_path: Path):
    """Nobody is asked; of a day that the history does not hold either, the sentence names the ways out."""
    settings = Settings(out=tmp_path)
    with pytest.raises(NothingToTell, match="--sample"):
        opened_day(DAY, (), settings, lambda: NOW)
    measured = replace(read_market([folder()], now=NOW), sample="")  # as if it were: made figures are not kept
    with open_history(history_place(settings)) as history:
        history.keep(measured, now=NOW)
    assert opened_day(DAY, (), settings, lambda: NOW) == DAY
    assert (tmp_path / str(DAY) / "article.md").is_file()


def test_password_prints_a_line_that_lets_in_and_holds_no_password(tmp_path: Path):
    """It can be pasted into newsgen.toml, and `newsgen settings` shows names alone."""
    runner = CliRunner()
    result = runner.invoke(main, ["password", "Ann: Lee"], input="opensesame\nopensesame\n")
    assert result.exit_code == 0
    assert "opensesame" not in result.output
    line = result.stdout.strip().splitlines()[-1]
    file = tmp_path / "newsgen.toml"
    file.write_text(line, "utf-8")
    editors = read_editors(load_settings(file).settings.editors)
    assert is_password("opensesame", editors["Ann: Lee"])
    shown = runner.invoke(main, ["settings", "--settings", str(file)]).output
    assert "scrypt" not in shown
    assert "Ann" in shown
    assert runner.invoke(main, ["password", "A" * 99]).exit_code == 2
