"""Why this story: every angle with its evidence, what became of it and why, the one that leads first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from newsgen.catalogue import CATALOGUE
from newsgen.house import House
from newsgen.house.angle import Judged
from newsgen.house.house import BRIEF
from newsgen.house.names import COIN, CONSTANT
from newsgen.model import Article, Fact, Facts, Plan, Remembered, Verdict, Wishes

Figure = Callable[[Fact], str]
LEAD, SUPPORT, DROPPED, REFUSED, UNJUDGED = "lead", "support", "dropped", "refused", "not judged"
ROLES = (LEAD, SUPPORT, DROPPED, REFUSED, UNJUDGED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact that a rule reads: as the house prints it, else as it is."""

    fact: str
    printed: str
    sentence: str
    working: str


@dataclass(frozen=True, slots=True)
class Term:
    """A condition of a rule: whether it holds, None where a fact is missing, and the numbers that decide it."""

    text: str
    holds: bool | None
    numbers: tuple[tuple[str, str], ...]  # ("liq.ratio", "3.4") or ("thresholds.heavy", "1.2")


@dataclass(frozen=True, slots=True)
class Reason:
    """What became of an angle, and why."""

    name: str
    title: str
    subject: str  # a coin, or "" for the market
    role: str  # of ROLES
    score: float
    reason: str  # why it is not told, or why it leads; "" for a support
    when: str  # the rule as written
    terms: tuple[Term, ...]
    evidence: tuple[Evidence, ...]
    headlines: tuple[int, ...]  # its places on the bench, from 0
    may_lead: bool  # it holds, and its rule names shapes
    off: bool  # switched off at the desk
    wished: bool  # promoted at the desk


@dataclass(frozen=True, slots=True)
class Shape:
    """A skeleton that the lead may be told in."""

    name: str
    title: str
    words: tuple[int, int]
    used: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Why a day is told as it is, and what else it could be."""

    lead: str  # a sentence
    angles: tuple[Reason, ...]  # the lead, supports, what holds and is not told, the refused from the nearest, the rest
    shapes: tuple[Shape, ...]
    styles: tuple[str, ...]
    style: str


def why(
    facts: Facts,
    verdicts: Sequence[Verdict],
    plan: Plan,
    article: Article,
    house: House,
    figure: Figure,
    *,
    wishes: Wishes = Wishes(),  # noqa: B008 - frozen
    memory: Sequence[Remembered] = (),
) -> Why:
    """The reasons of a told day; `figure` gives the house form of a fact, and `memory` is what it was told with."""
    leads = _why_it_leads(plan.lead, verdicts, house, wishes, memory)
    lost = {one.name: one.reason for one in article.dropped}
    told = [one.name for one in article.angles]

    def reason(verdict: Verdict) -> Reason:
        angle, role = house.angles[verdict.angle], _role(verdict, plan, told)
        rule = next(rule for rule in angle.rules if rule.subject == verdict.subject)
        said = leads if role == LEAD else "" if role == SUPPORT else lost.get(verdict.angle, verdict.note)
        return Reason(
            name=verdict.angle,
            title=angle.title,
            subject=verdict.subject,
            role=role,
            score=verdict.score,
            reason=said,
            when=rule.when.source,
            terms=_terms(rule, facts, house, figure),
            evidence=evidence(verdict.because, facts, figure),
            headlines=tuple(place for place, one in enumerate(article.bench) if one.angle == verdict.angle),
            may_lead=bool(verdict.holds and house.shapes(verdict.angle)),
            off=verdict.angle in wishes.off,
            wished=verdict.angle == wishes.lead,
        )

    found = sorted([reason(verdict) for verdict in verdicts], key=lambda one: _rank(one, told))
    shapes = tuple(_shape(name, plan, house) for name in house.shapes(plan.lead.angle))
    return Why(leads, tuple(found), shapes, tuple(house.settings["styles"]), house.style)


def evidence(because: Iterable[str], facts: Facts, figure: Figure) -> tuple[Evidence, ...]:
    """What is known of the facts that a rule reads, in its order."""
    known = [facts.known[name] for name in because if name in facts.known]
    return tuple(Evidence(fact.id, shown(fact, figure), CATALOGUE[fact.id].sentence, fact.working) for fact in known)


def shown(fact: Fact, figure: Figure) -> str:
    """A fact as the house prints it; one that it would not print as it is."""
    return figure(fact) or str(fact.value)


def named(angle: str, subject: str) -> str:
    """An angle with the coin that it is judged for."""
    return f"{angle} ({subject})" if subject else angle


def _role(verdict: Verdict, plan: Plan, told: Sequence[str]) -> str:
    if verdict.holds is None:
        return UNJUDGED
    if not verdict.holds:
        return REFUSED
    return LEAD if verdict.angle == plan.lead.angle else SUPPORT if verdict.angle in told else DROPPED


def _rank(one: Reason, told: Sequence[str]) -> tuple[float, ...]:
    """The order of a list of reasons: supports as they stand in the text, what is dropped by score."""
    missed = sum(term.holds is False for term in one.terms) / max(1, len(one.terms)) if one.role == REFUSED else 0.0
    return ROLES.index(one.role), told.index(one.name) if one.name in told else 0, -one.score, missed


def _terms(rule: Judged, facts: Facts, house: House, figure: Figure) -> tuple[Term, ...]:
    def number(name: str) -> tuple[str, str]:
        space, _, rest = name.partition(".")
        if space in CONSTANT:
            return name, f"{house.thresholds[name if space == 'desk' else rest]:g}"
        fact_id = f"{rule.subject}.{rest}" if space == COIN else name
        return fact_id, shown(facts.known[fact_id], figure) if fact_id in facts.known else "not known"

    found = rule.when.explained(house.day(facts).values)
    return tuple(Term(text, holds, tuple(number(name) for name in names)) for text, holds, names in found)


def _why_it_leads(
    lead: Verdict, verdicts: Sequence[Verdict], house: House, wishes: Wishes, memory: Sequence[Remembered]
) -> str:
    held = [verdict for verdict in verdicts if verdict.holds and verdict.angle not in wishes.off]
    if lead.angle == BRIEF:
        return "A brief was asked for at the desk." if wishes.lead == BRIEF else "No story that holds today can lead."
    if wishes.lead == lead.angle:
        return f"Promoted at the desk; it scored {lead.score:.0f}."
    above = sorted([one for one in held if one.score > lead.score], key=lambda one: -one.score)
    if not above:
        return f"It scored {lead.score:.0f}, the most of the {len(held)} that hold."
    lately = {one.lead for one in memory}
    passed = [f"{one.angle} scored {one.score:.0f} and {_why_passed(one, house, lately)}" for one in above]
    return f"It scored {lead.score:.0f}; {'; '.join(passed)}."


def _why_passed(one: Verdict, house: House, lately: Collection[str]) -> str:
    if not house.shapes(one.angle):
        return "only supports"
    return "led lately" if one.angle in lately else "lacks a fact for its opening"


def _shape(name: str, plan: Plan, house: House) -> Shape:
    skeleton = house.skeletons[name]
    return Shape(name, skeleton.title, skeleton.words, name == plan.skeleton)
