"""What editors work with: the words they can change, findings at their places, and the state of a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from newsgen.model.facts import Finding
from newsgen.model.plan import Wishes


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The words of an article that an editor can change: what article.md holds as it stands."""

    headline: str
    dek: str
    key_points: tuple[str, ...]
    body_md: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A finding at its place: offsets in characters into the named field, and what would be right there.

    `field` is "headline", "dek", "key_points.0", "body_md" ...; `right` is the figure that the facts carry, or "".
    """

    field: str
    start: int
    end: int
    finding: Finding
    right: str = ""


class Status(StrEnum):
    """Where a day stands on its way to readers."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    HELD = "held"
    REFILED = "refiled"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Override:
    """A HOLD that a named person let pass, with the reason; `finding` is its key (see `newsgen.gate`)."""

    finding: str
    by: str
    when: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, when, and the SHA-256 of the article.md that was approved: any later change voids it."""

    by: str
    when: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What readers are told of a change: `text` says what was wrong, `kind` is as "Correction" or "Withdrawal"."""

    when: datetime
    text: str
    kind: str = "Correction"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark among editors; no reader ever sees it."""

    id: str
    text: str
    by: str
    when: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What the desk decided about a day, as desk.json keeps it; `revision` grows by one with every change."""

    revision: int = 0
    status: Status = Status.DRAFT
    reason: str = ""  # why it is held or withdrawn
    wishes: Wishes = field(default_factory=Wishes)
    style: str = ""  # another style than the settings', or ""
    overrides: tuple[Override, ...] = ()
    approval: Approval | None = None
    notes: tuple[Note, ...] = ()
