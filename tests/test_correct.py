"""Corrections: what was restated, what readers are told of it, and that nothing they have changes without a word."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen import archive
from newsgen.delivery import correct as work
from newsgen.delivery import remains
from newsgen.delivery.notice import doubts
from newsgen.delivery.restated import moved
from newsgen.errors import GateError, PublishError
from newsgen.house.notices import read_notices
from newsgen.market import write_market
from newsgen.model import Stage, Status, Wish
from newsgen.screen.correct import verdict
from tests import correct_kit as kit
from tests import real_days
from tests.conftest import ROOT
from tests.correct_kit import Desk, desk
from tests.golden import check_golden
from tests.live_kit import newsgen

TOLD = "$475 million"
RIGHT = "$470 million"


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A day that readers have on one site."""
    return desk(tmp_path, monkeypatch)


# ---- what is wrong ---------------------------------------------------------------------------------------------------


def test_a_restated_figure_is_shown_with_its_sentence_the_new_text_and_the_note(out: Desk) -> None:
    kit.shorts_of_bitcoin(out.settings)
    found = out.propose()
    wrong = {one.fact: one for one in found.wrong}
    assert set(wrong) == {"btc.liq_total", "btc.liq_short"}
    short = wrong["btc.liq_short"]
    assert (short.was.value, short.now and short.now.value) == (475012337.0, 470e6)
    assert (short.printed, short.source, short.since) == (TOLD, "CoinGlass", kit.RESTATED)
    assert {place.name for place in short.places} >= {"body_md"}
    assert [(one.field, one.kind) for one in found.changes] == [("body_md", "changed")]
    assert TOLD in found.changes[0].before
    assert RIGHT in found.changes[0].after
    assert f"bitcoin's short liquidations as {TOLD}; the figure is {RIGHT}, as restated by CoinGlass." in found.note
    assert {"liq.alts_usd", "top1.total"} <= {one.fact for one in found.unprinted}
    assert "$475" in out.seen()
    assert archive.read_state(out.folder).status is Status.PUBLISHED


def test_a_whole_correction_of_a_real_day_reads_as_recorded(out: Desk) -> None:
    """The article before and after, the note, and the posts that follow."""
    kit.shorts_of_bitcoin(out.settings)
    out.correct()
    beside = out.folder / "corrections" / "1"
    parts = [("what readers see first", out.seen().split("\n")[0])]
    parts += [(name, (beside / name).read_text("utf-8")) for name in ("before.md", "after.md")]
    parts += [(file.name, file.read_text("utf-8")) for file in sorted(beside.glob("*.txt"))]
    check_golden("correction.md", "\n".join(f"==== {name}\n\n{text.strip()}\n" for name, text in parts))


def test_a_side_is_called_by_its_name_and_each_figure_told_once_as_the_text_prints_it(out: Desk) -> None:
    """The sum of the shorts stands in the text as that of the larger side, and in posts in short."""
    kit.whole_market(out.settings, 131_108_377, 641_204_527)
    note = out.propose().note
    assert "the short positions closed by force in the 24 hours as $623.2 million; the figure is $641.2 million" in note
    assert "the long positions closed by force in the 24 hours as $125.1 million; the figure is $131.1 million" in note
    assert not re.search(r"\$\d+M|It also said", note)


def test_what_prints_as_before_needs_no_correction(out: Desk) -> None:
    kit.shorts_of_bitcoin(out.settings, 475.1)
    found = out.propose()
    assert {one.fact for one in found.alike} >= {"btc.liq_short"}
    assert (found.needed, found.differs, found.note, found.changes) == (False, False, "", ())
    assert out.correct() == ()


def test_where_nothing_was_restated_there_is_nothing_to_do(out: Desk) -> None:
    found = out.propose()
    assert (found.moved, found.needed, found.differs) == ((), False, False)


def test_a_text_that_the_check_blocks_is_not_said_to_be_ready(out: Desk) -> None:
    text = (out.folder / "article.md").read_text("utf-8")
    (out.folder / "article.md").write_text(text.replace(TOLD, "$999 million"), "utf-8")
    assert verdict(out.propose()) == "It cannot be sent while a finding blocks it; mend the text or the data."


def test_a_day_that_never_went_out_is_not_corrected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = desk(tmp_path, monkeypatch, wish=None)
    with pytest.raises(PublishError, match="is not out anywhere"):
        here.propose()


# ---- sent ------------------------------------------------------------------------------------------------------------


def test_a_correction_reaches_every_place_with_its_note_and_both_texts_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk(tmp_path, monkeypatch, "blog", "mirror")
    before = archive.standing(here.folder)
    kit.shorts_of_bitcoin(here.settings)
    assert [one.what for one in here.correct()] == ["updated", "updated"]
    for site in ("blog", "mirror"):
        first = here.seen(site).split("\n")[0]
        assert first.startswith("<p><strong>Correction, 14:05 UTC, 15 July 2025:</strong> An earlier version")
        assert f"closed by force, {RIGHT} of them shorts" in here.seen(site)
        assert f"closed by force, {TOLD} of them shorts" not in here.seen(site)
    after = archive.standing(here.folder)
    assert TOLD in archive.read_version(here.folder, before).decode()
    assert RIGHT in archive.read_version(here.folder, after).decode()
    state = archive.read_state(here.folder)
    assert (state.status, state.reason) == (Status.CORRECTED, "CoinGlass restated")
    assert state.approval
    assert (state.approval.by, state.approval.sha256) == ("Ann Lee", after)
    assert {(line.version, line.text) for line in remains(kit.DAY, here.settings)} == {(2, after)}
    pack = json.loads((here.folder / "pack.json").read_bytes())
    (note,) = archive.corrections(here.folder)
    assert pack["correction_notes"][0]["text"] == note.text
    assert pack["json_ld"]["correction"] == [
        {"@type": "CorrectionComment", "text": note.text, "datePublished": "2025-07-15T14:05:00Z"}
    ]
    assert note.text.replace("'", "&#39;") in (here.folder / "article.html").read_text("utf-8")
    assert "Correction: Our recap of 14 July 2025 gave" in (here.folder / "corrections/1/x.txt").read_text("utf-8")
    log = [json.loads(line) for line in (here.folder / "log.jsonl").read_bytes().splitlines()]
    assert {"correction", "corrected"} <= {line["what"] for line in log if line["by"] == "Ann Lee"}


def test_a_second_run_sends_nothing_and_adds_no_note(out: Desk) -> None:
    kit.shorts_of_bitcoin(out.settings)
    out.correct()
    seen = out.seen()
    assert out.correct() == ()
    assert (len(archive.corrections(out.folder)), out.seen()) == (1, seen)


def test_a_second_error_gets_a_second_note_and_the_newest_stands_first(out: Desk) -> None:
    kit.shorts_of_bitcoin(out.settings)
    out.correct()
    out.time.now += timedelta(hours=3)
    kit.shorts_of_bitcoin(out.settings, 455.0, now=kit.NOW + timedelta(hours=2))
    out.correct(reason="CoinGlass restated again")
    first, second = out.seen().split("\n")[:2]
    assert "17:05 UTC" in first
    assert f"as {RIGHT}; the figure is $455 million" in first
    assert "14:05 UTC" in second
    assert f"as {TOLD}; the figure is {RIGHT}" in second
    assert {line.version for line in remains(kit.DAY, out.settings)} == {3}
    assert sorted(path.name for path in (out.folder / "corrections").iterdir()) == ["1", "2"]


def test_a_run_that_broke_off_anywhere_is_finished_by_the_next_with_the_same_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the note, after the text, after the gate, after the first of two places."""
    here = desk(tmp_path, monkeypatch, "blog", "mirror")
    kit.shorts_of_bitcoin(here.settings)
    for step in ("_told", "_moved", "_sent"):
        with monkeypatch.context() as patched:
            patched.setattr(work, step, _dies)
            with pytest.raises(KeyboardInterrupt):
                here.correct()
        here.time.now += timedelta(minutes=7)
        assert TOLD in here.seen("blog")
        assert RIGHT not in here.seen("blog")
    mirror = here.sites["mirror"]
    monkeypatch.setattr("tests.shelf.SITES", {"blog": here.sites["blog"]})
    with pytest.raises(KeyError):
        here.correct()
    monkeypatch.setattr("tests.shelf.SITES", {"blog": here.sites["blog"], "mirror": mirror})
    here.correct()
    assert len(archive.corrections(here.folder)) == 1
    for site in here.sites:
        assert here.seen(site).count("Correction, 14:05 UTC") == 1
        assert f"{RIGHT} of them shorts" in here.seen(site)


def _dies(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_nothing_is_corrected_without_a_name_a_reason_or_while_all_is_stopped(out: Desk) -> None:
    kit.shorts_of_bitcoin(out.settings)
    found, before = out.propose(), archive.standing(out.folder)

    def correct(by: str, reason: str) -> None:
        work.correct(found, out.settings, out.time, by=by, reason=reason)

    for given in (("", "restated"), ("Ann Lee", " ")):
        with pytest.raises(GateError, match="give --by and --reason"):
            correct(*given)
    out.settings.stop_file.touch()
    with pytest.raises(GateError, match="Nothing goes out while"):
        correct("Ann Lee", "restated")
    assert archive.standing(out.folder) == before
    assert RIGHT not in out.seen()
    assert not archive.corrections(out.folder)


# ---- an editor's own wording -----------------------------------------------------------------------------------------


OWN = f"Bitcoin's short liquidations were {RIGHT}, not {TOLD}, and its liquidations $488.6 million, not $494 million."


def test_an_editors_wording_goes_out_where_it_is_true(out: Desk) -> None:
    kit.shorts_of_bitcoin(out.settings)
    found = out.propose(note=OWN)
    assert not [one.message for one in found.findings if one.severity == "BLOCK"]
    lie = out.propose(note=OWN.replace(RIGHT, "$460 million"))
    with pytest.raises(GateError, match="X1 blocks it"):
        work.correct(lie, out.settings, out.time, by="Ann Lee", reason="restated", sleep=out.time.sleep)
    assert RIGHT not in out.seen()
    work.correct(found, out.settings, out.time, by="Ann Lee", reason="restated", sleep=out.time.sleep)
    assert archive.corrections(out.folder)[0].text == OWN


def test_a_note_that_is_not_so_is_refused() -> None:
    article, facts = real_days.told("seed").article, real_days.told("seed").facts
    known = {**facts.known, "btc.liq_short": replace(facts.known["btc.liq_short"], value=470e6)}
    wrong = moved(article, facts, replace(facts, known=known))
    after, words = replace(article, figures=()), read_notices([ROOT / "templates"])

    def said(note: str) -> list[str]:
        return [one.message for one in doubts(note, wrong, article, after, real_days.house(), words)]

    assert said(f"Bitcoin's short liquidations were {RIGHT}, not {TOLD}.") == []
    assert said(f"This recap first gave the shorts in bitcoin as {TOLD}; {RIGHT} is right.") == []
    for note, why in (
        (f"An earlier version gave bitcoin's shorts as {RIGHT}. The figure is {TOLD}.", "no figure that was"),
        (f"Bitcoin's short liquidations were $460 million, not {TOLD}.", "not what the facts say now"),
        (f"Bitcoin's short liquidations were {RIGHT}, not $457 million.", "no figure that was"),
        (f"Ether's short liquidations were {RIGHT}, not {TOLD}.", "not what the facts say now"),
        (f"Bitcoin's long liquidations were {RIGHT}, not {TOLD}.", "not what the facts say now"),
        (f"This recap updates bitcoin's short liquidations: {RIGHT}, not {TOLD}.", "no word for an error"),
        ("An earlier version of this article had a figure that was wrong.", "is not named"),
        (f"Bitcoin's short liquidations were {RIGHT}.", "was wrong and is not named"),
        ("An earlier version said: “Longs rule.” It should have said: “Shorts rule.”", "never in the text"),
        (f"Bitcoin's short liquidations were {RIGHT}, not {TOLD}", "no finished sentence"),
    ):
        assert any(why in message for message in said(note)), (note, said(note))


# ---- refiling, and nothing silent ------------------------------------------------------------------------------------


def test_a_slip_is_sent_again_without_a_note(out: Desk) -> None:
    out.edit("Ether moved almost in step", "Ether moved almost in step,")
    found = out.propose()
    assert (found.slips, found.needed) == ((), False)
    with pytest.raises(PublishError, match="newsgen refile"):
        out.correct()
    assert [one.what for one in out.refile()] == ["updated"]
    assert "Ether moved almost in step,:" in out.seen()
    assert (out.status(), archive.corrections(out.folder)) == (Status.REFILED, ())


def test_a_slip_next_to_a_word_that_stands_for_a_fact_is_still_a_slip(out: Desk) -> None:
    """Whatever is no slip goes out with a note: there is always one way for an editor's change."""
    text = (out.folder / "article.md").read_text("utf-8")
    body = text.index("\n---\n", 4)
    places = [found.start() for found in re.finditer(r" the ", text) if found.start() > body][:4]
    assert places
    for place in places:
        (out.folder / "article.md").write_text(f"{text[:place]} teh {text[place + 5 :]}", "utf-8")
        found = out.propose()
        assert (found.slips, found.needed) == ((), False)


def test_what_changes_a_figure_a_name_or_a_direction_is_no_slip(out: Desk) -> None:
    seen = out.seen()
    for old, new in (
        ("$3,052", "$3,053"),
        ("$475 million of them shorts", "$475 million of them longs"),
        ("In ether it was", "In solana it was"),
        ("almost in step: up 2.9%", "almost in step: down 2.9%"),
        ("was still above it", "was not above it"),
        ("bitcoin passed $123,000", "bitcoin lost $123,000"),
        ("economist at Kraken", "economist at Coinbase"),
        ("followed by Binance", "followed by OKX"),
    ):
        out.edit(old, new)
        with pytest.raises(PublishError, match=r"no slip.*newsgen correct"):
            out.refile()
        out.edit(new, old)
    assert out.seen() == seen


def test_an_editors_change_that_is_no_slip_goes_out_with_a_note_that_quotes_both(out: Desk) -> None:
    out.edit("Ether moved almost in step", "Ether moved less")
    found = out.propose()
    assert "said: “Ether moved almost in step: up" in found.note
    assert "should have said: “Ether moved less: up" in found.note
    own = "Ether's move was first said to be almost in step; it moved less."
    assert not [one.message for one in out.propose(note=own).findings if one.id == "X1"]
    for lie in ("Ether was first said to have risen by 2.7%; it rose by 2.9%.", "This text was updated."):
        assert [one.id for one in out.propose(note=lie).findings if one.id == "X1"]
    out.correct(reason="two coins were compared wrongly")
    assert out.seen().split("\n")[0].count("Ether moved") == 2


def test_a_recap_of_a_day_that_is_out_changes_nothing_that_readers_have(
    out: Desk,
) -> None:
    """The folder is told anew from what was restated; readers get it by a correction only."""
    kit.shorts_of_bitcoin(out.settings)
    found = out.propose()
    assert found.retold is not None
    from newsgen import newsroom
    from tests.real_days import house

    newsroom.file(found.retold.edition, house(), out.settings, now=kit.NOW)
    assert RIGHT in (out.folder / "article.md").read_text("utf-8")
    seen = out.seen()
    with pytest.raises(GateError, match="its text is another one now"):
        out.publish()
    with pytest.raises(PublishError, match=r"no slip|restated"):
        out.refile()
    assert out.seen() == seen
    again = out.propose()
    assert again.note == found.note
    out.correct()
    assert "Correction, 14:05 UTC" in out.seen()
    assert f"{RIGHT} of them shorts" in out.seen()


def test_editors_words_survive_a_correction(out: Desk) -> None:
    out.edit("Bitcoin positions worth", "All told, bitcoin positions worth")
    kit.shorts_of_bitcoin(out.settings)
    out.correct()
    assert f"All told, bitcoin positions worth $488.6 million were closed by force, {RIGHT} of them" in out.seen()


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_command_shows_first_and_sends_with_yes(out: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kit.shorts_of_bitcoin(out.settings)
    file = out.settings.out.parent / "newsgen.toml"
    file.write_text(
        f'out = "{out.settings.out}"\nbyline = "Ann Lee"\n[destinations.blog]\nkind = "shelf"\n', encoding="utf-8"
    )
    monkeypatch.setenv("NEWSGEN_CLOCK", "2025-07-15T14:05:00Z")
    words = (str(kit.DAY), "--settings", str(file))
    shown = newsgen("correct", *words)
    assert f"- Bitcoin positions worth $494 million were closed by force, {TOLD} of them shorts." in shown.stdout
    assert f"+ Bitcoin positions worth $488.6 million were closed by force, {RIGHT} of them shorts." in shown.stdout
    assert "Restated, and not printed:" in shown.stdout
    assert "--yes" in shown.stderr
    found = json.loads(newsgen("correct", *words, "--json").stdout)
    assert found["needed"]
    assert found["wrong"][0]["printed"]
    assert "give --by and --reason" in newsgen("correct", *words, "--yes", code=1).stderr
    sent = newsgen("correct", *words, "--yes", "--by", "Ann Lee", "--reason", "restated")
    assert "blog: updated" in sent.stdout
    assert RIGHT in out.seen()


def test_a_scheduled_day_is_approved_again_and_not_corrected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No reader has seen it yet: there is nothing to correct in public."""
    here = desk(tmp_path, monkeypatch, wish=Wish(Stage.SCHEDULED, kit.NOW + timedelta(days=1)))
    kit.shorts_of_bitcoin(here.settings)
    with pytest.raises(PublishError, match="No reader has seen"):
        here.correct()
    assert not archive.corrections(here.folder)


def test_a_day_told_from_tables_is_held_against_tables(out: Desk, tmp_path: Path) -> None:
    """Named with --data: what they say now counts, whatever the history knows."""
    rows = kit.market().tables["liquidations"]
    at = rows.index[(rows["coin"] == "BTC") & (rows["venues"] == "*") & (rows["short_usd"] == 475012337.0)]
    assert len(at) == 1
    tables = {**kit.market().tables, "liquidations": rows.copy()}
    tables["liquidations"].loc[at, ["short_usd", "total_usd"]] = [470e6, 488640220.0]
    write_market(replace(kit.market(), tables=tables), tmp_path / "tables")
    found = out.propose(tables=(tmp_path / "tables",))
    assert {one.fact for one in found.wrong} == {"btc.liq_total", "btc.liq_short"}
    assert f"bitcoin's short liquidations as {TOLD}; the figure is {RIGHT}" in found.note
    assert [(one.field, one.kind) for one in found.changes] == [("body_md", "changed")]
