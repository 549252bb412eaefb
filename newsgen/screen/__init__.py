"""What the command line shows: results on stdout, progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from newsgen.model import Fact, Facts, Finding, Severity, Verdict

if TYPE_CHECKING:
    from newsgen.house import House
    from newsgen.newsroom import Edition
    from newsgen.settings import Loaded

Figure = Callable[[Fact], str]
_COLOURS = {Severity.BLOCK: "red", Severity.HOLD: "yellow", Severity.WARN: "cyan"}
_HOLDS = {True: "yes", False: "no", None: "not judged"}


@contextmanager
def progress(silent: bool) -> Iterator[Callable[[str], object]]:
    """A spinner that names the step, where a person watches; otherwise nothing."""
    if silent or not sys.stderr.isatty():
        yield str
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update


def show_recap(edition: Edition, folder: Path, figure: Figure) -> None:
    """Headlines, angles with their reasons, what was left out, findings, and where the files are."""
    from newsgen.reasons import named  # the house is heavy, and of no use to most commands

    article, verdicts = edition.article, {(v.angle, v.subject): v for v in edition.verdicts}
    click.secho(article.headline, bold=True)
    if article.dek:
        click.echo(article.dek)
    if article.bench:
        click.echo("\nHeadlines (characters, likeness to recent ones, angle):")
    for headline in article.bench:
        likeness = f"{headline.length:3}  {headline.similarity:4.0%}  {headline.angle}"
        click.echo(f"  {headline.text}\n      {likeness}")
    click.echo(f"\nTold in {article.words} words, data as of {article.as_of:%Y-%m-%d %H:%M} UTC:")
    for told in article.angles:
        verdict = verdicts.get((told.name, told.subject))
        reasons = _reasons(verdict.because if verdict else (), edition.facts, figure)
        click.echo(f"  {told.role:7} {named(told.name, told.subject):28} {told.score:5.1f}  {reasons}")
    if article.dropped:
        click.echo("\nLeft out:")
        for dropped in article.dropped:
            click.echo(f"  {dropped.name:36} {dropped.reason}")
    click.echo("\nFindings:")
    show_findings(edition.findings)
    click.echo(
        f"\nStatus {edition.status}.  Files in {folder}/; to read it with its proof open {folder / 'article.html'}."
    )


def recap_json(edition: Edition, folder: Path) -> str:
    """The same for scripts."""
    article = edition.article
    return as_text(
        {
            "folder": str(folder),
            "status": edition.status,
            "headline": article.headline,
            "bench": article.bench,
            "dek": article.dek,
            "words": article.words,
            "lead_angle": article.lead_angle,
            "angles": article.angles,
            "dropped": article.dropped,
            "findings": edition.findings,
        }
    )


def show_findings(findings: Sequence[Finding], *, quiet: bool = False, as_json: bool = False) -> None:
    """Findings, the gravest first, with a line that counts them."""
    if as_json:
        click.echo(as_text(findings))
        return
    grave = list(Severity)
    for finding in sorted(findings, key=lambda finding: grave.index(finding.severity)):
        where = f" {finding.where}:" if finding.where else ""
        hint = f" ({finding.hint})" if finding.hint else ""
        severity = click.style(finding.severity.value, fg=_COLOURS[finding.severity])
        click.echo(f"  {severity} {finding.id}{where} {finding.message}{hint}")
    if not quiet:
        counts = (f"{sum(finding.severity is severity for finding in findings)} {severity.value}" for severity in grave)
        click.echo("  " + ", ".join(counts))


def show_facts(facts: Facts, figure: Figure, *, like: str, missing: bool, quiet: bool) -> None:
    """A row for each fact."""
    rows = [(fact.id, figure(fact), str(fact.value), fact.working) for fact in facts.known.values() if like in fact.id]
    table(("fact", "printed", "exact", "worked out"), rows)
    gaps = [(name, reason) for name, reason in facts.missing.items() if like in name]
    if missing:
        click.echo()
        table(("not known", "because"), gaps)
    if not quiet:
        moment = f"{facts.as_of:%Y-%m-%d %H:%M} UTC"
        click.echo(f"\n{len(rows)} facts known and {len(gaps)} not, for {facts.day} as of {moment}.", err=True)


def show_angles(verdicts: Iterable[Verdict], facts: Facts, figure: Figure, *, quiet: bool) -> None:
    """A row for each rule, the true ones first."""
    from newsgen.reasons import named

    order = {True: 0, None: 1, False: 2}
    ranked = sorted(verdicts, key=lambda verdict: (order[verdict.holds], -verdict.score, verdict.angle))
    table(
        ("angle", "holds", "score", "decided by"),
        [
            (
                named(verdict.angle, verdict.subject),
                _HOLDS[verdict.holds],
                f"{verdict.score:.1f}" if verdict.holds else "",
                verdict.note or _reasons(verdict.because, facts, figure),
            )
            for verdict in ranked
        ],
    )
    if not quiet:
        held = sum(verdict.holds is True for verdict in ranked)
        click.echo(f"\n{held} of {len(ranked)} angles hold on {facts.day}.", err=True)


def show_house(house: House) -> None:
    """What a house consists of, when all of it fits the catalogue."""
    parts = {"angles": house.angles, "templates": house.templates, "skeletons": house.skeletons}
    counted = ", ".join(f"{len(part)} {name}" for name, part in parts.items())
    click.echo(f"{counted}: every name in them is in the catalogue.")


def show_settings(loaded: Loaded, *, quiet: bool, as_json: bool) -> None:
    """A row for each setting."""
    rows = [(name, _plain(value), origin, meaning) for name, value, origin, meaning in loaded.rows()]
    if as_json:
        click.echo(as_text({name: dict(zip(("value", "origin", "meaning"), rest)) for name, *rest in rows}))
        return
    table(("setting", "value", "from", "meaning")[: 2 if quiet else 4], [row[: 2 if quiet else 4] for row in rows])


def _plain(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)


def _reasons(because: Iterable[str], facts: Facts, figure: Figure) -> str:
    from newsgen.reasons import evidence

    return ", ".join(f"{one.fact} {one.printed}" for one in evidence(because, facts, figure))


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Rows under a head, on stdout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*head, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    # A pipe has no width: give a script's lines room instead of folding them.
    Console(width=None if sys.stdout.isatty() else 240).print(table)


def as_text(value: Any) -> str:
    """JSON for scripts."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()
