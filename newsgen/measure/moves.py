"""The window's range and change against its own past, and the runs of days and weeks."""

from __future__ import annotations

from newsgen.measure.book import brief
from newsgen.measure.clock import DAY, day_of, moment
from newsgen.measure.days import Days
from newsgen.measure.earlier import Earlier, put_since
from newsgen.measure.prices import Coin
from newsgen.model import Window

LEAST_RUN = 2  # one day is no run that could end
RANGE, WIDE, CHANGE = ((name, f"{name}_days") for name in ("range_since", "wide_since", "change_since"))


def measure_moves(coin: Coin, past: Earlier | None) -> None:
    """Enter when the range was last as narrow or as wide and the change as large, and the runs."""
    _runs(coin)
    _weeks(coin)
    if past is None:
        coin.miss("too few earlier days at this time of day are on file", *RANGE, *WIDE, *CHANGE)
        return
    view = coin.view
    spread, ranges = (view.high - view.low) / view.low * 100, past.days.ranges
    put_since(coin, past, past.part(ranges) < spread, RANGE, f"had a range under {brief(spread)} %", ranges)
    put_since(coin, past, past.part(ranges) > spread, WIDE, f"had a range over {brief(spread)} %", ranges)
    change, changes = (view.price - view.open) / view.open * 100, past.days.changes
    if change > 0:
        put_since(coin, past, past.part(changes) > change, CHANGE, f"rose by more than {brief(change)} %", changes)
    elif change < 0:
        put_since(coin, past, past.part(changes) < change, CHANGE, f"fell by more than {brief(-change)} %", changes)
    coin.miss("the price ended where it began", *CHANGE)


def _runs(coin: Coin) -> None:
    """The run of closes one way that the last whole UTC day ended."""
    daily = coin.view.venue.daily
    last = daily.until(coin.book.end) - 1 if daily else -1
    if daily is None or last < LEAST_RUN or coin.book.end - daily.ends[last] >= DAY:
        coin.miss("no daily candles reach the window", "up_run_ended", "down_run_ended")
        return
    now, before = daily.streaks[last], daily.streaks[last - 1]
    if now * before < 0 and abs(before) >= LEAST_RUN and abs(now) == 1:
        name, way = ("up_run_ended", "higher") if before > 0 else ("down_run_ended", "lower")
        end = moment(daily.ends[last])
        span = Window(moment(daily.ends[last] - (abs(before) + 1) * DAY), end)
        text = f"{abs(before)} {way} closes in a row to {day_of(daily.ends[last - 1])}, then one the other way"
        coin.put(name, abs(before), text, span)
    coin.miss("the last whole day ended no run", "up_run_ended", "down_run_ended")


def _weeks(coin: Coin) -> None:
    """Whole weeks, Monday to Sunday, in a row that closed the same way, as of the last that had ended."""
    daily = coin.view.venue.daily
    days = daily.by_day(0) if daily else None
    if daily is None or days is None:
        coin.miss("no daily candles on file", "up_weeks", "down_weeks")
        return
    slot = days.slot(coin.book.end)
    slot -= (days.day(slot).weekday() + 1) % 7
    run = _week_run(days, slot)
    if run is None:
        coin.miss("a Sunday's close is not on file", "up_weeks", "down_weeks")
        return
    sunday = days.day(slot)
    span = Window(moment(days.end(slot) - max(abs(run), 1) * 7 * DAY), moment(days.end(slot)))
    coin.put("up_weeks", max(run, 0), f"{max(run, 0)} higher weekly closes in a row to {sunday}", span)
    coin.put("down_weeks", max(-run, 0), f"{max(-run, 0)} lower weekly closes in a row to {sunday}", span)


def _week_run(days: Days, slot: int) -> int | None:
    """Weekly closes in a row that rose (positive) or fell (negative); None where a close in the run is not on file."""
    if not 7 <= slot < len(days):
        return None
    run, close = 0, days.close
    sign = 1 if close[slot] > close[slot - 7] else -1 if close[slot] < close[slot - 7] else 0
    while slot >= 7 and (close[slot] - close[slot - 7]) * sign > 0:
        run, slot = run + sign, slot - 7
    known = slot < 7 or bool(close[slot] == close[slot] and close[slot - 7] == close[slot - 7])
    return run if known else None
