"""Exactly once at a real Ghost: the journal, the looking, and what comes between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from newsgen.delivery import deliver, take_back
from newsgen.history import History, open_history
from newsgen.model import Outcome, Release, Stage, Wish
from tests.ghost_kit import DRAFT, LIVE, Editor, copies, opened, saying, small
from tests.release_kit import correction
from tests.services.ghost import Site
from tests.services.proxy import Fault, Proxy, before

pytestmark = pytest.mark.xdist_group("ghost")
_runs = count(1)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[History]:
    """A newsroom's journal."""
    with open_history(str(tmp_path / "history.db")) as history:
        yield history


@pytest.fixture
def proxy(ghost: Site) -> Iterator[Proxy]:
    """What stands between newsgen and the site."""
    with before(ghost.url) as proxy:
        yield proxy


def run(site: Site, proxy: Proxy, journal: History, one: Release, wish: Wish = LIVE, **more: Any) -> Outcome:
    """One run that publishes, at a site which is at work on a request for a second at most."""
    with opened(site, url=proxy.url, settle=1.0, seconds=5.0) as blog:
        return deliver(blog, one, wish, journal, lambda: datetime.now(UTC), owner=f"run {next(_runs)}", **more)


def test_an_article_goes_out_once_however_often_it_is_published(ghost: Site, proxy: Proxy, journal: History) -> None:
    one = small()
    assert run(ghost, proxy, journal, one, DRAFT).what == "created"
    assert run(ghost, proxy, journal, one, DRAFT).what == "unchanged"
    live = run(ghost, proxy, journal, one)
    assert (live.what, live.standing.stage if live.standing else None) == ("updated", Stage.LIVE)
    assert run(ghost, proxy, journal, one).what == "unchanged"
    assert (proxy.took("POST"), copies(ghost, one.key)) == (1, 1)


@pytest.mark.parametrize(
    "fault",
    [Fault(drop=True), Fault(status=502), Fault(status=200, body=b""), Fault(hold=0.2, drop=True)],
    ids=["dropped", "502", "empty", "late"],
)
def test_a_lost_answer_leaves_one_article_as_it_was_wished(
    ghost: Site, proxy: Proxy, journal: History, fault: Fault
) -> None:
    one = small()
    proxy.fault(Fault("POST", "/posts/", hold=fault.hold, drop=fault.drop, status=fault.status, body=fault.body))
    outcome = run(ghost, proxy, journal, one)
    assert outcome.standing is not None, outcome
    assert (outcome.well, outcome.standing.stage) == (True, Stage.LIVE), outcome
    assert (proxy.took("POST"), copies(ghost, one.key)) == (1, 1)
    assert run(ghost, proxy, journal, one).what == "unchanged"


def test_a_create_that_never_arrived_is_sent_again_once_it_can_no_longer_arrive(
    ghost: Site, proxy: Proxy, journal: History
) -> None:
    one = small()
    proxy.fault(Fault("POST", "/posts/", status=502, taken=False))
    outcome = run(ghost, proxy, journal, one)
    assert outcome.what == "created", outcome
    assert [status for method, _, status in proxy.seen if method == "POST"] == [0, 201]
    assert copies(ghost, one.key) == 1


def test_a_journal_that_was_lost_finds_its_article_again(
    ghost: Site, proxy: Proxy, journal: History, tmp_path: Path
) -> None:
    one = small()
    run(ghost, proxy, journal, one)
    with open_history(str(tmp_path / "another.db")) as other:
        assert run(ghost, proxy, other, one).what == "adopted"
    assert copies(ghost, one.key) == 1


def test_what_a_person_deleted_stays_deleted(ghost: Site, proxy: Proxy, journal: History) -> None:
    one = small()
    made = run(ghost, proxy, journal, one, DRAFT)
    assert made.standing is not None
    Editor(ghost).delete(made.standing.id)
    assert run(ghost, proxy, journal, one).what == "rejected"
    assert run(ghost, proxy, journal, one).what == "rejected"
    assert copies(ghost, one.key) == 0
    assert run(ghost, proxy, journal, one, DRAFT, force=True).what == "created"


def test_what_a_person_changed_is_not_overwritten_unless_that_is_forced(
    ghost: Site, proxy: Proxy, journal: History
) -> None:
    one, editor = small(), Editor(ghost)
    made = run(ghost, proxy, journal, one, DRAFT)
    assert made.standing is not None
    editor.change(made.standing.id, title="An editor's headline")
    refused = run(ghost, proxy, journal, saying(one, "It fell."), DRAFT)
    assert refused.what == "refused"
    assert "a person changed the article" in refused.sentence
    assert editor.post(made.standing.id)["title"] == "An editor's headline"
    assert run(ghost, proxy, journal, saying(one, "It fell."), DRAFT, force=True).what == "updated"
    assert editor.post(made.standing.id)["title"] == one.headline


def test_what_an_editor_publishes_there_can_be_corrected(ghost: Site, proxy: Proxy, journal: History) -> None:
    """Drafts go out, and somebody at the site lets them go: nobody changed a word."""
    one, editor = small(), Editor(ghost)
    made = run(ghost, proxy, journal, one, DRAFT)
    assert made.standing is not None
    editor.change(made.standing.id, status="published")
    corrected = run(ghost, proxy, journal, saying(one, "It fell to $59,005."), amend=True)
    assert corrected.what == "updated", corrected
    assert "It fell to $59,005." in editor.post(made.standing.id)["html"]


def test_an_address_of_somebody_else_is_left_to_them(ghost: Site, proxy: Proxy, journal: History) -> None:
    one, editor = small(), Editor(ghost)
    other = editor.write(title="Another", slug=one.slug, html="<p>Theirs.</p>")
    made = run(ghost, proxy, journal, one)
    assert made.standing is not None
    assert made.standing.slug.startswith(f"{one.slug}-")
    assert "<p>Theirs.</p>" in editor.post(other)["html"]


def test_a_withdrawn_article_does_not_come_back(ghost: Site, proxy: Proxy, journal: History) -> None:
    one = small()
    run(ghost, proxy, journal, one)
    with opened(ghost, url=proxy.url, settle=1.0) as blog:
        gone = take_back(blog, one, correction(), journal, lambda: datetime.now(UTC), owner="run 0")
        assert gone.what == "withdrawn", gone
        again = take_back(blog, one, correction(), journal, lambda: datetime.now(UTC), owner="run 0")
        assert again.what == "withdrawn", again
    assert run(ghost, proxy, journal, one).what == "refused"


def test_a_dry_run_changes_nothing(ghost: Site, proxy: Proxy, journal: History) -> None:
    one = small()
    with opened(ghost, url=proxy.url, dry=True) as blog:
        outcome = deliver(blog, one, LIVE, journal, lambda: datetime.now(UTC), owner="run 0", dry=True)
    assert outcome.what == "would"
    assert [request.method for request in outcome.requests] == ["POST", "PUT"]
    assert one.seo_title in outcome.requests[0].body
    assert {method for method, _, _ in proxy.seen} == {"GET"}
    assert journal.delivery("blog", one.key) is None
