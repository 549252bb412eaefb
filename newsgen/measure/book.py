"""The day's book: collects facts with their working, reasons for what is missing, and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from newsgen.catalogue import CATALOGUE
from newsgen.measure.clock import DAY, moment
from newsgen.model import About, Bar, Event, Fact, Facts, Finding, Origin, Quote, Series, Severity, Value, Window

Origins = tuple[Origin, ...]
NO_SOURCES: Mapping[str, Origin] = MappingProxyType({})
PLAIN = 1e-4  # Python writes smaller figures with an exponent


def exact(value: float) -> str:
    """A figure as it stands on file, with thousands separated: nothing is rounded."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,}" if abs(value) >= PLAIN else f"{Decimal(repr(value)):f}"


def brief(value: float) -> str:
    """The result of a working: two decimals, more where the value is small."""
    return f"{value:,.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.4g}"


@lru_cache(maxsize=4096)
def _about(fact_id: str, coin: str | None, side: str | None, venues: str | None) -> About:
    about = CATALOGUE[fact_id].about
    return About(about.measure, coin or about.coin, side or about.side, venues or about.venues, about.base)


def fetched(known: Mapping[str, Fact], sources: Mapping[str, Origin]) -> dict[str, Fact]:
    """The facts with the address, time and hash of the answers that they stand on."""
    seen: dict[Origins, Origins] = {}

    def whole(origins: Origins) -> Origins:
        if origins not in seen:
            seen[origins] = tuple(
                replace(origin, url=source.url, fetched_at=source.fetched_at, sha256=source.sha256)
                if (source := sources.get(origin.file))
                else origin
                for origin in origins
            )
        return seen[origins]

    return {
        fact_id: fact if (origins := whole(fact.origins)) == fact.origins else replace(fact, origins=origins)
        for fact_id, fact in known.items()
    }


class Book:
    """Facts of one window as they are found; `close` makes the frozen `Facts`.

    Times are seconds since 1970; the window is `start` excluded, `end` included.
    """

    def __init__(self, day: date, start: int, end: int) -> None:
        self.day = day
        self.start = start
        self.end = end
        self.as_of = moment(end)
        self.window = Window(moment(start), self.as_of)
        self.known: dict[str, Fact] = {}
        self.missing: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.quarantined: list[Bar] = []
        self.series: dict[str, Series] = {}

    @property
    def is_day(self) -> bool:
        """Whether the window is exactly one UTC day."""
        return self.end % DAY == 0 and self.end - self.start == DAY

    def put(
        self,
        fact_id: str,
        value: Value,
        working: str,
        origins: Origins,
        *,
        span: Window | None = None,
        coin: str | None = None,
        side: str | None = None,
        venues: str | None = None,
        note: str = "",
    ) -> None:
        """Enter a fact; `coin`, `side` and `venues` say what this day's value speaks of where the catalogue cannot."""
        self.known[fact_id] = Fact(
            fact_id, value, CATALOGUE[fact_id].unit, _about(fact_id, coin, side, venues),
            span or self.window, self.as_of, working, origins, note,
        )  # fmt: skip

    def share(
        self,
        fact_id: str,
        part: float,
        whole: float,
        origins: Origins,
        *,
        coin: str | None = None,
        side: str | None = None,
        venues: str | None = None,
    ) -> None:
        """Enter a part of a whole in percent."""
        value = part / whole * 100
        working = f"{brief(value)} = {exact(part)} / {exact(whole)} x 100"
        self.put(fact_id, value, working, origins, coin=coin, side=side, venues=venues)

    def miss(self, reason: str, ids: Iterable[str]) -> None:
        """Say why these facts are missing; the first reason given for a fact stays."""
        for fact_id in ids:
            self.missing.setdefault(fact_id, reason)

    def withdraw(self, reason: str, ids: Iterable[str]) -> None:
        """Take facts back that another look has made doubtful; what never was known keeps its own reason."""
        for fact_id in ids:
            if self.known.pop(fact_id, None) is not None:
                self.missing[fact_id] = reason

    def number(self, fact_id: str) -> float | None:
        """The value of a known fact with a numeric unit."""
        fact = self.known.get(fact_id)
        return fact.value if fact is not None and isinstance(fact.value, (int, float)) else None

    def find(
        self, guard: str, severity: Severity, message: str, where: str, facts: tuple[str, ...] = (), hint: str = ""
    ) -> None:
        """Record what was wrong with the input and was left out; `where` is the file."""
        self.findings.append(Finding(guard, severity, message, where, facts, hint))

    def close(
        self,
        quotes: tuple[Quote, ...],
        events: tuple[Event, ...],
        sample: bool,
        sources: Mapping[str, Origin] = NO_SOURCES,
    ) -> Facts:
        """Everything known, and every other fact of the catalogue with the reason for its absence.

        Where a fact's origin names a file of `sources`, it also says where and when that was fetched.
        """
        missing = {
            fact_id: self.missing.get(fact_id, "nothing on file for this window")
            for fact_id in CATALOGUE
            if fact_id not in self.known
        }
        known: Mapping[str, Fact] = MappingProxyType(fetched(self.known, sources) if sources else self.known)
        return Facts(
            self.day, self.window, self.as_of, known, MappingProxyType(missing), quotes, events,
            tuple(self.findings), sample, tuple(self.quarantined), MappingProxyType(self.series),
        )  # fmt: skip


@lru_cache(maxsize=256)
def family(prefix: str) -> tuple[str, ...]:
    """The ids of the catalogue that begin with `prefix`."""
    return tuple(fact_id for fact_id in CATALOGUE if fact_id.startswith(prefix))
