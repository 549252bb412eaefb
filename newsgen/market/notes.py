"""What is said of the rows that were left out: findings as plain sentences, a few per kind and file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from newsgen.model import Finding, Severity

from .sheets import Array, Sheet

SHOWN = 5  # findings of one kind in one file; the rest is counted


@dataclass(slots=True)
class Notes:
    """Collects findings, each with the moment its row speaks of (None: not one row, or no known moment)."""

    findings: list[Finding] = field(default_factory=list)
    moments: list[datetime | None] = field(default_factory=list)

    def add(
        self, guard: str, severity: Severity, message: str, where: str, hint: str = "", at: datetime | None = None
    ) -> None:
        """One finding."""
        self.findings.append(Finding(guard, severity, message, where, hint=hint))
        self.moments.append(at)

    def mark(
        self,
        sheet: Sheet,
        bad: Array,
        column: str,
        guard: str,
        severity: Severity,
        says: Callable[[int], str],
        hint: str = "",
    ) -> None:
        """One finding per row where `bad` is true ("Row 7 of x.csv ..."), and one for all beyond the first few."""
        places = np.flatnonzero(bad).tolist()
        for at in places[:SHOWN]:
            message = f"Row {sheet.place(at)[4:]} {says(at)}."
            where = f"{sheet.files[at]}:{int(sheet.rows[at])}:{column}"
            self.add(guard, severity, message, where, hint, sheet.time(at))
        more = places[SHOWN:]
        if more:
            last = more[-1]
            many = "1 more row has" if len(more) == 1 else f"{len(more)} more rows have"
            message = f"{many} the same fault as {sheet.place(places[0])}, up to {sheet.place(last)}."
            where = f"{sheet.files[last]}:{int(sheet.rows[last])}:{column}"
            self.add(guard, severity, message, where, hint, sheet.time(last))
