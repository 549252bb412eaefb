"""The command that tries a channel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsgen.options import OUTPUT, SETTINGS

from .shared import loaded_settings

if TYPE_CHECKING:
    from datetime import datetime

    from newsgen.model import Bulletin
    from newsgen.settings import Settings


@click.command(short_help="Send a test message to a channel.")
@click.argument("name")
@click.option("--kind", default="ready", metavar="KIND", help="Of the message: ready, held, missed and so on.")
@click.option("--dry-run", "dry", is_flag=True, help="Show what would be sent, and send nothing.")
@SETTINGS
@OUTPUT
def notify(name: str, kind: str, dry: bool, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Send a test message to the channel that newsgen.toml calls NAME.

    \b
    Example:  newsgen notify desk-chat
              newsgen notify desk-chat --kind missed --dry-run
    """
    from newsgen.clock import present
    from newsgen.notify import KINDS_OF_BULLETIN, channel
    from newsgen.screen import as_text

    if kind not in KINDS_OF_BULLETIN:
        raise click.BadParameter(f"there are: {', '.join(KINDS_OF_BULLETIN)}.", param_hint="--kind")
    settings, now = loaded_settings(settings_file).settings, present()()
    opened = channel(name, settings, dry=dry)
    opened.tell(_test(kind, settings, now), now)
    if as_json:
        click.echo(as_text({"channel": name, "kind": kind, "sent": not dry, "requests": tuple(opened.requests)}))
        return
    for one in opened.requests:
        click.echo("\n".join((f"{one.method} {one.url}", *(f"{n}: {v}" for n, v in one.headers.items()), "", one.body)))
    if not quiet:
        click.echo("Nothing was sent." if dry else f"{name} has a test message; look there.", err=True)


def _test(kind: str, settings: Settings, now: datetime) -> Bulletin:
    from newsgen.model import Bulletin

    return Bulletin(
        kind,
        settings.series,
        now.date(),
        "a test message of newsgen",
        ("No article stands behind it",),
        sentence="Nothing is to be done.",
        link=settings.desk_url,
        when=now,
    )
