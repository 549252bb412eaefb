"""What newsgen tells of the days that desks wrote about, beside what they told: `newsgen retell --cases`."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

import msgspec

from benchmarks.days import history, shared
from benchmarks.report import crew, printed
from newsgen.retell.cases import case_folders, retell_cases
from newsgen.retell.goals import case_outcomes
from newsgen.retell.tables import case_tables
from newsgen.retell.work import Recipe
from newsgen.settings import Settings


def run(*, tenth: bool, seed: int) -> tuple[str, dict[str, Any], bool]:
    """The tables, the shares, and whether they reach the goals.

    A tenth is twelve days: too few to hold it to the goals of all, so it fails only where chance would not explain it.
    """
    folders = case_folders(shared() / "market" / "cases")
    if tenth:
        folders = tuple(sorted(Random(seed).sample(folders, len(folders) // 10)))
    recipe = Recipe((history(),), Settings(), datetime.now(UTC))
    with crew() as workers:
        cases = retell_cases(recipe, folders, workers)
    outcomes = case_outcomes(cases, sample=tenth)
    text = "\n".join(printed(one) for one in case_tables(cases, outcomes))
    found = {"goals": msgspec.to_builtins(outcomes), "cases": msgspec.to_builtins(cases)}
    return text, found, all(one.good for one in outcomes)
