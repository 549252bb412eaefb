"""The command line: arguments in, sentences out.

Data goes to stdout, talk to stderr; whatever is heavy is imported inside the command that needs it.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsgen import __version__
from newsgen.errors import ArchiveError, MarketError, NewsgenError
from newsgen.options import INPUT, OUTPUT, PATH, SETTINGS, STYLE

if TYPE_CHECKING:
    from newsgen.settings import Loaded

BLOCKED = 3  # exit code: something that no publisher may take


class Sentences(click.Group):
    """A user's error becomes one sentence and exit code 1; a bug keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except NewsgenError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="newsgen")
def main() -> None:
    """Recap articles for crypto markets, in which every figure proves itself.

    \b
    Try it:  newsgen recap --sample
    """


@main.command(short_help="Tell a day.")
@INPUT
@click.option("--out", type=PATH, metavar="DIR", help="Where the day's folder goes: DIR/DATE/.")
@STYLE
@SETTINGS
@OUTPUT
@click.pass_context
def recap(
    ctx: click.Context,
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    out: Path | None,
    style: str | None,
    lang: str | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Tell a day: write its article, its facts and their proof.

    \b
    Example:  newsgen recap 2025-07-14 --data tables/ --out output
    Exit code 3 says that a guard blocked the article; its folder is still written.
    """
    loaded = _settings(settings_file, out=out, style=style, language=lang)
    folders, told_day, now = _input(day, data, sample, as_of)
    from newsgen import newsroom, screen

    with screen.progress(quiet or as_json) as step:
        step("Opening the house")
        house = newsroom.open_house(loaded.settings)
        edition, folder, kept = newsroom.recap(
            folders, told_day, house, loaded.settings, now=now, as_of=as_of, step=step
        )
    for name in kept:
        click.echo(f"{folder / name}: an editor's text was there and is kept under this name.", err=True)
    if as_json:
        click.echo(screen.recap_json(edition, folder))
    elif quiet:
        click.echo(str(folder))
    else:
        screen.show_recap(edition, folder, newsroom.printed_by(house))
    ctx.exit(BLOCKED if edition.status == "blocked" else 0)


@main.command(short_help="List what is known of a day.")
@INPUT
@click.option("--like", default="", metavar="TEXT", help="Only facts whose id contains this.")
@click.option("--missing", is_flag=True, help="Also what is not known, and why.")
@STYLE
@SETTINGS
@OUTPUT
def facts(
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    like: str,
    missing: bool,
    style: str | None,
    lang: str | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """List what is known of a day: each fact, its value and how it was worked out.

    \b
    Example:  newsgen facts 2025-07-14 --data tables/ --like btc.change
    """
    loaded = _settings(settings_file, style=style, language=lang)
    folders, told_day, now = _input(day, data, sample, as_of)
    from newsgen import archive, newsroom, screen

    with screen.progress(quiet or as_json) as step:
        found = newsroom.facts_of(folders, told_day, now=now, as_of=as_of, step=step)
        house = newsroom.open_house(loaded.settings)
    if as_json:
        click.echo(archive.facts_json(found, newsroom.printed_by(house)), nl=False)
    else:
        screen.show_facts(found, newsroom.printed_by(house), like=like, missing=missing, quiet=quiet)


@main.command(short_help="Judge every story idea on a day.")
@INPUT
@STYLE
@SETTINGS
@OUTPUT
def angles(
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    style: str | None,
    lang: str | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Judge every story idea on a day: true, false or not judged, and the numbers that decided it.

    \b
    Example:  newsgen angles 2025-07-14 --data tables/
    """
    loaded = _settings(settings_file, style=style, language=lang)
    folders, told_day, now = _input(day, data, sample, as_of)
    from newsgen import archive, newsroom, screen

    with screen.progress(quiet or as_json) as step:
        found = newsroom.facts_of(folders, told_day, now=now, as_of=as_of, step=step)
        house = newsroom.open_house(loaded.settings)
        verdicts = newsroom.verdicts_of(found, house)
    if as_json:
        click.echo(archive.angles_json(verdicts), nl=False)
    else:
        screen.show_angles(verdicts, found, newsroom.printed_by(house), quiet=quiet)


@main.command(short_help="Read a text about a told day as a stranger.")
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


@main.command(short_help="Hold every rule and template against the catalogue.")
@SETTINGS
@OUTPUT
@click.pass_context
def lint(ctx: click.Context, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Hold every rule and template against the catalogue of facts; needs no data.

    \b
    Example:  newsgen lint
    Exit code 3 says BLOCK.
    """
    loaded = _settings(settings_file)
    from newsgen import newsroom, screen
    from newsgen.model import Severity

    house, findings = newsroom.inspect(loaded.settings)
    if not (quiet or as_json):
        screen.show_house(house)
    screen.show_findings(findings, quiet=quiet, as_json=as_json)
    ctx.exit(BLOCKED if any(finding.severity is Severity.BLOCK for finding in findings) else 0)


@main.command(short_help="Show every setting, its value and origin.")
@SETTINGS
@OUTPUT
def settings(settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Show every setting: its value, where that came from and what it means.

    \b
    Example:  NEWSGEN_STYLE=lively newsgen settings
    """
    loaded = _settings(settings_file)
    from newsgen import screen

    screen.show_settings(loaded, quiet=quiet, as_json=as_json)


def _settings(file: Path | None, **flags: object) -> Loaded:
    from newsgen.settings import load_settings

    return load_settings(file, flags=flags)


def _input(
    day: date | None, data: tuple[Path, ...], sample: bool, as_of: datetime | None
) -> tuple[tuple[Path, ...], date, datetime]:
    """The market folders, the day to tell and the present moment."""
    now = datetime.now(UTC)
    if sample and data:
        raise MarketError("--sample and --data cannot be told together; leave one of them out.")
    if sample:
        from newsgen.sample import END, folder

        return (folder(),), day or END.date(), now
    if not data:
        raise MarketError(
            "Live sources are not part of newsgen yet: name market folders with --data FOLDER, "
            "or try the bundled day with --sample."
        )
    # The window of a day ends after its 00:00 and at the next day's 00:00 at the latest.
    return data, day or ((as_of - timedelta(microseconds=1)).date() if as_of else now.date()), now


def _text(file: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be read ({error.strerror}); name a text file.") from error
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{file}: not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
