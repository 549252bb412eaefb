"""The measures of prose, each on texts small enough to count by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from newsgen.house.mask import make_mask
from newsgen.retell import readability, variety
from newsgen.retell.strict import make_strict
from newsgen.retell.texts import Text, make_text, sentences
from tests.real_days import house

MASK = make_mask(["bitcoin", "ether"])


def _texts(*bodies: str, headline: str = "") -> list[Text]:
    first = date(2024, 1, 1)
    return [make_text(first + timedelta(n), headline or f"{n}" * n, body, MASK) for n, body in enumerate(bodies)]


def test_a_body_falls_into_the_sentences_that_a_reader_sees() -> None:
    """Headings are none; points inside figures and after initials end none; Markdown's asterisks are gone."""
    body = (
        "Bitcoin fell 3.4% to $91,231.50. U.S. funds sold $1.2 billion! Why?\n\n## The sides\n\n"
        "*Exchanges publish a part.* “Nobody knows.” Shorts lost less."
    )
    assert sentences(body) == (
        "Bitcoin fell 3.4% to $91,231.50.",
        "U.S. funds sold $1.2 billion!",
        "Why?",
        "Exchanges publish a part.",
        "“Nobody knows.”",
        "Shorts lost less.",
    )


def test_a_sentence_with_other_figures_and_coins_was_seen_before() -> None:
    """Two of the three sentences that count say what was said; the first article only gives something to repeat."""
    texts = _texts("Bitcoin fell 3%. Longs lost $2 million.", "Ether fell 4%. Shorts lost $5 million. Longs lost $1.")
    assert variety.seen_share(texts, 1) == pytest.approx(2 / 3)
    assert variety.seen_share(texts, 0) == pytest.approx(2 / 5)


def test_only_the_thirty_articles_before_are_remembered() -> None:
    """What was said thirty-one articles ago is new again."""
    near = _texts("It rained.", *(f"Day {'x' * n} passed." for n in range(1, 30)), "It rained.")
    far = _texts("It rained.", *(f"Day {'x' * n} passed." for n in range(1, 31)), "It rained.")
    assert variety.seen_share(near, len(near) - 1) == 1.0
    assert variety.seen_share(far, len(far) - 1) == 0.0


def test_the_stricter_mask_takes_a_synonym_for_a_repetition() -> None:
    """Fell and dipped stand in one band, and plunged is no new sentence either."""
    texts = _texts("Bitcoin fell 3% on Monday.", "Ether plunged 12% on Friday.", "Bitcoin may plunge.")
    assert variety.seen_share(texts, 1) == 0.0
    assert variety.seen_share(texts, 1, make_strict(house())) == pytest.approx(1 / 2)


def test_the_stricter_mask_leaves_other_words_alone() -> None:
    """Each verb of the house's bands is masked; the verb of being alone is none."""
    loosen = make_strict(house())
    verbs = [verb["past"] for band in house().bands for verb in (*band.up, *band.down)]
    assert {loosen(f"@ {verb} # on ~.") for verb in verbs} == {"@ ^ # on ~."}
    assert loosen("the total was # on ~.") == "the total was # on ~."


def test_a_turn_of_six_words_is_counted_once_an_article() -> None:
    """Of the two turns of the second article, one was heard."""
    texts = _texts("one alpha beta gamma delta epsilon", "two alpha beta gamma delta epsilon zeta")
    assert variety.self_repetition(texts, 1) == pytest.approx(1 / 2)


def test_equal_bodies_shrink_more_than_different_ones() -> None:
    """The ratio is that of windows side by side; a rest does not count."""
    same = variety.gzip_ratio(["Bitcoin fell three percent on Monday."] * 60)
    other = variety.gzip_ratio([f"{n * 7919 % 104729:x} {n * 6271 % 99991:o} {n}" for n in range(60)])
    assert same > 10 > other
    assert variety.gzip_ratio(["Bitcoin fell three percent on Monday."] * 30 + [f"{n}" for n in range(29)]) == same


def test_an_opening_is_repeated_within_ten_articles_and_not_beyond() -> None:
    """The eleventh article after may open as the first did."""
    fill = [f"Opening {'y' * n} is here." for n in range(1, 10)]
    assert variety.openings_repeated(_texts("Bitcoin rose 1%.", *fill, "Ether rose 2%."))[0] == date(2024, 1, 11)
    assert variety.openings_repeated(_texts("Bitcoin rose 1%.", *fill, "It is Monday.", "Ether rose 2%.")) == ()


def test_headlines_and_orders_are_compared_as_they_are_built() -> None:
    """Other figures make no new headline; no parts at all are no order."""
    texts = [
        make_text(date(2024, 1, n), f"Bitcoin hits ${n},000", "", MASK, parts)
        for n, parts in enumerate([("a", "b"), ("b", "a"), ("a", "b"), ()], 1)
    ]
    assert len(variety.headlines_repeated(texts)) == 3
    assert variety.orders_repeated(texts) == (date(2024, 1, 3),)


@pytest.mark.parametrize(("counts", "bits"), [({"a": 9}, 0), ({"a": 5, "b": 5}, 1), (dict.fromkeys("abcdefgh", 2), 3)])
def test_entropy_counts_how_many_leads_there_seem_to_be(counts: dict[str, int], bits: float) -> None:
    """One, two and eight that are equally common."""
    assert variety.entropy(counts) == pytest.approx(bits)


@pytest.mark.parametrize(
    ("sentence", "words", "figures"),
    [
        ("Bitcoin fell 3.4% to $91,231.", 5, 2),
        ("Longs lost $475.2 million – the most since 13 January.", 9, 1),
        ("In the 24 hours to 16:00 UTC on 3 March 2024 the S&P 500 rose 1%.", 16, 1),
        ("It was the 21st day of 2021.", 7, 1),
    ],
)
def test_words_stand_between_spaces_and_figures_are_amounts(sentence: str, words: int, figures: int) -> None:
    """A scale is a word of its own; dates, times, the 24 hours and an index's 500 are no figures."""
    assert (readability.words(sentence), readability.figures(sentence)) == (words, figures)


def test_money_and_percentages_do_not_upset_the_grade() -> None:
    """Whatever its digits and points, a figure is read as one plain word, and one sentence stays one."""
    short = readability.grade(["Traders lost $4 million as bitcoin fell 3% that day."])
    long = readability.grade(["Traders lost $475.25 million as bitcoin fell 13.4% that day."])
    assert short == long
    assert readability.plain("It fell 3.4%. Why, U.S. funds?") == "It fell number Why, US funds."


def test_the_longest_sentence_is_named_with_its_text() -> None:
    """An editor can look for it; only sentences over the limit count as too long."""
    long = "Word " + " ".join(["word"] * 32) + "."
    read = readability.read(_texts(f"Short one. {long}", " ".join(["word"] * 32) + "."))
    assert (read.longest, read.longest_words, read.too_long) == (long, 33, (long,))
