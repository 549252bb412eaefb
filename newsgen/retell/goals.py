"""The goals, each in one place: what a year of articles and the published days must show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

from .cases import Case
from .often import common
from .readability import LONG
from .report import Report

SEEN = 0.40  # part of masked sentences seen in the 30 articles before; recaps of today: 0.90
GZIP = 5.0  # thirty articles joined; recaps of today: 8.7
GRADE = (8.0, 11.0)
WORDS = (14.0, 22.0)  # of a sentence
FIGURES = 2.5  # of a sentence
TOLD, LED = 0.90, 0.65  # parts of the published days whose facts allow it
STRETCH = 0.4  # by which the grade of a few weeks may lie beside that of a year
CHANCE = 0.05  # how rarely a part of the days may miss a goal that all of them reach


@dataclass(frozen=True, slots=True)
class Outcome:
    """A goal, what was reached, and whether that is enough."""

    goal: str
    reached: str
    good: bool


def outcomes(report: Report, *, sample: bool = False) -> tuple[Outcome, ...]:
    """Every goal for many days of prose, beside what was reached.

    In a `sample` of a few weeks the market may well do one thing on half of the days, and the mean grade may lie a
    little beside that of a year.
    """
    if not sample:
        return tuple(goal(report) for goal in _GOALS)
    grade = _within("mean grade", (GRADE[0] - STRETCH, GRADE[1] + STRETCH), report.prose.reading.grade)
    return (*(goal(report) for goal in _GOALS if goal not in (_common, _grade)), grade)


def case_outcomes(cases: Sequence[Case], *, sample: bool = False) -> tuple[Outcome, ...]:
    """Every goal for published days, beside what was reached; of a `sample` as much is asked as chance lets it give."""
    allowed = [case for case in cases if case.allowed]
    whole = len(allowed)
    told, led = sum(case.told for case in allowed), sum(case.led for case in allowed)
    blocked = sum(bool(case.blocks) for case in cases)
    unsaid = sum(fate.unsaid for case in cases for fate in case.fates)
    needs = [least(goal, whole) if sample else goal * whole for goal in (TOLD, LED)]
    return (
        Outcome("no BLOCK", str(blocked), not blocked),
        Outcome(f"one of the desk's angles told: {TOLD:.0%} of the days", f"{told} of {whole}", told >= needs[0]),
        Outcome(f"one of the desk's angles leads: {LED:.0%} of the days", f"{led} of {whole}", led >= needs[1]),
        Outcome("no fact of the tables that the house has no words for", str(unsaid), not unsaid),
    )


def least(goal: float, count: int) -> int:
    """The fewest of `count` that are no surprise where the goal is just reached on the whole."""
    below = 0.0
    for reached in range(count + 1):
        below += comb(count, reached) * goal**reached * (1 - goal) ** (count - reached)
        if below > CHANCE:
            return reached
    return count


def _block(report: Report) -> Outcome:
    return Outcome("no BLOCK", str(len(report.blocks)), not report.blocks)


def _seen(report: Report) -> Outcome:
    return Outcome(f"sentences seen before: under {SEEN:.0%}", f"{report.prose.seen:.1%}", report.prose.seen < SEEN)


def _gzip(report: Report) -> Outcome:
    return Outcome(f"gzip ratio: under {GZIP}", f"{report.prose.gzip:.2f}", report.prose.gzip < GZIP)


def _openings(report: Report) -> Outcome:
    repeated = report.prose.openings
    return Outcome("no opening twice in ten articles", str(len(repeated)), not repeated)


def _grade(report: Report) -> Outcome:
    return _within("mean grade", GRADE, report.prose.reading.grade)


def _words(report: Report) -> Outcome:
    return _within("mean words of a sentence", WORDS, report.prose.reading.words)


def _figures(report: Report) -> Outcome:
    reached = report.prose.reading.figures
    return Outcome(f"figures of a sentence: at most {FIGURES}", f"{reached:.2f}", reached <= FIGURES)


def _long(report: Report) -> Outcome:
    reached = report.prose.reading.too_long
    return Outcome(f"no sentence over {LONG} words", str(len(reached)), not reached)


def _common(report: Report) -> Outcome:
    names = ", ".join(common(report.angles, report.days))
    return Outcome("no angle fires on half of the days", names or "none", not names)


def _within(name: str, limits: tuple[float, float], reached: float) -> Outcome:
    least, most = limits
    return Outcome(f"{name}: {least:g} to {most:g}", f"{reached:.1f}", least <= reached <= most)


_GOALS: tuple[Callable[[Report], Outcome], ...] = (
    _block, _seen, _gzip, _openings, _grade, _words, _figures, _long, _common,
)  # fmt: skip
