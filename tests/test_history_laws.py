"""Laws of the history: what is kept comes back, keeping again is nothing, and the past stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from newsgen.history import Kept, open_history
from newsgen.history.store import History
from newsgen.market import TABLES, Market
from tests.history_kit import HOUR, NOW, empty
from tests.test_market import same_tables
from tests.test_market_laws import markets

lawful = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

MEASURED = markets().map(lambda market: replace(market, sample=False))


def rows(market: Market) -> int:
    """How many rows a market holds."""
    return sum(map(len, market.tables.values()))


def keys(market: Market) -> set[tuple[object, ...]]:
    """What its rows speak of."""
    return {
        (name, *row)
        for name, table in TABLES.items()
        for row in market.tables[name][list(table.key)].astype(str).itertuples(index=False)
    }


@pytest.fixture
def history(place: str) -> Iterator[History]:
    """A new history, on each database in turn; every example empties it."""
    with open_history(place) as opened:
        yield opened


@lawful
@given(market=MEASURED)
def test_what_is_kept_comes_back_and_keeping_it_again_changes_nothing(history: History, market: Market) -> None:
    """To the last digit, in the same order; and again."""
    empty(history)
    assert history.keep(market, now=NOW) == Kept(new=rows(market))
    same_tables(history.market(), market)
    assert history.keep(market, now=NOW + HOUR) == Kept(same=rows(market))
    assert history.keep(history.market(), now=NOW + HOUR) == Kept(same=rows(market))
    same_tables(history.market(), market)


@lawful
@given(one=MEASURED, other=MEASURED)
def test_what_was_known_stays_known_whatever_comes_later(history: History, one: Market, other: Market) -> None:
    """The later market's rows count now, the earlier market is there as it was, and every row is counted once."""
    empty(history)
    history.keep(one, now=NOW)
    kept = history.keep(other, now=NOW + HOUR)
    assert kept.restated + kept.same == len(keys(one) & keys(other))
    assert kept.new == len(keys(other) - keys(one))
    same_tables(history.market(known_by=NOW), one)
    now = history.market()
    assert keys(now) == keys(one) | keys(other)
    assert rows(now) == len(keys(now))
    assert history.keep(other, now=NOW + 2 * HOUR) == Kept(same=rows(other))
