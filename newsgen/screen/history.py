"""What the history's commands show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from . import as_text, show_findings, table

if TYPE_CHECKING:
    from newsgen.history import Kept, Key, Quarantined, Restated
    from newsgen.live.restated import Moved
    from newsgen.model import Finding


def show_learned(learned: Kept, findings: Sequence[Finding], *, quiet: bool, as_json: bool) -> None:
    """What an import changed, and what could not be read."""
    if as_json:
        click.echo(
            as_text({"new": learned.new, "restated": learned.restated, "same": learned.same, "findings": findings})
        )
        return
    if not quiet and findings:
        show_findings(findings)
    click.echo(f"{learned.new} new rows, {learned.restated} restated, {learned.same} as before.")


def show_restated(day: date, rows: Sequence[Restated], figures: Sequence[Moved], *, quiet: bool, as_json: bool) -> None:
    """The cells that moved, then the printed figures that they would change."""
    if as_json:
        found = [{"table": row.table, "key": _named(row.key), "column": row.column, "old": str(row.old),
                  "new": str(row.new), "seen_at": row.seen_at} for row in rows]  # fmt: skip
        click.echo(as_text({"rows": found, "figures": figures}))
        return
    if rows and not quiet:
        cells = [(row.table, _named(row.key), row.column, str(row.old), str(row.new), f"{row.seen_at:%Y-%m-%d %H:%M}")
                 for row in rows]  # fmt: skip
        table(("table", "row", "column", "was", "is", "since"), cells)
        click.echo()
    if figures:
        table(("printed", "fact", "was", "is now"), [(one.printed, one.fact, one.told, one.now) for one in figures])
    click.echo(f"{len(rows)} cells moved since {day} was told; {len(figures)} printed figures would change.")


def show_doubts(found: Sequence[Quarantined], *, quiet: bool, as_json: bool) -> None:
    """The rows in quarantine, numbered for their release."""
    if as_json:
        click.echo(as_text([{"table": one.table, "key": _named(one.key), "reason": one.reason, "since": one.since}
                            for one in found]))  # fmt: skip
        return
    rows = [(str(number), one.table, _named(one.key), one.reason) for number, one in enumerate(found, 1)]
    if rows:
        table(("number", "table", "row", "why"), rows)
    if not quiet:
        click.echo(f"{len(found)} rows in quarantine.", err=True)


def show_done(what: dict[str, str], sentence: str, *, quiet: bool, as_json: bool) -> None:
    """That something was done."""
    if as_json:
        click.echo(as_text(what))
    elif not quiet:
        click.echo(sentence)


def _named(key: Key) -> str:
    return " ".join(f"{value:%Y-%m-%dT%H:%MZ}" if hasattr(value, "hour") else str(value) for value in key.values())
