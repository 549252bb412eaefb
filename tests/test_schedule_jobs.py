"""Jobs as people write them, what the command line says of them, and when rules may stand in for a person."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.errors import ScheduleError
from newsgen.history import open_history
from newsgen.model import Fact, Facts, Stage, Unit
from newsgen.schedule import Job, next_runs, options, read_jobs
from newsgen.schedule.rules import Past, extraordinary, lead_of, moved, past_of
from newsgen.settings import Settings
from tests.conftest import ROOT
from tests.history_kit import market_of
from tests.live_kit import newsgen
from tests.schedule_kit import real_article

SEVEN = {"cron": "0 7 * * 1-5", "zone": "Europe/Berlin"}
NOW = datetime(2026, 10, 23, 4, 0, tzinfo=UTC)  # the Friday before the clocks go back


def job(**table: Any) -> Job:
    places: dict[str, dict[str, object]] = {"site": {"kind": "folder"}}
    settings = Settings(schedule={"daily": {**SEVEN, **table}}, destinations=places, notify={"desk": {"kind": "slack"}})
    return read_jobs(settings)[0]


def test_a_job_of_one_line_has_careful_defaults() -> None:
    one = job()
    assert (one.status, one.auto, one.series, one.to) == (Stage.DRAFT, False, "daily", ())
    assert (one.catch_up, one.jitter) == (timedelta(hours=2), timedelta())
    assert one.explained() == "At 07:00 on Monday through Friday (Europe/Berlin)"


def test_every_option_can_be_written_and_has_a_meaning() -> None:
    one = job(
        series="morning", to=["site"], status="scheduled", at="07:30", auto=True, fresh="90min", watch="1h",
        quiet="ask", style="lively", out="days", catch_up="skip", jitter="30s", approve_by="3h", escalate="15min",
        notify="desk",
    )  # fmt: skip
    assert (one.catch_up, one.notify, one.series) == (timedelta(), ("desk",), "morning")
    assert one.goes_live(datetime(2026, 10, 23, 5, tzinfo=UTC)) == datetime(2026, 10, 23, 5, 30, tzinfo=UTC)
    assert one.goes_live(datetime(2026, 10, 26, 6, tzinfo=UTC)) == datetime(2026, 10, 26, 6, 30, tzinfo=UTC)
    written = {field.name for field in fields(Job)} - {"name"}
    assert {name for name, _ in options()} == written
    assert all(meaning for _, meaning in options())


def test_a_local_time_before_the_slot_is_of_the_next_day() -> None:
    assert job(to="site", status="scheduled", at="06:00").goes_live(NOW + timedelta(hours=1)) == datetime(
        2026, 10, 24, 4, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"cron": "0 7 * *"}, "write minute, hour, day, month and weekday"),
        ({"cron": "0 25 * * *"}, "bad hour"),
        ({"cron": "0 7 31 2 *"}, "bad day-of-month"),
        ({"cron": 7}, "expected text"),
        ({"zone": "Europe/Berln"}, "did you mean 'Europe/Berlin'?"),
        ({"zone": "../etc/passwd"}, "no zone called"),
        ({"jiter": "30s"}, "did you mean 'jitter'?"),
        ({"status": "published"}, "expected one of draft, scheduled, live"),
        ({"status": "live"}, "to is missing"),
        ({"status": "scheduled", "to": ["site"]}, 'either at = "07:30" or offset'),
        ({"status": "scheduled", "to": ["site"], "at": "07:30", "offset": "1h"}, "either at"),
        ({"to": ["site"], "at": "07:30"}, "leave both out"),
        ({"to": ["sit"]}, "did you mean 'site'?"),
        ({"to": ["x"]}, "write a table [destinations.x]"),
        ({"notify": ["dsk"]}, "did you mean 'desk'?"),
        ({"auto": "yes"}, "expected true or false"),
        ({"jitter": "3m"}, 'such as "30s"'),
        ({"catch_up": True}, "expected a span of time"),
        ({"quiet": "loud"}, "expected one of brief, skip, ask"),
        ({"style": "purple"}, "expected one of wire, lively"),
    ],
)
def test_a_mistake_in_a_job_is_one_sentence_with_the_way_out(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        job(**table)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("schedule.daily")


def test_two_series_do_not_share_a_folder() -> None:
    tables: dict[str, dict[str, object]] = {"morning": dict(SEVEN), "evening": {**SEVEN, "cron": "0 19 * * *"}}
    with pytest.raises(ScheduleError, match=r"would overwrite the days of schedule\.morning"):
        read_jobs(Settings(schedule=tables))
    tables["evening"]["out"] = "evenings"
    morning, evening = read_jobs(Settings(schedule=tables))
    assert evening.settings(Settings()).history == morning.settings(Settings()).history  # one memory for both


def test_the_next_runs_are_in_order_with_their_local_times(tmp_path: Path) -> None:
    tables: dict[str, dict[str, object]] = {
        "daily": dict(SEVEN),
        "weekly": {"cron": "0 9 * * 0", "zone": "America/New_York", "out": "weeks"},
    }
    found = next_runs(Settings(schedule=tables, out=tmp_path), NOW, 7)
    assert [(one.job, f"{one.slot:%d %H:%M}", f"{one.local:%H:%M}") for one in found][:3] == [
        ("daily", "23 05:00", "07:00"),
        ("weekly", "25 13:00", "09:00"),
        ("daily", "26 06:00", "07:00"),  # an hour later by UTC, at the same time in Berlin
    ]
    assert len(found) == 6
    assert {one.job for one in next_runs(Settings(schedule=tables, out=tmp_path), NOW, 0.01)} == {"daily", "weekly"}


# the command line


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSGEN_CLOCK", "2026-10-23T04:00:00Z")
    text = '[schedule.daily]\ncron = "0 7 * * 1-5"\nzone = "Europe/Berlin"\n'
    (tmp_path / "newsgen.toml").write_text(text, "utf-8")
    return tmp_path


def test_the_list_shows_what_comes_and_touches_nothing(place: Path) -> None:
    said = newsgen("schedule", "--list").output
    assert "Fri 23 Oct 07:00 CEST" in said
    assert "Mon 26 Oct 07:00 CET" in said
    assert "At 07:00 on Monday through Friday (Europe/Berlin)" in said
    assert "Nothing was run yet" in said
    assert [file.name for file in place.iterdir()] == ["newsgen.toml"]
    found = json.loads(newsgen("schedule", "--list", "--days", "1", "--json").stdout)
    assert [one["slot"] for one in found["next"]] == ["2026-10-23T05:00:00Z"]


def test_a_look_that_finds_nothing_says_so_and_a_dry_one_changes_nothing(place: Path) -> None:
    assert "Nothing would be done" in newsgen("tick", "--dry-run").output
    assert "Nothing was due" in newsgen("tick").output
    with open_history(place / "output/history.sqlite") as history:
        assert [one.state for one in history.slots()] == ["passed"]
    assert "The job began after it" in newsgen("schedule", "--list").output


def test_a_dry_look_names_what_it_would_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newsgen("tick")
    monkeypatch.setenv("NEWSGEN_CLOCK", "2026-10-23T05:01:00Z")
    said = newsgen("tick", "--dry-run").output
    assert "daily of 23 Oct 05:00 UTC would be gathered, told and sent to nowhere as draft" in said
    with open_history(place / "output/history.sqlite") as history:
        assert [one.state for one in history.slots()] == ["passed"]


def test_without_a_job_it_says_what_to_write(place: Path) -> None:
    (place / "newsgen.toml").write_text("", "utf-8")
    for words in (("schedule",), ("schedule", "--list"), ("tick",)):
        assert "write a table [schedule.daily]" in newsgen(*words, code=1).stderr


def test_the_service_ends_cleanly_when_it_is_told_to(place: Path) -> None:
    """A real process and a real SIGTERM."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-m", "newsgen", "schedule"]
    with subprocess.Popen(words, cwd=place, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        assert line.startswith("daily: At 07:00"), line
        while "begun" not in line:
            line = process.stderr.readline()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(20) == 0
        assert "Traceback" not in rest
        assert time.monotonic() - began < 20


# rules


def facts(**values: float) -> Facts:
    """The real day with these values (`btc_change_24h=-6.0`)."""
    base = real_article().facts
    known = {name: fact for name, fact in base.known.items() if name != "series.percentile"}
    for name, value in values.items():
        id = name.replace("_", ".", 1)
        known[id] = replace(base.known[id], value=value)
    return replace(base, known=known)


PAST = Past(tuple(float(one) for one in range(1000)), tuple(one / 100 for one in range(1000)))


def test_a_day_is_extraordinary_where_one_in_a_hundred_is_larger() -> None:
    calm = facts(liq_total=500.0, btc_change_24h=-5.0)
    assert extraordinary(calm, PAST) == ()
    (said,) = extraordinary(facts(liq_total=500.0, btc_change_24h=-9.95), PAST)
    assert said == "Bitcoin's move of -9.9% is above 99.5% of 1000 earlier days."
    (said,) = extraordinary(facts(liq_total=991.0, btc_change_24h=1.0), PAST)
    assert said.startswith("Liquidations of")
    assert extraordinary(facts(liq_total=989.0, btc_change_24h=1.0), PAST) == ()
    tracked = facts(liq_total=500.0, btc_change_24h=1.0, series_percentile=99.2)
    assert extraordinary(tracked, Past((), PAST.moves)) == (
        "Tracked liquidations are above those of 99.2% of earlier days.",
    )


def test_without_a_past_nobody_can_say_that_a_day_is_ordinary() -> None:
    said = extraordinary(facts(liq_total=500.0, btc_change_24h=1.0), Past())
    assert len(said) == 2
    assert all("newsgen backfill" in line for line in said)


def test_the_past_is_read_from_the_history(place: Path) -> None:
    day = timedelta(days=1)
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    prices = [
        {"coin": "BTC", "venue": "Binance", "start": begin + number * day, "end": begin + (number + 1) * day,
         "close": 100.0 * 1.1 ** (number % 2)} for number in range(20) if number != 9
    ]  # fmt: skip
    forced = [
        {"coin": "*", "venues": "*", "start": begin + number * day / 2, "end": begin + number * day / 2 + day,
         "total_usd": 1e6 * number, "source": "CoinGlass"} for number in range(1, 21)
    ]  # fmt: skip
    with open_history(place / "history.db") as history:
        history.keep(market_of(prices=prices, liquidations=forced), now=begin + 30 * day)
        found = past_of(history, begin + 40 * day)
        assert len(found.moves) == 17  # not across the hole
        assert min(found.moves) == pytest.approx(9.091, abs=0.01)
        assert len(found.totals) == 10 + 1  # one a date
        assert past_of(history, begin).totals == ()


def moving(unit: Unit, before: float, after: float | None) -> str:
    base = real_article().facts
    lead: Fact = replace(base.known["liq.total"], unit=unit, value=before)
    known = {} if after is None else {"liq.total": replace(lead, value=after)}
    return moved(lead, replace(base, known=known, missing={"liq.total": "nobody answers"}))


@pytest.mark.parametrize(
    ("unit", "before", "after", "held"),
    [
        (Unit.PERCENT, -2.0, -2.9, False),
        (Unit.PERCENT, -2.0, -3.1, True),
        (Unit.PERCENT, 10.0, 12.4, False),
        (Unit.PERCENT, 10.0, 12.6, True),
        (Unit.PERCENT, 0.4, -0.7, True),
        (Unit.USD, 4e8, 4.9e8, False),
        (Unit.USD, 4e8, 5.1e8, True),
        (Unit.USD, 4e8, 2.9e8, True),
        (Unit.PRICE, 60000.0, 60900.0, False),
        (Unit.PRICE, 60000.0, 61300.0, True),
        (Unit.USD, 4e8, None, True),
    ],
)
def test_a_lead_may_move_by_a_point_or_a_quarter(unit: Unit, before: float, after: float | None, held: bool) -> None:
    assert bool(moving(unit, before, after)) is held


def test_the_lead_is_the_figure_of_the_headline() -> None:
    opened = real_article()
    lead = lead_of(opened.article, opened.facts)
    assert lead is not None
    assert lead.id in {one.fact for one in opened.article.figures if one.where == "headline"}
