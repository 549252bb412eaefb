"""The present moment: the machine's, or one that is set by hand to rehearse a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from newsgen import keys
from newsgen.errors import SettingsError


def present(environ: Mapping[str, str] | None = None) -> Callable[[], datetime]:
    """A clock in UTC: the machine's, or one that begins at NEWSGEN_CLOCK now and goes on from there.

    Raises SettingsError for a NEWSGEN_CLOCK that is no time with a zone.
    """
    text = keys.key(keys.CLOCK, environ)
    if not text:
        return lambda: datetime.now(UTC)
    try:
        begin = datetime.fromisoformat(text)
    except ValueError:
        begin = datetime.min
    if begin.tzinfo is None:
        raise SettingsError(f"{keys.CLOCK} is {text!r}; write a time with its zone, such as 2025-07-14T12:00:00Z.")
    started = time.monotonic()
    return lambda: begin.astimezone(UTC) + timedelta(seconds=time.monotonic() - started)


def is_rehearsal(environ: Mapping[str, str] | None = None) -> bool:
    """Whether the present moment is set by hand."""
    return bool(keys.key(keys.CLOCK, environ))
