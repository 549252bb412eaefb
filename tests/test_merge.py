"""The merge: an editor's words stay, figures are renewed, and what cannot be decided is shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.merge import Merged, differences, merge
from newsgen.model import Article, Manuscript, Printed
from newsgen.sentences import split
from tests import handmade

SENTENCE = st.text("abcdefg ", min_size=3, max_size=20).map(lambda text: f"X{text.strip()} y.")
BODY = st.lists(st.tuples(SENTENCE, st.sampled_from([" ", "\n\n"])), max_size=8).map(
    lambda parts: "".join(text + gap for text, gap in parts).strip()
)


def _text(marked: str) -> tuple[Manuscript, Article]:
    """A body in which {$12|liq.total} is a figure of a fact, and {rose|btc.change:word} a word of one."""
    body, figures, at = "", [], 0
    for found in re.finditer(r"\{([^|]*)\|([^:}]*):?([^}]*)\}", marked):
        body += marked[at : found.start()]
        figures.append(Printed("body_md", len(body), len(body) + len(found[1]), found[1], found[2], found[3]))
        body, at = body + found[1], found.end()
    body += marked[at:]
    empty = replace(handmade.article(), headline="H", dek="", key_points=(), figures=tuple(figures), body_md=body)
    return Manuscript("H", "", (), body), empty


def _merged(base: str, edited: str, new: str) -> Merged:
    (was, old), (now, fresh) = _text(base), _text(new)
    return merge(was, replace(was, body_md=edited), now, old=old, fresh=fresh)


BASE = (
    "Bitcoin {fell|c:word} {6.6%|c}. Longs lost {$337 million|s}, or {68%|h}.\n\n"
    "Ether {fell|e:word} {2.0%|e}. All is told."
)
NEW = (
    "Bitcoin {rose|c:word} {1.2%|c}. Longs lost {$99 million|s}, or {51%|h}.\n\n"
    "Ether {rose|e:word} {3.1%|e}. All is told."
)
PLAIN = "Bitcoin fell 6.6%. Longs lost $337 million, or 68%.\n\nEther fell 2.0%. All is told."


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        (PLAIN, "Bitcoin rose 1.2%. Longs lost $99 million, or 51%.\n\nEther rose 3.1%. All is told."),
        (
            PLAIN.replace("Longs lost", "Those who had bet on a rise lost"),
            "Bitcoin rose 1.2%. Those who had bet on a rise lost $99 million, or 51%.\n\nEther rose 3.1%. All is told.",
        ),
        (
            PLAIN.replace("Ether", "Traders yawned. Ether"),
            "Bitcoin rose 1.2%. Longs lost $99 million, or 51%.\n\nTraders yawned. Ether rose 3.1%. All is told.",
        ),
        (PLAIN.replace("Bitcoin fell 6.6%. ", ""), "Longs lost $99 million, or 51%.\n\nEther rose 3.1%. All is told."),
        (
            PLAIN.replace(" Ether fell 2.0%.", "").replace("Bitcoin fell 6.6%.", "So bitcoin fell 6.6% that day."),
            "So bitcoin rose 1.2% that day. Longs lost $99 million, or 51%.\n\nEther rose 3.1%. All is told.",
        ),
        (
            "Ether fell 2.0%. All is told.\n\nBitcoin fell 6.6%. Longs lost $337 million, or 68%.",
            "Ether rose 3.1%. All is told.\n\nBitcoin rose 1.2%. Longs lost $99 million, or 51%.",
        ),
        (
            PLAIN.replace("6.6%. Longs", "6.6%.\n\nLongs"),
            "Bitcoin rose 1.2%.\n\nLongs lost $99 million, or 51%.\n\nEther rose 3.1%. All is told.",
        ),
        (
            PLAIN.replace(", or 68%.\n\nEther fell", ", or 68%, while ether fell"),
            "Bitcoin rose 1.2%. Longs lost $99 million, or 51%, while ether rose 3.1%. All is told.",
        ),
    ],
)
def test_an_editors_words_are_kept_and_the_figures_in_them_renewed(edited: str, expected: str):
    """Reworded, added, removed, moved, split and joined sentences over a day whose every figure changed."""
    merged = _merged(BASE, edited, NEW)
    assert merged.manuscript.body_md == expected
    assert merged.clashes == ()


def test_each_renewed_figure_is_named():
    """An editor sees what was done to his sentence."""
    merged = _merged(BASE, PLAIN.replace("Longs lost", "Those who had bet on a rise lost"), NEW)
    assert merged.refreshed == ("$337 million -> $99 million", "68% -> 51%")


def test_a_qualifier_goes_with_its_figure():
    """'More than eight times' becomes 'nearly nine times', not 'more than nine times'."""
    base, new = "It was more than {eight times|r:more than} usual.", "It was nearly {nine times|r:nearly} usual."
    merged = _merged(base, "It was more than eight times the usual.", new)
    assert merged.manuscript.body_md == "It was nearly nine times the usual."


def test_the_editors_wording_wins_over_the_generators():
    """Both reworded a sentence that tells the same facts."""
    new = "All in all {$99 million|s} of longs went, {51%|h} of it. The end."
    merged = _merged(
        "Longs lost {$337 million|s}, or {68%|h}. The end.", "Bulls lost $337 million, or 68%. The end.", new
    )
    assert merged.manuscript.body_md == "Bulls lost $99 million, or 51%. The end."
    assert merged.clashes == ()


def test_a_sentence_whose_facts_are_gone_is_shown_beside_what_is_told_now():
    """The editor's stays in the text; nothing is decided over his head."""
    base, new = "Longs lost {$337 million|s}. The end.", "Funds took {$5 million|f}. The end."
    merged = _merged(base, "Bulls lost $337 million. The end.", new)
    assert "Bulls lost $337 million." in merged.manuscript.body_md
    clash = merged.clashes[0]
    assert (clash.field, clash.base, clash.edited) == (
        "body_md", "Longs lost $337 million.", "Bulls lost $337 million."
    )  # fmt: skip


def test_new_paragraphs_come_and_go_where_the_editor_did_not_work():
    """The generator's own changes are taken."""
    merged = _merged(
        "One {1%|a}.\n\nTwo {2%|b}.\n\nThree {3%|c}.",
        "Uno, one 1%.\n\nTwo 2%.\n\nThree 3%.",
        "One {1%|a}.\n\nThree {4%|c}.\n\n## More\n\nFour {5%|d}.",
    )
    assert merged.manuscript.body_md == "Uno, one 1%.\n\nThree 4%.\n\n## More\n\nFour 5%."


def test_key_points_and_headline_are_merged_as_well():
    """Each point is a sentence of its own."""
    old = replace(
        handmade.article(), figures=(Printed("key_points.0", 4, 6, "5%", "c"), Printed("headline", 4, 6, "5%", "c"))
    )
    fresh = replace(old, figures=(Printed("key_points.0", 4, 6, "7%", "c"), Printed("headline", 4, 6, "7%", "c")))
    base, new = Manuscript("Up: 5%", "", ("BTC 5%", "b"), ""), Manuscript("Up: 7%", "", ("BTC 7%", "b"), "")
    edited = Manuscript("Higher: up: 5%", "", ("BTC 5%", "my own", "b"), "")
    merged = merge(base, edited, new, old=old, fresh=fresh)
    assert merged.manuscript == Manuscript("Higher: up: 7%", "", ("BTC 7%", "my own", "b"), "")


def test_a_rewritten_headline_stands_alone_beside_another_story():
    """The new one does not run into it: both are shown."""
    figures = (Printed("headline", 0, 2, "5%", "c"),), (Printed("headline", 0, 2, "7%", "d"),)
    old, fresh = (replace(handmade.article(), figures=printed) for printed in figures)
    base = Manuscript("5% up", "", ("5% it is", "b"), "")
    new = Manuscript("7% of funds gone", "", ("Funds fled", "b"), "")
    edited = replace(base, headline="My own line. Really!", key_points=("My point", "b"))
    merged = merge(base, edited, new, old=old, fresh=fresh)
    assert merged.manuscript.headline == "My own line. Really!"
    assert merged.manuscript.key_points == ("My point", "b")
    assert [(clash.field, clash.new) for clash in merged.clashes] == [("headline", "7% of funds gone")]


def test_a_figure_of_a_coin_by_rank_is_not_given_to_another_coin():
    """Sui is not made to have fallen what dogecoin fell."""
    base = "{Sui|low.coin:word} fell the most, {4.6%|low.change}. The end."
    new = "Of all, {dogecoin|low.coin:word} lost most: {16%|low.change}. The end."
    merged = _merged(base, "Sui fell the most of all, 4.6%. The end.", new)
    assert merged.manuscript.body_md == "Sui fell the most of all, 4.6%. The end."


@given(BODY, BODY, BODY)
def test_no_sentence_of_an_editor_is_ever_lost(base: str, edited: str, new: str):
    """Any three texts: what the editor wrote is in the merged text."""
    words = [Manuscript("H", "", (), body) for body in (base, edited, new)]
    merged = merge(*words, old=_text(base)[1], fresh=_text(new)[1]).manuscript.body_md
    generated, found = split(base), split(merged)
    for sentence in split(edited):
        assert sentence in generated or sentence in found


@given(BODY, BODY)
def test_who_changed_nothing_takes_the_others_text(base: str, other: str):
    """An untouched text becomes the new one; an unchanged telling leaves the editor's."""
    one, two = Manuscript("H", "", (), base), Manuscript("H", "", (), other)
    articles = {"old": _text(base)[1], "fresh": _text(other)[1]}
    assert merge(one, one, two, **articles).manuscript == two
    assert merge(one, two, one, **articles).manuscript == two


@given(BODY, BODY)
def test_differences_hold_both_texts(before: str, after: str):
    """Every sentence of both is there, and the pieces of a change make both again."""
    found = differences(Manuscript("H", "", (), before), Manuscript("H", "", (), after))
    assert [one.before for one in found if one.field == "body_md" and one.before] == split(before)
    assert [one.after for one in found if one.field == "body_md" and one.after] == split(after)
    for change in found:
        assert "".join(piece.text for piece in change.words if piece.kind != "added") == change.before
        assert "".join(piece.text for piece in change.words if piece.kind != "removed") == change.after


def test_differences_mark_figures_apart_from_words():
    """A changed amount is a figure with its sign and unit."""
    texts = ("Longs lost $5.2 million.", "Longs gave up $7 million.")
    before, after = (Manuscript("H", "", (), text) for text in texts)
    change = differences(before, after)[-1]
    assert change.kind == "changed"
    assert [(piece.text, piece.kind) for piece in change.words if piece.figure] == [
        ("$5.2 million", "removed"), ("$7 million", "added")
    ]  # fmt: skip
