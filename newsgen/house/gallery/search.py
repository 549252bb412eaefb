"""The search: for every branch of a template, made facts on which the finished text goes through it."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from jinja2 import nodes

from newsgen.house.angle import Judged
from newsgen.house.gallery.branches import ARM, DROPPED, OPTION, Branch, TracedTemplate, traced
from newsgen.house.gallery.made import MISSING, UNTOLD, Made, days
from newsgen.house.gallery.mend import Change, Conditions
from newsgen.house.gallery.tracing import Tracing
from newsgen.house.house import House
from newsgen.house.marks import entries
from newsgen.house.values import Values

TRIES = 24  # changes of the facts before a start is given up
DRAWS = 6  # wordings told of each start before branches are looked for one by one
WAYS = 3  # remembered ways to a branch, from which those inside it are looked for
OCCURRENCES = 3  # of a branch of a shared phrase in one template that are looked for
STARTS = 3  # days that the search starts from, for each subject
PLACES = {
    "headline": "headline",
    "point": "point",
    "heading": "heading",
    "title": "headline",
}  # others are running text


@dataclass(frozen=True, slots=True)
class Shown:
    """One wording of a block: its text with marks' figures counted, and the branches it went through."""

    block: str
    subject: str
    marked: str
    figures: int  # printed as figures, not as words
    through: tuple[int, ...]
    made: Made


@dataclass
class Report:
    """What the search found in one template."""

    template: TracedTemplate
    shown: list[Shown] = field(default_factory=list)
    reached: set[int] = field(default_factory=set)

    @property
    def places(self) -> dict[str, Branch]:
        """The branches, each once: a shared phrase stands in a template many times."""
        found: dict[str, Branch] = {}
        for branch in self.template.branches:
            found.setdefault(branch.place, branch)
        return found

    @property
    def unreached(self) -> list[Branch]:
        """Branches that no made day went through."""
        reached = {self.template.branches[number].place for number in self.reached}
        return [branch for place, branch in self.places.items() if place not in reached]

    @property
    def percent(self) -> float:
        """Branches gone through, in percent."""
        every = len(self.places)
        return 100 - 100 * len(self.unreached) / every if every else 100.0


def survey(
    house: House,
    names: list[str] | None = None,
    *,
    part: float = 1.0,
    seed: int = 0,
    step: Callable[[str], object] = str,
) -> list[Report]:
    """Every template, or those of `names`, with all its branches looked for; `part` of them drawn by `seed`."""
    places: set[str] = set()  # branches of shared phrases count as reached wherever they are
    reports = []
    drawn = random.Random(f"gallery:{seed}")
    for name in names if names is not None else sorted(house.templates):
        if part >= 1 or drawn.random() < part:
            step(name)
            reports.append(_Search(house, traced(house, name), places).run())
    for report in reports:
        report.reached.update(one.number for one in report.template.branches if one.place in places)
    return reports


def _rules(house: House, template: TracedTemplate) -> Mapping[str, Judged | None]:
    """For each subject what has to hold before the template is told."""
    kind, _, name = template.name.partition(":")
    if kind == "angle":
        return {rule.subject: rule for rule in house.angles[name].rules}
    if kind == "chart":
        return dict.fromkeys(template.names.subjects or ("",), house.pictures[name].rule)
    return dict.fromkeys(template.names.subjects)


class _Search:
    """One template: told at random first, then branch by branch."""

    def __init__(self, house: House, template: TracedTemplate, places: set[str]) -> None:
        self.house, self.template, self.places = house, template, places
        self.report = Report(template)
        self.random = random.Random(template.name)  # the same gallery every time
        self.conditions = Conditions(template.names)
        self.rules = _rules(house, template)
        self.starts = {subject: list(self._starts(rule)) for subject, rule in self.rules.items()}
        self._texts: set[tuple[str, str]] = set()
        self._tried: Counter[str] = Counter()
        self._ways: defaultdict[int, list[tuple[str, Made, tuple[int, ...]]]] = defaultdict(list)

    def run(self) -> Report:
        """Every block, every branch."""
        for subject in self.rules:
            for block in self.template.blocks:
                for start in self.starts[subject]:
                    for draw in range(DRAWS):
                        self._tell(block, subject, start, frozenset(), draw)
        for branch in self.template.branches:
            if branch.place not in self.places and self._tried[branch.place] < OCCURRENCES:
                self._tried[branch.place] += 1
                self._look_for(branch)
        return self.report

    def _look_for(self, branch: Branch) -> None:
        """Starts where the branch around it was reached, else from the usual days."""
        ways = self._ways[branch.parent] if branch.parent >= 0 else []
        for subject, made, through in ways:
            if self._reach(branch, subject, made, through):
                return
        if not ways and branch.parent in (-1, *self.report.reached):
            for subject in self.rules:
                for start in self.starts[subject]:
                    if self._reach(branch, subject, start, ()):
                        return

    def _reach(self, branch: Branch, subject: str, made: Made, through: tuple[int, ...]) -> bool:
        chain = self.template.around(branch)
        options = frozenset(self._options(chain, through))
        if branch.kind == DROPPED and self._drop(branch, subject, made, options):
            return True
        for attempt in range(TRIES):
            t = self._tell(branch.block, subject, made, options, attempt // 4)
            if branch.number in self.report.reached:
                return True
            changes = list(islice(self._changes(t, chain), 24))
            if not changes:
                return False
            # Mostly the smallest change; now and then another, so as not to turn in circles.
            fact_id, to = changes[0] if self.random.random() < 0.6 else self.random.choice(changes)
            made = self._kept(self.rules[subject], made.changed(fact_id, to), subject, avoid=fact_id) or made
        return False

    def _options(self, chain: list[Branch], through: tuple[int, ...]) -> Iterator[int]:
        """The options that lead to a branch, and beside them those of an earlier way to the branch around it."""
        own = {one.place.partition(":")[0]: one.number for one in chain if one.kind == OPTION}
        yield from own.values()
        for number in through:
            one = self.template.branches[number]
            if one.kind == OPTION and one.place.partition(":")[0] not in own:
                yield number

    def _drop(self, branch: Branch, subject: str, made: Made, options: frozenset[int]) -> bool:
        """Whether one missing fact drops a `maybe`, with all else as it was."""
        facts = [fact_id for node in branch.body for fact_id in self.conditions.read(node, subject)]
        for fact_id in dict.fromkeys(facts):
            without = self._kept(self.rules[subject], made.changed(fact_id, MISSING), subject, avoid=fact_id)
            if without is not None and fact_id not in without.known:
                self._tell(branch.block, subject, without, options, 0)
                if branch.number in self.report.reached:
                    return True
        return False

    def _changes(self, t: Tracing, chain: list[Branch]) -> Iterator[Change]:
        """What may bring the text to the outermost branch of `chain` that it does not go through."""
        blocked = next((branch for branch in chain if branch.number not in t.through), None)
        if blocked is None:
            return
        t.here = []  # what the text before had told, not what this one has
        for test, want in blocked.wants:
            if self.conditions.answer(test, t) is not want:
                yield from self.conditions.changes(test, want, t)
        dropped = {one.number for one in chain if one.kind == DROPPED}
        if blocked.number in dropped:
            for fact_id in self._printed(blocked.body, t.coin):
                yield fact_id, MISSING
        yield from ((fact_id, UNTOLD) for fact_id in reversed(t.missed) if "." in fact_id)
        if blocked.kind != ARM or blocked.number in t.entered:
            yield from self._spoken(blocked.body, t)

    def _spoken(self, body: tuple[nodes.Node, ...], t: Tracing) -> Iterator[Change]:
        """What may let a passage say something: the conditions inside it hold."""
        for node in body:
            for inner in (node, *node.find_all(nodes.If)):
                if isinstance(inner, nodes.If) and self.conditions.answer(inner.test, t) is not True:
                    yield from self.conditions.changes(inner.test, True, t)
        for fact_id in self._printed(body, t.coin):
            if fact_id not in t.known:
                yield fact_id, UNTOLD

    def _printed(self, body: tuple[nodes.Node, ...], subject: str) -> list[str]:
        """Facts that a passage prints or asks for, those printed first."""
        found = []
        for node in body:
            for output in (node, *node.find_all(nodes.Output)):
                if isinstance(output, nodes.Output):
                    for item in output.nodes:
                        found += self.conditions.read(item, subject)
        return list(dict.fromkeys(found))

    def _tell(self, block: str, subject: str, made: Made, options: frozenset[int], seed: int) -> Tracing:
        t = Tracing(self.house, self.template, made, seed=seed, options=options)
        marked = t.tell(block, PLACES.get(block, "body"), subject)
        if marked is None or not marked.strip():
            t.through = () if marked is None else t.through
        self.report.reached.update(t.through, self._silent(t))
        for number in t.through:
            if len(self._ways[number]) < WAYS:
                self._ways[number].append((subject, made, t.through))
        self.places.update(self.template.branches[number].place for number in (*t.through, *self._silent(t)))
        if marked and marked.strip() and (block, marked) not in self._texts:
            self._texts.add((block, marked))
            figures = sum(t.day.tells[mark] is not None for mark in entries(marked))
            self.report.shown.append(Shown(block, subject, marked, figures, t.through, made))
        return t

    def _silent(self, t: Tracing) -> list[int]:
        """Branches that say nothing and were gone through, also where that let `vary` pass to another option."""
        return [n for n in t.entered if not (one := self.template.branches[n]).body or one.kind == DROPPED]

    def _starts(self, rule: Judged | None) -> Iterator[Made]:
        """Days on which the rule holds, and one for each side of an `or` in it that holds on none of them."""
        starts = [self._kept(rule, day, rule.subject if rule else "") for day in days()[:STARTS]]
        found = [start for start in starts if start is not None]
        yield from found
        for side in self._sides(rule.when.tree) if rule else ():
            if rule and all(self._answer(side, start, rule.subject) is not True for start in found):
                start = self._kept(rule, days()[0], rule.subject, wanted=side)
                if start is not None:
                    found.append(start)
                    yield start

    def _sides(self, terms: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
        """What stands beside an `or`."""
        for term in terms:
            if isinstance(term, nodes.Or):
                yield from self._sides([side for side in (term.left, term.right) if isinstance(side, nodes.Or)])
                yield from (side for side in (term.left, term.right) if not isinstance(side, nodes.Or))

    def _answer(self, node: nodes.Node, made: Made, subject: str) -> bool | None:
        t = Tracing(self.house, self.template, made)
        t.coin = subject
        return self.conditions.answer(node, t)

    def _kept(
        self, rule: Judged | None, made: Made, subject: str, avoid: str = "", wanted: nodes.Node | None = None
    ) -> Made | None:
        """The same day with the rule of the angle made true, by the side of an `or` that is wanted, or None."""
        if rule is None:
            return made
        for _ in range(TRIES):
            fits = wanted is None or self._answer(wanted, made, subject) is True
            if fits and rule.when.judge(Values(made.known))[0] and all(need in made.known for need in rule.needs):
                return made
            changes = list(islice(self._for_rule(rule, made, subject, () if fits else (wanted,)), 24))
            others = [change for change in changes if change[0] != avoid] or changes
            if not others:
                return None
            fact_id, to = others[0] if self.random.random() < 0.6 else self.random.choice(others)
            made = made.changed(fact_id, to)
        return None

    def _for_rule(
        self, rule: Judged, made: Made, subject: str, wanted: Iterable[nodes.Node | None] = ()
    ) -> Iterator[Change]:
        t = Tracing(self.house, self.template, made)
        t.coin = subject
        yield from ((need, UNTOLD) for need in rule.needs if need not in made.known)
        unknown = []
        for term in (*[one for one in wanted if one is not None], *rule.when.tree):
            holds = self.conditions.answer(term, t)
            if holds is False:
                yield from self.conditions.changes(term, True, t)
            elif holds is None:
                unknown.append(term)
        for term in unknown:
            yield from self.conditions.changes(term, True, t)
