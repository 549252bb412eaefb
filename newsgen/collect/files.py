"""Event files on disk: one plain file for the hour that is open, one packed file for an hour, one for a day.

    <folder>/<venue>/2025-07-14T11.csv        the open hour: whole lines, of which a kill can tear only the last
    <folder>/<venue>/2025-07-14T11.csv.gz     a closed hour (or .parquet), written whole or not at all
    <folder>/<venue>/2025-07-14T11.late.csv   orders told after their hour was closed
    <folder>/<venue>/2025-07-14.csv.gz        a day (or .parquet): sorted by time, each order once

Hours are merged one by one, so that a day of any size passes through the memory of an hour.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from io import TextIOWrapper
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from newsgen.collect.event import COLUMNS
from newsgen.errors import MarketError

HEADER = ",".join(COLUMNS) + "\n"
PACKED, PARQUET, OPEN, LATE, PART = ".csv.gz", ".parquet", ".csv", ".late.csv", ".part"
HOUR_MS = 3_600_000
_LINE = re.compile(r"\d{13},(?:[^,\0]+,){6}[^,\0]+$")  # a failing disk leaves other things behind
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d))?(\.late\.csv|\.csv\.gz|\.csv|\.parquet)")


def hour_name(time: int) -> str:
    """The name of an event's hour: 2025-07-14T11."""
    return datetime.fromtimestamp(time // 1000, UTC).strftime("%Y-%m-%dT%H")


def hour_start(name: str) -> datetime:
    """The start of the hour of that name."""
    return datetime.strptime(name, "%Y-%m-%dT%H").replace(tzinfo=UTC)


def cut_torn(file: Path) -> None:
    """Take away what follows the last whole line: a kill in mid-write leaves nothing else behind."""
    with file.open("rb+") as found:
        size = at = found.seek(0, os.SEEK_END)
        while at:
            step = min(at, 4096)
            found.seek(at - step)
            newline = found.read(step).rfind(b"\n")
            if newline >= 0:
                at += newline + 1 - step
                break
            at -= step
        if at < size:
            found.truncate(at)


def lines_of(file: Path) -> Iterator[str]:
    """The whole lines of an event file in any form, without the header."""
    if file.name.endswith(PARQUET):
        yield from _parquet_lines(file)
        return
    with _opened(file) as found:
        yield from (line for line in found if _LINE.match(line) and line.endswith("\n"))


def close_hour(plain: Path, *, parquet: bool = False) -> None:
    """Turn an open hour into a packed one; what is packed already under its name stays in it."""
    target = _target(plain.parent, plain.name[: -len(OPEN)], parquet)
    before = [file for file in _forms(plain.parent, plain.name[: -len(OPEN)]) if file != plain]
    _write(target, [merged([*before, plain])])
    for file in {*before, plain} - {target}:
        file.unlink()


def compact(folder: Path, day: date, *, parquet: bool = False) -> None:
    """Turn the hours of a day, and what came late, into one file; may be done again when more came late."""
    name = day.isoformat()
    whole = _forms(folder, name)
    hours = [f"{name}T{hour:02}" for hour in range(24)]
    parts = {hour: [*_forms(folder, hour), *folder.glob(f"{hour}{LATE}")] for hour in hours}
    used = [file for files in parts.values() for file in files]
    if not used:
        return
    target = _target(folder, name, parquet)
    _write(target, _hours(whole, parts))
    for file in {*whole, *used} - {target}:
        file.unlink()


def finished_days(folder: Path, before: date) -> list[date]:
    """Days before `before` of which there are parts to be merged, and no hour that is still open."""
    names = [match for file in sorted(folder.iterdir()) if (match := _NAME.fullmatch(file.name)) and match[2]]
    still = {match[1] for match in names if match[3] == OPEN}
    return [day for name in sorted({m[1] for m in names} - still) if (day := date.fromisoformat(name)) < before]


def event_files(folder: Path, venue: str) -> tuple[Path, ...]:
    """The files that hold each order of an exchange once, as far as they know: a day's file stands for its hours."""
    chosen: dict[str, Path] = {}
    late = []
    for file in sorted((folder / venue).glob("*")):
        match = _NAME.fullmatch(file.name)
        if match and match[3] == LATE:
            late.append(file)
        elif match:
            name = match[1] + (f"T{match[2]}" if match[2] else "")
            chosen[name] = min(chosen.get(name, file), file, key=lambda one: one.name.endswith(OPEN))
    files = [file for name, file in chosen.items() if len(name) == 10 or name[:10] not in chosen]
    return tuple(sorted([*files, *(file for file in late if file.name[:10] not in chosen)]))


def events_between(folder: Path, start: datetime, end: datetime) -> tuple[Path, ...]:
    """The event files of every exchange that can hold an order of a window, for `newsgen.collect.tally`."""
    first, last = (at.astimezone(UTC).strftime("%Y-%m-%dT%H") for at in (start, end))
    venues = sorted(found.name for found in folder.iterdir() if found.is_dir()) if folder.is_dir() else []
    files = [file for venue in venues for file in event_files(folder, venue)]
    return tuple(file for file in files if first[: len(_stem(file))] <= _stem(file) <= last)


def merged(files: Iterable[Path]) -> list[str]:
    """The lines of several files, each order once, by time."""
    found: dict[str, str] = {}
    for file in files:
        for line in lines_of(file):
            found.setdefault(line.rsplit(",", 1)[1], line)
    return sorted(found.values(), key=_order)


def _hours(whole: list[Path], parts: dict[str, list[Path]]) -> Iterator[list[str]]:
    """The lines of a day hour by hour, those of its file so far among them."""
    before = groupby((line for file in whole for line in lines_of(file)), key=lambda line: hour_name(_time(line)))
    waiting = next(before, None)
    for hour, files in parts.items():
        lines = {line.rsplit(",", 1)[1]: line for line in merged(files)}
        while waiting is not None and waiting[0] <= hour:
            lines |= {line.rsplit(",", 1)[1]: line for line in waiting[1]}
            waiting = next(before, None)
        yield sorted(lines.values(), key=_order)


def _write(target: Path, hours: Iterable[list[str]]) -> None:
    """Write a packed file whole or not at all."""
    part = target.with_name(f"{target.name}{PART}")
    if target.name.endswith(PARQUET):
        _write_parquet(part, hours)
    else:
        with part.open("wb") as raw:
            _write_packed(raw.fileno(), hours)
            os.fsync(raw.fileno())
    part.replace(target)


def _write_packed(number: int, hours: Iterable[list[str]]) -> None:
    """The same events give the same bytes: no time and no name in the archive's head."""
    with (
        open(number, "wb", closefd=False) as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
        TextIOWrapper(packed, "utf-8", newline="\n") as text,
    ):
        text.write(HEADER)
        for lines in hours:
            text.writelines(lines)


def _write_parquet(part: Path, hours: Iterable[list[str]]) -> None:
    duckdb = _duckdb()
    plain = part.with_name(f"{part.name}{OPEN}{PART}")
    with plain.open("w", encoding="utf-8", newline="\n") as text:
        text.write(HEADER)
        for lines in hours:
            text.writelines(lines)
    kinds = dict.fromkeys(COLUMNS, "VARCHAR") | {"time": "BIGINT", "price": "DOUBLE", "usd": "DOUBLE"}
    with duckdb.connect() as connection:
        rows = connection.read_csv(str(plain), header=True, columns=kinds, sep=",", quotechar="", escapechar="")
        rows.write_parquet(str(part), compression="zstd")
    plain.unlink()


def _parquet_lines(file: Path) -> Iterator[str]:
    with _duckdb().connect() as connection:
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM read_parquet(?) ORDER BY time", [str(file)])
        while rows := found.fetchmany(10_000):
            yield from (",".join(map(str, row)) + "\n" for row in rows)


def _opened(file: Path) -> IO[str]:
    return gzip.open(file, "rt", encoding="utf-8") if file.name.endswith(PACKED) else file.open(encoding="utf-8")


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise MarketError("Event files in Parquet need the extra: pip install 'newsgen[bulk]'.") from error
    return duckdb


def _forms(folder: Path, name: str) -> list[Path]:
    return [file for end in (PACKED, PARQUET, OPEN) if (file := folder / f"{name}{end}").exists()]


def _target(folder: Path, name: str, parquet: bool) -> Path:
    return folder / f"{name}{PARQUET if parquet else PACKED}"


def _stem(file: Path) -> str:
    return file.name.split(".", 1)[0]


def _time(line: str) -> int:
    return int(line.split(",", 1)[0])


def _order(line: str) -> tuple[int, str]:
    return _time(line), line
