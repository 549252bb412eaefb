"""The wishes of an editor as forms: one choice each, of what there is, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from newsgen.model import Wishes
from newsgen.settings import Settings
from tests.desk_kit import DAY, Editor, desk_settings, editing, running, told_sample

__all__ = ["desk_settings", "told_sample"]
WHY, WISH = f"/days/{DAY}/why", f"/days/{DAY}/wish"
EVIL = "<script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture
def ann(desk_settings: Settings) -> Iterator[Editor]:
    """Somebody at the desk who just opened the Why view."""
    with running(desk_settings) as served, editing(served) as editor:
        editor.see(WHY)
        yield editor


def _wishes(ann: Editor) -> tuple[Wishes, str]:
    state = ann.served.bench.sheet(DAY).state
    return state.wishes, state.style


@pytest.mark.parametrize(
    "choice",
    [{"lead": EVIL}, {"off": "../../etc"}, {"on": EVIL}, {"skeleton": "none"}, {"style": EVIL}, {"headline": EVIL}, {}],
)
def test_what_there_is_not_cannot_be_wished_for(ann: Editor, choice: dict[str, str]) -> None:
    """The answer is a sentence in which nothing of the form runs, and the day is as it was."""
    answer = ann.send(WISH, revision=0, view="why", **choice)
    assert answer.status_code == 400
    assert "load the page again" in answer.text
    assert "<script>alert" not in answer.text
    assert _wishes(ann) == (Wishes(), "")


def test_a_choice_leads_back_to_its_own_view_and_to_no_other_place(ann: Editor) -> None:
    """Of the two views that offer choices; any other name leads to Why."""
    for view, path in (("article", "article"), ("why", "why"), ("//evil.example", "why")):
        revision = ann.served.bench.sheet(DAY).state.revision
        answer = ann.send(WISH, revision=revision, view=view, off="whale_order")
        assert answer.url.path == f"/days/{DAY}/{path}"


def test_each_choice_stands_beside_the_others_until_all_are_undone(ann: Editor) -> None:
    """Off and on again, a lead with its shape, a headline, a style."""
    lead = ann.served.bench.sheet(DAY).edition.plan.lead.angle
    steps: list[dict[str, str]] = [
        {"off": "whale_order"}, {"off": lead}, {"on": lead}, {"lead": "milestone_broken"},
        {"skeleton": "level_first"}, {"headline": "money:2"},
    ]  # fmt: skip
    for revision, step in enumerate(steps):
        ann.send(WISH, revision=revision, view="why", **step)
    expected = Wishes(off=("whale_order",), lead="milestone_broken", skeleton="level_first", headline="money:2")
    assert _wishes(ann) == (expected, "")
    ann.send(WISH, revision=len(steps), view="why", undo=1)
    assert _wishes(ann) == (Wishes(), "")


def test_the_filter_says_how_many_it_leaves_and_runs_nothing(ann: Editor) -> None:
    """What was typed stands in the box as it was typed."""
    page = ann.see(f"{WHY}?q=squeeze").text
    assert len(re.findall('<li class="angle ', page)) < len(ann.served.bench.sheet(DAY).edition.verdicts)
    assert re.search(r"1 of \d+", page)
    assert EVIL not in ann.see(f"{WHY}?q={EVIL}").text
    assert "None has these words." in ann.page.text
