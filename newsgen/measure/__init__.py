"""Market → Facts: what can be said of a day, each value with its working and its origins."""

from __future__ import annotations

from newsgen.measure.chronicle import Chronicle, measure, prepare

__all__ = ["Chronicle", "measure", "prepare"]
