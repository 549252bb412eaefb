"""Pictures: what is drawn can be read, and the same chart gives the same bytes."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from newsgen.charts import Card, themed
from newsgen.charts.draw import canvas_of, draw, draw_all, draw_card
from tests.chart_kit import ALL, SOURCE, WORDS, look, sides


@pytest.mark.parametrize("kind", ALL)
def test_every_kind_gives_four_files_and_the_same_ones_again(kind: str):
    """SVG and PNG, light and dark; nothing in them depends on when or where."""
    files = draw_all([ALL[kind]()], Card("A headline"), look(), WORDS)
    assert list(files)[:4] == [f"{kind}.svg", f"{kind}-dark.svg", f"{kind}.png", f"{kind}-dark.png"]
    assert list(files)[4:] == [f"card-{ratio}.{form}" for ratio in ("16x9", "4x3", "1x1") for form in ("png", "svg")]
    assert len(set(files.values())) == 10
    assert files == draw_all([ALL[kind]()], Card("A headline"), look(), WORDS)
    assert files[f"{kind}-dark.svg"] == draw(ALL[kind](), look(), WORDS, dark=True)


@pytest.mark.parametrize("kind", ALL)
def test_a_drawing_can_stand_in_a_page(kind: str):
    """It is well-formed, says what it shows, runs nothing, and keeps its ids to itself."""
    drawing = draw(ALL[kind](), look(), WORDS)
    root = ElementTree.fromstring(drawing)
    ids = [element.get("id", f"{kind}-") for element in root.iter()]
    assert all(name.startswith(f"{kind}-") for name in ids)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{kind}-title {kind}-desc"
    assert {f"{kind}-title", f"{kind}-desc"} <= set(ids)
    assert b"<script" not in drawing
    assert b"<!--" not in drawing
    assert "var(--chart-ink, #1f2933)" in themed(drawing, look())
    ElementTree.fromstring(themed(drawing, look()))


@pytest.mark.parametrize("ratio", ["16x9", "4x3", "1x1"])
def test_a_card_has_its_ratio(ratio: str):
    """The figure of the headline, the headline, a chart, the newsroom's name and the source."""
    words = Card("Shorts lost $475 million", "$475 million", "newsgen", SOURCE)
    found = draw_card(words, sides(), look(), WORDS, ratio=ratio)
    width, height = (int.from_bytes(found[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == {"16x9": (1200, 675), "4x3": (1200, 900), "1x1": (1200, 1200)}[ratio]


@pytest.mark.parametrize("kind", ALL)
def test_every_word_of_a_chart_is_in_the_picture(kind: str):
    """Title, source, watermark, the labels of bars and of lines."""
    chart = ALL[kind](watermark="Sample: made up")
    written = " ".join(text.get_text() for text in canvas_of(chart, look(), WORDS).figure.texts)
    labels = [one.label.text for one in (*chart.data, *chart.lines)]
    for words in (chart.title, chart.source, chart.watermark, *labels):
        assert words in written
