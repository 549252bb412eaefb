"""The bundled sample: made by a recipe, the same everywhere, coherent with what was published of its day."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from newsgen.market import TABLES, Market, cut_off, read_market
from newsgen.sample import END, folder, known
from newsgen.sample.make import make

ROOT = Path(__file__).resolve().parent.parent
TABLE_FILES = sorted(path.name for path in folder().glob("*.csv.gz"))


@pytest.fixture(scope="module")
def market() -> Market:
    """The sample, read once."""
    return read_market([folder()])


def _prices(market: Market, coin: str, hours: int) -> pd.DataFrame:
    frame = market.tables["prices"]
    length = frame["end"] - frame["start"]
    return frame[(frame["coin"] == coin) & (length == pd.Timedelta(hours=hours))].set_index("start")


def _closed(market: Market, coin: str, venues: str) -> pd.DataFrame:
    frame = market.tables["liquidations"]
    return frame[(frame["coin"] == coin) & (frame["venues"] == venues)]


def test_the_recipe_makes_the_files_that_are_there(tmp_path: Path) -> None:
    """The same rows on every machine; what the files pack to depends on the packer and is not compared."""
    make(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*TABLE_FILES, "market.toml", "quotes.toml"])
    for path in tmp_path.iterdir():
        made, there = path.read_bytes(), (folder() / path.name).read_bytes()
        assert (gzip.decompress(made) == gzip.decompress(there)) if path.suffix == ".gz" else made == there, path.name


def test_the_recipe_runs_as_a_command(tmp_path: Path) -> None:
    """`python -m newsgen.sample.make FOLDER`, and usage without a folder."""
    command = [sys.executable, "-m", "newsgen.sample.make"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 1
    subprocess.run([*command, str(tmp_path / "made")], cwd=ROOT, check=True)
    assert (tmp_path / "made" / "quotes.toml").exists()


def test_the_sample_is_sound_and_says_what_it_is(market: Market) -> None:
    """No finding, marked as a sample, with a note that it was not measured; every row of it says so."""
    assert market.findings == ()
    assert market.sample
    assert "reconstruction" in market.note
    assert "Not measured" in market.note
    for name, table in TABLES.items():
        assert len(market.tables[name]), name
        if "source" in table.names:
            assert set(market.tables[name]["source"]) == {"a reconstruction"}


def test_the_sample_is_small_and_quick_to_read() -> None:
    """Half a megabyte at most, read in well under a second on any machine."""
    assert sum(path.stat().st_size for path in folder().iterdir() if path.is_file()) < 500_000
    start = time.process_time()
    read_market([folder()])
    assert time.process_time() - start < 0.5


def test_nothing_in_the_sample_is_later_than_its_noon(market: Market) -> None:
    """Cutting it off at its end takes nothing away."""
    assert datetime(2025, 7, 14, 12, tzinfo=UTC) == END
    after = cut_off(market, END)
    assert {name: len(frame) for name, frame in after.tables.items()} == {
        name: len(frame) for name, frame in market.tables.items()
    }
    assert len(after.quotes) == len(market.quotes) == 2


def test_the_published_figures_are_there_and_add_up(market: Market) -> None:
    """Total, sides, coins, traders, the largest order; the venues make the total."""
    whole = _closed(market, "*", "*").iloc[-1]
    assert (whole["total_usd"], whole["short_usd"], whole["long_usd"]) == (748.3e6, 623.2e6, 125.1e6)
    assert (whole["traders"], whole["end"]) == (130_000, pd.Timestamp(END))
    assert _closed(market, "BTC", "*")["short_usd"].item() == 475e6
    assert _closed(market, "ETH", "*")[["long_usd", "short_usd", "total_usd"]].iloc[0].tolist() == [
        26.3e6,
        52.7e6,
        79e6,
    ]
    every = market.tables["liquidations"]
    venues = every[(every["coin"] == "*") & (every["venues"] != "*")]
    for side in ("long_usd", "short_usd", "total_usd"):
        assert venues[side].sum() == whole[side]
    [order] = market.tables["orders"].to_dict("records")
    assert (order["usd"], order["pair"], order["venue"], order["side"]) == (98.1e6, "BTCUSDT", "Binance", "short")


def test_the_earlier_squeeze_is_the_largest_since_26_july_2021(market: Market) -> None:
    """In the long series, and above a billion of shorts over all venues."""
    assert _closed(market, "*", "*").iloc[0][["short_usd", "start"]].tolist() == [
        1.01e9,
        pd.Timestamp("2025-07-10", tz="UTC"),
    ]
    tracked = market.tables["liquidations"][market.tables["liquidations"]["venues"] == known.TRACKED]
    shorts = tracked.groupby("start")["short_usd"].sum()
    assert shorts.index.min() == pd.Timestamp("2021-01-01", tz="UTC")
    assert set(tracked.groupby("start")["coin"].nunique()) == {7}
    squeeze = shorts[pd.Timestamp("2025-07-10", tz="UTC")]
    before = shorts[shorts.index < pd.Timestamp("2025-07-10", tz="UTC")]
    assert before[before >= squeeze].index.max() == pd.Timestamp("2021-07-26", tz="UTC")


def test_bitcoin_breaks_its_record_within_the_window(market: Market) -> None:
    """Opened near 118,000, high of 123,218, about 121,500 at noon; never as high before."""
    day = _prices(market, "BTC", 4)["2025-07-13T12:00Z":]
    assert day["open"].iloc[0] == pytest.approx(118_000, rel=0.001)
    assert day["high"].max() == 123_218
    assert day["close"].iloc[-1] == pytest.approx(121_500, rel=0.001)
    assert _prices(market, "BTC", 24)["high"].max() < day["high"].max()
    assert _prices(market, "BTC", 24)[:"2024-12-31"]["high"].max() == 108_350


def test_bitcoin_gains_of_week_year_and_twelve_months_are_three_figures(market: Market) -> None:
    """About 12, 30 and 102 percent: the founding example took the last for the second."""
    close, week = _prices(market, "BTC", 24)["close"], _prices(market, "BTC", 4)["close"]
    now = week.iloc[-1]
    assert now / week[pd.Timestamp("2025-07-07T08:00:00Z")] - 1 == pytest.approx(0.12, abs=0.005)
    assert close[pd.Timestamp("2024-12-31", tz="UTC")] == 93_576
    assert now / 93_576 - 1 == pytest.approx(0.30, abs=0.005)
    assert now / close[pd.Timestamp("2024-07-13", tz="UTC")] - 1 == pytest.approx(1.02, abs=0.005)


def test_ether_is_back_above_3000_after_months(market: Market) -> None:
    """It opened the window below and ends it above; from February to 10 July it was never there."""
    day = _prices(market, "ETH", 4)["2025-07-13T12:00Z":]
    assert (day["open"].iloc[0], day["close"].iloc[-1]) == (2964, 3050)
    assert _prices(market, "ETH", 24)["2025-02-05":"2025-07-10"]["high"].max() < 3000
    assert _prices(market, "ETH", 24)[:"2025-02-01"]["close"].max() > 3000


def test_days_are_made_of_their_candles(market: Market) -> None:
    """Where both lengths are there, the day opens, closes, peaks and bottoms with its six candles."""
    for coin in known.CLOSES:
        short, days = _prices(market, coin, 4), _prices(market, coin, 24)
        for start, day in days[known.INTRADAY_START :].iterrows():
            six = short[start : start + pd.Timedelta(hours=20)]
            assert (day["open"], day["close"]) == (six["open"].iloc[0], six["close"].iloc[-1])
            assert (day["high"], day["low"]) == (six["high"].max(), six["low"].min())


def test_candles_follow_each_other_without_a_gap(market: Market) -> None:
    """Each opens where and when the one before closed."""
    for coin, hours in [*((coin, 24) for coin in (*known.CLOSES, *known.OTHERS)), ("BTC", 4), ("ETH", 4)]:
        candles = _prices(market, coin, hours)
        assert list(candles.index[1:]) == list(candles["end"][:-1])
        assert list(candles["open"][1:]) == list(candles["close"][:-1])


def test_the_rest_of_the_day_is_as_it_was_known(market: Market) -> None:
    """Money flowed into the funds for a week, stocks eased from a record, the mood was greedy."""
    flows = market.tables["etf_flows"]
    bitcoin = flows[flows["asset"] == "BTC"].set_index("date")["flow_usd"]
    assert (bitcoin["2025-07-02":] > 0).all()
    assert bitcoin[pd.Timestamp("2025-07-01", tz="UTC")] < 0
    assert bitcoin.index.max() == pd.Timestamp("2025-07-11", tz="UTC")
    stocks = market.tables["indices"]
    closes = stocks[stocks["index"] == "SPX"].set_index("date")["close"]
    assert closes.idxmax() == pd.Timestamp("2025-07-10", tz="UTC")
    assert closes.iloc[-1] / closes.iloc[-2] - 1 == pytest.approx(-0.003, abs=0.0005)
    mood = market.tables["sentiment"].iloc[-1]
    assert (mood["value"], mood["label"], mood["date"]) == (74, "Greed", pd.Timestamp("2025-07-14", tz="UTC"))
    assert market.tables["market"]["btc_dominance_pct"].iloc[-1] == pytest.approx(64, abs=0.5)
    assert [(quote.speaker, quote.kind) for quote in market.quotes] == [
        ("Thomas Perfumo", "paraphrase"),
        ("Nicolai Søndergaard", "paraphrase"),
    ]
