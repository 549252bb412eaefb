"""What exchanges close by force, order by order, as they tell it: collected into files, and added up from them.

Exchanges publish only part of these orders, so every sum is a floor, on the venues that it names.
Adding up is `newsgen.collect.tally`, which the collector itself never loads.
"""

from newsgen.collect.collector import USUAL, VENUES, collect, run
from newsgen.collect.event import Contract, Event, Venue
from newsgen.collect.feed import Pace, Status
from newsgen.collect.files import event_files, events_between

__all__ = [
    "USUAL",
    "VENUES",
    "Contract",
    "Event",
    "Pace",
    "Status",
    "Venue",
    "collect",
    "event_files",
    "events_between",
    "run",
]
