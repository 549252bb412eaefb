"""Publish at the desk: where a day went, sending it, changing what readers have, and stopping it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from newsgen import archive
from newsgen.desk.sendoff import moment
from newsgen.errors import DeskError
from newsgen.history import open_history
from newsgen.live import history_place
from newsgen.model import Stage, Status
from tests import correct_kit as kit
from tests.desk_kit import Editor, Served, editing, running
from tests.fake_cms import Cms
from tests.shelf import put_up, tables

TODAY = f"/days/{kit.DAY}"
OUT = f"{TODAY}/out"
HIDDEN = re.compile(r'name="(revision|sha256|form)" value="([^"]*)"')


@dataclass
class Newsroom:
    """An editor at the desk of a day that is approved, and the sites that it can go to."""

    ann: Editor
    sites: dict[str, Cms]

    @property
    def served(self) -> Served:
        return self.ann.served

    def seen(self, place: str = "send") -> dict[str, str]:
        """What the form of a card carries."""
        page = self.ann.see(OUT).text
        return dict(HIDDEN.findall(page[page.index(f'id="{place}"') :])[:3])

    def send(self, stage: str = "live", *names: str, **more: object) -> httpx.Response:
        """Send the day and wait until it arrived."""
        to = {f"to-{name}": "yes" for name in names or self.sites}
        answer = self.ann.send(f"{OUT}/send", **{**self.seen(), **to, "stage": stage, **more})
        return self.settled() if answer.status_code == 200 else answer

    def do(self, what: str, place: str = "readers", **more: object) -> httpx.Response:
        """Correct, refile or withdraw, and wait."""
        answer = self.ann.send(f"{OUT}/{what}", **{**self.seen(place), **more})
        return self.settled() if answer.status_code == 200 else answer

    def settled(self, path: str = OUT) -> httpx.Response:
        """The page once nothing is on its way any more, and nothing is being looked at."""
        end = time.monotonic() + 60
        while True:
            page = self.ann.see(path)
            if "<progress" not in page.text and "is being held against" not in page.text:
                return page
            assert time.monotonic() < end, page.text
            time.sleep(0.05)

    def row(self, name: str) -> str:
        """What the table says of a place, as plain words."""
        page = self.ann.see(OUT).text
        found = re.search(rf'<tr id="place-{name}".*?</tr>', page, re.S)
        assert found, page
        return " ".join(re.sub("<[^>]*>", " ", found[0]).split())

    def live(self, name: str = "site") -> str:
        """What readers see at a site."""
        return "\n".join(f"{post.title}\n{post.body}" for post in self.sites[name].posts.values())


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """The founding day, told from its history and approved, with two sites it never went to."""
    sites = put_up(monkeypatch, kit.TOLD + timedelta(hours=1), "site", "blog")
    settings = kit.told(tmp_path, destinations=tables("site", "blog"))
    with running(settings, clock=next(iter(sites.values())).time) as served, editing(served) as ann:
        yield Newsroom(ann, sites)


# ---- sending ---------------------------------------------------------------------------------------------------------


def test_a_day_is_sent_as_a_draft_and_then_live_and_the_page_says_where_it_stands(room: Newsroom) -> None:
    """Stage, address, time, person and whether the text there is the filed one; readers see it once."""
    assert "nothing yet" in room.row("site")
    page = room.send("draft", "site").text
    assert "Sending to site" in page
    said = room.row("site")
    for word in ("draft", "by Ann Lee", "the filed one"):
        assert word in said
    assert "nothing yet" in room.row("blog")
    assert archive.read_state(room.served.folder).status is Status.APPROVED
    page = room.send("live", "site").text
    post = next(iter(room.sites["site"].posts.values()))
    assert f'<a href="https://blog.test/{post.slug}" rel="noopener noreferrer external"' in page
    assert "live" in room.row("site")
    assert len(room.sites["site"].posts) == 1
    assert archive.read_state(room.served.folder).status is Status.PUBLISHED
    assert "Stands at" in room.ann.see(TODAY).text


def test_a_form_that_is_sent_twice_sends_once(room: Newsroom) -> None:
    """A double click, or a page that is loaded again: the first one counts."""
    form = {**room.seen(), "to-site": "yes", "stage": "live"}
    assert "Sending to site has begun." in room.ann.send(f"{OUT}/send", **form).text
    assert "asked for once already" in room.ann.send(f"{OUT}/send", **form).text
    room.settled()
    assert "asked for once already" in room.ann.send(f"{OUT}/send", **form).text
    assert room.sites["site"].made == 1


def test_a_slow_place_does_not_keep_the_desk_waiting(room: Newsroom) -> None:
    """The page says what is on its way; another errand of the day waits in a sentence."""
    with room.sites["site"].lock:
        assert "has begun" in room.ann.send(f"{OUT}/send", **room.seen(), **{"to-site": "y", "stage": "draft"}).text
        page = room.ann.see(OUT).text
        assert "<progress" in page
        assert '<noscript><meta http-equiv="refresh"' in page
        assert "on its way" in room.ann.see(TODAY).text
        other = room.ann.send(f"{OUT}/send", **room.seen(), **{"to-blog": "yes", "stage": "draft"})
        assert other.status_code == 400
        assert "wait for it" in other.text
    assert "draft" in room.settled().text
    assert not room.sites["blog"].posts


def test_what_cannot_be_is_said_at_once(room: Newsroom) -> None:
    """Nothing is on its way then, and nothing arrives."""
    for change, complaint in (
        ({"stage": "nonsense"}, "Choose whether"),
        ({"stage": "scheduled", "at": ""}, "a day and a time"),
        ({"stage": "scheduled", "at": "2025-07-14T10:00", "zone": "UTC"}, "is past"),
        ({"stage": "scheduled", "at": "2025-08-14T10:00", "zone": "Mars/Base"}, "No zone is called"),
        ({"stage": "withdrawn"}, "not published as withdrawn"),
        ({"to-site": ""}, "at least one place"),
        ({"sha256": "0" * 64}, "another one than the one you saw"),
        ({"revision": "7"}, "somebody else changed"),
        ({"revision": "x"}, "not whole"),
    ):
        answer = room.ann.send(f"{OUT}/send", **{**room.seen(), "to-site": "yes", "stage": "live", **change})
        assert answer.status_code in (400, 409), change
        assert complaint in answer.text
        assert "<progress" not in room.ann.see(OUT).text
    assert not room.sites["site"].posts


def test_every_way_out_passes_the_gate(room: Newsroom) -> None:
    """Without approval a draft alone; held, blocked or with a stop file nothing at all."""
    folder = room.served.folder
    archive.change_state(folder, None, lambda state: replace(state, status=Status.DRAFT, approval=None), b"{}\n")
    assert "Nobody approved it." in room.ann.see(OUT).text
    assert "may not go to readers" in room.send("live", "site").text
    stop = room.served.settings.stop_file
    stop.touch()
    assert f"while the file {stop.name} is there" in room.ann.see(OUT).text
    assert "Nothing goes out while" in room.send("draft", "site").text
    stop.unlink()
    archive.change_state(folder, None, lambda state: replace(state, status=Status.HELD, reason="Wait."), b"{}\n")
    assert "The day is held: Wait." in room.send("draft", "site").text
    assert not room.sites["site"].posts


def test_what_is_scheduled_goes_live_at_its_hour_and_a_hold_takes_it_back(room: Newsroom) -> None:
    """At 09:00 in Berlin, 07:00 UTC; held on Today it is a draft there."""
    room.send("scheduled", "site", at="2025-07-15T09:00", zone="Europe/Berlin")
    post = next(iter(room.sites["site"].posts.values()))
    assert (post.stage, post.at) == (Stage.SCHEDULED, datetime(2025, 7, 15, 7, tzinfo=UTC))
    assert "goes live 07:00 UTC" in room.row("site")
    state = archive.read_state(room.served.folder)
    assert state.status is Status.SCHEDULED
    page = room.ann.see(TODAY).text
    assert "Back to review" not in page
    fields = {"revision": state.revision, "sha256": room.served.bench.sheet(kit.DAY).sha256}
    assert "hold it" in room.ann.send(f"{TODAY}/step", to="in review", **fields).text
    page = room.ann.send(f"{TODAY}/step", to="held", reason="A call is awaited.", **fields).text
    assert "Taking back what is scheduled" in page
    room.settled()
    assert post.stage is Stage.DRAFT
    assert archive.read_state(room.served.folder).status is Status.HELD


def test_a_day_whose_scheduled_hour_is_past_is_corrected_as_one_that_is_out(room: Newsroom) -> None:
    """Before its hour there is nothing that readers have."""
    page = room.send("scheduled", "site", at="2025-07-15T09:00", zone="Europe/Berlin").text
    assert "What readers have" not in page
    next(iter(room.sites.values())).time.now = kit.NOW
    kit.shorts_of_bitcoin(room.served.settings)
    page = room.settled().text
    assert "to have gone live 07:00 UTC" in room.row("site")
    assert "2 figures were restated since." in page
    room.do("correct", reason="CoinGlass restated it.")
    assert archive.read_state(room.served.folder).status is Status.CORRECTED
    assert "$475 million; the figure is $470 million" in room.live()


def test_a_place_that_refuses_says_why_and_the_others_still_get_theirs(room: Newsroom) -> None:
    """A person put it into the trash there: it stays there, and the page says so."""
    room.send("draft", "site")
    next(iter(room.sites["site"].posts.values())).trashed = True
    page = room.send("draft").text
    assert 'class="trouble-row"' in page
    assert "thrown away there by a person" in room.row("site")
    assert "draft" in room.row("blog")


def test_whether_a_person_changed_it_there_is_looked_up(room: Newsroom) -> None:
    """As it was sent, changed, thrown away: each in a sentence with what to do; nothing is changed by looking."""
    room.send("draft")
    assert room.do("look", "went").text.count("It stands there as newsgen sent it, draft.") == 2
    post = next(iter(room.sites["site"].posts.values()))
    post.body, post.touched = "Other words.", post.touched + timedelta(minutes=5)
    next(iter(room.sites["blog"].posts.values())).trashed = True
    page = room.do("look", "went").text
    assert f"newsgen pull {kit.DAY} --from site brings it home" in page
    assert "A person threw it away there." in page
    assert post.body == "Other words."


def test_a_fault_of_newsgens_own_is_told_and_the_desk_goes_on(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever sent it reads that it broke off, the terminal has the reason, and it can be sent again."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the pipe burst")

    with monkeypatch.context() as patch:
        patch.setattr("newsgen.delivery.publish", broken)
        page = room.send("draft", "site").text
    assert "It broke off by a fault of newsgen&#39;s own" in page
    assert "the pipe burst" not in page
    assert "the pipe burst" in caplog.text
    assert "draft" in room.send("draft", "site").text
    assert room.sites["site"].made == 1


# ---- what readers have -----------------------------------------------------------------------------------------------


def test_a_restated_figure_is_shown_on_today_and_corrected_everywhere(room: Newsroom) -> None:
    """With the note that the person read, in the agencies' words, dated, at each place."""
    room.send("live")
    assert "Every figure still stands" in room.settled().text
    next(iter(room.sites.values())).time.now = kit.NOW
    kit.shorts_of_bitcoin(room.served.settings)
    page = room.settled().text
    assert "2 figures were restated since." in page
    for word in ("<del", "$475 million", "$470 million"):
        assert word in page
    assert "2 figures were restated since." in room.ann.see(TODAY).text
    note = re.search(r'<textarea name="note"[^>]*>\n(.*?)</textarea>', page, re.S)
    assert note
    assert "as restated by CoinGlass" in note[1]
    assert room.do("correct", reason="").status_code == 400
    stale = room.ann.send(f"{OUT}/correct", **{**room.seen("readers"), "sha256": "0" * 64, "reason": "x"})
    assert stale.status_code == 409
    page = room.do("correct", reason="CoinGlass restated it.", note=note[1].replace("&#39;", "'")).text
    assert "Correcting" in page
    assert archive.read_state(room.served.folder).status is Status.CORRECTED
    for name in room.sites:
        assert "$475 million; the figure is $470 million" in room.live(name)
        assert "version 2" in room.row(name)
    assert "Every figure still stands" in room.settled().text


def test_a_slip_is_sent_again_without_a_note(room: Newsroom) -> None:
    """A comma changes no figure; readers are told nothing of it."""
    room.send("live")
    article = room.served.folder / "article.md"
    text = article.read_bytes()
    words = archive.read_manuscript(text)
    slip = archive.with_manuscript(
        text, replace(words, body_md=words.body_md.replace("almost in step", "almost in step,", 1))
    )
    archive.save_text(room.served.folder, archive.sha256(text), slip, b'{"what":"saved"}\n')
    page = room.settled().text
    assert "slips alone" in page
    page = room.do("refile", reason="A comma was missing.").text
    assert archive.read_state(room.served.folder).status is Status.REFILED, page
    assert "almost in step," in room.live()


def test_a_day_is_withdrawn_everywhere_with_the_reason_that_readers_read(room: Newsroom) -> None:
    """From Publish; without a reason nothing happens."""
    room.send("live")
    assert room.do("withdraw", reason="").status_code == 400
    room.do("withdraw", reason="The exchange retracted its figures.")
    assert archive.read_state(room.served.folder).status is Status.WITHDRAWN
    for name in room.sites:
        assert "the exchange retracted its figures." in room.live(name)
        assert "withdrawn" in room.row(name)
    assert "The day is withdrawn" in room.send("draft", "site").text


def test_a_hold_of_what_readers_have_is_taken_off_and_they_still_have_it(room: Newsroom) -> None:
    """On Today: held, then let go on, which is published again and no new step."""
    room.send("live")
    sheet = room.served.bench.sheet(kit.DAY)
    fields = {"sha256": sheet.sha256}
    room.ann.send(f"{TODAY}/step", to="held", reason="Doubts.", revision=sheet.state.revision, **fields)
    page = room.ann.see(TODAY).text
    assert "Let it go on: readers have it" in page
    assert "Back to review" not in page
    revision = archive.read_state(room.served.folder).revision
    room.ann.send(f"{TODAY}/step", to="published", revision=revision, **fields)
    assert archive.read_state(room.served.folder).status is Status.PUBLISHED
    assert all(post.stage is Stage.LIVE for cms in room.sites.values() for post in cms.posts.values())


# ---- the schedule ----------------------------------------------------------------------------------------------------


def test_what_the_schedule_waits_for_and_runs_next_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Today who is waited for until when; on Publish the next runs, and a job that cannot be in a sentence."""
    sites = put_up(monkeypatch, kit.TOLD, "site")
    job = {"cron": "30 12 * * 1-5", "series": "daily", "to": ["site"], "status": "live"}
    settings = kit.told(tmp_path, destinations=tables("site"), schedule={"morning": job})
    with open_history(history_place(settings)) as history:
        slot = history.claim_slot("morning", kit.TOLD, "one", until=kit.TOLD + timedelta(minutes=5), now=kit.TOLD)
        assert slot
        history.finish_slot(slot, "waiting", "Nobody approved it yet.", now=kit.TOLD)
    with running(settings, clock=sites["site"].time) as served, editing(served) as ann:
        page = ann.see(TODAY).text
        assert "The schedule waits for you until" in page
        assert "14:30 UTC" in page
        page = ann.see(OUT).text
        assert "Nobody approved it yet." in page
        assert "Tuesday 12:30" in page
    broken = replace(settings, schedule={"morning": {**job, "cron": "never"}})
    with running(broken, clock=sites["site"].time) as served, editing(served) as ann:
        assert "schedule.morning.cron" in ann.see(OUT).text
        assert ann.see(TODAY).status_code == 200


# ---- times, files and secrets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2025-07-15T07:00", "Europe/Berlin", "2025-07-15T05:00"),
        ("2025-12-15T07:00", "Europe/Berlin", "2025-12-15T06:00"),
        ("2025-10-26T02:30", "Europe/Berlin", "2025-10-26T00:30"),
        ("2025-11-02T01:30", "America/New_York", "2025-11-02T05:30"),
        ("2025-07-15T07:00", "UTC", "2025-07-15T07:00"),
    ],
)
def test_a_local_time_is_that_of_its_zone(local: str, zone: str, utc: str) -> None:
    """Of an hour that comes twice in autumn the first."""
    assert moment(local, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_page_in_a_sites_folder_is_written_corrected_and_taken_back(tmp_path: Path) -> None:
    """A real destination: the page's own file, and where it stands, which is no address that a browser opens."""
    site = tmp_path / "site"
    settings = kit.told(tmp_path, destinations={"site": {"kind": "folder", "path": str(site), "preset": "hugo"}})
    site.mkdir()
    with running(settings, clock=lambda: kit.NOW) as served, editing(served) as ann:
        room = Newsroom(ann, {})
        assert "live" in room.send("live", "site").text
        page = next(site.rglob("*.md"))
        assert "Bitcoin" in page.read_text("utf-8")
        kit.shorts_of_bitcoin(settings)
        room.settled()
        room.do("correct", reason="CoinGlass restated it.")
        assert "$470 million" in page.read_text("utf-8")
        page.write_text(page.read_text("utf-8").replace("Bitcoin", "The coin", 1), "utf-8")
        room.do("withdraw", reason="The exchange retracted its figures.")
        assert "the exchange retracted its figures." in page.read_text("utf-8")
        assert 'rel="noopener' not in room.row("site")


def test_an_hour_that_does_not_exist_is_none() -> None:
    """Clocks go forward over it in spring."""
    with pytest.raises(DeskError, match="does not exist in Europe/Berlin"):
        moment("2025-03-30T02:30", "Europe/Berlin")


def test_no_secret_of_a_destination_is_on_any_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the table, and not in what a place that is out of reach is told to have said."""
    secret = f"{'ab12' * 6}:{'cd34' * 16}"
    monkeypatch.setenv("NEWSGEN_BLOG_KEY", secret)
    settings = kit.told(tmp_path, destinations={"blog": {"kind": "ghost", "url": "http://127.0.0.1:9"}})
    with running(settings, clock=lambda: kit.NOW) as served, editing(served) as ann:
        room = Newsroom(ann, {})
        page = room.send("draft", "blog").text
        assert "blog" in page
        for text in (page, ann.see(TODAY).text, caplog.text, (served.folder / "log.jsonl").read_text("utf-8")):
            assert secret not in text
            assert "cd34cd34" not in text
