"""facts.json: all that a checker needs to judge any text about the day, and nothing that it has to guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from newsgen.errors import ArchiveError
from newsgen.model import About, Event, Fact, Facts, Finding, Origin, Point, Quote, Series, Unit, Value, Window


class _Fact(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    value: float | int | str
    unit: Unit
    text: str
    about: About
    working: str
    window: Window
    as_of: datetime
    origins: tuple[Origin, ...]
    note: str = ""


class _Missing(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    reason: str


class _Facts(msgspec.Struct, forbid_unknown_fields=True):
    """The file as it stands; what the design names first, then what makes it whole."""

    facts: list[_Fact]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    missing: list[_Missing]
    day: date
    window: Window
    as_of: datetime
    sample: bool = False
    findings: tuple[Finding, ...] = ()
    series: tuple[Series, ...] = ()


def facts_json(facts: Facts, text: Callable[[Fact], str]) -> bytes:
    """The day's facts as a file; `text` gives a fact's printed form in the house language."""
    return pretty(
        _Facts(
            facts=[_plain(fact, text(fact)) for fact in facts.known.values()],
            quotes=facts.quotes,
            events=facts.events,
            missing=[_Missing(name, reason) for name, reason in facts.missing.items()],
            day=facts.day,
            window=facts.window,
            as_of=facts.as_of,
            sample=facts.sample,
            findings=facts.findings,
            series=tuple(facts.series.values()),
        )
    )


def read_facts(path: Path) -> Facts:
    """The facts as they were; raises ArchiveError for a file that is not there or not a facts.json."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Facts)
        return Facts(
            day=found.day,
            window=_zoned(found.window),
            as_of=_utc(found.as_of),
            known={item.id: _fact(item) for item in found.facts},
            missing={item.id: item.reason for item in found.missing},
            quotes=found.quotes,
            events=found.events,
            findings=found.findings,
            sample=found.sample,
            series={item.id: _series(item) for item in found.series},
        )
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read ({error.strerror}); name the facts.json of a told day.") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise ArchiveError(f"{path}: not a facts.json ({error}); tell the day again to write a new one.") from error


def pretty(value: Any) -> bytes:
    """JSON that people can read and that differs line by line."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _plain(fact: Fact, text: str) -> _Fact:
    value = fact.value
    exact = value if isinstance(value, float | int | str) else _iso(value)
    return _Fact(
        fact.id, exact, fact.unit, text, fact.about, fact.working, fact.window, fact.as_of, fact.origins, fact.note
    )


def _iso(value: date | datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def _fact(item: _Fact) -> Fact:
    return Fact(
        id=item.id,
        value=_value(item),
        unit=item.unit,
        about=item.about,
        window=_zoned(item.window),
        as_of=_utc(item.as_of),
        working=item.working,
        origins=item.origins,
        note=item.note,
    )


def _series(item: Series) -> Series:
    points = tuple([Point(_utc(point.time), point.values) for point in item.points])
    return replace(item, points=points, window=_zoned(item.window))


def _value(item: _Fact) -> Value:
    if item.unit is Unit.DATE:
        return date.fromisoformat(str(item.value))
    if item.unit is Unit.TIME:
        return _utc(datetime.fromisoformat(str(item.value)))
    return item.value


def _zoned(window: Window) -> Window:
    return Window(_utc(window.start), _utc(window.end))


def _utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"{time.isoformat()} has no zone, expected UTC with a Z")
    return time.astimezone(UTC)
