"""Sentences of templates that claim what no fact in them can bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jinja2 import nodes

from newsgen.house.claims import Claim, read_claims
from newsgen.house.house import House
from newsgen.house.prose import Template
from newsgen.model import Finding, Severity

_STOP = re.compile(r"(?<=[.!?])\s+")
_ENDS = (".", "!", "?")
Piece = tuple[str, int, frozenset[str]]  # words, their line, and the facts that stand with them


def unproved_claims(house: House) -> Iterator[Finding]:
    """Claim words whose sentence neither prints nor asks for a fact that can bear them out."""
    claims = read_claims(house.settings.get("claims", {}))
    said: set[tuple[int, str]] = set()
    seen: set[int] = set()  # a shared phrase stands in many templates: it is read where it stands first
    for template in house.templates.values():
        ruled = _ruled(house, template)
        for block in (node for node in template.tree.body if isinstance(node, nodes.Block)):
            for text, line, facts in pieces(block.body, ruled | _headed(template, block.name), seen):
                for claim in claims:
                    words = claim.made_in(text)
                    if words and not claim.borne_out_by(facts) and (line, text) not in said:
                        said.add((line, text))
                        yield _finding(template, block.name, line, words, claim)


def _finding(template: Template, block: str, line: int, words: str, claim: Claim) -> Finding:
    message = f"`{words}` is a claim, and no fact that bears it out stands in its sentence"
    hint = f"print or ask for one of {', '.join(claim.facts[:4])} there, or see [{claim.name}] of templates/claims.toml"
    return Finding("C4", Severity.BLOCK, message, f"{template.where}:{line}: {block}", hint=hint)


def _ruled(house: House, template: Template) -> frozenset[str]:
    """The facts that an angle's rule asks for in every case: its words stand inside that condition."""
    angle = house.angles.get(template.name.removeprefix("angle:"))
    found: set[str] = set()
    for rule in angle.rules if angle else ():
        found.update(rule.needs)
        for term in rule.when.tree:
            if not isinstance(term, nodes.Or):
                found |= _facts(term)
    return frozenset(found)


def _headed(template: Template, block: str) -> frozenset[str]:
    """The facts that a heading stands above."""
    return frozenset[str]().union(*template.mentions.values()) if block == "heading" else frozenset()


def pieces(body: list[nodes.Node], around: frozenset[str], seen: set[int]) -> Iterator[Piece]:
    """Runs of words with the facts of their sentence: those printed in it, and those that tags around it ask for."""
    for sentence in _sentences(body):
        inside = [(part, _facts(part) if isinstance(part, nodes.Node) else frozenset[str]()) for part in sentence]
        for at, (part, _) in enumerate(inside):
            if isinstance(part, tuple):
                yield part[0], part[1], around.union(*[facts for _, facts in inside])
            elif not isinstance(part, nodes.Expr) and id(part) not in seen:
                seen.add(id(part))
                beside = around.union(*[facts for other, (_, facts) in enumerate(inside) if other != at])
                yield from _inner(part, beside, seen)


def _inner(node: nodes.Node, around: frozenset[str], seen: set[int]) -> Iterator[Piece]:
    if isinstance(node, nodes.If):
        asked = around | _facts(node.test)
        yield from pieces(node.body, asked, seen)
        for other in node.elif_:
            asked = asked | _facts(other.test)
            yield from pieces(other.body, asked, seen)
        yield from pieces(node.else_, asked, seen)
    elif isinstance(node, nodes.CallBlock):
        for scope in node.body:
            if isinstance(scope, nodes.Scope):
                yield from pieces(scope.body, around, seen)


def _sentences(body: list[nodes.Node]) -> Iterator[list[nodes.Node | tuple[str, int]]]:
    """What stands in one body, cut where a sentence ends."""
    current: list[nodes.Node | tuple[str, int]] = []
    for node in body:
        for item in node.nodes if isinstance(node, nodes.Output) else [node]:
            if not isinstance(item, nodes.TemplateData):
                current.append(item)
                if ends_sentence(item):
                    yield current
                    current = []
                continue
            first, *others = _STOP.split(item.data)
            current.append((" ".join(first.split()), item.lineno))
            for text in others:
                yield current
                current = [(" ".join(text.split()), item.lineno)]
    yield current


@lru_cache(maxsize=1 << 18)
def ends_sentence(node: nodes.Node) -> bool:
    """Whether the last words inside a tag end a sentence."""
    bodies: list[list[nodes.Node]] = []
    if isinstance(node, nodes.If):
        bodies = [node.body, node.else_, *[other.body for other in node.elif_]]
    elif isinstance(node, nodes.CallBlock):
        bodies = [scope.body for scope in node.body if isinstance(scope, nodes.Scope)]
    return any(closes(body) for body in bodies)


def closes(body: list[nodes.Node]) -> bool:
    """Whether a body ends with the end of a sentence."""
    for node in reversed(body):
        for item in reversed(node.nodes) if isinstance(node, nodes.Output) else [node]:
            if isinstance(item, nodes.TemplateData):
                if words := item.data.rstrip(" \n*”’)"):
                    return words.endswith(_ENDS)
                continue
            return not isinstance(item, nodes.Expr) and ends_sentence(item)
    return False


@lru_cache(maxsize=1 << 18)
def _facts(node: nodes.Node) -> frozenset[str]:
    """Names of the facts in a part of a template, as written."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return frozenset((f"{node.node.name}.{node.attr}",))
    return frozenset[str]().union(*[_facts(child) for child in node.iter_child_nodes()])
