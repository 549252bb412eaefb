"""What a newsroom decides once for all its templates: the sentence forms of its style, its spelling, its capitals.

It is settled when a template is loaded, so that a day's telling knows nothing of it: branches on `desk.lively` and its
like are taken or left out, and the words that stay are spelled as the house spells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

from newsgen.errors import HouseError
from newsgen.house.syntax import VARY, bodies, tag_of

VARIANTS = ("us", "uk")  # in the order of the pairs in `[spelling]`
_NEVER = re.compile("(?!)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the house writes words that may be written in two ways."""

    words: Mapping[str, str]  # as it may stand in a template, in lower case, to the way of the house
    pattern: re.Pattern[str] = _NEVER

    def __call__(self, text: str) -> str:
        """`text` as the house spells it; a capital at the start of a word stays."""
        return self.pattern.sub(self._spelled, text)

    def _spelled(self, match: re.Match[str]) -> str:
        word = self.words[match[0].lower()]
        return word[0].upper() + word[1:] if match[0][0].isupper() else word


AS_WRITTEN = Spelling({})


def read_spelling(settings: Mapping[str, Any], coins: Iterable[str], where: str) -> Spelling:
    """The spelling that `[spelling]` and `[names]` ask for; `coins` are what the house calls coins.

    Raises HouseError for a variant that there is not.
    """
    table = settings.get("spelling", {})
    variant = table.get("variant", "uk")
    if variant not in VARIANTS:
        raise HouseError(f'{where}: there is no spelling "{variant}"; write variant = "us" or variant = "uk".')
    ours = VARIANTS.index(variant)
    words = {pair[1 - ours].lower(): pair[ours] for pair in table.get("words", ())}
    if settings.get("names", {}).get("capitals"):
        words |= {name.lower(): capitals(name) for name in coins if name != capitals(name)}
    longest_first = sorted(words, key=len, reverse=True)
    pattern = rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])" if words else "(?!)"
    return Spelling(words, re.compile(pattern, re.IGNORECASE))


def capitals(name: str) -> str:
    """A coin's name with a capital at every word: "Bitcoin Cash"."""
    return " ".join(word[0].upper() + word[1:] for word in name.split(" "))


def styled(body: Sequence[nodes.Node], desk: Mapping[str, float], spelling: Spelling) -> list[nodes.Node]:
    """`body` as the house's style has it: `desk` holds what `desk.lively` and its like stand for."""
    found: list[nodes.Node] = []
    for node in body:
        if isinstance(node, nodes.If):
            found += _taken(node, desk, spelling)
            continue
        for data in node.find_all(nodes.TemplateData) if isinstance(node, nodes.Output) else ():
            data.data = spelling(data.data)
        for inner in bodies(node):
            inner[:] = styled(inner, desk, spelling)
        if tag_of(node) == VARY and isinstance(node, nodes.CallBlock):
            node.body = [option for option in node.body if not _is_bare(option)] or node.body
        found.append(node)
    return found


def _taken(node: nodes.If, desk: Mapping[str, float], spelling: Spelling) -> list[nodes.Node]:
    """What is left of a branch: nothing, its words alone, or the branches that the day decides."""
    if all(_decided(branch.test, desk) is None for branch in (node, *node.elif_)):
        for inner in bodies(node):
            inner[:] = styled(inner, desk, spelling)
        return [node]  # the same one: a phrase stands in many templates, and its branches are known by their nodes
    open_branches: list[tuple[nodes.Node, list[nodes.Node]]] = []
    rest = node.else_
    for branch in (node, *node.elif_):
        decided = _decided(branch.test, desk)
        if decided:
            rest = branch.body
            break
        if decided is None:
            open_branches.append((branch.test, styled(branch.body, desk, spelling)))
    otherwise = styled(rest, desk, spelling)
    if not open_branches:
        return otherwise
    (test, body), *others = open_branches
    elifs = [nodes.If(other, inside, [], [], lineno=node.lineno) for other, inside in others]
    return [nodes.If(test, body, elifs, otherwise, lineno=node.lineno)]


def _decided(test: nodes.Node, desk: Mapping[str, float]) -> bool | None:
    """Whether `desk.<name>` holds; None for what the day decides."""
    if isinstance(test, nodes.Not):
        inner = _decided(test.node, desk)
        return None if inner is None else not inner
    if isinstance(test, nodes.Getattr) and isinstance(test.node, nodes.Name) and test.node.name == "desk":
        value = desk.get(f"desk.{test.attr}")
        return None if value is None else bool(value)
    return None


def _is_bare(option: nodes.Node) -> bool:
    """Whether an option holds nothing but space: its words belong to another style."""
    inner = option.body if isinstance(option, nodes.Scope) else [option]
    return all(
        isinstance(node, nodes.Output)
        and all(isinstance(item, nodes.TemplateData) and not item.data.strip() for item in node.nodes)
        for node in inner
    )
