"""Figures at the axes of pictures: short, signed, and never refused, for nothing is claimed by a tick."""

from __future__ import annotations

from datetime import datetime

from newsgen.house import figures
from newsgen.model import Unit

MINUS = "\N{MINUS SIGN}"


def amount(value: float, unit: Unit) -> str:
    """A round value: "$200M" of money, "$120,000" of a price, "0" for none, with a minus where it is less."""
    if not value:
        return "0"
    size = abs(value)
    text = (
        figures.level(size) if unit is Unit.PRICE else figures.money(size, figures.SHORT) if size >= 1 else f"${size:g}"
    )
    return f"{MINUS}{text}" if value < 0 else text


def date(time: datetime) -> str:
    """ "8 July"; the year stands with the source."""
    return figures.day(time, time.year)
