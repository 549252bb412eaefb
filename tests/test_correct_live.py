"""A morning from the sources to readers, and the afternoon on which a source says something else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from newsgen import archive
from newsgen.clock import present
from newsgen.delivery import publish
from newsgen.model import Stage, Status, Wish
from newsgen.settings import load_settings
from tests.fakes import Fakes
from tests.live_kit import DAY, newsgen, rehearse, reset
from tests.release_kit import approve
from tests.shelf import put_up

TOML = 'byline = "Ann Lee"\n[destinations.blog]\nkind = "shelf"\n'


@pytest.fixture(scope="module")
def server() -> Iterator[Fakes]:
    with Fakes() as fakes:
        yield fakes


def _fewer_dollars(body: bytes) -> bytes:
    """The same answer, with the last session of the funds a tenth smaller."""
    found = json.loads(body)
    if found["data"]:
        last = next(row for row in reversed(found["data"]) if row["flow_usd"])  # today's is not out yet
        last["flow_usd"] *= 0.9
        for fund in last["etf_flows"]:
            fund.update({"flow_usd": fund["flow_usd"] * 0.9} if "flow_usd" in fund else {})
    return json.dumps(found).encode()


def test_a_live_day_is_corrected_from_what_its_source_says_later(
    server: Fakes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes = reset(server)
    monkeypatch.chdir(tmp_path)
    Path("newsgen.toml").write_text(TOML, encoding="utf-8")
    rehearse(fakes, monkeypatch, coins="BTC,ETH", without="feeds")
    newsgen("recap")
    settings, folder = load_settings().settings, Path("output", DAY)
    clock = present()
    site = put_up(monkeypatch, clock(), "blog")["blog"]
    state = archive.read_state(folder)
    assert state.status is Status.DRAFT
    approve(folder, when=clock())
    (made,) = publish(date.fromisoformat(DAY), ["blog"], settings, clock, wish=Wish(Stage.LIVE), sleep=site.time.sleep)
    assert made.what == "created", made.sentence
    (post,) = site.posts.values()
    before = post.body
    assert "$1.03 billion" in before
    assert "was restated" in newsgen("correct", DAY).stderr  # nothing that the article prints

    fakes.play("coinglass", "success", "flow-history", _fewer_dollars)
    fakes.world.now += timedelta(minutes=5)
    rehearse(fakes, monkeypatch)
    newsgen("gather", "--as-of", "2025-07-14T12:00Z")
    shown = newsgen("correct", DAY)
    assert "the net flow into US spot bitcoin ETFs in the session as an inflow of $1.03 billion" in shown.stdout
    assert post.body == before
    newsgen("correct", DAY, "--yes", "--by", "Ann Lee", "--reason", "CoinGlass restated")
    assert "an inflow of $1.03 billion. The figure is an inflow of $92" in post.body
    assert "$1.03 billion" not in post.body.split("</p>", 1)[1]
    assert "Nothing that the article" in newsgen("correct", DAY).stderr
    assert "0 printed figures would change" in newsgen("history", "restated", DAY).stdout
