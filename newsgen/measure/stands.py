"""Where sentiment, open interest, funding, dominance and the market's value stand against their own past."""

from __future__ import annotations

import math

from newsgen.measure.book import Book, brief, exact
from newsgen.measure.clock import DAY, day_at, moment
from newsgen.measure.values import Values
from newsgen.model import Window

YEAR = 365 * DAY
YEAR_LEAST = 350  # values of the past year that must be on file
MARK = 5e11  # US dollars between two round values of the whole market


def span_at(series: Values, *places: int) -> Window:
    """From the first to the last of these values."""
    return Window(moment(series.times[min(places)]), moment(series.times[max(places)]))


def unbroken(series: Values, first: int, last: int) -> bool:
    """Whether there is a value for every day between two places."""
    return series.times[last] // DAY - series.times[first] // DAY == last - first


def measure_zone(book: Book, series: Values, place: int) -> None:
    """Enter how many days in a row the index has had the same word for itself."""
    words, first = series.words, place
    while words[place] and first and words[first - 1] == words[place] and unbroken(series, first - 1, place):
        first -= 1
    if not words[place] or not first or not unbroken(series, first - 1, place):
        book.miss("the zone's first day is not on file", ("fng.zone_days",))
        return
    days = place - first + 1
    text = f"{words[place]} on {days} days in a row since {day_at(series.times[first])}"
    book.put("fng.zone_days", days, text, series.between(first, place), span=span_at(series, first, place))


def measure_open_interest(book: Book, coin: str, series: Values, place: int) -> None:
    """Enter the days since it was higher, and its place against the highest of the past year."""
    prefix, now, venues = f"{coin.lower()}.oi", series.values[place], series.names[1]
    found = next((at for at in range(place - 1, -1, -1) if series.values[at] > now), None)
    if found is None:
        book.miss(f"open interest was never higher since {day_at(series.times[0])}", (f"{prefix}_high_days",))
    elif unbroken(series, found, place):
        text = f"{exact(series.values[found])} on {day_at(series.times[found])} was higher than {exact(now)}"
        span, origins = span_at(series, found, place), series.between(found, place)
        book.put(f"{prefix}_high_days", place - found, text, origins, span=span, venues=venues)
    book.miss("a day in between is not on file", (f"{prefix}_high_days",))
    first = series.until(series.times[place] - YEAR - 1)
    highest = max(series.values[first : place + 1])
    if place + 1 - first < YEAR_LEAST or highest <= 0:
        book.miss("open interest of the past year is not on file", (f"{prefix}_place",))
        return
    text = f"{brief(now / highest * 100)} = {exact(now)} / {exact(highest)} x 100, the highest since "
    text += f"{day_at(series.times[first])}"
    span, origins = span_at(series, first, place), series.between(first, place)
    book.put(f"{prefix}_place", now / highest * 100, text, origins, span=span, venues=venues)


def measure_funding(book: Book, coin: str, series: Values, place: int) -> None:
    """Enter the last day on which the rate had the other sign."""
    ids = tuple(f"{coin.lower()}.funding_{name}" for name in ("since", "since_days"))
    now = series.values[place]
    found = next((at for at in range(place - 1, -1, -1) if series.values[at] * now < 0), None) if now else None
    if found is None:
        book.miss(f"no rate of the other sign since {day_at(series.times[0])}", ids)
        return
    if not unbroken(series, found, place):
        book.miss("a day in between is not on file", ids)
        return
    day, span, origins = day_at(series.times[found]), span_at(series, found, place), series.between(found, place)
    text = f"{exact(series.values[found])} on {day}, the last rate with the other sign than {exact(now)}"
    book.put(ids[0], day, text, origins, span=span, venues=series.names[1])
    book.put(ids[1], place - found, f"days from {day} to {day_at(series.times[place])}", origins, span=span)


def measure_dominance(book: Book, series: Values, place: int) -> None:
    """Enter whether dominance is high or low for its past, whichever reaches further back, and since when."""
    now, values = series.values[place], series.values
    ids = tuple(f"market.dominance_{name}" for name in ("since", "since_days", "high"))
    higher = next((at for at in range(place - 1, -1, -1) if values[at] > now), -1)
    lower = next((at for at in range(place - 1, -1, -1) if values[at] < now), -1)
    found, high = min((higher, True), (lower, False))
    if found < 0:
        book.miss(f"dominance was on one side of this value ever since {day_at(series.times[0])}", ids)
        return
    if not unbroken(series, found, place):
        book.miss("a day in between is not on file", ids)
        return
    day, span, origins = day_at(series.times[found]), span_at(series, found, place), series.between(found, place)
    text = f"{exact(values[found])} on {day}, the last value {'above' if high else 'below'} {exact(now)}"
    book.put(ids[0], day, text, origins, span=span)
    book.put(ids[1], place - found, f"days from {day} to {day_at(series.times[place])}", origins, span=span)
    book.put(ids[2], int(high), text, origins, span=span)


def measure_cap(book: Book, series: Values, places: tuple[int, int]) -> None:
    """Enter the value a day earlier, the change in dollars, and the round value that lies between."""
    then, now = (series.values[place] for place in places)
    span, origins = span_at(series, *places), series.origins(*places)
    text = f"{exact(then)} on {day_at(series.times[places[0]])}"
    book.put("market.cap_before", then, text, series.origins(places[0]), span=span_at(series, places[0]))
    change = round(now - then, 2)
    book.put("market.cap_usd", change, f"{exact(change)} = {exact(now)} - {exact(then)}", origins, span=span)
    low, high = min(then, now), max(then, now)
    mark = (math.floor(high / MARK) if now > then else math.ceil(high / MARK) - 1) * MARK
    if not (low < mark <= high if now > then else low < mark < high):
        book.miss("no multiple of half a trillion dollars was crossed", ("market.cap_level", "market.cap_up"))
        return
    text = f"{exact(mark)} lies between {exact(then)} and {exact(now)}"
    book.put("market.cap_level", mark, text, origins, span=span)
    book.put("market.cap_up", int(now > then), text, origins, span=span)
