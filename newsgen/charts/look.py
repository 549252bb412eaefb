"""How pictures look: colours, type and hatches, read from `charts/look.toml` of the template folders."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsgen.errors import HouseError

NAME = "charts/look.toml"
HATCHES = frozenset("/\\|-+xo.*")
TYPE_SIZES = (8, 400)  # pixels
# WCAG 2.2: text needs 4.5 to 1 on what it stands on, a bar or a line 3 to 1.
CONTRAST: Mapping[str, float] = {"ink": 4.5, "muted": 4.5, "pick": 4.5, "bar": 3, "long": 3, "short": 3}
APART = 1.5  # how much lighter one side is than the other, seen without colours


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one mode by role, as "#rrggbb"; no two are alike, so that one can be told by its value."""

    paper: str
    ink: str
    muted: str
    grid: str
    shade: str
    bar: str
    long: str
    short: str
    pick: str


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes of letters in pixels of a picture 1200 wide."""

    title: float
    label: float
    tick: float
    source: float
    headline: float
    figure: float


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about pictures that an editor can change; fonts are files, "" the bundled DejaVu Sans."""

    light: Palette
    dark: Palette
    hatch: Mapping[str, str]  # by side
    type: Type
    regular: str = ""
    bold: str = ""


def read_look(folders: Sequence[Path]) -> Look:
    """The look that `charts/look.toml` describes, each value from the first of the folders that has it.

    Raises HouseError for a file that cannot be read, a name that there is not, or colours too much alike to be seen.
    """
    files = [folder / NAME for folder in folders if (folder / NAME).is_file()]
    if not files:
        raise HouseError(f"templates/{NAME}: there is no such file; bring it back from newsgen's own templates.")
    return _read(tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=8)
def _read(files: tuple[tuple[Path, int], ...]) -> Look:
    tables: dict[str, dict[str, Any]] = {}
    for file, _ in reversed(files):
        for name, table in _toml(file).items():
            check = _TABLES.get(name)
            if check is None or not isinstance(table, dict):
                raise HouseError(f"{file}: there is no table [{name}]; there are: {', '.join(_TABLES)}.")
            for key, value in table.items():
                check(file, name, key, value)
            if name == "font":
                table = {key: str(file.parent / value) if value else "" for key, value in table.items()}
            tables.setdefault(name, {}).update(table)
    first = files[0][0]
    for name in _TABLES:
        _complete(first, name, tables.get(name, {}))
    look = Look(
        Palette(**tables["light"]), Palette(**tables["dark"]), tables["hatch"], Type(**tables["type"]), **tables["font"]
    )
    for name in ("light", "dark"):
        _seen(first, name, tables[name])
    return look


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise HouseError(f"{file}: cannot be read ({error.strerror}); make it readable.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HouseError(f"{file}: not valid TOML ({error}); mend that line.") from error


def _complete(file: Path, name: str, table: Mapping[str, Any]) -> None:
    missing = [key for key in _KEYS[name] if key not in table]
    if missing:
        raise HouseError(f"{file}: [{name}] lacks {', '.join(missing)}; add it.")


def _known(file: Path, table: str, key: str) -> None:
    if key not in _KEYS[table]:
        raise HouseError(f"{file}: [{table}] has no {key!r}; there are: {', '.join(_KEYS[table])}.")


def _colour(file: Path, table: str, key: str, value: object) -> None:
    _known(file, table, key)
    if not isinstance(value, str) or not re.fullmatch("#[0-9a-f]{6}", value):
        raise HouseError(f'{file}: {table}.{key} is {value!r}, expected a colour such as "#1f2933" in lower case.')


def _hatch(file: Path, table: str, key: str, value: object) -> None:
    _known(file, table, key)
    if not isinstance(value, str) or not set(value) <= HATCHES:
        raise HouseError(f"{file}: {table}.{key} is {value!r}, expected signs such as // or xx, or nothing.")


def _size(file: Path, table: str, key: str, value: object) -> None:
    _known(file, table, key)
    least, most = TYPE_SIZES
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise HouseError(f"{file}: {table}.{key} is {value!r}, expected pixels from {least} to {most}.")


def _font(file: Path, table: str, key: str, value: object) -> None:
    _known(file, table, key)
    if not isinstance(value, str) or (value and not (file.parent / value).is_file()):
        raise HouseError(f"{file}: {table}.{key} is {value!r}, expected a TrueType file beside it or nothing.")


_TABLES: Mapping[str, Callable[[Path, str, str, object], None]] = {
    "light": _colour, "dark": _colour, "hatch": _hatch, "type": _size, "font": _font,
}  # fmt: skip
_KEYS: Mapping[str, tuple[str, ...]] = {
    "light": Palette.__slots__, "dark": Palette.__slots__, "hatch": ("long", "short"), "type": Type.__slots__,
    "font": ("regular", "bold"),
}  # fmt: skip


def _seen(file: Path, name: str, colours: Mapping[str, str]) -> None:
    """Every colour can be told from the paper, the sides from each other, and each role from every other."""
    for role, least in CONTRAST.items():
        found = contrast(colours[role], colours["paper"])
        if found < least:
            raise HouseError(
                f"{file}: {name}.{role} stands {found:.1f} to 1 on {name}.paper and needs {least:g}; "
                "take it further from the paper."
            )
    if contrast(colours["long"], colours["short"]) < APART:
        raise HouseError(f"{file}: {name}.long and {name}.short are as light as each other; make one of them darker.")
    if len(set(colours.values())) < len(colours):
        raise HouseError(f"{file}: two colours of [{name}] are the same; change the last digit of one.")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it: 1 for the same, 21 for black on white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
