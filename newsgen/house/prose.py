"""Templates: blocks of prose translated once to Python functions.

A block becomes `block(t, out)`: it appends words to `out` and asks `t`, a Telling, for every fact it prints.
Only a fact, a literal without digits, or a choice between them can be printed: never a number.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from jinja2 import nodes

from newsgen.house import filters, words
from newsgen.house.day import NAMES
from newsgen.house.expressions import Expressions, helpers
from newsgen.house.filters import FACT_FILTERS, TEXT_FILTERS
from newsgen.house.names import Names, did_you_mean
from newsgen.house.styling import styled
from newsgen.house.syntax import MAYBE, SAY, VARY, Phrases, parse_template, phrase_of, tag_of, with_phrases
from newsgen.house.telling import Passage, Telling, silence
from newsgen.house.values import MissingFact
from newsgen.house.wording import Wording
from newsgen.model import Unit

BLOCKS = ("headline", "dek", "lead", "section", "brief", "point", "heading", "alt", "text")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_SPACE = re.compile(r"\s+")


class Blocks(Mapping[str, Passage]):
    """The blocks of a template, each compiled when it is first asked for: a day needs a few of them."""

    def __init__(self, code: Mapping[str, str], entries: Mapping[str, str], where: str, space: dict[str, Any]) -> None:
        self.code = code  # of each block: its functions
        self._entries = entries  # of each block: the function that renders it
        self._where, self._space = where, space

    def __getitem__(self, block: str) -> Passage:
        entry = self._entries[block]
        if entry not in self._space:
            # Only what this module and `expressions` wrote is run: facts, literals, operators and helpers by name.
            exec(compile(self.code[block], self._where, "exec"), self._space)
        passage: Passage = self._space[entry]
        return passage

    def __contains__(self, block: object) -> bool:
        return block in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True)
class Template:
    """One file of prose: its blocks by name, and the words it may print, for reading by a lint."""

    name: str
    where: str
    prints: Mapping[str, frozenset[str]]  # by block: the figures it may print, `coin.` for the subject's
    mentions: Mapping[str, frozenset[str]]  # by block: the facts that its words may depend on
    turns: Mapping[str, int]  # by block: how many wordings it has
    blocks: Blocks  # what renders each block
    parsed: Callable[[], nodes.Template]

    def key(self, block: str) -> Hashable:
        """The same for a block that says the same."""
        return self.blocks.code[block], self.prints[block], self.mentions[block], self.turns[block]

    @cached_property
    def tree(self) -> nodes.Template:
        """The file as parsed, with its phrases in place."""
        return self.parsed()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A shared phrase, translated once for all that say it."""

    passage: Passage
    prints: frozenset[str]
    mentions: frozenset[str]
    turns: int


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """The phrases of a house: as parsed, for reading, and as translated."""

    trees: Phrases = field(default_factory=dict)
    spoken: Mapping[str, Phrase] = field(default_factory=dict)
    keys: Mapping[str, Hashable] = field(default_factory=dict)  # what each depends on: another key, another phrase


NO_PHRASES = PhraseBook()


def read_phrases(source: str, names: Names, wording: Wording, book: PhraseBook) -> PhraseBook:
    """`book` with the phrases that `source` defines in blocks; a later one may say an earlier one.

    Raises HouseError.
    """
    found: dict[str, Sequence[nodes.Node]] = dict(book.trees)
    tree = parse_template(source, names.where)
    for node in tree.body:
        if isinstance(node, nodes.Block):
            node.body = styled(with_phrases(node.body, found, names.where), names.thresholds, wording.spelling)
            found[node.name] = node.body
        elif not _is_space(node):
            raise names.error(node, "words stand outside a block", "put them into `{% block source %}` or another")
    made = compile_tree(tree, Prose(names, "phrase", wording), known=None)
    return PhraseBook(
        found,
        dict(book.spoken)
        | {
            name: Phrase(_spoken(made, name), made.prints[name], made.mentions[name], made.turns[name])
            for name in made.prints
        },
        dict(book.keys) | {name: made.key(name) for name in made.prints},
    )


def _spoken(template: Template, block: str) -> Passage:
    def passage(telling: Telling, out: list[str]) -> None:
        template.blocks[block](telling, out)

    return passage


def compile_template(
    source: str,
    name: str,
    names: Names,
    wording: Wording,
    phrases: PhraseBook = NO_PHRASES,
    known: Sequence[str] = BLOCKS,
) -> Template:
    """The template that `source` writes in `known` blocks; raises HouseError with file and line."""
    tree = parse_template(source, names.where)
    tree.body = styled(tree.body, names.thresholds, wording.spelling)
    template = compile_tree(tree, Prose(names, name, wording, phrases), known=known)

    def parsed() -> nodes.Template:
        tree = parse_template(source, names.where)
        tree.body = styled(with_phrases(tree.body, phrases.trees, names.where), names.thresholds, wording.spelling)
        return tree

    return replace(template, parsed=parsed)


def compile_tree(tree: nodes.Template, code: Prose, *, known: Sequence[str] | None = BLOCKS) -> Template:
    """The template that a parsed tree comes to, in the words of `code`; raises HouseError.

    Blocks have one of the `known` names, or any where it is None.
    """
    names = code.names
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, nodes.Block):
            if known is not None and node.name not in known:
                raise names.error(node, f"there is no block `{node.name}`", did_you_mean(node.name, known))
            found[node.name] = code.block(node)
        elif not _is_space(node):
            raise names.error(node, "words stand outside a block", "put them into `{% block section %}` or another")

    spoken = {f"p_{name}": phrase.passage for name, phrase in code.phrases.spoken.items()}
    tools = {**_TOOLS, **helpers(names.thresholds.get("flat", 0.05))}
    blocks = Blocks(code.code, found, names.where, {"__builtins__": {}, **tools, **spoken})
    prints = {block: frozenset(figures) for block, figures in code.prints.items()}
    return Template(code.name, names.where, prints, code.mentions, code.turns, blocks, lambda: tree)


class Prose:
    """Writes one function per block, option and passage."""

    def __init__(self, names: Names, name: str, wording: Wording, phrases: PhraseBook = NO_PHRASES) -> None:
        self.names = names
        self.name = name
        self.wording = wording
        self.phrases = phrases
        self.expressions = Expressions(names, None)
        self.functions: list[str] = []
        self.code: dict[str, str] = {}  # by block: its functions
        self.prints: dict[str, set[str]] = {}
        self.mentions: dict[str, frozenset[str]] = {}
        self.turns: dict[str, int] = {}
        self._block, self._first = "", 0
        self._depth = 0
        self._varied = 0

    def block(self, node: nodes.Block) -> str:
        """The name of the function that renders a block."""
        self._block, self._varied, self._first = node.name, 0, len(self.functions)
        self.prints[node.name], self.turns[node.name] = set(), 1
        self.expressions.read = {}
        function = self._function(node.body)
        self.mentions[node.name] = frozenset(self.expressions.read)
        self.code[node.name] = "\n".join(self.functions[self._first :])
        return function

    def _function(self, body: list[nodes.Node]) -> str:
        lines = self._lines(body, "    ")
        name = f"{self._block}_{len(self.functions) - self._first}"
        self.functions.append(
            "\n".join([f"def {name}(t, out):", "    v = t.values; c = t.coin; add = out.append", *lines])
        )
        return name

    def _lines(self, body: list[nodes.Node], indent: str) -> list[str]:
        return [line for node in body for line in self._statement(node, indent)]

    def _statement(self, node: nodes.Node, indent: str) -> list[str]:
        if isinstance(node, nodes.Output):
            return [f"{indent}add({code})" for item in node.nodes if (code := self._printed(item)) != _NOTHING]
        if isinstance(node, nodes.If):
            return self._if(node, indent)
        if tag_of(node) == MAYBE and isinstance(node, nodes.CallBlock):
            return self._maybe(node, indent)
        if tag_of(node) == VARY and isinstance(node, nodes.CallBlock):
            return [f"{indent}{self._vary(self._options(node))}"]
        if tag_of(node) == SAY and isinstance(node, nodes.CallBlock):
            return [f"{indent}{self._say(node)}"]
        raise self.names.error(
            node, f"{type(node).__name__.lower()} is not used in prose", "use facts, if, maybe, vary and blocks"
        )

    def _maybe(self, node: nodes.CallBlock, indent: str) -> list[str]:
        """Code that takes back what it said where a fact is missing."""
        self._depth += 1
        start, point = f"start{self._depth}", f"point{self._depth}"
        lines = [
            line for scope in node.body if isinstance(scope, nodes.Scope) for line in self._branch(scope.body, indent)
        ]
        self._depth -= 1
        return [
            f"{indent}{start} = len(out); {point} = len(t.here)",
            f"{indent}try:",
            *lines,
            f"{indent}except MissingFact:",
            f"{indent}    del out[{start}:], t.here[{point}:]",
        ]

    def _if(self, node: nodes.If, indent: str) -> list[str]:
        lines = []
        for word, branch in [("if", node), *(("elif", branch) for branch in node.elif_)]:
            lines += [f"{indent}{word} {self.expressions.value(branch.test)}:", *self._branch(branch.body, indent)]
        return [*lines, f"{indent}else:", *self._branch(node.else_, indent)] if node.else_ else lines

    def _branch(self, body: list[nodes.Node], indent: str) -> list[str]:
        return self._lines(body, indent + "    ") or [f"{indent}    pass"]

    def _options(self, node: nodes.CallBlock) -> list[str]:
        scopes = [scope.body for scope in node.body if isinstance(scope, nodes.Scope)]
        return [self._function(body) if any(not _is_space(part) for part in body) else "silence" for body in scopes]

    def _vary(self, options: list[str]) -> str:
        self._varied += 1
        self.turns[self._block] = max(self.turns[self._block], len(options))
        return f"t.vary(out, {self._key()}, ({', '.join(options)},))"

    def _say(self, node: nodes.CallBlock) -> str:
        """A call of the phrase; what it prints and depends on is the block's too."""
        name = phrase_of(node)
        phrase = self.phrases.spoken.get(name)
        if phrase is None:
            raise self.names.error(node, f"there is no phrase `{name}`", did_you_mean(name, self.phrases.spoken))
        for written in (*phrase.prints, *phrase.mentions):
            self.names.named(written, node)
        self.prints[self._block] |= phrase.prints
        self.expressions.read |= dict.fromkeys(sorted(phrase.mentions))
        self.turns[self._block] = max(self.turns[self._block], phrase.turns)
        self._varied += 1
        return f"t.phrase(out, {self._key()}, p_{name})"

    def _key(self) -> int:
        """The place in the prose: two texts of one day choose alike, two places choose apart."""
        return zlib.crc32(f"{self.name}:{self._block}:{self._varied}".encode())

    def _printed(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.TemplateData):
            return repr(collapse(self._words(node.data, node)))
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return repr(self._words(node.value, node))
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            return self._choice(node, self._printed(node.expr1), self._printed(node.expr2))
        if isinstance(node, nodes.Filter):
            return self._filtered(node)
        if self.names.is_fact(node):
            return self._fact("", node)
        raise self.names.error(
            node, "a bare number cannot be printed", "print a fact; what is calculated is a fact too"
        )

    def _choice(self, node: nodes.CondExpr, first: str, second: str) -> str:
        return f"({first} if {self.expressions.value(node.test)} else {second})"

    def _filtered(self, node: nodes.Filter) -> str:
        inner = node.node
        if node.name == "listed" and isinstance(inner, nodes.List | nodes.Tuple):
            return f"listed([{', '.join(self._printed(item) for item in inner.items)}])"
        if node.name == "plural":
            return self._plural(node)
        if inner is None or node.name not in {*FACT_FILTERS, *TEXT_FILTERS}:
            every = [*FACT_FILTERS, *TEXT_FILTERS, "listed", "plural", "abs"]
            raise self.names.error(node, f"there is no filter `|{node.name}`", did_you_mean(node.name, every))
        if node.name in TEXT_FILTERS:
            return f"text_{node.name}({self._printed(inner)})"
        if isinstance(inner, nodes.CondExpr) and inner.expr2 is not None:
            return self._choice(inner, self._fact(node.name, inner.expr1), self._fact(node.name, inner.expr2))
        return self._fact(node.name, inner)

    def _fact(self, name: str, node: nodes.Node) -> str:
        fact = self.names.fact(node)
        if fact.unit is Unit.FLAG:
            raise self.names.error(node, f"`{fact.written}` is a flag", "ask for it with `{% if %}`; it is not printed")
        if fact.unit not in NAMES and (not name or FACT_FILTERS[name].figure):
            self.prints[self._block].add(fact.written)
        if not name:
            return f"t.say({self.expressions.key(fact)})"
        units = FACT_FILTERS[name].units
        if fact.unit not in units:
            fits = ", ".join(unit.value for unit in units)
            what = f"`{fact.written}|{name}`: it is a {fact.unit.value}"
            raise self.names.error(node, what, f"`|{name}` words {fits}")
        return f"t.use({name!r}, {self.expressions.key(fact)})"

    def _plural(self, node: nodes.Filter) -> str:
        constants = [item for item in node.args or [] if isinstance(item, nodes.Const)]
        forms = [item.value for item in constants if isinstance(item.value, str)]
        if node.node is None or not 1 <= len(forms) <= 2 or len(forms) != len(node.args or []):
            raise self.names.error(node, "`|plural` takes the word for one", 'write `|plural("session")`')
        one, many = self._words(forms[0], node), forms[1] if len(forms) == 2 else f"{forms[0]}s"
        return f"({one!r} if {self.expressions.number(node.node)} == 1 else {self._words(many, node)!r})"

    def _words(self, text: str, node: nodes.Node) -> str:
        if refused := self.wording.refused(text):
            raise self.names.error(node, *refused)
        return text


def collapse(text: str) -> str:
    """Runs of white space as one space; a blank line stays a paragraph."""
    return "\n\n".join(_SPACE.sub(" ", part) for part in _PARAGRAPH.split(text))


def _is_space(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(item, nodes.TemplateData) and item.data.isspace() for item in node.nodes
    )


_NOTHING = repr("")


_TOOLS: Mapping[str, Any] = {
    "len": len,
    "MissingFact": MissingFact,
    "listed": words.listed,
    "silence": silence,
    **{f"text_{name}": entry.change for name, entry in filters.TEXT_FILTERS.items()},
}
