"""What every reading of an answer needs: shapes looked at before they are used, vendors' words kept short."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from newsgen.gather.numbers import EPOCH, malformed, number, stamp, unstamp
from newsgen.gather.source import Need
from newsgen.market import known_from
from newsgen.wire import Answer, Row, SourceError, Trouble

LONGEST = 120  # characters of a vendor's own words
EVERYTHING = (Trouble.GEO, Trouble.BLOCKED, Trouble.KEY, Trouble.BUSY)  # one such answer speaks for the whole source
ALONE = (Trouble.REFUSED, Trouble.EMPTY)  # such an answer speaks for its own question only


@contextmanager
def reading(answer: Answer) -> Iterator[None]:
    """Whatever an answer holds instead of what was expected becomes the one error: malformed."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise malformed(answer, said(error)) from error


def listed(value: object, least: int = 0) -> list[Any]:
    """A JSON list with at least so many members; raises ValueError for anything else."""
    if not isinstance(value, list) or len(value) < least:
        raise ValueError(f"a list of at least {least} was expected")
    return value


def mapped(value: object) -> dict[str, Any]:
    """A JSON object; raises ValueError for anything else."""
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return value


def known(value: object) -> float | None:
    """A number where there is one, None also for what is no number: a missing cell costs itself."""
    try:
        return number(value)
    except ValueError:
        return None


def product(one: object, other: object) -> float | None:
    """Two numbers multiplied, None where one is not known or the product is too large to be one."""
    left, right = known(one), known(other)
    if left is None or right is None:
        return None
    found = left * right
    return found if math.isfinite(found) else None


def day_of(value: object) -> date:
    """A date written 2025-07-11; raises ValueError for any other text."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-":
        raise ValueError("a date as 2025-07-11 was expected")
    return date.fromisoformat(value)


def said(words: object) -> str:
    """A vendor's words on one line, and not too many of them."""
    text = " ".join("".join(one if one.isprintable() else " " for one in str(words)[: 4 * LONGEST]).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def until(answer: Answer) -> datetime:
    """No figure of a later time may come from this answer: what was asked for, and never after it was fetched."""
    end = answer.asked.get("end")
    return min(unstamp(end), answer.fetched_at) if end else answer.fetched_at


def session_over(answer: Answer, day: date) -> bool:
    """Whether the US session of that date had closed by the end of what was asked for."""
    return datetime.combine(day, time(), UTC) + known_from("indices")[1] <= until(answer)


def floor(at: datetime, step: timedelta) -> datetime:
    """The last full step of UTC by then."""
    return at - (at - EPOCH) % step


def milliseconds(at: datetime) -> int:
    """A time as most vendors ask for it."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def once(answer: Answer, rows: Iterable[Row], *names: str) -> list[Row]:
    """Each thing once, in order of the cells that name it; two rows of one thing that disagree spoil the answer."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(row.cells[name] for name in names)
        if found.setdefault(key, row) != row:
            raise malformed(answer, f"two rows of {' '.join(map(str, key))} disagree")
    return [found[key] for key in sorted(found)]


def only_now(label: str, need: Need) -> None:
    """Raise SourceError where an endpoint that tells the present cannot tell the need's window."""
    if not need.live:
        raise SourceError(label, Trouble.EMPTY, f"tells only the present, not {stamp(need.as_of)}")


async def together(questions: Iterable[Coroutine[Any, Any, object]]) -> None:
    """Put questions at once.

    A coin that the source does not know costs itself; a wall, a wrong key or a full line ends all at once.
    Any other failure is raised when the rest has been answered, so that what did come is kept.
    """
    tasks = [asyncio.ensure_future(question) for question in questions]
    failures: list[SourceError] = []
    try:
        for one in asyncio.as_completed(tasks):
            try:
                await one
            except SourceError as error:
                if error.trouble in EVERYTHING:
                    raise
                failures.append(error)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    grave = next((error for error in failures if error.trouble not in ALONE), None)
    if grave is not None:
        raise grave
    if failures and len(failures) == len(tasks):
        raise failures[0]


def word(body: object, name: str) -> str:
    """A text field of an error body, "" where it is none."""
    found = body.get(name) if isinstance(body, Mapping) else None
    return said(found) if isinstance(found, str) else ""
