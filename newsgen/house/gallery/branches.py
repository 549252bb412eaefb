"""Templates compiled a second time, with a mark in every branch; what the newsroom tells with costs nothing more.

A mark is an empty string that knows its branch: what is taken back by `maybe` or `vary` takes its marks back too, so
the marks in a finished text are the branches it went through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jinja2 import nodes

from newsgen.house.house import House
from newsgen.house.load import BEAT_SUBJECTS
from newsgen.house.names import Names
from newsgen.house.prose import Prose, compile_tree
from newsgen.house.telling import Passage
from newsgen.house.wording import Wording, read_wording

Want = tuple[nodes.Node, bool]  # a condition, and whether it must hold
ARM, OPTION, KEPT, DROPPED = "if", "vary", "maybe", "dropped"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way through a template: an arm of an `if`, an option of a `vary`, a `maybe` kept or dropped."""

    number: int
    kind: str
    block: str
    place: str  # what tells the same branch of a shared phrase in two templates
    label: str
    line: int
    parent: int  # the branch around it, or -1
    wants: tuple[Want, ...]
    body: tuple[nodes.Node, ...]
    function: str = ""  # of an option: what renders it


@dataclass(frozen=True)
class TracedTemplate:
    """A template whose blocks leave marks."""

    name: str
    where: str
    names: Names
    blocks: Mapping[str, Passage]
    branches: Sequence[Branch]

    def around(self, branch: Branch) -> list[Branch]:
        """The branches that `branch` stands in, the outermost first, and itself."""
        chain = [branch]
        while chain[0].parent >= 0:
            chain.insert(0, self.branches[chain[0].parent])
        return chain


def traced(house: House, name: str) -> TracedTemplate:
    """A template of the house with a mark in every branch."""
    template = house.templates[name]
    names = Names(template.where, _subjects(house, name), house.thresholds)
    writer = _Marking(names, name, read_wording(house.settings["words"], house.style))
    blocks = compile_tree(template.tree, writer, known=None).blocks
    return TracedTemplate(name, template.where, names, blocks, tuple(writer.branches))


def _subjects(house: House, name: str) -> tuple[str, ...]:
    """The coins that a template is told for; of a picture of many coins the first two."""
    kind, _, own = name.partition(":")
    if kind == "angle":
        return house.angles[own].subjects
    return house.pictures[own].subjects[: len(BEAT_SUBJECTS)] if kind == "chart" else BEAT_SUBJECTS


class _Marking(Prose):
    """Writes the same functions with `t.hit(number)` where a branch begins."""

    def __init__(self, names: Names, name: str, wording: Wording) -> None:
        super().__init__(names, name, wording)
        self.branches: list[Branch] = []
        self._around = [-1]

    def _begin(
        self, node: nodes.Node, at: int, kind: str, label: str, body: Sequence[nodes.Node], wants: Sequence[Want] = ()
    ) -> str:
        """Code that leaves the mark of a new branch, in which what is written next stands."""
        number = len(self.branches)
        self.branches.append(
            Branch(
                number, kind, self._block, f"{id(node)}:{at}", label, node.lineno, self._around[-1], tuple(wants),
                tuple(body),
            )
        )  # fmt: skip
        self._around.append(number)
        return f"t.hit({number})"

    def _end(self) -> None:
        self._around.pop()

    def _if(self, node: nodes.If, indent: str) -> list[str]:
        arms: list[tuple[nodes.Node | None, list[nodes.Node]]] = [
            (node.test, node.body), *[(other.test, other.body) for other in node.elif_], (None, node.else_),
        ]  # fmt: skip
        lines: list[str] = []
        refused: list[Want] = []
        for at, (test, body) in enumerate(arms):
            wants = [*refused, (test, True)] if test is not None else list(refused)
            label = written(test) if test is not None else "else" if body else f"not: {written(node.test)}"
            word = f"{'elif' if at else 'if'} {self.expressions.value(test)}" if test is not None else "else"
            mark = self._begin(node, at, ARM, label, body, wants)
            lines += [f"{indent}{word}:", f"{indent}    add({mark})", *self._lines(body, f"{indent}    ")]
            self._end()
            if test is not None:
                refused.append((test, False))
        return lines

    def _maybe(self, node: nodes.CallBlock, indent: str) -> list[str]:
        self._depth += 1
        start, point = f"start{self._depth}", f"point{self._depth}"
        body = [item for scope in node.body if isinstance(scope, nodes.Scope) for item in scope.body]
        kept = self._begin(node, 0, KEPT, "its facts are known", body)
        lines = self._lines(body, f"{indent}    ")
        self._end()
        dropped = self._begin(node, 1, DROPPED, "a fact is missing", body)
        self._end()
        self._depth -= 1
        return [
            f"{indent}{start} = len(out); {point} = len(t.here)",
            f"{indent}try:",
            f"{indent}    add({kept})",
            *lines,
            f"{indent}except MissingFact as missing:",
            f"{indent}    t.failed(missing)",
            f"{indent}    del out[{start}:], t.here[{point}:]",
            f"{indent}    add({dropped})",
        ]

    def _options(self, node: nodes.CallBlock) -> list[str]:
        scopes = [scope for scope in node.body if isinstance(scope, nodes.Scope)]
        made = []
        for at, scope in enumerate(scopes):
            mark = self._begin(node, at, OPTION, f"option {at + 1} of {len(scopes)}", scope.body)
            number = self._around[-1]
            function = self._function(scope.body)
            head, begins, rest = self.functions[-1].partition("add = out.append")
            self.functions[-1] = f"{head}{begins}\n    add({mark}){rest}"
            self.branches[number] = replace(self.branches[number], function=function)
            self._end()
            made.append(function)
        return made

    def _choice(self, node: nodes.CondExpr, first: str, second: str) -> str:
        test = written(node.test)
        one = self._begin(node, 0, ARM, test, [], [(node.test, True)])
        self._end()
        other = self._begin(node, 1, ARM, f"not: {test}", [], [(node.test, False)])
        self._end()
        return super()._choice(node, f"(add({one}) or {first})", f"(add({other}) or {second})")


_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}
_SIGNS = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.And: "and", nodes.Or: "or"}


def written(node: nodes.Node | None) -> str:
    """A condition as an editor wrote it."""
    if isinstance(node, nodes.Getattr):
        return f"{written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Const):
        return f'"{node.value}"' if isinstance(node.value, str) else f"{node.value}"
    if isinstance(node, nodes.Not):
        return f"not {written(node.node)}"
    if isinstance(node, nodes.Neg):
        return f"-{written(node.node)}"
    if isinstance(node, nodes.Compare):
        return written(node.expr) + "".join(f" {_OPERATORS[one.op]} {written(one.expr)}" for one in node.ops)
    if isinstance(node, nodes.Test):
        argument = f"({written(node.args[0])})" if node.args else ""
        return f"{written(node.node)} is {node.name}{argument}"
    if isinstance(node, nodes.Filter):
        return f"{written(node.node)}|{node.name}"
    if isinstance(node, nodes.BinExpr):
        inner = f"{written(node.left)} {_SIGNS.get(type(node), '?')} {written(node.right)}"
        return f"({inner})" if isinstance(node, nodes.Or) else inner
    if isinstance(node, nodes.List | nodes.Tuple):
        return f"({', '.join(written(item) for item in node.items)})"
    return type(node).__name__.lower() if node is not None else ""
