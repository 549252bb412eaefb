"""What the commands that speak with sources show."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click
import msgspec

from . import as_text, show_findings, table

SKEW = timedelta(minutes=2)  # a larger difference of clocks spoils windows
AGREES = 5  # seconds: a server's time is a whole second, and an answer is some on its way

if TYPE_CHECKING:
    from newsgen.collect import Status
    from newsgen.history import Kept
    from newsgen.live.doctor import Examined
    from newsgen.live.past import Walk, Walked
    from newsgen.market import Market
    from newsgen.wire import Gathered


def show_gathered(gathered: Gathered, market: Market, learned: Kept, *, quiet: bool, as_json: bool) -> None:
    """How many answers and rows came, what the history learned, and what did not come."""
    rows = {name: len(frame) for name, frame in market.tables.items() if len(frame)}
    if as_json:
        found = {"day": gathered.day, "as_of": gathered.as_of, "answers": len(gathered.answers), "rows": rows}
        found |= {"new": learned.new, "restated": learned.restated, "seconds": gathered.seconds}
        click.echo(as_text({**found, "findings": market.findings}))
        return
    click.echo(
        f"{len(gathered.answers)} answers; the history has {learned.new} new rows and {learned.restated} restated."
    )
    if not quiet:
        show_findings(market.findings)


def show_examined(found: Sequence[Examined], *, quiet: bool, as_json: bool) -> None:
    """One row for each source; then why some did not answer, and which keys would open more."""
    if as_json:
        click.echo(as_text(found))
        return
    head = ("source", "answers", "key", "plan", "clock", "age", "lost without it")
    table(head[: 3 if quiet else None], [_examined(one)[: 3 if quiet else None] for one in found])
    if quiet:
        return
    click.echo()
    for one in found:
        if one.key == "missing":
            click.echo(f"{one.label} is not asked: set {one.key_name}.  It opens {', '.join(one.gives)}.")
        elif one.trouble:
            click.echo(f"{one.label} does not answer ({one.trouble}): {one.reason}.")
        if one.skew is not None and abs(one.skew) > SKEW:
            click.echo(f"{one.label} has another time than this machine ({_skew(one.skew)}): look at the clock here.")


def _examined(one: Examined) -> tuple[str, ...]:
    loses = ", ".join(one.loses)
    return (one.label, one.trouble or "yes", one.key, one.plan, _skew(one.skew), _age(one.age), loses)


def _skew(skew: timedelta | None) -> str:
    seconds = 0.0 if skew is None else skew.total_seconds()
    return (
        "" if skew is None else "agrees" if abs(seconds) < AGREES else f"{'+' if seconds > 0 else '-'}{_age(abs(skew))}"
    )


def _age(age: timedelta | None) -> str:
    """Rounded to the unit that says enough: 50 s, 12 min, 36 h, 3 d."""
    if age is None:
        return ""
    seconds = age.total_seconds()
    for name, length, until in (("s", 1, 100), ("min", 60, 100), ("h", 3600, 48)):
        if seconds < until * length:
            return f"{seconds / length:.0f} {name}"
    return f"{seconds / 86400:.0f} d"


@contextmanager
def walking(silent: bool) -> Iterator[Callable[[Walk, datetime | None, float], object]]:
    """A progress bar over all walks, where a person watches; otherwise nothing."""
    if silent or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), console=Console(stderr=True)
    ) as bar:
        task = bar.add_task("", total=1.0)

        def walked(walk: Walk, at: datetime | None, part: float) -> None:
            bar.update(task, completed=part, description=f"{walk} from {at:%Y-%m-%d}" if at else str(walk))

        yield walked


def show_walked(found: Sequence[Walked], *, quiet: bool, as_json: bool) -> None:
    """One row for each walk: what it brought, and why it stopped early if it did."""
    if as_json:
        click.echo(as_text([{"walk": str(one.walk), "new": one.learned.new, "restated": one.learned.restated,
                             "reached": one.reached, "trouble": one.trouble} for one in found]))  # fmt: skip
        return
    if not quiet:
        table(("walk", "new rows", "restated", "reached", "stopped by"), [_walked(one) for one in found])
    click.echo(f"The history has {sum(one.learned.new for one in found)} new rows.")


def _walked(one: Walked) -> tuple[str, ...]:
    reached = f"{one.reached:%Y-%m-%d}" if one.reached else ""
    return str(one.walk), str(one.learned.new), str(one.learned.restated), reached, one.trouble


def show_status(status: Status, *, as_json: bool = False) -> None:
    """One line for one exchange: words on stderr, or JSON on stdout."""
    if as_json:
        click.echo(msgspec.json.encode(status).decode())
        return
    reason = f" ({status.reason})" if status.reason and status.state != "up" else ""
    click.echo(f"{status.venue:8} {status.state}{reason}: {status.events} orders, {status.again} told before", err=True)
