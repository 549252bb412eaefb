"""Style, spelling and capitals are settled when a house is loaded: words of another style are not in it at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.errors import HouseError
from newsgen.house import House, load_house
from newsgen.house.marks import plain
from tests.house_days import SQUEEZE, TEMPLATES, angle, house_of, spoken

RULE = 'title = "Mine"\nsubjects = ["btc"]\nwhen = "liq.total > 0"\nscore = 99\nskeletons = ["brief"]\n'


def said(house: House) -> str:
    """The lead of the one angle of a house."""
    return plain(house.telling(SQUEEZE, 1).render(house.passage("angle:mine", "lead"), place="body", subject="btc"))


def desk(tmp_path: Path, prose: str, **lines: str) -> House:
    """A newsroom's own folder that changes one line of some tables of the house that ships."""
    own = angle(tmp_path, "mine", RULE, "{% block lead %}" + prose + "{% endblock %}")
    own.joinpath("house.toml").write_text("".join(f"[{name}]\n{line}\n" for name, line in lines.items()), "utf-8")
    return load_house([own, TEMPLATES])


@pytest.mark.parametrize(("style", "words"), [("wire", "a c"), ("lively", "b d")])
def test_each_style_keeps_its_own_branches(tmp_path: Path, style: str, words: str):
    """Also where one is asked for by its absence."""
    text = "{% if desk.lively %}b{% else %}a{% endif %} {% if not desk.lively %}c{% elif liq.total > 0 %}d{% endif %}"
    assert spoken(tmp_path, text, SQUEEZE, style=style) == words


def test_an_option_of_another_style_is_never_drawn(tmp_path: Path):
    """And the wordings are counted without it."""
    text = "{% vary %}a{% or %} {% if desk.lively %}b{% endif %} {% endvary %}"
    assert {spoken(tmp_path, text, SQUEEZE, seed=seed) for seed in range(9)} == {"a"}
    assert {spoken(tmp_path, text, SQUEEZE, seed=seed, style="lively") for seed in range(9)} == {"a", "b"}


def test_a_branch_that_the_day_decides_stays_beside_one_of_the_style(tmp_path: Path):
    """The first that holds is told."""
    text = "{% if liq.total < 0 %}a{% elif desk.lively %}b{% elif liq.total > 0 %}c{% else %}d{% endif %}"
    assert spoken(tmp_path, text, SQUEEZE) == "c"
    assert spoken(tmp_path, text, SQUEEZE, style="lively") == "b"


def test_strong_words_may_stand_in_the_branches_of_a_style_that_allows_them(tmp_path: Path):
    """Where no branch guards them, the wire refuses the file."""
    guarded = "{% if desk.lively %}wiped out{% else %}closed{% endif %}"
    assert spoken(tmp_path, guarded, SQUEEZE) == "closed"
    assert spoken(tmp_path, guarded, SQUEEZE, style="lively") == "wiped out"
    with pytest.raises(HouseError, match="wiped out"):
        spoken(tmp_path, "wiped out", SQUEEZE)


@pytest.mark.parametrize(
    ("variant", "words"), [("us", "Gray totaled toward greyhounds"), ("uk", "Grey totalled towards greyhounds")]
)
def test_words_are_spelled_as_the_house_spells_whichever_way_they_were_written(
    tmp_path: Path, variant: str, words: str
):
    """Whole words alone, with their capitals."""
    house = desk(tmp_path, "Grey totaled towards greyhounds", spelling=f'variant = "{variant}"')
    assert said(house) == words


def test_a_spelling_that_there_is_not_is_refused_with_the_ways_out(tmp_path: Path):
    """The two that there are."""
    with pytest.raises(HouseError, match='there is no spelling "au"; write variant = "us" or variant = "uk"'):
        desk(tmp_path, "a", spelling='variant = "au"')


def test_a_house_may_write_the_names_of_coins_with_capitals(tmp_path: Path):
    """In its own words and where a fact names the coin."""
    prose = "as bitcoin cash and {{ eth.name }} followed {{ btc.name|introduced }}, the largest cryptocurrency"
    assert said(desk(tmp_path, prose)) == "as bitcoin cash and ether followed bitcoin (BTC), the largest cryptocurrency"
    other = desk(tmp_path / "other", prose, names="capitals = true")
    assert said(other) == "as Bitcoin Cash and Ether followed Bitcoin (BTC), the largest cryptocurrency"


def test_a_ticker_stands_at_the_first_mention_alone(tmp_path: Path):
    """Whatever comes between."""
    house = house_of(
        tmp_path, "{% block lead %}{{ btc.name|introduced }}, then {{ btc.name|introduced }}{% endblock %}"
    )
    assert said(house) == "bitcoin (BTC), then bitcoin"
