"""Rules: expressions translated once to Python functions over the day's values.

A term that reads a missing fact is skipped in `and` and `or`; where every term is skipped, the rule is not judged.
The fast way assumes that all facts are there and says which term failed; the slow way is taken when one is missing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from jinja2 import nodes

from newsgen.house.expressions import Expressions, helpers
from newsgen.house.names import Names
from newsgen.house.syntax import parse_expression
from newsgen.house.values import MissingFact, Values

NOT_SO = "not so: "
HOLDS, UNKNOWN = -1, -2  # what a rule decides, where no term failed
Thunk = Callable[[], Any]


@dataclass(frozen=True)
class Rule:
    """A condition: `terms` as written, `reads` the facts it may read."""

    source: str
    terms: tuple[str, ...]
    reads: tuple[str, ...]
    fast: Callable[[Values], int]  # the first term that fails, or -1
    tree: tuple[nodes.Expr, ...]
    names: Names
    subject: str

    def decide(self, values: Values) -> int:
        """HOLDS, UNKNOWN, or the place of the term that decided against it."""
        try:
            return self.fast(values)
        except MissingFact:
            return self._decide_by_what_is_known(values)

    def judge(self, values: Values) -> tuple[bool | None, str]:
        """Whether it holds, and the term that decided against it."""
        place = self.decide(values)
        return (False, self.notes[place].removeprefix(NOT_SO)) if place >= 0 else (place == HOLDS or None, "")

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What is said of each term when it fails; without the brackets that say nothing."""
        return tuple(NOT_SO + ast.unparse(ast.parse(term, mode="eval")).replace("'", '"') for term in self.terms)

    def explained(self, values: Values) -> tuple[tuple[str, bool | None, tuple[str, ...]], ...]:
        """Each term as a person reads it, whether it holds or None, and the names in it as written."""
        held = [_attempt(partial(term, values)) for term in self.slow]
        return tuple(
            (note.removeprefix(NOT_SO), None if one is None else bool(one), _named_in(term))
            for note, one, term in zip(self.notes, held, self.tree, strict=True)
        )

    def _decide_by_what_is_known(self, values: Values) -> int:
        results = [_attempt(partial(term, values)) for term in self.slow]
        for place, result in enumerate(results):
            if result is not None and not result:
                return place
        return UNKNOWN if all(result is None for result in results) else HOLDS

    @cached_property
    def slow(self) -> tuple[Callable[[Values], bool | None], ...]:
        """Each term as a function that may give None."""
        terms = Expressions(self.names, self.subject, cautious=True)
        tools: dict[str, Callable[..., Any]] = {
            **_tools(self.names),
            "every": _every,
            "some": _some,
            "opposite": _opposite,
        }
        return tuple(_function(terms.value(term), tools, self.source) for term in self.tree)


def compile_rule(source: str, names: Names, subject: str) -> Rule:
    """The rule that `source` writes; raises HouseError for a name or a form that does not fit."""
    tree = tuple(_terms(parse_expression(source, names.where)))
    code = Expressions(names, subject)
    terms = [code.value(term) for term in tree]
    first = "-1"
    for place, term in reversed(list(enumerate(terms))):
        first = f"({first} if {term} else {place})"
    readable = _Readable(names, "")
    return Rule(
        source=source,
        terms=tuple(readable.value(term) for term in tree),
        reads=tuple(code.read),
        fast=_function(first, _tools(names), source),
        tree=tree,
        names=names,
        subject=subject,
    )


@dataclass(frozen=True)
class Amount:
    """A number, or an expression for one: a score, or what a boost adds."""

    reads: tuple[str, ...] = ()
    number: float = 0.0
    expression: Callable[[Values], float] | None = None

    def of(self, values: Values) -> float:
        """The number; what rests on a fact that is not known adds nothing."""
        if self.expression is None:
            return self.number
        try:
            return float(self.expression(values))
        except MissingFact:
            return 0.0


def compile_amount(source: str | float, names: Names, subject: str) -> Amount:
    """The number that `source` writes; raises HouseError."""
    if isinstance(source, int | float):
        return Amount(number=float(source))
    code = Expressions(names, subject)
    body = code.number(parse_expression(source, names.where))
    return Amount(tuple(code.read), expression=_function(body, _tools(names), source))


def _terms(node: nodes.Expr) -> list[nodes.Expr]:
    return [*_terms(node.left), *_terms(node.right)] if isinstance(node, nodes.And) else [node]


def _named_in(term: nodes.Expr) -> tuple[str, ...]:
    found = [term, *term.find_all(nodes.Getattr)]
    names = [(node.node.name, node.attr) for node in found
             if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name)]  # fmt: skip
    return tuple(dict.fromkeys(f"{space}.{name}" for space, name in names))


def _tools(names: Names) -> dict[str, Callable[..., Any]]:
    return helpers(names.thresholds.get("flat", 0.05))


def _function(code: str, tools: dict[str, Callable[..., Any]], source: str) -> Callable[[Values], Any]:
    # Only what `Expressions` wrote is run: facts, literals, operators and the helpers in `tools`.
    made: Callable[[Values], Any] = eval(compile(f"lambda v: {code}", source, "eval"), {"__builtins__": {}, **tools})
    return made


class _Readable(Expressions):
    """The same expression, written for a person."""

    def _getattr(self, node: nodes.Getattr) -> str:
        return f"{node.node.name}.{node.attr}"  # type: ignore[attr-defined]

    def _test(self, node: nodes.Test) -> str:
        return f"{self.value(node.node)} is {node.name}"


def _attempt(thunk: Thunk) -> Any:
    try:
        return thunk()
    except MissingFact:
        return None


def _every(*thunks: Thunk) -> bool | None:
    results = [result for thunk in thunks if (result := _attempt(thunk)) is not None]
    return all(results) if results else None


def _some(*thunks: Thunk) -> bool | None:
    results = [result for thunk in thunks if (result := _attempt(thunk)) is not None]
    return any(results) if results else None


def _opposite(thunk: Thunk) -> bool | None:
    result = _attempt(thunk)
    return None if result is None else not result
