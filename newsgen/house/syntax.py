"""Jinja's syntax with three tags of our own: `{% vary %}A{% or %}B{% endvary %}`, `{% maybe %}...{% endmaybe %}` and
`{% say source %}`, which puts in the phrase of that name.

Jinja parses; nothing is ever run by it.  What is parsed is translated by `expressions` and `prose`, which know
only facts, literals, comparisons and arithmetic: no calls, no attributes, no loops.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from newsgen.errors import HouseError

VARY = "vary"
MAYBE = "maybe"
SAY = "say"
Phrases = Mapping[str, Sequence[nodes.Node]]  # what stands for each name


def _tag(name: str, options: list[list[nodes.Node]], lineno: int) -> nodes.CallBlock:
    # Jinja allows no node types of one's own: a call block with a name that no template can write stands in.
    # Its argument is how many options were written, whatever a style leaves of them.
    call = nodes.Call(nodes.Name(f" {name}", "load"), [nodes.Const(len(options))], [], None, None)
    return nodes.CallBlock(call, [], [], [nodes.Scope(option) for option in options], lineno=lineno)


class Vary(Extension):
    """`{% vary %}`: one of several wordings, chosen by the day's seed; one whose facts are missing is passed over."""

    tags = {VARY}  # noqa: RUF012 - the name and the kind are Jinja's

    def parse(self, parser: Parser) -> nodes.Node:
        """The options between the tags."""
        lineno = next(parser.stream).lineno
        options = []
        while True:
            options.append(parser.parse_statements(("name:or", "name:endvary")))
            if next(parser.stream).value == "endvary":
                return _tag(VARY, options, lineno)


class Maybe(Extension):
    """`{% maybe %}`: a passage that drops whole when a fact in it is missing."""

    tags = {MAYBE}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node:
        """The passage between the tags."""
        lineno = next(parser.stream).lineno
        return _tag(MAYBE, [parser.parse_statements(("name:endmaybe",), drop_needle=True)], lineno)


class Say(Extension):
    """`{% say source %}`: a phrase that many templates share."""

    tags = {SAY}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node:
        """The name of the phrase, which stands for it until `with_phrases` puts it in."""
        lineno = next(parser.stream).lineno
        name = parser.stream.expect("name").value
        call = nodes.Call(nodes.Name(f" {SAY}", "load"), [nodes.Const(name)], [], None, None)
        return nodes.CallBlock(call, [], [], [], lineno=lineno)


_JINJA = Environment(extensions=[Vary, Maybe, Say], autoescape=False, keep_trailing_newline=True)


def parse_template(source: str, where: str) -> nodes.Template:
    """The tree of a template file; raises HouseError with the line."""
    try:
        return _JINJA.parse(source)
    except TemplateSyntaxError as error:
        raise HouseError(f"{where}:{error.lineno}: {_sentence(error)}; mend the tag.") from error


def with_phrases(body: Sequence[nodes.Node], phrases: Phrases, where: str) -> list[nodes.Node]:
    """`body` with every `{% say name %}` replaced by its phrase; raises HouseError for a name that there is not."""
    found: list[nodes.Node] = []
    for node in body:
        if tag_of(node) == SAY and isinstance(node, nodes.CallBlock):
            name = phrase_of(node)
            if name not in phrases:
                known = ", ".join(sorted(phrases)) or "none"
                raise HouseError(f"{where}:{node.lineno}: there is no phrase `{name}`; there are {known}.")
            found += phrases[name]
            continue
        for inner in bodies(node):
            inner[:] = with_phrases(inner, phrases, where)
        found.append(node)
    return found


def phrase_of(node: nodes.CallBlock) -> str:
    """The name in `{% say name %}`."""
    return str(node.call.args[0].as_const())


def bodies(node: nodes.Node) -> list[list[nodes.Node]]:
    """The lists of nodes inside a tag."""
    if isinstance(node, nodes.If):
        return [node.body, node.else_, *(other.body for other in node.elif_)]
    if isinstance(node, nodes.CallBlock):
        return [scope.body for scope in node.body if isinstance(scope, nodes.Scope)]
    return [node.body] if isinstance(node, nodes.Block) else []


def parse_expression(source: str, where: str) -> nodes.Expr:
    """The tree of one expression; raises HouseError."""
    try:
        body = _JINJA.parse("{{ " + source + " }}").body
    except TemplateSyntaxError as error:
        raise HouseError(f"{where}: `{source}`: {_sentence(error)}; mend the expression.") from error
    printed = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
    if len(printed) != 1 or isinstance(printed[0], nodes.TemplateData):
        raise HouseError(f"{where}: `{source}` is not one expression; write a comparison such as `liq.total > 0`.")
    return printed[0]


def tag_of(node: nodes.Node) -> str:
    """ "vary", "maybe" or "say" for our own tags, else ""."""
    if isinstance(node, nodes.CallBlock) and isinstance(node.call.node, nodes.Name):
        return node.call.node.name.strip() if node.call.node.name.startswith(" ") else ""
    return ""


def _sentence(error: TemplateSyntaxError) -> str:
    return str(error.message).rstrip(".")
