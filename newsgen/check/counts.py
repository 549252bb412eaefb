"""Plain numbers: traders, days and sessions in a row, coins, ranks, multiples, index values."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check.index import Known
from newsgen.check.reader import WORDNUMBER, Slot
from newsgen.check.scope import View, fits_window, named, price_coins
from newsgen.model import Unit

_SMALL = 12


def candidates(slot: Slot, view: View) -> list[Known] | None:
    """The facts a plain number may be; None where it claims nothing that facts speak of."""
    if slot.mark == fg.TIMES:
        return list(_ratios(slot, view))
    if slot.mark == fg.ORDINAL:
        return list(_ranks(slot, view))
    if _of_thirty(slot):
        return [row for row in view.index.all("liquidated_days") if row.base == "led30"]
    noun = _noun(slot, view)
    if noun == "traders":
        return list(view.index.all("traders"))
    if noun in ("row", "sessions", "days", "weeks", "months", "years", "hours"):
        return _lengths(noun, slot, view)
    if noun == "none":
        return []
    if noun in ("coins", "venues"):
        return _how_many(noun, slot, view)
    if "fng" in view.reading.words or ("fng" in view.topic_words and not view.reading.coins):
        return [row for row in view.index.all("sentiment") if _asked_when(row, slot)]
    if slot.segment.scope.indices:
        return [row for row in view.index.all("index_close") if row.coin in slot.segment.scope.indices]
    if noun == "times" or "usual" in slot.segment.scope.words:
        return list(_ratios(slot, view))
    counted = _breadth(slot, view)
    if counted:
        return counted
    return None if slot.mark == WORDNUMBER else []


def _of_thirty(slot: Slot) -> bool:
    """ "On 14 of the 30 days"."""
    after = [item for item in slot.segment.items if item.is_figure and item.number == slot.number + 1]
    return bool(after) and after[0].value == fg.WINDOW_MARKS["30d"] and slot.segment.scope.has("prep:of") and not slot.segment.scope.has("usual")


def _asked_when(row: Known, slot: Slot) -> bool:
    """The value now, a day before or a week before, as the words say."""
    here = slot.segment.scope
    week = "7d" in (slot.own.windows or here.windows)
    if row.base == "week_ago":
        return week
    if row.base == "day_ago":
        return not week and (slot.role == "from" or (here.has("when:before") and len(here.windows) + len(slot.near) > 0))
    return slot.role != "from" and not (here.has("when:before") and len(slot.segment.slots) == 1)


def _noun(slot: Slot, view: View) -> str:
    if slot.mark in fg.WINDOW_MARKS.values() or slot.mark == fg.SPAN:
        figure = view.figure(slot)
        if slot.segment.scope.has("noun:row"):
            return "row" if figure.unit in ("day", "session") else "none"
        return f"{figure.unit}s"
    if slot.noun in ("days", "sessions") and slot.segment.scope.has("noun:row"):
        return "row"
    return slot.noun


def _lengths(noun: str, slot: Slot, view: View) -> list[Known] | None:
    here = slot.segment.scope
    if noun in ("row", "sessions"):
        return list(_streaks(slot, view))
    if noun == "hours":
        return [view.index.rows("calendar", (None,))[0]] if _window_hours(view) else None
    if noun == "days":
        rows = [row for name in ("liquidated_days", "price_days", "level_days", "streak") for row in view.index.all(name)]
        rows += [row for name in ("flow_since", "sentiment_since") for row in view.index.all(name)]
        coins = named(here.coins) or named(view.reading.coins) or view.topic
        rows = [row for row in rows if row.coin is None or row.coin in coins]
        heavy = [row for row in rows if row.base != "heavy3"]
        asked = here.has("since:first", "super:high", "super:low", "when:before", "since:since") or slot.own.has("noun:row")
        return heavy if asked or slot.mark == fg.SPAN else None
    return None


def _window_hours(view: View) -> bool:
    return any(row.id == "window.hours" for row in view.index.rows("calendar", (None,)))


def _streaks(slot: Slot, view: View) -> Iterator[Known]:
    here = slot.segment.scope
    flows = here.flows or tuple(flow for earlier in slot.segment.carry for flow in earlier.scope.flows)
    money = "flow" in view.reading.words or bool(flows) or "flow" in view.topic_words
    coins = named(here.coins) or named(view.reading.coins) or view.topic or ("BTC",)
    dirs = here.dirs or tuple(code for earlier in slot.segment.carry for code in earlier.scope.dirs)
    ending = _ends(view)
    for row in view.index.rows("streak", coins):
        if row.base in ("up", "down"):
            if not money and (not dirs or (row.base == "up") == (dirs[-1][0] == "+")):
                yield row
        elif row.base == "run_before":
            if money and ending and _opposite(row, flows, view):
                yield row
        elif money and not ending and _same_way(row.base, flows, here.dirs):
            yield row


def _opposite(row: Known, flows: tuple[str, ...], view: View) -> bool:
    """The run that ended went the other way than the session that ended it."""
    session = view.index.find("flow", row.coin, "session")
    return session is None or not flows or (session.value < 0) == (flows[-1][0] == "+")


def _ends(view: View) -> bool:
    return not view.reading.words.isdisjoint({"end:end", "stand:stand"})


def _same_way(base: str, flows: tuple[str, ...], dirs: tuple[str, ...]) -> bool:
    if flows:
        return (base == "inflow") == (flows[-1][0] == "+")
    return not dirs or (base == "inflow") == (dirs[-1][0] == "+")


def _how_many(noun: str, slot: Slot, view: View) -> list[Known] | None:
    scope = [row for row in view.index.all("scope") if row.fact.unit is Unit.COUNT]
    if noun == "venues":
        return None if slot.mark == WORDNUMBER else [row for row in scope if row.base == "venue_count"]
    counted = slot.role == "whole" or slot.segment.scope.dirs or slot.segment.scope.venues or "tracked" in view.reading.words
    if slot.mark == WORDNUMBER and not counted:
        return None
    breadth = _breadth(slot, view)
    if slot.role == "whole" or slot.near & {"prep:of"}:
        return [row for row in (*breadth, *scope) if row.base in ("all", "coins")]
    return [*breadth, *(row for row in scope if row.base == "coins")]


def _breadth(slot: Slot, view: View) -> list[Known]:
    """How many of the coins rose or fell."""
    rows = view.index.all("breadth")
    if not rows or not ("noun:coins" in view.reading.words or any(s.noun == "coins" for s in view.reading.slots)):
        return []
    if slot.role == "whole" and (slot.noun == "coins" or slot.near & {"prep:of"}):
        return [row for row in rows if row.base == "all"]
    dirs = slot.own.dirs or slot.segment.scope.dirs
    if dirs:
        return [row for row in rows if row.base == ("up" if dirs[0][0] == "+" else "down")]
    return rows


def _ratios(slot: Slot, view: View) -> Iterator[Known]:
    words = view.reading.words
    for row in view.index.all("liquidated_ratio"):
        if row.base == "usual" and not words.isdisjoint({"usual", "tracked"}):
            yield row
        elif row.base == "day_before" and not words.isdisjoint({"when:before", "window:24h"}):
            yield row
        elif row.base == "eth_btc" and {"BTC", "ETH"} <= set(view.reading.coins):
            yield row
    yield from _sides_ratio(view)


def _sides_ratio(view: View) -> Iterator[Known]:
    """Shorts over longs or longs over shorts, where the sentence names both."""
    named_sides = [side for segment in view.reading.segments for side in segment.scope.sides]
    if not {"long", "short"} <= set(named_sides):
        return
    first, second = (("long", "short") if named_sides.index("long") < named_sides.index("short") else ("short", "long"))
    top, bottom = view.index.find("liquidated", None, "window", first), view.index.find("liquidated", None, "window", second)
    if top is not None and bottom is not None and bottom.value:
        yield top._replace(value=top.value / bottom.value)


def _ranks(slot: Slot, view: View) -> Iterator[Known]:
    here = slot.segment.scope
    if here.has("noun:row", "noun:sessions") or (here.has("noun:days") and not here.has("super:high", "super:low")):
        yield from _streaks(slot, view)
        return
    year = "ytd" in here.windows or "year" in view.reading.words
    for row in view.index.all("liquidated_rank"):
        if row.base == "year" and (year or not here.has("record:ever")):
            yield row
        if row.base == "all" and not year:
            yield row


def ratio_fits(row: Known, slot: Slot) -> bool:
    """Whether the window words beside a multiple are those of its base."""
    return fits_window(row, slot)


def subject_coins(slot: Slot, view: View) -> tuple[str, ...]:
    """The coins a count of days speaks of."""
    return price_coins(slot, view)
