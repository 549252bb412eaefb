"""What an editor put on file: quotes, events and the note on the folder itself, in TOML."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from newsgen.model import Event, Quote, Severity

from .cells import clean
from .notes import Notes
from .rules import SKEW
from .texts import UTF8_HINT, UnreadableError

QUOTE_KEYS = ("speaker", "role", "org", "text", "said_at", "source", "url", "topics", "expires_at", "kind")
SCHEDULED = "scheduled"  # first word of the kind of an event that was announced for its date
EVENT_KEYS = ("date", "time", "what", "source", "url", "coins", "kind")
FOLDER_KEYS = ("sample", "note")
KINDS = ("direct", "paraphrase")

Paper = TypeVar("Paper")


class EntryError(Exception):
    """An entry that cannot be used; says why, in words that follow "Quote 2 of quotes.toml ..."."""

    def __init__(self, reason: str, guard: str = "M1", severity: Severity = Severity.WARN, hint: str = "") -> None:
        super().__init__(reason)
        self.guard, self.severity, self.hint = guard, severity, hint


def read_quotes(path: Path, label: str, notes: Notes, now: datetime) -> list[Quote]:
    """The quotes of one file; one that cannot be used costs itself.  Raises UnreadableError for the whole file."""
    return read_entries(path, label, "quote", QUOTE_KEYS, lambda raw, _: _quote(raw, now), notes)


def read_events(path: Path, label: str, notes: Notes, now: datetime) -> list[Event]:
    """The events of one file; one that cannot be used costs itself.  Raises UnreadableError for the whole file."""
    return read_entries(path, label, "event", EVENT_KEYS, lambda raw, _: _event(raw, now), notes)


def read_folder_note(path: Path, label: str, notes: Notes) -> tuple[bool, str]:
    """Whether the folder's figures were made and not measured, and what is to be said of it."""
    raw = _load(path)
    _strange_keys(raw, FOLDER_KEYS, label, label, notes)
    sample, note = raw.get("sample", False), raw.get("note", "")
    if not isinstance(sample, bool) or not isinstance(note, str):
        raise UnreadableError("needs sample = true or false and note as a text", "Mend market.toml.")
    return sample, clean(note)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableError("is not written in UTF-8", UTF8_HINT) from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UnreadableError(f"cannot be read as TOML ({error})", "Mend the line it names.") from error


def read_entries(
    path: Path,
    label: str,
    kind: str,
    keys: tuple[str, ...],
    build: Callable[[dict[str, Any], str], Paper],
    notes: Notes,
) -> list[Paper]:
    """What `build` makes of each [[kind]] of a TOML file and of the place it stands in; `EntryError` costs the entry.

    Raises UnreadableError for the whole file.
    """
    raw = _load(path)
    _strange_keys(raw, (kind,), label, label, notes)
    entries = raw.get(kind, [])
    if not isinstance(entries, list):
        raise UnreadableError(f"holds no list of {kind}s", f"Begin each one with [[{kind}]].")
    papers = []
    for number, entry in enumerate(entries, 1):
        place, where = f"{kind.capitalize()} {number} of {label}", f"{label}:{kind} {number}"
        try:
            if not isinstance(entry, dict):
                raise EntryError("is not a table", hint=f"Begin each one with [[{kind}]].")
            _strange_keys(entry, keys, place, where, notes)
            papers.append(build(entry, where))
        except EntryError as refused:
            notes.add(refused.guard, refused.severity, f"{place} {refused}; it is not used.", where, refused.hint)
    return papers


def _strange_keys(raw: Mapping[str, Any], keys: tuple[str, ...], place: str, where: str, notes: Notes) -> None:
    for key in raw:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"The keys are {', '.join(keys)}."
            notes.add("M1", Severity.WARN, f"{place} has a key {key!r} that is not read.", where, hint)


def _quote(raw: dict[str, Any], now: datetime) -> Quote:
    for name in ("speaker", "text", "source"):
        if not text_of(raw, name):
            raise EntryError(
                f"has no {name}", "Q1", Severity.HOLD, "Words need who said them, what was said and where."
            )
    kind = text_of(raw, "kind") or "paraphrase"
    if kind not in KINDS:
        raise EntryError(f"has the kind {kind!r} where direct or paraphrase was expected", "Q1", Severity.HOLD)
    said_at = moment_of(raw, "said_at")
    in_past(said_at, "said_at", now)
    return Quote(
        speaker=text_of(raw, "speaker"),
        text=text_of(raw, "text"),
        source=text_of(raw, "source"),
        role=text_of(raw, "role"),
        org=text_of(raw, "org"),
        kind=kind,
        said_at=said_at,
        expires_at=moment_of(raw, "expires_at"),
        url=url_of(raw),
        topics=_list(raw, "topics"),
    )


def _event(raw: dict[str, Any], now: datetime) -> Event:
    for name in ("what", "source"):
        if not text_of(raw, name):
            raise EntryError(f"has no {name}", "C2", Severity.HOLD, "An event needs what happened and who reported it.")
    at = moment_of(raw, "time")
    day = at.astimezone(UTC).date() if at else _date(raw)
    kind = text_of(raw, "kind")
    if not kind.startswith(SCHEDULED):
        in_past(at or datetime(day.year, day.month, day.day, tzinfo=UTC), "time" if at else "date", now)
    return Event(
        what=text_of(raw, "what"),
        source=text_of(raw, "source"),
        date=day,
        time=at,
        url=url_of(raw),
        kind=kind,
        coins=tuple(coin.upper() for coin in _list(raw, "coins")),
    )


def text_of(raw: Mapping[str, Any], name: str) -> str:
    """The text of an entry's key, "" where it is absent."""
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise EntryError(f"has a {name} that is not a text", hint=f"Write {name} in quotation marks.")
    return clean(value)


def url_of(raw: Mapping[str, Any]) -> str:
    """The web address of an entry, "" where it has none."""
    url = text_of(raw, "url")
    if url and not url.startswith(("https://", "http://")):
        raise EntryError("has a url that is not a web address", hint="Begin it with https://.")
    return url


def _list(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = raw.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise EntryError(f"has {name} that are not a list of texts", hint=f'Write {name} = ["BTC"].')
    return tuple(clean(value) for value in values)


def moment_of(raw: Mapping[str, Any], name: str) -> datetime | None:
    """The time in UTC of an entry's key, None where it is absent."""
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise EntryError(
                f"has a {name} that is not a time", hint=f"Write {name} = 2025-07-14T12:00:00Z."
            ) from error
    if not isinstance(value, datetime):
        raise EntryError(f"has a {name} that is not a time", hint=f"Write {name} = 2025-07-14T12:00:00Z.")
    if value.tzinfo is None:
        raise EntryError(f"has a {name} without a zone", "K1", Severity.HOLD, f"Write {name} = 2025-07-14T12:00:00Z.")
    return value.astimezone(UTC)


def _date(raw: Mapping[str, Any]) -> date:
    value = raw.get("date")
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError as error:
            raise EntryError("has a date that is not a date", hint="Write date = 2025-07-14.") from error
    if isinstance(value, datetime) or not isinstance(value, date):
        raise EntryError(
            "has neither a date nor a time", hint="Write date = 2025-07-14 or time = 2025-07-14T12:00:00Z."
        )
    return value


def in_past(at: datetime | None, name: str, now: datetime) -> None:
    """Refuses an entry that speaks of a time to come."""
    if at is not None and at > now + SKEW:
        raise EntryError(
            f"has a {name} later than now ({now:%Y-%m-%dT%H:%M:%SZ})", "F1", Severity.HOLD, "Check the date."
        )
