"""What goes out: an article as it is delivered, and what stands of it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from newsgen.model.desk import Approval, Correction
from newsgen.model.values import Window


class Stage(StrEnum):
    """How far an article is let go at a destination."""

    DRAFT = "draft"  # people with a login see it
    SCHEDULED = "scheduled"  # it goes live by itself at a moment
    LIVE = "live"  # readers see it
    WITHDRAWN = "withdrawn"  # readers see that it was taken back, or nothing of it


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes with an article; `name` is the same each time it is sent: "<key>-card-16x9"."""

    name: str
    content: bytes
    kind: str  # "image/png"
    width: int  # pixels
    height: int
    alt: str
    caption: str = ""
    credit: str = ""
    sha256: str = ""  # of `content`


class Form(StrEnum):
    """The kinds of blocks that every destination can show."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the text; pieces of HTML hold inline marks only (strong, em, a, code, br) and are sanitised.

    paragraph, quote  `html`
    heading           `html`, `level` 2 to 4
    list              `items`, each a piece of HTML; `ordered`
    table             `caption`, `head`, `rows` (plain text, the first cell of a row is its header)
    picture           `picture` is the `name` of one of the release's
    `role` says what a block is for: "" of the text, or "watermark", "correction", "key_points", "chart",
    "disclosure", "method", "interests", "disclaimer".
    """

    form: Form
    html: str = ""
    level: int = 0
    items: tuple[str, ...] = ()
    ordered: bool = False
    caption: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    picture: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """An article ready to be delivered: the same words for every destination.

    key      of the article for good: "daily-2025-07-14-en", only a-z, 0-9 and hyphens
    slug     what its address ends with; kept from the first delivery on
    blocks   the whole text under the headline, in order, with its notes (see `Block.role`)
    text     SHA-256 of the article.md that was checked: what an approval names
    version  1 for the first words that went out, one higher with each correction or refiling
    json_ld  NewsArticle; addresses of pictures and page are put in by who knows them
    """

    key: str
    day: date
    series: str
    language: str
    slug: str
    headline: str
    dek: str
    key_points: tuple[str, ...]
    body_md: str
    blocks: tuple[Block, ...]
    text: str
    window: Window
    as_of: datetime
    version: int = 1
    seo_title: str = ""
    description: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    author_url: str = ""
    newsroom: str = ""
    card: Picture | None = None  # the feature image, 16:9
    cards: tuple[Picture, ...] = ()  # 16:9, 4:3, 1:1
    charts: tuple[Picture, ...] = ()
    corrections: tuple[Correction, ...] = ()  # the newest first
    disclosure: str = ""
    method_note: str = ""
    interests: str = ""
    disclaimer: str = ""
    watermark: str = ""  # not empty for made-up data, which no reader may take for measured
    sources: tuple[tuple[str, str], ...] = ()  # name and address of each
    social: Mapping[str, str] = field(default_factory=dict)
    newsletter: Mapping[str, str] = field(default_factory=dict)
    json_ld: Mapping[str, Any] = field(default_factory=dict)
    canonical: str = ""
    approval: Approval | None = None
    sample: bool = False

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The feature image first, then the charts of the text."""
        return ((self.card,) if self.card else ()) + self.charts


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a release at a destination; `at` is when a scheduled one goes live."""

    stage: Stage = Stage.DRAFT
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An article as it stands at a destination.

    id       the destination's own name for it
    key      newsgen's key as found in its marker or meta; "" where it carries none
    stage    None where a person put it into the trash
    sent     the content hash that its marker or meta carries: of what newsgen sent last; "" where it carries none
    touched  the destination's mark of its last change (modified_gmt, updated_at, a hash of the file)
    texts    its words as the destination keeps them: {"title": ..., "body": ..., "excerpt": ...}
    """

    id: str
    key: str
    slug: str
    url: str
    stage: Stage | None
    sent: str = ""
    touched: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None  # when it goes or went live


@dataclass(frozen=True, slots=True)
class Delivery:
    """The journal's line about an article at a destination: written before anything is sent, and after.

    state    "new": a run holds the line and sent nothing yet; "started": something was sent and nobody knows what
             became of it; "done"; "rejected": a person put it into the trash or deleted it; "withdrawn"
    sha256   the content hash of what was sent last (see `newsgen.delivery`)
    text     SHA-256 of its article.md
    standing what came back
    """

    destination: str
    key: str
    day: date
    series: str
    state: str
    started_at: datetime
    stage: Stage
    slug: str
    version: int
    sha256: str
    text: str
    standing: Standing | None = None
    media: Mapping[str, str] = field(default_factory=dict)  # a picture's SHA-256: its id or address there
    finished_at: datetime | None = None
    owner: str = ""  # the run that sent it


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it goes out: shown for a dry run, without secrets and with long bodies cut."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a release at a destination.

    what      "created", "updated", "unchanged", "adopted", "withdrawn", "refused", "rejected", "unknown", "would"
    sentence  what happened and, where something is to be done, what
    """

    destination: str
    what: str
    sentence: str
    standing: Standing | None = None
    notes: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()  # of a dry run

    @property
    def well(self) -> bool:
        """Whether it stands there as wished."""
        return self.what in ("created", "updated", "unchanged", "adopted", "withdrawn", "would")


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What people are told of a run, a publication or a correction, in any chat or by mail.

    kind  "ready", "published", "held", "blocked", "failed", "missed", "corrected", "withdrawn", "waiting"
    """

    kind: str
    series: str
    day: date | None
    headline: str
    points: tuple[str, ...] = ()  # up to three
    findings: str = ""  # one line: "BTC recap 22 Nov: 0 blocks, 1 hold (S2), 2 warnings"
    sentence: str = ""  # what happened and what is to be done
    link: str = ""  # to the desk, or to the published page
    when: datetime | None = None
    sample: bool = False
