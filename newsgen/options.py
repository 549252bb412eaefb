"""What the commands share: how a day and a time are written, and the options that several of them have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A calendar day, `2025-07-14`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2025-07-14.", param, ctx)


class Moment(click.ParamType[datetime]):
    """A moment with its zone, `2025-07-14T12:00Z`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment in UTC, or a usage error."""
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a time; write it as 2025-07-14T12:00Z.", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no zone; for UTC write {value}Z.", param, ctx)
        return moment.astimezone(UTC)


def options(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several decorators as one, first on top."""

    def wrap(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return wrap


OUTPUT = options(
    click.option("-q", "--quiet", is_flag=True, help="No talk: only the result, or nothing."),
    click.option("--json", "as_json", is_flag=True, help="The result as JSON, for scripts."),
)
PATH: click.Path = click.Path(path_type=Path)
SETTINGS = click.option("--settings", "settings_file", type=PATH, help="A settings file instead of ./newsgen.toml.")
STYLE = options(
    click.option("--style", help="How warm the prose may be: wire or lively."),
    click.option("--lang", help="Language of the prose, as en."),
)
INPUT = options(
    click.argument("day", metavar="[DATE]", type=Day(), required=False),
    click.option(
        "--data", multiple=True, type=PATH, metavar="FOLDER", help="A market folder; the later of several wins."
    ),
    click.option("--sample", is_flag=True, help="The day that comes with newsgen, instead of --data."),
    click.option(
        "--as-of", type=Moment(), metavar="TIME", help="Tell the 24 hours to this time, and read nothing later."
    ),
)
