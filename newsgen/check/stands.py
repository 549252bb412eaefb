"""Figures of ranges held, months, averages, volatility, volume and echoes: each needs its own words beside it.

A fact of one of these kinds supports a figure only where its rule is met, and no other rule of this room asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsgen.check import figures as fg
from newsgen.check.context import MAJORS, Doubt, View, price_coins
from newsgen.check.index import Kind, Known, as_date
from newsgen.check.reading import COUNTS, SPANS, Segment, Slot, Topic

PERCENTS = frozenset({fg.PERCENT, fg.FRACTION})
PRICES = frozenset({fg.PRICE})
MONEY = frozenset({fg.MONEY})
TIMES = frozenset({fg.TIMES, fg.WORDNUMBER, fg.BARE})
BARE, RANKS = frozenset({fg.BARE}), frozenset({fg.ORDINAL})
NUMBERS = (COUNTS - {fg.YEAR}) | {fg.ORDINAL}
LENGTHS = frozenset(SPANS) | {fg.WORDNUMBER, fg.BARE, fg.ORDINAL}
SESSIONS = 20  # of which those with inflows are counted
_ENDS = frozenset({"band_low", "band_high", "left_low", "left_high"})
_EARLIER = ("when:before", "follow:next")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a figure must be and what its sentence must say: one word of each group, none of `never`.

    windows  spans of which one must be named in the sentence
    close    words of which one must stand right before the figure
    dated    a date in the sentence may stand for the first group
    second   an amount before it in the sentence may stand for the words: "$441 million, down from $740 million"
    """

    marks: frozenset[str]
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    dated: bool = False
    second: bool = False


_RANGED = ("range",)
_RUN = ("noun:row", "super:long")
_USUAL = ("usual",)
_MONTHS = tuple(f"month:{number}" for number in range(1, 13))
RULES: dict[tuple[str, str], Rule] = {
    ("price", "band_low"): Rule(PRICES, _RANGED, never=("usual",)),
    ("price", "band_high"): Rule(PRICES, _RANGED, never=("usual",)),
    ("price", "left_low"): Rule(PRICES, _RANGED),
    ("price", "left_high"): Rule(PRICES, _RANGED),
    ("price", "30d_high"): Rule(PRICES, windows=("30d",), never=("extreme:low", "super:low")),
    ("price", "30d_low"): Rule(PRICES, windows=("30d",), never=("extreme:high", "super:high")),
    ("price", "month_open"): Rule(PRICES, windows=("mtd", "30d"), never=("extreme:high", "extreme:low")),
    ("price_days", "narrower"): Rule(LENGTHS, _RANGED, ("super:low", "since:first")),
    ("price_days", "wider"): Rule(LENGTHS, _RANGED, ("super:high", "since:first")),
    ("price_days", "change"): Rule(LENGTHS, ("super:high", "super:worst", "super:best")),
    ("price_days", "band"): Rule(LENGTHS, _RANGED),
    ("price_days", "left"): Rule(LENGTHS, _RANGED),
    ("level", "hold"): Rule(PRICES, ("rel:above", "flat:flat")),
    ("level_days", "hold"): Rule(LENGTHS | RANKS, ("rel:above", "flat:flat")),
    ("streak", "up_ended"): Rule(LENGTHS, _RUN, ("end:end",)),
    ("streak", "down_ended"): Rule(LENGTHS, _RUN, ("end:end",)),
    ("streak", "up_weeks"): Rule(NUMBERS, _RUN, ("noun:weeks", "window:7d")),
    ("streak", "down_weeks"): Rule(NUMBERS, _RUN, ("noun:weeks", "window:7d")),
    ("streak", "in_of20"): Rule(NUMBERS, ("noun:sessions",), ("last:last",)),
    ("average", "50d"): Rule(PRICES, ("avg50",)),
    ("average", "200d"): Rule(PRICES, ("avg200",)),
    ("average_days", "50d"): Rule(LENGTHS, ("avg50",)),
    ("average_days", "200d"): Rule(LENGTHS, ("avg200",)),
    ("change", "mtd"): Rule(PERCENTS, windows=("mtd",)),
    ("change", "month"): Rule(PERCENTS, (*_MONTHS, "noun:months"), never=("since:since",)),
    ("change", "event"): Rule(PERCENTS, ("since:since", *_EARLIER)),
    ("change", "echo"): Rule(PERCENTS, _EARLIER, dated=True),
    ("change", "echo_next"): Rule(PERCENTS, _EARLIER),
    ("change", "echo_week"): Rule(PERCENTS, windows=("7d",), also=_EARLIER),
    ("month_rank", "month"): Rule(RANKS, ("noun:months", "window:30d"), ("super:best", "super:worst")),
    ("month_years", "all"): Rule(NUMBERS, _MONTHS, ("noun:years",)),
    ("month_years", "up"): Rule(NUMBERS, _MONTHS, ("noun:years",)),
    ("volatility", "7d"): Rule(PERCENTS, ("volatility",)),
    ("volatility_place", "7d"): Rule(PERCENTS, ("volatility",), ("versus:more", "versus:less")),
    ("range_place", "30d"): Rule(PERCENTS, _RANGED, windows=("30d",)),
    ("volume", "utc_day"): Rule(MONEY, ("volume",), never=("usual",)),
    ("volume", "usual"): Rule(MONEY, ("volume",), close=_USUAL),
    ("volume_ratio", "usual"): Rule(TIMES | PERCENTS, ("volume",), ("usual",)),
    ("pair", "now"): Rule(BARE, ("pair",)),
    ("pair_days", "low"): Rule(LENGTHS, ("pair",), ("super:low", "extreme:low")),
    ("pair_days", "high"): Rule(LENGTHS, ("pair",), ("super:high", "extreme:high")),
    ("breadth_least", "utc_day"): Rule(PERCENTS, ("noun:coins",)),
    ("flow", "month"): Rule(MONEY, windows=("mtd", "30d")),
    ("open_interest_days", "high"): Rule(LENGTHS, ("oi",), ("super:high", "extreme:high", "since:first")),
    ("open_interest_place", "year"): Rule(PERCENTS, ("oi",), windows=("12m",)),
    ("funding_days", "sign"): Rule(LENGTHS, ("funding",)),
    ("dominance_days", "since"): Rule(LENGTHS, ("dominance",), ("super:high", "super:low")),
    ("sentiment_since", "zone_days"): Rule(LENGTHS, ("fng",), ("noun:row", "noun:days")),
    ("market_cap", "day_ago"): Rule(MONEY, ("cap",), ("when:before",)),
    ("market_cap", "level"): Rule(MONEY, ("cap",), ("rel:above", "rel:below", "cross:up", "cross:back", "cross:lost")),
    ("market_cap_change", "24h"): Rule(MONEY | PERCENTS, ("cap",)),
    ("liquidated_share", "coin_usual"): Rule(PERCENTS, close=_USUAL),
    ("liquidated_days", "side_run"): Rule(LENGTHS | RANKS, _RUN),
    ("liquidated_days", "light_run"): Rule(LENGTHS | RANKS, _RUN, _USUAL),
    ("liquidated_days", "echo"): Rule(LENGTHS, _EARLIER, dated=True),
    ("liquidated_ratio", "seven_days_before"): Rule(TIMES | PERCENTS, windows=("7d",), also=_EARLIER),
    ("liquidated", "seven_days_before"): Rule(MONEY, windows=("7d",), also=_EARLIER, second=True),
    ("liquidated", "month"): Rule(MONEY, (*_MONTHS, "window:30d", "window:mtd"), never=("when:before",)),
    ("liquidated", "month_before"): Rule(MONEY, _MONTHS, dated=True),
    ("liquidated", "echo"): Rule(MONEY, _EARLIER, dated=True),
    ("ahead", "days"): Rule(LENGTHS, ("ahead",)),
    ("event", "hours"): Rule(NUMBERS, ("noun:hours",)),
}  # fmt: skip


def governs(kind: Kind) -> bool:
    """Whether figures of this kind are admitted here and nowhere else."""
    return (kind.measure, kind.base) in RULES


def admits(kind: Kind, slot: Slot, topic: Topic) -> bool:
    """Whether the words beside this figure allow a fact of this kind."""
    rule = RULES[kind.measure, kind.base]
    if slot.mark not in rule.marks or not _of_coins(kind, slot, topic):
        return False
    here = {name for part in (*slot.segment.carry, slot.segment) for name in part.scope.windows}
    windows = here | {name for part in slot.whole.segments for name in part.scope.windows}
    words = slot.whole.words | {f"window:{name}" for name in windows}
    if kind.measure == "average" and "usual" in words:
        words |= topic.words  # "The average stood at ...", after a sentence that said which
    if rule.windows and windows.isdisjoint(rule.windows):
        return False
    if not slot.own.words.isdisjoint(rule.never) or not slot.near.isdisjoint(rule.never):
        return False
    if rule.close and slot.near.isdisjoint(rule.close):
        return False
    if rule.second and _is_second(slot):
        return _of_side(kind, slot)
    named = not rule.words or not words.isdisjoint(rule.words) or (rule.dated and bool(slot.whole.dates))
    return named and (not rule.also or not words.isdisjoint(rule.also)) and _of_side(kind, slot)


def _is_second(slot: Slot) -> bool:
    """Whether an amount of money stands before this one in the sentence."""
    return any(other.mark == fg.MONEY and other.number < slot.number for other in slot.whole.slots)


def counted(slot: Slot) -> bool:
    """Whether a bare number in words is one that a rule speaks of: years of a month, sessions of the last twenty."""
    whole = slot.whole
    if whole.has("noun:years") and whole.has(*_MONTHS):
        return True
    money = whole.has("flow") or any(part.scope.flows for part in whole.segments)
    return money and whole.has("noun:sessions") and whole.has("last:last") and "last:last" not in slot.near


def agrees(row: Known, slot: Slot, view: View) -> bool:
    """What depends on the day: the month that is named, and the number of sessions that are counted."""
    if row.kind.measure.endswith("_days") and fg.UNIT_OF.get(slot.mark, "day") != "day":
        return False  # "a range of ten weeks"
    if row.kind.base == "seven_days_before":
        spans = [other.mark for other in slot.segment.slots if other.mark in fg.UNIT_OF]
        return all(fg.WINDOW_OF.get(mark) == "7d" for mark in spans)
    if row.kind.base in _ENDS and not _in_order(row.kind.base, slot):
        return False
    if row.kind.base == "in_of20":
        return any(view.figure(other).value == SESSIONS for other in view.reading.slots if other is not slot)
    named = {word for word in slot.whole.words if word.startswith("month:")}
    month = _month(row, view) if named else 0
    return not month or f"month:{month}" in named


def _in_order(base: str, slot: Slot) -> bool:
    """ "A range of $1 to $2": the lower end comes first."""
    prices = [other for other in slot.segment.slots if other.mark == fg.PRICE]
    return len(prices) != 2 or (prices[0] is slot) == base.endswith("low")


def side_of_average(segment: Segment, view: View) -> Iterator[Doubt]:
    """A price that is said to stand above or below its average, or to have crossed it."""
    scope, index = segment.scope, view.index
    above = scope.has("rel:above", "cross:up", "cross:back")
    if scope.has("not:not") or above == scope.has("rel:below", "cross:lost"):
        return
    for coin in scope.named or view.reading.coins or view.topic.coins[:1]:
        price = index.find("price", coin, "now")
        for base in ("50d", "200d"):
            average = index.find("average", coin, base) if f"avg{base[:-1]}" in scope.words else None
            if price is None or average is None or (price.value > average.value) == above:
                continue
            claim = f"{coin} is said to be {'above' if above else 'below'} its average of {base[:-1]} days"
            told = f"{price.id} is {price.value:,.2f}, {average.id} is {average.value:,.2f}."
            yield Doubt("N2", claim, (price.id, average.id), told)


def _month(row: Known, view: View) -> int:
    """The number of the month that a fact is of, 0 where it is of none."""
    measure, base = row.kind.measure, row.kind.base
    if measure == "month_years":
        return view.index.ending.month
    if (measure, base) in (("change", "month"), ("month_rank", "month")):
        return fg.month_number(view.index.text(f"{(row.kind.coin or '').lower()}.month_done_name") or "")
    if measure == "liquidated" and base in ("month", "month_before"):
        day = as_date(view.index.facts.value("series.day")) or view.index.ending
        return day.month if base == "month" else (day.month - 2) % 12 + 1
    return 0


def _of_coins(kind: Kind, slot: Slot, topic: Topic) -> bool:
    if kind.coin is None or kind.measure in ("pair", "pair_days"):
        return True
    own = slot.own.named or slot.segment.scope.named
    if kind.measure == "flow":
        return kind.coin in (own or slot.whole.coins or (*topic.coins, *MAJORS))
    return kind.coin in (own or price_coins(slot, topic))


def _of_side(kind: Kind, slot: Slot) -> bool:
    """A run or a day of one side: where the sentence names one side it must be that one."""
    if kind.base == "side_run":
        return kind.side in (None, *slot.whole.sides) and bool(slot.whole.sides)
    if kind.measure not in ("liquidated", "liquidated_days") or kind.side is None:
        return True
    return not slot.whole.sides or kind.side in slot.whole.sides
