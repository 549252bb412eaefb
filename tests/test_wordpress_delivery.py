"""An article delivered to a real WordPress, with the journal: it goes live once, whatever breaks on the way."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsgen.delivery.once import deliver
from newsgen.destinations.wordpress import WordPress
from newsgen.history import History, open_history
from newsgen.model import Outcome, Release, Stage
from tests.services.wordpress import Site
from tests.wordpress_kit import DRAFT, LIVE, by_hand, odd, opened, pictured, posts, saying, small

both = pytest.mark.parametrize("plugin", [False, True], ids=["plain", "plugin"])


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(str(tmp_path / "history.sqlite")) as history:
        yield history


def delivered(place: WordPress, one: Release, history: History, owner: str = "a", **more: Any) -> Outcome:
    wish = more.pop("wish", LIVE)
    return deliver(place, one, wish, history, lambda: datetime.now(UTC), owner=owner, **more)


def live(site: Site, key: str) -> int:
    """How many posts with this key readers see."""
    rule = f"post_status='publish' and post_content like '%newsgen:key={key} %'"
    return int(site.sql(f"select count(*) from wp_posts where {rule}")[0][0])


@both
def test_an_article_with_everything_is_created_once_and_then_left_alone(
    blog: Site, history: History, plugin: bool
) -> None:
    blog.plugin(plugin)
    one = pictured()
    with opened(blog, settle=1.0) as place:
        assert [delivered(place, one, history).what for _ in range(3)] == ["created", "unchanged", "unchanged"]
    assert (blog.copies(one.key), live(blog, one.key)) == (1, 1)


@both
@pytest.mark.parametrize(
    "trouble",
    [
        {"end": "die", "once": True}, {"end": "500", "once": True}, {"before": 2.5, "once": True},
        {"on": "update", "end": "die", "once": True}, {"on": "update", "before": 2.5, "once": True},
    ],
    ids=["dies after the insert", "500 after the insert", "slow insert", "dies as it goes live", "slow to go live"],
)  # fmt: skip
def test_a_lost_answer_still_makes_one_live_article(
    blog: Site, history: History, trouble: dict[str, Any], plugin: bool
) -> None:
    blog.plugin(plugin)
    one = small(tags=(), section="")
    with opened(blog, settle=5.0, seconds=1.5 if "before" in trouble else 30.0) as place:
        place.ready()
        blog.trouble(**trouble)
        outcome = delivered(place, one, history)
    assert outcome.well, outcome.sentence
    assert outcome.standing
    assert outcome.standing.stage is Stage.LIVE
    assert (blog.copies(one.key), live(blog, one.key)) == (1, 1)


def test_two_runs_that_know_nothing_of_each_other_leave_one_article(blog: Site, tmp_path: Path) -> None:
    """Each has a journal of its own, as on two machines that were set up wrongly, and the site has no plugin."""
    blog.trouble(before=0.3)
    one = small(tags=(), section="")

    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        journals = [stack.enter_context(open_history(str(tmp_path / f"{name}.sqlite"))) for name in "ab"]
        places = [stack.enter_context(opened(blog, settle=3.0)) for _ in "ab"]
        outcomes = list(pool.map(lambda pair: delivered(pair[0], one, pair[1]), zip(places, journals)))
        assert live(blog, one.key) == 1, outcomes
        delivered(places[0], one, journals[0])
    assert blog.copies(one.key) == 1


def test_a_draft_goes_live_later_and_what_a_person_wrote_there_stays(blog: Site, history: History) -> None:
    one = small()
    with opened(blog, settle=1.0) as place:
        draft = delivered(place, one, history, wish=DRAFT)
        assert draft.standing
        by_hand(blog, f"posts/{draft.standing.id}", {"title": "A better headline"}, role="editor")
        refused = delivered(place, saying(one, "Ours."), history)
        assert (refused.what, live(blog, one.key)) == ("refused", 0)
        assert "a person changed the article there" in refused.sentence
        assert delivered(place, one, history, force=True).well
    assert live(blog, one.key) == 1


def test_what_was_thrown_away_there_is_not_made_again(blog: Site, history: History) -> None:
    one = small()
    with opened(blog, settle=1.0) as place:
        draft = delivered(place, one, history, wish=DRAFT)
        assert draft.standing
        by_hand(blog, f"posts/{draft.standing.id}", method="DELETE")
        assert delivered(place, one, history).what == "rejected"
        by_hand(blog, f"posts/{draft.standing.id}?force=true", method="DELETE")
        assert delivered(place, one, history).what == "rejected"
    assert blog.copies(one.key) == 0


def test_a_site_that_spoils_figures_gets_no_live_article(blog: Site, history: History) -> None:
    odd(blog, "add_filter('content_save_pre', fn($text) => str_replace('69,170', '96,170', $text));")
    one = small()
    with opened(blog, settle=1.0) as place:
        outcome = delivered(place, one, history)
    assert outcome.what == "refused"
    assert "came back with another content" in outcome.sentence
    assert (blog.copies(one.key), live(blog, one.key)) == (1, 0)


def test_a_dry_run_leaves_neither_post_nor_line(blog: Site, history: History) -> None:
    one, before = small(), posts(blog)
    with opened(blog, settle=1.0, dry=True) as place:
        outcome = delivered(place, one, history, dry=True)
    assert (outcome.what, len(outcome.requests) >= 2, posts(blog)) == ("would", True, before)
    assert history.delivery("blog", one.key) is None


def test_a_tag_that_is_not_there_is_told_to_whoever_publishes(blog: Site, history: History) -> None:
    with opened(blog, settle=1.0, create_tags=False) as place:
        outcome = delivered(place, small(tags=("Nobody's",), section="Uncategorized"), history, wish=DRAFT)
    assert outcome.notes == ('blog: there is no tag "Nobody\'s" there; the article goes without it.',)
