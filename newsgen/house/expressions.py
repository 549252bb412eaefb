"""Jinja expressions as Python expressions over the day's values.

Rules and prose share this one language.  The translated code reads facts from `v`, a `Values`; a missing fact raises
MissingFact.  Anything that is not in the tables below is refused when the file is loaded.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from jinja2 import nodes

from newsgen.errors import HouseError
from newsgen.house.names import FactName, Names, did_you_mean
from newsgen.house.values import MissingFact
from newsgen.model import Unit, Value

_COMPARE: Mapping[str, ast.cmpop] = {
    "eq": ast.Eq(), "ne": ast.NotEq(), "lt": ast.Lt(), "lteq": ast.LtE(), "gt": ast.Gt(), "gteq": ast.GtE(),
    "in": ast.In(), "notin": ast.NotIn(),
}  # fmt: skip
_ARITHMETIC: Mapping[type[nodes.BinExpr], ast.operator] = {
    nodes.Add: ast.Add(),
    nodes.Sub: ast.Sub(),
    nodes.Mul: ast.Mult(),
}
_NO_NUMBER = (Unit.COIN, Unit.VENUE, Unit.SIDE, Unit.TEXT, Unit.DATE, Unit.TIME)
RULE_TESTS = ("known", "flat", "up", "down")
PROSE_TESTS = (*RULE_TESTS, "told", "new", "about")


def call(name: str, *args: ast.expr) -> ast.Call:
    """Code that calls the helper `name`."""
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def thunk(body: ast.expr) -> ast.Lambda:
    """Code that waits to be run."""
    return ast.Lambda(ast.arguments([], [], None, [], [], None, []), body)


def divide(a: float, b: float) -> float:
    """`a / b`; a division by nothing counts as a missing fact."""
    if b == 0:
        raise MissingFact("division by zero")
    return a / b


class Expressions:
    """Translates the expressions of one file; `subject` is fixed in rules and None in prose, where it is known later.

    With `cautious`, parts of `and` and `or` that read a missing fact are left out instead of failing.
    """

    def __init__(self, names: Names, subject: str | None, *, cautious: bool = False) -> None:
        self.names = names
        self.subject = subject
        self.cautious = cautious
        self.tests = RULE_TESTS if subject is not None else PROSE_TESTS
        self.read: dict[str, None] = {}  # ids in order of reading, for rules

    def value(self, node: nodes.Node) -> ast.expr:
        """Code for the value of `node`."""
        translate: Callable[[nodes.Node], ast.expr] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if translate is not None:
            return translate(node)
        if isinstance(node, nodes.BinExpr) and (operator := _ARITHMETIC.get(type(node))):
            return ast.BinOp(self.number(node.left), operator, self.number(node.right))
        raise self._refuse(node, f"{type(node).__name__} does not belong in an expression")

    def number(self, node: nodes.Node) -> ast.expr:
        """Code for a value that is calculated with; raises HouseError where it cannot be a number."""
        if self.names.is_fact(node) and (name := self.names.fact(node)).unit in _NO_NUMBER:
            raise self._refuse(node, f"`{name.written}` is a {name.unit.value}, not a number")
        return self.value(node)

    def key(self, name: FactName) -> ast.expr:
        """Code for the fact's id."""
        if self.subject is not None:
            self.read[name.id(self.subject)] = None
            return ast.Constant(name.id(self.subject))
        if name.of_subject:
            return ast.BinOp(ast.Name("c", ast.Load()), ast.Add(), ast.Constant(name.written.removeprefix("coin")))
        return ast.Constant(name.written)

    def _getattr(self, node: nodes.Getattr) -> ast.expr:
        if isinstance(node.node, nodes.Name) and node.node.name == "thresholds":
            return ast.Constant(self.names.threshold(node))
        return ast.Subscript(ast.Name("v", ast.Load()), self.key(self.names.fact(node)), ast.Load())

    def _name(self, node: nodes.Name) -> ast.expr:
        raise self._refuse(node, f"`{node.name}` is not a fact")

    def _const(self, node: nodes.Const) -> ast.expr:
        return ast.Constant(node.value)

    def _list(self, node: nodes.List) -> ast.expr:
        return ast.Tuple([self.value(item) for item in node.items], ast.Load())

    _tuple = _list

    def _div(self, node: nodes.Div) -> ast.expr:
        return call("divide", self.number(node.left), self.number(node.right))

    def _neg(self, node: nodes.Neg) -> ast.expr:
        return ast.UnaryOp(ast.USub(), self.number(node.node))

    def _compare(self, node: nodes.Compare) -> ast.expr:
        operators = [_COMPARE[operand.op] for operand in node.ops]
        return ast.Compare(self.value(node.expr), operators, [self.value(operand.expr) for operand in node.ops])

    def _and(self, node: nodes.And) -> ast.expr:
        if self.cautious:
            return call("every", thunk(self.value(node.left)), thunk(self.value(node.right)))
        return ast.BoolOp(ast.And(), [self.value(node.left), self.value(node.right)])

    def _or(self, node: nodes.Or) -> ast.expr:
        if self.cautious:
            return call("some", thunk(self.value(node.left)), thunk(self.value(node.right)))
        return ast.BoolOp(ast.Or(), [self.value(node.left), self.value(node.right)])

    def _not(self, node: nodes.Not) -> ast.expr:
        if self.cautious:
            return call("opposite", thunk(self.value(node.node)))
        return ast.UnaryOp(ast.Not(), self.value(node.node))

    def _condexpr(self, node: nodes.CondExpr) -> ast.expr:
        if node.expr2 is None:
            raise self._refuse(node, "a choice without `else`")
        return ast.IfExp(self.value(node.test), self.value(node.expr1), self.value(node.expr2))

    def _filter(self, node: nodes.Filter) -> ast.expr:
        if node.name != "abs" or node.node is None or node.args:
            raise self._refuse(node, f"`|{node.name}` words a figure and cannot be compared; only `|abs` calculates")
        return call("abs", self.number(node.node))

    def _test(self, node: nodes.Test) -> ast.expr:
        if node.name not in self.tests:
            known = {f"is {name}" for name in self.tests}
            raise self.names.error(node, f"`is {node.name}` is not a test", did_you_mean(f"is {node.name}", known))
        key = self.key(self.names.fact(node.node))
        if node.name == "about":
            return call("about", ast.Name("t", ast.Load()), key, self.key(self._argument(node)))
        if node.name in ("told", "new"):
            return call(node.name, ast.Name("t", ast.Load()), key)
        return call(node.name, ast.Name("v", ast.Load()), key)

    def _argument(self, node: nodes.Test) -> FactName:
        if len(node.args or []) != 1:
            raise self._refuse(node, f"`is {node.name}` compares with one fact")
        return self.names.fact(node.args[0])

    def _refuse(self, node: nodes.Node, what: str) -> HouseError:
        return self.names.error(node, what, "use facts, literals, comparisons, `and`, `or`, `not`, + - * / and `|abs`")


def helpers(flat: float) -> dict[str, Callable[..., Value]]:
    """What translated expressions call; `flat` is the percent below which a move prints as nothing."""

    def known(v: Mapping[str, Value], key: str) -> bool:
        return key in v.known  # type: ignore[attr-defined]

    return {
        "divide": divide,
        "abs": abs,
        "known": known,
        "flat": lambda v, key: abs(v[key]) < flat,
        "up": lambda v, key: v[key] >= flat,
        "down": lambda v, key: v[key] <= -flat,
    }
