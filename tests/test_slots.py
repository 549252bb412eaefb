"""What an editor is asked: why a large move happened; each question is true, and an event answers it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsgen import newsroom
from newsgen.model import Event, Facts
from newsgen.write import asked
from tests.house_days import END, MONEY, PRICES, day, shipped

HOUSE = shipped()
STILL = {"btc.change_24h": 0.4, "eth.change_24h": 0.3}


def facts(**moves: float) -> Facts:
    """A day on which coins moved so: `btc_largest_4h=-7.3`."""
    return day(MONEY, PRICES, STILL, {name.replace("_", ".", 1): value for name, value in moves.items()})


@pytest.mark.parametrize(
    ("moves", "claim"),
    [
        ({"btc_change_24h": 6.13}, "Bitcoin rose 6.1% and no event is on file"),
        ({"btc_change_24h": -6.13, "btc_largest_4h": -3.0}, "Bitcoin fell 6.1% and no event is on file"),
        (
            {"btc_change_24h": -7.1, "btc_largest_4h": -7.34},
            "Bitcoin fell 7.3% in four hours and 7.1% in 24 hours, and no event is on file",
        ),
        (
            {"btc_change_24h": -7.1, "btc_largest_4h": -7.34, "btc_largest_1h": -5.2},
            "Bitcoin fell 5.2% in one hour and 7.1% in 24 hours, and no event is on file",
        ),
        ({"btc_largest_1h": 5.6}, "Bitcoin rose 5.6% in one hour and no event is on file"),
        ({"btc_change_24h": 6.0, "btc_largest_4h": -5.5}, "Bitcoin fell 5.5% in four hours and no event is on file"),
        ({"eth_change_24h": -10.02}, "Ether fell 10% and no event is on file"),
        ({"btc_change_24h": -6.0, "eth_change_24h": -10.02}, "Bitcoin fell 6.0% and no event is on file"),
    ],
)
def test_a_large_move_is_asked_about_in_its_shortest_time(moves: dict[str, float], claim: str):
    """One question a day; bitcoin's where both moved."""
    (slot,) = asked(facts(**moves), HOUSE)
    assert slot.text.partition(":")[0] == claim
    assert slot.id == f"cause.{slot.coin.lower()}"
    assert slot.draft == Event("", "", slot.draft.date, coins=(slot.coin,))


def test_a_still_day_asks_nothing():
    """Nor one whose moves are not known."""
    assert asked(facts(), HOUSE) == ()
    assert asked(facts(btc_largest_4h=4.9, eth_change_24h=-4.9), HOUSE) == ()


def test_an_event_answers():
    """The question is gone as soon as something is on file."""
    moved = facts(btc_change_24h=-7.1)
    assert asked(moved, HOUSE)
    event = Event("tariffs were announced", "Reuters", END.date())
    assert asked(replace(moved, events=(event,)), HOUSE) == ()


def test_what_a_question_claims_is_checked_like_the_text():
    """A figure that no fact supports is found at its slot."""
    moved = facts(btc_change_24h=-7.1, btc_largest_4h=-7.34)
    edition = newsroom.compose(moved, newsroom.verdicts_of(moved, HOUSE), HOUSE)
    assert [slot.text for slot in newsroom.questions(edition, HOUSE)] == list(edition.article.slots)
    assert not [one for one in newsroom.proofread(edition).findings if one.where.startswith("slots")]
    wrong = replace(edition.article, slots=(edition.article.slots[0].replace("7.3%", "8.3%"),))
    found = newsroom.proofread(replace(edition, article=wrong)).findings
    assert [one.id for one in found if one.where == "slots.0"] == ["N1"]
