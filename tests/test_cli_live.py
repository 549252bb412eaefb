"""The commands that speak with sources and with the history, as a person or a script meets them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.gather.binance import Binance
from newsgen.history import open_history
from tests.fakes import FOUNDING_DAY, Fakes
from tests.live_kit import DAY, facts_in, findings_of, newsgen, rehearse, reset

FEW = "BTC,ETH"


@pytest.fixture(scope="module")
def server() -> Iterator[Fakes]:
    with Fakes() as fakes:
        yield fakes


@pytest.fixture
def fakes(server: Fakes) -> Fakes:
    return reset(server)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# doctor


def examined(*words: str, code: int = 0) -> dict[str, dict[str, Any]]:
    """By source, what doctor found."""
    return {one["source"]: one for one in json.loads(newsgen("doctor", "--json", *words, code=code).stdout)}


def test_doctor_shows_each_source_with_key_plan_clock_and_age(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A good day: everybody answers, exit 0, and no line is wider than a narrow screen."""
    rehearse(fakes, monkeypatch)
    result = newsgen("doctor")
    lines = {line.split("  ")[0]: line for line in result.stdout.splitlines()}
    assert re.search(r"yes +set +Standard +agrees +\d+ s", lines["CoinGlass"])
    assert re.search(r"yes +none +agrees +\d+ s", lines["Binance"])
    assert "the whole market" in lines["CoinGecko"]
    assert len(lines) >= 15
    assert "does not answer" not in result.stdout
    assert not Path("output").exists()


def test_doctor_says_why_a_source_does_not_answer_and_exits_with_1(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.play("binance", "waf")
    fakes.play("fred", "auth")
    rehearse(fakes, monkeypatch)
    found = examined("--only", "binance", "--only", "fred", "--only", "coinbase", code=1)
    assert list(found) == ["binance", "coinbase", "fred"]
    assert (found["binance"]["trouble"], found["fred"]["trouble"], found["coinbase"]["trouble"]) == (
        "blocked",
        "key",
        "",
    )
    text = newsgen("doctor", "--only", "binance", code=1).stdout
    assert "Binance does not answer (blocked): access is blocked (403)" in text


def test_doctor_names_the_missing_key_and_what_it_opens_and_that_is_no_failure(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearse(fakes, monkeypatch, keys=False)
    result = newsgen("doctor")
    assert "CoinGlass is not asked: set NEWSGEN_COINGLASS_API_KEY.  It opens liquidations" in result.stdout
    assert fakes.count("coinglass") == 0
    found = examined()
    assert found["coinglass"]["key"] == "missing"
    assert "liquidations" in found["coinglass"]["loses"]


def test_doctor_tells_the_plan_and_what_is_lost_with_it(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearse(fakes, monkeypatch)
    for plan in ("HOBBYIST", "STARTUP"):
        fakes.plan = plan
        found = examined("--only", "coinglass")
        assert (found["coinglass"]["plan"], found["coinglass"]["trouble"]) == (plan.capitalize(), "")


def test_doctor_sees_a_clock_that_is_wrong(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sources live ten minutes later than this machine believes."""
    rehearse(fakes, monkeypatch)
    fakes.world.now += timedelta(minutes=10)
    result = newsgen("doctor", "--only", "binance", "--only", "coinbase")
    assert "+10 min" in result.stdout
    assert "Binance has another time than this machine (+10 min)" in result.stdout


@pytest.mark.parametrize("words", [("doctor",), ("backfill", "--since", "2025-07-01")])
def test_a_source_that_there_is_not_is_a_usage_error(words: tuple[str, ...]) -> None:
    result = newsgen(*words, "--only", "binnance", code=2)
    assert "there is no source 'binnance'" in result.stderr
    assert "binance, coinbase" in result.stderr


# gather


def test_gather_fills_the_history_and_tells_nothing(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearse(fakes, monkeypatch, coins=FEW, without="feeds")
    result = newsgen("gather")
    assert re.match(r"\d+ answers; the history has \d{4,} new rows and 0 restated", result.stdout)
    assert not Path("output", DAY).exists()
    found = json.loads(newsgen("gather", "--json").stdout)
    assert (found["day"], found["new"]) == (DAY, 0)
    assert found["rows"]["prices"] > 1000


def test_facts_and_angles_are_read_from_the_history_and_nobody_is_asked(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearse(fakes, monkeypatch, coins=FEW, without="feeds")
    newsgen("gather")
    fakes.asked.clear()
    told = {one["id"]: one["value"] for one in json.loads(newsgen("facts", "--json").stdout)["facts"]}
    assert told["liq.total"] == pytest.approx(748.3e6, rel=1e-3)
    assert "short_squeeze" in newsgen("angles", DAY).stdout
    assert fakes.asked == []


@pytest.mark.parametrize("command", ["facts", "angles"])
def test_a_history_that_holds_nothing_is_one_sentence(command: str) -> None:
    result = newsgen(command, code=1)
    assert len(result.stderr.splitlines()) == 1
    for way_out in ("newsgen gather", "--data FOLDER", "--sample"):
        assert way_out in result.stderr
    assert not Path("output").exists()


# backfill


def walked(*words: str) -> list[dict[str, Any]]:
    return json.loads(newsgen("backfill", "--json", *words).stdout)


def test_backfill_brings_the_past_and_a_second_run_asks_little(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearse(fakes, monkeypatch, coins=FEW)
    words = ("--since", "2021-01-01", "--only", "binance", "--only", "alternative")
    found = {one["walk"]: one for one in walked(*words)}
    assert {"binance candles BTC", "binance candles ETH", "alternative sentiment"} < set(found)
    assert not [one["trouble"] for one in found.values() if one["trouble"]]
    assert found["binance candles BTC"]["new"] > 1500
    first = len(fakes.asked)
    with open_history("output/history.sqlite") as history:
        rows = history.market().tables["prices"]
    btc = rows[(rows["coin"] == "BTC") & (rows["end"] - rows["start"] == timedelta(days=1))]
    assert btc["start"].min() == datetime(2021, 1, 1, tzinfo=UTC)
    fakes.asked.clear()
    assert sum(one["new"] for one in walked(*words)) == 0
    assert len(fakes.asked) <= 9 < first / 2  # the newest two days, which may have been restated
    assert "The history has 0 new rows." in newsgen("backfill", *words).stdout


def test_every_walk_that_is_set_up_brings_something(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is there for nothing, and none speaks of what its source does not know."""
    rehearse(fakes, monkeypatch, coins="BTC")
    found = {one["walk"]: one for one in walked("--since", "2025-06-20")}
    assert len(found) >= 12
    unlisted = ("flows SOL", "flows XRP")  # funds that began later
    assert [one for one, got in found.items() if not got["new"] and not one.endswith(unlisted)] == []
    assert [got["trouble"] for one, got in found.items() if not one.endswith(unlisted) and got["trouble"]] == []


def test_an_interrupted_walk_goes_on_where_it_was(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped by Ctrl-C before its third page: the two before it are kept and not asked for again."""
    rehearse(fakes, monkeypatch, coins="BTC")
    words = ("backfill", "--since", "2018-01-01", "--only", "binance")
    with monkeypatch.context() as patched:
        walk, pages = Binance.walk, []

        async def stopping(self: Binance, *given: Any) -> Any:
            if len(pages) == 2:
                raise KeyboardInterrupt
            pages.append(given)
            return await walk(self, *given)

        patched.setattr(Binance, "walk", stopping)
        stopped = newsgen(*words, code=1)
        assert "Aborted" in stopped.output
    with open_history("output/history.sqlite") as history:
        kept = len(history.market().tables["prices"])
        reached = history.progress("binance", "candles since 2018-01-01", "BTC")
    assert kept > 1500
    assert reached is not None
    fakes.asked.clear()
    newsgen(*words)
    starts = [int(one.params["startTime"]) / 1000 for one in fakes.asked if "startTime" in one.params]
    assert min(starts) >= (reached - timedelta(days=4)).timestamp()
    with open_history("output/history.sqlite") as history:
        assert len(history.market().tables["prices"]) > kept + 500


def test_a_source_that_fails_ends_its_own_walk_and_no_other(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.play("binance", "waf")
    rehearse(fakes, monkeypatch, coins="BTC")
    words = ("--since", "2025-01-01", "--only", "binance", "--only", "alternative")
    found = {one["walk"]: one for one in walked(*words)}
    assert "blocked" in found["binance candles BTC"]["trouble"]
    assert found["alternative sentiment"]["new"] > 100
    assert "access is blocked" in newsgen("backfill", *words).stdout


# history


def test_a_history_goes_out_as_a_market_folder_and_comes_back(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearse(fakes, monkeypatch, coins=FEW, without="feeds")
    newsgen("gather")
    assert newsgen("history", "export", "tables").stdout == "The history stands in tables.\n"
    monkeypatch.setenv("NEWSGEN_HISTORY", "other.sqlite")
    result = newsgen("history", "import", "tables")
    assert re.search(r"\d{4,} new rows, 0 restated, 0 as before", result.stdout)
    with open_history("output/history.sqlite") as one, open_history("other.sqlite") as other:
        assert {name: len(rows) for name, rows in one.market().tables.items()} == {
            name: len(rows) for name, rows in other.market().tables.items()
        }
    assert "not empty" in newsgen("history", "export", "tables", code=1).stderr
    assert json.loads(newsgen("history", "import", "tables", "--json").stdout)["new"] == 0
    assert "nowhere" in newsgen("history", "import", "nowhere", code=1).stderr


def test_what_a_source_restated_is_listed_with_the_figures_it_would_change(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The told article stays as it is."""
    rehearse(fakes, monkeypatch, coins=FEW, without="feeds")
    newsgen("recap")
    before = (Path("output", DAY) / "article.md").read_bytes()
    assert "0 cells moved" in newsgen("history", "restated", DAY).stdout
    fakes.play("coinglass", "success", "flow-history", _other_flows)
    fakes.world.now += timedelta(minutes=5)
    rehearse(fakes, monkeypatch)
    newsgen("gather", "--as-of", "2025-07-14T12:00Z")
    result = newsgen("history", "restated", DAY)
    found = json.loads(newsgen("history", "restated", DAY, "--json").stdout)
    moved = {one["fact"]: one for one in found["figures"]}
    assert moved["btc_etf.flow"]["printed"] == "$1.03 billion"
    assert "$1.03 billion" in result.stdout
    assert re.search(r"\d+ cells moved since 2025-07-14 was told; \d+ printed figures would change", result.stdout)
    assert (Path("output", DAY) / "article.md").read_bytes() == before
    assert "holds no article of 2025-07-01" in newsgen("history", "restated", "2025-07-01", code=1).stderr


def _other_flows(body: bytes) -> bytes:
    """The last session's flow, and each fund's part of it, a tenth lower."""
    found = json.loads(body)
    if not found["data"]:
        return body  # a fund without a past
    last = next(row for row in reversed(found["data"]) if row["flow_usd"])  # today's is not out yet
    last["flow_usd"] *= 0.9
    for fund in last["etf_flows"]:
        if "flow_usd" in fund:
            fund["flow_usd"] *= 0.9
    return json.dumps(found).encode()


def test_a_row_in_doubt_is_listed_and_can_be_believed_again(elsewhere: Path) -> None:
    rows = (
        "coin,venue,start,end,open,high,low,close,volume_usd\n"
        "BTC,Binance,2025-07-12T00:00:00Z,2025-07-13T00:00:00Z,117000,218000,116500,117500,\n"
    )
    (elsewhere / "tables").mkdir()
    (elsewhere / "tables/prices.csv").write_text(rows)
    newsgen("history", "import", "tables")
    with open_history("output/history.sqlite") as history:
        history.quarantine("prices", {"coin": "BTC"}, "a wick that nobody else saw", datetime.now(UTC))
    shown = newsgen("history", "doubts")
    assert "a wick that nobody else saw" in shown.stdout
    assert "1 rows in quarantine" in shown.stderr
    (one,) = json.loads(newsgen("history", "doubts", "--json").stdout)
    assert (one["table"], one["reason"]) == ("prices", "a wick that nobody else saw")
    assert "there are 1 rows" in newsgen("history", "release", "2", code=2).stderr
    assert "counts again" in newsgen("history", "release", "1").stdout
    assert json.loads(newsgen("history", "doubts", "--json").stdout) == []


def test_an_old_window_is_gathered_from_what_has_a_past(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rolling windows end now: for an earlier day they are not asked for, and nothing of today is taken for it."""
    rehearse(fakes, monkeypatch, coins=FEW, without="feeds")
    newsgen("recap", "2025-07-11", "--quiet")
    folder = Path("output/2025-07-11")
    assert facts_in(folder)["day.date"]["value"] == "2025-07-11"
    assert "$748" not in (folder / "article.md").read_text("utf-8")
    assert date(2025, 7, 11) < FOUNDING_DAY.date()
    assert not [one for one in fakes.asked if one.source == "coinglass" and "range=24h" in one.text]
    said = findings_of(newsgen("gather", "2025-07-11", "--json"))
    assert {severity for _, severity, _ in said} == {"WARN"}
