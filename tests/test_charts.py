"""Pictures: every word is there, they can stand in a page, and the same chart gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from xml.etree import ElementTree

import matplotlib
import pytest

from newsgen.charts import Card, css, themed
from newsgen.charts.draw import canvas_of, draw, draw_all, draw_card
from tests.chart_kit import ALL, SOURCE, WORDS, look, sides


@pytest.mark.parametrize("kind", ALL)
def test_every_kind_gives_four_files_and_the_same_ones_again(kind: str):
    """SVG and PNG, light and dark; nothing in them depends on when or where."""
    files = draw_all([ALL[kind]()], Card("A headline"), look(), WORDS)
    charts = [kind + end for end in (".svg", "-dark.svg", ".png", "-dark.png")]
    assert list(files) == charts + [
        f"card-{ratio}.{form}" for ratio in ("16x9", "4x3", "1x1") for form in ("png", "svg")
    ]
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
    assert b"style" not in drawing  # a page's security policy may forbid it
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


def test_letters_of_a_chart_cannot_break_it():
    """Markup, formulas, control signs and signs of other scripts are drawn as they stand."""
    words = "<b>&amp;$x^2$ #1f2933\x07 \ue000--> ]]> \"'"
    chart = sides(watermark=words, source=words)
    drawing = draw(replace(chart, title=words, alt=words), look(), WORDS)
    title = ElementTree.fromstring(drawing).findtext("{http://www.w3.org/2000/svg}title")
    assert title == "<b>&amp;$x^2$ #1f2933 --> ]]> \"'"
    ElementTree.fromstring(themed(drawing, look()))


def test_a_sign_that_the_font_has_not_is_marked():
    """A script that DejaVu Sans lacks is drawn with a mark for each sign, and nothing is complained of."""
    texts = canvas_of(sides(source="ビットコイン, Straße, Київ"), look(), WORDS).figure.texts
    assert "\N{REPLACEMENT CHARACTER}" * 6 + ", Straße, Київ" in [text.get_text() for text in texts]


def test_nobodys_own_settings_change_a_picture():
    """A matplotlibrc of the reader's machine is left aside."""
    before = draw(sides(), look(), WORDS, form="png")
    with matplotlib.rc_context(
        {"font.size": 30, "axes.facecolor": "red", "path.simplify": False, "hatch.linewidth": 9}
    ):
        assert draw(sides(), look(), WORDS, form="png") == before


def test_pages_change_the_colours_of_a_drawing():
    """Each colour of the look is a variable with the light one to fall back on, and the page's style names them all."""
    themes = css(look())
    for role, colour in asdict(look().light).items():
        assert f"--chart-{role}: {colour};" in themes
        assert f"--chart-{role}: {asdict(look().dark)[role]};" in themes
    drawn = "".join(themed(draw(make(), look(), WORDS), look()) for make in ALL.values())
    assert set(re.findall("#[0-9a-f]{6}", drawn)) <= set(asdict(look().light).values())
    assert set(re.findall(r"var\(--chart-(\w+),", drawn)) == set(asdict(look().light))
