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

from .notes import SHOWN, Notes
from .sheets import Array, Cells, Raw, Words
from .tables import Kind, Table

QUOTED = re.compile(rb'"[^"\n]*"')
QUICK = {Kind.NUMBER: "float64", Kind.TIME: "S40"}  # text of a fixed width is read and understood fastest
TRUTH = re.compile(rb"true|false", re.IGNORECASE)  # a column of these pandas would read as ones and zeros
UTF8_HINT = "Save the file as CSV in UTF-8."


class UnreadableError(Exception):
    """A file that cannot be read at all; costs the file, and nothing else."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def read_csv(path: Path, label: str, table: Table, notes: Notes) -> Raw:
    """The cells of one CSV file: numbers as float64, or like all others as words where one of them is not sound.

    Raises UnreadableError for a file that costs itself.
    """
    data = _bytes(path)
    if not data.strip():
        raise UnreadableError("is empty", f"Write the header {','.join(table.names)}, or remove the file.")
    found = header(_head(data), label, table, notes)
    return _quick(data, found, label, table) or _careful(data, found, label, table, notes)


def _bytes(path: Path) -> bytes:
    """The file's bytes, unpacked, without a byte order mark."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.name.endswith(".gz") else data
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableError(
            f"cannot be opened ({reason})", "Check that the file is whole and may be read."
        ) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("is not written in UTF-8", UTF8_HINT)
    data = data.removeprefix(b"\xef\xbb\xbf")
    return data.strip(b"\r\n") if data[:1] in b"\r\n" or data.endswith((b"\n\n", b"\n\r\n")) else data


def _head(data: bytes) -> list[str]:
    line = re.split(rb"[\r\n]", data.lstrip(b"\r\n"), maxsplit=1)[0].decode("utf-8", "replace")
    return [name.strip() for name in next(csv.reader([line]), [])]


def header(found: list[str], label: str, table: Table, notes: Notes) -> list[str]:
    """The header as found, after noting columns that are unknown or absent.

    Raises UnreadableError where a column is missing that no row can do without, or stands there twice.
    """
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise UnreadableError(f"has the column {twice[0]} twice", "Keep one of the two columns.")
    absent = [name for name in table.names if name not in found]
    lost = [name for name in absent if table.column(name).needed]
    if lost:
        raise UnreadableError(
            f"has no column {' and no column '.join(lost)}", f"The columns are {','.join(table.names)}."
        )
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


def _quick(data: bytes, found: list[str], label: str, table: Table) -> Raw | None:
    """The whole file in one go, or None if anything about its shape or cells is not quite sound."""
    if not _is_text(data) or (b'"' in data and not _plain_quotes(data, len(found))):
        return None
    kinds = {name: table.column(name).kind if name in table.names else Kind.TEXT for name in found}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            frame = pd.read_csv(
                io.BytesIO(data),
                names=found,
                header=0,
                dtype={name: QUICK.get(kind, "object") for name, kind in kinds.items()},
                keep_default_na=False,
                na_values={name: [""] for name, kind in kinds.items() if kind is Kind.NUMBER},
                index_col=False,
                skip_blank_lines=False,
                low_memory=False,
            )
    except (ValueError, ParserWarning):  # a ValueError also for a malformed line
        return None
    cells = {name: frame[name].to_numpy() for name in found}
    if _is_short(cells[found[-1]], data, len(found)):
        return None
    names = [name for name in table.names if name in found]
    columns = {name: cells[name] if kinds[name] in QUICK else Words.of(cells[name]) for name in names}
    return Raw(table, label, columns, np.arange(2, len(frame) + 2))


def _is_text(data: bytes) -> bool:
    """Whether it is sound UTF-8, without a column that pandas would read as ones and zeros."""
    if b"\0" in data or TRUTH.search(data, 0, 1 << 12):
        return False
    try:
        return data.isascii() or "\ufffd" not in data.decode()
    except UnicodeDecodeError:
        return False


def _plain_quotes(data: bytes, width: int) -> bool:
    """Whether quotation marks only hold cells within one line together."""
    plain = QUOTED.sub(b"", data)
    return b'"' not in plain and plain.count(b",") == _lines(plain) * (width - 1)


def _is_short(last: Array, data: bytes, width: int) -> bool:
    """Whether some line ends before its last cell: pandas takes what is missing for empty."""
    gaps = pd.isna(last) if last.dtype != "S40" else last == b""
    if last.dtype == object:
        gaps |= last == ""
    return bool(gaps.any()) and b'"' not in data and data.count(b",") != _lines(data) * (width - 1)


def _lines(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n"))


def _careful(data: bytes, found: list[str], label: str, table: Table, notes: Notes) -> Raw:
    """Line by line: a line that cannot be read costs itself."""
    if b"\0" in data:
        raise UnreadableError("is not written in UTF-8", UTF8_HINT)
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
    columns: dict[str, Cells] = {n: Words.of(grid[:, found.index(n)]) for n in table.names if n in found}
    return Raw(table, label, columns, np.array(rows, dtype=np.int64))


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
        notes.add("M1", Severity.WARN, message, f"{label}:{number}", "Mend the line, or write the file again.")
    if len(faults) > SHOWN:
        message = f"{len(faults) - SHOWN} more rows of {label} cannot be read, up to row {faults[-1][0]}."
        notes.add("M1", Severity.WARN, message, f"{label}:{faults[-1][0]}", "Write the file again as UTF-8 CSV.")
