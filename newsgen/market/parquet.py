"""From a Parquet file to columns of cells, through DuckDB (the extra `bulk`, imported only here and only when needed)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from newsgen.errors import MarketError

from .notes import Notes, Sheet
from .tables import Kind, Table
from .texts import Unreadable, header


def read_parquet(path: Path, label: str, table: Table, notes: Notes) -> Sheet:
    """The cells of one Parquet file, in the form `read_csv` gives them; rows count from 2 as if there were a header.

    Raises MarketError where DuckDB is not installed, Unreadable for a file that costs itself.
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
        raise Unreadable(f"cannot be read as Parquet ({error})", "Write the file again.") from error
    finally:
        connection.close()
    columns = {name: _plain(cells[name]) for name in wanted}
    return Sheet.of(table, label, columns, np.arange(2, len(columns[wanted[0]]) + 2))


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


def _plain(values: Any) -> Any:
    """Masked numbers as NaN, everything else as it is."""
    if np.ma.isMaskedArray(values):
        return values.filled(np.nan) if values.dtype.kind == "f" else values.filled("")
    return values.astype(np.float64) if values.dtype.kind == "f" else values.astype(object)
