"""The nouns that every room shares: frozen, typed, with tuples inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = float | int | str | date | datetime


class Unit(StrEnum):
    """What a value measures; decides how it is printed and what it may be compared with."""

    USD = "usd"  # an amount of money
    PRICE = "price"  # US dollars for one coin
    PERCENT = "percent"  # 1.5 is 1.5 %; a change carries its sign
    POINTS = "points"  # percentage points
    COUNT = "count"  # whole things: traders, days, coins, sessions
    RATIO = "ratio"  # one amount over another
    INDEX = "index"  # a stock index level or a sentiment value
    RATE = "rate"  # a funding rate, percent per interval
    DATE = "date"
    TIME = "time"
    COIN = "coin"  # a ticker, upper case
    VENUE = "venue"  # a venue's name, or names joined by "+", or "*" for all
    SIDE = "side"  # "long" or "short"
    TEXT = "text"
    FLAG = "flag"  # 1 or 0


class Severity(StrEnum):
    """What a finding does: BLOCK stops every publisher, HOLD asks a person, WARN is shown."""

    BLOCK = "BLOCK"
    HOLD = "HOLD"
    WARN = "WARN"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from: enough to look again."""

    source: str
    file: str = ""
    rows: int = 0
    url: str = ""
    fetched_at: datetime | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time in UTC, start excluded, end included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class About:
    """What a fact speaks of, in a closed vocabulary that a checker can read without knowing the id.

    measure  see `MEASURES` in the catalogue
    coin     ticker, or None for the whole market
    side     "long", "short" or None for both
    venues   "*" for all, a name, names joined by "+", or None where it has no meaning
    base     the window or reference: "window", "24h", "7d", "ytd", "12m", "record", "broken", ...
    """

    measure: str
    coin: str | None = None
    side: str | None = None
    venues: str | None = None
    base: str | None = None


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

    def value(self, fact_id: str) -> Value | None:
        """The fact's value, or None where it is missing."""
        fact = self.known.get(fact_id)
        return None if fact is None else fact.value


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a story is true today: `holds` is None when it could not be judged, `note` says why.

    `subject` is the coin the rule was judged for ("btc"), or "" for the market.
    """

    angle: str
    holds: bool | None
    score: float
    because: tuple[str, ...]
    note: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was true but is not told."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be told: the lead, the supports in order, the skeleton and its moves."""

    lead: Verdict
    supports: tuple[Verdict, ...]
    dropped: tuple[Dropped, ...]
    skeleton: str
    moves: tuple[str, ...]  # "lead", "angle:<name>", "beat:<name>", "quote:<n>", "heading:<key>"
    words: tuple[int, int]  # least and most
    seed: int
    spare: tuple[str, ...] = ()  # the standing parts in the order in which they go where the text is too long


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure in the finished copy: offsets in characters into the named field."""

    where: str
    start: int
    end: int
    text: str
    fact: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An angle that the article tells."""

    name: str
    role: str  # "lead" or "support"
    score: float
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the body: `angle` names the angle or beat it tells; `heading` may be empty."""

    heading: str
    angle: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture beside the article."""

    file: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline on the bench: the angle or standing part it tells, and how like it is to what was told lately."""

    text: str
    angle: str
    length: int  # characters
    similarity: float  # 0 to 1: the largest part of its words that a recent headline shares


@dataclass(frozen=True, slots=True)
class Article:
    """A recap as it stands after writing."""

    headline: str
    headlines: tuple[str, ...]  # alternatives, at least three where the facts allow
    dek: str
    key_points: tuple[str, ...]
    lead_angle: str
    angles: tuple[Told, ...]
    dropped: tuple[Dropped, ...]
    sections: tuple[Section, ...]
    body_md: str
    words: int
    language: str
    style: str
    as_of: datetime
    window: Window
    figures: tuple[Printed, ...]
    charts: tuple[Chart, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)  # seo_title, description, social ...: checked too
    slots: tuple[str, ...] = ()  # what an editor is asked to add; collapses on publish
    skeleton: str = ""
    seed: int = 0
    sample: bool = False
    bench: tuple[Headline, ...] = ()  # the headline and its alternatives, the chosen one first


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is kept in mind of an article told before, so that the next one is told another way.

    `headline` and `sentences` are masked: figures, names and dates are left out (see `newsgen.house.mask`).
    A memory is a sequence of these, the latest first, of one language and one series.
    """

    day: date
    lead: str
    subject: str
    angles: tuple[str, ...]  # the supports
    skeleton: str
    parts: tuple[str, ...]  # the standing parts, as "flows"
    headline: str
    sentences: tuple[str, ...]  # in order: the first is the opening
