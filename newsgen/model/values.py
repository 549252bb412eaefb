"""What every noun is made of: units, severities, origins, windows, and what a value is about."""

from __future__ import annotations

from dataclasses import dataclass
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
