"""Sums of events that can be added to one another: by files, by chunks, on one machine or on many.

A partial is a frame of sums (in whole cents, so that no order of adding matters), counts and largest orders by span,
venue, coin and side.  Parquet is read by DuckDB, CSV by pandas in chunks; both give the same cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from newsgen.collect.bulk import Parquet
from newsgen.collect.chunks import KEYS, Csv
from newsgen.collect.event import coin_of, plain_coin
from newsgen.collect.shapes import BAD, Shape, side_of, venue_of

OTHER = ""  # the coin of all that were not asked for by name


@dataclass(frozen=True, slots=True)
class Ask:
    """What is added up.

    windows  (start, end) in milliseconds since 1970, start included, end excluded; () for every UTC day
    coins    that get sums of their own
    memory   what DuckDB may use
    """

    windows: tuple[tuple[int, int], ...] = ()
    coins: tuple[str, ...] = ()
    memory: str = "1GB"

    def rows(self) -> Iterator[tuple[int, tuple[int, int] | None]]:
        """Each window with its place, or all days at once."""
        if self.windows:
            yield from enumerate(self.windows)
        else:
            yield 0, None


def partials(files: Sequence[Path], ask: Ask) -> pd.DataFrame:
    """Columns span, venue, coin, side, cents, count, largest: of all files; see `Ask`.

    span  the day as a count since 1970, or the place of the window, or -1 for what cannot be counted
    Raises MarketError for a file that cannot be read or is no event file.
    """
    return merge(part for file in files for part in _sums(file, ask))


def merge(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """One partial from several, added one by one."""
    whole = pd.DataFrame(columns=[*KEYS, "cents", "count", "largest"])
    for part in parts:
        both = pd.concat([whole, part], ignore_index=True) if len(whole) else part
        whole = both.groupby(KEYS, as_index=False, sort=True).agg(
            cents=("cents", "sum"), count=("count", "sum"), largest=("largest", "max")
        )
    return whole


def largest(files: Sequence[Path], ask: Ask, partial: pd.DataFrame, number: int) -> pd.DataFrame:
    """The largest orders of every span: span, time (ms), venue, coin, pair, side, price, usd.

    A span's largest groups say how large an order must be to be among them; only such orders are looked at again.
    """
    good = partial[partial["span"] != BAD].sort_values("largest", ascending=False)
    top = good.groupby("span")["largest"].head(number)
    floors = {int(span): float(value) for span, value in top.groupby(good["span"]).min().items()}  # type: ignore[call-overload]
    found = [part for file in files for part in _orders(file, ask, floors)] if floors and number else []
    if not found:
        return pd.DataFrame(columns=["span"])
    orders = pd.concat(found, ignore_index=True)
    orders = orders.sort_values(["span", "usd", "time", "venue", "pair"], ascending=[True, False, True, True, True])
    return orders.groupby("span").head(number).reset_index(drop=True)


def _sums(file: Path, ask: Ask) -> Iterator[pd.DataFrame]:
    if file.name.endswith(".parquet"):
        bulk = Parquet(file, ask.memory)
        for place, window in ask.rows():
            yield _named(file, bulk.shape, bulk.sums(window, place), ask)
    else:
        csv = Csv(file)
        for sums in csv.sums(ask.windows):
            yield _named(file, csv.shape, sums, ask)


def _orders(file: Path, ask: Ask, floors: dict[int, float]) -> Iterator[pd.DataFrame]:
    if file.name.endswith(".parquet"):
        bulk = Parquet(file, ask.memory)
        for place, window in ask.rows():
            yield _worded(file, bulk.shape, bulk.orders(window, place, floors))
    else:
        csv = Csv(file)
        for rows in csv.orders(ask.windows, floors):
            yield _worded(file, csv.shape, rows)


def _named(file: Path, shape: Shape, sums: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    """Words in newsgen's form, and one name for all coins that were not asked for."""
    sums = _worded(file, shape, sums)
    sums["coin"] = sums["coin"].where(sums["coin"].isin(ask.coins), OTHER)
    groups = sums.groupby(KEYS, as_index=False, sort=True)
    return groups.agg(cents=("cents", "sum"), count=("count", "sum"), largest=("largest", "max"))


def _worded(file: Path, shape: Shape, rows: pd.DataFrame) -> pd.DataFrame:
    """Venue, coin and side as newsgen writes them; each different word is looked at once."""
    counted, rows = rows["span"] != BAD, rows.copy()
    for name, read in (("venue", venue_of), ("side", side_of)):
        rows[name] = rows[name].astype(object).where(rows[name].notna(), "")
        words = {word: read(file, str(word)) for word in rows.loc[counted, name].unique()}
        rows[name] = rows[name].map(lambda word, words=words: words.get(word, ""))
    rows["coin"] = rows["coin"].astype(object).where(rows["coin"].notna(), "")
    coins = {word: _coin(str(word), ticker=shape.ticker) for word in rows["coin"].unique()}
    rows["coin"] = rows["coin"].map(coins)
    rows["span"] = rows["span"].astype(np.int64)
    return rows


def _coin(word: str, *, ticker: bool) -> str:
    """A coin from its ticker or from a pair; a pair that is not quoted in dollars is no coin that could be named."""
    if ticker:
        return plain_coin(word.strip())
    try:
        return coin_of(word)
    except ValueError:
        return OTHER
