"""`newsgen collect` as an editor starts it: contracts asked for, streams heard, files written, sums in the history."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.conftest import ROOT
from tests.fakes_ws import Act, BinanceFake, BybitFake, Fake, OkxFake

CLOCK = datetime(2025, 7, 14, 11, 30, tzinfo=UTC)
AT = int(CLOCK.timestamp() * 1000) + 5
LISTS = {
    "/bybit/v5/market/instruments-info": {
        "retCode": 0,
        "result": {"list": [{"symbol": "ETHUSDT", "baseCoin": "ETH", "status": "Trading"}], "nextPageCursor": ""},
    },
    "/okx/api/v5/public/instruments": {
        "code": "0",
        "data": [{"instId": "BTC-USDT-SWAP", "ctType": "linear", "ctVal": "0.01", "ctMult": "1", "ctValCcy": "BTC"}],
    },
}
FRAMES = {
    "binance": {
        "e": "forceOrder",
        "E": AT,
        "o": {"s": "BTCUSDT", "S": "BUY", "q": "2", "p": "1", "ap": "100", "z": "2", "T": AT},
    },
    "bybit": {
        "topic": "allLiquidation.ETHUSDT",
        "type": "snapshot",
        "ts": AT,
        "data": [{"T": AT, "s": "ETHUSDT", "S": "Buy", "v": "3", "p": "50"}],
    },
    "okx": {
        "arg": {"channel": "liquidation-orders", "instType": "SWAP"},
        "data": [
            {
                "details": [{"bkPx": "100", "posSide": "long", "side": "sell", "sz": "700", "ts": str(AT)}],
                "instId": "BTC-USDT-SWAP",
                "instType": "SWAP",
            }
        ],
    },
}


class _Lists(BaseHTTPRequestHandler):
    """The exchanges' lists of contracts."""

    def do_GET(self) -> None:
        body = json.dumps(LISTS[self.path.partition("?")[0]]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def _exchanges() -> Iterator[dict[str, str]]:
    """Three exchanges' streams and lists on this machine; gives the environment that names them."""
    ready, end, found = threading.Event(), threading.Event(), dict[str, str]()
    kinds = {"binance": BinanceFake, "bybit": BybitFake, "okx": OkxFake}

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            for name, kind in kinds.items():
                fake = await stack.enter_async_context(Fake(kind(), Act([json.dumps(FRAMES[name])])))
                found[f"NEWSGEN_{name.upper()}_WS_URL"] = fake.url
            ready.set()
            await asyncio.to_thread(end.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    lists = ThreadingHTTPServer(("127.0.0.1", 0), _Lists)
    threading.Thread(target=lists.serve_forever, daemon=True).start()
    thread.start()
    try:
        assert ready.wait(10)
        base = f"http://127.0.0.1:{lists.server_address[1]}"
        yield {**found, "NEWSGEN_BYBIT_BASE_URL": f"{base}/bybit", "NEWSGEN_OKX_BASE_URL": f"{base}/okx"}
    finally:
        end.set()
        thread.join()
        lists.shutdown()
        lists.server_close()


def _command(folder: Path, environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSGEN_")}
    return subprocess.Popen(
        [sys.executable, "-m", "newsgen", *words],
        cwd=folder,
        env={**clean, **environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _heard(events: Path) -> int:
    """How many open hour files hold an order."""
    return sum(len(file.read_text("utf-8").splitlines()) > 1 for file in events.glob("*/*T11*"))


def test_what_three_exchanges_close_by_force_ends_in_files_and_sums(tmp_path: Path) -> None:
    """A Ctrl-C ends it cleanly; the events add up to $200, $150 and $700, each on its side, by venue."""
    events = tmp_path / "output" / "events"
    with _exchanges() as environment:
        environment["NEWSGEN_CLOCK"] = CLOCK.isoformat()
        process = _command(tmp_path, environment, "collect", "--json")
        try:
            deadline = time.monotonic() + 20
            while _heard(events) < 3 and time.monotonic() < deadline:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            said, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert {json.loads(line)["venue"] for line in said.splitlines()} == {"Binance", "Bybit", "OKX"}
    assert (process.returncode, errors) == (0, "")
    assert (events / "uptime.csv").is_file()
    later = {"NEWSGEN_CLOCK": (CLOCK + timedelta(days=1)).isoformat()}
    (events / "uptime.csv").unlink()  # heard for a moment alone, no day would be told from it
    done = _command(tmp_path, later, "history", "import", "output/events", "--json")
    said, errors = done.communicate(timeout=60)
    assert done.returncode == 0, errors
    assert json.loads(said)["new"] > 0
    shown = _command(tmp_path, later, "history", "export", "tables")
    shown.communicate(timeout=60)
    rows = (tmp_path / "tables" / "liquidations.csv").read_text("utf-8").splitlines()
    sums = {tuple(row.split(",")[:2]): row.split(",")[4:7] for row in rows[1:]}
    assert sums["*", "Binance"] == ["0", "200", "200"]
    assert sums["*", "Bybit"] == ["150", "0", "150"]
    assert sums["*", "OKX"] == ["700", "0", "700"]
    assert sums["BTC", "Binance+Bybit+OKX"] == ["700", "200", "900"]
