"""Claims of rank and record: the largest of a year, the best of the coins, a record, the first time above a level."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check.context import Doubt, View, price_coins
from newsgen.check.index import ids
from newsgen.check.levels import candle, is_level
from newsgen.check.moves import subject
from newsgen.check.rankings import mover
from newsgen.check.reading import Segment

_BURST = frozenset({"four_hours", "four_hours_side"})


def superlative(segment: Segment, view: View) -> Iterator[Doubt]:
    """A rank without a date: "the most this year", "the heaviest on record", "the largest loss"."""
    scope = segment.scope
    if scope.has("super:low") and _of_burst(segment, view):
        yield Doubt("N2", "the heaviest four hours are said to be the lightest", ("burst.usd",))
    named = scope.named or _told_after(segment, view)
    if scope.dirs and named and not scope.has("since:since"):
        yield from mover(segment, named[0], "minor" if scope.has("super:low") else "lead", view)
    if any(slot.mark == fg.ORDINAL for slot in segment.slots):
        return
    if subject(segment, view)[0] != "liq" and not scope.has("whole:total"):
        return
    if scope.has("record:ever"):
        yield from _flag(scope.sides, "the largest day on record is claimed", view)
    elif "ytd" in scope.windows and scope.has("super:high") and not scope.sides:
        row = next((row for row in view.index.all("liquidated_rank") if row.kind.base == "year"), None)
        if row is None or row.value != 1:
            yield Doubt(
                "O5",
                "the largest day of the year is claimed",
                ids([row]) if row else (),
                f"It is number {row.value:.0f}." if row else "",
            )


def _of_burst(segment: Segment, view: View) -> bool:
    """Whether an amount of the heaviest four hours stands in a clause, or behind its colon."""
    return any(
        bound.known.kind.base in _BURST and segment in (bound.slot.segment, *bound.slot.segment.carry[-1:])
        for bound in view.bound
    )


def _told_after(segment: Segment, view: View) -> tuple[str, ...]:
    """ "Largest rise on Friday: solana, 14%": the coin behind the colon."""
    parts = (part for part in view.reading.segments if part.opener == ":" and part.carry[-1:] == (segment,))
    return next((part.scope.named for part in parts), ())


def record(segment: Segment, view: View) -> Iterator[Doubt]:
    """A record that is claimed, not one that is looked back to."""
    scope = segment.scope
    if _calls_losses(segment):
        yield from _flag(scope.sides, "record liquidations are claimed", view)
        return
    bound = {bound.known.kind.base for bound in view.bound_in(segment)}
    if (
        scope.has("rel:below", "prep:from", "when:before", "not:not")
        or _near_record(segment)
        or bound
        & {
            "record",
            "record_before",
            "record_then",
        }
    ):
        return
    kind, names = subject(segment, view)
    if kind == "coin" and not scope.has("liq"):
        for coin in names:
            if view.index.number(f"{coin.lower()}.record_new") != 1:
                row = view.index.find("price", coin, "record")
                told = (
                    f"{row.id} is {row.value:,.2f}."
                    if row is not None
                    else f"Nothing on file says what {coin}'s record is."
                )
                yield Doubt("O5", f"a record is claimed for {coin}", (f"{coin.lower()}.record_new",), told)
    elif kind == "index" and "SPX" in names and view.index.number("spx.record") == 0:
        yield Doubt("O5", "a record is claimed for the S&P 500", ("spx.record",))
    elif kind == "liq":
        yield from _flag(names, "record liquidations are claimed", view)


def _flag(sides: tuple[str, ...], claim: str, view: View) -> Iterator[Doubt]:
    rows = [
        row
        for row in view.index.all("liquidated_rank")
        if row.kind.base == "record" and row.kind.side in (*sides, None)
    ]
    if not any(row.value == 1 for row in rows):
        yield Doubt("O5", claim, ids(rows), "The series had larger days." if rows else "Nothing on file says so.")


def missed(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Misses its record", of a coin that set one."""
    if not segment.scope.has("record:old", "record:new", "record:earlier"):
        return
    kind, names = subject(segment, view)
    for coin in names if kind == "coin" else ():
        if view.index.number(f"{coin.lower()}.record_new") == 1:
            yield Doubt("N2", f"{coin} set a record and is said to miss it", (f"{coin.lower()}.record_new",))


def _near_record(segment: Segment) -> bool:
    """ "Close to a record", not "a record high, close to $30,000"."""
    names = [item.name for item in segment.items]
    return "cross:near" in names and "record:new" in names[names.index("cross:near") :]


def _calls_losses(segment: Segment) -> bool:
    """ "Record liquidations", "record forced closures": the word stands right before them."""
    pairs = zip(segment.items, segment.items[1:])
    return any(
        one.name == "record:new" and two.name in ("liq", "side:long", "side:short") and two.at - one.end == 1
        for one, two in pairs
    )


def first_time(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Above $120,000 for the first time": no price before the window was as high."""
    if any("since:since" in part.scope.words for part in view.reading.segments):
        return  # the first time since a day, which is judged with its date
    for slot in segment.slots:
        coins = price_coins(slot, view.topic)[:1] if slot.mark == fg.PRICE and is_level(slot) else ()
        for coin in coins:
            before, prices = view.index.number(f"{coin.lower()}.record_before"), candle(coin, view)
            level = view.figure(slot)
            new = view.index.number(f"{coin.lower()}.record_new") == 1
            # A record of exactly the level was at it and not above it.
            if prices is not None and not (new and prices.high >= level.value >= (before or 0)):
                told = f"{coin}'s earlier record is {before:,.2f}." if before and new else f"{coin} set no record."
                yield Doubt("O5", f"{level.text} was passed before", (f"{coin.lower()}.record_before",), told)
