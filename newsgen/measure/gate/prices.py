"""S2 and O1: the venues of a coin held against one another over the window, before any of them is quoted.

Of three venues or more the odd one out is not used that day.  Of two that are apart, the one whose move is beyond
anything in its own past is not used; where neither stands out, the article is held and no level is claimed.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from newsgen.catalogue import MAJORS
from newsgen.measure.book import Book, brief, exact, family
from newsgen.measure.candles import Venue, View, view
from newsgen.measure.clock import clock
from newsgen.measure.gate.bars import Refused, refusal
from newsgen.measure.gate.jumps import Jump, jump_of
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.model import Severity

COMPOSITES = frozenset({"Yahoo", "CoinGecko"})  # means of many venues
ENDS, EXTREMES = ("open", "price"), ("high", "low")
HINT = "Compare the venues' candles with a third source."


@dataclass(frozen=True, slots=True)
class Seen:
    """One venue's window: prices, and whether its highs and lows are whole."""

    view: View
    prices: dict[str, float]
    whole: bool

    @property
    def name(self) -> str:
        return self.view.venue.name

    @property
    def range(self) -> float:
        """Logarithm of the high over the low."""
        return math.log(self.prices["high"] / self.prices["low"])


@dataclass(frozen=True, slots=True)
class Gap:
    """Two venues apart: the price with the worst gap, in percent, and how bad it is."""

    name: str
    percent: float
    limit: float
    hold: bool


def rule_prices(book: Book, refused: tuple[Refused, ...], ruling: Ruling) -> None:
    """Leave the venues that can be believed in the ruling, and say which were left out and why."""
    set_aside = _refused(book, refused, ruling)
    for coin, venues in ruling.venues.items():
        kept = _agreeing(book, coin, venues, ruling)
        if len(kept) != len(venues):
            set_aside[coin] = kept
    if set_aside:
        ruling.venues = {**ruling.venues, **set_aside}


def _refused(book: Book, refused: tuple[Refused, ...], ruling: Ruling) -> dict[str, tuple[Venue, ...]]:
    """Report the candles of the window that other venues deny; their venue is not used if another has a view."""
    first = bisect_left(refused, book.start + 1, key=lambda one: one.end)
    last = bisect_left(refused, book.end + 1, key=lambda one: one.end)
    left: dict[str, tuple[Venue, ...]] = {}
    for one in refused[first:last]:
        book.quarantined.append(one.bar)
        others = tuple(venue for venue in ruling.venues.get(one.coin, ()) if venue.name != one.venue)
        message = f"A candle of {one.bar.reason}; it is not used, now or later."
        severity = Severity.HOLD if one.coin in MAJORS else Severity.WARN
        book.find("O1", severity, message, one.file, (f"{one.coin.lower()}.price",), HINT)
        if any(view(venue, book.end) for venue in others):
            left[one.coin] = others
    ruling.venues = {**ruling.venues, **left} if left else ruling.venues
    return left


def _agreeing(book: Book, coin: str, venues: tuple[Venue, ...], ruling: Ruling) -> tuple[Venue, ...]:
    """The venues that are used for this coin today."""
    views = [found for venue in venues if (found := view(venue, book.end)) is not None]
    if not views:
        return venues
    end = min(found.end for found in views)
    seen = [one for found in views if (one := _seen(found, end)) is not None]
    seen = [one for one in seen if one.view.start == seen[0].view.start and one.view.end == seen[0].view.end]
    wrong: set[str] = set()
    gaps = {(one.name, other.name): gap for one, other in combinations(seen, 2) if (gap := _gap(coin, one, other))}
    if any(gap.hold for gap in gaps.values()):
        wrong = _odd_ones(book, coin, seen, gaps)
        if not wrong:
            _undecided(book, coin, seen, gaps, ruling)
    elif gaps:
        pair, gap = max(gaps.items(), key=lambda item: item[1].percent)
        _report(book, coin, seen, pair, gap, Severity.WARN, f"{views[0].venue.name} is quoted.")
    wrong |= _jumps(book, coin, [one for one in seen if one.name not in wrong], ruling)
    return tuple(venue for venue in venues if venue.name not in wrong) if wrong else venues


def _seen(found: View, end: int) -> Seen | None:
    """A venue's window that ends with everybody's last candle, so that all see the same 24 hours."""
    mine: View | None = found if found.end == end else view(found.venue, end)
    if mine is None:
        return None
    prices = {"open": mine.open, "price": mine.price, "high": mine.high, "low": mine.low}
    return Seen(mine, prices, mine.whole)


@lru_cache(maxsize=256)
def _limits(coin: str, one: str, other: str) -> tuple[float, float, float]:
    """Percent from which a gap is a remark, holds the article, and does so between highs or lows."""
    major = coin in MAJORS
    wider = LIMITS.composite if COMPOSITES & {one, other} else 1.0
    warn = LIMITS.apart_warn if major else LIMITS.apart_warn_others
    hold = LIMITS.apart_hold if major else LIMITS.apart_hold_others
    return warn * wider, hold * wider, LIMITS.extreme_hold if major else LIMITS.extreme_hold_others


def _gap(coin: str, one: Seen, other: Seen) -> Gap | None:
    """The worst gap between two venues that is worth a word; a range that both saw widens what is allowed."""
    warn, hold, extreme = _limits(coin, one.name, other.name)
    calm = min(one.range, other.range) * 100
    hold = max(hold, LIMITS.stressed_ends * calm)
    found: list[Gap] = []
    for name in ENDS:
        percent = _apart(one.prices[name], other.prices[name])
        if percent > warn:
            found.append(Gap(name, percent, hold, percent > hold))
    if one.whole and other.whole:
        limit = max(extreme, LIMITS.stressed_extremes * calm)
        for name in EXTREMES:
            percent = _apart(one.prices[name], other.prices[name])
            if percent > limit:
                found.append(Gap(name, percent, limit, hold=True))
    return max(found, key=lambda gap: gap.percent / gap.limit, default=None)


def _apart(one: float, other: float) -> float:
    return abs(math.log(one / other)) * 100


def _odd_ones(
    book: Book, coin: str, seen: list[Seen], gaps: dict[tuple[str, str], Gap]
) -> set[str]:  # fmt: skip
    """The venues that are left out, where it is plain which: outvoted, or of two the one that jumped."""
    held = {pair: gap for pair, gap in gaps.items() if gap.hold}
    if len(seen) > 2:
        denials = {one.name: sum(one.name in pair for pair in held) for one in seen}
        wrong = [one for one in seen if denials[one.name] > len(seen) / 2 - 0.5]
        kept = [one.name for one in seen if one not in wrong]
        if len(kept) > 1 and not any(set(pair) <= set(kept) for pair in held):
            for one in wrong:
                pair, gap = next((pair, gap) for pair, gap in held.items() if one.name in pair)
                text = f"{one.name} is not used; {' and '.join(kept)} agree."
                _report(book, coin, seen, pair, gap, Severity.WARN, text)
                _quarantine(book, one, gap.name, f"denied by {' and '.join(kept)}")
            return {one.name for one in wrong}
        return set()
    ((pair, gap),) = held.items()
    jumped = [one for one in seen if jump_of(coin, one.view) is not None]
    if len(jumped) != 1:
        return set()
    other = next(one.name for one in seen if one is not jumped[0])
    text = f"{jumped[0].name} jumped and {other} did not: {jumped[0].name} is not used."
    _report(book, coin, seen, pair, gap, Severity.HOLD, text)
    _quarantine(book, jumped[0], gap.name, f"a jump that {other} denies")
    return {jumped[0].name}


def _undecided(
    book: Book, coin: str, seen: list[Seen], gaps: dict[tuple[str, str], Gap], ruling: Ruling
) -> None:  # fmt: skip
    pair, gap = max(gaps.items(), key=lambda item: (item[1].hold, item[1].percent / item[1].limit))
    _report(book, coin, seen, pair, gap, Severity.HOLD, "Nobody can say which is right: no level is claimed.")
    ruling.withdraw(f"{pair[0]} and {pair[1]} are {brief(gap.percent)} % apart", level_ids(coin))


def _report(
    book: Book, coin: str, seen: list[Seen], pair: tuple[str, str], gap: Gap, severity: Severity, then: str
) -> None:
    by_name = {one.name: one for one in seen}
    one, other = by_name[pair[0]], by_name[pair[1]]
    what = {"open": "start of the window", "price": "end of the window"}.get(gap.name, gap.name)
    wide = min(one.range, other.range) * 100
    stressed = f" in a window with a range of {brief(wide)} %" if wide > 2 * gap.limit else ""
    message = (
        f"{coin} at the {what}{stressed}: {exact(one.prices[gap.name])} on {one.name}, "
        f"{exact(other.prices[gap.name])} on {other.name}, {brief(gap.percent)} % apart. {then}"
    )
    book.find("S2", severity, message, one.view.file, (f"{coin.lower()}.price",), HINT)


def _quarantine(book: Book, one: Seen, name: str, reason: str) -> None:
    """Put the candle that shows the doubtful price aside."""
    candles, places = one.view.candles, range(one.view.first, one.view.last + 1)
    if name == "open":
        place = one.view.first
    elif name == "price":
        place = one.view.last
    else:
        place = (
            max(places, key=lambda at: candles.high[at])
            if name == "high"
            else min(places, key=lambda at: candles.low[at])
        )
    book.quarantined.append(refusal(one.view.venue, candles, place, reason).bar)


def _jumps(book: Book, coin: str, seen: list[Seen], ruling: Ruling) -> set[str]:
    """O1: a move beyond the venue's own past that no other venue confirms."""
    wrong: set[str] = set()
    least = math.log1p((LIMITS.jump_least if coin in MAJORS else LIMITS.jump_least_others) / 100)
    for one in seen:
        if one.range < least:
            continue  # no move of such a window is worth a look
        jump = jump_of(coin, one.view)
        others = [other for other in seen if other is not one and other.name not in wrong]
        if jump is None or any(jump.confirmed_by(other.view) for other in others):
            continue
        if others:
            names = " and ".join(other.name for other in others)
            _jumped(book, coin, one, jump, f"{names} did not: {one.name} is not used")
            _quarantine(book, one, jump.price, f"a jump that {names} denies")
            wrong.add(one.name)
        elif abs(jump.percent) > (LIMITS.bounds if coin in MAJORS else LIMITS.bounds_others):
            _jumped(book, coin, one, jump, "no other venue is on file to confirm it")
            ruling.withdraw("a jump that nobody confirms", level_ids(coin))
    return wrong


def _jumped(book: Book, coin: str, one: Seen, jump: Jump, then: str) -> None:
    message = (
        f"{coin} on {one.name} {jump.words} {brief(abs(jump.percent))} % in the 24 hours to {clock(one.view.end)}, "
        f"{brief(jump.sigmas)} robust deviations of its last {LIMITS.jump_days} days; {then}."
    )
    book.find("O1", Severity.HOLD, message, one.view.file, (f"{coin.lower()}.price",), HINT)


@lru_cache(maxsize=64)
def level_ids(coin: str) -> tuple[str, ...]:
    """What is claimed of a coin's round prices."""
    prefix = coin.lower()
    heads = ("level", "class", "broken", "lost", "reclaimed", "hold", "left")
    return tuple(one for one in family(f"{prefix}.") if one.removeprefix(f"{prefix}.").startswith(heads))
