"""Holding a day, and taking one back: nothing goes out any more, and readers find why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from newsgen import archive
from newsgen.delivery import halt, publish
from newsgen.delivery.announce import announce
from newsgen.errors import GateError
from newsgen.model import Outcome, Stage, Status, Wish
from tests import correct_kit as kit
from tests.correct_kit import Desk, desk

SCHEDULED = Wish(Stage.SCHEDULED, kit.NOW + timedelta(days=1))


def hold(here: Desk, **more: str) -> tuple[Outcome, ...]:
    given = {"by": "Ann Lee", "reason": "a source is in doubt"}
    return halt.hold(kit.DAY, here.settings, here.time, **{**given, **more}, sleep=here.time.sleep)  # type: ignore[arg-type]


def withdraw(here: Desk, reason: str = "Its liquidations were those of another day.") -> tuple[Outcome, ...]:
    return halt.withdraw(kit.DAY, here.settings, here.time, by="Ann Lee", reason=reason, sleep=here.time.sleep)


def _stage(here: Desk) -> Stage:
    (post,) = here.sites["blog"].posts.values()
    return post.stage


def test_a_held_day_becomes_a_draft_where_it_was_scheduled_and_goes_out_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(tmp_path, monkeypatch, wish=SCHEDULED)
    stages = [_stage(here)]
    assert [one.what for one in hold(here)] == ["updated"]
    stages.append(_stage(here))
    here.time.sleep(2 * 86400)
    here.sites["blog"].tick()
    assert [*stages, _stage(here)] == [Stage.SCHEDULED, Stage.DRAFT, Stage.DRAFT]
    for wish in (Wish(), kit.LIVE):
        with pytest.raises(GateError, match="held: a source is in doubt"):
            here.publish(wish)


def test_a_hold_takes_back_what_is_scheduled_also_while_all_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site lets out by itself what is scheduled there: the stop file alone would not hinder it."""
    here = desk(tmp_path, monkeypatch, wish=SCHEDULED)
    here.settings.stop_file.touch()
    assert [one.what for one in hold(here)] == ["updated"]
    assert _stage(here) is Stage.DRAFT


def test_a_day_is_held_even_where_its_place_cannot_be_reached_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(tmp_path, monkeypatch, wish=SCHEDULED)
    monkeypatch.setattr("tests.shelf.FAULTS", {1: "down"})
    (one,) = hold(here)
    assert not one.well
    assert here.status() is Status.HELD


def test_a_hold_is_taken_off_by_a_person_and_the_day_is_where_it_belongs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(tmp_path, monkeypatch)
    seen = here.seen()
    hold(here)
    assert here.seen() == seen  # what readers have is not taken from them
    kit.shorts_of_bitcoin(here.settings)
    with pytest.raises(GateError, match="held and not out"):
        here.correct()
    with pytest.raises(GateError, match="give a name"):
        halt.let_go_on(kit.DAY, here.settings, here.time, by="")
    assert halt.let_go_on(kit.DAY, here.settings, here.time, by="Bo").status is Status.PUBLISHED
    assert [one.what for one in here.correct()] == ["updated"]


@pytest.mark.parametrize("step", [hold, withdraw], ids=["hold", "withdraw"])
def test_a_day_is_stopped_by_a_person_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: Callable[..., object]
) -> None:
    here = desk(tmp_path, monkeypatch)
    with pytest.raises(GateError, match="for a reason; give one"):
        step(here, reason=" ")
    assert here.status() is Status.PUBLISHED


def test_a_withdrawn_day_leaves_a_notice_everywhere_and_never_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(tmp_path, monkeypatch, "blog", "mirror")
    text = archive.standing(here.folder)
    assert [one.what for one in withdraw(here)] == ["withdrawn", "withdrawn"]
    for site in here.sites.values():
        (post,) = site.posts.values()
        assert post.stage is Stage.WITHDRAWN
        assert "withdrawn because its liquidations were those of another day." in post.title
        assert "$475 million" not in post.body
    assert here.status() is Status.WITHDRAWN
    (notice,) = archive.corrections(here.folder)
    assert (notice.kind, notice.text) == (
        "Withdrawal", "This article has been withdrawn because its liquidations were those of another day.",
    )  # fmt: skip
    posted = (here.folder / "corrections/1/x.txt").read_text("utf-8")
    assert posted == f"Withdrawn: {notice.text}\n"
    assert archive.read_version(here.folder, text)
    again: tuple[Callable[[], object], ...] = (here.publish, here.correct, lambda: hold(here))
    for step in again:
        with pytest.raises(GateError):
            step()
    assert [one.what for one in withdraw(here)] == ["withdrawn", "withdrawn"]
    assert len(archive.corrections(here.folder)) == 1


def test_a_draft_is_not_withdrawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No reader has it: it is held, or told again."""
    here = desk(tmp_path, monkeypatch, wish=None)
    with pytest.raises(GateError, match="cannot become withdrawn"):
        withdraw(here)
    assert not archive.corrections(here.folder)


def test_the_newsroom_is_told_where_it_went_and_where_it_did_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bulletin to a program elsewhere; one that cannot be reached is a sentence and stops nothing."""
    here = desk(tmp_path, monkeypatch)
    heard: list[dict[str, object]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NEWSGEN_CHAT_WEBHOOK", f"http://127.0.0.1:{server.server_port}/")
        monkeypatch.setenv("NEWSGEN_CHAT_SECRET", "only for this test")
        told = replace(here.settings, notify={"chat": {"kind": "webhook"}})
        outcomes = (*withdraw(here), Outcome("mirror", "refused", "mirror: no connection."))
        assert announce("withdrawn", kit.DAY, told, outcomes, "It was withdrawn.", here.time()) == ()
        server.shutdown()
    (message,) = heard
    said = json.dumps(message)
    assert "It was withdrawn." in said
    assert "Not done: mirror: no connection." in said
    assert "https://blog.test/" in said
    (failed,) = announce("withdrawn", kit.DAY, told, outcomes, "It was withdrawn.", here.time())
    assert "chat" in failed


def test_a_hold_that_comes_too_late_leaves_readers_what_they_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(tmp_path, monkeypatch, wish=SCHEDULED)
    here.time.sleep(3 * 86400)
    here.sites["blog"].tick()
    seen = here.seen()
    (one,) = hold(here)
    assert not one.well
    assert "readers see the article already" in one.sentence
    assert here.seen() == seen != ""


def test_a_withdrawal_never_takes_a_strangers_article_for_its_own_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at another site under the same name, or one that was restored from a backup."""
    here = desk(tmp_path, monkeypatch)
    (post,) = here.sites["blog"].posts.values()
    post.key, post.sent, post.slug, post.title, post.body = "", "", "strange", "Another article", "<p>Not ours.</p>"
    before = replace(post)
    (one,) = withdraw(here)
    assert post == before
    assert "nothing of the article stands there; it stood at https://" in one.sentence


def test_a_place_that_left_the_settings_is_named_and_the_others_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(tmp_path, monkeypatch, "blog", "paper", wish=None)
    here.sites["paper"].made = 6  # articles of others
    here.publish()
    tables = {name: table for name, table in here.settings.destinations.items() if name != "blog"}
    here.settings = replace(here.settings, destinations=tables)
    outcomes = {one.destination: one for one in withdraw(here)}
    assert outcomes["paper"].what == "withdrawn"
    assert here.seen("paper") == ""
    assert not outcomes["blog"].well
    assert "not in the settings any more" in outcomes["blog"].sentence


def test_a_place_with_another_name_by_now_is_no_place_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(tmp_path, monkeypatch)
    here.settings = replace(here.settings, destinations={"site": {"kind": "shelf"}})
    monkeypatch.setattr("tests.shelf.SITES", {"site": here.sites["blog"]})
    (adopted,) = publish(kit.DAY, ["site"], here.settings, here.time, wish=kit.LIVE, sleep=here.time.sleep)
    assert adopted.what == "adopted"
    assert [(one.destination, one.what) for one in withdraw(here)] == [("site", "withdrawn")]
