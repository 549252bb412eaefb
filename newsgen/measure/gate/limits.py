"""Every threshold of the gate, in one place.

They were set on the real history of 2020 to 2026, so that its true days pass: a limit is never there to be met.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsgen.measure.clock import DAY, HOUR

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """Percent, times, counts and seconds beyond which the gate speaks up."""

    # two venues apart, percent between their prices at the start or end of the window
    apart_warn: float = 0.5  # bitcoin and ether: a remark
    apart_hold: float = 1.0  # bitcoin and ether: one of the two is wrong
    apart_warn_others: float = 2.0  # the same for every other coin
    apart_hold_others: float = 4.0
    composite: float = 2.0  # these four are so many times wider against a composite of many venues
    extreme_hold: float = 3.0  # percent between two highs or two lows: bitcoin and ether
    extreme_hold_others: float = 10.0  # and every other coin: wicks are a venue's own
    stressed_ends: float = 0.1  # never less than this part of the range that both venues saw
    stressed_extremes: float = 0.5  # the same for highs and lows
    # a candle that other venues deny is not kept for the future either, percent
    denied_by_two: float = 3.0  # bitcoin and ether: as on the candle's own day
    denied_by_two_others: float = 5.0
    denied_by_one: float = 10.0
    likelier: float = 1.5  # of two candles the one that went this many times further is the wrong one
    # a jump against the candle's own past
    sigmas: float = 6.0  # robust standard deviations of the trailing days
    jump_days: int = 90
    jump_least_days: int = 30  # fewer give no measure
    jump_least: float = 10.0  # percent: smaller moves of bitcoin and ether are never looked at
    jump_least_others: float = 25.0
    jump_confirmed: float = 0.5  # another venue saw at least this part of the move
    bounds: float = 40.0  # percent in 24 hours that nobody confirms: bitcoin and ether
    bounds_others: float = 75.0
    # coins that are worth a dollar
    peg_low: float = 0.97
    peg_high: float = 1.03
    # freshness of a live run, seconds; all but the first two are remarks
    live: int = 2 * HOUR  # a run is live while the window's end is no older
    age_price: int = 10 * MINUTE
    age_liquidations: int = 30 * MINUTE
    age_positions: int = HOUR
    age_sentiment: int = 26 * HOUR
    age_sessions: int = 4 * DAY  # funds and indices, if a session in between has been published
    spread: int = 15 * MINUTE  # between the answers that one article's liquidations stand on
    holes: float = 2.0  # percent of a window's rows that may be missing
    # liquidations: parts, wholes and other sources
    rounding: float = 1.0  # percent that parts may exceed their whole by
    tally_most: float = 1.10  # newsgen's own count over CoinGlass's
    coinalyze_least: float = 0.4  # Coinalyze over CoinGlass, the same coins
    coinalyze_most: float = 1.3
    tracked_most: float = 1.10  # a tracked series over all venues, the same window
    tracked_least: float = 0.03  # and how little of all venues it can be
    total_times: float = 40.0  # a total this many times above or below its usual level needs a second source
    total_most: float = 4e10  # US dollars of all coins in 24 hours; twice what any day has seen
    total_windows: int = 20  # windows on file that make a usual level
    # sides
    mirror_apart: float = 30.0  # points between a long share and the others', ...
    mirror_near: float = 10.0  # ... and between its mirror image and theirs
    move: float = 2.0  # percent: in such an hour the side that lost is known
    against: float = 88.0  # percent of liquidations on the other side
    move_day: float = 5.0  # percent in 24 hours: the same for whole days
    against_day: float = 80.0
    move_coin: float = 3.0  # percent in 24 hours: coins that count when all of a series are held against their prices
    against_three: float = 65.0  # percent on the other side of at least three such coins together ...
    against_five: float = 57.0  # ... and of at least five
    both_sides: float = 20.0  # percent on each side of named venues, ...
    rest_sides: tuple[float, float] = (1.0, 99.0)  # ... and of the venues that are left, where one side is nothing
    # two sources of one series
    twin_days: int = 60
    twin_least: int = 20  # days that both have
    twin_times: float = 3.0  # by which one may be above the other on most days
    twin_off: float = 0.5  # part of the days that may differ by a factor of two
    twin_sides: float = 0.1
    twin_slip: float = 0.5  # times as far apart on the same day as a day apart
    twin_same: int = 5  # days on which two coins have the same figures
    twin_apart: float = 0.4  # between their longs less shorts as parts of the total, on the mean day
    order_price: float = 5.0  # percent outside the window's range at which an order may have been closed
    order_hour: float = 2.0  # and outside that of its own hour
    own_least: float = 1e5  # US dollars: a coin with less in a window is not held against its past
    side_least: float = 1e6  # US dollars below which sides say nothing
    # fund flows
    flow_part: float = 5.0  # percent between two sources that is no remark ...
    flow_usd: float = 10e6  # ... nor is this much
    flow_hold: float = 25.0  # percent between two sources that holds the article
    flow_sigmas: float = 25.0  # true days have reached 20
    flow_sessions: int = 30  # sessions that make a usual level
    # stock indices
    index_apart: float = 1.0  # points that the S&P 500 may move outside what the other two did; 0.5 is the most so far
    shifted: int = 3  # sessions that equal another source's neighbouring session


LIMITS = Limits()
