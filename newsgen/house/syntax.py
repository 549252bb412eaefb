"""Jinja's syntax with two tags of our own: `{% vary %}A{% or %}B{% endvary %}` and `{% maybe %}...{% endmaybe %}`.

Jinja parses; nothing is ever run by it.  What is parsed is translated by `expressions` and `prose`, which know
only facts, literals, comparisons and arithmetic: no calls, no attributes, no loops.
"""

from __future__ import annotations

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from newsgen.errors import HouseError

VARY = "vary"
MAYBE = "maybe"


def _tag(name: str, options: list[list[nodes.Node]], lineno: int) -> nodes.CallBlock:
    # Jinja allows no node types of one's own: a call block with a name that no template can write stands in.
    call = nodes.Call(nodes.Name(f" {name}", "load"), [], [], None, None)
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


_JINJA = Environment(extensions=[Vary, Maybe], autoescape=False, keep_trailing_newline=True)


def parse_template(source: str, where: str) -> nodes.Template:
    """The tree of a template file; raises HouseError with the line."""
    try:
        return _JINJA.parse(source)
    except TemplateSyntaxError as error:
        raise HouseError(f"{where}:{error.lineno}: {_sentence(error)}; mend the tag.") from error


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
    """ "vary" or "maybe" for our own tags, else ""."""
    if isinstance(node, nodes.CallBlock) and isinstance(node.call.node, nodes.Name):
        return node.call.node.name.strip() if node.call.node.name.startswith(" ") else ""
    return ""


def _sentence(error: TemplateSyntaxError) -> str:
    return str(error.message).rstrip(".")
