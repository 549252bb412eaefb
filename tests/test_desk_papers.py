"""What is filed at the desk for a day is read whenever that day is told, after all other folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsgen import archive, newsroom
from newsgen.cli import main
from newsgen.model import Event, Quote
from newsgen.newsroom import Edition
from newsgen.sample import END, folder
from newsgen.settings import Settings
from tests.house_days import shipped

DAY = END.date()
FED = Event("the Federal Reserve left rates unchanged", "Reuters", DAY, url="https://reuters.example/fed", kind="macro")


def recap(out: Path) -> Edition:
    """The bundled day, told into a folder."""
    return newsroom.recap([folder()], DAY, shipped(), Settings(out=out), now=END)[0]


def filed(day: Path, *papers: Event | Quote) -> None:
    """Papers in a day's folder."""
    day.mkdir(parents=True, exist_ok=True)
    for paper in papers:
        archive.file_event(day, paper, now=END) if isinstance(paper, Event) else archive.file_quote(day, paper, now=END)


def test_an_event_filed_at_the_desk_is_told_with_its_day(tmp_path: Path):
    """From the next telling on, and again after that: the papers stay."""
    assert "event.what" not in recap(tmp_path).facts.known
    filed(tmp_path / DAY.isoformat(), FED)
    for _ in range(2):
        edition = recap(tmp_path)
        assert edition.facts.known["event.what"].value == FED.what
        assert edition.status == "draft"


def test_the_later_folder_wins(tmp_path: Path):
    """The desk's wording of an event stands for that of the tables."""
    tables, day = tmp_path / "tables", tmp_path / "out" / DAY.isoformat()
    filed(tables, replace(FED, source="a wire"))
    filed(day, FED)
    settings = Settings(out=tmp_path / "out")
    edition = newsroom.recap([folder(), tables / "papers"], DAY, shipped(), settings, now=END)[0]
    assert [event.source for event in edition.facts.events if event.what == FED.what] == ["Reuters"]


def test_facts_lists_what_was_filed_at_the_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Also where the day is read from tables."""
    monkeypatch.chdir(tmp_path)
    day = tmp_path / "output" / DAY.isoformat()
    filed(day, FED, Quote("Ann Lee", "Rates matter.", "a call", kind="direct"))
    done = CliRunner().invoke(main, ["facts", "--sample", "--like", "event.what"])
    assert done.exit_code == 0
    assert FED.what in done.stdout
