"""Commands over many days: retell tells them again; judge_again is what newsgen angles --since does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsgen.errors import RetellError
from newsgen.options import OUTPUT, PATH, SETTINGS, STYLE, Day

from .shared import loaded_settings

if TYPE_CHECKING:
    from newsgen.retell.cases import Case
    from newsgen.retell.crew import Crew
    from newsgen.retell.report import Report
    from newsgen.retell.work import Recipe
    from newsgen.settings import Settings

MISSED = 1  # exit code: a goal was missed


@click.command(short_help="Tell many days again and measure them.")
@click.option("--since", type=Day(), metavar="DATE", help="The first day; the 30 days before it are told unseen.")
@click.option("--until", type=Day(), metavar="DATE", help="The last day; yesterday where none is given.")
@click.option("--data", multiple=True, type=PATH, metavar="FOLDER", required=True, help="A market folder.")
@click.option("--cases", "published", type=PATH, metavar="FOLDER", help="A folder of published days, to tell as well.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Processes.")
@click.option("--cluster", default="", metavar="ADDRESS", help="A Dask scheduler instead, as tcp://host:8786.")
@click.option("--out", type=PATH, metavar="DIR", help="Keep each day's folder, and report.json, here.")
@click.option("--goals", is_flag=True, help="Exit with 1 where a goal is missed.")
@STYLE
@SETTINGS
@OUTPUT
@click.pass_context
def retell(
    ctx: click.Context,
    since: date | None,
    until: date | None,
    data: tuple[Path, ...],
    published: Path | None,
    workers: int,
    cluster: str,
    out: Path | None,
    goals: bool,
    style: str | None,
    lang: str | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Tell many days again, each in the memory of those before it, and measure findings, angles and prose.

    \b
    Example:  newsgen retell --since 2024-01-01 --until 2024-12-31 --data tables/ --workers 4
              newsgen retell --cases cases/ --data tables/
              newsgen retell --since 2021-02-01 --data tables/ --cluster tcp://scheduler:8786
    Any number of workers tells the same; those of a cluster need newsgen and the folders at the same places.
    """
    if since is None and published is None:
        raise click.UsageError("Give --since DATE, --cases FOLDER or both.")
    settings = loaded_settings(settings_file, out=out, style=style, language=lang).settings
    from newsgen.clock import present
    from newsgen.retell.crew import hire
    from newsgen.retell.goals import case_outcomes, outcomes
    from newsgen.retell.work import Recipe
    from newsgen.screen import retell as screen

    now = present()()
    recipe = Recipe(tuple(folder.resolve() for folder in data), settings, now)
    report: Report | None = None
    cases: tuple[Case, ...] = ()
    with hire(workers, cluster) as crew:
        if since is not None:
            report = _stretch(recipe, since, until or now.date() - timedelta(days=1), crew, out, quiet or as_json)
        if published is not None:
            cases = _cases(recipe, published, crew, quiet or as_json)
    reached = outcomes(report) if report else ()
    beside = case_outcomes(cases) if cases else ()
    found = screen.retold_json(report, reached, cases, beside)
    if out is not None:
        _keep(out / "report.json", found)
    if as_json:
        click.echo(found)
    else:
        if report:
            screen.show_report(report, reached, quiet=quiet)
        if cases:
            screen.show_cases(cases, beside, quiet=quiet)
    ctx.exit(MISSED if goals and not all(one.good for one in (*reached, *beside)) else 0)


def _stretch(recipe: Recipe, since: date, until: date, crew: Crew, out: Path | None, silent: bool) -> Report:
    from newsgen import newsroom
    from newsgen.newsroom import Edition
    from newsgen.retell.report import make_report
    from newsgen.retell.work import opened
    from newsgen.retell.year import tell_stretch
    from newsgen.screen.retell import counting

    house = opened(recipe.settings)

    def keep(edition: Edition) -> None:
        if out is not None:
            newsroom.file(edition, house, recipe.settings, now=recipe.now)

    with counting(silent, "Telling") as watch:
        told = tell_stretch(recipe, since, until, crew, watch=watch, keep=keep)
    return make_report(told, house)


def _cases(recipe: Recipe, folder: Path, crew: Crew, silent: bool) -> tuple[Case, ...]:
    from newsgen.retell.cases import case_folders, retell_cases
    from newsgen.screen.retell import counting

    with counting(silent, "Telling") as watch:
        return retell_cases(recipe, case_folders(folder.resolve()), crew, watch=watch)


def judge_again(
    since: date, until: date | None, data: tuple[Path, ...], settings: Settings, *, quiet: bool, as_json: bool
) -> None:
    """Judge many days by today's rules: what would have led, and how often each angle is true."""
    from newsgen.clock import present
    from newsgen.retell.crew import hire
    from newsgen.retell.often import common, often
    from newsgen.retell.rates import rejudge
    from newsgen.retell.work import Recipe, opened
    from newsgen.screen import retell as screen

    now = present()()
    recipe = Recipe(data, settings, now)
    with hire() as crew, screen.counting(quiet or as_json, "Judging") as watch:
        found = rejudge(recipe, since, until or now.date() - timedelta(days=1), crew, watch=watch)
    angles = often(found, tuple(opened(settings).angles))
    screen.show_rates(found, angles, common(angles, len(found)), quiet=quiet, as_json=as_json)


def _keep(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise RetellError(f"{file} cannot be written ({error.strerror}); name another folder with --out.") from error
