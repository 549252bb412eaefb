"""Shapes that read badly: sentences that break in one branch, options that are one, headlines with too many figures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jinja2 import nodes

from newsgen.catalogue import CATALOGUE
from newsgen.house.day import NAMES
from newsgen.house.filters import FACT_FILTERS
from newsgen.house.house import House
from newsgen.house.lint_claims import closes
from newsgen.house.prose import Template
from newsgen.house.syntax import MAYBE, VARY, tag_of
from newsgen.model import Finding, Severity

OPTIONS = 3  # sentence plans that a lead and a headline need at least
HEADLINE_FIGURES = 2


def bad_shapes(house: House) -> Iterator[Finding]:
    """Unbalanced branches, needless options, too few plans, crowded headlines."""
    seen: set[int] = set()  # a shared phrase stands in many templates: it is read where it stands first
    for template in house.templates.values():
        yield from _plans(house, template)
        for block in template.tree.body:
            if isinstance(block, nodes.Block):
                yield from _within(block, template, block.name, seen)


def _within(node: nodes.Node, template: Template, block: str, seen: set[int]) -> Iterator[Finding]:
    if id(node) in seen:
        return
    seen.add(id(node))
    where = f"{template.where}:{node.lineno}"
    if isinstance(node, nodes.CallBlock) and tag_of(node) == VARY:
        yield from _options(node, where)
        if block == "headline":
            yield from _headlines(node, where)
    for body in _bodies(node):
        for at, child in enumerate(body):
            if isinstance(child, nodes.If) and _breaks(body, at, child):
                message = "one arm of this `if` ends the sentence and another leaves it open"
                hint = "let all arms end it, or put the full stop behind `{% endif %}`"
                yield Finding("H5", Severity.WARN, message, f"{template.where}:{child.lineno}", hint=hint)
            yield from _within(child, template, block, seen)


def _breaks(body: list[nodes.Node], at: int, node: nodes.If) -> bool:
    """Whether a sentence that is under way ends in some arms alone, and words follow."""
    arms = [node.body, *[other.body for other in node.elif_], node.else_]
    under_way = any(not _is_space(other) for other in body[:at]) and not closes(body[:at])
    follows = next((_words(other) for other in body[at + 1 :] if not _is_space(other)), "")
    if not under_way or not follows or follows[0] in ".,;:":
        return False
    return len({closes(arm) for arm in arms}) > 1


def _options(node: nodes.CallBlock, where: str) -> Iterator[Finding]:
    options = [tuple(_sign(item) for item in scope.body) for scope in _scopes(node)]
    if node.call.args[0].as_const() == 1:
        yield Finding("H6", Severity.WARN, "this `vary` has one option", where, hint="add one, or leave out the tag")
    elif len(set(options)) < len(options):
        yield Finding("H6", Severity.WARN, "two options of this `vary` are the same", where, hint="leave one out")


@lru_cache(maxsize=1 << 18)
def _sign(node: nodes.Node) -> int:
    """A number that two nodes share which read alike."""
    own = [value for _, value in node.iter_fields() if not isinstance(value, nodes.Node | list)]
    return hash((type(node).__name__, *map(str, own), *[_sign(child) for child in node.iter_child_nodes()]))


def _scopes(node: nodes.CallBlock) -> list[nodes.Scope]:
    return [scope for scope in node.body if isinstance(scope, nodes.Scope)]


def _plans(house: House, template: Template) -> Iterator[Finding]:
    angle = house.angles.get(template.name.removeprefix("angle:"))
    for block in ("headline", "lead") if angle and angle.skeletons else ():
        if block in template.blocks and template.turns[block] < OPTIONS:
            message = (
                f"`{block}` has {template.turns[block]} sentence plan(s), and an angle that may lead needs {OPTIONS}"
            )
            yield Finding("H7", Severity.WARN, message, template.where, hint="add options to its `vary`")


def _headlines(node: nodes.CallBlock, where: str) -> Iterator[Finding]:
    for at, scope in enumerate(_scopes(node)):
        if (least := _least_figures(scope.body)) > HEADLINE_FIGURES:
            message = f"option {at + 1} of the headline always holds {least} figures"
            yield Finding("H8", Severity.WARN, message, where, hint=f"leave {HEADLINE_FIGURES}")


def _least_figures(body: list[nodes.Node]) -> int:
    """The figures that a passage prints whatever the day."""
    least = 0
    for node in body:
        if isinstance(node, nodes.Output):
            least += sum(_is_figure(item) for item in node.nodes)
        elif isinstance(node, nodes.If):
            least += min(_least_figures(arm) for arm in (node.body, *[o.body for o in node.elif_], node.else_))
        elif isinstance(node, nodes.CallBlock) and tag_of(node) != MAYBE:
            least += min(_least_figures(scope.body) for scope in node.body if isinstance(scope, nodes.Scope))
    return least


def _is_figure(node: nodes.Node) -> bool:
    if isinstance(node, nodes.CondExpr):
        return _is_figure(node.expr1) and node.expr2 is not None and _is_figure(node.expr2)
    if isinstance(node, nodes.Filter) and node.node is not None:
        entry = FACT_FILTERS.get(node.name)
        return entry.figure and _is_figure(node.node) if entry else _is_figure(node.node)
    if not (isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name)):
        return False
    space = "btc" if node.node.name == "coin" else node.node.name
    declared = CATALOGUE.get(f"{space}.{node.attr}")
    return declared is not None and declared.unit not in NAMES


def _bodies(node: nodes.Node) -> list[list[nodes.Node]]:
    if isinstance(node, nodes.Block):
        return [node.body]
    if isinstance(node, nodes.If):
        return [node.body, node.else_, *[other.body for other in node.elif_]]
    return [scope.body for scope in _scopes(node)] if isinstance(node, nodes.CallBlock) else []


def _is_space(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and not _words(node)


def _words(node: nodes.Node) -> str:
    """What a reader would see first of a node; "_" for a fact or a tag."""
    if not isinstance(node, nodes.Output):
        return "_"
    return "".join(item.data if isinstance(item, nodes.TemplateData) else "_" for item in node.nodes).strip()
