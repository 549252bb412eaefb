"""Commands that bring a told day to where people read it: publish, destinations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsgen.errors import GateError
from newsgen.options import OUTPUT, PATH, SETTINGS, Day, Moment

from .shared import BLOCKED, loaded_settings

if TYPE_CHECKING:
    from newsgen.model import Outcome
    from newsgen.settings import Settings

FAILED = 1  # exit code: a destination refused, or nobody knows what became of it


@click.command(short_help="Bring a told day to its destinations.")
@click.argument("day", metavar="DATE", type=Day())
@click.option("--to", "names", multiple=True, metavar="NAME", help="A destination of the settings; may be repeated.")
@click.option(
    "--status",
    type=click.Choice(("draft", "scheduled", "live")),
    default="draft",
    show_default=True,
    help="How far it is let go.",
)
@click.option("--at", type=Moment(), metavar="TIME", help="When what is scheduled goes live.")
@click.option("--by", default="", metavar="NAME", help="Who lets it go; else the one who approved it.")
@click.option("--dry-run", is_flag=True, help="Show the exact requests; send and write nothing.")
@click.option("--force", is_flag=True, help="Over what a person changed there, and again where it was deleted.")
@click.option("--out", type=PATH, metavar="DIR", help="Where the day's folder is: DIR/DATE/.")
@SETTINGS
@OUTPUT
@click.pass_context
def publish(
    ctx: click.Context,
    day: date,
    names: tuple[str, ...],
    status: str,
    at: datetime | None,
    by: str,
    dry_run: bool,
    force: bool,
    out: Path | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Bring a told day to its destinations, each exactly once, however often this is called.

    \b
    Example:  newsgen publish 2025-07-14 --to site --dry-run
              newsgen publish 2025-07-14 --to site                       a draft
              newsgen publish 2025-07-14 --to site --status live
              newsgen publish 2025-07-14 --to site --status scheduled --at 2025-07-15T07:00Z
    Exit code 1 says that a destination refused or did not answer, 3 that the article may not go out.
    """
    settings = loaded_settings(settings_file, out=out).settings
    from newsgen.clock import present
    from newsgen.delivery import publish as deliver
    from newsgen.gate import demand_person
    from newsgen.model import Stage, Wish
    from newsgen.screen import progress
    from newsgen.screen.publish import show_outcomes

    demand_person(by)
    wish = Wish(Stage(status), at)
    try:
        with progress(quiet or as_json) as step:
            outcomes = deliver(
                day, names, settings, present(), wish=wish, by=by, dry=dry_run, step=step, force=force
            )  # fmt: skip
    except GateError as error:
        click.echo(f"Error: {error}", err=True)
        ctx.exit(BLOCKED)
    show_outcomes(outcomes, quiet=quiet, as_json=as_json)
    if not dry_run and wish.stage is Stage.LIVE:
        _tell(day, outcomes, settings, by)
    ctx.exit(0 if all(outcome.well for outcome in outcomes) else FAILED)


def _tell(day: date, outcomes: Sequence[Outcome], settings: Settings, by: str) -> None:
    """Tell the newsroom what readers see from now on; a channel that failed is named and changes nothing."""
    from newsgen.clock import present
    from newsgen.delivery.announce import announce

    new = [outcome.destination for outcome in outcomes if outcome.well and outcome.what != "unchanged"]
    if new:
        sentence = f"Live: {', '.join(new)}{f', sent by {by}' if by else ''}."
        for failed in announce("published", day, settings, outcomes, sentence, present()()):
            click.echo(failed, err=True)


@click.command(short_help="Where articles can go.")
@click.option(
    "--check", "ask", is_flag=True, help="Ask each whether it answers, and whether password and role are right."
)
@SETTINGS
@OUTPUT
@click.pass_context
def destinations(ctx: click.Context, ask: bool, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """List the destinations of the settings: their kind, their address, and which secrets are set.

    \b
    Example:  newsgen destinations --check
    A destination is a table of newsgen.toml:  [destinations.site]  kind = "wordpress"  url = "https://..."
    """
    settings = loaded_settings(settings_file).settings
    from newsgen.clock import present
    from newsgen.delivery.places import places_of
    from newsgen.screen import progress
    from newsgen.screen.publish import show_places

    with progress(quiet or as_json) as step:
        places = places_of(settings, present()(), ask=ask, step=step)
    show_places(places, quiet=quiet, as_json=as_json)
    ctx.exit(FAILED if any(place.trouble for place in places) else 0)
