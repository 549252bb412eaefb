"""Where articles go: one module each, named by the settings, and others' by the entry point `newsgen.destinations`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import cast

from newsgen import keys
from newsgen.destinations.base import Destination, Opener, in_words
from newsgen.destinations.careful import Careful
from newsgen.errors import SettingsError

__all__ = ["KINDS", "Careful", "Destination", "Opener", "in_words", "kinds", "open_destination"]

# The module of each kind that ships with newsgen.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "wordpress": "newsgen.destinations.wordpress",
        "ghost": "newsgen.destinations.ghost",
        "folder": "newsgen.destinations.folder",
        "feeds": "newsgen.destinations.feeds",
        "exchange": "newsgen.destinations.exchange",
        "http": "newsgen.destinations.generic",
    }
)
COMMON = ("kind", "canonical")  # options of every destination; the address of a canonical one is the one that counts
GROUP = "newsgen.destinations"


def kinds() -> tuple[str, ...]:
    """Every kind of destination that is installed."""
    return tuple(dict.fromkeys((*KINDS, *(entry.name for entry in entry_points(group=GROUP)))))


def open_destination(name: str, table: Mapping[str, object], *, dry: bool, now: datetime) -> Destination:
    """The destination that the settings call `name`, from its table there; its secrets come from the environment.

    Raises SettingsError for a kind that is not installed, or options that it does not know.
    """
    kind = str(table.get("kind", ""))
    options = {option: value for option, value in table.items() if option not in COMMON}
    return _opener(name, kind)(name, options, keys.secrets_of(name), dry=dry, now=now)


def _opener(name: str, kind: str) -> Opener:
    if kind in KINDS:
        return cast(Opener, import_module(KINDS[kind]).open_destination)
    for entry in entry_points(group=GROUP):
        if entry.name == kind:
            return cast(Opener, entry.load())
    close = get_close_matches(kind, kinds(), 1, 0.5)
    guess = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(kinds())}."
    raise SettingsError(f"destinations.{name}: no kind of destination called {kind!r}; {guess}")
