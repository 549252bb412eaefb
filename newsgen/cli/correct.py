"""Commands that change what readers have, or stop it: correct, refile, hold, withdraw, pull."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsgen.options import OUTPUT, PATH, SETTINGS, Day, options

from .shared import loaded_settings

if TYPE_CHECKING:
    from newsgen.model import Outcome
    from newsgen.settings import Settings

DATE = click.argument("day", metavar="DATE", type=Day())
BY = click.option("--by", default="", metavar="NAME", help="Who answers for it; the log and the desk name the person.")
REASON = click.option("--reason", default="", metavar="TEXT", help="Why, for the log.")
TABLES = click.option("--data", "tables", type=PATH, multiple=True, metavar="FOLDER",
                      help="Market folder of a day that was told from such; may be given more than once.")  # fmt: skip
DRY = click.option("--dry-run", "dry", is_flag=True, help="Change nothing; show the requests that would be sent.")
FORCE = click.option("--force", is_flag=True, help="Over what a person changed there; pull it first.")
SENT = options(
    click.option("--yes", is_flag=True, help="Do it; without, only what would be done is shown."), DRY, FORCE
)


@click.command(short_help="Correct a day that is out, with a note to readers.")
@DATE
@BY
@REASON
@click.option("--note", default="", metavar="TEXT", help="Your own wording of what readers are told; it is checked.")
@TABLES
@SENT
@SETTINGS
@OUTPUT
@click.pass_context
def correct(
    ctx: click.Context,
    day: date,
    by: str,
    reason: str,
    note: str,
    tables: tuple[Path, ...],
    yes: bool,
    dry: bool,
    force: bool,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Show which printed figures were restated since a day was told, the new text, and what readers would be told.

    \b
    Example:  newsgen correct 2025-07-14
              newsgen correct 2025-07-14 --by "Ann Lee" --reason "CoinGlass restated" --yes
    With --yes the day is told again at its own moment, noted, filed and sent to every place it went.
    Exit code 1 where a place did not take it; the same command again finishes the work.
    """
    settings = loaded_settings(settings_file).settings
    from newsgen.clock import present
    from newsgen.delivery import correct as work
    from newsgen.screen import progress
    from newsgen.screen.correct import show_outcomes, show_revision

    with progress(quiet or as_json) as step:
        step("Looking at what was restated")
        revision = work.propose(day, settings, present(), tables=tables, note=note)
    if not (yes or dry):
        show_revision(revision, quiet=quiet, as_json=as_json)
        return
    if not (quiet or as_json):
        show_revision(revision, quiet=True, as_json=False)
    with progress(quiet or as_json) as step:
        outcomes = work.correct(
            revision, settings, present(), by=by, reason=reason, dry=not yes, force=force, step=step
        )
    show_outcomes(outcomes, quiet=quiet, as_json=as_json)
    if yes and outcomes:
        _tell("corrected", day, settings, outcomes, revision.note)
    ctx.exit(0 if all(outcome.well for outcome in outcomes) else 1)


@click.command(short_help="Send a text again whose slips were mended.")
@DATE
@BY
@REASON
@SENT
@SETTINGS
@OUTPUT
@click.pass_context
def refile(
    ctx: click.Context,
    day: date,
    by: str,
    reason: str,
    yes: bool,
    dry: bool,
    force: bool,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Send the text in a day's folder to every place it went, where only slips differ: no figure, name or direction.

    \b
    Example:  newsgen refile 2025-07-14 --by "Ann Lee" --reason "a typing error" --yes
    """
    settings = loaded_settings(settings_file).settings
    from newsgen.clock import present
    from newsgen.delivery import correct as work
    from newsgen.screen import progress
    from newsgen.screen.correct import show_outcomes, show_revision

    revision = work.propose(day, settings, present())
    if not (yes or dry):
        show_revision(revision, quiet=quiet, as_json=as_json)
        return
    with progress(quiet or as_json) as step:
        outcomes = work.refile(revision, settings, present(), by=by, reason=reason, dry=not yes, force=force, step=step)
    show_outcomes(outcomes, quiet=quiet, as_json=as_json)
    ctx.exit(0 if all(outcome.well for outcome in outcomes) else 1)


@click.command(short_help="Hold a day: nothing of it goes out.")
@DATE
@BY
@REASON
@click.option("--lift", is_flag=True, help="Take the hold off again.")
@DRY
@SETTINGS
@OUTPUT
@click.pass_context
def hold(
    ctx: click.Context,
    day: date,
    by: str,
    reason: str,
    lift: bool,
    dry: bool,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Hold a day: nothing of it goes out any more, and what is scheduled somewhere becomes a draft again.

    \b
    Example:  newsgen hold 2025-07-14 --by "Ann Lee" --reason "a source is in doubt"
              newsgen hold 2025-07-14 --by "Ann Lee" --lift
    Exit code 1 where a scheduled post could not be taken back: look there at once.
    """
    settings = loaded_settings(settings_file).settings
    from newsgen.clock import present
    from newsgen.delivery import halt
    from newsgen.screen import progress
    from newsgen.screen.correct import show_outcomes
    from newsgen.screen.history import show_done

    if lift:
        state = halt.let_go_on(day, settings, present(), by=by, reason=reason)
        show_done({"status": str(state.status)}, f"{day} is {state.status} again.", quiet=quiet, as_json=as_json)
        return
    with progress(quiet or as_json) as step:
        outcomes = halt.hold(day, settings, present(), by=by, reason=reason, dry=dry, step=step)
    if not (quiet or as_json):
        click.echo(f"{day} {'would be' if dry else 'is'} held; nothing of it goes out.", err=True)
    show_outcomes(outcomes, quiet=True, as_json=as_json)
    lost = [outcome.destination for outcome in outcomes if not outcome.well]
    if not dry:
        _tell("held", day, settings, outcomes, f"{by} holds it: {reason}")
    if lost:
        click.secho(f"STILL SCHEDULED, it may go live by itself: {', '.join(lost)}.  Look there at once.",
                    fg="red", bold=True, err=True)  # fmt: skip
    ctx.exit(1 if lost else 0)


@click.command(short_help="Take a day back for good, with a notice.")
@DATE
@BY
@click.option("--reason", default="", metavar="TEXT", help="Why, as readers are told: “withdrawn because ...”.")
@click.option("--yes", is_flag=True, help="Do it; without, only the notice is shown.")
@DRY
@SETTINGS
@OUTPUT
@click.pass_context
def withdraw(
    ctx: click.Context,
    day: date,
    by: str,
    reason: str,
    yes: bool,
    dry: bool,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Take a day back for good, wherever it went: a notice that says why stands in its place.

    \b
    Example:  newsgen withdraw 2025-07-14 --by "Ann Lee" --reason "its liquidations were those of another day" --yes
    """
    settings = loaded_settings(settings_file).settings
    from newsgen.clock import present
    from newsgen.delivery import halt
    from newsgen.errors import GateError
    from newsgen.screen import progress
    from newsgen.screen.correct import show_outcomes
    from newsgen.screen.history import show_done

    if not (yes or dry):
        if not reason.strip():
            raise GateError("Readers are told why an article is withdrawn; give --reason TEXT.")
        notice = halt.notice_of(settings, present(), reason)
        show_done({"kind": notice.kind, "text": notice.text}, f"{notice.kind}: {notice.text}", quiet=quiet,
                  as_json=as_json)  # fmt: skip
        return
    with progress(quiet or as_json) as step:
        outcomes = halt.withdraw(day, settings, present(), by=by, reason=reason, dry=not yes, step=step)
    show_outcomes(outcomes, quiet=quiet, as_json=as_json)
    if yes:
        _tell("withdrawn", day, settings, outcomes, halt.notice_of(settings, present(), reason).text)
    ctx.exit(0 if all(outcome.well for outcome in outcomes) else 1)


@click.command(short_help="Bring home what a person changed there.")
@DATE
@click.option("--from", "place", required=True, metavar="NAME", help="The destination, as the settings name it.")
@BY
@click.option("--yes", is_flag=True, help="Do it; without, only what would be brought home is shown.")
@SETTINGS
@OUTPUT
def pull(day: date, place: str, by: str, yes: bool, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Bring a person's changes at a destination home into article.md: only what the person changed, checked at once.

    \b
    Example:  newsgen pull 2025-07-14 --from site --by "Ann Lee" --yes
    What has no place in article.md, as an embedded post, is named and kept beside it.
    """
    settings = loaded_settings(settings_file).settings
    from newsgen.clock import present
    from newsgen.delivery import pull as work
    from newsgen.screen import progress
    from newsgen.screen.correct import show_pulled

    with progress(quiet or as_json) as step:
        pulled = work.pull(day, place, settings, present(), by=by, dry=not yes, step=step)
    show_pulled(pulled, day, dry=not yes, quiet=quiet, as_json=as_json)


def _tell(kind: str, day: date, settings: Settings, outcomes: Sequence[Outcome], sentence: str) -> None:
    """Tell the newsroom; a channel that failed is named and changes nothing."""
    from newsgen.clock import present
    from newsgen.delivery.announce import announce

    for failed in announce(kind, day, settings, outcomes, sentence, present()()):
        click.echo(failed, err=True)
