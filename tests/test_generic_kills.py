"""Publishers killed at random moments leave each article once, and none is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from newsgen.destinations.generic_reading import marked
from tests.conftest import ROOT
from tests.generic_kills import publishers
from tests.services import little_cms


def _campaign(folder: Path, articles: int, seed: int) -> Counter[str]:
    """Each article published up to three times by processes that are killed, then once in peace; what became of it."""
    chance, told = Random(seed), Counter[str]()
    with little_cms.running() as cms, publishers(ROOT) as newsroom:
        for number in range(articles):
            cms.slow = chance.choice((0.0, 0.05, 0.2))
            for _ in range(chance.randint(1, 3)):
                told[newsroom.publish(cms, folder, f"k-{number}", chance.uniform(0.02, 0.6))] += 1
            cms.slow = 0.0
            told[f"at last {newsroom.publish(cms, folder, f'k-{number}')}"] += 1
        copies = Counter(marked(post["newsgen"])[0] for post in cms.posts.values())
    told["doubled"] = sum(many > 1 for many in copies.values())
    told["lost"] = articles - len(copies)
    return told


@pytest.mark.campaign
def test_killed_publishers_leave_each_article_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """A hundred articles with `make campaign`, ten otherwise."""
    articles = 100 if request.config.getoption("-m") == "campaign" else 10
    told = _campaign(tmp_path, articles, seed=6)
    with capsys.disabled():
        print(f"\nkilled publishers, {articles} articles: {dict(sorted(told.items()))}")
    assert (told["doubled"], told["lost"]) == (0, 0), told
    assert told["killed"] >= articles / 4, told
