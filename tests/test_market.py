"""Market folders: what is read, merged in order, cut off in time and written again."""

from __future__ import annotations

import builtins
import gzip
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from newsgen.errors import MarketError
from newsgen.market import TABLES, Kind, Market, cut_off, known_from, read_market, table_of, write_market
from newsgen.model import Event, Quote, Severity
from tests.market_kit import LIQUIDATIONS, NOW, ORDERS, PRICES, candle, read, write

NOON = datetime(2025, 7, 14, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def history(shared: Path) -> Market:
    """The real history, read once."""
    return read_market([shared / "market" / "history"])


def same_tables(one: Market, other: Market) -> None:
    """Fails where a value differs, whatever file it came from."""
    for name, table in TABLES.items():
        pd.testing.assert_frame_equal(one.tables[name][list(table.names)], other.tables[name][list(table.names)])


# Frames


def test_every_table_is_there_in_its_types_even_when_no_file_is(tmp_path: Path) -> None:
    """An absent table is an empty frame of the promised columns: no reader needs to ask."""
    market = read(write(tmp_path, "prices.csv", candle("BTC", 13, 1, 1, 1, 1)))
    assert list(market.tables) == list(TABLES)
    for name, table in TABLES.items():
        frame = market.tables[name]
        assert list(frame.columns) == [*table.names, "_file", "_row"]
        for column in table.columns:
            expected = {Kind.NUMBER: "float64", Kind.TIME: "datetime64[ns, UTC]", Kind.DATE: "datetime64[ns, UTC]"}
            assert str(frame[column.name].dtype) == expected.get(column.kind, "object")
        assert frame["_row"].dtype == np.int64


def test_the_schemas_are_those_of_the_format() -> None:
    """Column by column as the market format tells them."""
    assert ",".join(TABLES["prices"].names) == PRICES
    assert ",".join(TABLES["liquidations"].names) == LIQUIDATIONS
    assert ",".join(TABLES["orders"].names) == ORDERS
    assert TABLES["etf_flows"].names == ("date", "asset", "fund", "flow_usd", "source")
    assert TABLES["indices"].names == ("index", "date", "open", "high", "low", "close", "source")
    assert TABLES["open_interest"].names == ("coin", "venues", "time", "open_interest_usd", "source")
    assert TABLES["funding"].names == ("coin", "venues", "time", "funding_rate_pct", "interval_hours", "source")
    assert TABLES["sentiment"].names == ("index", "date", "value", "label", "source")
    assert TABLES["market"].names == ("date", "market_cap_usd", "btc_dominance_pct", "source")


@pytest.mark.parametrize(
    ("file", "table"),
    [("prices_4h.csv.gz", "prices"), ("open_interest-2025.csv", "open_interest"), ("market.csv", "market")],
)
def test_a_file_belongs_to_the_table_its_name_begins_with(file: str, table: str) -> None:
    """A suffix after the table's name tells files of one table apart."""
    found = table_of(file)
    assert found is not None
    assert found.name == table
    assert table_of("price.csv") is None


def test_rows_come_in_the_order_of_time_with_their_file_and_line(tmp_path: Path) -> None:
    """`_file` is folder and file, `_row` the line in it; the header is line 1."""
    rows = [candle("BTC", day, 1, 1, 1, 1) for day in (13, 11, 12)]
    frame = read(write(tmp_path / "desk", "prices.csv", *rows)).tables["prices"]
    assert frame["start"].is_monotonic_increasing
    assert list(frame["_row"]) == [3, 4, 2]
    assert set(frame["_file"]) == {"desk/prices.csv"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_blank_lines_and_a_byte_order_mark_change_nothing(tmp_path: Path, end: str) -> None:
    """A table saved by a spreadsheet reads like any other, and rows keep the numbers of their lines."""
    lines = (PRICES, candle("BTC", 12, 1, 2, 1, 2), "", candle("BTC", 13, 2, 3, 2, 3), "", "")
    (tmp_path / "prices.csv").write_bytes(b"\xef\xbb\xbf" + end.join(lines).encode())
    market = read(tmp_path)
    assert market.findings == ()
    assert list(market.tables["prices"]["close"]) == [2, 3]
    assert list(market.tables["prices"]["_row"]) == [2, 4]


def test_a_compressed_table_reads_like_a_plain_one(tmp_path: Path) -> None:
    """Also one that was compressed in two pieces."""
    rows = [candle("BTC", day, 1, 1, 1, 1) for day in (12, 13)]
    pieces = gzip.compress(f"{PRICES}\n{rows[0]}\n".encode()) + gzip.compress(f"{rows[1]}\n".encode())
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "prices.csv.gz").write_bytes(pieces)
    same_tables(read(write(tmp_path / "plain", "prices.csv", *rows)), read(tmp_path / "packed"))


def test_cells_in_quotation_marks_may_hold_commas(tmp_path: Path) -> None:
    """As spreadsheets write them; a mark inside is doubled."""
    row = '2025-07-13T01:00:00Z,BTC,Binance,BTCUSDT,long,118000,5000,"Desk, ""late"" shift"'
    market = read(write(tmp_path, "orders.csv", row))
    assert market.findings == ()
    assert market.tables["orders"]["source"].item() == 'Desk, "late" shift'


def test_tickers_and_sides_take_their_house_form(tmp_path: Path) -> None:
    """Capitals for coins, small letters for sides, no stray spaces, no control characters."""
    market = read(
        write(tmp_path, "orders.csv", " 2025-07-13T01:00:00Z , btc ,Binance\t,BTC\x07USDT, Long,118000,5000,x")
    )
    [order] = market.tables["orders"].to_dict("records")
    assert (order["coin"], order["venue"], order["pair"], order["side"]) == ("BTC", "Binance", "BTCUSDT", "long")
    assert order["time"] == pd.Timestamp("2025-07-13T01:00:00Z")


def test_coins_and_venues_that_nobody_knows_are_kept(tmp_path: Path) -> None:
    """Real days bring new ones: such a row serves the facts it can."""
    market = read(write(tmp_path, "prices.csv", candle("1000BONK", 13, 1, 1, 1, 1, venue="Some New DEX (v2)")))
    assert market.findings == ()
    assert market.tables["prices"]["venue"].item() == "Some New DEX (v2)"


def test_figures_are_read_to_the_last_digit(tmp_path: Path) -> None:
    """What Python would print is what was in the file."""
    numbers = ["623204527.1", "0.30000000000000004", "1e-7", "118072.01", "1234567890123456.7"]
    rows = [f"2025-07-{day:02},BTC,*,{number},x" for day, number in enumerate(numbers, 1)]
    assert read(write(tmp_path, "etf_flows.csv", *rows)).tables["etf_flows"]["flow_usd"].tolist() == [
        float(number) for number in numbers
    ]


# Merging


def test_of_two_rows_about_one_thing_the_later_folder_is_kept(tmp_path: Path) -> None:
    """That is how a desk corrects a figure, and it raises no finding."""
    first = write(tmp_path / "a", "prices.csv", candle("BTC", 12, 1, 1, 1, 1), candle("BTC", 13, 1, 1, 1, 1))
    second = write(tmp_path / "b", "prices.csv", candle("BTC", 13, 2, 2, 2, 2))
    market = read(first, second)
    assert market.findings == ()
    assert list(market.tables["prices"]["close"]) == [1, 2]
    assert list(market.tables["prices"]["_file"]) == ["a/prices.csv", "b/prices.csv"]
    assert list(read(second, first).tables["prices"]["close"]) == [1, 1]


@pytest.mark.parametrize(
    "other",
    [
        "ETH,*,2025-07-13T00:00:00Z,2025-07-14T00:00:00Z,5,5,10,,CoinGlass",
        "BTC,Bybit,2025-07-13T00:00:00Z,2025-07-14T00:00:00Z,5,5,10,,CoinGlass",
        "BTC,*,2025-07-13T00:00:00Z,2025-07-13T12:00:00Z,5,5,10,,CoinGlass",
        "BTC,*,2025-07-13T00:00:00Z,2025-07-14T00:00:00Z,5,5,10,,Coinalyze",
    ],
)
def test_another_coin_venue_window_or_source_is_another_series(tmp_path: Path, other: str) -> None:
    """None of these replaces the row it resembles."""
    row = "BTC,*,2025-07-13T00:00:00Z,2025-07-14T00:00:00Z,10,10,20,,CoinGlass"
    market = read(write(tmp_path / "a", "liquidations.csv", row), write(tmp_path / "b", "liquidations.csv", other))
    assert market.findings == ()
    assert len(market.tables["liquidations"]) == 2


def test_two_orders_of_one_second_are_two_orders(tmp_path: Path) -> None:
    """Only the same order reported twice is one."""
    row = "2025-07-14T04:42:11Z,BTC,Binance,BTCUSDT,short,121871.4,{},CoinGlass"
    first = write(tmp_path / "a", "orders.csv", row.format(98112450), row.format(5000))
    assert len(read(first, write(tmp_path / "b", "orders.csv", row.format(5000))).tables["orders"]) == 2


def test_reading_a_folder_twice_changes_nothing(tmp_path: Path) -> None:
    """Merging is idempotent."""
    write(tmp_path, "prices.csv", candle("BTC", 12, 1, 1, 1, 1), candle("ETH", 12, 2, 2, 2, 2))
    same_tables(read(tmp_path), read(tmp_path, tmp_path))


# Quotes, events and the note on the folder

QUOTES = """
[[quote]]
speaker = "Nicolai Søndergaard"
role = "Research Analyst"
org = "Nansen"
text = "momentum \\n held"
said_at = 2025-07-14T10:00:00+02:00
source = "interview"
topics = ["BTC", "momentum"]
"""
EVENTS = """
[[event]]
date = 2025-07-10
what = "Tariff letter"
source = "White House"
url = "https://example.org/letter"
coins = ["btc"]

[[event]]
time = 2025-07-14T09:00:00Z
what = "Hearing"
source = "House"
"""


def test_quotes_and_events_are_read_with_their_times_in_utc(tmp_path: Path) -> None:
    """Line breaks in a text become spaces; nothing else of it changes."""
    (tmp_path / "quotes.toml").write_text(QUOTES, encoding="utf-8")
    (tmp_path / "events-july.toml").write_text(EVENTS, encoding="utf-8")
    market = read(tmp_path)
    assert market.findings == ()
    said = datetime(2025, 7, 14, 8, tzinfo=UTC)
    assert market.quotes == (
        Quote(
            *("Nicolai Søndergaard", "momentum held", "interview", "Research Analyst", "Nansen"),
            said_at=said,
            topics=("BTC", "momentum"),
        ),
    )
    assert market.events == (
        Event("Tariff letter", "White House", date(2025, 7, 10), url="https://example.org/letter", coins=("BTC",)),
        Event("Hearing", "House", date(2025, 7, 14), datetime(2025, 7, 14, 9, tzinfo=UTC)),
    )


def test_the_same_quote_in_a_later_folder_replaces_the_earlier(tmp_path: Path) -> None:
    """Who said what is the key; the role may be corrected."""
    for name, role in (("a", "Analyst"), ("b", "Head of Research")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "quotes.toml").write_text(QUOTES.replace("Research Analyst", role), encoding="utf-8")
    assert [quote.role for quote in read(tmp_path / "a", tmp_path / "b").quotes] == ["Head of Research"]


@pytest.mark.parametrize(
    ("old", "new", "guard", "severity", "says"),
    [
        ('source = "interview"', "", "Q1", Severity.HOLD, "has no source"),
        ("text =", "words =", "Q1", Severity.HOLD, "has no text"),
        ("+02:00", "", "K1", Severity.HOLD, "has a said_at without a zone"),
        ("said_at = 2025-07-14T10:00:00+02:00", "said_at = 'noon'", "M1", Severity.WARN, "that is not a time"),
        ("2025-07-14T10", "2025-07-20T10", "F1", Severity.HOLD, "later than now"),
        ('org = "Nansen"', 'kind = "rumour"', "Q1", Severity.HOLD, "where direct or paraphrase was expected"),
        ('org = "Nansen"', "org = 3", "M1", Severity.WARN, "has a org that is not a text"),
        ('org = "Nansen"', 'url = "javascript:x"', "M1", Severity.WARN, "has a url that is not a web address"),
        ('["BTC", "momentum"]', '"BTC"', "M1", Severity.WARN, "has topics that are not a list of texts"),
    ],
)
def test_a_quote_that_cannot_be_used_costs_itself(
    tmp_path: Path, old: str, new: str, guard: str, severity: Severity, says: str
) -> None:
    """It is told with its number, and the other one is kept."""
    other = QUOTES.replace("held", "was kept")
    (tmp_path / "quotes.toml").write_text(QUOTES.replace(old, new) + other, encoding="utf-8")
    market = read(tmp_path)
    assert [quote.text for quote in market.quotes] == ["momentum was kept"]
    finding = next(finding for finding in market.findings if finding.message.endswith("it is not used."))
    assert (finding.id, finding.severity, finding.where) == (guard, severity, f"{tmp_path.name}/quotes.toml:quote 1")
    assert says in finding.message


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("date = 2025-07-10", "", "has neither a date nor a time"),
        ("date = 2025-07-10", "date = 'July'", "has a date that is not a date"),
        ("date = 2025-07-10", "date = 2025-08-10", "has a date later than now"),
        ('source = "White House"', "", "has no source"),
    ],
)
def test_an_event_that_cannot_be_used_costs_itself(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A cause without a source or a date is not a cause on file."""
    (tmp_path / "events.toml").write_text(EVENTS.replace(old, new), encoding="utf-8")
    market = read(tmp_path)
    assert [event.what for event in market.events] == ["Hearing"]
    assert says in market.findings[0].message


def test_a_misspelt_key_of_a_quote_gets_a_suggestion(tmp_path: Path) -> None:
    """The quote is used without it."""
    (tmp_path / "quotes.toml").write_text(QUOTES.replace("role", "roles"), encoding="utf-8")
    market = read(tmp_path)
    assert (market.findings[0].hint, len(market.quotes)) == ("Did you mean role?", 1)


def test_a_sample_folder_makes_the_whole_market_a_sample(tmp_path: Path) -> None:
    """Made-up figures beside measured ones are still made up."""
    real = write(tmp_path / "a", "prices.csv", candle("BTC", 13, 1, 1, 1, 1))
    made = write(tmp_path / "b", "prices.csv", candle("ETH", 13, 1, 1, 1, 1))
    (made / "market.toml").write_text('sample = true\nnote = "made up"\n')
    assert not read(real).sample
    (real / "market.toml").write_text("sample = false\n")
    for market in (read(made, real), read(real, made)):
        assert (market.sample, market.note) == (True, "made up")


# Parquet


def parquet(folder: Path, name: str, select: str) -> None:
    """A Parquet file of what the query selects."""
    import duckdb

    duckdb.connect().execute(f"COPY ({select}) TO '{folder / name}' (FORMAT parquet)")


def test_a_parquet_table_reads_like_the_csv_it_came_from(tmp_path: Path) -> None:
    """Whether its times and numbers are stored as such or as text."""
    folder = write(tmp_path / "csv", "prices.csv", candle("BTC", 12, 1.5, 3, 1, 2), candle("ETH", 13, 4, 5, 3, 4.25))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    parquet(tmp_path / "a", "prices.parquet", f"SELECT * FROM read_csv('{folder}/prices.csv', all_varchar=true)")
    typed = 'SELECT * REPLACE (start::TIMESTAMPTZ AS start, "end"::TIMESTAMPTZ AS "end", open::DECIMAL(9,2) AS open)'
    parquet(tmp_path / "b", "prices.parquet", f"{typed} FROM read_csv('{folder}/prices.csv', all_varchar=true)")
    for name in ("a", "b"):
        same_tables(read(folder), read(tmp_path / name))
    assert read(tmp_path / "b").findings == ()


def test_parquet_keeps_unknown_values_and_refuses_naive_times(tmp_path: Path) -> None:
    """NULL is not known, and a TIMESTAMP without a zone is as naive as a text without one."""
    row = "SELECT {} AS time, 'BTC' AS coin, NULL::VARCHAR AS venue, '' AS pair, 'long' AS side, {} AS price, 7 AS usd"
    rows = [row.format("TIMESTAMPTZ '2025-07-13 01:00:00Z'", "NULL::DOUBLE"), row.format("NULL::TIMESTAMPTZ", "2.5")]
    parquet(tmp_path, "orders.parquet", " UNION ALL ".join(rows))
    parquet(tmp_path, "funding.parquet", "SELECT 'BTC' AS coin, '*' AS venues, TIMESTAMP '2025-07-13' AS time")
    market = read(tmp_path)
    assert market.tables["orders"]["price"].isna().tolist() == [True, False]  # what has no time comes last
    assert market.tables["orders"]["time"].isna().tolist() == [False, True]
    assert market.tables["orders"]["venue"].tolist() == ["", ""]
    assert market.tables["funding"].empty
    assert "K1" in {finding.id for finding in market.findings}


def test_a_broken_parquet_file_costs_that_file(tmp_path: Path) -> None:
    """Like any other file that cannot be read."""
    folder = write(tmp_path, "prices.csv", candle("BTC", 13, 1, 1, 1, 1))
    (folder / "orders.parquet").write_bytes(b"PAR1 nothing")
    assert [finding.id for finding in read(folder).findings] == ["M3"]


def test_parquet_without_the_extra_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that ends with the way out."""
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    (tmp_path / "prices.parquet").write_bytes(b"")
    with pytest.raises(MarketError) as error:
        read(tmp_path)
    assert str(error.value) == (
        f"{tmp_path.name}/prices.parquet is a Parquet file, and reading one needs the extra: "
        "pip install 'newsgen[bulk]'."
    )


# Cutting off


@pytest.mark.parametrize(
    ("table", "moment"),
    [
        ("prices", "2025-07-14T00:00:00Z"),
        ("liquidations", "2025-07-14T00:00:00Z"),
        ("orders", "2025-07-13T00:00:00Z"),
        ("open_interest", "2025-07-13T00:00:00Z"),
        ("funding", "2025-07-13T00:00:00Z"),
        ("sentiment", "2025-07-13T00:00:00Z"),
        ("indices", "2025-07-13T21:00:00Z"),
        ("market", "2025-07-14T00:00:00Z"),
        ("etf_flows", "2025-07-14T06:00:00Z"),
    ],
)
def test_a_row_of_13_july_is_known_from_that_moment_on(tmp_path: Path, table: str, moment: str) -> None:
    """Windows when they end, sessions when they closed, flows when the funds have published them."""
    kinds = {Kind.TIME: "2025-07-13T00:00:00Z", Kind.DATE: "2025-07-13", Kind.NUMBER: "1", Kind.SIDE: "long"}
    row = {column.name: kinds.get(column.kind, "BTC") for column in TABLES[table].columns}
    row |= {"end": "2025-07-14T00:00:00Z"} if "end" in row else {}
    row |= {"total_usd": "2"} if table == "liquidations" else {}
    market = read(write(tmp_path, f"{table}.csv", ",".join(row.values())))
    at = datetime.fromisoformat(moment)
    assert len(cut_off(market, at).tables[table]) == 1
    assert len(cut_off(market, at - timedelta(seconds=1)).tables[table]) == 0
    column, delay = known_from(table)
    assert market.tables[table][column].item() + delay == pd.Timestamp(at)


def test_an_order_that_nobody_dated_is_never_cut_off(tmp_path: Path) -> None:
    """It stays in the folder it was put into."""
    market = read(write(tmp_path, "orders.csv", ",BTC,Huobi,,,,20600000,CoinGlass"))
    assert len(cut_off(market, datetime(2020, 1, 1, tzinfo=UTC)).tables["orders"]) == 1


def test_quotes_events_and_findings_are_cut_off_too(tmp_path: Path) -> None:
    """What was said, what happened and what was wrong later is not known yet; a dateless finding is."""
    (tmp_path / "quotes.toml").write_text(QUOTES, encoding="utf-8")
    (tmp_path / "events.toml").write_text(EVENTS, encoding="utf-8")
    write(tmp_path, "prices.csv", candle("BTC", 12, 0, 1, 1, 1), candle("BTC", 13, 0, 1, 1, 1))
    (tmp_path / "price.csv").write_text("")
    market = read(tmp_path)
    early = cut_off(market, datetime(2025, 7, 13, 12, tzinfo=UTC))
    assert (len(market.quotes), len(market.events), len(market.findings)) == (1, 2, 3)
    assert (len(early.quotes), [event.what for event in early.events]) == (0, ["Tariff letter"])
    assert [finding.where for finding in early.findings] == [
        f"{tmp_path.name}/price.csv",
        f"{tmp_path.name}/prices.csv:2:open",
    ]
    assert [event.what for event in cut_off(market, datetime(2025, 7, 10, tzinfo=UTC)).events] == ["Tariff letter"]
    assert cut_off(market, datetime(2025, 7, 9, 23, tzinfo=UTC)).events == ()
    late = cut_off(market, datetime(2025, 7, 14, 9, tzinfo=UTC))
    assert (len(late.quotes), len(late.events), len(late.findings)) == (1, 2, 3)


# Writing


def test_a_written_table_looks_as_an_editor_would_write_it(tmp_path: Path) -> None:
    """Whole numbers without decimals, times with their Z, parts of a second only where there are some."""
    row = "2025-07-13T01:00:00.250000Z,BTC,Binance,BTCUSDT,long,118000.5,5000,x"
    market = read(write(tmp_path / "in", "orders.csv", row))
    write_market(market, tmp_path / "out")
    assert (tmp_path / "out" / "orders.csv").read_text() == f"{ORDERS}\n{row}\n"
    market = read(write(tmp_path / "in", "orders.csv", row.replace(".250000", "")))
    write_market(market, tmp_path / "out")
    assert (tmp_path / "out" / "orders.csv").read_text() == f"{ORDERS}\n{row.replace('.250000', '')}\n"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["market.toml", "orders.csv"]


# Real history


def test_real_history_is_read_whole_and_without_a_finding(history: Market) -> None:
    """A check that cries at real days would be switched off within a week."""
    assert history.findings == ()
    assert len(history.tables["prices"]) == 216_835
    assert len(history.tables["liquidations"]) == 20_827
    assert len(history.tables["indices"]) == 13_366


def test_real_cases_raise_only_findings_that_are_true(shared: Path) -> None:
    """Of 120 published days, five report sides and totals that do not fit each other; nothing else is found."""
    found = []
    for folder in sorted((shared / "market" / "cases").iterdir()):
        found += [(folder.name, finding.id) for finding in read_market([folder]).findings]
    assert found == [
        ("2023-10-09-coindesk-fr", "N4"),
        ("2024-04-14-beincrypto", "N4"),
        ("2025-01-20-cointelegraph", "N4"),
        ("2025-07-14-cryptonews", "N4"),
        ("2025-07-14-seed", "N4"),
    ]


def test_the_founding_day_keeps_every_published_figure(shared: Path, history: Market) -> None:
    """Merged over the history: ten rows of liquidations, the largest order, two quotes, no finding."""
    market = read_market([shared / "market" / "history", shared / "market" / "seed"])
    assert market.findings == ()
    more = len(market.tables["liquidations"]) - len(history.tables["liquidations"])
    assert (more, len(market.tables["orders"]), len(market.quotes)) == (10, 1, 2)


def test_real_history_comes_back_from_writing_as_it_was(history: Market, tmp_path: Path) -> None:
    """As known at the end of January 2021, to the last digit."""
    market = cut_off(history, datetime(2021, 1, 31, tzinfo=UTC))
    write_market(market, tmp_path / "out")
    same_tables(market, read_market([tmp_path / "out"]))


def test_checking_costs_little_beside_reading(shared: Path) -> None:
    """Reading with every check takes no more than twice what pandas needs to parse the same files."""
    folder = shared / "market" / "history"

    def best(read: object) -> float:
        taken = []
        for _ in range(3):
            start = time.process_time()
            read()  # type: ignore[operator]
            taken.append(time.process_time() - start)
        return min(taken)

    plain = best(lambda: [pd.read_csv(file) for file in sorted(folder.glob("*.csv*"))])
    assert best(lambda: read_market([folder], now=NOW + timedelta(days=900))) < 2 * plain + 0.05
