"""Market → Facts: what can be said of a day, each value with its working and its origins.

    chronicle = prepare(market)              everything on file, indexed once
    facts = measure(chronicle, day)          one day, in milliseconds

Every fact that can exist is declared in `newsgen.catalogue`.  The room, and pandas with it, is imported only when
something is measured, so that checking and linting start quickly.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsgen.market import Market
    from newsgen.measure.chronicle import Chronicle
    from newsgen.model import Facts, Finding

__all__ = ["Chronicle", "measure", "prepare"]


def __getattr__(name: str) -> object:
    """`Chronicle` on demand, for those who name it in a type."""
    if name == "Chronicle":
        from newsgen.measure.chronicle import Chronicle

        return Chronicle
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def prepare(market: Market) -> Chronicle:
    """Index a market once; measuring any number of days of it reads no table again."""
    from newsgen.measure.chronicle import index

    return index(market)


def measure(
    chronicle: Chronicle,
    day: date,
    as_of: datetime | None = None,
    *,
    now: datetime | None = None,
    seen: Sequence[Finding] = (),
) -> Facts:
    """All that can be said of the 24 hours that end at `as_of`, and why the rest cannot.

    Without `as_of` the window is the latest 24-hour all-coin liquidation window whose end lies in
    (day 00:00, next day 00:00] UTC, else the UTC day.  No row that ends later, or was published later, is read.
    A window that ends about `now` is told live: then rows that should have come by now are missed.
    `seen` are findings from elsewhere, such as a feed that sends the same bytes every day; they join the input's.
    Raises NothingToTell for a window that ends after `now`, where `now` is given.
    """
    from newsgen.measure.chronicle import tell

    return tell(chronicle, day, as_of, now, seen)
