"""Answers are read like folders: the same suspicion, later ones win, and every fact names the answer it stands on."""

from __future__ import annotations

import csv
import math
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newsgen.market import TABLES, Kind, Market, cut_off, read_market
from newsgen.market.holidays import trades
from newsgen.measure import measure, prepare
from newsgen.measure.files import Files
from newsgen.model import Origin
from newsgen.wire import Cell, Row, Sheaf

from .market_kit import NOW, write
from .test_market import same_tables

END = datetime(2025, 7, 14, 12, tzinfo=UTC)
FETCHED = END + timedelta(minutes=1)
CELLS: dict[Kind, st.SearchStrategy[Cell]] = {
    Kind.NUMBER: st.sampled_from([0.0, 1.0, 250.5, 1e9, -3.0, 0.1 + 0.2, math.inf, math.nan, 9999999.0]),
    Kind.TIME: st.sampled_from(
        [END, END + timedelta(hours=1), END - timedelta(days=1), NOW + timedelta(days=9), END.replace(tzinfo=None)]
    ),
    Kind.DATE: st.dates(date(2025, 7, 1), date(2025, 7, 20)),
    Kind.COIN: st.sampled_from(["BTC", "eth", "*", "no coin!"]),
    Kind.NAME: st.sampled_from(["Binance", "*", "Binance+OKX", "<b>"]),
    Kind.SIDE: st.sampled_from(["long", "SHORT", "buy"]),
    Kind.TEXT: st.sampled_from(["CoinGlass", "", " two  words ", 'a "quoted", one']),
}


def sheaf(*rows: Row, file: str = "raw/vendor-a.json", fetched: datetime = FETCHED, source: str = "CoinGlass") -> Sheaf:
    """An answer with these rows."""
    return Sheaf(Origin(source, file, url=f"https://vendor.example/{file}", fetched_at=fetched, sha256="ab"), rows)


def liquidated(total: float | str, *, coin: str = "*", **cells: Cell) -> Row:
    """One all-venue liquidation row of 24 hours."""
    given: dict[str, Cell] = {
        "coin": coin, "venues": "*", "start": END - timedelta(days=1), "end": END, "total_usd": total,
        "source": "CoinGlass",
    }  # fmt: skip
    return Row("liquidations", given | cells)


def _text(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat().replace("+00:00", "Z")
    return repr(cell) if isinstance(cell, float) else str(cell)


def _as_folder(folder: Path, rows: Sequence[Row]) -> Market:
    (folder / "market.toml").write_text("sample = false\n", encoding="utf-8")
    for table in {row.table for row in rows}:
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, TABLES[table].names, lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(
                {name: _text(row.cells.get(name)) for name in TABLES[table].names} for row in rows if row.table == table
            )
    return read_market([folder], now=NOW)


@st.composite
def any_row(draw: st.DrawFn) -> Row:
    """Any row, sound or not, of any table."""
    table = TABLES[draw(st.sampled_from(sorted(TABLES)))]
    cells = {column.name: draw(st.none() | CELLS[column.kind]) for column in table.columns}
    return Row(table.name, {name: cell for name, cell in cells.items() if cell is not None})


@settings(max_examples=150, deadline=None)
@given(st.lists(any_row(), max_size=6))
def test_rows_of_an_answer_are_read_as_if_they_had_been_a_file(rows: list[Row]) -> None:
    """The same rows are kept, the same cells lost, and the same things said of them.

    Sessions on days without trading are the one thing that answers alone are doubted for.
    """
    days = [row.cells["date"] for row in rows if row.table in ("etf_flows", "indices") and "date" in row.cells]
    assume(all(trades(day) for day in days if isinstance(day, date)))
    with tempfile.TemporaryDirectory() as name:
        filed = _as_folder(Path(name), rows)
    answered = read_market([], now=NOW, sheaves=[sheaf(*rows)])
    same_tables(answered, filed)
    assert sorted((f.id, f.severity) for f in answered.findings) == sorted((f.id, f.severity) for f in filed.findings)


def test_an_answer_corrects_every_folder(tmp_path: Path) -> None:
    """What was asked today is believed over what is on file."""
    folder = write(tmp_path / "f", "liquidations.csv", "*,*,2025-07-13T12:00:00Z,2025-07-14T12:00:00Z,,,5,,CoinGlass")
    market = read_market([folder], now=NOW, sheaves=[sheaf(liquidated(7.0))])
    row = market.tables["liquidations"].iloc[0]
    assert (row["total_usd"], row["_file"], row["_row"]) == (7.0, "raw/vendor-a.json", 1)
    assert len(market.tables["liquidations"]) == 1


def test_of_two_answers_that_disagree_the_one_fetched_later_is_believed() -> None:
    """Whatever the order in which they are handed over, and without a finding."""
    first = sheaf(liquidated(7.0))
    later = sheaf(liquidated(8.0), file="raw/vendor-b.json", fetched=FETCHED + timedelta(seconds=1))
    for sheaves in ([first, later], [later, first]):
        market = read_market([], now=NOW, sheaves=sheaves)
        assert market.tables["liquidations"]["total_usd"].tolist() == [8.0]
        assert market.findings == ()


def test_one_answer_that_contradicts_itself_is_not_believed() -> None:
    """Two rows of one answer about the same thing cost each other."""
    market = read_market([], now=NOW, sheaves=[sheaf(liquidated(7.0), liquidated(8.0))])
    assert len(market.tables["liquidations"]) == 0
    assert [finding.id for finding in market.findings] == ["S2"]
    assert "Row 2 of raw/vendor-a.json" in market.findings[0].message


@pytest.mark.parametrize("bad", ["n/a", math.nan, math.inf, -1.0, 10**400, True], ids=str)
def test_a_bad_cell_of_an_answer_costs_the_cell(bad: float | str) -> None:
    """The other cells of its row, and the other rows, stay."""
    rows = (liquidated(9.0, long_usd=bad), liquidated(4.0, coin="BTC", long_usd=1.0))
    market = read_market([], now=NOW, sheaves=[sheaf(*rows)])
    amounts = market.tables["liquidations"].sort_values("coin")[["long_usd", "total_usd"]].to_numpy().tolist()
    assert str(amounts) == "[[nan, 9.0], [1.0, 4.0]]"
    assert len(market.findings) == 1
    assert "Row 1 of raw/vendor-a.json" in market.findings[0].message


def test_a_row_without_its_time_or_in_the_future_is_left_out() -> None:
    """A finding names each."""
    ahead = liquidated(1.0, start=NOW + timedelta(hours=1), end=NOW + timedelta(days=1, hours=1))
    naive = liquidated(1.0, end=END.replace(tzinfo=None))
    absent = Row("liquidations", {name: cell for name, cell in liquidated(1.0).cells.items() if name != "end"})
    market = read_market([], now=NOW, sheaves=[sheaf(ahead, naive, absent)])
    assert len(market.tables["liquidations"]) == 0
    assert sorted(finding.id for finding in market.findings) == ["F1", "K1", "M1"]


def test_unknown_tables_and_columns_are_named_and_cost_nothing_else() -> None:
    """The rest of the answer is read."""
    rows = (Row("liquidation", {"coin": "BTC"}), liquidated(3.0, totl_usd=3.0))
    market = read_market([], now=NOW, sheaves=[sheaf(*rows)])
    assert market.tables["liquidations"]["total_usd"].tolist() == [3.0]
    assert {finding.where for finding in market.findings} == {"raw/vendor-a.json:1", "raw/vendor-a.json:1:totl_usd"}


def test_a_market_knows_its_answers_also_after_it_was_cut_off() -> None:
    """By the file that rows name."""
    one = sheaf(liquidated(7.0))
    market = cut_off(read_market([], now=NOW, sheaves=[one]), END)
    assert market.sources == {one.origin.file: one.origin}


def test_every_fact_of_an_answer_names_its_address_time_and_hash() -> None:
    """Source and number of rows stay what they were."""
    one = sheaf(liquidated(7e8, long_usd=2e8, short_usd=5e8))
    facts = measure(prepare(read_market([], now=NOW, sheaves=[one])), END.date())
    assert facts.known["liq.total"].origins == (replace(one.origin, rows=1),)
    assert facts.known["liq.side_share"].origins[0].url == one.origin.url
    told = [fact for fact in facts.known.values() if fact.origins]
    assert all(origin.sha256 == "ab" for fact in told for origin in fact.origins)


def test_a_figure_of_a_long_series_names_the_answer_and_the_history(tmp_path: Path) -> None:
    """A session comes from its answer alone, a week's sum also from what was on file, each with its row count."""
    days = [date(2025, 7, day) for day in (3, 7, 8, 9, 10, 11)]
    lines = [f"{day},BTC,*,{place + 1}000000,SoSoValue" for place, day in enumerate(days[:-2])]
    folder = write(tmp_path / "history", "etf_flows.csv", *lines)
    rows = [
        Row("etf_flows", {"date": day, "asset": "BTC", "fund": "*", "flow_usd": 9e6, "source": "SoSoValue"})
        for day in days[-2:]
    ]
    one = sheaf(*rows, source="SoSoValue", file="raw/sosovalue-etf-btc.json")
    facts = measure(prepare(read_market([folder], now=NOW, sheaves=[one])), END.date())
    assert facts.known["btc_etf.flow"].origins == (replace(one.origin, rows=1),)
    assert facts.known["btc_etf.week_sum"].origins == (
        replace(one.origin, rows=2),
        Origin("SoSoValue", "history/etf_flows.csv", 3),
    )


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.data())
def test_no_row_of_a_series_is_lost_between_its_files(codes: list[int], data: st.DataObject) -> None:
    """Whatever the order of files, every stretch counts each of its rows once, in the file that it stands in."""
    names = ["a", "b", "c", "d"]
    files = Files.of(np.array(codes), names)
    first = data.draw(st.integers(0, len(codes) - 1))
    last = data.draw(st.integers(first, len(codes) - 1))
    expected = Counter(names[code] for code in codes[first : last + 1])
    for found in (files.between("s", first, last), files.origins("s", *range(first, last + 1))):
        assert {origin.file: origin.rows for origin in found} == expected
    every_other = files.take(range(0, len(codes), 2))
    assert [every_other.at(place) for place in range(len(codes[::2]))] == [names[code] for code in codes[::2]]


def test_twenty_thousand_rows_of_sixty_answers_are_read_quickly() -> None:
    """Well under a third of a second."""
    sheaves = []
    for place in range(60):
        rows = []
        for hour in range(333):
            start = datetime(2025, 6, 1, tzinfo=UTC) + timedelta(hours=hour)
            price = 100.0 + place + hour / 7
            times: dict[str, Cell] = {"start": start, "end": start + timedelta(hours=1)}
            prices: dict[str, Cell] = dict(zip(("open", "high", "low", "close"), (price, price + 1, price - 1, price)))
            rows.append(Row("prices", {"coin": f"C{place}", "venue": "Binance", **times, **prices}))
        sheaves.append(sheaf(*rows, file=f"raw/candles-{place}.json"))
    begun = time.perf_counter()
    market = read_market([], now=NOW, sheaves=sheaves)
    seconds = time.perf_counter() - begun
    assert len(market.tables["prices"]) == 60 * 333
    assert seconds < 0.6, seconds  # measured 0.1
