"""A year of the real history told, one article a day, and its prose measured: `newsgen retell --since --until`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import msgspec

from benchmarks.days import history
from benchmarks.report import crew, printed
from newsgen.retell.goals import outcomes
from newsgen.retell.report import make_report
from newsgen.retell.tables import report_tables
from newsgen.retell.work import Recipe, opened
from newsgen.retell.year import tell_stretch
from newsgen.settings import Settings

SINCE, UNTIL = date(2024, 1, 1), date(2024, 12, 31)


def run(*, tenth: bool, seed: int) -> tuple[str, dict[str, Any], bool]:
    """The tables, the measures, and whether they reach the goals; a tenth is a seeded stretch of the year."""
    since, until = stretch(seed) if tenth else (SINCE, UNTIL)
    recipe = Recipe((history(),), Settings(), datetime.now(UTC))
    with crew() as workers:
        told = tell_stretch(recipe, since, until, workers)
    report = make_report(told, opened(recipe.settings))
    reached = outcomes(report, sample=tenth)
    text = "\n".join(printed(one) for one in report_tables(report, reached))
    return text, msgspec.to_builtins({"goals": reached, "report": report}), all(one.good for one in reached)


def stretch(seed: int) -> tuple[date, date]:
    """A tenth of the year, in one piece, so that each article has those before it."""
    whole = (UNTIL - SINCE).days + 1
    since = SINCE + timedelta(days=Random(seed).randrange(whole - whole // 10))
    return since, since + timedelta(days=whole // 10)
