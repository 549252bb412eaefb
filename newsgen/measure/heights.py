"""Prices known to have been reached before a history begins, so that a short history cannot call a lower one a record.

Highest prices on large dollar markets, rounded down, by the day they were reached; public and undisputed.
"""

from __future__ import annotations

from datetime import date

HEIGHTS: dict[str, tuple[tuple[date, float], ...]] = {
    "BTC": (
        (date(2013, 12, 4), 1_100.0),
        (date(2017, 12, 17), 19_500.0),
        (date(2021, 4, 14), 64_500.0),
        (date(2021, 11, 10), 68_700.0),
        (date(2024, 3, 14), 73_700.0),
        (date(2025, 10, 6), 126_000.0),
    ),
    "ETH": (
        (date(2017, 6, 12), 390.0),
        (date(2018, 1, 13), 1_400.0),
        (date(2021, 5, 12), 4_350.0),
        (date(2021, 11, 10), 4_850.0),
        (date(2025, 8, 24), 4_940.0),
    ),
}


def height_before(coin: str, day: date) -> float:
    """The highest price that is known to have been reached before a day, 0 where none is known.

    >>> height_before("BTC", date(2023, 7, 14))
    68700.0
    """
    return max((price for reached, price in HEIGHTS.get(coin, ()) if reached < day), default=0.0)
