"""A new angle's folder: a rule and its prose, ready to be changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from newsgen.errors import HouseError

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LONGEST = 40


def new_angle(folder: Path, name: str, folders: Sequence[Path] = (), language: str = "en") -> tuple[Path, ...]:
    """Begin angles/NAME in `folder`; `folders` are those in which the name must be free.  Raises HouseError."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        way_out = f"write up to {_LONGEST} small letters, digits and underscores, as eth_slump"
        raise HouseError(f"`{name}` cannot name an angle; {way_out}.")
    for known in (folder, *folders):
        if (known / "angles" / name).exists():
            raise HouseError(f"there is an angle `{name}` in {known}; change it there, or choose another name.")
    place = folder / "angles" / name
    title = name.replace("_", " ").capitalize()
    made = {place / "rule.toml": "rule.toml", place / f"{language}.md": "en.md"}
    try:
        place.mkdir(parents=True)
        for file, pattern in made.items():
            text = (files("newsgen.house") / "new_angle" / pattern).read_text(encoding="utf-8")
            file.write_text(text.replace("NAME", name).replace("TITLE", title), encoding="utf-8")
    except OSError as error:
        raise HouseError(f"{place}: cannot be written ({error.strerror}); name another folder with --dir.") from error
    return tuple(made)
