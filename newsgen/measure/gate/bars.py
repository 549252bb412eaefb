"""Candles that other venues deny are taken out once, before any day is measured.

A candle is held only against other venues' candles of the same moment, so nothing here looks ahead: what is taken out
is what the gate would have refused on the candle's own day.  A high of a single venue can then never become a record.
"""

from __future__ import annotations

import math
import warnings
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from newsgen.catalogue import MAJORS
from newsgen.measure.book import exact
from newsgen.measure.candles import Candles, Venue
from newsgen.measure.clock import clock, moment
from newsgen.measure.columns import Floats, Ints
from newsgen.measure.gate.limits import LIMITS
from newsgen.model import Bar

PRICES = ("open", "high", "low", "close")


@dataclass(frozen=True, slots=True)
class Refused:
    """A candle that was taken out: `end` in seconds since 1970."""

    coin: str
    venue: str
    end: int
    file: str
    bar: Bar


def without_denied(
    venues: dict[str, tuple[Venue, ...]],
) -> tuple[dict[str, tuple[Venue, ...]], tuple[Refused, ...]]:
    """The venues without the candles that the others deny, and those candles in order of time."""
    kept: dict[str, tuple[Venue, ...]] = {}
    refused: list[Refused] = []
    for coin, found in venues.items():
        bad = _denied(found, LIMITS.denied_by_two if coin in MAJORS else LIMITS.denied_by_two_others)
        kept[coin] = tuple(_without(venue, bad[place], refused) for place, venue in enumerate(found)) if bad else found
    return kept, tuple(sorted(refused, key=lambda one: (one.end, one.coin, one.venue)))


def _denied(venues: tuple[Venue, ...], by_two: float) -> dict[int, dict[int, dict[int, str]]]:
    """By venue and step: the places of denied candles, each with the reason."""
    steps: dict[int, list[tuple[int, Candles]]] = defaultdict(list)
    for place, venue in enumerate(venues):
        for candles in venue.candles:
            steps[candles.step].append((place, candles))
    bad: dict[int, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for step, members in steps.items():
        if len(members) > 1:
            for number, end, reason in _compare([candles for _, candles in members], venues, members, by_two):
                place, candles = members[number]
                at = candles.exact(end)
                if at is not None:
                    bad[place][step][at] = reason
    return bad


def _compare(
    series: list[Candles], venues: tuple[Venue, ...], members: list[tuple[int, Candles]], by_two: float
) -> list[tuple[int, int, str]]:
    """Denied candles: the series' number, the candle's end, and why."""
    every = np.concatenate([np.asarray(one.ends, dtype=np.int64) for one in series])
    ends, count = np.unique(every, return_counts=True)
    ends = ends[count > 1]
    if not len(ends):
        return []
    logs, travelled = _grid(series, ends)
    off = _off(logs, by_two)
    found = []
    for at in np.flatnonzero(off.any(axis=0)).tolist():
        there = [place for place in range(len(series)) if not math.isnan(logs[3, place, at])]
        wrong = _wrong(off[:, at], travelled[:, at], there)
        others = [place for place in there if place not in wrong] or there
        names = " and ".join(venues[members[place][0]].name for place in others)
        found += [(place, int(ends[at]), f"denied by {names}") for place in wrong]
    return found


def _grid(series: list[Candles], ends: Ints) -> tuple[Floats, Floats]:
    """Logarithms of prices by price, series and end; and how far each candle went from the close before it."""
    logs = np.full((len(PRICES), len(series), len(ends)), np.nan)
    travelled = np.zeros((len(series), len(ends)))
    for number, candles in enumerate(series):
        mine = np.asarray(candles.ends, dtype=np.int64)
        place = np.minimum(np.searchsorted(mine, ends), len(mine) - 1)
        there = mine[place] == ends
        part = place[there]
        closes, before = candles.closes, np.maximum(part - 1, 0)
        opens = np.asarray(candles.open)
        prices = np.log(np.array([values[part] for values in (opens, candles.highs, candles.lows, closes)]))
        logs[:, number, there] = prices
        travelled[number, there] = np.abs(prices - np.log(closes[before])).max(axis=0)
    return logs, travelled


def _off(logs: Floats, by_two: float) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether a series lies off the others, by series and end; the calmest venue's range widens what is allowed."""
    present = (~np.isnan(logs[3])).sum(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        calm = np.nanmin(logs[1] - logs[2], axis=0)
        middle = np.nanmedian(logs, axis=1, keepdims=True)
    many, two = math.log1p(by_two / 100), math.log1p(LIMITS.denied_by_one / 100)
    limit = np.maximum(np.where(present > 2, many, two), LIMITS.stressed_extremes * calm)
    away = np.abs(logs - middle).max(axis=0) * np.where(present > 2, 1, 2)  # of two, both lie beside their middle
    return np.asarray(np.nan_to_num(away) > limit)


def _wrong(off: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], travelled: Floats, there: list[int]) -> list[int]:
    """Which of the candles of a moment not to believe: those off the majority, of two the one that went further."""
    if len(there) > 2:
        lost = [place for place in there if off[place]]
        return lost if len(there) - len(lost) > 1 else there
    first, second = there
    if travelled[first] > LIMITS.likelier * travelled[second]:
        return [first]
    return [second] if travelled[second] > LIMITS.likelier * travelled[first] else there


def _without(venue: Venue, bad: dict[int, dict[int, str]], refused: list[Refused]) -> Venue:
    if not bad:
        return venue
    candles = tuple(
        left for one in venue.candles if (left := _less(venue, one, bad.get(one.step, {}), refused)) is not None
    )
    daily = venue.daily and next((one for one in candles if one.step == venue.daily.step), None)
    return Venue(venue.coin, venue.name, candles, daily)


def _less(venue: Venue, candles: Candles, bad: dict[int, str], refused: list[Refused]) -> Candles | None:
    """The series without these places, None where nothing is left."""
    if not bad:
        return candles
    refused += [refusal(venue, candles, place, reason) for place, reason in bad.items()]
    stay = [place for place in range(len(candles.ends)) if place not in bad]
    if not stay:
        return None
    starts, ends = ([times[place] for place in stay] for times in (candles.starts, candles.ends))
    opened, high, low, close = (
        [prices[place] for place in stay] for prices in (candles.open, candles.high, candles.low, candles.close)
    )
    highs, lows, closes = (prices[stay] for prices in (candles.highs, candles.lows, candles.closes))
    volumes = candles.volumes[stay]
    files = candles.files.take(stay)
    return Candles(candles.step, files, starts, ends, opened, high, low, close, highs, lows, closes, volumes)


def refusal(venue: Venue, candles: Candles, place: int, reason: str) -> Refused:
    """A candle as it is reported."""
    start, end = candles.starts[place], candles.ends[place]
    prices = " ".join(f"{name} {exact(getattr(candles, name)[place])}" for name in PRICES)
    key: dict[str, str | datetime] = {
        "coin": venue.coin,
        "venue": venue.name,
        "start": moment(start),
        "end": moment(end),
    }
    text = f"{venue.coin} on {venue.name} to {clock(end)} ({prices}): {reason}"
    return Refused(venue.coin, venue.name, end, candles.files.at(place), Bar("prices", key, text))
