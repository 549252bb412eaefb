"""Coins' usual parts of the liquidations, where the window's own coins and venues have a past to hold them against."""

from __future__ import annotations

from statistics import median

import numpy as np

from newsgen.catalogue import COIN_PLACES, MAJORS
from newsgen.measure.book import Book, brief
from newsgen.measure.liquidations import Whole
from newsgen.measure.series import Place
from newsgen.measure.tracked import USUAL_DAYS, USUAL_LEAST
from newsgen.model import Window

AHEAD = 5  # a coin among so many is no newcomer ...
RARELY = 10  # ... unless that was so on fewer of the days before
SHARES = tuple(f"{name.lower()}.liq_share_usual" for name in MAJORS)


def measure_parts(book: Book, place: Place | None, whole: Whole | None) -> None:
    """Enter the usual shares of bitcoin and ether, and a coin that is seldom so high up.

    They are held against the window's shares, so only where the window's liquidations are a day of the series.
    """
    ids = (*SHARES, "liq.newcomer")
    if place is None or whole is None or place.span.end != book.window.end or not _same(place, whole):
        book.miss("the window's liquidations are not a day of a longer series", ids)
        return
    if place.slot < USUAL_DAYS:
        book.miss(f"fewer than {USUAL_DAYS} earlier days in the series", ids)
        return
    for name, fact_id in zip(MAJORS, SHARES, strict=True):
        if name in place.run.by_coin:
            _usual_share(book, place, name, fact_id)
    _newcomer(book, place)
    book.miss("the coin is not in the series", SHARES)


def _same(place: Place, whole: Whole) -> bool:
    run = place.run
    known = whole.tracked and (whole.venues, whole.source) == (run.venues, run.source)
    return known and set(whole.coins) == set(run.coins)


def _before(place: Place) -> Window:
    return Window(place.back(USUAL_DAYS + 1).start, place.span.start)


def _usual_share(book: Book, place: Place, name: str, fact_id: str) -> None:
    run, days = place.run, slice(place.slot - USUAL_DAYS, place.slot)
    parts = zip(run.by_coin[name]["total"][days].tolist(), run.values["total"][days].tolist(), strict=True)
    shares = [part / total * 100 for part, total in parts if part == part and total > 0]
    if len(shares) < USUAL_LEAST:
        book.miss(f"fewer than {USUAL_LEAST} of the {USUAL_DAYS} days before are on file", (fact_id,))
        return
    usual = median(shares)
    first, last = place.day(days.start), place.day(days.stop - 1)
    text = f"{brief(usual)}: median of {name}'s part on {len(shares)} days, {first} to {last}"
    book.put(fact_id, usual, text, place.origins, span=_before(place), venues=run.venues)


def _newcomer(book: Book, place: Place) -> None:
    """The highest coin among the three largest that was among the five largest on few of the days before."""
    run, names = place.run, list(place.run.coins)
    if len(names) <= AHEAD:
        book.miss(f"the series has no more than {AHEAD} coins", ("liq.newcomer",))
        return
    totals = np.array([run.by_coin[name]["total"][place.slot - USUAL_DAYS : place.slot + 1] for name in names])
    if np.isnan(totals).any():
        book.miss("a day of the series is not on file", ("liq.newcomer",))
        return
    order = np.argsort(-totals, axis=0, kind="stable")
    for coin in order[:COIN_PLACES, -1].tolist():
        days = int((order[:AHEAD, :-1] == coin).sum())
        if days < RARELY:
            text = f"{names[coin]} was among the {AHEAD} largest on {days} of the {USUAL_DAYS} days before"
            book.put("liq.newcomer", names[coin], text, place.origins, coin=names[coin], venues=run.venues)
            return
    book.miss("the three largest coins are often among the largest", ("liq.newcomer",))
