"""A morning without anyone awake: each slot is run once, whatever dies on the way, and people are told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.errors import NothingToTell
from newsgen.history import open_history
from newsgen.history.slots import Slot
from newsgen.model import Finding, Severity, Stage, Status
from tests.schedule_kit import MINUTE, Died, Stand, mark, stand

MONDAY = "2026-10-19"
SEVEN = datetime(2026, 10, 19, 5, tzinfo=UTC)  # in Berlin, in summer
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bitcoin's record day is taken for an ordinary one, unless a test says so."""
    monkeypatch.setattr("newsgen.schedule.rules.extraordinary", lambda *_: ())


def slots(one: Stand) -> list[Slot]:
    with open_history(one.settings.history or one.settings.out / "history.sqlite") as history:
        return list(history.slots())


def begun(one: Stand) -> Stand:
    """With a first look behind it, an hour after Friday's slot."""
    one.clock.at("2026-10-16T06:00")
    one.settings.stop_file.unlink(missing_ok=True)
    one.service.tick()
    one.world.posts.clear(), one.world.bulletins.clear(), one.world.wishes.clear(), one.world.tellings.clear()
    one.clock.now = SEVEN - HOUR
    return one


# a morning


def test_an_ordinary_morning_is_told_approved_by_rules_and_published(tmp_path: Path) -> None:
    one = stand(tmp_path)
    one.run(SEVEN + HOUR)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}
    assert one.world.tellings == [SEVEN]
    assert one.world.kinds == ["published"]
    assert one.world.bulletins[0].link == f"https://site.test/daily-{MONDAY}"
    assert [(slot.slot, slot.state) for slot in slots(one)][-1] == (SEVEN, "done")
    log = (one.folder(MONDAY) / "log.jsonl").read_text("utf-8")
    assert '"by":"policy:daily"' in log


def test_the_log_has_a_line_for_each_step_in_order(tmp_path: Path) -> None:
    one = stand(tmp_path)
    one.run(SEVEN + HOUR)
    steps = ["begun", "claimed", "told", "checked", "approved", "publishing", "created", "told people", "done"]
    assert one.events() == steps
    assert any("daily of 19 Oct 05:00: published" in line or "created: site" in line for line in one.said)


def test_a_draft_goes_out_without_approval_and_people_are_asked_to_look(tmp_path: Path) -> None:
    one = stand(tmp_path, status="draft", auto=False)
    one.run(SEVEN + HOUR)
    assert one.world.wishes[0].stage is Stage.DRAFT
    assert one.world.kinds == ["ready"]
    assert slots(one)[-1].state == "done"


def test_a_scheduled_article_goes_with_its_moment(tmp_path: Path) -> None:
    one = stand(tmp_path, status="scheduled", at="07:30")
    one.run(SEVEN + HOUR)
    assert [(wish.stage, wish.at) for wish in one.world.wishes] == [(Stage.SCHEDULED, SEVEN + 30 * MINUTE)]


def test_a_scheduled_article_whose_moment_went_by_goes_live(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, status="scheduled", offset="30min"))
    one.clock.now = SEVEN + HOUR
    one.service.tick()
    assert [(wish.stage, wish.at) for wish in one.world.wishes] == [(Stage.LIVE, None)]


# once


def test_a_hundred_looks_are_one_run(tmp_path: Path) -> None:
    one = begun(stand(tmp_path))
    for _ in range(100):
        one.clock.now += MINUTE
        one.service.tick()
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}
    assert one.world.kinds == ["published"]


STEPS = ("tell", "told", "send", "sent", "inform", "informed")


@pytest.mark.parametrize("where", STEPS)
@pytest.mark.parametrize("status", ["live", "draft"])
def test_a_run_that_dies_anywhere_is_carried_on_and_there_is_one_post(tmp_path: Path, where: str, status: str) -> None:
    one = begun(stand(tmp_path, status=status))
    deaths = [where]

    def fail(what: str) -> None:
        if what in deaths:
            deaths.remove(what)
            raise Died

    one.world.fail = fail
    one.clock.now = SEVEN
    with pytest.raises(Died):
        one.service.tick()
    one.clock.now += MINUTE
    assert one.service.tick() == ()  # the dead run's lease still holds
    one.clock.now += 5 * MINUTE
    one.service.tick()
    assert [len([done for done in what if done == "created"]) for what in one.world.posts.values()] == [1]
    assert slots(one)[-1].state == "done"
    assert set(one.world.kinds) == {"ready" if status == "draft" else "published"}
    assert len(one.world.tellings) == 1


def test_a_run_that_dies_at_every_note_it_makes_is_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is killed just before and just after each write to the slot's line."""
    from newsgen.history.store import History

    for name, writes in (("claim_slot", 1), ("keep_slot", 6), ("finish_slot", 1)):
        real = getattr(History, name)
        for number in range(writes):
            for after in (False, True):
                one = begun(stand(tmp_path / f"{name}{number}{after}"))
                left = [number]

                def dying(self, *words, real=real, left=left, after=after, **more):  # type: ignore[no-untyped-def]
                    left[0] -= 1
                    if left[0] == -1 and not after:
                        raise Died
                    found = real(self, *words, **more)
                    if left[0] == -1:
                        raise Died
                    return found

                one.clock.now = SEVEN
                with monkeypatch.context() as patch:
                    patch.setattr(History, name, dying)
                    with pytest.raises(Died):
                        one.service.tick()
                one.clock.now += 6 * MINUTE
                one.service.tick()
                assert [what[0] for what in one.world.posts.values()] == ["created"]
                assert [what for done in one.world.posts.values() for what in done[1:] if what == "created"] == []
                assert slots(one)[-1].state == "done", (name, number, after)


# waiting for a person


def test_without_rules_it_waits_for_a_person_and_goes_when_approved(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, auto=False))
    one.run(SEVEN + 30 * MINUTE)
    assert one.world.posts == {}
    assert one.world.kinds == ["waiting"]
    assert slots(one)[-1].state == "waiting"
    mark(one.folder(MONDAY), Status.APPROVED, "Ann Lee", one.clock.now)
    one.run(SEVEN + 32 * MINUTE)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}
    assert one.world.kinds == ["waiting", "published"]


def test_nobody_decides_so_people_are_told_again_and_then_that_nothing_went_out(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, auto=False, approve_by="2h", escalate="10min"))
    one.run(SEVEN + 4 * HOUR)
    assert one.world.posts == {}
    assert one.world.kinds == ["waiting", "waiting", "missed"]
    assert "minutes are left" in one.world.bulletins[1].sentence
    assert slots(one)[-1].state == "missed"


def test_an_approval_that_is_void_is_no_approval(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, auto=False))
    one.run(SEVEN + 10 * MINUTE)
    mark(one.folder(MONDAY), Status.APPROVED, "Ann Lee", one.clock.now)
    text = one.folder(MONDAY) / "article.md"
    text.write_bytes(text.read_bytes().replace(b"Bitcoin", b"bitcoin", 1))  # outside the desk
    one.run(SEVEN + 40 * MINUTE)
    assert one.world.posts == {}
    assert "approve it again" in slots(one)[-1].sentence
    assert one.world.kinds == ["waiting"]


def finding(id: str, severity: Severity) -> Finding:
    return Finding(id, severity, f"Made by a test ({id}).", "sources")


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (finding("S2", Severity.HOLD), "held"),
        (finding("F3", Severity.WARN), "held"),
        (finding("N1", Severity.BLOCK), "blocked"),
    ],
)
def test_what_asks_for_a_person_is_told_once_and_nothing_goes_out(tmp_path: Path, found: Finding, kind: str) -> None:
    one = begun(stand(tmp_path, escalate=0))
    one.world.change = lambda opened: replace(opened, findings=(*opened.findings, found))
    one.run(SEVEN + HOUR)
    assert one.world.posts == {}
    assert one.world.kinds == [kind]
    assert slots(one)[-1].state == "waiting"


def test_an_extraordinary_day_goes_to_a_person_who_may_let_it_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("Liquidations of $19,000.0 million is above 100.0% of 900 earlier days.",)
    monkeypatch.setattr("newsgen.schedule.rules.extraordinary", lambda *_: said)
    one = begun(stand(tmp_path, escalate=0))
    one.run(SEVEN + HOUR)
    assert (one.world.posts, one.world.kinds) == ({}, ["held"])
    assert said[0] in one.world.bulletins[0].sentence
    mark(one.folder(MONDAY), Status.APPROVED, "Ann Lee", one.clock.now)
    one.run(SEVEN + HOUR + 2 * MINUTE)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}


def test_data_that_have_grown_old_go_to_a_person(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, fresh="30min", catch_up="2h"))
    one.clock.now = SEVEN + HOUR
    one.service.tick()
    assert (one.world.posts, one.world.kinds) == ({}, ["held"])
    assert "more than 30 min ago" in one.world.bulletins[0].sentence


def test_a_sample_is_never_let_out_by_rules(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, escalate=0))
    one.world.change = lambda opened: replace(opened, facts=replace(opened.facts, sample=True))
    one.run(SEVEN + HOUR)
    assert one.world.posts == {}
    assert "sample" in one.world.bulletins[0].sentence


def test_a_lead_that_moved_since_the_approval_is_held_until_somebody_approves_again(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, auto=False, escalate=0, watch="30min"))
    one.world.now_known = lambda facts: replace(
        facts, known={name: replace(fact, value=fact.value * 2) if isinstance(fact.value, float) else fact
                      for name, fact in facts.known.items()},
    )  # fmt: skip
    one.run(SEVEN + MINUTE)
    mark(one.folder(MONDAY), Status.APPROVED, "Ann Lee", one.clock.now)
    one.clock.now += 40 * MINUTE  # nothing ran meanwhile
    one.run(SEVEN + HOUR)
    assert one.world.posts == {}
    assert one.world.kinds == ["waiting", "held"]
    assert "moved from" in one.world.bulletins[-1].sentence
    mark(one.folder(MONDAY), Status.IN_REVIEW, "Ann Lee", one.clock.now)
    mark(one.folder(MONDAY), Status.APPROVED, "Ann Lee", one.clock.now)
    one.run(SEVEN + HOUR + 2 * MINUTE)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}


def test_a_lead_that_stands_still_goes_out_late(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, auto=False, escalate=0))
    one.run(SEVEN + MINUTE)
    mark(one.folder(MONDAY), Status.APPROVED, "Ann Lee", one.clock.now)
    one.clock.now += 40 * MINUTE
    one.run(SEVEN + HOUR)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}


def test_a_day_that_is_out_already_is_left_alone(tmp_path: Path) -> None:
    one = begun(stand(tmp_path))
    one.world.hands().tell(SEVEN - HOUR, one.settings, one.clock, str)
    for status in (Status.APPROVED, Status.PUBLISHED):
        mark(one.folder(MONDAY), status, "Ann Lee", one.clock.now)
    before = (one.folder(MONDAY) / "facts.json").read_bytes()
    one.run(SEVEN + HOUR)
    assert one.world.posts == {}
    assert slots(one)[-1].state == "passed"
    assert (one.folder(MONDAY) / "facts.json").read_bytes() == before


def test_a_day_that_was_approved_before_its_slot_goes_out_as_approved(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, auto=False))
    one.world.hands().tell(SEVEN - 20 * MINUTE, one.settings, one.clock, str)
    mark(one.folder(MONDAY), Status.APPROVED, "Ann Lee", SEVEN - 10 * MINUTE)
    one.world.tellings.clear()
    one.run(SEVEN + HOUR)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}
    assert one.world.tellings == []


# what goes wrong


def test_a_destination_that_is_down_is_tried_again_and_told_once(tmp_path: Path) -> None:
    one = begun(stand(tmp_path))
    down = [True] * 3

    def fail(what: str) -> None:
        if what == "send" and down:
            down.pop()
            from newsgen.errors import PublishError

            raise PublishError("site is offline; look at it.")

    one.world.fail = fail
    one.run(SEVEN + HOUR)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}
    assert one.world.kinds == ["failed", "published"]
    assert slots(one)[-1].attempts == 4


def test_nothing_to_tell_is_told_once_and_posts_nothing(tmp_path: Path) -> None:
    one = begun(stand(tmp_path))

    def fail(what: str) -> None:
        if what == "tell":
            raise NothingToTell("Nothing can be told of 2026-10-19: nobody answers; run newsgen doctor.")

    one.world.fail = fail
    one.run(SEVEN + 4 * HOUR)
    assert one.world.posts == {}
    assert one.world.kinds == ["failed"]
    assert slots(one)[-1].state == "failed"


def test_a_quiet_day_is_skipped_where_the_job_says_so(tmp_path: Path) -> None:
    quiet = finding("E1", Severity.WARN)
    for choice, posts, state in (("skip", 0, "quiet"), ("brief", 1, "done"), ("ask", 0, "waiting")):
        one = begun(stand(tmp_path / choice, quiet=choice, escalate=0))
        one.world.change = lambda opened: replace(opened, findings=(*opened.findings, quiet))
        one.run(SEVEN + HOUR)
        assert (len(one.world.posts), slots(one)[-1].state, len(one.world.kinds)) == (posts, state, 1)


def test_the_stop_file_halts_everything_and_is_said_once(tmp_path: Path) -> None:
    one = begun(stand(tmp_path))
    one.settings.stop_file.touch()
    one.run(SEVEN + HOUR)
    assert (one.world.posts, one.world.tellings) == ({}, [])
    assert one.world.kinds == ["held"]
    assert one.events().count("stopped") == 1
    one.settings.stop_file.unlink()
    one.run(SEVEN + HOUR + 2 * MINUTE)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}


def test_a_history_that_does_not_answer_is_told_once_and_the_loop_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsgen.errors import HistoryError

    one = begun(stand(tmp_path))
    from newsgen.schedule import service

    real = service.open_history

    def opened(place: str) -> object:
        if one.clock.now < SEVEN + 10 * MINUTE:
            raise HistoryError("The history does not answer; check that it runs.")
        return real(place)

    monkeypatch.setattr(service, "open_history", opened)
    one.run(SEVEN + HOUR)
    assert one.world.kinds == ["failed", "published"]
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}


def test_a_bug_is_told_without_what_it_says_and_the_loop_goes_on(tmp_path: Path) -> None:
    one = begun(stand(tmp_path))
    left = [True]

    def fail(what: str) -> None:
        if what == "tell" and left:
            left.clear()
            raise ValueError("https://ann:secret@site.test")

    one.world.fail = fail
    one.run(SEVEN + HOUR)
    assert one.world.posts == {f"daily-{MONDAY}": ["created"]}
    assert one.world.kinds == ["failed", "published"]
    log = (one.settings.out / "schedule.log").read_text("utf-8")
    assert "ValueError" in one.world.bulletins[0].sentence
    assert '"what":"bug"' in log
    assert "schedule_kit.py" in log
    assert "secret" not in log + "".join(one.said) + one.world.bulletins[0].sentence


def test_what_a_person_has_in_review_is_not_approved_by_rules(tmp_path: Path) -> None:
    one = begun(stand(tmp_path, escalate=0))
    one.world.hands().tell(SEVEN - HOUR, one.settings, one.clock, str)
    mark(one.folder(MONDAY), Status.IN_REVIEW, "Ann Lee", one.clock.now)
    one.run(SEVEN + HOUR)
    assert (one.world.posts, one.world.kinds) == ({}, ["held"])
    assert "in review" in one.world.bulletins[0].sentence
