"""What newsgen would have led with on the days that desks wrote about, beside what they told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from random import Random
from typing import Any

from benchmarks.days import Day, World, case_days
from benchmarks.report import percent, table
from newsgen.angles import load_angles
from newsgen.check import check
from newsgen.model import Severity, Verdict

TOLD_GOAL, LEAD_GOAL = 75.0, 50.0  # percent of the days with an angle that newsgen has
WORLD: World | None = None  # set before the workers are forked, so that they share the history


@dataclass(frozen=True, slots=True)
class Case:
    """One published day, told again."""

    name: str
    human: tuple[str, ...]  # the human's angles that newsgen has
    unknown: tuple[str, ...]  # those it has not
    lead: str
    supports: tuple[str, ...]
    verdicts: tuple[str, ...]  # what newsgen thought of the human's angles
    blocks: tuple[str, ...]
    words: int

    @property
    def led(self) -> bool:
        """Whether the lead is one of the human's angles."""
        return self.lead in self.human

    @property
    def told(self) -> bool:
        """Whether one of the human's angles is the lead or one of at most five supports."""
        return bool({self.lead, *self.supports[:5]} & set(self.human))


def run(*, tenth: bool, seed: int) -> tuple[str, dict[str, Any], bool]:
    """The table, the shares, and whether they reach the goals."""
    global WORLD
    WORLD = World().ready()
    jobs = [(day, tuple(told["angles"])) for day, told in case_days()]
    if tenth:
        jobs = Random(seed).sample(jobs, len(jobs) // 10)
    with get_context("fork").Pool() as pool:
        cases = pool.map(_case, jobs, chunksize=2)
    return _report(cases)


def _case(job: tuple[Day, tuple[str, ...]]) -> Case:
    day, angles = job
    assert WORLD is not None
    told = WORLD.tell(day)
    names = {angle.name for angle in load_angles(WORLD.houses[day.style])}
    human = tuple(angle for angle in angles if angle in names)
    findings = check(told.article, told.facts)
    leads = [angle.name for angle in told.article.angles if angle.role == "lead"]
    return Case(
        day.name,
        human,
        tuple(angle for angle in angles if angle not in names),
        leads[0] if leads else told.article.lead_angle,
        tuple(angle.name for angle in told.article.angles if angle.role == "support"),
        tuple(_verdict(verdict) for verdict in told.verdicts if verdict.angle in human),
        tuple(f"{f.id} {f.where}: {f.message}" for f in findings if f.severity is Severity.BLOCK),
        told.article.words,
    )


def _verdict(verdict: Verdict) -> str:
    holds = {True: "true", False: "not true", None: "not judged"}[verdict.holds]
    subject = f" of {verdict.subject}" if verdict.subject else ""
    return f"{verdict.angle}{subject}: {holds}, {verdict.score:.0f}{', ' + verdict.note if verdict.note else ''}"


def _report(cases: Sequence[Case]) -> tuple[str, dict[str, Any], bool]:
    judged = [case for case in cases if case.human]
    told, led = sum(case.told for case in judged), sum(case.led for case in judged)
    blocked = [case for case in cases if case.blocks]
    rows = [
        (case.name, ", ".join(case.human), case.lead, ", ".join(case.supports), _mark(case), case.words)
        for case in cases
    ]
    misses = [case for case in judged if not case.told]
    behind = [case for case in judged if case.told and not case.led]
    good = not blocked and 100 * told >= TOLD_GOAL * len(judged) and 100 * led >= LEAD_GOAL * len(judged)
    parts = [
        table("Published days, told again", ("day", "the human's angles", "lead", "supports", "", "words"), rows),
        _explained("Not told", misses),
        _explained("Told, but not as the lead", behind),
        table("Blocked", ("day", "finding"), [(case.name, text) for case in blocked for text in case.blocks[:3]]),
        f"\n{len(cases)} days, {len(judged)} with an angle that newsgen has:"
        f" told {percent(told, len(judged))} (goal {TOLD_GOAL:.0f}%), lead {percent(led, len(judged))}"
        f" (goal {LEAD_GOAL:.0f}%), blocked {len(blocked)}: {'good' if good else 'not yet good'}",
    ]
    shares = {"days": len(cases), "judged": len(judged), "told": told, "led": led, "blocked": len(blocked)}
    return "\n".join(parts), {**shares, "cases": [asdict(case) for case in cases]}, good


def _mark(case: Case) -> str:
    return "-" if not case.human else "lead" if case.led else "told" if case.told else "MISSED"


def _explained(title: str, cases: Sequence[Case]) -> str:
    rows = [(case.name, case.lead, "; ".join(case.verdicts)) for case in cases]
    return table(f"{title}: what newsgen thought of the human's angles", ("day", "lead", "verdicts"), rows)
