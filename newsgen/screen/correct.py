"""What the commands that change what readers have show: what is wrong, what is right, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from newsgen.model import Severity

from . import as_text, table

if TYPE_CHECKING:
    from newsgen.delivery.pull import Pulled
    from newsgen.delivery.restated import Moved
    from newsgen.delivery.revision import Revision
    from newsgen.merge import Change
    from newsgen.model import Outcome, Request

_NAMES = {"headline": "headline", "dek": "opening line", "key_points": "key points", "body_md": "text"}


def show_revision(revision: Revision, *, quiet: bool, as_json: bool) -> None:
    """What would change, before anybody says yes."""
    if as_json:
        click.echo(as_text(revision_as_json(revision)))
        return
    _show_moved(revision)
    _show_changes(revision.changes)
    if revision.note:
        click.secho("\nReaders are told:", bold=True)
        click.echo(f"  {revision.note}")
        _show_posts(revision.posts)
    _show_stops(revision)
    for note in revision.notes:
        click.echo(note)
    if not quiet:
        click.echo(f"\n{verdict(revision)}", err=True)


def verdict(revision: Revision) -> str:
    """What is to be done, in one sentence."""
    day = revision.day
    if any(one.severity is Severity.BLOCK for one in revision.findings):
        return "It cannot be sent while a finding blocks it; mend the text or the data."
    if revision.needed:
        own = "" if revision.wrong else "; with --note TEXT you say in your own words what was wrong"
        return f"To send it: newsgen correct {day} --by NAME --reason TEXT --yes{own}"
    if revision.slips:
        return f"The text differs by more than a slip; newsgen correct {day} --note TEXT tells readers."
    if revision.differs:
        return f"Only slips differ: newsgen refile {day} --by NAME --reason TEXT --yes sends the text again."
    if revision.posted:
        return "The article prints nothing that is wrong; only posts, mails or spare headlines do."
    if revision.moved:
        return "What was restated prints as before or is not printed: no correction is needed."
    return f"Nothing that the article of {day} prints was restated."


def revision_as_json(revision: Revision) -> dict[str, Any]:
    """The revision for scripts."""
    return {
        "day": revision.day,
        "needed": revision.needed,
        "note": revision.note,
        "posts": dict(revision.posts),
        "wrong": [_plain(one) for one in revision.wrong],
        "alike": [one.fact for one in revision.alike],
        "posted": [_plain(one) for one in revision.posted],
        "unprinted": [_plain(one) for one in revision.unprinted],
        "changes": [
            {"field": one.field, "kind": one.kind, "before": one.before, "after": one.after} for one in revision.changes
        ],
        "slips": list(revision.slips),
        "findings": list(revision.findings),
        "before": revision.told.sha256,
        "after": revision.sha256,
    }


def show_outcomes(outcomes: Sequence[Outcome], *, quiet: bool, as_json: bool) -> None:
    """What became of it at each place; of a rehearsal, the requests."""
    if as_json:
        click.echo(as_text({"outcomes": list(outcomes)}))
        return
    for outcome in outcomes:
        click.secho(outcome.sentence, fg=None if outcome.well else "red")
        for note in outcome.notes:
            click.echo(f"  {note}")
        for request in outcome.requests:
            _show_request(request)
    if not outcomes and not quiet:
        click.echo("It went nowhere; nothing is sent.", err=True)


def show_pulled(pulled: Pulled, day: date, *, dry: bool, quiet: bool, as_json: bool) -> None:
    """What was brought home, what could not be, and what the check says."""
    if as_json:
        click.echo(
            as_text({"changed": pulled.changed, "left": pulled.left, "kept": pulled.kept, "findings": pulled.findings,
                     "sha256": pulled.sha256})
        )  # fmt: skip
        return
    _show_changes(pulled.changes)
    for one in pulled.left:
        click.secho(f"Not brought home: {one}", fg="yellow")
    for name in pulled.kept:
        click.echo(f"Kept as {name}")
    for finding in pulled.findings:
        if finding.severity is not Severity.WARN or not quiet:
            click.echo(f"{finding.severity} {finding.id} {finding.message}")
    if not quiet:
        click.echo(_next(pulled, day, dry=dry), err=True)


def _next(pulled: Pulled, day: date, *, dry: bool) -> str:
    if not pulled.changed:
        return "Nothing differs."
    if dry:
        return "To bring it home into article.md, add --by NAME --yes."
    if pulled.out:
        return f"article.md has the words; newsgen correct {day} shows if they are a slip, and how others get them."
    return f"article.md has the words; look at it and approve it again (newsgen approve {day})."


def _show_moved(revision: Revision) -> None:
    if revision.wrong:
        click.secho("Printed wrong:", bold=True)
        table(("printed", "fact", "was", "is now", "source", "since", "where"), [_row(one) for one in revision.wrong])
    if revision.posted:
        click.secho("\nPrinted wrong in posts, mails or spare headlines only:", bold=True)
        table(("printed", "fact", "was", "is now", "source", "since", "where"), [_row(one) for one in revision.posted])
    if revision.alike:
        click.echo(f"\nRestated, and printed as before: {', '.join(one.fact for one in revision.alike)}")
    if revision.unprinted:
        click.secho("\nRestated, and not printed:", bold=True)
        rows = [
            (one.fact, _said(one.was.value), _said(one.now.value if one.now else None)) for one in revision.unprinted
        ]
        table(("fact", "was", "is now"), rows)


def _row(one: Moved) -> tuple[str, ...]:
    places = ", ".join(dict.fromkeys(place.name for place in one.places if place.wrong))
    since = f"{one.since:%Y-%m-%d %H:%M}" if one.since else ""
    return (one.printed or next(place.text for place in one.places if place.wrong), one.fact, _said(one.was.value),
            _now(one), one.source, since, places)  # fmt: skip


def _now(one: Moved) -> str:
    return _said(one.now.value if one.now else None)


def _said(value: object) -> str:
    if value is None:
        return "not known"
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def _show_changes(changes: Sequence[Change]) -> None:
    field = ""
    for change in changes:
        if change.field != field:
            field = change.field
            click.secho(f"\n{_NAMES.get(field, field).capitalize()}:", bold=True)
        if change.before:
            click.secho(f"  - {change.before}", fg="red")
        if change.after:
            click.secho(f"  + {change.after}", fg="green")


def _show_posts(posts: Mapping[str, str]) -> None:
    groups: dict[str, list[str]] = {}
    for name, text in posts.items():
        groups.setdefault(text or "(there is no room for it there)", []).append(name)
    for text, names in groups.items():
        click.secho(f"\nTo follow on {', '.join(names)}:", bold=True)
        click.echo(f"  {text}")


def _show_stops(revision: Revision) -> None:
    for finding in revision.findings:
        if finding.severity is not Severity.WARN:
            colour = "red" if finding.severity is Severity.BLOCK else "yellow"
            hint = f" ({finding.hint})" if finding.hint else ""
            click.secho(f"{finding.severity} {finding.id} {finding.message}{hint}", fg=colour)


def _show_request(request: Request) -> None:
    click.secho(f"  {request.method} {request.url}" + (f"  ({request.note})" if request.note else ""), bold=True)
    for line in request.body.splitlines()[:40]:
        click.echo(f"    {line}")


def _plain(one: Moved) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "printed": one.printed,
        "was": one.was.value,
        "now": one.now.value if one.now else None,
        "source": one.source,
        "since": one.since,
        "places": list(one.places),
    }
