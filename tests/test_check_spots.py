"""An editor's words are checked where they stand: each finding has its place, and the figure that would be right."""

from __future__ import annotations

import pytest

from newsgen.check import bind, check_text, spots
from newsgen.model import Manuscript
from tests.check_days import DAYS, sentences

CASES = [
    # day, sentence, where the doubt stands, what would be right there
    ("founding", "Bitcoin positions worth $449 million were closed by force.", "$449 million", "$494 million"),
    ("founding", "Shorts lost $623.2 billion.", "$623.2 billion", "$623.2 million"),
    ("founding", "Shorts lost $632.2 million.", "$632.2 million", "$623.2 million"),
    ("founding", "Bitcoin fell 2.9% in the 24 hours to 12:00 UTC.", "fell", "rose"),
    ("founding", "Bitcoin rose 2.4% in 24 hours.", "2.4%", "2.9%"),
    ("founding", "Bitcoin rose 13% in seven days.", "13%", "12%"),
    ("founding", "Ether rose 2.9% in 24 hours.", "2.9%", "2.3%"),
    ("founding", "US spot bitcoin ETFs lost $1.03 billion on Friday 11 July.", "lost", "gained"),
    ("founding", "US spot bitcoin ETFs took in $1.03 billion on Friday 10 July.", "10 July", "11 July"),
    ("founding", "US spot bitcoin ETFs took in $1.03 billion on Monday 11 July.", "Monday", "Friday"),
    ("founding", "It was the ninth session of inflows in a row.", "ninth", "seventh"),
    ("founding", "Ether took most of it.", "most of", ""),
    ("founding", "Bitcoin soared 2.9%.", "soared", ""),
    ("founding", "Bitcoin rose because of a speech.", "because of", ""),
    ("founding", "It is time to buy.", "time to buy", ""),
    ("founding", "Some 77,123 whales cheered.", "77,123", ""),
    ("founding", "BlackRock’s bitcoin ETF took in $300 million on Friday 11 July.", "$300 million", ""),
    ("founding", "Funds in Europe took in $300 million on Friday 11 July.", "$300 million", ""),
    ("founding", "Some paid $457 for it", "$457", ""),
    ("founding", "$457", "$457", ""),
    ("founding", "Ether's high was $121,467.", "$121,467", "$3,083"),
    ("founding", "The largest order was a long position.", "long position", ""),
    ("founding", "Bitcoin fell to a record of $123,218.", "fell", "rose"),
]


def only_body(text: str) -> Manuscript:
    """A manuscript of nothing but a body."""
    return Manuscript("", "", (), text)


@pytest.mark.parametrize(("day", "sentence", "place", "right"), CASES)
def test_a_doubt_stands_on_the_word_or_figure_that_it_is_about(day: str, sentence: str, place: str, right: str) -> None:
    """The place is exact, and what would be right is in the form that stands there."""
    found = spots(only_body(sentence), DAYS[day])
    assert (place, right) in [(sentence[spot.start : spot.end], spot.right) for spot in found]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("## A **heading** of words\n\n", ""),
        ("<!-- a note\nto the editor: $1.03 billion -->\r\n", "<!-- and another -->"),
        ("Über “Ωmega” 🙂 words — and U.S. ones. ", "\r\n\r\nMore words\r\n"),
        ("- [A link](https://example.org/$5) in a list\n- ", "\n- and more"),
        ("| head | cell |\n|---|---|\n| words | ", " |\n"),
        ("> *Words* `of` others, \ue000 and \ue042\n\n1. ", ""),
    ],
)
@pytest.mark.parametrize("form", ["{}", "**{}**", "[{}](https://example.org)", "_{}_"])
def test_places_are_right_whatever_stands_around(before: str, after: str, form: str) -> None:
    """Markdown, comments, other scripts, line ends of any kind: the place is that of the figure in the field."""
    text = f"{before}Shorts lost {form.format('$632.2 million')} in all{after}"
    found = [spot for spot in spots(only_body(text), DAYS["founding"]) if spot.right]
    assert [(text[spot.start : spot.end], spot.right) for spot in found] == [("$632.2 million", "$623.2 million")]


def test_words_on_file_do_not_move_what_stands_behind_them() -> None:
    """A quote is read as one mark, and the places after it are still the field's."""
    quote = DAYS["founding"].quotes[0].text
    text = f"Thomas Perfumo, chief economist at Kraken, said that {quote}. Shorts lost $632.2 million."
    found = spots(only_body(text), DAYS["founding"])
    assert [text[spot.start : spot.end] for spot in found] == ["$632.2 million"]


@pytest.mark.parametrize(("day", "sentence"), sentences())
def test_a_true_sentence_has_no_spot_and_its_figures_are_bound_where_they_stand(day: str, sentence: str) -> None:
    """What is bound is quoted from the field, in order, with a fact of the day."""
    manuscript = only_body(sentence)
    assert spots(manuscript, DAYS[day]) == ()
    bound = bind(manuscript, DAYS[day])
    assert [(p.start, p.text) for p in bound] == sorted((p.start, sentence[p.start : p.end]) for p in bound)
    assert all(p.fact in DAYS[day].known for p in bound)


def test_every_field_is_read_and_named() -> None:
    """The places are of the field in which the words stand, also where the same sentence stands twice."""
    lie = "Shorts lost $632.2 million."
    found = spots(Manuscript(lie, lie, ("Words.", lie), f"{lie}\n\n{lie}"), DAYS["founding"])
    fields = ["headline", "dek", "key_points.1", "body_md", "body_md"]
    assert [(spot.field, spot.end - spot.start) for spot in found] == [(field, 14) for field in fields]


def test_check_text_says_what_would_be_right() -> None:
    """Who checks a file from the command line reads the right figure as well, with either kind of line end."""
    for end in ("\n", "\r\n"):
        text = end.join(["---", "title: A day", "---", "", "Shorts lost $632.2 million."])
        found = [one.hint for one in check_text(text, DAYS["founding"]) if one.id == "N1"]
        assert len(found) == 1
        assert found[0].startswith("Right would be $623.2 million. liq.short is $623.2 million")


@pytest.mark.parametrize("figure", ["9" * 400, "$" + "1,000" + ",000" * 200, "9" * 400 + " July 2025"])
def test_a_figure_that_no_machine_can_count_is_flagged_and_breaks_nothing(figure: str) -> None:
    """Whatever somebody holds a key down on."""
    words = only_body(f"Bitcoin positions worth {figure} were closed.")
    assert spots(words, DAYS["founding"])
    bind(words, DAYS["founding"])
    spots(only_body("It fell over 2025-hours."), DAYS["founding"])  # as long as a date
