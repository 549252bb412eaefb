"""How to make a condition true or false: the facts it reads are given other values, taken away, or said to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

from jinja2 import nodes

from newsgen.catalogue import CATALOGUE
from newsgen.house.expressions import Expressions, helpers
from newsgen.house.gallery.made import MISSING, TOLD, UNTOLD, days, usual
from newsgen.house.names import Names
from newsgen.house.telling import Telling
from newsgen.house.values import MissingFact
from newsgen.model import Unit, Value

Change = tuple[str, Value]  # a fact, and what becomes of it
_STEPS = (0.0, 1.0, -1.0, 3.0, -3.0, 0.3, -0.3)
_TIMES = (1.0, 1.06, 0.94, 1.5, 0.6, 2.5, 0.2, -1.0, -1.3)


class Conditions:
    """The conditions of one file, asked of a telling."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._code = Expressions(names, None)
        self._tools = helpers(names.thresholds.get("flat", 0.05))
        self._asked: dict[int, Callable[[Any, Any, str], Any]] = {}

    def holds(self, node: nodes.Node, t: Asked, values: Mapping[str, Value] | None = None) -> bool:
        """Whether a condition holds; raises MissingFact."""
        if id(node) not in self._asked:
            code = self._code.value(node)  # only what `Expressions` wrote is run
            tools = {"__builtins__": {}, **self._tools}
            self._asked[id(node)] = eval(compile(f"lambda t, v, c: {code}", "condition", "eval"), tools)
        return bool(self._asked[id(node)](t, t.values if values is None else values, t.coin))

    def changes(self, node: nodes.Node, want: bool, t: Telling) -> Iterator[Change]:
        """Changes after which the condition, or a part that stands in the way, is as wanted; the smallest first."""
        if isinstance(node, nodes.Not):
            yield from self.changes(node.node, not want, t)
        elif isinstance(node, nodes.And | nodes.Or):
            for part in (node.left, node.right):
                if self.answer(part, t) is not want:
                    yield from self.changes(part, want, t)
        elif isinstance(node, nodes.Test) and node.name in ("known", "new", "told"):
            yield from self._by_test(node, want, t)
        else:
            yield from self._by_value(node, want, t)

    def read(self, node: nodes.Node, subject: str) -> list[str]:
        """Ids of the facts that a condition reads."""
        names = [name for name in node.find_all(nodes.Getattr) if self.names.is_fact(name)]
        if self.names.is_fact(node) and isinstance(node, nodes.Getattr):
            names.append(node)
        return list(dict.fromkeys(self.names.fact(name).id(subject) for name in names))

    def answer(self, node: nodes.Node, t: Telling) -> bool | None:
        try:
            return self.holds(node, t)
        except MissingFact:
            return None

    def _by_test(self, node: nodes.Test, want: bool, t: Telling) -> Iterator[Change]:
        fact_id = self.names.fact(node.node).id(t.coin)
        if node.name == "told":
            yield fact_id, TOLD if want else UNTOLD
        elif node.name == "new" and not want:
            yield fact_id, TOLD
            yield fact_id, MISSING
        else:
            yield fact_id, UNTOLD if want else MISSING

    def _by_value(self, node: nodes.Node, want: bool, t: Telling) -> Iterator[Change]:
        read = self.read(node, t.coin)
        missing = [fact_id for fact_id in read if fact_id not in t.known]
        if missing:
            yield from ((fact_id, UNTOLD) for fact_id in missing)
            return
        for fact_id in read:
            for value in self._values(fact_id, node, t):
                over = _Over(t.values, fact_id, value)
                try:
                    fits = value != t.values[fact_id] and self.holds(node, _Elsewhere(t, fact_id, value), over) is want
                except (MissingFact, TypeError):
                    continue
                if fits:
                    yield fact_id, value

    def _values(self, fact_id: str, node: nodes.Node, t: Telling) -> Iterator[Value]:
        """Values that a fact might have instead: near what the condition compares it with, then as on other days."""
        unit = CATALOGUE[fact_id].unit
        constants = [constant.value for constant in node.find_all(nodes.Const)]
        around = [t.values[other] for other in self.read(node, t.coin) if other != fact_id]
        if unit in (Unit.DATE, Unit.TIME):
            for other in (*around, t.values[fact_id]):
                if isinstance(other, date):
                    yield from (other + timedelta(days=shift) for shift in (0, 1, -1, -3, -8, -40, -400, 3, 40))
        elif unit in (Unit.COIN, Unit.VENUE, Unit.SIDE, Unit.TEXT):
            yield from (value for value in (*constants, *around) if isinstance(value, str))
            yield from {
                Unit.SIDE: ("long", "short"),
                Unit.COIN: ("BTC", "ETH", "SOL"),
                Unit.VENUE: ("Binance", "Bybit", "*"),
                Unit.TEXT: ("regulation", "April"),
            }.get(unit, ())
        else:
            limits = [self.names.threshold(name) for name in node.find_all(nodes.Getattr) if _is_constant(name)]
            numbers = [
                float(one) for one in (*constants, *limits, *around, usual(fact_id)) if isinstance(one, int | float)
            ]
            for number in (*numbers, 0.0, 0.012, *[float(day.known[fact_id].value) for day in days()]):  # type: ignore[arg-type]
                for value in (*[number + step for step in _STEPS], *[number * times for times in _TIMES]):
                    fitted = _fitted(fact_id, unit, value)
                    if fitted is not None:
                        yield fitted


def _is_constant(node: nodes.Getattr) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == "thresholds"


def _fitted(fact_id: str, unit: Unit, value: float) -> Value | None:
    """`value` as such a fact may have it, or None."""
    about = CATALOGUE[fact_id].about
    if unit is Unit.FLAG:
        return int(value) if value in (0.0, 1.0) else None
    if unit is Unit.COUNT:
        least = 1 if about.measure.endswith("rank") else 0
        return int(value) if value >= least and value == int(value) else None
    signed = about.measure.endswith("change") or about.measure in ("gap", "funding", "flow")
    if value < 0 and not signed:
        return None
    if unit is Unit.PERCENT and not signed and value > 100 and about.measure not in ("range", "volatility"):
        return None
    if about.measure == "sentiment":
        return int(value) if value <= 100 else None
    return round(value, 6)


class _Over(dict[str, Value]):
    """Values with one of them another."""

    def __init__(self, values: Mapping[str, Value], fact_id: str, value: Value) -> None:
        super().__init__({fact_id: value})
        self._values = values
        self.known = _Known(values)

    def __missing__(self, fact_id: str) -> Value:
        return self._values[fact_id]


class _Known:
    def __init__(self, values: Any) -> None:
        self._known = values.known

    def __contains__(self, fact_id: str) -> bool:
        return fact_id in self._known


Asked: TypeAlias = "Telling | _Elsewhere"


class _Elsewhere:
    """A telling that is asked about a value which it does not have yet."""

    def __init__(self, t: Telling, fact_id: str, value: Value) -> None:
        self._t, self._fact, self._value = t, fact_id, value
        self.coin = t.coin
        self.values = t.values

    def is_told(self, fact_id: str) -> bool:
        """As the telling."""
        return self._t.is_told(fact_id)

    def is_new(self, fact_id: str) -> bool:
        """As the telling."""
        return self._t.is_new(fact_id)

    def same_print(self, fact_id: str, other: str) -> bool:
        """Facts read alike where they are equal."""
        values = [self._value if one == self._fact else self._t.values[one] for one in (fact_id, other)]
        return values[0] == values[1]
