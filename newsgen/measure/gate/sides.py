"""S3: a source that has longs and shorts the wrong way round.

Seen by holding the part of longs against other sources of the same window, where the wrong one is the mirror image of
the others; and against the price, for in an hour that rises by more than 2 % it is shorts that are closed by force.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from newsgen.catalogue import COINS, MAJORS
from newsgen.measure.book import Book, brief, family
from newsgen.measure.candles import Candles, best_view
from newsgen.measure.clock import DAY, clock
from newsgen.measure.gate.limits import LIMITS
from newsgen.measure.gate.ruling import Ruling
from newsgen.measure.readings import ALL, Reading
from newsgen.measure.series import Place
from newsgen.measure.tracked import Run, Track
from newsgen.model import Severity

HINT = "Compare the sides with the source's own page; a source's sides may have changed places."
FEW, MANY = 3, 5  # coins that moved and are held against their prices together
WORDS = ("long", "short", "side", "minor")


class Opinion(NamedTuple):
    """What one source says of a coin's window: longs in percent."""

    label: str
    share: float
    venues: str
    file: str
    row: Reading | None


def rule_sides(book: Book, ruling: Ruling, tracks: tuple[Track, ...], runs: list[Run], place: Place | None) -> None:
    """Leave out the sides of a source that has them the wrong way round."""
    wrong: list[Opinion] = _list(book, ruling)
    if place is not None:
        _series(book, ruling, place)
    for coin, opinions in _opinions(book, ruling, runs).items():
        mirrored = _mirrored(opinions)
        for one in mirrored:
            others = ", ".join(f"{other.label} {brief(other.share)} %" for other in opinions if other is not one)
            message = f"{coin} longs are {brief(one.share)} % on {one.label}, the mirror image of {others}"
            _leave_out(book, ruling, coin, one, message)
        wrong += mirrored or _against_price(book, ruling, coin, opinions)
    out = {id(one.row) for one in wrong if one.row is not None}
    if out:
        rows = ruling.readings.by_end[book.end]
        ruling.put_rows(book.end, tuple(_without_sides(row) if id(row) in out else row for row in rows))
    for track in tracks:
        _hours(book, ruling, track)


def _opinions(book: Book, ruling: Ruling, runs: list[Run]) -> dict[str, list[Opinion]]:
    """What every source says of the window, by coin ("*" for all coins)."""
    found: dict[str, list[Opinion]] = defaultdict(list)
    seen: set[tuple[str, str, str]] = set()
    for row in ruling.readings.by_end.get(book.end, ()):
        total, long = row.amounts.get("total", 0.0), row.amounts.get("long")
        if long is not None and total >= LIMITS.side_least and (row.coin != ALL or row.venues == ALL):
            source = row.origin.source
            label = f"{source} for {'all venues' if row.venues == ALL else row.venues}"
            found[row.coin].append(Opinion(label, long / total * 100, row.venues, row.origin.file, row))
            seen.add((row.coin, row.venues, source))
    for run in runs:
        slot = run.slot(book.end)
        for coin, sides in run.by_coin.items():
            if slot is None or (coin, run.venues, run.source) in seen:
                continue
            total, long = float(sides["total"][slot]), float(sides["long"][slot])
            if total >= LIMITS.side_least and long == long:
                label = f"the sums of {run.source} for {run.venues}"
                found[coin].append(Opinion(label, long / total * 100, run.venues, run.files.at(slot), None))
    return found


def _mirrored(opinions: list[Opinion]) -> list[Opinion]:
    """The opinions that are the mirror image of the others; of two that are each other's, both."""
    if len(opinions) < 2:
        return []
    wrong = []
    for one in opinions:
        others = median(other.share for other in opinions if other is not one)
        apart, mirrored = abs(one.share - others), abs(100 - one.share - others)
        if apart > LIMITS.mirror_apart and mirrored < LIMITS.mirror_near:
            wrong.append(one)
    return wrong


def _against_price(book: Book, ruling: Ruling, coin: str, opinions: list[Opinion]) -> list[Opinion]:
    """Opinions that a day's move of more than 5 % makes impossible; all coins follow bitcoin."""
    name = "BTC" if coin == ALL else coin
    if name not in MAJORS:
        return []
    found = best_view(ruling.venues.get(name, ()), book.end)
    if found is None:
        return []
    move = (found.price / found.open - 1) * 100
    if abs(move) <= LIMITS.move_day:
        return []
    wrong = [one for one in opinions if (one.share if move > 0 else 100 - one.share) > LIMITS.against_day]
    for one in wrong:
        side, share = ("longs", one.share) if move > 0 else ("shorts", 100 - one.share)
        message = f"{name} moved {move:+.1f} % and yet {side} are {brief(share)} % of {coin} on {one.label}"
        _leave_out(book, ruling, coin, one, message)
    return wrong


def _series(book: Book, ruling: Ruling, place: Place) -> None:
    """The coins of a tracked series together, on the day that stands for the window."""
    run, slot = place.run, place.slot
    sides = {coin: (float(one["long"][slot]), float(one["short"][slot])) for coin, one in run.by_coin.items()}
    message = _together(ruling, sides, int(run.ends[slot]))
    if message:
        one = Opinion("", 0.0, run.venues, run.files.at(slot), None)
        _leave_out(book, ruling, ALL, one, f"{message} {run.source} has for {run.venues} was closed on the other side")


def _list(book: Book, ruling: Ruling) -> list[Opinion]:
    """The coins of one source over all venues together; where they are wrong, so is their total."""
    rows: dict[str, list[Reading]] = defaultdict(list)
    for row in ruling.readings.by_end.get(book.end, ()):
        if row.venues == ALL and "long" in row.amounts and "short" in row.amounts:
            rows[row.origin.source].append(row)
    wrong: list[Opinion] = []
    for source, mine in rows.items():
        sides = {row.coin: (row.amounts["long"], row.amounts["short"]) for row in mine if row.coin != ALL}
        message = _together(ruling, sides, book.end)
        for row in mine if message else ():
            one = Opinion(source, 0.0, ALL, row.origin.file, row)
            _leave_out(
                book, ruling, row.coin, one, f"{message} {source} has for all venues was closed on the other side"
            )
            wrong.append(one)
    return wrong


def _together(ruling: Ruling, sides: dict[str, tuple[float, float]], end: int) -> str:
    """What is wrong if coins that moved by more than 3 % lost mostly on the side that the price favoured, or ""."""
    moved: list[str] = []
    expected, other = 0.0, 0.0
    for coin, (long, short) in sides.items():
        found = best_view(ruling.venues.get(coin, ()), end) if long + short >= LIMITS.side_least else None
        move = 0.0 if found is None or found.end != end else (found.price / found.open - 1) * 100
        if abs(move) > LIMITS.move_coin:
            expected, other = expected + (short if move > 0 else long), other + (long if move > 0 else short)
            moved.append(f"{coin} {move:+.1f} %")
    if len(moved) < FEW:
        return ""
    share = other / (expected + other) * 100
    if share <= (LIMITS.against_five if len(moved) >= MANY else LIMITS.against_three):
        return ""
    return f"{', '.join(moved)} in 24 hours, and yet {brief(share)} % of what"


def _hours(book: Book, ruling: Ruling, track: Track) -> None:
    """The rows of a finer series in which the price moved more than 2 %: the side that lost is known."""
    last, rest = divmod(book.end - track.first, track.step)
    width = DAY // track.step
    if track.step >= DAY or rest or last - width + 1 < 0 or last >= track.sides["total"].shape[1]:
        return
    for number, coin in enumerate(track.coins):
        candles = _candles(ruling, coin, track.step) if coin in MAJORS else None
        if candles is None:
            continue
        expected, other = 0.0, 0.0
        hours = []
        for slot in range(last - width + 1, last + 1):
            at = candles.exact(track.first + slot * track.step)
            move = 0.0 if at is None else (candles.close[at] / candles.open[at] - 1) * 100
            long, short = (float(track.sides[side][number, slot]) for side in ("long", "short"))
            if abs(move) > LIMITS.move and long + short >= LIMITS.side_least:
                expected, other = expected + (short if move > 0 else long), other + (long if move > 0 else short)
                hours.append(f"{move:+.1f} % to {clock(track.first + slot * track.step)}")
        if hours and other / (expected + other) * 100 > LIMITS.against:
            message = (
                f"{coin} moved {', '.join(hours)}, and yet {brief(other / (expected + other) * 100)} % of what "
                f"{track.source} has for {track.venues} then was closed on the other side"
            )
            one = Opinion("", 0.0, track.venues, track.files.at(last), None)
            _leave_out(book, ruling, coin, one, message)


def _candles(ruling: Ruling, coin: str, step: int) -> Candles | None:
    return next((one for venue in ruling.venues.get(coin, ()) for one in venue.candles if one.step == step), None)


def _leave_out(book: Book, ruling: Ruling, coin: str, one: Opinion, message: str) -> None:
    ids = _sides_of(coin, everything=one.venues != ALL)
    book.find("S3", Severity.HOLD, f"{message}: its sides are left out.", one.file, ids[:1], HINT)
    ruling.withdraw("a source may have longs and shorts the wrong way round", ids, one.venues)


@lru_cache(maxsize=128)
def _sides_of(coin: str, *, everything: bool) -> tuple[str, ...]:
    """Facts of a coin's sides ("*" for all coins); `everything` adds the sums of a series that the coin is part of."""
    prefixes = ["liq."] if coin == ALL else [f"{coin.lower()}.liq_"]
    if everything:
        prefixes += (
            ["liq.", "series.", "burst."]
            if coin != ALL
            else ["series.", "burst.", *(f"{name.lower()}.liq_" for name in COINS)]
        )
    found = (name for prefix in prefixes for name in family(prefix))
    return tuple(name for name in found if any(word in name.split(".", 1)[1].removeprefix("liq_") for word in WORDS))


def _without_sides(row: Reading) -> Reading:
    total = {"total": row.amounts["total"]}
    return replace(row, amounts=total, workings={"total": row.workings["total"]})
