"""The check tells the true from the false: true sentences pass, and one change to them does not."""

from __future__ import annotations

from collections import Counter

import pytest

from newsgen.check import check_text
from newsgen.model import Facts, Severity
from tests.check_days import DAYS, sentences
from tests.check_mutants import KINDS, figures_of, mutants

LEAST = {"direction": 93, "coin": 92, "more": 0}  # percent; what is left out of it would still be true
USUAL = 96


def blocked(text: str, facts: Facts) -> bool:
    """Whether anything in the text is refused."""
    return any(finding.severity is Severity.BLOCK for finding in check_text(text, facts))


@pytest.mark.parametrize(("day", "sentence"), sentences())
def test_a_true_sentence_passes(day: str, sentence: str) -> None:
    """No finding stops what the facts say, in the house voice or another."""
    assert check_text(sentence, DAYS[day]) == ()


@pytest.fixture(scope="module")
def caught() -> dict[str, tuple[int, int]]:
    """Caught and tried, by kind of change."""
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    told = sentences()
    figures = {day: figures_of("\n".join(text for other, text in told if other == day)) for day in DAYS}
    for number, (day, sentence) in enumerate(told):
        for kind, changed in mutants(sentence, figures[day], number):
            tried[kind] += 1
            found[kind] += blocked(changed, DAYS[day])
    return {kind: (found[kind], tried[kind]) for kind in tried}


@pytest.mark.parametrize("kind", [*KINDS, "elsewhere"])
def test_a_change_of_each_kind_is_caught(kind: str, caught: dict[str, tuple[int, int]]) -> None:
    """Nearly every change makes the sentence false, and the check sees it."""
    found, tried = caught[kind]
    assert tried
    assert 100 * found / tried >= LEAST.get(kind, USUAL)


LIES = [
    ("founding", "Ether took most of it."),
    ("founding", "Longs bore the brunt."),
    ("founding", "Shorts bore the brunt as bitcoin fell."),
    ("founding", "Bitcoin broke below $120,000."),
    ("founding", "Bitcoin passed $122,000."),
    ("founding", "Bitcoin loses $120,000."),
    ("founding", "Shorts gained $623.2 million."),
    ("founding", "Shorts took in $623.2 million."),
    ("founding", "A record for ether"),
    ("founding", "Bets on rising prices forced out"),
    ("founding", "Bitcoin lost 30% this year."),
    ("founding", "Longs and shorts lost the same: more longs than shorts were closed, a long squeeze and flush."),
    ("founding", "Bybit took most of it."),
    ("founding", "Bitcoin plunged past $120,000."),
    ("founding", "Bitcoin edged up 12% in seven days."),
    ("founding", "US spot bitcoin ETFs lost $1.03 billion on Friday 11 July."),
    ("founding", "US spot bitcoin ETFs took in $1.03 billion on Friday 10 July."),
    ("founding", "Liquidations fell to $748.3 million."),
    ("founding", "Liquidations came to $748.3 million in the 24 hours to 08:00 UTC."),
    ("founding", "Bitcoin held its ground."),
    ("founding", "It was a quiet day, with liquidations below the usual."),
    ("tariffs", "Bitcoin fell harder than ether."),
    ("tariffs", "Shorts bore the brunt"),
    ("tariffs", "Bitcoin took most of it"),
    ("tariffs", "Bitcoin rose to $91,231."),
    ("tariffs", "Ether fell below $2,000."),
    ("tariffs", "Bitcoin touched its lowest price since 14 January."),
    ("tariffs", "Avalanche rose 14% on Sunday."),
    ("calm", "Funds took in $14.1 million on Friday 15 August."),
    ("calm", "Bitcoin surges as liquidations soar."),
    ("calm", "Liquidations were heavier than usual."),
]


@pytest.mark.parametrize(("day", "sentence"), LIES)
def test_a_false_sentence_is_refused(day: str, sentence: str) -> None:
    """What the facts deny is refused, with a figure or without one."""
    assert blocked(sentence, DAYS[day])
