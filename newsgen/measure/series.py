"""How the day compares with its own past: ratios, ranks and since-claims of one like-for-like series.

The series is the longest tracked one (same venues, same source, same coins) that has a UTC day of which at least half
lies in the window and which had ended by then; several such days: the one that overlaps most.  Where no daily series
reaches, a finer one that covers exactly the window is taken as 24-hour sums at the same time of day.
A statement needs every day it speaks of: where one in between is not on file it is not made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from newsgen.catalogue import TALLY
from newsgen.measure.book import Book, Origins, brief, exact, family
from newsgen.measure.clock import DAY, day_of, moment
from newsgen.measure.readings import ALL
from newsgen.measure.tracked import MARGIN, USUAL_DAYS, Run, Track
from newsgen.model import Value, Window

LEAST_DAYS = 30  # fewer days are no series
RECORD_DAYS = 180  # and a record needs at least so many
HEAVY = 1.5  # times the usual makes a heavy day
SIDES = (("total", "total"), ("long", "longs"), ("short", "shorts"))


@dataclass(frozen=True, slots=True)
class Place:
    """A slot of a run, with what every fact about it shares."""

    run: Run
    slot: int
    origins: Origins
    span: Window

    def value(self, side: str, back: int = 0) -> float | None:
        """US dollars of a side so many days before; None where not on file."""
        slot = self.slot - back
        value = float(self.run.values[side][slot]) if slot >= 0 else float("nan")
        return value if value == value else None

    def day(self, slot: int) -> date:
        return day_of(int(self.run.ends[slot]))

    def back(self, days: int) -> Window:
        """The span of so many days up to and with this one."""
        return Window(self.span.end - timedelta(days=days), self.span.end)

    def weight(self) -> tuple[int, bool, int, str, str]:
        """Which of several long series to take: that of most coins, then CoinGlass', then the longest, then by name."""
        run = self.run
        return len(run.coins), run.source == "CoinGlass", self.slot, run.venues, run.source

    @property
    def start(self) -> date:
        return self.day(0)

    @property
    def today(self) -> date:
        return self.day(self.slot)


def find_place(tracks: tuple[Track, ...], end: int) -> Place | None:
    """The best of the long series for a window that ends then, at the slot that stands for the window.

    A series of more coins may be a little shorter than the longest.
    """
    tracks = tuple(track for track in tracks if track.source != TALLY)  # a floor is no series to rank by
    midnight = end // DAY * DAY
    daily = [track for track in tracks if track.step == DAY] if end - midnight <= DAY // 2 else []
    places = [place for track in daily if (place := place_of(track, midnight))]
    if not places:
        places = [place for track in tracks if track.step < DAY and (place := place_of(track, end))]
    longest = max((place.slot for place in places), default=0)
    return max((place for place in places if place.slot >= MARGIN * longest), key=Place.weight, default=None)


def place_of(track: Track, end: int) -> Place | None:
    """The slot of a track for the 24 hours to `end`, None where it is not on file or the series is too short."""
    run = track.run(end)
    slot = run.slot(end) if run else None
    if run is None or slot is None or slot + 1 < LEAST_DAYS:
        return None
    origins = run.files.between(run.source, 0, slot, len(run.coins))
    return Place(run, slot, origins, Window(moment(end - DAY), moment(end)))


def measure_series(book: Book, place: Place | None) -> None:
    """Enter every `series.*` fact that the series allows."""
    if place is None:
        book.miss(f"no like-for-like series of at least {LEAST_DAYS} days reaches the window", family("series."))
        return
    _scope(book, place)
    _amounts(book, place)
    _usual(book, place)
    _ranks(book, place)
    for side, name in SIDES:
        _since(book, place, side, name)
    _low_since(book, place)
    _sums(book, place)
    _ether_days(book, place)


def _put(book: Book, place: Place, fact_id: str, value: Value, text: str, span: Window | None = None) -> None:
    book.put(fact_id, value, text, place.origins, span=span or place.span, venues=place.run.venues)


def _scope(book: Book, place: Place) -> None:
    run, names = place.run, ", ".join(place.run.coins)
    _put(book, place, "series.day", place.today, f"UTC day of the series nearest the window: {place.today}")
    exact_window = place.span.end == book.window.end
    _put(book, place, "series.exact", int(exact_window), f"the series ends at {place.span.end:%Y-%m-%d %H:%M} UTC")
    _put(book, place, "series.start", place.start, f"first day with a row of every coin: {place.start}")
    _put(book, place, "series.venues", run.venues, f"the venues of the series: {run.venues}")
    if ALL in run.coins:
        book.miss("the series covers all coins", ("series.coins",))
    else:
        _put(book, place, "series.coins", len(run.coins), f"{len(run.coins)} = {names}")


def _amounts(book: Book, place: Place) -> None:
    parts = place.run.by_coin
    total = place.value("total")
    for side, _ in SIDES:
        value = place.value(side)
        if value is None:
            continue
        sums = " + ".join(f"{coin} {exact(float(sides[side][place.slot]))}" for coin, sides in parts.items())
        _put(book, place, f"series.{side}", value, f"{exact(value)} = {sums}")
        if side != "total" and total:
            text = f"{brief(value / total * 100)} = {exact(value)} / {exact(total)} x 100"
            _put(book, place, f"series.{side}_share", value / total * 100, text)


def _usual(book: Book, place: Place) -> None:
    total, before = place.value("total"), place.value("total", 1)
    if total is not None and before:
        _put(book, place, "series.before", before, f"{exact(before)} on {place.day(place.slot - 1)}")
        text = f"{brief(total / before)} = {exact(total)} / {exact(before)}"
        _put(book, place, "series.day_ratio", total / before, text, place.back(2))
    median = float(place.run.median[place.slot])
    if median != median or total is None:
        reason = f"fewer than {USUAL_DAYS} earlier days in the series, or too many of them are not on file"
        book.miss(reason, ("series.median30", "series.ratio", "series.heavy_days3"))
        return
    first, last = place.day(place.slot - USUAL_DAYS), place.day(place.slot - 1)
    span = Window(place.span.start - timedelta(days=USUAL_DAYS), place.span.start)
    _put(book, place, "series.median30", median, f"{exact(median)}: median of the days {first} to {last}", span)
    if median > 0:
        text = f"{brief(total / median)} = {exact(total)} / {exact(median)}"
        _put(book, place, "series.ratio", total / median, text, place.back(USUAL_DAYS + 1))
    _heavy_days(book, place)


def _heavy_days(book: Book, place: Place) -> None:
    if place.slot < 2:
        return
    totals = place.run.values["total"][place.slot - 2 : place.slot + 1].tolist()
    usual = place.run.median[place.slot - 2 : place.slot + 1].tolist()
    if all(value == value for value in totals + usual):
        heavy = sum(total >= HEAVY * median for total, median in zip(totals, usual, strict=True))
        pairs = ", ".join(
            f"{exact(total)} against {exact(median)}" for total, median in zip(totals, usual, strict=True)
        )
        _put(
            book,
            place,
            "series.heavy_days3",
            heavy,
            f"{heavy} of three days at {HEAVY} times the usual: {pairs}",
            place.back(3),
        )


def _ranks(book: Book, place: Place) -> None:
    total, totals, slot = place.value("total"), place.run.values["total"], place.slot
    if total is None:
        return
    earlier = totals[:slot]
    known = int((~np.isnan(earlier)).sum())
    span = place.back(slot + 1)
    if known >= LEAST_DAYS:
        smaller = int((earlier < total).sum())
        text = f"{brief(smaller / known * 100)} = {smaller} smaller of {known} earlier days since {place.start} x 100"
        _put(book, place, "series.percentile", smaller / known * 100, text, span)
        if place.run.holes[slot] == 0:
            rank = int((earlier > total).sum()) + 1
            _put(book, place, "series.rank_all", rank, f"{rank} = {rank - 1} larger of {known} earlier days + 1", span)
    _rank_year(book, place, total)
    book.miss("a day of the series is not on file, or it is too short", ("series.percentile", "series.rank_all"))


def _rank_year(book: Book, place: Place, total: float) -> None:
    days = place.today.timetuple().tm_yday
    first = place.slot - days + 1
    if first < 0 or place.run.holes[place.slot] != place.run.holes[first]:
        book.miss("the series does not hold every day of the year so far", ("series.rank_year", "series.days_year"))
        return
    rank = int((place.run.values["total"][first : place.slot] > total).sum()) + 1
    span = place.back(days)
    _put(
        book,
        place,
        "series.rank_year",
        rank,
        f"{rank} = {rank - 1} larger of {days - 1} earlier days of the year + 1",
        span,
    )
    _put(book, place, "series.days_year", days, f"{days} days of {place.today.year} to {place.today}", span)


def _since(book: Book, place: Place, side: str, name: str) -> None:
    """The last earlier day with a larger figure; a record where the whole series has none."""
    run, slot = place.run, place.slot
    value, found = place.value(side), run.larger[side][slot]
    ids = tuple(f"series.{name}_{end}" for end in ("since", "since_days", "record"))
    if value is None:
        book.miss("the side is not known on every row", ids)
        return
    if not unbroken(run, side, max(found, -1), slot):
        book.miss("a day in between is not on file", ids)
        return
    if found >= 0:
        day, days = place.day(found), slot - found
        text = f"{exact(float(run.values[side][found]))} on {day} was larger than {exact(value)}; no day in between was"
        _put(book, place, ids[0], day, text, place.back(days + 1))
        _put(book, place, ids[1], days, f"days from {day} to {place.today}", place.back(days + 1))
    book.miss(f"no larger day since {place.start}", ids[:2])
    if slot + 1 < RECORD_DAYS:
        book.miss(f"a record needs a series of {RECORD_DAYS} days", ids[2:])
        return
    text = f"{'no' if found < 0 else 'an'} earlier day since {place.start} had more than {exact(value)}"
    _put(book, place, ids[2], int(found < 0), text, place.back(slot + 1))


def unbroken(run: Run, side: str, earlier: int, later: int) -> bool:
    """Whether every day between two slots has this side on file."""
    if side == "total":
        return run.unbroken(earlier, later)
    return not bool(np.isnan(run.values[side][earlier + 1 : later]).any())


def _low_since(book: Book, place: Place) -> None:
    run, slot, total = place.run, place.slot, place.value("total")
    found = run.smaller[slot]
    ids = ("series.low_since", "series.low_since_days")
    if total is None or found < 0:
        book.miss(f"no smaller day since {place.start}", ids)
        return
    if not run.unbroken(found, slot):
        book.miss("a day in between is not on file", ids)
        return
    day, days = place.day(found), slot - found
    text = f"{exact(float(run.values['total'][found]))} on {day} was smaller than {exact(total)}; no day in between was"
    _put(book, place, ids[0], day, text, place.back(days + 1))
    _put(book, place, ids[1], days, f"days from {day} to {place.today}", place.back(days + 1))


def _sums(book: Book, place: Place) -> None:
    for days in (3, 7):
        part = (
            place.run.values["total"][place.slot - days + 1 : place.slot + 1].tolist() if place.slot + 1 >= days else []
        )
        if part and all(value == value for value in part):
            total = round(sum(part), 2)
            text = f"{exact(total)} = " + " + ".join(exact(value) for value in part)
            _put(book, place, f"series.sum{days}", total, text, place.back(days))


def _ether_days(book: Book, place: Place) -> None:
    run, slot = place.run, place.slot
    if slot < USUAL_DAYS or not {"BTC", "ETH"} <= set(run.coins):
        book.miss("the series lacks thirty earlier days of both coins", ("series.eth_led30",))
        return
    part = slice(slot - USUAL_DAYS, slot)
    eth, btc = run.by_coin["ETH"]["total"][part], run.by_coin["BTC"]["total"][part]
    if not np.isnan(eth + btc).any():
        days = int((eth > btc).sum())
        span = Window(place.span.start - timedelta(days=USUAL_DAYS), place.span.start)
        text = f"{days} of the {USUAL_DAYS} days {place.day(slot - USUAL_DAYS)} to {place.day(slot - 1)}"
        _put(book, place, "series.eth_led30", days, text, span)
