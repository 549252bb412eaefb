"""Commands that tell a day or look into it: recap, facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from newsgen.errors import MarketError
from newsgen.options import INPUT, OUTPUT, PATH, SETTINGS, STYLE

from .shared import BLOCKED, Input, given_input, loaded_settings

if TYPE_CHECKING:
    from newsgen.house import House
    from newsgen.model import Facts
    from newsgen.newsroom import Edition
    from newsgen.settings import Settings

    Told: TypeAlias = tuple[Edition, Path, tuple[str, ...]]


@click.command(short_help="Tell a day.")
@INPUT
@click.option("--from", "kept", type=PATH, metavar="FOLDER", help="Tell a day again from what its folder kept.")
@click.option("--out", type=PATH, metavar="DIR", help="Where the day's folder goes: DIR/DATE/.")
@STYLE
@SETTINGS
@OUTPUT
@click.pass_context
def recap(
    ctx: click.Context,
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    kept: Path | None,
    out: Path | None,
    style: str | None,
    lang: str | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Tell a day: write its article, its facts and their proof.

    \b
    Example:  newsgen recap                              ask the sources and tell today
              newsgen recap 2025-07-14 --data tables/    tell a day of your own tables
              newsgen recap --from output/2025-07-14     tell it again from what was kept
    Exit code 3 says that a guard blocked the article; its folder is still written.
    """
    loaded = loaded_settings(settings_file, out=out, style=style, language=lang)
    if kept is not None and (data or sample or as_of):
        raise MarketError("--from tells a day as it was gathered; leave out --data, --sample and --as-of.")
    from newsgen import newsroom, screen

    with screen.progress(quiet or as_json) as step:
        step("Opening the house")
        house = newsroom.open_house(loaded.settings)
        edition, folder, notes = _told(house, loaded.settings, day, data, sample, as_of, kept, step)
    for note in notes:
        click.echo(note, err=True)
    if as_json:
        click.echo(screen.recap_json(edition, folder))
    elif quiet:
        click.echo(str(folder))
    else:
        screen.show_recap(edition, folder, newsroom.printed_by(house))
    ctx.exit(BLOCKED if edition.status == "blocked" else 0)


def _told(
    house: House,
    settings: Settings,
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    kept: Path | None,
    step: Callable[[str], object],
) -> Told:
    from newsgen import newsroom
    from newsgen.clock import present

    clock = present()
    if data or sample:
        given = given_input(day, data, sample, as_of, clock)
        recap: Callable[..., Told] = newsroom.recap
        if not sample:
            from newsgen.live import keeps_history, recap_tables

            recap = recap_tables if keeps_history(settings) else recap
        return recap(given.folders, given.day, house, settings, now=given.now, as_of=as_of, step=step)
    from newsgen import live

    if kept is not None:
        edition, folder, notes = live.recap_kept(kept, house, settings, step=step)
        if day is not None and day != edition.facts.day:
            raise MarketError(f"{kept} holds {edition.facts.day}, not {day}; name the folder of the day you mean.")
        return edition, folder, notes
    told = live.recap_live(day, house, settings, clock, as_of=as_of, step=step)
    return told.edition, told.folder, told.kept


@click.command(short_help="List what is known of a day.")
@INPUT
@click.option("--like", default="", metavar="TEXT", help="Only facts whose id contains this.")
@click.option("--missing", is_flag=True, help="Also what is not known, and why.")
@STYLE
@SETTINGS
@OUTPUT
def facts(
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    like: str,
    missing: bool,
    style: str | None,
    lang: str | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """List what is known of a day: each fact, its value and how it was worked out.

    \b
    Example:  newsgen facts 2025-07-14 --data tables/ --like btc.change
    Without --data the day is read from the history; nobody is asked.
    """
    loaded = loaded_settings(settings_file, style=style, language=lang)
    from newsgen import archive, newsroom, screen

    with screen.progress(quiet or as_json) as step:
        found = known_facts(day, data, sample, as_of, loaded.settings, step)
        house = newsroom.open_house(loaded.settings)
    if as_json:
        click.echo(archive.facts_json(found, newsroom.printed_by(house)), nl=False)
    else:
        screen.show_facts(found, newsroom.printed_by(house), like=like, missing=missing, quiet=quiet)


def known_facts(
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    settings: Settings,
    step: Callable[[str], object],
) -> Facts:
    """What is known of the day that a command was given, with what was filed for it at the desk."""
    from newsgen import archive, newsroom
    from newsgen.clock import present

    given: Input = given_input(day, data, sample, as_of, present())
    if not given.live:
        desk = archive.desk_papers(settings.out / given.day.isoformat())
        return newsroom.facts_of((*given.folders, *desk), given.day, now=given.now, as_of=as_of, step=step)
    from newsgen import live

    return live.facts_remembered(given.day, settings, now=given.now, as_of=as_of, step=step)
