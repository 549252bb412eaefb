"""The gallery reaches every branch of a template that something leads to, and names the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from newsgen.cli import main
from newsgen.errors import HouseError
from newsgen.gallery import Gallery, hang, template_of
from newsgen.gallery.page import gallery_html
from newsgen.house import load_house
from newsgen.house.gallery.made import days
from tests.house_days import TEMPLATES, shipped

RULE = """
title = "Mine"
subjects = ["btc", "eth"]
needs = ["coin.price"]
when = "coin.change_24h <= -4 and liq.long_share >= 80"
score = 50
"""


def hung(tmp_path: Path, prose: str, rule: str = RULE) -> Gallery:
    """The gallery of one angle of a newsroom's own."""
    folder = tmp_path / "angles" / "mine"
    folder.mkdir(parents=True)
    (folder / "rule.toml").write_text(rule, "utf-8")
    (folder / "en.md").write_text(prose, "utf-8")
    return hang(load_house([tmp_path, *few(tmp_path)]), ["mine"])


def few(tmp_path: Path) -> list[Path]:
    """A newsroom with the shipped house, its standing parts and no angles: quick to open."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "house.toml").symlink_to(TEMPLATES / "house.toml")
    (folder / "article" / "en").mkdir(parents=True)
    (folder / "article" / "en" / "method.md").write_text("{% block text %}{% endblock %}", "utf-8")
    skeletons = '[brief]\ntitle = "Brief"\nmoves = ["lead", "beat:method"]\n'
    (folder / "article" / "skeletons.toml").write_text(skeletons, "utf-8")
    return [folder]


def texts(gallery: Gallery) -> list[str]:
    """All wordings."""
    return [variant.text for room in gallery.rooms for variant in room.variants]


def test_both_arms_of_an_if_are_reached_and_told(tmp_path: Path):
    """A comparison is made true on one day and false on another, and the rule of the angle holds on both."""
    gallery = hung(
        tmp_path, "{% block section %}It {% if coin.price > 70000 %}was dear{% else %}was not{% endif %}.{% endblock %}"
    )
    assert gallery.percent == 100
    assert {"It was dear.", "It was not."} <= set(texts(gallery))


def test_every_option_of_a_vary_inside_another_is_told(tmp_path: Path):
    """Options are begun with one by one."""
    inner = "{% vary %}a{% or %}b{% or %}c{% endvary %}"
    prose = "{% block section %}{% vary %}One{% or %}Two " + inner + "{% endvary %}.{% endblock %}"
    assert {"One.", "Two a.", "Two b.", "Two c."} <= set(texts(hung(tmp_path, prose)))


def test_a_maybe_is_told_and_dropped(tmp_path: Path):
    """A fact goes missing, and nothing else changes."""
    prose = "{% block section %}Funds{% maybe %} took in {{ btc_etf.flow }}{% endmaybe %}.{% endblock %}"
    gallery = hung(tmp_path, prose)
    assert gallery.percent == 100
    assert "Funds." in texts(gallery)


@pytest.mark.parametrize(
    "asked", ["fng.value is told", "fng.value is not new", "btc.change_7d is flat", "eth.oi is not known"]
)
def test_what_is_asked_of_the_text_before_is_arranged(tmp_path: Path, asked: str):
    """Facts are said to be told, taken away or made flat."""
    prose = "{% block section %}{% if " + asked + " %}Yes{% else %}No{% endif %}, the index.{% endblock %}"
    assert {"Yes, the index.", "No, the index."} <= set(texts(hung(tmp_path, prose)))


def test_a_branch_that_the_rule_forbids_is_unreachable(tmp_path: Path):
    """Dead prose is listed with its line and condition."""
    prose = "{% block section %}Down{% if coin.change_24h > 2 %} and up{% endif %}.{% endblock %}"
    gallery = hung(tmp_path, prose)
    assert gallery.percent == 50
    assert gallery.rooms[0].unreachable == ("section, line 1: if coin.change_24h > 2",)


def test_wordings_that_differ_in_figures_alone_are_folded(tmp_path: Path):
    """One is shown, and the others are counted."""
    prose = "{% block section %}The move in bitcoin was {{ btc.change_24h }}.{% endblock %}"
    gallery = hung(tmp_path, prose, 'title = "Mine"\nwhen = "btc.price > 0"\nscore = 50\n')
    [variant] = gallery.rooms[0].variants
    assert variant.alike > 0


def test_what_is_wrong_with_a_wording_is_said_beside_it(tmp_path: Path):
    """A crowded headline, a word twice, and a comma too many."""
    prose = (
        "{% block headline %}{{ btc.price }} and {{ eth.price }} and {{ fng.value }}{% endblock %}"
        "{% block section %}Bitcoin was was at {{ btc.price }},, that day.{% endblock %}"
    )
    said = " ".join(fault for _, _, variant in hung(tmp_path, prose).faults for fault in variant.faults)
    assert "a headline with 3 figures" in said
    assert "`was was`: a word twice" in said
    assert "residue at" in said


def test_nothing_in_the_page_can_be_code(tmp_path: Path):
    """Words of a template are escaped, and the page has no script."""
    page = gallery_html(hung(tmp_path, "{% block section %}<script>alert()</script> & more.{% endblock %}"))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_gallery_is_the_same_every_time(tmp_path: Path):
    """Nothing in it depends on chance or on a clock."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    inner = "{% vary %}One{% or %}Two{% endvary %}{% maybe %} at {{ eth.price }}{% endmaybe %}"
    prose = "{% block section %}" + inner + ".{% endblock %}"
    assert gallery_html(hung(tmp_path / "a", prose)) == gallery_html(hung(tmp_path / "b", prose))


def test_the_made_day_agrees_with_itself():
    """The sides add up to the total, whatever is changed."""
    for day in (*days(), days()[0].changed("liq.long_share", 91.0), days()[1].changed("liq.total", 9e8)):
        known = {key: fact.value for key, fact in day.known.items()}
        assert known["liq.long"] + known["liq.short"] == pytest.approx(known["liq.total"])  # type: ignore[operator]
        assert known["liq.side"] == ("long" if known["liq.long"] > known["liq.short"] else "short")  # type: ignore[operator]


def test_a_name_that_there_is_not_is_one_sentence():
    """The nearest name is offered."""
    with pytest.raises(
        HouseError, match="there is no angle, standing part or chart `long_flsh`; did you mean `long_flush`"
    ):
        template_of(shipped(), "long_flsh")


def test_the_command_leaves_a_page_and_gates_on_coverage(tmp_path: Path):
    """Exit 1 below what is asked; the page is there anyway."""
    file = tmp_path / "page.html"
    arguments = ["gallery", "--angle", "mood", "--out", str(file), "--quiet", "--min", "101"]
    assert CliRunner().invoke(main, arguments).exit_code == 1
    assert "<h2>standing part: mood</h2>" in file.read_text("utf-8")


@pytest.mark.campaign
def test_the_templates_are_gone_through(pytestconfig: pytest.Config):
    """At least 95 % of the branches, and no residue in any wording; outside a campaign of a tenth of the templates."""
    whole = "campaign" in str(pytestconfig.getoption("-m"))
    judge(hang(shipped()) if whole else hang(shipped(), part=0.1, seed=4))


def judge(gallery: Gallery) -> None:
    """What holds for any part of the gallery."""
    assert gallery.percent >= 95, [(room.name, room.unreachable) for room in gallery.rooms if room.percent < 95]
    graver = ("residue", "avoid", "a word twice", "advice", "two spaces", "alt text", "full stop")
    wrong = [(n, b, v.text, f) for n, b, v in gallery.faults for f in v.faults if any(word in f for word in graver)]
    assert not wrong, wrong
