"""When rules may approve an article in a person's place, and when a person has to look.

Rules approve as "policy:<job>".  They never do where the check or the data raised a hand, on a day as there is one in
a hundred, or with data that have grown old; and what was approved is looked at again when time went by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsgen.gate import Clearance
from newsgen.history.store import History
from newsgen.model import Article, Fact, Facts, Finding, Unit
from newsgen.schedule.jobs import Job
from newsgen.schedule.spans import in_words

if TYPE_CHECKING:
    import pandas as pd

TOP = 99.0  # percent of earlier days that are smaller on an extraordinary day
LEAST = 100  # earlier days without which nobody can say what one in a hundred is
MOVED = 0.25  # of itself: so far a figure may move after the approval
POINTS = 1.0  # percentage points that a percentage may move whatever it was
PRICE_MOVED = 0.02  # of itself: so far a price may move
DAY = timedelta(days=1)
ALL = "*"
_PERCENT = (Unit.PERCENT, Unit.POINTS, Unit.RATE)
_FIGURES = (*_PERCENT, Unit.USD, Unit.PRICE, Unit.COUNT, Unit.RATIO, Unit.INDEX)


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier days were like: liquidations of all coins in US dollars, bitcoin's daily moves in percent."""

    totals: tuple[float, ...] = ()
    moves: tuple[float, ...] = ()  # without their sign


def past_of(history: History, before: datetime) -> Past:
    """The earlier days that are on file."""
    tables = history.market(until=before - DAY, short_since=before).tables
    return Past(_totals(tables["liquidations"]), _moves(tables["prices"]))


def _totals(frame: pd.DataFrame) -> tuple[float, ...]:
    """The last window of 24 hours of each date, all coins and venues, by the source that has the most."""
    rows = frame[(frame["coin"] == ALL) & (frame["venues"] == ALL) & (frame["end"] - frame["start"] == DAY)]
    rows = rows[rows["total_usd"].notna()].sort_values("end")
    if rows.empty:
        return ()
    rows = rows[rows["source"] == rows["source"].value_counts().index[0]]
    return tuple(rows.groupby(rows["end"].dt.date)["total_usd"].last().tolist())


def _moves(frame: pd.DataFrame) -> tuple[float, ...]:
    """From close to close on the venue with the most days."""
    rows = frame[(frame["coin"] == "BTC") & (frame["end"] - frame["start"] == DAY)].sort_values("end")
    if rows.empty:
        return ()
    closes = rows[rows["venue"] == rows["venue"].value_counts().index[0]].set_index("end")["close"]
    moves = closes.pct_change().abs() * 100
    whole = closes.index.to_series().diff() == DAY
    return tuple(moves[whole].tolist())


def for_a_person(
    job: Job, facts: Facts, findings: Sequence[Finding], clearance: Clearance, past: Past, now: datetime
) -> tuple[str, ...]:
    """Why a person has to decide, in sentences; empty where the rules may approve."""
    said = []
    if not job.auto:
        said.append("Nobody approved it yet.")
    if facts.sample:
        said.append("It is told from a sample, which no rule may let out.")
    said += [line for line in clearance.why_not if not line.startswith("Nobody approved")]
    said += [f"Data are stale: {one.message}" for one in findings if one.id == "F3"][:1]
    if now - facts.as_of > job.fresh:
        said.append(f"Its data are of {facts.as_of:%d %b %H:%M} UTC, more than {in_words(job.fresh)} ago.")
    if job.quiet == "ask" and is_quiet(findings):
        said.append("No story reaches the points that are worth telling.")
    return (*said, *extraordinary(facts, past))


def is_quiet(findings: Sequence[Finding]) -> bool:
    """Whether the plan found nothing worth more than a brief."""
    return any(one.id == "E1" for one in findings)


def extraordinary(facts: Facts, past: Past) -> tuple[str, ...]:
    """Why this is a day as there is one in a hundred, or why nobody can say; empty for an ordinary one."""
    total, tracked, move = (facts.known.get(name) for name in ("liq.total", "series.percentile", "btc.change_24h"))
    said = []
    if total is not None and len(past.totals) >= LEAST:
        said += _above(_number(total), past.totals, f"Liquidations of {_shown(total)}")
    if tracked is not None and _number(tracked) >= TOP:
        said.append(f"Tracked liquidations are above those of {_number(tracked):.1f}% of earlier days.")
    if total is not None and tracked is None and len(past.totals) < LEAST:
        said.append(_unknown("liquidations"))
    if move is not None:
        known = len(past.moves) >= LEAST
        said += _above(abs(_number(move)), past.moves, f"Bitcoin's move of {_shown(move)}") if known else [
            _unknown("bitcoin's moves")
        ]  # fmt: skip
    return tuple(said)


def _above(value: float, earlier: Sequence[float], what: str) -> list[str]:
    smaller = sum(one < value for one in earlier) / len(earlier) * 100
    return [f"{what} is above {smaller:.1f}% of {len(earlier)} earlier days."] if smaller >= TOP else []


def _unknown(what: str) -> str:
    return f"Fewer than {LEAST} earlier days of {what} are on file to tell an extraordinary day; run newsgen backfill."


def lead_of(article: Article, facts: Facts) -> Fact | None:
    """The fact of the figure that readers see first: the headline's, else the text's."""
    figures = sorted(article.figures, key=lambda printed: (printed.where != "headline", printed.where != "dek"))
    known = (facts.known.get(printed.fact) for printed in figures)
    return next((fact for fact in known if fact is not None and fact.unit in _FIGURES), None)


def moved(lead: Fact, now: Facts) -> str:
    """How far the lead's figure moved since it was told, in a sentence; "" where it may stand."""
    fact = now.known.get(lead.id)
    if fact is None:
        return f"The lead's figure ({lead.id}) is not known any more: {now.missing.get(lead.id, 'nothing on file')}."
    before, after = _number(lead), _number(fact)
    room = abs(before) * (PRICE_MOVED if lead.unit is Unit.PRICE else MOVED)
    if abs(after - before) <= (max(POINTS, room) if lead.unit in _PERCENT else room):
        return ""
    return f"The lead's figure moved from {_shown(lead)} to {_shown(fact)} since it was told."


def _number(fact: Fact) -> float:
    return float(fact.value) if isinstance(fact.value, int | float) else 0.0


def _shown(fact: Fact) -> str:
    """The figure for a message to editors; readers never see it."""
    value = _number(fact)
    if fact.unit in _PERCENT:
        return f"{value:+.1f}%"
    if fact.unit is Unit.USD:
        return f"${value / 1e6:,.1f} million"
    return f"${value:,.0f}" if fact.unit is Unit.PRICE else f"{value:g}"
