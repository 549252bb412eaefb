"""One sentence against one day: every figure needs a fact that says so, every claim must not be denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsgen.check import amounts, counts, dates, parts, prices, verbs
from newsgen.check import figures as fg
from newsgen.check.claims import Doubt, claims
from newsgen.check.index import Known
from newsgen.check.reader import FRACTION, Slot, is_window
from newsgen.check.scope import Bound, View
from newsgen.check.values import says, spoken
from newsgen.model import Unit

_WINDOWS = frozenset(fg.WINDOW_MARKS.values())
_PERCENTS = frozenset({fg.PERCENT, FRACTION})
_DATES = frozenset({fg.DAY, fg.YEAR, fg.TIME})


def judge(view: View) -> Iterator[Doubt]:
    """Every doubt about a sentence, and what its figures were bound to (in `view.bound`)."""
    for slot in view.reading.slots:
        yield from _slot(slot, view)
    yield from dates.of_the_day(view)
    yield from claims(view)
    yield from dates.weekdays(view)
    yield from verbs.strengths(view)


def _slot(slot: Slot, view: View) -> Iterator[Doubt]:
    figure = view.figure(slot)
    if slot.mark in _DATES:
        yield from dates.judge(slot, figure, view)
    elif slot.mark == fg.PRICE:
        yield from _price(slot, figure, view)
    elif slot.mark == fg.MONEY:
        yield from _decide(slot, figure, amounts.candidates(slot, view), view)
    elif slot.mark in _PERCENTS:
        rows = [row._replace(value=parts.scaled(figure, row)) for row in parts.candidates(slot, view)]
        if figure.mark == FRACTION:
            rows += [row for row in view.index.all("liquidated_ratio") if row.base == "usual" and "usual" in view.reading.words]
        yield from _decide(slot, figure, rows, view)
    elif slot.mark == fg.POINTS:
        yield from _decide(slot, figure, parts.points(slot, view), view)
    elif slot.mark == fg.ODD:
        yield Doubt("N1", f"no fact is in the currency of {figure.text!r}")
    elif _wrong_span(slot, figure):
        yield Doubt("K2", f"the usual is the median of the 30 days before, not of {figure.text}", ("series.median30",))
    elif not (slot.mark in _WINDOWS and _is_window_slot(slot)):
        found = counts.candidates(slot, view)
        if found is not None:
            yield from _decide(slot, figure, found, view)


def _wrong_span(slot: Slot, figure: fg.Figure) -> bool:
    if not slot.segment.scope.has("usual") or figure.unit in ("", "hour") or slot.segment.scope.has("noun:row"):
        return False
    return slot.mark != fg.WINDOW_MARKS["30d"]


def _is_window_slot(slot: Slot) -> bool:
    return any(item.number == slot.number and item.is_figure and is_window(item, slot.segment.items) for item in slot.segment.items)


def _price(slot: Slot, figure: fg.Figure, view: View) -> Iterator[Doubt]:
    kind = amounts.family(slot, view)
    if kind == "order" or (kind in ("flow", "per_trader") and not prices.is_level(slot)):
        yield from _decide(slot, figure, amounts.candidates(slot, view), view)
        return
    rows = prices.candidates(slot, view)
    match = next((row for row in rows if says(figure, slot.compare, row.value)), None)
    if match is not None:
        view.bound.append(Bound(slot, figure, match))
        return
    told = prices.level_holds(slot, figure, view) if prices.is_level(slot) else None
    if told == "":
        return
    if told:
        yield Doubt("N3", f"{figure.text} is not where the price went as it is said", (), f"{told}.")
        return
    yield from _decide(slot, figure, rows + amounts.candidates(slot, view), view)


def _decide(slot: Slot, figure: fg.Figure, rows: list[Known], view: View) -> Iterator[Doubt]:
    for row in rows:
        if says(figure, slot.compare, row.value):
            view.bound.append(Bound(slot, figure, row))
            return
    yield _doubt(slot, figure, rows, view)


def _doubt(slot: Slot, figure: fg.Figure, rows: list[Known], view: View) -> Doubt:
    printed = f"{slot.compare} {figure.text}".strip() if slot.compare in ("nearly", "about") else ("more than " if slot.compare else "") + figure.text
    right = sorted(rows, key=lambda row: abs(abs(row.value) - abs(figure.value)))[:3]
    ids = tuple(row.id for row in right)
    told = "; ".join(f"{row.id} is {_value(row, figure)}" for row in right)
    elsewhere = _elsewhere(slot, figure, view, set(ids))
    hint = ". ".join(part for part in (told, elsewhere) if part)
    guard = _guard(slot, figure, rows)
    message = f"no fact supports {printed}" if not rows else f"{printed} is not what the facts say"
    return Doubt(guard, message, ids, hint)


def _value(row: Known, figure: fg.Figure) -> str:
    value = row.value * 100 if figure.mark == FRACTION and row.fact.unit is Unit.PERCENT else row.value
    parts_of = row.fact.working
    return spoken(value, row.fact.unit.value) + (f" ({parts_of})" if row.fact.unit is Unit.USD and "+" in parts_of else "")


def _guard(slot: Slot, figure: fg.Figure, rows: list[Known]) -> str:
    if slot.compare and any(fg.rounds_to(row.value, figure) for row in rows):
        return "N3"
    if any(figure.value and 0.95 < abs(row.value / figure.value) / scale < 1.05 for row in rows for scale in (1e3, 1e-3, 1e6, 1e-6)):
        return "U2"
    return "N1"


def _elsewhere(slot: Slot, figure: fg.Figure, view: View, besides: set[str]) -> str:
    """Where the figure would be true."""
    coins = set(view.reading.coins) | {None}
    measures: Iterable[str] = ("change", "liquidated_share") if slot.mark in _PERCENTS else ("liquidated", "order", "flow", "price")
    for measure in measures:
        for row in view.index.all(measure):
            if row.coin in coins and row.id not in besides and says(figure, slot.compare, parts.scaled(figure, row)):
                return f"{row.id} is {_value(row, figure)}"
    return ""
