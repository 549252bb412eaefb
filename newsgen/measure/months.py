"""Calendar months (UTC): the one that runs, the one that ended, and this month in earlier years."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from newsgen.measure.book import brief, exact
from newsgen.measure.candles import Candles
from newsgen.measure.clock import DAY, day_at, day_of, midnight, moment
from newsgen.measure.prices import Coin
from newsgen.model import Window

KNOWN_FOR = 2  # days after a month's last one on which its change is still told
RANKED = 24  # months
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DONE = ("month_done", "month_done_name", "month_done_rank")
YEARS = ("month_years", "month_up_years")


def measure_months(coin: Coin) -> None:
    """Enter the month so far, the last completed one while it is news, and this month's earlier years."""
    daily, today = coin.view.venue.daily, day_of(coin.view.end)
    if daily is None:
        coin.miss("no daily candles on file", "month_open", "change_mtd", *DONE, *YEARS)
        return
    first = daily.epoch(daily.until(coin.view.end))  # nothing is compared across a leap
    start = daily.starts[first] if first < len(daily.starts) else coin.view.end
    _running(coin, daily, today, start)
    _completed(coin, daily, today, start)
    _years(coin, daily, today, start)


def _running(coin: Coin, daily: Candles, today: date, start: int) -> None:
    first = midnight(today.replace(day=1))
    place = daily.exact(first + DAY)
    if place is None or first < start or first + DAY > coin.view.end:
        coin.miss(f"no daily candle of {today.replace(day=1)}", "month_open", "change_mtd")
        return
    opened, span = daily.open[place], Window(moment(first), coin.window.end)
    coin.put("month_open", opened, f"{exact(opened)}: open on {day_at(first)}", Window(moment(first), moment(first)))
    if coin.view.start > first:
        coin.change("change_mtd", coin.view.price, opened, span)
    coin.miss("the month began inside the window", "change_mtd")


def _completed(coin: Coin, daily: Candles, today: date, start: int) -> None:
    """The month that ended with the window, or up to two days before the window's day."""
    month, before = _month_of(today, 0), _month_of(today, -1)
    if midnight(_last(month)) + DAY > coin.book.end:
        month = before
    if (today - _last(month)).days > KNOWN_FOR:
        coin.miss("no month ended with the window or in the two days before", *DONE)
        return
    prices = _prices(daily, month, start)
    if prices is None:
        coin.miss(f"the first or the last day of {month:%B %Y} is not on file", *DONE)
        return
    opened, closed = prices
    span = Window(moment(midnight(month)), moment(midnight(_last(month)) + DAY))
    coin.change("month_done", closed, opened, span)
    coin.put("month_done_name", MONTHS[month.month - 1], f"the month from {month} to {_last(month)}", span)
    others = [_change(daily, _month_of(month, -back), start) for back in range(1, RANKED)]
    known = [change for change in others if change is not None]
    if len(known) == len(others):
        change = (closed - opened) / opened * 100
        better = sum(one > change for one in known)
        text = f"{better + 1} = {better} of the {RANKED - 1} months before changed by more than {brief(change)} % + 1"
        coin.put("month_done_rank", better + 1, text, Window(moment(midnight(_month_of(month, 1 - RANKED))), span.end))
    coin.miss(f"fewer than {RANKED} months are on file", "month_done_rank")


def _years(coin: Coin, daily: Candles, today: date, start: int) -> None:
    """Earlier years that have the first and the last day of this calendar month."""
    first = today.replace(day=1)
    begin, years, up, listed = _same_months(daily, first, start)
    if not years:
        coin.miss(f"no earlier {today:%B} is on file", *YEARS)
        return
    span = Window(moment(midnight(first.replace(year=begin))), coin.window.end)
    coin.put("month_years", years, f"{years} = {listed}", span)
    coin.put("month_up_years", up, f"{up} of {listed} rose", span)


@lru_cache(maxsize=16)
def _same_months(daily: Candles, first: date, start: int) -> tuple[int, int, int, str]:
    """The first year with this month, the years with it before `first`, those in which it rose, and all changes."""
    found = {year: _change(daily, first.replace(year=year), start) for year in range(day_at(start).year, first.year)}
    changes = {year: change for year, change in found.items() if change is not None}
    listed = ", ".join(f"{year} {brief(change)} %" for year, change in changes.items())
    return min(changes, default=0), len(changes), sum(change > 0 for change in changes.values()), listed


def _change(daily: Candles, month: date, start: int) -> float | None:
    prices = _prices(daily, month, start)
    return (prices[1] - prices[0]) / prices[0] * 100 if prices else None


def _prices(daily: Candles, month: date, start: int) -> tuple[float, float] | None:
    """The first open and the last close of a month."""
    begin, end = midnight(month), midnight(_last(month)) + DAY
    first, last = daily.exact(begin + DAY), daily.exact(end)
    if begin < start or first is None or last is None:
        return None
    return daily.open[first], daily.close[last]


def _month_of(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _last(month: date) -> date:
    return _month_of(month, 1) - timedelta(days=1)
