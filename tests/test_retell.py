"""Many days told and judged again: what the commands show, what became of desks' facts, how often angles are true."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from newsgen.cli import main
from newsgen.errors import MarketError
from newsgen.retell.baseline import baseline
from newsgen.retell.cases import DROPPED, MISSING, TOLD, UNPRINTED, WORDS, Case, Fate, case_folders, retell_case
from newsgen.retell.crew import hire
from newsgen.retell.goals import LED, case_outcomes
from newsgen.retell.kinds import KINDS, serving
from newsgen.retell.often import HALF, Often, common
from newsgen.retell.rates import rejudge
from newsgen.retell.tables import case_tables
from newsgen.retell.work import Recipe, chunks, study
from newsgen.screen.retell import counting
from newsgen.settings import Settings
from tests.real_days import NOW, house, told

FIRST, LAST = date(2021, 2, 1), date(2025, 9, 7)  # where the history has liquidations and a month before them


@pytest.fixture(scope="module")
def recipe(shared: Path) -> Recipe:
    """The real history, told as it ships."""
    return Recipe((shared / "market" / "history",), Settings(), NOW)


@pytest.fixture
def history(shared: Path) -> str:
    """The folder of the real history, for a command."""
    return str(shared / "market" / "history")


def _run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


# --- angles ---


def test_flush_squeeze_and_quiet_are_as_rare_as_they_are_in_life_and_no_angle_is_common(recipe: Recipe) -> None:
    """On every third day of the real history: a flush on about 12 %, a squeeze on 7 %, a quiet day on 10 %."""
    days = [FIRST + timedelta(days=n) for n in range(1, (LAST - FIRST).days, 3)]
    fired: Counter[str] = Counter()
    for one in (one for piece in chunks(days) for one in study(recipe, piece)):
        assert one.facts is not None
        fired.update(verdict.angle for verdict in one.verdicts if verdict.holds)
    share = {angle: fired[angle] / len(days) for angle in house().angles}
    assert max(share.values()) < HALF, fired.most_common(3)
    assert 0.09 <= share["long_flush"] <= 0.15
    assert 0.05 <= share["short_squeeze"] <= 0.09
    assert 0.07 <= share["quiet_day"] <= 0.13


def test_an_angle_that_is_true_on_half_of_the_days_is_named() -> None:
    """Half is too often already; just below it is not."""
    assert common([Often("a", 5, 0, 0), Often("b", 4, 4, 0), Often("c", 10, 1, 9)], 10) == ("a", "c")


def test_what_led_yesterday_gives_way_where_something_else_is_as_strong(recipe: Recipe) -> None:
    """Days judged in a row remember what led; the strongest is still what is shown as true first."""
    with hire() as crew:
        found = rejudge(recipe, date(2024, 6, 3), date(2024, 6, 12), crew)
    assert [one.day for one in found] == [date(2024, 6, 3) + timedelta(days=n) for n in range(10)]
    assert all(list(one.scores) == sorted(one.scores, reverse=True) for one in found)
    assert any(one.held and one.lead != one.held[0] for one in found)


def test_angles_since_shows_what_would_have_led_and_how_often_each_is_true(history: str) -> None:
    """A row for each day, and a row for each angle; the same as JSON."""
    words = ("angles", "--since", "2024-06-03", "--until", "2024-06-05", "--data", history)
    shown, found = _run(*words), json.loads(_run(*words, "--json"))
    assert [one["day"] for one in found["days"]] == ["2024-06-03", "2024-06-04", "2024-06-05"]
    assert all(one["day"] in shown and one["lead"] in shown for one in found["days"])
    assert {one["angle"] for one in found["angles"]} >= set(house().angles)


@pytest.mark.parametrize("words", [("--since", "2024-06-03"), ("--until", "2024-06-03", "--data", "x")])
def test_angles_of_many_days_want_a_first_day_and_tables(words: tuple[str, ...]) -> None:
    """The way out is in the sentence."""
    assert "Many days are judged from --since DATE on, with --data FOLDER." in _run("angles", *words, code=2)


# --- retell ---


def test_retell_keeps_every_day_and_its_report(history: str, tmp_path: Path) -> None:
    """Each day's folder is what recap leaves; report.json is what --json prints; those before --since are not kept."""
    words = ("retell", "--since", "2024-06-04", "--until", "2024-06-05", "--data", history)
    printed = _run(*words, "--json", "--out", str(tmp_path))
    assert sorted(os.listdir(tmp_path)) == ["2024-06-04", "2024-06-05", "report.json"]
    assert (tmp_path / "2024-06-05" / "article.md").is_file()
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == json.loads(printed)
    report = json.loads(printed)["report"]
    assert (report["since"], report["until"], report["days"]) == ("2024-06-04", "2024-06-05", 2)
    assert sum(one["led"] for one in report["angles"]) == 2


def test_a_missed_goal_is_an_exit_code_where_goals_are_asked_for(history: str) -> None:
    """The tables show what was reached beside each goal, and the measures beside the plain template's."""
    words = ("retell", "--since", "2024-06-04", "--until", "2024-06-05", "--data", history)
    shown = _run(*words)
    assert "one template with synonyms" in shown
    goals = json.loads(_run(*words, "--json"))["goals"]
    assert all(one["goal"] in shown for one in goals)
    _run(*words, "--quiet", "--goals", code=0 if all(one["good"] for one in goals) else 1)


def test_retell_wants_days_or_cases(history: str) -> None:
    """It does not guess."""
    assert "Give --since DATE, --cases FOLDER or both." in _run("retell", "--data", history, code=2)


def test_the_plain_template_tells_the_same_day_the_same_way() -> None:
    """It speaks of the day's own facts; another draw takes other words, never other figures."""
    facts = told("2024-03-05").facts
    one, same, other = (baseline(facts, house(), Random(seed)) for seed in (1, 1, 2))
    assert one == same != other
    assert len(one.sentences) == len(other.sentences) >= 6
    assert house().figure(facts.known["liq.total"]) in one.sentences[0]


def test_a_progress_bar_names_the_day_where_a_person_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script sees none, and neither does somebody who asked for quiet."""
    for person, silent, seen in ((True, False, True), (True, True, False), (False, False, False)):
        monkeypatch.setattr(sys.stderr, "isatty", lambda person=person: person)
        with counting(silent, "Telling") as watch:
            watch(date(2024, 6, 3), 0.5)
        assert ("Telling 2024-06-03" in capsys.readouterr().err) is seen


# --- published days ---


@pytest.fixture(scope="module")
def case(shared: Path, recipe: Recipe) -> Case:
    """A day as CoinDesk met it."""
    return retell_case(recipe, shared / "market" / "cases" / "2022-05-10-coindesk")


def test_every_kind_of_fact_that_the_desk_told_is_told_or_has_its_reason(case: Case) -> None:
    """What is told names its facts, what is not says why; quotations and outlooks are no figures."""
    fates = {fate.kind: fate for fate in case.fates}
    assert fates["total_liq"] == Fate("total_liq", TOLD, "liq.total", own=True)
    assert (fates["market_cap"].fate, fates["outlook"].fate) == (MISSING, WORDS)
    assert "no market value" in fates["market_cap"].reason
    assert fates["level BTC 30,000 lost"].fate in (TOLD, DROPPED)
    assert all(fate.reason for fate in case.fates if fate.fate != WORDS)


def test_the_desks_angles_are_told_or_explained(case: Case) -> None:
    """A flush led, as CoinDesk had it; each of the desk's angles says what became of it."""
    assert (case.allowed, case.told, case.led) == (True, True, True)
    assert [line.split(":")[0].split(" of ")[0] for line in case.verdicts] == list(case.human)
    assert case.unknown == tuple(name for name in ("single_coin_event",) if name not in house().angles)


def test_misses_are_listed_with_what_newsgen_thought(case: Case) -> None:
    """A day on which the desk's angle was true and is not told stands in the table of those."""
    missed = _case("missed", lead="quiet_day", supports=())
    second = _case("second", lead="quiet_day", supports=("long_flush",))
    tables = {table.title: table.rows for table in case_tables((case, missed, second), ())}
    assert [row[0] for row in tables["Not told"]] == ["missed"]
    assert [row[0] for row in tables["Told, but not as the lead"]] == ["second"]


def test_a_fact_of_the_tables_without_words_misses_a_goal() -> None:
    """One from the history alone does not: the desk had it from elsewhere."""
    fates = [Fate("volume", DROPPED, UNPRINTED, own) for own in (True, False)]
    goal = case_outcomes([_case("a", fates=tuple(fates))])[-1]
    assert (goal.reached, goal.good) == ("1", False)


def test_a_sample_is_held_to_what_chance_lets_it_reach() -> None:
    """All days must reach the goal; of ten days, four may lead as the desk had it, and three may not."""
    led, beside = _case("a"), _case("b", lead="quiet_day", supports=("long_flush",))
    for count, good in ((4, True), (3, False)):
        sample = [led] * count + [beside] * (10 - count)
        assert case_outcomes(sample, sample=True)[2].good is good
        assert case_outcomes(sample)[2].good is (count >= 10 * LED)


def test_the_kinds_of_facts_are_those_that_the_catalogue_has() -> None:
    """A pattern that serves nothing would call a told fact a mere word."""
    assert [kind for kind in KINDS if not serving(kind)] == []
    assert "liq.total" not in serving("price_high_low")


def test_a_folder_without_published_days_is_named(tmp_path: Path) -> None:
    """And one whose told.json is torn."""
    with pytest.raises(MarketError, match="holds no published days"):
        case_folders(tmp_path)
    (tmp_path / "told.json").write_text("{")
    with pytest.raises(MarketError, match=r"told\.json cannot be read"):
        retell_case(Recipe((), Settings(), NOW), tmp_path)


def _case(name: str, *, lead: str = "long_flush", supports: tuple[str, ...] = (), fates: tuple[Fate, ...] = ()) -> Case:
    human = ("long_flush",)
    return Case(name, human, (), human, lead, supports, ("long_flush: so it was",), fates, (), 200)
