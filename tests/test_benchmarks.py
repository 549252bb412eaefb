"""The mutator's own laws: what it changes, what it leaves, and that it never calls a true text false."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

import pytest

from benchmarks.mutate import KINDS, Copy, changed
from benchmarks.mutate.copy import Figure
from benchmarks.mutate.numbers import numbers, reprint
from newsgen.model import About, Article, Fact, Facts, Printed, Section, Unit, Window

START, END = datetime(2025, 2, 2, 12, tzinfo=UTC), datetime(2025, 2, 3, 12, tzinfo=UTC)
BODY = (
    "More than $2.2 billion of leveraged positions were closed by force in 24 hours as ether lost 16% and bitcoin fell"
    " to $91,231, its lowest since 13 January. Longs bore $1.88 billion of it, traders betting on higher prices, and"
    " shorts $360 million, according to CoinGlass.\n\n### Ether took more than a quarter of it\n\n"
    "Binance had the largest order. The Fear & Greed index made up ground; ETFs saw inflows, the most since 2021."
)
CLAIMS = (
    "\n\nIt was the third day in a row on which more coins fell than rose, led by solana."
    " Bitcoin fell below $92,000 after a high of $99,439."
)


def _fact(fact_id: str, value: float | str | date, unit: Unit, **about: str) -> Fact:
    return Fact(fact_id, value, unit, About(**about), Window(START, END), END, "")


FACTS = (
    _fact("liq.total", 2.24e9, Unit.USD, measure="liquidated", venues="*", base="window"),
    _fact("liq.long", 1.88e9, Unit.USD, measure="liquidated", side="long", venues="*", base="window"),
    _fact("liq.short", 3.6e8, Unit.USD, measure="liquidated", side="short", venues="*", base="window"),
    _fact("btc.low", 91231.0, Unit.PRICE, measure="price", coin="BTC", base="low"),
    _fact("btc.high", 99439.0, Unit.PRICE, measure="price", coin="BTC", base="high"),
    _fact("eth.change_24h", -15.8, Unit.PERCENT, measure="change", coin="ETH", base="window"),
    _fact("btc.change_24h", -3.8, Unit.PERCENT, measure="change", coin="BTC", base="window"),
    _fact("sol.change_24h", -15.6, Unit.PERCENT, measure="change", coin="SOL", base="window"),
    _fact("btc.low_since", date(2025, 1, 13), Unit.DATE, measure="price_since", coin="BTC", base="low"),
    _fact("liq.long_share", 50.2, Unit.PERCENT, measure="liquidated_share", side="long", base="total"),
    _fact("liq.short_share", 49.8, Unit.PERCENT, measure="liquidated_share", side="short", base="total"),
    _fact("eth.liq_share", 27.2, Unit.PERCENT, measure="liquidated_share", coin="ETH", base="coin"),
)
PRINTED = (
    ("$2.2 billion", "liq.total"), ("16%", "eth.change_24h"), ("$91,231", "btc.low"), ("13 January", "btc.low_since"),
    ("$1.88 billion", "liq.long"), ("$360 million", "liq.short"), ("a quarter", "eth.liq_share"),
    ("50%", "liq.long_share"),
)  # fmt: skip


def _copy(body: str = BODY) -> Copy:
    figures = tuple(
        Printed("body_md", body.index(text), body.index(text) + len(text), text, fact)
        for text, fact in PRINTED
        if text in body
    )
    sections = tuple(Section("", "x", part) for part in body.split("\n\n") if not part.startswith("#"))
    article = Article(
        "Ether loses 16%", ("Bitcoin falls",), "Bitcoin fell to $91,231.", ("Longs lost $1.88 billion",), "x", (), (),
        sections, body, 70, "en", "wire", END, Window(START, END), figures, extra={"slug": "ether-2025-02-03"},
    )  # fmt: skip
    facts = Facts(date(2025, 2, 3), Window(START, END), END, {fact.id: fact for fact in FACTS}, {})
    return Copy(article, facts)


def _words(kind: str, body: str = BODY) -> set[str]:
    return {change.word for change in KINDS[kind](_copy(body), Random(1)) if not change.excluded}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_change_really_changes_the_text_and_only_there(kind: str) -> None:
    """An edit replaces what stands at its offsets by something else, and the sections follow the body."""
    copy = _copy(BODY + CLAIMS)
    changes = list(KINDS[kind](copy, Random(3)))
    assert changes
    for change in changes:
        article = changed(copy.article, change.edits)
        assert all(copy.fields[e.field][e.start : e.end].lower() != e.new.lower() for e in change.edits), change
        assert (article.body_md != BODY + CLAIMS) == any(e.field == "body_md" for e in change.edits)
        assert all(section.text in article.body_md for section in article.sections)
        assert article.figures == ()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_seed_makes_the_same_changes(kind: str) -> None:
    """A score can be measured again."""
    assert list(KINDS[kind](_copy(), Random(7))) == list(KINDS[kind](_copy(), Random(7)))


def test_words_are_found_in_every_field_and_idioms_are_left_out() -> None:
    """Directions, coins, sides, venues and spans are changed wherever they stand; an index's name is no direction."""
    assert {"lost", "fell", "lowest", "most", "largest", "inflows", "loses", "falls"} <= _words("direction")
    assert {"ether", "bitcoin"} <= _words("coin")
    assert {"longs", "shorts", "higher prices"} <= _words("side")
    assert _words("venue") == {"Binance"}
    assert {"hours"} <= _words("window")
    assert "greed" not in _words("direction")


def test_a_coin_of_which_the_same_is_true_is_left_out() -> None:
    """Solana also lost 16 %: putting its name there would not be a lie."""
    copy = _copy("Ether lost 16%.")
    changes = [c for seed in range(60) for c in KINDS["coin"](copy, Random(seed)) if c.edits[0].field == "body_md"]
    to_solana = [change for change in changes if change.edits[0].new.lower() == "solana"]
    assert to_solana
    assert all(change.excluded for change in to_solana)
    assert any(not change.excluded for change in changes)


def test_a_side_of_which_the_same_is_true_is_left_out() -> None:
    """Both sides print as 50 %: naming the other is no lie there, but it is where the amounts differ."""
    even = [change.excluded for change in KINDS["side"](_copy("Longs made up 50% of it."), Random(1))]
    assert "true of that side too" in even
    assert all(not c.excluded for c in KINDS["side"](_copy("Longs bore $1.88 billion of it."), Random(1)))


def test_the_comparator_is_put_where_it_is_untrue() -> None:
    """2.24 billion is more than 2.2, so "nearly" goes there; 15.8 % is less than 16, so "more than" does."""
    edits = {c.edits[0].new.strip().lower() for c in KINDS["comparator"](_copy("Ether lost 16%."), Random(1))}
    assert edits <= {"more than", "over", "at least"}
    more = [c for c in KINDS["comparator"](_copy(), Random(1)) if c.word.startswith("more than")]
    assert {c.edits[0].new.lower().split()[0] for c in more} <= {"nearly", "almost", "just", "less"}


def test_a_figure_is_written_again_in_its_own_form() -> None:
    """Decimals, scale and separators are those of the figure replaced."""
    number = numbers("$623.2 million")[0]
    assert reprint(number, 2.2449e9) == "$2.2 billion"
    assert reprint(number, 98_112_450.0) == "$98.1 million"
    assert reprint(numbers("$623M")[0], 98_112_450.0) == "$98M"
    assert reprint(numbers("$121,467")[0], 3005.4) == "$3,005"
    assert reprint(numbers("4.2%")[0], -16.04) == "16.0%"


def test_figures_are_tied_to_their_facts_and_qualifiers() -> None:
    """The first figure of the body is the total, printed with "more than"."""
    figures: list[Figure] = [figure for figure in _copy().figures if figure.field == "body_md"]
    assert (figures[0].fact and figures[0].fact.id, figures[0].qualifier) == ("liq.total", "more than")
