"""From a Parquet file to columns of cells, through DuckDB (the extra `bulk`, imported only when needed)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from newsgen.errors import MarketError

from .notes import Notes
from .sheets import Cells, Raw, Words
from .tables import Kind, Table
from .texts import UnreadableError, header


def read_parquet(path: Path, label: str, table: Table, notes: Notes) -> Raw:
    """The cells of one Parquet file, in the form `read_csv` gives them; rows count from 2 as if there were a header.

    Raises MarketError where DuckDB is not installed, UnreadableError for a file that costs itself.
    """
    try:
        import duckdb
    except ImportError as error:
        message = f"{label} is a Parquet file, and reading one needs the extra: pip install 'newsgen[bulk]'."
        raise MarketError(message) from error
    connection = duckdb.connect()
    try:
        relation = connection.from_parquet(str(path))
        types = dict(zip(relation.columns, map(str, relation.types)))
        found = header(list(types), label, table, notes)
        wanted = [name for name in table.names if name in found]
        cells = relation.project(", ".join(_cell(name, types[name], table) for name in wanted)).fetchnumpy()
    except duckdb.Error as error:
        raise UnreadableError(f"cannot be read as Parquet ({error})", "Write the file again.") from error
    finally:
        connection.close()
    rows = np.arange(2, len(cells[wanted[0]]) + 2)
    return Raw(table, label, {name: _plain(cells[name]) for name in wanted}, rows)


def _cell(name: str, kind: str, table: Table) -> str:
    """The expression that brings one column into the form of a CSV cell."""
    quoted = '"' + name.replace('"', '""') + '"'
    number = table.column(name).kind is Kind.NUMBER
    if number and kind != "VARCHAR":
        return f"CAST({quoted} AS DOUBLE) AS {quoted}"
    if kind == "TIMESTAMP WITH TIME ZONE":
        text = f"strftime({quoted} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
    elif kind.startswith("TIMESTAMP"):
        text = f"strftime({quoted}, '%Y-%m-%dT%H:%M:%S')"  # no zone: refused like any naive time
    else:
        text = f"CAST({quoted} AS VARCHAR)"
    return f"coalesce({text}, '') AS {quoted}"


def _plain(values: Any) -> Cells:
    """Numbers with NaN for what is not known, everything else as words."""
    if values.dtype.kind == "f":
        return np.ma.filled(values.astype(np.float64), np.nan)
    return Words.of(np.ma.filled(values, "").astype(object))
