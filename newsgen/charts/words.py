"""What a picture is given besides its chart: the house's way to write, and the words of a share card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from newsgen.model import Unit


@dataclass(frozen=True, slots=True)
class Words:
    """How the house writes what stands at an axis; `sides` is what it calls "long" and "short"."""

    amount: Callable[[float, Unit], str]
    day: Callable[[datetime], str]
    clock: Callable[[datetime], str]
    sides: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """The words of a share card; only the headline must be."""

    headline: str
    figure: str = ""  # of the headline, shown large
    newsroom: str = ""
    source: str = ""
    watermark: str = ""
