"""Reading market folders and answers: every file in its turn, checked alone, then together."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from newsgen.errors import MarketError
from newsgen.model import Event, Quote, Severity
from newsgen.wire import Sheaf

from . import Market
from .across import agree
from .answers import doubt
from .cells import typed
from .cited import ORDER, Cited, bound, read_cited
from .notes import Notes
from .papers import read_events, read_folder_note, read_quotes
from .restated import as_before
from .rules import obey
from .sheaves import columns_of, in_order
from .sheets import Raw, Sheet
from .tables import TABLES, Kind, Table, table_of
from .texts import UnreadableError, read_csv

BEFORE_ALL = -1  # the folder number of orders entered by hand: any table knows better
TABLE_ENDINGS = (".csv", ".csv.gz", ".parquet")
EXPECTED = f"{', '.join(f'{name}*.csv' for name in TABLES)}, quotes*.toml, events*.toml, manual*.toml"


@dataclass(slots=True)
class _Pile:
    """What has been read so far, in order."""

    notes: Notes = field(default_factory=Notes)
    sheets: dict[str, list[Sheet]] = field(default_factory=lambda: {name: [] for name in TABLES})
    quotes: list[Quote] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)
    sample: bool = False
    remarks: list[str] = field(default_factory=list)
    answers_from: int = 0  # the number of the first answer; folders come before


def read_all(folders: Sequence[Path], sheaves: Sequence[Sheaf], now: datetime) -> Market:
    """See `newsgen.market.read_market`."""
    pile = _Pile()
    for number, folder in enumerate(folders):
        _read_folder(Path(folder), number, now, pile)
    pile.answers_from = len(folders)
    for number, sheaf in enumerate(in_order(sheaves), pile.answers_from):
        for raw in columns_of(sheaf, pile.notes):
            _check(raw, number, now, pile, answered=True)
    tables, cited = _together(pile, now)
    answers = (*sheaves, *(one.sheaf for one in cited))
    return Market(
        tables=MappingProxyType(tables),
        quotes=tuple({(quote.speaker, quote.text): quote for quote in pile.quotes}.values()),
        events=tuple({(event.date, event.what): event for event in pile.events}.values()),
        findings=tuple(pile.notes.findings),
        moments=tuple(pile.notes.moments),
        sample=pile.sample,
        note=" ".join(pile.remarks),
        sources=MappingProxyType({sheaf.origin.file: sheaf.origin for sheaf in answers}),
        cited=cited,
    )


def _together(pile: _Pile, now: datetime) -> tuple[dict[str, pd.DataFrame], tuple[Cited, ...]]:
    """Every table, and the figures entered by hand: they are told of a window, and one of them may be an order."""
    for name, sheets in pile.sheets.items():
        pile.sheets[name] = as_before(sheets, pile.answers_from, pile.notes)
    tables = {"liquidations": _frame(TABLES["liquidations"], pile.sheets["liquidations"], pile.notes)}
    cited = tuple(bound(pile.cited, tables["liquidations"], pile.notes))
    for one in cited:
        for raw in columns_of(one.sheaf, pile.notes) if one.id == ORDER else ():
            _check(raw, BEFORE_ALL, now, pile)
    rest = {n: _frame(TABLES[n], sheets, pile.notes) for n, sheets in pile.sheets.items() if n not in tables}
    return {name: (tables | rest)[name] for name in TABLES}, cited


def _read_folder(folder: Path, number: int, now: datetime, pile: _Pile) -> None:
    if not folder.is_dir():
        raise MarketError(f"There is no market folder {folder}; name a folder that holds tables such as prices.csv.")
    endings = (*TABLE_ENDINGS, ".toml")
    files = sorted(path for path in folder.iterdir() if path.name.endswith(endings) and not path.name.startswith("."))
    failed: list[str] = []
    for path in files:
        label = f"{folder.resolve().name}/{path.name}"
        try:
            _read_file(path, label, number, now, pile)
        except UnreadableError as error:
            failed.append(f"{label} {error}")
            pile.notes.add("M3", Severity.HOLD, f"{label} {error}; the file is left out.", label, error.hint)
    if len(failed) == len(files):
        why = f" ({failed[0]})" if failed else ""
        raise MarketError(f"Nothing can be read in the market folder {folder}{why}; expected are {EXPECTED}.")


def _read_file(path: Path, label: str, number: int, now: datetime, pile: _Pile) -> None:
    """Reads one file onto the pile.  Raises UnreadableError for a file that costs itself."""
    if path.name.endswith(TABLE_ENDINGS):
        table = table_of(path.name)
        if table is None:
            raise UnreadableError("is not a table that newsgen knows", _suggestion(path.name))
        _check(_cells(path, label, table, pile.notes), number, now, pile)
    elif path.name.startswith("quotes"):
        pile.quotes += read_quotes(path, label, pile.notes, now)
    elif path.name.startswith("events"):
        pile.events += read_events(path, label, pile.notes, now)
    elif path.name.startswith("manual"):
        pile.cited += read_cited(path, label, pile.notes, now)
    elif path.name == "market.toml":
        sample, note = read_folder_note(path, label, pile.notes)
        pile.sample |= sample
        pile.remarks += [note] if note else []
    else:
        raise UnreadableError(
            "is not a paper that newsgen knows", "Name it quotes.toml, events.toml, manual.toml or market.toml."
        )


def _check(raw: Raw, number: int, now: datetime, pile: _Pile, *, answered: bool = False) -> None:
    """Puts the rows that keep the rules by themselves onto the pile."""
    sheet = obey(typed(raw, pile.notes), pile.notes, now)
    sheet = doubt(sheet, pile.notes) if answered else sheet
    sheet.folders[:] = number
    pile.sheets[raw.table.name].append(sheet)


def _suggestion(name: str) -> str:
    near = difflib.get_close_matches(name.split(".", 1)[0], TABLES, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}.csv?" if near else f"The tables are {', '.join(TABLES)}."


def _cells(path: Path, label: str, table: Table, notes: Notes) -> Raw:
    if path.name.endswith(".parquet"):
        from .parquet import read_parquet

        return read_parquet(path, label, table, notes)
    return read_csv(path, label, table, notes)


def _frame(table: Table, sheets: list[Sheet], notes: Notes) -> pd.DataFrame:
    """One frame of all sheets, checked across rows and sorted by time."""
    if not sheets:
        return frame_of(table, empty_sheet(table))
    sheet = agree(Sheet.stack(sheets), notes)
    clock = sheet.values[table.clock].view("M8[ns]")  # as times, what has none comes last
    return frame_of(table, sheet.take(np.argsort(clock, kind="stable")))


def empty_sheet(table: Table) -> Sheet:
    """No rows."""
    return typed(Raw(table, "", {}, np.zeros(0, dtype=np.int64)), Notes())


def frame_of(table: Table, sheet: Sheet) -> pd.DataFrame:
    """The rows as a frame, in the dtypes that `Market` promises."""
    columns: dict[str, object] = {}
    for column in table.columns:
        if column.name in sheet.words:
            columns[column.name] = pd.Series(sheet.words[column.name].texts(), dtype=object)
        elif column.kind is Kind.NUMBER:
            columns[column.name] = sheet.values[column.name]
        else:
            columns[column.name] = pd.DatetimeIndex(sheet.values[column.name].view("M8[ns]"), tz="UTC")
    columns |= {"_file": pd.Series(sheet.files.texts(), dtype=object), "_row": sheet.rows}
    return pd.DataFrame(columns, copy=False)
