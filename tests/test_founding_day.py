"""The founding example: its day told in true words, and its two errors refused with the right numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.check import check_text
from newsgen.model import Severity
from tests.real_days import told


@pytest.fixture(scope="module")
def body(shared: Path) -> str:
    """The article of 14 July 2025 from the real history and the published figures."""
    assert shared.is_dir()
    return told("seed").article.body_md


@pytest.mark.parametrize(
    "words",
    [
        "$748.3 million", "$623.2 million", "83%", "$475 million", "$52.7 million", "$26.3 million", "$79 million",
        "130,000 traders", "$98.1 million", "on Binance", "$123,218 on Binance", "back above $3,000", "$120,000",
        "On Thursday 10 July, shorts worth $1.01 billion", "since 26 July 2021", "$1.03 billion", "S&P 500",
        "12%", "30%",
        "Thomas Perfumo, chief economist at Kraken", "Nicolai Søndergaard, research analyst at Nansen",
    ],
)  # fmt: skip
def test_the_founding_day_tells_what_was_published(body: str, words: str) -> None:
    """Each published figure stands in the article, in words the facts support."""
    assert words in body


def test_the_founding_day_blocks_nothing_and_leads_with_the_rise(shared: Path) -> None:
    """The lead is the squeeze, the level or the record, and no finding stops it."""
    assert shared.is_dir()
    edition = told("seed")
    assert edition.article.lead_angle in {"short_squeeze", "milestone_broken", "ath_new"}
    assert [finding for finding in edition.findings if finding.severity is Severity.BLOCK] == []
    assert len(edition.article.angles) <= 6
    assert 220 <= edition.article.words <= 450


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Ether liquidations came to over $90 million in 24 hours.", "$79.0 million"),
        ("Ether traders saw over $90 million liquidated: $52.7 million of shorts and $26.3 million of longs.", "79"),
        ("Bitcoin is up more than 100% this year.", "29.8"),
        ("The price of bitcoin has gained more than 100% since the start of the year.", "29.8"),
    ],
)
def test_the_founding_errors_are_refused_with_the_right_number(shared: Path, text: str, right: str) -> None:
    """The human text's two errors cannot pass, and the finding says what is right."""
    assert shared.is_dir()
    blocks = [finding for finding in check_text(text, told("seed").facts) if finding.severity is Severity.BLOCK]
    assert blocks
    assert any(right in f"{finding.message} {finding.hint}" for finding in blocks), blocks


def test_a_record_that_was_set_was_not_missed(shared: Path) -> None:
    """The other way round it blocks, and nobody is said to miss what it never reached for."""
    assert shared.is_dir()
    facts = told("seed").facts
    assert check_text("Bitcoin tops its record of 11 July to reach $123,218.", facts) == ()
    (found,) = check_text("Bitcoin misses its record of 11 July to reach $123,218.", facts)
    assert (found.id, found.severity) == ("N2", Severity.BLOCK)
