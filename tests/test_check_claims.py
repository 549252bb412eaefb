"""Words that claim: of each claim on the register a true sentence passes and a false one does not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newsgen.check import check_text
from newsgen.model import Severity
from tests.check_days import DAYS
from tests.test_check_new_facts import DAY

TOLD = tomllib.loads((Path(__file__).parent / "check_claims.toml").read_text(encoding="utf-8"))
REGISTER = Path(__file__).parent.parent / "templates" / "claims.toml"
FACTS = {**DAYS, "april": DAY}


def sentences(kind: str) -> list[tuple[str, str, str]]:
    """Each claim's sentences of a kind, with their day."""
    return [
        (claim, group["day"], sentence)
        for claim, groups in TOLD.items()
        for group in groups
        for sentence in group[kind]
    ]


def stopped(day: str, sentence: str) -> list[str]:
    """What stops a sentence."""
    return [found.message for found in check_text(sentence, FACTS[day]) if found.severity is Severity.BLOCK]


@pytest.mark.parametrize(("claim", "day", "sentence"), sentences("true"))
def test_a_true_claim_passes(claim: str, day: str, sentence: str) -> None:  # noqa: ARG001
    """The check understands the claim and finds it borne out."""
    assert stopped(day, sentence) == []


@pytest.mark.parametrize(("claim", "day", "sentence"), sentences("false"))
def test_a_false_claim_is_stopped(claim: str, day: str, sentence: str) -> None:  # noqa: ARG001
    """The same words about something else, or another thing about the same, are refused."""
    assert stopped(day, sentence)


def test_every_claim_on_the_register_has_true_and_false_sentences() -> None:
    """A claim that the lint knows and the check was never asked about could pass anything."""
    register = tomllib.loads(REGISTER.read_text(encoding="utf-8"))
    assert set(TOLD) == set(register)
    assert all(group["true"] and group["false"] for groups in TOLD.values() for group in groups)
