"""Whether a changed figure would happen to be true after all: the benchmark's own judge, apart from the checker."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from benchmarks.mutate.copy import Copy, Figure
from benchmarks.mutate.words import ABOUT, LESS_THAN, MORE_THAN
from newsgen.model import Fact, Unit

UPWARD = frozenset({"broken", "passed", "reclaimed", "touched_up"})
DOWNWARD = frozenset({"lost", "touched_down"})


def exact(fact: Fact) -> Decimal:
    """The size of a fact's value: direction is carried by words."""
    return abs(Decimal(repr(float(fact.value))))  # type: ignore[arg-type]


def holds(value: Decimal, printed: Decimal, step: Decimal, qualifier: str) -> bool:
    """Whether a printed number with its qualifier is a true way to give the value."""
    qualifier = qualifier.lower()
    if qualifier in MORE_THAN:
        return printed <= value <= printed * Decimal("1.05")
    if qualifier in LESS_THAN:
        return printed * Decimal("0.97") <= value < printed
    if qualifier in ABOUT and abs(value - printed) <= printed * Decimal("0.02"):
        return True
    return (value / step).to_integral_value(ROUND_HALF_UP) * step == printed


def still_true(copy: Copy, figure: Figure, printed: Decimal, step: Decimal) -> bool:
    """Whether the figure's sentence stays true with another number in it."""
    fact = figure.fact
    if fact is None:
        return False
    if fact.about.measure == "price" and near(copy, figure):
        return abs(exact(fact) - printed) * 50 <= printed
    if fact.about.measure == "level":
        return _passed(copy, fact, printed)
    return holds(exact(fact), printed, step, figure.qualifier)


def near(copy: Copy, figure: Figure) -> bool:
    """Whether the text only says that the price is near the figure."""
    return copy.fields[figure.field][: figure.start].rstrip().endswith(" near")


def _passed(copy: Copy, fact: Fact, printed: Decimal) -> bool:
    """A price that rose through one level also rose through those on its way."""
    if printed == exact(fact):
        return True
    prefix, base = fact.id.partition(".")[0], fact.about.base or ""
    start, high, low, now = (_price(copy, f"{prefix}.{name}") for name in ("open", "high", "low", "price"))
    if None in (start, high, low, now):
        return False
    if base in UPWARD:
        return start < printed <= high  # type: ignore[operator]
    if base in DOWNWARD:
        return low <= printed < start  # type: ignore[operator]
    return base == "near" and abs(now - printed) <= printed / 100  # type: ignore[operator]


def _price(copy: Copy, fact_id: str) -> Decimal | None:
    value = copy.facts.value(fact_id)
    return None if value is None else Decimal(repr(float(value)))  # type: ignore[arg-type]


def same_print(figure: Figure, other: Fact | None) -> bool:
    """Whether another fact would be printed exactly as this figure is."""
    if figure.fact is None or other is None or other.unit != figure.fact.unit or other.unit in (Unit.DATE, Unit.TIME):
        return False
    return holds(exact(other), figure.number.value, figure.number.step, figure.qualifier)


def same_way(fact: Fact, other: Fact | None) -> bool:
    """Whether a word for one coin's move fits another's: the same direction, and not half as far."""
    if other is None:
        return False
    one, two = float(fact.value), float(other.value)  # type: ignore[arg-type]
    return one * two > 0 and abs(two) > 0.05 and abs(two) * 2 >= abs(one)
