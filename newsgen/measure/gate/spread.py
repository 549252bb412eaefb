"""S4: the answers that one article's liquidations stand on were fetched about the same time, or nobody can add them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from newsgen.measure.book import Book
from newsgen.measure.gate.limits import LIMITS, MINUTE
from newsgen.model import Origin, Severity


def watch_spread(book: Book, sources: Mapping[str, Origin]) -> None:
    """Hold the article where the window's liquidations were fetched more than a quarter of an hour apart."""
    times: dict[datetime, tuple[str, str]] = {}
    for fact in book.known.values():
        if fact.window != book.window or fact.id.startswith("series."):
            continue  # a series stands on what was fetched over years
        if fact.about.measure.startswith("liquidat"):
            for origin in fact.origins:
                source = sources.get(origin.file)
                if source is not None and source.fetched_at is not None:
                    times.setdefault(source.fetched_at, (fact.id, origin.file))
    if not times:
        return
    first, last = min(times), max(times)
    minutes = (last - first).total_seconds() / MINUTE
    if minutes * MINUTE > LIMITS.spread:
        (one, file), (other, _) = times[first], times[last]
        message = (
            f"{one} was fetched at {first:%Y-%m-%d %H:%M} UTC and {other} {minutes:.0f} minutes later; figures of one "
            f"window may be {LIMITS.spread // MINUTE} minutes apart."
        )
        book.find("S4", Severity.HOLD, message, file, (one, other), "Ask all sources again at once.")
