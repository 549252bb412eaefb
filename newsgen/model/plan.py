"""What is decided about a day: verdicts, the plan, an editor's wishes, and what is remembered of earlier days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
    charts: tuple[str, ...] = ()  # names of the pictures that show what is told, the most telling first
    headline: str = ""  # the headline that an editor wants, as in `Wishes`; "" is the best


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an editor decided about the plan; the rest stays the rules' business."""

    off: tuple[str, ...] = ()  # angles that are not told
    lead: str = ""  # the angle that leads, if it holds and its opening has its facts; "brief": none leads
    skeleton: str = ""  # the shape, of those that the lead's rule allows
    headline: str = ""  # the angle or standing part whose headline is taken; "money:2" is its second on the bench


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
