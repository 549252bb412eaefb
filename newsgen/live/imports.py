"""Bringing in what is already there: market folders, and raw events that are added up on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from newsgen.catalogue import TALLY
from newsgen.collect import VENUES, event_files
from newsgen.collect.tally import tally
from newsgen.errors import MarketError
from newsgen.history import Kept
from newsgen.history.store import History
from newsgen.market import Market, read_market
from newsgen.model import Finding, Origin
from newsgen.wire import Sheaf

UPTIME = "uptime.csv"
EVENTS = (".parquet", ".csv.gz", ".csv")


def bring_in(
    paths: Sequence[Path], history: History, *, now: datetime, step: Callable[[str], object] = str
) -> tuple[Kept, tuple[Finding, ...]]:
    """Keep market folders, collectors' folders and single event files; gives what changed and what could not be read.

    Raises MarketError for a path that is none of them; what was kept before it stays kept.
    """
    learned, findings = Kept(), list[Finding]()
    for path in paths:
        step(f"Reading {path}")
        market, found = _market_of(path, now)
        findings += found
        step(f"Keeping {path}")
        learned += history.keep(market, now=now)
    return learned, tuple(findings)


def _market_of(path: Path, now: datetime) -> tuple[Market, tuple[Finding, ...]]:
    files = _events(path)
    if files:
        rows, findings = tally(files, uptime=path / UPTIME if path.is_dir() else None)
        market = read_market([], now=now, sheaves=(Sheaf(Origin(TALLY, path.name), rows),) if rows else ())
        return market, (*findings, *market.findings)
    if not path.is_dir():
        raise MarketError(
            f"{path} is no market folder and no event file; name a folder of tables, or a Parquet or CSV."
        )
    market = read_market([path], now=now)
    return market, market.findings


def _events(path: Path) -> tuple[Path, ...]:
    """The event files that a path stands for: itself, or those of a collector's folder."""
    if path.is_file() and path.name.endswith(EVENTS):
        return (path,)
    return tuple(file for name in VENUES for file in event_files(path, name)) if path.is_dir() else ()
