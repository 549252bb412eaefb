"""Commands of the schedule: schedule, tick."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from newsgen.errors import ScheduleError
from newsgen.options import OUTPUT, SETTINGS

from .shared import loaded_settings

if TYPE_CHECKING:
    from newsgen.schedule import Service
    from newsgen.settings import Settings

FAILED = 1  # exit code of a tick in which a slot failed


@click.command(short_help="Run the schedule, or list what comes.")
@click.option("--list", "listed", is_flag=True, help="The next runs and what became of the last ones; runs nothing.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 366), help="With --list: how far ahead.")
@SETTINGS
@OUTPUT
def schedule(listed: bool, days: int, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Run every job of the settings at its times, until stopped with Ctrl-C or a SIGTERM.

    \b
    Example:  newsgen schedule --list
              newsgen schedule
    A job is a table of newsgen.toml:  [schedule.daily]  cron = "0 7 * * 1-5"  zone = "Europe/Berlin"  to = ["site"]
    """
    settings = _settings(settings_file)
    if listed:
        from newsgen.clock import present
        from newsgen.schedule import last_runs, next_runs
        from newsgen.screen.schedule import show_schedule

        found = next_runs(settings, present()(), days), last_runs(settings)
        show_schedule(*found, quiet=quiet, as_json=as_json)
        return
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    _service(settings, quiet=quiet or as_json).serve(stop)


@click.command(short_help="Look at the schedule once: for cron and timers.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; touch nothing.")
@SETTINGS
@OUTPUT
@click.pass_context
def tick(ctx: click.Context, dry_run: bool, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Do what the schedule has to do now, and no more; called a hundred times, a slot is run once.

    \b
    Example:  newsgen tick --dry-run
              * * * * *  newsgen tick --quiet        a line of crontab: every minute
    Exit code 1 says that a run failed.
    """
    settings = _settings(settings_file)
    from newsgen.screen.schedule import show_worked, show_would

    service = _service(settings, quiet=quiet or as_json)
    if dry_run:
        show_would(service.would(), as_json=as_json)
        return
    worked = service.tick()
    show_worked(worked, quiet=quiet, as_json=as_json)
    ctx.exit(FAILED if any(one.state == "failed" for one in worked) else 0)


def _settings(file: Path | None) -> Settings:
    settings = loaded_settings(file).settings
    if not settings.schedule:
        raise ScheduleError(
            'Nothing is scheduled; write a table [schedule.daily] with cron = "0 7 * * 1-5" into newsgen.toml.'
        )
    return settings


def _service(settings: Settings, *, quiet: bool) -> Service:
    from newsgen.clock import present
    from newsgen.schedule import Service

    return Service(settings, present(), (lambda _: None) if quiet else lambda text: click.echo(text, err=True))
