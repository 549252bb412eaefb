"""A week of mornings without anyone awake, accelerated: sources that answer as they did, and a real WordPress.

Seven mornings at seven in Berlin.  On Sunday nothing happens and a short piece says so; on Wednesday a source stands
still, the day is held and a person lets it go; on Tuesday a source restates Monday's figures and Monday is corrected.
The timeline is printed and left in tests/output/week.txt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from urllib.request import urlopen

import pytest

from newsgen import archive, gate
from newsgen.delivery import correct, remains
from newsgen.history import open_history
from newsgen.live import history_place
from newsgen.market import TABLES, Market
from newsgen.model import Bulletin, Severity, Status
from newsgen.schedule import Hands, Service
from newsgen.settings import Settings, load_settings
from tests.conftest import ROOT
from tests.fakes import Fakes
from tests.live_kit import rehearse
from tests.schedule_kit import SimClock, mark

pytestmark = pytest.mark.xdist_group("wordpress-6.8")

BEGIN = datetime(2025, 9, 20, 4, 59, tzinfo=UTC)  # a Saturday
SEVEN = datetime(2025, 9, 20, 5, tzinfo=UTC)  # in Berlin
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SUNDAY, MONDAY, WEDNESDAY = date(2025, 9, 21), date(2025, 9, 22), date(2025, 9, 24)
WEEK = tuple(date(2025, 9, 20) + number * DAY for number in range(7))
TIMELINE = ROOT / "tests/output/week.txt"
JOB = {
    "cron": "0 7 * * *", "zone": "Europe/Berlin", "to": ["site"], "status": "live", "auto": True, "jitter": "20s",
    "approve_by": "3h",
}  # fmt: skip


@dataclass
class Newsroom:
    """The schedule, its sources, its site, and whoever is told; time passes when it sleeps."""

    fakes: Fakes
    settings: Settings
    clock: SimClock = field(default_factory=lambda: SimClock(BEGIN))
    bulletins: list[Bulletin] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def until(self, moment: datetime) -> None:
        """Serve until then, with a nap of a quarter of an hour at most."""
        stop = Event()

        def sleep(seconds: float) -> None:
            self.clock.sleep(seconds)
            self.fakes.world.now = self.clock.now
            if self.clock.now >= moment:
                stop.set()

        Service(self.settings, self.clock, self.say, Hands(inform=self._told)).serve(stop, sleep, 15 * MINUTE)

    def _told(self, bulletin: Bulletin, *_: object) -> tuple[str, ...]:
        self.bulletins.append(bulletin)
        return ()

    def say(self, line: str) -> None:
        """A line of the timeline: those of the schedule begin with their time, steps with blanks are left out."""
        if not line.startswith("  ") and re.match(r"20\d\d-", line):
            self.lines.append(line.replace(str(self.settings.out), "output"))

    def person(self, what: str) -> None:
        """What a person did."""
        self.lines.append(f"{self.clock.now:%Y-%m-%d %H:%M:%S} UTC  Ann Lee: {what}")

    def folder(self, day: date) -> Path:
        return self.settings.out / day.isoformat()

    def kinds(self, day: date) -> list[str]:
        """What people were told of a day."""
        return [one.kind for one in self.bulletins if one.day == day]


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wordpress_of) -> Iterator[Newsroom]:  # type: ignore[no-untyped-def]
    site = wordpress_of("6.8")
    site.orderly()
    person = site.people["editor"]
    with Fakes(now=BEGIN) as fakes:
        monkeypatch.chdir(tmp_path)
        rehearse(fakes, monkeypatch, coins="BTC,ETH", without="feeds,coinalyze", out=str(tmp_path / "output"))
        monkeypatch.setenv("NEWSGEN_SITE_PASSWORD", person.password)
        settings = replace(
            load_settings().settings,
            byline="Ann Lee",
            stop_file=tmp_path / "STOP",
            schedule={"daily": JOB},
            destinations={"site": {"kind": "wordpress", "url": site.url, "user": person.user}},
        )
        yield Newsroom(fakes, settings)


def slot(day: date) -> datetime:
    return SEVEN + (day - WEEK[0])


def restate(room: Newsroom, day: date, factor: float) -> int:
    """A source says afterwards that all liquidations of a day's window were larger; gives the rows."""
    with open_history(history_place(room.settings)) as history:
        market = history.market(until=slot(day))
        rows = market.tables["liquidations"]
        rows = rows[(rows["end"] == slot(day)) & (rows["end"] - rows["start"] == DAY)]
        amounts = {name: rows[name] * factor for name in ("long_usd", "short_usd", "total_usd")}
        tables = {
            name: rows.assign(**amounts) if name == "liquidations" else market.tables[name].iloc[:0] for name in TABLES
        }
        return history.keep(Market(tables), now=room.clock.now).restated


def let_go(room: Newsroom, day: date) -> None:
    """A person reads the day, lets the HOLD pass with a reason, and approves."""
    from newsgen.delivery import release_of

    folder = room.folder(day)
    for finding in release_of(folder, room.settings).findings:
        if finding.severity is Severity.HOLD:
            when, one = room.clock.now, finding
            archive.change_state(
                folder,
                None,
                lambda state, one=one, when=when: gate.override(  # type: ignore[misc]
                    state, one, by="Ann Lee", when=when, reason="Read, and right without that source."
                ),
                archive.log_line("override", when=when, by="Ann Lee", finding=finding.id),
            )
    mark(folder, Status.APPROVED, "Ann Lee", room.clock.now)


def test_a_week_of_mornings(newsroom: Newsroom, wordpress_of) -> None:  # type: ignore[no-untyped-def]
    room, site = newsroom, wordpress_of("6.8")

    room.until(slot(MONDAY) + DAY + HOUR)  # Saturday, Sunday, Monday, Tuesday
    assert [site.copies(f"daily-{day}-en") for day in WEEK[:4]] == [1, 1, 1, 1]

    # Tuesday, nine o'clock: Monday's figures were restated.
    before = remains(MONDAY, room.settings)[0]
    assert restate(room, MONDAY, 1.1) > 3
    room.clock.now = slot(MONDAY) + DAY + 2 * HOUR
    room.person(f"a source restated {MONDAY}; newsgen correct")
    revision = correct.propose(MONDAY, room.settings, room.clock)
    (done,) = correct.correct(revision, room.settings, room.clock, by="Ann Lee", reason="CoinGlass restated")
    assert done.what == "updated"
    room.lines.append(f"{room.clock.now:%Y-%m-%d %H:%M:%S} UTC  readers: {revision.note}")

    # Wednesday: CoinGlass answers with Tuesday's bytes.
    yesterday = room.folder(WEDNESDAY - DAY)
    answers = json.loads((yesterday / "raw/answers.json").read_bytes())["answers"]
    stale = next((yesterday / one["file"]).read_bytes() for one in answers if one["name"] == "liquidations-24h-all")
    room.fakes.play("coinglass", "success", "exchange-list?range=24h", lambda _: stale)
    room.until(slot(WEDNESDAY) + 30 * MINUTE)
    assert site.copies(f"daily-{WEDNESDAY}-en") == 0
    assert room.kinds(WEDNESDAY) == ["held"]
    room.fakes.play("*", "success")
    room.person("let the hold pass with a reason, and approved")
    let_go(room, WEDNESDAY)
    room.until(slot(WEEK[-1]) + HOUR)

    TIMELINE.parent.mkdir(exist_ok=True)
    TIMELINE.write_text("\n".join(room.lines) + "\n", "utf-8")
    print("\n".join(room.lines))

    # Seven mornings, seven posts, each once.
    assert [site.copies(f"daily-{day}-en") for day in WEEK] == [1] * 7
    for day in WEEK:
        (delivery,) = remains(day, room.settings)
        assert delivery.standing
        page = urlopen(delivery.standing.url).read().decode()
        headline = archive.read_manuscript((room.folder(day) / "article.md").read_bytes()).headline
        assert delivery.state == "done"
        assert headline.split()[0] in page
        assert room.kinds(day)[-1] == "published"
    with open_history(history_place(room.settings)) as history:
        assert [(one.slot, one.state) for one in history.slots()][1:] == [(slot(day), "done") for day in WEEK]

    # The quiet Sunday is short and says that it is; who let each day go is on file.
    told = json.loads((room.folder(SUNDAY) / "article.json").read_bytes())
    assert told["lead_angle"] == "quiet_day"
    assert "quiet" in told["headline"]
    assert told["words"] < 200
    by = {day: archive.read_state(room.folder(day)).approval for day in WEEK}
    assert {day for day, given in by.items() if given and given.by == "policy:daily"} == {*WEEK} - {MONDAY, WEDNESDAY}

    # Monday has its correction, at the same address.
    after = remains(MONDAY, room.settings)[0]
    assert after.standing
    assert before.standing
    assert (after.standing.id, after.standing.url) == (before.standing.id, before.standing.url)
    assert "Correction" in urlopen(after.standing.url).read().decode()
    assert archive.read_state(room.folder(MONDAY)).status is Status.CORRECTED
