"""The command line: arguments in, sentences out.

Data goes to stdout, talk to stderr; whatever is heavy is imported inside the command that needs it.
"""

from __future__ import annotations

from typing import Any

import click

from newsgen import __version__
from newsgen.errors import NewsgenError

from . import angles, approve, correct, gallery, history, live, notify, preview, publish, retell, schedule, tell, texts


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


for _command in (
    *(tell.recap, tell.facts, angles.angles, retell.retell),
    *(texts.check, texts.lint, gallery.gallery, texts.settings),
    *(preview.preview, preview.password),
    *(notify.notify, approve.approve, publish.publish, publish.destinations),
    *(correct.correct, correct.refile, correct.hold, correct.withdraw, correct.pull),
    *(schedule.schedule, schedule.tick),
    *(live.gather, live.doctor, live.collect, live.backfill, history.history),
):
    main.add_command(_command)
main.add_command(preview.preview, "desk")
