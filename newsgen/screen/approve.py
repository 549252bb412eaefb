"""What approving shows: the headline, the findings, and what can be done next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import as_text, show_findings

if TYPE_CHECKING:
    from newsgen.delivery import Opened
    from newsgen.model import State


def show_look(seen: Opened, folder: Path) -> None:
    """The article in two lines, what is found in it now, and who let a HOLD pass."""
    click.secho(seen.release.headline, bold=True)
    if seen.release.dek:
        click.echo(seen.release.dek)
    click.echo(f"\nFindings in {folder / 'article.md'}:")
    show_findings(seen.findings)
    for finding, override in seen.clearance.overridden:
        click.echo(f"  {override.by} let {finding.id} pass: {override.reason}")
    click.echo()


def show_approved(seen: Opened, state: State, *, asked: bool, quiet: bool, as_json: bool) -> None:
    """What became of it, or what would."""
    day = seen.release.day
    if as_json:
        given = state.approval
        clear = not (seen.clearance.blocks or seen.clearance.holds)
        click.echo(as_text({"status": state.status, "approval": given, "clear": clear, "findings": seen.findings}))
    elif asked:
        by = state.approval.by if state.approval else ""
        click.echo(f"{by} approved {day}; newsgen publish {day} --to NAME --status live brings it to readers.")
    elif not quiet:
        click.echo(_next(seen), err=True)


def _next(seen: Opened) -> str:
    from newsgen.delivery.approval import shut

    day, clearance = seen.release.day, seen.clearance
    if clearance.approved and clearance.may_go:
        return f"{clearance.approved.by} approved these very words already."
    if against := shut(seen):
        return against
    if clearance.blocks:
        return "It cannot be approved while a finding blocks it; mend the text or the data."
    if clearance.holds:
        name = clearance.holds[0].id
        return f"Mend it, or let it pass: newsgen approve {day} --by NAME --let-pass {name} --reason TEXT"
    return f"Nothing stands against it: newsgen approve {day} --by NAME"
