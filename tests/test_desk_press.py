"""The page that the desk shows: as readers get it, and drawn only when something of its pictures changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from newsgen import archive
from newsgen.charts import draw
from newsgen.desk.press import RATIOS, Press
from newsgen.desk.workbench import Workbench
from newsgen.errors import HouseError
from newsgen.settings import Settings
from tests.desk_kit import DAY, NOW, desk_settings, told_sample

__all__ = ["desk_settings", "told_sample"]
ROOT = Path(__file__).parent.parent


@pytest.fixture
def bench(desk_settings: Settings, tmp_path: Path) -> Workbench:
    """The told sample with templates of a newsroom's own."""
    look = tmp_path / "own" / "charts" / "look.toml"
    look.parent.mkdir(parents=True)
    look.write_bytes((ROOT / "templates/charts/look.toml").read_bytes())
    return Workbench(replace(desk_settings, templates=(tmp_path / "own",)), lambda: NOW)


def _headline(bench: Workbench, text: str) -> None:
    path = bench.folder(DAY) / "article.md"
    words = archive.read_manuscript(path.read_bytes())
    path.write_bytes(archive.with_manuscript(path.read_bytes(), replace(words, headline=text)))


def _never(*_: object, **__: object) -> bytes:
    raise AssertionError("a picture was drawn again")


def test_other_words_draw_no_picture_again(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same charts stand in the new page; a share card, which carries the headline, is another one."""
    press = Press(bench)
    before = press.proof(bench.sheet(DAY))
    card = press.card(before, "16x9")
    monkeypatch.setattr(draw, "draw", _never)
    _headline(bench, "A quiet day")
    after = press.proof(bench.sheet(DAY))
    assert b"A quiet day" in after.html
    assert before.html.count(b"<svg") == after.html.count(b"<svg") >= 2
    assert after.card_version != before.card_version
    assert press.card(after, "16x9") != card == press.card(before, "16x9")
    assert all(press.card(after, ratio).startswith(b"\x89PNG") for ratio in RATIOS)


def test_another_look_draws_them_again(bench: Workbench) -> None:
    """Also where no word changed."""
    press = Press(bench)
    before = press.proof(bench.sheet(DAY)).html
    look = bench.settings.templates[0] / "charts/look.toml"
    text = look.read_text("utf-8")
    look.write_text(text.replace("title = ", "title = 1.0 #"), "utf-8")
    with pytest.raises(HouseError):
        Press(bench).proof(bench.sheet(DAY))
    kept = press.proof(bench.sheet(DAY))
    assert kept.html == before
    assert "look.toml" in kept.error
    look.write_text(text.replace("#1f2933", "#2f2933"), "utf-8")
    after = press.proof(bench.sheet(DAY))
    assert not after.error
    assert after.html != before


def test_what_readers_get_names_who_approved_it_and_nothing_of_the_desk(bench: Workbench) -> None:
    """The findings, the bench and the slots are for editors."""
    html = Press(bench).proof(bench.sheet(DAY)).html.decode()
    assert "For the desk" not in html
    assert bench.sheet(DAY).generated.article.bench[1].text not in html
