"""A feed that stands still: the same bytes for another moment are no news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from newsgen.gather import Source, readers, sheaves
from newsgen.history.store import History
from newsgen.model import Finding, Severity
from newsgen.wire import Answer, Gathered

_CLOCKS = ("end", "time")


def without_frozen(gathered: Gathered, history: History) -> Gathered:
    """The same without answers that claim to speak of now with bytes that came for an earlier moment.

    An answer whose rows carry their own times (candles, sessions) may well come twice: its age is judged elsewhere.
    """
    sources, kept, findings = readers(), [], list(gathered.findings)
    for answer in gathered.answers:
        before = history.seen(answer.source, answer.name, answer.sha256)
        if before is None or before >= gathered.as_of or not _speaks_of_now(answer, gathered.as_of, sources):
            kept.append(answer)
        else:
            findings.append(_frozen(answer, before))
            kept.append(replace(answer, asked={**answer.asked, "refused": "frozen"}))
    return replace(gathered, answers=tuple(kept), findings=tuple(findings))


def _speaks_of_now(answer: Answer, as_of: datetime, sources: Sequence[Source]) -> bool:
    bound, _ = sheaves((answer,), sources)
    return any(row.cells.get(name) == as_of for sheaf in bound for row in sheaf.rows for name in _CLOCKS)


def _frozen(answer: Answer, before: datetime) -> Finding:
    message = (
        f"{answer.source} answered {answer.name} with the same bytes as at {before:%Y-%m-%d %H:%M} UTC: "
        "the feed stands still, and its rows are left out."
    )
    return Finding("F3", Severity.HOLD, message, answer.file, hint="Look at the source, and tell the day again.")
