"""Pictures: chosen for what is told, worded by the house, held against the facts bar by bar and cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from newsgen.check import check
from newsgen.market import read_market
from newsgen.measure import prepare
from newsgen.model import Article, Facts, Severity
from newsgen.newsroom import Edition, tell
from newsgen.sample import folder
from tests.picture_forgeries import forgeries
from tests.real_days import house, told

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAYS = [
    "seed", "2021-05-19", "2021-09-07", "2022-06-13", "2022-11-09", "2023-01-14", "2023-08-17", "2023-10-24",
    "2024-01-03", "2024-02-28", "2024-03-05", "2024-04-13", "2024-08-05", "2024-11-11", "2024-12-05", "2025-02-03",
    "2025-04-07", "2025-05-08", "2025-07-10", "2025-08-14", "2025-10-10", "2026-01-20",
]  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Edition:
    return tell(prepare(read_market([folder()], now=NOW)), date(2025, 7, 14), house(), now=NOW)


def refused(article: Article, facts: Facts) -> list[str]:
    """Where the pictures are refused."""
    return [
        f"{finding.where} {finding.message}" for finding in check(article, facts)
        if finding.severity is Severity.BLOCK and finding.where.startswith("charts.")
    ]  # fmt: skip


def assert_forgeries_are_caught(edition: Edition) -> int:
    """Every forgery of a true picture is a BLOCK; gives how many there were."""
    assert not refused(edition.article, edition.facts)
    pictures = replace(edition.article, headline="", headlines=(), dek="", key_points=(), body_md="", extra={})
    tried = list(forgeries(pictures))
    assert [what for what, article in tried if not refused(article, edition.facts)] == []
    return len(tried)


def test_every_forgery_of_the_sample_is_caught(sample: Edition) -> None:
    """A label, a bar, a side, a group, a point, a mark or a cell that is not the facts' is refused."""
    assert assert_forgeries_are_caught(sample) > 100


@pytest.mark.parametrize("day", DAYS)
def test_every_forgery_of_a_real_day_is_caught(day: str) -> None:
    """The same on real days of all kinds."""
    assert_forgeries_are_caught(told(day))
