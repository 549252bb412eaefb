"""US stock indices in their last completed session, as far as it had closed by the window's end."""

from __future__ import annotations

from datetime import timedelta

from newsgen.catalogue import INDICES
from newsgen.market import known_from
from newsgen.market.holidays import trades
from newsgen.measure.book import Book, brief, exact
from newsgen.measure.clock import DAY, day_at, day_of, days_between, moment
from newsgen.measure.values import Values, longest
from newsgen.model import Severity, Window

STALE = 5 * DAY  # a session that closed longer ago is not told
APART = 5 * DAY  # two sessions further apart are not neighbours
RECORD_DAYS = 365


def measure_stocks(book: Book, indices: tuple[Values, ...]) -> None:
    """Enter the last session; an index without a close of that session is left out."""
    delay = int(known_from("indices")[1].total_seconds())
    known = book.end - delay
    found = {name: series for name in INDICES if (series := longest(_named(indices, name), known))}
    ids = ["stocks.date", "stocks.age_days", "spx.record"] + [
        f"{name.lower()}.{one}" for name in INDICES for one in ("change", "close")
    ]
    if not found:
        book.miss("no index session on file by then", ids)
        return
    last = max(series.times[series.until(known) - 1] for series in found.values())
    if book.end - last - delay > STALE:
        reason = f"the last index session on file is of {day_at(last)}"
        book.miss(reason, ids)
        if book.end - last - delay < 4 * STALE:
            series = next(iter(found.values()))
            file = series.files.at(series.until(known) - 1)
            message, hint = f"Stocks are left out: {reason}.", "Add the newest sessions to the table."
            book.find("F3", Severity.WARN, message, file, ("stocks.date",), hint)
        return
    for name, series in found.items():
        _index(book, name, series, last, delay)
    day = day_at(last)
    origins = tuple(origin for series in found.values() for origin in series.origins(series.until(known) - 1))
    span = Window(moment(last), moment(last) + timedelta(seconds=delay))
    today = day_of(book.end)
    book.put("stocks.date", day, f"last session closed by then: {day}", origins, span=span)
    book.put("stocks.age_days", days_between(day, today), f"days from {day} to {today}", origins, span=span)
    book.miss("no close of the last session", ids)


def _named(indices: tuple[Values, ...], name: str) -> tuple[Values, ...]:
    return tuple(series for series in indices if series.names == (name,))


def _index(book: Book, name: str, series: Values, last: int, delay: int) -> None:
    place, prefix = series.exact(last), name.lower()
    if place is None:
        return
    close, span = series.values[place], Window(moment(last), moment(last + delay))
    book.put(f"{prefix}.close", close, f"{exact(close)}: close on {day_at(last)}", series.origins(place), span=span)
    if place and last - series.times[place - 1] <= APART and not _missed(series.times[place - 1], last):
        before = series.values[place - 1]
        change = (close - before) / before * 100
        text = f"{brief(change)} = ({exact(close)} - {exact(before)}) / {exact(before)} x 100"
        span = Window(moment(series.times[place - 1] + delay), moment(last + delay))
        book.put(f"{prefix}.change", change, text, series.origins(place, place - 1), span=span)
    book.miss("the session before is not on file", (f"{prefix}.change",))
    if name == "SPX":
        _record(book, series, place, delay)


def _missed(before: int, last: int) -> bool:
    """Whether a day of trading between two sessions is not on file."""
    return any(trades(day_at(at)) for at in range(before + DAY, last, DAY))


def _record(book: Book, series: Values, place: int, delay: int) -> None:
    first = day_at(series.times[0])
    if series.times[place] - series.times[0] < RECORD_DAYS * DAY:
        book.miss(f"closes since {first} are too few for a record", ("spx.record",))
        return
    highest, close = max(series.values[:place]), series.values[place]
    text = f"{exact(close)} {'>' if close > highest else '<='} {exact(highest)}, the highest close since {first}"
    span = Window(moment(series.times[0]), moment(series.times[place] + delay))
    book.put("spx.record", int(close > highest), text, series.between(0, place), span=span)
