"""Market folders: tidy tables of real figures, read with suspicion, merged in order, cut off in time, written again.

A bad row costs that row and a bad file costs that file; what was left out is a finding in plain words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from newsgen.model import Event, Finding, Origin, Quote
from newsgen.wire import Sheaf

from .cited import Cited
from .papers import SCHEDULED
from .tables import TABLES, Kind, Table, known_from, table_of

__all__ = [
    "SCHEDULED",
    "TABLES",
    "Cited",
    "Kind",
    "Market",
    "Table",
    "cut_off",
    "known_from",
    "pack_market",
    "read_market",
    "table_of",
    "write_market",
]


@dataclass(frozen=True)
class Market:
    """Everything on file.  Each table is a frame with the columns of its schema, `_file` and `_row`, sorted by time.

    Times and dates are datetime64[ns, UTC], numbers float64, texts str; not known is NaT, NaN and "".
    `moments` tells for each finding what time its row speaks of, None where it is not about one row.
    """

    tables: Mapping[str, pd.DataFrame]
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    moments: tuple[datetime | None, ...] = ()
    sample: bool = False  # some of it was made by the project, not measured
    note: str = ""  # what the folders say of themselves
    sources: Mapping[str, Origin] = field(default_factory=dict)  # the answers that rows come from, by `_file`
    cited: tuple[Cited, ...] = ()  # figures entered by hand, each with the window it is told of


def read_market(folders: Sequence[Path], *, now: datetime | None = None, sheaves: Sequence[Sheaf] = ()) -> Market:
    """Reads market folders in order; of two rows about the same thing, the later folder's is kept.

    The rows of `sheaves` are read in the same way after all folders, each sheaf as a folder of its own in the order in
    which the answers were fetched; they are numbered from 1 on and named by `origin.file`.
    `now` decides what lies in the future (default: the clock).
    Raises MarketError where a folder does not exist, holds nothing that can be read, or needs an extra.
    """
    from .reading import read_all

    return read_all(folders, sheaves, now or datetime.now(UTC))


def write_market(market: Market, folder: Path) -> None:
    """Writes the market as CSV and TOML, so that reading it again gives the same market."""
    from .writing import write_folder

    write_folder(market, folder)


def pack_market(market: Market) -> dict[str, bytes]:
    """The same as files by name, tables as <table>.csv.gz: the same market always gives the same bytes."""
    from .writing import pack

    return pack(market)


def cut_off(market: Market, as_of: datetime) -> Market:
    """The market as it was known at `as_of`: no later row, quote or event, and no finding about one.

    An event that was announced for its date is known before it.
    """
    tables = {name: frame[_known(TABLES[name], frame, as_of)] for name, frame in market.tables.items()}
    later = [one.file for one in market.cited if one.end is None or one.end > as_of]
    if later:
        tables["orders"] = tables["orders"][~tables["orders"]["_file"].isin(later)]
    pairs = [(f, at) for f, at in zip(market.findings, market.moments) if at is None or at <= as_of]
    return replace(
        market,
        tables=MappingProxyType({name: frame.reset_index(drop=True) for name, frame in tables.items()}),
        quotes=tuple(quote for quote in market.quotes if quote.said_at is None or quote.said_at <= as_of),
        events=tuple(event for event in market.events if _happened(event, as_of)),
        cited=tuple(one for one in market.cited if one.file not in later),
        findings=tuple(finding for finding, _ in pairs),
        moments=tuple(at for _, at in pairs),
    )


def _known(table: Table, frame: pd.DataFrame, as_of: datetime) -> pd.Series[bool]:
    """Rows that were known by then; a row without a time (an order nobody dated) cannot be refused."""
    clock = frame[table.clock]
    return clock.isna() | (clock <= pd.Timestamp(as_of) - pd.Timedelta(table.delay))


def _happened(event: Event, as_of: datetime) -> bool:
    if event.kind.startswith(SCHEDULED):
        return True
    return event.time <= as_of if event.time else event.date <= as_of.astimezone(UTC).date()
