"""The schedule and the delivery together: whatever dies at whichever request, readers see one post."""

from __future__ import annotations

import atexit
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from newsgen import archive
from newsgen.history import open_history
from newsgen.model import Bulletin, Facts, Stage, Status
from newsgen.schedule import Hands, Service
from newsgen.settings import Settings
from tests import shelf
from tests.fake_cms import Cms, Killed, Time
from tests.release_kit import told_day
from tests.schedule_kit import mark
from tests.shelf import put_up, tables

SLOT = datetime(2024, 3, 6, tzinfo=UTC)  # the window of 5 March ends then
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FAULTS = ("kill", "killed", "late", "lost", "die", "refuse", "down")
JOB = {"cron": "0 0 * * *", "zone": "UTC", "to": ["site", "other"], "status": "live", "auto": True, "approve_by": "6h"}


@lru_cache(maxsize=1)
def article() -> Path:
    folder = Path(mkdtemp(prefix="newsgen-delivered-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return told_day(folder).out / "2024-03-05"


@dataclass
class Room:
    """A newsroom with two sites in memory."""

    settings: Settings
    sites: dict[str, Cms]
    bulletins: list[Bulletin] = field(default_factory=list)
    again: Callable[[Facts], Facts] = lambda facts: facts

    @property
    def time(self) -> Time:
        return self.sites["site"].time

    def look(self) -> bool:
        """One look by a new process; whether it lived."""
        hands = Hands(tell=self._tell, again=self._now, inform=self._told, pause=self.time.sleep)
        try:
            Service(self.settings, self.time, str, hands).tick()
        except Killed:
            return False
        return True

    def _tell(self, as_of: datetime, settings: Settings, _: object, step: Callable[[str], object]) -> Path:
        step("Telling")
        assert as_of == SLOT
        return Path(shutil.copytree(article(), settings.out / "2024-03-05"))

    def _now(self, *_: object) -> Facts:
        return self.again(archive.read_facts(article() / "facts.json"))

    def _told(self, bulletin: Bulletin, *_: object) -> tuple[str, ...]:
        self.bulletins.append(bulletin)
        return ()

    def state(self) -> str:
        with open_history(self.settings.out / "history.sqlite") as history:
            return history.slots()[-1].state


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Room]:
    monkeypatch.setattr("newsgen.schedule.rules.extraordinary", lambda *_: ())

    def made(name: str = "one", **options: object) -> Room:
        sites = put_up(monkeypatch, SLOT - DAY + 6 * 60 * MINUTE, "site", "other")
        settings = Settings(
            out=tmp_path / name, byline="Ann Lee", stop_file=tmp_path / "STOP", destinations=tables("site", "other"),
            schedule={"daily": {**JOB, **options}},
        )  # fmt: skip
        one = Room(settings, sites)
        one.look()  # the job is on file
        one.time.now = SLOT + timedelta(seconds=3)
        return one

    return made


def live(site: Cms) -> int:
    return sum(post.stage is Stage.LIVE and not post.trashed for post in site.posts.values())


def test_a_morning_goes_live_at_every_destination(room: Callable[..., Room]) -> None:
    one = room()
    assert one.look()
    assert [live(site) for site in one.sites.values()] == [1, 1]
    assert one.state() == "done"
    assert [bulletin.kind for bulletin in one.bulletins] == ["published"]
    assert one.bulletins[0].link.startswith("https://blog.test/")
    assert archive.read_state(one.settings.out / "2024-03-05").status is Status.PUBLISHED


@pytest.mark.campaign
def test_whatever_happens_at_any_request_there_is_one_post_everywhere(
    room: Callable[..., Room], pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every fault at every one of the first requests; outside a campaign a seeded part of them."""
    cases = [(fault, number) for fault in FAULTS for number in range(1, 9)]
    if "campaign" not in pytestconfig.getoption("markexpr"):
        cases = random.Random(6).sample(cases, 10)
    deaths = 0
    for fault, number in cases:
        one = room(f"{fault}{number}")
        monkeypatch.setattr(shelf, "FAULTS", {number: fault})
        deaths += not one.look()
        monkeypatch.setattr(shelf, "FAULTS", {})
        for _ in range(12):
            one.time.sleep(180)
            one.look()
        assert [site.most for site in one.sites.values()] == [1, 1], (fault, number)
        assert [live(site) for site in one.sites.values()] == [1, 1], (fault, number)
        assert one.state() == "done", (fault, number)
    print(f"{len(cases)} faults, {deaths} deaths, every site has one post")
    assert deaths


def test_a_hold_made_after_the_approval_stops_it_at_the_door(room: Callable[..., Room]) -> None:
    one = room(auto=False)
    one.look()
    folder = one.settings.out / "2024-03-05"
    mark(folder, Status.APPROVED, "Ann Lee", one.time.now)
    mark(folder, Status.HELD, "Bo", one.time.now, reason="A source calls.")
    one.time.sleep(60)
    one.look()
    assert [live(site) for site in one.sites.values()] == [0, 0]
    assert one.state() == "waiting"
    for step in (Status.IN_REVIEW, Status.APPROVED):
        mark(folder, step, "Ann Lee", one.time.now)
    one.time.sleep(60)
    one.look()
    assert [live(site) for site in one.sites.values()] == [1, 1]


def test_a_draft_is_told_and_delivered_for_people_to_look_at(room: Callable[..., Room]) -> None:
    one = room(status="draft", auto=False)
    one.look()
    assert [post.stage for post in one.sites["site"].posts.values()] == [Stage.DRAFT]
    assert [bulletin.kind for bulletin in one.bulletins] == ["ready"]
    assert one.state() == "done"


def test_a_scheduled_article_waits_at_the_site(room: Callable[..., Room]) -> None:
    one = room(status="scheduled", at="00:30")
    one.look()
    assert {post.at for post in one.sites["site"].posts.values()} == {SLOT + 30 * MINUTE}
    assert archive.read_state(one.settings.out / "2024-03-05").status is Status.SCHEDULED


def doubled(facts: Facts) -> Facts:
    """Every figure twice as large."""
    known = {
        name: replace(one, value=one.value * 2) if isinstance(one.value, float) else one
        for name, one in facts.known.items()
    }
    return replace(facts, known=known)


@pytest.mark.parametrize("moves", [True, False])
def test_what_is_scheduled_is_looked_at_again_before_it_goes_live(room: Callable[..., Room], moves: bool) -> None:
    """Where the lead moved it is a draft again, held, and told; a person approves it anew."""
    one = room(status="scheduled", at="02:00", watch="30min")
    folder = one.settings.out / "2024-03-05"
    one.again = doubled if moves else lambda facts: facts
    one.look()
    assert one.state() == "waiting"
    one.time.now = SLOT + 116 * MINUTE
    one.look()
    stages = [post.stage for site in one.sites.values() for post in site.posts.values()]
    kinds = [bulletin.kind for bulletin in one.bulletins]
    if not moves:
        assert (stages, kinds, one.state()) == ([Stage.SCHEDULED] * 2, ["published"], "done")
        return
    assert (stages, kinds, one.state()) == ([Stage.DRAFT] * 2, ["published", "held"], "waiting")
    assert "moved from" in archive.read_state(folder).reason
    for step in (Status.IN_REVIEW, Status.APPROVED):
        mark(folder, step, "Ann Lee", one.time.now)
    one.time.sleep(300)
    one.look()
    assert [live(site) for site in one.sites.values()] == [1, 1]
    assert [site.most for site in one.sites.values()] == [1, 1]
    assert one.bulletins[-1].kind == "published"
    assert one.state() == "done"


def test_the_stop_file_that_comes_while_it_is_told_stops_it_before_the_door(room: Callable[..., Room]) -> None:
    one = room()
    tell = one._tell

    def telling(*words: object) -> Path:
        one.settings.stop_file.touch()
        return tell(*words)  # type: ignore[arg-type]

    one._tell = telling  # type: ignore[method-assign]
    one.look()
    assert [live(site) for site in one.sites.values()] == [0, 0]
    one.settings.stop_file.unlink()
    one._tell = tell  # type: ignore[method-assign]
    one.time.sleep(300)
    one.look()
    assert [live(site) for site in one.sites.values()] == [1, 1]
    assert "failed" not in [bulletin.kind for bulletin in one.bulletins]


def test_a_place_that_says_no_does_not_keep_the_others_waiting(
    room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = room()
    monkeypatch.setattr(shelf, "FAULTS", dict.fromkeys((3, 4), "refuse"))
    one.look()
    assert one.state() == "waiting"
    assert [bulletin.kind for bulletin in one.bulletins] == ["failed"]
    monkeypatch.setattr(shelf, "FAULTS", {})
    one.time.sleep(120)
    one.look()
    assert [live(site) for site in one.sites.values()] == [1, 1]
    assert [bulletin.kind for bulletin in one.bulletins] == ["failed", "published"]


def test_settings_of_a_job_reach_the_release(room: Callable[..., Room]) -> None:
    one = room(series="morning")
    one.look()
    assert {post.key for post in one.sites["site"].posts.values()} == {"morning-2024-03-05-en"}
    assert replace(one.settings).series == "daily"
