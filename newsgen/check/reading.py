"""What a sentence is read into: items, clauses, slots for its figures, and the cues that speak of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from newsgen.check import figures as fg
from newsgen.check.lexicon import Sense

WINDOW_OF = fg.WINDOW_OF
SPANS = frozenset(fg.UNIT_OF)
COUNTS = frozenset({fg.BARE, fg.WORDNUMBER, fg.YEAR, *fg.NAME_MARKS.values(), *SPANS})
SHARES = frozenset({fg.PERCENT, fg.FRACTION})
AMOUNTS = frozenset({fg.MONEY, *SHARES})
_REACH = 3  # words from "largest" to the move that it is the largest of
DATES = frozenset({fg.DAY, fg.YEAR, fg.TIME})
# Figures that a clause is about; dates and clock times only place it.
ARGUMENTS = frozenset({fg.MONEY, fg.PRICE, fg.PERCENT, fg.POINTS, fg.TIMES, fg.FRACTION, fg.ORDINAL, fg.ODD, *COUNTS})


@dataclass(slots=True, eq=False)
class Item:
    """A figure, a cue or a separator with its place, counted in words."""

    kind: str
    value: str
    at: int
    end: int
    senses: tuple[Sense, ...] = ()
    number: int = -1  # of the figure in the sentence
    constant: fg.Figure | None = None  # of a figure written in words
    text: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether this is a figure, in digits or in words."""
        return self.kind == "figure"

    @property
    def is_window(self) -> bool:
        """Whether this is a span such as "24 hours"."""
        return self.kind == "window" or (self.is_figure and self.value in WINDOW_OF)

    @property
    def name(self) -> str:
        """The cue as it stands in a scope's words."""
        return self.value if self.kind in ("measure", "event") else f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The cues that speak of one figure or one clause."""

    coins: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    venues: tuple[tuple[str, ...], ...] = ()
    windows: tuple[str, ...] = ()
    dirs: tuple[str, ...] = ()  # a sign and a strength: "+0", "-3", "+1w"
    indices: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    flows: tuple[str, ...] = ()  # "+", "-" or "-w": money going in or out
    named: tuple[str, ...] = ()  # the coins, without "the market"

    def has(self, *words: str) -> bool:
        """Whether any of the words is there."""
        return not self.words.isdisjoint(words)

    @property
    def sign(self) -> int:
        """+1 or -1 by the last direction, 0 without one."""
        return 0 if not self.dirs else 1 if self.dirs[-1][0] == "+" else -1

    @property
    def recorded(self) -> bool:
        """Whether a record price is spoken of."""
        return self.has("record:new", "record:old", "record:earlier")


@dataclass(slots=True, eq=False)
class Segment:
    """A clause: its items, its scope, and the clauses before it in the sentence."""

    items: list[Item]
    opener: str  # the separator or word before it
    scope: Scope = field(default_factory=Scope)
    carry: tuple[Segment, ...] = ()
    slots: tuple[Slot, ...] = ()

    @property
    def of_pair(self) -> bool:
        """Whether the price of ether in bitcoin is spoken of."""
        return "pair" in self.scope.words or any(
            item.kind == "super" and item.text.endswith("bitcoin") for item in self.items
        )

    @property
    def ranks_a_move(self) -> bool:
        """Whether a superlative is of a move, not of a price ("in its largest daily rise")."""
        ranked = [item for item in self.items if item.kind == "super" and item.value in ("high", "worst", "best")]
        moves = [item for item in self.items if item.kind == "dir"]
        return any(0 < move.at - item.end <= _REACH for item in ranked for move in moves)

    @property
    def joined(self) -> bool:
        """Whether its coins stand in one list ("bitcoin and ether")."""
        return sum(item.kind == "coin" for item in self.items) == 1


@dataclass(slots=True, eq=False)
class Slot:
    """A figure and what its sentence says it is."""

    number: int
    constant: fg.Figure | None
    mark: str
    compare: str  # "more", "nearly", "about" or ""
    role: str  # "", "whole", "from", "to", "at", "by", "low", "high"
    noun: str
    own: Scope
    near: frozenset[str]  # words right before the figure
    segment: Segment
    is_window: bool
    reading: Reading | None = None
    memo: dict[object, bool] = field(default_factory=dict)  # what facts its words allow, by kind
    before: tuple[str, ...] = ()  # facts that supported it before: tried first
    families: dict[Topic, str] = field(default_factory=dict)  # what kind of money it is, by what was spoken of before

    @property
    def item(self) -> Item:
        """The figure as it stands in its clause."""
        same = (item for item in self.segment.items if item.is_figure and item.constant is self.constant)
        return next(item for item in same if self.constant is not None or item.number == self.number)

    @property
    def whole(self) -> Reading:
        """The sentence it stands in."""
        assert self.reading is not None
        return self.reading


@dataclass(slots=True, eq=False)
class Reading:
    """A sentence as read: its clauses and slots, and what is asked of it often."""

    segments: tuple[Segment, ...]
    figures: tuple[Slot, ...]  # amounts, prices, percents, counts
    places: tuple[Slot, ...]  # dates, years and clock times
    slots: tuple[Slot, ...]
    words: frozenset[str]
    coins: tuple[str, ...]  # named, without "the market"
    indices: bool  # whether a stock index is named
    sides: tuple[str, ...]
    dates: tuple[Slot, ...]  # that hold a day, besides those after "since"
    weekdays: tuple[tuple[Segment, int], ...]
    strong: tuple[tuple[Segment, str], ...]  # verbs that need a move of their size
    toned: bool  # holds words that a guard asks about
    plan: list[object] | None = None  # the claims to judge, worked out once by `claims`

    def has(self, *words: str) -> bool:
        """Whether any of the words is in the sentence."""
        return not self.words.isdisjoint(words)

    def items(self, name: str) -> tuple[Item, ...]:
        """The items of one name, in order."""
        return tuple(item for segment in self.segments for item in segment.items if item.name == name)

    @property
    def recorded(self) -> bool:
        """Whether a record price is spoken of."""
        return self.has("record:new", "record:old", "record:earlier")


class Topic(NamedTuple):
    """What the sentences before spoke of; a field begins with what the headline spoke of."""

    coins: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    sides: tuple[str, ...] = ()
    heading: bool = False  # a heading may speak of any coin of the article
    tracked: bool = False  # the day's liquidations cover only some coins and venues


class WatchedTopic(Topic):
    """A topic that remembers whether anything was asked of it."""

    asked = False

    def _tell(self, place: int) -> Any:
        self.asked = True
        return self[place]

    coins = property(lambda self: self._tell(0))
    words = property(lambda self: self._tell(1))
    sides = property(lambda self: self._tell(2))
    heading = property(lambda self: self._tell(3))
    tracked = property(lambda self: self._tell(4))
