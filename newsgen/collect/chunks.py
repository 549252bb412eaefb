"""Events in CSV, packed or plain, in pieces of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from newsgen.collect.shapes import BAD, DAY_MS, LARGEST, columns_of
from newsgen.errors import MarketError

Window = tuple[int, int]
Floors = dict[int, float]
CHUNK = 500_000  # rows in memory at a time
KEYS = ["span", "venue", "coin", "side"]


class Csv:
    """One file; raises MarketError where it cannot be read or is no event file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with _sentence(file):
            self.shape = columns_of(file, list(pd.read_csv(file, nrows=0).columns))

    def sums(self, windows: tuple[Window, ...]) -> Iterator[pd.DataFrame]:
        """Span, venue, coin, side, cents, count, largest: of every window, or of every UTC day where there is none."""
        for rows in self._spans(windows):
            bad = rows["span"] == BAD
            rows["largest"] = rows["usd"].where(~bad, 0.0)
            rows["cents"] = np.floor(rows["largest"] * 100 + 0.5).astype(np.int64)
            groups = rows.groupby(KEYS, as_index=False, observed=True, sort=False, dropna=False)
            yield groups.agg(cents=("cents", "sum"), count=("cents", "size"), largest=("largest", "max"))

    def orders(self, windows: tuple[Window, ...], floors: Floors) -> Iterator[pd.DataFrame]:
        """The orders of each span that are at least as large as its floor."""
        for rows in self._spans(windows):
            yield rows[rows["usd"] >= rows["span"].map(floors).fillna(np.inf)]

    def _spans(self, windows: tuple[Window, ...]) -> Iterator[pd.DataFrame]:
        for rows in self._chunks():
            bad = ~(rows["usd"] > 0) | (rows["usd"] > LARGEST) | rows["time"].isna()
            if not windows:
                yield rows.assign(span=(rows["time"] // DAY_MS).where(~bad, BAD).astype(np.int64))
            for place, (start, end) in enumerate(windows):
                inside = rows["time"].between(start, end, inclusive="left")
                if inside.any():
                    yield rows[inside].assign(span=np.where(bad[inside], BAD, place))

    def _chunks(self) -> Iterator[pd.DataFrame]:
        """Columns time (ms), venue, coin, pair, side, price, usd."""
        used = self.shape.used
        words = {used[name]: "category" for name in ("venue", "coin", "pair", "side") if name in used}
        with (
            _sentence(self._file),
            pd.read_csv(
                self._file, usecols=list(used.values()), dtype=words, chunksize=CHUNK, on_bad_lines="skip"
            ) as reader,
        ):  # fmt: skip
            for rows in reader:
                yield self._tidy(rows)

    def _tidy(self, rows: pd.DataFrame) -> pd.DataFrame:
        used = self.shape.used
        tidy: dict[str, Any] = {"time": _milliseconds(rows[used["time"]])}
        for name in ("price", "usd"):
            tidy[name] = pd.to_numeric(rows[used[name]], errors="coerce") if name in used else np.nan
        for name, otherwise in (("venue", self.shape.venue), ("pair", ""), ("side", "")):
            tidy[name] = rows[used[name]] if name in used else otherwise
        tidy["coin"] = rows[used["coin"]] if self.shape.ticker else tidy["pair"]
        return pd.DataFrame(tidy, index=rows.index)


@contextmanager
def _sentence(file: Path) -> Iterator[None]:
    """Failures of reading, told as one sentence."""
    try:
        yield
    except (OSError, EOFError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        text = f"{file} cannot be read as events ({error}); write the file again or leave it out."
        raise MarketError(text) from error


def _milliseconds(times: pd.Series[Any]) -> pd.Series[Any]:
    """Milliseconds from a count since 1970 in any unit (told by its size) or a text with its zone."""
    if pd.api.types.is_numeric_dtype(times):
        if not times.isna().any():
            count = times.to_numpy().astype(np.int64)
            found = np.where(count < 1e11, count * 1000, np.where(count < 1e14, count, count // 1000))
            return pd.Series(found, times.index)
        return times.where(times >= 1e11, times * 1000).where(~(times >= 1e14), times // 1000)
    parsed = pd.to_datetime(times, utc=True, errors="coerce", format="ISO8601")
    return (parsed - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(milliseconds=1)
