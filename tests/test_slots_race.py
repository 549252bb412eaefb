"""Several machines and one history: a slot belongs to one run, and a run that lost it does nothing more."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.history import open_history
from newsgen.schedule import Service
from newsgen.settings import Settings
from tests.schedule_kit import Died, SimClock, World, stand
from tests.services.postgres import Server

SLOT = datetime(2026, 10, 19, 5, tzinfo=UTC)
MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
ROUNDS = 50


# the line itself


def test_a_slot_is_claimed_once(place: str) -> None:
    with open_history(place) as history:
        held = history.claim_slot("daily", SLOT, "one", until=SLOT + 5 * MINUTE, now=SLOT)
        assert held is not None
        assert (held.state, held.owner, held.attempts, held.told) == ("running", "one", 1, ())
        assert history.claim_slot("daily", SLOT, "two", until=SLOT + 5 * MINUTE, now=SLOT + MINUTE) is None
        assert history.claim_slot("other", SLOT, "two", until=SLOT + 5 * MINUTE, now=SLOT) is not None


def test_a_slot_of_a_dead_run_is_claimed_by_another_and_the_dead_one_finds_its_fence_closed(place: str) -> None:
    with open_history(place) as history:
        dead = history.claim_slot("daily", SLOT, "dead", until=SLOT + 5 * MINUTE, now=SLOT)
        assert dead
        late = SLOT + 6 * MINUTE
        assert history.keep_slot(dead, until=late + MINUTE, now=late) is None  # before anybody took it, too
        heir = history.claim_slot("daily", SLOT, "heir", until=late + 5 * MINUTE, now=late)
        assert heir
        assert (heir.owner, heir.attempts) == ("heir", 2)
        assert history.keep_slot(dead, until=late + MINUTE, now=SLOT + MINUTE, step="publishing") is None
        assert history.finish_slot(dead, "done", "Never.", now=SLOT + MINUTE) is False
        assert history.finish_slot(heir, "done", "It went out.", now=late) is True
        assert [(one.owner, one.state) for one in history.slots()] == [("heir", "done")]


def test_a_slot_that_ended_is_never_claimed_again(place: str) -> None:
    with open_history(place) as history:
        for number, state in enumerate(("done", "quiet", "failed", "missed", "passed")):
            slot = SLOT + number * DAY
            held = history.claim_slot("daily", slot, "one", until=slot + MINUTE, now=slot)
            assert held
            assert history.finish_slot(held, state, "Over.", now=slot)
            assert history.claim_slot("daily", slot, "two", until=slot + 3 * DAY, now=slot + 2 * DAY) is None


def test_what_was_done_and_told_stays_with_the_slot(place: str) -> None:
    with open_history(place) as history:
        held = history.claim_slot("daily", SLOT, "one", until=SLOT + MINUTE, now=SLOT)
        assert held
        held = history.keep_slot(held, until=SLOT + MINUTE, now=SLOT, step="checked")
        assert held
        held = history.keep_slot(held, until=SLOT + MINUTE, now=SLOT, told=("waiting", "escalated"))
        assert held
        assert history.finish_slot(held, "waiting", "Nobody.", now=SLOT, look_at=SLOT + 2 * MINUTE)
        again = history.claim_slot("daily", SLOT, "two", until=SLOT + MINUTE, now=SLOT)
        assert again
        assert (again.step, again.told, again.sentence) == ("checked", ("waiting", "escalated"), "Nobody.")


def test_a_lease_from_a_clock_that_stood_years_ahead_holds_nobody_up(place: str) -> None:
    with open_history(place) as history:
        ahead = SLOT + 4000 * DAY
        assert history.claim_slot("daily", SLOT, "ahead", until=ahead + 5 * MINUTE, now=ahead)
        assert history.claim_slot("daily", SLOT, "right", until=SLOT + 5 * MINUTE, now=SLOT)


def test_the_newest_slots_are_listed_oldest_first(place: str) -> None:
    with open_history(place) as history:
        for number in range(5):
            slot = SLOT + number * DAY
            history.claim_slot("daily", slot, "one", until=slot + MINUTE, now=slot)
        assert [one.slot for one in history.slots("daily", limit=2)] == [SLOT + 3 * DAY, SLOT + 4 * DAY]
        assert [one.slot for one in history.slots(since=SLOT + 4 * DAY)] == [SLOT + 4 * DAY]


# machines that race


class Machine:
    """One of several: a clock of its own, a folder of its own, and the one place that all send to."""

    def __init__(self, name: str, folder: Path, url: str, place: World, seed: random.Random) -> None:
        self.name, self.random = name, seed
        self.clock = SimClock()
        self.skew = timedelta(seconds=seed.uniform(-15, 15))
        base = stand(folder / name).settings
        jobs = {"daily": {**base.schedule["daily"], "cron": "0 5 * * *", "zone": "UTC", "fresh": "1d"}}
        self.settings: Settings = replace(base, history=url, schedule=jobs)
        self.world = World(self.clock, posts=place.posts)
        self.died: str = ""

    def look(self, now: datetime, deadly: tuple[str, ...] = ()) -> None:
        """One look at the schedule; the process may die at one of these steps."""
        self.clock.now, self.died = now + self.skew, ""
        where = self.random.choice(deadly) if deadly and self.random.random() < 0.3 else ""

        def fail(what: str) -> None:
            if what == where:
                self.died = what
                raise Died

        self.world.fail = fail
        try:
            Service(self.settings, self.clock, str, self.world.hands()).tick()
        except Died:
            return


def race(machines: list[Machine], now: datetime, deadly: tuple[str, ...] = ()) -> None:
    """All look at the same moment."""
    start = threading.Barrier(len(machines))

    def one(machine: Machine) -> None:
        start.wait()
        machine.look(now, deadly)

    threads = [threading.Thread(target=one, args=(machine,)) for machine in machines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture(autouse=True)
def ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsgen.schedule.rules.extraordinary", lambda *_: ())


@pytest.mark.parametrize("deadly", [(), ("tell", "told", "send", "sent", "inform", "informed")], ids=["alive", "dying"])
def test_two_machines_race_for_one_slot_and_there_is_one_post(
    tmp_path: Path, postgresql: Server, deadly: tuple[str, ...]
) -> None:
    """Fifty slots on one PostgreSQL: fifty posts; the place itself would have taken more."""
    seed = random.Random(len(deadly))
    place = World(SimClock())
    url = postgresql.fresh()
    machines = [Machine(name, tmp_path, url, place, seed) for name in ("one", "two")]
    race(machines, SLOT - DAY + MINUTE)
    place.posts.clear()
    deaths = sent_twice = 0
    for number in range(ROUNDS):
        now = SLOT + number * DAY + MINUTE
        race(machines, now, deadly)
        died = [machine.died for machine in machines if machine.died]
        deaths += len(died)
        for later in (6, 12) if died else ():  # the survivors, after the lease
            race(machines, now + later * MINUTE)
        made = place.posts[f"daily-{(now - MINUTE).date()}"]
        assert made.count("created") == 1
        sent_twice += len(made) > 1
        assert len(made) == 1 or set(died) & {"sent", "inform", "informed"}  # only what went out before a death
    with open_history(url) as history:
        slots = [one for one in history.slots() if one.slot >= SLOT]
    assert len(place.posts) == len(slots) == ROUNDS
    assert {one.state for one in slots} == {"done"}
    print(f"{ROUNDS} slots, {len(place.posts)} posts, {deaths} deaths, {sent_twice} looked up and found there")
    assert bool(deaths) == bool(deadly)
