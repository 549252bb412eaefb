"""Names in rules and prose, held against the catalogue when a file is loaded."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from newsgen.catalogue import CATALOGUE
from newsgen.errors import HouseError
from newsgen.model import Unit

CONSTANT = ("thresholds", "desk")  # what the house decides, not the day
COIN = "coin"  # stands for the subject's own namespace
_SPACES = {fact_id.split(".")[0] for fact_id in CATALOGUE}


@dataclass(frozen=True, slots=True)
class FactName:
    """A fact as written: "btc.price", or "coin.price" where it is the subject's."""

    written: str
    unit: Unit

    @property
    def of_subject(self) -> bool:
        """Whether the subject decides which fact is meant."""
        return self.written.startswith(f"{COIN}.")

    def id(self, subject: str) -> str:
        """The fact's id for a subject such as "btc"."""
        return subject + self.written[len(COIN) :] if self.of_subject else self.written


@dataclass(frozen=True, slots=True)
class Names:
    """What the names in one file may be: `subjects` are the coins that `coin` can stand for."""

    where: str
    subjects: tuple[str, ...]
    thresholds: Mapping[str, float]

    def is_fact(self, node: nodes.Node) -> bool:
        """Whether `node` has the form of a fact's name."""
        return isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name not in CONSTANT

    def fact(self, node: nodes.Node) -> FactName:
        """The fact that `node` names; raises HouseError with a suggestion."""
        if not (isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name)):
            raise self.error(node, "expected the name of a fact such as `liq.total`", "write a name of the catalogue")
        return self.named(f"{node.node.name}.{node.attr}", node)

    def named(self, written: str, node: nodes.Node | None = None) -> FactName:
        """The fact called `written`, for every subject."""
        space, _, rest = written.partition(".")
        if space != COIN:
            return FactName(written, self._unit(written, written, node))
        if not self.subjects:
            raise self.error(node, f"`{written}` has no coin to stand for", "give the rule `subjects`")
        units = {self._unit(f"{subject}.{rest}", written, node) for subject in self.subjects}
        return FactName(written, units.pop())

    def threshold(self, node: nodes.Getattr) -> float:
        """The value of `thresholds.x` or `desk.x`; raises HouseError with a suggestion."""
        space = getattr(node.node, "name", "")
        key = f"desk.{node.attr}" if space == "desk" else node.attr
        if key not in self.thresholds:
            near = did_you_mean(key, self.thresholds)
            raise self.error(node, f"`{space}.{node.attr}` is not in house.toml", near)
        return self.thresholds[key]

    def error(self, node: nodes.Node | None, what: str, way_out: str) -> HouseError:
        """An error at the line of `node`, in one sentence."""
        line = f":{node.lineno}" if node is not None and self.where.endswith(".md") else ""
        return HouseError(f"{self.where}{line}: {what}; {ended(way_out)}")

    def _unit(self, fact_id: str, written: str, node: nodes.Node | None) -> Unit:
        if declared := CATALOGUE.get(fact_id):
            return declared.unit
        shown = f"`{written}`" if fact_id == written else f"`{written}` (`{fact_id}`)"
        raise self.error(node, f"{shown} is not a fact", _suggest(fact_id, written))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest of `known`, as the end of a sentence; all of them where none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, 1, 0.5)
    return f"did you mean `{near[0]}`" if near else f"there is {', '.join(names)}"


def ended(way_out: str) -> str:
    """The end of a message with its stop."""
    return f"{way_out}?" if way_out.startswith("did you mean") else f"{way_out}."


def _suggest(fact_id: str, written: str) -> str:
    space = fact_id.split(".")[0]
    pool = [known for known in CATALOGUE if known.startswith(f"{space}.")] if space in _SPACES else list(CATALOGUE)
    near = difflib.get_close_matches(fact_id, pool, 1, 0.5)
    near = near or difflib.get_close_matches(fact_id, list(CATALOGUE), 1, 0.3)
    if not near:
        return "see the catalogue in templates/README.md"
    name = near[0] if fact_id == written else f"{COIN}.{near[0].partition('.')[2]}"
    return f"did you mean `{name}`"
