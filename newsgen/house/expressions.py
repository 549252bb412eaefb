"""Jinja expressions as Python expressions over the day's values.

Rules and prose share this one language.  The translated code reads facts from `v`, a `Values`; a missing fact raises
MissingFact.  It is made of literals, operators and the names in `helpers` alone; anything else is refused when the
file is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes

from newsgen.errors import HouseError
from newsgen.house.names import CONSTANT, FactName, Names, did_you_mean
from newsgen.house.values import MissingFact
from newsgen.model import Unit

_COMPARE = {
    "eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in",
}  # fmt: skip
_ARITHMETIC: Mapping[type[nodes.BinExpr], str] = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*"}
_NUMBERS = (nodes.Getattr, nodes.Const, nodes.BinExpr, nodes.Neg, nodes.Filter)
_NO_NUMBER = (Unit.COIN, Unit.VENUE, Unit.SIDE, Unit.TEXT, Unit.DATE, Unit.TIME)
RULE_TESTS = ("known", "flat", "up", "down")
PROSE_TESTS = (*RULE_TESTS, "told", "new", "about")


class Expressions:
    """Translates the expressions of one file; `subject` is fixed in rules and None in prose, where it is known later.

    With `cautious`, parts of `and` and `or` that read a missing fact are left out instead of failing.
    """

    def __init__(self, names: Names, subject: str | None, *, cautious: bool = False) -> None:
        self.names = names
        self.subject = subject
        self.cautious = cautious
        self.tests = RULE_TESTS if subject is not None else PROSE_TESTS
        self.read: dict[str, None] = {}  # in order of reading: ids in rules, names as written in prose

    def value(self, node: nodes.Node) -> str:
        """Code for the value of `node`."""
        translate: Callable[[nodes.Node], str] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if translate is not None:
            return translate(node)
        if isinstance(node, nodes.BinExpr) and (operator := _ARITHMETIC.get(type(node))):
            return f"({self.number(node.left)} {operator} {self.number(node.right)})"
        raise self._refuse(node, f"{type(node).__name__} does not belong in an expression")

    def number(self, node: nodes.Node) -> str:
        """Code for a value that is calculated with; raises HouseError where it cannot be a number."""
        if self.names.is_fact(node) and (name := self.names.fact(node)).unit in _NO_NUMBER:
            raise self._refuse(node, f"`{name.written}` is a {name.unit.value}, not a number")
        if isinstance(node, nodes.Const) and not isinstance(node.value, int | float):
            raise self._refuse(node, f"`{node.value}` is not a number")
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            return f"({self.number(node.expr1)} if {self.value(node.test)} else {self.number(node.expr2)})"
        if not isinstance(node, _NUMBERS):
            raise self._refuse(node, f"{type(node).__name__} is not a number")
        return self.value(node)

    def key(self, name: FactName) -> str:
        """Code for the fact's id."""
        if self.subject is not None:
            self.read[name.id(self.subject)] = None
            return repr(name.id(self.subject))
        self.read[name.written] = None
        return f"c + {name.written.removeprefix('coin')!r}" if name.of_subject else repr(name.written)

    def _getattr(self, node: nodes.Getattr) -> str:
        if isinstance(node.node, nodes.Name) and node.node.name in CONSTANT:
            return repr(self.names.threshold(node))
        return f"v[{self.key(self.names.fact(node))}]"

    def _name(self, node: nodes.Name) -> str:
        raise self._refuse(node, f"`{node.name}` is not a fact")

    def _const(self, node: nodes.Const) -> str:
        return repr(node.value)

    def _list(self, node: nodes.List) -> str:
        return f"({''.join(f'{self.value(item)}, ' for item in node.items)})"

    _tuple = _list

    def _div(self, node: nodes.Div) -> str:
        return f"divide({self.number(node.left)}, {self.number(node.right)})"

    def _neg(self, node: nodes.Neg) -> str:
        return f"(-{self.number(node.node)})"

    def _compare(self, node: nodes.Compare) -> str:
        rest = "".join(f" {_COMPARE[operand.op]} {self.value(operand.expr)}" for operand in node.ops)
        return f"({self.value(node.expr)}{rest})"

    def _and(self, node: nodes.And) -> str:
        return self._both("every", "and", node)

    def _or(self, node: nodes.Or) -> str:
        return self._both("some", "or", node)

    def _both(self, helper: str, operator: str, node: nodes.BinExpr) -> str:
        left, right = self.value(node.left), self.value(node.right)
        return f"{helper}(lambda: {left}, lambda: {right})" if self.cautious else f"({left} {operator} {right})"

    def _not(self, node: nodes.Not) -> str:
        inner = self.value(node.node)
        return f"opposite(lambda: {inner})" if self.cautious else f"(not {inner})"

    def _condexpr(self, node: nodes.CondExpr) -> str:
        if node.expr2 is None:
            raise self._refuse(node, "a choice without `else`")
        return f"({self.value(node.expr1)} if {self.value(node.test)} else {self.value(node.expr2)})"

    def _filter(self, node: nodes.Filter) -> str:
        if node.name != "abs" or node.node is None or node.args:
            raise self._refuse(node, f"`|{node.name}` words a figure and cannot be compared; only `|abs` calculates")
        return f"abs({self.number(node.node)})"

    def _test(self, node: nodes.Test) -> str:
        if node.name not in self.tests:
            known = {f"is {name}" for name in self.tests}
            raise self.names.error(node, f"`is {node.name}` is not a test", did_you_mean(f"is {node.name}", known))
        key = self.key(self.names.fact(node.node))
        if node.name == "about":
            return f"t.same_print({key}, {self.key(self._argument(node))})"
        return f"t.is_{node.name}({key})" if node.name in ("told", "new") else f"{node.name}(v, {key})"

    def _argument(self, node: nodes.Test) -> FactName:
        if len(node.args or []) != 1:
            raise self._refuse(node, f"`is {node.name}` compares with one fact")
        return self.names.fact(node.args[0])

    def _refuse(self, node: nodes.Node, what: str) -> HouseError:
        return self.names.error(node, what, "use facts, literals, comparisons, `and`, `or`, `not`, + - * / and `|abs`")


def divide(a: float, b: float) -> float:
    """`a / b`; a division by nothing counts as a missing fact."""
    if b == 0:
        raise MissingFact("division by zero")
    return a / b


def helpers(flat: float) -> dict[str, Callable[..., Any]]:
    """What translated expressions call; `flat` is the percent below which a move prints as nothing."""
    return {
        "divide": divide,
        "abs": abs,
        "known": lambda v, key: key in v.known,
        "flat": lambda v, key: abs(v[key]) < flat,
        "up": lambda v, key: v[key] >= flat,
        "down": lambda v, key: v[key] <= -flat,
    }
