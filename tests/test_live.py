"""A live day, with real sockets: told from what sources say, kept whole, told again from what was kept, remembered."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.gather import readers
from newsgen.history import open_history
from tests.fakes import FOUNDING_DAY, Fakes
from tests.fakes.mood import HEADLINES
from tests.live_kit import DAY, contents, facts_in, findings_of, newsgen, process, rehearse, reset

FEW = "BTC,ETH"
EXCHANGES = "binance,coinbase,kraken,okx,bybit,coingecko"
FOUNDING = ("$748.3 million", "$623.2 million", "$475 million", "$52.7 million", "$26.3 million", "$98.1 million")


@dataclass(frozen=True)
class Told:
    """The founding day as the command told it: its working folder, its day's folder, what it printed, its exit code."""

    root: Path
    folder: Path
    said: dict[str, object]
    code: int
    questions: int


@pytest.fixture(scope="module")
def server() -> Iterator[Fakes]:
    with Fakes() as fakes:
        yield fakes


@pytest.fixture
def fakes(server: Fakes) -> Fakes:
    return reset(server)


@pytest.fixture(scope="module")
def told(server: Fakes, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Told once, as a process, in an empty folder."""
    root = tmp_path_factory.mktemp("founding")
    reset(server)
    done = process(root, server.environment(), "recap", "--json")
    assert "Traceback" not in done.stderr
    return Told(root, root / "output" / DAY, json.loads(done.stdout), done.returncode, len(server.asked))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def again(told: Told, elsewhere: Path) -> Path:
    """A copy of the founding day's working folder to go on in."""
    shutil.copytree(told.root / "output", elsewhere / "output")
    return elsewhere / "output"


# the founding day


def test_the_founding_days_figures_are_told_from_live_answers(told: Told) -> None:
    article = (told.folder / "article.md").read_text("utf-8")
    assert [figure for figure in FOUNDING if figure not in article] == []
    assert (told.code, told.said["status"]) == (0, "draft")
    assert told.said["lead_angle"] == "short_squeeze"


def test_a_good_days_only_remark_is_that_it_is_a_rehearsal(told: Told) -> None:
    findings = told.said["findings"]
    assert isinstance(findings, list)
    assert [(one["id"], one["severity"]) for one in findings] == [("T1", "WARN")]
    assert "NEWSGEN_CLOCK" in findings[0]["message"]


def test_every_figure_points_to_the_bytes_it_came_from(told: Told) -> None:
    """Each origin names a file that is there, with the hash of what is in it."""
    checked = set()
    for fact in facts_in(told.folder).values():
        for origin in fact["origins"]:
            file = told.folder / origin["file"]
            assert file.is_file(), (fact["id"], origin)
            if origin.get("sha256"):
                assert hashlib.sha256(file.read_bytes()).hexdigest() == origin["sha256"]
                checked.add(origin["file"])
    assert len(checked) > 10


def test_every_answer_is_kept_with_address_time_status_and_hash(told: Told) -> None:
    index = json.loads((told.folder / "raw/answers.json").read_bytes())
    assert len(index["answers"]) >= told.questions - 4  # a feed or two may come too late
    for one in index["answers"]:
        assert hashlib.sha256((told.folder / one["file"]).read_bytes()).hexdigest() == one["sha256"]
        assert {"url", "fetched_at", "status"} <= set(one)


def test_headlines_elsewhere_are_listed_for_the_editor_and_never_told(told: Told) -> None:
    leads = json.loads((told.folder / "leads.json").read_bytes())
    titles = {one["title"] for one in leads}
    assert titles
    assert all(set(one) == {"title", "url", "at", "source"} for one in leads)
    written = "".join((told.folder / name).read_text("utf-8") for name in ("article.md", "article.html", "pack.json"))
    assert not [title for title in (*titles, *HEADLINES) if title in written]
    assert "Never to be shown" not in written + json.dumps(leads)


# told again from what was kept


def test_a_day_told_again_from_its_folder_is_the_same_to_the_byte(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked: there is no address, no key, no clock, and no history."""
    monkeypatch.setattr(socket.socket, "connect", _nobody)
    newsgen("recap", "--from", str(told.folder))
    assert contents(Path("output") / DAY) == contents(told.folder)
    assert not Path("output/history.sqlite").exists()
    newsgen("recap", "--from", f"output/{DAY}", "--out", "third")
    assert contents(Path("third") / DAY) == contents(told.folder)


def _nobody(*_: object) -> None:
    raise AssertionError("somebody was asked")


def _shorter(folder: Path) -> None:
    file = next(folder.glob("raw/coinglass-liquidations-24h-all*"))
    file.write_bytes(file.read_bytes()[:-1])


def _gone(folder: Path) -> None:
    next(folder.glob("raw/coinglass-liquidations-24h-all*")).unlink()


def _no_index(folder: Path) -> None:
    (folder / "raw/answers.json").unlink()


def _odd_index(folder: Path) -> None:
    (folder / "raw/answers.json").write_text('{"day": "never"}')


def _no_raw(folder: Path) -> None:
    shutil.rmtree(folder / "raw")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_shorter, "was changed since it came"),
        (_gone, "is missing"),
        (_no_index, "There is no raw/answers.json"),
        (_odd_index, "raw/answers.json cannot be read"),
        (_no_raw, "there is no raw/ in it"),
    ],
)
def test_what_was_kept_and_is_not_whole_is_not_told(again: Path, damage: object, sentence: str) -> None:
    """One sentence, and nothing is written."""
    damage(again / DAY)  # type: ignore[operator]
    result = newsgen("recap", "--from", str(again / DAY), "--out", "other", code=1)
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not Path("other").exists()


def test_another_day_than_the_folders_is_refused(told: Told) -> None:
    assert f"holds {DAY}" in newsgen("recap", "2025-07-13", "--from", str(told.folder), code=1).stderr
    assert "leave out" in newsgen("recap", "--from", str(told.folder), "--sample", code=1).stderr


# time


def test_nothing_later_than_as_of_is_read(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The eight o'clock article is the same whether it is told at noon or four hours later."""
    articles = []
    for hour in (12, 16):
        fakes.world.now = FOUNDING_DAY.replace(hour=hour)
        rehearse(fakes, monkeypatch, coins=FEW, out=f"at{hour}", without="feeds")
        newsgen("recap", "--as-of", "2025-07-14T08:00Z")
        article = json.loads(Path(f"at{hour}/{DAY}/article.json").read_bytes())
        assert article["as_of"] == "2025-07-14T08:00:00Z"
        articles.append((article["headline"], article["body_md"]))
        times = [fact["window"]["end"] for fact in facts_in(Path(f"at{hour}") / DAY).values() if fact["window"]]
        assert max(times) <= "2025-07-15T00:00:00Z"
    assert articles[0] == articles[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("2025-07-20",), "No window of 2025-07-20 ends then"),
        (("--as-of", "2025-07-14T18:00Z"), "is not over"),
        (("2025-07-10", "--as-of", "2025-07-14T08:00Z"), "No window of 2025-07-10 ends then"),
    ],
)
def test_a_window_that_is_not_over_is_not_told(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str
) -> None:
    rehearse(fakes, monkeypatch)
    result = newsgen("recap", *words, code=1)
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert fakes.asked == []


def test_a_clock_that_is_no_time_is_one_sentence(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    rehearse(fakes, monkeypatch)
    for text in ("noon", "2025-07-14T12:00:00"):
        monkeypatch.setenv("NEWSGEN_CLOCK", text)
        result = newsgen("recap", code=1)
        assert re.fullmatch(rf"Error: NEWSGEN_CLOCK is '{text}'; write a time with its zone.*\n", result.stderr)


# the next day


def test_the_next_day_asks_for_what_is_new_and_the_history_grows(
    again: Path, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.world.now = FOUNDING_DAY + timedelta(days=1)
    rehearse(fakes, monkeypatch)
    with open_history(again / "history.sqlite") as history:
        before = sum(map(len, history.market().tables.values()))
    assert before > 5000
    result = newsgen("recap", "--json")
    with open_history(again / "history.sqlite") as history:
        grown = sum(map(len, history.market().tables.values())) - before
        assert [len(history.told(day)) for day in (FOUNDING_DAY.date(), fakes.world.now.date())] == [1, 1]
    assert 100 < grown < before / 4
    assert [one for one in findings_of(result) if one[1] != "WARN"] == []
    starts = [
        int(one.params["startTime"]) / 1000
        for one in fakes.asked
        if one.source == "binance" and one.params.get("interval") == "1d"
    ]
    assert starts
    assert min(starts) >= (FOUNDING_DAY - timedelta(days=10)).timestamp()
    article = json.loads((again / "2025-07-15/article.json").read_bytes())
    assert "14 July" in article["body_md"] or "10 July" in article["body_md"]  # it remembers
    newsgen("recap", "--from", str(again / "2025-07-15"), "--out", "other")
    assert contents(Path("other/2025-07-15")) == contents(again / "2025-07-15")


def test_a_feed_that_stands_still_is_held_and_its_rows_are_left_out(
    told: Told, again: Path, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next day's totals come with yesterday's bytes."""
    kept = json.loads((told.folder / "raw/answers.json").read_bytes())["answers"]
    stale = {one["name"]: (told.folder / one["file"]).read_bytes() for one in kept if one["source"] == "CoinGlass"}
    fakes.world.now = FOUNDING_DAY + timedelta(days=1)
    rehearse(fakes, monkeypatch, coins=FEW, without="feeds,coinalyze")
    fakes.play("coinglass", "success", "exchange-list?range=24h", lambda _: stale["liquidations-24h-all"])
    result = newsgen("recap", "--json")
    held = [message for id, severity, message in findings_of(result) if (id, severity) == ("F3", "HOLD")]
    assert any("same bytes" in message and "2025-07-14 12:00" in message for message in held)
    article = (again / "2025-07-15/article.md").read_text("utf-8")
    assert "$748" not in article
    assert json.loads(result.stdout)["status"] == "held"


def test_a_day_told_twice_keeps_both_tellings_and_learns_nothing(
    again: Path, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearse(fakes, monkeypatch)
    newsgen("recap")
    with open_history(again / "history.sqlite") as history:
        first, second = history.told(FOUNDING_DAY.date())
    assert first.figures == second.figures
    assert {"$748.3 million", "$623.2 million"} <= {one.printed for one in first.figures}


# what is missing


def test_an_article_without_bitcoins_price_is_held(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EXCHANGES.split(","):
        fakes.play(name, "down")
    rehearse(fakes, monkeypatch, coins=FEW, deadline="5", without="feeds")
    result = newsgen("recap", "--json")
    assert json.loads(result.stdout)["status"] == "held"
    held = [message for id, severity, message in findings_of(result) if severity == "HOLD"]
    assert any("Bitcoin's price is missing" in message for message in held)
    assert any("No source gave prices" in message and "Binance" in message for message in held)


def test_where_everything_is_down_one_sentence_names_it_and_no_day_is_left(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.play("*", "down")
    rehearse(fakes, monkeypatch, coins=FEW, deadline="4")
    result = newsgen("recap", code=1)
    assert len(result.stderr.splitlines()) == 1
    for word in ("2025-07-14", "Binance", "newsgen doctor", "--sample"):
        assert word in result.stderr
    assert result.stderr.rstrip().endswith(".")
    assert not Path("output", DAY).exists()


def test_sources_that_are_switched_off_are_not_asked_and_not_missed(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearse(fakes, monkeypatch, coins=FEW, without="feeds,deribit,sosovalue")
    newsgen("recap", "--quiet")
    assert not {one.source for one in fakes.asked} & {"feeds", "deribit", "sosovalue"}
    assert not Path(f"output/{DAY}/leads.json").exists()


# what the desk adds


PAPERS = {
    "manual.toml": """
        [[fact]]
        id = "liq.traders"
        value = 130000
        as_of = 2025-07-14T12:00:00Z
        window = "24h"
        source = "CoinGlass"
        url = "https://www.coinglass.com/LiquidationData"
        entered_by = "AB"
        """,
    "quotes.toml": """
        [[quote]]
        speaker = "Ann Example"
        role = "analyst"
        org = "Example Research"
        text = "Positioning was one-sided before the move"
        said_at = 2025-07-14T09:00:00Z
        source = "Example Research"
        url = "https://example.com/note"
        topics = ["short_squeeze"]
        expires_at = 2025-07-16T00:00:00Z
        kind = "direct"
        """,
}


def test_what_the_desk_put_on_file_is_told_and_kept(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two folders of papers; the article told again from what was kept has the same."""
    for number, (name, text) in enumerate(PAPERS.items()):
        Path(f"desk{number}").mkdir()
        Path(f"desk{number}", name).write_text(text)
    rehearse(fakes, monkeypatch, coins=FEW, without="feeds", papers="desk0:desk1")
    newsgen("recap")
    folder = Path("output", DAY)
    assert facts_in(folder)["liq.traders"]["value"] == 130_000
    assert "130,000" in (folder / "article.md").read_text("utf-8")
    assert json.loads((folder / "facts.json").read_bytes())["quotes"][0]["speaker"] == "Ann Example"
    for number in (0, 1):
        shutil.rmtree(f"desk{number}")
    newsgen("recap", "--from", str(folder), "--out", "other")
    assert contents(Path("other", DAY)) == contents(folder)


def _spiked(body: bytes) -> bytes:
    """The hourly candles with the high of seven in the morning doubled."""
    rows = json.loads(body)
    for row in rows:
        if row[0] == (FOUNDING_DAY.timestamp() - 5 * 3600) * 1000:
            row[2] = str(float(row[2]) * 2)
    return json.dumps(rows).encode()


def test_a_candle_that_is_refused_is_in_quarantine_until_other_values_come(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    """It is no record on its day, nor on the next while it comes again as it was."""
    fakes.play("binance", "success", "interval=1h", _spiked)
    rehearse(fakes, monkeypatch, coins="BTC,XRP", without="feeds")
    result = newsgen("recap", "--json")
    assert any("it is not used, now or later" in message for _, _, message in findings_of(result))
    with open_history(elsewhere / "output/history.sqlite") as history:
        doubted = history.quarantined()
    assert ("prices", "BTC", "Binance") in {(one.table, one.key["coin"], one.key["venue"]) for one in doubted}
    assert facts_in(Path("output", DAY))["btc.high"]["value"] < 130_000
    assert "Binance" in newsgen("history", "doubts").stdout
    fakes.world.now += timedelta(days=1)
    rehearse(fakes, monkeypatch)
    newsgen("recap")
    assert facts_in(Path("output/2025-07-15"))["btc.record_before"]["value"] < 130_000
    fakes.play("*", "success")
    newsgen("recap", "--quiet")
    with open_history(elsewhere / "output/history.sqlite") as history:
        assert history.quarantined() == ()


# settings


def test_a_run_is_set_up_by_a_file_as_by_the_environment(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    others = ", ".join(f'"{one.name}"' for one in readers() if one.name not in ("binance", "coinbase", "feeds"))
    Path("newsgen.toml").write_text(
        f'coins = ["BTC"]\nwithout = [{others}]\ndeadline = 9.5\nfeeds = ["CoinDesk"]\nhistory = "own/memory.sqlite"\n'
    )
    Path("own").mkdir()
    rehearse(fakes, monkeypatch)
    newsgen("recap", "--quiet")
    assert {one.source for one in fakes.asked} == {"binance", "coinbase", "feeds"}
    pegged = {"USDCUSDT", "USDT-USD"}
    assert {one.params["symbol"] for one in fakes.asked if "symbol" in one.params} <= {"BTCUSDT", *pegged}
    assert fakes.count("feeds") == 1
    assert Path("own/memory.sqlite").is_file()
    assert not Path("output/history.sqlite").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('history = "postgresql://ann:planted0pass@db.example/news"', "history holds a password"),
        ("deadline = 0", "expected a number of seconds"),
        ("coins = [1]", "expected text"),
        ('without = ["binnance"]', "binance"),
        ('feeds = ["Coindsk"]', "CoinDesk"),
        ('coins = ["BITCOIN"]', "BTC"),
        ('papers = ["nowhere"]', "nowhere"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_one_sentence(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    """Before anybody is asked; and a password is not repeated."""
    Path("newsgen.toml").write_text(text + "\n")
    rehearse(fakes, monkeypatch)
    result = newsgen("recap", code=1)
    assert sentence in result.stderr
    assert "planted0pass" not in result.output
    assert len(result.stderr.splitlines()) == 1
    assert fakes.asked == []


def test_the_clock_of_a_rehearsal_is_the_one_of_its_answers(told: Told) -> None:
    """Nothing of a rehearsed day carries today's date."""
    index = json.loads((told.folder / "raw/answers.json").read_bytes())
    times = [datetime.fromisoformat(one["fetched_at"]) for one in index["answers"]]
    assert FOUNDING_DAY <= min(times) <= max(times) < FOUNDING_DAY + timedelta(minutes=2)
    assert datetime.now(UTC) > max(times)
