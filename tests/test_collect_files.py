"""Event files: closed whole or not at all, late orders, torn lines, days merged from hours; and uptime."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from newsgen.collect import Event, event_files, events_between
from newsgen.collect import uptime as uptimes
from newsgen.collect.files import HEADER, close_hour, compact, cut_torn, lines_of, merged
from newsgen.collect.keeper import Keeper
from newsgen.collect.uptime import Hour, Uptime, read_uptime, share

DAY = date(2025, 7, 14)
MIDNIGHT = datetime(2025, 7, 14, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def event(at: datetime, usd: float = 100.0, name: str = "") -> Event:
    time = int(at.timestamp() * 1000)
    return Event("Binance", "BTCUSDT", "BTC", "long", 118_000.5, usd, time, name or f"{time}:{usd}", True)


def keeper(folder: Path, now: datetime, *, parquet: bool = False) -> Keeper:
    found = Keeper(folder, parquet=parquet)
    found.resume(["binance"], now)
    return found


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "binance").iterdir())


def a_day(folder: Path, *, parquet: bool, seed: int = 1) -> list[str]:
    """A whole day as the collector sees it, with late orders and repetitions; gives what must be on file."""
    rng, told = Random(seed), []
    store = keeper(folder, MIDNIGHT, parquet=parquet)
    for minute in range(0, 24 * 60 + 20, 4):
        now = MIDNIGHT + minute * MINUTE
        fresh = [
            event(now - timedelta(seconds=rng.randrange(3 * 3600)), rng.randrange(1, 10**6) / 100, f"n{minute}.{n}")
            for n in range(3)
        ]
        fresh = [one for one in fresh if one.time >= MIDNIGHT.timestamp() * 1000]
        store.add([*fresh, *fresh[:1]], now)
        told += [one.line for one in fresh]
        store.tick(now)
    store.close()
    return sorted(told, key=lambda line: (int(line[:13]), line))


@pytest.mark.parametrize("parquet", [False, True], ids=["csv.gz", "parquet"])
def test_a_day_of_hours_becomes_one_file_with_each_order_once(tmp_path: Path, parquet: bool):
    """Sorted by time, late orders in their place; the parts are gone."""
    told = a_day(tmp_path, parquet=parquet)
    end = ".parquet" if parquet else ".csv.gz"
    whole = tmp_path / "binance" / f"2025-07-14{end}"
    today = [line for line in told if line < str(int((MIDNIGHT + 24 * HOUR).timestamp() * 1000))]
    left = set(today) - set(lines_of(whole))
    assert left <= set(merged((tmp_path / "binance").glob("2025-07-14T*.late.csv")))  # told after the day was merged
    compact(tmp_path / "binance", DAY, parquet=parquet)
    assert list(lines_of(whole)) == today
    assert not list((tmp_path / "binance").glob("2025-07-14T*"))
    assert not list((tmp_path / "binance").glob("*.part"))


def test_changing_the_form_in_mid_day_loses_nothing(tmp_path: Path):
    """Hours as CSV.gz and hours as Parquet end in one file, whichever is asked for."""
    home = tmp_path / "binance"
    store = keeper(tmp_path, MIDNIGHT)
    store.add([event(MIDNIGHT)], MIDNIGHT)
    store.tick(MIDNIGHT + 2 * HOUR)
    again = keeper(tmp_path, MIDNIGHT + 2 * HOUR, parquet=True)
    again.add([event(MIDNIGHT + 2 * HOUR, 7.0)], MIDNIGHT + 2 * HOUR)
    again.tick(MIDNIGHT + 4 * HOUR)
    assert names(tmp_path) == ["2025-07-14T00.csv.gz", "2025-07-14T02.parquet"]
    compact(home, DAY, parquet=True)
    compact(home, DAY)  # nothing came since
    assert names(tmp_path) == ["2025-07-14.parquet"]
    assert len(list(lines_of(home / "2025-07-14.parquet"))) == 2


def test_the_same_events_give_the_same_bytes(tmp_path: Path):
    """No clock and no name in a packed file."""
    for run in ("one", "two"):
        a_day(tmp_path / run, parquet=False)
        compact(tmp_path / run / "binance", DAY)
    one, two = (tmp_path / run / "binance" / "2025-07-14.csv.gz" for run in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_an_hour_stays_open_for_a_grace_and_is_then_closed(tmp_path: Path):
    """An order told minutes late lies in its own hour; a later one in a late file."""
    store = keeper(tmp_path, MIDNIGHT)
    store.add([event(MIDNIGHT + 59 * MINUTE, 1.0)], MIDNIGHT + HOUR)
    store.tick(MIDNIGHT + HOUR + 4 * MINUTE)
    store.add([event(MIDNIGHT + 58 * MINUTE, 2.0)], MIDNIGHT + HOUR + 4 * MINUTE)
    assert names(tmp_path) == ["2025-07-14T00.csv"]
    store.tick(MIDNIGHT + HOUR + 5 * MINUTE)
    assert names(tmp_path) == ["2025-07-14T00.csv.gz"]
    store.add([event(MIDNIGHT + 57 * MINUTE, 3.0)], MIDNIGHT + HOUR + 6 * MINUTE)
    assert names(tmp_path) == ["2025-07-14T00.csv.gz", "2025-07-14T00.late.csv"]
    text = gzip.decompress((tmp_path / "binance" / "2025-07-14T00.csv.gz").read_bytes()).decode()
    assert [line.split(",")[6] for line in text.splitlines()] == ["usd", "2.0", "1.0"]
    assert text.startswith(HEADER)


@pytest.mark.parametrize("when", ["write", "rename"])
def test_a_crash_while_an_hour_is_closed_loses_nothing_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
):
    """Killed before the packed file has its name, or before the plain one is gone: the next start ends the work."""
    store = keeper(tmp_path, MIDNIGHT)
    store.add([event(MIDNIGHT, 1.0), event(MIDNIGHT + MINUTE, 2.0)], MIDNIGHT + MINUTE)
    with monkeypatch.context() as patch:
        what = Path.replace if when == "write" else Path.unlink
        patch.setattr(Path, what.__name__, lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            store.tick(MIDNIGHT + 3 * HOUR)
    assert "2025-07-14T00.csv" in names(tmp_path)
    keeper(tmp_path, MIDNIGHT + 3 * HOUR)
    assert names(tmp_path) == ["2025-07-14T00.csv.gz"]
    assert len(list(lines_of(tmp_path / "binance" / "2025-07-14T00.csv.gz"))) == 2


@pytest.mark.parametrize("torn", ["1752", "1752451200000,Binance,BTCUSDT,BTC,long,1.0,100.0,n", "\0" * 9000])
def test_a_torn_tail_is_cut_off_and_collection_goes_on(tmp_path: Path, torn: str):
    """Whole lines stay, and what was told before is still known."""
    store = keeper(tmp_path, MIDNIGHT)
    store.add([event(MIDNIGHT, 1.0), event(MIDNIGHT, 2.0)], MIDNIGHT)
    store.close()
    file = tmp_path / "binance" / "2025-07-14T00.csv"
    before = file.read_text()
    file.write_text(before + torn)
    again = keeper(tmp_path, MIDNIGHT + MINUTE)
    kept = again.add([event(MIDNIGHT, 2.0), event(MIDNIGHT, 3.0)], MIDNIGHT + MINUTE)["Binance"]
    again.close()
    assert (kept.events, kept.again) == (1, 1)
    assert file.read_text() == before + event(MIDNIGHT, 3.0).line


def test_a_file_without_any_whole_line_is_empty(tmp_path: Path):
    """Even the header can be torn."""
    file = tmp_path / "x.csv"
    file.write_text(HEADER[:10])
    cut_torn(file)
    assert file.read_bytes() == b""


def test_blocks_of_a_failing_disk_cost_their_lines_only(tmp_path: Path):
    """Lines of another form are passed over when an hour is closed."""
    file = tmp_path / "2025-07-14T00.csv"
    file.write_text(HEADER + event(MIDNIGHT).line + "\0\0\0\n" + "x,y\n" + event(MIDNIGHT, 2.0).line)
    close_hour(file)
    assert len(list(lines_of(tmp_path / "2025-07-14T00.csv.gz"))) == 2


def test_no_order_is_in_two_of_the_files_that_are_added_up(tmp_path: Path):
    """A day's file stands for its hours, a packed hour for the plain one that a crash left behind."""
    home = tmp_path / "okx"
    home.mkdir()
    kept = ["2025-07-13.csv.gz", "2025-07-14T00.csv.gz", "2025-07-14T01.csv", "2025-07-14T01.late.csv"]
    for name in [*kept, "2025-07-13T04.csv.gz", "2025-07-13T05.late.csv", "2025-07-14T00.csv", "aside.csv", "x.part"]:
        (home / name).touch()
    assert [file.name for file in event_files(tmp_path, "okx")] == kept
    window = (datetime(2025, 7, 14, 0, 30, tzinfo=UTC), datetime(2025, 7, 14, 1, tzinfo=UTC))
    assert [file.name for file in events_between(tmp_path, *window)] == kept[1:]
    later = (datetime(2025, 7, 15, 3, tzinfo=UTC), datetime(2025, 7, 15, 4, tzinfo=UTC))
    assert events_between(tmp_path, *later) == ()
    assert events_between(tmp_path / "none", *window) == ()


def test_uptime_is_split_by_hour_and_leaves_out_pauses():
    """A pause longer than the silence that ends a connection is no listening: a machine may have slept."""
    uptime = Uptime(timedelta(seconds=30))
    for second in (0, 20, 40, 500, 520):
        uptime.heard("OKX", MIDNIGHT + HOUR - timedelta(seconds=30) + timedelta(seconds=second))
    uptime.lost("OKX")
    uptime.heard("OKX", MIDNIGHT + HOUR + timedelta(seconds=500))
    uptime.heard("OKX", MIDNIGHT + HOUR)  # the clock was set back
    found = uptime.take()
    assert {key[1].hour: hour.seconds for key, hour in found.items()} == {0: 30.0, 1: 30.0}
    assert uptime.take() == {}


def test_uptime_on_file_adds_up_and_survives_a_torn_row(tmp_path: Path):
    """Rows of one hour add up to no more than the hour; what is no row says nothing."""
    file = tmp_path / "uptime.csv"
    uptimes.append(file, {("OKX", MIDNIGHT): Hour(1800.0, 5, 1)})
    uptimes.append(file, {("OKX", MIDNIGHT): Hour(2000.0, 2, 0), ("Bybit", MIDNIGHT): Hour(10.5, 0, 0)})
    with file.open("a") as out:
        out.write("\nOKX,2025-07-14T01:00:00,9,9,9\nOKX,2025-07-14T01:00:00Z,33")
    expected = {("OKX", MIDNIGHT): Hour(3600.0, 7, 1), ("Bybit", MIDNIGHT): Hour(10.5, 0, 0)}
    assert read_uptime(file) == expected
    uptimes.fold(file)
    assert read_uptime(file) == expected
    assert len(file.read_text().splitlines()) == 3


def test_what_was_missed_of_an_hour_is_taken_to_lie_in_the_window():
    """A window that covers half an hour of which half was missed may have missed all of it."""
    hours = {("OKX", MIDNIGHT): Hour(1800.0), ("OKX", MIDNIGHT + HOUR): Hour(3600.0)}
    assert share(hours, "OKX", MIDNIGHT + HOUR / 2, MIDNIGHT + HOUR * 3 / 2) == 0.5
    assert share(hours, "OKX", MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR) == 1.0
    assert share(hours, "Bybit", MIDNIGHT, MIDNIGHT + HOUR) == 0.0
