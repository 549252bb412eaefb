"""The command that shows editors what their templates can say: gallery."""

from __future__ import annotations

from pathlib import Path

import click

from newsgen.options import OUTPUT, PATH, SETTINGS, STYLE

from .shared import loaded_settings


@click.command(short_help="Every wording of every template, on one page.")
@click.option("--out", type=PATH, metavar="FILE", help="The page; gallery.html in the output folder if left out.")
@click.option(
    "--angle",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only this angle, standing part or chart; may be given again.",
)
@click.option("--min", "least", type=float, default=0.0, help="Exit 1 below this part of branches, in percent.")
@STYLE
@SETTINGS
@OUTPUT
@click.pass_context
def gallery(
    ctx: click.Context,
    out: Path | None,
    names: tuple[str, ...],
    least: float,
    style: str | None,
    lang: str | None,
    settings_file: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write every wording of every template on made-up days to one page, and say which branches nothing leads to.

    \b
    Example:  newsgen gallery --angle long_flush --out long_flush.html
              newsgen gallery --min 95                  exit 1 where fewer branches are gone through
    """
    loaded = loaded_settings(settings_file, style=style, language=lang)
    from newsgen import newsroom, screen
    from newsgen.gallery import hang
    from newsgen.gallery.filing import as_data, leave
    from newsgen.gallery.page import gallery_html

    file = out or loaded.settings.out / "gallery.html"
    with screen.progress(quiet or as_json) as step:
        step("Opening the house")
        house = newsroom.open_house(loaded.settings)
        hung = hang(house, names, step=step)
    leave(file, gallery_html(hung))
    if as_json:
        click.echo(screen.as_text(as_data(hung, file)))
    elif quiet:
        click.echo(str(file))
    else:
        rows = [
            (room.name, str(room.branches), f"{room.percent:.1f}%", str(len(room.variants)),
             str(sum(bool(variant.faults) for variant in room.variants)))
            for room in hung.rooms
        ]  # fmt: skip
        screen.table(("template", "branches", "gone through", "wordings", "faults"), rows)
        click.echo(f"{file}: {hung.percent:.1f}% of branches gone through", err=True)
    ctx.exit(1 if hung.percent < least else 0)
