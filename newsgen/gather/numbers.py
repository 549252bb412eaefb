"""From a vendor's JSON to numbers and times: text and numbers alike, and what is not known stays unknown."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from typing import Any

from newsgen.wire import Answer, SourceError, Trouble

ABSENT = ("", ".", "-")  # what vendors write for "not known"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime(2009, 1, 3, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)  # bitcoin's first block; far off


class Epoch(IntEnum):
    """What a number of time counts, per second."""

    SECONDS = 1
    MILLISECONDS = 1_000
    MICROSECONDS = 1_000_000


def number(value: object) -> float | None:
    """A finite number from a number or its text; None for what is absent.

    Raises ValueError for anything else: a truth value, a list, "n/a", NaN.

    >>> number("30306.1"), number("."), number(None)
    (30306.1, None, None)
    """
    if value is None or (isinstance(value, str) and value.strip() in ABSENT):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value!r} where a number was expected")
    try:
        found = float(Decimal(value.strip())) if isinstance(value, str) else float(value)
    except (InvalidOperation, OverflowError) as error:
        raise ValueError(f"{value!r} where a number was expected") from error
    if not math.isfinite(found):
        raise ValueError(f"{value!r} where a number was expected")
    return found


def moment(value: object, epoch: Epoch) -> datetime:
    """A UTC time from an epoch number or its text, in the unit that the vendor documents.

    Raises ValueError for a time before bitcoin or beyond this century: another unit than documented.
    """
    count = number(value)
    if count is None:
        raise ValueError("no time where one was expected")
    if not 0 <= count < 1e17:
        raise ValueError(f"{value!r} where a time in {epoch.name.lower()} was expected")
    at = EPOCH + timedelta(microseconds=int(count) * (1_000_000 // epoch))  # whole counts: no float in between
    if not FIRST <= at < LAST:
        raise ValueError(f"{value!r} where a time in {epoch.name.lower()} was expected")
    return at


def any_moment(value: object) -> datetime:
    """The same where the vendor's documents disagree on the unit: told by the size of the number."""
    count = number(value)
    unit = Epoch.SECONDS if (count or 0) < 1e11 else Epoch.MILLISECONDS if (count or 0) < 1e14 else Epoch.MICROSECONDS
    return moment(value, unit)


def stamp(at: datetime) -> str:
    """A UTC time as answers keep it: 2025-07-14T12:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unstamp(text: str) -> datetime:
    """The time that `stamp` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def decoded(answer: Answer) -> Any:
    """The JSON of an answer; raises SourceError (malformed) for a body that is none, or holds NaN."""

    def refuse(word: str) -> object:
        raise ValueError(f"{word} is not JSON")

    try:
        return json.loads(answer.body, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise malformed(answer, "the body is not whole JSON") from error


def malformed(answer: Answer, reason: str) -> SourceError:
    """The error for an answer that cannot be what its source documents."""
    return SourceError(answer.source, Trouble.MALFORMED, f"the answer to {answer.name} cannot be read ({reason})")


def empty(answer: Answer) -> SourceError:
    """The error for a good answer that holds nothing: no data, which is never a zero."""
    return SourceError(answer.source, Trouble.EMPTY, f"the answer to {answer.name} holds no data")


def field(row: object, name: str) -> object:
    """A field of a JSON object, None where it is absent; raises ValueError where `row` is no object."""
    if not isinstance(row, Mapping):
        raise ValueError(f"{type(row).__name__} where an object was expected")
    return row.get(name)
