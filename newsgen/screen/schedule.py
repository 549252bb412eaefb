"""What the schedule shows: what comes, what was, and what a look would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from . import as_text, table

if TYPE_CHECKING:
    from newsgen.history.slots import Slot
    from newsgen.schedule import Job, Next


def show_schedule(nexts: Sequence[Next], lasts: Sequence[Slot], *, quiet: bool, as_json: bool) -> None:
    """The next runs in local time and UTC, every job in words, and what became of the last runs."""
    if as_json:
        click.echo(as_text({"next": nexts, "last": lasts}))
        return
    table(("next run", "UTC", "job", "goes to", "as"), [_next(one) for one in nexts])
    if quiet:
        return
    click.echo()
    for job, words in {one.job: one.words for one in nexts}.items():
        click.echo(f"{job}: {words}")
    click.echo()
    if lasts:
        table(("last run (UTC)", "job", "outcome", "why"), [_last(one) for one in lasts])
    else:
        click.echo("Nothing was run yet; newsgen schedule runs it, or newsgen tick from cron or a timer.")


def _next(one: Next) -> tuple[str, ...]:
    later = one.begins - one.slot
    jitter = f" +{later.seconds} s" if later.seconds else ""
    how = f"{one.status}, rules may approve" if one.auto else one.status
    local = f"{one.local:%a %d %b %H:%M %Z}{jitter}"
    return local, f"{one.slot:%d %b %H:%M}", one.job, ", ".join(one.to) or "nowhere", how


def _last(one: Slot) -> tuple[str, ...]:
    again = f" ({one.attempts} attempts)" if one.attempts > 1 else ""
    return f"{one.slot:%a %d %b %H:%M}", one.job, f"{one.state}{again}", one.sentence


def show_worked(worked: Sequence[Slot], *, quiet: bool, as_json: bool) -> None:
    """What a look at the schedule did."""
    if as_json:
        click.echo(as_text(worked))
    elif not worked and not quiet:
        click.echo("Nothing was due.")
    for one in () if as_json else worked:
        click.echo(f"{one.job} of {one.slot:%d %b %H:%M} UTC: {one.state}; {one.sentence}")


def show_would(found: Sequence[tuple[Job, datetime, str]], *, as_json: bool) -> None:
    """What a look would do."""
    if as_json:
        click.echo(as_text([{"job": job.name, "slot": slot, "would": said} for job, slot, said in found]))
        return
    for job, slot, said in found:
        click.echo(f"{job.name} of {slot:%d %b %H:%M} UTC {said}")
    if not found:
        click.echo("Nothing would be done.")
