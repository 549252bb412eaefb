"""When jobs run: daylight saving in both directions, months of slots, downtime, clocks that jump."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.history import open_history
from newsgen.schedule import Job, after, begins, due, until
from newsgen.schedule.jobs import ZERO
from newsgen.schedule.slots import GRACE
from tests.schedule_kit import Stand, stand

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland")


def job(cron: str = "0 7 * * *", zone: str = "Europe/Berlin", **options: object) -> Job:
    return Job(name="daily", cron=cron, zone=ZoneInfo(zone), **options)  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def between(one: Job, first: datetime, last: datetime) -> list[datetime]:
    return list(takewhile(lambda slot: slot <= last, after(one, first)))


# daylight saving


@pytest.mark.parametrize(
    ("zone", "before", "slots"),
    [
        ("Europe/Berlin", "2026-03-28", ("06:00", "05:00")),  # clocks go on in the night to 29 March
        ("Europe/Berlin", "2026-10-24", ("05:00", "06:00")),
        ("America/New_York", "2026-03-07", ("12:00", "11:00")),
        ("America/New_York", "2026-10-31", ("11:00", "12:00")),
        ("Australia/Lord_Howe", "2026-10-03", ("20:30", "20:00")),  # by half an hour
        ("Australia/Lord_Howe", "2026-04-04", ("20:00", "20:30")),
        ("Pacific/Auckland", "2026-09-26", ("19:00", "18:00")),
        ("Pacific/Auckland", "2026-04-04", ("18:00", "19:00")),
    ],
)
def test_seven_in_the_morning_stays_seven_in_the_morning(zone: str, before: str, slots: tuple[str, str]) -> None:
    begin = datetime.fromisoformat(before).replace(tzinfo=ZoneInfo(zone))
    found = between(job(zone=zone), begin, begin + 40 * HOUR)
    assert [f"{slot:%H:%M}" for slot in found] == list(slots)
    assert {f"{slot.astimezone(ZoneInfo(zone)):%H:%M}" for slot in found} == {"07:00"}


@pytest.mark.parametrize(
    ("zone", "day", "time", "slot"),
    [
        ("Europe/Berlin", "2026-03-29", "30 2", "2026-03-29T01:00"),  # 02:30 is left out: as the clocks go on
        ("America/New_York", "2026-03-08", "30 2", "2026-03-08T07:00"),
        ("Australia/Lord_Howe", "2026-10-04", "15 2", "2026-10-03T15:30"),
        ("Europe/Berlin", "2026-10-25", "30 2", "2026-10-25T00:30"),  # 02:30 comes twice: the first
        ("America/New_York", "2026-11-01", "30 1", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "2026-04-05", "45 1", "2026-04-04T14:45"),
    ],
)
def test_a_time_that_is_left_out_or_comes_twice_comes_once(zone: str, day: str, time: str, slot: str) -> None:
    begin = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
    assert between(job(f"{time} * * *", zone), begin - MINUTE, begin + 26 * HOUR)[0] == utc(slot)
    assert len(between(job(f"{time} * * *", zone), begin - MINUTE, begin + 23 * HOUR)) == 1


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_has_a_slot_on_every_local_day(zone: str) -> None:
    for time in ("0 7", "30 2", "45 1", "0 0", "59 23"):
        begin = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)) - MINUTE
        found = between(job(f"{time} * * *", zone), begin, begin + 365 * DAY)
        days = Counter(slot.astimezone(ZoneInfo(zone)).date() for slot in found)
        assert days == {date(2026, 1, 1) + number * DAY: 1 for number in range(365)}


def test_an_hourly_job_follows_the_real_hours() -> None:
    begin = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin"))
    found = between(job("0 * * * *"), begin, begin + 10 * HOUR)
    assert {later - earlier for earlier, later in pairwise(found)} == {HOUR}


# laws

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
JOBS = st.builds(
    lambda minute, hour, days, zone: job(f"{minute} {hour} * * {days}", zone),
    st.integers(0, 59), st.integers(0, 23), st.sampled_from(["*", "1-5", "0,6", "3"]), st.sampled_from(ZONES),
)  # fmt: skip


@given(JOBS, MOMENTS)
def test_back_and_forth_are_the_same_slots(one: Job, now: datetime) -> None:
    last, following = next(until(one, now)), next(after(one, now))
    assert last <= now < following
    assert next(after(one, last)) == following
    assert next(until(one, following - timedelta(seconds=1))) == last
    assert next(until(one, following)) == following


@given(JOBS, MOMENTS, st.timedeltas(ZERO, 12 * DAY), st.sampled_from([ZERO, HOUR, 30 * HOUR]))
def test_after_any_downtime_each_slot_is_run_or_missed_and_none_is_both(
    one: Job, up: datetime, down: timedelta, catch_up: timedelta
) -> None:
    one = job(one.cron, one.zone.key, catch_up=catch_up)
    last, now = next(until(one, up)), up + down
    found = due(one, now, last)
    passed = between(one, last, now)
    assert [*found.missed, *([found.run] if found.run else [])] == passed
    if found.run:
        assert now - found.run <= max(catch_up, GRACE)
        assert found.run == passed[-1]


@given(JOBS, MOMENTS, st.timedeltas(ZERO, 3 * DAY))
def test_a_clock_that_goes_back_never_finds_a_slot_again(one: Job, now: datetime, back: timedelta) -> None:
    """However far it goes, what is done is done; only what nobody had on file may be found."""
    done = set(takewhile(lambda slot: slot > now - 10 * DAY, until(one, now)))
    earlier = now - back
    last = max((slot for slot in done if slot <= earlier), default=None)
    found = due(one, earlier, last)
    assert last is None or (found.run, found.missed) == (None, ())


@given(JOBS, MOMENTS)
def test_a_job_that_was_never_on_file_misses_nothing(one: Job, now: datetime) -> None:
    found = due(one, now, None)
    assert found.missed == ()
    assert found.run is None or now - found.run <= GRACE


@given(MOMENTS, st.integers(0, 3600))
def test_jitter_is_within_its_bounds_and_the_same_everywhere(now: datetime, seconds: int) -> None:
    one = job(jitter=timedelta(seconds=seconds))
    slot = next(after(one, now))
    assert ZERO <= begins(one, slot) - slot <= one.jitter
    assert begins(one, slot) == begins(job(jitter=timedelta(seconds=seconds)), slot)
    if begins(one, slot) > slot:
        assert due(one, slot, slot - DAY * 8).run != slot
    assert due(one, begins(one, slot), slot - DAY).run == slot


def test_jitter_spreads() -> None:
    one = job(jitter=HOUR)
    begun = [begins(one, slot) - slot for slot in between(one, utc("2026-01-01T00:00"), utc("2026-12-31T00:00"))]
    assert min(begun) < 6 * MINUTE
    assert max(begun) > 54 * MINUTE


# simulated


def posts(one: Stand) -> dict[str, list[str]]:
    return one.world.posts


@pytest.fixture(autouse=True)
def ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsgen.schedule.rules.extraordinary", lambda *_: ())


@pytest.mark.parametrize("change", [(10, 25), (3, 29)], ids=["autumn", "spring"])
@pytest.mark.parametrize("zone", ZONES[:3])
def test_a_month_around_each_change_of_clocks_has_one_post_each_weekday(
    tmp_path: Path, zone: str, change: tuple[int, int]
) -> None:
    there = ZoneInfo(zone)
    middle = date(2026, *change)
    if zone == "America/New_York":
        middle = date(2026, 11, 1) if change[0] == 10 else date(2026, 3, 8)
    if zone == "Australia/Lord_Howe":
        middle = date(2026, 4, 5) if change[0] == 10 else date(2026, 10, 4)
    begin = datetime(middle.year, middle.month, middle.day, tzinfo=there).astimezone(UTC) - 15 * DAY
    one = stand(tmp_path, start=begin, zone=zone)
    one.run(begin + 30 * DAY, nap=6 * HOUR)
    with open_history(one.settings.out / "history.sqlite") as history:
        done = [slot.slot.astimezone(there) for slot in history.slots("daily") if slot.state == "done"]
    days = [(begin.astimezone(there) + number * DAY).date() for number in range(31)]
    weekdays = [day for day in days if day.weekday() < 5 and begin < datetime(day.year, day.month, day.day, 7, tzinfo=there) < begin + 30 * DAY]  # noqa: E501  # fmt: skip
    assert [slot.date() for slot in done] == weekdays
    assert {f"{slot:%H:%M}" for slot in done} == {"07:00"}
    assert [made for made in posts(one).values() if made != ["created"]] == []
    assert len(posts(one)) == len(weekdays) >= 20
    assert one.world.tellings == [slot.astimezone(UTC) for slot in done]


def begun(one: Stand) -> Stand:
    """A look on Monday at noon: from then on the job is on file."""
    one.clock.at("2026-10-12T12:00")
    one.service.tick()
    return one


def test_downtime_within_the_catch_up_is_made_good_and_tells_the_window_of_the_slot(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, catch_up="2h"))
    one.clock.at("2026-10-13T06:59")
    one.service.tick()
    assert one.world.tellings == [utc("2026-10-13T05:00")]
    assert list(posts(one)) == ["daily-2026-10-13"]


@pytest.mark.parametrize("catch_up", ["2h", "skip", 0])
def test_downtime_beyond_it_is_told_once(tmp_path: Path, catch_up: object) -> None:
    one = begun(stand(tmp_path, catch_up=catch_up))
    one.clock.at("2026-10-13T07:01")
    for _ in range(5):
        one.service.tick()
    assert (posts(one), one.world.kinds) == ({}, ["missed"])


def test_after_a_week_of_downtime_the_last_is_run_and_the_others_are_told_in_one(tmp_path: Path) -> None:
    one = begun(stand(tmp_path))
    one.clock.at("2026-10-20T05:30")
    for _ in range(5):
        one.service.tick()
    assert list(posts(one)) == ["daily-2026-10-20"]
    assert one.world.kinds == ["missed", "published"]
    assert one.world.bulletins[0].sentence.startswith("5 runs did not happen (13 Oct 05:00 to 19 Oct 05:00 UTC)")


def test_a_clock_that_jumps_back_and_forth_runs_no_slot_twice(tmp_path: Path) -> None:
    one = begun(stand(tmp_path))
    times = ["13T05:00", "12T23:00", "13T05:00", "13T06:30", "13T04:59", "14T05:01", "13T05:00", "14T06:00", "13T12:00"]
    for time in times:
        one.clock.at(f"2026-10-{time}")
        one.service.tick()
    assert posts(one) == {"daily-2026-10-13": ["created"], "daily-2026-10-14": ["created"]}


def test_a_clock_that_stood_days_ahead_costs_what_it_skipped_and_nothing_goes_out_twice(tmp_path: Path) -> None:
    """What it took for missed stays so, and people were told; the mornings after that come as ever."""
    one = begun(stand(tmp_path))
    one.clock.at("2026-10-15T05:00")
    one.service.tick()
    for day in (13, 14, 15, 16):
        one.clock.at(f"2026-10-{day}T05:00")
        one.service.tick()
    assert posts(one) == {"daily-2026-10-15": ["created"], "daily-2026-10-16": ["created"]}
    assert one.world.kinds == ["missed", "published", "published"]


def test_the_loop_never_sleeps_longer_than_a_nap_and_wakes_for_the_slot(tmp_path: Path) -> None:
    one = stand(tmp_path, start=utc("2026-10-19T04:59"))
    one.run(utc("2026-10-19T05:01"), nap=timedelta(seconds=7))
    assert max(one.clock.slept) <= 7
    assert any(slept == pytest.approx(60 - 8 * 7) for slept in one.clock.slept)
