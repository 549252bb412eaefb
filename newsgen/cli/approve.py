"""The command that approves a told day where no desk is at hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from newsgen.options import OUTPUT, PATH, SETTINGS, Day

from .shared import BLOCKED, loaded_settings


@click.command(short_help="Approve a day as it stands, without the desk.")
@click.argument("day", metavar="DATE", type=Day())
@click.option("--by", default="", metavar="NAME", help="Who approves it; without, the findings are shown and no more.")
@click.option("--let-pass", multiple=True, metavar="FINDING",
              help="A HOLD that is let pass, as O1; may be repeated.")  # fmt: skip
@click.option("--reason", default="", metavar="TEXT", help="Why a HOLD may pass.")
@click.option("--out", type=PATH, metavar="DIR", help="Where the day's folder is: DIR/DATE/.")
@SETTINGS
@OUTPUT
@click.pass_context
def approve(
    ctx: click.Context,
    day: date,
    by: str,
    let_pass: tuple[str, ...],
    reason: str,
    out: Path | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Show what the checks find in a told day as it stands, and approve these very words of it.

    \b
    Example:  newsgen approve 2025-07-14                    shows what stands against it
              newsgen approve 2025-07-14 --by "Ann Lee"
              newsgen approve 2025-07-14 --by "Ann Lee" --let-pass O1 --reason "confirmed by CoinGlass"
    Read the article first: output/DATE/article.html, or the desk with newsgen preview DATE.
    Exit code 3 says that something stands against it.
    """
    settings = loaded_settings(settings_file, out=out).settings
    from newsgen.clock import present
    from newsgen.delivery import approval
    from newsgen.errors import GateError
    from newsgen.screen.approve import show_approved, show_look

    seen = approval.look(day, settings)
    if not (quiet or as_json):
        show_look(seen, settings.out / str(day))
    if not by:
        show_approved(seen, seen.state, asked=False, quiet=quiet, as_json=as_json)
        ctx.exit(BLOCKED if seen.clearance.blocks or seen.clearance.holds else 0)
    try:
        state = approval.approve(seen, settings, by=by, when=present()(), let_pass=let_pass, reason=reason)
    except GateError as error:
        click.echo(f"Error: {error}", err=True)
        ctx.exit(BLOCKED)
    show_approved(seen, state, asked=True, quiet=quiet, as_json=as_json)
