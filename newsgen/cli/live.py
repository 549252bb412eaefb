"""Commands that speak with sources: gather, doctor, backfill, collect."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from newsgen.options import OUTPUT, PATH, SETTINGS, Day, Moment

from .shared import loaded_settings

ONLY = click.option("--only", multiple=True, metavar="SOURCE", help="Only this source; may be given more than once.")


@click.command(short_help="Ask the sources and fill the history.")
@click.argument("day", metavar="[DATE]", type=Day(), required=False)
@click.option("--as-of", type=Moment(), metavar="TIME", help="The 24 hours to this time.")
@SETTINGS
@OUTPUT
def gather(day: date | None, as_of: datetime | None, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Ask the sources for a day and keep what they say in the history, without telling it.

    \b
    Example:  newsgen gather
    """
    loaded = loaded_settings(settings_file)
    from newsgen import live
    from newsgen.clock import present
    from newsgen.screen import progress
    from newsgen.screen.live import show_gathered

    with progress(quiet or as_json) as step:
        found = live.gather_day(day, loaded.settings, present(), as_of=as_of, step=step)
    show_gathered(*found, quiet=quiet, as_json=as_json)


@click.command(short_help="Look at every source: does it answer, what does it open?")
@ONLY
@SETTINGS
@OUTPUT
@click.pass_context
def doctor(ctx: click.Context, only: tuple[str, ...], settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Ask every source one cheap thing: does it answer, what does its key open, and what is lost without it?

    \b
    Example:  newsgen doctor --only binance --only coinglass
    Exit code 1 where a source that is set up does not answer.
    """
    loaded = loaded_settings(settings_file)
    from newsgen.clock import present
    from newsgen.live.doctor import examine
    from newsgen.screen import progress
    from newsgen.screen.live import show_examined

    with progress(quiet or as_json) as step:
        step("Asking the sources")
        found = examine(loaded.settings, present(), only=_known(only))
    show_examined(found, quiet=quiet, as_json=as_json)
    ctx.exit(0 if all(one.well or one.key == "missing" for one in found) else 1)


@click.command(short_help="Fill the history from the sources' own past.")
@click.option("--since", type=Day(), required=True, metavar="DATE", help="The first day to ask for.")
@ONLY
@SETTINGS
@OUTPUT
def backfill(since: date, only: tuple[str, ...], settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Walk the sources' past into the history, politely; stopped at any moment, it goes on where it was.

    \b
    Example:  newsgen backfill --since 2021-01-01
    """
    loaded = loaded_settings(settings_file)
    from newsgen.clock import present
    from newsgen.live.past import backfill as walk
    from newsgen.screen.live import show_walked, walking

    with walking(quiet or as_json) as progress:
        found = walk(since, loaded.settings, present(), only=_known(only), progress=progress)
    show_walked(found, quiet=quiet, as_json=as_json)


def _known(only: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they are; raises a usage error for one that no source has."""
    from newsgen.gather import readers

    names = [source.name for source in readers()]
    for name in only:
        if name not in names:
            raise click.BadParameter(f"there is no source {name!r}; there are {', '.join(names)}.", param_hint="--only")
    return only


@click.command(short_help="Listen to what exchanges close by force.")
@click.option(
    "--venue", "venues", multiple=True, metavar="NAME", help="Only this exchange; may be given several times."
)
@click.option("--into", "folder", type=PATH, metavar="DIR", help="Folder of the event files; else events/ in out.")
@click.option("--parquet", is_flag=True, help="Closed hours as Parquet (the extra bulk) instead of CSV.gz.")
@SETTINGS
@OUTPUT
def collect(
    venues: tuple[str, ...],
    folder: Path | None,
    parquet: bool,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Listen to the exchanges' own streams of forced orders, until stopped with Ctrl-C, and write them to files.

    \b
    Example:  newsgen collect --venue binance --venue bybit
    Exchanges tell only part of these orders: sums are a floor, and are never held against CoinGlass.
    """
    loaded = loaded_settings(settings_file)
    from newsgen import collect as room
    from newsgen.clock import present
    from newsgen.live.contracts import instruments
    from newsgen.screen.live import show_status

    chosen = venues or room.USUAL
    asking = {name: instruments(name) for name in chosen if name in room.VENUES and room.VENUES[name].lists}
    room.run(
        folder or loaded.settings.out / "events",
        chosen,
        instruments=asking,
        clock=present(),
        parquet=parquet,
        report=(lambda _: None) if quiet else partial(show_status, as_json=as_json),
    )
