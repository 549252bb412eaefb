"""The input gate: one day's window looked at before any prose, so that no figure is told that should not be trusted.

    venues, refused = without_denied(venues)     once, when a market is prepared
    ruling = admit(book, chronicle)              before measuring: what the day may be measured from
    review(book, chronicle, ruling)              after it: what is taken back, and what holds the article

Every guard looks at this day and earlier ones alone.  Each finding names what it saw; BLOCK stops every publisher,
HOLD asks a person, WARN is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsgen.measure.book import Book
from newsgen.measure.gate.bars import Refused, without_denied
from newsgen.measure.gate.prices import rule_prices
from newsgen.measure.gate.ruling import Ruling

if TYPE_CHECKING:
    from newsgen.measure.chronicle import Chronicle

__all__ = ["Refused", "Ruling", "admit", "review", "without_denied"]


def admit(book: Book, chronicle: Chronicle) -> Ruling:
    """What the day may be measured from; the book gets the findings."""
    ruling = Ruling(chronicle.venues, chronicle.readings)
    rule_prices(book, chronicle.refused, ruling)
    return ruling


def review(book: Book, ruling: Ruling) -> None:
    """Take back what the gate has made doubtful, once everything is measured."""
    for reason, ids in ruling.withdrawn:
        book.withdraw(reason, ids)
