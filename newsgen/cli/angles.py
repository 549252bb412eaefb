"""Commands about story ideas: angles, which judges them on a day, and angles new, which begins one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsgen.options import INPUT, OUTPUT, PATH, SETTINGS, STYLE, Day

from .retell import judge_again
from .shared import loaded_settings
from .tell import known_facts

if TYPE_CHECKING:
    from newsgen.settings import Settings


class Beside(click.Group):
    """A command with arguments of its own that has others beside it: the first word names one of them, or none."""

    allow_extra_args = False
    allow_interspersed_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Words after the name of another command are that command's."""
        if not (args and args[0] in self.commands):
            return click.Command.parse_args(self, ctx, args)
        click.Command.parse_args(self, ctx, [])
        ctx.args = args
        return args

    def invoke(self, ctx: click.Context) -> Any:
        """Run the other command where one is named, else this one."""
        if not ctx.args:
            return click.Command.invoke(self, ctx)
        name, *rest = ctx.args
        command = self.commands[name]
        with command.make_context(name, rest, parent=ctx) as inner:
            return command.invoke(inner)


@click.group(
    cls=Beside, invoke_without_command=True, short_help="Judge every story idea on a day.", subcommand_metavar=""
)
@INPUT
@click.option("--since", type=Day(), metavar="DATE", help="Judge every day from this one instead.")
@click.option("--until", type=Day(), metavar="DATE", help="The last of these days; yesterday where none is given.")
@STYLE
@SETTINGS
@OUTPUT
def angles(
    day: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    since: date | None,
    until: date | None,
    style: str | None,
    lang: str | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Judge every story idea on a day: true, false or not judged, and the numbers that decided it.

    \b
    Example:  newsgen angles 2025-07-14 --data tables/
              newsgen angles --since 2025-01-01 --data tables/    what would have led, and how often each is true
    Without --data the day is read from the history; nobody is asked.
    """
    loaded = loaded_settings(settings_file, style=style, language=lang)
    if since is not None or until is not None:
        _of_many_days(day, since, until, data, sample, as_of, loaded.settings, quiet=quiet, as_json=as_json)
        return
    from newsgen import archive, newsroom, screen

    with screen.progress(quiet or as_json) as step:
        found = known_facts(day, data, sample, as_of, loaded.settings, step)
        house = newsroom.open_house(loaded.settings)
        verdicts = newsroom.verdicts_of(found, house)
    if as_json:
        click.echo(archive.angles_json(verdicts), nl=False)
    else:
        screen.show_angles(verdicts, found, newsroom.printed_by(house), quiet=quiet)


def _of_many_days(
    day: date | None,
    since: date | None,
    until: date | None,
    data: tuple[Path, ...],
    sample: bool,
    as_of: datetime | None,
    settings: Settings,
    *,
    quiet: bool,
    as_json: bool,
) -> None:
    if since is None or not data:
        raise click.UsageError("Many days are judged from --since DATE on, with --data FOLDER.")
    if day is not None or sample or as_of is not None:
        raise click.UsageError("--since judges many days; leave out DATE, --sample and --as-of.")
    judge_again(since, until, data, settings, quiet=quiet, as_json=as_json)


@angles.command(short_help="Begin an angle of your own.")
@click.argument("name", metavar="NAME")
@click.option("--dir", "folder", type=PATH, metavar="FOLDER", help="The folder of templates; else your newsroom's.")
@SETTINGS
@OUTPUT
def new(name: str, folder: Path | None, settings_file: Path | None, quiet: bool, as_json: bool) -> None:
    """Begin an angle: a folder with a rule and its prose that load, pass lint and can be told, to be changed.

    \b
    Example:  newsgen angles new eth_slump
    """
    loaded = loaded_settings(settings_file)
    from newsgen import screen
    from newsgen.house.angle_new import new_angle
    from newsgen.settings import template_folders

    own = folder or next(iter(loaded.settings.templates), Path("templates"))
    made = new_angle(own, name, template_folders(loaded.settings), loaded.settings.language)
    if as_json:
        click.echo(screen.as_text({"angle": name, "files": [str(file) for file in made]}))
        return
    for file in made:
        click.echo(str(file))
    if not quiet:
        click.echo("Change them, then run `newsgen lint` and `newsgen gallery --angle " + name + "`.", err=True)
