"""The register of claims: words that only some facts can bear out, as `claims.toml` lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from newsgen.errors import HouseError

FILE = "claims.toml"
_KEYS = {"words", "facts", "unless", "test"}


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that claim something, the facts that can bear them out, and the test that proves them."""

    name: str
    words: tuple[str, ...]
    facts: tuple[str, ...]
    test: str
    pattern: re.Pattern[str]
    harmless: re.Pattern[str]  # what reads alike and claims nothing

    def made_in(self, text: str) -> str | None:
        """The words in `text` that make the claim, or None."""
        blank = self.harmless.sub(lambda match: "_" * len(match[0]), text)
        match = self.pattern.search(blank)
        return match[0] if match else None

    def borne_out_by(self, facts: Iterable[str]) -> bool:
        """Whether one of the facts, as a template writes them, can bear it out."""
        return any(fnmatchcase(fact, glob) for fact in facts for glob in self.facts)


def read_claims(tables: Mapping[str, Any]) -> tuple[Claim, ...]:
    """The claims that the tables of claims.toml describe; raises HouseError."""
    return tuple(_claim(name, table) for name, table in tables.items())


def _claim(name: str, table: Any) -> Claim:
    where = f"templates/{FILE}: [{name}]"
    if not isinstance(table, dict) or not {"words", "facts", "test"} <= set(table) <= _KEYS:
        raise HouseError(f"{where}: a claim has `words`, `facts`, `test` and perhaps `unless`; write it as the others.")
    return Claim(
        name,
        tuple(table["words"]),
        tuple(table["facts"]),
        str(table["test"]),
        _pattern(table["words"]),
        _pattern(table.get("unless", ())),
    )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, in any case; `*` stands for up to three words."""
    phrases = [_phrase(phrase) for phrase in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(phrases) or "(?!)", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    inner = re.escape(phrase).replace(r"\ \*\ ", r"(?: [\w'’]+){0,3} ").replace(r"\ ", " ")
    before = "" if phrase.startswith("-") else r"(?<![\w-])"
    return rf"{before}{inner}(?![\w-])"
