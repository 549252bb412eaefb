"""Ether in bitcoin: the price of one over that of the other, on one venue."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from newsgen.measure.book import Book, exact, family
from newsgen.measure.clock import DAY, day_of, days_between, moment
from newsgen.measure.columns import Floats
from newsgen.measure.days import Days
from newsgen.measure.earlier import Earlier, earlier
from newsgen.measure.prices import Coin
from newsgen.model import Window

DECIMALS = 8  # what a price in bitcoin has


def measure_pair(book: Book, btc: Coin | None, eth: Coin | None) -> None:
    """Enter the ratio at the window's end, and the last earlier day that closed with a lower or a higher one."""
    ids = family("ethbtc.")
    if btc is None or eth is None or btc.view.venue.name != eth.view.venue.name or btc.window != eth.window:
        book.miss("bitcoin and ether have no prices of one venue at the window's end", ids)
        return
    ratio = round(eth.view.price / btc.view.price, DECIMALS)
    origins, venue = (*eth.origins, *btc.origins), eth.view.venue.name
    text = f"{exact(ratio)} = {exact(eth.view.price)} / {exact(btc.view.price)}"
    book.put("ethbtc.ratio", ratio, text, origins, span=Window(eth.window.end, eth.window.end), venues=venue)
    pasts = earlier(btc.view), earlier(eth.view)
    if pasts[0] is None or pasts[1] is None:
        book.miss("too few earlier days at this time of day are on file", ids)
        return
    _since(eth, (pasts[0], pasts[1]), ratio)


def _since(eth: Coin, pasts: tuple[Earlier, Earlier], ratio: float) -> None:
    btc_past, eth_past = pasts
    shift = (eth_past.days.first - btc_past.days.first) // DAY
    first = max(eth_past.first, btc_past.first - shift)
    ratios = _ratios(btc_past.days, eth_past.days)[first : eth_past.until]
    for base, hits in (("low", ratios < ratio), ("high", ratios > ratio)):
        ids = (f"ethbtc.{base}_since", f"ethbtc.{base}_since_days")
        found = hits.nonzero()[0]
        if not len(found):
            eth.book.miss(f"no {'lower' if base == 'low' else 'higher'} ratio since {eth_past.days.day(first)}", ids)
        elif np.isnan(ratios[int(found[-1]) :]).any():
            eth.book.miss("a day in between is not on file", ids)
        else:
            slot = first + int(found[-1])
            day, today = eth_past.days.day(slot), day_of(eth.view.end)
            span = Window(moment(eth_past.days.end(slot)), eth.window.end)
            origins = (*eth.origins, *eth_past.origins, *btc_past.origins)
            text = f"{exact(float(ratios[int(found[-1])]))} at the end of {day}; no day in between was on that side"
            venue = eth.view.venue.name
            eth.book.put(ids[0], day, text, origins, span=span, venues=venue)
            days = days_between(day, today)
            eth.book.put(ids[1], days, f"days from {day} to {today}", origins, span=span, venues=venue)


@lru_cache(maxsize=8)
def _ratios(btc: Days, eth: Days) -> Floats:
    """Ether's closes in bitcoin by ether's slots; NaN where bitcoin has none."""
    shift = (eth.first - btc.first) // DAY
    closes = np.full(len(eth), np.nan)
    first, until = max(0, -shift), min(len(eth), len(btc) - shift)
    closes[first:until] = btc.close[first + shift : until + shift]
    return np.asarray(np.round(eth.close / closes, DECIMALS))
