"""A live day and what is filed for it at the desk: in its facts, told again from what was kept, and told anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen import archive
from newsgen.model import Event
from tests.fakes import FOUNDING_DAY, Fakes
from tests.live_kit import DAY, facts_in, newsgen, rehearse, reset

FED = Event("the Federal Reserve left rates unchanged", "Reuters", FOUNDING_DAY.date(), kind="macro")


def test_what_is_filed_for_a_live_day_is_told_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever way the day is told or looked into next."""
    monkeypatch.chdir(tmp_path)
    day = tmp_path / "output" / DAY
    with Fakes() as fakes:
        rehearse(reset(fakes), monkeypatch, coins="BTC,ETH", without="feeds")
        newsgen("recap")
        assert "event.what" not in facts_in(day)
        archive.file_event(day, FED, now=FOUNDING_DAY)
        assert FED.what in newsgen("facts", DAY, "--like", "event.what").stdout
        newsgen("recap", "--from", str(day))
        assert facts_in(day)["event.what"]["value"] == FED.what
        newsgen("recap")
        assert facts_in(day)["event.what"]["value"] == FED.what
