"""Every registered claim is proved from the tables themselves, wherever articles of real days print it.

The tables are read by tests/claim_proofs.py, row by row; nothing of `newsgen.measure` is used.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache

import pytest

from newsgen.house.claims import Claim, read_claims
from newsgen.model import Facts
from newsgen.newsroom import Edition
from tests.claim_proofs import PROVERS
from tests.conftest import ROOT
from tests.real_days import told

FIRST, LAST, DAYS = date(2021, 7, 1), date(2025, 8, 31), 12
REGISTER = tomllib.loads((ROOT / "templates" / "claims.toml").read_text("utf-8"))
CLAIMS = {claim.name: claim for claim in read_claims(REGISTER)}
_SENTENCE = re.compile(r"(?:(?!(?<=[.!?])\s|\n).)+")


@dataclass(frozen=True)
class Printed:
    """A sentence of an article with the facts that it prints."""

    facts: Facts
    where: str
    words: str
    ids: frozenset[str]


def days() -> list[str]:
    """The days that the angles own, since each prints its own claims, and some of any kind."""
    owned = tomllib.loads((ROOT / "tests" / "angle_days.toml").read_text("utf-8")).values()
    span = (LAST - FIRST).days
    drawn = [FIRST + timedelta(days=at) for at in random.Random(7).sample(range(span), DAYS)]
    return sorted({entry["told"] for entry in owned if entry["told"][:2] == "20"} | {day.isoformat() for day in drawn})


@lru_cache(maxsize=1)
def printed() -> list[Printed]:
    """All sentences of the articles of those days: bodies, headlines, deks and key points."""
    return [sentence for day in days() for sentence in _sentences(told(day))]


def _sentences(edition: Edition) -> Iterator[Printed]:
    article = edition.article
    points = {f"key_points.{at}": point for at, point in enumerate(article.key_points)}
    texts = {"headline": article.headline, "dek": article.dek, "body_md": article.body_md, **points}
    for where, text in texts.items():
        figures = [one for one in article.figures if one.where == where]
        for match in _SENTENCE.finditer(text):
            ids = frozenset(one.fact for one in figures if match.start() <= one.start < match.end())
            yield Printed(edition.facts, where, match[0], ids)


def proved(*names: str) -> Counter[str]:
    """How many facts behind the printed claims were proved, by claim; fails at the first that the tables deny.

    A sentence that prints no fact of its claim is borne out by those that its template asked for.
    """
    found: Counter[str] = Counter()
    for name in names:
        claim = CLAIMS[name]
        for one in printed():
            if claim.made_in(one.words):
                for key in _behind(one, claim):
                    verdict = PROVERS[key](one.facts, one.facts.day)
                    assert verdict is not False, (name, str(one.facts.day), key, one.facts.value(key), one.words)
                    found[name] += bool(verdict)
        assert found[name] or not _said(claim), f"no printed `{name}` was proved"
    return found


def _behind(one: Printed, claim: Claim) -> list[str]:
    facts = [key for key in PROVERS if key in one.facts.known and any(fnmatchcase(key, glob) for glob in claim.facts)]
    return [key for key in facts if key in one.ids] or facts


@lru_cache(maxsize=32)
def _said(claim: Claim) -> bool:
    """Whether any template says words of the claim."""
    return any(claim.made_in(" ".join(file.read_text("utf-8").split())) for file in ROOT.glob("templates/**/en*/*.md"))


# The claims: a function for each name in the register


def test_nothing_was_so_since():
    """A date after "since" is the last day beyond today's figure."""
    assert all(proved("since", "first_time").values())


def test_a_record_is_the_most_of_all_days():
    """A record is larger than all before it."""
    assert proved("record")["record"] > 10


def test_a_run_is_as_long_as_it_says():
    """A run goes back as many days or sessions as it says, and no further."""
    assert proved("run", "run_ended", "longest")["run"] > 10


def test_a_part_is_as_large_as_it_says():
    """Sides are parts of the day's own sum."""
    assert all(proved("most_of", "part_of", "even", "only").values())


def test_who_led_had_the_most():
    """The first of a ranking has the largest sum or the largest move."""
    assert all(proved("led", "largest").values())


def test_a_rank_counts_the_days_with_more():
    """The rank of a day is one more than the days above it."""
    assert all(proved("rank").values())


def test_all_coins_are_all_that_were_counted():
    """Coins that rose and fell are counted by their closes."""
    assert all(proved("all_of").values())


def test_a_multiple_is_of_the_median_of_thirty_days():
    """The usual is the median of the thirty days before."""
    assert all(proved("times", "usual").values())


def test_a_level_was_lost_and_won_back():
    """A level that the price is back above lies over an earlier close and under the last."""
    assert all(proved("back").values())


def test_a_coin_did_better_or_worse_than_bitcoin():
    """The gap between two coins is that of their closes."""
    assert all(proved("against_bitcoin").values())


def test_every_claim_has_its_test_and_every_test_its_claim():
    """The register and the functions of this file match."""
    named = {claim.test for claim in CLAIMS.values()}
    here = {name for name in globals() if name.startswith("test_") and name not in _OF_THE_REGISTER}
    assert named == here


def test_every_kind_of_date_after_since_is_proved():
    """Liquidations, prices, ranges, funds, sentiment and open interest: each on a day that has it."""
    kinds = ("series.total_since", "btc.high_since", "btc.low_since", "btc.change_since", "btc.range_since",
             "btc.wide_since", "ethbtc.low_since", "btc_etf.since", "fng.low_since", "fng.high_since",
             "btc.oi_high_days", "btc.hold_days", "series.light_run", "series.side_run", "btc.ma200")  # fmt: skip
    editions = [told(day).facts for day in days()[::3]]
    for key in kinds:
        verdicts = [(str(one.day), PROVERS[key](one, one.day)) for one in editions if key in one.known]
        assert any(verdict for _, verdict in verdicts), key
        assert not [day for day, verdict in verdicts if verdict is False], key


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_a_claim_is_seen_in_its_own_words_alone(name: str):
    """Each phrase is found, and what is listed as harmless is not."""
    claim = CLAIMS[name]
    for words in claim.words:
        assert claim.made_in(f"it was {words.replace('*', 'of all')} that day"), words
    for words in REGISTER[name].get("unless", ()):
        assert not claim.made_in(f"it was {words} that day"), words


_OF_THE_REGISTER = (
    "test_every_claim_has_its_test_and_every_test_its_claim",
    "test_every_kind_of_date_after_since_is_proved",
    "test_a_claim_is_seen_in_its_own_words_alone",
)
