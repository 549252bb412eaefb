"""What an editor would want to know of the house before any day is told; needs no data.

Names, units, digits and words that do not fit are refused when the house is loaded; what is found here can be loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jinja2 import nodes

from newsgen.catalogue import COINS
from newsgen.house.house import House
from newsgen.house.lint_claims import unproved_claims
from newsgen.house.lint_shapes import bad_shapes
from newsgen.house.names import did_you_mean
from newsgen.house.picture import TEXTS
from newsgen.house.prose import Template
from newsgen.house.syntax import MAYBE, tag_of
from newsgen.model import Finding, Severity

WANTED = ("headline", "dek", "lead", "point", "alt")  # of an angle that may lead
# What the house never says: what traders ought to do, and what comes next.
ADVICE = re.compile(
    r"(?<![\w-])(?:should|ought to|will|could|might|likely to|set to|expected to|bound to|forecasts?|predict\w*|"
    r"on track to|on course to|signals? that|paves? the way|braces? for|time to (?:buy|sell)|buy the dip|"
    r"buying opportunity|take profits?|price targets?)(?![\w-])"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def lint(house: House) -> tuple[Finding, ...]:
    """Causes, advice, claims without a fact, shapes that read badly, missing blocks, unknown names, unnamed coins."""
    return (
        *_templates(house), *unproved_claims(house), *bad_shapes(house), *_angles(house), *_coins(house),
    )  # fmt: skip


def _templates(house: House) -> Iterator[Finding]:
    seen: set[tuple[int, bool]] = set()
    for template in house.templates.values():
        for block in template.tree.body:
            if isinstance(block, nodes.Block):
                for text, near_event in _passages(block.body, False, seen):
                    yield from _wording(house, template, block.name, text, near_event)
        if template.name.startswith("angle:"):
            yield from _missing_blocks(house, template)
        elif template.name.startswith("chart:"):
            wanted = (*TEXTS, *house.pictures[template.name.removeprefix("chart:")].labels)
            yield from _without(template, wanted)


def _wording(house: House, template: Template, block: str, text: str, near_event: bool) -> Iterator[Finding]:
    where = f"{template.where}: {block}"
    if not near_event and (match := house.causal.search(text)):
        message = f"`{match[0]}` names a cause, and no fact of `event` stands in the same passage"
        yield Finding("C2", Severity.BLOCK, message, where, hint='write "as" or "after", or quote `event.what`')
    if match := ADVICE.search(text):
        message = f"`{match[0]}` reads like advice or a prediction"
        yield Finding("C5", Severity.BLOCK, message, where, hint="say what happened, or what is dated on file")


def _passages(body: list[nodes.Node], near_event: bool, seen: set[tuple[int, bool]]) -> Iterator[tuple[str, bool]]:
    """Runs of words, and whether a fact of `event` stands in the same passage."""
    near_event = near_event or any(_names_event(node) for node in body)
    for node in body:
        if (id(node), near_event) in seen:
            continue  # a shared phrase stands in many templates
        seen.add((id(node), near_event))
        if isinstance(node, nodes.Output):
            for item in node.nodes:
                if isinstance(item, nodes.TemplateData):
                    yield from ((text, near_event) for text in _SENTENCE.split(" ".join(item.data.split())))
        elif isinstance(node, nodes.If):
            for branch in (node.body, node.else_, *(other.body for other in node.elif_)):
                yield from _passages(branch, near_event, seen)
        elif isinstance(node, nodes.CallBlock):
            inside = near_event and tag_of(node) != MAYBE
            for scope in node.body:
                if isinstance(scope, nodes.Scope):
                    yield from _passages(scope.body, inside, seen)


def _names_event(node: nodes.Node) -> bool:
    found = list(node.find_all(nodes.Getattr)) if isinstance(node, nodes.Output) else []
    return any(isinstance(name.node, nodes.Name) and name.node.name == "event" for name in found)


def _missing_blocks(house: House, template: Template) -> Iterator[Finding]:
    name = template.name.removeprefix("angle:")
    leads = bool(house.angles[name].skeletons)
    wanted = WANTED if leads else ("point",)
    yield from _without(template, wanted)
    if "section" not in template.blocks and "brief" not in template.blocks:
        message = "there is neither `section` nor `brief`, so the angle can support nothing"
        yield Finding("H1", Severity.WARN, message, template.where, hint="add {% block section %}")


def _without(template: Template, wanted: Sequence[str]) -> Iterator[Finding]:
    for block in wanted:
        if block not in template.blocks:
            hint = f"add {{% block {block} %}}"
            yield Finding("H1", Severity.WARN, f"there is no block `{block}`", template.where, hint=hint)


def _angles(house: House) -> Iterator[Finding]:
    for angle in house.angles.values():
        where = f"templates/angles/{angle.name}/rule.toml"
        for key, names, known in (
            ("combines", angle.combines, house.angles),
            ("excludes", angle.excludes, house.angles),
            ("skeletons", angle.skeletons, house.skeletons),
        ):
            for name in names:
                if name not in known:
                    message = f"{key}: there is no `{name}`"
                    yield Finding("H2", Severity.WARN, message, where, hint=did_you_mean(name, known))


def _coins(house: House) -> Iterator[Finding]:
    for coin in COINS:
        if coin not in house.coin_names:
            message = f"{coin} has no name and prints as its ticker"
            yield Finding("H3", Severity.WARN, message, "templates/house.toml", hint=f"add {coin} under [coins]")
