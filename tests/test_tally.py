"""The tally's laws: sums are the plain sums, chunks are the whole, and only what was heard is told."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from newsgen.catalogue import TALLY
from newsgen.collect import Event, chunks
from newsgen.collect import uptime as uptimes
from newsgen.collect.files import HEADER
from newsgen.collect.keeper import Keeper
from newsgen.collect.partials import Ask, merge, partials
from newsgen.collect.tally import tally, tally_folder
from newsgen.collect.uptime import Hour
from newsgen.errors import MarketError
from newsgen.wire import Row

MIDNIGHT = datetime(2025, 7, 14, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
COINS = ("BTC", "ETH")


def made(count: int, seed: int, *, days: int = 3) -> list[Event]:
    """Random events of several days, in no order, with amounts to the cent."""
    rng = Random(seed)
    start = int(MIDNIGHT.timestamp() * 1000)
    found = []
    for n in range(count):
        coin = rng.choice(("BTC", "ETH", "PEPE", "WIF"))
        usd = rng.randrange(1, 10 ** rng.randrange(1, 10)) / 100
        found.append(
            Event(
                rng.choice(("Binance", "Bybit", "OKX")), f"{coin}USDT", coin, rng.choice(("long", "short")),
                rng.randrange(1, 10**7) / 100, usd, start + rng.randrange(days * 86_400_000), f"n{n}", True,
            )
        )  # fmt: skip
    return found


def csv(file: Path, events: Sequence[Event]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress((HEADER + "".join(event.line for event in events)).encode()))
    return file


def parquet(file: Path, events: Sequence[Event]) -> Path:
    plain = csv(file.with_suffix(".csv.gz"), events)
    duckdb.read_csv(str(plain)).write_parquet(str(file))
    plain.unlink()
    return file


def sums(rows: Sequence[Row]) -> dict[tuple[object, ...], tuple[object, ...]]:
    return {
        tuple(row.cells[name] for name in ("coin", "venues", "start", "end")): tuple(
            row.cells[name] for name in ("long_usd", "short_usd", "total_usd")
        )
        for row in rows
        if row.table == "liquidations"
    }


def plain(events: Sequence[Event], start: datetime, end: datetime) -> dict[tuple[object, ...], tuple[object, ...]]:
    """The same sums, in whole cents, added up one by one."""
    cents: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    low, high = (int(at.timestamp() * 1000) for at in (start, end))
    for event in events:
        if low <= event.time < high:
            for coin in {event.coin, "*"} & {*COINS, "*"}:
                for venue in (event.venue, "Binance+Bybit+OKX"):
                    cents[coin, venue][event.side == "short"] += round(event.usd * 100)
    return {
        (coin, venue, start, end): (longs / 100, shorts / 100, (longs + shorts) / 100)
        for (coin, venue), (longs, shorts) in cents.items()
    }


@pytest.fixture(params=["csv.gz", "parquet"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def written(folder: Path, events: Sequence[Event], form: str, parts: int = 1) -> list[Path]:
    write = parquet if form == "parquet" else csv
    return [write(folder / "events" / f"part{n}.{form}", events[n::parts]) for n in range(parts)]


@pytest.mark.parametrize("seed", range(5))
def test_every_utc_day_is_the_plain_sum_of_its_events(tmp_path: Path, form: str, seed: int):
    """By coin, venue and side, and for all coins and all venues by name; to the cent."""
    events = made(2_000, seed)
    rows, findings = tally(written(tmp_path, events, form), coins=COINS)
    expected: dict[tuple[object, ...], tuple[object, ...]] = {}
    for day in range(3):
        expected |= plain(events, MIDNIGHT + day * DAY, MIDNIGHT + (day + 1) * DAY)
    assert sums(rows) == expected
    assert [finding.id for finding in findings] == ["F2"]  # nobody knows how long the venues were heard
    assert {row.cells["source"] for row in rows} == {TALLY}
    assert not any(row.cells.get("venues") == "*" for row in rows)


@pytest.mark.parametrize("seed", range(3))
def test_windows_may_overlap_and_end_at_any_moment(tmp_path: Path, form: str, seed: int):
    """Each is the plain sum of its 24 hours: start included, end excluded."""
    events = made(2_000, seed)
    ends = [MIDNIGHT + DAY + timedelta(minutes=37), MIDNIGHT + DAY + timedelta(hours=13, milliseconds=1)]
    rows, _ = tally(written(tmp_path, events, form), ends=ends, coins=COINS)
    expected = plain(events, ends[0] - DAY, ends[0]) | plain(events, ends[1] - DAY, ends[1])
    assert sums(rows) == expected


def test_chunks_files_and_forms_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One file, many files, small chunks, CSV and Parquet: the same partial, whatever is merged first."""
    events = made(3_000, 7)
    ask = Ask(coins=COINS)
    whole = partials(written(tmp_path / "a", events, "csv.gz"), ask)
    assert whole.equals(partials(written(tmp_path / "b", events, "parquet", 3), ask))
    monkeypatch.setattr(chunks, "CHUNK", 101)
    parts = [partials([file], ask) for file in written(tmp_path / "c", events, "csv.gz", 4)]
    assert whole.equals(merge(parts))
    assert whole.equals(merge([merge(parts[:2]), merge(parts[2:][::-1])]))
    assert len(merge([])) == 0


def test_the_largest_orders_of_each_day_are_kept(tmp_path: Path, form: str):
    """As many as asked for, the largest first, with all that is known of them."""
    events = made(2_000, 3)
    rows, _ = tally(written(tmp_path, events, form, 2), coins=COINS, orders=2)
    found = [row.cells for row in rows if row.table == "orders"]
    for day in range(3):
        start = int((MIDNIGHT + day * DAY).timestamp() * 1000)
        largest = sorted((e for e in events if start <= e.time < start + 86_400_000), key=lambda e: -e.usd)[:2]
        for event, cells in zip(largest, found[2 * day : 2 * day + 2], strict=True):
            assert (cells["usd"], cells["coin"], cells["pair"], cells["side"], cells["venue"], cells["price"]) == (
                event.usd, event.coin, event.pair, event.side, event.venue, event.price,
            )  # fmt: skip
            assert cells["time"] == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=event.time)


def test_what_cannot_be_true_is_counted_and_not_summed(tmp_path: Path, form: str):
    """No amount, a negative one, and more than any order ever was."""
    good = made(10, 1, days=1)
    lines = [event.line for event in good]
    for usd in ("", "-5.0", "0.0", "6e8"):
        cells = good[0].line.split(",")
        lines.append(",".join([*cells[:6], usd, f"bad{usd}\n"]))
    file = tmp_path / "x" / "events.csv"
    file.parent.mkdir()
    file.write_text(HEADER + "".join(lines))
    if form == "parquet":
        duckdb.read_csv(str(file)).write_parquet(str(file.with_suffix(".parquet")))
        file = file.with_suffix(".parquet")
    rows, findings = tally([file], coins=COINS)
    total = sum(round(event.usd * 100) for event in good) / 100
    (joined,) = [cells for key, cells in sums(rows).items() if key[0] == "*" and "+" in str(key[1])]
    assert joined[2] == total
    assert "4 events have no time or no believable amount" in findings[0].message


FOREIGN = {
    "iso": ("exchange,symbol,side,usd_value,timestamp\nbinance,1000PEPEUSDT,Long,10.5,2025-07-14T01:00:00Z\n", "PEPE"),
    "seconds": ("exchange_name,base_asset,Side,amount_usd,ts\nOKX,BTC,LONG,10.5,1752454800\n", "BTC"),
    "microseconds": ("venue,symbol,position_side,usd,time\nbybit,ETH-USDT-SWAP,long,10.5,1752454800000000\n", "ETH"),
    "folder": ("symbol,side,usd,time\nBTCUSDT,long,10.5,1752454800000\n", "BTC"),
}


@pytest.mark.parametrize("shape", FOREIGN)
def test_event_files_of_other_makers_are_read_as_they_are(tmp_path: Path, form: str, shape: str):
    """Other column names, times in any unit or as text, pairs instead of coins, the venue as the folder's name."""
    text, coin = FOREIGN[shape]
    file = tmp_path / "htx" / "events.csv"
    file.parent.mkdir()
    file.write_text(text)
    if form == "parquet":
        duckdb.read_csv(str(file)).write_parquet(str(file.with_suffix(".parquet")))
        file = file.with_suffix(".parquet")
    rows, _ = tally([file], coins=("BTC", "ETH", "PEPE"))
    venue = {"iso": "Binance", "seconds": "OKX", "microseconds": "Bybit", "folder": "HTX"}[shape]
    assert sums(rows) == {(name, venue, MIDNIGHT, MIDNIGHT + DAY): (10.5, 0.0, 10.5) for name in (coin, "*")}


BAD_FILES = {
    "no usd": ("time,venue,coin,side\n1,OKX,BTC,long\n", "has no column for usd of an event; usd may be called usd,"),
    "no coin": ("time,venue,side,usd\n1,OKX,long,1\n", "has no column for coin"),
    "order side": ("time,venue,coin,side,usd\n1752454800000,OKX,BTC,sell,1\n", 'write "long" or "short"'),
    "two venues": ("time,venue,coin,side,usd\n1752454800000,OKX+HTX,BTC,long,1\n", "the name of one"),
    "empty": ("", "cannot be read as events"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_understood_says_what_to_do(tmp_path: Path, name: str):
    """One sentence, and never a guess at a side."""
    text, message = BAD_FILES[name]
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(MarketError, match=message):
        tally([tmp_path / "x.csv"])


@pytest.mark.parametrize("file", ["x.parquet", "x.csv.gz"])
def test_a_broken_file_is_named(tmp_path: Path, file: str):
    """Whatever it is that breaks it."""
    (tmp_path / file).write_bytes(b"\x1f\x8bno such thing" * 20)
    with pytest.raises(MarketError, match=f"{file} cannot be read as events"):
        tally([tmp_path / file])


def collected(folder: Path, events: Sequence[Event], hours: dict[str, float]) -> None:
    """A collector's folder: everything heard as it happened, and so many seconds of each hour."""
    keeper = Keeper(folder)
    keeper.resume(["binance", "bybit", "okx"], MIDNIGHT)
    for event in sorted(events, key=lambda one: one.time):
        now = datetime.fromtimestamp(event.time / 1000, UTC)
        keeper.add([event], now)
        keeper.tick(now)
    keeper.close()
    log = {(venue, MIDNIGHT + n * HOUR): Hour(seconds) for venue, seconds in hours.items() for n in range(72)}
    uptimes.append(folder / uptimes.FILE, log)


def test_a_collectors_folder_is_added_up_for_the_hours_that_were_heard(tmp_path: Path):
    """Closed days, closed hours and the open one together; a venue heard too little has no row, and is named."""
    events = made(1_500, 11)
    collected(tmp_path, events, {"Binance": 3600.0, "Bybit": 3590.0, "OKX": 3500.0})
    end = MIDNIGHT + 2 * DAY + 12 * HOUR
    rows, findings = tally_folder(tmp_path, end, coins=COINS)
    both = [event for event in events if event.venue != "OKX"]
    expected = {
        (coin, "Binance+Bybit" if "+" in str(venue) else venue, start, until): amounts
        for (coin, venue, start, until), amounts in plain(both, end - DAY, end).items()
    }
    assert sums(rows) == expected
    assert [finding.message for finding in findings] == [
        "OKX was heard for 97.2 % of the 24 hours to 2025-07-16 12:00 UTC, less than 98%: it is left out of the tally."
    ]
    assert not any(row.cells.get("venue") == "OKX" for row in rows)
    assert tally_folder(tmp_path, MIDNIGHT - 5 * DAY) == ((), ())
    assert tally_folder(tmp_path / "none", end) == ((), ())


def test_a_folder_that_heard_nothing_for_sure_has_no_rows(tmp_path: Path):
    """An uptime file without rows says that nothing was heard."""
    collected(tmp_path, made(50, 2), {})
    rows, findings = tally_folder(tmp_path, MIDNIGHT + DAY, coins=COINS)
    assert rows == ()
    assert len(findings) == 3


def test_a_tally_is_a_market_table_like_any_other(tmp_path: Path):
    """The rows pass the suspicious reading of a market folder."""
    from newsgen.market.tables import TABLES

    rows, _ = tally(written(tmp_path, made(200, 5), "csv.gz"), coins=COINS)
    assert rows
    for row in rows:
        assert set(row.cells) <= set(TABLES[row.table].names)
    assert date(2025, 7, 14) == min(row.cells["start"].date() for row in rows if row.table == "liquidations")  # type: ignore[union-attr]
