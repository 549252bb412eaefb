"""The live day: ask the sources, keep what they said, tell it, remember it.

    sources -> answers -> raw files -> market -> history, and the newsroom tells it

What a day was told from is kept beside it, and telling it again from those files gives the same bytes.
"""

from .day import LiveDay, facts_kept, facts_remembered, gather_day, history_place, recap_kept, recap_live
from .tables import keeps_history, market_remembered, memory_before, recap_tables

__all__ = [
    "LiveDay",
    "facts_kept",
    "facts_remembered",
    "gather_day",
    "history_place",
    "keeps_history",
    "market_remembered",
    "memory_before",
    "recap_kept",
    "recap_live",
    "recap_tables",
]
