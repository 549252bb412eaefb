"""Claims of direction without a figure: what rose or fell, stood still, took money in, moved together."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check.alike import counts_coins, general
from newsgen.check.context import MAJORS, Doubt, View
from newsgen.check.index import Known
from newsgen.check.levels import candle, is_level
from newsgen.check.reading import Segment

_BASES = {"7d": "7d", "30d": "30d", "mtd": "mtd", "ytd": "ytd", "12m": "12m", "1h": "1h", "4h": "4h"}
_FIGURES = frozenset({fg.PERCENT, fg.POINTS, fg.FRACTION})
_MEASURED = {
    "fng": "sentiment_change", "oi": "open_interest_change", "cap": "market_cap_change",
    "dominance": "dominance_change",
}  # fmt: skip
_LOWS = frozenset({"low", "fall3d_low", "week_low"})
_FUNDS = ("BTC", "ETH", "SOL", "XRP")
_LOST = ("lose", "loses", "lost", "losing")
_HELD = ("hold", "holds", "held")
_STILL, _STILL_INDEX = 1.0, 0.5  # percent from which a coin or an index has moved


def said(sign: int) -> str:
    """The direction in words."""
    return "up" if sign > 0 else "down"


def sign_of(code: str) -> int:
    """The sign of a direction's code, "+0" or "-3"."""
    return 1 if code[0] == "+" else -1


def subject(segment: Segment, view: View) -> tuple[str, tuple[str, ...]]:
    """What moves in a clause: ("coin", names), ("index", names), ("flow", ...), ("liq", ...), ("oi", ...) ..."""
    own = () if _of_closes(segment) and not segment.scope.named else (segment.scope,)
    for scope in (*own, *(earlier.scope for earlier in reversed(segment.carry))):
        for measure in ("fng", "oi", "cap", "dominance", "funding", "volume"):
            if measure in scope.words:
                return measure, scope.named
        if scope.sides:
            return "liq", scope.sides
        if scope.has("flow"):
            return "flow", scope.named
        if scope.named and not (scope.has("liq") and not scope.dirs):
            return "coin", scope.named
        if scope.indices:
            return "index", scope.indices
        if scope.has("liq") or (scope.has("whole:total") and any(slot.mark == fg.MONEY for slot in segment.slots)):
            return "liq", ()
    return "coin", view.topic.coins


def _of_closes(segment: Segment) -> bool:
    """ "After it closed lower on seven days in a row": a price closed so, no position."""
    closed = any(item.text == "closed" for item in segment.items)
    return closed and bool(segment.scope.dirs) and segment.scope.has("noun:row") and not segment.scope.sides


def change_of(coin: str, segment: Segment, view: View) -> Known | None:
    """The coin's change over the window the clause names."""
    if coin == "alts":
        return view.index.find("change", "alts", "utc_day")
    # "Twice the median of the 30 days before, but bitcoin fell": the window of a median is not that of a change.
    carried = (earlier.scope for earlier in segment.carry if not earlier.scope.has("usual"))
    windows = segment.scope.windows or tuple(window for scope in carried for window in scope.windows)
    base = next((_BASES[window] for window in windows if window in _BASES), "window")
    if coin not in MAJORS and any(bound.known.kind.measure == "breadth" for bound in view.bound):
        base = "utc_day"  # "22 of 26 coins rose; the largest gain was dogecoin's": of the day that is counted
    return view.index.find("change", coin, base)


def direction(segment: Segment, view: View) -> Iterator[Doubt]:
    """A word of direction that no figure of the clause carries."""
    if counts_coins(segment, view):
        return
    kind, names = subject(segment, view)
    sign, scope = segment.scope.sign, segment.scope
    if kind == "liq":
        yield from _liquidations(segment, names, sign, view)
    elif any(slot.mark in _FIGURES for slot in segment.slots):
        return
    elif kind == "index":
        rows = [
            r
            for r in view.index.all("index_change")
            if r.kind.coin in names or ("STOCKS" in names and r.kind.coin != "VIX")
        ]
        yield from _against(rows, sign)
    elif kind == "flow" and any(bound.known.kind.measure == "flow" for bound in view.bound_in(segment)):
        return  # the amount has the sign
    elif kind == "flow":
        yield from _both_ways(segment) if scope.flows else _flow_sign(names, sign, view)
    elif kind in _MEASURED:
        yield from _against(_measured(kind, names, segment, view), sign)
    elif kind == "coin" and not any(slot.mark == fg.PRICE and is_level(slot) for slot in segment.slots):
        if _of_all(segment, view):
            yield from general(sign, view)  # "The rise was general: all 26 coins tracked gained"
        elif scope.has("end:end") and scope.has("noun:row"):  # "ending a run of seven days of gains": the day fell
            found = [view.index.find("change", coin, "window") for coin in names]
            yield from _against([row for row in found if row is not None], -sign)
        else:
            yield from _coins(segment, names, sign, view)


def _against(rows: list[Known], sign: int) -> Iterator[Doubt]:
    if rows and all(row.value * sign < 0 for row in rows):
        yield Doubt("N2", f"it is said to go {said(sign)}", (rows[0].id,), f"{rows[0].id} is {rows[0].value:+.2f}.")


def _liquidations(segment: Segment, names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    if segment.scope.sides and not segment.scope.has("liq"):
        if sign > 0:
            yield Doubt(
                "N2",
                f"{' and '.join(names)}s are said to gain, and liquidations are losses",
                hint="Say that they lost, or bore.",
            )
        return
    if segment.scope.sides and any(item.kind == "dir" and item.text in _LOST for item in segment.items):
        return  # "Longs lose $692 million in liquidations": what they lost is what was liquidated
    usual = ("usual", "usual_window")
    bases = usual if view.reading.has("usual") else (*usual, "day_before")
    found = [view.index.find("liquidated_ratio", None, base) for base in bases]
    rows = [row for row in found if row is not None]
    if rows and segment.scope.has("liq", "whole:total") and all((row.value - 1) * sign < 0 for row in rows):
        yield Doubt(
            "N2", f"liquidations are said to go {said(sign)}", (rows[0].id,), f"{rows[0].id} is {rows[0].value:.2f}."
        )


def _measured(kind: str, names: tuple[str, ...], segment: Segment, view: View) -> list[Known]:
    rows = [row for row in view.index.all(_MEASURED[kind]) if not names or row.kind.coin in (*names, None)]
    if kind == "fng":
        windows = (*segment.scope.windows, *(window for part in view.reading.segments for window in part.scope.windows))
        then = "week_ago" if "7d" in windows else "day_ago"
        now, before = view.index.find("sentiment", None, "now"), view.index.find("sentiment", None, then)
        if now is not None and before is not None:
            return [now._replace(value=now.value - before.value)]
    return rows


# ---- coins -----------------------------------------------------------------------------------------------------------


def _coins(segment: Segment, names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    ends = {bound.known.kind.base for bound in view.bound_in(segment) if bound.slot.role != "from"}
    if (sign > 0 and ends and ends <= _LOWS) or (sign < 0 and ends == {"high"}):
        yield Doubt("N2", f"the price is said to go {said(sign)} to its {'low' if sign > 0 else 'high'}")
        return
    if sign < 0 and segment.scope.has("recovered") and all(view.index.find("change", coin, "fall3d") for coin in names):
        return  # "has won back more than half of what it lost": the loss is of the days before
    if any(bound.known.kind.measure == "month_years" for bound in view.bound):
        yield from _earlier_years(names, sign, view)
        return
    if segment.scope.has("noun:row") and (segment.scope.has("end:end") or _in_a_row(segment, sign, view)):
        return  # "put an end to a run of losses": the run is counted, and only one that ended has a number
    turned = _turned(segment, view)
    for coin in names:
        row = change_of(coin, segment, view)
        if turned:
            if turned * sign < 0:
                yield Doubt("N2", f"{coin} is said to go {said(sign)} between two prices that say otherwise")
        elif (
            row is not None
            and row.value * sign <= 0
            and (row.value == 0 or not _excused(coin, sign, ends, segment, view))
        ):
            yield Doubt("N2", f"{coin} is said to go {said(sign)}", (row.id,), f"{row.id} is {row.value:+.2f}%.")


def _earlier_years(names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    """ "Bitcoin rose in April in three of the four earlier years": rises are counted; it fell only in all of them."""
    for coin in names:
        row = view.index.find("month_years", coin, "up")
        if row is not None and ((row.value > 0) != (sign > 0)):
            claim = f"{coin} is said to have gone {said(sign)} in earlier years"
            yield Doubt("N2", claim, (row.id,), f"It rose in {row.value:.0f}.")


def _of_all(segment: Segment, view: View) -> bool:
    """Whether no coin is named so far in a sentence that counts coins."""
    named = any(part.scope.named for part in (segment, *segment.carry))
    return not named and any(bound.known.kind.measure == "breadth" for bound in view.bound)


def _in_a_row(segment: Segment, sign: int, view: View) -> bool:
    """ "Bitcoin has fallen for three weeks in a row": the weeks went that way, whatever the day did."""
    runs = {bound.known.kind.base for bound in view.bound_in(segment) if bound.known.kind.measure == "streak"}
    closed = any(item.text == "closed" for item in segment.items)  # days that ended, before a window that has not
    return ("up_weeks" if sign > 0 else "down_weeks") in runs or (closed and ("up" if sign > 0 else "down") in runs)


def _turned(segment: Segment, view: View) -> int:
    """ "Touched $3,542 and slipped back to $3,436": +1 or -1 by the two prices, 0 where there are not two."""
    if not segment.scope.has("back:back", "recovered"):
        return 0
    now = [bound for bound in view.bound_in(segment) if bound.known.kind.measure == "price"]
    before = [
        bound for bound in view.bound if bound.slot.segment in segment.carry and bound.known.kind.measure == "price"
    ]
    if not now or not before or now[0].known.kind.coin != before[-1].known.kind.coin:
        return 0
    return 1 if now[0].known.value > before[-1].known.value else -1


def _excused(coin: str, sign: int, ends: set[str], segment: Segment, view: View) -> bool:
    """A move within the window: to its high or low, or back from one."""
    prices = candle(coin, view)
    if prices is None:
        return False
    scope, afterwards = segment.scope, segment.opener in ("before", "then")
    if sign > 0:
        reached = bool(ends & {"high", "record"}) or scope.has("record:new", "extreme:high")
        back = afterwards or scope.has("extreme:low", "when:before", "recovered", "back:back", "cross:back")
        return (reached and prices.high > prices.start) or (back and prices.end > prices.low * 1.002)
    if ends & {"fall3d_low", "week_low"}:
        return True
    reached = "low" in ends or scope.has("extreme:low", "super:low")
    back = afterwards or scope.recorded or scope.has("extreme:high", "when:before", "back:back")
    return (reached and prices.low < prices.start) or (back and prices.end < prices.high * 0.998)


# ---- flows and stillness ---------------------------------------------------------------------------------------------


def flows(segment: Segment, view: View) -> Iterator[Doubt]:
    """Money that went in or out, where no amount says how much."""
    scope = segment.scope
    if scope.sides and not scope.has("flow"):
        if scope.flows[-1] == "+":
            yield Doubt(
                "N2",
                f"{' and '.join(scope.sides)}s are said to take money in, and liquidations are losses",
                hint="Say that they lost.",
            )
        return
    if len({code[0] for code in scope.flows}) > 1 and not scope.has("end:end"):
        yield Doubt("N2", "money is said to go both in and out")
    if any(slot.mark in (fg.MONEY, fg.ORDINAL) or slot.noun for slot in segment.slots) or _told_after(segment, view):
        return
    if not (scope.has("flow") or any(earlier.scope.has("flow") for earlier in segment.carry)):
        return
    sign = sign_of(scope.flows[-1])
    if scope.has("noun:row") and any(bound.known.kind.measure == "flow" for bound in view.bound):
        return  # "ETFs lose $342 million after a run of inflows": the session is told with its amount
    ended = scope.has("end:end") or any(earlier.scope.has("end:end") for earlier in segment.carry)
    coins = scope.named or view.reading.coins or (*view.topic.coins, *(MAJORS if view.topic.heading else ()))
    yield from _flow_sign(tuple(coin for coin in coins if coin in _FUNDS), -sign if ended else sign, view)


def _told_after(segment: Segment, view: View) -> bool:
    """ "Outflows over a week: $858 million": the amount behind the colon has the sign."""
    return any(
        bound.known.kind.measure == "flow" and bound.slot.segment.opener == ":"
        for bound in view.bound
        if bound.slot.segment.carry[-1:] == (segment,)
    )


def _both_ways(segment: Segment) -> Iterator[Doubt]:
    """ "ETFs gain $1.13 billion in seven sessions of outflows"."""
    amounts = [item.at for item in segment.items if item.is_figure and item.value == fg.MONEY]
    words = [item for item in segment.items if item.kind in ("dir", "into")]
    first, last = words[0], words[-1]
    around = bool(amounts) and (first.kind, last.kind) == ("dir", "into") and first.at < amounts[0] < last.at
    if around and first.value[0] != last.value[0]:
        yield Doubt("N2", "money is said to go both in and out")


def _flow_sign(names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    coins = names or ("BTC",)
    yield from _against(
        [row for row in view.index.all("flow") if row.kind.base == "session" and row.kind.coin in coins], sign
    )


def stillness(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Little changed" of something that moved."""
    if any(slot.mark == fg.PERCENT or (slot.mark == fg.PRICE and is_level(slot)) for slot in segment.slots):
        return
    if segment.scope.has("range") and any(item.kind == "flat" and item.text in _HELD for item in segment.items):
        return  # "holds its range of nine days"
    kind, names = subject(segment, view)
    if kind == "coin":
        names = MAJORS if view.topic.heading and not segment.scope.named else names
        moved = [
            row for coin in names if (row := change_of(coin, segment, view)) is not None and abs(row.value) >= _STILL
        ]
    else:
        changes = view.index.all("index_change") if kind == "index" else []
        moved = [row for row in changes if row.kind.coin in names and abs(row.value) >= _STILL_INDEX]
    if view.topic.heading and len(moved) < len(names):
        return  # a heading may speak of either coin
    for row in moved:
        yield Doubt("V1", f"{row.kind.coin} is said to be little changed", (row.id,), f"{row.id} is {row.value:+.1f}%.")


def together(segment: Segment, view: View) -> Iterator[Doubt]:
    """Bitcoin and stocks, or bitcoin and ether, the same way or apart."""
    names = [name for part in view.reading.segments for name in part.scope.indices]
    alone = view.reading.coins if names and len(view.reading.coins) == 1 else ("BTC",)
    btc, eth = view.index.find("change", alone[0], "window"), view.index.find("change", "ETH", "window")
    stocks = next((row for row in view.index.all("index_change") if row.kind.coin in (names or ("NDX",))), None)
    stocks = stocks or view.index.find("index_change", "NDX")
    shares = names or any("stocks" in item.text for item in segment.items if item.kind == "together")
    other = stocks if shares else eth
    if btc is not None and other is not None:
        same = btc.value * other.value > 0
        if same != segment.scope.has("together:same"):
            yield Doubt("N2", f"they are said to move {'apart' if same else 'the same way'}", (btc.id, other.id))
