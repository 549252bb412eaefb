"""Asking everybody at once: who steps in for whom, what a dead source costs, and what a line keeps."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from newsgen.gather import CHAINS, Chain, Need, gather, readers, run, sheaves
from newsgen.gather.line import REFUSED, WebLine
from newsgen.http import WebError
from newsgen.model import Severity
from newsgen.wire import Answer, Gathered, Row, SourceError, Trouble
from tests.fakes import KEYS, Fakes
from tests.source_kit import EIGHT, NOON, FarEnd, answer, line_to, trouble, unreachable
from tests.source_kit import run as wait

Behaviour = Callable[[str, Any], Any]


class Vendor:
    """A source whose asking is a function of the test; each answer holds one row of sentiment."""

    hosts: tuple[str, ...] = ("https://one.test", "https://two.test")
    secret_params: tuple[str, ...] = ()
    rate = (1000, 1.0)

    def __init__(
        self, name: str, behaviour: Behaviour | None = None, *, key: str = "", needs_key: bool = False
    ) -> None:
        self.name, self.label, self.key_names, self.needs_key = name, name.title(), (key,) if key else (), needs_key
        self.behaviour, self.asked, self.topics = behaviour or good, list[str](), {"mood": "sentiment"}

    async def ask(self, topic: str, _: Need, line: Any) -> None:
        self.asked.append(topic)
        await self.behaviour(topic, line)

    def refuse(self, given: Answer, body: Any) -> None:
        if isinstance(body, Mapping) and "no" in body:
            raise SourceError(given.source, Trouble(body["no"]), "the vendor says no")

    def read(self, given: Answer) -> Iterator[Row]:
        if given.body == b"empty":
            raise SourceError(given.source, Trouble.EMPTY, "a list without rows")
        yield Row("sentiment", {"name": "fear_greed", "time": NOON, "value": 74.0, "source": given.source})


async def good(topic: str, line: WebLine) -> None:
    body = b"good"
    digest = hashlib.sha256(body).hexdigest()
    line.answers.append(
        Answer(
            line.source.label, topic, {}, "https://x.test", f"raw/{line.source.name}-{topic}", NOON, 200, digest, body
        )
    )


async def silent(_: str, __: Any) -> None:
    """Until nobody waits any more."""
    await asyncio.sleep(60)


async def broken(_: str, line: WebLine) -> None:
    raise SourceError(line.source.label, Trouble.BROKEN, "it is broken")


async def idle(_: str, __: Any) -> None:
    """Has no reason to ask."""


def after(seconds: float) -> Behaviour:
    async def late(topic: str, line: WebLine) -> None:
        await asyncio.sleep(seconds)
        await good(topic, line)

    return late


def need(**more: Any) -> Need:
    return Need(NOON.date(), NOON, NOON, EIGHT, **more)


def gathered(*sources: Vendor, chains: tuple[Chain, ...], deadline: float = 5.0) -> tuple[Gathered, float]:
    """What came, and after how many seconds."""
    began = time.monotonic()
    found = asyncio.run(gather(need(), sources, clock=lambda: NOON, deadline=deadline, chains=chains))  # type: ignore[arg-type]
    return found, time.monotonic() - began


def chain(*tiers: str, enough: int = 1, what: str = "moods") -> Chain:
    """Tiers as "a b": both are asked for their mood."""
    return Chain(what, tuple(tuple((name, "mood") for name in tier.split()) for tier in tiers), "the mood", enough)


def files(found: Gathered) -> list[str]:
    return [one.file for one in found.answers]


# chains


def test_the_next_tier_rests_where_the_first_gave_enough() -> None:
    first, second = Vendor("first"), Vendor("second")
    found, _ = gathered(first, second, chains=(chain("first", "second"),))
    assert (first.asked, second.asked) == (["mood"], [])
    assert found.findings == ()


@pytest.mark.parametrize("behaviour", [broken, idle], ids=["broken", "without a row"])
def test_the_next_tier_steps_in_where_the_first_gave_too_little(behaviour: Behaviour) -> None:
    first, second = Vendor("first", behaviour), Vendor("second")
    found, _ = gathered(first, second, chains=(chain("first", "second"),))
    assert files(found) == ["raw/second-mood"]


def test_two_of_three_are_enough_and_one_is_not() -> None:
    one, two, three = Vendor("one"), Vendor("two", broken), Vendor("three")
    gathered(one, two, three, chains=(chain("one two", "three", enough=2),))
    assert three.asked == ["mood"]


def test_a_silent_source_costs_its_facts_and_not_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next tier is asked when its turn is over, and the run ends at its deadline at the latest."""
    monkeypatch.setattr(run, "TURN", 0.1)
    found, seconds = gathered(Vendor("mute", silent), Vendor("other"), chains=(chain("mute", "other"),), deadline=3.0)
    assert files(found) == ["raw/other-mood"]
    assert seconds < 1
    assert "Mute: no answer in time" in found.findings[0].message


def test_nothing_goes_on_after_the_deadline() -> None:
    found, seconds = gathered(Vendor("mute", silent), chains=(chain("mute"),), deadline=0.2)
    assert seconds < 1
    assert found.answers == ()
    assert [one.severity for one in found.findings] == [Severity.WARN]
    assert "no answer" in found.findings[0].message


def test_the_last_sources_of_a_tier_get_a_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes soon after the first is kept; nobody waits for what does not."""
    monkeypatch.setattr(run, "GRACE", 0.3)
    sources = Vendor("quick"), Vendor("soon", after(0.1)), Vendor("mute", silent)
    found, seconds = gathered(*sources, chains=(chain("quick soon mute"),))
    assert files(found) == ["raw/quick-mood", "raw/soon-mood"]
    assert 0.25 < seconds < 1.5


def test_a_source_without_its_key_is_not_asked_and_one_with_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = Vendor("locked", key="NEWSGEN_FRED_API_KEY", needs_key=True)
    found, _ = gathered(locked, chains=(chain("locked"),))
    assert locked.asked == []
    assert "No source of moods is set up (locked)" in found.findings[0].message
    assert found.findings[0].severity is Severity.WARN
    monkeypatch.setenv("NEWSGEN_FRED_API_KEY", "abc")
    assert files(gathered(locked, chains=(chain("locked"),))[0]) == ["raw/locked-mood"]


def test_a_source_that_is_switched_off_is_no_source() -> None:
    names = {source.name for source in readers(("binance", "feeds"))}
    assert {source.name for source in readers()} - names == {"binance", "feeds"}


def test_two_chains_that_share_a_question_put_it_once() -> None:
    shared = Vendor("shared")
    found, _ = gathered(shared, chains=(chain("shared", what="moods"), chain("shared", what="spirits")))
    assert shared.asked == ["mood"]
    assert files(found) == ["raw/shared-mood"]


def test_answers_stand_in_one_order_whoever_was_quicker() -> None:
    for slow in ("a", "b"):
        sources = [Vendor(name, after(0.05) if name == slow else None) for name in ("b", "a")]
        assert files(gathered(*sources, chains=(chain("b a", enough=2),))[0]) == ["raw/a-mood", "raw/b-mood"]


def test_what_an_article_cannot_do_without_is_held_for_a_person() -> None:
    lost, _ = gathered(Vendor("one", broken), chains=(chain("one", what="prices"),))
    assert (lost.findings[0].severity, lost.findings[0].id) == (Severity.HOLD, "M3")
    assert "One: it is broken" in lost.findings[0].message


def test_nobody_speaks_of_what_there_was_no_reason_to_ask() -> None:
    """Else every day would carry the same warnings, and nobody would read them."""
    assert gathered(Vendor("one", idle), chains=(chain("one"),))[0].findings == ()


def test_an_answer_without_a_row_is_named() -> None:
    async def empty(topic: str, line: WebLine) -> None:
        line.answers.append(Answer("One", topic, {}, "https://x.test", "raw/one", NOON, 200, "0" * 64, b"empty"))

    found, _ = gathered(Vendor("one", empty), chains=(chain("one"),))
    assert "One: a list without rows" in found.findings[0].message


def test_what_a_plan_does_not_hold_is_no_trouble_of_today() -> None:
    async def closed(_: str, line: WebLine) -> None:
        raise SourceError(line.source.label, Trouble.PLAN, "the plan does not hold it")

    assert gathered(Vendor("one", closed), chains=(chain("one"),))[0].findings == ()


def test_every_chain_names_sources_and_topics_that_there_are() -> None:
    topics = {source.name: set(source.topics) for source in readers()}
    assert all(topic in topics[name] for one in CHAINS for tier in one.tiers for name, topic in tier)


def test_the_real_sources_together_wait_little_longer_than_the_slowest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer takes 0.3 seconds; some sources ask a second question that rests on the first."""
    with Fakes() as fakes:
        fakes.play("*", "delay=0.3")
        for name, value in fakes.environment().items():
            monkeypatch.setenv(name, value)
        began = time.monotonic()
        found = asyncio.run(gather(need(), readers(), clock=lambda: NOON, deadline=20.0))
    assert time.monotonic() - began < 6
    assert len({one.source for one in found.answers}) >= 9
    assert not [one for one in found.findings if one.severity is Severity.HOLD]


# the line


class Keyed(Vendor):
    """A vendor whose key stands in the query."""

    secret_params = ("api_key",)


def test_the_next_host_is_asked_where_the_first_is_out_of_reach() -> None:
    for far in ((451, {"msg": "not here"}), (403, b"<html>no</html>"), unreachable):
        end = FarEnd(lambda _, params, far=far: _given(far) if params["host"] == "https://one.test" else {"good": 1})
        line = WebLine(Vendor("two_homes"), end, lambda: NOON)  # type: ignore[arg-type]
        assert json.loads(wait(line.get("question", "/q")).body) == {"good": 1}
        assert end.hosts == ["https://one.test", "https://two.test"]


def _given(far: Any) -> Any:
    return far() if callable(far) else far


def test_a_refusal_by_name_is_the_same_everywhere_and_the_next_host_is_not_asked() -> None:
    end = FarEnd(lambda *_: {"no": "key"})
    with pytest.raises(SourceError):
        wait(WebLine(Vendor("two_homes"), end, lambda: NOON).get("question", "/q"))  # type: ignore[arg-type]
    assert end.hosts == ["https://one.test"]


@pytest.mark.parametrize(
    ("far", "word"),
    [
        ((200, b"<!DOCTYPE html><html>Just a moment...</html>"), "blocked"),
        ((403, b"<html>no</html>"), "blocked"),
        ((401, {"msg": "?"}), "key"),
        ((429, {"msg": "?"}), "busy"),
        ((418, {"msg": "?"}), "busy"),
        ((451, {"no": "key"}), "geo-blocked"),
        ((404, {"msg": "?"}), "refused"),
        ((302, b"moved"), "refused"),
        ((503, b"upstream error"), "broken"),
        ((429, {"no": "plan"}), "plan"),
        ({"no": "busy"}, "busy"),
        ((200, {"good": 1}), "none"),
    ],
)
def test_troubles_are_told_apart_and_the_vendors_own_word_goes_before_the_status(far: Any, word: str) -> None:
    assert trouble(lambda: wait(line_to(Vendor("one"), lambda *_: far).get("question", "/q"))) == word


def test_an_address_in_the_environment_stands_in_for_every_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSGEN_TWO_HOMES_BASE_URL", "http://127.0.0.1:9/fake/")
    end = FarEnd(lambda *_: {"good": 1})
    wait(WebLine(Vendor("two_homes"), end, lambda: NOON).get("question", "/q"))  # type: ignore[arg-type]
    assert end.hosts == ["http://127.0.0.1:9"]
    assert end.asked[0][0] == "/fake/q"


def test_every_answer_is_kept_with_address_time_status_and_hash_and_without_the_key() -> None:
    line = line_to(Keyed("one"), lambda *_: {"good": 1}, key="abcdef")
    kept = wait(line.get("question", "/q", params={"api_key": "abcdef", "id": "SPX"}, asked={"end": "noon"}))
    assert line.answers == [kept]
    assert kept.url == "https://one.test/q?id=SPX"
    assert (kept.status, kept.fetched_at, kept.file) == (200, NOON, "raw/one-question.json")
    assert kept.sha256 == hashlib.sha256(kept.body).hexdigest()
    assert kept.asked == {"id": "SPX", "end": "noon"}


def test_a_refused_answer_is_kept_and_never_read() -> None:
    """Even where its bytes would make rows."""
    source = Vendor("one")
    line = line_to(source, lambda *_: (503, {"good": 1}))
    assert trouble(lambda: wait(line.get("question", "/q"))) == "broken"
    (kept,) = line.answers
    assert REFUSED in kept.asked
    assert sheaves(line.answers, (source,)) == ((), ())  # type: ignore[arg-type]


def test_a_key_that_a_vendor_repeats_is_not_kept() -> None:
    key = "planted0key0that0nobody0may0see"
    line = line_to(Vendor("one"), lambda *_: (400, {"msg": f"the key {key} is unknown"}), key=key)
    assert trouble(lambda: wait(line.get("question", "/q"))) == "refused"
    (kept,) = line.answers
    assert key.encode() not in kept.body
    assert kept.sha256 == hashlib.sha256(kept.body).hexdigest()


@pytest.mark.parametrize("key", ["key–with–dashes", "two\nlines", "a\x00b"])
def test_a_key_that_cannot_be_one_is_said_before_anybody_is_asked(key: str) -> None:
    line = line_to(Vendor("one"), lambda *_: {"good": 1}, key=key)
    assert trouble(lambda: wait(line.get("question", "/q"))) == "key"
    assert line.web.asked == []


def test_two_answers_to_one_question_have_files_of_their_own() -> None:
    line = line_to(Vendor("one"), lambda *_: {"good": 1})
    names = [wait(line.get("question", "/q")).file for _ in range(3)]
    assert names == ["raw/one-question.json", "raw/one-question-2.json", "raw/one-question-3.json"]


def test_a_line_without_a_connection_says_so_without_an_address() -> None:
    line = line_to(Vendor("one"), lambda *_: _raise(WebError("no connection")))
    with pytest.raises(SourceError, match=r"^One: no connection \(question\)$"):
        wait(line.get("question", "/q"))
    slow = line_to(Vendor("one"), lambda *_: _raise(WebError("no answer in time", slow=True)))
    assert trouble(lambda: wait(slow.get("question", "/q"))) == "slow"


def _raise(error: Exception) -> Any:
    raise error


def test_what_cannot_be_read_is_a_remark_and_what_is_empty_is_not() -> None:
    class Odd(Vendor):
        def read(self, given: Answer) -> Iterator[Row]:
            raise SourceError(given.source, Trouble(given.asked["word"]), "so it is")

    odd = Odd("one")
    bound, said = sheaves((answer(odd, b"x", word="empty"), answer(odd, b"y", word="malformed")), (odd,))  # type: ignore[arg-type]
    assert bound == ()
    assert ["One: so it is" in finding.message for finding in said] == [True]


def test_a_good_day_has_no_findings_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every source answers and every key is set: there is nothing to say."""
    with Fakes() as fakes:
        for name, value in fakes.environment().items():
            monkeypatch.setenv(name, value)
        found = asyncio.run(gather(need(feeds=("CoinDesk",)), readers(), clock=lambda: NOON, deadline=20.0))
    assert found.findings == ()
    assert datetime(2025, 7, 14, 12, tzinfo=UTC) == found.as_of
    kept = b"".join(one.body + one.url.encode() + json.dumps(dict(one.asked)).encode() for one in found.answers)
    assert not [key for key in KEYS.values() if key.encode() in kept]
