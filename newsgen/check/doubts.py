"""What is said of a figure that no fact supports: what the facts have in its place, where it would be true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from newsgen.check import amounts, parts, rights, stands
from newsgen.check import figures as fg
from newsgen.check.context import Doubt, View
from newsgen.check.index import Known, ids
from newsgen.check.reading import SHARES, Item, Slot
from newsgen.check.values import bounds, says, spoken
from newsgen.model import Unit

SIGNED = frozenset(
    {"change", "index_change", "open_interest_change", "market_cap_change", "dominance_change", "sentiment_change"}
)
# What a figure is of where its sentence says no more: the window, the total, the moment.
_PLAIN = frozenset({"window", "total", "coin", "coin_side", "now"})


def unsupported(slot: Slot, figure: fg.Figure, near: list[Known], allowed: Iterable[Known], view: View) -> Doubt:
    """The doubt about a figure: `near` are facts of its kind, `allowed` those that all its words allow."""
    words = {"more": "more than ", "nearly": "nearly ", "about": "about ", "": ""}[slot.compare]
    rows = [row._replace(value=row.value / 100) if _in_hundreds(figure, row) else row for row in near]
    known = sorted(rows, key=lambda row: (abs(abs(row.value) - abs(figure.value)), row.fact.about.coin is None))[:3]
    known = [row for n, row in enumerate(known) if row.value not in [other.value for other in known[:n]]]
    told = "; ".join(f"{row.id} is {_value(row, figure)}{_parts(row, view)}" for row in known)
    hint = ". ".join(part for part in (told, _elsewhere(slot, figure, view, set(ids(known)))) if part)
    message = f"{words}{figure.text} is not what the facts say" if rows else f"no fact supports {words}{figure.text}"
    doubt = Doubt(_guard(slot, figure, rows), message, ids(known), hint)
    turned = _turned(slot, figure, near)
    if turned is not None:
        return replace(doubt, items=(turned,), right=rights.turned(turned.text))
    return replace(doubt, right=right_figure(slot, figure, allowed))


def form(slot: Slot, figure: fg.Figure, value: float) -> str:
    """An exact value in the form of the figure that stands there, in digits or in words; "" where it has none."""
    if slot.constant is None:
        return rights.printed(figure, value, slot.compare)
    return rights.in_words(slot.item.text, figure, value, slot.compare)


def _turned(slot: Slot, figure: fg.Figure, rows: list[Known]) -> Item | None:
    """The word beside a figure that is right in itself and goes the other way: "fell 2.9%" of a rise."""
    signs = {"flow": amounts.flow_sign(slot), **dict.fromkeys(SIGNED, parts.sign_of(slot))}
    same = [row for row in rows if row.kind.measure in signs and fg.rounds_to(row.value, figure)]
    if not any(row.value * signs[row.kind.measure] < 0 for row in same):
        return None
    return next((item for item in reversed(slot.segment.items) if item.kind in ("dir", "into")), None)


def right_figure(slot: Slot, figure: fg.Figure, allowed: Iterable[Known]) -> str:
    """The one figure that facts carry for these words, in the form that stands there; "" where there are several."""
    scaled = any(letter.isalpha() for letter in figure.text)  # "$98.1K" is an amount, "$121,467" a price
    rows = [row for row in allowed if figure.mark != fg.PRICE or (row.kind.unit is Unit.PRICE) != scaled]
    texts = [(row.kind, form(slot, figure, row.value)) for row in rows]
    asked = [text for kind, text in texts if kind.base == "usual" or stands.governs(kind)]  # by words of their own
    if not all(asked) or not _says_of_what(slot):
        return ""
    return (
        rights.only(text for _, text in texts)
        or rights.only(text for _, text in texts if rights.slipped(figure.text, text))
        or rights.only(text for kind, text in texts if kind.base in _PLAIN and not asked)
    )


def _says_of_what(slot: Slot) -> bool:
    """Whether a sentence has any word that says what its figures are of: "Some paid $457 for it" has none."""
    words = (word for word in slot.whole.words if not word.startswith(("whole:", "prep:", "weekday:", "month:")))
    return any(words) or any(part.scope.coins or part.scope.sides or part.scope.dirs for part in slot.whole.segments)


def _in_hundreds(figure: fg.Figure, row: Known) -> bool:
    return figure.mark == fg.FRACTION and row.kind.unit is Unit.PERCENT


def _value(row: Known, figure: fg.Figure) -> str:
    return spoken(row.value * 100 if _in_hundreds(figure, row) else row.value, row.fact.unit.value)


def _parts(row: Known, view: View) -> str:
    """The longs and shorts that make a total of liquidations."""
    kind = row.kind
    if kind.measure != "liquidated" or kind.side is not None or row.value < 0:
        return ""
    sides = [view.index.find("liquidated", kind.coin, kind.base, side) for side in ("long", "short")]
    told = [f"{spoken(part.value, 'usd')} of {part.kind.side}s" for part in sides if part is not None]
    return f" ({' and '.join(told)})" if len(told) == 2 else ""


def _guard(slot: Slot, figure: fg.Figure, rows: list[Known]) -> str:
    if slot.compare and any(abs(abs(row.value) - abs(figure.value)) < 0.05 * abs(figure.value) for row in rows):
        return "N3"
    if any(
        row.value * parts.sign_of(slot) < 0 and fg.rounds_to(row.value, figure)
        for row in rows
        if row.kind.measure in SIGNED
    ):
        return "N2"
    scales = [abs(row.value / figure.value) for row in rows if figure.value]
    return "U2" if any(0.95 < scale / slip < 1.05 for scale in scales for slip in (1e3, 1e-3, 1e6, 1e-6)) else "N1"


def _elsewhere(slot: Slot, figure: fg.Figure, view: View, besides: set[str]) -> str:
    """Where the figure would be true."""
    coins = {*view.reading.coins, None}
    for low, high, factor in bounds(figure, slot.compare):
        for row in view.index.between(low, high):
            if (
                row.kind.coin in coins
                and row.id not in besides
                and _like(slot, row.kind.unit)
                and says(figure, slot.compare, row.value * factor)
            ):
                return f"{row.id} is {_value(row._replace(value=row.value * factor), figure)}"
    return ""


def _like(slot: Slot, unit: Unit) -> bool:
    if slot.mark in SHARES:
        return unit is Unit.PERCENT
    return unit in (Unit.USD, Unit.PRICE) if slot.mark in (fg.MONEY, fg.PRICE) else unit in (Unit.COUNT, Unit.INDEX)
