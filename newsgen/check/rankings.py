"""Claims of order without a figure: most, ahead of, above, heavier and lighter days."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check.context import Doubt, View
from newsgen.check.counts import USUAL
from newsgen.check.index import Known, ids
from newsgen.check.moves import change_of, sign_of, subject
from newsgen.check.reading import Item, Segment

_MOST = ("majority:most", "majority:lead", "super:high")
_MEASURED = ("liq", "whole:it", "whole:total")


def majority(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Most of it", "led by", "bore the brunt": the larger side, coin or venue, or the coin that moved most."""
    scope = segment.scope
    if scope.has("recovered"):
        yield from _won_back(scope.named, view)
        return
    word = "most" if scope.has("majority:most") else "lead" if scope.has("majority:lead") else "minor"
    if len(scope.sides) == 1 and scope.sides[0] != "both":
        yield from side_majority(scope.sides[0], scope.named, word, view)
    elif scope.venues and len(scope.venues[0]) == 1:
        yield from _venue_majority(scope.venues[0][0], word, view)
    elif scope.named and _about_money(segment):
        yield from _coin_majority(scope.named, word, view)
    elif scope.named:
        yield from mover(segment, scope.named[0], word, view)


def _won_back(coins: tuple[str, ...], view: View) -> Iterator[Doubt]:
    """ "Has won back more than half of its fall"."""
    for coin in coins:
        row = view.index.find("recovered", coin)
        if row is not None and row.value <= 50:
            yield Doubt("N2", f"{coin} is said to have won back most", (row.id,), f"{row.id} is {row.value:.1f}%.")


def _about_money(segment: Segment) -> bool:
    parts = (segment, *segment.carry)
    if any(part.scope.has(*_MEASURED) or any(slot.mark == fg.MONEY for slot in part.slots) for part in parts):
        return True
    return not any(part.scope.dirs or part.scope.indices for part in parts)


def side_majority(side: str, coins: tuple[str, ...], word: str, view: View) -> Iterator[Doubt]:
    """A side that is said to have lost more, or less, than the other."""
    coin = coins[0] if len(coins) == 1 else None
    mine = view.index.find("liquidated", coin, "window", side)
    theirs = view.index.find("liquidated", coin, "window", "short" if side == "long" else "long")
    if mine is not None and theirs is not None and (mine.value > theirs.value) == (word == "minor"):
        told = f"{mine.id} is {mine.value / 1e6:,.1f} million, {theirs.id} {theirs.value / 1e6:,.1f} million."
        yield Doubt(
            "N2",
            f"{side}s are said to be the {'smaller' if word == 'minor' else 'larger'} part",
            (mine.id, theirs.id),
            told,
        )


def _venue_majority(venue: str, word: str, view: View) -> Iterator[Doubt]:
    rows = [row for row in view.index.all("liquidated_share") if row.kind.base == "venue"]
    if rows:
        largest = max(rows, key=lambda row: row.value)
        mine = next((row for row in rows if row.kind.venues == (venue,)), None)
        true = (
            mine is not None and {"most": mine.value > 50, "lead": mine is largest, "minor": mine is not largest}[word]
        )
        if not true:
            claim = f"{venue} is said to have the {'smaller' if word == 'minor' else 'larger'} part"
            told = f"{'+'.join(largest.kind.venues)} had the largest, {largest.value:.1f}%."
            yield Doubt("N2", claim, (largest.id,), told)


def _coin_majority(coins: tuple[str, ...], word: str, view: View) -> Iterator[Doubt]:
    shares = view.index.all("liquidated_share")
    if "alts" in coins:
        row = next((row for row in shares if row.kind.base == "alts"), None)
        if row is not None and word == "most" and row.value <= 50:
            yield Doubt(
                "N2", "smaller coins are said to be the larger part", (row.id,), f"{row.id} is {row.value:.1f}%."
            )
        return
    rows = {row.kind.coin: row for row in shares if row.kind.base == "coin" and row.kind.side is None}
    mine = [rows[coin] for coin in coins if coin in rows]
    if not rows:
        return
    largest = max(rows.values(), key=lambda row: row.value)
    leads = largest.kind.coin in coins
    if not {"most": sum(row.value for row in mine) > 50, "lead": leads, "minor": not leads}[word]:
        claim = f"{' and '.join(coins)} is said to be the {'smaller' if word == 'minor' else 'larger'} part"
        told = f"{largest.kind.coin} had the largest part, {largest.value:.1f}%."
        yield Doubt("N2", claim, ids(mine) or (largest.id,), told)


def mover(segment: Segment, coin: str, word: str, view: View) -> Iterator[Doubt]:
    """ "Chainlink rose most", "led by solana": the best or worst of the coins counted."""
    dirs = segment.scope.dirs or next(
        (earlier.scope.dirs for earlier in reversed(segment.carry) if earlier.scope.dirs), ()
    )
    if not dirs or coin in ("BTC", "ETH", "alts"):
        return
    name = "best" if sign_of(dirs[-1]) > 0 else "worst"
    found = view.index.text(f"{name}.coin")
    if found is not None and (found != coin) == (word != "minor"):
        yield Doubt(
            "N2",
            f"{coin} is said to have moved {'least' if word == 'minor' else 'most'}",
            (f"{name}.coin",),
            f"{found} moved most.",
        )


# ---- one against another ---------------------------------------------------------------------------------------------


def versus(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Ether fell harder than bitcoin", "shorts outnumbered longs"."""
    place = next(n for n, item in enumerate(segment.items) if item.kind == "versus")
    left = [item for item in segment.items[:place] if item.kind in ("coin", "side")]
    left = left or [item for earlier in segment.carry for item in earlier.items if item.kind in ("coin", "side")]
    right = [item for item in segment.items[place:] if item.kind in ("coin", "side")]
    alone = not right or right[0].value == "market"
    if left and alone and segment.items[place].value == "less" and segment.scope.has("liq"):
        yield from _coin_majority(segment.scope.named, "minor", view)  # "bitcoin trails the liquidations"
    if not left or not right:
        return
    if any(bound.known.kind.base == "led30" for bound in view.bound_in(segment)):
        if segment.items[place].value == "less":
            yield Doubt("N2", "the days counted are those with more, not less", ("series.eth_led30",))
        return
    if "larges" in (left[-1].value, right[0].value):
        yield Doubt("N1", "nothing on file says how larger coins did as a group")
        return
    first, second = _compared(left[-1], segment, view), _compared(right[0], segment, view)
    if first is None or second is None:
        return
    dirs = segment.scope.dirs or next(
        (earlier.scope.dirs for earlier in reversed(segment.carry) if earlier.scope.dirs), ()
    )
    word = segment.items[place].value
    pointed = any(slot.mark == fg.POINTS for slot in segment.slots)  # "sank 3%, 4.5 percentage points behind"
    turn = (
        sign_of(dirs[-1])
        if dirs and not pointed and word in ("more", "less") and first.kind.measure in ("change", "gap")
        else 1
    )
    ahead = word in ("more", "better")
    if (first.value * turn > second.value * turn) != ahead:
        claim = f"{left[-1].value} is said to be {'ahead of' if ahead else 'behind'} {right[0].value}"
        told = f"{first.id} is {first.fact.value:,.2f}, {second.id} is {second.fact.value:,.2f}."
        yield Doubt("N2", claim, (first.id, second.id), told)


def _compared(item: Item, segment: Segment, view: View) -> Known | None:
    name, index = item.value, view.index
    if item.kind == "side":
        return index.find("liquidated", None, "window", name)
    if segment.scope.has("liq") or (view.reading.has("liq") and not segment.scope.dirs):
        return index.find("liquidated", name, "window")
    if "alts" not in {other.value for other in segment.items if other.kind == "coin"} | set(view.reading.coins):
        return change_of(name, segment, view)
    gap, median = index.find("gap", "alts"), index.find("change", "alts", "utc_day")
    if name == "alts" or gap is None or median is None:
        return gap
    # Against smaller coins everything is counted from bitcoin, as their gap is.
    row = change_of(name, segment, view)
    return row and row._replace(value=0.0 if name == "BTC" else row.value - median.value + gap.value)


def ordered(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "$17.4 million is above bitcoin's $8 million": the two figures stand as is said."""
    figures = [item for item in segment.items if item.is_figure and item.value in (fg.MONEY, fg.PERCENT)]
    if len(figures) != 2 or figures[0].value != figures[1].value:
        return
    first, second = (view.figures[figure.number] for figure in figures)
    for item in segment.items:
        between = item.kind in ("rel", "versus") and figures[0].at < item.at < figures[1].at
        if between and (first.value > second.value) != (item.value in ("above", "more")):
            yield Doubt("N2", f"{first.text} is said to be {item.text} {second.text}")


def told_twice(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "$8 million of longs and $8 million of longs"."""
    mine = [bound for bound in view.bound_in(segment) if bound.slot.mark == fg.MONEY]
    before = [bound for bound in view.bound_in(segment.carry[-1]) if bound.slot.mark == fg.MONEY]
    if len(mine) == 1 and before and mine[0].known.id == before[-1].known.id:
        yield Doubt("N4", f"{mine[0].figure.text} is told twice over", (mine[0].known.id,))


def against_record(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Reached $76,850, above its earlier record of $76,400": the two prices stand as is said."""
    mine = [bound for bound in view.bound_in(segment) if bound.known.kind.measure == "price"]
    before = [bound for part in segment.carry for bound in view.bound_in(part) if bound.known.kind.measure == "price"]
    if len(mine) == 1 and before and (before[-1].figure.value > mine[0].figure.value) != segment.scope.has("rel:above"):
        word = "above" if segment.scope.has("rel:above") else "below"
        yield Doubt("N2", f"{before[-1].figure.text} is said to be {word} {mine[0].figure.text}")


def beyond(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Fell below $95,000, to $94,588": the price lies on that side of the level."""
    reached = [slot for slot in segment.slots if slot.mark == fg.PRICE and slot.role == "to"]
    levels = [slot for slot in segment.carry[-1].slots if slot.mark == fg.PRICE]
    if len(reached) == 1 and len(levels) == 1:
        level, price = view.figure(levels[0]), view.figure(reached[0])
        below = segment.carry[-1].scope.has("rel:below", "cross:lost")
        if (price.value < level.value) != below:
            yield Doubt("N2", f"{price.text} is not {'below' if below else 'above'} {level.text}")


def followed(segment: Segment, view: View) -> Iterator[Doubt]:
    """ "Zcash fell most, followed by polkadot": the coin in second place."""
    dirs = next((part.scope.dirs for part in segment.carry if part.scope.dirs and part.scope.has(*_MOST)), ())
    coin = segment.scope.named[:1]
    name = "best" if dirs and sign_of(dirs[-1]) > 0 else "worst"
    second = view.index.text(f"{name}2.coin")
    if dirs and coin and second is not None and coin[0] != second:
        yield Doubt("N2", f"{coin[0]} is said to come second", (f"{name}2.coin",), f"{second} did.")


def usual(segment: Segment, view: View) -> Iterator[Doubt]:
    """Above or below the usual, without a multiple."""
    medians = [bound.slot for bound in view.bound_in(segment) if bound.known.kind.base == "usual"]
    told = [slot for slot in segment.slots if slot not in medians or slot.mark != fg.MONEY]
    if any(slot.mark in (fg.TIMES, fg.FRACTION, fg.PERCENT, fg.MONEY) for slot in told):
        return
    scope, (about, coins) = segment.scope, subject(segment, view)
    found = [view.index.find("liquidated_ratio", None, base) for base in USUAL]
    if about == "volume":  # "a spot volume of $1.48 billion, below the usual $3.17 billion"
        found = [view.index.find("volume_ratio", coin, "usual") for coin in coins]
    rows = [row for row in found if row is not None]
    over = scope.has("rel:above", "versus:more", "heavy") or scope.sign > 0
    under = scope.has("rel:below", "versus:less", "quiet", "light") or scope.sign < 0
    if rows and over != under and all((row.value > 1) != over for row in rows):
        what = "volume is" if about == "volume" else "liquidations are"
        claim = f"{what} said to be {'above' if over else 'below'} the usual"
        yield Doubt("N2", claim, ids(rows), f"{rows[0].id} is {rows[0].value:.2f}.")


def weight(segment: Segment, view: View) -> Iterator[Doubt]:
    """A heavier or lighter day before: the day that today is compared with."""
    called = view.index.facts.value("callback.date")
    days = [fg.calendar_day(view.figure(slot), view.index.now) for slot in view.reading.slots if slot.mark == fg.DAY]
    then, today = (
        view.index.number("callback.total"),
        view.index.number("series.total") or view.index.number("liq.total"),
    )
    heavier = segment.scope.has("heavy")
    ratio = view.index.find("liquidated_ratio", None, "usual")
    if not days and segment.scope.has("whole:it") and ratio is not None and (ratio.value > 1) != heavier:
        claim = f"the day is said to be {'heavy' if heavier else 'light'}"
        yield Doubt("N2", claim, (ratio.id,), f"{ratio.id} is {ratio.value:.2f}.")
    if called in days and then is not None and today is not None and (then > today) != heavier:
        yield Doubt(
            "N2",
            f"{called} is said to be the {'heavier' if heavier else 'lighter'} day",
            ("callback.total", "series.total"),
        )
