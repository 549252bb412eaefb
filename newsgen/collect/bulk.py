"""Events in Parquet, added up by DuckDB (the extra `bulk`) without ever being in memory as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from newsgen.collect.shapes import BAD, DAY_MS, LARGEST, columns_of
from newsgen.errors import MarketError

Window = tuple[int, int]
Floors = dict[int, float]


class Parquet:
    """One file; raises MarketError where it cannot be read, is no event file, or needs the extra."""

    def __init__(self, file: Path, memory: str) -> None:
        try:
            import duckdb
        except ImportError as error:
            message = f"{file} is a Parquet file, and reading one needs the extra: pip install 'newsgen[bulk]'."
            raise MarketError(message) from error
        self._duckdb, self._file = duckdb, file
        self._config = {"memory_limit": memory, "preserve_insertion_order": "false"}
        with self._connected() as connection:
            source = connection.from_parquet(str(file))
            types = dict(zip(source.columns, map(str, source.types)))
        self.shape = columns_of(file, list(types))
        self._types = types

    def sums(self, window: Window | None, place: int) -> pd.DataFrame:
        """Span, venue, coin, side, cents, count, largest: of a window, or of every UTC day where it is None."""
        return self._run(f"""
            SELECT span, venue, coin, side, count(*) AS count,
                CAST(sum(CASE WHEN span = {BAD} THEN 0 ELSE floor(usd * 100 + 0.5)::BIGINT END) AS BIGINT) AS cents,
                max(CASE WHEN span = {BAD} THEN 0 ELSE usd END) AS largest
            FROM ({self._events(window, place)}) GROUP BY ALL""")

    def orders(self, window: Window | None, place: int, floors: Floors) -> pd.DataFrame:
        """The orders of each span that are at least as large as its floor."""
        values = ", ".join(f"({span}, {floor!r}::DOUBLE)" for span, floor in floors.items())
        return self._run(f"""
            SELECT e.* FROM ({self._events(window, place)}) e JOIN (VALUES {values}) f(span, floor)
            ON e.span = f.span WHERE e.usd >= f.floor AND e.usd >= {min(floors.values())!r}""")

    def _events(self, window: Window | None, place: int) -> str:
        shape, types = self.shape, self._types

        def text(name: str, otherwise: str = "") -> str:
            if name not in shape.used:
                return "'" + otherwise.replace("'", "''") + "'"
            column = _quoted(shape.used[name])
            return column if types[shape.used[name]] == "VARCHAR" else f"CAST({column} AS VARCHAR)"

        price = f"TRY_CAST({_quoted(shape.used['price'])} AS DOUBLE)" if "price" in shape.used else "NULL::DOUBLE"
        usd = f"TRY_CAST({_quoted(shape.used['usd'])} AS DOUBLE)"
        time = _time(_quoted(shape.used["time"]), types[shape.used["time"]])
        span = f"time // {DAY_MS}" if window is None else str(place)
        where = "" if window is None else f"WHERE time >= {window[0]} AND time < {window[1]}"
        good = f"coalesce(usd > 0 AND usd <= {LARGEST} AND time IS NOT NULL, false)"
        return f"""
            SELECT CASE WHEN {good} THEN {span} ELSE {BAD} END AS span, * FROM (
                SELECT {time} AS time, {text("venue", shape.venue)} AS venue, {price} AS price, {usd} AS usd,
                    {text("coin" if shape.ticker else "pair")} AS coin, {text("pair")} AS pair, {text("side")} AS side
                FROM read_parquet('{str(self._file).replace("'", "''")}')) {where}"""

    def _run(self, query: str) -> pd.DataFrame:
        with self._connected() as connection:
            return connection.execute(query).df()  # type: ignore[no-any-return]

    def _connected(self) -> Any:
        return _Sentence(self._duckdb, self._file, self._config)


class _Sentence:
    """A connection whose failures are told as one sentence."""

    def __init__(self, duckdb: Any, file: Path, config: dict[str, str]) -> None:
        self._duckdb, self._file = duckdb, file
        self._connection = duckdb.connect(config=config)
        self._connection.execute("SET enable_progress_bar = false")  # it would be drawn into the output

    def __enter__(self) -> Any:
        return self._connection

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._connection.close()
        if isinstance(error, self._duckdb.Error):
            text = f"{self._file} cannot be read as events ({error}); write the file again or leave it out."
            raise MarketError(text) from error


def _time(column: str, kind: str) -> str:
    """Milliseconds from whatever the file calls a time; a count's unit is told by its size."""
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        return f"epoch_ms({column})"
    if kind == "VARCHAR":
        return f"epoch_ms(TRY_CAST({column} AS TIMESTAMPTZ))"
    count = f"CAST({column} AS BIGINT)"
    return f"CASE WHEN {count} < 1e11 THEN {count} * 1000 WHEN {count} < 1e14 THEN {count} ELSE {count} // 1000 END"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
