"""desk.json: what the desk decided about a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from newsgen.archive.disk import append_log, locked, put
from newsgen.archive.facts import pretty
from newsgen.errors import ArchiveError, StaleError
from newsgen.model import State

DESK = "desk.json"


def read_state(folder: Path) -> State:
    """The state of a day; that of a new one where nothing was decided yet.

    Raises ArchiveError where desk.json cannot be read.
    """
    try:
        return msgspec.json.decode((folder / DESK).read_bytes(), type=State)
    except FileNotFoundError:
        return State()
    except (OSError, msgspec.DecodeError) as error:
        raise ArchiveError(f"{folder / DESK} cannot be read ({error}); mend it or move it away.") from error


def change_state(folder: Path, revision: int | None, change: Callable[[State], State], log: bytes) -> State:
    """Change the state of a day and log it; `revision` is the one the change was decided on (None: whichever it is).

    Raises StaleError where the state is another one by now, ArchiveError where the day has no folder.
    """
    with locked(folder):
        if not folder.is_dir():
            raise ArchiveError(f"{folder}: the day was not told yet; tell it with newsgen recap.")
        state = read_state(folder)
        if revision is not None and state.revision != revision:
            raise StaleError(f"{folder.name}: somebody else changed the day meanwhile; look at it again and repeat.")
        return keep_state(folder, state, change(state), log)


def keep_state(folder: Path, before: State, after: State, log: bytes) -> State:
    """Write a changed state as the next revision, and the log; the folder is locked by the caller."""
    state = replace(after, revision=before.revision + 1)
    put(folder / DESK, pretty(msgspec.to_builtins(state)))
    append_log(folder, log)
    return state
