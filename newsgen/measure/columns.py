"""Columns of a tidy table as plain arrays: the only place in this room that knows pandas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
UNKNOWN_TIME = int(np.iinfo(np.int64).min)  # how an empty time reads as an integer


class Columns:
    """One table: `times` in seconds since 1970, `numbers` with NaN for unknown, `words` with "" for unknown."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], name: str) -> None:
        self.frame = tables.get(name, pd.DataFrame())

    def __len__(self) -> int:
        return len(self.frame)

    def times(self, column: str) -> Ints:
        if self.frame.empty:
            return np.empty(0, np.int64)
        stamps = self.frame[column].dt.tz_convert(None).to_numpy("datetime64[s]")
        seconds: Ints = stamps.astype(np.int64)
        return seconds

    def numbers(self, column: str) -> Floats:
        if self.frame.empty or column not in self.frame:
            return np.full(len(self.frame), np.nan)
        return self.frame[column].to_numpy(np.float64)

    @cached_property
    def files(self) -> tuple[Ints, list[str]]:
        """For each row the number of its file, and the files' names by that number."""
        if self.frame.empty:
            return np.empty(0, np.int64), []
        codes, names = pd.factorize(self.frame["_file"])
        return np.asarray(codes, dtype=np.int64), [str(name) for name in names]

    def words(self, column: str) -> list[str]:
        if self.frame.empty or column not in self.frame:
            return [""] * len(self.frame)
        return [word if isinstance(word, str) else "" for word in self.frame[column].tolist()]

    def groups(self, *columns: str) -> dict[tuple[str, ...], Ints]:
        """Row numbers by the words in these columns, in the order of the table."""
        if self.frame.empty:
            return {}
        found = self.frame.groupby(list(columns), sort=True, observed=True, dropna=False).indices
        return {
            tuple(word if isinstance(word, str) else "" for word in (key if isinstance(key, tuple) else (key,))): (
                np.asarray(rows, dtype=np.int64)
            )
            for key, rows in found.items()
        }
