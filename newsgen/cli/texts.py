"""Commands about texts and the house: check, lint, settings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsgen.errors import ArchiveError
from newsgen.options import OUTPUT, PATH, SETTINGS

from .shared import BLOCKED, loaded_settings


@click.command(short_help="Read a text about a told day as a stranger.")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--facts", "facts_file", type=PATH, metavar="FILE", help="The day's facts.json; else the one beside FILE."
)
@OUTPUT
@click.pass_context
def check(ctx: click.Context, file: Path, facts_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Read a text about a told day as a stranger would, and name every figure or word that its facts do not support.

    \b
    Example:  newsgen check output/2025-07-14/article.md --facts output/2025-07-14/facts.json
    FILE may be a whole article, a fragment, or - for standard input.  Exit code 3 says BLOCK.
    """
    from newsgen import screen
    from newsgen.archive import read_facts
    from newsgen.check import check_text
    from newsgen.model import Severity

    beside = facts_file or file.parent / "facts.json"
    if facts_file is None and not beside.is_file():
        raise ArchiveError(f"{file}: there is no facts.json beside it; name the day's with --facts.")
    findings = check_text(_text(file), read_facts(beside))
    screen.show_findings(findings, quiet=quiet, as_json=as_json)
    ctx.exit(BLOCKED if any(finding.severity is Severity.BLOCK for finding in findings) else 0)


@click.command(short_help="Hold every rule and template against the catalogue.")
@SETTINGS
@OUTPUT
@click.pass_context
def lint(ctx: click.Context, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Hold every rule and template against the catalogue of facts; needs no data.

    \b
    Example:  newsgen lint
    Exit code 3 says BLOCK.
    """
    loaded = loaded_settings(settings_file)
    from newsgen import newsroom, screen
    from newsgen.model import Severity

    house, findings = newsroom.inspect(loaded.settings)
    if not (quiet or as_json):
        screen.show_house(house)
    screen.show_findings(findings, quiet=quiet, as_json=as_json)
    ctx.exit(BLOCKED if any(finding.severity is Severity.BLOCK for finding in findings) else 0)


@click.command(short_help="Show every setting, its value and origin.")
@SETTINGS
@OUTPUT
def settings(settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Show every setting: its value, where that came from and what it means.

    \b
    Example:  NEWSGEN_STYLE=lively newsgen settings
    """
    loaded = loaded_settings(settings_file)
    from newsgen import screen

    screen.show_settings(loaded, quiet=quiet, as_json=as_json)


def _text(file: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be read ({error.strerror}); name a text file.") from error
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{file}: not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
