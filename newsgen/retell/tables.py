"""The report as tables: what the command shows and what the benchmarks print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .cases import DROPPED, MISSING, TOLD, UNPRINTED, WORDS, Case
from .goals import Outcome
from .often import Often
from .rates import Judged
from .report import Prose, Report

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head, with a title."""

    title: str
    head: tuple[str, ...]
    rows: Rows


def report_tables(report: Report, outcomes: Sequence[Outcome]) -> tuple[Table, ...]:
    """What many told days come to."""
    return (
        Table("Blocked", ("day", "guard", "where", "finding"), [
            (f"{day}", finding.id, finding.where, finding.message) for day, finding in report.blocks
        ]),
        Table("Guards that blocked", ("guard", "findings"), _counted(finding.id for _, finding in report.blocks)),
        angle_table(report.angles, report.days),
        Table("Shapes", ("shape", "articles"), [(name, str(count)) for name, count in report.skeletons.items()]),
        Table("Prose", ("measure", "newsgen", "one template with synonyms"), _prose(report.prose, report.baseline)),
        Table("The longest sentence", (), [(report.prose.reading.longest,)]),
        Table("Too long", (), [(sentence,) for sentence in report.prose.reading.too_long]),
        Table("Opened as one of the ten before", (), [(f"{day}",) for day in report.prose.openings]),
        goal_table(outcomes),
    )  # fmt: skip


def angle_table(found: Sequence[Often], days: int) -> Table:
    """How often each angle is true and leads."""
    rows = [
        (one.angle, _share(one.fired, days), _share(one.led, days), str(one.fired), str(one.led), str(one.supported))
        for one in found
    ]
    return Table("Angles", ("angle", "true", "leads", "days true", "days led", "days beside"), rows)


def goal_table(outcomes: Sequence[Outcome]) -> Table:
    """The goals beside what was reached."""
    rows = [(one.goal, one.reached, "yes" if one.good else "MISSED") for one in outcomes]
    return Table("Goals", ("goal", "reached", ""), rows)


def judged_table(found: Sequence[Judged]) -> Table:
    """What would lead each day, and what was true beside it."""
    rows = []
    for one in found:
        others = [f"{name} {score:.0f}" for name, score in zip(one.held, one.scores) if name != one.lead]
        rows.append((f"{one.day}", one.lead, one.subject, f"{one.score:.0f}", ", ".join(others[:4])))
    return Table("Days", ("day", "leads", "of", "score", "also true"), rows)


def case_tables(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> tuple[Table, ...]:
    """Published days beside what their desks told; the misses with their reasons."""
    allowed = [case for case in cases if case.allowed]
    head = ("day", "lead", "what became of the desk's angles")
    fates = [(case, fate) for case in cases for fate in case.fates]
    unknown = [name for case in cases for name in case.unknown]
    return (
        Table("Published days, told again", ("day", "the desk's angles", "lead", "beside it", "", "words"), [
            (case.name, ", ".join(case.human), case.lead, ", ".join(case.supports), _mark(case), str(case.words))
            for case in cases
        ]),
        Table("Not told", head, _misses(case for case in allowed if not case.told)),
        Table("Told, but not as the lead", head, _misses(case for case in allowed if case.told and not case.led)),
        Table("Not allowed by the facts", head, _misses(case for case in cases if case.human and not case.allowed)),
        Table("Angles that newsgen has not", ("angle", "days"), _counted(unknown)),
        Table("What the desks told", ("kind", "days", TOLD, DROPPED, MISSING), _kinds(cases)),
        Table("Of the case's own tables, not told", ("day", "kind", "reason"), [
            (case.name, fate.kind, fate.reason)
            for case, fate in fates if fate.fate == DROPPED and fate.own
        ]),
        Table("No words for it", ("kind", "days"), _counted(
            fate.kind for _, fate in fates if fate.fate == DROPPED and fate.reason.startswith(UNPRINTED)
        )),
        Table("Blocked", ("day", "finding"), [(case.name, text) for case in cases for text in case.blocks[:3]]),
        Table("How often", ("of the days", "days", "told", "as the lead"), [
            _how_often("on which an angle of the desk is true", allowed),
            _how_often("on which newsgen has an angle of the desk", [case for case in cases if case.human]),
            _how_often("in all", cases),
        ]),
        goal_table(outcomes),
    )  # fmt: skip


def _prose(own: Prose, other: Prose) -> Rows:
    """The measures side by side."""
    measures: Sequence[tuple[str, Callable[[Prose], str]]] = (
        ("sentences seen in the 30 articles before", lambda p: f"{p.seen:.1%}"),
        ("... with the words for a move masked too", lambda p: f"{p.seen_strict:.1%}"),
        ("turns of six words seen in the 30 before", lambda p: f"{p.grams:.1%}"),
        ("gzip ratio of thirty articles", lambda p: f"{p.gzip:.2f}"),
        ("openings seen in the 10 before", lambda p: str(len(p.openings))),
        ("headline patterns seen in the 30 before", lambda p: str(len(p.headlines))),
        ("order of parts seen in the 30 before", lambda p: f"{p.orders:.1%}"),
        ("grade (Flesch-Kincaid)", lambda p: f"{p.reading.grade:.1f}"),
        ("... of nine articles in ten above, below", lambda p: "{:.1f}, {:.1f}".format(*p.reading.grades)),
        ("words of a sentence", lambda p: f"{p.reading.words:.1f}"),
        ("figures of a sentence", lambda p: f"{p.reading.figures:.2f}"),
        ("words of the longest sentence", lambda p: str(p.reading.longest_words)),
        ("sentences that are too long", lambda p: str(len(p.reading.too_long))),
    )
    return [(name, shown(own), shown(other)) for name, shown in measures]


def _how_often(name: str, cases: Sequence[Case]) -> tuple[str, ...]:
    told, led = sum(case.told for case in cases), sum(case.led for case in cases)
    return (name, str(len(cases)), f"{told}, {_share(told, len(cases))}", f"{led}, {_share(led, len(cases))}")


def _misses(cases: Iterable[Case]) -> Rows:
    return [(case.name, case.lead, "; ".join(case.verdicts)) for case in cases]


def _counted(names: Iterable[str]) -> Rows:
    return [(name, str(count)) for name, count in Counter(names).most_common()]


def _kinds(cases: Sequence[Case]) -> Rows:
    """For each kind of fact: on how many days it was told by the desk, and what became of it here."""
    fates: dict[str, list[str]] = {}
    for case in cases:
        for fate in case.fates:
            if fate.fate != WORDS:
                fates.setdefault(fate.kind.split(" ")[0], []).append(fate.fate)
    rows = sorted(fates.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        (kind, str(len(found)), *(str(found.count(fate)) for fate in (TOLD, DROPPED, MISSING))) for kind, found in rows
    ]


def _mark(case: Case) -> str:
    if not case.allowed:
        return "-"
    return "lead" if case.led else "told" if case.told else "MISSED"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if part else "-"
