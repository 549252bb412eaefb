"""What a destination's table in the settings may say: the fields of a frozen dataclass, each with its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from newsgen.errors import SettingsError

T = TypeVar("T")
_WORDS = {
    "str": "text in quotation marks",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "Path": "a folder in quotation marks",
    "tuple[str, ...]": "a list of texts",
    "Mapping[str, str]": "a table of texts",
}


def says(meaning: str, default: Any = MISSING, choices: tuple[str, ...] = ()) -> Any:
    """A field with its meaning; one without `default` must be set."""
    told = {"meaning": meaning, "choices": choices}
    if isinstance(default, Mapping):
        return field(default_factory=lambda: default, metadata=told)
    return field(metadata=told) if default is MISSING else field(default=default, metadata=told)


def options_of(shape: type[T], where: str, table: Mapping[str, object]) -> T:
    """The table as `shape` wants it; `where` is as "destinations.site".

    Raises SettingsError for an option that does not exist, has the wrong type, or is missing.
    """
    known: dict[str, Field[Any]] = {item.name: item for item in fields(shape)}  # type: ignore[arg-type]
    for option in table:
        if option not in known:
            close = get_close_matches(option, known, 1, 0.5)
            guess = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known)}."
            raise SettingsError(f"{where}: no option called {option!r}; {guess}")
    for option, item in known.items():
        if option not in table and item.default is MISSING and item.default_factory is MISSING:
            raise SettingsError(f"{where}: {option} is missing; it says: {item.metadata['meaning']}.")
    return shape(**{option: _typed(known[option], f"{where}.{option}", value) for option, value in table.items()})


def meanings(shape: type) -> Iterator[tuple[str, str, str]]:
    """Name, kind and meaning of every option."""
    for item in fields(shape):
        yield item.name, _WORDS[str(item.type)], item.metadata["meaning"]


def _typed(item: Field[Any], where: str, value: object) -> object:
    kind, choices = str(item.type), item.metadata["choices"]
    right = {
        "str": isinstance(value, str),
        "Path": isinstance(value, str) and value != "",
        "bool": isinstance(value, bool),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
        "tuple[str, ...]": isinstance(value, list | tuple) and all(isinstance(one, str) for one in value),
        "Mapping[str, str]": isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values()),
    }
    if not right[kind]:
        raise SettingsError(f"{where} is {value!r}, expected {_WORDS[kind]}.")
    if choices and value not in choices:
        close = get_close_matches(str(value), choices, 1, 0.5)
        guess = f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(choices)}."
        raise SettingsError(f"{where} is {value!r}; {guess}")
    if kind == "Path":
        return Path(str(value)).expanduser()
    return tuple(value) if kind == "tuple[str, ...]" else value  # type: ignore[arg-type]  # `right` has looked
