"""What is written: the article, its figures and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from newsgen.model.facts import Event, Series
from newsgen.model.plan import Dropped
from newsgen.model.values import Unit, Window


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
class Label:
    """A figure written into a picture: `reads` is the sentence that it amounts to there, for the checker."""

    text: str
    fact: str
    reads: str


@dataclass(frozen=True, slots=True)
class Datum:
    """One bar of a picture: the group it stands in ("Bitcoin", "Binance"), its side or "", its exact value."""

    group: str
    side: str
    value: float
    label: Label


@dataclass(frozen=True, slots=True)
class Line:
    """A value that a picture marks across its width: a level broken or lost, the usual, the day compared with."""

    value: float
    label: Label
    time: datetime | None = None  # a moment that is marked instead of a height, as the day compared with


@dataclass(frozen=True, slots=True)
class Table:
    """The data beside a picture: the first cell of each row is its header."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture beside the article: all its words, and what it draws.

    `file` is its name without suffix: charts/<file>.svg, .png, and the same with -dark.  `kind` is how it is drawn:

    sides   `data`: a bar for "long" and one for "short" in each group (a coin), the largest coin first
    venues  `data`: a bar for each group (a venue) with side "", the largest first
    price   `series`: closes; `lines`: levels by value, the last close by `time`; `span`: the told window
    days    `series`: columns long and short, or total; `lines`: days marked, `time` the end of that day
    flows   `series`: money in (+) and out (-) by session; `lines`: sessions marked, `time` as that of their points;
            `span`: the run of sessions the same way
    """

    file: str
    alt: str  # type, data and reason, up to 150 characters
    caption: str
    kind: str = ""  # "sides", "price", "days", "flows", "venues"
    title: str = ""
    source: str = ""  # source and time, written into the picture
    unit: Unit = Unit.USD
    data: tuple[Datum, ...] = ()
    series: Series | None = None
    lines: tuple[Line, ...] = ()
    span: Window | None = None  # the told window, marked in a picture that shows more
    table: Table | None = None
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline on the bench: the angle or standing part it tells, and how like it is to what was told lately."""

    text: str
    angle: str
    length: int  # characters
    similarity: float  # 0 to 1: the largest part of its words that a recent headline shares


@dataclass(frozen=True, slots=True)
class Slot:
    """Something that an editor is asked, as `Article.slots` has it: `draft` is the event that would answer it.

    Before the colon of `text` stands what is claimed of the day, after it what to do.
    """

    id: str  # "cause.btc"
    text: str
    coin: str  # a ticker
    draft: Event  # its day and coins; what happened and who says so are still to be written


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
