"""The pictures of a told day: every file that is named elsewhere is there, and nobody waits for them who sees none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsgen import newsroom
from newsgen.drawing import card_of, words_of
from newsgen.house.axes import amount
from newsgen.market import read_market
from newsgen.measure import prepare
from newsgen.model import Unit
from newsgen.sample import END, folder
from newsgen.settings import Settings

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def told() -> tuple[newsroom.Edition, dict[str, bytes]]:
    """The bundled day and its files."""
    house = newsroom.open_house(Settings())
    edition = newsroom.tell(prepare(read_market([folder()], now=END)), END.date(), house, now=END)
    return edition, newsroom.papers(edition, house, Settings())


def test_a_days_folder_holds_each_picture_in_each_form(told: tuple[newsroom.Edition, dict[str, bytes]]):
    """SVG and PNG, light and dark, for each chart; a card in each ratio; the page shows the charts inline."""
    edition, papers = told
    charts = [f"{chart.file}{end}" for chart in edition.article.charts
              for end in (".svg", "-dark.svg", ".png", "-dark.png")]  # fmt: skip
    cards = [f"card-{ratio}.{form}" for ratio in ("16x9", "4x3", "1x1") for form in ("png", "svg")]
    assert len(charts) >= 4
    assert {name for name in papers if name.startswith("charts/")} == {f"charts/{name}" for name in charts + cards}
    assert all(f'id="{chart.file}-title"'.encode() in papers["article.html"] for chart in edition.article.charts)
    assert b"var(--chart-ink, #1f2933)" in papers["article.html"]


def test_a_cards_figure_is_an_amount_of_its_headline(told: tuple[newsroom.Edition, dict[str, bytes]]):
    """Money, a price or a percentage, and never a date; made-up data says so."""
    edition, _ = told
    card = card_of(edition.article, edition.facts, "Example News")
    assert card.figure in edition.article.headline
    assert card.figure.startswith("$") or card.figure.endswith("%")
    assert card.watermark
    assert card.newsroom == "Example News"


def test_ticks_are_written_by_the_house():
    """Short, with a true minus, and nothing is nothing."""
    ticks = [amount(value, Unit.USD) for value in (0.0, 2e8, -5e8, 1.25e9, 0.5)]
    assert ticks == ["0", "$200M", "−$500M", "$1.25B", "$0.5"]
    assert [amount(value, Unit.PRICE) for value in (120_000.0, 0.25)] == ["$120,000", "$0.2500"]
    assert words_of(newsroom.open_house(Settings())).sides == {"long": "longs", "short": "shorts"}


def test_nobody_waits_for_the_library_who_sees_no_picture():
    """Telling, checking and the settings do without matplotlib."""
    code = "import sys, newsgen.newsroom, newsgen.cli; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
