"""What a sentence claims without a figure: directions, majorities, comparisons, records, kinds of day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsgen.check import figures as fg
from newsgen.check.index import Known
from newsgen.check.prices import candle, is_level
from newsgen.check.reader import FRACTION, Segment
from newsgen.check.scope import View, named

_BASES = {"7d": "7d", "30d": "30d", "ytd": "ytd", "12m": "12m", "1h": "1h", "4h": "4h"}
_MOVES = frozenset({fg.PERCENT, fg.POINTS, FRACTION})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A claim that the facts deny, or that none supports."""

    guard: str
    message: str
    facts: tuple[str, ...] = ()
    hint: str = ""


def claims(view: View) -> Iterator[Doubt]:
    """Every doubt about what the sentence claims besides its figures."""
    for segment in view.reading.segments:
        scope = segment.scope
        if scope.dirs:
            yield from _direction(segment, view)
        if scope.flows and scope.sides and not scope.has("flow"):
            yield from _winners(segment)
        elif scope.flows and not any(slot.mark in (fg.MONEY, fg.ORDINAL) or slot.noun for slot in segment.slots):
            yield from _flow(segment, view)
        words = scope.words
        if "majority:most" in words or "majority:lead" in words or "majority:minor" in words:
            yield from _majority(segment, view)
        if "versus:more" in words or "versus:less" in words:
            yield from _versus(segment, view)
        if "record:new" in words:
            yield from _record(segment, view)
        if "event:squeeze" in words or "squeeze" in words or "flush" in words or "quiet" in words:
            yield from _kind_of_day(segment, view)
        if "super:high" in words or "super:low" in words:
            yield from _superlative(segment, view)
        if "flat:flat" in words:
            yield from _flat(segment, view)
        if "usual" in words:
            yield from _usual(segment, view)
        if "order" in view.reading.words:
            yield from _order(segment, view)
        if scope.venues:
            yield from _venue_list(segment, view)
            yield from _price_venue(segment, view)
        if len(segment.slots) > 1 and scope.has("rel:above", "rel:below", "versus:more", "versus:less"):
            yield from _ordered(segment, view)
        if "heavy" in words or "light" in words:
            yield from _weight(segment, view)
        if "ceiling:ceiling" in words and ("liq" in words or "liq" in view.topic_words):
            yield Doubt("B1", "liquidation totals are said to be a ceiling", hint="They are a floor.")
        if "recovered" in words and any(code[0] == "+" for code in scope.dirs) and not scope.has("extreme:low"):
            yield Doubt("N2", "a gain is said to be won back", hint="A loss is won back.")
        if "together:same" in words or "together:apart" in words:
            yield from _together(segment, view)
    if not view.reading.slots:
        yield from _bare_side(view)


def _said(sign: int) -> str:
    return "up" if sign > 0 else "down"


def _sign(code: str) -> int:
    return 1 if code[0] == "+" else -1


def subject(segment: Segment, view: View) -> tuple[str, tuple[str, ...]]:
    """What moves in a clause: ("coin", names), ("index", names), ("flow", ...), ("liq", ...) or ("", ())."""
    for scope in (segment.scope, *(earlier.scope for earlier in reversed(segment.carry))):
        for measure in ("fng", "oi", "cap", "dominance", "funding", "volume"):
            if measure in scope.words:
                return measure, named(scope.coins)
        if scope.sides:
            return "liq", scope.sides
        if scope.has("flow"):
            return "flow", named(scope.coins)
        if named(scope.coins) and not (scope.has("liq") and not scope.dirs):
            return "coin", named(scope.coins)
        if scope.indices:
            return "index", scope.indices
        if scope.has("liq"):
            return "liq", ()
    return "coin", view.topic


# ---- directions --------------------------------------------------------------------------------------------------------


def _direction(segment: Segment, view: View) -> Iterator[Doubt]:
    kind, names = subject(segment, view)
    if any(bound.known.measure == "breadth" for bound in view.bound if bound.slot in segment.slots):
        return
    if kind != "liq" and any(slot.mark in _MOVES for slot in segment.slots):
        return
    sign, scope = _sign(segment.scope.dirs[-1]), segment.scope
    if kind == "liq":
        yield from _liquidations(segment, names, sign, view)
    elif kind == "index":
        yield from _indices(names, sign, view)
    elif kind == "flow" and not scope.flows:
        yield from _flow_sign(names, sign, view)
    elif kind in ("fng", "oi", "cap", "dominance"):
        yield from _measured(kind, names, sign, view)
    elif kind == "coin" and not any(is_level(slot) and slot.mark == fg.PRICE for slot in segment.slots):
        yield from _coins(segment, names, sign, view)


def _liquidations(segment: Segment, names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    if segment.scope.sides and not segment.scope.has("liq"):
        if sign > 0:
            yield Doubt("N2", f"{' and '.join(names)}s are said to gain, and liquidations are losses", hint="Say that they lost, or bore.")
        return
    usual, before = view.index.find("liquidated_ratio", None, "usual"), view.index.find("liquidated_ratio", None, "day_before")
    rows = [row for row in ((usual,) if view.reading.words & {"usual"} else (usual, before)) if row is not None]
    if rows and segment.scope.has("liq") and all((row.value - 1) * sign < 0 for row in rows):
        row = rows[0]
        yield Doubt("N2", f"liquidations are said to go {_said(sign)}", (row.id,), f"{row.id} is {row.value:.2f}.")


def _winners(segment: Segment) -> Iterator[Doubt]:
    if segment.scope.flows[-1][0] == "+":
        yield Doubt("N2", f"{' and '.join(segment.scope.sides)}s are said to take money in, and liquidations are losses", hint="Say that they lost, or bore.")


def _indices(names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    rows = [row for row in view.index.all("index_change") if row.coin in names or ("STOCKS" in names and row.coin != "VIX")]
    if rows and all(row.value * sign < 0 for row in rows):
        yield _denied(rows[0], sign)


def _flow_sign(names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    rows = [row for row in view.index.rows("flow", names or ("BTC",)) if row.base == "session"]
    if rows and all(row.value * sign < 0 for row in rows):
        yield _denied(rows[0], sign)


def _measured(kind: str, names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    measure = {"fng": "sentiment_change", "oi": "open_interest_change", "cap": "market_cap_change", "dominance": "dominance_change"}[kind]
    rows = [row for row in view.index.all(measure) if not names or row.coin in (*names, None)]
    if kind == "fng":
        now, before = view.index.find("sentiment", None, "now"), view.index.find("sentiment", None, "day_ago")
        if now is not None and before is not None:
            rows = [now._replace(value=now.value - before.value)]
    if rows and all(row.value * sign <= 0 for row in rows):
        yield _denied(rows[0], sign)


def _denied(row: Known, sign: int) -> Doubt:
    return Doubt("N2", f"it is said to go {_said(sign)}", (row.id,), f"{row.id} is {row.value:+.2f}.")


def _coins(segment: Segment, names: tuple[str, ...], sign: int, view: View) -> Iterator[Doubt]:
    ends = {bound.known.base for bound in view.bound if bound.slot in segment.slots and bound.slot.role != "from"}
    if (sign > 0 and ends == {"low"}) or (sign < 0 and ends == {"high"}):
        yield Doubt("N2", f"the price is said to go {_said(sign)} to its {'low' if sign > 0 else 'high'}")
        return
    turned = _turned(segment, view)
    for coin in names:
        row = _change(coin, segment, view)
        if turned:
            if turned * sign < 0:
                yield Doubt("N2", f"{coin} is said to go {_said(sign)} between two prices that say otherwise")
            continue
        if row is None or row.value * sign > 0:
            continue
        if row.value == 0 or not _excused(coin, sign, ends, segment, view):
            yield Doubt("N2", f"{coin} is said to go {_said(sign)}", (row.id,), f"{row.id} is {row.value:+.2f}%.")


def _turned(segment: Segment, view: View) -> int:
    """ "Touched $3,542 and slipped back to $3,436": +1 or -1 by the two prices themselves, 0 where there are not two."""
    if not segment.scope.has("back:back", "recovered"):
        return 0
    now = [bound for bound in view.bound if bound.slot.segment is segment and bound.known.measure == "price"]
    before = [bound for bound in view.bound if bound.slot.segment in segment.carry and bound.known.measure == "price"]
    if not now or not before or now[0].known.coin != before[-1].known.coin:
        return 0
    return 1 if now[0].known.value > before[-1].known.value else -1


def _change(coin: str, segment: Segment, view: View) -> Known | None:
    windows = segment.scope.windows or tuple(w for earlier in segment.carry for w in earlier.scope.windows if w in _BASES)
    base = next((_BASES[window] for window in windows if window in _BASES), "window")
    if coin == "alts":
        return view.index.find("change", "alts", "utc_day")
    return view.index.find("change", coin, base)


def _excused(coin: str, sign: int, ends: set[str], segment: Segment, view: View) -> bool:
    """A move within the window: to its high or low, or back from one."""
    prices = candle(coin, view)
    if prices is None:
        return False
    scope = segment.scope
    if sign > 0:
        reached = bool(ends & {"high", "record"}) or scope.has("record:new", "extreme:high")
        back = scope.has("extreme:low", "when:before", "recovered", "back:back", "cross:back") or _afterwards(segment)
        return (reached and prices.high > prices.start) or (back and prices.end > prices.low * 1.002)
    reached = bool(ends & {"low", "fall3d_low", "week_low"}) or scope.has("extreme:low", "super:low")
    if ends & {"fall3d_low", "week_low"}:  # those reached, not those left
        return True
    back = scope.has("extreme:high", "record:new", "record:old", "when:before", "back:back") or _afterwards(segment)
    return (reached and prices.low < prices.start) or (back and prices.end < prices.high * 0.998)


def _afterwards(segment: Segment) -> bool:
    return segment.opener in ("before", "then")


def _flow(segment: Segment, view: View) -> Iterator[Doubt]:
    scope = segment.scope
    if not (scope.has("flow") or any(earlier.scope.has("flow") for earlier in segment.carry)):
        return
    sign = 1 if scope.flows[-1][0] == "+" else -1
    if scope.has("end:end") or any(earlier.scope.has("end:end") for earlier in segment.carry):
        sign = -sign
    coins = named(scope.coins) or named(view.reading.coins) or view.topic
    yield from _flow_sign(tuple(coin for coin in coins if coin in ("BTC", "ETH", "SOL", "XRP")), sign, view)


# ---- majorities and comparisons ------------------------------------------------------------------------------------------


def _majority(segment: Segment, view: View) -> Iterator[Doubt]:
    scope = segment.scope
    word = "most" if scope.has("majority:most") else "lead" if scope.has("majority:lead") else "minor"
    sides = scope.sides
    if len(sides) == 1 and sides[0] in ("long", "short"):
        yield from _side_majority(sides[0], named(scope.coins), word, view)
    elif scope.venues and len(scope.venues[0]) == 1:
        yield from _venue_majority(scope.venues[0][0], word, view)
    elif named(scope.coins) and _about_money(segment, view):
        yield from _coin_majority(named(scope.coins), word, view)
    elif named(scope.coins):
        yield from _mover(segment, word, view)


def _about_money(segment: Segment, view: View) -> bool:
    scopes = (segment.scope, *(earlier.scope for earlier in segment.carry))
    if any(scope.has("liq", "whole:it", "whole:total") or any(slot.mark == fg.MONEY for slot in segment.slots) for scope in scopes):
        return True
    return not any(scope.dirs or scope.indices for scope in scopes)


def _side_majority(side: str, coins: tuple[str, ...], word: str, view: View) -> Iterator[Doubt]:
    coin = coins[0] if len(coins) == 1 else None
    other = "short" if side == "long" else "long"
    mine, theirs = view.index.find("liquidated", coin, "window", side), view.index.find("liquidated", coin, "window", other)
    if mine is None or theirs is None:
        return
    if (mine.value > theirs.value) == (word == "minor"):
        yield Doubt("N2", f"{side}s are said to be the {'smaller' if word == 'minor' else 'larger'} part", (mine.id, theirs.id),
                    f"Longs and shorts were {mine.value / 1e6:,.1f} and {theirs.value / 1e6:,.1f} million ({side}s first).")  # fmt: skip


def _venue_majority(venue: str, word: str, view: View) -> Iterator[Doubt]:
    rows = [row for row in view.index.all("liquidated_share") if row.base == "venue"]
    mine = next((row for row in rows if row.venues == (venue,)), None)
    if not rows:
        return
    largest = max(rows, key=lambda row: row.value)
    if mine is None or (word == "most" and mine.value <= 50) or (word == "lead" and mine is not largest) or (word == "minor" and mine is largest):
        yield Doubt("N2", f"{venue} is said to have the larger part", (largest.id,), f"{'+'.join(largest.venues)} had {largest.value:.1f}%.")


def _coin_majority(coins: tuple[str, ...], word: str, view: View) -> Iterator[Doubt]:
    if "alts" in coins:
        row = next((row for row in view.index.all("liquidated_share") if row.base == "alts"), None)
        if row is not None and word == "most" and row.value <= 50:
            yield Doubt("N2", "smaller coins are said to be the larger part", (row.id,), f"{row.id} is {row.value:.1f}%.")
        return
    rows = [row for row in view.index.all("liquidated_share") if row.base == "coin" and row.side is None and row.coin and row.id.startswith(row.coin.lower())]
    mine = [row for row in rows if row.coin in coins]
    if not rows:
        return
    largest = max(rows, key=lambda row: row.value)
    enough = largest not in mine if word == "minor" else sum(row.value for row in mine) > 50 if word == "most" else largest in mine
    if not enough:
        yield Doubt("N2", f"{' and '.join(coins)} is said to be the larger part", tuple(row.id for row in mine) or (largest.id,),
                    f"{largest.coin} had the largest part, {largest.value:.1f}%.")  # fmt: skip


def _mover(segment: Segment, word: str, view: View) -> Iterator[Doubt]:
    """ "Chainlink rose most", "led by solana": the best or worst of the coins counted."""
    dirs = segment.scope.dirs or next((earlier.scope.dirs for earlier in reversed(segment.carry) if earlier.scope.dirs), ())
    coin = segment.scope.coins[0]
    if not dirs or coin in ("BTC", "ETH", "alts"):
        return
    name = "best" if _sign(dirs[-1]) > 0 else "worst"
    found = view.index.text(f"{name}.coin")
    if found is not None and (found != coin) == (word != "minor"):
        yield Doubt("N2", f"{coin} is said to have moved most", (f"{name}.coin",), f"{found} did.")


def _versus(segment: Segment, view: View) -> Iterator[Doubt]:
    place = next(n for n, item in enumerate(segment.items) if item.kind == "versus")
    left = [item for item in segment.items[:place] if item.kind in ("coin", "side")]
    right = [item for item in segment.items[place:] if item.kind in ("coin", "side")]
    if not left:
        left = [item for earlier in segment.carry for item in earlier.items if item.kind in ("coin", "side")]
    if not left or not right:
        return
    more = segment.items[place].value == "more"
    first, second = _measure_of(left[-1].value, left[-1].kind, segment, view), _measure_of(right[0].value, right[0].kind, segment, view)
    if first is None or second is None:
        return
    a, b = first.value, second.value
    dirs = segment.scope.dirs or next((earlier.scope.dirs for earlier in reversed(segment.carry) if earlier.scope.dirs), ())
    if dirs and first.measure == second.measure == "change":
        a, b = a * _sign(dirs[-1]), b * _sign(dirs[-1])
    if (a > b) != more:
        yield Doubt("N2", f"{left[-1].value} is said to be {'ahead of' if more else 'behind'} {right[0].value}", (first.id, second.id),
                    f"{first.id} is {first.value:,.2f}, {second.id} is {second.value:,.2f}.")  # fmt: skip


def _measure_of(name: str, kind: str, segment: Segment, view: View) -> Known | None:
    if kind == "side":
        return view.index.find("liquidated", None, "window", name)
    if segment.scope.has("liq") or (view.reading.words & {"liq"} and not segment.scope.dirs):
        return view.index.find("liquidated", name, "window")
    if name == "alts":
        gap = view.index.find("gap", "alts")
        return gap
    row = _change(name, segment, view)
    names = {item.value for item in segment.items if item.kind == "coin"} | set(view.reading.coins)
    if name != "BTC" and "alts" in names:
        median, bitcoin = view.index.find("change", "alts", "utc_day"), view.index.find("gap", "alts")
        if row is not None and median is not None and bitcoin is not None:
            return row._replace(value=row.value - median.value + bitcoin.value)
    if row is not None and "alts" in names:
        return row._replace(value=0.0)  # the gap is already less bitcoin's change
    return row


# ---- records, kinds of day ---------------------------------------------------------------------------------------------


def _record(segment: Segment, view: View) -> Iterator[Doubt]:
    scope = segment.scope
    bound = {b.known.base for b in view.bound if b.slot in segment.slots}
    if scope.has("rel:below", "prep:from", "when:before", "not:not", "cross:near") or bound & {"record", "record_before", "record_then"}:
        return
    kind, names = subject(segment, view)
    if kind == "coin" and names and not scope.has("liq"):
        for coin in names:
            flag = next((row for row in view.index.rows("price", (coin,)) if row.base == "record_new"), None)
            if flag is None or flag.value != 1:
                yield Doubt("O5", f"a record is claimed for {coin}", (flag.id,) if flag else (), _record_hint(coin, view))
    elif kind == "index" and "SPX" in names:
        flag = view.index.find("index_close", "SPX", "record")
        if flag is not None and flag.value != 1:
            yield Doubt("O5", "a record is claimed for the S&P 500", (flag.id,))
    elif kind == "liq":
        rows = [row for row in view.index.all("liquidated_rank") if row.base == "record" and row.side in (*names, None)]
        if not any(row.value == 1 for row in rows):
            yield Doubt("O5", "record liquidations are claimed", tuple(row.id for row in rows), "The series had larger days.")


def _record_hint(coin: str, view: View) -> str:
    row = view.index.find("price", coin, "record")
    return f"{coin}'s highest price in the data is {row.value:,.2f}." if row is not None else f"Nothing on file says what {coin}'s record is."


def _kind_of_day(segment: Segment, view: View) -> Iterator[Doubt]:
    if segment.scope.has("when:before", "not:not"):
        return
    longs, shorts = view.index.find("liquidated", None, "window", "long"), view.index.find("liquidated", None, "window", "short")
    coin = (named(segment.scope.coins) or named(view.reading.coins) or ("BTC",))[0]
    change = view.index.find("change", coin, "window")
    if segment.scope.has("squeeze") and longs is not None and shorts is not None and shorts.value < longs.value and "long" not in segment.scope.sides:
        yield Doubt("N2", "a short squeeze is claimed", (longs.id, shorts.id), "Longs lost more than shorts.")
    elif segment.scope.has("squeeze") and change is not None and change.value < 0 and "long" not in segment.scope.sides:
        yield Doubt("N2", "a short squeeze is claimed", (change.id,), f"{change.id} is {change.value:+.1f}%.")
    if segment.scope.has("flush") and longs is not None and shorts is not None and shorts.value > longs.value:
        yield Doubt("N2", "a flush of longs is claimed", (longs.id, shorts.id), "Shorts lost more than longs.")
    ratio = view.index.find("liquidated_ratio", None, "usual")
    if segment.scope.has("quiet") and ratio is not None and ratio.value > 1.2:
        yield Doubt("N2", "a quiet day is claimed", (ratio.id,), f"{ratio.id} is {ratio.value:.2f}.")


def _superlative(segment: Segment, view: View) -> Iterator[Doubt]:
    """A rank without a date: "the most this year", "the heaviest on record"."""
    scope = segment.scope
    if scope.dirs and named(scope.coins) and not scope.has("since:since"):
        yield from _mover(segment, "minor" if scope.has("super:low") else "lead", view)
    if any(slot.mark == fg.ORDINAL for slot in segment.slots) or not (scope.has("liq") or scope.sides or subject(segment, view)[0] == "liq"):
        return
    if scope.has("record:ever"):
        yield from _record_flag(segment, view)
    elif "ytd" in scope.windows and scope.has("super:high"):
        row = view.index.find("liquidated_rank", None, "year")
        if not scope.sides and (row is None or row.value != 1):
            yield Doubt("O5", "the largest day of the year is claimed", (row.id,) if row else (), f"It is number {row.value:.0f}." if row else "")


def _record_flag(segment: Segment, view: View) -> Iterator[Doubt]:
    side = segment.scope.sides[0] if len(segment.scope.sides) == 1 else None
    row = next((row for row in view.index.all("liquidated_rank") if row.base == "record" and row.side == side), None)
    if row is None or row.value != 1:
        yield Doubt("O5", "the largest day on record is claimed", (row.id,) if row else (), "The series had larger days." if row else "")


def _flat(segment: Segment, view: View) -> Iterator[Doubt]:
    if segment.slots and any(slot.mark in (fg.PRICE, fg.PERCENT) and (is_level(slot) or slot.mark == fg.PERCENT) for slot in segment.slots):
        return
    kind, names = subject(segment, view)
    if kind == "coin":
        for coin in names:
            row = _change(coin, segment, view)
            if row is not None and abs(row.value) >= 1.0:
                yield Doubt("V1", f"{coin} is said to be little changed", (row.id,), f"{row.id} is {row.value:+.1f}%.")
    elif kind == "index":
        rows = [row for row in view.index.all("index_change") if row.coin in names]
        if rows and abs(rows[0].value) >= 0.5:
            yield Doubt("V1", "the index is said to be little changed", (rows[0].id,), f"{rows[0].id} is {rows[0].value:+.1f}%.")


def _usual(segment: Segment, view: View) -> Iterator[Doubt]:
    """Above or below the usual, without a multiple."""
    if any(slot.mark in (fg.TIMES, FRACTION, fg.PERCENT, fg.MONEY) for slot in segment.slots):
        return
    row = view.index.find("liquidated_ratio", None, "usual")
    scope = segment.scope
    over = scope.has("rel:above", "versus:more", "heavy") or any(code[0] == "+" for code in scope.dirs)
    under = scope.has("rel:below", "versus:less", "quiet") or any(code[0] == "-" for code in scope.dirs)
    if row is not None and over != under and (row.value > 1) != over:
        yield Doubt("N2", f"liquidations are said to be {'above' if over else 'below'} the usual", (row.id,), f"{row.id} is {row.value:.2f}.")


def _order(segment: Segment, view: View) -> Iterator[Doubt]:
    """The largest order's coin, side and venue, named in a clause without its amount."""
    scope, index = segment.scope, view.index
    if any(slot.mark in (fg.MONEY, fg.PERCENT) for slot in segment.slots) or scope.dirs:
        return
    if scope.has("super:low") and scope.has("order"):
        yield Doubt("N2", "the largest order is said to be the smallest", ("order.usd",))
    asked = (("order.coin", named(scope.coins)), ("order.side", scope.sides), ("order.venue", tuple(name for names in scope.venues for name in names)))
    for fact_id, names in asked:
        value = index.text(fact_id)
        value = index.venues(value)[0] if value and fact_id == "order.venue" else value
        if names and value is not None and value not in names and not scope.has("whole:total"):
            yield Doubt("N1", f"the order's {fact_id[6:]} is not {' or '.join(names)}", (fact_id,), f"{fact_id} is {value}.")


def _venue_list(segment: Segment, view: View) -> Iterator[Doubt]:
    """A list of venues is the list that a series covers, or venues that have figures."""
    index = view.index
    lists = [set(value.split("+")) for value in (index.text("liq.venues"), index.text("series.venues"), index.text("btc.venue")) if value]
    single = {name for row in index.all("liquidated") for name in row.venues} | {index.text("order.venue")}
    for names in segment.scope.venues:
        counted = segment.scope.has("noun:coins", "tracked")
        if len(names) == 1 and counted and view.reading.words & {"liq", "tracked"} and set(names) not in lists:
            yield Doubt("N1", f"no series on file is of {names[0]} alone")
        if len(names) > 1 and set(names) not in lists and (not set(names) <= single or len(set(names)) < len(names) or counted):
            yield Doubt("N1", f"no figure on file covers {', '.join(names)}", (), f"Series: {'; '.join('+'.join(sorted(known)) for known in lists)}.")


def _price_venue(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Its high was $55,750, on Binance": the venue that the prices come from."""
    priced = [bound for bound in view.bound if bound.known.measure == "price"]
    here = [bound for bound in priced if bound.slot.segment in (segment, *segment.carry[-1:])]
    if segment.slots or not here or view.reading.words & {"order", "liq"} or segment.scope.sides:
        return
    source = view.index.text(f"{(here[0].known.coin or '').lower()}.venue")
    if source is not None and not set(segment.scope.venues[0]) & set(view.index.venues(source)):
        yield Doubt("N1", f"the price is not from {segment.scope.venues[0][0]}", (), f"It is from {source}.")


def _ordered(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "$17.4 million is above bitcoin's $8 million": the two figures stand as is said."""
    figures = [item for item in segment.items if item.is_figure and item.value in (fg.MONEY, fg.PERCENT)]
    if len(figures) != 2 or figures[0].value != figures[1].value:
        return
    for item in segment.items:
        if item.kind in ("rel", "versus") and figures[0].at < item.at < figures[1].at:
            first, second = (view.figures[figure.number].value for figure in figures)
            if (first > second) != (item.value in ("above", "more")):
                yield Doubt("N2", f"{view.figures[figures[0].number].text} is said to be {item.text} {view.figures[figures[1].number].text}")


def _weight(segment: Segment, view: View) -> Iterator[Doubt]:
    """A heavier or lighter day before: the day that today is compared with."""
    called = view.index.facts.value("callback.date")
    now = view.index.facts.window.end.date()
    days = [fg.calendar_day(view.figure(slot), now) for slot in view.reading.slots if slot.mark == fg.DAY]
    then, today = view.index.number("callback.total"), view.index.number("series.total") or view.index.number("liq.total")
    if called not in days or then is None or today is None:
        return
    heavier = segment.scope.has("heavy")
    if (then > today) != heavier:
        yield Doubt("N2", f"{called} is said to be the {'heavier' if heavier else 'lighter'} day", ("callback.total", "series.total"))


def _together(segment: Segment, view: View) -> Iterator[Doubt]:
    names = [name for s in view.reading.segments for name in s.scope.indices]
    btc, eth = view.index.find("change", "BTC", "window"), view.index.find("change", "ETH", "window")
    stocks = next((row for row in view.index.all("index_change") if row.coin in names or row.coin == "NDX"), None)
    other = stocks if names else eth
    if btc is None or other is None:
        return
    same = btc.value * other.value > 0
    if same != segment.scope.has("together:same"):
        yield Doubt("N2", f"they are said to move {'the same way' if not same else 'apart'}", (btc.id, other.id))


def _bare_side(view: View) -> Iterator[Doubt]:
    """A heading that names one side as the one closed out: it must be the side that lost more."""
    scopes = [segment.scope for segment in view.reading.segments]
    sides = {side for scope in scopes for side in scope.sides}
    if len(sides) != 1 or not any(scope.has("liq") for scope in scopes) or any(scope.has("majority:most", "majority:lead", "majority:minor") for scope in scopes):
        return
    coins = [coin for scope in scopes for coin in named(scope.coins)]
    if not sides <= {"long", "short"} or any(scope.has("squeeze", "flush", "not:not") for scope in scopes):
        return
    yield from _side_majority(next(iter(sides)), tuple(coins) if len(coins) == 1 and not any(s.dirs for s in scopes) else (), "most", view)
