"""The nouns of what came over the wire: an answer as it came, the rows it holds, and how a question can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from newsgen.model import Finding, Origin

Cell: TypeAlias = float | str | datetime | date


@dataclass(frozen=True, slots=True)
class Answer:
    """One response as it came, kept for good: with it every figure can be looked up again.

    name    what was asked, safe in a file name: "liquidations-24h-all"
    asked   what reading needs to know of the question (never a key): {"symbol": "BTC", "end": "2025-07-14T12:00:00Z"}
    url     without any key
    file    where the body is kept in a day's folder: "raw/coinglass-liquidations-24h-all.json"
    sent    the time the server says it answered, None where it did not say
    """

    source: str
    name: str
    asked: Mapping[str, str]
    url: str
    file: str
    fetched_at: datetime
    status: int
    sha256: str
    body: bytes
    sent: datetime | None = None

    @property
    def origin(self) -> Origin:
        """Where a row of this answer comes from."""
        return Origin(self.source, self.file, url=self.url, fetched_at=self.fetched_at, sha256=self.sha256)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a market table (`newsgen.market.TABLES`): its known cells by column.

    Numbers are float, times datetime in UTC, dates date, all else str; what is not known is absent.
    """

    table: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The rows that one answer holds, with the answer's origin; `origin.file` names them in findings."""

    origin: Origin
    rows: tuple[Row, ...]


class Trouble(StrEnum):
    """Why a source gave nothing: what a reader of `newsgen doctor` must tell apart."""

    UNREACHABLE = "unreachable"  # no connection, or it broke
    SLOW = "slow"  # no answer before the deadline
    BUSY = "busy"  # rate-limited
    BLOCKED = "blocked"  # a wall in front of the source: 403, or a page for browsers with status 200
    GEO = "geo-blocked"  # 451, or a vendor's word for it
    KEY = "key"  # missing, wrong or expired key
    PLAN = "plan"  # the key's plan does not hold this
    REFUSED = "refused"  # the source says the question is wrong
    BROKEN = "broken"  # the source's own failure: 5xx, or a vendor's word for it
    MALFORMED = "malformed"  # an answer that cannot be what the source documents
    EMPTY = "empty"  # a good answer without data: never a zero


class SourceError(Exception):
    """A source that gave nothing, and why; it costs its facts and never the article.

    The text is one plain sentence without a key, as "CoinGlass: the plan does not hold liquidation/order".
    """

    def __init__(self, source: str, trouble: Trouble, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source, self.trouble, self.reason = source, trouble, reason


@dataclass(frozen=True, slots=True)
class Lead:
    """A headline elsewhere, for the editor's eyes only: never a fact, never in the text."""

    title: str
    url: str
    at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one run of asking brought: answers as they came, and what did not come, in plain words.

    exact  whether the told window must end at `as_of`, or may be the latest that is on file for the day
    """

    day: date
    as_of: datetime
    exact: bool
    now: datetime
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)  # by source: how long its answers took
