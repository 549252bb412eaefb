"""What the words around a figure allow its fact to be about: coin, side, venue and window."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsgen.check import figures as fg
from newsgen.check.index import Index, Kind, Known
from newsgen.check.reading import AMOUNTS, Item, Reading, Segment, Slot, Topic

MAJORS = ("BTC", "ETH")
FALLBACK = ("BTC",)  # what "the price" is of where no coin was named
# The window words a fact's base may stand beside; "" means it needs none.
WINDOWS: dict[str, tuple[str, ...]] = {
    "7d": ("7d",), "week": ("7d",), "seven_days": ("7d",), "week_ago": ("7d",), "week_high": ("", "7d"),
    "week_low": ("", "7d"),
    "month_ago": ("30d",), "30d": ("30d",), "ytd": ("ytd",), "year_open": ("ytd",), "12m": ("12m",),
    "year_ago": ("12m",), "4h": ("4h",),
    "1h": ("1h",), "four_hours": ("4h",), "three_days": ("3d",), "heavy3": ("3d",), "fall3d": ("", "3d"),
    "fall3d_low": ("", "3d"),
    "3d": ("", "3d"), "usual": ("", "24h", "30d"), "venue_usual": ("", "30d"), "utc_day": ("", "24h"),
    "ytd_before": ("ytd",),
    "record": ("", "24h"), "record_before": ("",), "led30": ("30d",), "year": ("ytd",), "four_hours_side": ("4h",),
}  # fmt: skip
_BURST = frozenset({"four_hours", "four_hours_side"})
_DAY = ("", "24h")
_NOT_LIQUIDATED = ("volume", "flow", "oi", "cap")
_LISTS = ("with", ",", ":", "(", "–", "—")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A claim that the facts deny, or that none supports.

    `items` or `words` are what it hangs on: neither means the whole sentence.  `right` is what would be true there.
    """

    guard: str
    message: str
    facts: tuple[str, ...] = ()
    hint: str = ""
    items: tuple[Item, ...] = field(default=(), compare=False)
    words: str = field(default="", compare=False)  # as they stand in the field
    right: str = field(default="", compare=False)


@dataclass(slots=True)
class Bound:
    """A figure and the fact that supports it."""

    slot: Slot
    figure: fg.Figure
    known: Known


@dataclass(slots=True)
class View:
    """One sentence against one day: what is asked, and what the sentences before it spoke of."""

    index: Index
    reading: Reading
    figures: list[fg.Figure]
    topic: Topic
    bound: list[Bound] = field(default_factory=list)
    proofs: list[tuple[Item, str]] = field(default_factory=list)  # dates and levels, with the fact that has them
    closest: bool = False  # of several facts that support a figure, bind it to the closest
    tried: bool = False  # only whether there is a doubt is asked, not what is to be said of it

    def figure(self, slot: Slot) -> fg.Figure:
        """The figure of a slot."""
        return slot.constant or self.figures[slot.number]

    def bound_in(self, segment: Segment) -> list[Bound]:
        """What the figures of a clause were bound to."""
        return [bound for bound in self.bound if bound.slot.segment is segment]


def of_hours(slot: Slot) -> bool:
    """Whether the sentence speaks of four hours, or of the hours from one clock time to another."""
    clocks = sum(other.mark == fg.TIME for other in slot.whole.slots)
    return clocks > 1 or any("4h" in part.scope.windows for part in slot.whole.segments)


def fits_window(kind: Kind, slot: Slot) -> bool:
    """Whether the window words beside the figure are those of the fact."""
    if kind.base in _BURST:
        return of_hours(slot)
    allowed = WINDOWS.get(kind.base, _DAY)
    windows = slot.own.windows
    if kind.measure == "open_interest_change":  # "rises 12% in a week to $54.6 billion"
        windows = windows or slot.segment.scope.windows
    if kind.base == "usual":
        return set(windows) <= set(allowed)  # no "median weekly total"
    if windows:
        return any(window in allowed for window in windows)
    return allowed[0] == "" or any(
        window in allowed for earlier in slot.segment.carry for window in earlier.scope.windows
    )


def price_coins(slot: Slot, topic: Topic) -> tuple[str, ...]:
    """The coins a price or a change may be about: its clause's, else those named before it."""
    own = slot.own.named or slot.segment.scope.named
    if own:
        return own
    for earlier in reversed(slot.segment.carry):
        coins = earlier.scope.named
        if coins:
            return coins if earlier.joined else coins[-1:] if slot.segment.opener == "which" else coins[:1]
    if slot.whole.coins and (slot.own.recorded or slot.own.has("whole:its")):
        return slot.whole.coins  # "Against its record of $69,000, bitcoin is down 12%"
    return (*slot.whole.coins, *(topic.coins or FALLBACK), *(MAJORS if topic.heading else ()))


# ---- amounts of liquidations -----------------------------------------------------------------------------------------


def leads(slot: Slot) -> bool:
    """ "Ether leads $497M of liquidations", "most of the $748M was bitcoin": the amount is everyone's."""
    most = "majority:most" in slot.near and slot.role == "whole"
    return slot.mark == fg.MONEY and (most or "majority:lead" in slot.near)


def amount_coins(slot: Slot, topic: Topic) -> tuple[str | None, ...]:
    """The coins an amount of liquidations, or a part of one, may be about; None is the whole market."""
    own = slot.own.coins
    if leads(slot) or (own and not slot.own.named):
        return (None,)
    if slot.own.named:
        return slot.own.named
    anaphor = slot.segment.scope.has("whole:its", "whole:it")
    if slot.role == "whole" or slot.own.has("whole:total"):
        return (
            None,
            *(earlier for part in slot.segment.carry for earlier in part.scope.named),
            *(topic.coins if anaphor else ()),
        )
    beside = slot.segment.scope.named
    if beside:
        return (
            (*beside, None)
            if any(other.mark in AMOUNTS and other is not slot for other in slot.segment.slots)
            else (None,)
        )
    carried = _carried_coins(slot)
    if carried is not None:
        return carried
    return (None, *_antecedent(slot, topic)) if anaphor else (None,)


def _carried_coins(slot: Slot) -> tuple[str | None, ...] | None:
    """The coins of the amount before it in the sentence; None where there is no amount."""
    found = False
    for earlier in reversed(slot.segment.carry):
        amounts = [other for other in earlier.slots if is_amount(other)]
        if amounts and slot.segment.scope.has("liq") and earlier.scope.has(*_NOT_LIQUIDATED):
            continue  # "$1.8 billion of bitcoin spot volume as liquidations come to $66 million"
        if amounts:
            found = True
            coins = amounts[-1].own.named or earlier.scope.named
            if coins:
                return (*coins, None) if slot.segment.opener == ";" else coins
            if earlier.scope.coins or amounts[-1].role == "whole":
                return (None,)
        if earlier is slot.segment.carry[-1] and _names_only(earlier, slot.segment):
            return earlier.scope.named
    return (None,) if found else None


def is_amount(slot: Slot) -> bool:
    """Whether a figure is money or a part of money, not a change."""
    if slot.mark == fg.MONEY:
        return True
    here = slot.segment.scope
    return slot.mark in AMOUNTS and not (slot.own.dirs or here.has("range", "recovered", "oi") or here.indices)


def _names_only(segment: Segment, after: Segment) -> bool:
    """Whether a clause only names what the next one counts ("Most of that was ether: ...", "solana with ...")."""
    if not segment.scope.named or any(slot.mark in AMOUNTS for slot in segment.slots):
        return False
    return (not segment.scope.dirs or segment.scope.has("majority:lead")) and after.opener in _LISTS


def _antecedent(slot: Slot, topic: Topic) -> tuple[str, ...]:
    for earlier in reversed(slot.segment.carry):
        if earlier.scope.named:
            return earlier.scope.named
    return topic.coins


def amount_sides(slot: Slot, topic: Topic) -> tuple[str | None, ...]:
    """The sides an amount may be about; None is both sides together."""
    own = slot.own.sides
    if own and slot.role == "whole" and leads(slot):
        return (None,)
    if own:
        return (None,) if "both" in own or len(own) > 1 else own
    if slot.role == "whole" or (slot.own.has("whole:total") and slot.mark == fg.MONEY):
        return (None,)
    segment = slot.segment
    for earlier in reversed(segment.carry):
        amounts = [other for other in earlier.slots if other.mark in AMOUNTS]
        if amounts:
            before = amounts[-1].own.sides or earlier.scope.sides
            if not before and amounts[-1].role != "whole":
                continue
            return before if segment.opener in ("or", "(") and before else (None, *before)
        if earlier.scope.sides and not segment.scope.sides:
            return (None, *earlier.scope.sides)
    if segment.scope.sides:
        return (None, *segment.scope.sides)
    return (None, *topic.sides) if segment.scope.has("whole:it") else (None,)


def _venues(slot: Slot) -> tuple[str, ...] | None:
    """The venues named for the figure, or None."""
    segment = slot.segment
    if slot.own.venues:
        return slot.own.venues[-1]
    if segment.scope.venues and [other for other in segment.slots if other.mark in AMOUNTS] == [slot]:
        return segment.scope.venues[-1]
    aside = segment.opener in ("or", "(")
    for earlier in reversed(segment.carry):
        if earlier.scope.venues and (aside or segment.opener in _LISTS):
            amounts = any(other.mark in AMOUNTS for other in earlier.slots)
            if aside or (not amounts and earlier is segment.carry[-1]):
                return earlier.scope.venues[-1]
    return _venue_after(slot)


def _venue_after(slot: Slot) -> tuple[str, ...] | None:
    """ "The largest share, $249 million, was on Bybit": the venue named right after."""
    parts = (part for part in slot.whole.segments if part.carry[-1:] == (slot.segment,))
    after = next(parts, None)
    told = after is not None and (after.opener != "," or any(other.mark in AMOUNTS for other in after.slots))
    return None if after is None or told or not after.scope.venues else after.scope.venues[-1]


def fits_venue(kind: Kind, slot: Slot) -> bool:
    """Whether the fact's venues are those named."""
    asked = _venues(slot)
    if asked is not None:
        return set(asked) == set(kind.venues)
    if not kind.of_venue:
        return True
    return any(set(kind.venues) == set(names) for earlier in slot.segment.carry for names in earlier.scope.venues)
