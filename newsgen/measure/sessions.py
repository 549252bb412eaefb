"""Fund sessions against earlier ones: the month so far, how many of twenty, records, and runs as long as this one."""

from __future__ import annotations

from datetime import timedelta

from newsgen.measure.book import Book, exact
from newsgen.measure.clock import day_at, moment
from newsgen.measure.values import Values
from newsgen.model import Window

TWENTY = 20
RECORD_SESSIONS = 60  # fewer sessions know no record
LEAST_RUN = 2  # sessions in a row that are a run


def span_of(series: Values, first: int, last: int) -> Window:
    """From the start of one session to the end of another."""
    return Window(moment(series.times[first]), moment(series.times[last]) + timedelta(days=1))


def run_length(flows: list[float], place: int) -> int:
    """How many sessions up to a place had flows the same way; 0 where nothing flowed."""
    sign = (flows[place] > 0) - (flows[place] < 0)
    length = 0
    while sign and place - length >= 0 and flows[place - length] * sign > 0:
        length += 1
    return length


def measure_sessions(book: Book, prefix: str, series: Values, place: int, *, whole: bool) -> None:
    """Enter what the sessions on file say of the last; `whole` unless an earlier one is not on file."""
    _month(book, prefix, series, place, whole=whole)
    if place + 1 >= TWENTY:
        part = series.values[place - TWENTY + 1 : place + 1]
        count = sum(flow > 0 for flow in part)
        first = day_at(series.times[place - TWENTY + 1])
        text = f"{count} of the {TWENTY} sessions since {first} had inflows"
        span = span_of(series, place - TWENTY + 1, place)
        book.put(f"{prefix}in_of20", count, text, series.between(place - TWENTY + 1, place), span=span)
    book.miss(f"fewer than {TWENTY} sessions in a row on file", (f"{prefix}in_of20",))
    _record(book, prefix, series, place, whole=whole)
    _run_since(book, prefix, series, place)


def _month(book: Book, prefix: str, series: Values, place: int, *, whole: bool) -> None:
    """Net flow of the calendar month that the session lies in."""
    month = day_at(series.times[place]).replace(day=1)
    first = place
    while first and day_at(series.times[first - 1]) >= month:
        first -= 1
    if not first and not whole:
        book.miss("a session of the month is not on file", (f"{prefix}month_sum",))
        return
    total = round(sum(series.values[first : place + 1]), 2)
    text = f"{exact(total)}: sum of the {place - first + 1} sessions since {day_at(series.times[first])}"
    book.put(f"{prefix}month_sum", total, text, series.between(first, place), span=span_of(series, first, place))


def _record(book: Book, prefix: str, series: Values, place: int, *, whole: bool) -> None:
    """Whether no earlier session had a larger flow the same way."""
    flow = series.values[place]
    if not whole or place + 1 < RECORD_SESSIONS or not flow:
        book.miss(f"a record needs {RECORD_SESSIONS} sessions without a gap", (f"{prefix}record",))
        return
    sign = 1 if flow > 0 else -1
    highest = max(one * sign for one in series.values[:place]) * sign
    since = day_at(series.times[0])
    text = f"{exact(flow)} against {exact(highest)}, the furthest the same way since {since}"
    new = int(flow * sign > highest * sign)
    book.put(f"{prefix}record", new, text, series.between(0, place), span=span_of(series, 0, place))


def _run_since(book: Book, prefix: str, series: Values, place: int) -> None:
    """The last session of the last earlier run the same way that was as long as this one."""
    length = run_length(series.values, place)
    fact_id = f"{prefix}run_since"
    if length < LEAST_RUN:
        book.miss("no run of sessions the same way", (fact_id,))
        return
    sign = 1 if series.values[place] > 0 else -1
    run, found = 0, None
    for at in range(place - length):
        run = run + 1 if series.values[at] * sign > 0 else 0
        found = at if run >= length else found
    if found is None:
        book.miss(f"no earlier run as long since {day_at(series.times[0])}", (fact_id,))
        return
    day = day_at(series.times[found])
    text = f"{length} sessions the same way; the last run before that was as long ended on {day}"
    book.put(fact_id, day, text, series.between(found, place), span=span_of(series, found, place))
