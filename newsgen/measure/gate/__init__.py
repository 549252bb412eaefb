"""The input gate: one day's window looked at before any prose, so that no figure is told that should not be trusted.

    venues, refused = without_denied(venues)     once, when a market is prepared
    ruling = admit(book, chronicle, now)         before measuring: what the day may be measured from
    review(book, chronicle, ruling)              after it: what is taken back, and what holds the article

Every guard looks at this day and earlier ones alone.  Each finding names what it saw; BLOCK stops every publisher,
HOLD asks a person, WARN is shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newsgen.measure.book import Book, family
from newsgen.measure.clock import seconds
from newsgen.measure.gate.bars import Refused, without_denied
from newsgen.measure.gate.canary import watch_pegs
from newsgen.measure.gate.flows import rule_flows
from newsgen.measure.gate.fresh import holes, is_live, late_liquidations, late_mood, late_prices, late_sessions
from newsgen.measure.gate.order import rule_order
from newsgen.measure.gate.prices import rule_prices
from newsgen.measure.gate.ruling import Ruling
from newsgen.measure.gate.sides import rule_sides
from newsgen.measure.gate.spread import watch_spread
from newsgen.measure.gate.stocks import rule_indices
from newsgen.measure.gate.sums import rule_sums
from newsgen.measure.gate.totals import rule_totals
from newsgen.measure.gate.twins import rule_twins
from newsgen.measure.gate.windows import rule_windows
from newsgen.measure.series import find_place

if TYPE_CHECKING:
    from newsgen.measure.chronicle import Chronicle

__all__ = ["Refused", "Ruling", "admit", "review", "without_denied"]


def admit(book: Book, chronicle: Chronicle, now: datetime | None = None) -> Ruling:
    """What the day may be measured from; the book gets the findings.  `now` tells a live run from an old day."""
    ruling, tracks = Ruling(chronicle.venues, chronicle.readings), chronicle.tracks
    rule_prices(book, chronicle.refused, ruling)
    found = [run for track in tracks if (run := track.run(book.end)) is not None]
    runs = [run for run in found if run.slot(book.end) is not None]
    place = find_place(tracks, book.end)
    rule_totals(book, ruling, runs, place)
    rule_sums(book, ruling, runs)
    rule_twins(book, ruling, tracks)
    rule_windows(book, ruling, tracks)
    rule_sides(book, ruling, tracks, runs, place)
    rule_flows(book, chronicle.flows, ruling)
    rule_indices(book, chronicle.indices, ruling)
    holes(book, tracks)
    watch_pegs(book, ruling.venues)
    if is_live(book, None if now is None else seconds(now)):
        late_prices(book, ruling.venues)
        late_liquidations(book, ruling.readings)
        late_mood(book, chronicle.mood)
        late_sessions(book, chronicle.flows, chronicle.indices)
    return ruling


def review(book: Book, chronicle: Chronicle, ruling: Ruling) -> None:
    """Take back what the gate has made doubtful, once everything is measured, and look at what is left."""
    rule_order(book, ruling)
    ruling.apply(book)
    if "series.long" not in book.known:
        book.withdraw("the sides of the day are not known", family("echo."))  # it was found by them
    if chronicle.sources:
        watch_spread(book, chronicle.sources)
