"""The destinations of the settings as people want to know them: where they are, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from newsgen import keys
from newsgen.destinations import Careful, open_destination
from newsgen.errors import NewsgenError
from newsgen.http import Unknown
from newsgen.settings import Settings, without_password

_WHERE = ("url", "address", "folder", "path", "out")  # options that say where a destination is


@dataclass(frozen=True, slots=True)
class Place:
    """A destination: `secrets` are the variables that are set, `warnings` and `trouble` what it said when asked."""

    name: str
    kind: str
    where: str
    canonical: bool
    secrets: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    trouble: str = ""


def places_of(
    settings: Settings, now: datetime, *, ask: bool = False, step: Callable[[str], object] = str
) -> tuple[Place, ...]:
    """Every destination; what cannot be opened says why, and with `ask` each is asked whether it is ready."""
    return tuple(_place(name, table, now, ask, step) for name, table in settings.destinations.items())


def _place(name: str, table: Mapping[str, object], now: datetime, ask: bool, step: Callable[[str], object]) -> Place:
    where = next((str(table[option]) for option in _WHERE if table.get(option)), "")
    held = tuple(keys.variable_of(name, what) for what, secret in keys.secrets_of(name).items() if secret)
    warnings, trouble = tuple[str, ...](), ""
    try:
        place = Careful(open_destination(name, table, dry=not ask, now=now))
        try:
            if ask:
                step(f"Asking {name}")
                warnings = place.ready()
        finally:
            place.close()
    except (NewsgenError, Unknown) as error:
        trouble = str(error)
    return Place(
        name, str(table.get("kind", "")), without_password(where), bool(table.get("canonical")), held, warnings, trouble
    )
