"""Exactly once, against a server that does what servers do: thousands of ways in which a run can break off."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from newsgen.delivery import content_hash, deliver, take_back
from newsgen.errors import GateError
from newsgen.model import Outcome, Release, Stage, Wish
from tests.fake_cms import SETTLE, Cms, Door, Killed, MemoryJournal, Mortal, Time
from tests.release_kit import correction, release

ARTICLE = release()
OTHER = release(headline="Bitcoin falls $11,000 from its record")
LIVE, DRAFT = Wish(Stage.LIVE), Wish()


@dataclass
class World:
    """A server, its time, and one newsroom's journal."""

    time: Time = field(default_factory=Time)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    runs: int = 0

    def __post_init__(self) -> None:
        self.cms = Cms(self.time)

    def run(
        self,
        article: Release = ARTICLE,
        wish: Wish = DRAFT,
        *,
        faults: dict[int, object] | None = None,
        die: int = 0,
        after: bool = False,
        delay: float = 20.0,
        **more: Any,
    ) -> Outcome | None:
        """One process that publishes; None where it was killed."""
        self.runs += 1
        door = Door(self.cms, faults=faults or {}, delay=delay)
        journal = Mortal(self.journal, door, die, after)
        known = {one.text: one for one in (ARTICLE, OTHER)}
        try:
            return deliver(
                door, article, wish, journal, self.time, owner=f"run {self.runs}", sleep=self.time.sleep,
                earlier=known.get, **more,
            )  # fmt: skip
        except Killed:
            return None

    @property
    def copies(self) -> list[Any]:
        """The article outside the trash."""
        return self.cms.copies(ARTICLE.key)


@pytest.fixture
def world() -> World:
    """A new one."""
    return World()


def well(outcome: Outcome | None, what: str) -> Outcome:
    """The outcome, which is this."""
    assert outcome is not None
    assert outcome.what == what, outcome
    return outcome


def test_an_article_is_made_once_and_then_left_alone(world: World) -> None:
    made = well(world.run(), "created")
    assert made.standing is not None
    assert made.standing.stage is Stage.DRAFT
    well(world.run(), "unchanged")
    assert world.cms.made == 1


def test_a_draft_with_other_words_is_updated_where_it_stands(world: World) -> None:
    world.run()
    well(world.run(OTHER), "updated")
    assert [one.title for one in world.copies] == [OTHER.headline]


def test_a_draft_goes_live_and_keeps_its_place(world: World) -> None:
    first = well(world.run(), "created")
    second = well(world.run(wish=LIVE), "updated")
    assert first.standing is not None
    assert second.standing is not None
    assert first.standing.id == second.standing.id
    assert second.standing.stage is Stage.LIVE


def test_what_readers_see_changes_by_a_correction_alone(world: World) -> None:
    world.run(wish=LIVE)
    refused = well(world.run(OTHER, LIVE), "refused")
    assert "newsgen correct" in refused.sentence
    assert world.copies[0].title == ARTICLE.headline
    well(world.run(OTHER, LIVE, amend=True), "updated")
    assert world.copies[0].title == OTHER.headline


def test_what_readers_see_does_not_become_a_draft_by_publishing(world: World) -> None:
    world.run(wish=LIVE)
    assert "readers see the article already" in well(world.run(OTHER, DRAFT), "refused").sentence
    assert world.copies[0].stage is Stage.LIVE


def test_a_lost_answer_is_looked_for_and_nothing_is_sent_twice(world: World) -> None:
    """The server made the article and broke off."""
    well(world.run(faults={4: "die"}), "created")
    assert world.cms.made == 1


def test_a_create_that_lands_after_the_client_gave_up_is_waited_for(world: World) -> None:
    well(world.run(faults={4: "late"}, delay=SETTLE - 1), "created")
    assert world.cms.made == 1


def test_a_create_that_never_arrived_is_made_once_more_after_the_settling_time(world: World) -> None:
    start = world.time()
    well(world.run(faults={4: "lost"}), "created")
    assert world.cms.made == 1
    assert world.time() - start >= timedelta(seconds=SETTLE)


def test_after_two_lost_creates_a_run_says_that_nobody_knows(world: World) -> None:
    lost = dict.fromkeys(range(4, 500), "lost")
    only_writes = {number: lost[number] for number in lost}
    world.cms.insert = lambda *_: (_ for _ in ()).throw(AssertionError)  # type: ignore[method-assign,assignment]
    outcome = world.run(faults=only_writes)
    assert outcome is not None
    assert outcome.what == "unknown"
    assert "publish 2024-03-05 again" in outcome.sentence


def test_a_killed_run_whose_create_lands_later_is_adopted_by_the_next(world: World) -> None:
    assert world.run(faults={4: "killed"}, delay=40) is None
    assert world.cms.made == 0
    well(world.run(), "adopted")
    assert world.cms.made == 1


def test_what_is_in_the_trash_is_not_made_again(world: World) -> None:
    world.run()
    world.copies[0].trashed = True
    assert "trash" in well(world.run(), "rejected").sentence
    assert "trash" in well(world.run(OTHER, LIVE, force=True), "rejected").sentence
    assert world.cms.made == 1


def test_what_a_person_restored_from_the_trash_goes_on(world: World) -> None:
    world.run()
    world.copies[0].trashed = True
    world.run()
    next(iter(world.cms.posts.values())).trashed = False
    well(world.run(OTHER), "updated")


def test_what_a_person_deleted_is_made_again_only_by_force(world: World) -> None:
    world.run()
    world.cms.posts.clear()
    assert "deleted" in well(world.run(), "rejected").sentence
    assert "deleted" in well(world.run(), "rejected").sentence
    well(world.run(force=True), "created")


def test_a_persons_words_are_not_overwritten(world: World) -> None:
    world.run()
    post = world.copies[0]
    post.body, post.touched = "<p>Mine.</p>", world.time() + timedelta(hours=1)
    refused = well(world.run(OTHER), "refused")
    assert "newsgen pull 2024-03-05 --from blog" in refused.sentence
    assert post.body == "<p>Mine.</p>"
    well(world.run(OTHER, force=True), "updated")
    assert post.title == OTHER.headline


def test_a_persons_words_in_an_article_whose_answer_was_lost_are_not_overwritten(world: World) -> None:
    assert world.run(faults={4: "killed"}) is None
    world.time.sleep(3600)
    post = world.copies[0]
    post.body, post.touched = post.body.replace("record", "height"), world.time()
    well(world.run(OTHER), "refused")
    assert "height" in post.body


def test_a_draft_whose_answer_was_lost_is_updated_with_new_words(world: World) -> None:
    assert world.run(faults={4: "killed"}) is None
    world.time.sleep(3600)
    well(world.run(OTHER), "updated")
    assert [one.title for one in world.copies] == [OTHER.headline]


def test_a_draft_that_a_person_published_is_not_taken_back(world: World) -> None:
    world.run()
    world.copies[0].stage = Stage.LIVE
    well(world.run(OTHER), "refused")
    assert world.copies[0].stage is Stage.LIVE


def test_an_article_that_a_person_took_off_the_site_is_not_put_back(world: World) -> None:
    world.run(wish=LIVE)
    world.copies[0].stage = Stage.DRAFT
    assert "took the article back" in well(world.run(wish=LIVE), "refused").sentence
    assert world.copies[0].stage is Stage.DRAFT


def test_a_slug_that_a_person_changed_stays(world: World) -> None:
    world.run()
    world.copies[0].slug = "a-better-address"
    well(world.run(OTHER), "updated")
    assert world.copies[0].slug == "a-better-address"


def test_an_address_that_is_taken_by_something_else_is_left_to_it(world: World) -> None:
    strange = world.cms.insert(replace(OTHER, key=""), DRAFT, "")
    made = well(world.run(), "created")
    assert made.standing is not None
    assert made.standing.slug == f"{ARTICLE.slug}-recap"
    assert world.cms.posts[strange.id].title == OTHER.headline
    well(world.run(), "unchanged")
    assert world.cms.made == 2


def test_our_own_article_without_its_mark_is_not_made_a_second_time(world: World) -> None:
    """A plugin that strips comments: same address, same headline, no mark."""
    world.cms.insert(replace(ARTICLE, key=""), DRAFT, "")
    assert "without newsgen's mark" in well(world.run(), "refused").sentence
    assert world.cms.made == 1


def test_a_mark_that_a_person_took_out_is_missed_and_the_article_is_known_by_its_number(world: World) -> None:
    world.run()
    post = world.copies[0]
    post.key = post.sent = ""
    well(world.run(OTHER), "updated")
    assert world.cms.made == 1


def test_a_surplus_copy_that_nobody_touched_is_removed_and_the_recorded_one_stays(world: World) -> None:
    made = well(world.run(), "created")
    world.cms.insert(ARTICLE, DRAFT, content_hash(ARTICLE))
    outcome = well(world.run(), "unchanged")
    assert made.standing is not None
    assert [str(one.id) for one in world.copies] == [made.standing.id]
    assert "surplus copy was removed" in " ".join(outcome.notes)


def test_a_copy_that_a_person_made_and_changed_is_left_and_named(world: World) -> None:
    world.run()
    copy = world.cms.insert(ARTICLE, DRAFT, content_hash(ARTICLE))
    copy.title = "My own story"
    outcome = well(world.run(), "unchanged")
    assert len(world.copies) == 2
    assert f"/{copy.slug}" in " ".join(outcome.notes)


def test_a_server_that_refuses_leaves_nothing_to_wait_for(world: World) -> None:
    assert "403" in well(world.run(faults={4: "refuse"}), "refused").sentence
    start = world.time()
    well(world.run(), "created")
    assert world.time() - start < timedelta(seconds=5)


def test_a_destination_that_is_offline_gets_nothing_and_the_next_run_does_it(world: World) -> None:
    for number in range(1, 4):
        well(World().run(faults={number: "down"}), "refused")
    well(world.run(faults={1: "down"}), "refused")
    well(world.run(), "created")


def test_what_is_scheduled_goes_live_by_itself_and_stays_so(world: World) -> None:
    wish = Wish(Stage.SCHEDULED, world.time() + timedelta(hours=1))
    well(world.run(wish=wish), "created")
    well(world.run(wish=wish), "unchanged")
    world.time.sleep(7200)
    live = well(world.run(wish=LIVE), "unchanged")
    assert live.standing is not None
    assert live.standing.stage is Stage.LIVE


def test_another_moment_is_an_update(world: World) -> None:
    world.run(wish=Wish(Stage.SCHEDULED, world.time() + timedelta(hours=1)))
    well(world.run(wish=Wish(Stage.SCHEDULED, world.time() + timedelta(hours=2))), "updated")


def test_what_is_scheduled_becomes_a_draft_by_a_hold_alone(world: World) -> None:
    world.run(wish=Wish(Stage.SCHEDULED, world.time() + timedelta(hours=1)))
    assert "newsgen hold" in well(world.run(), "refused").sentence
    well(world.run(amend=True), "updated")
    assert world.copies[0].stage is Stage.DRAFT


def test_a_withdrawal_puts_the_notice_there_once_and_nothing_goes_out_again(world: World) -> None:
    world.run(wish=LIVE)

    def withdraw() -> Outcome:
        return take_back(
            Door(world.cms), ARTICLE, correction(), world.journal, world.time, owner="w", sleep=world.time.sleep
        )

    well(withdraw(), "withdrawn")
    touched = world.copies[0].touched
    world.time.sleep(60)
    well(withdraw(), "withdrawn")
    assert (world.copies[0].stage, world.copies[0].touched) == (Stage.WITHDRAWN, touched)
    assert "does not go out again" in well(world.run(OTHER, LIVE, amend=True), "refused").sentence


def test_what_stops_it_at_the_last_moment_stops_it(world: World) -> None:
    def stop() -> None:
        raise GateError("Nothing goes out while STOP is there.")

    with pytest.raises(GateError):
        world.run(may=stop)
    assert world.cms.made == 0
    well(world.run(), "created")


def test_a_rehearsal_writes_nothing_anywhere(world: World) -> None:
    well(world.run(dry=True), "would")
    assert world.journal.lines == {}


def test_two_lines_of_one_article_at_two_places_do_not_know_each_other(world: World) -> None:
    world.run()
    door = Door(Cms(world.time), name="other")
    outcome = deliver(door, ARTICLE, DRAFT, world.journal, world.time, owner="x", sleep=world.time.sleep)
    assert outcome.what == "created"


# ---- laws ------------------------------------------------------------------------------------------------------------

READS = st.sampled_from(["down", "kill", "edit", "trash", "publish", "reslug"])
FAULTS = st.one_of(READS, st.sampled_from(["lost", "late", "die", "killed", "refuse"] * 2))
RUN = st.tuples(
    st.dictionaries(st.integers(1, 12), FAULTS, max_size=3),
    st.integers(0, 8),  # the journal's call that kills
    st.booleans(),
    st.sampled_from([0.3, 20.0, 50.0, SETTLE - 2]),
    st.sampled_from([DRAFT, LIVE]),
    st.booleans(),  # whether the text is another one
)
BETWEEN = st.sampled_from(["nothing", "nothing", "wait", "edit", "trash", "delete", "publish"])


@pytest.mark.parametrize("jump", [timedelta(hours=5), -timedelta(hours=5)])
def test_a_clock_that_is_put_right_while_a_create_is_waited_for_makes_no_second_one(
    world: World, jump: timedelta
) -> None:
    naps, sleep = list[float](), world.time.sleep

    def uneasy(seconds: float) -> None:
        if not naps:  # the clock alone: what is on its way takes the time that it takes
            world.time.now += jump
            world.time.due[:] = [(when + jump, act) for when, act in world.time.due]
        naps.append(seconds)
        sleep(seconds)

    world.time.sleep = uneasy  # type: ignore[method-assign]
    faults = dict.fromkeys(range(1, 9), "late")
    world.run(faults=faults, delay=SETTLE - 10)
    assert SETTLE - 15 <= sum(naps) <= 3 * SETTLE
    sleep(10 * SETTLE)
    assert world.cms.made == 1


@pytest.mark.parametrize("die", range(2, 7))
def test_a_run_that_died_while_the_clock_stood_hours_ahead_holds_nobody_up(world: World, die: int) -> None:
    world.time.now += timedelta(hours=5)
    world.run(die=die)
    world.time.now -= timedelta(hours=5)
    before = world.time.now
    outcome = world.run(wish=LIVE)
    assert outcome is not None
    assert outcome.well
    assert world.time.now - before < timedelta(seconds=3 * SETTLE)
    assert world.cms.most == 1


@dataclass
class Person:
    """Somebody who works in the content system; what they wrote, and what they threw away, is remembered."""

    world: World
    wrote: dict[int, str] = field(default_factory=dict)
    made_when_trashed: int | None = None

    def act(self, what: str) -> None:
        copies = self.world.copies
        self.world.time.sleep(3 if what != "wait" else 300)
        if not copies or what in ("nothing", "wait"):
            return
        post = copies[0]
        if what == "delete" and not self._recorded(post.id):
            return  # whoever deletes for good what newsgen never saw leaves no trace
        if what == "edit":
            post.body += f"<p>A person's own words {len(self.wrote)}.</p>"
            post.body = post.body.replace("set a record", "reached a height")
            self.wrote[post.id] = post.body
            post.touched = self.world.time()
        elif what in ("trash", "delete"):
            self.made_when_trashed = self.world.cms.made + len(self.world.time.due)
            self.wrote.pop(post.id, None)
            if what == "trash":
                post.trashed = True
            else:
                del self.world.cms.posts[post.id]
        elif what == "publish":
            post.stage = Stage.LIVE
        elif what == "reslug":
            post.slug = f"own-{post.id}"

    def _recorded(self, id: int) -> bool:
        line = self.world.journal.delivery("blog", ARTICLE.key)
        return line is not None and line.standing is not None and line.standing.id == str(id)

    def at_once(self, fault: object) -> object:
        """The fault, or the person's deed at that moment."""
        if fault in ("edit", "trash", "publish", "reslug"):
            return lambda: self.act(str(fault))
        return fault


def _live_through(runs: list[Any], between: list[str]) -> tuple[World, Person]:
    world = World()
    person = Person(world)
    for number, (faults, die, after, delay, wish, changed) in enumerate(runs):
        outcome = world.run(
            OTHER if changed else ARTICLE,
            wish,
            faults={at: person.at_once(fault) for at, fault in faults.items()},
            die=die,
            after=after,
            delay=delay,
        )
        note(f"{number}: {outcome and (outcome.what, outcome.sentence)}")
        assert world.cms.most <= 1, "two copies of one article"
        person.act(between[number % len(between)])
    return world, person


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(RUN, min_size=1, max_size=5), st.lists(BETWEEN, min_size=1, max_size=5))
def test_whatever_breaks_off_there_is_one_copy_or_what_a_person_made_of_it(runs: list[Any], between: list[str]) -> None:
    """Never two; never lost; the trash stays the trash; a person's words stay theirs."""
    world, person = _live_through(runs, between)
    outcome = world.run()
    if outcome is not None and outcome.what == "unknown":
        outcome = world.run()
    assert outcome is not None
    assert world.cms.most <= 1, "two copies of one article"
    if person.made_when_trashed is None:
        assert len(world.copies) == 1, outcome
    else:
        assert world.cms.made <= person.made_when_trashed, "what was thrown away was made again"
    for id, words in person.wrote.items():
        assert world.cms.posts[id].body == words, "a person's words were overwritten"


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(RUN, min_size=1, max_size=6))
def test_with_nobody_else_at_work_every_crash_ends_with_the_article_as_wished(runs: list[Any]) -> None:
    """One quiet run after any number of broken ones: it is there, once, as the last words were to be."""
    alone = [({at: one for at, one in run[0].items() if one not in MEDDLING}, *run[1:]) for run in runs]
    world, _ = _live_through(alone, ["nothing"])
    outcome = world.run(OTHER, LIVE, amend=True)
    assert outcome is not None
    assert outcome.well, outcome
    assert [(one.title, one.stage) for one in world.copies] == [(OTHER.headline, Stage.LIVE)]
    world.time.sleep(10 * SETTLE)
    assert len(world.copies) == world.cms.most == 1


MEDDLING = ("edit", "trash", "publish", "reslug")
