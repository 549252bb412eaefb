"""Nothing that readers have changes silently, whatever is done in whatever order."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen import archive, newsroom
from newsgen.delivery.slips import is_more
from newsgen.errors import GateError, PublishError
from newsgen.merge import differences
from newsgen.model import Manuscript
from tests import correct_kit as kit
from tests.correct_kit import Desk, desk
from tests.real_days import house


class Day:
    """People and sources at work on a day that is out, at random."""

    def __init__(self, here: Desk, seed: int) -> None:
        self.here, self.chance, self.millions = here, random.Random(seed), 470.0
        self.steps = (self.restate, self.recap, self.figure, self.slip, self.publish, self.correct, self.refile)

    def restate(self) -> None:
        """CoinGlass restates bitcoin's shorts."""
        self.millions = self.chance.choice([one for one in (470.0, 455.0, 520.0, 475.0) if one != self.millions])
        kit.shorts_of_bitcoin(self.here.settings, self.millions, now=self.here.time())

    def recap(self) -> None:
        """The day is told again from what is known."""
        retold = self.here.propose().retold
        if retold is not None:
            newsroom.file(retold.generated, house(), self.here.settings, now=self.here.time())

    def figure(self) -> None:
        """An editor writes another verb: no figure, and no slip."""
        self._edit(("bitcoin passed $", "bitcoin topped $"))

    def slip(self) -> None:
        """An editor mends a sentence."""
        self._edit(("almost in step", "almost in stepp"))

    def publish(self) -> None:
        self.here.publish()

    def correct(self) -> None:
        self.here.correct()

    def refile(self) -> None:
        self.here.refile()

    def _edit(self, words: tuple[str, str]) -> None:
        text = (self.here.folder / "article.md").read_text("utf-8")
        old, new = words if f" {words[0]}" in text and words[1] not in text else words[::-1]
        if old in text:
            self.here.edit(old, new)


@pytest.mark.parametrize("seed", [1, 2])
def test_readers_get_other_words_with_a_note_or_with_slips_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    here = desk(tmp_path, monkeypatch)
    work = Day(here, seed)
    seen, changes = here.seen(), 0
    for _ in range(9):
        here.time.now += timedelta(minutes=20)
        notes = archive.corrections(here.folder)
        with suppress(GateError, PublishError):
            work.chance.choice(work.steps)()
        now = here.seen()
        if now != seen:
            changes += 1
            fresh = [one for one in archive.corrections(here.folder) if one not in notes]
            assert fresh or not _more_than_slips(seen, now)
            assert all(one.text.split(".")[0].replace("“", "") in now.replace("“", "") for one in fresh)
        seen = now
    work.restate()
    here.correct()
    assert here.seen() != seen or not here.propose().needed


def _more_than_slips(before: str, after: str) -> bool:
    old, new = (Manuscript("", "", (), text) for text in (before, after))
    return any(is_more(replace(one)) for one in differences(old, new) if one.kind != "same")
