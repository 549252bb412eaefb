"""Prose: a figure can only be printed by quoting a fact, and what is missing drops whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.catalogue import CATALOGUE
from newsgen.errors import HouseError
from newsgen.house import load_house
from newsgen.house.filters import FACT_FILTERS, TEXT_FILTERS
from newsgen.house.marks import clean, entries, plain, read_off, visible_length
from newsgen.house.names import COIN
from newsgen.model import Unit
from tests.house_days import SQUEEZE, TEMPLATES, WINDOW, angle, day, house_of, shipped, spoken, without


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ liq.total }}", "$748.3 million"),
        ("{{ liq.side }} {{ liq.side|sides }} {{ liq.side|bets }}", "short shorts bets on falling prices"),
        ("{{ liq.side|traders }}", "traders betting on lower prices"),
        ("{{ btc.name }} {{ btc.name|ticker }} {{ order.coin|titled }}", "bitcoin BTC Bitcoin"),
        ("{{ btc.name|possessive }} {{ order.side|a }} position", "bitcoin's a short position"),
        ("{{ eth.name|a }} trader", "an ether trader"),
        ("{{ btc.change_24h|updown }} {{ btc.change_24h }}", "up 2.9%"),
        ("{{ btc.change_24h|higher }}", "higher"),
        ("{{ liq.short_share|fraction }}", "about five sixths"),
        ("{{ series.ratio|multiple }}", "about 2.4 times"),
        ("{{ liq.short|exact }} {{ liq.short_share|exact }}", "$623,204,527 83.28%"),
        ("{{ window.end }}", "12:00 UTC on Monday 14 July"),
        ("{{ window.end|clock }} {{ window.end|weekday }} {{ window.end|month }}", "12:00 UTC Monday July"),
        ("{{ window.end|day }}", "Monday 14 July"),
        ("{{ window.end|period }}, {{ window.end|period }}",
         "in the 24 hours to 12:00 UTC on Monday 14 July, in 24 hours"),
        ("{{ [btc.name, eth.name, order.venue]|listed }}", "bitcoin, ether and Binance"),
        ("{{ liq.long if liq.side == 'long' else liq.short }}", "$623.2 million"),
        ("{{ (liq.long if liq.side == 'long' else liq.short)|exact }}", "$623,204,527"),
        ("{{ 'calm' if btc.change_24h is flat else 'brisk' }}", "brisk"),
        ("{% if liq.short > liq.long %}a{% else %}b{% endif %}", "a"),
        ("{% if liq.total < 1 %}a{% elif btc.price is known %}b{% endif %}", "b"),
        ("{% if liq.total is new %}new {% endif %}{{ liq.total }}{% if liq.total is told %} told{% endif %}",
         "new $748.3 million told"),
        ("{% if btc.change_24h is about(eth.change_24h) %}alike{% endif %}", "alike"),
        ("{{ liq.traders|plural('trader') }} {{ window.hours|plural('hour') }}", "traders hours"),
        ("the S&P 500 in 24 hours", "the S&P 500 in 24 hours"),
        ("{# 99 #}a\n\n  b", "a b"),
    ],
)  # fmt: skip
def test_templates_say_what_the_facts_say(tmp_path: Path, text: str, said: str):
    """Facts, filters, choices and tests in running text."""
    assert spoken(tmp_path, text, SQUEEZE) == said


def test_headlines_have_shorter_figures(tmp_path: Path):
    """And the window in a few words."""
    assert spoken(tmp_path, "{{ liq.short }} {{ window.end|period }}", SQUEEZE, place="headline") == "$623M in 24 hours"


def test_a_coin_is_called_by_its_other_name_once(tmp_path: Path):
    """Then by its name again."""
    text = "{{ btc.name|the }}, {{ btc.name|the }}, {{ order.coin|the }}"
    assert spoken(tmp_path, text, SQUEEZE) == "the largest cryptocurrency, bitcoin, bitcoin"
    dropped = "{% maybe %}{{ btc.name|introduced }} {{ liq.coins }}{% endmaybe %}"
    text = dropped + "{{ btc.name|introduced|titled }}, {{ btc.name|introduced }}"
    assert spoken(tmp_path, text, SQUEEZE) == "Bitcoin (BTC), bitcoin"


def test_a_passage_drops_whole_when_a_fact_is_missing(tmp_path: Path):
    """The innermost `maybe` around it; without one the block cannot be told."""
    facts = without(SQUEEZE, "liq.source")
    assert spoken(tmp_path, "a{% maybe %} b {{ liq.source }} c{% endmaybe %} d", facts) == "a d"
    nested = "a{% maybe %} b{% maybe %} {{ liq.source }}{% endmaybe %} c{% endmaybe %} d"
    assert spoken(tmp_path, nested, facts) == "a b c d"
    assert spoken(tmp_path, "a {{ liq.source }}", facts) is None
    assert spoken(tmp_path, "{% if liq.source == 'x' %}a{% endif %}b", facts) is None
    assert spoken(tmp_path, "{% if liq.source is known and liq.source == 'x' %}a{% endif %}b", facts) == "b"


def test_a_wording_without_its_facts_is_passed_over(tmp_path: Path):
    """For every seed; with none left, the passage cannot be told."""
    text = "{% vary %}{{ liq.source }}{% or %}b{% or %}c{% endvary %}"
    facts = without(SQUEEZE, "liq.source")
    assert {spoken(tmp_path, text, facts, seed=seed) for seed in range(20)} == {"b", "c"}
    assert spoken(tmp_path, "a{% vary %}{{ liq.source }}{% endvary %}", facts) is None
    assert spoken(tmp_path, "a{% maybe %}{% vary %}{{ liq.source }}{% endvary %}{% endmaybe %}", facts) == "a"


def test_the_seed_alone_chooses_among_wordings(tmp_path: Path):
    """The same seed says the same, and no wording is left out."""
    text = "{% vary %}a{% or %}b{% or %}c{% endvary %} {% vary %}a{% or %}b{% or %}c{% endvary %}"
    said = {seed: spoken(tmp_path, text, SQUEEZE, seed=seed) for seed in range(60)}
    assert said == {seed: spoken(tmp_path, text, SQUEEZE, seed=seed) for seed in range(60)}
    assert len(set(said.values())) == 9


def test_a_wording_that_opens_with_a_figure_comes_last(tmp_path: Path):
    """At the start of a sentence in running text; in a headline it may stand."""
    text = "It rose. {% vary %}{{ liq.total }} was lost.{% or %}Losses came to {{ liq.total }}.{% endvary %}"
    assert {spoken(tmp_path, text, SQUEEZE, seed=seed) for seed in range(20)} == {
        "It rose. Losses came to $748.3 million."
    }
    assert len({spoken(tmp_path, text, SQUEEZE, seed=seed, place="headline") for seed in range(20)}) == 2


def test_what_prints_as_nothing_is_not_told(tmp_path: Path):
    """A move of 0.04 % has no figure and no direction, but a word."""
    facts = day({"btc.change_24h": -0.04})
    assert spoken(tmp_path, "x{% maybe %} {{ btc.change_24h }}{% endmaybe %}", facts) == "x"
    assert spoken(tmp_path, "x{% maybe %} {{ btc.change_24h|updown }}{% endmaybe %}", facts) == "x"
    assert spoken(tmp_path, "{{ btc.change_24h|past }}", facts) == "was little changed"
    assert spoken(tmp_path, "{% if btc.change_24h is flat %}flat{% endif %}", facts) == "flat"


# What is refused


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{ liq.totl }}", "en.md:1: `liq.totl` is not a fact; did you mean `liq.total`?"),
        ("\n\n{{ coin.pricee }}", "en.md:3: `coin.pricee` (`btc.pricee`) is not a fact; did you mean `coin.price`?"),
        ("{{ liq.total + 1 }}", "a bare number cannot be printed"),
        ("{{ 7 }}", "a bare number cannot be printed"),
        ("{{ thresholds.heavy }}", "a bare number cannot be printed"),
        ("{{ liq.tracked }}", "`liq.tracked` is a flag"),
        ("about 5 coins", "digits in `about 5 coins`"),
        ("{{ 'about 5' }}", "digits in `about 5`"),
        ("{{ liq.total|plural('5 coins') }}", "digits in `5 coins`"),
        ("{{ liq.total|past }}", "`liq.total|past`: it is a usd; `|past` words percent"),
        ("{{ btc.change_24h|sides }}", "`|sides` words side"),
        ("{{ liq.total|upper }}", "there is no filter `|upper`"),
        ("{{ liq.total|rouhg }}", "did you mean `rough`?"),
        ("{{ liq.total|plural }}", '`|plural("session")`'),
        ("{% for x in [1] %}{% endfor %}", "for is not used in prose"),
        ("{% set x = liq.total %}", "assign is not used in prose"),
        ("{% include 'x' %}", "include is not used in prose"),
        ("{{ ''.__class__ }}", "a bare number cannot be printed"),
        ("{{ cycler() }}", "a bare number cannot be printed"),
        ("{% maybe %}a", "en.md:1"),
        ("a bloodbath for longs", "`bloodbath` is on the list of words to avoid"),
        ("longs were wiped out", "`wiped out` is on the list of words to avoid"),
    ],
)  # fmt: skip
def test_prose_that_does_not_fit_is_refused_with_its_line(tmp_path: Path, text: str, sentence: str):
    """When the house is loaded, in one sentence."""
    with pytest.raises(HouseError, match=r"^templates/angles/mine/en\.md:\d+: .+[.?]$") as refused:
        spoken(tmp_path, text, SQUEEZE)
    assert sentence in str(refused.value)


def test_words_outside_a_block_and_unknown_blocks_are_refused(tmp_path: Path):
    """A slip in a tag does not silence a sentence."""
    with pytest.raises(HouseError, match="words stand outside a block"):
        house_of(tmp_path, "Hello {% block lead %}x{% endblock %}")
    with pytest.raises(HouseError, match="did you mean `headline`"):
        house_of(tmp_path, "{% block headlin %}x{% endblock %}")


def test_strong_words_belong_to_the_lively_style(tmp_path: Path):
    """Wire never prints them."""
    assert spoken(tmp_path, "longs were wiped out", SQUEEZE, style="lively") == "longs were wiped out"


def test_a_style_that_does_not_exist_is_refused():
    """With those that do."""
    with pytest.raises(HouseError, match="there is no style `wirey`; did you mean `wire`"):
        load_house([TEMPLATES], style="wirey")


def test_a_folder_without_a_house_is_refused(tmp_path: Path):
    """And so is none at all."""
    for folders in ([tmp_path], []):
        with pytest.raises(HouseError, match=r"there is no house\.toml"):
            load_house(folders)


# A newsroom's own


def test_a_newsroom_adds_an_angle_without_python(tmp_path: Path):
    """A folder of its own with a rule and a template is told like any other."""
    from tests.house_days import told

    rule = 'title = "Odd day"\nwhen = "liq.traders == 130000"\nscore = 99\nskeletons = ["quiet"]\n'
    prose = (
        "{% block headline %}An odd day in the market for {{ liq.traders }} traders{% endblock %}"
        "{% block lead %}In all, {{ liq.traders }} traders had an odd day {{ window.end|period }}.{% endblock %}"
    )
    house = load_house([angle(tmp_path, "odd_day", rule, prose), TEMPLATES])
    article = told(SQUEEZE, house)
    assert article.lead_angle == "odd_day"
    assert article.headline == "An odd day in the market for 130,000 traders"
    assert article.body_md.startswith(
        "In all, 130,000 traders had an odd day in the 24 hours to 12:00 UTC on Monday 14 July."
    )
    assert [f.fact for f in article.figures if f.where == "headline"] == ["liq.traders"]


def test_a_newsrooms_house_needs_only_what_it_changes(tmp_path: Path):
    """Key by key; its files come before those that ship."""
    (tmp_path / "house.toml").write_text('[thresholds]\nheavy = 9.0\n[coins]\nBTC = "Bitcoin"\n')
    prose = tmp_path / "angles" / "quiet_day" / "en.md"
    prose.parent.mkdir(parents=True)
    prose.write_text("{% block lead %}Nothing much.{% endblock %}")
    house = load_house([tmp_path, TEMPLATES])
    assert house.thresholds["heavy"] == 9.0
    assert house.thresholds["squeeze_share"] == shipped().thresholds["squeeze_share"]
    assert house.coin("BTC") == "Bitcoin"
    assert house.coin("ETH") == "ether"
    assert set(house.templates["angle:quiet_day"].blocks) == {"lead"}
    assert house.coin("SHIB") == "SHIB"


# Marks


def test_marks_are_read_off_and_say_where_each_figure_stands(tmp_path: Path):
    """Plain text and spans whose words are the text's own."""
    prose = "{% block lead %}Losses: {{ liq.total|rough }} as {{ btc.name }} {{ btc.change_24h|past }}.{% endblock %}"
    house = house_of(tmp_path, prose)
    telling = house.telling(SQUEEZE, 1)
    marked = telling.render(house.passage("angle:mine", "lead"), place="body", subject="btc")
    assert marked is not None
    text, printed = read_off(marked, telling.day.meaning, "body_md")
    assert text == plain(marked)
    assert text.startswith(
        ("Losses: nearly $750 million", "Losses: almost $750 million", "Losses: just under $750 million")
    )
    assert [(p.fact, text[p.start : p.end] == p.text) for p in printed] == [
        ("liq.total", True), ("btc.change_24h", True),
    ]  # fmt: skip
    assert printed[0].qualifier in ("nearly", "almost", "just under")
    assert printed[1].qualifier == "word"
    assert visible_length(marked) == len(text)
    assert len(entries(marked)) == 2


def test_words_from_outside_carry_no_marks_and_no_control_characters(tmp_path: Path):
    """And are never read as a template."""
    what = "{{ liq.total }} \ue000x\ue001 rates\x00 cut.\n\nAgain. {% endblock %}"
    facts = day({"event.what": what, "event.source": "A\u202eB"})
    said = spoken(tmp_path, "{{ event.source }}: {{ event.what }}", facts)
    assert said == "AB: {{ liq.total }} x rates cut. Again. {% endblock %}"
    assert clean("a\t b\x07\ue123c") == "a bc"


# The shipped house


def test_every_filter_words_every_fact_it_takes(tmp_path: Path):
    """Each filter of the manual, on each unit it claims, says something."""
    values = {
        Unit.USD: 5e6, Unit.PRICE: 120.5, Unit.PERCENT: 4.2, Unit.POINTS: 3.3, Unit.COUNT: 3, Unit.RATIO: 2.4,
        Unit.INDEX: 60.5, Unit.RATE: 0.01, Unit.DATE: WINDOW.end.date(), Unit.TIME: WINDOW.end,
        Unit.COIN: "BTC", Unit.VENUE: "Binance", Unit.SIDE: "long", Unit.TEXT: "x",
    }  # fmt: skip
    ids = {unit: next(key for key, declared in CATALOGUE.items() if declared.unit is unit) for unit in values}
    facts = day({ids[unit]: value for unit, value in values.items()})
    texts = [f"{{{{ {ids[unit]}|{name} }}}}" for name, entry in FACT_FILTERS.items() for unit in entry.units]
    texts += [f"{{{{ {ids[unit]} }}}}" for unit in values]
    said = spoken(tmp_path, "\n".join(f"<{text}>" for text in texts), facts)
    assert said is not None
    assert said.count("<") == said.count(">") == len(texts)
    assert "<>" not in said
    assert all(entry.sentence for entry in (*FACT_FILTERS.values(), *TEXT_FILTERS.values()))


@pytest.mark.parametrize("style", ["wire", "lively"])
def test_the_shipped_house_has_nothing_to_lint(style: str):
    """In every style."""
    assert shipped(style).lint() == ()


def test_lint_finds_what_can_be_loaded_and_should_not_be(tmp_path: Path):
    """A cause without an event, names of no angle, missing blocks."""
    rule = 'title = "x"\nwhen = "liq.total > 0"\nscore = 1\ncombines = ["mined"]\nskeletons = ["brief"]\n'
    prose = (
        "{% block lead %}Prices fell because of fear. {% maybe %}Prices fell due to {{ event.what }}.{% endmaybe %}"
        "{% endblock %}{% block section %}x{% endblock %}"
    )
    findings = house_of(tmp_path, prose, rule).lint()
    assert [f.message for f in findings if f.id == "C2"] == [
        "`because` names a cause, and no fact of `event` stands in the same passage"
    ]
    assert [f.hint for f in findings if f.id == "H2"] == ["did you mean `mine`"]
    assert {f.message for f in findings if f.id == "H1"} == {
        f"there is no block `{block}`" for block in ("headline", "dek", "point", "alt")
    }


def test_coin_stands_for_every_subject(tmp_path: Path):
    """A name under `coin` must exist for each coin a rule may be about."""
    rule = 'title = "x"\nsubjects = ["btc", "sol"]\nwhen = "coin.price > 0"\nscore = 1\n'
    with pytest.raises(HouseError, match=rf"`{COIN}\.record` \(`sol\.record`\) is not a fact"):
        house_of(tmp_path, "{% block lead %}{{ coin.record }}{% endblock %}", rule)
