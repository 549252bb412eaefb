"""The history remembers: every version of every reading, every article, and what is not believed; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.errors import HistoryError
from newsgen.history import Kept, Quarantined, Restated, Series, export_folder, import_folder, open_history
from newsgen.history.store import History
from newsgen.market import cut_off, read_market
from tests.history_kit import HOUR, NOW, answer, candle, candles, closes, count, market_of, telling
from tests.measure_kit import made
from tests.test_market import same_tables

FIRST = {"coin": "BTC", "venue": "Binance", "start": datetime(2025, 7, 1, tzinfo=UTC)}
KEY = FIRST | {"end": datetime(2025, 7, 2, tzinfo=UTC)}


@pytest.fixture
def history(place: str) -> Iterator[History]:
    """A new history, on each database in turn."""
    with open_history(place) as opened:
        yield opened


# Versions


def test_what_is_kept_again_changes_nothing(history: History, place: str) -> None:
    """The same row from the same source every morning is one row."""
    assert history.keep(candles(1, 2, 3), now=NOW) == Kept(new=3)
    assert history.keep(candles(1, 2, 3), now=NOW + HOUR) == Kept(same=3)
    assert count(place, "prices") == 3


def test_a_restated_value_is_a_new_version_and_the_old_one_stays(history: History, place: str) -> None:
    """Sources revise: the newest counts, the earlier ones can be looked up."""
    history.keep(candles(1, 2, 3), now=NOW)
    assert history.keep(candles(1, 2.5, 3, 4), now=NOW + HOUR) == Kept(new=1, restated=1, same=2)
    assert closes(history.market()) == [1, 2.5, 3, 4]
    assert count(place, "prices") == 5


def test_the_market_can_be_read_as_it_was_known_at_any_time(history: History) -> None:
    """Before the first version there is nothing, and a value that came back is a version like any other."""
    for hour, close in enumerate((1, 2, 1)):
        history.keep(candles(close), now=NOW + hour * HOUR)
    known = [closes(history.market(known_by=NOW + hour * HOUR)) for hour in (-1, 0, 0.5, 1, 2, 3)]
    assert known == [[], [1], [1], [2], [1], [1]]


def test_a_row_is_one_version_at_any_time_even_where_clocks_disagree(history: History) -> None:
    """A machine whose clock is behind cannot write a version that is older than the one it replaces."""
    for hour, close in ((0, 1), (5, 2), (3, 3)):
        history.keep(candles(close), now=NOW + hour * HOUR)
    known = [closes(history.market(known_by=NOW + hour * HOUR)) for hour in (0, 3, 4, 5, 6)]
    assert known == [[1], [1], [1], [3], [3]]


def test_a_value_that_gets_lost_is_a_version_too(history: History) -> None:
    """Known, not known, known again: nothing is mixed from two answers."""
    history.keep(market_of(prices=[candle(1, 5, volume_usd=10)]), now=NOW)
    assert history.keep(market_of(prices=[candle(1, 5)]), now=NOW + HOUR) == Kept(restated=1)
    assert history.market().tables["prices"]["volume_usd"].isna().all()
    assert history.keep(market_of(prices=[candle(1, 5)]), now=NOW + HOUR) == Kept(same=1)


def test_of_one_thing_named_twice_the_last_row_counts(history: History) -> None:
    """As a later folder corrects an earlier one."""
    assert history.keep(market_of(prices=[candle(1, 5), candle(1, 6)]), now=NOW) == Kept(new=1)
    assert closes(history.market()) == [6]


def test_only_what_the_answers_gave_is_kept(history: History) -> None:
    """A recap merges folders of the past with today's answers; only the answers are news."""
    came = answer(file="raw/two.json")
    assert history.keep(candles(1, 2, file="history/prices.csv"), [came], now=NOW) == Kept()
    assert history.keep(candles(1, 2, file="raw/two.json"), [came], now=NOW) == Kept(new=2)


def test_a_row_knows_the_answer_it_came_from(history: History, place: str) -> None:
    """And an answer that is read twice is one answer."""
    for _ in range(2):
        history.keep(candles(1, 2), [answer(b"x")], now=NOW)
    assert count(place, "answers") == 1
    assert count(place, "prices JOIN answers ON answers.id = prices.answer WHERE answers.name = 'candles'") == 2


def test_made_up_figures_are_not_kept(history: History, tmp_path: Path) -> None:
    """Otherwise they would come back without their mark, as if they had been measured."""
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "market.toml").write_text("sample = true\n")
    (folder / "prices.csv").write_text(
        "coin,venue,start,end,close\nBTC,Binance,2025-07-01T00:00:00Z,2025-07-02T00:00:00Z,1\n"
    )
    with pytest.raises(HistoryError, match="made up"):
        import_folder(history, folder, NOW)
    assert closes(history.market()) == []


def test_nothing_is_kept_of_what_fails_half_way(history: History) -> None:
    """Whole or not at all: a row that no database can hold takes the rows before it along."""
    bad = market_of(prices=[candle(1, 1)], sentiment=[{"index": "x", "date": NOW, "value": 1, "label": object()}])
    with pytest.raises(Exception, match=r"label|object|adapt|bind"):
        history.keep(bad, now=NOW)
    assert closes(history.market()) == []
    assert history.keep(candles(1), now=NOW) == Kept(new=1)


def test_odd_cells_come_back_as_they_were(history: History) -> None:
    """Text in any script, all coins, empty words, unknown numbers and times; in keys too."""
    orders = [
        {"coin": "BTC", "venue": "Binance", "pair": "BTC/USDT", "side": "long", "usd": 1e6, "source": "CoinGlass"},
        {"time": NOW, "coin": "", "venue": "取引所 “Ω”", "pair": "'; DROP TABLE prices; --", "price": 0.1, "usd": 2.0},
        {"time": NOW, "venue": "取引所 “Ω”", "pair": "%s :x ?", "price": 1e-300, "usd": 1.7e308},
    ]
    total = {"coin": "*", "venues": "*", "start": NOW - 24 * HOUR, "end": NOW, "total_usd": 0.1 + 0.2}
    market = market_of(orders=orders[1:] + orders[:1], liquidations=[total], market=[{"date": datetime(2025, 7, 1)}])
    assert history.keep(market, now=NOW) == Kept(new=5)
    assert history.keep(market, now=NOW) == Kept(same=5)
    same_tables(history.market(), market)


def test_an_empty_history_is_a_market_of_empty_tables(history: History) -> None:
    """In the types that every market promises."""
    same_tables(history.market(), market_of())
    assert history.reaches() == {}


def test_the_market_until_a_moment_is_the_market_cut_off_there(history: History) -> None:
    """To the microsecond, each table with its delay: the flows of a day are known the next morning at six."""
    flows = [{"asset": "BTC", "fund": "*", "date": datetime(2025, 7, day), "flow_usd": day} for day in (13, 14)]
    market = market_of(prices=[candle(13, 1), candle(14, 2)], etf_flows=flows, orders=[{"usd": 1}])
    history.keep(market, now=NOW)
    known = []
    for moment in (datetime(2025, 7, 14, 6, tzinfo=UTC), datetime(2025, 7, 15, tzinfo=UTC), NOW):
        for as_of in (moment - timedelta(microseconds=1), moment):
            found = history.market(until=as_of)
            same_tables(found, cut_off(market, as_of))
            known.append(tuple(len(found.tables[name]) for name in ("prices", "etf_flows", "orders")))
    assert known == [(1, 0, 1), (1, 1, 1), (1, 1, 1), (2, 1, 1), (2, 2, 1), (2, 2, 1)]


# Folders


def test_the_real_history_comes_back_to_the_last_digit(history: History, shared: Path, tmp_path: Path) -> None:
    """Eight years imported, read, exported and read again: four times the same market."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    folder = shared / "market" / "history"
    real = read_market([folder], now=now)
    rows = sum(map(len, real.tables.values()))
    assert import_folder(history, folder, now) == Kept(new=rows)
    same_tables(history.market(), real)
    as_of = datetime(2022, 11, 9, 12, tzinfo=UTC)
    then = history.market(until=as_of)
    same_tables(then, cut_off(real, as_of))
    export_folder(history, tmp_path / "out", until=as_of)
    same_tables(read_market([tmp_path / "out"], now=now), then)
    assert import_folder(history, tmp_path / "out", now).new == 0


def test_a_folder_that_holds_files_is_not_exported_to(history: History, tmp_path: Path) -> None:
    """Old files beside new ones would be read as one market."""
    (tmp_path / "prices_4h.csv").write_text("")
    with pytest.raises(HistoryError, match="not empty; name a new one"):
        export_folder(history, tmp_path)


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(history: History, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match=r"cannot be written .*; name another one"):
        export_folder(history, tmp_path / "file" / "out")


# What is filled, and what came before


def test_a_series_reaches_as_far_as_its_last_row(history: History) -> None:
    """Candles of an hour and of a day are two series, and so are two sources of one index."""
    hourly = {"coin": "BTC", "venue": "Binance", "start": NOW, "end": NOW + HOUR, "close": 1}
    mood = {"index": "Fear & Greed", "date": datetime(2025, 7, 14), "value": 70, "source": "alternative.me"}
    flow = {"asset": "BTC", "fund": "*", "date": datetime(2025, 7, 11), "flow_usd": -1, "source": "SoSoValue"}
    history.keep(
        market_of(prices=[candle(1, 1), candle(2, 1), hourly], sentiment=[mood], etf_flows=[flow], orders=[{"usd": 1}]),
        now=NOW,
    )
    day = timedelta(days=1)
    assert history.reaches() == {
        Series("prices", "BTC", "Binance", "", day): datetime(2025, 7, 3, tzinfo=UTC),
        Series("prices", "BTC", "Binance", "", HOUR): NOW + HOUR,
        Series("sentiment", "Fear & Greed", "", "alternative.me"): datetime(2025, 7, 14, tzinfo=UTC),
        Series("etf_flows", "BTC", "*", "SoSoValue"): datetime(2025, 7, 11, tzinfo=UTC),
    }


def test_a_feed_that_gives_the_same_bytes_again_is_frozen_since_they_first_came(history: History) -> None:
    """Not since they ever came: an answer in between shows that the feed is alive."""
    one, other = answer(b"one"), answer(b"other")

    def since(before: datetime | None = None) -> datetime | None:
        return history.seen("Binance", "candles", one.sha256, before=before)

    assert since() is None
    for hour, body in enumerate((b"one", b"one", b"other", b"one", b"one")):
        history.keep(candles(1), [answer(body, at=NOW + hour * HOUR)], now=NOW)
    assert since() == NOW + 3 * HOUR
    assert since(before=NOW + 3 * HOUR) is None
    assert since(before=NOW + 2 * HOUR) == NOW
    assert history.seen("Binance", "candles", other.sha256) is None
    assert history.seen("Binance", "another question", one.sha256) is None


def test_a_walk_goes_on_where_it_stopped(history: History) -> None:
    """For each source, topic and coin by itself."""
    assert history.progress("binance", "candles", "BTC") is None
    for day in (1, 2):
        history.reached("binance", "candles", "BTC", datetime(2025, 7, day, tzinfo=UTC))
    history.reached("binance", "candles", "ETH", NOW)
    assert history.progress("binance", "candles", "BTC") == datetime(2025, 7, 2, tzinfo=UTC)
    assert history.progress("binance", "candles", "ETH") == NOW


# Articles


def test_a_day_told_again_keeps_its_earlier_tellings(history: History) -> None:
    """With every figure as it was printed, in its order."""
    first, second = telling(), telling(told_at=NOW + HOUR, headline="Ether “up” 3 %", figures=())
    for told in (first, second):
        history.record(told)
    assert history.told(date(2025, 7, 14)) == (first, second)
    assert history.told(date(2025, 7, 13)) == ()


def test_characters_that_no_database_holds_are_left_out_of_an_article(history: History) -> None:
    """An editor's clipboard can hold anything; it is the same on both databases."""
    history.record(telling(headline="Long\0s \ud800lose ₿ 1", angles=("ümlaut",)))
    (told,) = history.told(date(2025, 7, 14))
    assert (told.headline, told.angles) == ("Longs lose ₿ 1", ("ümlaut",))


def test_the_last_days_are_told_of_in_their_last_telling(history: History) -> None:
    """The newest day first, and nothing of the day itself: so that no opening comes twice in a row."""
    days = [telling(day, told_at=NOW + number * HOUR) for number, day in enumerate((10, 11, 13, 14, 11))]
    for told in days:
        history.record(told)
    assert history.recent(date(2025, 7, 14), 2) == (days[2], days[4])
    history.record(telling(13, language="de"))
    assert history.recent(date(2025, 7, 14), 1, language="en") == (days[2],)
    assert history.recent(date(2025, 7, 14), 9, style="plain") == ()


def test_what_moved_since_a_day_was_told_is_listed(history: History) -> None:
    """Old and new value of each cell; not what came later, what was corrected before, or what says the same again."""
    history.keep(candles(1, 2, 3, 4), now=NOW - 2 * HOUR)
    history.keep(candles(1.5), now=NOW - HOUR)
    history.record(telling(3, told_at=NOW))
    history.keep(candles(1.5, 2.5, 3.5, 4.5, 5), now=NOW + HOUR)
    history.keep(candles(1.5, 2.75, 3), now=NOW + 2 * HOUR)
    key = {name: moment + timedelta(days=1) if isinstance(moment, datetime) else moment for name, moment in KEY.items()}
    assert history.restated(date(2025, 7, 3)) == (Restated("prices", key, "close", 2.0, 2.75, NOW + 2 * HOUR),)


def test_a_cell_that_was_not_known_and_one_that_is_no_more_are_restated_too(history: History) -> None:
    """None stands for not known, never 0; labels count as numbers do."""
    row = {"index": "Fear & Greed", "date": datetime(2025, 7, 14), "source": "alternative.me"}
    history.keep(market_of(sentiment=[{**row, "value": 70}]), now=NOW)
    history.record(telling(14))
    history.keep(market_of(sentiment=[{**row, "label": "Greed"}]), now=NOW + HOUR)
    found = [(one.column, one.old, one.new) for one in history.restated(date(2025, 7, 14))]
    assert found == [("value", 70.0, None), ("label", "", "Greed")]


def test_a_day_that_was_not_told_has_nothing_to_compare(history: History) -> None:
    """One sentence, with the way out."""
    with pytest.raises(HistoryError, match="holds no article of 2025-07-03; name a day that was told"):
        history.restated(date(2025, 7, 3))


# Quarantine


def test_a_bar_in_quarantine_is_left_out_of_the_market(history: History) -> None:
    """Nothing that looks back will take it for a record; the rows beside it stay."""
    history.keep(candles(9999, 2, 3), now=NOW)
    assert history.quarantine("prices", KEY, "a price that stands for nothing", NOW + HOUR) == 1
    assert closes(history.market()) == [2, 3]
    assert closes(history.market(known_by=NOW)) == [9999, 2, 3]
    assert history.quarantined() == (Quarantined("prices", KEY, "a price that stands for nothing", NOW + HOUR),)


def test_a_bar_in_quarantine_stays_there_when_the_same_values_come_again(history: History) -> None:
    """A feed that repeats its fault is not believed for repeating it; and it is doubted once."""
    history.keep(candles(9999), now=NOW)
    assert history.quarantine("prices", KEY, "odd", NOW) == 1
    history.keep(candles(9999), now=NOW + HOUR)
    assert history.quarantine("prices", KEY, "odd", NOW + HOUR) == 0
    assert closes(history.market()) == []


def test_other_values_end_a_quarantine(history: History) -> None:
    """The source has corrected itself."""
    history.keep(candles(9999), now=NOW)
    history.quarantine("prices", KEY, "odd", NOW)
    history.keep(candles(101), now=NOW + HOUR)
    assert closes(history.market()) == [101]
    assert history.quarantined() == ()


def test_a_fault_that_comes_back_is_in_quarantine_again(history: History) -> None:
    """The same bad values after good ones are as bad as before, until somebody releases them for good."""
    history.keep(candles(9999, 5), now=NOW)
    history.quarantine("prices", KEY, "odd", NOW)
    for hour, close in enumerate((101, 9999, 102, 9999), 1):
        history.keep(candles(close, 5), now=NOW + hour * HOUR)
        assert closes(history.market()) == ([5] if close == 9999 else [close, 5])
    assert history.quarantined() == (Quarantined("prices", KEY, "odd", NOW + 4 * HOUR),)
    assert history.release("prices", KEY, NOW + 5 * HOUR) == 1
    for hour, close in enumerate((103, 9999), 6):
        history.keep(candles(close, 5), now=NOW + hour * HOUR)
    assert closes(history.market()) == [9999, 5]


def test_a_released_bar_counts_again(history: History) -> None:
    """Somebody has looked, and it was right."""
    history.keep(candles(9999), now=NOW)
    history.quarantine("prices", KEY, "odd", NOW)
    assert history.release("prices", KEY, NOW + HOUR) == 1
    assert history.release("prices", KEY, NOW + HOUR) == 0
    assert closes(history.market()) == [9999]
    assert closes(history.market(known_by=NOW)) == []
    assert history.quarantined() == ()


def test_part_of_a_key_names_all_rows_that_fit(history: History) -> None:
    """A venue that went mad for a day is put aside in one go."""
    rows = [candle(1, 1), candle(1, 2, coin="ETH"), candle(1, 3, venue="Kraken")]
    history.keep(market_of(prices=rows), now=NOW)
    assert history.quarantine("prices", {"venue": "Binance"}, "mad", NOW) == 2
    assert closes(history.market()) == [3]


def test_a_row_whose_time_is_not_known_can_be_named(history: History) -> None:
    """None in a key is a cell that is not known."""
    history.keep(market_of(orders=[{"coin": "BTC", "usd": 5e8}, {"time": NOW, "coin": "BTC", "usd": 1e6}]), now=NOW)
    assert history.quarantine("orders", {"time": None, "price": None, "usd": 5e8}, "who says so?", NOW) == 1
    assert history.market().tables["orders"]["usd"].tolist() == [1e6]
    assert history.quarantined()[0].key["time"] is None


def test_a_row_that_cannot_be_named_so_is_said_in_one_sentence(history: History) -> None:
    """An unknown table, a column that is no key, and no column at all: that would be every row."""
    for table, key in (("price", KEY), ("prices", {"close": 1.0}), ("prices", {})):
        with pytest.raises(HistoryError, match=r"There is no table|is named by coin, venue, start, end, not by"):
            history.quarantine(table, key, "odd", NOW)


def test_short_windows_of_long_ago_can_be_left_out(place: str) -> None:
    """Minutes and hours serve the weeks before a day; days and four hours serve records."""
    day = datetime(2025, 7, 14, tzinfo=UTC)
    spans = [(timedelta(minutes=5), 90), (timedelta(hours=1), 90), (timedelta(hours=4), 90), (timedelta(days=1), 90),
             (timedelta(hours=1), 3)]  # fmt: skip
    rows = [
        {"coin": "BTC", "venue": "Binance", "start": day - timedelta(days=ago) - span, "end": day - timedelta(days=ago),
         "open": 1.0, "high": 1.0, "low": 1.0, "close": 1.0} for span, ago in spans
    ]  # fmt: skip
    with open_history(place) as history:
        history.keep(made(prices=rows), now=day)
        kept = history.market(short_since=day - timedelta(days=45)).tables["prices"]
        assert sorted((kept["end"] - kept["start"]).tolist()) == [
            timedelta(hours=1),
            timedelta(hours=4),
            timedelta(days=1),
        ]
        assert len(history.market().tables["prices"]) == len(rows)
