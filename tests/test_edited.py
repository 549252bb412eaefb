"""An edition with an editor's words in it: proofs follow the words, and nothing false goes by unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsgen.merge.carry import words_of
from newsgen.model import Article, Manuscript, Severity
from newsgen.newsroom import Edition, edited
from tests.real_days import house, told

DAYS = ("2024-03-05", "2022-11-09", "2023-10-24")


@pytest.fixture(scope="module", params=DAYS)
def edition(request: pytest.FixtureRequest, shared: object) -> Edition:  # noqa: ARG001
    """A real day, told."""
    return told(request.param)


def with_body(edition: Edition, old: str, new: str) -> Edition:
    """The edition with words of its body replaced once."""
    words = words_of(edition.article)
    assert old in words.body_md
    return edited(edition, replace(words, body_md=words.body_md.replace(old, new, 1)), house())


def money(article: Article) -> str:
    """The first amount of money in the body that stands there once."""
    return next(
        one.text
        for one in article.figures
        if one.where == "body_md" and one.text.endswith("illion") and article.body_md.count(one.text) == 1
    )


def quoted(article: Article) -> bool:
    """Whether every figure says what stands at its place."""
    points = {f"key_points.{number}": point for number, point in enumerate(article.key_points)}
    texts = {"headline": article.headline, "dek": article.dek, "body_md": article.body_md, **points}
    own = [one for one in article.figures if one.where in texts]
    return all(texts[one.where][one.start : one.end] == one.text for one in own)


def test_untouched_words_give_an_equal_edition(edition: Edition) -> None:
    """Nothing is worked out anew where nothing was changed."""
    assert edited(edition, words_of(edition.article), house()) == edition


def test_a_sentence_put_in_moves_the_proofs_behind_it(edition: Edition) -> None:
    """The writer's figures stand where their sentences stand now, with the facts they had."""
    words = words_of(edition.article)
    first, rest = words.body_md.split(". ", 1)
    made = edited(edition, replace(words, body_md=f"{first}. It was a long day for the desk. {rest}"), house()).article
    facts = [(one.where, one.text, one.fact) for one in edition.article.figures if one.where == "body_md"]
    assert [(one.where, one.text, one.fact) for one in made.figures if one.where == "body_md"] == facts
    assert quoted(made)
    assert made.words == edition.article.words + 8
    assert [section.angle for section in made.sections] == [section.angle for section in edition.article.sections]


def test_a_reworded_sentence_has_the_checkers_proofs(edition: Edition) -> None:
    """A figure in words of the editor's own leads to a fact with the value it had."""
    amount = money(edition.article)
    made = with_body(edition, amount, f"as much as {amount}").article
    before, after = (
        next(one for one in article.figures if one.where == "body_md" and one.text == amount)
        for article in (edition.article, made)
    )
    assert edition.facts.known[after.fact].value == edition.facts.known[before.fact].value
    assert quoted(made)


def test_a_figure_that_no_fact_supports_blocks_and_has_no_proof(edition: Edition) -> None:
    """What the editor's hand made false is found, and nothing pretends to prove it."""
    made = with_body(edition, money(edition.article), "$987.6 million")
    assert made.status == "blocked"
    assert not [one for one in made.article.figures if one.text == "$987.6 million"]


def test_free_words_without_figures_pass(edition: Edition) -> None:
    """A coin may be named and spaces may be doubled without a block."""
    words = words_of(edition.article)
    body = f"{words.body_md}\n\nTraders  spoke of monero and of the weather."
    made = edited(edition, replace(words, body_md=body, headline="A day to remember"), house())
    assert made.status == edition.status
    assert {one.severity for one in made.findings if one not in edition.findings} <= {Severity.WARN}
    assert made.article.headline == "A day to remember"
    assert made.article.extra == edition.article.extra


def test_editing_back_gives_the_edition_as_it_was(edition: Edition) -> None:
    """Nothing of an edit stays behind."""
    changed = edited(edition, Manuscript("Other words", "", (), "None of it."), house())
    assert changed.article.sections != edition.article.sections
    assert edited(edition, words_of(edition.article), house()) == edition
