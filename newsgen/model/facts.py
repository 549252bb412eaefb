"""What is known of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from newsgen.model.values import About, Origin, Severity, Unit, Value, Window


@dataclass(frozen=True, slots=True)
class Declared:
    """A fact id that can exist: its unit, its sentence and what it is about."""

    id: str
    unit: Unit
    sentence: str
    about: About


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value that knows what it is about, how it was worked out and where it came from.

    `value` is exact: never rounded.  `about` is the catalogue's, with the venues of this day.
    """

    id: str
    value: Value
    unit: Unit
    about: About
    window: Window
    as_of: datetime
    working: str
    origins: tuple[Origin, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that an editor put on file; `text` is never altered."""

    speaker: str
    text: str
    source: str
    role: str = ""
    org: str = ""
    kind: str = "paraphrase"  # or "direct"
    said_at: datetime | None = None
    expires_at: datetime | None = None
    url: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as an editor put it on file."""

    what: str
    source: str
    date: date
    time: datetime | None = None
    url: str = ""
    kind: str = ""
    coins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guard saw: `id` is the guard's ("N1"), `where` a file, field or sentence."""

    id: str
    severity: Severity
    message: str
    where: str = ""
    facts: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table that was refused, so that it never becomes a record: its key by column, and why."""

    table: str
    key: Mapping[str, str | datetime]
    reason: str


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a series: the end of its hour or day, and a value for each column (None is unknown)."""

    time: datetime
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Values over time that a picture can show, from the same tables as the facts and with nothing after `as_of`.

    `id` as "price.btc" or "liquidations.days"; `columns` names the values of each point, as ("long", "short").
    """

    id: str
    unit: Unit
    about: About
    columns: tuple[str, ...]
    points: tuple[Point, ...]  # oldest first
    window: Window  # from before the first point to the last
    working: str
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one day, and what is missing with its reason."""

    day: date
    window: Window
    as_of: datetime
    known: Mapping[str, Fact]
    missing: Mapping[str, str]
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()  # of the input: what was dropped, and why
    sample: bool = False  # made by the project, not measured: everything told of it is watermarked
    quarantined: tuple[Bar, ...] = ()  # candles of the window that no figure was taken from
    series: Mapping[str, Series] = field(default_factory=dict)  # what pictures can show, by id

    def value(self, fact_id: str) -> Value | None:
        """The fact's value, or None where it is missing."""
        fact = self.known.get(fact_id)
        return None if fact is None else fact.value
