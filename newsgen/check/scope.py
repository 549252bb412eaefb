"""What the words around a figure allow its fact to be about: coin, side, venue and window."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsgen.check import figures as fg
from newsgen.check.index import Index, Known
from newsgen.check.reader import FRACTION, Reading, Scope, Segment, Slot

SHARES = frozenset({fg.PERCENT, FRACTION})
AMOUNTS = frozenset({fg.MONEY, *SHARES})

# The window words a fact's base may stand beside; the first is its own, "" means it needs no word.
WINDOWS: dict[str, tuple[str, ...]] = {
    "7d": ("7d",), "week": ("7d",), "seven_days": ("7d",), "week_ago": ("7d",), "week_high": ("", "7d"), "week_low": ("", "7d"), "month_ago": ("30d",),
    "30d": ("30d",), "ytd": ("ytd",), "year_open": ("ytd",), "12m": ("12m",), "year_ago": ("12m",), "4h": ("4h",), "1h": ("1h",),
    "four_hours": ("4h",), "three_days": ("3d",), "heavy3": ("3d",), "fall3d": ("", "3d"), "fall3d_low": ("", "3d"), "3d": ("", "3d"),
    "usual": ("", "24h", "30d"), "venue_usual": ("", "30d"), "utc_day": ("", "24h", "7d?"), "ytd_before": ("ytd",), "1d": ("", "24h"), "24h": ("", "24h"),
    "record": ("", "ytd?", "7d?"), "record_before": ("", "7d?"), "led30": ("30d",), "year": ("ytd",),
}  # fmt: skip
_DAY = ("", "24h")
MAJORS = ("BTC", "ETH")
FALLBACK = ("BTC",)  # what "the price" is of where no coin was named


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
    topic: tuple[str, ...] = ()
    topic_words: frozenset[str] = frozenset()
    topic_sides: tuple[str, ...] = ()
    heading: bool = False  # may speak of any coin of the article
    bound: list[Bound] = field(default_factory=list)

    def figure(self, slot: Slot) -> fg.Figure:
        """The figure of a slot."""
        return slot.constant or self.figures[slot.number]


def fits_window(row: Known, slot: Slot, segment: Segment | None = None) -> bool:
    """Whether the window words beside the figure are those of the fact."""
    allowed = WINDOWS.get(row.base, _DAY)
    segment = segment or slot.segment
    own = slot.own.windows
    if own:
        return any(window in allowed for window in own)
    if allowed[0] == "" or allowed is _DAY:
        return True
    return any(window in allowed for earlier in segment.carry for window in earlier.scope.windows)


def named(coins: tuple[str, ...]) -> tuple[str, ...]:
    """The coins among some names, without "the market"."""
    return tuple(coin for coin in coins if coin != "market")


def price_coins(slot: Slot, view: View) -> tuple[str, ...]:
    """The coins a price or a change may be about: its clause's, else those named before it."""
    own = named(slot.own.coins) or named(slot.segment.scope.coins)
    if own:
        return own
    opener = slot.segment.opener
    for earlier in reversed(slot.segment.carry):
        coins = named(earlier.scope.coins)
        if coins:
            joined = sum(item.kind == "coin" for item in earlier.items) == 1
            return coins if joined else coins[-1:] if opener == "which" else coins[:1]
    loose = MAJORS if view.heading else ()
    return tuple(dict.fromkeys((*named(view.reading.coins), *(view.topic or FALLBACK), *loose)))


def amount_coins(slot: Slot, view: View) -> tuple[str | None, ...]:
    """The coins an amount of liquidations, or a part of one, may be about; None is the whole market."""
    own = slot.own.coins
    if named(own) and not ("majority:lead" in slot.near and slot.mark == fg.MONEY):
        return named(own)
    if own and not named(own):
        return (None,)
    if "majority:lead" in slot.near and slot.mark == fg.MONEY:
        return (None,)
    if slot.role == "whole" or slot.own.has("whole:total"):
        return (None, *_antecedent(slot, view))
    beside = named(slot.segment.scope.coins)
    if beside:
        return (*beside, None) if any(other.mark in AMOUNTS and other is not slot for other in slot.segment.slots) else (None,)
    for earlier in reversed(slot.segment.carry):
        amounts = [other for other in earlier.slots if other.mark in AMOUNTS and not _is_change(other)]
        if amounts:
            coins = named(amounts[-1].own.coins) or named(earlier.scope.coins)
            if coins:
                return (*coins, None) if slot.segment.opener == ";" else coins
            if earlier.scope.coins or amounts[-1].role == "whole":
                break
        if earlier is slot.segment.carry[-1] and _names_only(earlier, slot.segment):
            return named(earlier.scope.coins)
    if slot.own.has("whole:it", "whole:its") or slot.segment.scope.has("whole:its", "whole:it"):
        return (None, *_antecedent(slot, view))
    return (None,)


def _is_change(slot: Slot) -> bool:
    return slot.mark != fg.MONEY and (bool(slot.own.dirs) or slot.segment.scope.has("range", "recovered", "oi") or bool(slot.segment.scope.indices))


def _names_only(segment: Segment, after: Segment) -> bool:
    """Whether a clause only names what the next one counts ("Most of that was ether: ...", "solana with ...")."""
    if not named(segment.scope.coins) or any(slot.mark in AMOUNTS for slot in segment.slots):
        return False
    return not segment.scope.dirs and after.opener in ("with", ",", ":", "(", "–", "—")


def _antecedent(slot: Slot, view: View) -> tuple[str, ...]:
    for earlier in reversed(slot.segment.carry):
        if named(earlier.scope.coins):
            return named(earlier.scope.coins)
    return view.topic


def sides(slot: Slot, view: View) -> tuple[str | None, ...] | None:
    """The sides an amount may be about; None for a side is both sides; the result None means any."""
    own = slot.own.sides
    if own:
        return (None,) if "both" in own or len(own) > 1 else own
    if slot.role == "whole" or (slot.own.has("whole:total") and slot.mark == fg.MONEY):
        return (None,)
    opener = slot.segment.opener
    for earlier in reversed(slot.segment.carry):
        amounts = [other for other in earlier.slots if other.mark in AMOUNTS]
        if amounts:
            before = amounts[-1].own.sides or earlier.scope.sides
            if not before and amounts[-1].role != "whole":
                continue
            return before if opener in ("or", "(") and before else (None, *before)
        if earlier.scope.sides and not slot.segment.scope.sides:
            return (None, *earlier.scope.sides)
    if slot.segment.scope.sides:
        return (None, *slot.segment.scope.sides)
    if slot.segment.scope.has("whole:it"):
        return (None, *view.topic_sides)
    return (None,)


def venues(slot: Slot) -> tuple[str, ...] | None:
    """The venues named for the figure, or None."""
    if slot.own.venues:
        return slot.own.venues[-1]
    strong = [other for other in slot.segment.slots if other.mark in AMOUNTS]
    if slot.segment.scope.venues and strong == [slot]:
        return slot.segment.scope.venues[-1]
    for earlier in reversed(slot.segment.carry):
        if earlier.scope.venues and slot.segment.opener in ("or", "(", "with", ":", ","):
            amounts = any(other.mark in AMOUNTS for other in earlier.slots)
            if slot.segment.opener in ("or", "(") or (not amounts and earlier is slot.segment.carry[-1]):
                return earlier.scope.venues[-1]
    return None


def fits_venue(row: Known, slot: Slot, view: View) -> bool:
    """Whether the fact's venues are those named."""
    asked = venues(slot)
    if asked is not None:
        return set(asked) == set(row.venues) or (row.venues == ("*",) and _tracked(view) == set(asked))
    if not row.of_venue:
        return True
    return any(set(row.venues) == set(names) for earlier in slot.segment.carry for names in earlier.scope.venues)


def _tracked(view: View) -> set[str]:
    names = view.index.text("liq.venues") or view.index.text("series.venues") or ""
    return set(names.split("+"))


def words(slot: Slot) -> Scope:
    """The words of the figure's clause."""
    return slot.segment.scope
