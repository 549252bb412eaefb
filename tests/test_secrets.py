"""No key ever gets out: not into what is printed, logged or written, however badly a vendor or a user behaves."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from newsgen import keys
from newsgen.http import Web
from newsgen.settings import without_password
from tests.fakes import KEYS, Fakes
from tests.live_kit import newsgen, process, rehearse, reset

PLANTED = {name: f"planted{number}Zq8{name[8:14].lower()}0f7e6d5c4b3a2918" for number, name in enumerate(keys.KEYS)}
PASSWORD = "planted0password0of0ann"
# Every option by which newsgen could be made to say more.
LOUD = {"PYTHONASYNCIODEBUG": "1", "HTTPX_LOG_LEVEL": "trace"}


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


def found_in(said: str, folder: Path, secrets: Mapping[str, str]) -> list[str]:
    """Where a secret stands: in what was said, or in the bytes or the name of any file, the history's too."""
    texts = {"what was printed": said.encode()}
    for file in folder.rglob("*"):
        texts[str(file)] = file.name.encode() + (file.read_bytes() if file.is_file() else b"")
    return [
        f"{name} in {place}"
        for place, text in texts.items()
        for name, secret in secrets.items()
        if secret.encode() in text or secret.encode().hex().encode() in text
    ]


def test_every_key_that_newsgen_knows_is_planted_here() -> None:
    assert set(PLANTED) == set(keys.KEYS) >= set(KEYS)
    assert len(set(PLANTED.values())) == len(PLANTED)


def test_good_keys_stand_nowhere_after_a_good_day(fakes: Fakes, elsewhere: Path) -> None:
    """In article, facts, receipt, raw files, log, history, and everything that is printed."""
    environment = fakes.environment() | LOUD | {"NEWSGEN_COINS": "BTC,ETH"}
    done = process(elsewhere, environment, "recap")
    assert done.returncode == 0, done.stderr
    assert len(list(elsewhere.rglob("*"))) > 60
    said = done.stdout + done.stderr
    for words in (("doctor",), ("doctor", "--json"), ("settings", "--json"), ("gather", "--json")):
        done = process(elsewhere, environment, *words)
        assert done.returncode == 0, done.stderr
        said += done.stdout + done.stderr
    assert found_in(said, elsewhere, KEYS) == []


@pytest.fixture
def planted(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    """The fakes, and keys that none of them knows; only one of CoinGecko's two at a time."""
    rehearse(fakes, monkeypatch, coins="BTC,ETH", deadline="6")
    for name, value in PLANTED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NEWSGEN_COINGECKO_PRO_KEY")
    return fakes


def test_keys_that_are_wrong_stand_nowhere(planted: Fakes, elsewhere: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Every vendor refuses, each in its own words, and logging is turned all the way up."""
    with caplog.at_level(logging.DEBUG):
        results = [newsgen("recap"), newsgen("doctor", code=1), newsgen("doctor", "--json", code=1)]
    said = "".join(result.output + result.stderr for result in results) + caplog.text
    assert "key" in results[1].stdout
    assert {one.source for one in planted.asked} >= {"coinglass", "coinalyze", "fred", "sosovalue"}
    assert found_in(said, elsewhere, PLANTED) == []


OF = {name: next(key for key in KEYS if key.startswith(f"NEWSGEN_{name.upper()}_")) for name in
      ("coinglass", "coinalyze", "fred", "sosovalue", "alphavantage", "coingecko")}  # fmt: skip
REPEATED = {
    "message": lambda key: {"code": "400", "msg": f"the key {key} is unknown", "error": key, "message": key},
    "member": lambda key: {key: key},
    "rows": lambda key: {"code": "0", "data": [{"exchange": key, "liquidation_usd": key}], "observations": key},
    "text": lambda key: f"what is {key}?",
}


@pytest.mark.parametrize("shape", REPEATED)
def test_a_vendor_that_repeats_its_key_does_not_get_it_printed_or_kept(
    fakes: Fakes, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, shape: str
) -> None:
    """Each keyed source answers with a good status and nothing but its own key."""
    rehearse(fakes, monkeypatch, coins="BTC,ETH", deadline="6")
    for name, key in OF.items():
        body = json.dumps(REPEATED[shape](KEYS[key])).encode()
        fakes.play(name, "success", "", lambda _, body=body: body)
    with caplog.at_level(logging.DEBUG):
        results = [newsgen("recap"), newsgen("doctor", code=1)]
    said = "".join(result.output + result.stderr for result in results) + caplog.text
    assert len(list(Path("output").rglob("raw/coinglass*"))) > 0
    assert found_in(said, elsewhere, KEYS) == []


def test_a_bugs_traceback_holds_no_key(planted: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the middle of asking keeps its traceback, with nothing of the keys in it."""
    from newsgen.http import asking as http

    def fault(*_: object) -> str:
        raise RuntimeError("a bug")

    assert planted
    monkeypatch.setattr(http, "redacted", fault)
    with pytest.raises(BaseException, match=r"a bug|unhandled") as caught:
        newsgen("doctor")
    whole = "".join(traceback.format_exception(caught.value))
    assert "a bug" in whole
    assert found_in(whole, Path(), PLANTED) == []


def test_a_key_with_blanks_around_it_is_the_key_and_one_that_no_header_can_carry_is_no_crash(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    """Copied with a line break at its end, or with a typographic dash inside."""
    rehearse(fakes, monkeypatch)
    good = KEYS["NEWSGEN_COINGLASS_API_KEY"]
    monkeypatch.setenv("NEWSGEN_COINGLASS_API_KEY", f" {good}\n")
    assert "yes" in newsgen("doctor", "--only", "coinglass").stdout
    for odd in ("planted–key–with–dashes", "planted\nkey", "planted\tkey\r\nX: y"):
        monkeypatch.setenv("NEWSGEN_COINGLASS_API_KEY", odd)
        result = newsgen("doctor", "--only", "coinglass", code=1)
        assert "CoinGlass does not answer" in result.stdout
        assert found_in(result.output + result.stderr, elsewhere, {"odd": odd}) == []


@pytest.mark.parametrize(
    "place",
    [
        f"postgresql://ann:{PASSWORD}@127.0.0.1:9/news",
        f"postgresql+psycopg://ann:{PASSWORD}@127.0.0.1:9/news?connect_timeout=2",
        f"postgresql://127.0.0.1:9/news?user=ann&password={PASSWORD}",
        f"mysql://ann:{PASSWORD}@127.0.0.1/news",
        f"postgresql://ann:{PASSWORD}@[::1/news",
        f"postgresql://ann:{PASSWORD}@127.0.0.1:port/news",
    ],
)
def test_a_databases_password_is_never_shown(place: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether nobody listens there, or the address cannot be read at all: one sentence without it."""
    monkeypatch.setenv("NEWSGEN_HISTORY", place)
    results = [newsgen("history", "doubts", code=1), newsgen("facts", code=1)]
    for result in results:
        assert len(result.stderr.splitlines()) == 1, result.stderr
    results += [newsgen("settings"), newsgen("settings", "--json")]
    said = "".join(result.output + result.stderr for result in results)
    assert found_in(said, elsewhere, {"password": PASSWORD}) == []


def test_a_client_shows_no_key_when_it_is_shown() -> None:
    """Not in the names of what a debugger or a crash report would print."""
    assert "planted" not in repr(Web()) + repr(keys.KEYS)
    assert without_password(f"postgresql://ann:{PASSWORD}@db/news") == "postgresql://ann:***@db/news"
