"""Bitcoin and ether against their own past.

Records and since-dates come from the daily candles before the window of the venue that the window's prices come from,
and from the window's own finer candles; a statement that would reach across a missing day is not made.
"""

from __future__ import annotations

from datetime import date

from newsgen.measure.averages import measure_averages, measure_swings
from newsgen.measure.bands import measure_bands, measure_hold, measure_month_range
from newsgen.measure.book import brief, exact
from newsgen.measure.candles import cover
from newsgen.measure.clock import DAY, HOUR, day_at, day_of, days_between, midnight, moment, year_before
from newsgen.measure.earlier import earlier
from newsgen.measure.months import measure_months
from newsgen.measure.moves import measure_moves
from newsgen.measure.past import Past, past
from newsgen.measure.prices import Coin, price_ids
from newsgen.model import Window

THREE_DAYS = 3 * DAY
DECIMALS = 9  # a difference of two prices has no more; the rest is the noise of binary fractions


def measure_major(coin: Coin) -> None:
    """Enter what bitcoin and ether have besides."""
    coin.since("change_30d", coin.view.end - 30 * DAY)
    today = day_of(coin.view.end)
    year = coin.view.end + (midnight(year_before(today)) - midnight(today))
    coin.since("change_12m", year, "year_ago")
    history = past(coin.view)
    _year(coin)
    _streaks(coin)
    measure_months(coin)
    measure_hold(coin)
    measure_averages(coin)
    if not coin.view.whole:
        return
    _paths(coin)
    _week_range(coin)
    _fall(coin)
    past_days = earlier(coin.view)
    measure_moves(coin, past_days)
    measure_month_range(coin)
    measure_swings(coin, past_days)
    if history is None:
        coin.book.miss(f"no daily candles on {coin.view.venue.name} reach the window", price_ids(coin.name))
        return
    _record(coin, history)
    _sightings(coin, history)
    measure_bands(coin, history)


def _year(coin: Coin) -> None:
    """Change since the first daily open of the year that the window ends in."""
    daily, today = coin.view.venue.daily, day_of(coin.view.end)
    first = midnight(date(today.year, 1, 1))
    place = daily.exact(first + DAY) if daily else None
    suffixes = ("year_open", "change_ytd", "ytd_before")
    if daily is None or place is None or first + DAY > coin.view.end or daily.epoch(daily.until(coin.view.end)) > place:
        coin.miss(f"no daily candle of 1 January {today.year}", *suffixes)
        return
    opened, span = daily.open[place], Window(moment(first), coin.window.end)
    coin.put("year_open", opened, f"{exact(opened)}: open on {day_at(first)}", Window(moment(first), moment(first)))
    coin.change("change_ytd", coin.view.price, opened, span)
    if coin.view.start >= first:
        coin.change("ytd_before", coin.view.open, opened, Window(moment(first), coin.window.start))
    coin.miss("the year began inside the window", "ytd_before")


def _streaks(coin: Coin) -> None:
    """Whole UTC days in a row that closed higher or lower, as of the last one that had ended."""
    daily = coin.view.venue.daily
    last = daily.until(coin.book.end) - 1 if daily else -1
    if daily is None or last < 1 or coin.book.end - daily.ends[last] >= DAY:
        coin.miss("no daily candles reach the window", "up_days", "down_days")
        return
    run, day = daily.streaks[last], day_at(daily.starts[last])
    span = Window(moment(daily.ends[last] - abs(run) * DAY), moment(daily.ends[last]))
    coin.put("up_days", max(run, 0), f"{max(run, 0)} higher closes in a row to {day}", span)
    coin.put("down_days", max(-run, 0), f"{max(-run, 0)} lower closes in a row to {day}", span)


def _paths(coin: Coin) -> None:
    """From open to high, low and end."""
    view, high, low = coin.view, coin.view.high, coin.view.low
    spread = round(high - low, DECIMALS)
    coin.put("range_usd", spread, f"{exact(spread)} = {exact(high)} - {exact(low)}")
    coin.change("range_pct", high, low)
    coin.change("low_change", low, view.open)
    coin.change("high_change", high, view.open)
    coin.change("rebound", view.price, low)
    if low < view.open and view.price <= view.open:
        value = (view.price - low) / (view.open - low) * 100
        text = f"{brief(value)} = ({exact(view.price)} - {exact(low)}) / ({exact(view.open)} - {exact(low)}) x 100"
        coin.put("recovered", value, text)
    coin.miss("the price ended above its start", "recovered")
    if view.candles.step < DAY:
        places = range(view.first, view.last + 1)
        top = max(places, key=lambda at: view.candles.high[at])
        bottom = min(places, key=lambda at: view.candles.low[at])
        coin.put("high_time", moment(view.candles.ends[top]), f"end of the candle with the high of {exact(high)}")
        coin.put("low_time", moment(view.candles.ends[bottom]), f"end of the candle with the low of {exact(low)}")
    coin.miss("only a daily candle covers the window", "high_time", "low_time")
    _largest(coin, "largest_4h", 4 * HOUR)
    _largest(coin, "largest_1h", HOUR)


def _largest(coin: Coin, suffix: str, step: int) -> None:
    """The candle of this length with the largest change from open to close."""
    for candles in coin.view.venue.candles:
        if candles.step == step:
            first, last = candles.until(coin.view.start), candles.until(coin.view.end)
            if last - first == DAY // step:
                place = max(range(first, last), key=lambda at: abs(candles.close[at] / candles.open[at] - 1))
                span = Window(moment(candles.starts[place]), moment(candles.ends[place]))
                coin.change(suffix, candles.close[place], candles.open[place], span)
    coin.miss(f"no {step // HOUR} h candles on {coin.view.venue.name}", suffix)


def _week_range(coin: Coin) -> None:
    view = coin.view
    parts = cover(view.venue, view.end - 7 * DAY, view.end, DAY, view.candles)
    if not parts:
        coin.miss("a candle of the seven days is not on file", "week_high", "week_low")
        return
    span, many = coin.back(7 * DAY), sum(len(part.places) for part in parts)
    high = max(max(part.candles.high[part.first : part.until]) for part in parts)
    low = min(min(part.candles.low[part.first : part.until]) for part in parts)
    coin.put("week_high", high, f"{exact(high)}: highest of {many} candles", span)
    coin.put("week_low", low, f"{exact(low)}: lowest of {many} candles", span)


def _fall(coin: Coin) -> None:
    """The deepest fall of the three days before the window, and how much of it the window's end has won back."""
    view = coin.view
    suffixes = ("fall3d", "fall3d_low", "recovered3d")
    longest = max(view.candles.step, 4 * HOUR)
    parts = cover(view.venue, view.start - THREE_DAYS, view.start, longest, view.candles)
    if not parts:
        coin.miss("a candle of the three days before is not on file", *suffixes)
        return
    top = parts[0].candles.open[parts[0].first]
    peak, low = top, top
    for candles, at in ((part.candles, at) for part in parts for at in part.places):
        top = max(top, candles.open[at])
        if candles.low[at] * peak < low * top:
            peak, low = top, candles.low[at]
        top = max(top, candles.high[at])
    if low >= peak:
        coin.miss("the price did not fall in those three days", *suffixes)
        return
    span = Window(moment(view.start - THREE_DAYS), moment(view.start))
    coin.change("fall3d", low, peak, span)
    coin.put("fall3d_low", low, f"{exact(low)}: lowest price after the high of {exact(peak)}", span)
    if low < view.price <= peak:
        value = (view.price - low) / (peak - low) * 100
        text = f"{brief(value)} = ({exact(view.price)} - {exact(low)}) / ({exact(peak)} - {exact(low)}) x 100"
        coin.put("recovered3d", value, text, coin.back(DAY + THREE_DAYS))
    coin.miss("the price is not between that low and the high before it", "recovered3d")


def _record(coin: Coin, history: Past) -> None:
    view, start = coin.view, history.start
    span = Window(moment(midnight(start)), coin.window.end)
    coin.put("data_start", start, f"first daily candle on {view.venue.name}: {start}", span)
    ids = (
        "record",
        "record_date",
        "record_before",
        "record_before_date",
        "record_new",
        "record_days",
        "from_record",
        "from_record_before",
    )
    if not history.long_enough:
        coin.miss(f"the daily history since {start} is too short, too low or has too many gaps for a record", *ids)
        return
    before, day = history.top()
    new = view.high > before
    record = max(before, view.high)
    record_day = (
        day_at(view.candles.starts[max(range(view.first, view.last + 1), key=lambda at: view.candles.high[at])])
        if new
        else day
    )
    earlier, origins = Window(span.start, coin.window.start), (*coin.origins, *history.origins)
    coin.put(
        "record_before",
        before,
        f"{exact(before)} on {day}: highest of {history.days} days since {start}",
        earlier,
        origins,
    )
    coin.put("record_before_date", day, f"day of the {exact(before)}", earlier, origins)
    coin.put(
        "record", record, f"{exact(record)}: larger of {exact(view.high)} and {exact(before)} before", span, origins
    )
    coin.put("record_date", record_day, f"day of the {exact(record)}", span, origins)
    coin.put("record_new", int(new), f"{exact(view.high)} {'>' if new else '<='} {exact(before)}", span, origins)
    days = days_between(record_day, day_of(coin.book.end))
    coin.put("record_days", days, f"days from {record_day} to {day_of(coin.book.end)}", span, origins)
    coin.change("from_record", view.price, record, span)
    coin.change("from_record_before", view.open, before, earlier)


def _sightings(coin: Coin, history: Past) -> None:
    """The last earlier day with a price as high as the window's high, or as low as its low."""
    today, origins = day_of(coin.book.end), (*coin.origins, *history.origins)
    for suffix, price, sight in (
        ("high_since", coin.view.high, history.last_high(coin.view.high)),
        ("low_since", coin.view.low, history.last_low(coin.view.low)),
    ):
        both = (suffix, f"{suffix}_days")
        if sight is None:
            coin.miss(f"no such price since {history.start}", *both)
        elif not sight.sure:
            coin.miss("a day in between is not on file", *both)
        else:
            span = Window(moment(midnight(sight.day)), coin.window.end)
            text = f"{exact(sight.price)} on {sight.day}, the last day before with a price like {exact(price)}"
            coin.put(both[0], sight.day, text, span, origins)
            coin.put(both[1], days_between(sight.day, today), f"days from {sight.day} to {today}", span, origins)
