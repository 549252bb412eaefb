"""Rules: one language, checked when it is loaded, that judges every story every day."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.angles import judge, load_angles
from newsgen.errors import HouseError
from newsgen.house import Values, load_house
from newsgen.house.angle import read_angle
from newsgen.model import Facts, Verdict
from tests.house_days import MONEY, SQUEEZE, TEMPLATES, angle, day, house_of, shipped, without

HOUSE = shipped()


def verdict(facts: Facts, tmp_path: Path, rule: str) -> Verdict:
    """What a rule of one's own says of a day."""
    house = house_of(tmp_path, "{% block lead %}x{% endblock %}", f'title = "Mine"\n{rule}\n')
    return next(verdict for verdict in judge(load_angles(house), facts, house) if verdict.angle == "mine")


def holds(expression: str, facts: Facts = SQUEEZE, subject: str = "") -> bool | None:
    """Whether an expression holds on a day."""
    return HOUSE.rule(expression, subject).judge(Values(facts.known))[0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("liq.short_share >= 60", True),
        ("liq.short_share >= 60 and btc.change_24h < 0", False),
        ("liq.short > liq.long * 4", True),
        ("liq.short / liq.total > 0.9 or liq.side == 'short'", True),
        ("not (liq.side == 'long')", True),
        ("(0 - btc.change_24h)|abs >= 2.9", True),
        ("liq.side in ['long', 'short']", True),
        ("1 < series.ratio <= 3", True),
        ("(liq.long if btc.change_24h > 0 else liq.short) < 200000000", True),
        ("btc.change_24h is up and not btc.change_24h is flat", True),
        ("liq.short_share >= thresholds.squeeze_share", True),
        ("-btc.change_24h < -2", True),
        ("btc.level_broken is known", False),
        ("btc.price is known and eth.price is known", True),
    ],
)
def test_expressions_mean_what_they_say(expression: str, expected: bool):
    """Comparison, logic, arithmetic, choices and tests over the day's exact values."""
    assert holds(expression) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("btc.level_broken >= 1 or liq.short_share >= 60", True),
        ("btc.level_broken >= 1 and liq.short_share >= 60", True),
        ("btc.level_broken >= 1 and liq.short_share >= 90", False),
        ("btc.level_broken >= 1", None),
        ("btc.level_broken >= 1 and btc.level_lost >= 1", None),
        ("not (btc.level_broken >= 1)", None),
        ("not (btc.level_broken >= 1) and liq.total > 0", True),
        ("(btc.level_broken >= 1 or btc.level_lost >= 1) and liq.total > 0", True),
        ("liq.total / (btc.change_24h - btc.change_24h) > 1", None),
    ],
)
def test_a_term_without_its_fact_is_skipped(expression: str, expected: bool | None):
    """And where every term is skipped, nothing is judged."""
    assert holds(expression) is expected


VALUES = st.floats(-100, 100, allow_nan=False)


@given(VALUES, VALUES, st.booleans(), st.booleans())
def test_the_quick_way_and_the_careful_way_agree(a: float, b: float, know_a: bool, know_b: bool):
    """Where all facts are known both give Python's answer; else the careful one skips."""
    facts = day({"btc.change_24h": a, "eth.change_24h": b})
    hidden = [fact_id for fact_id, known in (("btc.change_24h", know_a), ("eth.change_24h", know_b)) if not known]
    expected = [value > 0 for value, known in ((a, know_a), (b, know_b)) if known]
    facts = without(facts, *hidden)
    assert holds("btc.change_24h > 0 and eth.change_24h > 0", facts) == (all(expected) if expected else None)
    assert holds("btc.change_24h > 0 or eth.change_24h > 0", facts) == (any(expected) if expected else None)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("btc.chnage_24h > 1", "rule: `btc.chnage_24h` is not a fact; did you mean `btc.change_24h`?"),
        ("liquid.total > 1", "`liquid.total` is not a fact"),
        ("thresholds.hevy > 1", "`thresholds.hevy` is not in house.toml; did you mean `heavy`"),
        ("total > 1", "`total` is not a fact"),
        ("coin.price > 1", "no coin to stand for"),
        ("liq.total|rough > 1", "only `|abs` calculates"),
        ("liq.total ** 2 > 1", "Pow does not belong"),
        ("range(9)", "Call does not belong"),
        ("liq.side + 1 > 1", "`liq.side` is a side, not a number"),
        ("'a' * 1000000000 == 'b'", "`a` is not a number"),
        ("[1] * 1000000000 == 'b'", "List is not a number"),
        ("('a' if liq.total > 1 else 'b') * 9 == 'b'", "`a` is not a number"),
        ("liq.total.real > 1", "expected the name of a fact"),
        ("''.__class__", "expected the name of a fact"),
        ("liq.total is knwon", "did you mean `is known`"),
        ("liq.total is told", "`is told` is not a test"),
        ("liq.total >", "mend the expression"),
        ("liq.total > 1 }} {{ 1", "is not one expression"),
        ("liq['total'] > 1", "Getitem does not belong"),
        ("'a' ~ 'b'", "Concat does not belong"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_way_out(expression: str, sentence: str):
    """At load, in one sentence, with a suggestion where one is near."""
    with pytest.raises(HouseError, match=r"^.+[.?]$") as refused:
        HOUSE.rule(expression)
    assert sentence in str(refused.value)


def test_a_misspelt_fact_fails_when_the_house_is_loaded(tmp_path: Path):
    """With the file, the name and a suggestion."""
    rule = 'title = "x"\nsubjects = ["btc", "eth"]\nwhen = "coin.chnage_24h > 1"\nscore = 1\n'
    with pytest.raises(HouseError) as refused:
        load_house([angle(tmp_path, "mine", rule, "{% block lead %}x{% endblock %}"), TEMPLATES])
    assert str(refused.value) == (
        "templates/angles/mine/rule.toml: `coin.chnage_24h` (`btc.chnage_24h`) is not a fact;"
        " did you mean `coin.change_24h`?"
    )


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ('titel = "x"', "`titel` is not a key of a rule; did you mean `title`"),
        ('title = "x"\nscore = 1', "there is no `when`"),
        ('title = "x"\nwhen = "liq.total > 0"\nscore = 1\nsubjects = ["dog"]', "`dog` is not a coin"),
        ('title = "x"\nwhen = "liq.total > 0"\nscore = 1\nneeds = "liq.total"', "`needs` is a list of words"),
        ('title = "x"\nwhen = "liq.total > 0"\nscore = 1\nneeds = ["liq.totl"]', "did you mean `liq.total`"),
        ('title = "x"\nwhen = "liq.total > 0"\nscore = 1\nboost = [{when = "liq.total > 0"}]', "a boost has"),
        ("title = ", "mend the file"),
    ],
)
def test_a_rule_file_that_does_not_fit_is_refused(tmp_path: Path, rule: str, sentence: str):
    """In one sentence that names the file."""
    with pytest.raises(HouseError, match=r"rule\.toml") as refused:
        load_house([angle(tmp_path, "mine", rule, "{% block lead %}x{% endblock %}"), TEMPLATES])
    assert sentence in str(refused.value)


def test_a_verdict_says_which_facts_decided_it(tmp_path: Path):
    """Those that the rule read and that are known."""
    rule = 'needs = ["liq.total"]\nwhen = "liq.short_share >= 60 and btc.level_broken >= 1"\nscore = 50'
    found = verdict(SQUEEZE, tmp_path, rule)
    assert (found.holds, found.score, found.because) == (True, 50.0, ("liq.short_share", "liq.total"))


def test_a_refused_rule_says_which_term_failed(tmp_path: Path):
    """As the editor wrote it."""
    when = "coin.change_24h >= 1.5 and (liq.long_share >= 60 or liq.long > liq.short)"
    rule = f'subjects = ["btc"]\nwhen = "{when}"\nscore = 50'
    found = verdict(SQUEEZE, tmp_path, rule)
    assert found.holds is False
    assert found.note == "not so: liq.long_share >= 60 or liq.long > liq.short"


def test_what_is_needed_and_missing_is_not_judged(tmp_path: Path):
    """And the reason is the day's own."""
    from dataclasses import replace

    facts = replace(without(SQUEEZE, "liq.short"), missing={"liq.short": "no table of liquidations"})
    found = verdict(facts, tmp_path, 'needs = ["liq.short"]\nwhen = "liq.total > 0"\nscore = 50')
    assert (found.holds, found.note) == (None, "not judged: liq.short is missing (no table of liquidations)")


def test_the_best_subject_counts(tmp_path: Path):
    """A rule of several coins gives one verdict: of the coin that scores highest among those it holds for."""
    rule = 'subjects = ["btc", "eth"]\nwhen = "coin.change_24h >= 2"\nscore = "10 + coin.change_24h"'
    found = verdict(day(MONEY, {"btc.change_24h": 2.5, "eth.change_24h": 7.0}), tmp_path, rule)
    assert (found.subject, found.score) == ("eth", 17.0)
    found = verdict(day(MONEY, {"btc.change_24h": 2.5, "eth.change_24h": 1.0}), tmp_path, rule)
    assert (found.subject, found.score) == ("btc", 12.5)


def test_boosts_add_up_and_those_without_their_facts_add_nothing(tmp_path: Path):
    """A number or an expression."""
    rule = (
        'when = "liq.total > 0"\nscore = 50\nboost = [{when = "series.ratio >= 2", add = 4},'
        ' {when = "liq.short > 1", add = "series.ratio * 10"}, {when = "btc.level_broken > 1", add = 100}]'
    )
    assert verdict(SQUEEZE, tmp_path, rule).score == pytest.approx(50 + 4 + 23.6)
    assert verdict(without(SQUEEZE, "series.ratio"), tmp_path, rule).score == 50


def test_every_rule_has_a_verdict_every_day():
    """Also when nothing is known."""
    for facts in (SQUEEZE, day()):
        verdicts = judge(load_angles(HOUSE), facts, HOUSE)
        assert [found.angle for found in verdicts] == list(HOUSE.angles)
        assert all(found.note for found in verdicts if not found.holds)


def test_every_condition_of_the_shipped_rules_names_known_facts():
    """For every subject, as the catalogue has them."""
    from newsgen.catalogue import CATALOGUE

    for found in HOUSE.angles.values():
        for rule in found.rules:
            assert {*rule.because, *rule.needs} <= set(CATALOGUE)


def test_a_rule_needs_a_title():
    """An angle without one cannot be shown."""
    with pytest.raises(HouseError, match="there is no `title`"):
        read_angle("mine", {"when": "liq.total > 0", "score": 1}, "rule.toml", {})
