"""Plain numbers: traders, days and sessions in a row, coins, ranks, multiples, index values."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check import stands
from newsgen.check.context import View
from newsgen.check.index import Kind, Known
from newsgen.check.reading import SPANS, Slot, Topic
from newsgen.model import Unit

_LENGTHS = frozenset({"liquidated_days", "price_days", "level_days", "streak", "flow_since", "sentiment_since"})
USUAL = frozenset({"usual", "usual_window"})  # of the series' day, of exactly the window
_IN_DAYS = {"weeks": 7.0, "months": 30.44, "years": 365.25}


def claims_nothing(slot: Slot, topic: Topic) -> bool:
    """Whether a plain number is none that facts speak of ("two coins", "three exchanges", "in 24 hours")."""
    noun = noun_of(slot)
    if _of_days(slot) or stands.counted(slot):
        return False
    if "last:last" in slot.near and noun in ("sessions", "days"):
        return True
    if noun == "hours":
        return slot.is_window or not slot.segment.scope.has("range")
    if noun in _IN_DAYS and not _dated_back(slot):
        return True
    if noun == "days":
        return slot.mark in fg.WINDOW_OF and not _dated_back(slot)
    if slot.mark != fg.WORDNUMBER:
        return False
    if noun == "venues":
        return True
    if noun == "coins":
        return not (
            slot.role == "whole" or slot.segment.scope.dirs or slot.segment.scope.venues or slot.whole.has("tracked")
        )
    return not noun and not _counts_coins(slot) and not (slot.whole.has("fng") or _index_topic(slot, topic))


def _dated_back(slot: Slot) -> bool:
    return slot.segment.scope.has(
        "range", "since:first", "super:high", "super:low", "super:worst", "when:before", "since:since"
    ) or slot.own.has("noun:row")


def noun_of(slot: Slot) -> str:
    """What the number counts; "row" for days or sessions in a row, "none" for any other run."""
    if slot.mark in SPANS:
        unit = fg.UNIT_OF[slot.mark]
        if slot.segment.scope.has("noun:row") and not slot.is_window:
            return "row" if unit == "day" else "none"
        return f"{unit}s"
    if slot.noun in ("days", "sessions") and slot.segment.scope.has("noun:row"):
        return "row"
    return slot.noun


def admits(kind: Kind, slot: Slot, topic: Topic) -> bool:
    """Whether the words beside this number allow a fact of this kind."""
    if slot.mark == fg.TIMES:
        return _ratio(kind, slot)
    if slot.mark == fg.ORDINAL:
        return _rank(kind, slot, topic)
    if span := _of_days(slot):
        led = kind.measure == "liquidated_days" and kind.base == "led30"
        return led and span == fg.THIRTY_DAYS and {"BTC", "ETH"} <= set(slot.whole.coins)
    noun = noun_of(slot)
    if noun == "traders":
        return kind.measure == "traders"
    if noun in ("row", "sessions"):
        return _streak(kind, slot, topic)
    if noun == "days":
        return kind.measure in _LENGTHS and kind.base != "heavy3" and _of_coins(kind, slot, topic) and _aged(kind, slot)
    if noun in ("coins", "venues"):
        return _how_many(kind, noun, slot)
    if slot.whole.has("fng") or _index_topic(slot, topic):
        return kind.measure == "sentiment" and _asked_when(kind, slot)
    if slot.segment.scope.indices:
        return kind.measure == "index_close" and kind.coin in slot.segment.scope.indices
    if noun == "times" or slot.segment.scope.has("usual"):
        return _ratio(kind, slot)
    return _counts_coins(slot) and _breadth(kind, slot)


def _aged(kind: Kind, slot: Slot) -> bool:
    """Days of a range have rules of their own; "its record is 257 days old" is of the record."""
    old = any(item.text == "old" for item in slot.segment.items)
    of_record = kind.measure == "price_days" and kind.base == "record"
    return not slot.segment.scope.has("range") and (not (old and slot.whole.recorded) or of_record)


def _index_topic(slot: Slot, topic: Topic) -> bool:
    return "fng" in topic.words and not slot.whole.coins and not _counts_coins(slot)


def _of_days(slot: Slot) -> str:
    """The mark of the span in "on 14 of the 30 days", else nothing."""
    here = slot.segment
    place = next(
        (
            n
            for n, item in enumerate(here.items)
            if item.is_figure and item.number == slot.number and item.value == slot.mark
        ),
        0,
    )
    after = here.items[place + 1 : place + 3]
    found = (
        len(after) == 2 and after[0].name == "prep:of" and after[1].value in fg.UNIT_OF and not here.scope.has("usual")
    )
    return after[1].value if found else ""


def _asked_when(kind: Kind, slot: Slot) -> bool:
    """The value now, a day before or a week before, as the words say."""
    here = slot.segment.scope
    windows = slot.own.windows or here.windows
    week, before = "7d" in windows, here.has("when:before")
    if {"30d", "12m", "ytd"} & set(windows):
        return False
    if kind.base == "week_ago":
        return week
    if kind.base == "day_ago":
        return not week and (slot.role == "from" or before)
    return slot.role != "from" and not (before and len(slot.segment.slots) == 1)


def _of_coins(kind: Kind, slot: Slot, topic: Topic) -> bool:
    return kind.coin is None or kind.coin in (slot.segment.scope.named or slot.whole.coins or topic.coins)


# ---- runs ------------------------------------------------------------------------------------------------------------


def _streak(kind: Kind, slot: Slot, topic: Topic) -> bool:
    here = slot.segment.scope
    coins = here.named or slot.whole.coins or topic.coins or ("BTC",)
    if kind.measure != "streak" or kind.coin not in coins:
        return False
    flows = here.flows or tuple(flow for earlier in slot.segment.carry for flow in earlier.scope.flows)
    told = bool(slot.whole.coins and here.dirs)  # "Ether closes higher for the fifth day in a row" after funds
    money = slot.whole.has("flow") or bool(flows) or ("flow" in topic.words and not told)
    ending = slot.whole.has("end:end", "stand:stand")
    if kind.base in ("up", "down"):
        dirs = here.dirs or tuple(code for earlier in slot.segment.carry for code in earlier.scope.dirs)
        return not money and (not dirs or (kind.base == "up") == (dirs[-1][0] == "+"))
    if kind.base == "run_before":
        return money and ending
    return money and not ending and _same_way(kind.base, flows, here.dirs)


def _same_way(base: str, flows: tuple[str, ...], dirs: tuple[str, ...]) -> bool:
    if flows:
        return (base == "inflow") == (flows[-1][0] == "+")
    return not dirs or (base == "inflow") == (dirs[-1][0] == "+")


def ended_run_is_opposite(row: Known, slot: Slot, view: View) -> bool:
    """Whether a run that a session ended went the other way than that session."""
    flows = slot.segment.scope.flows or tuple(flow for earlier in slot.segment.carry for flow in earlier.scope.flows)
    session = view.index.find("flow", row.kind.coin, "session")
    return row.kind.base != "run_before" or session is None or not flows or (session.value < 0) == (flows[-1][0] == "+")


# ---- coins, ranks, multiples -----------------------------------------------------------------------------------------


def _how_many(kind: Kind, noun: str, slot: Slot) -> bool:
    scope = kind.measure == "scope" and kind.unit is Unit.COUNT
    if noun == "coins" and slot.segment.scope.dirs and slot.segment.scope.has("whole:all", "whole:none"):
        return kind.measure == "breadth" and kind.base == "all"
    if noun == "venues":
        return scope and kind.base == "venue_count"
    if slot.segment.scope.venues:
        return scope and kind.base == "coins"
    if slot.role == "whole" or "prep:of" in slot.near:
        return (scope and kind.base == "coins") or (kind.measure == "breadth" and kind.base == "all")
    return (scope and kind.base == "coins") or _breadth(kind, slot)


def _counts_coins(slot: Slot) -> bool:
    return slot.whole.has("noun:coins") or any(other.noun == "coins" for other in slot.whole.slots)


def _breadth(kind: Kind, slot: Slot) -> bool:
    """How many of the coins rose or fell."""
    if kind.measure != "breadth":
        return False
    if slot.role == "whole" and (slot.noun == "coins" or "prep:of" in slot.near):
        return kind.base == "all"
    dirs = slot.own.dirs or slot.segment.scope.dirs or _dirs_beside(slot)
    return not dirs or kind.base == ("up" if dirs[0][0] == "+" else "down")


def _dirs_beside(slot: Slot) -> tuple[str, ...]:
    """ "Coins that fell: 26 of 27"."""
    return next((part.scope.dirs for part in reversed(slot.segment.carry) if part.scope.dirs), ())


def _ratio(kind: Kind, slot: Slot) -> bool:
    if kind.measure != "liquidated_ratio":
        return False
    if kind.base in USUAL or slot.segment.scope.has("usual"):
        return kind.base in USUAL and slot.whole.has("usual", "tracked")
    if kind.base == "day_before":
        return slot.whole.has("when:before")
    return kind.base == "eth_btc" and {"BTC", "ETH"} <= set(slot.whole.coins)


def _rank(kind: Kind, slot: Slot, topic: Topic) -> bool:
    here = slot.segment.scope
    if here.has("noun:row", "noun:sessions") or (here.has("noun:days") and not here.has("super:high", "super:low")):
        return _streak(kind, slot, topic)
    if kind.measure != "liquidated_rank":
        return False
    year = "ytd" in here.windows
    return (kind.base == "year" and (year or not here.has("record:ever"))) or (kind.base == "all" and not year)


def derived(slot: Slot, view: View) -> Iterator[Known]:
    """Numbers worked out of facts: one side over the other, days told as weeks, months or years."""
    noun = noun_of(slot)
    if slot.mark == fg.TIMES or noun == "times":
        yield from _sides_ratio(view)
    elif noun in _IN_DAYS:
        for measure in _LENGTHS:
            for row in view.index.all(measure):
                asked = stands.admits if stands.governs(row.kind) else _of_coins
                if asked(row.kind, slot, view.topic) and (asked is stands.admits or _aged(row.kind, slot)):
                    yield row._replace(value=float(int(row.value / _IN_DAYS[noun] + 0.05)))


def _sides_ratio(view: View) -> Iterator[Known]:
    """Shorts over longs or longs over shorts, where the sentence names both."""
    sides = view.reading.sides
    if {"long", "short"} <= set(sides):
        first = min("long", "short", key=sides.index)
        top = view.index.find("liquidated", None, "window", first)
        bottom = view.index.find("liquidated", None, "window", "short" if first == "long" else "long")
        if top is not None and bottom is not None and bottom.value:
            yield top._replace(value=top.value / bottom.value)
