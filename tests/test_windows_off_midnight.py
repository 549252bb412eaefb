"""Real days told to an hour of the morning or to noon, as a scheduled job tells them: nothing in them is stopped.

The window is then not a day: runs of closes, tracked liquidations and the moves of smaller coins are of whole UTC days
beside it, and the words must say so.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

import pytest

from newsgen.check import check_text
from newsgen.measure import measure
from newsgen.model import Facts, Severity
from newsgen.newsroom import Edition, tell
from tests.real_days import NOW, chronicle, house

# Each was stopped for one reason of its own.
MORNINGS = (
    "2021-02-19 04:00", "2021-06-13 05:00", "2021-08-03 05:00", "2021-12-29 05:00", "2022-03-05 05:00",
    "2022-04-13 12:00", "2022-05-11 05:00", "2022-07-03 05:00", "2022-09-14 12:00", "2023-03-11 05:00",
    "2023-07-09 05:00", "2024-03-11 05:00", "2024-03-16 05:00", "2024-09-13 05:00", "2024-11-07 05:00",
    "2024-12-06 12:00", "2024-12-10 12:00", "2025-02-12 12:00", "2025-02-26 12:00", "2025-03-03 12:00",
    "2025-04-16 12:00", "2025-05-13 12:00", "2025-07-21 20:00", "2025-08-29 05:00", "2025-10-06 05:00",
    "2025-10-11 12:00",
)  # fmt: skip
TRUE = (
    ("2023-05-13 05:00", "Bitcoin has closed lower on 7 days in a row"),
    ("2023-05-13 05:00", "Bitcoin closed lower for the seventh day in a row"),
    ("2023-05-13 05:00", "Bitcoin at $26,808, having closed lower on 7 days in a row"),
    ("2023-05-13 05:00", "Bitcoin edges up 0.8% after it closed lower on 7 days in a row"),
    ("2023-05-13 05:00", "Line chart of bitcoin's price after it closed lower on seven days in a row."),
    ("2022-05-11 05:00", "On Tuesday alone, tracked liquidations came to $187.8 million."),
    ("2025-05-13 12:00", "Liquidations were 2.3 times the median of 30 days, but bitcoin was little changed."),
    ("2025-07-21 20:00", "Across the market, 22 of 26 coins tracked rose; the largest gain was dogecoin's, 13%."),
    ("2025-08-29 05:00", "Bitcoin falls below $112,000"),
    ("2024-09-13 05:00", "US spot ETFs lost $43.9 million for bitcoin and $500,000 for ether on Wednesday."),
    ("2024-11-07 05:00", "Bitcoin passed $75,000 for the first time in 24 hours."),
    ("2022-09-14 12:00", "Bitcoin plunges 10%, its largest daily fall since 13 June"),
    ("2021-02-19 04:00", "Ether's earlier record of $1,919 dated from 18 February."),
    ("2025-02-12 12:00", "Liquidations came to $520.4 million in the seven days to Tuesday 11 February."),
)  # fmt: skip
FALSE = (
    ("2023-05-13 05:00", "Bitcoin has closed higher on 7 days in a row"),
    ("2023-05-13 05:00", "Bitcoin closed higher for the seventh day in a row"),
    ("2023-05-13 05:00", "Bitcoin at $26,808, having closed higher on 7 days in a row"),
    ("2023-05-13 05:00", "Bitcoin at $26,808, having closed lower on 8 days in a row"),
    ("2023-05-13 05:00", "Bitcoin edges up 0.8% after it closed higher on 7 days in a row"),
    ("2023-05-13 05:00", "It was bitcoin's seventh day of losses in a row"),
    ("2022-05-11 05:00", "On Wednesday alone, tracked liquidations came to $187.8 million."),
    ("2025-05-13 12:00", "Liquidations were 2.3 times the median of the 30 days before, but bitcoin surged."),
    ("2025-07-21 20:00", "Across the market, 22 of 26 coins tracked rose; the largest loss was dogecoin's, 13%."),
    ("2025-07-21 20:00", "Across the market, 22 of 26 coins tracked rose; the largest gain was solana's, 13%."),
    ("2025-08-29 05:00", "Bitcoin rises above $112,000"),
    ("2024-09-13 05:00", "US spot ETFs lost $43.9 million for bitcoin and $600,000 for ether on Wednesday."),
    ("2024-11-07 05:00", "Bitcoin passed $74,000 for the first time in 24 hours."),
    ("2022-09-14 12:00", "Bitcoin crashes 10%, its largest daily fall since 13 June"),
    ("2021-02-19 04:00", "Bitcoin's earlier record of $1,919 dated from 18 February."),
    ("2025-02-12 12:00", "Liquidations came to $520.4 million in the seven days to Wednesday 12 February."),
)  # fmt: skip
OF_A_DAY = ("day of gains in a row", "days of gains in a row", "day of losses in a row", "days of losses in a row")


def moment(text: str) -> datetime:
    """A time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@lru_cache(maxsize=8)
def facts(end: str) -> Facts:
    """What is known of the 24 hours to then."""
    return measure(chronicle(), moment(end).date(), moment(end), now=NOW)


@lru_cache(maxsize=32)
def told(end: str) -> Edition:
    """The 24 hours to then, told."""
    return tell(chronicle(), moment(end).date(), house(), as_of=moment(end), now=NOW)


@pytest.mark.parametrize("end", MORNINGS)
def test_the_writer_says_nothing_that_stops_the_day(end: str) -> None:
    """What stands against it comes from its data and from nothing else."""
    edition = told(end)
    stops = [
        f for f in edition.findings if f.severity in (Severity.BLOCK, Severity.HOLD) and f not in edition.facts.findings
    ]
    assert [f"{finding.where}: {finding.message}" for finding in stops] == []


@pytest.mark.parametrize("end", ["2021-08-03 05:00", "2023-05-13 12:00", "2025-10-06 05:00"])
def test_a_run_of_closes_is_told_as_closes(end: str) -> None:
    """The day that goes on is not one of the run, which may have ended meanwhile."""
    article = told(end).article
    text = "\n".join((article.headline, *article.headlines, article.dek, *article.key_points, article.body_md))
    assert "streak_price" in {angle.name for angle in article.angles}
    assert " closed " in text
    assert not [words for words in OF_A_DAY if words in text]


@pytest.mark.parametrize(("end", "sentence"), TRUE)
def test_a_true_sentence_passes(end: str, sentence: str) -> None:
    """The check reads which day the words are of."""
    assert check_text(sentence, facts(end), whole=False) == ()


@pytest.mark.parametrize(("end", "sentence"), FALSE)
def test_a_false_sentence_is_stopped(end: str, sentence: str) -> None:
    """Nothing wrong of the same make passes with it."""
    assert any(finding.severity is Severity.BLOCK for finding in check_text(sentence, facts(end), whole=False))
