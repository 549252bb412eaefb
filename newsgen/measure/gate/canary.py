"""O4: a coin that is worth a dollar and is not: more often a broken feed than news."""

from __future__ import annotations

from newsgen.measure.book import Book, exact
from newsgen.measure.candles import Venue
from newsgen.measure.clock import clock
from newsgen.measure.gate.limits import LIMITS
from newsgen.model import Severity

PEGGED = ("USDT", "USDC", "DAI")


def watch_pegs(book: Book, venues: dict[str, tuple[Venue, ...]]) -> None:
    """Hold the article where the latest close of the window of a pegged coin is off its dollar."""
    for coin in PEGGED:
        for venue in venues.get(coin, ()):
            found = [(one.ends[at], at, one) for one in venue.candles if (at := one.until(book.end) - 1) >= 0]
            end, at, candles = max(found, key=lambda item: (item[0], -item[2].step), default=(book.start, 0, None))
            if candles is None or end <= book.start or LIMITS.peg_low <= candles.close[at] <= LIMITS.peg_high:
                continue
            message = (
                f"{coin} closed at {exact(candles.close[at])} dollars on {venue.name} at {clock(end)}: assume a fault "
                "of the feed until a person says it is news."
            )
            hint = f"Look at {coin} elsewhere; every other price of {venue.name} may be as wrong."
            book.find("O4", Severity.HOLD, message, candles.files.at(at), (), hint)
