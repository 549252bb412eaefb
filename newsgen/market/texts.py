"""From a CSV file to columns of cells: quickly where the file is sound, line by line where it is not."""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import re
import warnings
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.errors import ParserWarning

from newsgen.model import Severity

from .notes import SHOWN, Array, Notes, Sheet
from .tables import Kind, Table

QUOTED = re.compile(rb'"[^"\n]*"')
UNSAFE = (b"\0", b"True", b"TRUE", b"true", b"\xef\xbf\xbd")  # what pandas would take for a number or a sound text
UTF8_HINT = "Save the file as CSV in UTF-8."


class Unreadable(Exception):
    """A file that cannot be read at all; costs the file, and nothing else."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def read_csv(path: Path, label: str, table: Table, notes: Notes) -> Sheet:
    """The cells of one CSV file: text as str ("" = empty), numbers as float64 or, where one is not sound, as str.

    Raises Unreadable for a file that costs itself.
    """
    data = _bytes(path)
    if not data.strip():
        raise Unreadable("is empty", f"Write the header {','.join(table.names)} and one line per row, or remove the file.")
    found = header(_head(data), label, table, notes)
    return _quick(data, found, label, table) or _careful(data, found, label, table, notes)


def _bytes(path: Path) -> bytes:
    """The file's bytes, unpacked, without a byte order mark."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.name.endswith(".gz") else data
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"cannot be opened ({error})", "Check that the file is whole and may be read.") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("is not written in UTF-8", UTF8_HINT)
    return data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")


def _head(data: bytes) -> list[str]:
    line = re.split(rb"[\r\n]", data.lstrip(b"\r\n"), maxsplit=1)[0].decode("utf-8", "replace")
    return [name.strip() for name in next(csv.reader([line]), [])]


def header(found: list[str], label: str, table: Table, notes: Notes) -> list[str]:
    """The header as found, after noting columns that are unknown or absent.

    Raises Unreadable where a column is missing that no row can do without, or stands there twice.
    """
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise Unreadable(f"has the column {twice[0]} twice", "Keep one of the two columns.")
    absent = [name for name in table.names if name not in found]
    lost = [name for name in absent if table.column(name).needed]
    if lost:
        raise Unreadable(f"has no column {' and no column '.join(lost)}", f"The columns are {','.join(table.names)}.")
    for name in found:
        if name not in table.names:
            near = difflib.get_close_matches(name, absent, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"The columns are {','.join(table.names)}."
            message = f"{label} has a column {name!r} that no {table.name} table has; it is not read."
            notes.add("M1", Severity.WARN, message, f"{label}:1:{name}", hint)
    for name in absent:
        message = f"{label} has no column {name}; its cells are taken as not known."
        notes.add("M1", Severity.WARN, message, f"{label}:1:{name}", "Add the column; its cells may be empty.")
    return found


def _quick(data: bytes, found: list[str], label: str, table: Table) -> Sheet | None:
    """The whole file in one go, or None if anything about its shape or cells is not quite sound."""
    plain = QUOTED.sub(b"", data) if b'"' in data else data
    lines = plain.count(b"\n") + (not plain.endswith(b"\n"))
    if plain.count(b",") != lines * (len(found) - 1) or any(mark in data for mark in UNSAFE):
        return None
    numbers = [name for name in table.of(Kind.NUMBER) if name in found]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            frame = pd.read_csv(
                io.BytesIO(data),
                names=found,
                header=0,
                dtype={name: "float64" if name in numbers else "object" for name in found},
                keep_default_na=False,
                na_values={name: [""] for name in numbers},
                index_col=False,
            )
    except (ValueError, ParserWarning):  # a ValueError also for a malformed line or a byte that is not UTF-8
        return None
    if len(frame) != lines - 1:
        return None
    columns = {name: frame[name].to_numpy() for name in table.names if name in found}
    return Sheet.of(table, label, columns, np.arange(2, len(frame) + 2))


def _careful(data: bytes, found: list[str], label: str, table: Table, notes: Notes) -> Sheet:
    """Line by line: a line that cannot be read costs itself."""
    if b"\0" in data:
        raise Unreadable("is not written in UTF-8", UTF8_HINT)
    good: list[list[str]] = []
    rows: list[int] = []
    faults: list[tuple[int, str]] = []
    lines = enumerate(re.split(r"\r\n|\n|\r", data.decode("utf-8", "replace")), 1)
    written = ((number, line) for number, line in lines if line.strip())
    next(written)  # the header
    for number, line in written:
        cells, fault = _cells(line, len(found))
        if fault:
            faults.append((number, fault))
        else:
            good.append(cells)
            rows.append(number)
    _note_lines(faults, label, notes)
    grid = np.array(good, dtype=object).reshape(len(good), len(found))
    columns: dict[str, Array] = {name: grid[:, found.index(name)] for name in table.names if name in found}
    return Sheet.of(table, label, columns, np.array(rows, dtype=np.int64))


def _cells(line: str, width: int) -> tuple[list[str], str]:
    """The cells of one line, and what is wrong with it ("" if nothing)."""
    if "\ufffd" in line:
        return [], "holds bytes that are not UTF-8"
    try:
        cells = next(csv.reader([line], strict=True))
    except csv.Error:
        return [], "has a quotation mark that is never closed"
    if len(cells) != width:
        return [], f"has {len(cells)} cells where the header names {width}"
    return cells, ""


def _note_lines(faults: list[tuple[int, str]], label: str, notes: Notes) -> None:
    for number, fault in faults[:SHOWN]:
        message = f"Row {number} of {label} {fault}; the row is left out."
        notes.add("M1", Severity.WARN, message, f"{label}:{number}", "Mend the line, or write the file again as UTF-8 CSV.")
    if len(faults) > SHOWN:
        message = f"{len(faults) - SHOWN} more rows of {label} cannot be read, up to row {faults[-1][0]}."
        notes.add("M1", Severity.WARN, message, f"{label}:{faults[-1][0]}", "Write the file again as UTF-8 CSV.")
