"""Commands of the desk: preview (or desk), password."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from newsgen.errors import MarketError
from newsgen.options import OUTPUT, PATH, SETTINGS, Day

from .shared import loaded_settings


@click.command(short_help="Open the desk: preview, edit and approve a day in the browser.")
@click.argument("day", metavar="[DATE]", type=Day(), required=False)
@click.option("--data", multiple=True, type=PATH, metavar="FOLDER", help="A market folder; the later of several wins.")
@click.option("--sample", is_flag=True, help="The day that comes with newsgen, told if it was not.")
@click.option("--out", type=PATH, metavar="DIR", help="The folder of told days.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Another address; others then have to log in.")
@click.option("--port", default=8321, type=click.IntRange(0, 65535), help="Another port; 0 takes a free one.")
@SETTINGS
@OUTPUT
def preview(
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    out: Path | None,
    host: str,
    port: int,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Open the desk in the browser, until Ctrl-C: what a day's article says, why, and whether it may go out.

    \b
    Example:  newsgen preview --sample
              newsgen preview 2025-07-14 --data tables/
              newsgen desk                                 the latest day that was told
    """
    settings = loaded_settings(settings_file, out=out).settings
    if sample and data:
        raise MarketError("--sample and --data cannot be opened together; leave one of them out.")
    from newsgen import screen
    from newsgen.clock import present
    from newsgen.desk.opening import opened_day
    from newsgen.desk.serve import serve
    from newsgen.desk.workbench import Workbench

    clock = present()
    with screen.progress(quiet or as_json) as step:
        day = opened_day(day, data, settings, clock, sample=sample, step=step)

    def listening(address: str) -> None:
        page = f"{address}/days/{day}" if day else f"{address}/"
        click.echo(json.dumps({"address": page}) if as_json else page)
        if not (quiet or as_json):
            click.echo("The desk is open; Ctrl-C closes it.", err=True)

    serve(settings, Workbench(settings, clock, data), day=day, host=host, port=port, listening=listening)


@click.command(short_help="Print the line that lets an editor log in.")
@click.argument("name")
@OUTPUT
def password(name: str, quiet: bool, as_json: bool) -> None:
    """Ask for a password and print the line for `editors` in newsgen.toml; only its hash is in it.

    \b
    Example:  newsgen password "Ann Lee"
    """
    from newsgen.desk.logins import hashed, plain_name

    if not plain_name(name):
        raise click.BadParameter("a name is up to 60 signs that can be printed.", param_hint="NAME")
    secret = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    line = f"{plain_name(name)}:{hashed(secret)}"
    click.echo(json.dumps({"editors": [line]}) if as_json else f"editors = {json.dumps([line])}")
    if not (quiet or as_json):
        click.echo("Put this line into newsgen.toml; several editors stand in one list.", err=True)
