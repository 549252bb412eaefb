"""Laws of corrections: a note names just what was wrong and what is right, and a slip is never more than one."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from newsgen.check.figures import FIGURE
from newsgen.check.figures import figure as read_figure
from newsgen.delivery.notice import doubts, items_of, note_of, posts
from newsgen.delivery.restated import Moved, moved
from newsgen.delivery.slips import is_more
from newsgen.errors import HouseError
from newsgen.house.notices import Notices, read_notices
from newsgen.merge import Change
from newsgen.model import Article, Fact, Facts, Unit
from newsgen.write.channels import CHANNELS
from tests.conftest import ROOT
from tests.real_days import house, told

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIZES = {Unit.USD, Unit.PRICE, Unit.PERCENT, Unit.POINTS, Unit.COUNT, Unit.INDEX}


@lru_cache(maxsize=1)
def words() -> Notices:
    return read_notices([ROOT / "templates"])


@lru_cache(maxsize=1)
def day() -> tuple[Article, Facts]:
    edition = told("seed")
    return edition.article, edition.facts


@lru_cache(maxsize=1)
def printed() -> list[Fact]:
    """The facts that the day's text prints in digits and that there are words for."""
    article, facts = day()
    names = {one.fact for one in article.figures if one.where == "body_md" and any(map(str.isdigit, one.text))}
    found = [facts.known[name] for name in sorted(names)]
    return [
        one for one in found
        if one.unit in SIZES and words().what(one.id, one.about.coin or "", house().coin(one.about.coin or ""))
    ]  # fmt: skip


def restated(picks: list[tuple[int, float]]) -> tuple[Moved, ...]:
    """These facts with values so many times as large."""
    article, facts = day()
    known = dict(facts.known)
    for at, times in picks:
        fact = printed()[at % len(printed())]
        assert isinstance(fact.value, int | float)
        value = fact.value * times
        known[fact.id] = replace(fact, value=round(value) if fact.unit is Unit.COUNT else value)
    return moved(article, facts, replace(facts, known=known))


def sizes(text: str) -> set[float]:
    """What the figures of a text are worth, but for those that are part of a name, as "24 hours"."""
    bare = re.sub(r"24 hours|12 months|30 days|S&P 500|Nasdaq 100", "", text)
    return {abs(read_figure(match.group().strip()).value) for match in FIGURE.finditer(bare)}


picks = st.lists(
    st.tuples(st.integers(0, 99), st.floats(0.3, 3.0).filter(lambda times: abs(times - 1) > 0.03)),
    min_size=1,
    max_size=6,
)


@QUICK
@given(picks)
def test_a_note_names_every_figure_that_was_wrong_with_the_right_one_and_no_other(
    chosen: list[tuple[int, float]],
) -> None:
    article, _ = day()
    wrong = tuple(one for one in restated(chosen) if one.wrong)
    assume(wrong)
    bare = replace(article, figures=())
    items = items_of(wrong, (), bare, house(), words())
    note = note_of(items, words())
    was = {one.printed for one in wrong}
    now = {house().figure(one.now) for one in wrong if one.now}
    assert sizes(note) == sizes(" ".join(was)) | sizes(" ".join(now))
    assert not [one.message for one in doubts(note, wrong, article, bare, house(), words())]


@QUICK
@given(picks, st.data())
def test_no_digit_of_a_note_can_be_another(chosen: list[tuple[int, float]], data: st.DataObject) -> None:
    article, _ = day()
    wrong = tuple(one for one in restated(chosen) if one.wrong)
    assume(wrong)
    bare = replace(article, figures=())
    note = note_of(items_of(wrong, (), bare, house(), words()), words())
    spans = [
        match.span() for match in re.finditer(r"\$[\d.,]+\d(?: million| billion)?|\d[\d.,]*%", note)
    ]  # fmt: skip
    assume(spans)
    start, end = data.draw(st.sampled_from(spans))
    at = data.draw(st.sampled_from([place for place in range(start, end) if note[place].isdigit()]))
    digit = data.draw(st.sampled_from([one for one in "123456789" if one != note[at]]))
    changed = note[:at] + digit + note[at + 1 :]
    figures = sizes(note)
    assume(not sizes(changed) <= figures)  # another of its own figures by chance
    assert doubts(changed, wrong, article, bare, house(), words())


@QUICK
@given(picks)
def test_what_follows_on_each_channel_is_whole_and_fits(chosen: list[tuple[int, float]]) -> None:
    article, facts = day()
    wrong = tuple(one for one in restated(chosen) if one.wrong)
    assume(wrong)
    items = items_of(wrong, (), replace(article, figures=()), house(), words())
    note = note_of(items, words())
    for name, post in posts(note, items, words(), facts.day).items():
        channel = CHANNELS[name]
        assert channel.count(post) <= channel.most - channel.link
        assert post.startswith("Correction: Our recap of 14 July 2025 ")
        assert post.endswith(".")
        assert sizes(post) <= sizes(note) | {2025.0, 14.0, 0.0} | {float(number) for number in range(2, 7)}


def test_a_figure_that_rounds_to_the_same_is_not_wrong() -> None:
    """Half a unit of the last printed digit decides, to the cent."""
    article, facts = day()
    fact = facts.known["btc.liq_short"]
    for value, wrong in ((474_500_000.0, False), (474_499_999.0, True), (475_499_999.0, False), (475_500_000.0, True)):
        known = {**facts.known, fact.id: replace(fact, value=value)}
        (one,) = moved(article, facts, replace(facts, known=known))
        assert any(place.wrong for place in one.places if place.text == "$475 million") is wrong


def test_a_figure_that_goes_the_other_way_is_wrong_whatever_its_size() -> None:
    article, facts = day()
    fact = facts.known["btc.change_24h"]
    assert isinstance(fact.value, float)
    known = {**facts.known, fact.id: replace(fact, value=-fact.value)}
    (one,) = moved(article, facts, replace(facts, known=known))
    assert {place.text for place in one.places if place.wrong} >= {"2.9%", "climbed"}
    items = items_of((one,), (), replace(article, figures=()), house(), words())
    assert (items[0].old, items[0].new) == ("a rise of 2.9%", "a fall of 2.9%")


def test_a_figure_that_is_not_known_any_more_is_named_and_not_upheld() -> None:
    article, facts = day()
    known = {name: fact for name, fact in facts.known.items() if name != "order.usd"}
    gone = [one for one in moved(article, facts, replace(facts, known=known)) if one.fact == "order.usd"]
    note = note_of(items_of(gone, (), article, house(), words()), words())
    assert note == (
        "An earlier version of this article gave the largest single order closed by force as $98.1 million. "
        "That figure cannot be upheld."
    )


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        ("It moved in stepp.", "It moved in step.", False),
        ("It was the the day.", "It was the day.", False),
        ("A quiet evening , really.", "A quiet evening, really.", False),
        ("Bitcoin roze 2%.", "Bitcoin rose 2%.", False),
        ("Bitcoin rose 2%.", "Bitcoin fell 2%.", True),
        ("It rose from $1 to $2.", "It rose from $2 to $1.", True),
        ("Longs lost.", "Shorts lost.", True),
        ("It did not rise.", "It did rise.", True),
        ("so said Kraken.", "so said Coinbase.", True),
        ("It took seven days.", "It took seventy days.", True),
        ("On Monday it rose.", "On Friday it rose.", True),
        ("$2 million", "$2 billion", True),
    ],
)
def test_a_slip_changes_no_figure_name_or_direction(one: str, other: str, more: bool) -> None:
    assert is_more(Change("body_md", "changed", one, other, ())) is more


# ---- the editors' words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("{old}. The figure", "{odl}. The figure", "did you mean 'old'"),
        ('as {old}. The figure is {new}{source}."', 'as {old}."', "does not print {new}"),
        ('withdrawn = "This', 'withdrown = "This', "did you mean 'withdrawn'"),
        ('"{coin}.price" =', '"{coin}.prize" =', "there is no '{coin}.prize'"),
        ("{coin}'s record price", "{coin's record price", "does not print {coin}"),
        ('change = ["a rise of {figure}", "a fall of {figure}"]', 'change = ["a rise of {figure}"]', "two forms"),
        ("[label]", "[lable]", r"no table \[label\]"),
        ("[note]", "[note", "not valid TOML"),
    ],
)
def test_words_that_do_not_fit_are_refused_when_they_are_read(tmp_path: Path, old: str, new: str, why: str) -> None:
    file = tmp_path / "corrections" / "en.toml"
    file.parent.mkdir()
    text = (ROOT / "templates" / "corrections" / "en.toml").read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(HouseError, match=why):
        read_notices([tmp_path])


def test_nothing_that_is_filled_in_is_read_again() -> None:
    """A reason with braces is words."""
    from newsgen.house.notices import filled

    assert filled("because {reason}.", reason="{reason} of {x}") == "because {reason} of {x}."
