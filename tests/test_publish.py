"""Publishing a told day: the gate, every destination once, the day's state and log, the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from newsgen import archive, destinations, gate
from newsgen.cli import main
from newsgen.delivery import hold_back, publish, redeliver, release_of, remains, withdraw_everywhere
from newsgen.errors import ArchiveError, GateError, PublishError, SettingsError
from newsgen.history import open_history
from newsgen.model import Form, Outcome, Severity, Stage, State, Status, Wish
from newsgen.settings import Settings
from tests import fake_kind
from tests.desk_kit import told_sample as told_sample
from tests.release_kit import DAY, approve, correction, told_day

PLACES = {"blog": {"kind": "fake"}, "paper": {"kind": "fake", "canonical": True}}
LIVE = Wish(Stage.LIVE)


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kind "fake", with nothing in it."""
    monkeypatch.setattr(destinations, "KINDS", {**destinations.KINDS, "fake": "tests.fake_kind"})
    fake_kind.SITES.clear()
    yield
    fake_kind.SITES.clear()


@pytest.fixture
def day(shared: Path, tmp_path: Path) -> Callable[..., Settings]:
    """A real day, told and filed: `day(approved=True)`."""
    assert shared.is_dir()
    return lambda **more: told_day(tmp_path, **{"destinations": PLACES, **more})


def send(settings: Settings, *names: str, wish: Wish | None = None, **more: Any) -> tuple[Outcome, ...]:
    """Publish the day."""
    clock = fake_kind.TIME
    return publish(DAY, names or ("blog",), settings, clock, wish=wish or Wish(), sleep=clock.sleep, **more)


def state_of(settings: Settings) -> State:
    """What the desk knows."""
    return archive.read_state(settings.out / str(DAY))


def log_of(settings: Settings) -> list[dict[str, Any]]:
    """The day's log."""
    return [json.loads(line) for line in (settings.out / str(DAY) / "log.jsonl").read_text("utf-8").splitlines()]


def edited(settings: Settings, old: str, new: str) -> None:
    """An editor changes the text in a program of their own."""
    path = settings.out / str(DAY) / "article.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# ---- the gate --------------------------------------------------------------------------------------------------------


def test_a_draft_goes_out_without_an_approval_and_changes_no_status(day: Callable[..., Settings]) -> None:
    settings = day()
    (outcome,) = send(settings)
    assert (outcome.what, outcome.well) == ("created", True)
    assert state_of(settings).status is Status.DRAFT
    assert [one.stage for one in fake_kind.SITES["blog"].posts.values()] == [Stage.DRAFT]


@pytest.mark.parametrize("wish", [LIVE, Wish(Stage.SCHEDULED, fake_kind.TIME.now + timedelta(days=9))])
def test_nothing_goes_to_readers_without_the_approval_of_these_bytes(day: Callable[..., Settings], wish: Wish) -> None:
    settings = day()
    with pytest.raises(GateError, match="Nobody approved it"):
        send(settings, wish=wish)
    approve(settings.out / str(DAY))
    edited(settings, "tags:\n", "tags:\n  - Extra\n")
    with pytest.raises(GateError, match="changed after Ann Lee approved it"):
        send(settings, wish=wish)
    assert fake_kind.SITES == {}


def test_what_was_approved_goes_live_and_the_day_is_published(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    (outcome,) = send(settings, wish=LIVE)
    assert outcome.what == "created"
    assert state_of(settings).status is Status.PUBLISHED
    last = next(line for line in reversed(log_of(settings)) if line["what"] == "published")
    assert last["by"] == "Ann Lee"
    (line,) = remains(DAY, settings)
    assert (line.state, line.stage, line.text) == ("done", Stage.LIVE, archive.standing(settings.out / str(DAY)))


def test_a_figure_that_no_fact_supports_lets_no_draft_out(day: Callable[..., Settings]) -> None:
    """The check is of the file as it stands, whatever the receipt says of an earlier text."""
    settings = day()
    edited(settings, "$497", "$947")
    with pytest.raises(GateError, match="blocks the article"):
        send(settings)
    assert fake_kind.SITES == {}


def test_an_editors_true_words_go_out_as_they_stand(day: Callable[..., Settings]) -> None:
    settings = day()
    edited(settings, "---\n\n", "---\n\nThis paragraph is an editor's own. ")
    send(settings)
    (post,) = fake_kind.SITES["blog"].posts.values()
    assert "This paragraph is an editor" in post.body


def test_a_day_that_is_held_sends_nothing_not_even_a_draft(day: Callable[..., Settings]) -> None:
    settings = day()
    folder = settings.out / str(DAY)
    archive.change_state(
        folder, None,
        lambda state: gate.move(state, Status.HELD, by="Ann", when=fake_kind.TIME(), sha256="", reason="a doubt"),
        b"",
    )  # fmt: skip
    with pytest.raises(GateError, match="held: a doubt"):
        send(settings)


def test_the_stop_file_stops_everything_also_between_the_look_and_the_request(day: Callable[..., Settings]) -> None:
    settings = day()
    settings.stop_file.touch()
    with pytest.raises(GateError, match="STOP is there"):
        send(settings)
    settings.stop_file.unlink()

    def step(said: str) -> None:
        if said == "Delivering to blog":
            settings.stop_file.touch()

    with pytest.raises(GateError, match="STOP is there"):
        send(settings, step=step)
    assert not any(cms.posts for cms in fake_kind.SITES.values())


def test_a_stop_between_two_places_leaves_the_second_and_the_day_knows_of_the_first(
    day: Callable[..., Settings],
) -> None:
    settings = day(approved=True)

    def step(said: str) -> None:
        if said == "Delivering to blog":
            settings.stop_file.touch()

    outcomes = send(settings, "paper", "blog", wish=LIVE, step=step)
    assert [one.what for one in outcomes] == ["created", "refused"]
    assert "STOP is there" in outcomes[1].sentence
    assert state_of(settings).status is Status.PUBLISHED


def test_a_hold_is_named_with_a_draft_and_stops_what_readers_would_see(day: Callable[..., Settings]) -> None:
    settings = day()
    receipt = settings.out / str(DAY) / "receipt.json"
    said = json.loads(receipt.read_text("utf-8"))
    said["findings"] = [{"id": "S2", "severity": "HOLD", "message": "sources differ by 3%", "where": "prices"}]
    receipt.write_text(json.dumps(said), "utf-8")
    (outcome,) = send(settings)
    assert outcome.what == "created"
    assert "S2 asks for a person: sources differ by 3%" in outcome.notes
    with pytest.raises(GateError, match="asks for a person"):
        send(settings, wish=LIVE)


def test_a_reconstruction_is_a_draft_with_its_mark_and_never_more(told_sample: Path, tmp_path: Path) -> None:
    from shutil import copytree

    copytree(told_sample, tmp_path / "out")
    settings = Settings(out=tmp_path / "out", byline="Ann Lee", destinations=PLACES, stop_file=tmp_path / "STOP")
    (folder,) = [path for path in settings.out.iterdir() if path.is_dir() and (path / "article.md").is_file()]
    approve(folder)
    sample = datetime.fromisoformat(folder.name).date()
    with pytest.raises(GateError, match="made-up data"):
        publish(sample, ("blog",), settings, fake_kind.TIME, wish=LIVE)
    (outcome,) = publish(sample, ("blog",), settings, fake_kind.TIME, wish=Wish())
    assert outcome.what == "created"
    (post,) = fake_kind.SITES["blog"].posts.values()
    assert post.body.startswith("<p>Reconstruction: made by newsgen")


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(Stage.SCHEDULED), "needs a moment"),
        (Wish(Stage.SCHEDULED, datetime(2030, 1, 1)), "has no zone"),
        (Wish(Stage.SCHEDULED, datetime(2020, 1, 1, tzinfo=UTC)), "is past"),
        (Wish(Stage.LIVE, datetime(2030, 1, 1, tzinfo=UTC)), "leave --at out"),
        (Wish(Stage.WITHDRAWN), "newsgen withdraw"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_before_anything_is_asked(
    day: Callable[..., Settings], wish: Wish, said: str
) -> None:
    with pytest.raises(PublishError, match=said):
        send(day(approved=True), wish=wish)
    assert fake_kind.SITES == {}


def test_a_destination_that_nobody_named_is_guessed(day: Callable[..., Settings]) -> None:
    with pytest.raises(SettingsError, match="did you mean 'paper'"):
        send(day(), "papr")
    with pytest.raises(SettingsError, match="--to"):
        publish(DAY, (), day(), fake_kind.TIME, wish=Wish())


def test_a_day_that_was_not_told_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="newsgen recap"):
        send(Settings(out=tmp_path, destinations=PLACES))


# ---- several places --------------------------------------------------------------------------------------------------


def test_one_place_that_does_not_answer_keeps_nobody_else_waiting(day: Callable[..., Settings]) -> None:
    settings = day(approved=True, destinations={**PLACES, "slow": {"kind": "fake", "down": True}})
    outcomes = send(settings, "slow", "blog", wish=LIVE)
    assert {one.destination: one.what for one in outcomes} == {"slow": "refused", "blog": "created"}
    assert state_of(settings).status is Status.PUBLISHED
    settings = replace(settings, destinations={**PLACES, "slow": {"kind": "fake"}})
    outcomes = send(settings, "slow", "blog", wish=LIVE)
    assert {one.destination: one.what for one in outcomes} == {"slow": "created", "blog": "unchanged"}


def test_the_address_that_counts_is_known_to_the_others(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    outcomes = send(settings, "blog", "paper", wish=LIVE)
    assert [one.destination for one in outcomes] == ["paper", "blog"]
    lines = remains(DAY, settings)
    opened = release_of(settings.out / str(DAY), settings, delivered=lines[0], canonical="https://paper.test/x")
    assert opened.release.json_ld["mainEntityOfPage"] == "https://paper.test/x"
    assert opened.release.json_ld["datePublished"] >= "2024-03-06T07"


def test_publishing_twice_sends_once(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    send(settings, wish=LIVE)
    (again,) = send(settings, wish=LIVE)
    assert again.what == "unchanged"
    assert fake_kind.SITES["blog"].made == 1


def test_what_went_out_is_kept_with_its_facts_and_logged(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    send(settings, wish=LIVE)
    sha = archive.standing(settings.out / str(DAY))
    kept = archive.read_sent(settings.out / str(DAY), sha)
    assert kept.article is not None
    assert kept.facts is not None
    line = next(line for line in log_of(settings) if line["what"] == "delivery")
    assert (line["destination"], line["became"], line["stage"], line["text"]) == ("blog", "created", "live", sha)


def test_a_published_text_that_changed_is_no_business_of_publish(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    send(settings, wish=LIVE)
    edited(settings, "---\n\n", "---\n\nThis paragraph is an editor's own. ")
    with pytest.raises(GateError, match=r"newsgen correct .* or newsgen refile"):
        send(settings, wish=LIVE)


def test_a_correction_reaches_every_place_with_its_note_and_a_higher_version(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    send(settings, "blog", "paper", wish=LIVE)
    folder, note = settings.out / str(DAY), correction()
    edited(settings, "---\n\n", "---\n\nThis paragraph is an editor's own. ")
    archive.add_correction(folder, note, {}, b"")
    sha = archive.standing(folder)
    archive.change_state(
        folder, None,
        lambda state: gate.move(state, Status.CORRECTED, by="Bo", when=note.when, sha256=sha, reason="wrong total"),
        b"",
    )  # fmt: skip
    outcomes = redeliver(DAY, settings, fake_kind.TIME, sleep=fake_kind.TIME.sleep)
    assert [one.what for one in outcomes] == ["updated", "updated"]
    for cms in fake_kind.SITES.values():
        (post,) = cms.posts.values()
        assert post.body.startswith("<p><strong>Correction, 09:05 UTC, 6 March 2024:</strong> An earlier version")
        assert post.stage is Stage.LIVE
    assert {line.version for line in remains(DAY, settings)} == {2}
    assert [one.what for one in redeliver(DAY, settings, fake_kind.TIME)] == ["unchanged", "unchanged"]


def test_a_withdrawal_reaches_every_place(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    send(settings, "blog", "paper", wish=LIVE)
    notice = correction("This article rested on wrong data.")
    outcomes = withdraw_everywhere(DAY, notice, settings, fake_kind.TIME)
    assert [one.what for one in outcomes] == ["withdrawn", "withdrawn"]
    assert {line.state for line in remains(DAY, settings)} == {"withdrawn"}
    assert all("rested on wrong data" in post.title for cms in fake_kind.SITES.values() for post in cms.posts.values())


def test_what_is_scheduled_is_held_back_with_the_words_that_went_there(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    send(settings, wish=Wish(Stage.SCHEDULED, fake_kind.TIME() + timedelta(hours=2)))
    assert state_of(settings).status is Status.SCHEDULED
    (post,) = fake_kind.SITES["blog"].posts.values()
    body = post.body
    edited(settings, "$497", "$947")  # what stands now could not even be a draft
    (outcome,) = hold_back(DAY, settings, fake_kind.TIME)
    assert outcome.what == "updated"
    assert (post.stage, post.body) == (Stage.DRAFT, body)


def test_a_rehearsal_shows_the_requests_and_leaves_no_trace(day: Callable[..., Settings]) -> None:
    settings = day(approved=True)
    before = {path: path.read_bytes() for path in settings.out.rglob("*") if path.is_file()}
    (outcome,) = send(settings, wish=LIVE, dry=True)
    assert outcome.what == "would"
    assert [request.method for request in outcome.requests] == ["POST"]
    assert {path: path.read_bytes() for path in settings.out.rglob("*") if path.is_file()} == before
    assert fake_kind.SITES["blog"].made == 0


# ---- the release -----------------------------------------------------------------------------------------------------


def test_a_release_has_every_word_of_the_article_its_charts_and_its_notes(day: Callable[..., Settings]) -> None:
    settings = day()
    opened = release_of(settings.out / str(DAY), settings)
    made, forms = opened.release, [block.form for block in opened.release.blocks]
    assert made.key == "daily-2024-03-05-en"
    assert opened.findings == ()
    assert forms.count(Form.PICTURE) == len(made.charts) == len(opened.article.charts) == 3
    assert {block.picture for block in made.blocks if block.picture} == {one.name for one in made.charts}
    assert [block.role for block in made.blocks[-3:]] == ["disclosure", "method", "disclaimer"]
    assert (made.card.width, made.card.height) == (1200, 675) if made.card else False
    words = "".join(block.html for block in made.blocks if not block.role)
    assert len(words) >= 0.9 * len(opened.article.body_md)


def test_corrections_stand_above_the_text_the_newest_first(day: Callable[..., Settings]) -> None:
    settings = day()
    notes = (correction("An earlier one.", 8), correction("A later one.", 9))
    made = release_of(settings.out / str(DAY), settings, corrections=notes).release
    assert ["later" in block.html for block in made.blocks[:2]] == [True, False]
    assert [one["text"] for one in made.json_ld["correction"]] == ["A later one.", "An earlier one."]


def test_what_an_editor_wrote_into_the_front_matter_goes_out(day: Callable[..., Settings]) -> None:
    settings = day()
    edited(settings, "tags:\n", 'tags:\n  - "Märkte"\n')
    edited(settings, 'section: "Markets"', 'section: "Crypto"')
    made = release_of(settings.out / str(DAY), settings).release
    assert (made.tags[0], made.section) == ("Märkte", "Crypto")


def test_a_description_of_an_editors_is_checked_as_well(day: Callable[..., Settings]) -> None:
    settings = day()
    path = settings.out / str(DAY) / "article.md"
    lines = [
        'description: "Bitcoin fell by 44% on Tuesday."' if line.startswith("description:") else line
        for line in path.read_text("utf-8").splitlines()
    ]
    path.write_text("\n".join(lines), "utf-8")
    found = release_of(settings.out / str(DAY), settings).findings
    assert any(one.severity is Severity.BLOCK and one.where == "description" for one in found)


# ---- the command -----------------------------------------------------------------------------------------------------


def run(settings: Settings, tmp_path: Path, *words: str) -> Result:
    """The command with these settings in a file."""
    file = tmp_path / "newsgen.toml"
    tables = "".join(
        f"[destinations.{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
        for name, table in settings.destinations.items()
    )
    file.write_text(
        f'out = "{settings.out}"\nbyline = "Ann Lee"\nstop_file = "{settings.stop_file}"\n{tables}', "utf-8"
    )
    return CliRunner().invoke(main, [*words, "--settings", str(file)])


def test_the_command_says_in_a_sentence_what_became_of_it(day: Callable[..., Settings], tmp_path: Path) -> None:
    settings = day()
    done = run(settings, tmp_path, "publish", str(DAY), "--to", "blog")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("blog: created; it stands there as a draft.  https://blog.test/")
    as_json = run(settings, tmp_path, "publish", str(DAY), "--to", "blog", "--json")
    assert json.loads(as_json.stdout)[0]["what"] == "unchanged"


def test_the_command_shows_the_exact_requests_of_a_rehearsal(day: Callable[..., Settings], tmp_path: Path) -> None:
    done = run(day(), tmp_path, "publish", str(DAY), "--to", "blog", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "1. the article\n     POST https://blog.test/posts" in done.stdout


def test_the_command_ends_with_3_where_the_gate_is_shut_and_1_where_a_place_refuses(
    day: Callable[..., Settings], tmp_path: Path
) -> None:
    settings = day(destinations={**PLACES, "slow": {"kind": "fake", "down": True}})
    shut = run(settings, tmp_path, "publish", str(DAY), "--to", "blog", "--status", "live")
    assert (shut.exit_code, "Nobody approved it" in shut.stderr) == (3, True)
    refused = run(settings, tmp_path, "publish", str(DAY), "--to", "slow")
    assert refused.exit_code == 1
    assert "no connection" in refused.output


def test_destinations_are_listed_with_what_is_set_and_never_with_a_secret(
    day: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSGEN_BLOG_PASSWORD", "abcd efgh ijkl")
    settings = day(destinations={**PLACES, "slow": {"kind": "fake", "down": True}, "odd": {"kind": "fakr"}})
    done = run(settings, tmp_path, "destinations", "--check")
    assert done.exit_code == 1
    assert "NEWSGEN_BLOG_PASSWORD" in done.stdout
    assert "abcd" not in done.output
    assert "slow: blog: no connection" in done.stdout
    assert "did you mean 'fake'" in done.stdout


def test_nothing_is_remembered_of_a_day_that_never_went_anywhere(day: Callable[..., Settings]) -> None:
    settings = day()
    assert remains(DAY, settings) == ()
    with open_history(settings.out / "history.sqlite") as history:
        assert history.deliveries() == ()
