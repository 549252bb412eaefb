"""What publishing shows: what became of an article at each place, the requests of a rehearsal, the places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from . import as_text, table

if TYPE_CHECKING:
    from newsgen.delivery.places import Place
    from newsgen.model import Outcome, Request


def show_outcomes(outcomes: Sequence[Outcome], *, quiet: bool, as_json: bool) -> None:
    """A sentence for each destination; for a rehearsal its requests, in order."""
    if as_json:
        click.echo(as_text(outcomes))
        return
    for outcome in outcomes:
        click.secho(outcome.sentence, fg=None if outcome.well else "red")
        if quiet and outcome.well:
            continue
        for note in outcome.notes:
            click.echo(f"  {note}")
        for number, request in enumerate(outcome.requests, 1):
            _show_request(number, request)


def _show_request(number: int, request: Request) -> None:
    click.echo(f"\n  {number}. {request.note}" if request.note else f"\n  {number}.")
    click.echo(f"     {request.method} {request.url}")
    for name, value in request.headers.items():
        click.echo(f"     {name}: {value}")
    for line in request.body.splitlines():
        click.echo(f"     {line}")


def show_places(places: Sequence[Place], *, quiet: bool, as_json: bool) -> None:
    """A row for each destination, and under them what is wrong."""
    if as_json:
        click.echo(as_text(places))
        return
    if not places:
        click.echo('There are no destinations; write [destinations.NAME] with kind = "..." in newsgen.toml.')
        return
    rows = [
        (place.name, place.kind, place.where, ", ".join(place.secrets) or "none", "yes" if place.canonical else "")
        for place in places
    ]
    table(("destination", "kind", "where", "secrets", "canonical"), rows)
    if quiet:
        return
    for place in places:
        for said in (*place.warnings, *([place.trouble] if place.trouble else [])):
            click.echo(f"  {said if said.startswith((place.name, 'destinations.')) else f'{place.name}: {said}'}")
