"""What CoinGlass puts around its data: the envelope, its ways of saying no, and the shapes that vary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from newsgen.gather.numbers import decoded, empty, field, malformed, number
from newsgen.gather.venues import venue
from newsgen.wire import Answer, SourceError, Trouble

LABEL = "CoinGlass"
MOST = 1e11  # US dollars closed by force in a day: five times the most there ever was

Json: TypeAlias = Mapping[str, Any]


def refuse(answer: Answer, body: Any) -> None:
    """Raise SourceError for every body but `{"code": "0", ...}`: the vendor mostly says no with HTTP 200.

    What `msg` says goes before what `code` says: rate limits and plans have been recorded under code 400.
    A key is never repeated, even where the vendor does.
    """
    if not isinstance(body, Mapping) or "code" not in body:
        if answer.status >= 300:
            return  # somebody else's body: the status says enough
        raise malformed(answer, "no CoinGlass envelope")
    code = str(body["code"]).strip().removesuffix(".0")
    if code == "0":
        return
    words = " ".join(str(body.get("msg") or body.get("message") or "").split())
    trouble, reason = _meaning(code, words.casefold(), answer.name)
    raise SourceError(answer.source, trouble, reason or f"{answer.name} was refused: code {code[:12]}, {_safe(words)}")


def _meaning(code: str, words: str, name: str) -> tuple[Trouble, str]:
    if "upgrade" in words:
        return Trouble.PLAN, f"the key's plan does not hold {name}"
    if "too many requests" in words or "rate limit" in words or code == "429":
        return Trouble.BUSY, f"too many questions in a minute ({name})"
    if "api key" in words or code in ("401", "403"):
        return Trouble.KEY, "the key is missing or wrong"
    if "server error" in words or code == "408" or (len(code) == 3 and code.startswith("5")):
        return Trouble.BROKEN, f"the vendor's own failure at {name}: code {code[:12]}"
    return Trouble.REFUSED, ""


def _safe(words: str) -> str:
    return re.sub(r"[\w\-]{16,}", "...", words)[:80] or "no reason given"


def data(answer: Answer) -> Any:
    """The data of an answer, unwrapped where it is nested once more; raises SourceError (empty) where there is none."""
    body = decoded(answer)
    refuse(answer, body)
    found = body.get("data")
    if isinstance(found, Mapping) and set(found) == {"data"}:
        found = found["data"]
    if found is None or found == [] or found == {}:
        raise empty(answer)
    return found


def rows(answer: Answer) -> list[Json]:
    """The data of an answer that is a list of objects; one object alone is a list of one."""
    found = data(answer)
    if isinstance(found, Mapping):
        found = [found]
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise malformed(answer, "no list of rows")
    return found


def amount(row: object, *names: str, most: float = MOST) -> float | None:
    """The first of these fields that is there, as US dollars; None where none is.

    Raises ValueError for what is no amount: below zero, or above what can be (another scale).
    """
    for name in names:
        found = number(field(row, name))
        if found is not None:
            if not 0 <= found <= most:
                raise ValueError(f"{name} is below zero, or more than can be")
            return found
    return None


def name_of(row: object, *names: str) -> str | None:
    """The venue that a row speaks of, None where it names none that can be one."""
    for name in names:
        found = field(row, name)
        if found is not None:
            try:
                return venue(found)
            except ValueError:
                return None
    return None
