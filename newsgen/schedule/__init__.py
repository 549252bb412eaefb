"""Mornings without anyone awake: slots, who takes them, and the run from the sources to the reader.

    settings -> jobs -> slots -> a line in the history -> one run -> destinations and people

`Service(settings, clock).tick()` is one look at everything; `serve` is a loop of such looks.
"""

from newsgen.schedule.hands import Hands
from newsgen.schedule.jobs import Job, options, read_jobs
from newsgen.schedule.listing import Next, last_runs, next_runs
from newsgen.schedule.log import Log
from newsgen.schedule.service import Service
from newsgen.schedule.slots import Due, after, begins, due, until

__all__ = [
    "Due",
    "Hands",
    "Job",
    "Log",
    "Next",
    "Service",
    "after",
    "begins",
    "due",
    "last_runs",
    "next_runs",
    "options",
    "read_jobs",
    "until",
]
