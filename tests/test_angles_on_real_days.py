"""Every angle on real days: one that it tells, whole on file, and one on which its rule says no."""

from __future__ import annotations

import tomllib

import pytest

from newsgen.model import Severity
from tests.conftest import ROOT
from tests.golden import check_golden
from tests.real_days import angle_names, as_text, told

DAYS = tomllib.loads((ROOT / "tests" / "angle_days.toml").read_text("utf-8"))


def test_every_angle_owns_two_real_days() -> None:
    """No angle ships without a day that tells it and a day that does not."""
    assert sorted(DAYS) == angle_names()
    assert len(DAYS) >= 20


@pytest.mark.parametrize("angle", sorted(DAYS))
def test_the_day_an_angle_owns_is_told_exactly_as_recorded(angle: str) -> None:
    """The angle is told with a part of its own, nothing blocks, and the whole article is the one on file."""
    edition = told(DAYS[angle]["told"])
    assert angle in {told.name for told in edition.article.angles}
    assert angle in {section.angle for section in edition.article.sections}
    assert [finding.message for finding in edition.findings if finding.severity is Severity.BLOCK] == []
    check_golden(f"{DAYS[angle]['told'].replace(':', '-')}.md", as_text(edition))


@pytest.mark.parametrize("angle", sorted(DAYS))
def test_an_angle_does_not_fire_where_it_is_not_so(angle: str) -> None:
    """On its other day the rule could be judged and said no, and the article does not tell it."""
    edition = told(DAYS[angle]["not"])
    verdict = next(verdict for verdict in edition.verdicts if verdict.angle == angle)
    assert verdict.holds is False, verdict.note
    assert angle not in {told.name for told in edition.article.angles}
