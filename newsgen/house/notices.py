"""The words of corrections, from `corrections/<language>.toml`: editors' sentences with names in braces.

There is nothing to run in them: a name that is not on the list of its sentence is refused when the file is read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsgen.catalogue import CATALOGUE, MEASURES
from newsgen.errors import HouseError

_NAME = re.compile(r"\{([^{}]*)\}")
_OLD_NEW = ("old", "new")
# Each sentence with the names that it must print, and those that it may.
_NOTE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "figure": (("what", *_OLD_NEW), ("source",)),
    "figure_more": (("what", *_OLD_NEW), ("source",)),
    "lost": (("what", "old"), ("source",)),
    "lost_more": (("what", "old"), ("source",)),
    "sentence": (_OLD_NEW, ("source",)),
    "sentence_more": (_OLD_NEW, ("source",)),
    "gone": (("old",), ("source",)),
    "gone_more": (("old",), ("source",)),
    "source": (("names",), ()),
    "withdrawn": (("reason",), ()),
}
_POST: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "correction": (("note",), ()),
    "withdrawal": (("note",), ()),
    "article": (("day",), ()),
    "instead_of": ((), ()),
    "rest_one": ((), ()),
    "rest_many": (("count",), ()),
}
_LABELS = ("correction", "withdrawal")


@dataclass(frozen=True, slots=True)
class Notices:
    """The words of corrections in one language; `never` are those that no note may hold."""

    note: Mapping[str, str]
    post: Mapping[str, str]
    label: Mapping[str, str]
    signs: Mapping[str, tuple[str, str]]  # by measure: as it rises, as it falls
    things: Mapping[str, str]  # by fact, with {coin}
    never: tuple[str, ...]

    def what(self, fact: str, coin: str, name: str) -> str:
        """What a figure is of: `coin` is the ticker of its fact, `name` what the house calls it; "" for no words."""
        ticker = coin.lower()
        pattern = re.sub(rf"^{re.escape(ticker)}(?=[._])", "{coin}", fact) if ticker else fact
        said = self.things.get(fact) or self.things.get(pattern, "")
        return filled(said, coin=name)

    def signed(self, measure: str, figure: str, value: float) -> str:
        """A figure with its direction, where its measure has one."""
        pair = self.signs.get(measure)
        return filled(pair[value < 0], figure=figure) if pair and value else figure


def filled(sentence: str, **names: str) -> str:
    """The sentence with its names filled in; what is filled in is never read again."""
    return _NAME.sub(lambda match: names[match[1]], sentence)


def read_notices(folders: Sequence[Path], language: str = "en") -> Notices:
    """The words of the first folder that has them; raises HouseError for one that is missing or does not fit."""
    for folder in folders:
        file = folder / "corrections" / f"{language}.toml"
        if file.is_file():
            return _read(file, file.read_bytes())
    looked = ", ".join(map(str, folders)) or "no folder"
    raise HouseError(f"there is no corrections/{language}.toml in {looked}; name a folder of templates that has it.")


@lru_cache(maxsize=4)
def _read(file: Path, content: bytes) -> Notices:
    try:
        said = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HouseError(f"{file}: not valid TOML ({error}); mend that line.") from error
    things = {name: _thing(file, name, text) for name, text in _table(file, said, "things").items()}
    signs = {name: _pair(file, name, pair) for name, pair in _table(file, said, "signs").items()}
    never = _table(file, said, "never").get("words", [])
    if not isinstance(never, list):
        raise HouseError(f"{file}: never: words is no list; write one.")
    return Notices(
        note=_sentences(file, said, "note", _NOTE),
        post=_sentences(file, said, "post", _POST),
        label=_sentences(file, said, "label", dict.fromkeys(_LABELS, ((), ()))),
        signs=signs,
        things=things,
        never=tuple(str(word).lower() for word in never),
    )


def _table(file: Path, said: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = said.get(name)
    if not isinstance(table, dict):
        raise HouseError(f"{file}: there is no table [{name}]; take it from the file that ships with newsgen.")
    return table


def _sentences(
    file: Path, said: Mapping[str, Any], table: str, known: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
) -> dict[str, str]:
    found = _table(file, said, table)
    for name in found:
        _known(file, f"{table}.{name}", name, known)
    for name, (needed, others) in known.items():
        text = found.get(name)
        if not isinstance(text, str) or not text.strip():
            raise HouseError(f"{file}: {table}: {name} is missing; write the sentence.")
        _names(file, f"{table}.{name}", text, needed, others)
    return {name: str(found[name]) for name in known}


def _thing(file: Path, name: str, text: object) -> str:
    if name.replace("{coin}", "btc") not in CATALOGUE:
        _known(file, f"things: {name}", name, [*CATALOGUE, *(one.replace("btc", "{coin}") for one in CATALOGUE)])
    if not isinstance(text, str) or not text.strip():
        raise HouseError(f"{file}: things: {name} says nothing; write what it is, or leave it out.")
    _names(file, f"things.{name}", text, ("coin",) if "{coin}" in name else (), ())
    return text


def _pair(file: Path, name: str, pair: object) -> tuple[str, str]:
    _known(file, f"signs: {name}", name, MEASURES)
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
        raise HouseError(f"{file}: signs: {name} needs two forms, as it rises and as it falls; write both.")
    for text in pair:
        _names(file, f"signs.{name}", text, ("figure",), ())
    return pair[0], pair[1]


def _names(file: Path, place: str, text: str, needed: Sequence[str], others: Sequence[str]) -> None:
    found = _NAME.findall(text)
    for name in found:
        _known(file, place, name, (*needed, *others))
    for name in needed:
        if name not in found:
            raise HouseError(f"{file}: {place} does not print {{{name}}}; a note that leaves it out says too little.")
    if "{" in _NAME.sub("", text) or "}" in _NAME.sub("", text):
        raise HouseError(f"{file}: {place} has a brace that opens or closes nothing; mend it.")


def _known(file: Path, place: str, name: str, names: Iterable[str]) -> None:
    there_are = list(names)
    if name not in there_are:
        close = get_close_matches(name, there_are, 1, 0.4)
        guess = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(there_are) or 'none'}."
        raise HouseError(f"{file}: {place}: there is no {name!r}; {guess}")
