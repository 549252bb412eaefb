"""Commands about what newsgen remembers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsgen.options import OUTPUT, PATH, SETTINGS, Day, Moment

from .shared import loaded_settings

if TYPE_CHECKING:
    from datetime import datetime

    from newsgen.history.store import History


@click.group(short_help="What newsgen remembers: readings, articles, doubts.")
def history() -> None:
    """What newsgen remembers: every reading with its versions, every told article, every row in doubt.

    \b
    Example:  newsgen history restated 2025-07-14
    """


@history.command("import", short_help="Keep market folders or event files.")
@click.argument("paths", type=PATH, metavar="PATH...", nargs=-1, required=True)
@SETTINGS
@OUTPUT
def import_(paths: tuple[Path, ...], settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Keep the rows of market folders, or the sums of raw event files (those of newsgen collect, or your own).

    \b
    Example:  newsgen history import tables/
              newsgen history import output/events/
              newsgen history import liquidations-2025.parquet
    """
    from newsgen.clock import present
    from newsgen.live.imports import bring_in
    from newsgen.screen import progress
    from newsgen.screen.history import show_learned

    with progress(quiet or as_json) as step, _opened(settings_file) as opened:
        learned, findings = bring_in(paths, opened, now=present()(), step=step)
    show_learned(learned, findings, quiet=quiet, as_json=as_json)


@history.command(short_help="Write the history as a market folder.")
@click.argument("folder", type=PATH, metavar="FOLDER")
@click.option("--until", type=Moment(), metavar="TIME", help="Only what was known by this time.")
@SETTINGS
@OUTPUT
def export(folder: Path, until: datetime | None, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Write the history as a new market folder.

    \b
    Example:  newsgen history export tables/
    """
    from newsgen.history import export_folder
    from newsgen.screen.history import show_done

    with _opened(settings_file) as opened:
        export_folder(opened, folder, until)
    show_done({"folder": str(folder)}, f"The history stands in {folder}.", quiet=quiet, as_json=as_json)


@history.command(short_help="What moved since a day was told.")
@click.argument("day", metavar="DATE", type=Day())
@SETTINGS
@OUTPUT
def restated(day: date, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """List what sources have restated since a day was told, and which printed figures that would change.

    \b
    Example:  newsgen history restated 2025-07-14
    The article keeps its figures; to change them is a correction.
    """
    from newsgen.live.restated import moved
    from newsgen.screen.history import show_restated

    with _opened(settings_file) as opened:
        rows, figures = moved(day, opened)
    show_restated(day, rows, figures, quiet=quiet, as_json=as_json)


@history.command(short_help="Rows that are not believed.")
@SETTINGS
@OUTPUT
def doubts(settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """List the rows in quarantine: refused once, and kept out of every record until other values come.

    \b
    Example:  newsgen history doubts
    """
    from newsgen.screen.history import show_doubts

    with _opened(settings_file) as opened:
        found = opened.quarantined()
    show_doubts(found, quiet=quiet, as_json=as_json)


@history.command(short_help="Believe a row in quarantine again.")
@click.argument("number", type=int)
@SETTINGS
@OUTPUT
def release(number: int, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Believe the row again that newsgen history doubts shows under NUMBER.

    \b
    Example:  newsgen history release 1
    """
    from newsgen.clock import present
    from newsgen.screen.history import show_done

    with _opened(settings_file) as opened:
        found = opened.quarantined()
        if not 1 <= number <= len(found):
            raise click.BadParameter(f"there are {len(found)} rows in quarantine.", param_hint="NUMBER")
        one = found[number - 1]
        opened.release(one.table, one.key, present()())
    show_done(
        {"table": one.table, "reason": one.reason}, f"The row counts again: {one.reason}", quiet=quiet, as_json=as_json
    )


def _opened(settings_file: Path | None) -> History:
    from newsgen.history import open_history
    from newsgen.live.day import history_place

    return open_history(history_place(loaded_settings(settings_file).settings))
