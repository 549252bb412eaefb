"""Lint finds claims that no fact bears out, and shapes that read badly."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.errors import HouseError
from newsgen.house import House
from newsgen.house.angle_new import new_angle
from newsgen.house.claims import read_claims
from newsgen.house.lint import lint
from tests.house_days import SQUEEZE, TEMPLATES, house_of, told

ANGLE = (
    "{% block headline %}{% vary %}One headline{% or %}Another one{% or %}And a third{% endvary %}{% endblock %}"
    "{% block lead %}{% vary %}One lead.{% or %}Another lead.{% or %}A third lead.{% endvary %}{% endblock %}"
    "{% block dek %}A dek.{% endblock %}{% block point %}A point{% endblock %}{% block alt %}A chart.{% endblock %}"
)


def house(tmp_path: Path, section: str, *, rest: str = ANGLE, rule: str = "") -> House:
    """The shipped register and one angle with this section."""
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "claims.toml").write_bytes((TEMPLATES / "claims.toml").read_bytes())
    return house_of(tmp_path, rest + "{% block section %}" + section + "{% endblock %}", rule)


def found(tmp_path: Path, section: str, **more: str) -> list[str]:
    """Ids of what is found, without coins that have no name."""
    return sorted(finding.id for finding in lint(house(tmp_path, section, **more)) if finding.id != "H3")


def test_the_bare_angle_of_these_tests_has_nothing_wrong(tmp_path: Path):
    """What the others find is what they put in."""
    assert found(tmp_path, "Bitcoin is at {{ btc.price }}.") == []


@pytest.mark.parametrize(
    "claim", ["the most since spring", "a record day", "four days in a row", "most of it longs", "more than usual"]
)
def test_a_claim_without_its_fact_is_refused(tmp_path: Path, claim: str):
    """Whatever else the sentence prints."""
    assert found(tmp_path, "It was {{ btc.price }}, " + claim + ".") == ["C4"]


@pytest.mark.parametrize(
    "section",
    [
        "It was the most since {{ series.total_since }}.",
        "{% if series.total_since is known %}It was the most since spring.{% endif %}",
        "{% maybe %}The {% vary %}most since{% or %}least since{% endvary %} {{ series.low_since }}.{% endmaybe %}",
        "The order was {{ order.usd }}, the largest of all.",
    ],
)
def test_a_claim_beside_its_fact_stands(tmp_path: Path, section: str):
    """Printed in the sentence, or asked for around it."""
    assert found(tmp_path, section) == []


def test_a_fact_of_the_next_sentence_bears_nothing_out(tmp_path: Path):
    """A sentence answers for itself."""
    assert found(tmp_path, "It was the most since spring. Another day: {{ series.total_since }}.") == ["C4"]


def test_what_the_rule_asks_for_bears_out_the_words_of_its_angle(tmp_path: Path):
    """An angle is told only where its rule holds."""
    rule = 'title = "Mine"\nwhen = "btc.record_new == 1"\nscore = 99\nskeletons = ["brief"]\n'
    assert found(tmp_path, "Bitcoin set a record of {{ btc.high }}.", rule=rule) == []


@pytest.mark.parametrize("words", ["Prices should rise.", "It will fall.", "Traders could buy the dip."])
def test_advice_and_predictions_are_refused(tmp_path: Path, words: str):
    """The house says what happened."""
    assert found(tmp_path, words) == ["C5"]


def test_a_sentence_that_ends_in_one_arm_alone_is_found(tmp_path: Path):
    """Words that follow would start in the middle."""
    section = "Bitcoin rose{% if btc.price > 3 %} far.{% else %} a little{% endif %} Ether fell."
    assert found(tmp_path, section) == ["H5"]


@pytest.mark.parametrize(
    "section", ["{% vary %}One.{% endvary %}", "{% vary %}One.{% or %}Two.{% or %}One.{% endvary %}"]
)
def test_a_vary_that_varies_nothing_is_found(tmp_path: Path, section: str):
    """One option, or the same one twice."""
    assert found(tmp_path, section) == ["H6"]


def test_an_angle_that_may_lead_needs_three_plans(tmp_path: Path):
    """For its headline and its opening."""
    one = "{% vary %}One{% or %}Two{% endvary %}"
    rest = ANGLE.replace("{% or %}And a third", "").replace("{% or %}A third lead.", "")
    assert one not in rest
    assert found(tmp_path, "Bitcoin is at {{ btc.price }}.", rest=rest) == ["H7", "H7"]


def test_a_headline_that_always_holds_three_figures_is_found(tmp_path: Path):
    """Whatever the day."""
    either = "{% if btc.price > 3 %} and {{ liq.total }}{% else %} or {{ liq.long }}{% endif %}"
    crowd = "{{ btc.price }}, {{ eth.price }}" + either
    assert found(tmp_path, "Bitcoin.", rest=ANGLE.replace("And a third", crowd)) == ["H8"]


def test_a_claim_that_is_not_whole_is_one_sentence():
    """Its place and what it lacks."""
    with pytest.raises(HouseError, match=r"\[mine\]: a claim has `words`, `facts`, `test`"):
        read_claims({"mine": {"words": ["mine"]}})


def test_a_new_angle_loads_passes_lint_and_is_told(tmp_path: Path):
    """Its folder is whole as it stands."""
    new_angle(tmp_path, "eth_slump")
    rule = (tmp_path / "angles" / "eth_slump" / "rule.toml").read_text("utf-8")
    prose = (tmp_path / "angles" / "eth_slump" / "en.md").read_text("utf-8")
    rule = rule.replace('skeletons = ["level_first", "chronology"]', 'skeletons = ["brief"]').replace('"quiet_day"', "")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "claims.toml").write_bytes((TEMPLATES / "claims.toml").read_bytes())
    made = house_of(tmp_path / "own", prose, rule)
    assert [finding for finding in lint(made) if finding.id != "H3"] == []
    article = told(SQUEEZE, made)
    assert article.lead_angle == "mine"
    assert article.body_md.count(".") >= 2


@pytest.mark.parametrize("name", ["Eth", "eth-slump", "../x", "", "a" * 41, "2x"])
def test_a_bad_name_is_refused(tmp_path: Path, name: str):
    """In one sentence, with nothing made."""
    with pytest.raises(HouseError, match="cannot name an angle"):
        new_angle(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_is_refused(tmp_path: Path):
    """Wherever it is taken."""
    with pytest.raises(HouseError, match="there is an angle `long_flush`"):
        new_angle(tmp_path, "long_flush", [TEMPLATES])
