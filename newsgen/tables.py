"""A table of the settings as a dataclass: what a destination, a channel or a schedule can be told, and what it means.

Each option is a field, its default makes it optional, and `says` gives its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from newsgen.errors import SettingsError

Table = TypeVar("Table")
_WORDS = {str: "text in quotation marks", bool: "true or false", int: "a whole number", float: "a number"}


@dataclass(frozen=True, slots=True)
class Option:
    """An option as it is listed: `default` is None where it has to be given."""

    name: str
    default: object
    meaning: str
    choices: tuple[str, ...] = ()


def says(meaning: str, default: Any = MISSING, choices: tuple[str, ...] = ()) -> Any:
    """A field with a meaning; without a default it has to be given."""
    told = {"meaning": meaning, "choices": choices}
    if isinstance(default, Mapping):
        return field(default_factory=lambda: default, metadata=told)
    return field(default=default, metadata=told)


def meaning(text: str) -> dict[str, Any]:
    """The metadata of a field that holds a table of its own."""
    return {"meaning": text, "choices": ()}


def options_of(kind: type) -> tuple[Option, ...]:
    """Every option of a dataclass of options, those of its own tables as `find.path`."""
    hints, found = get_type_hints(kind), list[Option]()
    for item in fields(kind):
        if inner := _inner(hints[item.name]):
            found += [replace(one, name=f"{item.name}.{one.name}") for one in options_of(inner)]
        else:
            made: object = {} if item.default_factory is not MISSING else None
            default = made if item.default is MISSING else item.default
            told = item.metadata
            found.append(Option(item.name, default, told.get("meaning", ""), told.get("choices", ())))
    return tuple(found)


def read_table(kind: type[Table], table: Mapping[str, object], where: str) -> Table:
    """The table as a `kind`: text, numbers, truth values, tuples and mappings of text, and tables of their own.

    `where` is how the settings call it: "destinations.blog".
    Raises SettingsError for an option that does not exist, is missing, or has the wrong type.
    """
    known = {item.name.rstrip("_"): item for item in fields(kind)}  # type: ignore[arg-type]
    hints, values = get_type_hints(kind), dict[str, Any]()
    for name, value in table.items():
        if name not in known:
            close = get_close_matches(name, known, 1, 0.5)
            guess = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known)}."
            raise SettingsError(f"{where}: no option called {name!r}; {guess}")
        item = known[name]
        values[item.name] = _chosen(item, _typed(hints[item.name], value, f"{where}.{name}"), f"{where}.{name}")
    for name, item in known.items():
        if item.name not in values and item.default is MISSING and item.default_factory is MISSING:
            raise SettingsError(f"{where}: {name} is missing ({item.metadata.get('meaning', '')}); set {name} there.")
    return kind(**values)


def _chosen(item: Field[Any], value: object, where: str) -> object:
    choices = item.metadata.get("choices", ())
    for one in value if isinstance(value, tuple) else (value,):
        if choices and one not in choices:
            raise SettingsError(f"{where} is {one!r}, expected one of {', '.join(choices)}.")
    return value


def _typed(hint: Any, value: object, where: str) -> object:
    if inner := _inner(hint):
        if not isinstance(value, Mapping):
            raise SettingsError(f"{where} is {value!r}, expected a table; write [{where}] above its options.")
        return read_table(inner, value, where)
    if get_origin(hint) is tuple:
        items = value if isinstance(value, list | tuple) else [value]
        return tuple(_typed(get_args(hint)[0], one, where) for one in items)
    if get_origin(hint) is Mapping:
        if not isinstance(value, Mapping):
            raise SettingsError(f"{where} is {value!r}, expected a table; write [{where}] above its lines.")
        held = get_args(hint)[1]
        return MappingProxyType({name: _typed(held, one, f"{where}.{name}") for name, one in value.items()})
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise SettingsError(f"{where} is {value!r}, expected {_WORDS.get(hint, 'something else')}.")
    return value


def _inner(hint: Any) -> type | None:
    """The dataclass that a field holds, or may hold."""
    return next((one for one in (hint, *get_args(hint)) if isinstance(one, type) and is_dataclass(one)), None)
