"""A schedule in a test: a clock that is moved by hand, a place in memory, and a real article for each morning."""

from __future__ import annotations

import atexit
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from threading import Event
from typing import Any

from newsgen import archive, gate
from newsgen.delivery import Opened, release_of
from newsgen.errors import PublishError
from newsgen.model import Bulletin, Facts, Outcome, Stage, Standing, Status, Wish
from newsgen.schedule import Hands, Service
from newsgen.settings import Settings
from tests.release_kit import told_day

START = datetime(2026, 10, 19, 4, 30, tzinfo=UTC)  # a Monday, half an hour before 07:00 in Berlin
DAILY: Mapping[str, object] = {
    "cron": "0 7 * * 1-5",
    "zone": "Europe/Berlin",
    "to": ["site"],
    "status": "live",
    "auto": True,
}
MINUTE = timedelta(minutes=1)


@dataclass
class SimClock:
    """A present moment that sleeping moves."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def at(self, text: str) -> SimClock:
        """Set to a time, as "2026-10-19T05:00"."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return self


class Died(BaseException):
    """A process that was killed: nothing catches it."""


@lru_cache(maxsize=1)
def _article() -> Path:
    """The folder of a real day, told and filed once."""
    folder = Path(mkdtemp(prefix="newsgen-schedule-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return told_day(folder).out / "2024-03-05"


@lru_cache(maxsize=1)
def real_article() -> Opened:
    """That day, opened and checked."""
    return release_of(_article(), Settings(byline="Ann Lee"))


@dataclass
class World:
    """What runs do in a test, kept in memory: a place whose posts have keys, people who are told, sources.

    fail    what goes wrong: called with the name of each thing done, before and after it ("tell", "told", "send",
            "sent", "inform", "informed"); may raise
    change  makes another article of the real one
    """

    clock: Callable[[], datetime]
    fail: Callable[[str], None] = lambda _: None
    change: Callable[[Opened], Opened] = lambda opened: opened
    now_known: Callable[[Facts], Facts] = lambda facts: facts
    posts: dict[str, list[str]] = field(default_factory=dict)  # by key: what was done to it
    wishes: list[Wish] = field(default_factory=list)
    bulletins: list[Bulletin] = field(default_factory=list)
    tellings: list[datetime] = field(default_factory=list)

    def hands(self) -> Hands:
        """As the schedule takes them."""
        return Hands(self._tell, self._opened, self._again, self._send, inform=self._inform)

    @property
    def kinds(self) -> list[str]:
        """The kinds of what people were told."""
        return [one.kind for one in self.bulletins]

    def _tell(self, as_of: datetime, settings: Settings, _: object, step: Callable[[str], object]) -> Path:
        self.fail("tell")
        step("Asking the sources")
        folder = settings.out / (as_of - timedelta(microseconds=1)).date().isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("article.md", "facts.json"):
            shutil.copyfile(_article() / name, folder / name)
        facts = json.loads((folder / "facts.json").read_bytes())
        (folder / "facts.json").write_text(json.dumps(facts | {"as_of": as_of.isoformat(), "day": folder.name}))
        self.tellings.append(as_of)
        self.fail("told")
        return folder

    def _opened(self, folder: Path, _: Settings) -> Opened:
        text, state = (folder / "article.md").read_bytes(), archive.read_state(folder)
        as_of = datetime.fromisoformat(json.loads((folder / "facts.json").read_bytes())["as_of"])
        base = real_article()
        facts = replace(base.facts, as_of=as_of, day=date.fromisoformat(folder.name))
        made = self.change(replace(base, facts=facts, state=state, text=text))
        return replace(made, clearance=gate.clear(made.findings, state, archive.sha256(text)))

    def _again(self, *_: object) -> Facts:
        return self.now_known(real_article().facts)

    def _send(
        self, day: date, names: tuple[str, ...], settings: Settings, _: object, wish: Wish, by: str, *__: object
    ) -> tuple[Outcome, ...]:
        self.fail("send")
        folder, key = settings.out / day.isoformat(), f"{settings.series}-{day}"
        if wish.stage is not Stage.DRAFT:
            cleared = self._opened(folder, settings).clearance
            if not cleared.may_go:
                raise PublishError(" ".join(cleared.why_not))
        done = self.posts.setdefault(key, [])
        done.append("unchanged" if done else "created")
        self.wishes.append(wish)
        if wish.stage is Stage.LIVE and archive.read_state(folder).status is not Status.PUBLISHED:
            mark(folder, Status.PUBLISHED, by or "newsgen", self.clock())
        if wish.stage is Stage.SCHEDULED and archive.read_state(folder).status is Status.APPROVED:
            mark(folder, Status.SCHEDULED, by or "newsgen", self.clock())
        self.fail("sent")
        standing = Standing(key, key, key, f"https://site.test/{key}", wish.stage)
        return tuple(Outcome(name, done[-1], "It stands there.", standing) for name in names)

    def _inform(self, bulletin: Bulletin, *_: object) -> tuple[str, ...]:
        self.fail("inform")
        self.bulletins.append(bulletin)
        self.fail("informed")
        return ()


def mark(folder: Path, to: Status, by: str, when: datetime, reason: str = "") -> None:
    """Take a day a step further, as a person does at the desk, or publishing once a rule approved it."""
    sha256, rule = archive.standing(folder), by.startswith(gate.RULE)
    archive.change_state(
        folder,
        None,
        lambda state: gate.move(state, to, by=by, when=when, sha256=sha256, reason=reason, rule=rule),
        archive.log_line(str(to), when=when, by=by),
    )


@dataclass
class Stand:
    """A schedule with its clock, its world and its folder."""

    clock: SimClock
    world: World
    settings: Settings
    said: list[str] = field(default_factory=list)

    @property
    def service(self) -> Service:
        """A service as a new process would have it."""
        return Service(self.settings, self.clock, self.said.append, self.world.hands())

    def run(self, until: datetime, nap: timedelta = 5 * MINUTE) -> None:
        """Serve until a moment."""
        stop = Event()

        def sleep(seconds: float) -> None:
            self.clock.sleep(seconds)
            if self.clock.now >= until:
                stop.set()

        self.service.serve(stop, sleep, nap)

    def folder(self, day: str) -> Path:
        return self.settings.out / day

    def events(self) -> list[str]:
        """What the log has, in order."""
        lines = (self.settings.out / "schedule.log").read_text("utf-8").splitlines()
        return [json.loads(line)["what"] for line in lines]


def stand(
    tmp: Path, *, history: str = "", start: datetime = START, jobs: Mapping[str, Any] | None = None, **options: Any
) -> Stand:
    """A schedule with one job, `daily`: live at seven in Berlin, approved by rules; `options` change its table."""
    clock = SimClock(start)
    tables = jobs or {"daily": {name: value for name, value in {**DAILY, **options}.items() if value is not None}}
    settings = Settings(
        out=tmp / "out", history=history, stop_file=tmp / "STOP", schedule=tables,
        destinations={"site": {"kind": "memory"}, "other": {"kind": "memory"}}, desk_url="https://desk.test",
    )  # fmt: skip
    return Stand(clock, World(clock), settings)
