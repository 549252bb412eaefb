"""Shapes into readings: a sentence is cut into clauses, and each figure takes the cues that speak of it.

Nothing here knows a fact, so that a reading serves every text with the same words, whatever its figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from newsgen.check import figures as fg
from newsgen.check.items import items_of
from newsgen.check.lexicon import lexicon
from newsgen.check.owners import owners
from newsgen.check.reading import ARGUMENTS, COUNTS, DATES, WINDOW_OF, Item, Reading, Scope, Segment, Slot

_WORD_KINDS = frozenset({
    "measure", "rel", "cross", "super", "since", "record", "extreme", "noun", "whole", "majority", "versus", "event",
    "flat", "end", "together", "garbled", "follow", "misnamed", "calendar", "brief", "last", "ceiling", "back",
    "not", "when", "month", "weekday", "relative", "attribution", "cause", "advice", "avoid", "residue", "source",
    "ordinal", "stand", "prep", "even", "missed",
})  # fmt: skip
_PREDICATES = frozenset({
    "dir", "majority", "event", "super", "since", "coin", "side", "index", "measure", "cross", "flat", "record",
})  # fmt: skip
_TONED = frozenset({"garbled", "cause", "advice", "avoid", "residue", "relative", "source"})
_OF_RANGES = (fg.THIRTY_DAYS, fg.WINDOW_MARKS[24, "hour"])
_OTHER_SPANS = frozenset(fg.SPAN_MARKS.values())
# Words beside which "43 days" is a count and not a window.
_COUNTED = frozenset(
    {
        "noun:row",
        "noun:sessions",
        "super:high",
        "super:low",
        "super:worst",
        "since:first",
        "since:since",
        "when:before",
        "usual",
    }
)
_OWNER_BLOCKS = frozenset({"coin", "side", "extreme", "record", "cross"})


@lru_cache(maxsize=16384)
def read(shape: str, language: str = "en") -> Reading:
    """The reading of one sentence's shape."""
    segments = _segments(items_of(shape, lexicon(language)))
    for number, segment in enumerate(segments):
        segment.carry = tuple(segments[:number])
        segment.scope = _scope(segment.items)
    _attach_adverbs(segments)
    for segment in segments:
        segment.slots = tuple(_slots(segment))
    slots = tuple(slot for segment in segments for slot in segment.slots)
    reading = Reading(
        tuple(segments),
        tuple(slot for slot in slots if slot.mark not in DATES),
        tuple(slot for slot in slots if slot.mark in DATES),
        slots,
        frozenset().union(*(segment.scope.words for segment in segments)),
        tuple(dict.fromkeys(coin for segment in segments for coin in segment.scope.named)),
        any(segment.scope.indices for segment in segments),
        tuple(side for segment in segments for side in segment.scope.sides),
        tuple(slot for slot in slots if slot.mark == fg.DAY and "since:since" not in slot.near),
        tuple((segment, int(item.value)) for segment in segments for item in segment.items if item.kind == "weekday"),
        tuple((segment, code) for segment in segments for code in segment.scope.dirs if code[1] != "0"),
        any(item.kind in _TONED for segment in segments for item in segment.items),
    )
    for slot in reading.slots:
        slot.reading = reading
    return reading


# ---- clauses ---------------------------------------------------------------------------------------------------------


def _segments(items: list[Item]) -> list[Segment]:
    segments: list[Segment] = []
    current = Segment([], "")
    for place, item in enumerate(items):
        if item.kind == "sep" and item.value == "," and _opens_with_price(current):
            continue
        if item.kind == "sep" or (item.kind == "link" and not _holds_together(current, items, place)):
            if current.items:
                segments.append(current)
                current = Segment([], item.value)
            elif item.kind == "link" or not current.opener:
                current.opener = item.value
        elif item.kind != "none":
            current.items.append(item)
    return [*segments, current] if current.items else segments


def _opens_with_price(current: Segment) -> bool:
    """ "At $47,500, bitcoin was at its lowest": the price belongs to the clause that follows."""
    items = [item for item in current.items if item.kind != "compare"]
    return (
        not current.opener
        and len(items) == 2
        and items[0].value == "at"
        and items[1].is_figure
        and items[1].value == fg.PRICE
    )


def _holds_together(current: Segment, items: list[Item], place: int) -> bool:
    """Keep "between $1 and $2" in one clause."""
    if items[place].value != "join" or not any(
        item.kind == "prep" and item.value == "between" for item in current.items
    ):
        return False
    return sum(item.is_figure for item in current.items) == 1


def _scope(items: Sequence[Item]) -> Scope:
    """The cues of some items."""
    found: dict[str, list[str]] = {}
    words: set[str] = set()
    for item in items:
        if item.kind in _WORD_KINDS:
            words.add(item.name)
        elif item.is_figure:
            if item.value in WINDOW_OF:
                found.setdefault("window", []).append(WINDOW_OF[item.value])
        else:
            found.setdefault(item.kind, []).append(item.value)
    if any(item.is_figure and item.value in _OTHER_SPANS for item in items) and words.isdisjoint(_COUNTED):
        found.setdefault("window", []).append("span")
    values = ("BTC+ETH" if value == "pair" else value for value in found.get("coin", ()))
    coins = tuple(dict.fromkeys(coin for value in values for coin in value.split("+")))
    return Scope(
        coins,
        tuple(dict.fromkeys(side for value in found.get("side", ()) for side in value.split("+"))),
        tuple(tuple(value.split("+")) for value in found.get("venue", ())),
        tuple(dict.fromkeys(found.get("window", ()))),
        tuple(found.get("dir", ())),
        tuple(name for value in found.get("index", ()) for name in value.split("+")),
        frozenset(words),
        tuple(found.get("into", ())),
        tuple(coin for coin in coins if coin != "market"),
    )


def _windowed(scope: Scope, windows: tuple[str, ...]) -> Scope:
    return replace(scope, windows=windows)


def _attach_adverbs(segments: list[Segment]) -> None:
    """Give the window of a bare adverb ("In a week, ...", "..., this year") to the clause it belongs to."""
    for place, segment in enumerate(segments):
        label = _is_label(segments, place)
        if not segment.scope.windows or (any(_predicates(item) for item in segment.items) and not label):
            continue
        beside = place + 1 if label or not place else place - 1
        if beside < len(segments) and not segments[beside].scope.windows:
            segments[beside].scope = _windowed(segments[beside].scope, segment.scope.windows)


def _is_label(segments: list[Segment], place: int) -> bool:
    """ "Liquidations in 24 hours: $2.24 billion"."""
    if place + 1 >= len(segments) or segments[place + 1].opener != ":":
        return False
    return not any(item.kind == "event" or (item.is_figure and _is_argument(item)) for item in segments[place].items)


def _is_argument(item: Item) -> bool:
    return item.value in ARGUMENTS and item.value not in WINDOW_OF


def _predicates(item: Item) -> bool:
    return _is_argument(item) if item.is_figure else item.kind in _PREDICATES


# ---- slots -----------------------------------------------------------------------------------------------------------


def _slots(segment: Segment) -> Iterator[Slot]:
    items, scope = segment.items, segment.scope
    figures = [item for item in items if item.is_figure and item.value not in fg.ON_FILE]
    arguments = [item for item in figures if item.value in ARGUMENTS and not is_window(item, items)]
    roles = {id(item): _role(item, items, arguments) for item in figures}
    strong = [item for item in arguments if item.value not in COUNTS] or arguments
    owned = owners(items, strong, roles)
    windowed = any(item.is_window for item in items)
    for item in figures:
        own = _scope(owned[id(item)]) if id(item) in owned else scope
        if not own.windows and scope.windows and (strong == [item] or not windowed):
            own = _windowed(own, scope.windows)
        near = frozenset(cue.name for cue in items if not cue.is_figure and 0 < item.at - cue.end <= 3)
        yield Slot(
            item.number, item.constant, item.value, _compare(item, items), roles[id(item)], _noun(item, items),
            own, near, segment, is_window(item, items),
        )  # fmt: skip


def is_window(item: Item, items: list[Item]) -> bool:
    """Whether "24 hours" is a window here and not a count such as "seven days in a row"."""
    if item.value not in WINDOW_OF:
        return False
    after = [cue for cue in items if cue.at > item.end and cue.at - item.end <= 3]
    if fg.UNIT_OF[item.value] in ("day", "hour") and item.value not in _OF_RANGES and _holds_range(items):
        return False
    return not any(cue.kind == "noun" and cue.value in ("row", "sessions") for cue in after)


def _holds_range(items: list[Item]) -> bool:
    """ "In a range of $94,088 to $98,826 for seven days": the days are counted, no change is told in them."""
    ranged = any(cue.kind == "measure" and cue.value == "range" for cue in items)
    return ranged and not any(cue.is_figure and cue.value == fg.PERCENT for cue in items)


def _role(item: Item, items: list[Item], arguments: list[Item]) -> str:
    """What a preposition makes of the figure."""
    between = [cue for cue in items if cue.kind == "prep" and cue.value == "between" and cue.end < item.at]
    if item.value == fg.PRICE and (end := _range_end(item, items, arguments)):
        return end
    if between:
        return "high" if any(between[0].end < figure.at < item.at for figure in arguments) else "low"
    before = [cue for cue in items if cue.end < item.at and item.at - cue.end <= 4 and not cue.is_figure]
    if item.value == fg.MONEY and before and before[-1].name == "majority:most" and before[-1].text.endswith(" of"):
        return "whole"  # "most of the $748 million came from shorts"
    preps = [cue for cue in before if cue.kind == "prep"]
    if not preps or any(preps[-1].at < figure.at < item.at for figure in arguments):
        return ""
    last = preps[-1]
    if last.value != "of":
        return last.value
    return "whole" if _is_whole(item, last, before, arguments) else ""


def _is_whole(item: Item, last: Item, before: list[Item], arguments: list[Item]) -> bool:
    """Whether "of the $748.3 million" names what something is a part of; "a high of", "shorts of" do not."""
    if item.value not in (fg.MONEY, *COUNTS) or item.at - last.end > 3:
        return False
    if any(cue.at > last.end and cue.kind not in ("compare", "coin", "whole") for cue in before):
        return False
    blocked = any(cue.kind in _OWNER_BLOCKS and last.at - 2 <= cue.end <= item.at for cue in before)
    return not blocked or any(figure.at < item.at for figure in arguments)


def _range_end(item: Item, items: list[Item], arguments: list[Item]) -> str:
    """ "A range of $1 to $2": the first is the low, the second the high."""
    prices = [figure for figure in arguments if figure.value == fg.PRICE]
    ranged = [cue for cue in items if cue.value == "range" and cue.kind == "measure"]
    if len(prices) != 2 or not ranged or ranged[0].at > prices[0].at:
        return ""
    to = any(cue.kind == "prep" and cue.value == "to" and prices[0].at < cue.at < prices[1].at for cue in items)
    return ("low" if item is prices[0] else "high") if to else ""


def _compare(item: Item, items: list[Item]) -> str:
    return next((cue.value for cue in items if cue.kind == "compare" and 0 < item.at - cue.end <= 2), "")


def _noun(item: Item, items: list[Item]) -> str:
    """What the number counts: the first noun within four words."""
    for cue in items:
        if 0 < cue.at - item.end <= 4:
            if cue.kind == "noun":
                return cue.value
            if cue.is_figure:
                return ""
    return ""
