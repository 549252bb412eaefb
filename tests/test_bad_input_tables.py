"""What a table gets wrong costs the facts it carries, not the day, and is told in one plain sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from newsgen.errors import MarketError
from newsgen.model import Severity
from tests.market_kit import PRICES, candle, read, write

HOLD, WARN = Severity.HOLD, Severity.WARN
DAY = "2025-07-13T00:00:00Z,2025-07-14T00:00:00Z"
GOOD = {
    "prices.csv": candle("BTC", 11, 110, 120, 100, 115),
    "liquidations.csv": f"SOL,*,{DAY},1,2,3,,CoinGlass",
    "orders.csv": "2025-07-13T01:00:00Z,SOL,OKX,SOLUSDT,long,160,1000,CoinGlass",
    "etf_flows.csv": "2025-07-11,BTC,*,1030000000,Farside",
    "indices.csv": "SPX,2025-07-10,1,2,1,2,Yahoo",
    "open_interest.csv": "SOL,*,2025-07-13T00:00:00Z,7000,CoinGlass",
    "funding.csv": "SOL,*,2025-07-13T00:00:00Z,0.01,8,CoinGlass",
    "sentiment.csv": "fear_greed,2025-07-13,74,Greed,alternative.me",
    "market.csv": "2025-07-13,3000000000000,63,TradingView",
}
NOT_KNOWN = "the cell is taken as not known"
LEFT_OUT = "the row is left out"

# file, the second row, guard, severity, column, what the finding says after "Row 3 of bad/FILE", is the row kept
BAD = [
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,2800,abc,1", "M1", WARN, "close",
     f'has "abc" in close where a number was expected; {LEFT_OUT}', False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,2800,NaN,1", "M1", WARN, "close",
     f'has "NaN" in close where a number was expected; {LEFT_OUT}', False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,inf,2800,2950,1", "M1", WARN, "high",
     f'has "inf" in high where a number was expected; {LEFT_OUT}', False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,2800,2950,lots", "M1", WARN, "volume_usd",
     f'has "lots" in volume_usd where a number was expected; {NOT_KNOWN}', True),
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,2800,,1", "M1", WARN, "close",
     f"has nothing in close; {LEFT_OUT}", False),
    ("prices.csv", f",Binance,{DAY},2900,3000,2800,2950,1", "M1", WARN, "coin",
     f"has nothing in coin; {LEFT_OUT}", False),
    ("prices.csv", f"ETH<b>,Binance,{DAY},2900,3000,2800,2950,1", "M1", WARN, "coin",
     f'has "ETH<b>" in coin where a ticker was expected; {LEFT_OUT}', False),
    ("prices.csv", f"ETH,{{{{ x }}}},{DAY},2900,3000,2800,2950,1", "M1", WARN, "venue",
     f'has "{{{{ x }}}}" in venue where a name was expected; {LEFT_OUT}', False),
    ("prices.csv", "ETH,Binance,2025-07-13T00:00:00,2025-07-14T00:00:00Z,2900,3000,2800,2950,1", "K1", HOLD, "start",
     f'has "2025-07-13T00:00:00" in start, a time without a zone; {LEFT_OUT}', False),
    ("prices.csv", "ETH,Binance,2025-07-13T02:00:00+02:00,2025-07-14T00:00:00Z,2900,3000,2800,2950,1", "K1", WARN,
     "start", 'has "2025-07-13T02:00:00+02:00" in start, which is not in UTC; it is read as 2025-07-13', True),
    ("prices.csv", "ETH,Binance,yesterday,2025-07-14T00:00:00Z,2900,3000,2800,2950,1", "M1", WARN, "start",
     f'has "yesterday" in start where a time in UTC was expected; {LEFT_OUT}', False),
    ("prices.csv", "ETH,Binance,2025-02-30T00:00:00Z,2025-07-14T00:00:00Z,2900,3000,2800,2950,1", "M1", WARN, "start",
     f'has "2025-02-30T00:00:00Z" in start where a time in UTC was expected; {LEFT_OUT}', False),
    ("prices.csv", "ETH,Binance,2025-07-13T00:00:00Z,9999-12-31T00:00:00Z,2900,3000,2800,2950,1", "M1", WARN, "end",
     f'has "9999-12-31T00:00:00Z" in end where a time in UTC was expected; {LEFT_OUT}', False),
    ("prices.csv", "ETH,Binance,2025-07-14T00:00:00Z,2025-07-13T00:00:00Z,2900,3000,2800,2950,1", "F2", HOLD, "end",
     f"ends at 2025-07-13, not after its start at 2025-07-14; {LEFT_OUT}", False),
    ("prices.csv", "ETH,Binance,2025-07-13T00:00:00Z,2025-07-13T00:00:00Z,2900,3000,2800,2950,1", "F2", HOLD, "end",
     f"ends at 2025-07-13, not after its start at 2025-07-13; {LEFT_OUT}", False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,2800,2_950,1", "M1", WARN, "close",
     f'has "2_950" in close where a number was expected; {LEFT_OUT}', False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,2700,2800,2950,1", "O2", HOLD, "high",
     "is a candle in which its high is not the highest "
     f"(open 2900, high 2700, low 2800, close 2950); {LEFT_OUT}", False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,2920,2950,1", "O2", HOLD, "high",
     f"is a candle in which its low is not the lowest (open 2900, high 3000, low 2920, close 2950); {LEFT_OUT}", False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,0,2950,1", "O2", HOLD, "low",
     f"has 0 in low, which must be above zero; {LEFT_OUT}", False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,2800,-2950,1", "O2", HOLD, "close",
     f"has -2950 in close, which must be above zero; {LEFT_OUT}", False),
    ("prices.csv", f"ETH,Binance,{DAY},2900,3000,2800,2950,-1", "O2", HOLD, "volume_usd",
     f"has -1 in volume_usd, which must be not below zero; {NOT_KNOWN}", True),
    ("prices.csv", f"ETH,Binance,{DAY},9999,9999,9999,9999,1", "T1", HOLD, "close",
     f"is a candle that stands still at 9999, a figure that only stands for nothing known; {LEFT_OUT}", False),
    ("prices.csv", "ETH,Binance,2025-08-13T00:00:00Z,2025-08-14T00:00:00Z,2900,3000,2800,2950,1", "F1", HOLD, "start",
     f"speaks of 2025-08-13, which is later than now (2025-07-15T00:00:00Z); {LEFT_OUT}", False),
    ("prices.csv", "ETH,Binance,2025-07-14T12:00:00Z,2025-07-15T12:00:00Z,2900,3000,2800,2950,1", "F2", WARN, "end",
     f"is final only at 2025-07-15T12:00:00Z, which is later than now (2025-07-15T00:00:00Z); {LEFT_OUT}", False),
    ("liquidations.csv", f"ETH,*,{DAY},26318447,52711905,90000001,,CoinGlass", "N4", HOLD, "total_usd",
     "has longs 26318447 and shorts 52711905 that do not fit the total 90000001; "
     "the total is kept, the sides are not used", True),
    ("liquidations.csv", f"ETH,*,{DAY},,95000000,90000000,,CoinGlass", "N4", HOLD, "total_usd",
     "has shorts 95000000 that do not fit the total 90000000; the total is kept, the sides are not used", True),
    ("liquidations.csv", f"*,*,{DAY},,,0,,CoinGlass", "T1", HOLD, "total_usd",
     f"has 0 in total_usd, a figure that only stands for nothing known; {NOT_KNOWN}", True),
    ("liquidations.csv", f"*,*,{DAY},,,999999,,CoinGlass", "T1", HOLD, "total_usd",
     f"has 999999 in total_usd, a figure that only stands for nothing known; {NOT_KNOWN}", True),
    ("liquidations.csv", f"ETH,*,{DAY},1,2,3,0,CoinGlass", "T1", HOLD, "traders",
     f"has 0 in traders, a figure that only stands for nothing known; {NOT_KNOWN}", True),
    ("liquidations.csv", f"ETH,*,{DAY},-1,2,,,CoinGlass", "O2", HOLD, "long_usd",
     f"has -1 in long_usd, which must be not below zero; {NOT_KNOWN}", True),
    ("orders.csv", "2025-07-13T01:00:00Z,BTC,Binance,BTCUSDT,buy,118000,5000,CoinGlass", "M1", WARN, "side",
     f'has "buy" in side where long or short was expected; {NOT_KNOWN}', True),
    ("orders.csv", "2025-07-13T01:00:00Z,BTC,Binance,BTCUSDT,long,118000,0,CoinGlass", "T1", HOLD, "usd",
     f"has 0 in usd, a figure that only stands for nothing known; {LEFT_OUT}", False),
    ("orders.csv", "2025-07-13T01:00:00Z,BTC,Binance,BTCUSDT,long,0,5000,CoinGlass", "O2", HOLD, "price",
     f"has 0 in price, which must be above zero; {NOT_KNOWN}", True),
    ("etf_flows.csv", "11 July,BTC,IBIT,5,Farside", "M1", WARN, "date",
     f'has "11 July" in date where a date was expected; {LEFT_OUT}', False),
    ("etf_flows.csv", "2025-07-14,BTC,IBIT,5,Farside", "F2", WARN, "date",
     f"is final only at 2025-07-15T06:00:00Z, which is later than now (2025-07-15T00:00:00Z); {LEFT_OUT}", False),
    ("indices.csv", "SPX,2025-07-11,6255,6269,6237,0,Yahoo", "O2", HOLD, "close",
     f"has 0 in close, which must be above zero; {LEFT_OUT}", False),
    ("open_interest.csv", "BTC,*,2025-07-13T00:00:00Z,0,CoinGlass", "T1", HOLD, "open_interest_usd",
     f"has 0 in open_interest_usd, a figure that only stands for nothing known; {NOT_KNOWN}", True),
    ("funding.csv", "BTC,*,2025-07-13T00:00:00Z,150,8,CoinGlass", "O1", HOLD, "funding_rate_pct",
     f"has 150 in funding_rate_pct, which must be at least -100 and at most 100; {NOT_KNOWN}", True),
    ("sentiment.csv", "fear_greed,2025-07-14,174,Greed,alternative.me", "O1", HOLD, "value",
     f"has 174 in value, which must be not below zero and at most 100; {NOT_KNOWN}", True),
    ("market.csv", "2025-07-12,3000000000000,163,TradingView", "O1", HOLD, "btc_dominance_pct",
     f"has 163 in btc_dominance_pct, which must be above zero and at most 100; {NOT_KNOWN}", True),
    ("market.csv", "2025-07-12,9999,63,TradingView", "T1", HOLD, "market_cap_usd",
     f"has 9999 in market_cap_usd, a figure that only stands for nothing known; {NOT_KNOWN}", True),
]  # fmt: skip


@pytest.mark.parametrize(("file", "row", "guard", "severity", "column", "says", "kept"), BAD)
def test_one_bad_row_costs_that_row_or_cell_alone(
    tmp_path: Path, file: str, row: str, guard: str, severity: Severity, column: str, says: str, kept: bool
) -> None:
    """The finding names the row, the column and what was expected; the good row beside it stays."""
    market = read(write(tmp_path / "bad", file, GOOD[file], row))
    [finding] = market.findings
    assert finding.message == f"Row 3 of bad/{file} {says}."
    assert (finding.id, finding.severity, finding.where) == (guard, severity, f"bad/{file}:3:{column}")
    assert finding.hint.endswith((".", "?"))
    frame = market.tables[file.removesuffix(".csv")]
    assert sorted(frame["_row"]) == ([2, 3] if kept else [2])
    if kept and "not known" in says:
        cell = frame.loc[frame["_row"] == 3, column].item()
        assert cell == "" or cell != cell  # "" for text, NaN for numbers


@pytest.mark.parametrize("file", GOOD)
def test_a_sound_row_raises_no_finding(tmp_path: Path, file: str) -> None:
    """The rows beside which the bad ones stand are themselves without fault."""
    assert read(write(tmp_path, file, GOOD[file])).findings == ()


def test_an_empty_cell_is_not_known_and_never_zero(tmp_path: Path) -> None:
    """No finding, no zero: NaN for numbers, NaT for times, the empty text for text."""
    market = read(write(tmp_path, "orders.csv", ",,Huobi,,,,20600000,"))
    [order] = market.tables["orders"].to_dict("records")
    assert market.findings == ()
    assert order["time"] != order["time"]
    assert order["price"] != order["price"]
    assert (order["coin"], order["side"], order["usd"]) == ("", "", 20600000)


def test_zero_is_a_value_where_it_can_occur(tmp_path: Path) -> None:
    """No flow, no shorts closed, a funding rate of zero: all real."""
    write(tmp_path, "etf_flows.csv", "2025-07-04,BTC,*,0,Farside")
    write(tmp_path, "funding.csv", "BTC,*,2025-07-13T00:00:00Z,0,8,CoinGlass")
    market = read(write(tmp_path, "liquidations.csv", f"XRP,Binance,{DAY},5,0,5,,CoinGlass"))
    assert market.findings == ()
    assert market.tables["liquidations"]["short_usd"].item() == 0
    assert market.tables["etf_flows"]["flow_usd"].item() == 0


def test_a_price_may_pass_through_9999(tmp_path: Path) -> None:
    """Bitcoin closed near ten thousand on real days; only a candle that stands still there is a sentinel."""
    assert read(write(tmp_path, "prices.csv", candle("BTC", 13, 9990, 10050, 9900, 9999))).findings == ()


@pytest.mark.parametrize(
    ("longs", "shorts", "total"),
    [
        ("125108377", "623204527", "748312904"),
        ("125108377", "623204527", "748537391"),
        ("351000000", "75000000", "427000000"),
        ("1.5e9", "168e6", "1.7e9"),
    ],
)
def test_a_gap_that_rounding_explains_is_no_fault(tmp_path: Path, longs: str, shorts: str, total: str) -> None:
    """Published sides and totals are rounded one by one or seconds apart; up to that, they add up."""
    market = read(write(tmp_path, "liquidations.csv", f"*,*,{DAY},{longs},{shorts},{total},,CoinGlass"))
    assert market.findings == ()
    assert market.tables["liquidations"]["long_usd"].item() == float(longs)


def test_a_row_said_twice_is_read_once(tmp_path: Path) -> None:
    """A repeated row is a small fault: a WARN, and the row stays."""
    row = candle("ETH", 13, 2900, 3000, 2800, 2950)
    market = read(write(tmp_path / "bad", "prices.csv", row, row))
    [finding] = market.findings
    assert finding.message == "Row 3 of bad/prices.csv says the same as row 2 of bad/prices.csv; it is read once."
    assert (finding.id, finding.severity) == ("M4", WARN)
    assert list(market.tables["prices"]["_row"]) == [2]


def test_rows_that_contradict_each_other_are_not_used(tmp_path: Path) -> None:
    """Nobody knows which of the two is right, so neither can be printed."""
    rows = (candle("ETH", 13, 2900, 3000, 2800, 2950), candle("ETH", 13, 2900, 3000, 2800, 2951))
    market = read(write(tmp_path / "bad", "prices.csv", *rows, GOOD["prices.csv"]))
    [finding] = market.findings
    assert finding.message == (
        "Row 3 of bad/prices.csv speaks of the same thing as row 2 of bad/prices.csv and says something else; "
        "neither is used."
    )
    assert (finding.id, finding.severity) == ("S2", HOLD)
    assert list(market.tables["prices"]["coin"]) == ["BTC"]


def test_a_contradiction_in_a_later_folder_does_not_bring_back_the_earlier_row(tmp_path: Path) -> None:
    """The later folder meant to correct it; falling back would print what somebody declared wrong."""
    first = write(tmp_path / "a", "prices.csv", candle("ETH", 13, 2900, 3000, 2800, 2940))
    rows = (candle("ETH", 13, 2900, 3000, 2800, 2950), candle("ETH", 13, 2900, 3000, 2800, 2951))
    assert read(first, write(tmp_path / "b", "prices.csv", *rows)).tables["prices"].empty


def test_three_coins_at_one_price_are_a_mixed_up_feed(tmp_path: Path) -> None:
    """None of the three is used; the fourth coin is."""
    rows = [candle(coin, 13, 150, 170, 140, 161.15) for coin in ("SOL", "ETH", "LTC")]
    market = read(write(tmp_path / "bad", "prices.csv", *rows, GOOD["prices.csv"]))
    assert list(market.tables["prices"]["coin"]) == ["BTC"]
    assert {(f.id, f.severity) for f in market.findings} == {("O3", HOLD)}
    assert market.findings[0].message == (
        "Row 2 of bad/prices.csv has a close of 161.15, the same price for ETH, LTC and SOL in one candle; "
        "none of them is used."
    )


def test_coins_may_share_a_coarse_price_and_pegged_coins_any(tmp_path: Path) -> None:
    """Three coins at one cent, two coins anywhere and three stablecoins at a dollar are all possible."""
    rows = [candle(coin, 13, price, 0.03, 0.005, 0.01) for coin, price in (("A", 0.02), ("B", 0.012), ("C", 0.009))]
    rows += [candle(coin, 12, 1, 1.001, 0.999, 1) for coin in ("USDT", "USDC", "DAI")]
    rows += [candle(coin, 11, 150, 170, 140, 161.15) for coin in ("SOL", "LTC")]
    rows += [candle("SOL", 11, 150, 170, 140, 161.15, venue="OKX")]
    assert read(write(tmp_path, "prices.csv", *rows)).findings == ()


def _days(*closes: float) -> list[str]:
    """Daily candles from 5 July on, each opening where the last closed."""
    opens = (closes[0], *closes)
    return [
        candle("ETH", 5 + at, start, max(start, end), min(start, end), end)
        for at, (start, end) in enumerate(zip(opens, closes))
    ]


@pytest.mark.parametrize("factor", [100, 0.01])
@pytest.mark.parametrize("at", [0, 3, 6])
def test_a_jump_of_100_times_costs_that_candle_and_not_the_next(tmp_path: Path, factor: float, at: int) -> None:
    """In the middle, at the start and at the end of a series: only the candle that jumped is left out."""
    rows = _days(2900, 2910, 2920, 2930, 2940, 2950, 2960)
    cells = rows[at].split(",")
    rows[at] = ",".join((*cells[:4], *(str(float(price) * factor) for price in cells[4:8]), cells[8]))
    market = read(write(tmp_path / "bad", "prices.csv", *rows))
    [finding] = market.findings
    assert (finding.id, finding.severity) == ("U3", HOLD)
    assert finding.message.startswith(f"Row {at + 2} of bad/prices.csv opens at ")
    assert finding.message.endswith(", 100 times off the candles beside it; the row is left out.")
    assert sorted(market.tables["prices"]["_row"]) == [row for row in range(2, 9) if row != at + 2]


def test_a_candle_that_jumps_within_itself_and_is_undone_is_left_out(tmp_path: Path) -> None:
    """A close 100 times too high, with the next candle opening where it was, would be a false record."""
    rows = _days(2900, 2910, 2920, 2930, 2940, 2950)
    rows[3] = candle("ETH", 8, 2920, 293000, 2920, 293000)
    market = read(write(tmp_path, "prices.csv", *rows))
    assert [finding.id for finding in market.findings] == ["U3"]
    assert market.tables["prices"]["close"].max() == 2950


def test_a_collapse_that_really_happened_is_kept(tmp_path: Path) -> None:
    """A coin may lose all its value in a day and stay there: each candle opens where the last one closed."""
    market = read(write(tmp_path, "prices.csv", *_days(80, 70, 0.5, 0.0001, 0.00009, 0.0001)))
    assert market.findings == ()
    assert len(market.tables["prices"]) == 6


@pytest.mark.parametrize(("close", "left"), [(293000, 4), (29, 5)])
def test_the_newest_candle_is_believed_if_it_fell_and_not_if_it_rose_100_times(
    tmp_path: Path, close: float, left: int
) -> None:
    """No later candle can confirm it: a collapse is possible, a gain of that size in one candle is not."""
    rows = [*_days(2900, 2910, 2920, 2930), candle("ETH", 9, 2930, max(2930, close), min(2930, close), close)]
    assert len(read(write(tmp_path, "prices.csv", *rows)).tables["prices"]) == left


def test_a_coin_that_was_redenominated_keeps_both_levels(tmp_path: Path) -> None:
    """A new level that lasts is no glitch."""
    rows = _days(2, 2.1, 2.2, 2.3)
    rows += [candle("ETH", day, 2300, 2400, 2200, 2350) for day in (9, 10, 11)]
    assert read(write(tmp_path, "prices.csv", *rows)).findings == ()


def test_a_high_100_times_the_close_is_no_record(tmp_path: Path) -> None:
    """One mistaken print must not become an all-time high."""
    market = read(write(tmp_path, "prices.csv", candle("ETH", 13, 2900, 300000, 2800, 2950)))
    assert [(finding.id, finding.severity) for finding in market.findings] == [("U3", HOLD)]
    assert market.tables["prices"].empty


def test_a_part_above_its_whole_is_not_used(tmp_path: Path) -> None:
    """A share above 100 % cannot be: the coin's and the venue's rows go, the whole stays."""
    rows = (
        f"*,*,{DAY},100,200,300,,CoinGlass",
        f"BTC,*,{DAY},10,390,400,,CoinGlass",
        f"*,Bybit,{DAY},10,490,500,,CoinGlass",
        f"ETH,*,{DAY},10,90,100,,CoinGlass",
    )
    market = read(write(tmp_path / "bad", "liquidations.csv", *rows))
    assert list(market.tables["liquidations"]["_row"]) == [2, 5]
    assert [finding.id for finding in market.findings] == ["N4", "N4"]
    assert market.findings[0].message == (
        "Row 3 of bad/liquidations.csv has more for BTC on * than row 2 of bad/liquidations.csv has for the whole, "
        "a share above 100 %; the row is left out."
    )


def test_series_of_other_venues_sources_or_files_are_never_compared(tmp_path: Path) -> None:
    """A tracked series may well stand above a total that was published at another moment."""
    write(tmp_path, "liquidations.csv", f"*,*,{DAY},100,200,300,,CoinGlass", f"BTC,*,{DAY},1,399,400,,Coinalyze")
    write(tmp_path, "liquidations_long.csv", f"BTC,*,{DAY},10,390,400,,CoinGlass")
    rows = (f"*,*,{DAY},100,200,300,,Coinalyze", f"*,Binance+OKX,{DAY},10,390,400,,Coinalyze")
    assert read(write(tmp_path, "liquidations_x.csv", *rows)).findings == ()


# Whole files


def test_a_malformed_line_costs_that_line(tmp_path: Path) -> None:
    """Too many cells, too few, a quotation mark never closed: each is named, the others are read."""
    rows = ("ETH,Binance,2025-07-13T00:00:00Z,2025-07-14", "1,2,3,4,5,6,7,8,9,10", 'ETH,"Binance,a,b,c,d,e,f,g')
    market = read(write(tmp_path / "bad", "prices.csv", GOOD["prices.csv"], *rows))
    assert list(market.tables["prices"]["_row"]) == [2]
    assert [finding.message for finding in market.findings] == [
        "Row 3 of bad/prices.csv has 4 cells where the header names 9; the row is left out.",
        "Row 4 of bad/prices.csv has 10 cells where the header names 9; the row is left out.",
        "Row 5 of bad/prices.csv has a quotation mark that is never closed; the row is left out.",
    ]


def test_a_line_cut_short_by_a_broken_download_is_not_half_read(tmp_path: Path) -> None:
    """The last line ends in the middle of a number: that number must not be believed."""
    folder = write(tmp_path, "liquidations.csv", f"BTC,*,{DAY},1,2,3,,CoinGlass", f"ETH,*,{DAY},26318")
    market = read(folder)
    assert list(market.tables["liquidations"]["coin"]) == ["BTC"]
    assert len(market.findings) == 1


def test_bytes_that_are_not_utf8_cost_their_row(tmp_path: Path) -> None:
    """A source written in Latin-1 in one row of a table."""
    folder = write(tmp_path / "bad", "etf_flows.csv", "2025-07-10,BTC,*,5,Farside", "2025-07-11,BTC,*,6,B\u00f6rse")
    path = folder / "etf_flows.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    market = read(folder)
    assert [f.message for f in market.findings] == [
        "Row 3 of bad/etf_flows.csv holds bytes that are not UTF-8; the row is left out."
    ]
    assert list(market.tables["etf_flows"]["_row"]) == [2]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("prices.csv", GOOD["prices.csv"].encode("utf-16"), "bad/prices.csv is not written in UTF-8"),
        ("prices.csv", b"\xfe\xff" + GOOD["prices.csv"].encode("utf-16-be"), "bad/prices.csv is not written in UTF-8"),
        ("prices.csv", b"", "bad/prices.csv is empty"),
        ("prices.csv", b"coin,venue,start,end,open,high,low\n", "bad/prices.csv has no column close"),
        ("prices.csv", b"coin,coin\n", "bad/prices.csv has the column coin twice"),
        ("prices.csv.gz", gzip.compress(PRICES.encode(), mtime=0)[:40], "bad/prices.csv.gz cannot be opened"),
        ("prices.csv.gz", b"no gzip", "bad/prices.csv.gz cannot be opened"),
        ("price.csv", PRICES.encode(), "bad/price.csv is not a table that newsgen knows"),
        ("quote.toml", b"", "bad/quote.toml is not a paper that newsgen knows"),
        ("quotes.toml", b"[[quote]\n", "bad/quotes.toml cannot be read as TOML"),
        ("events.toml", "x = 'ö'".encode("latin-1"), "bad/events.toml is not written in UTF-8"),
        ("events.toml", b"event = 3\n", "bad/events.toml holds no list of events"),
        ("market.toml", b"sample = 'yes'\n", "bad/market.toml needs sample = true or false"),
    ],
)
def test_an_unreadable_file_costs_that_file(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    """It is named in one finding that asks a person; alone in its folder, it is an error that says why."""
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / name).write_bytes(content)
    with pytest.raises(MarketError, match="Nothing can be read") as error:
        read(folder)
    assert says in str(error.value)
    market = read(write(folder, "sentiment.csv", GOOD["sentiment.csv"]))
    [finding] = market.findings
    assert finding.message.startswith(says)
    assert finding.message.endswith("; the file is left out.")
    assert (finding.id, finding.severity) == ("M3", HOLD)
    assert len(market.tables["sentiment"]) == 1


def test_a_misspelt_table_or_column_gets_a_suggestion(tmp_path: Path) -> None:
    """The hint names what was probably meant."""
    folder = write(tmp_path, "sentiment.csv", GOOD["sentiment.csv"])
    (folder / "price.csv").write_text(f"{PRICES}\n")
    (folder / "market.csv").write_text("date,market_cap,source\n2025-07-13,3000000000000,x\n")
    hints = {finding.where: finding.hint for finding in read(folder).findings}
    assert hints[f"{tmp_path.name}/price.csv"] == "Did you mean prices.csv?"
    assert hints[f"{tmp_path.name}/market.csv:1:market_cap"] == "Did you mean market_cap_usd?"


def test_an_absent_optional_column_is_not_known(tmp_path: Path) -> None:
    """One WARN for the column, and every row is read."""
    (tmp_path / "prices.csv").write_text(f"coin,venue,start,end,close\nBTC,Binance,{DAY},119000\n")
    market = read(tmp_path)
    [price] = market.tables["prices"].to_dict("records")
    assert price["close"] == 119000
    assert price["high"] != price["high"]
    assert {finding.severity for finding in market.findings} == {WARN}


def test_many_faults_of_one_kind_are_counted_and_not_listed(tmp_path: Path) -> None:
    """Five are shown, the rest is one sentence."""
    rows = [candle("ETH", day, 0, 1, 1, 1) for day in range(1, 13)]
    messages = [finding.message for finding in read(write(tmp_path / "bad", "prices.csv", *rows)).findings]
    assert len(messages) == 6
    assert messages[-1] == (
        "7 more rows have the same fault as row 2 of bad/prices.csv, up to row 13 of bad/prices.csv."
    )


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """With the way out."""
    with pytest.raises(MarketError) as error:
        read(tmp_path / "gone")
    assert str(error.value) == (
        f"There is no market folder {tmp_path / 'gone'}; name a folder that holds tables such as prices.csv."
    )


def test_an_empty_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    """It names what would be read."""
    with pytest.raises(MarketError, match=r"Nothing can be read in the market folder .*; expected are prices\*\.csv,"):
        read(tmp_path)
