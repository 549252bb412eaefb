"""Writing a market as a folder of CSV and TOML."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import Market
from .entries import entry_text, value_text
from .tables import TABLES, Kind, Table


def write_folder(market: Market, folder: Path) -> None:
    """See `newsgen.market.write_market`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _tables(market) + _papers(market):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def pack(market: Market) -> dict[str, bytes]:
    """See `newsgen.market.pack_market`."""
    tables = {f"{name}.gz": gzip.compress(text.encode(), mtime=0) for name, text in _tables(market)}
    return tables | {name: text.encode() for name, text in _papers(market)}


def _tables(market: Market) -> list[tuple[str, str]]:
    """File name and text of every table with rows; orders entered by hand stand in manual.toml."""
    frames = dict(market.tables)
    if market.cited:
        by_hand = [one.file for one in market.cited]
        frames["orders"] = frames["orders"][~frames["orders"]["_file"].isin(by_hand)]
    return [(f"{name}.csv", table_text(TABLES[name], frame)) for name, frame in frames.items() if len(frame)]


def _papers(market: Market) -> list[tuple[str, str]]:
    papers = {
        "quotes.toml": "\n".join(map(entry_text, market.quotes)),
        "events.toml": "\n".join(map(entry_text, market.events)),
        "manual.toml": "\n".join(map(entry_text, market.cited)),
        "market.toml": f"sample = {value_text(market.sample)}\nnote = {value_text(market.note)}\n",
    }
    return [(name, text) for name, text in papers.items() if text]


def table_text(table: Table, frame: pd.DataFrame) -> str:
    """One table as CSV: numbers so that they read back exactly, whole ones without decimals."""
    columns = {column.name: _cells(column.kind, frame[column.name]) for column in table.columns}
    return pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")


def _cells(kind: Kind, values: pd.Series[Any]) -> list[str]:
    if kind is Kind.NUMBER:
        return ["" if value != value else repr(value).removesuffix(".0") for value in values.tolist()]
    if kind in (Kind.TIME, Kind.DATE):
        whole = values.dt.tz_localize(None).to_numpy("M8[ns]")
        unit = "D" if kind is Kind.DATE else "s" if (whole == whole.astype("M8[s]"))[~np.isnat(whole)].all() else "us"
        ending = "" if kind is Kind.DATE else "Z"
        texts = np.datetime_as_string(whole.astype(f"M8[{unit}]")).tolist()
        return ["" if text == "NaT" else text + ending for text in texts]
    return [str(value) for value in values.tolist()]
