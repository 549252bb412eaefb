"""From a told day to its readers, exactly once: the release, the gate at the door, the journal, corrections.

day's folder -> release_of -> gate -> deliver (once.py) -> journal, state, log

publish              a day to named destinations, as a draft, scheduled or live
redeliver            its words as they stand now to every place that has it
withdraw_everywhere  a notice in its place, wherever it went
hold_back            drafts again of what is scheduled
remains              where it went
"""

from newsgen.delivery.everywhere import hold_back, redeliver, withdraw_everywhere
from newsgen.delivery.held import Journal
from newsgen.delivery.once import deliver, take_back
from newsgen.delivery.publish import publish, remains
from newsgen.delivery.release import Opened, content_hash, key_of, release_of

__all__ = [
    "Journal",
    "Opened",
    "content_hash",
    "deliver",
    "hold_back",
    "key_of",
    "publish",
    "redeliver",
    "release_of",
    "remains",
    "take_back",
    "withdraw_everywhere",
]
