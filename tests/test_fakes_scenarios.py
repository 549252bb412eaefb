"""The stand-ins play every way in which a source can fail, and come back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from newsgen import keys
from tests.fakes import FOUNDING_DAY, KEYS, VENDORS, Fakes
from tests.fakes.asking import DAY, FUTURES, GOOD, NOW, Asker
from tests.fakes.stage import PLAIN


@pytest.fixture(scope="module")
def running(shared: Path) -> Iterator[Asker]:
    with Fakes(shared=shared) as fakes:
        asker = Asker(fakes)
        yield asker
        asker.close()


@pytest.fixture
def ask(running: Asker) -> Iterator[Asker]:
    """The running fakes; each test finds and leaves them as they started."""
    yield running
    running.fakes.play("*", "success")
    running.fakes.plan, running.world.now = "STANDARD", FOUNDING_DAY
    running.fakes.asked.clear()


@pytest.mark.parametrize("source", sorted(VENDORS))
def test_every_scenario_changes_the_answer_and_success_comes_back(ask: Asker, source: str) -> None:
    good = ask(source)
    assert good.status_code == 200
    vendor = VENDORS[source]
    changes = [name for name, change in (("empty", vendor.empty), ("types", vendor.vary)) if change]
    for scenario in (*vendor.troubles, *changes, "truncated", "broken"):
        ask.fakes.play(source, scenario)
        answer = ask(source)
        assert (answer.status_code, answer.content) != (200, good.content), scenario
    ask.fakes.play(source, "flaky=2")
    assert [ask(source).status_code >= 500 for _ in range(4)] == [True, True, False, False]
    ask.fakes.play(source, "success")
    assert ask(source).content == good.content


def test_the_table_of_behaviours_is_played() -> None:
    """Each vendor knows the failures that the reference lists for it."""
    wanted = {
        "coinglass": {"auth", "plan", "rate", "busy"}, "binance": {"rate", "busy", "geo", "waf"},
        "bybit": {"rate", "busy", "geo"}, "okx": {"rate", "waf"}, "kraken": {"rate"}, "coinbase": {"rate"},
        "coingecko": {"auth", "plan", "rate", "waf", "html"}, "coinalyze": {"auth", "rate"},
        "sosovalue": {"auth", "rate"}, "fred": {"auth", "rate", "waf", "html"},
        "alphavantage": {"auth", "plan", "rate"}, "alternative": {"rate"},
    }  # fmt: skip
    assert all(names <= set(VENDORS[source].troubles) for source, names in wanted.items())
    assert all(VENDORS[source].empty for source in wanted)
    assert {"flaky", "truncated", "slow", "hang", "down", "delay"} <= set(PLAIN)
    with pytest.raises(ValueError, match="does not play"):
        Fakes().play("kraken", "geo")


def test_a_scenario_may_be_for_one_route_only(ask: Asker) -> None:
    ask.fakes.play("coinglass", "plan", route="liquidation/order")
    ask.fakes.play("coinglass", "busy", route="symbol=ETH")
    assert ask.json("coinglass")["code"] == "0"
    assert ask.json("coinglass", f"{FUTURES}/liquidation/order?exchange=OKX")["msg"] == "Upgrade plan"
    assert ask.json("coinglass", f"{GOOD['coinglass']}&symbol=ETH")["code"] == "429"


def test_slow_silent_and_broken_connections(ask: Asker) -> None:
    def took(scenario: str) -> float:
        ask.fakes.play("kraken", scenario)
        start = time.monotonic()
        assert ask("kraken").status_code == 200
        return time.monotonic() - start

    assert took("delay=0.2") >= 0.2
    assert took("slow=0.2") >= 0.18
    ask.fakes.play("kraken", "down")
    with pytest.raises(httpx.RemoteProtocolError):
        ask("kraken")
    ask.fakes.play("kraken", "hang")
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{ask.fakes.url}/kraken{GOOD['kraken']}", timeout=0.1, trust_env=False)
    ask.fakes.play("kraken", "success")
    assert ask("kraken").status_code == 200


def test_a_hook_may_damage_good_answers(ask: Asker) -> None:
    ask.fakes.play("okx", "success", mutate=lambda body: body.replace(b'"code":"0"', b'"code":"1"'))
    assert ask.json("okx")["code"] == "1"


def test_what_was_asked_is_written_down_without_keys(ask: Asker) -> None:
    ask("fred")
    ask("coinglass")
    assert [one.source for one in ask.fakes.asked] == ["fred", "coinglass"]
    assert ask.fakes.asked[0].params == {"file_type": "json", "series_id": "SP500", "limit": "3", "sort_order": "desc"}
    assert ask.fakes.count("coinglass", "range=24h") == 1
    assert not any(key in str(ask.fakes.asked) for key in KEYS.values())


def test_the_environment_names_every_source_the_clock_and_good_keys(ask: Asker) -> None:
    environment = ask.fakes.environment()
    assert all(keys.belongs_here(name) for name in environment)
    assert all(keys.base_url(source, environ=environment) == f"{ask.fakes.url}/{source}" for source in GOOD)
    assert environment[keys.CLOCK] == "2025-07-14T12:00:00Z"
    assert keys.secrets(environment)
    assert not keys.secrets(ask.fakes.environment(keys=False))
    assert "NEWSGEN_FRED_API_KEY" not in ask.fakes.environment(without=("fred",))
    assert ask("kraken").headers["date"] == "Mon, 14 Jul 2025 12:00:00 GMT"


def test_the_fakes_start_and_stop_at_once(shared: Path) -> None:
    start = time.monotonic()
    with Fakes(shared=shared) as fakes:
        assert httpx.get(f"{fakes.url}/binance/api/v3/ping", trust_env=False).json() == {}
    assert time.monotonic() - start < 2.0


def test_a_strict_vendor_refuses_what_is_too_much(ask: Asker) -> None:
    ask.fakes.strict = True
    try:
        for source, most in (("sosovalue", 20), ("alphavantage", 1), ("coinbase", 15)):
            told = [ask(source) for _ in range(most + 1)]
            refused = VENDORS[source].troubles["rate"]
            assert [answer.content == refused.body for answer in told] == [False] * most + [True]
        symbols = ",".join(["BTCUSDT_PERP.A"] * 20)
        path = f"/v1/liquidation-history?symbols={symbols}&interval=1hour&from={NOW - DAY}&to={NOW}"
        assert [ask("coinalyze", path).status_code for _ in range(3)] == [200, 200, 429]  # every symbol counts
    finally:
        ask.fakes.strict = False
