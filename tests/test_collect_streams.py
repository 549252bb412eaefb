"""The collector against exchanges on this machine: every way a stream can end, lie, repeat itself or fall silent."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.collect import VENUES, Contract, Pace, Status, collect
from newsgen.collect.collector import QUEUE
from newsgen.collect.feed import FRAMES, Feed
from newsgen.collect.files import events_between, merged
from newsgen.collect.seen import Seen
from newsgen.collect.uptime import Uptime, read_uptime
from newsgen.errors import ArchiveError, SettingsError
from newsgen.wire import SourceError, Trouble
from tests.fakes_ws import Act, AsterFake, BinanceFake, BybitFake, Fake, FakeVenue, HtxFake, OkxFake

ROOT = Path(__file__).resolve().parent.parent
START = datetime(2025, 7, 14, 11, 30, tzinfo=UTC)
NOW = int(START.timestamp() * 1000)
FAST = Pace(
    heartbeat=0.02, silence=0.15, renew=60, first_wait=0.005, longest_wait=0.01, steady=60, opening=2, closing=0.1,
    tick=0.02,
)  # fmt: skip
FAKES: dict[str, type[FakeVenue]] = {
    "binance": BinanceFake, "aster": AsterFake, "bybit": BybitFake, "okx": OkxFake, "htx": HtxFake,
}  # fmt: skip
CONTRACTS = {
    "bybit": {"BTCUSDT": Contract("BTC"), "ETHUSDT": Contract("ETH")},
    "okx": {"BTC-USDT-SWAP": Contract("BTC", 0.01), "ETH-USDT-SWAP": Contract("ETH", 0.1)},
}


def binance(price: int = 100, ago: int = 0) -> str:
    """One short of 2 x price dollars, closed so many milliseconds before the start."""
    order = {"s": "BTCUSDT", "S": "BUY", "q": "2", "p": "1", "ap": str(price), "z": "2", "T": NOW - ago}
    return json.dumps({"e": "forceOrder", "E": NOW, "o": order})


def bybit(*prices: int) -> str:
    data = [{"T": NOW, "s": "ETHUSDT", "S": "Buy", "v": "1", "p": str(price)} for price in prices]
    return json.dumps({"topic": "allLiquidation.ETHUSDT", "type": "snapshot", "ts": NOW, "data": data})


def okx(*prices: int) -> str:
    details = [{"bkPx": str(p), "posSide": "long", "side": "sell", "sz": "100", "ts": str(NOW)} for p in prices]
    row = {"details": details, "instId": "BTC-USDT-SWAP", "instType": "SWAP"}
    return json.dumps({"arg": {"channel": "liquidation-orders", "instType": "SWAP"}, "data": [row]})


def htx(*prices: int) -> str:
    row = {"contract_code": "ETH-USDT", "direction": "buy", "volume": 1, "created_at": NOW}
    data = [{**row, "price": price, "trade_turnover": price} for price in prices]
    return json.dumps({"op": "notify", "topic": "public.*.liquidation_orders", "data": data})


class Run:
    """One run of the collector against fakes, until something has been seen."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.pace, self.now = FAST, lambda: START + timedelta(seconds=time.monotonic() - began)
        began = time.monotonic()
        self.told: list[Status] = []
        self.fakes: dict[str, Fake] = {}
        self.contracts = {name: self._contracts(name) for name in CONTRACTS}

    def _contracts(self, name: str) -> Callable[[], object]:
        async def give() -> dict[str, Contract]:
            return CONTRACTS[name]

        return give

    def __call__(self, until: Callable[[], bool], **acts: Sequence[Act]) -> None:
        asyncio.run(self._run(until, acts))

    async def _run(self, until: Callable[[], bool], acts: dict[str, Sequence[Act]]) -> None:
        async with AsyncExitStack() as stack:
            for name, played in acts.items():
                self.fakes[name] = await stack.enter_async_context(Fake(FAKES[name](), *played))
                self.monkeypatch.setenv(f"NEWSGEN_{name.upper()}_WS_URL", self.fakes[name].url)
            stop = asyncio.Event()
            work = asyncio.create_task(
                collect(
                    self.folder,
                    list(acts),
                    stop=stop,
                    clock=self.now,
                    pace=self.pace,
                    report=self.told.append,
                    instruments=self.contracts,  # type: ignore[arg-type]
                )
            )
            try:
                async with asyncio.timeout(5):
                    while not until() and not work.done():
                        await asyncio.sleep(0.003)
            finally:
                stop.set()
                async with asyncio.timeout(5):
                    await work

    def lines(self, name: str) -> list[list[str]]:
        """What was written, as cells."""
        home = self.folder / name
        return [line.rstrip().split(",") for line in merged(sorted(home.glob("2025*")))] if home.is_dir() else []

    def prices(self, name: str) -> list[float]:
        return [float(cells[5]) for cells in self.lines(name)]

    def last(self, label: str) -> Status:
        return [status for status in self.told if status.venue == label][-1]

    def reasons(self) -> set[str]:
        return {status.reason for status in self.told if status.reason}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path, monkeypatch)


def test_all_exchanges_are_heard_at_once(run: Run):
    """Two orders in one frame, in every exchange's own words, each kept with its side and its dollars."""
    run(
        lambda: all(len(run.lines(name)) == 2 for name in FAKES),
        binance=[Act([binance(100), binance(101)])],
        aster=[Act([binance(100), binance(101)])],
        bybit=[Act([bybit(7, 8)])],
        okx=[Act([okx(11, 12)])],
        htx=[Act([htx(21, 22)])],
    )
    assert run.lines("binance")[0][1:7] == ["Binance", "BTCUSDT", "BTC", "short", "100.0", "200.0"]
    assert [cells[4:7] for cells in run.lines("bybit")] == [["long", "7.0", "7.0"], ["long", "8.0", "8.0"]]
    assert [cells[4:7] for cells in run.lines("okx")] == [["long", "11.0", "11.0"], ["long", "12.0", "12.0"]]
    assert [cells[4:7] for cells in run.lines("htx")] == [["short", "21.0", "21.0"], ["short", "22.0", "22.0"]]
    assert run.fakes["binance"].venue.paths == ["/market/ws"]
    assert '"op": "pong"' in run.fakes["htx"].venue.said[-1]


@pytest.mark.parametrize("ending", ["close", "drop", "stall"])
def test_a_stream_that_ends_is_opened_again_and_what_it_repeats_counts_once(run: Run, ending: str):
    """The 24-hour close, a broken connection and a silent one: reconnected, and duplicates dropped."""
    acts = [Act([binance(1), binance(2)], ending), Act([binance(2), binance(3)])]
    run(lambda: len(run.lines("binance")) >= 3 and run.last("Binance").again == 1, binance=acts)
    assert run.prices("binance") == [1, 2, 3]
    assert run.last("Binance").connections == 2
    assert len(run.reasons()) == 1
    if ending == "stall":
        assert run.reasons() == {"silent for 0.15 seconds"}


def test_the_old_path_that_says_nothing_is_noticed(run: Run, monkeypatch: pytest.MonkeyPatch):
    """Binance's legacy /ws connects, confirms and delivers nothing: that is no uptime, and it is tried anew."""
    monkeypatch.setattr(VENUES["binance"], "path", "/ws")
    run.pace = replace(FAST, silence=0.05)
    run(lambda: run.told[-1:] != [] and run.last("Binance").connections >= 3, binance=[Act([binance()])])
    assert run.reasons() == {"silent for 0.05 seconds"}
    assert run.lines("binance") == []
    assert not any(hour.seconds for hour in read_uptime(run.folder / "uptime.csv").values())


def test_heartbeats_keep_a_calm_stream_open(run: Run):
    """Bybit and OKX are asked, and their answers are the sign of life; no order comes for long, and none is needed."""

    def calm() -> bool:
        return all(len(fake.venue.said) > 12 for fake in run.fakes.values()) and len(run.fakes) == 2

    run(calm, bybit=[Act()], okx=[Act()])
    assert run.last("Bybit").connections == run.last("OKX").connections == 1
    assert run.fakes["okx"].venue.said.count("ping") > 8
    assert not run.reasons()


def test_orders_out_of_order_go_to_the_hour_of_their_own_time(run: Run):
    """The open hours get them in order of time; one whose hour is closed goes to a late file."""
    hour = 3_600_000
    frames = [binance(1), binance(2, ago=5_000), binance(3, ago=hour // 2 + 60_000), binance(4, ago=3 * hour)]
    run(lambda: len(run.lines("binance")) == 4, binance=[Act(frames)])
    assert run.prices("binance") == [4, 3, 2, 1]
    names = sorted(file.name for file in (run.folder / "binance").iterdir())
    assert names == ["2025-07-14T08.late.csv", "2025-07-14T10.late.csv", "2025-07-14T11.csv"]
    assert run.last("Binance").late == 2


def test_garbage_costs_a_count_and_the_stream_goes_on(run: Run):
    """Frames that no exchange documents, and orders that cannot be true."""
    frames = ["<html>", b"\x00\xff", "[1", binance(1), binance(-1), binance(300_000_000), binance(5, ago=10**9)]
    run(lambda: run.told != [] and run.last("Binance").aside == 3, binance=[Act([*frames, binance(2)])])
    assert run.prices("binance") == [1, 2]
    status = run.last("Binance")
    assert (status.dropped, status.connections, status.events) == (3, 1, 2)
    aside = (run.folder / "binance" / "aside.csv").read_text().splitlines()
    assert [line.rsplit(",", 1)[1] for line in aside] == ["reason", "amount", "amount", "time"]
    (hour,) = read_uptime(run.folder / "uptime.csv").values()
    assert (hour.events, hour.dropped) == (2, 6)


def test_an_unknown_topic_does_not_cost_the_known_ones(run: Run):
    """Bybit refuses the whole subscription; the topic it names is left out the next time."""

    async def with_a_dead_symbol() -> dict[str, Contract]:
        return {**CONTRACTS["bybit"], "AAAUSDT": Contract("AAA")}

    run.contracts["bybit"] = with_a_dead_symbol
    run(lambda: len(run.lines("bybit")) == 1, bybit=[Act(ending="refuse"), Act([bybit(5)])])
    asked = [json.loads(said)["args"] for said in run.fakes["bybit"].venue.said if "subscribe" in said]
    assert any("AAAUSDT" in topic for topic in asked[0])
    assert not any("AAAUSDT" in topic for topic in asked[-1])


@pytest.mark.parametrize(("name", "word"), [("okx", "60012"), ("binance", "Invalid request"), ("htx", "2011")])
def test_a_refusal_is_told_in_the_exchanges_words(run: Run, name: str, word: str):
    """And tried again."""
    frames = {"okx": okx(5), "binance": binance(5), "htx": htx(5)}
    run(lambda: len(run.lines(name)) == 1, **{name: [Act(ending="refuse"), Act([frames[name]])]})
    assert any(word in reason for reason in run.reasons())


def test_a_wall_costs_only_its_exchange(run: Run):
    """A geo-block (403) on one stream; the other goes on."""
    run(
        lambda: run.told[-1:] != [] and run.last("Binance").connections > 3 and len(run.lines("bybit")) == 1,
        binance=[Act(ending="wall")],
        bybit=[Act([bybit(5)])],
    )
    assert any("403" in reason for reason in run.reasons())
    assert run.last("Bybit").connections == 1


def test_contracts_that_cannot_be_had_are_asked_for_again(run: Run):
    """OKX counts in contracts: without their list nothing is subscribed to, and nothing is guessed."""
    asked = []

    async def at_last() -> dict[str, Contract]:
        asked.append(1)
        if len(asked) < 3:
            raise SourceError("OKX", Trouble.GEO, "not from here")
        return CONTRACTS["okx"]

    run.contracts["okx"] = at_last
    run(lambda: len(run.lines("okx")) == 1, okx=[Act([okx(5)])])
    assert run.fakes["okx"].connections == 1
    assert "OKX: not from here" in run.reasons()


def test_a_connection_is_opened_anew_before_its_day_is_over(run: Run):
    """Binance ends it after 24 hours; the collector does so before, and loses nothing that was kept."""
    run.pace = replace(FAST, renew=0.05)
    run(lambda: run.told != [] and run.last("Binance").connections >= 3, binance=[Act([binance(1)])])
    assert run.reasons() == {"opened anew as planned"}
    assert run.prices("binance") == [1]


def test_uptime_is_what_was_heard_and_nothing_else(run: Run):
    """Two stretches of signs of life; the silence between them and before each confirmation does not count."""
    began = time.monotonic()
    acts = [Act([binance(1)] * 10, "stall", between=0.01), Act([binance(2)] * 10, between=0.01)]
    run(lambda: bool(run.fakes) and run.fakes["binance"].played.is_set(), binance=acts)
    whole = time.monotonic() - began
    ((key, hour),) = read_uptime(run.folder / "uptime.csv").items()
    assert key == ("Binance", START.replace(minute=0))
    assert 0.1 < hour.seconds <= whole - FAST.silence + 0.05
    assert hour.events == 2


def test_waits_grow_to_a_bound_and_are_never_the_same_for_all():
    """Full jitter: any time up to a bound that doubles."""
    pace = Pace()
    assert all(0 <= pace.wait(n) <= min(30, 0.5 * 2**n) for n in range(60) for _ in range(20))
    assert max(pace.wait(40) for _ in range(200)) > 15
    assert len({pace.wait(3) for _ in range(20)}) > 10


def test_memory_is_bounded_by_number_and_by_time():
    """However long the collector runs, it remembers no more than this."""
    seen = Seen(size=100, horizon=1_000)
    assert all(seen.fresh(str(n), n) for n in range(5_000))
    assert len(seen) == 100
    assert not seen.fresh("4999", 5_500)
    assert seen.fresh("new", 7_000)
    assert len(seen) == 1


def test_a_slow_disk_makes_the_exchange_wait(run: Run, monkeypatch: pytest.MonkeyPatch):
    """Between the connections and the writer lies a bounded queue, and before it the library's own."""
    monkeypatch.setenv("NEWSGEN_BINANCE_WS_URL", "")
    assert QUEUE * 2_000 < 32 << 20  # bytes of the smallest frames; an order takes some hundred

    async def scenario() -> tuple[int, int]:
        queue: asyncio.Queue[object] = asyncio.Queue(4)
        async with Fake(BinanceFake(), Act([binance(n) for n in range(1, 1_000)])) as fake:
            monkeypatch.setenv("NEWSGEN_BINANCE_WS_URL", fake.url)
            feed = Feed(VENUES["binance"], Pace(), run.now, Uptime(timedelta(1)), queue.put)
            task = asyncio.create_task(feed.run())
            await asyncio.sleep(0.15)
            waiting = queue.qsize()
            taken = 0
            async with asyncio.timeout(5):
                while taken < 999:
                    await queue.get()
                    taken += 1
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return waiting, taken

    assert asyncio.run(scenario()) == (4, 999)
    assert FRAMES <= 64


def test_only_one_collector_writes_to_a_folder(run: Run):
    """A second one would write into the lines of the first."""

    async def twice() -> None:
        stop = asyncio.Event()
        first = asyncio.create_task(collect(run.folder, ["binance"], stop=stop, pace=FAST))
        await asyncio.sleep(0.02)
        try:
            await collect(run.folder, ["binance"], stop=stop, pace=FAST)
        finally:
            stop.set()
            await first

    run.monkeypatch.setenv("NEWSGEN_BINANCE_WS_URL", "ws://127.0.0.1:9")
    with pytest.raises(ArchiveError, match="Another newsgen collect"):
        asyncio.run(twice())


@pytest.mark.parametrize("venues", [(), ("mtgox",)])
def test_an_unknown_exchange_is_a_mistake_in_a_setting(tmp_path: Path, venues: tuple[str, ...]):
    """One sentence that names the choice."""
    with pytest.raises(SettingsError, match="choose from binance"):
        asyncio.run(collect(tmp_path, venues, stop=asyncio.Event()))


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path):
    """One sentence, no traceback."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be written"):
        asyncio.run(collect(tmp_path / "file", ["binance"], stop=asyncio.Event()))


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from newsgen.collect import Pace, run
run(Path(sys.argv[1]), ["binance"], clock=lambda: datetime(2025, 7, 14, 11, 30, tzinfo=UTC),
    pace=Pace(tick=0.02, first_wait=0.01), report=lambda s: print(s.events, s.again, flush=True))
"""


def _child(folder: Path, url: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "NEWSGEN_BINANCE_WS_URL": url}
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )


@pytest.mark.parametrize("asked", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_collector_that_is_ended_loses_no_written_line_and_is_taken_up_again(tmp_path: Path, asked: signal.Signals):
    """Killed in the middle or ended in order: the next run cuts what is torn, goes on, and counts nothing twice."""
    home = tmp_path / "binance"

    def written() -> list[str]:
        return merged(sorted(home.glob("2025*"))) if home.is_dir() else []

    async def scenario() -> tuple[list[str], int]:
        frames = [binance(price) for price in range(1, 401)]
        async with Fake(BinanceFake(), Act(frames, between=0.001), Act([*frames, binance(999)])) as fake:
            first = _child(tmp_path, fake.url)
            async with asyncio.timeout(20):
                while len(written()) < 20:
                    await asyncio.sleep(0.005)
            first.send_signal(asked)
            code = await asyncio.to_thread(first.wait, 10)
            before = written()
            if asked is signal.SIGKILL:
                with (home / "2025-07-14T11.csv").open("a") as file:
                    file.write("1752492600000,Binance,BTCUS")  # a torn line
            second = _child(tmp_path, fake.url)
            async with asyncio.timeout(20):
                while len(written()) < 401:
                    await asyncio.sleep(0.005)
            second.send_signal(signal.SIGTERM)
            await asyncio.to_thread(second.wait, 10)
        return before, code

    before, code = asyncio.run(scenario())
    assert code == (-signal.SIGKILL if asked is signal.SIGKILL else 0)
    assert set(before) <= set(written())
    text = (home / "2025-07-14T11.csv").read_text()
    assert len(text.splitlines()) == 402  # a header, and every order once
    assert all(line.count(",") == 7 for line in text.splitlines())
    assert events_between(tmp_path, START - timedelta(1), START) == (home / "2025-07-14T11.csv",)
