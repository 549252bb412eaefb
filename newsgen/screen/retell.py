"""What the commands that tell or judge many days show."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from . import as_text, table

if TYPE_CHECKING:
    from newsgen.retell.cases import Case
    from newsgen.retell.goals import Outcome
    from newsgen.retell.often import Often
    from newsgen.retell.rates import Judged
    from newsgen.retell.report import Report
    from newsgen.retell.tables import Table


@contextmanager
def counting(silent: bool, what: str) -> Iterator[Callable[[object, float], object]]:
    """A progress bar that names the day, where a person watches; otherwise nothing."""
    if silent or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda name, part: bar.update(task, completed=part, description=f"{what} {name}")


def show_report(report: Report, outcomes: Sequence[Outcome], *, quiet: bool) -> None:
    """The tables of told days, then a sentence; of the goals alone where it is `quiet`."""
    from newsgen.retell.tables import goal_table, report_tables

    _show((goal_table(outcomes),) if quiet else report_tables(report, outcomes))
    if quiet:
        return
    findings = ", ".join(f"{count} {severity}" for severity, count in report.findings.items())
    least, middle, most = report.words
    click.echo(
        f"\n{report.days} days told from {report.since} to {report.until}, {len(report.untold)} not;"
        f" findings: {findings}; {least} to {most} words, {middle} in the middle;"
        f" the leads have {report.entropy:.2f} bits.",
        err=True,
    )
    for day, reason in report.untold[:5]:
        click.echo(f"{day}: {reason}", err=True)


def show_cases(cases: Sequence[Case], outcomes: Sequence[Outcome], *, quiet: bool) -> None:
    """The tables of published days; of the goals alone where it is `quiet`."""
    from newsgen.retell.tables import case_tables, goal_table

    _show((goal_table(outcomes),) if quiet else case_tables(cases, outcomes))


def show_rates(
    found: Sequence[Judged], angles: Sequence[Often], common: Sequence[str], *, quiet: bool, as_json: bool
) -> None:
    """What would have led each day, how often each angle is true and leads, and which are no news."""
    from newsgen.retell.tables import angle_table, judged_table

    if as_json:
        click.echo(as_text({"days": found, "angles": angles, "common": common}))
        return
    _show((*(() if quiet else (judged_table(found),)), angle_table(angles, len(found))))
    for angle in common:
        click.echo(f"{angle} is true on half of the days or more: it is no news, raise its threshold.", err=True)


def retold_json(
    report: Report | None, outcomes: Sequence[Outcome], cases: Sequence[Case], case_outcomes: Sequence[Outcome]
) -> str:
    """The same for scripts."""
    found: dict[str, Any] = {}
    if report is not None:
        found |= {"report": report, "goals": outcomes}
    if cases:
        judged = [{"led": case.led, "told": case.told, "allowed": case.allowed, "case": case} for case in cases]
        found |= {"cases": judged, "case_goals": case_outcomes}
    return as_text(found)


def _show(tables: Sequence[Table]) -> None:
    for one in tables:
        if one.rows:
            click.secho(f"\n{one.title}", bold=True)
            table(one.head or ("",), one.rows)
